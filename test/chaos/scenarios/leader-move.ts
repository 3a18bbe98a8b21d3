import assert from "node:assert/strict";
import { join } from "node:path";
import { issueBoxCertificate } from "@rae/control-plane";
import { CloseStack, sleep, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { type BoxEvent, logTopics, parseBoxEvent } from "@rae/protocol";
import { startVirtualBoxes } from "@rae/simulator";
import { openPlaceLog } from "../../harness/engine-place.ts";
import type { Engine } from "../../harness/engines.ts";
import type { GatewayProgram, Processes } from "../../harness/processes.ts";
import { openPartitionLeaders } from "../partition-leaders.ts";
import { readTopic } from "../read-topic.ts";

export interface LeaderMove {
  /** Of boxes that the processes do not know yet. */
  readonly boxPrefix: string;
  /** `killed`: SIGKILL, then started again. `frozen`: SIGSTOP, then SIGCONT, as one that does not know what it has lost. */
  readonly how: "killed" | "frozen";
  readonly faultMs: number;
  readonly boxes?: number;
  /** Changes a second of each box. */
  readonly rate?: number;
}

export interface LeaderMoveSeen {
  readonly published: number;
  readonly missing: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  /** Since a gateway acknowledges only what is durable, the longest wait for an acknowledgement. */
  readonly longestWaitMs: number;
}

const devicesPerBox = 5;
const loadMs = 30_000;
const settleMs = 120_000;

/**
 * The broker that leads most of `events` is away for a while under load, and for at least as long as others need to lead in
 * its place. All that was acknowledged is on the log, what each box said in its order, and no box lost its connection.
 */
export async function leaderMove(
  processes: Processes,
  gateway: GatewayProgram,
  brokers: readonly Engine[],
  { boxPrefix, how, faultMs, boxes: count = 6, rate = 50 }: LeaderMove,
): Promise<LeaderMoveSeen> {
  const stack = new CloseStack();
  try {
    const topic = `${processes.place.name}.${logTopics.events}`;
    const leaders = openPartitionLeaders(brokers, topic);
    await leaders.areCopied();
    const boxIds = Array.from({ length: count }, (_, index) => `${boxPrefix}${index + 1}`);
    const pki = join(processes.dataDir, "pki");
    for (const boxId of boxIds) await issueBoxCertificate(pki, boxId);
    const published = new Set<string>();
    const boxes = stack.use(
      "boxes",
      await startVirtualBoxes({
        gateway: `mqtts://127.0.0.1:${gateway.mqttPort}`,
        ...{ pki, boxIds, rate, devices: devicesPerBox, reconnect: true },
        onPublish: (event) => event.sequence > 0 && published.add(nameOf(event)),
      }),
    );
    const goesOn = async () => {
      const { acknowledged } = boxes.total();
      await eventually(() => assert.ok(boxes.total().acknowledged > acknowledged + 100), {
        timeoutMs: loadMs,
      });
    };
    await goesOn();
    const leader = await leaders.busiest();
    await leader.kill(how === "frozen" ? "SIGSTOP" : "SIGKILL");
    const startedMs = performance.now();
    try {
      await leaders.leave(leader);
      await goesOn();
      await sleep(systemClock, Math.max(0, faultMs - (performance.now() - startedMs)));
    } finally {
      await (how === "frozen" ? leader.kill("SIGCONT") : leader.start());
    }
    await leaders.areCopied();
    await goesOn();
    await boxes.settle(settleMs);
    assert.deepEqual(boxes.lost(), []);
    assert.equal(boxes.connections(), boxIds.length, "a box had to connect again");
    const found = await readEvents(processes, boxIds);
    const missing = [...published].filter((name) => !found.counts.has(name)).length;
    const doubled = [...found.counts.values()].reduce((sum, times) => sum + times - 1, 0);
    const seen = {
      ...{ published: published.size, missing, doubled, outOfOrder: found.outOfOrder },
      longestWaitMs: Math.round(boxes.total().latencyMaxMs),
    };
    assert.equal(missing, 0, JSON.stringify(seen));
    assert.equal(found.outOfOrder, 0, JSON.stringify(seen));
    return seen;
  } finally {
    await stack.close();
  }
}

/** How often each event of the boxes is on the log, and how many came, for the first time, behind one that was said later. */
async function readEvents({ place }: Processes, boxIds: readonly string[]) {
  const counts = new Map<string, number>();
  const highest = new Map<string, number>();
  let outOfOrder = 0;
  const log = openPlaceLog(place);
  try {
    await readTopic(log, logTopics.events, ({ value }) => {
      const event = parseBoxEvent(value);
      const { boxId, sequence } = event;
      if (sequence === 0 || !boxIds.includes(boxId)) return;
      const name = nameOf(event);
      const times = counts.get(name) ?? 0;
      counts.set(name, times + 1);
      if (times > 0) return;
      if (sequence < (highest.get(boxId) ?? 0)) outOfOrder += 1;
      highest.set(boxId, Math.max(sequence, highest.get(boxId) ?? 0));
    });
  } finally {
    await log.close();
  }
  return { counts, outOfOrder };
}

function nameOf({ boxId, connection, sequence }: BoxEvent): string {
  return `${boxId} ${connection} ${sequence}`;
}
