import { formatReply, type LgRequest } from "./frame.ts";
import { inputOfCode, irCodes } from "./ir-codes.ts";
import { settingsTable } from "./settings-table.ts";

/** Data that asks for the state instead of changing it. */
const read = 0xff;
const broadcast = 0x00;
const rowByCommand = new Map(settingsTable.map((row) => [row.command, row]));
const initialSettings = settingsTable.map((row) => [row.name, row.initial] as const);

export interface TelevisionOptions {
  /** 1 to 99. */
  readonly setId: number;
  /** Whether it answers at all while in standby, except to being switched on. */
  readonly statusInStandby: boolean;
  readonly softwareVersion: string;
}

/** An LG set: what it remembers, and what it answers to a request. */
export class Television {
  readonly #options: TelevisionOptions;
  readonly #settings = new Map<string, number>(initialSettings);
  #on = true;

  constructor(options: TelevisionOptions) {
    this.#options = options;
  }

  get setId(): number {
    return this.#options.setId;
  }

  get on(): boolean {
    return this.#on;
  }

  set on(on: boolean) {
    this.#on = on;
  }

  /** Settings by name, and whether the remote control works. */
  settings(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#settings);
  }

  /** Whether a request is for this set. */
  hears(request: LgRequest): boolean {
    return request.setId === this.#options.setId || request.setId === broadcast;
  }

  /**
   * Does what a request says. Undefined where the set stays silent: it is for another one, or the set is in standby and
   * gives no status. `pressed` is told of a remote control key.
   */
  answer(
    request: LgRequest,
    serial: string,
    pressed: (key: string) => void,
  ): { readonly verdict: "OK" | "NG"; readonly data: number | string } | undefined {
    if (!this.hears(request)) return undefined;
    const [value = read] = request.data;
    const switchesOn = request.command === "ka" && value === 0x01;
    if (!this.#on && !this.#options.statusInStandby && !switchesOn) return undefined;
    switch (request.command) {
      case "ka":
        return this.#power(value);
      case "mc":
        return this.#key(value, pressed);
      default:
        return this.#on ? this.#command(request.command, value, serial) : refused;
    }
  }

  /** What it would say under its own id, whether or not it was asked under that. */
  format(
    request: LgRequest,
    answer: { readonly verdict: "OK" | "NG"; readonly data: number | string },
    setId = this.#options.setId,
  ): string {
    return formatReply(request.command, setId, answer.verdict, answer.data);
  }

  #power(value: number) {
    if (value === read) return accepted(this.#on ? 0x01 : 0x00);
    if (value > 0x01) return refused;
    this.#on = value === 0x01;
    return accepted(value);
  }

  #command(command: string, value: number, serial: string) {
    const row = rowByCommand.get(command);
    if (row !== undefined) {
      if (value === read) return accepted(this.#settings.get(row.name) ?? row.initial);
      if (!row.accepts(value)) return refused;
      this.#settings.set(row.name, value);
      return accepted(value);
    }
    // Readings of signage sets.
    if (command === "fy") return value === read ? accepted(serial) : refused;
    if (command === "fz") return value === read ? accepted(this.#options.softwareVersion) : refused;
    if (command === "dn") return value === read ? accepted(0x24) : refused;
    return refused;
  }

  #key(code: number, pressed: (key: string) => void) {
    const key = irCodes.get(code);
    if (key === undefined) return refused;
    const powers = key === "power" || key === "power-on" || key === "power-off";
    if (!this.#on && !powers) return refused;
    pressed(key);
    this.#press(key, code);
    return accepted(code);
  }

  #press(key: string, code: number): void {
    const input = inputOfCode.get(code);
    if (input !== undefined) this.#settings.set("input", input);
    switch (key) {
      case "power":
        this.#on = !this.#on;
        return;
      case "power-on":
      case "power-off":
        this.#on = key === "power-on";
        return;
      case "mute":
        this.#settings.set("volumeMute", this.#settings.get("volumeMute") === 0x00 ? 0x01 : 0x00);
        return;
      case "volume-up":
      case "volume-down": {
        const step = key === "volume-up" ? 1 : -1;
        const volume = (this.#settings.get("volume") ?? 0) + step;
        this.#settings.set("volume", Math.max(0x00, Math.min(0x64, volume)));
      }
    }
  }
}

const refused = { verdict: "NG", data: 0x00 } as const;

function accepted(data: number | string) {
  return { verdict: "OK", data } as const;
}
