import { existsSync } from "node:fs";
import { spawn } from "@lydell/node-pty";
import { eventually } from "@rae/driver/testing";
import { openConsole } from "./open-console.ts";

const bash = "/bin/bash";

/** `slow`: the device gets each character when it has shown the one before, as over a slow line. */
export interface BashOptions {
  readonly slow?: boolean;
}

/** A console whose other end is a real bash with readline, in a terminal of 80 columns that waits for a line. */
export async function openBash(terminal: string, { slow = false }: BashOptions = {}) {
  if (!existsSync(bash)) throw new Error(`these tests need ${bash}, built with readline`);
  const opened = openConsole();
  const env = { PATH: "/usr/bin:/bin", HISTFILE: "", INPUTRC: "/dev/null", PS1: "root@box:~# " };
  const shell = spawn(bash, ["--norc", "--noprofile", "-i"], {
    name: terminal,
    cols: 80,
    rows: 24,
    encoding: null,
    env: { ...env, TERM: terminal },
  });
  const typed: string[] = [];
  const typeNext = (count: number) => {
    const next = typed.splice(0, count).join("");
    if (next !== "") shell.write(next);
  };
  shell.onData((output: string | Buffer) => {
    opened.print(output);
    typeNext(1);
  });
  opened.link.onWrite = (bytes) => {
    typed.push(...Buffer.from(bytes).toString());
    typeNext(slow ? 1 : typed.length);
  };
  await eventually(async () => {
    const { text } = (await opened.run("console.read")).result;
    if (!String(text).includes("# ")) throw new Error("bash shows no prompt");
  });
  return { ...opened, close: () => shell.kill("SIGKILL") };
}
