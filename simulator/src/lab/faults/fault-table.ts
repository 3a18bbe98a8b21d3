import { schemaFaults } from "@rae/kit";
import { RaeError } from "@rae/protocol";
import { type Static, type TProperties, Type } from "typebox";
import { identitySchemas } from "../devices/identity.ts";
import { headerFaults } from "../endpoints/http-response.ts";
import { ssdpFaults } from "../endpoints/ssdp-faults.ts";

const oneOf = <const Words extends readonly string[]>(words: Words) =>
  Type.Unsafe<Words[number]>(Type.Union(words.map((word) => Type.Literal(word))));
const delayMs = (summary: string, maximum = 600_000) =>
  Type.Optional(Type.Integer({ minimum: 0, maximum, description: summary }));

/** Which answers a fault spoils, and how many before it ends by itself: all, and for good, where they are left out. */
const spoils = {
  replies: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1_000_000, description: "answers to spoil, then it ends" }),
  ),
  only: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description: "spoils only answers to a path, a frame or a line that begins so",
    }),
  ),
};

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
  "no-reply": row("no-reply", "Does what it is told, but its answer is lost.", spoils),
  slow: row("slow", "Answers late.", {
    delayMs: Type.Integer({ minimum: 1, maximum: 600_000 }),
    ...spoils,
  }),
  "half-frame": row("half-frame", "Stops in the middle of its answer, and stays silent.", spoils),
  garbage: row("garbage", "Answers noise.", spoils),
  refuse: row("refuse", "Refuses what it is told, in its protocol's own way.", {
    status: Type.Optional(
      Type.Integer({ minimum: 400, maximum: 599, description: "HTTP status of the refusal" }),
    ),
    ...spoils,
  }),
  "wrong-id": row("wrong-id", "Answers under the id of another set.", spoils),
  "reset-half-way": row("reset-half-way", "Resets in the middle of its answer.", spoils),
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
  "accept-and-close": row("accept-and-close", "Takes connections and closes them at once.", {}),
  telnet: row(
    "telnet",
    "Its serial server speaks telnet on connections that begin from now on.",
    {},
  ),
  "other-server": row("other-server", "Some other HTTP server answers at its address.", {
    status: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
  }),
  "white-space": row(
    "white-space",
    "Its description carries much white space, or is nothing else.",
    {
      ...spoils,
      sizeBytes: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_000_000 })),
      place: Type.Optional(oneOf(["only", "before", "inside", "after"])),
    },
  ),
  "bad-headers": row("bad-headers", "Writes HTTP headers that RFC 9112 does not allow.", {
    kind: oneOf(headerFaults),
  }),
  "bad-xml": row("bad-xml", "Its description is not quite XML, or more than that.", {
    ...spoils,
    kind: oneOf([
      "bare-ampersand",
      "control-character",
      "surrogate-reference",
      "latin-1",
      "entity-expansion",
    ]),
  }),
  "bad-ssdp": row(
    "bad-ssdp",
    "Answers searches, and announces itself, as careless firmware does.",
    {
      kind: oneOf(ssdpFaults),
    },
  ),
  goodbye: row("goodbye", "Takes leave by SSDP and announces itself again, without going.", {
    times: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: "1 if left out" })),
  }),
  unplug: row("unplug", "Its cable is pulled.", {}),
  plug: row("plug", "Its cable is put in again.", {}),
  reboot: row("reboot", "Starts anew, if asked with another identity, as new firmware may.", {
    ...identitySchemas,
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
