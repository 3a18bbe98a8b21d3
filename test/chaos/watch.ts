import { type Closable, repeat, systemClock } from "@rae/kit";
import type { VirtualBoxes } from "@rae/simulator";
import { readUsage } from "../bench/process-usage.ts";
import type { Fleet } from "./fleet.ts";

/** What was seen of a fleet that must not be: boxes that were not present, connections that ended, memory beyond the bound. */
export interface FleetWatch extends Closable {
  /** Each kind of sight once, with the first time that it was seen. */
  readonly seen: readonly string[];
  readonly highestResidentMb: number;
}

const everyMs = 500;
const residentLimitMb = 600;

/** Looks twice a second, until closed, at what REST says of the boxes and at what the processes take. */
export function watchFleet(fleet: Fleet, boxes: VirtualBoxes): FleetWatch {
  const { rest, gateways, aggregators, api } = fleet;
  const seen = new Map<string, string>();
  const connections = boxes.connections();
  let highestResidentMb = 0;
  const note = (what: string) => {
    if (!seen.has(what)) seen.set(what, `${new Date().toISOString()}: ${what}`);
  };
  const look = async () => {
    const shown = await rest.boxes().catch(() => []);
    for (const { id, presence } of shown) {
      if (boxes.boxIds.includes(id) && presence.state !== "present")
        note(`${id} was ${presence.state}: ${presence.reason}`);
    }
    if (boxes.connections() !== connections) note("a box had to connect again");
    for (const program of [...gateways, ...aggregators, api]) {
      const { residentMb } = readUsage(program.pid);
      highestResidentMb = Math.max(highestResidentMb, residentMb);
      if (residentMb > residentLimitMb) note(`a process took more than ${residentLimitMb} MB`);
    }
  };
  const stop = repeat(systemClock, everyMs, look, (error) => note(`the watch ended: ${error}`));
  return {
    get seen() {
      return [...seen.values()];
    },
    get highestResidentMb() {
      return Math.round(highestResidentMb);
    },
    async close() {
      stop();
    },
  };
}
