import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePorts } from "@rae/deploy/engines";
import { eventually } from "@rae/kit/testing";

const run = promisify(execFile);
const host = "127.0.0.1";

export interface RedisServerOptions {
  /** Lines of its configuration; `port` and `dir` are given. */
  readonly configuration?: readonly string[];
  /** Arguments of `redis-cli` for talking to it, as for TLS. */
  readonly cliArguments?: readonly string[];
  /** With TLS, nothing listens without. */
  readonly isTlsOnly?: boolean;
  readonly isSentinel?: boolean;
}

/** A `redis-server` of a test's own, without persistence unless it is configured, in a folder that goes with it. */
export class RedisServer {
  readonly host = host;
  readonly port: number;
  readonly folder: string;
  readonly #options: RedisServerOptions;
  #process: ChildProcess | undefined;

  private constructor(port: number, options: RedisServerOptions) {
    this.port = port;
    this.#options = options;
    this.folder = mkdtempSync(join(tmpdir(), "rae-redis-"));
    const ports = options.isTlsOnly === true ? ["port 0", `tls-port ${port}`] : [`port ${port}`];
    const lines = [
      ...ports,
      `bind ${host}`,
      `dir ${this.folder}`,
      ...(options.configuration ?? []),
    ];
    if (options.isSentinel !== true) lines.push("save ''");
    writeFileSync(join(this.folder, "redis.conf"), `${lines.join("\n")}\n`);
  }

  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    const [port = 0] = await freePorts(1);
    const server = new RedisServer(port, options);
    await server.start();
    return server;
  }

  /** Starts it, again, too; resolves when it answers. */
  async start(): Promise<void> {
    const file = join(this.folder, "redis.conf");
    const mode = this.#options.isSentinel === true ? ["--sentinel"] : [];
    const child = spawn("redis-server", [file, ...mode], { stdio: "ignore" });
    this.#process = child;
    const onExit = () => void child.kill("SIGKILL");
    process.once("exit", onExit);
    child.once("close", () => process.off("exit", onExit));
    await eventually(async () => {
      if ((await this.cli("ping")) !== "PONG") throw new Error("redis-server does not answer");
    });
  }

  /** Ends by SIGKILL at once; resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, "close");
    child.kill("SIGCONT");
    child.kill("SIGKILL");
    await closed;
  }

  /** SIGTERM: it saves if it is configured to. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    const closed = once(child, "close");
    child.kill("SIGTERM");
    await closed;
  }

  pause(): void {
    this.#process?.kill("SIGSTOP");
  }

  resume(): void {
    this.#process?.kill("SIGCONT");
  }

  /** What `redis-cli` says to a command. */
  async cli(...command: readonly string[]): Promise<string> {
    const args = ["-h", host, "-p", String(this.port), ...(this.#options.cliArguments ?? [])];
    const { stdout } = await run("redis-cli", [...args, ...command], { timeout: 10_000 });
    return stdout.trim();
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
