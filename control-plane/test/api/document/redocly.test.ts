import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import { ApiLab, bearer } from "../api-lab.ts";

test("the document passes redocly's recommended rules, all of them", async () => {
  const lab = await ApiLab.open();
  const text = await (await fetch(`${lab.url}/openapi.json`, { headers: bearer() })).text();
  await lab.close();
  const config = await createConfig({ extends: ["recommended"] });
  const problems = await lintFromString({ source: text, absoluteRef: "openapi.json", config });
  const told = problems.map(({ ruleId, severity, message, location }) => {
    const places = location.map(({ pointer }) => pointer).join(" ");
    return `${severity} ${ruleId}: ${message} ${places}`;
  });
  expect(told).toEqual([]);
});
