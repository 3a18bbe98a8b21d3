import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import type { BoxStatus } from "@rae/protocol";
import type { OutboxFigures } from "./ports/store.ts";

/** The facts of the box for Birth and Status. */
export function readBoxStatus(outbox: OutboxFigures, links: BoxStatus["links"]): BoxStatus {
  return {
    agentVersion,
    outboxRows: outbox.rows,
    outboxBytes: outbox.bytes,
    outboxLimitBytes: outbox.limitBytes,
    supersededDeltas: outbox.supersededDeltas,
    interfaces: Object.entries(networkInterfaces()).map(([name, addresses = []]) => ({
      name,
      addresses: addresses.map(({ address }) => address),
    })),
    links,
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
