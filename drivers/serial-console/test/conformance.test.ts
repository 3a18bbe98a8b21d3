import { driverConformance, openSerialPort } from "@rae/driver/testing";
import { test } from "vitest";
import { serialConsole } from "../src/driver.ts";

driverConformance(test, {
  factory: serialConsole,
  settings: {},
  frozenProbe: undefined,
  async openDevice() {
    const { link, port, close } = await openSerialPort();
    return { link, freeze: () => port.freeze(), close };
  },
});
