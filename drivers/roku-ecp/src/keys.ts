import type { RemoteKey } from "@rae/driver";

/** Keys of every Roku; ECP has one key for play and pause, and `Info` is the star key of the remote. */
const playerKeys = {
  up: "Up",
  down: "Down",
  left: "Left",
  right: "Right",
  select: "Select",
  back: "Back",
  home: "Home",
  info: "Info",
  search: "Search",
  play: "Play",
  "play-pause": "Play",
  rewind: "Rev",
  "fast-forward": "Fwd",
  replay: "InstantReplay",
  backspace: "Backspace",
  enter: "Enter",
  "volume-up": "VolumeUp",
  "volume-down": "VolumeDown",
  mute: "VolumeMute",
  power: "Power",
  "power-on": "PowerOn",
  "power-off": "PowerOff",
} as const satisfies Partial<Record<RemoteKey, string>>;

/** Keys of sets alone. */
const televisionKeys = {
  "channel-up": "ChannelUp",
  "channel-down": "ChannelDown",
  "input-tuner": "InputTuner",
  "input-hdmi1": "InputHDMI1",
  "input-hdmi2": "InputHDMI2",
  "input-hdmi3": "InputHDMI3",
  "input-hdmi4": "InputHDMI4",
} as const satisfies Partial<Record<RemoteKey, string>>;

/** ECP's name of each key that the device has. */
export function rokuKeys(isTelevision: boolean): ReadonlyMap<string, string> {
  return new Map<string, string>(
    Object.entries(isTelevision ? { ...playerKeys, ...televisionKeys } : playerKeys),
  );
}
