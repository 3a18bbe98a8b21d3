import { createRequire } from "node:module";

/** The two ends of a pseudo-terminal and the path under which its slave can be opened by others. */
export interface PtyPair {
  readonly master: number;
  readonly slave: number;
  readonly path: string;
}

interface PtyBinding {
  open(columns: number, rows: number): { master: number; slave: number; pty: string };
}

let binding: PtyBinding | undefined;

/**
 * Opens a pseudo-terminal by the native binding that node-pty carries. Its own `open` also reads the slave, and so
 * would take what a device answers away from the program that has the port open.
 * @throws if the platform has no binding.
 */
export function openPty(): PtyPair {
  binding ??= loadBinding();
  const { master, slave, pty } = binding.open(80, 24);
  return { master, slave, path: pty };
}

function loadBinding(): PtyBinding {
  const ours = createRequire(import.meta.url);
  // The binary is an optional dependency of node-pty, not of this package.
  const theirs = createRequire(ours.resolve("@lydell/node-pty"));
  const name = `@lydell/node-pty-${process.platform}-${process.arch}/pty.node`;
  return theirs(name) as PtyBinding;
}
