import { expect, test } from "vitest";
import { StaticDiscovery } from "../../src/discovery/static-discovery.ts";
import type { DiscoveryEvent } from "../../src/ports/discovery.ts";

test("what the operator lists is found with the key of its link and the keys that he gives", async () => {
  const events: DiscoveryEvent[] = [];
  const discovery = new StaticDiscovery([
    {
      driver: "roku-ecp",
      link: { kind: "http", baseUrl: "http://10.0.0.7:8060" },
      keys: [{ kind: "usn", value: "u" }],
    },
    { driver: "serial-console", link: { kind: "tcp", host: "10.0.0.8", port: 2001 } },
    {
      driver: "lg-rs232",
      link: { kind: "serial", path: "/dev/serial/by-path/pci-1", baudRate: 9600 },
      settings: { setId: 2 },
    },
  ]);
  await discovery.start((event) => events.push(event));
  await discovery.close();
  expect(events).toMatchObject([
    {
      kind: "found",
      face: {
        faceId: "static:http:10.0.0.7:8060",
        keys: [
          { kind: "ip", value: "10.0.0.7" },
          { kind: "usn", value: "u" },
        ],
        settings: {},
      },
    },
    {
      face: {
        faceId: "static:tcp:10.0.0.8:2001",
        keys: [
          { kind: "wire", value: "tcp:10.0.0.8:2001" },
          { kind: "ip", value: "10.0.0.8" },
        ],
      },
    },
    {
      face: {
        faceId: "static:serial:/dev/serial/by-path/pci-1",
        keys: [{ kind: "wire", value: "serial:by-path:pci-1" }],
        settings: { setId: 2 },
      },
    },
  ]);
});

test("the address of a terminal server with several ports names none of its devices", async () => {
  const keys: unknown[] = [];
  const ports = [
    { host: "ts.lab", port: 2001 },
    { host: "TS.lab", port: 2002 },
    { host: "10.0.0.8", port: 2001 },
  ];
  const discovery = new StaticDiscovery(
    ports.map((port) => ({ driver: "serial-console", link: { kind: "tcp", ...port } })),
  );
  await discovery.start((event) => event.kind === "found" && keys.push(event.face.keys));
  expect(keys).toEqual([
    [{ kind: "wire", value: "tcp:ts.lab:2001" }],
    [{ kind: "wire", value: "tcp:ts.lab:2002" }],
    [
      { kind: "wire", value: "tcp:10.0.0.8:2001" },
      { kind: "ip", value: "10.0.0.8" },
    ],
  ]);
});
