import { type Lease, RaeError } from "@rae/protocol";
import type { BoxRecord, GatewayRecord } from "../../core/box-record.ts";
import type { CommandRecord } from "../../core/command-record.ts";
import type { DeviceRecord } from "../../core/device-record.ts";
import { luaRead, luaReadBox } from "./lua/read.ts";
import { kindLetters, parseValue } from "./record-head.ts";
import { RedisScript } from "./redis-script.ts";
import { shardNumbers, shardOf } from "./shard.ts";
import type { Shards } from "./shards.ts";

const read = new RedisScript(luaRead);
const readBox = new RedisScript(luaReadBox);
const callKeys = 500;

/** Reads records by their keys. */
export class RecordReads {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  /**
   * Without `ofBoxes` every shard is asked for every device. No guard sees two shards: of a session that two boxes claim, which
   * the fold refuses as soon as the history knows it, the first claim counts.
   */
  async devices(
    sessionIds: readonly string[],
    ofBoxes?: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, DeviceRecord>> {
    const shards = ofBoxes === undefined ? shardNumbers : new Set([...ofBoxes].map(shardOf));
    const asked = new Map([...shards].map((shard) => [shard, sessionIds]));
    return await this.#read<DeviceRecord>(kindLetters.device, asked, isFirstClaim);
  }

  async boxes(boxIds: readonly string[]): Promise<ReadonlyMap<string, BoxRecord>> {
    return await this.#read<BoxRecord>(kindLetters.box, byShard(boxIds));
  }

  async gateways(gatewayIds: readonly string[]): Promise<ReadonlyMap<string, GatewayRecord>> {
    return await this.#read<GatewayRecord>(kindLetters.gateway, byShard(gatewayIds));
  }

  async commands(commandIds: readonly string[]): Promise<ReadonlyMap<string, CommandRecord>> {
    return await this.#read<CommandRecord>(kindLetters.command, byShard(commandIds));
  }

  async leases(leaseIds: readonly string[]): Promise<ReadonlyMap<string, Lease>> {
    return await this.#read<Lease>(kindLetters.lease, byShard(leaseIds));
  }

  /** @throws RaeError `view-unavailable` while the box's shard is being refilled. */
  async devicesOfBox(boxId: string): Promise<readonly DeviceRecord[]> {
    const values = await this.#shards.run(readBox, shardOf(boxId), [boxId]);
    if (values === null) throw new RaeError("view-unavailable", "the view is being refilled");
    return (values as string[]).map((value) => parseValue<DeviceRecord>(value));
  }

  async #read<R>(
    letter: string,
    asked: ReadonlyMap<number, readonly string[]>,
    replaces: (record: R, known: R) => boolean = () => true,
  ): Promise<ReadonlyMap<string, R>> {
    this.#shards.check();
    const found = new Map<string, R>();
    const one = async (shard: number, ids: readonly string[]) => {
      const values = (await this.#shards.run(read, shard, [letter, ...ids])) as (string | null)[];
      for (const [place, value] of values.entries()) {
        const id = ids[place];
        if (id === undefined || value === null) continue;
        const record = parseValue<R>(value);
        const known = found.get(id);
        if (known === undefined || replaces(record, known)) found.set(id, record);
      }
    };
    await Promise.all(
      [...asked].flatMap(([shard, ids]) => pagesOf(ids).map((page) => one(shard, page))),
    );
    return found;
  }
}

function isFirstClaim(record: DeviceRecord, known: DeviceRecord): boolean {
  const laterMs = record.firstReceivedAtMs - known.firstReceivedAtMs;
  return laterMs < 0 || (laterMs === 0 && record.boxId < known.boxId);
}

function byShard(ids: readonly string[]): ReadonlyMap<number, readonly string[]> {
  return Map.groupBy(ids, shardOf);
}

function pagesOf(ids: readonly string[]): readonly (readonly string[])[] {
  const pages: (readonly string[])[] = [];
  for (let first = 0; first < ids.length; first += callKeys) {
    pages.push(ids.slice(first, first + callKeys));
  }
  return pages;
}
