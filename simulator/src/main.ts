#!/usr/bin/env node
import {
  type Closable,
  CloseStack,
  createLogger,
  printConfig,
  runProcess,
  systemClock,
} from "@rae/kit";
import {
  type Invocation,
  type LabConfig,
  labSchema,
  portVariable,
  readInvocation,
} from "./config.ts";
import { openControlServer } from "./lab/control/server.ts";
import { openLab } from "./lab/lab.ts";
import { readScenario } from "./lab/scenario.ts";
import { runBoxes } from "./load/boxes/run-boxes.ts";
import { sayCanary } from "./load/canary/run-canary.ts";
import { sayJobs } from "./load/jobs/run-jobs.ts";

const help = `rae-simulator: a lab that does not exist

  rae-simulator --scenario FILE [--serial-dir DIR] [--http-port N] [--check] [--print-config]
      Brings up the devices of a scenario. When all are up it prints one line of JSON.
      --serial-dir  folder in which serial ports appear, instead of the scenario's
      --http-port   control port on loopback (8090; variable ${portVariable}; 0 takes a free one)
      --check       says whether the scenario is usable, and ends
      --print-config  prints what is in force, and ends

  rae-simulator boxes --gateway mqtts://HOST:PORT --pki DIR
                      [--count N] [--devices M] [--rate R] [--window W]
                      [--event-padding BYTES] [--box-prefix P] [--seconds S] [--obey]
      Connects N boxes named P1 to PN (load-1, ...) with M devices each, which publish R events a second each
      (0: as many as W unacknowledged ones allow), for S seconds; prints counts and latencies as JSON, a line a second.
      --obey gives the devices a remote control, which does what a lease allows. Certificates: DIR/ca.pem,
      DIR/boxes/<box>.pem and .key.

  rae-simulator canary --gateway mqtts://HOST:PORT --pki DIR
                       [--clients N] [--concurrency C] [--messages M] [--attempts A] [--timeout MS]
                       [--boxes B] [--box-prefix P] [--verify-url URL --token-file FILE] [--json]
      Makes N (3000) short-lived clients, C (64) at once, in the name of boxes P1 to PB (canary-1 to canary-8): each connects,
      publishes M (3) events at QoS 1, waits for every PUBACK and leaves; what is not acknowledged is sent again, on A (3)
      connections at most. Says who was accepted and refused, what was acknowledged and lost, and how fast; ends with 1 if
      a message was lost or a client never got in. --verify-url reads what was acknowledged back by REST.

  rae-simulator jobs --url http://HOST:PORT --token-file FILE
                     [--contenders N] [--seconds S] [--devices D] [--presses P] [--ttl MS] [--wait MS]
                     [--dying SHARE] [--box BOX] [--json]
      N (20) contenders that for S (30) seconds ask for a lease of D (1) devices with a remote control, press P (3) keys on
      each, release, and ask again. A SHARE (0.1) of the jobs dies without releasing; the lease then ends by its time to live,
      MS (10000) long. Says how long they waited, what was refused, and any device that obeyed two leases; ends with 1 if
      there is one, or a contender was never served.

  --help  this
`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tell(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}

async function startLab(config: LabConfig): Promise<Closable> {
  const stack = new CloseStack();
  const scenario = readScenario(config.scenario);
  try {
    const lab = stack.use(
      "lab",
      await openLab(scenario, {
        clock: systemClock,
        logger: createLogger("simulator", config.logLevel),
        ...(config.serialDir === undefined ? {} : { serialDir: config.serialDir }),
      }),
    );
    const server = stack.use(
      "control port",
      await openControlServer(lab, config.httpPort, portVariable),
    );
    say(JSON.stringify({ ready: true, http: server.url }));
    return stack;
  } catch (error) {
    return await stack.closeFor(error);
  }
}

async function run(invocation: Invocation): Promise<void> {
  switch (invocation.command) {
    case "help":
      process.stdout.write(help);
      return;
    case "check": {
      const { devices, timeline } = readScenario(invocation.config.scenario);
      say(`the scenario is usable: ${devices.length} devices, ${timeline.length} timed faults`);
      return;
    }
    case "print-config":
      say(printConfig(labSchema, invocation.config));
      return;
    case "boxes":
      await runBoxes(invocation.config, say);
      return;
    case "canary":
      if (!(await sayCanary(invocation.config, say))) process.exitCode = 1;
      return;
    case "jobs":
      if (!(await sayJobs(invocation.config, say))) process.exitCode = 1;
      return;
    case "lab":
      await runProcess(() => startLab(invocation.config), {
        clock: systemClock,
        drainTimeoutMs: 5_000,
        onError: tell,
      });
  }
}

try {
  await run(readInvocation(process.argv.slice(2)));
} catch (error) {
  tell(error);
  process.exitCode = 1;
}
