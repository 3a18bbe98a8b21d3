import { eventually } from "@rae/kit/testing";
import { expect } from "vitest";
import type { Platform } from "./platform.ts";
import { readRegistry } from "./registry-file.ts";

/** Waits until REST shows exactly what the registry holds, with nothing stale and nothing left to send. */
export function viewEqualsRegistry(platform: Platform, timeoutMs = 30_000): Promise<void> {
  return eventually(
    async () => {
      const registry = readRegistry(platform.agent.dataDir);
      const devices = await platform.rest.devices();
      const shown = devices.map((device) => [device.id, device.revision] as const).sort();
      expect(shown).toEqual([...registry.sessions].sort());
      expect(devices.filter((device) => device.stale)).toEqual([]);
      expect(registry.outboxRows).toBe(0);
    },
    { timeoutMs, intervalMs: 100 },
  );
}

/** The history has every change of a session from the first revision on, each once and in order. */
export async function historyIsWhole(platform: Platform, sessionId: string): Promise<void> {
  const entries = await platform.rest.history(sessionId);
  const changes = entries.filter((entry) => entry.kind !== "Snapshot");
  expect(changes.map((entry) => entry.revision)).toEqual(changes.map((_, index) => index + 1));
}
