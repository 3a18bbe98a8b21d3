import { afterEach, expect, test } from "vitest";
import { openConsole } from "./open-console.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const never = "nothing matched";

interface Scene {
  /** What the console shows before the line is typed. */
  readonly before?: string;
  readonly line: string;
  readonly expect: string;
  /** What comes of it. */
  readonly output: string;
}

/** What `expect` matches, given the output in these pieces; `never` if it waits until its deadline. */
async function matchOf(scene: Scene, pieces: readonly string[]): Promise<unknown> {
  const { run, print, driver, link } = openConsole();
  cleanups.push(() => driver.close());
  print(scene.before ?? "box:~# ");
  const deadline = new AbortController();
  link.onWrite = () => {
    for (const piece of pieces) print(Buffer.from(piece, "latin1"));
    // The wait begins behind the write; it has seen all of the output when the time is up.
    setImmediate(() => deadline.abort(new DOMException("late", "TimeoutError")));
  };
  const { line } = scene;
  return run("console.run", { line, expect: scene.expect }, deadline.signal).then(
    ({ result }) => result.match,
    ({ code }) => (code === "timeout" ? never : code),
  );
}

const long = "echo abcdefghijklmnopqrstuvwxyz ready";
const tail = long.slice(20);

const ownInput: [string, Scene][] = [
  ["plain", { line: "echo ready", expect: "ready", output: "echo ready\r\n" }],
  ["without a line's end", { line: "echo ready", expect: "ready", output: "echo ready" }],
  [
    "with a doubled character at the margin",
    { line: long, expect: "ready", output: `${long.slice(0, 34)}\r${long.slice(33)}\r\n` },
  ],
  [
    "with a doubled last character",
    { line: "echo ready", expect: "y", output: "echo ready\ry\r\n" },
  ],
  [
    "with a blank at the margin",
    { line: long, expect: "ready", output: `${long.slice(0, 33)} \r${long.slice(33)}\r\n` },
  ],
  [
    "with a line's end at the margin",
    { line: long, expect: "ready", output: `${long.slice(0, 33)}\r\n${long.slice(33)}\r\n` },
  ],
  [
    "drawn anew with its prompt",
    { line: "echo ready", expect: "ready|# $", output: "ec\r\u001b[Kbox:~# echo ready\r\n" },
  ],
  [
    "drawn anew from where the cursor is sent",
    { line: "echo ready", expect: "ready", output: "echo re\u001b[8G\u001b[Kecho ready\r\n" },
  ],
  [
    "drawn anew by going back, as zsh does",
    { line: "echo ready", expect: "ready", output: "e\bec\bcho ready\r\r\n" },
  ],
  [
    "in colour",
    {
      line: "echo ready",
      expect: "ready",
      output: "\u001b[32mecho\u001b[0m \u001b[4mrea\u001b[24mdy\u001b[?2004l\r\n",
    },
  ],
  [
    "with a suggestion behind it, as fish draws",
    {
      line: "echo ready",
      expect: "ready|done",
      output: "echo\u001b[90m ready all done\u001b[14D\u001b[0m ready\u001b[K\r\n",
    },
  ],
  [
    "scrolled sideways",
    { line: long, expect: "ready", output: `${long.slice(0, 30)}\r<${tail}\r\n` },
  ],
  [
    "scrolled sideways as IOS does",
    { line: long, expect: "ready", output: `${long.slice(0, 30)}\b\b\b\b$${tail}\r\n` },
  ],
  [
    "with every character doubled",
    { line: "echo ready", expect: "r+e+a+d+y+", output: "eecchhoo  rreeaaddyy\r\n" },
  ],
  [
    "twice, by the line and by the device",
    { line: "echo ready", expect: "ready", output: "echo ready\recho ready\r\n" },
  ],
  [
    "twice, each with a line's end",
    { line: "echo ready", expect: "ready", output: "echo ready\r\necho ready\r\n" },
  ],
  [
    "typed ahead, and again behind the prompt",
    {
      before: "working\r\n",
      line: "echo ready",
      expect: "ready",
      output: "echo ready\r\nroot@box:/tmp# echo ready\r\n",
    },
  ],
  [
    "typed ahead, and again wrapped behind the prompt",
    {
      before: "working\r\n",
      line: long,
      expect: "ready",
      output: `${long}\r\nroot@box:/tmp# ${long.slice(0, 33)}\r\n${long.slice(33)}\r\n`,
    },
  ],
  [
    "with a message of the kernel in it",
    {
      line: "echo ready",
      expect: "ready",
      output: "echo re[   12.345678] usb 1-1: new device\r\nady\r\n",
    },
  ],
  [
    "behind a message of the kernel",
    {
      line: "echo ready",
      expect: "ready",
      output: "[   12.345678] usb 1-1: new device\r\necho ready\r\n",
    },
  ],
  [
    "in a character set chosen by name, under a title",
    {
      line: "echo ready",
      expect: "ready",
      output: "\u001b(B\u001b]0;echo title\u0007echo \u001b]8;;x\u001b\\ready\u000f\r\n",
    },
  ],
  [
    "ended with CR alone, before an answer of its own",
    { line: "echo ready", expect: "ready", output: "echo ready\rno: not found\r# " },
  ],
  [
    "of two lines",
    { line: "echo one\necho ready", expect: "^echo|ready", output: "echo one\r\n# echo ready\r\n" },
  ],
  [
    "beyond ASCII",
    { line: "echo prêt", expect: "pr", output: Buffer.from("echo prê\rêt\r\n").toString("latin1") },
  ],
];

test.each(ownInput)("an echo %s is no answer, whole or byte by byte", async (_name, scene) => {
  expect(await matchOf(scene, [scene.output])).toBe(never);
  expect(await matchOf(scene, [...scene.output])).toBe(never);
});

const answers: [string, Scene, string][] = [
  ["its echo", { line: "echo ready", expect: "ready", output: "echo ready\r\nready\r\n" }, "ready"],
  ["no echo at all", { line: "VOLT?", expect: "[0-9.]+", output: "VOLT 1.25\r\n" }, "1.25"],
  [
    "nothing but the words of the line",
    { line: "status", expect: "ok", output: "status: ok" },
    "ok",
  ],
  ["a password's line end", { line: "root", expect: "# $", output: "\r\nroot@box:~# " }, "# "],
  ["an empty line", { line: "", expect: "# $", output: "\r\nbox:~# " }, "# "],
  [
    "an echo on a console that ends lines with CR",
    {
      before: "boot\rbox:~# ",
      line: "echo ready",
      expect: "ready",
      output: "echo ready\rready\rbox:~# ",
    },
    "ready",
  ],
  [
    "an echo and the same prompt again",
    { line: "true", expect: "# $", output: "true\r\nbox:~# " },
    "# ",
  ],
  [
    "a prompt in colour that begins as the line does",
    { line: "reboot", expect: "# $", output: "reboot\r\n\u001b[32mroot\u001b[0m@box# " },
    "# ",
  ],
  [
    "output that has the line in it",
    { line: "ready", expect: "not ready", output: "ready\r\nit is not ready\r\n" },
    "not ready",
  ],
  ["lines of its characters", { line: "12", expect: "2", output: "12\r\n1\r\n2\r\n" }, "2"],
];

test.each(answers)("behind %s the answer is found", async (_name, scene, match) => {
  expect(await matchOf(scene, [scene.output])).toBe(match);
  expect(await matchOf(scene, [...scene.output])).toBe(match);
});
