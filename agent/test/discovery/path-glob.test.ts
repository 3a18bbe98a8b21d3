import { expect, test } from "vitest";
import { parsePathGlob } from "../../src/discovery/path-glob.ts";

test.each([
  ["/dev/serial/by-path/*", "pci-0000:00:14.0-usb-0:2:1.0-port0", true],
  ["/dev/ttyUSB?", "ttyUSB0", true],
  ["/dev/ttyUSB?", "ttyUSB10", false],
  ["/dev/ttyUSB*", "ttyACM0", false],
  ["/dev/tty.usb", "ttyxusb", false],
  ["/dev/a+b(c)*", "a+b(c)d", true],
  ["/dev/ttyS0", "ttyS0", true],
  ["/dev/ttyS0", "ttyS01", false],
])("%s takes %s: %s", (glob, name, taken) => {
  expect(parsePathGlob(glob).matches(name)).toBe(taken);
});

test("the folder is what stands before", () => {
  expect(parsePathGlob("/dev/serial/by-path/*").folder).toBe("/dev/serial/by-path");
});

test.each(["dev/tty*", "*", "/dev/*/tty0"])("%s is not usable", (glob) => {
  expect(() => parsePathGlob(glob)).toThrow(TypeError);
});
