import type { Static, TSchema } from "typebox";
import { app } from "./app.ts";
import { deviceConsole } from "./console.ts";
import type { CapabilityContract } from "./contract.ts";
import { info } from "./info.ts";
import { power } from "./power.ts";
import { remoteControl } from "./remote-control.ts";

/** Every contract by its name, with the types of its schemas. */
export const capabilityTable = {
  info,
  power,
  "remote-control": remoteControl,
  app,
  console: deviceConsole,
} as const satisfies Readonly<Record<string, CapabilityContract>>;

type Table = typeof capabilityTable;

/** Every command by its full name: `power.on` and so on. */
export type CommandName = {
  [C in keyof Table]: `${C}.${keyof Table[C]["commands"] & string}`;
}[keyof Table];

type Contract<N extends CommandName> = N extends `${infer C extends keyof Table}.${infer Command}`
  ? Command extends keyof Table[C]["commands"]
    ? Table[C]["commands"][Command]
    : never
  : never;

/** What a command takes, as its contract says. */
export type CommandParameters<N extends CommandName> = Readonly<Typed<Contract<N>, "parameters">>;

/** What a command gives, as its contract says. */
export type CommandResult<N extends CommandName> = Readonly<Typed<Contract<N>, "result">>;

type Typed<C, K extends "parameters" | "result"> = C extends {
  readonly [_ in K]: infer S extends TSchema;
}
  ? Static<S>
  : never;
