import { expect, test } from "vitest";
import { builtInDrivers, driverNamed, withDrivers } from "../src/driver-table.ts";

test("every driver stands under its own name", () => {
  expect([...builtInDrivers].map(([name, factory]) => [name, factory.name])).toEqual([
    ["lg-rs232", "lg-rs232"],
    ["roku-ecp", "roku-ecp"],
    ["serial-console", "serial-console"],
  ]);
});

test("drivers besides them are found by their names, and none may take one of another", () => {
  const acme = { ...driverNamed("lg-rs232"), name: "acme" };
  expect(driverNamed("acme", withDrivers([acme]))).toBe(acme);
  for (const others of [[acme, acme], [{ ...acme, name: "roku-ecp" }]]) {
    expect(() => withDrivers(others)).toThrow(
      expect.objectContaining({
        code: "config-invalid",
        message: expect.stringContaining("two drivers have the name"),
      }),
    );
  }
});

test("a name that no driver has is config-invalid and names those that there are", () => {
  expect(() => driverNamed("lg")).toThrow(
    expect.objectContaining({
      code: "config-invalid",
      details: { driver: "lg", known: ["lg-rs232", "roku-ecp", "serial-console"] },
    }),
  );
});
