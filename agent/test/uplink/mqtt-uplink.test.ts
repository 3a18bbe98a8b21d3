import { eventually } from "@rae/kit/testing";
import { RaeError } from "@rae/protocol";
import { describe, expect, onTestFinished, test } from "vitest";
import type { UplinkConnection } from "../../src/ports/uplink.ts";
import { MqttUplink, type TlsCredentials } from "../../src/uplink/mqtt-uplink.ts";
import { testAuthority } from "./test-authority.ts";
import { openTlsBroker, type TlsBroker } from "./tls-broker.ts";

const text = (value: string) => new TextEncoder().encode(value);

function connectTo(
  broker: Pick<TlsBroker, "url">,
  credentials: TlsCredentials,
  options: { commands?: string[]; signal?: AbortSignal; connectTimeoutMs?: number } = {},
): Promise<UplinkConnection> {
  const uplink = new MqttUplink({
    ...{ boxId: "rae-1", url: broker.url, keepAliveS: 1 },
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
    readCredentials: () => credentials,
  });
  const connecting = uplink.connect({
    will: text("lost"),
    onCommand: (payload) => options.commands?.push(new TextDecoder().decode(payload)),
    signal: options.signal ?? new AbortController().signal,
  });
  onTestFinished(async () => {
    const [made] = await Promise.allSettled([connecting]);
    if (made.status === "fulfilled") await made.value.close();
  });
  return connecting;
}

async function connected(commands: string[] = []) {
  const issue = await testAuthority();
  const broker = await openTlsBroker(await issue("gateway"));
  const connection = await connectTo(broker, await issue("rae-1"), { commands });
  return { broker, connection };
}

/** Topic and payload of what the broker heard. */
function heard(broker: TlsBroker): string[] {
  return broker.heard.map(({ topic, payload }) => `${topic} ${payload}`);
}

describe("a connection", () => {
  test("is made to a gateway at an IPv6 address, whose certificate bears it", async () => {
    const issue = await testAuthority();
    const broker = await openTlsBroker(await issue("gateway"), { host: "::1" });
    expect(broker.url).toMatch(/^mqtts:\/\/\[::1\]:\d+$/);
    const connection = await connectTo(broker, await issue("rae-1"));
    await connection.publish("events", text("m"));
    expect(heard(broker)).toEqual(["rae/v1/rae-1/events m"]);
  });

  test("publishes on the box's topics in order, each resolved at its acknowledgement", async () => {
    const { broker, connection } = await connected();
    const release = broker.hold();
    const order: string[] = [];
    const all = ["presence", "events", "outcomes"] as const;
    const publishes = all.map((channel, index) =>
      connection.publish(channel, text(`m${index}`)).then(() => order.push(channel)),
    );
    await eventually(() => expect(broker.heard.length).toBeGreaterThan(0));
    expect(order).toEqual([]);
    release();
    await Promise.all(publishes);
    expect(order).toEqual([...all]);
    expect(heard(broker)).toEqual([
      "rae/v1/rae-1/presence m0",
      "rae/v1/rae-1/events m1",
      "rae/v1/rae-1/outcomes m2",
    ]);
    expect(broker.heard[0]?.clientId).toBe("rae-1");
  });

  test("hands over the commands that come for the box", async () => {
    const commands: string[] = [];
    const { broker } = await connected(commands);
    broker.command("rae-1", "press");
    await eventually(() => expect(commands).toEqual(["press"]));
  });

  test("that is closed leaves no last will, though publishes are unacknowledged", async () => {
    const { broker, connection } = await connected();
    broker.hold();
    const publish = connection.publish("events", text("e"));
    const failed = expect(publish).rejects.toThrow();
    await eventually(() => expect(broker.heard).toHaveLength(1));
    await connection.close();
    await connection.close();
    await failed;
    await connection.ended;
    expect(heard(broker)).toEqual(["rae/v1/rae-1/events e"]);
  });

  test("over a frozen network ends by its keep-alive, and what was under way fails", async () => {
    const { broker, connection } = await connected();
    broker.freeze();
    const publish = connection.publish("events", text("e"));
    await expect(publish).rejects.toThrow(RaeError);
    expect(await connection.ended).toMatch(/keepalive/i);
    await expect(connection.publish("events", text("late"))).rejects.toThrow(RaeError);
  });

  test("that goes on publishing over a frozen network ends all the same", async () => {
    const { broker, connection } = await connected();
    broker.freeze();
    const timer = setInterval(() => connection.publish("events", text("e")).catch(() => {}), 100);
    onTestFinished(() => clearInterval(timer));
    expect(await connection.ended).toMatch(/keepalive/i);
  });
});

describe("no connection is made", () => {
  test("to a gateway that another authority signed", async () => {
    const [ours, theirs] = [await testAuthority(), await testAuthority()];
    const broker = await openTlsBroker(await theirs("gateway"));
    await expect(connectTo(broker, await ours("rae-1"))).rejects.toMatchObject({
      code: "box-offline",
      message: expect.stringMatching(/certificate|signature/i),
    });
  });

  test("to a gateway that refuses the subscription", async () => {
    const issue = await testAuthority();
    const broker = await openTlsBroker(await issue("gateway"), { refusesSubscriptions: true });
    await expect(connectTo(broker, await issue("rae-1"))).rejects.toMatchObject({
      code: "box-offline",
    });
  });

  test("to a port where nobody listens", async () => {
    const issue = await testAuthority();
    const connecting = connectTo({ url: "mqtts://127.0.0.1:1" }, await issue("rae-1"));
    await expect(connecting).rejects.toMatchObject({
      code: "box-offline",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test("to a gateway that accepts and says nothing, and the wait has an end", async () => {
    const issue = await testAuthority();
    const broker = await openTlsBroker(await issue("gateway"));
    const connecting = connectTo(broker, await issue("rae-1"), { connectTimeoutMs: 500 });
    broker.freeze();
    await expect(connecting).rejects.toMatchObject({ code: "box-offline" });
  });

  test("once the agent stops", async () => {
    const issue = await testAuthority();
    const broker = await openTlsBroker(await issue("gateway"));
    const stopping = new AbortController();
    const connecting = connectTo(broker, await issue("rae-1"), { signal: stopping.signal });
    stopping.abort(new Error("the agent stops"));
    await expect(connecting).rejects.toThrow();
    expect(heard(broker)).toEqual([]);
  });
});
