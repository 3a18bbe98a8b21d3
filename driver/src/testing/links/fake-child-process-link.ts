import { DriverError } from "../../driver-error.ts";
import type { ChildProcessLink, ChildProcessOutput } from "../../link.ts";

type Options = Parameters<ChildProcessLink["run"]>[1];

/** What `FakeChildProcessLink` gives for a program that ended. */
export function programOutput(stdout: string, exitCode = 0, stderr = ""): ChildProcessOutput {
  const bytes = (text: string) => new TextEncoder().encode(text);
  return { exitCode, stdout: bytes(stdout), stderr: bytes(stderr) };
}

/** A program that a test plays; it writes nothing and succeeds if it is told nothing. */
export class FakeChildProcessLink implements ChildProcessLink {
  readonly id: string;
  readonly #program: (args: readonly string[], options: Options) => Promise<ChildProcessOutput>;
  #closed = false;

  constructor(
    id: string,
    program: (
      args: readonly string[],
      options: Options,
    ) => Promise<ChildProcessOutput> = async () => programOutput(""),
  ) {
    this.id = id;
    this.#program = program;
  }

  async run(args: readonly string[], options: Options): Promise<ChildProcessOutput> {
    options.signal.throwIfAborted();
    if (this.#closed) throw new DriverError("link-unavailable", `${this.id} is closed`);
    return this.#program(args, options);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
