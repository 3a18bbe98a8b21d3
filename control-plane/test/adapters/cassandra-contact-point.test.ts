import { expect, test } from "vitest";
import {
  formatContactPoint,
  parseContactPoint,
} from "../../src/adapters/cassandra/contact-point.ts";

test.each([
  ["db.example", "db.example", undefined, "db.example"],
  ["db.example:9142", "db.example", "9142", "db.example:9142"],
  ["192.0.2.7:9142", "192.0.2.7", "9142", "192.0.2.7:9142"],
  ["2001:db8::7", "2001:db8::7", undefined, "2001:db8::7"],
  ["::1", "::1", undefined, "::1"],
  ["[2001:db8::7]", "2001:db8::7", undefined, "2001:db8::7"],
  ["[2001:db8::7]:9142", "2001:db8::7", "9142", "[2001:db8::7]:9142"],
])("the contact point %s is host %s, port %s, for the driver %s", (text, host, port, told) => {
  const read = parseContactPoint(text);
  expect(read).toEqual({ host, port });
  expect(formatContactPoint(read)).toBe(told);
});
