import type { Attribute, Attributes } from "./attribute.ts";
import { type DeviceEvent, eventKinds } from "./device-event.ts";
import { PlainReader } from "./plain-reader.ts";
import { TextPool } from "./text-pool.ts";
import { isId } from "./topics.ts";
import { isAttributeNameForm, isName, isTimeMs } from "./wire-check.ts";

const boxIds = new TextPool(2 ** 12, isId);
const ids = new TextPool(2 ** 16, isName);
const attributeNames = new TextPool(2 ** 10, isAttributeNameForm);
const texts = new TextPool(2 ** 13, () => true);

const none: readonly string[] = Object.freeze([]);

/**
 * Reads a device event in the form that agents write, which is nearly all that a log holds, faster than the generated code and with
 * texts that are shared between events. Without it an aggregator with a backlog takes about a quarter more CPU for each record
 * (`npm run bench:engines -- backlog`):
 *
 *     BoxEvent  := { 1 box_id | 2 registry_id | 3 connection | 4 sequence | 5 observed_at_ms | 6 kind
 *                  | 7 session_id | 8 revision | 9 attributes | 10 removed | 12 reason }
 *     attributes := 1 name, 2 Attribute;  Attribute := ( 1 text | 2 number | 3 flag | 4 list ), 5 observed_at_ms
 *
 * Undefined for everything else, be it another kind, fields that came later, texts beyond ASCII or a broken rule: the generated
 * code and its checks decide then. What is read here is what they read.
 */
export function readPlainDeviceEvent(bytes: Uint8Array): DeviceEvent | undefined {
  const wire = new PlainReader(bytes);
  let boxId: string | undefined;
  let registryId: string | undefined;
  let sessionId: string | undefined;
  let connection = 0;
  let sequence = 0;
  let observedAtMs = 0;
  let kind = 0;
  let revision = 0;
  let reason: string | undefined = "";
  let attributes: Record<string, Attribute> | undefined;
  let removed: string[] | undefined;
  while (wire.hasMore) {
    switch (wire.tag()) {
      case textField(1):
        boxId = wire.text(boxIds);
        break;
      case textField(2):
        registryId = wire.text(ids);
        break;
      case countField(3):
        connection = wire.count();
        break;
      case countField(4):
        sequence = wire.count();
        break;
      case countField(5):
        observedAtMs = wire.count();
        break;
      case countField(6):
        kind = wire.count();
        break;
      case textField(7):
        sessionId = wire.text(ids);
        break;
      case countField(8):
        revision = wire.count();
        break;
      case textField(9):
        attributes ??= {};
        readAttribute(wire, attributes);
        break;
      case textField(10): {
        const name = wire.text(texts);
        if (name === undefined) return undefined;
        removed ??= [];
        removed.push(name);
        break;
      }
      case textField(12):
        reason = wire.text(texts);
        break;
      default:
        return undefined;
    }
  }
  if (wire.isOdd || boxId === undefined || registryId === undefined || sessionId === undefined) {
    return undefined;
  }
  if (reason === undefined || revision === 0 || !isTimeMs(observedAtMs)) return undefined;
  const base = { boxId, registryId, connection, sequence, observedAtMs, sessionId, revision };
  const all: Attributes = attributes ?? {};
  switch (kind) {
    case eventKinds.Attached:
      return { ...base, kind: "Attached", attributes: all };
    case eventKinds.AttributesChanged:
      return { ...base, kind: "AttributesChanged", attributes: all, removed: removed ?? none };
    case eventKinds.Snapshot:
      return { ...base, kind: "Snapshot", attributes: all };
    case eventKinds.Detached:
      return { ...base, kind: "Detached", reason };
    default:
      return undefined;
  }
}

function readAttribute(wire: PlainReader, attributes: Record<string, Attribute>): void {
  const end = wire.enter();
  let name: string | undefined;
  let attribute: Attribute | undefined;
  while (wire.isBefore(end)) {
    const tag = wire.tag();
    if (tag === textField(1)) name = wire.text(attributeNames);
    // A second value would be merged with the first.
    else if (tag === textField(2) && attribute === undefined) attribute = readValue(wire);
    else wire.markOdd();
  }
  wire.leave(end);
  if (name === undefined || attribute === undefined) wire.markOdd();
  else attributes[name] = attribute;
}

function readValue(wire: PlainReader): Attribute | undefined {
  const end = wire.enter();
  let value: Attribute["value"] | undefined;
  let observedAtMs = 0;
  while (wire.isBefore(end)) {
    const tag = wire.tag();
    if (tag === countField(5)) {
      observedAtMs = wire.count();
      continue;
    }
    // Of several, the order of types decides, not that of the bytes.
    if (value !== undefined) wire.markOdd();
    else if (tag === textField(1)) value = wire.text(texts);
    else if (tag === doubleField(2)) value = wire.double();
    else if (tag === countField(3)) value = readFlag(wire);
    else if (tag === textField(4)) value = readList(wire);
    if (value === undefined) wire.markOdd();
  }
  wire.leave(end);
  if (!isTimeMs(observedAtMs)) wire.markOdd();
  return value === undefined ? undefined : { value, observedAtMs };
}

function readFlag(wire: PlainReader): boolean | undefined {
  const number = wire.count();
  return number > 1 ? undefined : number === 1;
}

function readList(wire: PlainReader): string[] {
  const end = wire.enter();
  const items: string[] = [];
  while (wire.isBefore(end)) {
    const item = wire.tag() === textField(1) ? wire.text(texts) : undefined;
    if (item === undefined) wire.markOdd();
    else items.push(item);
  }
  wire.leave(end);
  return items;
}

// Tags of one byte: the field's number and its wire type. Texts and messages have the same type.
function countField(number: number): number {
  return number << 3;
}

function doubleField(number: number): number {
  return (number << 3) | 1;
}

function textField(number: number): number {
  return (number << 3) | 2;
}
