import { createServer } from "node:net";

/** Engines listen here and nowhere else. */
export const loopback = "127.0.0.1";

// Below the range from which systems take the ports of outgoing connections: a client that reconnects for ever while
// its engine is down could else be given the engine's own port, and would connect to itself.
const lowest = 20_000;
const highest = 32_000;
const tries = 200;

const given = new Set<number>();

/** Ports of loopback that nobody listens on, each another, and none that this process was given before. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  for (let attempt = 0; attempt < tries && ports.length < count; attempt += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) ports.push(port);
    else given.delete(port);
  }
  if (ports.length < count) {
    throw new Error(`found no ${count} free ports between ${lowest} and ${highest} on ${loopback}`);
  }
  return ports;
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: loopback, exclusive: true }, () =>
      server.close(() => resolve(true)),
    );
  });
}
