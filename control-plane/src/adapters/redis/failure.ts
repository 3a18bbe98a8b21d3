import { RaeError } from "@rae/protocol";

/** By the word that an error of Redis begins with: what somebody has to do before it works again. */
const remedies: Readonly<Record<string, string>> = {
  OOM: "it is out of memory: raise maxmemory, or give it a server of its own",
  NOREPLICAS:
    "too few replicas follow it: start them again, or lower min-replicas-to-write in its configuration",
  READONLY: "it is a replica: name the master in view.redis, or let sentinels name it",
  MISCONF:
    "it cannot save to its disk: look at its log, or set stop-writes-on-bgsave-error to no, as the view needs no copy",
  LOADING: "it is still reading its data from disk: it will be there by itself",
  MASTERDOWN: "it is a replica whose master is away: look at the master",
  CLUSTERDOWN: "the cluster lacks masters: look at `redis-cli cluster info`",
  NOPERM: "the user may not do this: grant it all commands on its keys and channels",
};

/** The error as it leaves the adapter: `view-unavailable`, with what to do. */
export function viewFailure(error: unknown): RaeError {
  const reason = error instanceof Error ? error.message : String(error);
  const word = /^[A-Z]+/.exec(reason)?.[0] ?? "";
  const remedy = Object.hasOwn(remedies, word) ? `; ${remedies[word]}` : "";
  return new RaeError("view-unavailable", `Redis cannot be used now: ${reason}${remedy}`, {
    cause: error,
  });
}
