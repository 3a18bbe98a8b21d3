import { expect, test } from "vitest";
import { faceAttributes } from "../../../src/core/faces/face-attributes.ts";
import type { LinkSpec } from "../../../src/core/faces/link-spec.ts";

test.each<[LinkSpec, Record<string, unknown>]>([
  [
    { kind: "http", baseUrl: "http://[fe80::1%eth0]:8060" },
    { "net.address": "fe80::1%eth0", "net.port": 8060 },
  ],
  [
    { kind: "tcp", host: "[::1]", port: 2001 },
    { "net.address": "::1", "net.port": 2001 },
  ],
  [
    { kind: "tcp", host: "TS.lab", port: 2001 },
    { "net.address": "ts.lab", "net.port": 2001 },
  ],
  [{ kind: "serial", path: "/dev/ttyS0", baudRate: 9600 }, {}],
])("the way %o shows as %o, an address without brackets", (link, attributes) => {
  const face = { faceId: "f", keys: [], link, driver: "d", settings: {} };
  expect(faceAttributes(face)).toEqual(attributes);
});
