import { expect, test } from "vitest";
import type { SsdpAnnouncement } from "../../src/discovery/ssdp-announcement.ts";
import { SsdpTable } from "../../src/discovery/ssdp-table.ts";

const targets = [
  { st: "roku:ecp", driver: "roku-ecp", settings: { confirmIntervalMs: 100 } },
  { st: "dial", driver: "dial" },
];
const at = (usn: string, port: number, target = "roku:ecp"): SsdpAnnouncement => ({
  usn,
  target,
  location: `http://127.0.0.1:${port}`,
  host: "127.0.0.1",
  port,
  maxAgeMs: 10_000,
});
const face = (usn: string, port: number, driver = "roku-ecp") => ({
  kind: "found",
  face: expect.objectContaining({
    faceId: `http:127.0.0.1:${port}`,
    driver,
    keys: [
      { kind: "usn", value: usn },
      { kind: "ip", value: "127.0.0.1" },
    ],
  }),
});
const gone = (port: number, reason: string) => ({
  kind: "gone",
  faceId: `http:127.0.0.1:${port}`,
  reason: expect.stringContaining(reason),
});

test("a device is found once, with its link and settings", () => {
  const table = new SsdpTable(targets, 0);
  expect(table.heard(at("a", 1), 0)).toEqual([
    {
      kind: "found",
      face: {
        faceId: "http:127.0.0.1:1",
        keys: [
          { kind: "usn", value: "a" },
          { kind: "ip", value: "127.0.0.1" },
        ],
        link: { kind: "http", baseUrl: "http://127.0.0.1:1" },
        driver: "roku-ecp",
        settings: { confirmIntervalMs: 100 },
      },
    },
  ]);
  expect(table.heard(at("a", 1), 1)).toEqual([]);
});

test("a target that nobody asked for is not found", () => {
  expect(new SsdpTable(targets, 0).heard(at("a", 1, "upnp:rootdevice"), 0)).toEqual([]);
});

test("a device that moves is found at the new place before the old is gone", () => {
  const table = new SsdpTable(targets, 0);
  table.heard(at("a", 1), 0);
  expect(table.heard(at("a", 2), 1)).toEqual([face("a", 2), gone(1, "moved")]);
  expect(table.heard(at("a", 2), 2)).toEqual([]);
});

test("a new device at the place of another takes the face over, and the old name's end takes nothing away", () => {
  const table = new SsdpTable(targets, 0);
  table.heard(at("a", 1), 0);
  expect(table.heard(at("b", 1), 1)).toEqual([face("b", 1)]);
  expect(table.bye("a")).toEqual([]);
  expect(table.bye("b")).toEqual([gone(1, "goodbye")]);
});

test("two services of one device are two faces, and one goodbye ends both", () => {
  const table = new SsdpTable(targets, 0);
  expect(table.heard(at("a", 1), 0)).toEqual([face("a", 1)]);
  expect(table.heard(at("a", 2, "dial"), 0)).toEqual([face("a", 2, "dial")]);
  expect(table.heard(at("a", 1), 1)).toEqual([]);
  expect(table.bye("a")).toEqual([gone(1, "goodbye"), gone(2, "goodbye")]);
});

test("a device is kept for twice its own word and the grace, then it is gone", () => {
  const table = new SsdpTable(targets, 5_000);
  table.heard(at("a", 1), 0);
  table.heard(at("a", 1), 1_000);
  expect(table.expire(25_999)).toEqual([]);
  expect(table.expire(26_000)).toEqual([gone(1, "not announced")]);
  expect(table.expire(30_000)).toEqual([]);
  expect(table.heard(at("a", 1), 30_001)).toEqual([face("a", 1)]);
});

test("a goodbye of nobody is nothing", () => {
  expect(new SsdpTable(targets, 0).bye("a")).toEqual([]);
});

test("a flood of names is bounded, and the known ones are still heard", () => {
  const table = new SsdpTable(targets, 0);
  let found = 0;
  for (let port = 1; port <= 3_000; port += 1) found += table.heard(at(`u${port}`, port), 0).length;
  expect(found).toBe(1024);
  expect(table.heard(at("u1", 5_000), 1)).toEqual([face("u1", 5_000), gone(1, "moved")]);
});
