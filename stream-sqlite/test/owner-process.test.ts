import { describe, expect, it } from "vitest";
import { isOwnerDead, newOwner } from "../src/owner-process.ts";

/** An owner with one of its parts, host, namespace, process, start time, put in place of its own. */
function changed(part: number, text: string): string {
  return newOwner().split("|").with(part, text).join("|");
}

describe("the owner of rows in a shared file", () => {
  it("has a new name each time", () => {
    expect(newOwner()).not.toBe(newOwner());
  });

  it.each([
    { what: "this very process", owner: newOwner(), isDead: false },
    { what: "a process of a number that is free", owner: changed(2, "4194305"), isDead: true },
    { what: "an earlier process of our number", owner: changed(3, "1"), isDead: true },
    { what: "a process of another machine", owner: changed(0, "elsewhere"), isDead: false },
    { what: "a process of another namespace", owner: changed(1, "pid:[1]"), isDead: false },
    { what: "somebody with a name of another form", owner: "somebody", isDead: false },
  ])("that is $what counts as dead: $isDead", ({ owner, isDead }) => {
    expect(isOwnerDead(owner)).toBe(isDead);
  });
});
