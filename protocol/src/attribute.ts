/** A value of an attribute. Numbers are doubles; lists hold text. */
export type AttributeValue = string | number | boolean | readonly string[];

/** A value and when the box last saw it, milliseconds since the epoch by the box's clock. */
export interface Attribute {
  readonly value: AttributeValue;
  readonly observedAtMs: number;
}

/** Attributes by name. */
export type Attributes = Readonly<Record<string, Attribute>>;

export type AttributeType = "text" | "number" | "flag" | "list";

export interface AttributeEntry {
  readonly type: AttributeType;
  /** Unit of a number. */
  readonly unit?: string;
  readonly meaning: string;
  /** For text with a closed set of values. */
  readonly values?: readonly string[];
  /** The box itself decides it and so knows it at any time, whether or not the device answers. */
  readonly isOfBox?: true;
}

/** Well-known attributes. Drivers add their own under `x.`. */
export const attributeCatalogue = {
  "identity.asset": {
    type: "text",
    meaning: "the operator's stable name for the device, from the lab file",
    isOfBox: true,
  },
  "identity.wire": {
    type: "text",
    meaning: "where the device is plugged in: a serial port by path, or a switch port",
    isOfBox: true,
  },
  "identity.usn": {
    type: "text",
    meaning: "the unique service name's uuid that the device announces by SSDP",
  },
  "identity.serial": { type: "text", meaning: "the maker's serial number" },
  "identity.mac": { type: "text", meaning: "hardware address, lower case with colons" },
  "identity.esn": { type: "text", meaning: "electronic serial number of the player on the device" },
  "identity.conflict": {
    type: "text",
    meaning: "another session that claimed a key of this one, and which key",
  },
  "identity.possible-duplicate": {
    type: "list",
    meaning: "sessions that may be other faces of the same device",
    isOfBox: true,
  },
  "wire.adapter": { type: "text", meaning: "the serial adapter at the wire, as udev names it" },
  "model.name": { type: "text", meaning: "model as people call it" },
  "model.number": { type: "text", meaning: "model number of the maker" },
  "model.vendor": { type: "text", meaning: "maker" },
  "firmware.version": { type: "text", meaning: "version of the system software" },
  "net.address": { type: "text", meaning: "IP address" },
  "net.port": { type: "number", meaning: "TCP port of the control service" },
  "power.state": {
    type: "text",
    meaning: "what the device says of its power",
    values: ["on", "standby", "off", "unknown"],
  },
  "connection.state": {
    type: "text",
    meaning: "whether the box reaches the device",
    values: ["online", "asleep", "offline"],
    isOfBox: true,
  },
  "connection.reason": {
    type: "text",
    meaning: "why the device is not online",
    isOfBox: true,
  },
  "connection.links": {
    type: "list",
    meaning: "links that serve the device, each with its state",
    isOfBox: true,
  },
  "health.state": {
    type: "text",
    meaning: "whether the device may be handed out",
    values: ["ready", "cleaning", "checking", "quarantined"],
    isOfBox: true,
  },
  "health.reason": {
    type: "text",
    meaning: "why the device is quarantined: what was sent and what came",
    isOfBox: true,
  },
  "control.limited": {
    type: "flag",
    meaning: "the device forbids control by network while queries work",
  },
  capabilities: {
    type: "list",
    meaning: "what the device offers: names of capability contracts",
    isOfBox: true,
  },
  "app.active": { type: "text", meaning: "id of the app in front" },
  "app.active-name": { type: "text", meaning: "name of the app in front" },
  "audio.volume": { type: "number", unit: "percent", meaning: "volume" },
  "audio.muted": { type: "flag", meaning: "whether sound is muted" },
  "video.input": { type: "text", meaning: "selected input" },
  "console.state": {
    type: "text",
    meaning: "where the console is",
    values: ["silent", "booting", "login", "shell"],
  },
} as const satisfies Record<string, AttributeEntry>;

export type WellKnownAttribute = keyof typeof attributeCatalogue;

const customPattern = /^x\.[a-z0-9][a-z0-9.-]{0,62}$/;

/** Whether a driver may set this attribute: a well-known name, or its own under `x.`. */
export function isAttributeName(name: string): boolean {
  return Object.hasOwn(attributeCatalogue, name) || customPattern.test(name);
}

const ofBox = new Set(
  Object.entries<AttributeEntry>(attributeCatalogue).flatMap(([name, { isOfBox }]) =>
    isOfBox ? [name] : [],
  ),
);

/** Whether the box itself decides the attribute; the others are what a device says, or where it was found. */
export function isBoxAttribute(name: string): boolean {
  return ofBox.has(name);
}

/** The type of a value. */
export function attributeTypeOf(value: AttributeValue): AttributeType {
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "flag" : "list";
}

/** Whether two values are the same. */
export function sameAttributeValue(a: AttributeValue, b: AttributeValue): boolean {
  if (typeof a === "object" && typeof b === "object") {
    return a.length === b.length && a.every((item, index) => item === b[index]);
  }
  return a === b;
}
