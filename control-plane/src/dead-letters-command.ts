import { systemClock } from "@rae/kit";
import type { ControlPlaneConfig } from "./config-schema.ts";
import {
  letterJson,
  letterLine,
  letterText,
  wholeLetterJson,
} from "./dead-letters/describe-letter.ts";
import { type LetterFilter, readLetters } from "./dead-letters/read-letters.ts";
import { readSince } from "./dead-letters/read-since.ts";
import { replayLetters } from "./dead-letters/replay-letters.ts";
import { openLog } from "./open-stores.ts";
import { withContext } from "./process-context.ts";
import type { CommandOptions, ProgramCommand } from "./program.ts";
import { UsageError } from "./usage-error.ts";

export const deadLettersUsage = `  rae-control-plane dead-letters list    lists what could not be read, oldest first: id, time, code, source, box, reason
    --since AGE|TIME --code CODE --box BOX_ID --limit N (default 100) --json
  rae-control-plane dead-letters show ID...      prints all that these letters hold
    --json
  rae-control-plane dead-letters replay ID...    appends them as they were to the topics that they came from
  rae-control-plane dead-letters replay --code CODE    all of a code; what was replayed before only with --again
    --since AGE|TIME --box BOX_ID --limit N (default 1000) --json
`;

const clock = systemClock;
const megabyte = 2 ** 20;
const listed = { letters: 100, bytes: 64 * megabyte };
const replayedAtOnce = { letters: 1_000, bytes: 64 * megabyte };

/** Looks at what could not be handled, and hands it out again once whatever was wrong is put right. */
export const deadLettersCommand: ProgramCommand = {
  options: {
    since: { type: "string" },
    code: { type: "string" },
    box: { type: "string" },
    limit: { type: "string" },
    json: { type: "boolean" },
    again: { type: "boolean" },
  },
  async run(config, [action, ...ids], options) {
    if (action === "list" && ids.length === 0) return list(config, options);
    if (action === "show" && ids.length > 0) return show(config, ids, options);
    if (action === "replay") return replay(config, ids, options);
    throw new UsageError("dead-letters takes list, show ID... or replay");
  },
};

async function list(config: ControlPlaneConfig, options: CommandOptions): Promise<void> {
  const bounds = { ...listed, letters: limitOf(options, listed.letters) };
  const filter = filterOf(options);
  const { letters, leftOut } = await find(config, filter, bounds);
  for (const found of letters) {
    print(options.json ? JSON.stringify(letterJson(found)) : letterLine(found));
  }
  if (leftOut > 0) complain(`${leftOut} older ones are left out; --limit shows more`);
}

async function show(
  config: ControlPlaneConfig,
  ids: readonly string[],
  options: CommandOptions,
): Promise<void> {
  const { letters } = await find(config, { ids: idsOf(ids) }, replayedAtOnce);
  for (const found of letters) {
    print(options.json ? JSON.stringify(wholeLetterJson(found)) : letterText(found));
  }
  complainOfMissing(ids, letters);
}

async function replay(
  config: ControlPlaneConfig,
  ids: readonly string[],
  options: CommandOptions,
): Promise<void> {
  if ((ids.length === 0) === (options.code === undefined)) {
    throw new UsageError("dead-letters replay takes ids, or --code");
  }
  const which = ids.length === 0 ? { isNew: options.again !== true } : { ids: idsOf(ids) };
  const filter = { ...filterOf(options), ...which };
  const bounds = { ...replayedAtOnce, letters: limitOf(options, replayedAtOnce.letters) };
  await withContext("rae-control-plane", config, async (context) => {
    const log = openLog(context);
    const { letters, leftOut } = await readLetters(log, clock, filter, bounds);
    let refused = 0;
    await replayLetters(letters, {
      ...{ log, clock, again: options.again === true },
      report(result) {
        if (!result.replayed) refused += 1;
        print(options.json ? JSON.stringify(result) : `${result.id}  ${result.detail}`);
      },
    });
    complainOfMissing(ids, letters);
    if (leftOut > 0) complain(`${leftOut} older ones are left: type it again for these`);
    if (refused > 0) process.exitCode = 1;
  });
}

function find(
  config: ControlPlaneConfig,
  filter: LetterFilter,
  bounds: Parameters<typeof readLetters>[3],
) {
  return withContext("rae-control-plane", config, (context) =>
    readLetters(openLog(context), clock, filter, bounds),
  );
}

function filterOf({ since, code, box }: CommandOptions): LetterFilter {
  return {
    ...(typeof since === "string" ? { sinceMs: sinceMsOf(since) } : {}),
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof box === "string" ? { boxId: box } : {}),
  };
}

function sinceMsOf(text: string): number {
  const sinceMs = readSince(text, clock.nowMs());
  if (sinceMs !== undefined) return sinceMs;
  throw new UsageError(
    "--since takes an age such as 30m, 2h or 7d, or a time such as 2026-11-24T10:00:00Z",
  );
}

function limitOf({ limit }: CommandOptions, fallback: number): number {
  if (limit === undefined) return fallback;
  const count = Number(limit);
  if (Number.isInteger(count) && count > 0 && count <= 100_000) return count;
  throw new UsageError("--limit takes a number from 1 to 100000");
}

function idsOf(ids: readonly string[]): ReadonlySet<string> {
  const wrong = ids.find((id) => !/^\d+\/\d+$/.test(id));
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is no id; \`list\` shows them`);
  return new Set(ids);
}

function complainOfMissing(
  ids: readonly string[],
  letters: readonly { readonly letter: { readonly id: string } }[],
): void {
  const found = new Set(letters.map(({ letter }) => letter.id));
  for (const id of ids.filter((each) => !found.has(each))) {
    complain(`${id}  there is no such dead letter, or it is too old to be kept`);
    process.exitCode = 1;
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}
