/**
 * Measures what a gateway keeps of TLS connections that are over: `node --expose-gc control-plane/test/programs/tls-memory.ts 16000`. A
 * process of its own connects with a box's certificate, eight at a time. Prints resident and heap bytes every 2,000 connections.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createSecureContext } from "node:tls";
import { TestGateway } from "../gateway/test-gateway.ts";

const every = 2_000;
const atOnce = 8;

async function dial(port: number, count: number): Promise<void> {
  const chunks = await process.stdin.toArray();
  const secureContext = createSecureContext(JSON.parse(Buffer.concat(chunks).toString()));
  let left = count;
  let over = 0;
  const one = async () => {
    const socket = connect({ port, host: "127.0.0.1", secureContext });
    socket.on("error", () => {});
    socket.once("secureConnect", () => socket.end());
    socket.resume();
    await once(socket, "close");
    over += 1;
    if (over % every === 0) process.stdout.write(`${over}\n`);
  };
  const line = async () => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, line));
}

async function measure(count: number): Promise<void> {
  const lab = await TestGateway.open();
  const { ca, cert, key } = await lab.certificate("box-1");
  const [, program = ""] = process.argv;
  const dialler = spawn(process.execPath, [program, String(count), String(lab.gateway.port)]);
  dialler.stdin.end(JSON.stringify({ ca, cert, key }));
  dialler.stderr.pipe(process.stderr);
  const ended = once(dialler, "close");
  for await (const done of dialler.stdout) {
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    process.stdout.write(`${String(done).trim()} connections: rss ${rss}, heap ${heapUsed}\n`);
  }
  const [code] = await ended;
  // A dialler that failed has printed why; the figures end where it did.
  if (code !== 0) process.exitCode = 1;
  await lab.close();
}

const [, , count = "16000", port] = process.argv;
await (port === undefined ? measure(Number(count)) : dial(Number(port), Number(count)));
