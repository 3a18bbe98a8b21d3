import type { FleetView, ViewRecord } from "@rae/control-plane";
import { sampleGrantedLease, sampleLease, sampleTimeMs } from "@rae/control-plane/testing";
import type { Lease } from "@rae/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OpenFleetView } from "./fleet-view-filling.ts";

const waitMs = 5_000;
const ended = { reason: "released", atMs: sampleTimeMs, by: "admin", detail: "" } as const;

/** What every adapter of the `FleetView` port holds of leases. */
export function fleetViewLeasesContract(name: string, open: OpenFleetView): void {
  describe(`fleet view, leases: ${name}`, () => {
    let view: FleetView;
    beforeEach(async () => {
      view = await open({ keepChanges: 50 });
      await view.refill(async () => {}, AbortSignal.timeout(waitMs));
    });
    afterEach(() => view.close());

    const applied = (...leases: Lease[]) =>
      view.apply({ devices: [], boxes: [], gateways: [], commands: [], leases });
    const lease = async () => (await view.readLeases(["lease-1"])).get("lease-1");
    const scanned = async () => {
      const found: ViewRecord[] = [];
      const { records } = await view.scan(AbortSignal.timeout(waitMs));
      for await (const record of records) found.push(record);
      return found;
    };

    test("a lease reads back as it was applied, an absent one is absent", async () => {
      const over = sampleGrantedLease({ leaseId: "over", state: "ended", ended });
      await applied(sampleGrantedLease(), over);
      expect(await lease()).toEqual(sampleGrantedLease());
      expect((await view.readLeases(["over", "nobody"])).get("over")).toEqual(over);
      expect((await view.readLeases(["nobody"])).size).toBe(0);
    });

    test.each([
      ["a higher version", 1, 2, true],
      ["one that is higher as a number", 9, 10, true],
      ["a lower version", 2, 1, false],
      ["the same version", 2, 2, false],
    ])("%s: stored %d, then %d", async (_, stored, next, wins) => {
      await applied(sampleLease({ version: stored, holder: "stored" }));
      await applied(sampleLease({ version: next, holder: "next" }));
      expect((await lease())?.holder).toBe(wins ? "next" : "stored");
    });

    test("a scan leaves out those that have ended, whatever comes after the end", async () => {
      const many = Array.from({ length: 1_201 }, (_, index) =>
        sampleLease({ leaseId: `lease-${index}` }),
      );
      await applied(...many);
      await applied(sampleLease({ leaseId: "lease-7", version: 5, state: "ended", ended }));
      await applied(sampleGrantedLease({ leaseId: "lease-7" }));
      const ids = (await scanned()).map(({ kind, record }) => kind === "lease" && record.leaseId);
      expect(ids.sort()).toEqual(
        many
          .map(({ leaseId }) => leaseId)
          .filter((id) => id !== "lease-7")
          .sort(),
      );
    });

    test("a change is told, also the end; what changes nothing is not", async () => {
      await applied(sampleLease());
      const { position } = await view.scan(AbortSignal.timeout(waitMs));
      await applied(sampleLease());
      const over = sampleLease({ version: 2, state: "ended", ended });
      await applied(over);
      for await (const changes of view.changes(position, AbortSignal.timeout(waitMs))) {
        expect(changes.map(({ change }) => change)).toEqual([{ kind: "lease", record: over }]);
        break;
      }
    });

    test("a view that was emptied knows of none", async () => {
      await applied(sampleLease());
      await view.clear();
      expect(await lease()).toBeUndefined();
      expect(await scanned()).toEqual([]);
    });
  });
}
