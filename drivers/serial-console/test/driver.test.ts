import type { JsonObject } from "@rae/driver";
import { eventually, openSerialDriver, waitForState } from "@rae/driver/testing";
import { afterEach, expect, test } from "vitest";
import { serialConsole } from "../src/driver.ts";
import { openConsole as openPlayed } from "./open-console.ts";

const soon = () => AbortSignal.timeout(5_000);
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function openConsole(settings: JsonObject = {}) {
  const opened = await openSerialDriver(serialConsole, settings);
  cleanups.push(opened.close);
  const run = (name: string, parameters: JsonObject = {}, signal = soon()) => {
    const [capability = "", command = ""] = name.split(".");
    return opened.driver.run(capability, command, parameters, signal);
  };
  const received = { text: "" };
  opened.port.onBytes = (bytes) => {
    received.text += Buffer.from(bytes).toString();
  };
  const printed = (text: string) =>
    eventually(async () => expect((await run("console.read")).result.text).toContain(text));
  return { ...opened, run, received, printed };
}

/** Plays a shell: echoes, then answers the line. */
function playShell(
  opened: Awaited<ReturnType<typeof openConsole>>,
  answer: (line: string) => string,
) {
  let line = "";
  opened.port.onBytes = (bytes) => {
    for (const character of Buffer.from(bytes).toString()) {
      if (character !== "\r") {
        line += character;
        continue;
      }
      void opened.port.send(`${line}\r\n${answer(line)}# `);
      line = "";
    }
  };
}

test("what the device prints is read, and read on from a position", async () => {
  const { port, run, printed } = await openConsole();
  await port.send("hello ");
  await printed("hello ");
  expect((await run("console.read")).result).toMatchObject({
    text: "hello ",
    position: 6,
    droppedBytes: 0,
  });
  await port.send("world");
  await printed("world");
  expect((await run("console.read", { afterPosition: 6 })).result).toMatchObject({
    text: "world",
    position: 11,
    droppedBytes: 0,
  });
  expect((await run("console.read", { maxBytes: 3 })).result.text).toBe("rld");
  expect((await run("console.read", { afterPosition: 2, maxBytes: 3 })).result).toMatchObject({
    text: "llo",
    position: 5,
    droppedBytes: 0,
  });
});

test("noise of a wrong speed is read in pages that fit into a message, and none of it is skipped", async () => {
  const { port, run } = await openConsole();
  for (let piece = 0; piece < 40; piece += 1) await port.send("\u0001".repeat(4096));
  await port.send("end");
  await eventually(async () =>
    expect((await run("console.read", { maxBytes: 3 })).result.text).toBe("end"),
  );
  let position = 0;
  let text = "";
  while (!text.endsWith("end")) {
    const { result } = await run("console.read", { afterPosition: position, maxBytes: 65_536 });
    expect(JSON.stringify(result).length).toBeLessThan(256 * 1024);
    expect(Number(result.position)).toBeGreaterThan(position);
    position = Number(result.position);
    text += String(result.text);
  }
  expect(text).toHaveLength(40 * 4096 + 3);
  const newest = (await run("console.read", { maxBytes: 65_536 })).result;
  expect(newest.position).toBe(position);
});

test("output that is no longer kept is counted", async () => {
  const { port, run, printed } = await openConsole();
  for (let piece = 0; piece < 80; piece += 1) await port.send("x".repeat(4096));
  await port.send("end");
  await printed("end");
  expect((await run("console.read", { afterPosition: 0, maxBytes: 1 })).result).toMatchObject({
    text: "x",
    position: 80 * 4096 + 3 - 256 * 1024 + 1,
    droppedBytes: 80 * 4096 + 3 - 256 * 1024,
  });
});

test("a position of a stream before this one reads from the beginning", async () => {
  const { port, run, printed } = await openConsole();
  await port.send("new");
  await printed("new");
  expect((await run("console.read", { afterPosition: 9_999 })).result).toMatchObject({
    text: "new",
    position: 3,
    droppedBytes: 0,
  });
});

test("text is written as it is", async () => {
  const { run, received } = await openConsole();
  expect((await run("console.write", { text: "rööt\n" })).result).toMatchObject({
    writtenBytes: 7,
    position: 0,
  });
  await eventually(() => expect(received.text).toBe("rööt\n"));
});

test("a line runs until its output matches, past its own echo", async () => {
  const opened = await openConsole();
  playShell(opened, () => "ready 42\r\n");
  const { result } = await opened.run("console.run", {
    line: "echo ready 42",
    expect: "ready \\d+\r\n",
  });
  expect(result).toMatchObject({
    output: "echo ready 42\r\nready 42\r\n",
    match: "ready 42\r\n",
    position: 25,
  });
});

