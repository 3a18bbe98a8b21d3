import { afterEach, beforeEach, expect, test } from "vitest";
import { readInvocation } from "../../../src/config.ts";
import type { BoxesConfig } from "../../../src/load/boxes/boxes-config.ts";
import { runBoxes } from "../../../src/load/boxes/run-boxes.ts";
import { openTestGateway, type TestGateway } from "./test-gateway.ts";

let gateway: TestGateway;

beforeEach(async () => {
  gateway = await openTestGateway(["busy-1", "busy-2"]);
});

afterEach(() => gateway.close());

test("a load says a line of JSON for each second and one for the whole", async () => {
  const { config } = readInvocation(
    [
      ...["boxes", "--gateway", gateway.url, "--pki", gateway.pki, "--box-prefix", "busy-"],
      ...["--count", "2", "--devices", "2", "--rate", "50", "--seconds", "1"],
      ...["--event-padding", "600"],
    ],
    {},
  ) as { config: BoxesConfig };
  const lines: Record<string, unknown>[] = [];
  await runBoxes(config, (line) => lines.push(JSON.parse(line)));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatchObject({ second: 1, lost: 0 });
  expect(lines[1]).toMatchObject({ total: true, boxes: 2, lost: [] });
  expect(lines[1]?.acknowledged).toBe(lines[1]?.published);
  const change = gateway.heard.find(({ event }) => event.kind === "AttributesChanged");
  expect(change?.event).toMatchObject({
    attributes: { "x.load.padding": { value: "x".repeat(600) } },
  });
});
