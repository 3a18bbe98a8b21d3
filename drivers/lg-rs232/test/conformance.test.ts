import { driverConformance, openSerialDriver } from "@rae/driver/testing";
import { lgRs232 } from "../src/driver.ts";
import { ScriptedLgSet } from "./scripted-lg-set.ts";

driverConformance({
  name: "lg-rs232",
  settings: { pauseMs: 0, replyTimeoutMs: 3_000 },
  frozenProbe: "timeout",
  async open(context, settings) {
    const { driver, port, close } = await openSerialDriver(lgRs232, settings, context);
    const set = new ScriptedLgSet(port);
    return {
      driver,
      freeze: () => {
        set.isFrozen = true;
      },
      close,
    };
  },
});
