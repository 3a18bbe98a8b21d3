import { silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AccessBook } from "../../src/access/access-book.ts";
import { accessMetrics } from "../../src/access/access-metrics.ts";
import type { AccessRecord } from "../../src/core/access/access-record.ts";
import type { AccessChanges } from "../../src/ports/access-store.ts";
import { MemoryAccessStore } from "../../src/testing/index.ts";
import { sampleTenant, sampleToken } from "./sample-access.ts";

let clock: ManualClock;
let store: MemoryAccessStore;
let book: AccessBook;
beforeEach(() => {
  clock = new ManualClock();
  store = new MemoryAccessStore();
  book = new AccessBook({ store, clock, logger: silentLogger });
});
afterEach(() => book.close());

test("what others change is known within a second, and listeners are told once", async () => {
  const told: AccessRecord[] = [];
  book.listen((changed) => told.push(...changed));
  await store.another().replace(sampleToken());
  await clock.advance(1_000);
  expect(book.find("token", sampleToken().id)).toEqual(sampleToken());
  const revoked = sampleToken({ version: 2, revoked: { by: "admin", atMs: 1 } });
  await store.another().replace(revoked);
  await clock.advance(1_000);
  expect(book.all("token")).toEqual([revoked]);
  expect(told).toEqual([sampleToken(), revoked]);
});

test("what is read at a time is told in one piece, so that what follows from it is worked out once", async () => {
  const told: number[] = [];
  book.listen((changed) => told.push(changed.length));
  for (const id of ["a", "b", "c"]) await store.another().replace(sampleToken({ id }));
  await clock.advance(1_000);
  expect(told).toEqual([3]);
});

test("what this process changed counts at once, and nothing older takes its place", async () => {
  await store.replace(sampleToken());
  const reading = book.listen(() => {});
  const revoked = sampleToken({ version: 2, revoked: { by: "admin", atMs: 1 } });
  book.take(revoked);
  book.take(sampleToken());
  await clock.advance(250);
  expect(book.find("token", revoked.id)).toEqual(revoked);
  reading();
});

test("one that has not read the store yet is not ready, and says what that means", async () => {
  store.failures.fail(Number.POSITIVE_INFINITY);
  const away = new AccessBook({ store, clock, logger: silentLogger });
  await clock.advance(3_000);
  expect(away.isRead).toBe(false);
  expect(away.readiness()).toEqual({
    ready: false,
    detail:
      "tokens, tenants and shares have not been read in 3 s, so that only the administrator's token is known: the store is away",
  });
  store.failures.fail(0);
  await clock.advance(250);
  expect(away.readiness()).toEqual({ ready: true, detail: "0 records" });
  await away.close();
});

test("while the store is away what is known goes on, and after five seconds the process is not ready", async () => {
  await store.replace(sampleToken());
  await clock.advance(250);
  store.failures.fail(Number.POSITIVE_INFINITY);
  await clock.advance(4_900);
  expect(book.readiness().ready).toBe(true);
  await clock.advance(250);
  expect(book.find("token", sampleToken().id)).toBeDefined();
  expect(book.readiness()).toEqual({
    ready: false,
    detail:
      "tokens, tenants and shares were last read 5 s ago, so that those revoked since still count: the store is away",
  });
});

test("a read that never ends is given up, and the next one is made", async () => {
  class Stuck extends MemoryAccessStore {
    calls = 0;
    override changes(after: string | undefined, signal: AbortSignal): Promise<AccessChanges> {
      this.calls += 1;
      return this.calls === 1 ? new Promise(() => {}) : super.changes(after, signal);
    }
  }
  const stuck = new AccessBook({ store: new Stuck(), clock, logger: silentLogger });
  await clock.advance(1_000);
  expect(stuck.isRead).toBe(false);
  await clock.advance(1_500);
  expect(stuck.isRead).toBe(true);
  await stuck.close();
});

test("figures tell how many records there are and when they were last read", async () => {
  const registry = new Registry();
  accessMetrics(registry, book);
  await store.replace(sampleToken());
  await store.replace(sampleTenant());
  await clock.advance(250);
  store.failures.fail(Number.POSITIVE_INFINITY);
  await clock.advance(3_000);
  const text = await registry.metrics();
  expect(text).toContain('rae_access_records{kind="token"} 1');
  expect(text).toContain('rae_access_records{kind="tenant"} 1');
  expect(text).toContain('rae_access_records{kind="share"} 0');
  expect(text).toContain("rae_access_read_age_seconds 3");
});

test("a book that is closed asks no more", async () => {
  await book.close();
  expect(clock.pending).toBe(0);
  await book.close();
});
