import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import {
  type BoxCommand,
  type BoxEvent,
  type CommandOutcome,
  defaults,
  encodeBoxEvent,
  encodeCommand,
  encodeOutcome,
  logHeaders,
  logTopics,
  parseCommand,
  parseOutcome,
  schemaVersion,
  uuidV7,
} from "@rae/protocol";
import { openSqliteRecordLog } from "@rae/stream-sqlite";
import { afterEach, expect, test } from "vitest";
import { openPlatform } from "../harness/platform.ts";
import { controlPlaneProgram } from "../harness/programs.ts";
import { connectRawBox } from "../harness/raw-box.ts";
import { RestClient } from "../harness/rest-client.ts";

/** Field 500, a string: one that no version of ours has. */
const fieldOfANewerVersion = Buffer.from([0xa2, 0x1f, 3, 0x6e, 0x65, 0x77]);
const newer = (bytes: Uint8Array) => Buffer.concat([bytes, fieldOfANewerVersion]);

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

test("a newer agent, with an attribute, an event kind and fields that the control plane does not know, works", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rae-e2e-"));
  opened.push(() => rmSync(folder, { recursive: true }));
  const controlPlane = controlPlaneProgram(join(folder, "data"));
  opened.push(() => controlPlane.stop());
  await controlPlane.start();
  controlPlane.issueCertificate("box-new");
  const box = await connectRawBox(controlPlane, "box-new");
  opened.push(() => box.close());
  const rest = new RestClient(controlPlane.url, controlPlane.token);

  const sessionId = uuidV7();
  const registryId = uuidV7();
  let sequence = 0;
  const send = (event: Record<string, unknown>, channel: "events" | "presence" = "events") => {
    const isPresence = channel === "presence";
    if (!isPresence) sequence += 1;
    const origin = { boxId: "box-new", registryId, connection: 1, observedAtMs: Date.now() };
    const whole = { ...origin, sequence: isPresence ? 0 : sequence, ...event };
    return box.publish(channel, newer(encodeBoxEvent(whole as unknown as BoxEvent)));
  };
  const attributes = {
    "identity.asset": { value: "tv-new", observedAtMs: Date.now() },
    "identity.future": {
      value: "a name that only the newer version has",
      observedAtMs: Date.now(),
    },
    capabilities: { value: ["power", "telepathy"], observedAtMs: Date.now() },
    "connection.state": { value: "online", observedAtMs: Date.now() },
  };
  const status = {
    ...{ agentVersion: "9.0.0", outboxRows: 0, outboxBytes: 0, outboxLimitBytes: 1 },
    ...{ supersededDeltas: 0, interfaces: [], links: [] },
  };
  await send({ kind: "Birth", status }, "presence");
  await send({ kind: "Attached", sessionId, revision: 1, attributes });
  await send({ kind: "Roster", sessions: [{ sessionId, revision: 1 }] });
  await rest.deviceThat("tv-new", (device) => device.state === "online");
  expect((await rest.device("tv-new")).attributes["identity.future"]?.value).toContain("only");

  await send({ kind: "unknown", kindNumber: 4_242, sessionId, revision: 2 });
  await rest.deviceThat("tv-new", (device) => device.revision === 2 && device.stale);
  const resync = await eventually(() => {
    const asked = box.commands.map(parseCommand).find(({ kind }) => kind === "resync-session");
    if (asked === undefined) throw new Error("no resync yet");
    return asked;
  });
  expect(resync).toMatchObject({ sessionId, haveRevision: 2, sessionEnded: false });
  await send({ kind: "Snapshot", sessionId, revision: 3, attributes });
  await rest.deviceThat("tv-new", (device) => device.revision === 3 && !device.stale);
  expect((await rest.history(sessionId)).map((entry) => entry.kind)).toContain("unknown:4242");

  const running = rest.run("tv-new", "power", "on");
  const command = await eventually(() => {
    const asked = box.commands.map(parseCommand).find(({ kind }) => kind === "device");
    if (asked === undefined) throw new Error("no command yet");
    return asked;
  });
  const outcome: CommandOutcome = {
    ...{ commandId: command.commandId, boxId: "box-new", sessionId },
    ...{ state: "succeeded", source: "agent", result: { state: "on" }, atMs: Date.now() },
  };
  await box.publish("outcomes", newer(encodeOutcome(outcome)));
  expect(await running).toMatchObject({ state: "succeeded", result: { state: "on" } });
});

test("a newer control plane, with fields and a kind of command that the agent does not know, works", async () => {
  const platform = await openPlatform({
    devices: [{ id: "lg-1", family: "lg-rs232" }],
    labFile: [{ asset: "tv-1", serial: "lg-1" }],
  });
  opened.push(() => platform.close());
  const device = await platform.rest.deviceThat("tv-1", (shown) => shown.state === "online");
  // Another program that writes to the same log, as a newer api would.
  const log = openSqliteRecordLog({
    path: join(platform.controlPlane.dataDir, "log.sqlite"),
    clock: systemClock,
    logger: silentLogger,
  });
  opened.push(() => log.close());
  const outcomes: CommandOutcome[] = [];
  const tail = await log.tail({
    topics: [logTopics.outcomes],
    sinceMs: 0,
    handle: ({ records }) => {
      outcomes.push(...records.map((record) => parseOutcome(record.value)));
    },
    onFailure: () => {},
  });
  opened.push(() => tail.close());
  const append = (command: BoxCommand) =>
    log.append(
      logTopics.commands,
      [
        {
          key: platform.boxId,
          value: newer(encodeCommand(command)),
          headers: {
            [logHeaders.boxId]: platform.boxId,
            [logHeaders.receivedAtMs]: String(Date.now()),
            [logHeaders.schemaVersion]: schemaVersion,
          },
        },
      ],
      AbortSignal.timeout(5_000),
    );
  const ended = (commandId: string) =>
    eventually(() => {
      const end = outcomes.find(
        (one) => one.commandId === commandId && one.state !== "sent" && one.state !== "started",
      );
      if (end === undefined) throw new Error("no end yet");
      return end;
    });

  const known = uuidV7();
  await append({
    ...{ kind: "device", commandId: known, boxId: platform.boxId, sessionId: device.id },
    ...{ capability: "power", command: "state", parameters: {} },
    remainingMs: defaults.commandDeadlineMs,
  });
  expect(await ended(known)).toMatchObject({ state: "succeeded", result: { state: "on" } });

  // A kind that the agent does not know is passed over, and what comes after it is not held up.
  await append({ kind: "unknown", kindNumber: 777, commandId: uuidV7(), boxId: platform.boxId });
  const after = await platform.rest.run("tv-1", "power", "off");
  expect(after).toMatchObject({ state: "succeeded", result: { state: "standby" } });
});
