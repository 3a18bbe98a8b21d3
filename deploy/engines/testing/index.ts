import { inject } from "vitest";

/** Addresses of the engines that all engine tests of a run share. */
export interface SharedEngines {
  readonly kafkaBrokers: readonly string[];
  readonly cassandra: {
    readonly host: string;
    readonly port: number;
    readonly dataCenter: string;
  };
  readonly redis: { readonly host: string; readonly port: number };
}

declare module "vitest" {
  export interface ProvidedContext {
    engines: SharedEngines;
  }
}

/**
 * The engines that the vitest project `engines` started. Others use them, too: take topics, keyspaces and key prefixes of your
 * own, and neither stop nor flush one.
 */
export function sharedEngines(): SharedEngines {
  return inject("engines");
}
