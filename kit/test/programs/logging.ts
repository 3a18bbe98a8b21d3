/** A program for `log.test.ts`: logs one line that carries secrets. */
import { createLogger } from "@rae/kit";

const logger = createLogger("lab", "info");
logger.debug("not shown");
logger.info(
  { boxId: "box-1", token: "hunter2", gateway: { password: "hunter2" } },
  "box connected",
);
