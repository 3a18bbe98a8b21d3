import { driverConformance, openSerialPort } from "@rae/driver/testing";
import { test } from "vitest";
import { lgRs232 } from "../src/driver.ts";
import { ScriptedLgSet } from "./scripted-lg-set.ts";

driverConformance(test, {
  factory: lgRs232,
  settings: { pauseMs: 0, replyTimeoutMs: 3_000 },
  frozenProbe: "timeout",
  async openDevice() {
    const { link, port, close } = await openSerialPort();
    const set = new ScriptedLgSet(port);
    const freeze = () => {
      set.isFrozen = true;
    };
    return { link, freeze, close };
  },
});
