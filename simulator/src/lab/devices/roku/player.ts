import { installedApps, type RokuApp, tunerId } from "./apps.ts";
import { type TvChannel, tvChannels } from "./channels.ts";
import type { KeyName } from "./keys.ts";

/** Words of `power-mode`: on, screen off with the network up, suspended. */
export type PowerMode = "PowerOn" | "DisplayOff" | "Ready";

/** What a Roku remembers between two requests. */
export class RokuPlayer {
  readonly apps: readonly RokuApp[];
  power: PowerMode = "PowerOn";
  /** Undefined: the home screen. */
  app: RokuApp | undefined;
  volume = 20;
  muted = false;
  /** Of the player of the app in front. */
  playing: "close" | "play" | "pause" = "close";
  launchParameters: Readonly<Record<string, string>> = {};
  /** Text that was typed by literal keys since the app in front came there. */
  typed = "";
  /** What was searched for last. */
  searched = "";
  #channel = 0;

  constructor(isTv: boolean) {
    this.apps = installedApps(isTv);
  }

  /** What the tuner shows; undefined while another input or an app is in front. */
  get channel(): TvChannel | undefined {
    return this.app?.id === tunerId ? tvChannels[this.#channel] : undefined;
  }

  /** Keys that only move a focus leave nothing that could be read back. */
  press(key: KeyName | { readonly literal: string }): void {
    if (typeof key === "object") this.typed += key.literal;
    else this.#pressKey(key);
  }

  /** False if the app is not installed. */
  launch(id: string, parameters: Readonly<Record<string, string>>): boolean {
    const app = this.apps.find((each) => each.id === id);
    if (app === undefined) return false;
    this.power = "PowerOn";
    this.show(app);
    this.launchParameters = parameters;
    // A number that no channel has leaves the tuner where it is.
    const tuned = tvChannels.findIndex(({ number }) => number === parameters.ch);
    if (id === tunerId && tuned >= 0) this.#channel = tuned;
    if (parameters.contentId !== undefined) this.playing = "play";
    return true;
  }

  /** Puts an app in front; undefined for the home screen. */
  show(app: RokuApp | undefined): void {
    this.app = app;
    this.playing = "close";
    this.launchParameters = {};
    this.typed = "";
  }

  restart(): void {
    this.power = "PowerOn";
    this.show(undefined);
  }

  #pressKey(key: KeyName): void {
    switch (key) {
      case "PowerOn":
        this.power = "PowerOn";
        return;
      case "PowerOff":
        this.power = "DisplayOff";
        return;
      case "Power":
        this.power = this.power === "PowerOn" ? "DisplayOff" : "PowerOn";
        return;
    }
    if (this.power !== "PowerOn") return;
    switch (key) {
      case "Home":
        this.show(undefined);
        return;
      case "VolumeUp":
        this.volume = Math.min(100, this.volume + 1);
        this.muted = false;
        return;
      case "VolumeDown":
        this.volume = Math.max(0, this.volume - 1);
        return;
      case "VolumeMute":
        this.muted = !this.muted;
        return;
      case "Play":
        if (this.playing === "play") this.playing = "pause";
        else if (this.app?.type === "appl") this.playing = "play";
        return;
      case "ChannelUp":
      case "ChannelDown":
        this.#changeChannel(key === "ChannelUp" ? 1 : -1);
        return;
      case "Backspace":
        this.typed = [...this.typed].slice(0, -1).join("");
        return;
    }
    const input = inputOf(key);
    const app = this.apps.find(({ id }) => id === input);
    if (app !== undefined) this.show(app);
  }

  #changeChannel(step: number): void {
    if (this.channel === undefined) return;
    const count = tvChannels.length;
    do this.#channel = (this.#channel + step + count) % count;
    while (this.channel.isHidden);
  }
}

function inputOf(key: KeyName): string | undefined {
  if (key === "InputTuner") return tunerId;
  if (key === "InputAV1") return "tvinput.cvbs";
  if (key.startsWith("InputHDMI")) return `tvinput.hdmi${key.slice("InputHDMI".length)}`;
  return undefined;
}
