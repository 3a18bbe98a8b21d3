import type { JsonObject, Observation } from "@rae/driver";
import { FakeByteLink, silentLogger, systemClock } from "@rae/driver/testing";
import { serialConsole } from "../src/index.ts";

/** A link that hands what is written to whoever plays the device. */
class PlayedLink extends FakeByteLink {
  onWrite: (bytes: Uint8Array) => void = () => {};

  override async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    await super.write(bytes, signal);
    this.onWrite(bytes);
  }
}

/** The driver on a link whose other end the test plays. */
export function openConsole(settings: JsonObject = {}) {
  if (serialConsole.needs !== "bytes") throw new Error("a console is read and written as bytes");
  const link = new PlayedLink("serial:/dev/console");
  const reports: Observation[] = [];
  const driver = serialConsole.open(link, settings, {
    clock: systemClock,
    logger: silentLogger,
    remembered: {},
    report: (observation) => reports.push(observation),
  });
  const run = (
    name: string,
    parameters: JsonObject = {},
    signal: AbortSignal = AbortSignal.timeout(10_000),
  ) => {
    const [capability = "", command = ""] = name.split(".");
    return driver.run(capability, command, parameters, signal);
  };
  const print = (output: string | Uint8Array) => link.receive(Buffer.from(output));
  return { driver, link, run, print, reports };
}
