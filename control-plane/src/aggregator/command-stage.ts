import { type CommandOutcome, type DeviceCommand, parseCommand, parseOutcome } from "@rae/protocol";
import type { Poison, Slice } from "@rae/stream";
import { isSameCommand } from "../core/command-order.ts";
import type { CommandRecord } from "../core/command-record.ts";
import { foldOutcome, foldRequest } from "../core/command-state.ts";
import type { Receipt } from "../core/receipt.ts";
import type { FleetView } from "../ports/fleet-view.ts";
import type { History } from "../ports/history.ts";
import { auditOfCommands } from "./audit-of-commands.ts";
import { decodeRecords } from "./decode-records.ts";

export interface CommandStageOptions {
  readonly view: FleetView;
  readonly history: History;
  /** Told of every command whose request was folded, as it is now, with the partition of the request. */
  readonly onRequest: (record: CommandRecord, partition: number) => void;
  /** Told of every command whose outcome was folded, as it is now. */
  readonly onOutcome: (record: CommandRecord) => void;
}

interface Step {
  readonly commandId: string;
  readonly fold: (record: CommandRecord | undefined) => CommandRecord;
}

const attemptsMax = 5;

/**
 * Folds slices of the commands and outcomes topics. Requests and outcomes of one command lie in two partitions, which may be
 * folded at the same time, even by two processes: what was written is read back, and folded again if the other was faster.
 */
export class CommandStage {
  readonly #options: CommandStageOptions;

  constructor(options: CommandStageOptions) {
    this.#options = options;
  }

  async processRequests(slice: Slice, signal: AbortSignal): Promise<{ poison: Poison[] }> {
    const { received, poison } = decodeRecords(slice.records, parseCommand, (each) => each.boxId);
    // First: whoever is told of a command finds who asked for it.
    const audit = auditOfCommands(received);
    if (audit.length > 0) await this.#options.history.writeAudit(audit);
    const steps = received.flatMap(({ message, receipt }) =>
      message.kind === "device" ? [requestStep(message, receipt)] : [],
    );
    const { onRequest } = this.#options;
    for (const record of await this.#process(steps, signal)) onRequest(record, slice.partition);
    return { poison };
  }

  async processOutcomes(slice: Slice, signal: AbortSignal): Promise<{ poison: Poison[] }> {
    const { received, poison } = decodeRecords(slice.records, parseOutcome, (each) => each.boxId);
    const steps = received.map(({ message, receipt }) => outcomeStep(message, receipt));
    for (const record of await this.#process(steps, signal)) this.#options.onOutcome(record);
    return { poison };
  }

  /** Resolves with the commands as they are now, once that is in both stores. */
  async #process(steps: readonly Step[], signal: AbortSignal): Promise<readonly CommandRecord[]> {
    if (steps.length === 0) return [];
    const records = await this.#fold(steps, signal);
    signal.throwIfAborted();
    // Also what did not change: a crash between the stores may have left it out of the view.
    const commands = records.filter((record) => record.provisional !== true);
    if (commands.length > 0) {
      await this.#options.view.apply({
        devices: [],
        boxes: [],
        gateways: [],
        commands,
        leases: [],
      });
    }
    return commands;
  }

  async #fold(steps: readonly Step[], signal: AbortSignal): Promise<CommandRecord[]> {
    const { history } = this.#options;
    const ids = [...new Set(steps.map((step) => step.commandId))];
    let stored = await history.readCommands(ids);
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const folded = new Map(stored);
      for (const { commandId, fold } of steps) folded.set(commandId, fold(folded.get(commandId)));
      const changed = [...folded.values()].filter(
        (record) => record !== stored.get(record.commandId),
      );
      if (changed.length === 0) return [...folded.values()];
      signal.throwIfAborted();
      await history.write({ entries: [], devices: [], boxes: [], commands: changed, leases: [] });
      stored = await history.readCommands(ids);
      if (isStored(changed, stored)) return [...folded.values()];
    }
    throw new Error("the commands of the slice kept changing while they were folded");
  }
}

function isStored(
  records: readonly CommandRecord[],
  stored: ReadonlyMap<string, CommandRecord>,
): boolean {
  return records.every((record) => {
    const found = stored.get(record.commandId);
    return found !== undefined && isSameCommand(record, found);
  });
}

function requestStep(command: DeviceCommand, receipt: Receipt): Step {
  return {
    commandId: command.commandId,
    fold: (record) => foldRequest(record, command, receipt),
  };
}

function outcomeStep(outcome: CommandOutcome, receipt: Receipt): Step {
  return {
    commandId: outcome.commandId,
    fold: (record) => foldOutcome(record, outcome, receipt),
  };
}
