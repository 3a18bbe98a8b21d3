import type { Observation, PartObservation } from "@rae/driver";
import type { JsonObject } from "@rae/protocol";
import type { HostedFace } from "./hosted-face.ts";

/** A face whose driver may serve more devices than one. */
export interface PartsHost extends Omit<HostedFace, "run"> {
  runPart(
    part: string,
    capability: string,
    command: string,
    parameters: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject>;
}

export interface PartEvents {
  /** A part has come, has told something, or its health may have changed. */
  readonly onPart: (part: HostedFace, observation: Observation | undefined) => void;
  readonly onPartGone: (part: HostedFace, reason: string) => void;
}

/** The devices behind a device, as its driver last told them. */
export class FaceParts {
  readonly #host: PartsHost;
  readonly #events: PartEvents;
  readonly #parts = new Map<string, HostedPart>();

  constructor(host: PartsHost, events: PartEvents) {
    this.#host = host;
    this.#events = events;
  }

  get all(): readonly HostedFace[] {
    return [...this.#parts.values()];
  }

  /** Takes all parts that there are now. */
  take(told: Readonly<Record<string, PartObservation>>): void {
    for (const [name, part] of this.#parts) {
      if (Object.hasOwn(told, name)) continue;
      this.#parts.delete(name);
      this.#events.onPartGone(part, `no longer behind ${this.#host.faceId}`);
    }
    for (const [name, { capabilities, ...observation }] of Object.entries(told)) {
      const part = this.#parts.get(name) ?? new HostedPart(this.#host, name);
      this.#parts.set(name, part);
      part.capabilities = capabilities.toSorted();
      this.#events.onPart(part, observation);
    }
  }

  /** Their health, which is the host's, may have changed. */
  healthChanged(): void {
    for (const part of this.#parts.values()) this.#events.onPart(part, undefined);
  }
}

class HostedPart implements HostedFace {
  readonly faceId: string;
  readonly place: string;
  readonly keys: HostedFace["keys"];
  capabilities: readonly string[] = [];
  readonly #host: PartsHost;
  readonly #name: string;

  constructor(host: PartsHost, name: string) {
    this.#host = host;
    this.#name = name;
    this.faceId = `${host.faceId}#${name}`;
    this.place = `${host.place}#${name}`;
    this.keys = [{ kind: "wire", value: this.place }];
  }

  get lane() {
    return this.#host.lane;
  }
  get attributes() {
    return this.#host.attributes;
  }
  get health() {
    return this.#host.health;
  }

  run(capability: string, command: string, parameters: JsonObject, signal: AbortSignal) {
    return this.#host.runPart(this.#name, capability, command, parameters, signal);
  }
}
