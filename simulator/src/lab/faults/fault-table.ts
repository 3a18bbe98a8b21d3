import { schemaFaults } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { type Static, type TProperties, Type } from "typebox";

const delayMs = (summary: string, maximum = 600_000) =>
  Type.Optional(Type.Integer({ minimum: 0, maximum, description: summary }));

/** How many answers a fault spoils before it ends by itself; for good where it is left out. */
const replies = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 1_000_000, description: "answers to spoil, then it ends" }),
);
const macAddress = Type.Optional(Type.String({ pattern: "^[0-9a-f]{2}(:[0-9a-f]{2}){5}$" }));
const identifier = Type.Optional(Type.String({ pattern: "^[A-Za-z0-9-]{1,64}$" }));

function row<const Name extends string, P extends TProperties>(
  fault: Name,
  summary: string,
  parameters: P,
) {
  const schema = Type.Object(
    { fault: Type.Literal(fault), ...parameters },
    { additionalProperties: false, description: summary },
  );
  return { summary, schema };
}

/** Every way in which a virtual device can fail. Each family of devices supports some of them. */
export const faultTable = {
  freeze: row("freeze", "Hears nothing, does nothing, says nothing.", {}),
  "no-reply": row("no-reply", "Does what it is told, but its answer is lost.", { replies }),
  slow: row("slow", "Answers late.", {
    delayMs: Type.Integer({ minimum: 1, maximum: 600_000 }),
    replies,
  }),
  "half-frame": row("half-frame", "Stops in the middle of its answer, and stays silent.", {
    replies,
  }),
  garbage: row("garbage", "Answers noise.", { replies }),
  refuse: row("refuse", "Refuses what it is told, in its protocol's own way.", {
    status: Type.Optional(
      Type.Integer({ minimum: 400, maximum: 599, description: "HTTP status of the refusal" }),
    ),
    replies,
  }),
  "wrong-id": row("wrong-id", "Answers under the id of another set.", { replies }),
  "reset-half-way": row("reset-half-way", "Resets in the middle of its answer.", { replies }),
  sleep: row("sleep", "Falls asleep; its network or its ears go.", {
    afterMs: delayMs("how long its power state says so before it goes"),
    network: Type.Optional(
      Type.Union([Type.Literal("refusing"), Type.Literal("silent")], {
        description: "connections are refused (the default), or taken and never answered",
      }),
    ),
  }),
  "limited-mode": row("limited-mode", "Forbids control by network, answers queries.", {
    launch: Type.Optional(
      Type.Boolean({ description: "whether it still lets apps be started; false by default" }),
    ),
  }),
  unplug: row("unplug", "Its cable is pulled.", {}),
  plug: row("plug", "Its cable is put in again.", {}),
  reboot: row("reboot", "Starts anew, if asked with another identity, as new firmware may.", {
    mac: macAddress,
    esn: identifier,
    serial: identifier,
    downMs: delayMs("how long it is away"),
  }),
} as const;

export type FaultName = keyof typeof faultTable;

/** A fault with its parameters. */
export type Fault = { [Name in FaultName]: Static<(typeof faultTable)[Name]["schema"]> }[FaultName];

export type FaultOf<Name extends FaultName> = Extract<Fault, { fault: Name }>;

export const faultNames = Object.keys(faultTable) as readonly FaultName[];

function isFaultName(name: unknown): name is FaultName {
  return typeof name === "string" && Object.hasOwn(faultTable, name);
}

/**
 * Reads a fault that a person or a file gives.
 * @throws RaeError `bad-request` that names what is wrong and what there is.
 */
export function parseFault(value: unknown): Fault {
  const name = (value as { fault?: unknown } | null)?.fault;
  if (!isFaultName(name)) {
    throw new RaeError("bad-request", `there is no fault ${JSON.stringify(name)}`, {
      details: { faults: faultNames },
    });
  }
  const faults = schemaFaults(faultTable[name].schema, value);
  if (faults.length > 0) {
    throw new RaeError("bad-request", `the parameters of ${name} are not usable`, {
      details: { faults },
    });
  }
  return value as Fault;
}
