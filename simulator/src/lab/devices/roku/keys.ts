/** Keys of ECP (External Control Protocol, "Keypress key values"), those of televisions and remote finders included. */
export const keyNames = [
  "Home",
  "Rev",
  "Fwd",
  "Play",
  "Select",
  "Left",
  "Right",
  "Down",
  "Up",
  "Back",
  "InstantReplay",
  "Info",
  "Backspace",
  "Search",
  "Enter",
  "FindRemote",
  "VolumeDown",
  "VolumeMute",
  "VolumeUp",
  "Power",
  "PowerOff",
  "PowerOn",
  "Sleep",
  "ChannelUp",
  "ChannelDown",
  "InputTuner",
  "InputHDMI1",
  "InputHDMI2",
  "InputHDMI3",
  "InputHDMI4",
  "InputAV1",
] as const;
export type KeyName = (typeof keyNames)[number];

const byLowerCase = new Map(keyNames.map((name) => [name.toLowerCase(), name]));
const literalPrefix = "lit_";

/**
 * Reads the last part of `/keypress/...`: a key in any case, or `Lit_` and one percent-encoded character, where a plus is a
 * space, as the clients that encode forms send it. Undefined for what is neither.
 */
export function parseKey(segment: string): KeyName | { readonly literal: string } | undefined {
  if (!segment.toLowerCase().startsWith(literalPrefix)) {
    return byLowerCase.get(segment.toLowerCase());
  }
  const literal = decodeOnce(segment.slice(literalPrefix.length).replaceAll("+", " "));
  return literal === undefined || literal === "" ? undefined : { literal };
}

function decodeOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
