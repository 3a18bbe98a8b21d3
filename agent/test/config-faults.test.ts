import { expect, test } from "vitest";
import { parseAgentConfig } from "../src/config.ts";
import { configFaults } from "../src/config-faults.ts";
import { testAuthority, writeCredentials } from "./uplink/test-authority.ts";

async function faultsOf(settings: Record<string, unknown>): Promise<string[]> {
  const issue = await testAuthority();
  const credentials = writeCredentials(await issue("rae-1"));
  const gateway = { url: "mqtts://gw:8883", ...credentials };
  const config = parseAgentConfig(
    { boxId: "rae-1", dataDir: "data", gateway, ...settings },
    "test",
    "/etc/rae",
  );
  return configFaults(config);
}

const tcp = { kind: "tcp", host: "192.0.2.7", port: 4999 };
const http = { kind: "http", baseUrl: "http://192.0.2.7:8060" };

test("a configuration that can be used has no faults", async () => {
  expect(
    await faultsOf({
      serial: [{ glob: "tty/lg-*", driver: "lg-rs232", settings: { setId: 2 } }],
      static: [
        { driver: "roku-ecp", link: http },
        { driver: "lg-rs232", link: tcp },
      ],
      ssdp: { interfaces: ["lan0"], searchTargets: { "roku:ecp": "roku-ecp" } },
      devices: [{ asset: "tv-1", usn: "u1", driver: "roku-ecp" }],
    }),
  ).toEqual([]);
});

test("all faults are told at once, each with its place", async () => {
  const faults = await faultsOf({
    serial: [
      { glob: "/dev/tty*", driver: "lg-rs2332" },
      { glob: "/dev/tty*", driver: "lg-rs232", settings: { setId: 100, speed: 9 } },
      { glob: "/dev/*/tty", driver: "serial-console" },
    ],
    static: [{ driver: "roku-ecp", link: tcp }],
    ssdp: { interfaces: ["lan0"], searchTargets: { "x:y": "lg-rs232" } },
    devices: [{ asset: "tv-1", usn: "u1", driver: "serial-console", settings: { boot: "(" } }],
    labFile: "/no/such/lab.yaml",
  });
  expect(faults).toEqual([
    expect.stringMatching(/^\/serial\/0 there is no driver lg-rs2332/),
    expect.stringMatching(/^\/serial\/1 \/speed /),
    expect.stringMatching(/^\/serial\/1 \/setId /),
    expect.stringMatching(/^\/serial\/2 /),
    expect.stringMatching(/^\/static\/0 driver roku-ecp does not work/),
    expect.stringMatching(/^\/ssdp\/searchTargets\/x:y driver lg-rs232 does not work/),
    expect.stringMatching(/no such file.*lab\.yaml/s),
  ]);
});

test("the settings of the lab's devices are checked by their drivers", async () => {
  const devices = [
    { asset: "tv-1", usn: "u1", driver: "serial-console", settings: { boot: "(" } },
    { asset: "tv-2", usn: "u2", driver: "none" },
  ];
  expect(await faultsOf({ devices })).toEqual([
    expect.stringMatching(/^lab device tv-1: \/boot /),
    expect.stringMatching(/^lab device tv-2: there is no driver none/),
  ]);
});
