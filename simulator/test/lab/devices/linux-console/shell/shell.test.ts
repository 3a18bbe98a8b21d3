import { ManualClock } from "@rae/kit/testing";
import { describe, expect, test } from "vitest";
import { ConsoleShell } from "../../../../../src/lab/devices/linux-console/console-shell.ts";

const prompt = "root@stb:~# ";

/** A shell whose output is kept; what it is asked runs on a clock that moves when told. */
function openShell() {
  const clock = new ManualClock();
  const kept = { said: "", exit: "" };
  const shell = new ConsoleShell({
    clock,
    hostname: "stb",
    terminal: { columns: 80, wrap: "none", lineEnd: "crlf", promptSequences: [] },
    context: () => ({
      model: { hostname: "stb", model: "STB", kernel: "6.1", firmware: "1" },
      identity: { mac: "02:00:00:00:00:01", esn: "E-1", serial: "S-1" },
      uptimeS: 5,
    }),
    say: (text) => {
      kept.said += text;
    },
    answer: (text) => {
      kept.said += text;
    },
    onPrompt: () => {},
    refuses: () => false,
    onExit: (action, text) => {
      kept.exit = action;
      kept.said += text;
    },
  });
  return { clock, shell, kept };
}

/** What lines say, without the prompts, if each ends at once. */
function outputOf(...lines: readonly string[]): string {
  const { shell, kept } = openShell();
  for (const line of lines) shell.enter(line);
  return kept.said.replaceAll(prompt, "").replaceAll(/^(> )+/gm, "");
}

// What bash 5.2 prints for the same line; errors in words of their own.
test.each([
  ["echo $((2+3))", "5\n"],
  ["echo $(( (1 + 2) * 3 - 10 / 4 % 3 ))", "7\n"],
  ["echo $((2**10)) $((1<<4|1)) $((5>3&&2<1)) $((!0)) $((~0)) $((-3/2))", "1024 17 0 1 -1 -1\n"],
  ["echo $((9223372036854775807+1))", "-9223372036854775808\n"],
  ["echo $((1?2:3)) $((0x1f))", "2 31\n"],
  ["i=4; i=$((i+1)); echo $i $((i*=3)) $i", "5 15 15\n"],
  ["for i in 1 2 3; do echo $i; done", "1\n2\n3\n"],
  ["for i in $(seq 3); do echo -n $i,; done; echo", "1,2,3,\n"],
  ["i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done", "0\n1\n2\n"],
  ["i=0; until [ $i -ge 2 ]; do i=$((i+1)); done; echo $i", "2\n"],
  [
    "for i in 1 2 3 4; do if [ $i = 2 ]; then continue; elif [ $i = 4 ]; then break; else echo $i; fi; done",
    "1\n3\n",
  ],
  ["for a in 1 2; do for b in 1 2; do echo $a$b; break 2; done; done; echo end", "11\nend\n"],
  ["seq 5", "1\n2\n3\n4\n5\n"],
  ["seq 2 2 6; seq 3 -1 1", "2\n4\n6\n3\n2\n1\n"],
  [`a=x; echo $a \${a} \${b:-none} "$a b" '$a'`, "x x none x b $a\n"],
  ["a='1 2'; for i in $a; do echo $i; done; for i in \"$a\"; do echo $i; done", "1\n2\n1 2\n"],
  ['echo a"b c"d\'e f\' \\$x ""', "ab cde f $x \n"],
  ["false; echo $?; true; echo $?", "1\n0\n"],
  ["true && echo yes || echo no; false && echo yes || echo no", "yes\nno\n"],
  ["! true; echo $?", "1\n"],
  ["seq 10 | tail -n 2 | head -n 1", "9\n"],
  ["echo one two | wc -c; seq 7 | wc -l", "8\n7\n"],
  ["seq 20 | grep 1 | grep 2", "12\n"],
  ["(echo a; echo b) | sort; { echo c; }", "a\nb\nc\n"],
  ["echo $(echo a; echo b) `echo c`", "a b c\n"],
  ["printf '%s=%d\\n' a 1 b 2", "a=1\nb=2\n"],
  ["printf '%x\\t%%\\n' 255", "ff\t%\n"],
  ["echo hidden > /dev/null; echo shown # not this", "shown\n"],
  ["frob 2>/dev/null; echo $?", "127\n"],
  ["echo lost 2>&1 >/dev/null; cat /nope > /dev/null 2>&1; echo $?", "1\n"],
  ['[ -n "" ] || test a != b && echo ok', "ok\n"],
  ["if false; then echo a; fi; echo $?", "0\n"],
  ["x=5 ; unset x; export y=6; echo $x$y", "6\n"],
  ["echo $((1/0)); echo after", "-sh: divide by zero\n"],
  ["for i in 1; echo", '-sh: syntax error: unexpected "echo"\n'],
  ["echo )", '-sh: syntax error: unexpected ")"\n'],
  ["done", '-sh: syntax error: unexpected "done"\n'],
  ["echo $((", "> "],
  ["", ""],
])("%s", (line, output) => {
  const { shell, kept } = openShell();
  shell.enter(line);
  expect(kept.said.replaceAll(prompt, "")).toBe(output);
});

