import { installedApps, type RokuApp } from "./apps.ts";
import type { KeyName } from "./keys.ts";

/** Words of `power-mode`: on, screen off with the network up, suspended. */
export type PowerMode = "PowerOn" | "DisplayOff" | "Ready";

/** What a Roku television remembers between two requests. */
export class RokuPlayer {
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

  /** Keys that only move a focus leave nothing that could be read back. */
  press(key: KeyName | { readonly literal: string }): void {
    if (typeof key === "object") this.typed += key.literal;
    else this.#pressKey(key);
  }

  /** False if the app is not installed. */
  launch(id: string, parameters: Readonly<Record<string, string>>): boolean {
    const app = installedApps.find((each) => each.id === id);
    if (app === undefined) return false;
    this.power = "PowerOn";
    this.show(app);
    this.launchParameters = parameters;
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
      case "Backspace":
        this.typed = [...this.typed].slice(0, -1).join("");
        return;
    }
    const input = inputOf(key);
    if (input !== undefined) this.show(installedApps.find((app) => app.id === input));
  }
}

function inputOf(key: KeyName): string | undefined {
  if (key === "InputTuner") return "tvinput.dtv";
  if (key.startsWith("InputHDMI")) return `tvinput.hdmi${key.slice("InputHDMI".length)}`;
  return undefined;
}
