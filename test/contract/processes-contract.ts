import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloseStack } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { type CommandOutcome, encodeOutcome, parseCommand } from "@rae/protocol";
import { startVirtualBoxes, type VirtualBoxes } from "@rae/simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SharedEngines } from "../harness/engines.ts";
import {
  type GatewayProgram,
  type ObservedProgram,
  type Processes,
  processesOn,
} from "../harness/processes.ts";
import { connectRawBox } from "../harness/raw-box.ts";
import { RestClient } from "../harness/rest-client.ts";

const boxIds = ["box-1", "box-2"];
const startMs = 90_000;
/** Of events, commands, outcomes, control, leases and audit, four each. */
const partitionsFolded = 24;

/**
 * What gateways, aggregators and apis as processes of their own hold, two of each on the same stores. `leastShare` of the
 * partitions is what each of two aggregators has: on SQLite one reads and the other stands by.
 */
export function processesContract(
  name: string,
  engines: () => SharedEngines | undefined,
  leastShare: number,
): void {
  describe(`two of each process on ${name}`, () => {
    const stack = new CloseStack();
    let processes: Processes;
    let gateways: readonly GatewayProgram[];
    let aggregators: readonly ObservedProgram[];
    let apis: readonly ObservedProgram[];
    let rests: readonly RestClient[];
    let boxes: VirtualBoxes;

    beforeAll(async () => {
      const folder = mkdtempSync(join(tmpdir(), "rae-processes-"));
      stack.push("folder", () => rmSync(folder, { recursive: true, force: true }));
      processes = processesOn(engines(), folder);
      await processes.prepare();
      gateways = [processes.gateway(), processes.gateway()];
      aggregators = [processes.aggregator(), processes.aggregator()];
      apis = [processes.api(), processes.api()];
      const all = [...gateways, ...aggregators, ...apis];
      for (const each of all) stack.push("a process", () => each.stop());
      // Both gateways find no authority, and make it at once.
      await Promise.all(all.map((each) => each.start()));
      rests = apis.map((api) => new RestClient(api.url, processes.token));
      for (const boxId of [...boxIds, "box-3"]) await processes.issueCertificate(boxId);
      boxes = await startVirtualBoxes({
        gateway: gateways.map(({ mqttPort }) => `mqtts://127.0.0.1:${mqttPort}`),
        reconnect: true,
        pki: join(processes.dataDir, "pki"),
        boxIds,
        devices: 3,
        rate: 20,
      });
      stack.use("boxes", boxes);
    }, startMs);
    afterAll(() => stack.close(), startMs);

    /** Every api shows every session at the revision that the boxes have reached. */
    const agree = async () => {
      const expected = boxes.sessions().map(({ sessionId, revision }) => [sessionId, revision]);
      for (const rest of rests) {
        const shown = await rest.devices();
        const ours = shown.filter(({ boxId }) => boxIds.includes(boxId));
        expect(ours.map(({ id, revision }) => [id, revision]).sort()).toEqual(expected.sort());
      }
    };

    it("are ready, each with its dependencies named", async () => {
      const named = async (each: ObservedProgram) => {
        await eventually(async () => expect((await each.readyz()).ready).toBe(true), {
          timeoutMs: 30_000,
        });
        return (await each.readyz()).dependencies.map((dependency) => dependency.name);
      };
      expect(await Promise.all(gateways.map(named))).toEqual(
        gateways.map(() => ["log", "gateway", "certificate"]),
      );
      expect(await Promise.all(aggregators.map(named))).toEqual(
        aggregators.map(() => [
          ...["log", "view", "history", "view writes", "history writes", "clock"],
          "aggregator",
        ]),
      );
      expect(await Promise.all(apis.map(named))).toEqual(
        apis.map(() => [
          "fleet-index",
          "view",
          "history",
          "lease-store",
          "log",
          "access-store",
          "clock",
        ]),
      );
    });

    it("share the partitions of the log between the aggregators, and tell their figures", async () => {
      await eventually(
        async () => {
          const ready = await Promise.all(aggregators.map((each) => each.readyz()));
          const shares = ready.map(({ dependencies }) =>
            Number(/in (\d+) partitions/.exec(dependencies.at(-1)?.detail ?? "")?.[1]),
          );
          expect(Math.min(...shares)).toBeGreaterThanOrEqual(leastShare);
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(partitionsFolded);
        },
        { timeoutMs: 30_000 },
      );
      const figures = await fetch(`${aggregators[0]?.url}/metrics`);
      expect(await figures.text()).toContain("rae_stream_lag_records");
    });

    it("show in both apis what a box tells either gateway, also when one of each was killed and came back", async () => {
      const victims = [gateways[0], aggregators[0], apis[0]].filter((each) => each !== undefined);
      for (const victim of victims) {
        await victim.crash();
        await victim.start();
      }
      await boxes.settle(30_000);
      expect(boxes.lost()).toEqual([]);
      await eventually(agree, { timeoutMs: 60_000, intervalMs: 250 });
    });

    it("take a command by one api to a box at either gateway, and show its outcome in the other", async () => {
      const [asked, other] = rests;
      const [, gateway] = gateways;
      if (asked === undefined || other === undefined || gateway === undefined) throw new Error();
      const box = await connectRawBox(gateway, "box-3");
      const sessionId = await box.attach("tv-3");
      await asked.deviceThat("tv-3", (device) => device.state === "online", 30_000);
      const running = asked.run("tv-3", "power", "on");
      const command = await eventually(() => {
        const found = box.commands.map(parseCommand).find(({ kind }) => kind === "device");
        if (found === undefined) throw new Error("no command yet");
        return found;
      });
      const outcome: CommandOutcome = {
        ...{ commandId: command.commandId, boxId: "box-3", sessionId },
        ...{ state: "succeeded", source: "agent", result: { state: "on" }, atMs: Date.now() },
      };
      await box.publish("outcomes", encodeOutcome(outcome));
      expect(await running).toMatchObject({ state: "succeeded" });
      await eventually(async () =>
        expect(await other.command(command.commandId)).toMatchObject({ state: "succeeded" }),
      );
      await box.close();
    });

    it("list what a gateway refused, and say why it cannot be replayed", async () => {
      const [gateway] = gateways;
      if (gateway === undefined) throw new Error();
      const box = await connectRawBox(gateway, "box-3");
      await box.publish("events", Buffer.from("no event"));
      await box.close();
      const listed = await processes.command("dead-letters", "list", "--json", "--box", "box-3");
      const [letter, ...others] = listed.said.trim().split("\n");
      expect(others).toEqual([]);
      const { id, source } = JSON.parse(letter ?? "{}");
      expect(source).toMatchObject({ kind: "mqtt", topic: "rae/v1/box-3/events", payloadBytes: 8 });
      const replayed = await processes.command("dead-letters", "replay", id);
      expect(replayed.code).toBe(1);
      expect(replayed.said).toContain("cannot be replayed: the gateway refused it");
    });

    it("show the same fleet after the view was rebuilt by hand, while they ran", async () => {
      const rebuilt = await processes.command("rebuild-view");
      expect(rebuilt.complained).not.toContain('"level":50');
      expect(rebuilt.code).toBe(0);
      await eventually(agree, { timeoutMs: 30_000, intervalMs: 250 });
    });

    it("end with 0 at SIGTERM, each of them", async () => {
      const all = [...apis, ...gateways, ...aggregators];
      await expect(Promise.all(all.map((each) => each.stop()))).resolves.toHaveLength(6);
    });
  });
}
