import { expect, test } from "vitest";
import { loadConfig } from "../src/config.ts";
import { deadLettersCommand } from "../src/dead-letters-command.ts";
import type { CommandOptions } from "../src/program.ts";
import { UsageError } from "../src/usage-error.ts";

const config = loadConfig(undefined, {}, { RAE_DATA_DIR: "/nowhere" });

test.each<[readonly string[], CommandOptions, string]>([
  [[], {}, "dead-letters takes list, show ID... or replay"],
  [["list", "x"], {}, "dead-letters takes list, show ID... or replay"],
  [["show"], {}, "dead-letters takes list, show ID... or replay"],
  [["show", "17"], {}, '"17" is no id'],
  [["replay"], {}, "dead-letters replay takes ids, or --code"],
  [["replay", "0/1"], { code: "x" }, "dead-letters replay takes ids, or --code"],
  [["list"], { since: "yesterday" }, "--since takes an age such as"],
  [["list"], { limit: "0" }, "--limit takes a number"],
])("%j with %j is refused before anything is opened", async (args, options, sentence) => {
  const run = (async () => deadLettersCommand.run(config, args, options))();
  await expect(run).rejects.toThrow(UsageError);
  await expect(run).rejects.toThrow(sentence);
});
