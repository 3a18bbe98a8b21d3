import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { connect } from "node:tls";
import { type ChildProgram, spawnProgram } from "@rae/kit";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

// Each runs several programs, one after another.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const script = join(import.meta.dirname, "..", "src", "main.ts");
const folder = mkdtempSync(join(tmpdir(), "rae-program-"));
const whole = join(folder, "whole");
const readyMs = 60_000;
let lines: string[];

function program(dataDir: string, ...args: string[]): ChildProgram {
  lines = [];
  return spawnProgram({
    name: "control plane",
    script,
    args,
    environment: {
      RAE_DATA_DIR: dataDir,
      RAE_HTTP_PORT: "0",
      RAE_MQTT_PORT: "0",
      RAE_LOG_LEVEL: "error",
    },
    onLine: (line) => lines.push(line),
  });
}

/** Runs it to its end; returns its exit code and all that it said. */
async function run(dataDir: string, ...args: string[]) {
  const child = program(dataDir, ...args);
  const code = await child.ended;
  return { code, said: lines.join("\n"), complained: child.errorLines().join("\n") };
}

function config(value: unknown): string {
  const file = join(folder, "config.yaml");
  writeFileSync(file, JSON.stringify(value));
  return file;
}

/** A data folder that a run has left, for a test to damage. */
function dataFolder(name: string): string {
  const copy = join(folder, name);
  cpSync(whole, copy, { recursive: true });
  return copy;
}

beforeAll(async () => {
  const child = program(whole);
  await child.ready(readyMs);
  child.kill("SIGTERM");
  expect(await child.ended).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(["log", "view", "history"])(
  "a file of a newer format ends the start with one sentence that names it: %s",
  async (name) => {
    const dataDir = dataFolder(`newer-${name}`);
    const database = new DatabaseSync(join(dataDir, `${name}.sqlite`));
    database.exec("PRAGMA user_version = 2000");
    database.close();
    const { code, complained } = await run(dataDir);
    expect(code).toBe(1);
    expect(complained).toMatch(
      new RegExp(`^rae-control-plane: .*${name}\\.sqlite has format 2.*upgrade.*operator\\)$`),
    );
  },
);

test("a file that is no database ends the start with one sentence that names it", async () => {
  const dataDir = join(folder, "garbage");
  cpSync(join(whole, "pki"), join(dataDir, "pki"), { recursive: true });
  writeFileSync(join(dataDir, "view.sqlite"), "no database".repeat(1_000));
  const { code, complained } = await run(dataDir);
  expect(code).toBe(1);
  expect(complained).toMatch(/^rae-control-plane: .*view\.sqlite cannot be used: .*operator\)$/);
});

test("an authority whose certificate cannot be read ends the start with one sentence that names it", async () => {
  const dataDir = dataFolder("authority");
  writeFileSync(join(dataDir, "pki", "ca.pem"), "nothing");
  const { code, complained } = await run(dataDir);
  expect(code).toBe(1);
  expect(complained).toMatch(/^rae-control-plane: .*ca\.pem does not hold .*operator\)$/);
});

test("a certificate for REST that is not there is told by --check, by its path", async () => {
  const http = { certFile: "/nowhere/cert.pem", keyFile: "/nowhere/key.pem" };
  const { code, complained } = await run(whole, "--check", "--config", config({ http }));
  expect(code).toBe(1);
  expect(complained).toContain("http.certFile (/nowhere/cert.pem)");
});

test("it stops in time though its log is held by another process, and says what it could not finish", async () => {
  const dataDir = dataFolder("held");
  const child = program(dataDir);
  await child.ready(readyMs);
  const holder = new DatabaseSync(join(dataDir, "log.sqlite"));
  holder.exec("BEGIN IMMEDIATE");
  child.kill("SIGTERM");
  const code = await child.ended;
  holder.close();
  expect(code).toBe(1);
  expect(child.errorLines().join("\n")).toMatch(
    /^rae-control-plane did not stop cleanly: gateway did not close: .*acknowledged is lost\.$/,
  );
});

