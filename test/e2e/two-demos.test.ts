import type { ChildProgram } from "@rae/kit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DemoClone, demoAssets, demoIsUp } from "../harness/demo.ts";

let clones: readonly DemoClone[] = [];
let programs: readonly ChildProgram[] = [];

async function startDemo(clone: DemoClone): Promise<ChildProgram> {
  const lines: string[] = [];
  const program = clone.start(lines);
  programs = [...programs, program];
  await demoIsUp(lines);
  return program;
}

beforeAll(async () => {
  clones = [await DemoClone.make(), await DemoClone.make()];
});

afterAll(async () => {
  await Promise.all(programs.map((program) => program.stop(30_000)));
  for (const clone of clones) clone.remove();
});

/** What its own simulator says was pressed on the Roku. */
async function keysOf(clone: DemoClone): Promise<readonly string[]> {
  const response = await fetch(`${clone.simulatorUrl}/v1/devices/roku-1`);
  return ((await response.json()) as { keys: string[] }).keys;
}

async function press(clone: DemoClone, key: string): Promise<string> {
  const command = { capability: "remote-control", command: "press", parameters: { key } };
  const path = "/v1/devices/tv-bedroom/commands";
  const { state } = await clone.rest.request<{ state: string }>("POST", path, command, "wait=20");
  return state;
}

test("two demos on one machine leave each other's devices alone, and one that stops takes nothing away", async () => {
  const [first, second] = clones;
  if (first === undefined || second === undefined) throw new Error("there are two clones");
  await startDemo(first);
  const roku = await first.rest.device("tv-bedroom");
  const other = await startDemo(second);
  for (const clone of clones) {
    const assets = (await clone.rest.devices()).map(({ asset }) => asset);
    expect(assets.toSorted()).toEqual([...demoAssets].sort());
  }
  for (const key of ["up", "down", "left", "right"])
    expect(await press(first, key)).toBe("succeeded");
  for (const key of ["home", "back"]) expect(await press(second, key)).toBe("succeeded");
  expect(await keysOf(first)).toEqual(["Up", "Down", "Left", "Right"]);
  expect(await keysOf(second)).toEqual(["Home", "Back"]);

  await other.stop(30_000);
  expect(await press(first, "select")).toBe("succeeded");
  const after = await first.rest.device("tv-bedroom");
  expect(after).toMatchObject({ id: roku.id, state: "online" });
  const kinds = (await first.rest.history(roku.id)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind !== "AttributesChanged")).toEqual(["Attached"]);
  expect(await keysOf(first)).toEqual(["Up", "Down", "Left", "Right", "Select"]);
});
