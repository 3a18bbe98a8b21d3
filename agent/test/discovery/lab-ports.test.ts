import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { LabPorts } from "../../src/discovery/lab-ports.ts";

function openFolder() {
  const folder = mkdtempSync(join(tmpdir(), "rae-ports-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const link = (name: string, device: string) => {
    rmSync(join(folder, name), { force: true });
    symlinkSync(device, join(folder, name));
    return join(folder, name);
  };
  return { folder, link };
}

test("a name reads as the path by which the port was found, once it is found", () => {
  const byId = openFolder().link("usb-A", "/dev/null");
  const ports = new LabPorts([
    { asset: "a", serial: byId },
    { asset: "b", usn: "u1" },
  ]);
  expect(ports.lab).toEqual([
    { asset: "a", serial: byId },
    { asset: "b", usn: "u1" },
  ]);
  expect(ports.setPorts(new Map([["/dev/null", "/by-path/1"]]))).toBe(true);
  expect(ports.lab).toEqual([
    { asset: "a", serial: "/by-path/1" },
    { asset: "b", usn: "u1" },
  ]);
  expect(ports.setPorts(new Map([["/dev/null", "/by-path/1"]]))).toBe(false);
  expect(ports.setPorts(new Map())).toBe(true);
  expect(ports.lab[0]).toEqual({ asset: "a", serial: byId });
});

test("a name that is the found one stays as it is, and one that leads nowhere, too", () => {
  const lab = [
    { asset: "a", serial: "by-path:pci-1" },
    { asset: "b", serial: "/no/such/port" },
  ];
  const ports = new LabPorts(lab);
  const found = new Map([["/dev/null", "/dev/serial/by-path/pci-1"]]);
  expect(ports.setPorts(found)).toBe(false);
  expect(ports.lab).toEqual(lab);
});

test("a name that two like adapters share means the one that it leads to now", () => {
  const { link } = openFolder();
  const byId = link("usb-A", "/dev/null");
  const ports = new LabPorts([{ asset: "a", serial: byId }]);
  const found = new Map([
    ["/dev/null", "/by-path/1"],
    ["/dev/zero", "/by-path/2"],
  ]);
  ports.setPorts(found);
  expect(ports.lab[0]?.serial).toBe("/by-path/1");
  link("usb-A", "/dev/zero");
  expect(ports.setPorts(found)).toBe(true);
  expect(ports.lab[0]?.serial).toBe("/by-path/2");
});

test("a port that the configuration lists counts as found by its path there", () => {
  const { link } = openFolder();
  const listed = link("listed", "/dev/null");
  const byId = link("usb-A", "/dev/null");
  expect(new LabPorts([{ asset: "a", serial: byId }], [listed]).lab[0]?.serial).toBe(listed);
});
