import { expect, test } from "vitest";
import { CommandQueue, queueLimit } from "../../../src/core/commands/command-queue.ts";

function command(commandId: string, lane = "tv", more: { session?: string; dueMs?: number } = {}) {
  const { session = `session of ${lane}`, dueMs = 1_000 } = more;
  return { commandId, sessionId: session, lane, deadlineMs: dueMs, item: commandId };
}

test("commands of a lane run one at a time, in order", () => {
  const queue = new CommandQueue<string>();
  queue.offer(command("a"));
  queue.offer(command("b"));
  expect(queue.take("tv")?.item).toBe("a");
  expect(queue.take("tv")).toBeUndefined();
  queue.done("tv");
  expect(queue.take("tv")?.item).toBe("b");
});

test("lanes do not wait for each other, be they of one session or of two", () => {
  const queue = new CommandQueue<string>();
  queue.offer(command("a", "cable", { session: "s1" }));
  queue.offer(command("b", "network", { session: "s1" }));
  queue.offer(command("c", "other", { session: "s2" }));
  expect(queue.take("cable")?.item).toBe("a");
  expect(queue.take("network")?.item).toBe("b");
  expect(queue.take("other")?.item).toBe("c");
});

test("sessions that share a lane wait for each other", () => {
  const queue = new CommandQueue<string>();
  queue.offer(command("a", "pdu", { session: "outlet 1" }));
  queue.offer(command("b", "pdu", { session: "outlet 2" }));
  expect(queue.take("pdu")?.item).toBe("a");
  expect(queue.take("pdu")).toBeUndefined();
});

test("a session without room takes no more on any lane, and another on the same lane still does", () => {
  const queue = new CommandQueue<string>();
  const taken = Array.from({ length: queueLimit }, (_, index) =>
    queue.offer(command(`c${index}`, index % 2 === 0 ? "cable" : "network", { session: "s1" })),
  );
  expect(taken).not.toContain(false);
  expect(queue.offer(command("one too many", "third", { session: "s1" }))).toBe(false);
  expect(queue.has("one too many")).toBe(false);
  expect(queue.offer(command("other", "cable", { session: "s2" }))).toBe(true);
});

test("what runs, ends or expires leaves room", () => {
  const queue = new CommandQueue<string>();
  for (let index = 0; index < queueLimit; index += 1) {
    queue.offer(command(`c${index}`, "tv", { dueMs: index === 5 ? 10 : 20 }));
  }
  queue.take("tv");
  expect(queue.offer(command("in place of the running one"))).toBe(true);
  expect(queue.offer(command("too many"))).toBe(false);
  queue.expire(10);
  expect(queue.offer(command("in place of the expired one"))).toBe(true);
  expect(queue.offer(command("again too many"))).toBe(false);
});

test("a command that is moved waits in the other lane, and its own goes on", () => {
  const queue = new CommandQueue<string>();
  queue.offer(command("a", "old"));
  queue.offer(command("b", "old"));
  queue.take("old");
  queue.move("old", "new");
  expect(queue.take("old")?.item).toBe("b");
  expect(queue.take("new")).toMatchObject({ item: "a", lane: "new" });
  expect(queue.has("a")).toBe(true);
});

test("an id is known while it waits and while it runs, and not after", () => {
  const queue = new CommandQueue<string>();
  queue.offer(command("a"));
  expect(queue.has("a")).toBe(true);
  queue.take("tv");
  expect(queue.has("a")).toBe(true);
  queue.done("tv");
  expect(queue.has("a")).toBe(false);
  expect(queue.lanes).toEqual([]);
});

test("what waits past its deadline is taken out; what runs is not", () => {
  const queue = new CommandQueue<string>();
  queue.offer(command("running", "tv", { dueMs: 10 }));
  queue.take("tv");
  queue.offer(command("late", "tv", { dueMs: 20 }));
  queue.offer(command("in time", "tv", { dueMs: 30 }));
  expect(queue.nextDeadlineMs).toBe(20);
  expect(queue.expire(20).map(({ item }) => item)).toEqual(["late"]);
  expect(queue.has("late")).toBe(false);
  expect(queue.nextDeadlineMs).toBe(30);
  queue.done("tv");
  expect(queue.take("tv")?.item).toBe("in time");
});
