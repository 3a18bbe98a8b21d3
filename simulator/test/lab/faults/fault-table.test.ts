import { describe, expect, test } from "vitest";
import { ActiveFaults } from "../../../src/lab/faults/active-faults.ts";
import { faultNames, faultTable, parseFault } from "../../../src/lab/faults/fault-table.ts";

describe("reading a fault", () => {
  test.each([
    [{ fault: "freeze" }],
    [{ fault: "slow", delayMs: 100, replies: 3 }],
    [{ fault: "refuse", status: 500, only: "/query/active-app" }],
    [{ fault: "bad-xml", kind: "latin-1" }],
    [{ fault: "sleep", network: "silent", afterMs: 0 }],
    [{ fault: "reboot", mac: "02:00:00:00:00:01", esn: "E-1", serial: "S1", downMs: 10 }],
  ])("%j is one", (value) => {
    expect(parseFault(value)).toEqual(value);
  });

  test.each([
    [{ fault: "melt" }, "there is no fault"],
    [{ fault: "toString" }, "there is no fault"],
    [{}, "there is no fault"],
    [null, "there is no fault"],
    ["freeze", "there is no fault"],
    [{ fault: "slow" }, "slow"],
    [{ fault: "slow", delayMs: 0 }, "slow"],
    [{ fault: "freeze", delayMs: 1 }, "freeze"],
    [{ fault: "refuse", status: 200 }, "refuse"],
    [{ fault: "reboot", mac: "nope" }, "reboot"],
    [{ fault: "garbage", replies: 0 }, "garbage"],
    [{ fault: "bad-headers", kind: "nope" }, "bad-headers"],
  ])("%j is none", (value, message) => {
    expect(() => parseFault(value)).toThrow(message);
  });

  test("an unknown one is answered with those that there are", () => {
    expect(() => parseFault({ fault: "melt" })).toThrow(
      expect.objectContaining({ code: "bad-request", details: { faults: faultNames } }),
    );
  });
});

test("every fault says what it is", () => {
  for (const name of faultNames) expect(faultTable[name].summary).toMatch(/\.$/);
});

describe("active faults", () => {
  test("without any, an answer is whole and at once", () => {
    expect(new ActiveFaults().takeReply("any")).toEqual({ delayMs: 0, shape: "whole" });
  });

  test("a fault for some answers ends by itself, one without a count stays", () => {
    const faults = new ActiveFaults();
    faults.set({ fault: "garbage", replies: 2 });
    faults.set({ fault: "slow", delayMs: 5 });
    const plans = [1, 2, 3].map(() => faults.takeReply("any"));
    expect(plans.map(({ shape }) => shape)).toEqual(["garbage", "garbage", "whole"]);
    expect(plans.map(({ delayMs }) => delayMs)).toEqual([5, 5, 5]);
    expect(faults.list()).toEqual([{ fault: "slow", delayMs: 5 }]);
  });

  test("the fault that hides another comes first, and the other waits its turn", () => {
    const faults = new ActiveFaults();
    faults.set({ fault: "half-frame", replies: 1 });
    faults.set({ fault: "no-reply", replies: 1 });
    expect(faults.takeReply("any").shape).toBe("nothing");
    expect(faults.takeReply("any").shape).toBe("half");
    expect(faults.takeReply("any").shape).toBe("whole");
  });

  test("a fault for some requests leaves the others alone, and does not count them", () => {
    const faults = new ActiveFaults();
    faults.set({ fault: "half-frame", only: "/query/a", replies: 1 });
    const shapes = ["/query/b", "/query/apps", "/query/apps"].map(
      (path) => faults.takeReply(path).shape,
    );
    expect(shapes).toEqual(["whole", "half", "whole"]);
  });

  test("a fault given again takes the place of the first", () => {
    const faults = new ActiveFaults();
    faults.set({ fault: "slow", delayMs: 5 });
    faults.set({ fault: "slow", delayMs: 7 });
    expect(faults.list()).toEqual([{ fault: "slow", delayMs: 7 }]);
  });
});
