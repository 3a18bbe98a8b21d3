import {
  type CheckedObservation,
  checkCapabilities,
  checkObservation,
  type Driver,
  type DriverFactory,
  type LinkKind,
  type Links,
  type Observation,
} from "@rae/driver";
import { type Clock, type Logger, withDeadline } from "@rae/kit";
import { type AttributeValue, type JsonObject, RaeError, resultFaults } from "@rae/protocol";
import { copyJson, type JsonBounds } from "../core/faces/json-copy.ts";
import { RateBudget } from "../core/faces/rate-budget.ts";
import { tellsTheSame } from "../core/faces/same-observation.ts";
import { Crossing } from "./crossing.ts";
import { callFailure, driverFault } from "./driver-failure.ts";
import { DriverScope, outsideOfDrivers } from "./driver-scope.ts";
import { driverClock, driverLogger } from "./driver-surroundings.ts";
import { guardLink } from "./guarded-link.ts";

/** What a driver did that it may not do. */
export interface DriverFault {
  readonly error: RaeError;
  /** Whether nothing more can be expected of this driver: it must be closed, and may be opened again. */
  readonly isFatal: boolean;
}

export interface DriverHostOptions {
  /** For the log. */
  readonly faceId: string;
  readonly factory: DriverFactory;
  /** Of the kind that the factory needs. The host closes it. */
  readonly link: Links[LinkKind];
  readonly settings: JsonObject;
  readonly remembered: Readonly<Record<string, AttributeValue>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What the driver reports unasked; never while a call of the driver is on the stack. */
  readonly onReport: (observation: Observation) => void;
  /** Told of each fault that no call of the host reports. */
  readonly onFault: (fault: DriverFault) => void;
}

/** How long a call may go on after its signal has aborted. */
const graceMs = 2_000;
/** How long a driver, and then its link, may take to close. */
const closeMs = 3_000;
/** Reports at once and, for good, in a second. A driver that has more to say repeats itself. */
const reports = { burst: 200, perSecond: 20 };
/** A console's output and a list of apps are the largest results. */
const resultBounds: JsonBounds = {
  depth: 12,
  values: 20_000,
  textLength: 2 ** 20,
  totalLength: 2 ** 22,
};

/**
 * A driver behind a wall: whatever it does, nothing crosses but what the contract allows, every call ends, and nobody else notices.
 *
 *   agent ── probe, run ──▶ │ signal, deadline, grace      │ ──▶ driver ── its own timers ──▶ blamed by its scope
 *         ◀── observations, │ attributes, results, details │ ◀──
 *   link  ◀── asked ─────── │ signal first, not after close│ ◀──
 *         ─── bytes ──────▶ │ exceptions of listeners      │ ──▶
 *
 * A driver that computes without end cannot be stopped: it has the process's only thread.
 */
export class DriverHost {
  readonly #options: DriverHostOptions;
  readonly #name: string;
  readonly #scope: DriverScope;
  readonly #crossing: Crossing;
  readonly #budget: RateBudget;
  readonly #cancelTimers: () => void;
  readonly #driver: Driver;
  readonly #closed = new AbortController();
  readonly #capabilities: readonly string[];
  /** What the last probe told, if there was no fault in it. */
  #probed: CheckedObservation | undefined;
  #closing: Promise<void> | undefined;

