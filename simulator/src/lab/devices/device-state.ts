import type { Clock, Logger } from "@rae/kit";
import { ActiveFaults } from "../faults/active-faults.ts";
import { LateAnswers } from "../faults/late-answers.ts";
import { type Identity, identityOf } from "./identity.ts";
import { RecentList } from "./recent-list.ts";

/** What the lab gives each of its devices. */
export interface DeviceContext {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Address on which network devices listen. */
  readonly host: string;
  /** Interfaces on which they announce themselves. */
  readonly interfaces: readonly string[];
  /** Folder of the serial ports. */
  readonly serialDir: string;
}

/** What every device has, whatever its family: who it is, what ails it, what it has been told. */
export class DeviceState {
  readonly id: string;
  readonly context: DeviceContext;
  readonly faults = new ActiveFaults();
  readonly late: LateAnswers;
  readonly keys = new RecentList<string>(100);
  readonly received = new RecentList<string>(100);
  identity: Identity;
  /** While it reboots. */
  isAway = false;
  #receivedCount = 0;

  constructor(id: string, identity: Partial<Identity>, context: DeviceContext) {
    this.id = id;
    this.context = context;
    this.identity = identityOf(id, identity);
    this.late = new LateAnswers(context.clock);
  }

  get receivedCount(): number {
    return this.#receivedCount;
  }

  /** Whether a device on a serial line hears and says nothing. */
  get isDeaf(): boolean {
    return this.isAway || this.faults.has("freeze") || this.faults.has("sleep");
  }

  /** Remembers a request, a frame or a line. */
  hear(request: string): void {
    this.#receivedCount += 1;
    this.received.push(request);
  }
}
