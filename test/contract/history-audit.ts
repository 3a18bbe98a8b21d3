import type { AuditQuery, History } from "@rae/control-plane";
import { sampleTimeMs } from "@rae/control-plane/testing";
import { type AuditEntry, uuidV7 } from "@rae/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What every adapter of the `History` port holds of the audit. */
export function historyAuditContract(name: string, open: () => Promise<History>): void {
  describe(`history, audit: ${name}`, () => {
    let history: History;
    beforeEach(async () => {
      history = await open();
    });
    afterEach(() => history.close());

    const read = (query: Partial<AuditQuery> = {}) =>
      history.readAudit({
        ...{ fromMs: sampleTimeMs - 60 * dayMs, toMs: sampleTimeMs + dayMs, limit: 100 },
        ...query,
      });
    const requestIds = async (query: Partial<AuditQuery> = {}) =>
      (await read(query)).entries.map(({ requestId }) => requestId);

    test("an entry reads back as it was written", async () => {
      const entry = sampleEntry("r1", {
        ...{ principalName: "ä\u0000\n'", outcome: "refused", code: "forbidden", times: 7 },
      });
      await history.writeAudit([entry]);
      expect(await read()).toEqual({ entries: [entry], nextBeforeId: undefined });
    });

    test("of one entry the later outcome stays, in whatever order they come", async () => {
      for (const order of [1, -1]) {
        const begun = sampleEntry(`r${order}`);
        const done = { ...begun, outcome: "done" } as const;
        await history.writeAudit(order === 1 ? [begun] : [done]);
        await history.writeAudit(order === 1 ? [done] : [begun]);
        const { entries } = await read({ resource: `/v1/r${order}` });
        expect(entries).toEqual([done]);
      }
    });

    test("entries come newest first, over hours, months and tenants", async () => {
      const agesMs = [0, 1, hourMs, 3 * hourMs, dayMs, 31 * dayMs, 59 * dayMs];
      const entries = agesMs.flatMap((ageMs) => [
        sampleEntry(`acme ${ageMs}`, { atMs: sampleTimeMs - ageMs }),
        sampleEntry(`globex ${ageMs}`, { atMs: sampleTimeMs - ageMs - 0.5, tenant: "globex" }),
      ]);
      const known = entries.map((entry) => ({ ...entry, atMs: Math.floor(entry.atMs) }));
      await history.writeAudit(known.toReversed());
      expect(await requestIds({ tenant: "acme" })).toEqual(agesMs.map((ageMs) => `acme ${ageMs}`));
      const ids = (await read()).entries.map(({ entryId }) => entryId);
      expect(ids).toEqual(
        known
          .map(({ entryId }) => entryId)
          .sort()
          .reverse(),
      );
      const recent = { fromMs: sampleTimeMs - 3 * hourMs, toMs: sampleTimeMs, tenant: "acme" };
      expect(await requestIds(recent)).toEqual(["acme 1", `acme ${hourMs}`, `acme ${3 * hourMs}`]);
    });

    test("pages follow each other without a gap or a repetition", async () => {
      const entries = Array.from({ length: 25 }, (_, index) =>
        sampleEntry(`r${index}`, { atMs: sampleTimeMs - Math.floor(index / 3) * hourMs }),
      );
      await history.writeAudit(entries);
      const seen: string[] = [];
      let beforeId: string | undefined;
      do {
        const page = await read({ limit: 4, ...(beforeId === undefined ? {} : { beforeId }) });
        seen.push(...page.entries.map(({ entryId }) => entryId));
        beforeId = page.nextBeforeId;
      } while (beforeId !== undefined);
      expect(seen).toEqual(
        entries
          .map(({ entryId }) => entryId)
          .sort()
          .reverse(),
      );
    });

    test("only what is asked for", async () => {
      await history.writeAudit([
        sampleEntry("a", { principalId: "token:1", action: "leases.break" }),
        sampleEntry("b", { outcome: "refused", resource: "/v1/tokens/7" }),
        sampleEntry("c", { tenant: "globex" }),
      ]);
      expect(await requestIds({ principal: "token:1" })).toEqual(["a"]);
      expect(await requestIds({ action: "leases.break" })).toEqual(["a"]);
      expect(await requestIds({ outcome: "refused" })).toEqual(["b"]);
      expect(await requestIds({ resource: "/v1/tokens" })).toEqual(["b"]);
      expect(await requestIds({ tenant: "globex" })).toEqual(["c"]);
      expect((await requestIds({ tenant: "acme" })).sort()).toEqual(["a", "b"]);
      expect(await requestIds({ tenant: "nobody" })).toEqual([]);
    });
  });
}

function sampleEntry(requestId: string, fields: Partial<AuditEntry> = {}): AuditEntry {
  const { atMs = sampleTimeMs } = fields;
  return {
    ...{ entryId: uuidV7(Math.floor(atMs)), atMs, principalId: "admin", principalName: "" },
    ...{ tenant: "acme", action: "devices.command", resource: `/v1/${requestId}` },
    ...{ outcome: "begun", requestId, sourceAddress: "192.0.2.7", times: 1 },
    ...fields,
  };
}
