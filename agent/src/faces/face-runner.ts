import {
  type ByteLink,
  type Driver,
  type DriverContext,
  type DriverFactory,
  type HttpLink,
  isTimeUp,
  type LinkId,
  type Observation,
} from "@rae/driver";
import { type Clock, type Logger, withDeadline } from "@rae/kit";
import { type AttributeValue, type JsonObject, RaeError, toRaeError } from "@rae/protocol";
import type { Face } from "../core/faces/face.ts";
import {
  type FaceHealth,
  type HealthInput,
  type HealthRecord,
  initialHealth,
  nextHealth,
} from "../core/faces/face-health.ts";
import { linkId } from "../core/faces/link-id.ts";
import type { LinkSpec } from "../core/faces/link-spec.ts";

/** Opens the link that a spec names. */
export type OpenLink = (spec: LinkSpec) => ByteLink | HttpLink;

export interface FaceRunnerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly probeMs: number;
  readonly openLink: OpenLink;
  readonly drivers: ReadonlyMap<string, DriverFactory>;
  readonly random: () => number;
  /** What the device that is expected behind the face showed last. */
  readonly remembered: Readonly<Record<string, AttributeValue>>;
}

export interface FaceEvents {
  /** The health may have changed, and the device has told something if there is an observation. */
  readonly onUpdate: (observation: Observation | undefined) => void;
  /** The state of the link has changed. */
  readonly onLink: () => void;
}

const probeTimeoutMs = 5_000;
/** After a failure the next probe comes sooner, so that a loss is told after one more answer that did not come. */
const retryShare = 0.2;
/** Half of this share of the interval either way, so that the probes of many faces spread out. */
const jitterShare = 0.2;
/**
 * Probes begin at one of so many moments of an interval: a few that run together cost far less than as many that each wake the
 * process, and are still spread out.
 */
const momentsOfInterval = 15;

/** One face in use: its link, its driver, and the probes that tell how the device is. */
export class FaceRunner {
  readonly face: Face;
  readonly linkId: LinkId;
  readonly #options: FaceRunnerOptions;
  readonly #events: FaceEvents;
  readonly #closing = new AbortController();
  #link: ByteLink | HttpLink | undefined;
  #driver: Driver | undefined;
  #record: HealthRecord = initialHealth;
  #running = 0;
  #probing = false;
  #cancelProbe = () => {};

  constructor(face: Face, options: FaceRunnerOptions, events: FaceEvents) {
    this.face = face;
    this.linkId = linkId(face.link);
    this.#options = options;
    this.#events = events;
  }

  /** Commands run one at a time on a hosted driver, whichever of its devices they are for. */
  get lane(): string {
    return this.face.faceId;
  }
  get capabilities(): readonly string[] {
    return this.#driver?.capabilities ?? [];
  }
  get health(): FaceHealth {
    return this.#record.health;
  }

  /** How the box's status shows the link. */
  get linkStatus(): { readonly id: string; readonly state: string; readonly detail: string } {
    const { linkId: id } = this;
    const link = this.#link;
    if (link !== undefined && "state" in link) {
      const { state } = link;
      return { id, state: state.name, detail: state.name === "waiting" ? state.detail : "" };
    }
    const { health } = this;
    if (health.state === "unknown") return { id, state: "connecting", detail: "" };
    if (health.state === "online") return { id, state: "open", detail: "" };
    return { id, state: "waiting", detail: `${health.code}: ${health.detail}` };
  }

