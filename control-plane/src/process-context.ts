import type { Clock, CloseStack, Logger } from "@rae/kit";
import type { Registry } from "prom-client";
import type { ControlPlaneConfig } from "./config-schema.ts";

/** What the parts of a process are opened with. */
export interface ProcessContext {
  readonly config: ControlPlaneConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Everything that is opened goes here: it is closed in the reverse order, also if the start fails. */
  readonly stack: CloseStack;
}
