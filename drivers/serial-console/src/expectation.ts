import type { BoundedPattern } from "./bounded-match.ts";
import type { ConsoleBuffer } from "./console-buffer.ts";
import { decodeText } from "./text.ts";

/** How much of the newest output a pattern is looked for in. */
const windowBytes = 16 * 1024;

export interface ExpectedOutput {
  readonly output: string;
  readonly match: string;
  readonly position: number;
}

/**
 * Looks for `pattern` in the output after `from`, past the echo of the line that was written: a console repeats what is
 * typed, and `echo ready` would else be found by its own `ready`.
 */
export function lookFor(
  pattern: BoundedPattern,
  buffer: ConsoleBuffer,
  from: number,
  line: string,
): ExpectedOutput | undefined {
  const end = buffer.end;
  const slice = buffer.slice(Math.max(from, end - windowBytes), end);
  const text = decodeText(slice.bytes);
  const skipped = slice.from === from ? echoLength(text, line) : 0;
  if (skipped === undefined) return undefined;
  const found = pattern.match(text.slice(skipped));
  if (found === undefined) return undefined;
  const output = text.slice(0, skipped + found.index + found.text.length);
  return {
    output,
    match: found.text,
    position: slice.from + new TextEncoder().encode(output).length,
  };
}

/** Characters of the echo; undefined while the echo is still coming. */
function echoLength(text: string, line: string): number | undefined {
  if (line === "") return 0;
  if (text.startsWith(line)) return line.length;
  return line.startsWith(text) ? undefined : 0;
}
