import { expect, onTestFinished, test } from "vitest";
import { serialConsole } from "../src/index.ts";
import { openConsole } from "./open-console.ts";

test("the check looks at the port and types nothing, and there is no clean-up", async () => {
  const { driver, link, run } = openConsole();
  onTestFinished(() => driver.close());
  const written: Uint8Array[] = [];
  link.onWrite = (bytes) => written.push(bytes);
  const { check = [], cleanUp } = serialConsole.care ?? {};
  const checked = async () => {
    for (const { capability, command } of check) await run(`${capability}.${command}`);
  };
  await checked();
  expect(written).toEqual([]);
  expect(cleanUp).toBeUndefined();
  link.become({ name: "waiting", code: "link-unavailable", detail: "unplugged" });
  await expect(checked()).rejects.toMatchObject({ code: "link-unavailable" });
});
