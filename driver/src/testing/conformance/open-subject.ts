import assert from "node:assert/strict";
import type { Clock } from "@rae/kit";
import { toRaeError } from "@rae/protocol";
import type { Driver, Observation } from "../../driver.ts";
import { isDriverErrorCode } from "../../driver-error.ts";
import type { LinkKind } from "../../link.ts";
import { driverContext } from "../driver-context.ts";
import { type WatchedLink, watchLink } from "../links/watched-link.ts";
import type { ConformanceDevice, ConformanceSubject } from "./conformance-subject.ts";
import { jsonFaults } from "./json-faults.ts";

/** A driver under test on its device. */
export interface OpenSubject<Needs extends LinkKind> {
  readonly driver: Driver;
  readonly device: ConformanceDevice<Needs>;
  readonly watched: WatchedLink<Needs>;
  readonly reports: readonly Observation[];
}

/** Runs `task` with a driver on a new device, and closes both. */
export async function withSubject<Needs extends LinkKind>(
  { factory, settings, openDevice, clock }: ConformanceSubject<Needs>,
  task: (subject: OpenSubject<Needs>) => Promise<void>,
): Promise<void> {
  const device = await openDevice();
  try {
    const watched = watchLink<Needs>(device.link);
    const { context, reports } = driverContext(clockOf(clock));
    const driver = factory.open(watched.link, settings, context);
    try {
      await task({ driver, device, watched, reports });
    } finally {
      await inTime(driver.close(), "close");
    }
  } finally {
    await device.close();
  }
}

function clockOf(clock: Clock | undefined): { readonly clock?: Clock } {
  return clock === undefined ? {} : { clock };
}

/** How long anything may take that should end at once. */
const patienceMs = 5_000;

/** What the promise settles with. @throws AssertionError if it does not settle. */
export async function inTime<T>(promise: Promise<T>, what: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new assert.AssertionError({ message: `${what} did not end` })),
    patienceMs,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What `task` throws, undefined if nothing. @throws AssertionError if it does not settle, or throws what a driver may not. */
export async function failureOf(
  task: () => Promise<unknown>,
  what: string,
  reason?: unknown,
): Promise<unknown> {
  try {
    await inTime(task(), what);
    return undefined;
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    if (error !== reason || reason === undefined) assertDriverError(error, what);
    return error;
  }
}

function assertDriverError(error: unknown, what: string): void {
  const { code, message, details } = toRaeError(error);
  assert.ok(isDriverErrorCode(code), `${what} threw ${code}, which no driver may: ${message}`);
  assert.deepEqual(jsonFaults(details, `details of ${code}`), [], what);
}
