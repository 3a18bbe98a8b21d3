import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloseStack } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { type CanaryOptions, type CanaryRun, runCanary } from "@rae/simulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlPlaneProgram, controlPlaneProgram } from "../harness/programs.ts";
import { RestClient } from "../harness/rest-client.ts";

const boxIds = ["canary-1", "canary-2", "canary-3", "canary-4"];
const clients = 200;
const messages = 3;
const stack = new CloseStack();
let controlPlane: ControlPlaneProgram;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "rae-canary-"));
  stack.push("folder", () => rmSync(folder, { recursive: true, force: true }));
  controlPlane = controlPlaneProgram(join(folder, "data"));
  stack.push("control plane", () => controlPlane.stop());
  await controlPlane.start();
  for (const boxId of boxIds) controlPlane.issueCertificate(boxId);
});

afterAll(() => stack.close());

function canary(more: Partial<CanaryOptions> = {}): Promise<CanaryRun> {
  return runCanary({
    ...{ gateway: `mqtts://127.0.0.1:${controlPlane.mqttPort}`, boxIds },
    pki: join(controlPlane.dataDir, "pki"),
    ...{ clients, concurrency: 32, messages, attempts: 1, timeoutMs: 20_000 },
    ...more,
  });
}

/** Every revision that a client was told is safe is in the history of its device. */
async function everyAcknowledgedIsThere({ sessions }: CanaryRun): Promise<void> {
  const rest = new RestClient(controlPlane.url, controlPlane.token);
  for (const { sessionId, acknowledged } of sessions.filter((each) => each.acknowledged > 0)) {
    await eventually(
      async () => {
        const revisions = (await rest.history(sessionId)).map(({ revision }) => revision);
        expect(new Set(revisions).size).toBeGreaterThanOrEqual(acknowledged);
      },
      { timeoutMs: 20_000, intervalMs: 50 },
    );
  }
}

test("two hundred short-lived clients are all let in, and all that they say is kept", async () => {
  const run = await canary();
  expect(run.report).toMatchObject({
    clients: { asked: clients, accepted: clients, keptOut: 0 },
    messages: { acknowledged: clients * messages, lost: 0, unsent: 0 },
  });
  await everyAcknowledgedIsThere(run);
});

test("a gateway that is killed in the middle costs nothing that it acknowledged, and what it cost is told", async () => {
  let crashed: Promise<void> | undefined;
  const run = await canary({
    onClientEnded: (ended) => {
      if (ended === clients / 2) crashed = controlPlane.crash();
    },
  });
  await crashed;
  await controlPlane.start();
  const { clients: counted, messages: said, refused } = run.report;
  expect(counted.asked).toBe(clients);
  expect(counted.keptOut).toBeGreaterThan(0);
  expect(refused.ECONNREFUSED).toBeGreaterThan(0);
  expect(said.acknowledged).toBeGreaterThanOrEqual((clients / 2) * messages);
  expect(said.lost + said.unsent).toBeGreaterThanOrEqual(counted.keptOut * messages);
  expect(said.acknowledged + said.lost + said.unsent).toBe(clients * messages);
  await everyAcknowledgedIsThere(run);
});

test("clients that try again lose nothing to a gateway that is killed and started in the middle", async () => {
  let restarted: Promise<void> | undefined;
  const run = await canary({
    attempts: 30,
    onClientEnded: (ended) => {
      if (ended === clients / 2) restarted = controlPlane.crash().then(() => controlPlane.start());
    },
  });
  await restarted;
  expect(run.report.messages).toEqual({ acknowledged: clients * messages, lost: 0, unsent: 0 });
  expect(Object.keys({ ...run.report.refused, ...run.report.broken })).not.toEqual([]);
  await everyAcknowledgedIsThere(run);
});
