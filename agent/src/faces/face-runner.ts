import type {
  ByteLink,
  CheckedObservation,
  DriverFactory,
  LinkId,
  LinkKind,
  Links,
  Observation,
} from "@rae/driver";
import { type Clock, DeadlineExceeded, type Logger } from "@rae/kit";
import { type AttributeValue, type JsonObject, RaeError, toRaeError } from "@rae/protocol";
import type { Face } from "../core/faces/face.ts";
import { faceAttributes } from "../core/faces/face-attributes.ts";
import {
  type FaceHealth,
  type HealthInput,
  type HealthRecord,
  initialHealth,
  nextHealth,
} from "../core/faces/face-health.ts";
import { linkId } from "../core/faces/link-id.ts";
import { driverFault } from "./driver-failure.ts";
import type { DriverFault, DriverHost } from "./driver-host.ts";
import { DriverRestarts } from "./driver-restarts.ts";
import { FaceParts, type PartEvents, type PartsHost } from "./face-parts.ts";
import type { HostedFace } from "./hosted-face.ts";
import { type OpenLink, openDriver } from "./open-driver.ts";
import { type ProbeMoment, type ProbeMoments, probeDelayMs } from "./probe-schedule.ts";

export interface FaceRunnerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly probeMs: number;
  readonly openLink: OpenLink;
  readonly drivers: ReadonlyMap<string, DriverFactory>;
  readonly random: () => number;
  /** Of all faces of the box. */
  readonly moments: ProbeMoments;
  /** What the device that is expected behind the face showed last. */
  readonly remembered: Readonly<Record<string, AttributeValue>>;
}

export interface FaceEvents extends Partial<PartEvents> {
  /** The health may have changed, and the device has told something if there is an observation. */
  readonly onUpdate: (observation: Observation | undefined) => void;
  /** The state of the link has changed. */
  readonly onLink: () => void;
}

const probeTimeoutMs = 5_000;
/** How long a fault is shown that no probe can tell whether it is over. */
const faultHoldMs = 60_000;

/** One face in use: its link, its driver behind a wall, and the probes that tell how the device is. */
export class FaceRunner implements HostedFace, PartsHost {
  readonly face: Face;
  readonly place: LinkId;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly #options: FaceRunnerOptions;
  readonly #events: FaceEvents;
  readonly #parts: FaceParts;
  readonly #restarts: DriverRestarts;
  readonly #moment: ProbeMoment;
  #link: Links[LinkKind] | undefined;
  #host: DriverHost | undefined;
  #record: HealthRecord = initialHealth;
  #faultyUntilMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;
  #running = 0;
  #probing = false;
  #cancelProbe = () => {};

  constructor(face: Face, options: FaceRunnerOptions, events: FaceEvents) {
    this.face = face;
    this.place = linkId(face.link);
    this.attributes = faceAttributes(face);
    this.#options = options;
    this.#events = events;
    const { clock, random } = options;
    this.#restarts = new DriverRestarts(clock, random);
    this.#moment = options.moments.join();
    const { onPart = () => {}, onPartGone = () => {} } = events;
    this.#parts = new FaceParts(this, { onPart, onPartGone });
  }

  get faceId(): string {
    return this.face.faceId;
  }
  get keys(): HostedFace["keys"] {
    return this.face.keys;
  }
  get lane(): string {
    return this.face.faceId;
  }
  get capabilities(): readonly string[] {
    return this.#host?.capabilities ?? [];
  }
  get health(): FaceHealth {
    return this.#record.health;
  }
  /** The devices behind this one, as its driver told them last. */
  get parts(): readonly HostedFace[] {
    return this.#parts.all;
  }

  /** How the box's status shows the link. */
  get linkStatus(): { readonly id: string; readonly state: string; readonly detail: string } {
    const { place: id, health } = this;
    const link = this.#link;
    if (link !== undefined && "state" in link) {
      const { state } = link;
      return { id, state: state.name, detail: state.name === "waiting" ? state.detail : "" };
    }
    if (health.state === "unknown") return { id, state: "connecting", detail: "" };
    if (health.state === "online") return { id, state: "open", detail: "" };
    return { id, state: "waiting", detail: `${health.code}: ${health.detail}` };
  }

