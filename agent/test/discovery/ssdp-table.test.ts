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
    faceId: `ssdp:http:127.0.0.1:${port}`,
    driver,
    keys: [
      { kind: "usn", value: usn },
      { kind: "ip", value: "127.0.0.1" },
    ],
  }),
});
const doubt = (port: number) => ({
  kind: "doubt",
  faceId: `ssdp:http:127.0.0.1:${port}`,
  reason: "the device said goodbye",
});
const gone = (port: number, reason: string) => ({
  kind: "gone",
  faceId: `ssdp:http:127.0.0.1:${port}`,
  reason: expect.stringContaining(reason),
});

test("a device is found once, with its link and settings", () => {
  const table = new SsdpTable(targets, 0);
  expect(table.heard(at("a", 1), 0)).toEqual([
    {
      kind: "found",
      face: {
        faceId: "ssdp:http:127.0.0.1:1",
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

test("one name that answers from two addresses is two faces, whichever answers last", () => {
  const table = new SsdpTable(targets, 0);
  const events = Array.from({ length: 20 }, (_, turn) =>
    table.heard(at("a", 1 + (turn % 2)), turn),
  );
  expect(events.flat()).toEqual([face("a", 1), face("a", 2)]);
});

test("each address of a name lives as long as it is announced itself", () => {
  const table = new SsdpTable(targets, 0);
  table.heard(at("a", 1), 0);
  table.heard(at("a", 2), 0);
  table.heard(at("a", 2), 15_000);
  expect(table.expire(20_000)).toEqual([gone(1, "not announced")]);
  expect(table.expire(35_000)).toEqual([gone(2, "not announced")]);
});

test("a new device at the place of another takes the face over, and the old name's goodbye is no doubt of it", () => {
  const table = new SsdpTable(targets, 0);
  table.heard(at("a", 1), 0);
  expect(table.heard(at("b", 1), 1)).toEqual([face("b", 1)]);
  expect(table.bye("a", 1)).toEqual([]);
  expect(table.bye("b", 1)).toEqual([doubt(1)]);
});

test("two names that both answer from one place do not take it from each other with every search", () => {
  const table = new SsdpTable(targets, 2_000);
  const turns = Array.from({ length: 20 }, (_, turn) =>
    table.heard(at(turn % 2 ? "b" : "a", 1), turn * 100),
  );
  expect(turns.flat()).toEqual([face("a", 1), face("b", 1)]);
});

test("a name that has lost its place to another takes it again when that one has fallen silent", () => {
  const table = new SsdpTable(targets, 2_000);
  table.heard(at("a", 1), 0);
  table.heard(at("b", 1), 100);
  expect(table.heard(at("a", 1), 2_100)).toEqual([]);
  expect(table.heard(at("a", 1), 2_101)).toEqual([face("a", 1)]);
});

test("a place that answers to two search targets is of the first, and of the second when the first is gone", () => {
  const table = new SsdpTable(targets, 0);
  expect(table.heard(at("a", 1, "dial"), 0)).toEqual([face("a", 1, "dial")]);
  expect(table.heard(at("a", 1), 1)).toEqual([face("a", 1)]);
  expect(table.heard(at("a", 1, "dial"), 15_000)).toEqual([]);
  expect(table.expire(20_001)).toEqual([face("a", 1, "dial")]);
});

test("a goodbye is a doubt of every place of the name, and ends none", () => {
  const table = new SsdpTable(targets, 5_000);
  table.heard(at("a", 1), 0);
  table.heard(at("a", 2, "dial"), 0);
  table.heard(at("b", 3), 0);
  expect(table.bye("a", 1)).toEqual([doubt(1), doubt(2)]);
  expect(table.expire(5_000)).toEqual([]);
});

test("a device that is not heard again after its goodbye is gone before its own word ends", () => {
  const table = new SsdpTable(targets, 5_000);
  table.heard(at("a", 1), 0);
  table.bye("a", 1_000);
  expect(table.expire(5_999)).toEqual([]);
  expect(table.expire(6_000)).toEqual([gone(1, "said goodbye")]);
});

test("twenty goodbyes in twenty seconds of a device that announces itself after each end nothing", () => {
  const table = new SsdpTable(targets, 5_000);
  table.heard(at("a", 1), 0);
  for (let second = 1; second <= 20; second += 1) {
    expect(table.bye("a", second * 1_000)).toEqual([doubt(1)]);
    expect(table.heard(at("a", 1), second * 1_000 + 1)).toEqual([]);
  }
  expect(table.expire(30_000)).toEqual([]);
});

test("a flood of goodbyes is one doubt a second", () => {
  const table = new SsdpTable(targets, 5_000);
  table.heard(at("a", 1), 0);
  const doubts = Array.from({ length: 1_000 }, (_, turn) => table.bye("a", 10 + turn * 2)).flat();
  expect(doubts).toEqual([doubt(1), doubt(1)]);
});

test("a target in another case is the same", () => {
  const table = new SsdpTable(targets, 0);
  expect(table.heard(at("a", 1, "Roku:ECP"), 0)).toEqual([face("a", 1)]);
  expect(table.heard(at("a", 1), 1)).toEqual([]);
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
  expect(new SsdpTable(targets, 0).bye("a", 0)).toEqual([]);
});

test("a flood of names is bounded, and the known ones are still heard", () => {
  const table = new SsdpTable(targets, 0);
  let found = 0;
  for (let port = 1; port <= 3_000; port += 1) found += table.heard(at(`u${port}`, port), 0).length;
  expect(found).toBe(1024);
  expect(table.bye("u1", 1)).toEqual([doubt(1)]);
  expect(table.expire(19_999)).toEqual([gone(1, "said goodbye")]);
  expect(table.heard(at("new", 5_000), 20_000)).toEqual([face("new", 5_000)]);
});
