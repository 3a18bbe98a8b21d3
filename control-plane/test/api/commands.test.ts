import { systemClock } from "@rae/kit";
import { eventually } from "@rae/kit/testing";
import { parseCommand } from "@rae/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  MemoryFleetView,
  sampleBox,
  sampleDevice,
  sampleGateway,
} from "../../src/testing/index.ts";
import { ApiLab, type AskOptions, attributes } from "./api-lab.ts";

let lab: ApiLab;

const press = { capability: "remote-control", command: "press", parameters: { key: "home" } };
const commandsOf = "/v1/devices/session-1/commands";

/** A view whose commands are read only when the test says so. */
class SlowFleetView extends MemoryFleetView {
  readonly #gate = Promise.withResolvers<void>();
  waiting = 0;

  override async readCommands(commandIds: readonly string[]) {
    this.waiting += 1;
    await this.#gate.promise;
    return await super.readCommands(commandIds);
  }

  async answer(): Promise<void> {
    this.#gate.resolve();
  }
}

async function openLab(view: MemoryFleetView): Promise<ApiLab> {
  const opened = await ApiLab.open({ limits: { appendMs: 300 }, view });
  const nowMs = systemClock.nowMs();
  const values = {
    "connection.state": "online",
    "identity.asset": "tv-17",
    capabilities: ["remote-control", "power"],
  };
  await opened.apply({
    boxes: [sampleBox({ sinceMs: nowMs, statusReceivedAtMs: nowMs })],
    gateways: [sampleGateway({ aliveAtMs: nowMs })],
    devices: [sampleDevice({ attributes: attributes(values, nowMs) })],
  });
  await eventually(async () => expect((await opened.ask("/v1/devices/tv-17")).status).toBe(200));
  return opened;
}

beforeEach(async () => {
  lab = await openLab(new MemoryFleetView());
});
afterEach(() => lab.close());

const send = (body: unknown, options: AskOptions = {}, path = commandsOf) =>
  lab.ask(path, { method: "POST", body, ...options });
const waiting = { headers: { prefer: "wait=20" } };

describe("sending", () => {
  test("a command is on the log with what is left of its time, keyed by its box", async () => {
    const { status, headers, body } = await send({ ...press, deadlineMs: 9_000 });
    expect(status).toBe(202);
    expect(headers.get("location")).toBe(`/v1/commands/${body.id}`);
    expect(lab.log.appended).toHaveLength(1);
    expect(lab.log.appended[0]).toMatchObject({ topic: "commands", record: { key: "box-1" } });
    const [command] = lab.log.commands;
    expect(command).toMatchObject({
      kind: "device",
      commandId: body.id,
      sessionId: "session-1",
      ...press,
    });
    expect(command).toHaveProperty("remainingMs", expect.closeTo(9_000, -3));
    expect(Date.parse(body.deadlineAt) - Date.parse(body.requestedAt)).toBe(9_000);
  });

  test("a command is there to read at once, before the view has it", async () => {
    lab.aggregates = false;
    const { body } = await send(press);
    const read = await lab.ask(`/v1/commands/${body.id}`);
    expect(read.body).toMatchObject({ state: "pending", boxPresence: "present", ...press });
  });

  test("an asset name serves as well as the id, and parameters may be left out", async () => {
    const power = { capability: "power", command: "state" };
    const { body } = await send(power, {}, "/v1/devices/tv-17/commands");
    expect(body).toMatchObject({ deviceId: "session-1", parameters: {}, ...power });
  });

  test("a command for a box that is lost is accepted, and the answer says that it is lost", async () => {
    await lab.apply({ boxes: [sampleBox({ presence: "lost", lostReason: "connection lost" })] });
    await eventually(async () =>
      expect((await lab.ask("/v1/boxes/box-1")).body.presence.state).toBe("lost"),
    );
    const { status, body } = await send(press);
    expect(status).toBe(202);
    expect(body.boxPresence).toBe("lost");
  });

  test.each([
    ["unknown capability", { capability: "toast", command: "on" }, 422, "unsupported"],
    ["unknown command", { capability: "power", command: "explode" }, 422, "unsupported"],
    [
      "capability that the device lacks",
      { capability: "app", command: "list" },
      422,
      "unsupported",
    ],
    [
      "key that no remote has",
      { ...press, parameters: { key: "nine" } },
      422,
      "invalid-parameters",
    ],
    [
      "parameter that is not known",
      { ...press, parameters: { key: "up", x: 1 } },
      422,
      "invalid-parameters",
    ],
    ["no command", { capability: "power" }, 400, "bad-request"],
    ["field that is not known", { ...press, when: "now" }, 400, "bad-request"],
    ["deadline as text", { ...press, deadlineMs: "100" }, 400, "bad-request"],
    ["deadline of none", { ...press, deadlineMs: 0 }, 400, "bad-request"],
    ["deadline over ten minutes", { ...press, deadlineMs: 600_001 }, 400, "bad-request"],
    ["parameters that are no object", { ...press, parameters: ["up"] }, 400, "bad-request"],
    ["a list for a body", [press], 400, "bad-request"],
  ])("%s is refused and not sent", async (_name, body, status, code) => {
    const answer = await send(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.details).not.toEqual({});
    expect(lab.log.appended).toEqual([]);
  });

  test("a device that is not there, and one that has left, are told apart", async () => {
    const nobody = await send(press, {}, "/v1/devices/session-9/commands");
    expect([nobody.status, nobody.body.code]).toEqual([404, "device-not-found"]);
    const ended = { reason: "unplugged", receivedAtMs: 1 };
    await lab.apply({ devices: [sampleDevice({ sessionId: "session-2", ended })] });
    const left = await send(press, {}, "/v1/devices/session-2/commands");
    expect([left.status, left.body.code]).toEqual([410, "session-ended"]);
    expect(left.body.details).toEqual({ device: "session-2", reason: "unplugged" });
  });
});

