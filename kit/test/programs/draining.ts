/** A program for `lifecycle.test.ts`: says what happens to it on standard output. The argument chooses how it behaves. */
import { once } from "node:events";
import { writeSync } from "node:fs";
import { runProcess, systemClock } from "@rae/kit";

const say = (line: string) => writeSync(1, `${line}\n`);
const behaviour = process.argv[2];
const told = once(process.stdin, "data");
process.on("SIGINT", () => say("interrupted"));

/** Those that show what happens when the time to drain is over; the others have plenty, however busy the machine is. */
const impatient = new Set([
  "never-drains",
  "fails-while-running-and-never-drains",
  "starts-for-ever",
]);

await runProcess(
  async (signal) => {
    if (behaviour?.startsWith("starts-")) {
      say("starting");
      await once(signal, "abort");
    }
    if (behaviour === "starts-until-told") throw signal.reason;
    if (behaviour === "starts-and-fails") throw new Error("the port is taken");
    if (behaviour === "starts-for-ever") await new Promise(() => {});
    if (behaviour === "fails-to-start") throw new Error("the port is taken");
    queueMicrotask(() => say("ready"));
    const { promise: failed, reject: fail } = Promise.withResolvers<never>();
    failed.catch(() => {});
    if (behaviour?.startsWith("fails-while-running")) {
      setImmediate(() => fail(new Error("the disk is full")));
    }
    return {
      failed,
      async close() {
        say("draining");
        if (behaviour?.includes("never-drains")) await new Promise(() => {});
        if (behaviour === "drains-when-told") await told;
        if (behaviour?.startsWith("fails-") && behaviour.endsWith("to-drain")) {
          throw new Error("a file is open");
        }
        say("drained");
      },
    };
  },
  {
    clock: systemClock,
    drainTimeoutMs: impatient.has(behaviour ?? "") ? 200 : 60_000,
    onError: (error) => say(String(error)),
  },
);
