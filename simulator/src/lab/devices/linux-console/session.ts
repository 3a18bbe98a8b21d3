import type { Clock } from "@rae/kit";
import type { Identity } from "../identity.ts";
import { bootLog, type ConsoleModel } from "./boot-log.ts";
import { runLine } from "./commands.ts";
import { LineEditor } from "./line-editor.ts";

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
  #status = 0;
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
      this.#options.say(Buffer.from(`${line}\r\n`));
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
    this.#phase = "off";
    this.#settleBoot();
  }

  /** What somebody types. Lost while there is nobody to read it. */
  type(bytes: Buffer): void {
    for (const byte of bytes) {
      if (this.#phase === "off" || this.#phase === "booting") return;
      const { echo, event } = this.#editor.push(byte);
      if (echo.length > 0) this.#options.say(echo);
      if (event?.kind === "line") this.#enter(event.line);
      else if (event?.kind === "interrupt") this.#interrupt();
      else if (event?.kind === "end" && this.#phase === "shell") this.#logout();
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
        this.#enterCommand(line);
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
    this.#status = 0;
    const { model } = this.#options;
    this.#answer(`\nWelcome to ${model.model} ${model.firmware}\n${this.#prompt()}`);
  }

  #rejectLogin(): void {
    this.#phase = "login";
    this.#answer(`Login incorrect\n${this.#loginPrompt()}`);
  }

  #enterCommand(line: string): void {
    const command = line.trim();
    if (command !== "" && this.#options.refuses(this.#line)) {
      this.#status = 126;
      this.#answer(`-sh: ${command.split(" ")[0]}: Permission denied\n${this.#prompt()}`);
      return;
    }
    const { model, identity, clock } = this.#options;
    const uptimeS = (clock.monotonicMs() - this.#bootedAtMs) / 1000;
    const context = { model, identity: identity(), uptimeS, status: this.#status };
    const { output, status, action } = runLine(context, command);
    this.#status = status;
    if (action === "logout") {
      this.#logout();
    } else if (action === "reboot") {
      this.#answer(output);
      void this.boot();
    } else {
      this.#answer(`${output}${this.#prompt()}`);
    }
  }

  #interrupt(): void {
    this.#editor.echo = true;
    if (this.#phase === "shell") this.#answer(this.#prompt());
    else this.#askLogin(this.#line);
  }

  #logout(): void {
    this.#phase = "login";
    this.#answer(`\n${this.#loginPrompt()}`);
  }

  #askLogin(answerTo?: string): void {
    this.#phase = "login";
    this.#options.say(Buffer.from(`\r\n${this.#loginPrompt()}`), answerTo);
  }

  #loginPrompt(): string {
    return `${this.#options.model.hostname} login: `;
  }

  #prompt(): string {
    return `root@${this.#options.model.hostname}:~# `;
  }

  /** Says text whose line feeds the terminal driver turns into CR LF (termios(3): ONLCR). */
  #answer(text: string): void {
    this.#options.say(Buffer.from(text.replaceAll("\n", "\r\n")), this.#line);
  }

  #settleBoot(): void {
    for (const resolve of this.#onBooted.splice(0)) resolve();
  }
}
