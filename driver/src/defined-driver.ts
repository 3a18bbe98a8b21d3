import { capabilities, type JsonObject, resultFaults } from "@rae/protocol";
import { abortedError } from "./aborted.ts";
import { completeObservation } from "./complete-observation.ts";
import type { Commands, DeviceDefinition, DeviceObservation } from "./device-definition.ts";
import type { CommandOutput, Driver, Observation } from "./driver.ts";
import { DriverError } from "./driver-error.ts";

type Handler = (
  parameters: JsonObject,
  signal: AbortSignal,
  ...part: readonly string[]
) => Promise<{ readonly result: JsonObject; readonly observation?: DeviceObservation }>;

/** A `Driver` of what its author defined: it finds the command, checks the result, and ends every wait when it is closed. */
export class DefinedDriver implements Driver {
  readonly capabilities: readonly string[];
  readonly #name: string;
  readonly #device: DeviceDefinition;
  readonly #commands: ReadonlyMap<string, Handler>;
  readonly #partCommands: ReadonlyMap<string, Handler>;
  readonly #partCapabilities: readonly string[];
  readonly #closed = new AbortController();

  /** @throws DriverError `driver-fault` if the device offers a command that there is not. */
  constructor(name: string, device: DeviceDefinition) {
    this.#name = name;
    this.#device = device;
    this.#commands = handlers(name, device.commands);
    this.#partCommands = handlers(name, device.partCommands ?? {});
    this.capabilities = capabilitiesOf(this.#commands);
    this.#partCapabilities = capabilitiesOf(this.#partCommands);
  }

  async probe(signal: AbortSignal): Promise<Observation> {
    return this.#untilEnd(signal, (end) => this.#probe(end));
  }

  async run(
    capability: string,
    command: string,
    parameters: JsonObject,
    signal: AbortSignal,
    part?: string,
  ): Promise<CommandOutput> {
    return this.#untilEnd(signal, async (end) => {
      if (capability === "info" && command === "get") return this.#info(end, part);
      const given = (part === undefined ? this.#commands : this.#partCommands).get(
        `${capability}.${command}`,
      );
      if (given === undefined) {
        throw new DriverError(
          "unsupported",
          `${this.#name} does not offer ${capability}.${command}`,
          {
            details: { capability, command, ...(part === undefined ? {} : { part }) },
          },
        );
      }
      const { result, observation } = await (part === undefined
        ? given(parameters, end)
        : given(parameters, end, part));
      this.#checkResult(capability, command, result);
      return {
        result,
        ...(observation === undefined ? {} : { observation: this.complete(observation) }),
      };
    });
  }

  async close(): Promise<void> {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort(new DriverError("link-unavailable", `the driver ${this.#name} is closed`));
    await this.#device.close?.();
  }

  /** What the author told, with what follows from the definition. */
  complete(told: DeviceObservation): Observation {
    return completeObservation(told, this.#partCapabilities);
  }

  async #probe(signal: AbortSignal): Promise<Observation> {
    return this.complete(await this.#device.probe(signal));
  }

  async #info(signal: AbortSignal, part: string | undefined): Promise<CommandOutput> {
    const observation = await this.#probe(signal);
    if (part === undefined) return { result: { attributes: observation.attributes }, observation };
    const { parts = {} } = observation;
    const seen = Object.hasOwn(parts, part) ? parts[part] : undefined;
    if (seen !== undefined) return { result: { attributes: seen.attributes }, observation };
    throw new DriverError("unreachable", `there is no ${part} behind the device any more`, {
      details: { part, parts: Object.keys(parts) },
    });
  }

  #checkResult(capability: string, command: string, result: unknown): void {
    const faults = resultFaults(capability, command, result);
    if (faults.length === 0) return;
    const what = `the result of driver ${this.#name} does not fit ${capability}.${command}`;
    throw new DriverError("driver-fault", `${what}: ${faults.join("; ")}`, { details: { faults } });
  }

  /** Runs `task` with a signal that aborts as `signal` does, or when the driver is closed. */
  async #untilEnd<T>(signal: AbortSignal, task: (end: AbortSignal) => Promise<T>): Promise<T> {
    if (signal.aborted) throw abortedError(signal, `${this.#name} was asked too late`);
    const closed = this.#closed.signal;
    closed.throwIfAborted();
    // Not AbortSignal.any: each join would stay with `closed` until garbage is collected.
    const end = new AbortController();
    const sources = [signal, closed];
    const onAbort = () => end.abort(sources.find(({ aborted }) => aborted)?.reason);
    for (const source of sources) source.addEventListener("abort", onAbort);
    try {
      return await task(end.signal);
    } finally {
      for (const source of sources) source.removeEventListener("abort", onAbort);
    }
  }
}

function handlers(
  driver: string,
  commands: Commands | Commands<[part: string]>,
): ReadonlyMap<string, Handler> {
  const given = new Map<string, Handler>();
  for (const [name, handler] of Object.entries(commands)) {
    if (handler === undefined) continue;
    const [capability = "", command = ""] = name.split(".");
    const known = capabilities.get(capability)?.commands ?? {};
    if (!Object.hasOwn(known, command) || name === "info.get") {
      throw new DriverError("driver-fault", `driver ${driver} offers ${name}, which it cannot`, {
        details: { command: name },
      });
    }
    // The contract accepts parameters before a command is run, so each handler gets those that it declares.
    given.set(name, handler as Handler);
  }
  return given;
}

function capabilitiesOf(commands: ReadonlyMap<string, Handler>): readonly string[] {
  const names = [...commands.keys()].map((name) => name.split(".")[0] ?? "");
  return [...new Set(["info", ...names])];
}
