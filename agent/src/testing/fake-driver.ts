import {
  type ByteLink,
  contractVersion,
  type Driver,
  type DriverContext,
  type DriverFactory,
  type HttpLink,
  type Observation,
} from "@rae/driver";
import type { JsonObject } from "@rae/protocol";

/** A device behind a fake driver: what it tells when it is probed, and what it does with commands. */
export interface FakeDevice {
  capabilities?: readonly string[];
  /** Answers a probe; throw to fail it. */
  probe: (signal: AbortSignal) => Promise<Observation>;
  /** Runs a command; throw to fail it. */
  run?: (
    capability: string,
    command: string,
    parameters: JsonObject,
    signal: AbortSignal,
    part?: string,
  ) => Promise<{ readonly result: JsonObject; readonly observation?: Observation }>;
  /** Set when the driver is opened: reports without being asked. */
  report?: DriverContext["report"];
  /** Set when the driver is opened. */
  remembered?: DriverContext["remembered"];
}

/** A result that fits most contracts. */
export const anyResult: JsonObject = {
  ...{ state: "on", attributes: {}, app: null, apps: [], key: "Home", keys: [], typed: 0 },
  ...{ text: "", position: 0, droppedBytes: 0, writtenBytes: 0, output: "", match: "" },
};

/**
 * A driver factory whose devices a test plays, by the id of the link. A link without a device has a driver whose probes
 * never answer.
 */
export function fakeDriver(
  name: string,
  needs: "bytes" | "http",
  devices: ReadonlyMap<string, FakeDevice>,
): DriverFactory {
  const open = (
    link: ByteLink | HttpLink,
    _settings: JsonObject,
    context: DriverContext,
  ): Driver => {
    const device = devices.get(link.id);
    if (device !== undefined) {
      device.report = context.report;
      device.remembered = context.remembered;
    }
    return {
      capabilities: device?.capabilities ?? ["info", "power"],
      probe: (signal) => device?.probe(signal) ?? untilAborted(signal),
      run: async (capability, command, parameters, signal, part) =>
        (await device?.run?.(capability, command, parameters, signal, part)) ?? {
          result: anyResult,
        },
      close: async () => {},
    };
  };
  const factory = { contractVersion, name, checkSettings: () => {}, open } as const;
  return needs === "http" ? { ...factory, needs } : { ...factory, needs, defaultBaudRate: 115_200 };
}

/** Never settles before the signal aborts: a frozen device. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
