import { openRedisFleetView } from "@rae/control-plane";
import { silentLogger, systemClock } from "@rae/kit";
import { sharedEngines } from "../harness/engines.ts";
import { fleetViewContract } from "./fleet-view-contract.ts";

fleetViewContract("redis", async ({ keepChanges }) => {
  const topology = { kind: "single", ...sharedEngines().redis } as const;
  const keyPrefix = `contract:${crypto.randomUUID()}:`;
  const shared = { clock: systemClock, logger: silentLogger };
  return openRedisFleetView({ ...shared, topology, keyPrefix, keepChanges });
});