  /** Opens link and driver and begins to probe. What makes that impossible is the face's health, not an error. */
  start(): void {
    try {
      this.#open();
    } catch (error) {
      const { code, message } = toRaeError(error);
      this.#options.logger.warn(
        { face: this.face.faceId, code, detail: message },
        "face not usable",
      );
      this.#input({ kind: "link-lost", code, detail: message });
    }
  }

  /** Runs a command on the device. @throws RaeError as the driver says; `timeout` if the signal's deadline passes. */
  async run(
    capability: string,
    command: string,
    parameters: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const driver = this.#driver;
    if (driver === undefined) {
      throw new RaeError("link-unavailable", `the face ${this.face.faceId} is not usable`);
    }
    this.#running += 1;
    try {
      const { result, observation } = await driver.run(capability, command, parameters, signal);
      this.#input({ kind: "answered" }, observation);
      return result;
    } catch (error) {
      this.probeSoon();
      throw error;
    } finally {
      this.#running -= 1;
    }
  }

  /** Probes at once, or after what runs now; something has made the face's health doubtful. */
  probeSoon(): void {
    this.#scheduleProbe(0);
  }

  async close(): Promise<void> {
    this.#closing.abort(new RaeError("shutting-down", "the face is closed"));
    this.#cancelProbe();
    await this.#driver?.close();
    await this.#link?.close();
  }

  #open(): void {
    const { drivers, openLink, clock, logger, remembered } = this.#options;
    const factory = drivers.get(this.face.driver);
    if (factory === undefined) {
      throw new RaeError("config-invalid", `there is no driver "${this.face.driver}"`, {
        details: { known: [...drivers.keys()] },
      });
    }
    const isHttp = this.face.link.kind === "http";
    if (isHttp !== (factory.needs === "http")) {
      throw new RaeError(
        "config-invalid",
        `driver "${factory.name}" does not work on a link of kind ${this.face.link.kind}`,
      );
    }
    const link = openLink(this.face.link);
    this.#link = link;
    const context: DriverContext = {
      clock,
      logger: logger.child({ face: this.face.faceId, driver: factory.name }),
      remembered,
      report: (observation) => {
        if (!this.#closing.signal.aborted) this.#events.onUpdate(observation);
      },
    };
    this.#driver = openDriver(factory, link, this.face.settings, context);
    if ("state" in link) {
      link.onState(() => this.#linkChanged(link));
      this.#linkChanged(link);
    } else {
      void this.#probe();
    }
  }

  #linkChanged(link: ByteLink): void {
    if (this.#closing.signal.aborted) return;
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
    const driver = this.#driver;
    if (driver === undefined || this.#probing) return;
    // A command that runs tells as much, and a device that takes one question at a time is not disturbed.
    if (this.#running > 0) {
      this.#scheduleProbe(this.#options.probeMs);
      return;
    }
    this.#probing = true;
    try {
      const observation = await withDeadline(
        this.#options.clock,
        Math.min(probeTimeoutMs, this.#options.probeMs),
        "probing",
        (signal) => driver.probe(signal),
        this.#closing.signal,
      );
      this.#input({ kind: "answered" }, observation);
    } catch (error) {
      this.#probeFailed(error);
    } finally {
      this.#probing = false;
    }
    const failing = this.#record.failures > 0 || this.#record.health.state === "asleep";
    this.#scheduleProbe(this.#options.probeMs * (failing ? retryShare : 1));
  }

  #probeFailed(error: unknown): void {
    // A link that was lost meanwhile has told its own, better reason.
    if (this.#closing.signal.aborted || !this.#isLinkOpen()) return;
    const { code, message } = isDeadline(error)
      ? new RaeError("timeout", "the device did not answer the probe in time")
      : toRaeError(error);
    this.#options.logger.debug({ face: this.face.faceId, code, detail: message }, "probe failed");
    this.#input({ kind: "failed", code, detail: message });
  }

  #scheduleProbe(delayMs: number): void {
    this.#cancelProbe();
    if (this.#closing.signal.aborted || !this.#isLinkOpen()) return;
    const { clock, probeMs, random } = this.#options;
    const jitter = 1 + jitterShare * (random() - 0.5);
    const nowMs = clock.monotonicMs();
    const momentMs = probeMs / momentsOfInterval;
    const dueMs = Math.round((nowMs + delayMs * jitter) / momentMs) * momentMs;
    const waitMs = delayMs === 0 ? 0 : Math.max(0, dueMs - nowMs);
    this.#cancelProbe = clock.schedule(waitMs, () => void this.#probe());
  }

  #input(input: HealthInput, observation?: Observation): void {
    if (this.#closing.signal.aborted) return;
    const before = this.#record.health;
    const after = nextHealth(this.#record, input);
    this.#record = sameHealth(before, after.health) ? { ...after, health: before } : after;
    if (observation === undefined && sameHealth(before, this.#record.health)) return;
    this.#events.onUpdate(observation);
  }
}

function openDriver(
  factory: DriverFactory,
  link: ByteLink | HttpLink,
  settings: JsonObject,
  context: DriverContext,
): Driver {
  // The link was opened from a spec of the kind that the driver needs.
  if (factory.needs === "http") return factory.open(link as HttpLink, settings, context);
  if (factory.needs === "bytes") return factory.open(link as ByteLink, settings, context);
  throw new RaeError("config-invalid", `there is no link of kind ${factory.needs} yet`);
}

function isDeadline(error: unknown): boolean {
  return error instanceof Error && isTimeUp(AbortSignal.abort(error));
}

/** Details may hold times and counters: a new one alone is no news. */
function sameHealth(a: FaceHealth, b: FaceHealth): boolean {
  return a.state === b.state && (!("code" in a) || !("code" in b) || a.code === b.code);
}
