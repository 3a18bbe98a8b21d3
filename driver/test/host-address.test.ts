import { describe, expect, test } from "vitest";
import { canonicalHost, hostAndPort, parseHostAndPort } from "../src/host-address.ts";
import { httpAddress } from "../src/http-address.ts";

describe("a host", () => {
  test.each([
    ["192.0.2.7", "192.0.2.7"],
    ["TV-1.Lab", "tv-1.lab"],
    ["tv_1", "tv_1"],
    ["::1", "::1"],
    ["[::1]", "::1"],
    ["FE80:0:0:0::1", "fe80::1"],
    ["[fe80::1%eth0]", "fe80::1%eth0"],
    ["fe80::1%lan0.2", "fe80::1%lan0.2"],
  ])("%s is %s", (text, host) => {
    expect(canonicalHost(text)).toBe(host);
  });

  test.each([
    ...["", "192.0.2.300", "1.2.3.4.5", "a b", "tv:8060", "[::1", "::1]", ":::1", "[tv]", "a/b"],
    ...["user@tv", "[::1]/x[", "fe80::1%", "fe80::1%a%b", "fe80::1%a b", "::1%../x", "tv%eth0"],
  ])("%j is none", (text) => {
    expect(canonicalHost(text)).toBeUndefined();
  });
});

test.each([
  ["192.0.2.7:2001", "192.0.2.7", 2001],
  ["ts.lab:1", "ts.lab", 1],
  ["[fe80::1%eth0]:65535", "fe80::1%eth0", 65_535],
])("%s is host and port, and back", (text, host, port) => {
  expect(parseHostAndPort(text)).toEqual({ host, port });
  expect(hostAndPort(host, port)).toBe(text);
});

test.each([
  "192.0.2.7",
  "192.0.2.7:",
  "192.0.2.7:0",
  "192.0.2.7:65536",
  ":2001",
  "::1:2001",
  "[]:1",
])("%j is no host and port", (text) => {
  expect(parseHostAndPort(text)).toBeUndefined();
});

test.each([
  ["http://192.0.2.7:8060/", "192.0.2.7", 8060],
  ["http://TV.lab", "tv.lab", 80],
  ["HTTP://tv.lab:81", "tv.lab", 81],
  ["http://[fe80::1%eth0]:8060", "fe80::1%eth0", 8060],
  ["http://[::1]/", "::1", 80],
])("%s is an http address", (url, host, port) => {
  expect(httpAddress(url)).toEqual({ host, port });
});

test.each([
  ...[
    "https://tv.lab",
    "http://192.0.2.300",
    "http://tv.lab/path",
    "http://user:pw@tv.lab",
    "tv.lab",
  ],
  ...["http://tv.lab:0", "http://[::1", "http://::1", "http://"],
])("%s is no http address", (url) => {
  expect(() => httpAddress(url)).toThrow(TypeError);
});
