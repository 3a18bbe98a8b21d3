import assert from "node:assert/strict";
import { toRaeError } from "@rae/protocol";
import type { Checks } from "./conformance-check.ts";
import { capabilityFaults, observationFaults } from "./observation-faults.ts";
import { failureOf, inTime, withSubject } from "./open-subject.ts";

const soon = () => AbortSignal.timeout(10_000);
const short = () => AbortSignal.timeout(500);

/** What holds of a probe and of reports. */
export const probeChecks: Checks = (subject) => [
  {
    name: "a probe tells known attributes of the right type, and keys that the device itself knows",
    run: () =>
      withSubject(subject, async ({ driver, reports }) => {
        assert.deepEqual(observationFaults(await driver.probe(soon())), []);
        assert.deepEqual(reports.flatMap(observationFaults), []);
      }),
  },
  {
    name: "two probes of an unchanged device tell the same",
    run: () =>
      withSubject(subject, async ({ driver }) => {
        const first = await driver.probe(soon());
        assert.deepEqual(await driver.probe(soon()), first);
      }),
  },
  {
    name: "it offers known capabilities, info among them",
    run: () =>
      withSubject(subject, async ({ driver }) => {
        assert.deepEqual(capabilityFaults(driver.capabilities), []);
      }),
  },
  {
    name: "a probe and a query at once both end well",
    run: () =>
      withSubject(subject, async ({ driver }) => {
        const [observation, { result }] = await Promise.all([
          driver.probe(soon()),
          driver.run("info", "get", {}, soon()),
        ]);
        assert.deepEqual(result, { attributes: observation.attributes });
      }),
  },
  {
    name: "a frozen device ends a probe by its deadline, with the right code",
    run: () =>
      withSubject(subject, async ({ driver, device }) => {
        device.freeze();
        const failure = await failureOf(() => driver.probe(short()), "the probe");
        const code = failure === undefined ? undefined : toRaeError(failure).code;
        assert.equal(code, subject.frozenProbe);
      }),
  },
  {
    name: "a probe is ended by its signal, with the signal's reason",
    run: () =>
      withSubject(subject, async ({ driver, device }) => {
        const reason = new Error("nobody waits any more");
        const aborted = AbortSignal.abort(reason);
        assert.equal(await failureOf(() => driver.probe(aborted), "the probe", reason), reason);
        device.freeze();
        const stop = new AbortController();
        const probe = driver.probe(stop.signal);
        setImmediate(() => stop.abort(reason));
        const failure = await failureOf(() => inTime(probe, "the probe"), "the probe", reason);
        assert.ok(failure === reason || subject.frozenProbe === undefined, String(failure));
      }),
  },
];
