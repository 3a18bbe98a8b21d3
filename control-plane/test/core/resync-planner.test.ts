import { expect, test } from "vitest";
import { ResyncPlanner } from "../../src/core/resync-planner.ts";

const need = (sessionId: string, haveRevision = 1, boxId = "box-1") => ({
  boxId,
  sessionId,
  haveRevision,
  sessionEnded: false,
});
const birth = (refusedConnection: number) => ({
  boxId: "box-1",
  refusedRegistryId: "registry-1",
  refusedConnection,
  haveConnection: 9,
  registrySuperseded: false,
});
const all = () => "all" as const;
const sessions = (planner: ResyncPlanner, nowMs: number) =>
  planner.due(nowMs, all).map((each) => (each.kind === "session" ? each.sessionId : "connection"));

test("a need is asked once, and again after thirty seconds", () => {
  const planner = new ResyncPlanner();
  planner.need(need("a", 4));
  expect(planner.due(0, all)).toEqual([{ kind: "session", ...need("a", 4) }]);
  expect(sessions(planner, 29_999)).toEqual([]);
  expect(sessions(planner, 30_000)).toEqual(["a"]);
});

test("a need that is told again stays outstanding, and asks for the newest revision", () => {
  const planner = new ResyncPlanner();
  planner.need(need("a", 4));
  planner.due(0, all);
  planner.need(need("a", 7));
  expect(planner.size).toBe(1);
  expect(sessions(planner, 10_000)).toEqual([]);
  expect(planner.due(30_000, all)).toEqual([{ kind: "session", ...need("a", 7) }]);
});

test("what has healed is not asked", () => {
  const planner = new ResyncPlanner();
  planner.need(need("a"));
  planner.need(need("b"));
  planner.healed("box-1", "a");
  planner.healed("box-2", "b");
  planner.healed("box-1", "never");
  expect(planner.size).toBe(1);
  expect(sessions(planner, 0)).toEqual(["b"]);
});

test("a box is asked ten times in any second, and in the end for all", () => {
  const planner = new ResyncPlanner();
  for (let index = 0; index < 35; index += 1) planner.need(need(`s-${index}`));
  const askedAtMs: number[] = [];
  const asked = new Set<string>();
  for (let nowMs = 0; nowMs < 5_000; nowMs += 100) {
    for (const session of sessions(planner, nowMs)) {
      asked.add(session);
      askedAtMs.push(nowMs);
    }
  }
  expect(asked.size).toBe(35);
  for (const fromMs of askedAtMs) {
    const within = askedAtMs.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1_000);
    expect(within.length).toBeLessThanOrEqual(10);
  }
});

test("needs that heal and come back do not raise the rate of their box", () => {
  const planner = new ResyncPlanner();
  let asked = 0;
  for (let nowMs = 0; nowMs < 1_000; nowMs += 10) {
    planner.need(need("a"));
    asked += planner.due(nowMs, all).length;
    planner.healed("box-1", "a");
    planner.due(nowMs, all);
  }
  expect(asked).toBe(10);
});

test("boxes do not take each other's turn", () => {
  const planner = new ResyncPlanner();
  for (let index = 0; index < 20; index += 1) planner.need(need(`s-${index}`));
  planner.need(need("other", 1, "box-2"));
  expect(sessions(planner, 0)).toContain("other");
});

test("what may not be asked now is remembered", () => {
  const planner = new ResyncPlanner();
  planner.need(need("a"));
  planner.refuse(birth(3));
  expect(planner.due(0, () => "nothing")).toEqual([]);
  expect(planner.due(0, () => "connection")).toEqual([{ kind: "connection", ...birth(3) }]);
  expect(sessions(planner, 0)).toEqual(["a"]);
});

test("of refused births the newest is answered, once", () => {
  const planner = new ResyncPlanner();
  planner.refuse(birth(3));
  planner.refuse(birth(4));
  expect(planner.due(0, all)).toEqual([{ kind: "connection", ...birth(4) }]);
  expect(planner.due(60_000, all)).toEqual([]);
});

test("a refused birth is forgotten when a later one is accepted", () => {
  const planner = new ResyncPlanner();
  planner.refuse(birth(3));
  planner.accepted("box-1");
  planner.accepted("box-2");
  expect(planner.due(0, all)).toEqual([]);
});

test("a roster replaces the needs of its box and of no other, and what is outstanding stays so", () => {
  const planner = new ResyncPlanner();
  planner.need(need("a"));
  planner.need(need("b"));
  planner.need(need("c", 1, "box-2"));
  planner.due(0, all);
  planner.replace("box-1", [need("b", 2), need("d")]);
  expect(planner.size).toBe(3);
  expect(sessions(planner, 1_000)).toEqual(["d"]);
  expect(sessions(planner, 30_000).sort()).toEqual(["b", "c"]);
});

test("a planner with nothing to ask holds nothing", () => {
  const planner = new ResyncPlanner();
  planner.need(need("a"));
  planner.due(0, all);
  planner.healed("box-1", "a");
  planner.due(500, all);
  expect(planner.isEmpty).toBe(false);
  planner.due(1_000, all);
  expect(planner.isEmpty).toBe(true);
});

test("a box that makes sessions up takes no more room than its own, and is asked in its turn", () => {
  const planner = new ResyncPlanner();
  for (let n = 0; n < 6_000; n += 1) planner.need(need(`made-up-${n}`));
  planner.need(need("a", 1, "box-2"));
  expect(planner.size).toBe(5_001);
  expect(sessions(planner, 0)).toContain("a");
});
