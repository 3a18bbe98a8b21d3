import { sleep, systemClock } from "@rae/kit";
import { mqttTopic } from "@rae/protocol";
import type { BoxesConfig } from "./boxes-config.ts";
import { startVirtualBoxes } from "./virtual-boxes.ts";

/** How long acknowledgements may take after the last publish. */
const settleTimeoutMs = 30_000;

/**
 * Runs a load for as long as the configuration says. Says one line of JSON for each second and one for the whole.
 * @throws what connecting throws; DeadlineExceeded if acknowledgements do not come.
 */
export async function runBoxes(config: BoxesConfig, say: (line: string) => void): Promise<void> {
  const { gateway, pki, count, devices, rate, window, eventPadding, boxPrefix, seconds, obey } =
    config;
  const boxIds = Array.from({ length: count }, (_, index) => `${boxPrefix}${index + 1}`);
  // A bad prefix is told before the first certificate is looked for.
  for (const boxId of boxIds) mqttTopic(boxId, "events");
  const boxes = await startVirtualBoxes({
    gateway,
    pki,
    boxIds,
    devices,
    rate,
    window,
    paddingBytes: eventPadding,
    obeys: obey,
  });
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  try {
    for (let second = 1; second <= seconds && !stop.signal.aborted; second += 1) {
      await sleep(systemClock, 1000, stop.signal).catch(() => {});
      const lost = boxes.lost().length;
      say(JSON.stringify({ second, ...boxes.takeSample(), backlog: boxes.backlog(), lost }));
    }
    await boxes.settle(settleTimeoutMs);
    say(JSON.stringify({ total: true, boxes: count, ...boxes.total(), lost: boxes.lost() }));
  } finally {
    await boxes.close();
  }
}
