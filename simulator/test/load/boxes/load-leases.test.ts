import type { DeviceCommand } from "@rae/protocol";
import { expect, it } from "vitest";
import { LoadLeases } from "../../../src/load/boxes/load-leases.ts";

const base = {
  kind: "device",
  commandId: "c",
  boxId: "box-1",
  sessionId: "s",
  parameters: {},
} as const;

function press(token?: number): DeviceCommand {
  const command = { ...base, capability: "remote-control", command: "press", remainingMs: 1_000 };
  if (token === undefined) return command;
  return { ...command, lease: { leaseId: `lease-${token}`, token, remainingMs: 5_000 } };
}

function order(command: "arm" | "end", token: number): DeviceCommand {
  return { ...press(token), capability: "lease", command };
}

function codeOf(leases: LoadLeases, command: DeviceCommand, nowMs: number): string {
  try {
    leases.take(command, nowMs);
    return "obeyed";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

it("obeys the newest lease alone, until it ends or lapses", () => {
  const leases = new LoadLeases();
  expect(codeOf(leases, press(), 0)).toBe("obeyed");
  expect(codeOf(leases, order("arm", 1), 0)).toBe("obeyed");
  expect(codeOf(leases, press(1), 1)).toBe("obeyed");
  expect(codeOf(leases, press(), 1)).toBe("leased");
  expect(codeOf(leases, order("arm", 2), 2)).toBe("obeyed");
  expect(codeOf(leases, press(1), 3)).toBe("lease-lost");
  expect(codeOf(leases, order("end", 1), 3)).toBe("obeyed");
  expect(codeOf(leases, press(2), 3)).toBe("obeyed");
  expect(codeOf(leases, press(2), 5_002)).toBe("lease-lost");
  expect(codeOf(leases, order("arm", 2), 5_003)).toBe("obeyed");
  expect(codeOf(leases, order("end", 2), 5_004)).toBe("obeyed");
  expect(codeOf(leases, order("arm", 2), 5_005)).toBe("lease-lost");
  expect(codeOf(leases, press(), 5_006)).toBe("obeyed");
});
