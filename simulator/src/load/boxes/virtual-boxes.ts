import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Clock, type Closable, repeat, systemClock, withDeadline } from "@rae/kit";
import { type BoxEvent, RaeError } from "@rae/protocol";
import { LoadCounters, type LoadSample } from "./load-counters.ts";
import { type ObeyedCommand, VirtualBox } from "./virtual-box.ts";

export interface VirtualBoxesOptions {
  /** `mqtts://host:port`; of several, each connection of a box takes the next. */
  readonly gateway: string | readonly string[];
  /** Whether a box whose connection ends connects again and sends what was not acknowledged; else it is lost. */
  readonly reconnect?: boolean;
  /** Folder with `ca.pem` and `boxes/<boxId>.pem` and `.key`. */
  readonly pki: string;
  readonly boxIds: readonly string[];
  /** Of each box. */
  readonly devices: number;
  /** Changes a second of each box; 0: as many as its window lets through. */
  readonly rate: number;
  /** Unacknowledged publishes of each box; 64 if left out. */
  readonly window?: number;
  /** Text that is added to each change, for events of a given size. */
  readonly paddingBytes?: number;
  /** Whether devices have a remote control and obey, as leases allow it; commands are `unsupported` if left out. */
  readonly obeys?: boolean;
  /** Told of every event as it is published. */
  readonly onPublish?: (event: BoxEvent) => void;
  /** Told of every command that a device does, in the order in which it does them; not of leases' own. */
  readonly onObeyed?: (command: ObeyedCommand) => void;
  readonly clock?: Clock;
}

/** Many boxes in one process. */
export interface VirtualBoxes extends Closable {
  readonly boxIds: readonly string[];
  /** Every session with the revision that it has reached. */
  sessions(): readonly {
    readonly boxId: string;
    readonly sessionId: string;
    readonly revision: number;
  }[];
  /** Counts since the start. */
  total(): LoadSample;
  /** Counts since the call before; ask once a second for counts a second. */
  takeSample(): LoadSample;
  /** Changes that are due and wait for acknowledgements: the gateway is slower than the rate. */
  backlog(): number;
  /** Connections made since the start: more than boxes if some were made anew. */
  connections(): number;
  /** Boxes whose connection has ended for good, each with the reason. */
  lost(): readonly { readonly boxId: string; readonly reason: string }[];
  /** Publishes no more and waits at most `timeoutMs` until all that was published is acknowledged. */
  settle(timeoutMs: number): Promise<void>;
}

/** TLS handshakes at once: more only wait for each other. */
const connectingLimit = 32;
const pumpEveryMs = 5;

/**
 * Connects the boxes, attaches their devices and begins to publish changes; resolves when all of them have begun.
 * @throws RaeError `certificate-invalid` if a file is missing, `box-offline` if a box cannot connect. Those that had
 *   connected are closed.
 */
export async function startVirtualBoxes(options: VirtualBoxesOptions): Promise<VirtualBoxes> {
  const clock = options.clock ?? systemClock;
  const counters = new LoadCounters();
  const ca = readPem(join(options.pki, "ca.pem"));
  const boxes = options.boxIds.map(
    (boxId) =>
      new VirtualBox({
        boxId,
        gateways: typeof options.gateway === "string" ? [options.gateway] : options.gateway,
        reconnect: options.reconnect ?? false,
        ca,
        cert: readPem(join(options.pki, "boxes", `${boxId}.pem`)),
        key: readPem(join(options.pki, "boxes", `${boxId}.key`)),
        devices: options.devices,
        rate: options.rate,
        window: options.window ?? 64,
        paddingBytes: options.paddingBytes ?? 0,
        obeys: options.obeys ?? false,
        clock,
        counters,
        onPublish: options.onPublish,
        onObeyed: options.onObeyed,
      }),
  );
  const closeAll = async () => {
    await Promise.all(boxes.map((box) => box.close()));
  };
  try {
    await connectAll(boxes);
  } catch (error) {
    await closeAll();
    throw error;
  }
  counters.takeSample();
  for (const box of boxes) box.begin();
  const stopPumping = repeat(
    clock,
    pumpEveryMs,
    () => {
      for (const box of boxes) box.pump();
    },
    () => {},
  );
  return {
    boxIds: options.boxIds,
    sessions: () =>
      boxes.flatMap(({ boxId, sessions }) =>
        sessions.map(({ sessionId, revision }) => ({ boxId, sessionId, revision })),
      ),
    total: () => counters.total(),
    takeSample: () => counters.takeSample(),
    backlog: () => boxes.reduce((sum, box) => sum + box.backlog, 0),
    connections: () => boxes.reduce((sum, box) => sum + box.connections, 0),
    lost: () =>
      boxes.flatMap(({ boxId, lostReason }) =>
        lostReason === undefined ? [] : [{ boxId, reason: lostReason }],
      ),
    settle: async (timeoutMs) => {
      stopPumping();
      for (const box of boxes) box.end();
      await withDeadline(clock, timeoutMs, "waiting for acknowledgements", async () => {
        await Promise.all(boxes.map((box) => box.settled()));
      });
    },
    close: async () => {
      stopPumping();
      await closeAll();
    },
  };
}

/** Rejects with the first failure, when no box is still about to connect. */
async function connectAll(boxes: readonly VirtualBox[]): Promise<void> {
  const waiting = boxes.values();
  const failures: unknown[] = [];
  const connectNext = async () => {
    for (const box of waiting) {
      if (failures.length > 0) return;
      await box.connect().catch((error: unknown) => failures.push(connectFailure(box, error)));
    }
  };
  await Promise.all(Array.from({ length: connectingLimit }, connectNext));
  if (failures.length > 0) throw failures[0];
}

function connectFailure(box: VirtualBox, error: unknown): RaeError {
  const reason = error instanceof Error ? error.message : String(error);
  return new RaeError("box-offline", `${box.boxId} cannot connect to ${box.gateway}: ${reason}`, {
    cause: error,
  });
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new RaeError("certificate-invalid", `${path} cannot be read`, { cause: error });
  }
}
