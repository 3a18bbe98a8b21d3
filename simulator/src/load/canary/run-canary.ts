import { mqttTopic } from "@rae/protocol";
import { runCanary } from "./canary.ts";
import type { CanaryConfig } from "./canary-config.ts";
import { readBack } from "./read-back.ts";
import { reportTable } from "./report-table.ts";

/**
 * Runs a canary and says its report, as a table or as a line of JSON. False if a message was lost, a client never got in, or what was
 * acknowledged cannot be read back.
 * @throws as `runCanary` and `readBack` do.
 */
export async function sayCanary(
  config: CanaryConfig,
  say: (line: string) => void,
): Promise<boolean> {
  const { boxes, boxPrefix, verifyUrl, tokenFile, timeoutMs } = config;
  const boxIds = Array.from({ length: boxes }, (_, index) => `${boxPrefix}${index + 1}`);
  // A bad prefix is told before the first certificate is looked for.
  for (const boxId of boxIds) mqttTopic(boxId, "events");
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  const { report, sessions } = await runCanary({ ...config, boxIds, signal: stop.signal });
  const verified =
    verifyUrl === undefined || tokenFile === undefined
      ? undefined
      : await readBack(sessions, { url: verifyUrl, tokenFile, timeoutMs });
  say(
    config.json
      ? JSON.stringify({ ...report, ...(verified === undefined ? {} : { verified }) })
      : reportTable(report, verified),
  );
  const { clients, messages } = report;
  return messages.lost === 0 && clients.keptOut === 0 && (verified?.missing ?? 0) === 0;
}
