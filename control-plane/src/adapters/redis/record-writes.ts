import type { ViewBatch } from "../../ports/fleet-view.ts";
import { luaApply } from "./lua/apply.ts";
import {
  boxValue,
  commandValue,
  deviceValue,
  gatewayValue,
  kindLetters,
  leaseValue,
} from "./record-head.ts";
import { RedisScript } from "./redis-script.ts";
import { shardOf } from "./shard.ts";
import type { Shards } from "./shards.ts";

const apply = new RedisScript(luaApply);

/** One call of the script holds Redis up for a few milliseconds at most. */
const callRecords = 250;
const callCharacters = 512 * 1024;

export interface RecordWritesOptions {
  readonly keepChanges: number;
  readonly tombstonesMs: number;
  readonly finishedMs: number;
}

/** Writes batches: one call for each shard, or several one after the other if it is large, all shards at once. */
export class RecordWrites {
  readonly #shards: Shards;
  readonly #settings: readonly string[];

  constructor(shards: Shards, options: RecordWritesOptions) {
    const { keepChanges, tombstonesMs, finishedMs } = options;
    this.#shards = shards;
    this.#settings = [keepChanges, tombstonesMs, finishedMs].map(String);
  }

  async apply(batch: ViewBatch): Promise<void> {
    this.#shards.check();
    const calls = new Map<number, ShardCalls>();
    const callsOf = (id: string): ShardCalls => {
      const shard = shardOf(id);
      const known = calls.get(shard);
      if (known !== undefined) return known;
      const made = new ShardCalls();
      calls.set(shard, made);
      return made;
    };
    const { box, gateway, device, command, lease } = kindLetters;
    for (const each of batch.boxes) callsOf(each.boxId).add(box, each.boxId, boxValue(each));
    for (const each of batch.gateways) {
      callsOf(each.gatewayId).add(gateway, each.gatewayId, gatewayValue(each));
    }
    for (const each of batch.devices) {
      callsOf(each.boxId).add(device, each.sessionId, deviceValue(each));
    }
    for (const each of batch.commands) {
      callsOf(each.commandId).add(command, each.commandId, commandValue(each));
    }
    for (const each of batch.leases) {
      callsOf(each.leaseId).add(lease, each.leaseId, leaseValue(each));
    }
    await Promise.all([...calls].map(([shard, each]) => this.#write(shard, each.finish())));
  }

  async #write(shard: number, calls: readonly (readonly string[])[]): Promise<void> {
    for (const args of calls) {
      await this.#shards.run(apply, shard, [String(shard), ...this.#settings, ...args]);
    }
  }
}

/** What one shard is to be told, as arguments of the script. */
class ShardCalls {
  readonly #calls: (readonly string[])[] = [];
  #args: string[] = [];
  #records = 0;
  #characters = 0;
  #kind = "";
  #kindRecords: string[] = [];

  add(kind: string, key: string, value: string): void {
    if (this.#records >= callRecords || this.#characters >= callCharacters) this.#endCall();
    if (kind !== this.#kind) {
      this.#endKind();
      this.#kind = kind;
    }
    this.#kindRecords.push(key, value);
    this.#records += 1;
    this.#characters += value.length;
  }

  finish(): readonly (readonly string[])[] {
    this.#endCall();
    return this.#calls;
  }

  #endCall(): void {
    this.#endKind();
    if (this.#args.length > 0) this.#calls.push(this.#args);
    this.#args = [];
    this.#records = 0;
    this.#characters = 0;
  }

  #endKind(): void {
    if (this.#kindRecords.length === 0) return;
    this.#args.push(this.#kind, String(this.#kindRecords.length / 2), ...this.#kindRecords);
    this.#kindRecords = [];
  }
}