test("another address than loopback takes TLS or --behind-proxy", async () => {
  const file = config({ http: { host: "0.0.0.0" } });
  const refused = await run(whole, "--config", file);
  expect(refused.code).toBe(1);
  expect(refused.complained).toMatch(/^rae-control-plane: REST cannot be bound to 0\.0\.0\.0 .*/);
  const child = program(whole, "--behind-proxy", "--config", file);
  const { http } = await child.ready(readyMs);
  expect((await fetch(`${http}/healthz`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await child.ended).toBe(0);
});

test("--help tells every option, and what is no option or command ends with the help", async () => {
  const help = await run(whole, "--help");
  expect(help.code).toBe(0);
  for (const word of ["issue-cert", "--config", "--behind-proxy", "--check", "--print-config"]) {
    expect(help.said).toContain(word);
  }
  for (const args of [["serve"], ["--nope"], ["issue-cert"], ["issue-cert", "a", "b"]]) {
    const { code, complained } = await run(whole, ...args);
    expect(code).toBe(1);
    expect(complained).toContain(help.said);
  }
});

test("issue-cert says where the certificate and key of a box lie, and refuses what is no box id", async () => {
  const { code, said } = await run(whole, "issue-cert", "box-7");
  expect(code).toBe(0);
  expect(said.split("\n")).toEqual(
    ["box-7.pem", "box-7.key"].map((name) => join(whole, "pki", "boxes", name)),
  );
  const ofPartner = await run(whole, "issue-cert", "box-7", "--tenant", "partner-a");
  expect(ofPartner.said).toBe(said);
  const { subject } = new X509Certificate(readFileSync(String(said.split("\n")[0])));
  expect(subject).toBe("CN=box-7\nO=partner-a");
  const badTenant = await run(whole, "issue-cert", "box-7", "--tenant", "Partner A");
  expect(badTenant.complained).toContain('"Partner A" is not the id of a tenant');

  const refused = await run(whole, "issue-cert", "Box 7");
  expect(refused.said).toBe("");
  expect(refused.code).toBe(1);
  expect(refused.complained).toContain('"Box 7" is not a box id');
});

test("issue-cert where there is no authority makes none unless it is told to", async () => {
  const elsewhere = join(folder, "elsewhere");
  const refused = await run(elsewhere, "issue-cert", "box-7");
  expect(refused.code).toBe(1);
  expect(refused.said).toBe("");
  expect(refused.complained).toContain(`there is no certificate authority in ${elsewhere}/pki`);
  expect(refused.complained).toContain("--create-authority");
  expect(existsSync(elsewhere)).toBe(false);

  const bad = await run(elsewhere, "issue-cert", "Box 7", "--create-authority");
  expect(bad.complained).toContain('"Box 7" is not a box id');
  expect(existsSync(elsewhere)).toBe(false);

  const made = await run(elsewhere, "issue-cert", "box-7", "--create-authority");
  expect(made.code).toBe(0);
  expect((await run(elsewhere, "issue-cert", "box-8")).code).toBe(0);
});

test("REST and MQTT on an IPv6 address, the URL as a client takes it", async () => {
  const dataDir = dataFolder("ipv6");
  const file = config({ http: { host: "[::1]" }, mqtt: { host: "[::1]" } });
  const child = program(dataDir, "--config", file);
  const { http, mqttPort } = await child.ready(readyMs);
  expect(new URL(String(http)).hostname).toBe("[::1]");
  expect((await fetch(`${http}/healthz`)).status).toBe(200);
  const ca = readFileSync(join(dataDir, "pki", "ca.pem"), "utf8");
  const socket = connect({ host: "::1", port: Number(mqttPort), ca });
  socket.on("error", () => {});
  await once(socket, "secureConnect");
  expect(socket.authorizationError).toBeFalsy();
  socket.destroy();
  child.kill("SIGTERM");
  expect(await child.ended).toBe(0);
});
