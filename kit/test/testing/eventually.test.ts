import { eventually } from "@rae/kit/testing";
import { describe, expect, it } from "vitest";

describe("eventually", () => {
  it("asks until the check holds, and returns what it returned", async () => {
    let asked = 0;
    const check = () => {
      asked += 1;
      if (asked < 3) throw new Error("not yet");
      return asked;
    };
    await expect(eventually(check, { intervalMs: 1 })).resolves.toBe(3);
  });

  it("gives up with the last failure", async () => {
    let asked = 0;
    const check = async () => {
      asked += 1;
      throw new Error(`no, ${asked}`);
    };
    const waiting = eventually(check, { timeoutMs: 20, intervalMs: 1 });
    await expect(waiting).rejects.toThrow(/^no, \d+$/);
    expect(asked).toBeGreaterThan(1);
  });

  it("asks at least once even without time", async () => {
    await expect(eventually(() => 7, { timeoutMs: 0 })).resolves.toBe(7);
  });
});
