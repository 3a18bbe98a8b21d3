import type { AccessStore, TenantRecord, TokenRecord } from "@rae/control-plane";
import { sampleTimeMs } from "@rae/control-plane/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const never = new AbortController().signal;

/** What every adapter of the `AccessStore` port holds; `open` resolves to two processes' views of one store. */
export function accessStoreContract(
  name: string,
  open: () => Promise<readonly [AccessStore, AccessStore]>,
): void {
  describe(`access store: ${name}`, () => {
    let store: AccessStore;
    let other: AccessStore;
    beforeEach(async () => {
      [store, other] = await open();
    });
    afterEach(async () => {
      await store.close();
      await other.close();
    });

    const idsBehind = async (position: string | undefined, by = other) => {
      const { records } = await by.changes(position, never);
      return [...new Set(records.map(({ id }) => id))].sort();
    };

    test("a record reads back as it was written, by others too", async () => {
      const token = sampleToken("t1", {
        description: "ä\u0000\n'",
        expiresAtMs: sampleTimeMs + 1,
        revoked: { by: "admin", atMs: sampleTimeMs },
      });
      expect(await store.read("token", "t1")).toBeUndefined();
      expect(await store.replace(token)).toBe(true);
      expect(await store.read("token", "t1")).toEqual(token);
      expect(await other.read("token", "t1")).toEqual(token);
      expect((await other.changes(undefined, never)).records).toEqual([token]);
    });

    test("a record is replaced by the next version only", async () => {
      expect(await store.replace(sampleToken("t1", { version: 2 }))).toBe(false);
      expect(await store.replace(sampleToken("t1"))).toBe(true);
      expect(await other.replace(sampleToken("t1", { description: "another" }))).toBe(false);
      expect(await other.replace(sampleToken("t1", { version: 3 }))).toBe(false);
      expect(await other.replace(sampleToken("t1", { version: 2 }))).toBe(true);
      expect(await store.read("token", "t1")).toEqual(sampleToken("t1", { version: 2 }));
    });

    test("of many that replace one record at once one does, and the others are told", async () => {
      for (const version of [1, 2, 3]) {
        const writers = [store, other, store, other, store, other];
        const done = await Promise.all(
          writers.map((by, index) =>
            by.replace(sampleToken("t1", { version, description: `by ${index}` })),
          ),
        );
        expect(done.filter(Boolean)).toHaveLength(1);
      }
    });

    test("records of two kinds with one id are two", async () => {
      await store.replace(sampleToken("acme"));
      const tenant: TenantRecord = {
        kind: "tenant",
        ...{ id: "acme", name: "Acme", version: 1, madeBy: "admin", madeAtMs: sampleTimeMs },
      };
      expect(await store.replace(tenant)).toBe(true);
      expect(await other.read("tenant", "acme")).toEqual(tenant);
      expect(await other.read("token", "acme")).toEqual(sampleToken("acme"));
    });

    test("changes behind a position are those that came after it, by whoever", async () => {
      await store.replace(sampleToken("t1"));
      await store.replace(sampleToken("t2"));
      const { position } = await other.changes(undefined, never);
      expect(await idsBehind(position)).not.toContain("t3");
      await store.replace(sampleToken("t3"));
      await other.replace(sampleToken("t1", { version: 2 }));
      const { records } = await other.changes(position, never);
      expect(records).toContainEqual(sampleToken("t3"));
      expect(records).toContainEqual(sampleToken("t1", { version: 2 }));
      expect(records).not.toContainEqual(sampleToken("t1"));
    });

    test("whoever follows from position to position misses none of many writers' changes", async () => {
      const seen = new Map<string, number>();
      let position: string | undefined;
      let writing = true;
      const follow = async () => {
        const read = await other.changes(position, never);
        position = read.position;
        for (const { id, version } of read.records) {
          seen.set(id, Math.max(version, seen.get(id) ?? 0));
        }
      };
      const write = async (by: AccessStore, id: string) => {
        for (const version of [1, 2, 3, 4, 5]) await by.replace(sampleToken(id, { version }));
      };
      const ids = ["a", "b", "c", "d", "e", "f"];
      const written = Promise.all(
        ids.map((id, index) => write(index % 2 === 0 ? store : other, id)),
      ).finally(() => {
        writing = false;
      });
      while (writing) await follow();
      await written;
      await follow();
      expect([...seen].sort()).toEqual(ids.map((id) => [id, 5]));
    });

    test("a position of nobody's reads everything", async () => {
      await store.replace(sampleToken("t1"));
      expect(await idsBehind("no position")).toEqual(["t1"]);
    });

    test("the newest use of a token counts", async () => {
      expect(await store.lastUses()).toEqual(new Map());
      await store.touch("t1", sampleTimeMs + 5);
      await other.touch("t1", sampleTimeMs);
      await other.touch("t2", sampleTimeMs);
      expect(await store.lastUses()).toEqual(
        new Map([
          ["t1", sampleTimeMs + 5],
          ["t2", sampleTimeMs],
        ]),
      );
    });

    test("a store that is closed says so", async () => {
      await store.close();
      const unavailable = { code: "access-store-unavailable" };
      await expect(store.read("token", "t1")).rejects.toMatchObject(unavailable);
      await expect(store.replace(sampleToken("t1"))).rejects.toMatchObject(unavailable);
      await expect(store.changes(undefined, never)).rejects.toMatchObject(unavailable);
    });
  });
}

function sampleToken(id: string, fields: Partial<TokenRecord> = {}): TokenRecord {
  return {
    ...{ kind: "token", id, version: 1, madeBy: "admin", madeAtMs: sampleTimeMs },
    ...{ tenant: "acme", role: "tester", reach: "tenant" },
    ...{ secretSha256: "0".repeat(64), description: "nightly" },
    ...fields,
  };
}
