import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { makePortFolder, VirtualPort, waitForState } from "@rae/driver/testing";
import { silentLogger, systemClock } from "@rae/kit";
import { afterEach, expect, test } from "vitest";
import { openLink } from "../../src/links/open-link.ts";

const backoff = { initialMs: 20, maxMs: 50, factor: 2, jitter: 0 };
const options = { clock: systemClock, logger: silentLogger, backoff };
const soon = () => AbortSignal.timeout(5_000);
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function openSerial(name = "device") {
  const folder = makePortFolder();
  const path = join(folder.path, name);
  const port = new VirtualPort(path);
  const link = openLink({ kind: "serial", path, baudRate: 9600 }, options);
  cleanups.push(
    () => folder.remove(),
    () => port.unplug(),
    () => link.close(),
  );
  return { port, link, path };
}

function nextText(subscribe: (listener: (bytes: Uint8Array) => void) => unknown): Promise<string> {
  return new Promise((resolve) => subscribe((bytes) => resolve(Buffer.from(bytes).toString())));
}

test("a serial link carries bytes both ways", async () => {
  const { port, link } = openSerial();
  await waitForState(link, "open");
  const atDevice = nextText((listener) => {
    port.onBytes = listener;
  });
  await link.write(Buffer.from("ka 01 ff\r"), soon());
  expect(await atDevice).toBe("ka 01 ff\r");
  const atAgent = nextText((listener) => link.onBytes(listener));
  await port.send("a 01 OK01x");
  expect(await atAgent).toBe("a 01 OK01x");
});

test("an unplugged serial link waits, refuses writes as link-unavailable, and opens again when plugged in", async () => {
  const { port, link } = openSerial();
  await waitForState(link, "open");
  port.unplug();
  const state = await waitForState(link, "waiting");
  expect(state).toMatchObject({ code: "link-unavailable" });
  await expect(link.write(Buffer.from("x"), soon())).rejects.toMatchObject({
    code: "link-unavailable",
  });
  port.plug();
  await waitForState(link, "open");
  const atDevice = nextText((listener) => {
    port.onBytes = listener;
  });
  await link.write(Buffer.from("again"), soon());
  expect(await atDevice).toBe("again");
});

test("a port that is unplugged as soon as it opens is noticed every time", async () => {
  const { port, link } = openSerial();
  for (let round = 0; round < 25; round += 1) {
    await waitForState(link, "open");
    port.unplug();
    expect((await waitForState(link, "waiting")).name).toBe("waiting");
    port.plug();
  }
});

test("a port that does not exist is waited for, and a wake opens it before the backoff ends", async () => {
  const folder = makePortFolder();
  const path = join(folder.path, "later");
  const slow = {
    ...options,
    backoff: { initialMs: 3_600_000, maxMs: 3_600_000, factor: 1, jitter: 0 },
  };
  const link = openLink({ kind: "serial", path, baudRate: 9600 }, slow);
  cleanups.push(
    () => folder.remove(),
    () => link.close(),
  );
  expect(await waitForState(link, "waiting")).toMatchObject({ detail: "the port does not exist" });
  const port = new VirtualPort(path);
  cleanups.push(() => port.unplug());
  link.wake();
  await waitForState(link, "open");
});

test("a port that another program holds is named so", async () => {
  const { link, path } = openSerial();
  await waitForState(link, "open");
  const second = openLink({ kind: "serial", path, baudRate: 9600 }, options);
  cleanups.push(() => second.close());
  expect(await waitForState(second, "waiting")).toMatchObject({
    detail: "another program has the port open",
  });
});

test("a frozen device ends a write as timeout, and the bytes that waited never reach it", async () => {
  const { port, link } = openSerial();
  await waitForState(link, "open");
  port.freeze();
  const flood = new Uint8Array(256 * 1024).fill(0x2e);
  await expect(link.write(flood, AbortSignal.timeout(200))).rejects.toMatchObject({
    code: "timeout",
  });
  await waitForState(link, "open");
  let received = 0;
  const marker = new Promise<void>((resolve) => {
    port.onBytes = (bytes) => {
      received += bytes.length;
      if (bytes.includes(0x21)) resolve();
    };
  });
  port.thaw();
  await link.write(Buffer.from("!"), soon());
  await marker;
  expect(received).toBeLessThan(flood.length / 2);
});

async function listen(
  port = 0,
  host = "127.0.0.1",
): Promise<{ server: Server; port: number; next: () => Promise<Socket> }> {
  const waiting: ((socket: Socket) => void)[] = [];
  const arrived: Socket[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    const resolve = waiting.shift();
    if (resolve === undefined) arrived.push(socket);
    else resolve(socket);
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  cleanups.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const next = () =>
    new Promise<Socket>((resolve) => {
      const socket = arrived.shift();
      if (socket === undefined) waiting.push(resolve);
      else resolve(socket);
    });
  return { server, port: address.port, next };
}

test("a tcp link dials again when the device closes or resets the connection", async () => {
  const { port, next } = await listen();
  const link = openLink({ kind: "tcp", host: "127.0.0.1", port }, options);
  cleanups.push(() => link.close());
  const first = await next();
  await waitForState(link, "open");
  first.end();
  const second = await next();
  await waitForState(link, "open");
  second.resetAndDestroy();
  const third = await next();
  await waitForState(link, "open");
  const text = nextText((listener) => link.onBytes(listener));
  third.write("hello");
  expect(await text).toBe("hello");
  third.destroy();
});

test.each(["::1", "[::1]"])("a tcp link goes to %s", async (host) => {
  const { port, next } = await listen(0, "::1");
  const link = openLink({ kind: "tcp", host, port }, options);
  cleanups.push(() => link.close());
  const socket = await next();
  await waitForState(link, "open");
  expect(link.id).toBe(`tcp:[::1]:${port}`);
  socket.destroy();
});

test("a tcp link to nobody waits as unreachable and opens when somebody listens", async () => {
  const { server, port } = await listen();
  await new Promise((resolve) => server.close(resolve));
  const link = openLink({ kind: "tcp", host: "127.0.0.1", port }, options);
  cleanups.push(() => link.close());
  expect(await waitForState(link, "waiting")).toMatchObject({ code: "unreachable" });
  const { next } = await listen(port);
  (await next()).destroy();
});

test("a closed link stays closed and a write to it is refused", async () => {
  const { port, link } = openSerial();
  await waitForState(link, "open");
  await link.close();
  await link.close();
  link.wake();
  expect(link.state.name).toBe("closed");
  await expect(link.write(Buffer.from("x"), soon())).rejects.toMatchObject({
    code: "link-unavailable",
  });
  port.unplug();
});
