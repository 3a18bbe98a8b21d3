import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import type { BoxStatus, SeenTimes } from "@rae/protocol";
import type { OutboxFigures, RegistryFindings } from "./ports/store.ts";

/** A box with more has its first ones shown: Birth must fit into one message, or the box could never connect. */
const maxShown = { interfaces: 64, addresses: 16, links: 256, textLength: 200 } as const;

/** The facts of the box for Birth and Status; `outboxBytesPerDay` if it is known. */
export function readBoxStatus(
  outbox: OutboxFigures,
  { unreadableFiles, droppedSessions }: RegistryFindings,
  links: BoxStatus["links"],
  seen: SeenTimes,
  outboxBytesPerDay: number | undefined,
): BoxStatus {
  return {
    agentVersion,
    enforcesLeases: true,
    outboxRows: outbox.rows,
    outboxBytes: outbox.bytes,
    outboxLimitBytes: outbox.limitBytes,
    supersededDeltas: outbox.supersededDeltas,
    ...(outboxBytesPerDay === undefined ? {} : { outboxBytesPerDay }),
    ...(unreadableFiles.length === 0 ? {} : { unreadableRegistries: unreadableFiles }),
    ...(droppedSessions === 0 ? {} : { droppedSessions }),
    seen,
    interfaces: Object.entries(networkInterfaces())
      .slice(0, maxShown.interfaces)
      .map(([name, addresses = []]) => ({
        name,
        addresses: addresses.slice(0, maxShown.addresses).map(({ address }) => address),
      })),
    links: links.slice(0, maxShown.links).map(({ id, state, detail }) => ({
      id: id.slice(0, maxShown.textLength),
      state,
      detail: detail.slice(0, maxShown.textLength),
    })),
  };
}

const manifest: unknown = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
);
/** As package.json says. */
export const agentVersion =
  typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