describe("waiting", () => {
  test("a request that waits is answered with the outcome", async () => {
    const answer = send({ capability: "power", command: "on" }, waiting);
    await eventually(() => expect(lab.log.commands).toHaveLength(1));
    const commandId = lab.log.commands[0]?.commandId ?? "";
    await lab.tell(commandId, { state: "sent", source: "gateway" });
    await lab.tell(commandId, { state: "started" });
    await lab.tell(commandId, { state: "succeeded", result: { state: "on" }, durationMs: 12 });
    const { status, headers, body } = await answer;
    expect(status).toBe(200);
    expect(headers.get("preference-applied")).toBe("wait=20");
    expect(body).toMatchObject({
      id: commandId,
      state: "succeeded",
      result: { state: "on" },
      durationMs: 12,
      decidedBy: "agent",
      error: null,
    });
    expect(body.finishedAt).not.toBeNull();
  });

  test("an outcome that is there before anybody waits is not missed", async () => {
    const first = await send(press, { headers: { "idempotency-key": "k" } });
    await lab.tell(first.body.id, { state: "succeeded", result: { key: "home" } });
    const again = await send(press, { headers: { "idempotency-key": "k", prefer: "wait=20" } });
    expect([again.status, again.body.state]).toEqual([200, "succeeded"]);
  });

  test("a command that failed is an answer like another, with whose fault it was", async () => {
    const answer = send(press, waiting);
    await eventually(() => expect(lab.log.commands).toHaveLength(1));
    const error = { code: "limited-mode", message: "ECP not allowed", details: { status: 403 } };
    await lab.tell(lab.log.commands[0]?.commandId ?? "", { state: "failed", error });
    const { status, body } = await answer;
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: "failed",
      error: { ...error, fault: "operator", retryable: false },
    });
    expect(body.error.remedy).toContain("Control by mobile apps");
  });

  test("a wait that is over before the command answers 202 and where to look", async () => {
    const { status, headers, body } = await send(press, { headers: { prefer: "wait=0" } });
    expect([status, body.state]).toEqual([202, "pending"]);
    expect(headers.get("location")).toBe(`/v1/commands/${body.id}`);
  });

  test("a late outcome is shown beside the one that decided", async () => {
    const { body } = await send(press);
    const error = { code: "outcome-unknown", message: "no answer", details: {} };
    await lab.tell(body.id, { state: "unknown", source: "sweeper", error });
    await lab.tell(body.id, { state: "succeeded", result: { key: "home" } });
    await eventually(async () => {
      const read = (await lab.ask(`/v1/commands/${body.id}`)).body;
      expect(read).toMatchObject({ state: "unknown", decidedBy: "sweeper" });
      expect(read.late).toMatchObject([{ state: "succeeded", source: "agent", code: null }]);
    });
  });
});

