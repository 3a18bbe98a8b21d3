import { ManualClock } from "@rae/kit/testing";
import { beforeEach, expect, test } from "vitest";
import { ConsoleSession } from "../../../../src/lab/devices/linux-console/session.ts";

let clock: ManualClock;
let said: string;
let session: ConsoleSession;

beforeEach(() => {
  clock = new ManualClock();
  said = "";
  session = new ConsoleSession({
    clock,
    model: { hostname: "stb", model: "STB", kernel: "6.1", firmware: "1" },
    identity: () => ({ mac: "02:00:00:00:00:01", esn: "E", serial: "S" }),
    bootMs: 1000,
    password: undefined,
    terminal: { columns: 80, wrap: "none", lineEnd: "crlf", promptSequences: [] },
    say: (bytes) => {
      said += bytes.toString();
    },
    onLine: () => {},
    refuses: () => false,
  });
});

const times = (text: string) => said.split(text).length - 1;

test("a boot takes its time", async () => {
  const booted = session.boot();
  await clock.advance(500);
  expect(session.phase).toBe("booting");
  expect(times("login: ")).toBe(0);
  await clock.advance(501);
  await booted;
  expect(session.phase).toBe("login");
});

test("a boot that is interrupted by another leaves nothing of itself behind", async () => {
  const first = session.boot();
  await clock.advance(900);
  const second = session.boot();
  await clock.advance(2000);
  await Promise.all([first, second]);
  expect(times("U-Boot")).toBe(2);
  expect(times("login: ")).toBe(1);
  expect(clock.pending).toBe(0);
});

test("switched off in the middle of a boot, it says nothing more", async () => {
  const booted = session.boot();
  await clock.advance(100);
  session.switchOff();
  await booted;
  const before = said;
  await clock.advance(5000);
  expect(said).toBe(before);
  expect(session.phase).toBe("off");
});

test("uptime counts from the end of the boot", async () => {
  void session.boot();
  await clock.advance(1001);
  session.type(Buffer.from("root\r"));
  await clock.advance(125_000);
  session.type(Buffer.from("uptime\r"));
  expect(said).toContain(" up 2 min, ");
});