test("a caret finds the beginning of any line", async () => {
  const opened = await openConsole();
  playShell(opened, () => "one\r\ntwo\r\n");
  expect((await opened.run("console.run", { line: "ls", expect: "^two" })).result.match).toBe(
    "two",
  );
});

test("output from before the line does not count", async () => {
  const { port, run, printed } = await openConsole();
  await port.send("done\r\n");
  await printed("done");
  await expect(
    run("console.run", { line: "true", expect: "done" }, AbortSignal.timeout(100)),
  ).rejects.toMatchObject({ code: "timeout" });
});

test("output that never matches is a timeout that shows the newest of it, and that the line was sent", async () => {
  const { run, print, link, driver } = openPlayed();
  const late = new AbortController();
  link.onWrite = () => {
    print("x\r\nfailed\r\n# ");
    setImmediate(() => late.abort(new DOMException("late", "TimeoutError")));
  };
  await expect(
    run("console.run", { line: "x", expect: "done" }, late.signal),
  ).rejects.toMatchObject({
    code: "timeout",
    details: { newest: "x\r\nfailed\r\n# ", sent: true },
  });
  await driver.close();
});

test("a pattern that is none writes nothing", async () => {
  const { run, received } = await openConsole();
  await expect(run("console.run", { line: "reboot", expect: "(" })).rejects.toMatchObject({
    code: "invalid-parameters",
  });
  await run("console.write", { text: "!" });
  await eventually(() => expect(received.text).toBe("!"));
});

test("a pattern that backtracks without end fails and leaves the agent running", async () => {
  const { port, run } = await openConsole();
  const running = run("console.run", { line: "", expect: "(a+)+$" });
  const failed = expect(running).rejects.toMatchObject({
    code: "invalid-parameters",
    details: { sent: true },
  });
  await port.send(`${"a".repeat(3000)}b`);
  await failed;
});

test("a cable pulled while a line runs is link-unavailable", async () => {
  const { port, run } = await openConsole();
  port.onBytes = () => port.unplug();
  await expect(run("console.run", { line: "x", expect: "y" })).rejects.toMatchObject({
    code: "link-unavailable",
  });
});

test("a boot is reported without being asked, in one report", async () => {
  const { port, reports } = await openConsole();
  await port.send("U-Boot 2023.04\r\nMAC: 02:11:22:33:44:55\r\nESN: ACME-STICK-1\r\nbox login: ");
  await eventually(() => expect(reports).toHaveLength(1));
  expect(reports).toEqual([
    {
      attributes: {
        "identity.mac": "02:11:22:33:44:55",
        "identity.esn": "ACME-STICK-1",
        "console.state": "login",
      },
      keys: [{ kind: "mac", value: "02:11:22:33:44:55" }],
    },
  ]);
});

test("what a boot told is recalled by a probe, for it was not seen again", async () => {
  const { driver, port, reports } = await openConsole();
  await port.send("U-Boot 2023.04\r\nESN: ACME-STICK-1\r\nbox login: ");
  await eventually(() => expect(reports).toHaveLength(1));
  expect(reports[0]).not.toHaveProperty("recalled");
  expect(await driver.probe(soon())).toEqual({
    attributes: { "identity.esn": "ACME-STICK-1", "console.state": "login" },
    recalled: ["identity.esn"],
    keys: [],
  });
});

test("a silent console answers a probe as long as its port is open", async () => {
  const { driver, link, port, run } = await openConsole();
  const expected = { attributes: { "console.state": "silent" }, keys: [] };
  expect(await driver.probe(soon())).toEqual(expected);
  expect((await run("info.get")).result).toEqual({ attributes: expected.attributes });
  port.unplug();
  await waitForState(link, "waiting");
  await expect(driver.probe(soon())).rejects.toMatchObject({ code: "link-unavailable" });
});

test("the operator's patterns replace the defaults of their attributes", async () => {
  const { port, reports } = await openConsole({
    patterns: [
      { attribute: "identity.esn", pattern: "player id ([0-9]+)" },
      { attribute: "x.acme.slot", pattern: "slot=([AB])" },
    ],
    login: "name\\? $",
  });
  await port.send("ESN: NOT-THIS-ONE\r\nPlayer ID 007\r\nslot=B\r\nname? ");
  await eventually(() => expect(reports).toHaveLength(1));
  expect(reports[0]?.attributes).toEqual({
    "identity.esn": "007",
    "x.acme.slot": "B",
    "console.state": "login",
  });
});

test("settings that are not usable name every fault", async () => {
  await expect(
    openConsole({
      patterns: [
        { attribute: "identity.esn", pattern: "(" },
        { attribute: "Serial No", pattern: "x" },
      ],
    }),
  ).rejects.toMatchObject({
    code: "config-invalid",
    details: {
      faults: [
        expect.stringContaining("/patterns/0/pattern"),
        expect.stringContaining("/patterns/1"),
      ],
    },
  });
});
