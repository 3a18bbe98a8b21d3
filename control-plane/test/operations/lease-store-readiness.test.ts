import { systemClock } from "@rae/kit";
import { expect, test } from "vitest";
import { askReadiness } from "../../src/operations/readiness.ts";
import { leaseStoreReadiness } from "../../src/operations/store-readiness.ts";
import { MemoryLeaseStore } from "../../src/testing/index.ts";

const report = (store: MemoryLeaseStore) =>
  askReadiness([leaseStoreReadiness(store, systemClock)], systemClock);

test("a store of leases that answers is told as ready", async () => {
  expect(await report(new MemoryLeaseStore())).toEqual({
    ready: true,
    dependencies: [{ name: "lease-store", ready: true, detail: "" }],
  });
});

test("one that is away or says nothing does not make an api unready, and the detail says so", async () => {
  const away = new MemoryLeaseStore();
  await away.close();
  const silent = new MemoryLeaseStore();
  silent.readLeader = () => new Promise(() => {});
  for (const store of [away, silent]) {
    const { ready, dependencies } = await report(store);
    expect(ready).toBe(true);
    expect(dependencies[0]?.detail).toMatch(
      /^away, so that leases are neither granted nor renewed/,
    );
  }
});
