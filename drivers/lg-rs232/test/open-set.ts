import type { DriverContext, JsonObject } from "@rae/driver";
import { openSerialDriver } from "@rae/driver/testing";
import { lgRs232 } from "../src/index.ts";
import { ScriptedLgSet } from "./scripted-lg-set.ts";

export const quick = { pauseMs: 0, replyTimeoutMs: 3_000, confirmIntervalMs: 20 };
/** For tests that wait for a reply that does not come. */
export const impatient = { ...quick, replyTimeoutMs: 100 };
export const soon = () => AbortSignal.timeout(5_000);

/** The driver on a virtual port, with a set that the test plays. */
export async function openSet(settings: JsonObject = quick, context: Partial<DriverContext> = {}) {
  const opened = await openSerialDriver(lgRs232, settings, context);
  const set = new ScriptedLgSet(opened.port);
  const run = (name: string, parameters: JsonObject = {}, signal = soon()) => {
    const [capability = "", command = ""] = name.split(".");
    return opened.driver.run(capability, command, parameters, signal);
  };
  return { ...opened, set, run };
}
