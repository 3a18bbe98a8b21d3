import { driverConformance, openSerialDriver } from "@rae/driver/testing";
import { serialConsole } from "../src/driver.ts";

driverConformance({
  name: "serial-console",
  settings: {},
  frozenProbe: undefined,
  async open(context, settings) {
    const { driver, port, close } = await openSerialDriver(serialConsole, settings, context);
    return { driver, freeze: () => port.freeze(), close };
  },
});
