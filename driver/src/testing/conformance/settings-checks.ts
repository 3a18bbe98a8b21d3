import assert from "node:assert/strict";
import { toRaeError } from "@rae/protocol";
import { careFaults } from "../../care.ts";
import { contractVersion } from "../../driver.ts";
import { driverContext } from "../driver-context.ts";
import { watchLink } from "../links/watched-link.ts";
import type { Checks } from "./conformance-check.ts";

const linkKinds: readonly string[] = ["bytes", "http", "datagram", "child-process"];

/** What holds of a driver before there is a device. */
export const settingsChecks: Checks = (subject) => {
  const { factory, settings } = subject;
  return [
    {
      name: "it says its name, its link and the version of the contract",
      async run() {
        assert.equal(factory.contractVersion, contractVersion);
        assert.match(factory.name, /^[a-z][a-z0-9-]*$/);
        assert.ok(linkKinds.includes(factory.needs), `there are no links of kind ${factory.needs}`);
      },
    },
    {
      name: "the steps of its check and its clean-up fit the contracts",
      async run() {
        assert.deepEqual(factory.care === undefined ? [] : careFaults(factory.care), []);
      },
    },
    {
      name: "it accepts its settings",
      async run() {
        factory.checkSettings(settings);
      },
    },
    {
      name: "settings that no driver knows are config-invalid and name driver and fault, checked or opened",
      async run() {
        const unknown = { ...settings, "no-such-setting": 1 };
        const device = await subject.openDevice();
        try {
          const watched = watchLink<typeof factory.needs>(device.link);
          const { context } = driverContext();
          assertRefused(() => factory.checkSettings(unknown), factory.name);
          assertRefused(() => factory.open(watched.link, unknown, context), factory.name);
          assert.equal(watched.listeners, 0, "a driver that was not opened still listens");
        } finally {
          await device.close();
        }
      },
    },
  ];
};

function assertRefused(task: () => unknown, name: string): void {
  assert.throws(task, (thrown: unknown) => {
    const { code, message } = toRaeError(thrown);
    assert.equal(code, "config-invalid");
    assert.ok(message.includes(name), `"${message}" does not name ${name}`);
    assert.ok(message.includes("no-such-setting"), `"${message}" does not name the setting`);
    return true;
  });
}
