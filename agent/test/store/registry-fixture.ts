import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Logger, silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { type BoxEvent, parseBoxEvent, parseOutcome } from "@rae/protocol";
import { onTestFinished } from "vitest";
import type { StoredSession } from "../../src/core/sessions/stored-session.ts";
import type { Registry } from "../../src/ports/store.ts";
import { openRegistry } from "../../src/store/sqlite-registry.ts";

/** A folder that is gone after the test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rae-registry-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestRegistryOptions {
  readonly boxId?: string;
  readonly limitBytes?: number;
  readonly clock?: ManualClock;
  readonly logger?: Logger;
  readonly onFailure?: (error: Error) => void;
}

export function testRegistry(dataDir: string, options: TestRegistryOptions = {}): Registry {
  const registry = openRegistry({
    dataDir,
    boxId: options.boxId ?? "rae-1",
    outboxLimitBytes: options.limitBytes ?? 2 ** 30,
    clock: options.clock ?? new ManualClock(),
    logger: options.logger ?? silentLogger,
    onFailure: options.onFailure ?? (() => {}),
  });
  onTestFinished(() => registry.close());
  return registry;
}

/** The folder as a crash at this moment leaves it: what is committed, and no orderly close. */
export function crashedCopy(dataDir: string): string {
  const copy = testFolder();
  cpSync(dataDir, copy, { recursive: true });
  return copy;
}

export function storedSession(sessionId: string, revision: number, text = "on"): StoredSession {
  return {
    sessionId,
    revision,
    keys: [{ kind: "wire", value: `serial:${sessionId}` }],
    attributes: { "power.state": { value: text, observedAtMs: 1_700_000_000_000 } },
  };
}

/** Records `count` deltas behind the session's `revision`. */
export function recordDeltas(
  registry: Registry,
  sessionId: string,
  revision: number,
  count: number,
): void {
  for (let next = revision + 1; next <= revision + count; next += 1) {
    const session = storedSession(sessionId, next, `v${next}`);
    const { attributes } = session;
    registry.record(session, { kind: "AttributesChanged", attributes, removed: [] });
  }
}

export function waitingEvents(registry: Registry): BoxEvent[] {
  return registry.outbox.read("events", 0, 10_000).map(({ payload }) => parseBoxEvent(payload));
}

export function waitingOutcomes(registry: Registry) {
  return registry.outbox.read("outcomes", 0, 10_000).map(({ payload }) => parseOutcome(payload));
}

/** Events in short: kind, session, revision. */
export function inShort(events: readonly BoxEvent[]): string[] {
  return events.map((event) =>
    "sessionId" in event ? `${event.kind} ${event.sessionId} ${event.revision}` : event.kind,
  );
}
