import { createServer } from "node:net";
import type { LinkState } from "@rae/driver";
import { defaultBackoff, silentLogger, systemClock } from "@rae/kit";
import { eventually, ManualClock } from "@rae/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { openLink } from "../../src/links/open-link.ts";
import { type Dial, ReconnectingLink, type WireEvents } from "../../src/links/reconnecting-link.ts";

/** A link on wires that a test plays; `dials` are the attempts so far. */
function openPlayed(play: (events: WireEvents, clock: ManualClock) => void) {
  const clock = new ManualClock();
  const dials: WireEvents[] = [];
  const states: LinkState["name"][] = [];
  const dial: Dial = (events) => {
    dials.push(events);
    play(events, clock);
    return { write: (_bytes, done) => done(), release: async () => {} };
  };
  const link = new ReconnectingLink(
    { id: "tcp:device", lossCode: "unreachable", firstTrialMs: 250, trialMs: 2_000 },
    dial,
    { clock, logger: silentLogger, backoff: defaultBackoff },
  );
  link.onState(({ name }) => states.push(name));
  onTestFinished(() => link.close());
  return { link, clock, dials, states, opened: () => states.filter((name) => name === "open") };
}

/** Stays open for a time, then falls. */
const fallsAfter = (openMs: number, bytes?: string) => (events: WireEvents, clock: ManualClock) => {
  clock.schedule(0, events.onOpen);
  if (bytes !== undefined) clock.schedule(0, () => events.onBytes(Buffer.from(bytes)));
  clock.schedule(openMs, () => events.onGone("the device closed the connection"));
};

test.each([
  ["nothing", undefined],
  ["a sentence", "Port already in use\r\n"],
])(
  "a peer that accepts, says %s and closes is never open, and is dialled ever more rarely",
  async (_name, bytes) => {
    const { clock, dials, opened } = openPlayed(fallsAfter(1, bytes));
    await clock.advance(45_000);
    expect(opened()).toEqual([]);
    expect(dials.length).toBeLessThan(15);
    await clock.advance(60_000);
    const before = dials.length;
    await clock.advance(60_000);
    expect(dials.length - before).toBeLessThanOrEqual(4);
  },
);

test.each([1_000, 2_500, 5_000, 9_000])(
  "a peer that closes after %d ms is opened a few times a minute",
  async (openMs) => {
    const { clock, opened } = openPlayed(fallsAfter(openMs));
    await clock.advance(300_000);
    const before = opened().length;
    await clock.advance(60_000);
    expect(opened().length - before).toBeLessThanOrEqual(4);
  },
);

test("a link that has stood for a while begins its schedule anew", async () => {
  const { clock, dials, states } = openPlayed((events, clock) => clock.schedule(0, events.onOpen));
  await clock.advance(1_000);
  for (const round of [1, 2, 3, 4, 5]) {
    await clock.advance(30_000);
    dials.at(-1)?.onGone("cut");
    await clock.advance(defaultBackoff.initialMs + 250);
    expect(dials.length).toBe(round + 1);
    expect(states.at(-1)).toBe("open");
  }
});

test("bytes of a link that is on trial reach who listens", async () => {
  const { link, clock, states } = openPlayed(fallsAfter(50, "Port already in use"));
  const texts: string[] = [];
  link.onBytes((bytes) => texts.push(Buffer.from(bytes).toString()));
  await clock.advance(10);
  expect(states).toEqual([]);
  expect(texts).toEqual(["Port already in use"]);
});

test("a server that accepts and closes at once never makes a real link open", async () => {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let connections = 0;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    connections += 1;
    if (connections === 5) resolve();
    socket.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const backoff = { initialMs: 5, maxMs: 10, factor: 2, jitter: 0 };
  const link = openLink(
    { kind: "tcp", host: "127.0.0.1", port: address.port },
    { clock: systemClock, logger: silentLogger, backoff },
  );
  onTestFinished(async () => {
    await link.close();
    server.close();
  });
  const states: LinkState["name"][] = [];
  link.onState(({ name }) => states.push(name));
  await closed;
  await eventually(() => expect(states.length).toBeGreaterThan(5));
  expect(states).not.toContain("open");
});
