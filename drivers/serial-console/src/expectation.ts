import type { BoundedPattern } from "./bounded-pattern.ts";
import type { ConsoleBuffer } from "./console-buffer.ts";
import type { OutputRange } from "./echo-trace.ts";
import type { OwnInput } from "./own-input.ts";
import { bytesOfText, decodeText } from "./text.ts";

/** How much of the newest output a pattern is looked for in. */
const windowBytes = 16 * 1024;

export interface ExpectedOutput {
  readonly output: string;
  readonly match: string;
  readonly position: number;
}

/** Looks for `pattern` in the output after `from`, less what of it is our own input. */
export function lookFor(
  pattern: BoundedPattern,
  buffer: ConsoleBuffer,
  from: number,
  input: OwnInput,
): ExpectedOutput | undefined {
  const { end } = buffer;
  const windowFrom = Math.max(from, end - windowBytes);
  const parts = input.othersOutput(windowFrom, end);
  const texts = parts.map((part) => decodeText(buffer.slice(part.from, part.to).bytes));
  const found = pattern.exec(texts.join(""));
  if (found === null) return undefined;
  const [match] = found;
  const position = positionOf(found.index + match.length, parts, texts, buffer) ?? windowFrom;
  const output = decodeText(buffer.slice(windowFrom, position).bytes);
  return { output, match, position };
}

/** Position in the stream behind the first `units` of the parts' texts. */
function positionOf(
  units: number,
  parts: readonly OutputRange[],
  texts: readonly string[],
  buffer: ConsoleBuffer,
): number | undefined {
  let left = units;
  for (const [index, part] of parts.entries()) {
    const { length } = texts[index] ?? "";
    if (left <= length) {
      return part.from + bytesOfText(buffer.slice(part.from, part.to).bytes, left);
    }
    left -= length;
  }
  return undefined;
}
