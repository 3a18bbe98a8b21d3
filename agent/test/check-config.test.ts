import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { systemClock } from "@rae/kit";
import { expect, test } from "vitest";
import { checkConfigFile } from "../src/check-config.ts";
import { testAuthority, writeCredentials } from "./uplink/test-authority.ts";

async function findingsOf(settings: Record<string, unknown>) {
  const issue = await testAuthority();
  const credentials = writeCredentials(await issue("rae-1"));
  const gateway = { url: "mqtts://gw:8883", ...credentials };
  const folder = dirname(credentials.ca);
  const whole = { boxId: "rae-1", dataDir: "data", gateway, ...settings };
  const path = join(folder, "agent.yaml");
  writeFileSync(path, JSON.stringify(whole));
  return checkConfigFile(path, systemClock);
}

async function faultsOf(settings: Record<string, unknown>): Promise<readonly string[]> {
  return (await findingsOf(settings)).faults;
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
        { driver: "lg-rs232", link: { ...tcp, host: "[fe80::1%lan0]" } },
      ],
      ssdp: { interfaces: ["lo"], searchTargets: { "roku:ecp": "roku-ecp" } },
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
    gateway: {
      ...{ url: "mqtts://192.0.2.300:8883" },
      ...{ ca: "no-ca.pem", cert: "no-box.pem", key: "no-box.key" },
    },
    static: [
      { driver: "roku-ecp", link: tcp },
      { driver: "lg-rs232", link: { ...tcp, host: "192.0.2.300" } },
      { driver: "roku-ecp", link: { ...http, baseUrl: "http://[fe80::1" } },
    ],
    dataDir: "/proc/rae",
    ssdp: { interfaces: ["lan0"], searchTargets: { "x:y": "lg-rs232" } },
    devices: [
      {
        ...{ asset: "tv-1", tcp: "192.0.2.7:4999" },
        ...{ driver: "serial-console", settings: { boot: "(" } },
      },
    ],
    labFile: "/no/such/lab.yaml",
  });
  expect(faults).toEqual([
    "/gateway/url is no address: mqtts://192.0.2.300:8883",
    "/static/1/link/host is no address: 192.0.2.300",
    "/static/2/link/baseUrl is no address: http://[fe80::1",
    expect.stringMatching(/no-ca\.pem is not usable .*issue-cert rae-1$/),
    expect.stringMatching(/no-box\.pem is not usable/),
    expect.stringMatching(/no-box\.key is not usable/),
    expect.stringMatching(/^\/dataDir \/proc\/rae cannot be made in \/proc/),
    expect.stringMatching(/^\/serial\/2 .*has a star/),
    expect.stringMatching(/^\/serial\/0 there is no driver lg-rs2332/),
    expect.stringMatching(/^\/serial\/1 \/speed /),
    expect.stringMatching(/^\/serial\/1 \/setId /),
    expect.stringMatching(/^\/static\/0 driver roku-ecp does not work/),
    expect.stringMatching(/^\/ssdp\/searchTargets\/x:y driver lg-rs232 does not work/),
    expect.stringMatching(/no such file.*lab\.yaml/s),
    expect.stringMatching(/^lab device tv-1: \/boot /),
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

test("a section that does not fit the schema does not hide the faults of the others", async () => {
  const faults = await faultsOf({
    ...{ colour: "red", probeMs: 1, dataDir: "/proc/rae" },
    serial: [{ glob: "/dev/ttyS0", driver: "none" }],
    devices: [{ asset: "Not An Id" }],
  });
  expect(faults).toEqual([
    expect.stringMatching(/^\/colour /),
    expect.stringMatching(/^\/devices\/0\/asset /),
    expect.stringMatching(/^\/probeMs /),
    expect.stringMatching(/^\/dataDir \/proc\/rae/),
    expect.stringMatching(/^\/serial\/0 there is no driver none/),
  ]);
});

test("a file without what must be there has the faults of the schema", async () => {
  expect(await faultsOf({ boxId: 7, probeMs: 1 })).toEqual([
    expect.stringMatching(/^\/boxId /),
    expect.stringMatching(/^\/probeMs /),
  ]);
});
