import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readBack } from "../../../src/load/canary/read-back.ts";

/** A REST interface that holds the revisions of some sessions. */
let server: Server;
let folder: string;
let url: string;
let tokenFile: string;
let histories: Map<string, readonly number[]>;
let asked: number;

beforeEach(async () => {
  histories = new Map();
  asked = 0;
  server = createServer(({ url: path = "", headers }, reply) => {
    asked += 1;
    const sessionId = /^\/v1\/devices\/([^/]+)\/history\?/.exec(path)?.[1] ?? "";
    const revisions = histories.get(sessionId);
    const isKnown = headers.authorization === "Bearer secret";
    reply.statusCode = !isKnown ? 401 : revisions === undefined ? 404 : 200;
    reply.end(JSON.stringify({ items: (revisions ?? []).map((revision) => ({ revision })) }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), "rae-read-back-"));
  tokenFile = join(folder, "token");
  writeFileSync(tokenFile, "secret\n");
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const three = (sessionId: string) => ({ sessionId, acknowledged: 3 });

test("revisions that are there are found, each once, and those that are not are missing", async () => {
  histories.set("whole", [3, 2, 1]).set("doubled", [2, 2, 1]);
  const sessions = [three("whole"), three("doubled"), three("unknown")];
  expect(await readBack(sessions, { url, tokenFile, timeoutMs: 0 })).toEqual({
    found: 5,
    missing: 4,
  });
});

test("what comes late is waited for", async () => {
  histories.set("late", [1]);
  const reading = readBack([three("late")], { url, tokenFile, timeoutMs: 10_000 });
  server.once("request", () => histories.set("late", [1, 2, 3]));
  expect(await reading).toEqual({ found: 3, missing: 0 });
  expect(asked).toBeGreaterThan(1);
});

test("a token that is not taken, one that cannot be read and a server that is away are told as what they are", async () => {
  writeFileSync(tokenFile, "other");
  const options = { url, tokenFile, timeoutMs: 0 };
  await expect(readBack([three("a")], options)).rejects.toMatchObject({ code: "config-invalid" });
  const noFile = { ...options, tokenFile: join(folder, "none") };
  await expect(readBack([three("a")], noFile)).rejects.toMatchObject({ code: "config-invalid" });
  writeFileSync(tokenFile, "secret");
  const away = { ...options, url: "http://127.0.0.1:1" };
  await expect(readBack([three("a")], away)).rejects.toMatchObject({ code: "unreachable" });
});
