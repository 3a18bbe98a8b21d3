import assert from "node:assert/strict";
import { sleep, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import {
  isTerminal,
  logTopics,
  parseOutcome,
  type TerminalState,
  terminalStates,
} from "@rae/protocol";
import { openPlaceLog } from "../../harness/engine-place.ts";
import type { GatewayProgram } from "../../harness/processes.ts";
import type { CommandJson } from "../../harness/rest-client.ts";
import type { Fleet } from "../fleet.ts";
import { type MovingBox, openMovingBox } from "../moving-box.ts";
import { randomNumbers } from "../random-numbers.ts";
import { readTopic } from "../read-topic.ts";

export interface MovingCommands {
  /** Each disturbs the box in one way; five make a full turn. */
  readonly rounds: number;
  readonly seed: number;
}

export interface MovingCommandsSeen {
  readonly commands: number;
  /** How many ended in which state. */
  readonly ends: Readonly<Record<string, number>>;
  /** Keys that the devices felt. */
  readonly pressed: number;
}

const commandsPerRound = 6;
/** A virtual Roku tells of its newest hundred keys. */
const commandsPerRoku = 90;
/** Every third is in a hurry, so that some end by their deadline. */
const deadlinesMs = [8_000, 8_000, 1_500];
const endedMs = 60_000;
const longestPauseMs = 150;
/** Any characters will do; so many are in one row of Unicode's ideographs. */
const firstCharacter = 0x4e00;

interface SentCommand {
  readonly id: string;
  readonly character: string;
}

type Disturbance = (box: MovingBox, gateways: readonly GatewayProgram[]) => Promise<void>;

const disturbances: readonly Disturbance[] = [
  async (box) => box.moveTo(otherThan(box), "cut"),
  async (box) => box.moveTo(otherThan(box), "silent"),
  async (box, gateways) => {
    const left = gatewayOf(box, gateways);
    await left.crash();
    box.moveTo(otherThan(box), "cut");
    await left.start();
  },
  async (box, gateways) => {
    const gateway = gatewayOf(box, gateways);
    await gateway.crash();
    await gateway.start();
  },
  async (box, gateways) => {
    const gateway = gatewayOf(box, gateways);
    await gateway.stop();
    await gateway.start();
  },
];

/**
 * Keys are pressed by REST, a character of its own each, while the box moves between two gateways and while the one that it
 * is at is killed or stopped. Each command has one end, the first on the log; no key was pressed twice, and
 * those that succeeded were.
 */
export async function movingCommands(
  fleet: Fleet,
  { rounds, seed }: MovingCommands,
): Promise<MovingCommandsSeen> {
  const { gateways, rest } = fleet;
  const random = randomNumbers(seed);
  const rokus = Math.ceil((rounds * commandsPerRound) / commandsPerRoku);
  const box = await openMovingBox(fleet, `moving-${seed}`, rokus);
  try {
    const sent: SentCommand[] = [];
    const press = async () => {
      const character = String.fromCodePoint(firstCharacter + sent.length);
      const session = box.sessionIds[sent.length % rokus];
      assert.ok(session !== undefined);
      const parameters = { text: character };
      const deadlineMs = deadlinesMs[sent.length % deadlinesMs.length];
      const { id } = await rest.send(session, "remote-control", "type", parameters, deadlineMs);
      sent.push({ id, character });
    };
    const ended = ({ id }: SentCommand): Promise<CommandJson> =>
      eventually(
        async () => {
          const command = await rest.command(id);
          assert.ok(isOver(command.state), `${id} is still ${command.state}`);
          return command;
        },
        { timeoutMs: endedMs, intervalMs: 100 },
      );
    for (let round = 0; round < rounds; round += 1) {
      const disturb = disturbances[round % disturbances.length];
      let disturbed = Promise.resolve();
      for (let each = 0; each < commandsPerRound; each += 1) {
        await press();
        await sleep(systemClock, random() * longestPauseMs);
        if (each === commandsPerRound / 2) disturbed = disturb?.(box, gateways) ?? disturbed;
      }
      await disturbed;
      for (const command of sent.slice(-commandsPerRound)) await ended(command);
    }
    const states = new Map<string, string>();
    for (const command of sent) states.set(command.id, (await ended(command)).state);
    const first = await firstEnds(fleet);
    const typed = box.typed().flat();
    for (const { id, character } of sent) {
      const state = states.get(id);
      const times = typed.filter((each) => each === character).length;
      const told = JSON.stringify({ id, state, times });
      assert.equal(first.get(id), state, `another end is the first on the log: ${told}`);
      assert.ok(times <= 1, `pressed twice: ${told}`);
      assert.ok(state !== "succeeded" || times === 1, `never pressed: ${told}`);
      const mustNot = state === "expired" || state === "rejected";
      assert.ok(!mustNot || times === 0, `pressed all the same: ${told}`);
    }
    const ends: Record<string, number> = {};
    for (const state of states.values()) ends[state] = (ends[state] ?? 0) + 1;
    return { commands: sent.length, ends, pressed: typed.length };
  } finally {
    await box.close();
  }
}

/** Of each command the first terminal outcome in the order of the log. */
async function firstEnds({ processes }: Fleet): Promise<ReadonlyMap<string, TerminalState>> {
  const ends = new Map<string, TerminalState>();
  const log = openPlaceLog(processes.place);
  try {
    await readTopic(log, logTopics.outcomes, ({ value }) => {
      const { commandId, state } = parseOutcome(value);
      if (isTerminal(state) && !ends.has(commandId)) ends.set(commandId, state);
    });
  } finally {
    await log.close();
  }
  return ends;
}

function isOver(state: string): boolean {
  return terminalStates.some((terminal) => terminal === state);
}

/** Of two gateways, the one that the box is not led to. */
function otherThan({ gatewayIndex }: MovingBox): number {
  return 1 - gatewayIndex;
}

function gatewayOf(box: MovingBox, gateways: readonly GatewayProgram[]): GatewayProgram {
  const gateway = gateways[box.gatewayIndex];
  assert.ok(gateway !== undefined);
  return gateway;
}
