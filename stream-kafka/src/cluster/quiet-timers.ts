import { createRequire } from "node:module";

interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

const require = createRequire(import.meta.url);
const {
  prototype,
}: { readonly prototype: RequestQueue } = require("kafkajs/src/network/requestQueue/index.js");
const original = prototype.scheduleCheckPendingRequests;

/**
 * kafkajs 2.2.4 re-arms this timer when nothing is pending too, with a delay below zero: some 900 timers a second on an
 * idle connection, and a `TimeoutNegativeWarning`. It is of use only for requests that wait, and those arm it. Holds for every
 * kafkajs client of the process.
 */
export function quietIdleTimers(): void {
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) original.call(this);
  };
}
