import assert from "node:assert/strict";
import { toRaeError } from "@rae/protocol";
import type { Checks } from "./conformance-check.ts";
import { offeredCommands } from "./offered-commands.ts";
import { failureOf, inTime, withSubject } from "./open-subject.ts";

const soon = () => AbortSignal.timeout(10_000);

/** What holds of a driver that is closed. */
export const closingChecks: Checks = (subject) => [
  {
    name: "a driver closes twice",
    run: () =>
      withSubject(subject, async ({ driver }) => {
        await inTime(driver.close(), "the first close");
        await inTime(driver.close(), "the second close");
      }),
  },
  {
    name: "a closed driver listens to nothing any more",
    run: () =>
      withSubject(subject, async ({ driver, watched }) => {
        await driver.probe(soon());
        await driver.close();
        assert.equal(watched.listeners, 0);
      }),
  },
  {
    name: "a closed driver answers link-unavailable, asks the device nothing and reports nothing",
    run: () =>
      withSubject(subject, async ({ driver, watched, reports }) => {
        await driver.close();
        const before = { calls: watched.calls, reports: reports.length };
        const probe = await failureOf(() => driver.probe(soon()), "the probe");
        assert.equal(toRaeError(probe).code, "link-unavailable");
        for (const { name, capability, command, parameters } of offeredCommands(driver)) {
          const failure = await failureOf(
            () => driver.run(capability, command, parameters, soon()),
            name,
          );
          assert.equal(toRaeError(failure).code, "link-unavailable", name);
        }
        assert.deepEqual({ calls: watched.calls, reports: reports.length }, before);
      }),
  },
  {
    name: "a close ends a probe that waits",
    run: () =>
      withSubject(subject, async ({ driver, device }) => {
        device.freeze();
        const probe = driver.probe(soon());
        const ended = failureOf(() => probe, "the probe");
        await inTime(driver.close(), "the close");
        await ended;
      }),
  },
];