describe("idempotency", () => {
  const keyed = { headers: { "idempotency-key": "key-1" } };

  test("two requests with one key at the same moment are one command", async () => {
    const view = new SlowFleetView();
    await lab.close();
    lab = await openLab(view);
    const both = Promise.all([send(press, keyed), send(press, keyed)]);
    await eventually(() => expect(view.waiting).toBeGreaterThan(0));
    // Whoever does not wait for the first comes to ask the view too.
    await lab.ask("/v1/devices/session-1");
    await view.answer();
    const [first, second] = await both;
    expect(second.body.id).toBe(first.body.id);
    expect(lab.log.appended).toHaveLength(1);
  });

  test("the same key and body give the same command, sent once", async () => {
    const [first, second] = await Promise.all([send(press, keyed), send(press, keyed)]);
    const third = await send({ ...press, deadlineMs: 30_000 }, keyed);
    expect(second.body.id).toBe(first.body.id);
    expect(third.body.id).toBe(first.body.id);
    expect(lab.log.appended).toHaveLength(1);
  });

  test.each([
    ["parameters", { ...press, parameters: { key: "up" } }, commandsOf],
    ["deadline", { ...press, deadlineMs: 1_000 }, commandsOf],
    ["longer deadline", { ...press, deadlineMs: 31_000 }, commandsOf],
    ["device", press, "/v1/devices/session-2/commands"],
  ])("the same key with another %s is refused", async (_name, body, path) => {
    await lab.apply({ devices: [sampleDevice({ sessionId: "session-2" })] });
    await send(press, keyed);
    const { status, body: problem } = await send(body, keyed, path);
    expect([status, problem.code]).toEqual([409, "idempotency-conflict"]);
    expect(lab.log.appended).toHaveLength(1);
  });

  test("a key is known after a restart, and under the device's asset name", async () => {
    const first = await send(press, keyed);
    await lab.stop();
    await lab.start({});
    const second = await send(press, keyed, "/v1/devices/tv-17/commands");
    expect(second.body.id).toBe(first.body.id);
    expect(lab.log.appended).toHaveLength(1);
  });

  test("another key is another command", async () => {
    const first = await send(press, keyed);
    const second = await send(press, { headers: { "idempotency-key": "key-2" } });
    expect(second.body.id).not.toBe(first.body.id);
  });
});

describe("the log away", () => {
  test("an append that fails is tried again with the same id and deadline", async () => {
    lab.log.repeat(2);
    const { status, body } = await send(press);
    expect(status).toBe(202);
    const ids = lab.log.commands.map(({ commandId }) => commandId);
    expect(ids).toEqual([body.id, body.id, body.id]);
    const deadlines = lab.log.appended.map(({ record }) => {
      const command = parseCommand(record.value);
      const remainingMs = command.kind === "device" ? command.remainingMs : 0;
      return Number(record.headers["received-at-ms"]) + remainingMs;
    });
    const deadline = Date.parse(body.deadlineAt);
    expect(deadlines).toEqual([deadline, deadline, deadline]);
  });

  test("a log that stays away is an infrastructure failure that names the command", async () => {
    lab.log.leave();
    const { status, body } = await send(press, { headers: { "idempotency-key": "k" } });
    expect([status, body.code, body.fault]).toEqual([503, "log-unavailable", "infrastructure"]);
    expect(body.retryable).toBe(true);
    lab.log.comeBack();
    const again = await send(press, { headers: { "idempotency-key": "k" } });
    expect(again.body.id).toBe(body.details.commandId);
  });
});

test("a command that nobody knows", async () => {
  const { status, body } = await lab.ask("/v1/commands/0190-not-there");
  expect([status, body.code]).toEqual([404, "command-not-found"]);
});

test("the commands of a device are listed from the history", async () => {
  const { body } = await send(press);
  const record = (await lab.view.readCommands([body.id])).get(body.id);
  const commands = record === undefined ? [] : [record];
  await lab.history.write({ entries: [], devices: [], boxes: [], commands, leases: [] });
  const list = await lab.ask(commandsOf);
  expect(list.body.items.map(({ id }) => id)).toEqual([body.id]);
});
