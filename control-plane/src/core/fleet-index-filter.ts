import type { AttributeValue } from "@rae/protocol";

import {
  type AvailabilityWord,
  capabilitiesOf,
  type DeviceRow,
  type HealthState,
  healthOf,
  textOf,
} from "./fleet-index-row.ts";
import { hasWords } from "./fleet-index-text.ts";
import type { DeviceState } from "./presence.ts";

/** What a list or a stream is narrowed to; a device must meet all of it. */
export interface DeviceFilter {
  readonly boxId?: string;
  /** Model name or number, whole. */
  readonly model?: string;
  readonly state?: DeviceState;
  readonly health?: HealthState;
  /** Holder of the lease that has it. */
  readonly leasedBy?: string;
  readonly availability?: AvailabilityWord;
  readonly capabilities?: readonly string[];
  readonly attributes?: readonly { readonly name: string; readonly value: string }[];
  /** Words, in lower case, that must all occur in the device's names and identities. */
  readonly words?: readonly string[];
}

/** Whether what is told of these devices concerns a reader with this filter: one meets it, or it asks for nothing. */
export function concerns(filter: DeviceFilter, rows: readonly DeviceRow[]): boolean {
  return Object.keys(filter).length === 0 || rows.some((row) => matchesFilter(filter, row));
}

export function matchesFilter(filter: DeviceFilter, row: DeviceRow): boolean {
  const { record } = row;
  if (filter.boxId !== undefined && record.boxId !== filter.boxId) return false;
  if (filter.state !== undefined && row.state !== filter.state) return false;
  if (filter.model !== undefined && !hasModel(row, filter.model)) return false;
  if (filter.health !== undefined && healthOf(record) !== filter.health) return false;
  if (filter.leasedBy !== undefined && row.lease?.holder !== filter.leasedBy) return false;
  if (filter.availability !== undefined && row.availability.word !== filter.availability)
    return false;
  if (filter.capabilities !== undefined) {
    const offered = capabilitiesOf(record);
    if (!filter.capabilities.every((name) => offered.includes(name))) return false;
  }
  const attributes = filter.attributes ?? [];
  if (!attributes.every(({ name, value }) => hasValue(record.attributes[name]?.value, value))) {
    return false;
  }
  return filter.words === undefined || hasWords(record, filter.words);
}

function hasModel({ record }: DeviceRow, model: string): boolean {
  return textOf(record, "model.name") === model || textOf(record, "model.number") === model;
}

/** A list holds a text if one of its items is it. */
function hasValue(held: AttributeValue | undefined, wanted: string): boolean {
  if (held === undefined) return false;
  return typeof held === "object" ? held.includes(wanted) : String(held) === wanted;
}
