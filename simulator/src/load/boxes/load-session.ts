import { type Attributes, type BoxEvent, type EventOrigin, uuidV7 } from "@rae/protocol";

/** A device of a virtual box: its session and the revision that it has reached. */
export class LoadSession {
  readonly sessionId = uuidV7();
  readonly #name: string;
  readonly #padding: string;
  readonly #capabilities: readonly string[];
  #revision = 0;
  #changes = 0;

  constructor(name: string, paddingBytes: number, capabilities: readonly string[] = []) {
    this.#name = name;
    this.#padding = "x".repeat(paddingBytes);
    this.#capabilities = capabilities;
  }

  get revision(): number {
    return this.#revision;
  }

  attach(origin: EventOrigin): BoxEvent {
    this.#revision += 1;
    return { ...this.#base(origin), kind: "Attached", attributes: this.#whole(origin) };
  }

  /** One change: a count goes up. */
  change(origin: EventOrigin): BoxEvent {
    this.#revision += 1;
    this.#changes += 1;
    return {
      ...this.#base(origin),
      kind: "AttributesChanged",
      attributes: this.#changing(origin),
      removed: [],
    };
  }

  detach(origin: EventOrigin, reason: string): BoxEvent {
    this.#revision += 1;
    return { ...this.#base(origin), kind: "Detached", reason };
  }

  /** The whole record, at a revision that is beyond both sides'. */
  resync(origin: EventOrigin, haveRevision: number): BoxEvent {
    this.#revision = Math.max(this.#revision, haveRevision) + 1;
    return { ...this.#base(origin), kind: "Snapshot", attributes: this.#whole(origin) };
  }

  #base(origin: EventOrigin) {
    return { ...origin, sessionId: this.sessionId, revision: this.#revision };
  }

  #whole(origin: EventOrigin): Attributes {
    const { observedAtMs } = origin;
    return {
      "identity.serial": { value: this.#name, observedAtMs },
      "model.name": { value: "Virtual device", observedAtMs },
      "connection.state": { value: "online", observedAtMs },
      "health.state": { value: "ready", observedAtMs },
      ...(this.#capabilities.length === 0
        ? {}
        : { capabilities: { value: this.#capabilities, observedAtMs } }),
      ...this.#changing(origin),
    };
  }

  #changing({ observedAtMs }: EventOrigin): Attributes {
    return {
      "x.load.count": { value: this.#changes, observedAtMs },
      ...(this.#padding === "" ? {} : { "x.load.padding": { value: this.#padding, observedAtMs } }),
    };
  }
}
