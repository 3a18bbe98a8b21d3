import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloseStack, spawnProgram } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { startVirtualBoxes } from "@rae/simulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ControlPlaneProgram, controlPlaneProgram } from "../harness/programs.ts";

const boxIds = ["jobs-1", "jobs-2"];
const devicesOfBox = 10;
const simulator = join(import.meta.dirname, "../../simulator/src/main.ts");
const stack = new CloseStack();
let controlPlane: ControlPlaneProgram;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "rae-jobs-"));
  stack.push("folder", () => rmSync(folder, { recursive: true, force: true }));
  controlPlane = controlPlaneProgram(join(folder, "data"));
  stack.push("control plane", () => controlPlane.stop());
  await controlPlane.start();
  for (const boxId of boxIds) controlPlane.issueCertificate(boxId);
  const boxes = await startVirtualBoxes({
    ...{ gateway: `mqtts://127.0.0.1:${controlPlane.mqttPort}`, boxIds, devices: devicesOfBox },
    ...{ pki: join(controlPlane.dataDir, "pki"), rate: 0.1, reconnect: true, obeys: true },
  });
  stack.push("boxes", () => boxes.close());
  await eventually(async () => expect(await available()).toBe(boxIds.length * devicesOfBox), {
    timeoutMs: 30_000,
  });
});

afterAll(() => stack.close());

async function available(): Promise<number> {
  const answer = await fetch(`${controlPlane.url}/v1/devices?availability=available&limit=500`, {
    headers: { authorization: `Bearer ${controlPlane.token}` },
  });
  const { items } = (await answer.json()) as { readonly items: readonly unknown[] };
  return items.length;
}

interface Report {
  readonly granted: number;
  readonly died: number;
  readonly pressed: number;
  readonly obeyedTwo: number;
  readonly starved: number;
  readonly violations: readonly string[];
}

/** A hundred contenders that each want two of the twenty devices, of which some die. */
function jobs(seconds: number) {
  let said = "";
  const program = spawnProgram({
    name: "jobs",
    script: simulator,
    args: [
      ...["jobs", "--url", controlPlane.url, "--token-file", join(controlPlane.dataDir, "token")],
      ...["--contenders", "100", "--devices", "2", "--presses", "2", "--seconds", String(seconds)],
      ...["--ttl", "5000", "--wait", "120000", "--dying", "0.05", "--json"],
    ],
    environment: {},
    onLine: (line) => {
      said = line;
    },
  });
  return async (): Promise<Report & { readonly code: number | null }> => {
    const code = await program.ended;
    if (said === "") throw new Error(program.errorLines().toString());
    return { ...(JSON.parse(said) as Report), code };
  };
}

test("a hundred contenders for pairs of twenty devices, some of which die: nobody starves, and no device obeys two", async () => {
  const report = await jobs(15)();
  expect(report).toMatchObject({ code: 0, obeyedTwo: 0, starved: 0, violations: [] });
  expect(report.granted).toBeGreaterThan(100);
  expect(report.died).toBeGreaterThan(0);
});

test("the control plane is killed twice while leases are held: the same", async () => {
  const ended = jobs(25);
  for (let kill = 0; kill < 2; kill += 1) {
    await eventually(async () => expect(await available()).toBeLessThan(10), {
      timeoutMs: 20_000,
    });
    await controlPlane.crash();
    await controlPlane.start();
  }
  expect(await ended()).toMatchObject({ code: 0, obeyedTwo: 0, starved: 0, violations: [] });
  await eventually(async () => expect(await available()).toBe(boxIds.length * devicesOfBox), {
    timeoutMs: 30_000,
  });
});
