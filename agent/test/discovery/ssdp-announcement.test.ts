import { expect, test } from "vitest";
import { isLocal } from "../../src/discovery/interface-addresses.ts";
import { parseAnnouncement, parseUsn } from "../../src/discovery/ssdp-announcement.ts";

const answer = {
  "cache-control": "max-age=300",
  st: "roku:ecp",
  location: "http://192.168.1.134:8060/",
  usn: "uuid:roku:ecp:P0A070000007",
};
const parse = (headers: Record<string, string>) =>
  parseAnnouncement(new Map(Object.entries(headers)));

test("the answer of Roku's developer guide is read", () => {
  expect(parse(answer)).toEqual({
    usn: "uuid:roku:ecp:P0A070000007",
    target: "roku:ecp",
    location: "http://192.168.1.134:8060",
    host: "192.168.1.134",
    port: 8060,
    maxAgeMs: 300_000,
  });
});

test("a notification names its target NT", () => {
  const { st, ...rest } = answer;
  expect(parse({ ...rest, nt: st })).toMatchObject({ target: "roku:ecp" });
});

test("an answer without a target is of the service that its name is of", () => {
  const { st, ...rest } = answer;
  expect(parse({ ...rest, usn: `uuid:x::${st}` })).toMatchObject({ usn: "uuid:x", target: st });
  expect(parse({ ...rest, st: "", usn: `uuid:x:: ${st}` })).toMatchObject({ target: st });
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
  expect(parse({ ...answer, "cache-control": value })).toMatchObject({ maxAgeMs });
});

const { location: _location, ...placeless } = answer;
const { st: _st, ...aimless } = answer;
test.each([
  ["no name", { ...answer, usn: "" }, "no usable USN"],
  ["a name that is far too long", { ...answer, usn: "x".repeat(300) }, "no usable USN"],
  ["no target", aimless, "neither ST nor NT"],
  ["no place", placeless, "no address: "],
  ["a place that is no address", { ...answer, location: "here" }, "no address: here"],
  ["a place that is no http", { ...answer, location: "ftp://192.168.1.134/" }, "not http"],
  ["a place by https", { ...answer, location: "https://192.168.1.134/" }, "not http"],
  ["an IPv6 address", { ...answer, location: "http://[fe80::1]:8060/" }, "IPv6"],
])("an announcement with %s is refused with the reason", (_name, headers, reason) => {
  expect(parse(headers)).toEqual({ refusal: expect.stringContaining(reason) });
});

test("a service's name is that of its device", () => {
  const headers = new Map([["usn", "uuid:abc::urn:dial-multiscreen-org:service:dial:1"]]);
  expect(parseUsn(headers)).toBe("uuid:abc");
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
