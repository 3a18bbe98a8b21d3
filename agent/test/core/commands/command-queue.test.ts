import { expect, test } from "vitest";
import { CommandQueue, queueLimit } from "../../../src/core/commands/command-queue.ts";

function command(commandId: string, sessionId = "s1", deadlineMs = 1_000) {
  return { commandId, sessionId, deadlineMs, item: commandId };
}

test("commands of a session run one at a time, in order", () => {
  const queue = new CommandQueue<string>();
  queue.offer(command("a"));
  queue.offer(command("b"));
  expect(queue.take("s1")?.item).toBe("a");
  expect(queue.take("s1")).toBeUndefined();
  queue.done("s1");
  expect(queue.take("s1")?.item).toBe("b");
});

test("sessions do not wait for each other", () => {
  const queue = new CommandQueue<string>();
  queue.offer(command("a", "s1"));
  queue.offer(command("b", "s2"));
  expect(queue.take("s1")?.item).toBe("a");
  expect(queue.take("s2")?.item).toBe("b");
});

test("a session without room takes no more, and others still do", () => {
  const queue = new CommandQueue<string>();
  const taken = Array.from({ length: queueLimit }, (_, index) => queue.offer(command(`c${index}`)));
  expect(taken).not.toContain(false);
  expect(queue.offer(command("one too many"))).toBe(false);
  expect(queue.has("one too many")).toBe(false);
  expect(queue.offer(command("other", "s2"))).toBe(true);
});

test("an id is known while it waits and while it runs, and not after", () => {
  const queue = new CommandQueue<string>();
  queue.offer(command("a"));
  expect(queue.has("a")).toBe(true);
  queue.take("s1");
  expect(queue.has("a")).toBe(true);
  queue.done("s1");
  expect(queue.has("a")).toBe(false);
  expect(queue.sessionIds).toEqual([]);
});

test("what waits past its deadline is taken out; what runs is not", () => {
  const queue = new CommandQueue<string>();
  queue.offer(command("running", "s1", 10));
  queue.take("s1");
  queue.offer(command("late", "s1", 20));
  queue.offer(command("in time", "s1", 30));
  expect(queue.nextDeadlineMs).toBe(20);
  expect(queue.expire(20).map(({ item }) => item)).toEqual(["late"]);
  expect(queue.has("late")).toBe(false);
  expect(queue.nextDeadlineMs).toBe(30);
  queue.done("s1");
  expect(queue.take("s1")?.item).toBe("in time");
});
