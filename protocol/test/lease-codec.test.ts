import { encodeLease, holdsDevice, type Lease, parseLease, parseLeaseOrder } from "@rae/protocol";
import { expect, it } from "vitest";
import { errorCodeOf } from "./error-code-of.ts";

const lease: Lease = {
  ...{ leaseId: "lease-1", version: 1, state: "granted", owner: "admin", holder: "", purpose: "" },
  ...{ priority: 0, request: {}, ttlMs: 1, askedAtMs: 1, untilMs: 2, latestMs: 3, grantedAtMs: 1 },
  devices: [{ sessionId: "session-1", boxId: "box-1", token: 4 }],
};

it("holds a device under one token, and only while it is granted", () => {
  expect(holdsDevice(lease, "session-1", 4)).toBe(true);
  expect(holdsDevice(lease, "session-1", 3)).toBe(false);
  expect(holdsDevice(lease, "session-2", 4)).toBe(false);
  expect(holdsDevice({ ...lease, state: "pending" }, "session-1", 4)).toBe(false);
});

it("does not read what it cannot understand", () => {
  const bytes = encodeLease(lease);
  // Field 3, the state: 9 is of a newer version.
  const newer = Uint8Array.from([...bytes, 0x18, 9]);
  expect(errorCodeOf(() => parseLease(newer))).toBe("undecodable");
  expect(errorCodeOf(() => parseLease(null))).toBe("undecodable");
  expect(errorCodeOf(() => parseLease(encodeLease({ ...lease, leaseId: "" })))).toBe("undecodable");
});

it("reads what an agent is told, and nothing else", () => {
  const parameters = { holder: "job", purpose: "test", untilMs: 5 };
  expect(parseLeaseOrder("arm", parameters)).toEqual({ name: "arm", parameters });
  expect(parseLeaseOrder("end", { reason: "released" }).name).toBe("end");
  expect(errorCodeOf(() => parseLeaseOrder("arm", {}))).toBe("invalid-parameters");
  expect(errorCodeOf(() => parseLeaseOrder("lend", {}))).toBe("unsupported");
});

it("a lease says whose it is, and one of an older version does not", () => {
  const owned = { ...lease, tenant: "partner-a", reach: "platform" } as const;
  expect(parseLease(encodeLease(owned))).toEqual(owned);
  expect(parseLease(encodeLease(lease))).not.toHaveProperty("tenant");
  expect(parseLease(encodeLease(lease))).not.toHaveProperty("reach");
});
