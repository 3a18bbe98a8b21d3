import { type Clock, sleep, systemClock } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { readToken } from "../token-file.ts";

export interface ReadBackOptions {
  /** Where REST is served. */
  readonly url: string;
  readonly tokenFile: string;
  /** How long the control plane may take until it shows all. */
  readonly timeoutMs: number;
  readonly clock?: Clock;
}

/** What of the acknowledged messages is in the devices' histories. */
export interface ReadBack {
  readonly found: number;
  readonly missing: number;
}

type Session = { readonly sessionId: string; readonly acknowledged: number };

const requestsAtOnce = 8;
const requestMs = 10_000;
const retryMs = 200;
/** A page of REST. */
const pageLimit = 100;

/**
 * Asks the control plane for the history of each session, again until all that was acknowledged is there or the time is up.
 * @throws RaeError `unreachable` if REST does not answer; `config-invalid` if the token cannot be read or is not taken.
 */
export async function readBack(
  sessions: readonly Session[],
  options: ReadBackOptions,
): Promise<ReadBack> {
  const { clock = systemClock, timeoutMs } = options;
  const token = readToken(options.tokenFile);
  const endMs = clock.monotonicMs() + timeoutMs;
  let found = 0;
  let missing = 0;
  const waiting = sessions.values();
  const lane = async () => {
    for (const session of waiting) {
      let there = await historyLength(options.url, token, session.sessionId);
      while (there < session.acknowledged && clock.monotonicMs() < endMs) {
        await sleep(clock, retryMs);
        there = await historyLength(options.url, token, session.sessionId);
      }
      found += Math.min(there, session.acknowledged);
      missing += Math.max(0, session.acknowledged - there);
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, lane));
  return { found, missing };
}

async function historyLength(url: string, token: string, sessionId: string): Promise<number> {
  const path = `/v1/devices/${sessionId}/history?limit=${pageLimit}`;
  const reply = await fetch(new URL(path, url), {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(requestMs),
  }).catch((error: unknown) => {
    throw new RaeError("unreachable", `${url} does not answer`, { cause: error });
  });
  if (reply.status === 404) return 0;
  if (reply.status === 401) {
    throw new RaeError("config-invalid", `${url} does not take the token of the token file`);
  }
  if (!reply.ok) throw new RaeError("unreachable", `${url} answered ${reply.status} to ${path}`);
  const { items } = (await reply.json()) as { readonly items: readonly { revision?: number }[] };
  // Leases have none.
  return new Set(items.flatMap(({ revision }) => revision ?? [])).size;
}