  /** Opens link and driver and begins to probe. What makes that impossible is the face's health, not an error. */
  start(): void {
    try {
      this.#open();
    } catch (error) {
      const { code, message: detail } = toRaeError(error);
      const { faceId } = this;
      this.#options.logger.warn({ face: faceId, code, detail }, "face not usable");
      if (code === "driver-fault") this.#input({ kind: "faulty", detail });
      else this.#input({ kind: "link-lost", code, detail });
      // Nothing but another configuration helps against a wrong one.
      if (code !== "config-invalid") this.#restarts.schedule(() => this.start());
    }
  }

  /** Runs a command on the device. @throws RaeError as the driver says; the signal's reason. */
  run(
    capability: string,
    command: string,
    parameters: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    return this.runPart(undefined, capability, command, parameters, signal);
  }

  async runPart(
    part: string | undefined,
    capability: string,
    command: string,
    parameters: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const host = this.#host;
    if (host === undefined) throw this.#unusable();
    this.#running += 1;
    try {
      const { result, told } = await host.run(capability, command, parameters, signal, part);
      this.#answered(host, told, `${capability}.${command}`);
      return result;
    } catch (error) {
      this.probeSoon();
      throw error;
    } finally {
      this.#running -= 1;
    }
  }

  /** Asks the device now: something makes it doubtful how it is. */
  probeSoon(): void {
    this.#scheduleProbe(0);
  }

  /** Closes driver and link, whatever they do. Never rejects. */
  async close(): Promise<void> {
    if (!this.#isClosed) this.#moment.leave();
    this.#isClosed = true;
    this.#cancelProbe();
    await this.#restarts.close();
    await this.#host?.close();
  }

  #open(): void {
    const { drivers, openLink, clock, logger, remembered } = this.#options;
    const { link, host } = openDriver(this.face, {
      ...{ drivers, openLink, clock, logger, remembered },
      onReport: (observation) => this.#told(host, observation),
      onFault: (fault) => this.#faulted(host, fault),
    });
    this.#link = link;
    this.#host = host;
    this.#restarts.opened();
    if ("state" in link) {
      link.onState(() => this.#linkChanged(link));
      this.#linkChanged(link);
    } else {
      void this.#probe();
    }
  }

  #linkChanged(link: ByteLink): void {
    if (this.#isClosed || this.#link !== link) return;
    const { state } = link;
    if (state.name === "open") {
      void this.#probe();
    } else if (state.name === "waiting") {
      this.#cancelProbe();
      this.#input({ kind: "link-lost", code: state.code, detail: state.detail });
    }
    this.#events.onLink();
  }

  #isLinkOpen(): boolean {
    const link = this.#link;
    return link !== undefined && (!("state" in link) || link.state.name === "open");
  }

  async #probe(): Promise<void> {
    this.#cancelProbe();
    const host = this.#host;
    if (host === undefined || this.#probing) return;
    const { clock, probeMs } = this.#options;
    // A command that runs tells as much, and a device that takes one question at a time is not disturbed.
    if (this.#running > 0) {
      this.#scheduleProbe(probeMs);
      return;
    }
    this.#probing = true;
    const ending = new AbortController();
    const timeoutMs = Math.min(probeTimeoutMs, probeMs);
    const cancel = clock.schedule(timeoutMs, () =>
      ending.abort(new DeadlineExceeded("probing", timeoutMs)),
    );
    try {
      const told = await host.probe(ending.signal);
      if (told.faults.length === 0) this.#answered(host, told, "probe");
      else this.#probeFaulty(host, told);
    } catch (error) {
      this.#probeFailed(host, error);
    } finally {
      cancel();
      this.#probing = false;
    }
    const isWell = this.#record.failures === 0 && this.health.state !== "asleep";
    this.#scheduleProbe(probeMs, isWell);
  }

