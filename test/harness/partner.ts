import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const repository = join(import.meta.dirname, "..", "..");

/** What `npm install` brings a partner besides `@rae/driver`; without a network it comes from this repository. */
const fromRegistry = ["typebox", "vitest", "typescript", "@types/node", "@lydell/node-pty"];

/** A partner's folder outside of the repository, with the files of the driver guide as they stand there. */
export interface Partner {
  readonly folder: string;
  /** `@rae/driver` as it is published. */
  readonly driverPackage: Tarball;
  /** Runs a program of the folder's packages. */
  run(program: string, ...args: readonly string[]): Finished;
  /** Packs the partner's package, which compiles it. @throws Error with what npm and tsc said. */
  pack(): Tarball;
  remove(): void;
}

export interface Tarball {
  readonly path: string;
  /** Paths of the files in it. */
  readonly files: readonly string[];
}

export interface Finished {
  readonly status: number | null;
  /** Standard error, then standard output. */
  readonly output: string;
}

/** Builds `@rae/driver`, and writes and installs a partner's folder by the guide alone. */
export function openPartner(): Partner {
  const root = mkdtempSync(join(tmpdir(), "rae-partner-"));
  const folder = join(root, "acme");
  mkdirSync(folder);
  succeed(runIn(repository, process.execPath, join("driver", "build.ts")));
  const driverPackage = packInto(root, join(repository, "driver", "dist"));
  for (const [path, text] of guideFiles()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  install(folder, [driverPackage], fromRegistry);
  return {
    folder,
    driverPackage,
    run: (program, ...args) =>
      runIn(folder, join(folder, "node_modules", ".bin", program), ...args),
    pack: () => packInto(root, folder),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Files of the guide: each block of code that is marked by `file=`. */
export function guideFiles(): ReadonlyMap<string, string> {
  const guide = readFileSync(join(repository, "docs", "driver-guide.md"), "utf8");
  const blocks = guide.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm);
  return new Map([...blocks].map(([, path = "", text = ""]) => [path, text]));
}

/** `npm install` of tarballs in a folder; `linked` are packages that lie in this repository in place of a registry. */
export function install(
  folder: string,
  tarballs: readonly Tarball[],
  linked: readonly string[] = ["typebox"],
): void {
  for (const name of linked) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(repository, "node_modules", name), link);
  }
  const quiet = ["--offline", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  succeed(runIn(folder, "npm", "install", ...quiet, ...tarballs.map(({ path }) => path)));
}

function packInto(destination: string, folder: string): Tarball {
  const packed = runIn(folder, "npm", "pack", "--json", "--pack-destination", destination);
  succeed(packed);
  // What scripts of the package say comes before.
  const [{ filename, files }] = JSON.parse(packed.output.slice(packed.output.search(/^\[/m)));
  return {
    path: join(destination, filename),
    files: files.map((file: { readonly path: string }) => file.path),
  };
}

function runIn(folder: string, program: string, ...args: readonly string[]): Finished {
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
  const { VITEST: _, ...environment } = process.env;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...environment, PATH },
  });
  return { status, output: `${error?.message ?? ""}${stderr ?? ""}\n${stdout ?? ""}`.trim() };
}

function succeed({ status, output }: Finished): void {
  if (status !== 0) throw new Error(output);
}
