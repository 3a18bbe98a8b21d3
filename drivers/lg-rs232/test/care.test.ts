import type { CareStep } from "@rae/driver";
import { expect, test } from "vitest";
import { lgRs232 } from "../src/index.ts";
import { openSet } from "./open-set.ts";

const { check = [], cleanUp = [] } = lgRs232.care ?? {};

function cared() {
  const { set, run } = openSet();
  const runAll = async (steps: readonly CareStep[]) => {
    for (const { capability, command, parameters, expect: wanted } of steps) {
      const { result } = await run(`${capability}.${command}`, parameters);
      expect(result).toMatchObject(wanted ?? {});
    }
  };
  return { set, runAll };
}

test.each(["on", "in standby"])(
  "the check only reads the power of a set that is %s",
  async (is) => {
    const { set, runAll } = cared();
    set.values.set("ka", is === "on" ? 1 : 0);
    await runAll(check);
    expect(set.received).toEqual(["ka 01 FF"]);
  },
);

test("the clean-up switches on what the last holder has switched off, and closes the menus", async () => {
  const { set, runAll } = cared();
  set.values.set("ka", 0);
  set.isSilentInStandby = true;
  await runAll(cleanUp);
  expect(set.values.get("ka")).toBe(1);
  expect(set.received.at(-1)).toBe("mc 01 5B");
});

test("the clean-up of a set that is on changes nothing but its menus", async () => {
  const { set, runAll } = cared();
  const before = new Map(set.values);
  await runAll(cleanUp);
  expect(set.values).toEqual(before);
});
