import { bounded, textLimit } from "./shell/limits.ts";

/** What a command says and how it ends. */
export interface CommandResult {
  /** Lines end with `\n`. */
  readonly output: string;
  readonly errors?: string;
  readonly status: number;
  readonly action?: "reboot" | "logout";
}

type TextCommand = (args: readonly string[], input: string) => CommandResult | string;

export function failed(message: string, status = 1): CommandResult {
  return { output: "", errors: `${message}\n`, status };
}

const outcome = (isTrue: boolean): CommandResult => ({ output: "", status: isTrue ? 0 : 1 });
const linesOf = (text: string) => text.replace(/\n$/, "").split("\n");
const joined = (lines: readonly string[]) => (lines.length === 0 ? "" : `${lines.join("\n")}\n`);

/** Commands that know nothing of the device: text in, text out. */
export const textCommands: Readonly<Record<string, TextCommand>> = {
  "[": (args) => (args.at(-1) === "]" ? test(args.slice(0, -1)) : failed("[: missing ]", 2)),
  echo: (args) => {
    const isBare = args[0] === "-n";
    return isBare ? args.slice(1).join(" ") : `${args.join(" ")}\n`;
  },
  false: () => outcome(false),
  grep: (args, input) => {
    const isQuiet = args[0] === "-q";
    const [text, ...more] = isQuiet ? args.slice(1) : args;
    if (text === undefined || more.length > 0) return failed("usage: grep [-q] TEXT", 2);
    const found = input === "" ? [] : linesOf(input).filter((line) => line.includes(text));
    return { output: isQuiet ? "" : joined(found), status: found.length > 0 ? 0 : 1 };
  },
  head: (args, input) => joined(linesOf(input).slice(0, countOf(args))),
  printf: ([format = "", ...args]) => printf(format, args),
  seq: (args) => {
    const numbers = args.map(Number);
    if (numbers.length === 0 || !numbers.every(Number.isSafeInteger)) {
      return failed("seq: invalid number");
    }
    const [first, step, last] =
      numbers.length === 1
        ? [1, 1, numbers[0] ?? 0]
        : [numbers[0] ?? 0, numbers[2] === undefined ? 1 : (numbers[1] ?? 1), numbers.at(-1) ?? 0];
    if (step === 0) return failed("seq: increment is 0");
    let text = "";
    for (let value = first; step > 0 ? value <= last : value >= last; value += step) {
      text = bounded(`${text}${value}\n`, textLimit);
    }
    return text;
  },
  sleep: () => failed("sleep: invalid number"),
  sort: (_args, input) => (input === "" ? "" : joined(linesOf(input).sort())),
  tail: (args, input) => joined(linesOf(input).slice(-countOf(args))),
  test: (args) => test(args),
  true: () => outcome(true),
  wc: ([flag], input) =>
    flag === "-c" ? `${Buffer.byteLength(input)}\n` : `${input.split("\n").length - 1}\n`,
};

/** Of `-n 3` or `-3`; ten if nothing is said. */
function countOf(args: readonly string[]): number {
  const text = args[0] === "-n" ? args[1] : args[0]?.replace("-", "");
  const count = Number.parseInt(text ?? "10", 10);
  return Number.isNaN(count) ? 10 : count;
}

function test(args: readonly string[]): CommandResult {
  const [left = "", operator, right = ""] = args;
  if (args[0] === "!") return outcome(test(args.slice(1)).status !== 0);
  if (operator === undefined) return outcome(left !== "");
  if (args.length === 2) return outcome(left === "-n" ? operator !== "" : operator === "");
  switch (operator) {
    case "=":
    case "==":
      return outcome(left === right);
    case "!=":
      return outcome(left !== right);
  }
  const [a, b] = [Number(left), Number(right)];
  if (!Number.isSafeInteger(a) || !Number.isSafeInteger(b)) {
    return failed(`-sh: ${left}: bad number`, 2);
  }
  const comparisons: Readonly<Record<string, boolean>> = {
    "-eq": a === b,
    "-ne": a !== b,
    "-lt": a < b,
    "-le": a <= b,
    "-gt": a > b,
    "-ge": a >= b,
  };
  const isTrue = comparisons[operator];
  return isTrue === undefined ? failed(`-sh: ${operator}: unknown operand`, 2) : outcome(isTrue);
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\" };

/** `%s`, `%d`, `%x` and escapes; the format is used again while there are arguments. */
function printf(format: string, args: readonly string[]): string {
  const rest = [...args];
  let text = "";
  do {
    const before = rest.length;
    const once = format.replace(
      /%([sdx%])|\\([ntr\\]|[0-7]{3}|x[0-9a-f]{2})/g,
      (_all, kind, code) => {
        if (kind === "%") return "%";
        if (kind !== undefined) return converted(kind, rest.shift() ?? "");
        return escapes[code] ?? String.fromCharCode(codeOf(code));
      },
    );
    text = bounded(text + once, textLimit);
    if (rest.length === before) break;
  } while (rest.length > 0);
  return text;
}

function converted(kind: string, argument: string): string {
  if (kind === "s") return argument;
  const value = Math.trunc(Number(argument)) || 0;
  return value.toString(kind === "x" ? 16 : 10);
}

function codeOf(code: string): number {
  return code.startsWith("x") ? Number.parseInt(code.slice(1), 16) : Number.parseInt(code, 8);
}
