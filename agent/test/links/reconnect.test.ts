import type { LinkState } from "@rae/driver";
import { expect, test } from "vitest";
import { type ReconnectInput, reconnect } from "../../src/links/reconnect.ts";

const waiting: LinkState = { name: "waiting", code: "unreachable", detail: "before" };
const failed: ReconnectInput = { kind: "failed", code: "link-unavailable", detail: "now" };

const table: [LinkState, ReconnectInput, LinkState["name"], string[]][] = [
  [{ name: "connecting" }, { kind: "opened" }, "open", ["settle"]],
  [{ name: "connecting" }, failed, "waiting", ["release", "arm"]],
  [{ name: "connecting" }, { kind: "due" }, "connecting", []],
  [{ name: "connecting" }, { kind: "close" }, "closed", ["release"]],
  [{ name: "open" }, { kind: "opened" }, "open", []],
  [{ name: "open" }, failed, "waiting", ["release", "arm"]],
  [{ name: "open" }, { kind: "due" }, "open", []],
  [{ name: "open" }, { kind: "close" }, "closed", ["release"]],
  [waiting, { kind: "opened" }, "waiting", []],
  [waiting, failed, "waiting", []],
  [waiting, { kind: "due" }, "connecting", ["dial"]],
  [waiting, { kind: "close" }, "closed", ["release"]],
  [{ name: "closed" }, { kind: "opened" }, "closed", []],
  [{ name: "closed" }, failed, "closed", []],
  [{ name: "closed" }, { kind: "due" }, "closed", []],
  [{ name: "closed" }, { kind: "close" }, "closed", []],
];

test.each(table)("%o given %o becomes %s with %o", (state, input, name, effects) => {
  const transition = reconnect(state)(input);
  expect(transition.state.name).toBe(name);
  expect(transition.effects).toEqual(effects);
});

test("a failure says its code and reason", () => {
  expect(reconnect({ name: "open" })(failed).state).toEqual({
    name: "waiting",
    code: "link-unavailable",
    detail: "now",
  });
});
