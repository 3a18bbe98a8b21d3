import type { Attributes, JsonObject } from "@rae/protocol";
import type { CareLists } from "../../core/health/care-lists.ts";
import type { AttributeUpdate } from "../../core/sessions/connection-state.ts";
import type { DeviceAction } from "../command-lanes.ts";

/** The devices, as their caretaker needs them. */
export interface CaredDevices {
  /** What the session shows; undefined if it is not open. */
  attributes(sessionId: string): Attributes | undefined;
  /** Whether the device answers, sleeps, or is neither. */
  presenceOf(sessionId: string): "there" | "asleep" | "away";
  /** How the device is cared for; undefined as long as nobody knows which drivers serve it. */
  listsOf(sessionId: string): CareLists | undefined;
  offers(sessionId: string, capability: string): boolean;
  /** Whether the holder of a lease was given the device and still has it: then nobody else may touch it. */
  isLeased(sessionId: string): boolean;
  /** Runs a command of the box's own in its turn. @throws RaeError; the signal's reason. */
  run(action: DeviceAction, signal: AbortSignal): Promise<JsonObject>;
  show(sessionId: string, update: AttributeUpdate): void;
}
