import { type Clock, sleep } from "@rae/kit";
import { JobCounters, type JobsReport } from "./job-counters.ts";
import type { JobsConfig } from "./jobs-config.ts";
import { codeOf, type JobLease, type LeaseClient } from "./lease-client.ts";

export type JobsOptions = Pick<
  JobsConfig,
  "contenders" | "seconds" | "devices" | "presses" | "ttlMs" | "waitMs" | "dying" | "box"
> & {
  readonly client: LeaseClient;
  readonly clock: Clock;
  /** 0 up to 1. */
  readonly random: () => number;
  /** Ends the run early. */
  readonly signal: AbortSignal;
};

const pauseMs = 200;

/**
 * Contenders that each ask for devices, press keys on all of them, release, and ask again, until the time is up. Some die: they leave
 * their devices to the lease's end, as a job does whose machine loses its power.
 */
export async function runJobs(options: JobsOptions): Promise<JobsReport> {
  const { clock, contenders, seconds } = options;
  const counters = new JobCounters();
  const endMs = clock.monotonicMs() + seconds * 1_000;
  const grants = await Promise.all(
    Array.from({ length: contenders }, (_, index) => contend(index, endMs, counters, options)),
  );
  return counters.report(grants.filter((count) => count === 0).length);
}

/** Resolves with how often it was granted what it asked for. */
async function contend(
  index: number,
  endMs: number,
  counters: JobCounters,
  options: JobsOptions,
): Promise<number> {
  const { client, clock, random, signal, devices, ttlMs, waitMs, box } = options;
  const holder = `job-${index + 1}`;
  const match = { capabilities: ["remote-control"], ...(box === undefined ? {} : { box }) };
  let granted = 0;
  while (clock.monotonicMs() < endMs && !signal.aborted) {
    const askedMs = clock.monotonicMs();
    const wish = { match, count: devices, ttlMs, waitMs, holder, purpose: "load" };
    try {
      const lease = await client.acquire(wish, signal);
      counters.granted(clock.monotonicMs() - askedMs);
      granted += 1;
      await work(lease, counters, options);
    } catch (error) {
      if (signal.aborted) break;
      counters.failed(codeOf(error));
      await sleep(clock, pauseMs * random(), signal).catch(() => {});
    }
  }
  return granted;
}

async function work(lease: JobLease, counters: JobCounters, options: JobsOptions): Promise<void> {
  const { client, clock, random, signal, presses, dying } = options;
  const diesAfter = random() < dying ? Math.floor(random() * presses) : undefined;
  for (let press = 0; press < presses; press += 1) {
    if (press === diesAfter) {
      counters.died();
      return;
    }
    for (const { id: deviceId, token } of lease.devices) {
      const askedMs = clock.monotonicMs();
      try {
        await client.press(deviceId, lease.id, signal);
        const answeredMs = clock.monotonicMs();
        counters.obeyed({ deviceId, leaseId: lease.id, token, askedMs, answeredMs });
      } catch (error) {
        counters.failed(codeOf(error));
      }
    }
  }
  await client.release(lease.id, signal);
  counters.released();
}
