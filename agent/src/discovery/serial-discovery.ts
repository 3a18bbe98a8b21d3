import { type Clock, type Logger, repeat } from "@rae/kit";
import type { JsonObject } from "@rae/protocol";
import type { Face } from "../core/faces/face.ts";
import { faceId } from "../core/faces/face-id.ts";
import { serialWireKey } from "../core/faces/wire-key.ts";
import type { DiscoveryEvent, DiscoverySource } from "../ports/discovery.ts";
import { FolderWatch } from "./folder-watch.ts";
import { type PathGlob, parsePathGlob } from "./path-glob.ts";
import { type FoundPort, listPorts } from "./serial-ports.ts";
import { udevFolder } from "./udev-details.ts";

/** Which ports to take, and which driver speaks on them. */
export interface SerialGlob {
  /** An absolute path; `*` and `?` in its last segment. */
  readonly glob: string;
  readonly driver: string;
  /** The driver's, unless it is given. */
  readonly baudRate?: number;
  readonly settings?: JsonObject;
}

export interface SerialOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** In order of precedence: a port that two of them match belongs to the first. */
  readonly globs: readonly SerialGlob[];
  /** How often the folders are read anyway, for not every file system tells of changes. */
  readonly rescanIntervalMs?: number;
  /** Where udev's own findings lie. */
  readonly udevFolder?: string;
}

const defaultRescanIntervalMs = 30_000;
/** udev makes a port's links one after the other. */
const settleMs = 50;

/**
 * Finds serial ports by the names that udev or the operator gives them, as they are plugged in and
 * out.
 */
export class SerialDiscovery implements DiscoverySource {
  readonly name = "serial";
  readonly #options: SerialOptions;
  readonly #globs: readonly (SerialGlob & { readonly parsed: PathGlob })[];
  readonly #watches: readonly FolderWatch[];
  readonly #known = new Map<string, FoundPort>();
  #report: (event: DiscoveryEvent) => void = () => {};
  #onPorts: (paths: ReadonlyMap<string, string>) => void = () => {};
  #stopRepeating = () => {};
  #cancelSettling: (() => void) | undefined;
  #scanning: Promise<void> = Promise.resolve();
  #closed = false;

  /** @throws TypeError if a glob is not usable. */
  constructor(options: SerialOptions) {
    this.#options = options;
    this.#globs = options.globs.map((entry) => ({ ...entry, parsed: parsePathGlob(entry.glob) }));
    const folders = new Set(this.#globs.map(({ parsed }) => parsed.folder));
    this.#watches = [...folders].map((folder) => new FolderWatch(folder, () => this.#soon()));
  }

  async start(report: (event: DiscoveryEvent) => void): Promise<void> {
    this.#report = report;
    await this.#scan();
    this.#stopRepeating = repeat(
      this.#options.clock,
      this.#options.rescanIntervalMs ?? defaultRescanIntervalMs,
      () => this.#scan(),
      (error) => this.#options.logger.error({ err: error }, "serial rescan ended"),
    );
  }

  onPorts(listener: (paths: ReadonlyMap<string, string>) => void): void {
    this.#onPorts = listener;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopRepeating();
    this.#cancelSettling?.();
    for (const watch of this.#watches) watch.close();
    await this.#scanning;
  }

  #soon(): void {
    if (this.#closed || this.#cancelSettling !== undefined) return;
    this.#cancelSettling = this.#options.clock.schedule(settleMs, () => {
      this.#cancelSettling = undefined;
      void this.#scan();
    });
  }

  /** One scan after the other, or an old one would undo a newer. */
  #scan(): Promise<void> {
    this.#scanning = this.#scanning.then(() => this.#scanNow());
    return this.#scanning;
  }

  async #scanNow(): Promise<void> {
    if (this.#closed) return;
    // Watched before it is read: what comes in between is seen by one of the two.
    for (const watch of this.#watches) watch.refresh();
    const found = new Map<string, { readonly port: FoundPort; readonly entry: SerialGlob }>();
    const devices = new Set<string>();
    for (const entry of this.#globs) {
      for (const port of await listPorts(entry.parsed, this.#options.udevFolder ?? udevFolder)) {
        if (devices.has(port.device)) continue;
        devices.add(port.device);
        found.set(port.path, { port, entry });
      }
    }
    if (this.#closed) return;
    this.#onPorts(new Map([...found.values()].map(({ port }) => [port.device, port.path])));
    for (const path of [...this.#known.keys()]) {
      if (found.has(path)) continue;
      this.#known.delete(path);
      this.#report({ kind: "gone", faceId: faceIdOf(path), reason: "the port was unplugged" });
    }
    for (const [path, { port, entry }] of found) {
      if (this.#known.get(path)?.plug === port.plug) continue;
      this.#known.set(path, port);
      this.#report({ kind: "found", face: faceOf(port, entry) });
    }
  }
}

function faceIdOf(path: string): string {
  return faceId("serial", { kind: "serial", path });
}

function faceOf({ path, adapter }: FoundPort, entry: SerialGlob): Face {
  const { baudRate } = entry;
  return {
    ...(adapter === undefined ? {} : { attributes: { "wire.adapter": adapter } }),
    faceId: faceIdOf(path),
    keys: [{ kind: "wire", value: serialWireKey(path) }],
    link: { kind: "serial", path, ...(baudRate === undefined ? {} : { baudRate }) },
    driver: entry.driver,
    settings: entry.settings ?? {},
  };
}
