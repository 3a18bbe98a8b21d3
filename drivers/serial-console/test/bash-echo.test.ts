import { afterEach, expect, test } from "vitest";
import { type BashOptions, openBash } from "./bash-console.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function open(terminal: string, options?: BashOptions) {
  const opened = await openBash(terminal, options);
  cleanups.push(opened.close);
  return opened;
}

/** Lines that say `absent` and whose output does not, around the right margin behind a prompt of 12 characters. */
const lengths = Array.from({ length: 24 }, (_, index) => 60 + index).concat(82, 148, 200);

function silentLine(length: number): string {
  return `: ${"x".repeat(length - 9)} absent`;
}

test.each(["xterm", "vt100", "linux", "ansi", "dumb"])(
  "in a terminal of type %s no line is answered by its own echo, wherever it wraps",
  async (terminal) => {
    const { run } = await open(terminal);
    for (const length of lengths) {
      const line = `${silentLine(length)}; echo $((40+2))`;
      const { result } = await run("console.run", { line, expect: "absent|^42\\r?$" });
      expect({ length, match: result.match }).toEqual({ length, match: "42\r" });
    }
  },
);

test.each([
  ["xterm", /t\rt| \r/],
  ["vt100", /t\rt| \r/],
  ["dumb", /\r</],
])(
  "over a slow line to a terminal of type %s neither a doubled character at the margin nor a redraw is an answer",
  async (terminal, artefact) => {
    const { run } = await open(terminal, { slow: true });
    const outputs: unknown[] = [];
    for (const length of [50, 51, 52, 53, 54, 82, 148]) {
      const line = `${silentLine(length)}; echo $((40+2))`;
      const { result } = await run("console.run", { line, expect: "absent|^42\\r?$" });
      expect({ length, match: result.match }).toEqual({ length, match: "42\r" });
      outputs.push(result.output);
    }
    expect(outputs.join("")).toMatch(artefact);
  },
);

test.each(["xterm", "dumb"])(
  "in %s a prompt that comes after the output is found, not the one of the echo",
  async (terminal) => {
    const { run } = await open(terminal);
    for (const length of lengths) {
      const line = `${silentLine(length)}; sleep 0.01; echo over`;
      const { result } = await run("console.run", { line, expect: "# $" });
      expect(result.output).toMatch(/over\r\n.*# $/s);
    }
  },
);

test("a line that is typed ahead of a shell that is busy shows twice, and neither is its answer", async () => {
  const { run } = await open("xterm");
  await run("console.write", { text: "sleep 0.3\r" });
  const { result } = await run("console.run", {
    line: `${silentLine(82)}; echo $((40+2))`,
    expect: "absent|^42\\r?$",
  });
  expect(result.match).toBe("42\r");
});

test("a password that is not echoed is answered by what comes after it", async () => {
  const { run } = await open("xterm");
  await run("console.run", { line: "read -rs -p 'Password: ' word", expect: "^Password: $" });
  const { result } = await run("console.run", { line: "secret", expect: "# $" });
  expect(result.output).not.toContain("secret");
  expect(
    (await run("console.run", { line: "echo got-$word", expect: "^got-\\w+" })).result.match,
  ).toBe("got-secret");
});
