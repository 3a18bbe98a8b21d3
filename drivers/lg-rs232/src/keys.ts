import type { RemoteKey } from "@rae/driver";
import type { LgCommand } from "./codec.ts";

/** Codes of LG's table "IR codes" in the installation manuals, sent by the command `mc`. */
const irCodes = {
  "channel-up": 0x00,
  "channel-down": 0x01,
  "volume-up": 0x02,
  "volume-down": 0x03,
  right: 0x06,
  left: 0x07,
  power: 0x08,
  mute: 0x09,
  input: 0x0b,
  "digit-0": 0x10,
  "digit-1": 0x11,
  "digit-2": 0x12,
  "digit-3": 0x13,
  "digit-4": 0x14,
  "digit-5": 0x15,
  "digit-6": 0x16,
  "digit-7": 0x17,
  "digit-8": 0x18,
  "digit-9": 0x19,
  back: 0x28,
  up: 0x40,
  down: 0x41,
  menu: 0x43,
  select: 0x44,
  enter: 0x44,
  exit: 0x5b,
  blue: 0x61,
  yellow: 0x63,
  green: 0x71,
  red: 0x72,
  home: 0x7c,
  "fast-forward": 0x8e,
  rewind: 0x8f,
  info: 0xaa,
  play: 0xb0,
  stop: 0xb1,
  pause: 0xba,
  "power-on": 0xc4,
  "power-off": 0xc5,
} as const satisfies Partial<Record<RemoteKey, number>>;

/** Inputs by the command `xb`: the high digit is the kind of input, the low one its number less one. */
const inputCodes = {
  "input-tuner": 0x00,
  "input-hdmi1": 0x90,
  "input-hdmi2": 0x91,
  "input-hdmi3": 0x92,
  "input-hdmi4": 0x93,
} as const satisfies Partial<Record<RemoteKey, number>>;

const inputKinds: ReadonlyMap<number, string> = new Map([
  [0x0, "tuner"],
  [0x1, "analogue"],
  [0x2, "av"],
  [0x4, "component"],
  [0x6, "rgb"],
  [0x7, "hdmi"],
  [0x8, "hdmi"],
  [0x9, "hdmi"],
  [0xa, "hdmi"],
]);

/** The command of each key that a set has. */
export const lgKeys: ReadonlyMap<string, LgCommand> = new Map([
  ...Object.entries(irCodes).map(([key, data]): [string, LgCommand] => [
    key,
    { letters: "mc", data },
  ]),
  ...Object.entries(inputCodes).map(([key, data]): [string, LgCommand] => [
    key,
    { letters: "xb", data },
  ]),
]);

/** An input as people call it: `hdmi1`, `tuner`; one that no manual names, by its code. */
export function inputName(code: number): string {
  const kind = inputKinds.get(code >> 4);
  if (kind === undefined) return `0x${code.toString(16).padStart(2, "0")}`;
  return kind === "tuner" || kind === "analogue" ? kind : `${kind}${(code & 0xf) + 1}`;
}

/** Whether a set that shows the one has switched to the other: its tuner has a code for digital and one for analogue channels. */
export function isSameInput(shown: string, wanted: string): boolean {
  return shown === wanted || (wanted === "tuner" && shown === "analogue");
}
