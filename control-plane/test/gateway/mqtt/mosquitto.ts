import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { IssuedCertificate } from "../../../src/pki/pki.ts";

const patienceMs = 15_000;

/** How a run of a program ended. */
export interface Ended {
  /** Null if it had to be killed. */
  readonly code: number | null;
  readonly output: string;
}

/** A run of `mosquitto_pub` or `mosquitto_sub`, from the distribution's package `mosquitto-clients`. */
export class Mosquitto {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  #output = "";

  constructor(
    program: "mosquitto_pub" | "mosquitto_sub",
    port: number,
    { caFile, certFile, keyFile }: IssuedCertificate,
    args: readonly string[],
  ) {
    const connection = ["-h", "127.0.0.1", "-p", String(port)];
    const tls = ["--cafile", caFile, "--cert", certFile, "--key", keyFile];
    this.process = spawn(program, [...connection, ...tls, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: patienceMs,
      killSignal: "SIGKILL",
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
    this.ended = this.#end();
  }

  get output(): string {
    return this.#output;
  }

  async #end(): Promise<Ended> {
    // Rejects if the program is not installed.
    const [code] = await once(this.process, "close");
    return { code, output: this.#output };
  }
}
