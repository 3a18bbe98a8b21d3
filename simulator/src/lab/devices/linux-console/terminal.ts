import { type Static, Type } from "typebox";
import { promptSequences } from "./prompt.ts";
import { wrapStyles } from "./right-margin.ts";

/** Settings of how a console writes to its terminal. */
export const terminalSettings = {
  columns: Type.Integer({ minimum: 10, maximum: 1000, default: 80 }),
  wrap: Type.Unsafe<(typeof wrapStyles)[number]>(
    Type.Union(
      wrapStyles.map((style) => Type.Literal(style)),
      { default: "none", description: "what the shell prints at the right margin" },
    ),
  ),
  lineEnd: Type.Union([Type.Literal("crlf"), Type.Literal("cr"), Type.Literal("lf")], {
    default: "crlf",
    description: "what ends a line that the console says",
  }),
  promptSequences: Type.Array(
    Type.Unsafe<(typeof promptSequences)[number]>(
      Type.Union(promptSequences.map((sequence) => Type.Literal(sequence))),
    ),
    { default: [], description: "control sequences round the shell's prompt" },
  ),
};

const schema = Type.Object(terminalSettings);
export type Terminal = Static<typeof schema>;

const lineEnds = { crlf: "\r\n", cr: "\r", lf: "\n" } as const;

/** Text whose line ends, CR LF or LF alone, the terminal driver makes those of the console (termios(3): ONLCR). */
export function withLineEnds(text: Buffer | string, { lineEnd }: Terminal): Buffer {
  // Latin-1 keeps every byte as it is.
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  return Buffer.from(bytes.toString("latin1").replace(/\r?\n/g, lineEnds[lineEnd]), "latin1");
}
