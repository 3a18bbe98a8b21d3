import type { DriverContext, JsonObject } from "@rae/driver";
import { driverContext, FakeByteLink, ManualClock } from "@rae/driver/testing";
import { lgRs232 } from "../src/index.ts";
import { ScriptedLgSet } from "./scripted-lg-set.ts";

/** A link whose other end is a port that the test plays. */
class PlayedLink extends FakeByteLink {
  readonly port = {
    onBytes: (_bytes: Uint8Array): void => {},
    send: (bytes: Uint8Array): void => queueMicrotask(() => this.receive(bytes)),
    unplug: (): void => this.become({ name: "waiting", code: "link-unavailable", detail: "gone" }),
  };

  override async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    await super.write(bytes, signal);
    this.port.onBytes(bytes);
  }
}

/** More steps than any test takes: what then still waits, waits for ever. */
const maxSteps = 2_000;
const stepMs = 10;

/** The driver on a link and a clock that the test plays: time goes on as long as something waits for it. */
export function openSet(settings: JsonObject = {}, given: Partial<DriverContext> = {}) {
  const clock = new ManualClock();
  const link = new PlayedLink("serial:/dev/lg");
  const set = new ScriptedLgSet(link.port);
  const { context } = driverContext({ clock, ...given });
  const driver = lgRs232.open(link, settings, context);

  /** A signal that aborts as a deadline does. */
  const deadline = (timeoutMs: number): AbortSignal => {
    const late = new AbortController();
    clock.schedule(timeoutMs, () => late.abort(new DOMException("late", "TimeoutError")));
    return late.signal;
  };
  async function settled<T>(task: Promise<T>): Promise<T> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    task.then(over, over);
    for (let step = 0; step < maxSteps && !isOver; step += 1) await clock.advance(stepMs);
    return task;
  }
  const probe = (signal = deadline(15_000)) => settled(driver.probe(signal));
  const run = (name: string, parameters: JsonObject = {}, signal = deadline(15_000)) => {
    const [capability = "", command = ""] = name.split(".");
    return settled(driver.run(capability, command, parameters, signal));
  };
  return { driver, set, port: link.port, clock, probe, run, deadline };
}
