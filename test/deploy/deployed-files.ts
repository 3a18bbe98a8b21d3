import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The root of the repository. */
export const root = new URL("../..", import.meta.url).pathname;

export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** A YAML file, with its anchors joined in as compose does it. */
export function readYaml<T>(path: string): T {
  return parse(read(path), { merge: true });
}

/** A service of `deploy/compose.yaml`, as far as the tests look at it. */
export interface Service {
  readonly image: string;
  readonly build?: unknown;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly network_mode?: string;
  readonly ports?: readonly string[];
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy: { readonly resources: { readonly limits: unknown } };
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, null>>;
}

export const compose = readYaml<Compose>("deploy/compose.yaml");

/** Path in the repository of each program in the image, by the name under which it is started there. */
export const imagePrograms: ReadonlyMap<string, string> = new Map(
  [...read("deploy/Dockerfile").matchAll(/ln -s \/opt\/rae\/(\S+) \/usr\/local\/bin\/(\S+)/g)].map(
    ([, target = "", name = ""]) => [name, target],
  ),
);

const helps = new Map<string, string>();

/** What the program at `path` says to `--help`. */
export function helpOf(path: string): string {
  const known = helps.get(path);
  if (known !== undefined) return known;
  const said = runProgram(path, ["--help"]).stdout;
  helps.set(path, said);
  return said;
}

export function runProgram(
  path: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  return spawnSync(process.execPath, [join(root, path), ...args], {
    env: environment,
    encoding: "utf8",
  });
}

/** The words of a command that its program would not understand: verbs and flags that its help does not name. */
export function unknownWords(path: string, args: readonly string[]): readonly string[] {
  const help = helpOf(path);
  const [first = ""] = args;
  const verb = /^[a-z-]+$/.test(first) && !first.startsWith("-") ? [first] : [];
  const flags = args.filter((word) => word.startsWith("--"));
  return [...verb, ...flags].filter((word) => !new RegExp(`\\s${word}\\b`).test(help));
}