test("variables and the status stay from line to line", () => {
  expect(outputOf("a=7", "echo $((a*6)); false", "echo $?")).toBe("42\n1\n");
});

test("a line that is not at its end is asked for more", () => {
  expect(outputOf("for i in 1 2", "do", 'echo "$i', 'x"; done')).toBe("1\nx\n2\nx\n");
});

test("logging out and restarting leave the rest of the line", () => {
  for (const [line, action] of [
    ["true && exit; echo no", "logout"],
    ["for i in 1 2; do reboot; done", "reboot"],
  ] as const) {
    const { shell, kept } = openShell();
    shell.enter(line);
    expect(kept.exit).toBe(action);
    expect(kept.said).not.toContain("no\n");
  }
});

describe("a line that runs for long", () => {
  test("says what it has as it goes, sleeps on the clock, and lets others have their turn", async () => {
    const { clock, shell, kept } = openShell();
    shell.enter("for i in 1 2; do echo $i; sleep 1; done; echo end");
    expect(kept.said).toBe("1\n");
    await clock.advance(1000);
    expect(kept.said).toBe("1\n2\n");
    await clock.advance(1000);
    expect(kept.said).toBe(`1\n2\nend\n${prompt}`);
  });

  test("^C ends it, and what waits behind it is forgotten", async () => {
    const { clock, shell, kept } = openShell();
    shell.enter("while true; do :; done");
    shell.enter("echo waits");
    expect(shell.isBusy).toBe(true);
    shell.interrupt();
    expect(kept.said).toBe(prompt);
    expect(clock.pending).toBe(0);
    shell.enter("echo $?");
    expect(kept.said).toBe(`${prompt}130\n${prompt}`);
  });

  test("what is typed meanwhile runs after it, in order", async () => {
    const { clock, shell, kept } = openShell();
    for (const line of ["sleep 1; echo a", "sleep 1; echo b", "echo c"]) shell.enter(line);
    await clock.advance(2000);
    expect(kept.said.replaceAll(prompt, "")).toBe("a\nb\nc\n");
  });

  test.each([
    ["while true; do :; done", "Killed: more than 500000 steps"],
    [`while true; do echo ${"x".repeat(100)}; done`, "Killed: too much output"],
    ["x=ab; while true; do x=$x$x; done", "Killed: more than 65536 characters"],
    ["seq 1 1000000000", "Killed: more than 1000000 characters"],
    ["while true; do echo x; done | wc -l", "Killed: more than 500000 steps"],
    ["while true; do seq 1 100000 > /dev/null; done", "Killed: more than 500000 steps"],
    ["x=$(seq 10000); while true; do : $x $x $x $x; done", "Killed: more than 500000 steps"],
    ["printf '%s%s' $(seq 20000) $(seq 20000) | wc -c", "177788"],
  ])("%s ends by itself", async (line, last) => {
    const { clock, shell, kept } = openShell();
    shell.enter(line);
    for (let turn = 0; turn < 2_000 && shell.isBusy; turn += 1) await clock.advance(2);
    expect(shell.isBusy).toBe(false);
    expect(kept.said.slice(-200)).toContain(last);
    shell.enter("echo alive");
    expect(kept.said.endsWith(`alive\n${prompt}`)).toBe(true);
  });

  test("nesting has a bound", () => {
    expect(outputOf("(".repeat(500))).toContain("nested too deep");
    expect(outputOf(`echo ${"$\x7ba:-".repeat(3000)}`)).toContain("nested too deep");
    expect(outputOf(`echo ${"$(".repeat(200)}`)).toBe("");
    expect(outputOf(`echo $((${"(".repeat(300)}1${")".repeat(300)}))`)).toContain("too deep");
  });
});
