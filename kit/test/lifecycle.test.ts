import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { CloseStack } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { afterEach, describe, expect, it, vi } from "vitest";

// A busy machine starts programs slowly.
vi.setConfig({ testTimeout: 120_000 });
const soonEnough = { timeoutMs: 60_000 };

describe("a close stack", () => {
  it("closes in the reverse order of opening, each after the one before it has ended", async () => {
    const stack = new CloseStack();
    const said: string[] = [];
    const step = (name: string) => async () => {
      said.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      said.push(`${name} ends`);
    };
    stack.push("log", step("log"));
    const gateway = stack.use("gateway", { close: step("gateway") });
    expect(gateway.close).toBeTypeOf("function");
    await stack.close();
    expect(said).toEqual(["gateway begins", "gateway ends", "log begins", "log ends"]);
  });

  it("goes on after failures and throws one error that names all that failed", async () => {
    const stack = new CloseStack();
    const closed: string[] = [];
    stack.push("a", () => void closed.push("a"));
    stack.push("b", () => Promise.reject(new Error("disk")));
    stack.push("c", () => {
      throw new Error("socket");
    });
    const failure: unknown = await stack.close().catch((error: unknown) => error);
    expect(closed).toEqual(["a"]);
    expect(failure).toBeInstanceOf(AggregateError);
    const told = failure instanceof AggregateError ? failure.errors : [];
    expect(told.map((error: Error) => `${error.message}: ${String(error.cause)}`)).toEqual([
      "c did not close: Error: socket",
      "b did not close: Error: disk",
    ]);
  });

  it("closed for a failure passes on that failure, whatever fails to close", async () => {
    const stack = new CloseStack();
    const closed: string[] = [];
    stack.push("a", () => void closed.push("a"));
    stack.push("b", () => Promise.reject(new Error("disk")));
    await expect(stack.closeFor(new Error("the port is taken"))).rejects.toThrow(
      "the port is taken",
    );
    expect(closed).toEqual(["a"]);
  });

  it("closes once, however often it is asked", async () => {
    const stack = new CloseStack();
    const closed: string[] = [];
    stack.push("a", () => void closed.push("a"));
    await Promise.all([stack.close(), stack.close()]);
    await stack.close();
    expect(closed).toEqual(["a"]);
  });
});

const program = new URL("./programs/draining.ts", import.meta.url).pathname;
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

function start(behaviour: string) {
  const child = spawn(process.execPath, [program, behaviour], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  started.push(child);
  const said: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const text = () => said.join("");
  return {
    child,
    text,
    saysSoon: (line: string) => eventually(() => expect(text()).toContain(line), soonEnough),
    ended: once(child, "close").then(([code]) => code as number | null),
  };
}

describe("a process", () => {
  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "drains at %s and exits with 0",
    async (signal) => {
      const { child, text, saysSoon, ended } = start("well");
      await saysSoon("ready");
      child.kill(signal);
      expect(await ended).toBe(0);
      expect(text()).toMatch(/^ready\n(interrupted\n)?draining\ndrained\n$/);
    },
  );

  it("drains once at a Ctrl-C that reaches it twice, from the terminal and from npm", async () => {
    const { child, text, saysSoon, ended } = start("drains-when-told");
    await saysSoon("ready");
    child.kill("SIGINT");
    await saysSoon("draining");
    child.kill("SIGINT");
    await eventually(() => expect(text().match(/interrupted/g)).toHaveLength(2), soonEnough);
    child.stdin.write("go on\n");
    expect(await ended).toBe(0);
    expect(text()).toContain("drained");
  });

  it("exits at once with 130 at a second signal while it drains", async () => {
    const { child, text, saysSoon, ended } = start("never-drains-for-long");
    await saysSoon("ready");
    child.kill("SIGTERM");
    await saysSoon("draining");
    child.kill("SIGTERM");
    expect(await ended).toBe(130);
    expect(text()).not.toContain("drained");
  });

  it("that cannot start says why and exits with 1", async () => {
    const { text, ended } = start("fails-to-start");
    expect(await ended).toBe(1);
    expect(text()).toBe("Error: the port is taken\n");
  });

  it("that fails to drain says why and exits with 1", async () => {
    const { child, text, saysSoon, ended } = start("fails-to-drain");
    await saysSoon("ready");
    child.kill("SIGTERM");
    expect(await ended).toBe(1);
    expect(text()).toContain("Error: a file is open");
  });

  it("that fails while it runs says why and exits with 1", async () => {
    const { text, ended } = start("fails-while-running");
    expect(await ended).toBe(1);
    expect(text()).toBe("ready\nError: the disk is full\ndraining\ndrained\n");
  });

  it.each([
    ["fails-while-running-and-to-drain", "Error: a file is open"],
    ["fails-while-running-and-never-drains", "DeadlineExceeded: draining took longer than 200 ms"],
  ])("that %s says first why it failed", async (behaviour, second) => {
    const { text, ended } = start(behaviour);
    expect(await ended).toBe(1);
    expect(text()).toBe(`ready\nError: the disk is full\ndraining\n${second}\n`);
  });

  it("that does not drain in time says so and exits with 1", async () => {
    const { child, text, saysSoon, ended } = start("never-drains");
    await saysSoon("ready");
    child.kill("SIGTERM");
    expect(await ended).toBe(1);
    expect(text()).toContain("draining took longer than 200 ms");
  });

  it.each([
    ["starts-until-told", 0, /^starting\n$/],
    ["starts-all-the-same", 0, /^starting\nready\ndraining\ndrained\n$/],
    ["starts-and-fails", 1, /^starting\nError: the port is taken\n$/],
    ["starts-for-ever", 1, /^starting\nDeadlineExceeded: draining took longer than 200 ms\n$/],
  ])("that %s ends with %i when a signal comes meanwhile", async (behaviour, code, output) => {
    const { child, text, saysSoon, ended } = start(behaviour);
    await saysSoon("starting");
    child.kill("SIGTERM");
    expect(await ended).toBe(code);
    expect(text()).toMatch(output);
  });
});
