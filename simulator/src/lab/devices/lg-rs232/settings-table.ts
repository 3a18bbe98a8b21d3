/** A setting that a command writes and `FF` reads. */
export interface SettingRow {
  readonly command: string;
  readonly name: string;
  /** What the manual allows. */
  readonly accepts: (value: number) => boolean;
  readonly initial: number;
}

const upTo = (maximum: number) => (value: number) => value <= maximum;
const oneOf =
  (...values: readonly number[]) =>
  (value: number) =>
    values.includes(value);

const aspectRatios: readonly number[] = [0x01, 0x02, 0x04, 0x05, 0x06, 0x07, 0x09, 0x0b, 0x0c];

/** Upper digits of the manuals' table "External Input": DTV, analogue, AV, component, RGB, and four that are all HDMI. */
const inputKinds: readonly number[] = [0x0, 0x1, 0x2, 0x4, 0x6, 0x7, 0x8, 0x9, 0xa];
/** DisplayPort, for television and for a PC, of signage sets. */
const displayPorts: readonly number[] = [0xc0, 0xd0];

/** Each kind has inputs 1 to 4, counted from 0 in the lower digit. */
function isInput(value: number): boolean {
  const isOfTable = inputKinds.includes(value >> 4) && (value & 0xf) <= 0x3;
  return isOfTable || displayPorts.includes(value);
}

/** Commands of the manuals' "Command reference list" that keep one byte. Power, keys and readings are apart. */
export const settingsTable: readonly SettingRow[] = [
  {
    command: "xb",
    name: "input",
    accepts: isInput,
    initial: 0x90,
  },
  {
    command: "kc",
    name: "aspectRatio",
    // 10 to 1f are the sixteen zooms.
    accepts: (value) => aspectRatios.includes(value) || (value >= 0x10 && value <= 0x1f),
    initial: 0x02,
  },
  { command: "kd", name: "screenMute", accepts: oneOf(0x00, 0x01, 0x10), initial: 0x00 },
  // 00 is muted, 01 is not.
  { command: "ke", name: "volumeMute", accepts: upTo(0x01), initial: 0x01 },
  { command: "kf", name: "volume", accepts: upTo(0x64), initial: 0x14 },
  { command: "kg", name: "contrast", accepts: upTo(0x64), initial: 0x55 },
  { command: "kh", name: "brightness", accepts: upTo(0x64), initial: 0x32 },
  { command: "ki", name: "colour", accepts: upTo(0x64), initial: 0x32 },
  { command: "kj", name: "tint", accepts: upTo(0x64), initial: 0x32 },
  { command: "kk", name: "sharpness", accepts: upTo(0x64), initial: 0x19 },
  { command: "kl", name: "osd", accepts: upTo(0x01), initial: 0x01 },
  { command: "km", name: "remoteLock", accepts: upTo(0x01), initial: 0x00 },
  { command: "kr", name: "treble", accepts: upTo(0x64), initial: 0x32 },
  { command: "ks", name: "bass", accepts: upTo(0x64), initial: 0x32 },
  { command: "kt", name: "balance", accepts: upTo(0x64), initial: 0x32 },
  { command: "xu", name: "colourTemperature", accepts: upTo(0x64), initial: 0x32 },
  { command: "jq", name: "energySaving", accepts: upTo(0x05), initial: 0x00 },
  { command: "mg", name: "backlight", accepts: upTo(0x64), initial: 0x46 },
];
