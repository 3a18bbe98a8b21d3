import { systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { ChildLink } from "../../src/links/child-link.ts";

const soon = () => AbortSignal.timeout(20_000);
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

function open(program = "/bin/sh", args: readonly string[] = ["-c"]) {
  const link = new ChildLink({ kind: "child", program, args }, systemClock);
  onTestFinished(() => link.close());
  return link;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a program runs with its own arguments before those of the call, and its output comes as bytes", async () => {
  const link = open("/bin/echo", ["-n", "first"]);
  expect(link.id).toBe("child:/bin/echo -n first");
  const { exitCode, stdout, stderr } = await link.run(["second; $HOME"], { signal: soon() });
  expect([exitCode, text(stdout), text(stderr)]).toEqual([0, "first second; $HOME", ""]);
});

test("it is given its input, and one that fails says so", async () => {
  const link = open();
  const { exitCode, stdout, stderr } = await link.run(["cat; echo no >&2; exit 3"], {
    ...{ signal: soon(), input: Buffer.from([0, 255, 10]) },
  });
  expect([exitCode, [...stdout], text(stderr)]).toEqual([3, [0, 255, 10], "no\n"]);
});

test("a program that does not read its input is no error", async () => {
  const input = new Uint8Array(2 ** 20);
  const { exitCode } = await open().run(["exit 0"], { signal: soon(), input });
  expect(exitCode).toBe(0);
});

test("a program that there is not is link-unavailable", async () => {
  await expect(open("/no/such/program", []).run([], { signal: soon() })).rejects.toMatchObject({
    code: "link-unavailable",
    details: { program: "/no/such/program" },
  });
});

test("a deadline ends the program and what it has started, also if they do not listen", async () => {
  const link = open();
  const output = link.run(
    ["trap '' TERM; echo $$ >&2; (trap '' TERM; while :; do :; done) & wait; wait"],
    {
      signal: AbortSignal.timeout(300),
    },
  );
  await expect(output).rejects.toMatchObject({ code: "timeout" });
});

test("an aborted call ends with the reason of who aborted, and its program is gone", async () => {
  const link = open();
  const controller = new AbortController();
  const stop = new Error("stop");
  const running = link.run(["echo $$ > /proc/self/fd/2; sleep 1000"], {
    signal: controller.signal,
  });
  controller.abort(stop);
  await expect(running).rejects.toBe(stop);
});

test("a program that writes without end is ended, and is a bad reply", async () => {
  await expect(
    open().run(["while :; do echo x; done"], { signal: soon(), maxOutputBytes: 10_000 }),
  ).rejects.toMatchObject({ code: "bad-reply" });
});

test("a daemon that keeps the output open holds up nobody", async () => {
  const { stdout } = await open().run(["sleep 20 & echo $!"], { signal: soon() });
  const pid = Number(text(stdout));
  expect(pid).toBeGreaterThan(1);
  if (isAlive(pid)) process.kill(pid);
});

test("closing ends what runs, and nothing is started after it", async () => {
  const link = open();
  const running = link.run(["sleep 1000"], { signal: soon() });
  const failed = expect(running).rejects.toMatchObject({ code: "link-unavailable" });
  await link.close();
  await failed;
  await expect(link.run(["exit 0"], { signal: soon() })).rejects.toMatchObject({
    code: "link-unavailable",
  });
});

test("so many programs run at once, and no more", async () => {
  const link = open();
  const controller = new AbortController();
  const running = Array.from({ length: 8 }, () =>
    link.run(["sleep 1000"], { signal: controller.signal }),
  );
  await expect(link.run(["exit 0"], { signal: soon() })).rejects.toMatchObject({ code: "busy" });
  controller.abort(new Error("enough"));
  const outcomes = await Promise.allSettled(running);
  expect(outcomes.map(({ status }) => status)).not.toContain("fulfilled");
  await eventually(async () => {
    expect((await link.run(["exit 0"], { signal: soon() })).exitCode).toBe(0);
  });
});