  #probeFaulty(host: DriverHost, { observation, faults }: CheckedObservation): void {
    const { message: detail } = driverFault(
      this.face.driver,
      `probe told what it may not: ${faults.join("; ")}`,
    );
    this.#told(host, observation, { kind: "faulty", detail });
  }

  #probeFailed(host: DriverHost, error: unknown): void {
    // A link that was lost meanwhile has told its own, better reason.
    if (this.#host !== host || !this.#isLinkOpen()) return;
    const { code, message: detail } =
      error instanceof DeadlineExceeded
        ? new RaeError("timeout", "the device did not answer the probe in time")
        : toRaeError(error);
    this.#options.logger.debug({ face: this.faceId, code, detail }, "probe failed");
    if (code === "driver-fault") this.#input({ kind: "faulty", detail });
    else this.#input({ kind: "failed", code, detail });
  }

  /** The device has answered a probe or a command. */
  #answered(host: DriverHost, told: CheckedObservation | undefined, call: string): void {
    if (told !== undefined && told.faults.length > 0) {
      const error = driverFault(
        this.face.driver,
        `${call} told what it may not: ${told.faults.join("; ")}`,
      );
      this.#faulted(host, { error, isFatal: false });
    }
    const { health } = this;
    const isFaulty = health.state === "offline" && health.code === "driver-fault";
    const isHeld =
      isFaulty && (call !== "probe" || this.#options.clock.monotonicMs() < this.#faultyUntilMs);
    this.#told(host, told?.observation, isHeld ? undefined : { kind: "answered" });
  }

  #told(host: DriverHost, observation: Observation | undefined, input?: HealthInput): void {
    if (this.#host !== host) return;
    if (input === undefined) this.#tell(observation);
    else this.#input(input, observation);
  }

  #faulted(host: DriverHost, { error, isFatal }: DriverFault): void {
    if (this.#isClosed || this.#host !== host) return;
    const { clock, logger } = this.#options;
    const stack = error.cause instanceof Error ? error.cause.stack : undefined;
    logger.warn({ face: this.faceId, detail: error.message, stack, isFatal }, "driver at fault");
    if (isFatal) {
      this.#cancelProbe();
      this.#host = undefined;
      this.#link = undefined;
      this.#restarts.afterClose(host.close(), () => this.start());
    } else {
      this.#faultyUntilMs = clock.monotonicMs() + faultHoldMs;
    }
    this.#input({ kind: "faulty", detail: error.message });
    if (isFatal) this.#events.onLink();
  }

  #unusable(): RaeError {
    const { health, faceId } = this;
    const why = "detail" in health ? `: ${health.code}: ${health.detail}` : "";
    return new RaeError("link-unavailable", `the face ${faceId} is not usable${why}`);
  }

  #scheduleProbe(delayMs: number, isWell = true): void {
    this.#cancelProbe();
    if (this.#isClosed || this.#host === undefined || !this.#isLinkOpen()) return;
    const { clock, probeMs } = this.#options;
    const { share } = this.#moment;
    const waitMs =
      delayMs === 0 ? 0 : probeDelayMs({ probeMs, isWell, share, nowMs: clock.monotonicMs() });
    this.#cancelProbe = clock.schedule(waitMs, () => void this.#probe());
  }

  #input(input: HealthInput, observation?: Observation): void {
    if (this.#isClosed) return;
    const before = this.health;
    const after = nextHealth(this.#record, input);
    this.#record = sameHealth(before, after.health) ? { ...after, health: before } : after;
    if (!sameHealth(before, this.health)) this.#tell(observation, true);
    else if (observation !== undefined) this.#tell(observation);
  }

  #tell(observation: Observation | undefined, isHealthNew = false): void {
    if (this.#isClosed || (observation === undefined && !isHealthNew)) return;
    this.#events.onUpdate(observation);
    if (observation?.parts !== undefined) this.#parts.take(observation.parts);
    else if (isHealthNew) this.#parts.healthChanged();
  }
}

/** Details may hold times and counters: a new one alone is no news. */
function sameHealth(a: FaceHealth, b: FaceHealth): boolean {
  return a.state === b.state && (!("code" in a) || !("code" in b) || a.code === b.code);
}
