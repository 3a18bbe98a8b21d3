import type { CareStep } from "@rae/driver";
import { expect, onTestFinished, test } from "vitest";
import { rokuEcp } from "../src/index.ts";
import { openRoku } from "./open-roku.ts";

const { check = [], cleanUp = [] } = rokuEcp.care ?? {};

async function cared() {
  const { roku, run, close } = await openRoku();
  onTestFinished(close);
  const runAll = async (steps: readonly CareStep[]) => {
    for (const { capability, command, parameters } of steps) {
      await run(`${capability}.${command}`, parameters);
    }
  };
  return { roku, runAll };
}

test("the check asks who it is and what is in front, and presses nothing", async () => {
  const { roku, runAll } = await cared();
  roku.activeApp = "12";
  await runAll(check);
  expect(roku.received.filter((line) => !line.startsWith("GET "))).toEqual([]);
  expect(roku.received).toContain("GET /query/device-info");
  expect(roku.received).toContain("GET /query/active-app");
  expect(roku.activeApp).toBe("12");
});

test("the clean-up leaves the home screen, and shows that keys are taken", async () => {
  const { roku, runAll } = await cared();
  roku.activeApp = "12";
  await runAll(cleanUp);
  expect(roku.activeApp).toBeUndefined();
  roku.forbids = true;
  await expect(runAll(cleanUp)).rejects.toMatchObject({ code: "limited-mode" });
});

test("a Roku that no longer tells what is in front fails the check", async () => {
  const { roku, runAll } = await cared();
  roku.answers.set("/query/active-app", { status: 500, body: "" });
  await expect(runAll(check)).rejects.toMatchObject({ code: "refused" });
});
