import assert from "node:assert/strict";
import { resultFaults, toRaeError } from "@rae/protocol";
import type { CommandOutput } from "../../driver.ts";
import type { Checks } from "./conformance-check.ts";
import { jsonFaults } from "./json-faults.ts";
import { observationFaults } from "./observation-faults.ts";
import { type OfferedCommand, offeredCommands } from "./offered-commands.ts";
import { failureOf, withSubject } from "./open-subject.ts";

const soon = () => AbortSignal.timeout(10_000);

/** What holds of commands. Those that do something are only run on a device that is frozen, or by a signal that is aborted. */
export const commandChecks: Checks = (subject) => [
  {
    name: "every query without parameters gives the contract's result",
    run: () =>
      withSubject(subject, async ({ driver }) => {
        for (const offered of offeredCommands(driver).filter(isPlainQuery)) {
          const { capability, command } = offered;
          let output: CommandOutput | undefined;
          const failure = await failureOf(async () => {
            output = await driver.run(capability, command, {}, soon());
          }, offered.name);
          if (failure !== undefined) assert.equal(toRaeError(failure).code, "unsupported");
          if (output !== undefined) assert.deepEqual(outputFaults(offered, output), []);
        }
      }),
  },
  {
    name: "what it does not offer is unsupported",
    run: () =>
      withSubject(subject, async ({ driver }) => {
        for (const [capability, command] of [
          ["brew", "coffee"],
          ["info", "set"],
          ["toString", "call"],
        ] as const) {
          const name = `${capability}.${command}`;
          const failure = await failureOf(() => driver.run(capability, command, {}, soon()), name);
          assert.equal(toRaeError(failure).code, "unsupported", name);
        }
      }),
  },
  {
    name: "a signal that is aborted already ends every command, and the device is asked nothing",
    run: () =>
      withSubject(subject, async ({ driver, watched }) => {
        const reason = new Error("nobody waits any more");
        const before = watched.calls;
        for (const { name, capability, command, parameters } of offeredCommands(driver)) {
          const aborted = AbortSignal.abort(reason);
          const failure = await failureOf(
            () => driver.run(capability, command, parameters, aborted),
            name,
            reason,
          );
          assert.equal(failure, reason, `${name} does not end with its signal`);
        }
        assert.equal(watched.calls, before, "the device was asked all the same");
      }),
  },
  {
    name: "every command to a frozen device ends with its signal",
    run: () =>
      withSubject(subject, async ({ driver, device }) => {
        device.freeze();
        for (const { name, capability, command, parameters } of offeredCommands(driver)) {
          const reason = new Error("nobody waits any more");
          const stop = new AbortController();
          const running = driver.run(capability, command, parameters, stop.signal);
          setImmediate(() => stop.abort(reason));
          await failureOf(() => running, name, reason);
        }
      }),
  },
];

function isPlainQuery({ contract }: OfferedCommand): boolean {
  const required: unknown = contract.parameters.required;
  return contract.effect === "query" && !(Array.isArray(required) && required.length > 0);
}

function outputFaults(
  { name, capability, command }: OfferedCommand,
  { result, observation }: CommandOutput,
): readonly string[] {
  return [
    ...resultFaults(capability, command, result).map((fault) => `${name} ${fault}`),
    ...jsonFaults(result, `the result of ${name}`),
    ...(observation === undefined ? [] : observationFaults(observation)),
  ];
}
