import type { Action } from "../../core/access/actions.ts";
import { installationAdmin, type Principal } from "../../core/access/principal.ts";
import type { Sight } from "../../core/access/sight.ts";
import type { DeviceRow } from "../../core/fleet-index-row.ts";
import type { FleetReader } from "../../core/fleet-reader.ts";
import { checkAction } from "./check-action.ts";

/** Who asks, and the fleet as he sees it. */
export interface Asker {
  readonly principal: Principal;
  readonly sight: Sight;
  readonly fleet: FleetReader;
}

/** @throws RaeError `forbidden` if who asks sees the device and may not do this with it. */
export function checkOnDevice({ principal, sight }: Asker, action: Action, row: DeviceRow): void {
  checkAction(principal, action, sight.resourceOf(row));
}

/** An idempotency key of one principal, that no other's can be. The administrator's stays as it was before there were others. */
export function keyOf({ principal }: Asker, key: string | undefined): string | undefined {
  if (key === undefined || principal.id === installationAdmin.id) return key;
  return `${principal.id}\0${key}`;
}