  /** @throws RaeError `config-invalid` or another word of the driver; `driver-fault` if it does what it may not. The link stays open then. */
  constructor(options: DriverHostOptions) {
    const { factory, link, settings, remembered, clock, logger } = options;
    this.#options = options;
    this.#name = factory.name;
    this.#scope = new DriverScope((error) => this.#fatal("threw outside of any call", error));
    this.#crossing = new Crossing(this.#name, this.#scope, clock, (sentence, cause) =>
      this.#fault(sentence, cause, false),
    );
    this.#budget = new RateBudget(reports.burst, reports.perSecond, clock.monotonicMs());
    const timers = driverClock(clock, this.#crossing);
    this.#cancelTimers = timers.cancelAll;
    const log = logger.child({ face: options.faceId, driver: this.#name });
    const context = {
      clock: timers.clock,
      logger: driverLogger(log, clock),
      remembered: { ...remembered },
      report: (observation: Observation) => this.#report(observation),
    };
    const faults: string[] = [];
    try {
      this.#driver = this.#scope.run(() =>
        // The runner opens a link of the kind that the driver needs.
        (factory as OpensAny).open(
          guardLink(factory.needs, link, this.#crossing),
          settings,
          context,
        ),
      );
      this.#capabilities = checkDriver(this.#driver, faults);
    } catch (error) {
      this.#crossing.close();
      this.#cancelTimers();
      throw callFailure(this.#name, "open", error, new AbortController().signal);
    }
    if (faults.length > 0) this.#fault(`open: ${faults.join("; ")}`, undefined, false);
  }

  /** Names of the capabilities that the driver offers. */
  get capabilities(): readonly string[] {
    return this.#capabilities;
  }

  /**
   * Asks the device; what it tells as it told it last is the very same observation.
   * @throws RaeError as the driver says, or `driver-fault`; the signal's reason.
   */
  probe(signal: AbortSignal): Promise<CheckedObservation> {
    return this.#call("probe", signal, async (own) => {
      const told: unknown = await this.#driver.probe(own);
      const before = this.#probed;
      if (before !== undefined && tellsTheSame(told, before.observation)) return before;
      const checked = checkObservation(told);
      this.#probed = checked.faults.length === 0 ? checked : undefined;
      return checked;
    });
  }

  /** Runs a command; the result fits its contract. @throws as `probe`. */
  run(
    capability: string,
    command: string,
    parameters: JsonObject,
    signal: AbortSignal,
    part: string | undefined,
  ): Promise<{ result: JsonObject; told: CheckedObservation | undefined }> {
    const name = `${capability}.${command}`;
    return this.#call(name, signal, async (own) => {
      const output: unknown = await (part === undefined
        ? this.#driver.run(capability, command, parameters, own)
        : this.#driver.run(capability, command, parameters, own, part));
      const given = typeof output === "object" && output !== null ? output : {};
      const { copy, faults } = copyJson("result" in given ? given.result : undefined, resultBounds);
      const wrong = [
        ...faults,
        ...(faults.length > 0 ? [] : resultFaults(capability, command, copy)),
      ];
      if (wrong.length > 0) {
        throw driverFault(this.#name, `the result of ${name} does not fit: ${wrong.join("; ")}`);
      }
      const told = "observation" in given ? given.observation : undefined;
      return {
        // It fits the contract, which is that of an object.
        result: copy as JsonObject,
        told: told === undefined ? undefined : checkObservation(told),
      };
    });
  }

  /** Closes driver and link, each within a bound, whatever they do. Never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { clock, link, faceId, logger } = this.#options;
    this.#crossing.close();
    // Of a command that acts, nobody knows whether it has acted.
    this.#closed.abort(new RaeError("interrupted", `the driver ${this.#name} was closed`));
    const bounded = (what: string, close: () => Promise<void>) =>
      withDeadline(clock, closeMs, `closing ${what}`, close).catch((error: unknown) => {
        const { message } = driverFault(this.#name, `close of ${what} failed`, error);
        logger.warn({ face: faceId, detail: message }, "driver or link not closed");
      });
    await bounded("driver", () => this.#scope.run(async () => await this.#driver.close()));
    this.#cancelTimers();
    await bounded("link", () => link.close());
  }

  async #call<T>(
    name: string,
    signal: AbortSignal,
    task: (own: AbortSignal) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    this.#closed.signal.throwIfAborted();
    // A signal of its own: listeners run where a signal aborts, and what they throw there would be nobody's.
    const own = new AbortController();
    const end = Promise.withResolvers<never>();
    let cancelGrace = () => {};
    const onAbort = () => {
      cancelGrace = this.#options.clock.schedule(graceMs, () => {
        end.reject(signal.reason);
        this.#fatal(`${name} went on ${graceMs} ms after it was told to end`, undefined);
      });
      this.#scope.run(() => own.abort(signal.reason));
    };
    const onClose = () => {
      end.reject(this.#closed.signal.reason);
      this.#scope.run(() => own.abort(this.#closed.signal.reason));
    };
    signal.addEventListener("abort", onAbort, { once: true });
    this.#closed.signal.addEventListener("abort", onClose, { once: true });
    try {
      const pending = this.#scope.run(async () => await task(own.signal));
      return await Promise.race([pending, end.promise]);
    } catch (error) {
      this.#closed.signal.throwIfAborted();
      throw callFailure(this.#name, name, error, own.signal);
    } finally {
      cancelGrace();
      signal.removeEventListener("abort", onAbort);
      this.#closed.signal.removeEventListener("abort", onClose);
    }
  }

  #report(told: unknown): void {
    if (this.#crossing.isClosed) return;
    const { clock, onReport } = this.#options;
    if (!this.#budget.take(clock.monotonicMs())) {
      this.#fatal(`it reported more often than ${reports.perSecond} times a second`, undefined);
      // So that a loop ends, too, unless it catches even this.
      throw driverFault(this.#name, "too many reports");
    }
    // As it is now: the driver may go on to change it.
    const { observation, faults } = checkObservation(told);
    outsideOfDrivers(() =>
      queueMicrotask(() => {
        if (this.#crossing.isClosed) return;
        onReport(observation);
        if (faults.length > 0)
          this.#fault(`it reported what it may not: ${faults.join("; ")}`, undefined, false);
      }),
    );
  }

  #fatal(sentence: string, cause: unknown): void {
    this.#fault(sentence, cause, true);
  }

  #fault(sentence: string, cause: unknown, isFatal: boolean): void {
    if (this.#crossing.isClosed) return;
    const error = driverFault(this.#name, sentence, cause);
    if (isFatal) this.#crossing.close();
    // Never while a call of the driver, or its open, is on the stack.
    outsideOfDrivers(() => queueMicrotask(() => this.#options.onFault({ error, isFatal })));
  }
}

interface OpensAny {
  open(link: Links[LinkKind], settings: JsonObject, context: object): Driver;
}

/** Whether that is a driver at all; its capabilities. */
function checkDriver(driver: unknown, faults: string[]): readonly string[] {
  if (typeof driver !== "object" || driver === null) throw new TypeError("open gave no driver");
  for (const method of ["probe", "run", "close"]) {
    if (typeof Reflect.get(driver, method) !== "function") {
      throw new TypeError(`open gave a driver without ${method}`);
    }
  }
  return checkCapabilities(Reflect.get(driver, "capabilities"), "", faults).toSorted();
}
