import { DriverError } from "@rae/driver";
import { expect, test } from "vitest";
import { bytesOfText, decodeText } from "../src/text.ts";
import { openConsole } from "./open-console.ts";

const lostCable = { name: "waiting", code: "link-unavailable", detail: "unplugged" } as const;

test("a stream has an id that stays, and another one after a restart", async () => {
  const first = openConsole();
  first.print("one");
  const { result } = await first.run("console.read");
  first.print("two");
  const again = (await first.run("console.read")).result;
  expect(again.stream).toBe(result.stream);
  expect((await first.run("console.write", { text: "x" })).result.stream).toBe(result.stream);
  await first.driver.close();
  const second = openConsole();
  expect((await second.run("console.read")).result.stream).not.toBe(result.stream);
  await second.driver.close();
});

test("a follower that comes with a stream of before is told what it lost, and reads the new one from its beginning", async () => {
  const { print, run, driver } = openConsole();
  print("new output");
  const { result } = await run("console.read", { stream: "old", afterPosition: 4 });
  expect(result).toMatchObject({
    text: "new output",
    position: 10,
    droppedBytes: 0,
    lost: { stream: "old", afterPosition: 4 },
  });
  const { stream } = result;
  expect((await run("console.read", { stream, afterPosition: 10 })).result).toEqual({
    text: "",
    stream,
    position: 10,
    droppedBytes: 0,
  });
  await driver.close();
});

test("a follower of a stream of before is told how much of the new one is no longer kept", async () => {
  const { print, run, driver } = openConsole();
  print("x".repeat(300 * 1024));
  const { result } = await run("console.read", { stream: "old", afterPosition: 4, maxBytes: 1 });
  expect(result).toMatchObject({ text: "x", droppedBytes: 44 * 1024, position: 44 * 1024 + 1 });
  await driver.close();
});

test("a position ahead of the very stream is no position", async () => {
  const { print, run, driver } = openConsole();
  print("abc");
  const { stream } = (await run("console.read")).result;
  await expect(run("console.read", { stream, afterPosition: 4 })).rejects.toMatchObject({
    code: "invalid-parameters",
    details: { position: 3 },
  });
  await driver.close();
});

test("a cable that is pulled and plugged in again shows as an interruption, once, where it was", async () => {
  const { print, run, driver, link } = openConsole();
  print("before");
  link.become(lostCable);
  link.become({ name: "open" });
  print("after");
  const { result } = await run("console.read", { afterPosition: 0 });
  expect(result).toMatchObject({ text: "beforeafter", interruptions: [6] });
  const { stream } = result;
  const ahead = await run("console.read", { stream, afterPosition: 0, maxBytes: 6 });
  expect(ahead.result).not.toHaveProperty("interruptions");
  const on = await run("console.read", { stream, afterPosition: 6 });
  expect(on.result).toMatchObject({ text: "after", interruptions: [6] });
  print(" and on");
  const end = await run("console.read", { stream, afterPosition: 11 });
  expect(end.result).not.toHaveProperty("interruptions");
  await driver.close();
});

test("half a character and half an escape from before a pulled cable do not reach into what comes after", async () => {
  const { print, run, driver, link } = openConsole();
  print(Buffer.from([0x1b, 0x5d, 0xc3]));
  link.become(lostCable);
  link.become({ name: "open" });
  print("box login: ");
  expect((await run("info.get")).result.attributes).toEqual({ "console.state": "login" });
  await driver.close();
});

test("a write that fails half-way may have typed something; one on a closed link has not", async () => {
  const { run, driver, link } = openConsole();
  link.onWrite = () => {
    throw new DriverError("timeout", "it did not take the bytes in time");
  };
  await expect(run("console.write", { text: "reboot" })).rejects.toMatchObject({
    code: "timeout",
    details: { sent: true },
  });
  link.become(lostCable);
  const written = run("console.write", { text: "reboot" });
  await expect(written).rejects.toMatchObject({ code: "link-unavailable" });
  await expect(written).rejects.not.toHaveProperty("details.sent");
  await driver.close();
});

/** A follower's pages, each begun where the one before ended. */
async function follow({ run }: ReturnType<typeof openConsole>, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let position = 0; ; ) {
    const { result } = await run("console.read", {
      afterPosition: position,
      maxBytes,
      base64: true,
    });
    const bytes = Buffer.from(String(result.base64), "base64");
    expect(result.position).toBe(position + bytes.length);
    expect(result.text).toBe(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
    if (bytes.length === 0) return Buffer.concat(pieces);
    pieces.push(bytes);
    position += bytes.length;
  }
}

test("a follower gets every byte once, also bytes that are no UTF-8, whatever the size of its pages", async () => {
  const opened = openConsole();
  const all = Buffer.from(
    Array.from({ length: 5_000 }, (_, index) => ((index * 7919) >> 3) & 0xff),
  );
  const output = Buffer.concat([Buffer.from("\ufeffmark "), all, Buffer.from("é€😀")]);
  opened.print(output);
  for (const maxBytes of [1, 2, 3, 7, 4096, 65_536]) {
    expect((await follow(opened, maxBytes)).equals(output)).toBe(true);
  }
  await opened.driver.close();
});

test("what is run ends at its position in bytes behind bytes that are no UTF-8", async () => {
  const { print, run, link, driver } = openConsole();
  link.onWrite = () => print(Buffer.from("x\r\n\ufeff\xff\xe2\x82 é done# ", "latin1"));
  const { position } = (await run("console.run", { line: "x", expect: "done" })).result;
  const { result } = await run("console.read", { afterPosition: Number(position) });
  expect(result.text).toBe("# ");
  await driver.close();
});

test("the bytes of any part of a text are known, whatever the bytes are", () => {
  let seed = 1;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed;
  };
  const leads = [
    0x41, 0xc3, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xff, 0x80, 0xa0, 0xbb, 0xbf, 0x9f,
  ];
  for (let round = 0; round < 2_000; round += 1) {
    const bytes = Uint8Array.from({ length: 12 }, () => leads[next() % leads.length] ?? 0);
    const text = decodeText(bytes);
    expect(bytesOfText(bytes, text.length)).toBe(bytes.length);
    const units = [...text].slice(0, next() % 12).join("").length;
    const size = bytesOfText(bytes, units);
    expect(decodeText(bytes.subarray(0, size)) + decodeText(bytes.subarray(size))).toBe(text);
  }
});
