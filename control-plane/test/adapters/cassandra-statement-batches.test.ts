import { expect, onTestFinished, test } from "vitest";
import type { Statement } from "../../src/adapters/cassandra/requests.ts";
import { StatementBatches } from "../../src/adapters/cassandra/statement-batches.ts";

const statement = (sizeBytes: number): Statement => ({
  query: "INSERT",
  params: [Buffer.alloc(sizeBytes)],
});
const statements = (count: number, sizeBytes: number) =>
  Array.from({ length: count }, () => statement(sizeBytes));

/** The sizes of the batches that are sent when `add` adds. */
async function sent(
  mayMixPartitions: boolean,
  add: (batches: StatementBatches) => void,
): Promise<number[]> {
  const sizes: number[] = [];
  const batch = async (some: readonly Statement[]) => void sizes.push(some.length);
  const batches = new StatementBatches({ mayMixPartitions, batch });
  add(batches);
  await batches.done();
  return sizes;
}

test("partitions share a batch under the size and number that servers warn of, if all hold all rows", async () => {
  const many = (sizeBytes: number) => (batches: StatementBatches) => {
    for (const each of statements(24, sizeBytes)) batches.add(each);
  };
  expect(await sent(true, many(1_000))).toEqual([4, 4, 4, 4, 4, 4]);
  expect(await sent(true, many(10))).toEqual([10, 10, 4]);
  expect(await sent(false, many(10))).toEqual(Array(24).fill(1));
});

test("a partition's statements are parted at 100 and at 30 KiB, and a large one goes alone", async () => {
  const one = (some: readonly Statement[]) => (batches: StatementBatches) =>
    batches.addPartition(some);
  expect(await sent(true, one(statements(230, 100)))).toEqual([100, 100, 30]);
  expect(await sent(true, one(statements(40, 2_000)))).toEqual([14, 14, 12]);
  const large = [...statements(2, 2_000), statement(200_000), ...statements(2, 2_000)];
  expect(await sent(true, one(large))).toEqual([2, 1, 2]);
});

test("batches are done when all are acknowledged, and fail as the first that fails", async () => {
  const failure = new Error("no");
  const batches = new StatementBatches({
    mayMixPartitions: false,
    batch: () => Promise.reject(failure),
  });
  batches.add(statement(1));
  batches.add(statement(1));
  await expect(batches.done()).rejects.toBe(failure);
});

test("a batch that fails before anybody waits for it is told of by who waits, and ends no process", async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  const failure = new Error("no");
  const batches = new StatementBatches({
    mayMixPartitions: false,
    batch: () => Promise.reject(failure),
  });
  batches.add(statement(1));
  await new Promise((resolve) => setImmediate(resolve));
  await expect(batches.done()).rejects.toBe(failure);
  expect(unhandled).toEqual([]);
});
