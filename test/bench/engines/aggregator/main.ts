/**
 * The aggregator alone on the engines, as a process for the benchmarks, which tells how far it is ten times a second. Takes JSON: where
 * the engines are.
 */

import { engineLogLimits, openAggregator } from "@rae/control-plane";
import { CloseStack, createLogger, runProcess, systemClock } from "@rae/kit";
import { logTopics } from "@rae/protocol";
import { Registry } from "prom-client";
import { AppliedAges } from "../applied-ages.ts";
import { type BenchPlace, openBenchHistory, openBenchLog, openBenchView } from "../stores.ts";

const sampleMs = 100;

const place = JSON.parse(process.argv[2] ?? "{}") as BenchPlace;
const logger = createLogger("aggregator", "warn");

await runProcess(
  async () => {
    const stack = new CloseStack();
    const metrics = new Registry();
    const shared = { clock: systemClock, logger, metrics };
    const log = stack.use("log", openBenchLog(place));
    const ages = new AppliedAges(stack.use("view", openBenchView(place)));
    const history = stack.use("history", openBenchHistory(place));
    const aggregator = stack.use(
      "aggregator",
      openAggregator({ ...shared, log, view: ages.view, history, limits: engineLogLimits }),
    );
    const sampling = setInterval(() => void sample(), sampleMs);
    stack.push("samples", () => clearInterval(sampling));

    async function sample(): Promise<void> {
      const lag = aggregator.lag().filter(({ topic }) => topic === logTopics.events);
      const sum = (of: (each: (typeof lag)[number]) => number) =>
        lag.reduce((total, each) => total + of(each), 0);
      const { user, system } = process.cpuUsage();
      const sampled = {
        atMs: Date.now(),
        state: aggregator.state(),
        partitions: lag.length,
        handled: sum((each) => each.handledOffset),
        committed: sum((each) => each.committedOffset),
        cpuSeconds: (user + system) / 1e6,
        residentMb: process.memoryUsage.rss() / 2 ** 20,
        agesMs: ages.take(),
        counters: await countersOf(metrics),
      };
      process.stdout.write(`${JSON.stringify(sampled)}\n`);
    }
    process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
    return stack;
  },
  {
    clock: systemClock,
    drainTimeoutMs: 20_000,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  },
);

/** Totals of the stream's counters over all labels. */
async function countersOf(registry: Registry): Promise<Record<string, number>> {
  const totals: Record<string, number> = {};
  for (const metric of await registry.getMetricsAsJSON()) {
    if (!metric.name.startsWith("rae_stream_") || !metric.name.endsWith("_total")) continue;
    totals[metric.name] = metric.values.reduce((total, { value }) => total + Number(value), 0);
  }
  return totals;
}
