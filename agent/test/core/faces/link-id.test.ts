import { expect, test } from "vitest";
import { linkId } from "../../../src/core/faces/link-id.ts";
import type { LinkSpec } from "../../../src/core/faces/link-spec.ts";
import { serialWireKey } from "../../../src/core/faces/wire-key.ts";

test.each<[LinkSpec, string]>([
  [{ kind: "serial", path: "/dev/ttyS0", baudRate: 9600 }, "serial:/dev/ttyS0"],
  [{ kind: "tcp", host: "10.0.0.1", port: 20060 }, "tcp:10.0.0.1:20060"],
  [{ kind: "udp", host: "10.0.0.1", port: 9 }, "udp:10.0.0.1:9"],
  [{ kind: "udp", host: "[::1]", port: 9 }, "udp:[::1]:9"],
  [{ kind: "child", program: "/usr/bin/adb", args: ["-s", "X1"] }, "child:/usr/bin/adb -s X1"],
  [{ kind: "child", program: "cec-client" }, "child:cec-client"],
  [{ kind: "http", baseUrl: "http://10.0.0.1:8060/" }, "http:10.0.0.1:8060"],
  [{ kind: "http", baseUrl: "http://tv.lab" }, "http:tv.lab:80"],
  [{ kind: "tcp", host: "FE80::1%eth0", port: 2001 }, "tcp:[fe80::1%eth0]:2001"],
  [{ kind: "http", baseUrl: "http://[fe80::1%eth0]:8060" }, "http:[fe80::1%eth0]:8060"],
])("%o has the id %s", (spec, id) => {
  expect(linkId(spec)).toBe(id);
});

test("a port by its place keeps its key whatever the folder of udev", () => {
  expect(serialWireKey("/dev/serial/by-path/pci-0:2:1.0-port0")).toBe(
    "serial:by-path:pci-0:2:1.0-port0",
  );
});

test("another port is known by its path", () => {
  expect(serialWireKey("/data/tty/lg-1")).toBe("serial:/data/tty/lg-1");
});
