import type { Clock } from "@rae/kit";
import type { Identity } from "../identity.ts";
import { bootLog, type ConsoleModel } from "./boot-log.ts";
import { ConsoleShell } from "./console-shell.ts";
import { LineEditor } from "./line-editor.ts";
import { RightMargin } from "./right-margin.ts";
import { type Terminal, withLineEnds } from "./terminal.ts";

export type ConsolePhase = "off" | "booting" | "login" | "password" | "shell";

export interface SessionOptions {
  readonly clock: Clock;
  readonly model: ConsoleModel;
  /** Read anew at each boot. */
  readonly identity: () => Identity;
  /** How long a boot takes. */
  readonly bootMs: number;
  /** Undefined: root logs in without one. */
  readonly password: string | undefined;
  readonly terminal: Terminal;
  /** Told of what the console says: of itself while it boots and as echo, or in answer to a line. */
  readonly say: (bytes: Buffer, answerTo?: string) => void;
  /** Told of each line that was typed; passwords are left out. */
  readonly onLine: (line: string) => void;
  /** Whether a login or a command is refused. */
  readonly refuses: (line: string) => boolean;
}

/**
 * The life of a Linux box as its serial console shows it:
 *
 * ```
 * off ─▶ booting ─▶ login ─▶ (password ─▶) shell ─┬▶ login     exit, ^D
 *                     ▲                            └▶ booting   reboot
 * ```
 */
export class ConsoleSession {
  readonly #options: SessionOptions;
  readonly #editor = new LineEditor();
  #phase: ConsolePhase = "off";
  #bootedAtMs = 0;
  /** Of the login that there is. */
  #shell: ConsoleShell | undefined;
  #user = "";
  /** What was entered last; nothing of a password. */
  #line = "";
  #cancelBoot = () => {};
  #onBooted: (() => void)[] = [];

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get phase(): ConsolePhase {
    return this.#phase;
  }

  /** Begins to boot, from whatever state. Resolves at the login prompt, or when the box is switched off. */
  boot(): Promise<void> {
    this.#cancelBoot();
    this.#closeShell();
    this.#phase = "booting";
    this.#editor.reset();
    const lines = bootLog(this.#options.model, this.#options.identity());
    const pauseMs = this.#options.bootMs / lines.length;
    const next = (index: number) => {
      const line = lines[index];
      if (line === undefined) {
        this.#bootedAtMs = this.#options.clock.monotonicMs();
        this.#askLogin();
        this.#settleBoot();
        return;
      }
      this.#say(`${line}\n`);
      this.#cancelBoot = this.#options.clock.schedule(pauseMs, () => next(index + 1));
    };
    return new Promise((resolve) => {
      this.#onBooted.push(resolve);
      next(0);
    });
  }

  /** Stops where it is. */
  switchOff(): void {
    this.#cancelBoot();
    this.#closeShell();
    this.#phase = "off";
    this.#settleBoot();
  }

  /** What somebody types. Lost while there is nobody to read it. */
  type(bytes: Buffer): void {
    for (const [index, byte] of bytes.entries()) {
      if (this.#phase === "off" || this.#phase === "booting") return;
      const { echo, event } = this.#editor.push(byte, bytes[index + 1]);
      if (echo.length > 0) this.#say(echo);
      if (event?.kind === "line") this.#enter(event.line);
      else if (event?.kind === "interrupt") this.#interrupt();
      else if (event?.kind === "end" && this.#shell?.isBusy === false) this.#logout("", "");
    }
  }

  #enter(line: string): void {
    this.#line = this.#phase === "password" ? "" : line;
    switch (this.#phase) {
      case "login":
        this.#options.onLine(line);
        this.#enterUser(line.trim());
        return;
      case "password":
        this.#enterPassword(line);
        return;
      case "shell":
        this.#options.onLine(line);
        // While a command runs the terminal driver echoes, not the shell.
        this.#editor.margin = undefined;
        this.#shell?.enter(line);
    }
  }

  #enterUser(user: string): void {
    if (user === "") {
      this.#askLogin(this.#line);
      return;
    }
    this.#user = user;
    if (user === "root" && this.#options.password === undefined) {
      this.#openShell();
      return;
    }
    this.#phase = "password";
    this.#editor.echo = false;
    this.#answer("Password: ");
  }

  #enterPassword(password: string): void {
    this.#editor.echo = true;
    if (this.#user === "root" && password === this.#options.password) this.#openShell();
    else this.#rejectLogin();
  }

  #openShell(): void {
    if (this.#options.refuses(this.#line)) {
      this.#rejectLogin();
      return;
    }
    this.#phase = "shell";
    const { clock, model, terminal, identity, refuses } = this.#options;
    const shell = new ConsoleShell({
      ...{ clock, hostname: model.hostname, terminal, refuses },
      context: () => {
        const uptimeS = (clock.monotonicMs() - this.#bootedAtMs) / 1000;
        return { model, identity: identity(), uptimeS };
      },
      say: (text) => this.#say(text),
      answer: (text, line) => this.#say(text, line),
      onPrompt: (shown) => {
        const margin = new RightMargin(terminal.wrap, terminal.columns);
        margin.begin(shown);
        this.#editor.margin = margin;
      },
      onExit: (action, text, line) => {
        if (action === "logout") this.#logout(text, line);
        else {
          this.#say(text, line);
          void this.boot();
        }
      },
    });
    this.#shell = shell;
    shell.prompt(`\nWelcome to ${model.model} ${model.firmware}\n`, this.#line);
  }

  #closeShell(): void {
    this.#shell?.stop();
    this.#shell = undefined;
    this.#editor.margin = undefined;
  }

  #rejectLogin(): void {
    this.#phase = "login";
    this.#answer(`Login incorrect\n${this.#loginPrompt()}`);
  }

  #interrupt(): void {
    this.#editor.echo = true;
    if (this.#shell === undefined) this.#askLogin(this.#line);
    else this.#shell.interrupt();
  }

  #logout(text: string, line: string): void {
    this.#closeShell();
    this.#phase = "login";
    this.#say(`${text}\n${this.#loginPrompt()}`, line);
  }

  #askLogin(answerTo?: string): void {
    this.#phase = "login";
    this.#say(`\n${this.#loginPrompt()}`, answerTo);
  }

  #loginPrompt(): string {
    return `${this.#options.model.hostname} login: `;
  }

  #answer(text: string): void {
    this.#say(text, this.#line);
  }

  #say(text: Buffer | string, answerTo?: string): void {
    this.#options.say(withLineEnds(text, this.#options.terminal), answerTo);
  }

  #settleBoot(): void {
    for (const resolve of this.#onBooted.splice(0)) resolve();
  }
}
