import { lgRs232 } from "../../src/drivers/lg-rs232/driver.ts";
import { rokuEcp } from "../../src/drivers/roku-ecp/driver.ts";
import { serialConsole } from "../../src/drivers/serial-console/driver.ts";
import { NodeHttpLink } from "../../src/links/http-link.ts";
import { driverConformance } from "../../src/testing/driver-conformance.ts";
import { openSerialDriver } from "./open-serial-driver.ts";
import { ScriptedLgSet } from "./scripted-lg-set.ts";
import { ScriptedRoku } from "./scripted-roku.ts";

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

driverConformance({
  name: "serial-console",
  settings: {},
  frozenProbe: undefined,
  async open(context, settings) {
    const { driver, port, close } = await openSerialDriver(serialConsole, settings, context);
    return { driver, freeze: () => port.freeze(), close };
  },
});

driverConformance({
  name: "roku-ecp",
  settings: { confirmIntervalMs: 20 },
  frozenProbe: "timeout",
  async open(context, settings) {
    if (rokuEcp.needs !== "http") throw new Error("roku-ecp speaks http");
    const roku = new ScriptedRoku();
    await roku.listen();
    const link = new NodeHttpLink({ kind: "http", baseUrl: `http://127.0.0.1:${roku.port}` });
    try {
      const driver = rokuEcp.open(link, settings, context);
      return {
        driver,
        freeze: () => {
          roku.isFrozen = true;
        },
        close: async () => {
          await driver.close();
          await link.close();
          await roku.leave();
        },
      };
    } catch (error) {
      await roku.leave();
      throw error;
    }
  },
});
