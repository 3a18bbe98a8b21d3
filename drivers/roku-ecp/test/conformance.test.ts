import { NodeHttpLink } from "@rae/driver/http";
import { driverConformance } from "@rae/driver/testing";
import { test } from "vitest";
import { rokuEcp } from "../src/driver.ts";
import { ScriptedRoku } from "./scripted-roku.ts";

driverConformance(test, {
  factory: rokuEcp,
  settings: { confirmIntervalMs: 20 },
  frozenProbe: "timeout",
  async openDevice() {
    const roku = new ScriptedRoku();
    await roku.listen();
    const link = new NodeHttpLink(`http://127.0.0.1:${roku.port}`);
    const freeze = () => {
      roku.isFrozen = true;
    };
    const close = async () => {
      await link.close();
      await roku.leave();
    };
    return { link, freeze, close };
  },
});
