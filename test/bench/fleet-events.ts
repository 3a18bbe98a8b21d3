import { randomBytes } from "node:crypto";
import { type Attributes, type BoxEvent, encodeBoxEvent, logHeaders, uuidV7 } from "@rae/protocol";
import type { NewRecord } from "@rae/stream";

export interface FleetShape {
  readonly devices: number;
  readonly devicesPerBox: number;
  /** Random text added to each change, for records of a given size, so that no store can make it small. */
  readonly paddingBytes: number;
}

interface Session {
  readonly sessionId: string;
  readonly boxId: string;
  revision: number;
}

/** Events as a fleet makes them: each device attaches with a whole record, then changes a little, in turn with the others. */
export class FleetEvents {
  readonly #sessions: readonly Session[];
  readonly #sequences = new Map<string, number>();
  readonly #registryId = uuidV7();
  readonly #padding = new RandomText();
  readonly #paddingBytes: number;
  #made = 0;

  constructor({ devices, devicesPerBox, paddingBytes }: FleetShape) {
    this.#sessions = Array.from({ length: devices }, (_, index) => ({
      sessionId: uuidV7(),
      boxId: `bench-${Math.floor(index / devicesPerBox)}`,
      revision: 0,
    }));
    this.#paddingBytes = paddingBytes;
  }

  /** Each session with the revision that it has reached. */
  get sessions(): readonly Readonly<Session>[] {
    return this.#sessions;
  }

  next(): NewRecord {
    const index = this.#made;
    this.#made += 1;
    const session = this.#sessions[index % this.#sessions.length];
    if (session === undefined) throw new Error("the fleet has no device");
    const { boxId, sessionId } = session;
    session.revision += 1;
    const sequence = (this.#sequences.get(boxId) ?? 0) + 1;
    this.#sequences.set(boxId, sequence);
    const nowMs = Date.now();
    const origin = { boxId, registryId: this.#registryId, connection: 1, sequence };
    const base = { ...origin, sessionId, revision: session.revision, observedAtMs: nowMs };
    const event: BoxEvent =
      session.revision === 1
        ? { ...base, kind: "Attached", attributes: wholeRecord(index, nowMs) }
        : {
            ...{ ...base, kind: "AttributesChanged", removed: [] },
            attributes: smallChange(index, this.#padding.take(this.#paddingBytes), nowMs),
          };
    const headers = { [logHeaders.receivedAtMs]: String(nowMs) };
    return { key: boxId, value: encodeBoxEvent(event), headers };
  }
}

/** Text that never repeats within some megabytes, at the cost of a slice. */
class RandomText {
  readonly #text = randomBytes(3 * 2 ** 20).toString("base64url");
  #at = 0;

  take(length: number): string {
    // An odd step meets the same place again only after as many pieces as the text has characters.
    this.#at = (this.#at + 4_099) % (this.#text.length - length);
    return this.#text.slice(this.#at, this.#at + length);
  }
}

function wholeRecord(index: number, observedAtMs: number): Attributes {
  return attributesOf(
    {
      "identity.usn": `uuid:roku:ecp:${index}`,
      "identity.serial": `X0${index}`,
      "identity.mac": "b0:a7:37:12:34:56",
      "identity.esn": `NFANDROID2-PRV-${index}`,
      "model.name": "Virtual Stick 4K",
      "model.number": "3800X",
      "model.vendor": "Rae",
      "firmware.version": "12.5.0.4178",
      "net.address": "192.0.2.17",
      "power.state": "on",
      "connection.state": "online",
      "health.state": "ready",
      "app.active": "12",
      "app.active-name": "Home",
      "video.input": "hdmi1",
    },
    observedAtMs,
  );
}

function smallChange(index: number, padding: string, observedAtMs: number): Attributes {
  return attributesOf(
    {
      ...{ "app.active": String(index), "app.active-name": `App ${index}` },
      ...(padding === "" ? {} : { "x.bench.padding": padding }),
    },
    observedAtMs,
  );
}

function attributesOf(values: Readonly<Record<string, string>>, observedAtMs: number): Attributes {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, observedAtMs }]),
  );
}
