/** A program for `lifecycle.test.ts`: says what happens to it on standard output. The argument chooses how it behaves. */
import { writeSync } from "node:fs";
import { runProcess, systemClock } from "@rae/kit";

const say = (line: string) => writeSync(1, `${line}\n`);
const behaviour = process.argv[2];

await runProcess(
  async () => {
    if (behaviour === "fails-to-start") throw new Error("the port is taken");
    queueMicrotask(() => say("ready"));
    return {
      async close() {
        say("draining");
        if (behaviour?.startsWith("never-drains")) await new Promise(() => {});
        if (behaviour === "fails-to-drain") throw new Error("a file is full");
        say("drained");
      },
    };
  },
  {
    clock: systemClock,
    drainTimeoutMs: behaviour === "never-drains-for-long" ? 60_000 : 200,
    onError: (error) => say(String(error)),
  },
);
