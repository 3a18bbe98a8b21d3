import { sharedEngines } from "@rae/deploy/engines/testing";
import { silentLogger, systemClock } from "@rae/kit";
import { openRedisFleetView } from "../../src/adapters/redis/fleet-view.ts";
import { manyResumes } from "../api/events/many-resumes.ts";

const open = () =>
  openRedisFleetView({
    topology: { kind: "single", ...sharedEngines().redis },
    keyPrefix: `resumes:${crypto.randomUUID()}:`,
    clock: systemClock,
    logger: silentLogger,
  });

manyResumes("redis", open, false);
