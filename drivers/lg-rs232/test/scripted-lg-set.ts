/** Where the set hears and speaks. */
export interface SetPort {
  onBytes: (bytes: Uint8Array) => void;
  send(bytes: Uint8Array): unknown;
}

/** An LG set as its manual describes it, played on a port; every field may be changed by a test. */
export class ScriptedLgSet {
  readonly received: string[] = [];
  readonly values = new Map([
    ["ka", 0x01],
    ["kf", 0x14],
    ["ke", 0x01],
    ["xb", 0x90],
  ]);
  setId = "01";
  /** Commands that are answered NG. */
  refuses = new Set<string>();
  isFrozen = false;
  /** Says nothing in standby but to power on, as many models. */
  isSilentInStandby = false;
  /** Sent before every reply. */
  noise = "";
  /** Called instead of a reply. */
  answer: ((line: string) => string | undefined) | undefined;
  readonly #port: SetPort;
  #line = "";

  constructor(port: SetPort) {
    this.#port = port;
    port.onBytes = (bytes) => {
      for (const character of Buffer.from(bytes).toString("latin1")) {
        if (character !== "\r") {
          this.#line += character;
          continue;
        }
        const line = this.#line;
        this.#line = "";
        this.#take(line);
      }
    };
  }

  #take(line: string): void {
    this.received.push(line);
    const scripted = this.answer?.(line);
    const reply = scripted ?? (this.isFrozen ? "" : this.#replyTo(line));
    if (reply !== "") this.#port.send(Buffer.from(`${this.noise}${reply}`, "latin1"));
  }

  #replyTo(line: string): string {
    const [letters = "", , data = ""] = line.split(" ");
    const inStandby = this.values.get("ka") === 0;
    if (inStandby && letters !== "ka")
      return this.isSilentInStandby ? "" : this.#reply(letters, "NG", "00");
    if (inStandby && this.isSilentInStandby && data === "FF") return "";
    if (this.refuses.has(letters)) return this.#reply(letters, "NG", "00");
    if (data === "FF") return this.#reply(letters, "OK", hex(this.values.get(letters) ?? 0));
    if (letters === "mc" && data === "02") this.values.set("kf", (this.values.get("kf") ?? 0) + 1);
    if (letters !== "mc") this.values.set(letters, Number.parseInt(data, 16));
    return this.#reply(letters, "OK", data);
  }

  #reply(letters: string, word: string, data: string): string {
    return `${letters.slice(1)} ${this.setId} ${word}${data}x`;
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(2, "0");
}
