import { NodeHttpLink } from "@rae/driver/http";
import { driverConformance } from "@rae/driver/testing";
import { rokuEcp } from "../src/driver.ts";
import { ScriptedRoku } from "./scripted-roku.ts";

driverConformance({
  name: "roku-ecp",
  settings: { confirmIntervalMs: 20 },
  frozenProbe: "timeout",
  async open(context, settings) {
    if (rokuEcp.needs !== "http") throw new Error("roku-ecp speaks http");
    const roku = new ScriptedRoku();
    await roku.listen();
    const link = new NodeHttpLink(`http://127.0.0.1:${roku.port}`);
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
