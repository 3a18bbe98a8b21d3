import { expect, test } from "vitest";
import { InFlightLimit } from "../../src/adapters/cassandra/in-flight-limit.ts";

test("so many tasks run at once, and the others in their order", async () => {
  const limit = new InFlightLimit(2);
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const tasks = [0, 1, 2, 3].map((number) =>
    limit.run(() => {
      started.push(number);
      return new Promise<void>((resolve) => ends.push(resolve));
    }),
  );
  expect([started, limit.running, limit.waiting]).toEqual([[0, 1], 2, 2]);
  ends[1]?.();
  await tasks[1];
  expect([started, limit.running, limit.waiting]).toEqual([[0, 1, 2], 2, 1]);
  ends[0]?.();
  ends[2]?.();
  await Promise.all([tasks[0], tasks[2]]);
  ends[3]?.();
  await tasks[3];
  expect([started, limit.running, limit.waiting]).toEqual([[0, 1, 2, 3], 0, 0]);
});

test("a task that fails gives its place up", async () => {
  const limit = new InFlightLimit(1);
  const failure = new Error("no");
  const failing = limit.run(() => Promise.reject(failure));
  const next = limit.run(async () => "done");
  await expect(failing).rejects.toBe(failure);
  expect(await next).toBe("done");
  expect(limit.running).toBe(0);
});
