/**
 * Writes `dist/rae-agent.js`, which is what a box runs: the agent and its libraries in plain JavaScript. Node then has no types
 * to strip, for which it keeps a compiler in memory, and loads of each library only what is used. `serialport` stays a
 * package of its own, for it carries native code.
 */
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "rolldown";

/**
 * An agent mostly waits, so that compilers of hot code and room for much garbage cost memory and bring nothing:
 * V8's lite mode interprets, the semi-space is the smallest that there is, and malloc has one arena for all threads.
 */
const firstLine = "#!/usr/bin/env -S MALLOC_ARENA_MAX=1 node --lite-mode --max-semi-space-size=1";

/**
 * Parts of libraries that an agent cannot reach: it speaks MQTT 3.1.1 over TLS without a proxy, is no browser, and writes its log
 * itself.
 */
const unreachable: readonly string[] = [
  "ws",
  "worker-timers",
  "socks",
  "lru-cache",
  "thread-stream",
  "long",
];

const folder = import.meta.dirname;
const output = join(folder, "dist");
const leaveOut: Plugin = {
  name: "leave out what cannot be reached",
  resolveId(id) {
    // What the library itself takes where it is told to (READABLE_STREAM=disable).
    if (id === "readable-stream") return { id: "node:stream", external: true };
    return unreachable.includes(id) ? "\0nothing" : null;
  },
  load: (id) => (id === "\0nothing" ? "export {};" : null),
};

/** V8 keeps the source in memory, each character of it in two bytes if one of them needs two. */
const inOneByte: Plugin = {
  name: "ascii, and the first line",
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk") continue;
      const ascii = chunk.code.replace(/[^\p{ASCII}]/gu, escaped);
      chunk.code = chunk.isEntry ? ascii.replace(/^#!.*/, firstLine) : ascii;
    }
  },
};

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

await build({
  input: { "rae-agent": join(folder, "src", "main.ts") },
  platform: "node",
  external: ["serialport"],
  plugins: [leaveOut, inOneByte],
  output: {
    dir: output,
    format: "esm",
    cleanDir: true,
    // Names stay, so that the stack of a fault can be read.
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  },
});
chmodSync(join(output, "rae-agent.js"), 0o755);
