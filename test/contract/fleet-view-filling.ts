import type { FleetView } from "@rae/control-plane";
import { sampleBox, sampleDevice } from "@rae/control-plane/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** Opens a view that is new: empty and not complete. */
export type OpenFleetView = (options: { readonly keepChanges: number }) => Promise<FleetView>;

const waitMs = 5_000;
const nothing = { devices: [], boxes: [], gateways: [], commands: [], leases: [] };
const signal = () => AbortSignal.timeout(waitMs);

/** What every adapter of the `FleetView` port holds about being lost and refilled. */
export function fleetViewFillingContract(name: string, open: OpenFleetView): void {
  describe(`refilling a fleet view: ${name}`, () => {
    let view: FleetView;
    beforeEach(async () => {
      view = await open({ keepChanges: 50 });
    });
    afterEach(() => view.close());

    const fill = () => view.apply({ ...nothing, devices: [sampleDevice()], boxes: [sampleBox()] });

    test("a new view is complete once it was refilled, and is not refilled again", async () => {
      expect(view.completeness()).toBe("rebuilding");
      expect(await view.refill(fill, signal())).toBe(true);
      expect(view.completeness()).toBe("complete");
      expect(await view.readDevicesOfBox("box-1")).toEqual([sampleDevice()]);
      expect(await view.refill(() => Promise.reject(new Error("asked")), signal())).toBe(false);
    });

    test("while a view is rebuilding, a box's devices are not told, as some may be missing", async () => {
      await fill();
      const read = () => view.readDevicesOfBox("box-1");
      await expect(read()).rejects.toMatchObject({ code: "view-unavailable", retryable: true });
      expect((await view.readDevices(["session-1"])).get("session-1")).toEqual(sampleDevice());
    });

    test("a refill that fails leaves the view as it was, and the next one completes it", async () => {
      const failed = view.refill(() => Promise.reject(new Error("no history")), signal());
      await expect(failed).rejects.toThrow("no history");
      expect(view.completeness()).toBe("rebuilding");
      expect(await view.refill(fill, signal())).toBe(true);
    });

    test("a refill that is aborted leaves the view rebuilding", async () => {
      const stop = new AbortController();
      const aborted = view.refill(async (ending) => {
        stop.abort(new Error("stopping"));
        ending.throwIfAborted();
      }, stop.signal);
      await expect(aborted).rejects.toThrow("stopping");
      expect(view.completeness()).toBe("rebuilding");
    });

    test("only one refills at a time", async () => {
      const second: boolean[] = [];
      const first = await view.refill(async () => {
        second.push(await view.refill(fill, signal()));
      }, signal());
      expect({ first, second }).toEqual({ first: true, second: [false] });
    });

    test("a view that is lost while it is refilled is not complete afterwards", async () => {
      expect(await view.refill(() => view.clear(), signal())).toBe(false);
      expect(view.completeness()).toBe("rebuilding");
      expect(await view.refill(fill, signal())).toBe(true);
    });

    test("a view that is cleared holds nothing and is to be refilled", async () => {
      await view.refill(fill, signal());
      await view.clear();
      expect(view.completeness()).toBe("rebuilding");
      expect((await view.readBoxes(["box-1"])).size).toBe(0);
      const { records } = await view.scan(signal());
      const found: unknown[] = [];
      for await (const record of records) found.push(record);
      expect(found).toEqual([]);
    });

    test("who follows a view that is cleared is told so, even if it had read everything", async () => {
      await view.refill(fill, signal());
      const { position } = await view.scan(signal());
      const following = view.changes(position, signal())[Symbol.asyncIterator]();
      const told = expect(following.next()).rejects.toMatchObject({ code: "bad-cursor" });
      await view.clear();
      await told;
      await view.apply({ ...nothing, devices: [sampleDevice()] });
      const later = view.changes(position, signal())[Symbol.asyncIterator]();
      await expect(later.next()).rejects.toMatchObject({ code: "bad-cursor" });
    });
  });
}
