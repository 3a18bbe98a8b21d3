import { expect, test } from "vitest";
import { isLocal } from "../../src/discovery/interface-addresses.ts";
import { parseAnnouncement, parseUsn } from "../../src/discovery/ssdp-announcement.ts";

const answer = {
  "CACHE-CONTROL": "max-age=300",
  ST: "roku:ecp",
  LOCATION: "http://192.168.1.134:8060/",
  USN: "uuid:roku:ecp:P0A070000007",
};

test("the answer of Roku's developer guide is read", () => {
  expect(parseAnnouncement(answer)).toEqual({
    usn: "uuid:roku:ecp:P0A070000007",
    target: "roku:ecp",
    location: "http://192.168.1.134:8060",
    host: "192.168.1.134",
    port: 8060,
    maxAgeMs: 300_000,
  });
});

test("a notification names its target NT", () => {
  const { ST, ...rest } = answer;
  expect(parseAnnouncement({ ...rest, NT: ST })?.target).toBe("roku:ecp");
});

test.each([
  ["max-age=60", 60_000],
  ['max-age = "60"', 60_000],
  ["no-cache, MAX-AGE=60", 60_000],
  ["", 1_800_000],
  ["max-age=0", 1_800_000],
  ["max-age=soon", 1_800_000],
  ["max-age=999999999", 86_400_000],
])("the cache control %j lets it live %i ms", (value, maxAgeMs) => {
  expect(parseAnnouncement({ ...answer, "CACHE-CONTROL": value })?.maxAgeMs).toBe(maxAgeMs);
});

test.each([
  ["no name", { ...answer, USN: "" }],
  ["no place", { ...answer, LOCATION: "" }],
  ["a place that is no address", { ...answer, LOCATION: "here" }],
  ["a place that is no http", { ...answer, LOCATION: "ftp://192.168.1.134/" }],
  ["a name that is far too long", { ...answer, USN: "x".repeat(300) }],
])("an announcement with %s is none", (_name, headers) => {
  expect(parseAnnouncement(headers)).toBeUndefined();
});

test("a service's name is that of its device", () => {
  expect(parseUsn({ USN: "uuid:abc::urn:dial-multiscreen-org:service:dial:1" })).toBe("uuid:abc");
});

test.each([
  ["127.0.0.1", true],
  ["127.9.9.9", true],
  ["10.1.2.3", true],
  ["10.1.3.3", false],
  ["192.0.2.1", true],
  ["192.0.2.2", false],
  ["8.8.8.8", false],
  ["example.org", false],
  ["10.1.2.999", false],
  ["::1", false],
])("%s belongs to the networks: %s", (address, local) => {
  const networks = [
    { address: "127.0.0.1", cidr: "127.0.0.1/8" },
    { address: "10.1.2.1", cidr: "10.1.2.1/24" },
    { address: "192.0.2.1", cidr: "192.0.2.1/32" },
  ];
  expect(isLocal(address, networks)).toBe(local);
});
