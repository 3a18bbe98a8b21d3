import { existsSync } from "node:fs";
import { spawn } from "@lydell/node-pty";
import { eventually } from "@rae/driver/testing";
import { openConsole } from "./open-console.ts";

const bash = "/bin/bash";

/** A console whose other end is a real bash with readline, in a terminal of 80 columns that waits for a line. */
export async function openBash(terminal: string) {
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
  shell.onData((output: string | Buffer) => opened.print(output));
  opened.link.onWrite = (bytes) => shell.write(Buffer.from(bytes).toString());
  await eventually(async () => {
    const { text } = (await opened.run("console.read")).result;
    if (!String(text).includes("# ")) throw new Error("bash shows no prompt");
  });
  return { ...opened, close: () => shell.kill("SIGKILL") };
}
