import { expect, test } from "vitest";
import { driverNamed, driverTable } from "../src/driver-table.ts";

test("every driver stands under its own name", () => {
  expect([...driverTable].map(([name, factory]) => [name, factory.name])).toEqual([
    ["lg-rs232", "lg-rs232"],
    ["roku-ecp", "roku-ecp"],
    ["serial-console", "serial-console"],
  ]);
});

test("a name that no driver has is config-invalid and names those that there are", () => {
  expect(() => driverNamed("lg")).toThrow(
    expect.objectContaining({
      code: "config-invalid",
      details: { driver: "lg", known: ["lg-rs232", "roku-ecp", "serial-console"] },
    }),
  );
});
