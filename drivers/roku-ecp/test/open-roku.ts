import type { DriverContext, JsonObject, Observation } from "@rae/driver";
import { NodeHttpLink } from "@rae/driver/http";
import { silentLogger, systemClock } from "@rae/driver/testing";
import { rokuEcp } from "../src/index.ts";
import { ScriptedRoku } from "./scripted-roku.ts";

export const soon = () => AbortSignal.timeout(5_000);

/** The driver on a real socket, with a Roku that the test plays. */
export async function openRoku(remembered: DriverContext["remembered"] = {}) {
  if (rokuEcp.needs !== "http") throw new Error("roku-ecp speaks http");
  const roku = new ScriptedRoku();
  await roku.listen();
  const link = new NodeHttpLink(`http://127.0.0.1:${roku.port}`);
  const reports: Observation[] = [];
  const context = {
    clock: systemClock,
    logger: silentLogger,
    remembered,
    report: (observation: Observation) => reports.push(observation),
  };
  const driver = rokuEcp.open(link, { confirmIntervalMs: 20 }, context);
  const close = async () => {
    await driver.close();
    await link.close();
    await roku.leave();
  };
  const run = (name: string, parameters: JsonObject = {}, signal = soon()) => {
    const [capability = "", command = ""] = name.split(".");
    return driver.run(capability, command, parameters, signal);
  };
  return { roku, driver, run, reports, close };
}
