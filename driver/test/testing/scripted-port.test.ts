import { openSerialPort, ScriptedPort } from "@rae/driver/testing";
import { afterEach, expect, test } from "vitest";
import { ByteExchange, LineSplitter } from "../../src/index.ts";
import { systemClock } from "../../src/testing/index.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
const soon = () => AbortSignal.timeout(5_000);

async function opened(pieces: "whole" | "bytes") {
  const { port, link, close } = await openSerialPort();
  cleanups.push(close);
  const device = new ScriptedPort(port, { pieces });
  const exchange = new ByteExchange(link, { clock: systemClock }, new LineSplitter(), {
    replyTimeoutMs: 4_000,
  });
  return { device, ask: (request: string) => exchange.exchange(`${request}\r`, soon()) };
}

test.each(["whole", "bytes"] as const)(
  "a scripted device answers what it expects, in pieces: %s",
  async (pieces) => {
    const { device, ask } = await opened(pieces);
    let count = 0;
    device.answer("COUNT", () => `${++count}\r\n`).answerOnce("COUNT", "none\r\n");
    expect([await ask("COUNT"), await ask("COUNT"), await ask("COUNT")]).toEqual([
      "none",
      "1",
      "2",
    ]);
    expect(device.received).toEqual(["COUNT", "COUNT", "COUNT"]);
  },
);

test("it says nothing to what it was told nothing of, nor while it is frozen", async () => {
  const { device, ask } = await opened("whole");
  device.answer("ID", "PS-2\r\n");
  device.isFrozen = true;
  const frozen = ask("ID");
  await expect.poll(() => device.received).toEqual(["ID"]);
  await device.say("woken\r\n");
  expect(await frozen).toBe("woken");
  device.isFrozen = false;
  expect(await ask("ID")).toBe("PS-2");
});
