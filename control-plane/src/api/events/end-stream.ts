import type { ServerResponse } from "node:http";
import type { Clock } from "@rae/kit";

/** How long a client may take to read what waits for it. */
const lingerMs = 30_000;

/** Ends a stream behind its last words. Who has not read them in time is cut off. */
export function endStream(response: ServerResponse, lastWords: string, clock: Clock): void {
  const cancel = clock.schedule(lingerMs, () => response.destroy());
  response.once("close", cancel);
  response.end(lastWords);
}
