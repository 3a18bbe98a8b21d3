import { isUuid, uuidV7 } from "@rae/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("a UUID of version 7", () => {
  it("has the shape of RFC 9562 at any time", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 48 - 1 }), (nowMs) => {
        const uuid = uuidV7(nowMs);
        expect(uuid).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
        expect(isUuid(uuid)).toBe(true);
        expect(Number.parseInt(uuid.replace("-", "").slice(0, 12), 16)).toBe(nowMs);
      }),
    );
  });

  it("sorts by its time", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2 ** 47 }),
        fc.integer({ min: 1, max: 2 ** 40 }),
        (nowMs, laterMs) => {
          expect(uuidV7(nowMs) < uuidV7(nowMs + laterMs)).toBe(true);
        },
      ),
    );
  });

  it("is another one each time", () => {
    const made = new Set(Array.from({ length: 10_000 }, () => uuidV7(1)));
    expect(made.size).toBe(10_000);
  });

  it("takes the present if no time is given", () => {
    const before = uuidV7(Date.now() - 1);
    expect(uuidV7() > before).toBe(true);
  });
});

it.each([
  "",
  "0190A0A0-0000-7000-8000-000000000001",
  "0190a0a0-0000-0000-8000-000000000001",
  "0190a0a0-0000-7000-c000-000000000001",
  "0190a0a000007000800000000000000001",
  "0190a0a0-0000-7000-8000-0000000000011",
])("%j is no UUID of ours", (text) => {
  expect(isUuid(text)).toBe(false);
});
