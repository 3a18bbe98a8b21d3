import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { CloseStack, silentLogger } from "@rae/kit";
import { ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, it } from "vitest";
import { boundCluster } from "../../src/cluster/bounded-cluster.ts";
import { Metadata } from "../../src/cluster/metadata.ts";
import { openCluster } from "../../src/cluster/open-cluster.ts";
import { FakeCluster } from "../fake-cluster.ts";

let clock: ManualClock;
let opened: CloseStack;
beforeEach(() => {
  clock = new ManualClock();
  opened = new CloseStack();
});
afterEach(() => opened.close());

/** A broker that does with each request what it is told to; resolves with its address. */
async function openBroker(respond: (socket: Socket, request: Buffer) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.on("data", (bytes) => respond(socket, bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  opened.push("broker", () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("connects to the next broker when the first one is frozen", async () => {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const brokers = [
    await openBroker(() => resolve()),
    await openBroker((socket, request) => {
      // To ApiVersions: size 4 | correlation id 4 | error 2 | no versions 4 | throttled 4
      const bytes = Buffer.alloc(18);
      bytes.writeInt32BE(14, 0);
      request.copy(bytes, 4, 8, 12);
      socket.write(bytes);
      answer();
    }),
  ];
  const cluster = openCluster({ brokers, clientId: "test", logger: silentLogger, clock });
  opened.push("cluster", () => cluster.disconnect());
  const connecting = cluster.connect();
  await asked;
  await clock.advance(10_000);
  await connecting;
  await answered;
});

const never = () => new Promise<never>(() => {});
const stuck = {
  connect: never,
  disconnect: never,
  addMultipleTargetTopics: never,
  refreshMetadata: never,
  fetchTopicsOffset: never,
  findBroker: never,
  findGroupCoordinator: never,
  findControllerBroker: never,
};

it.each(Object.keys(stuck))("ends %s after its time, whatever kafkajs waits for", async (name) => {
  const cluster = boundCluster({ ...new FakeCluster().asCluster(), ...stuck }, clock, 30_000);
  const call: unknown = Reflect.get(cluster, name);
  const called = Promise.resolve(Reflect.apply(call as () => Promise<unknown>, undefined, [{}]));
  called.catch(() => {});
  await clock.advance(30_000);
  await expect(called).rejects.toThrow("took longer than 30000 ms");
});

it("refreshes metadata again after a refresh that did not end", async () => {
  let asked = 0;
  const refreshMetadata = () => {
    asked += 1;
    return asked === 1 ? never() : Promise.resolve();
  };
  const hung = { ...new FakeCluster().asCluster(), ...stuck, refreshMetadata };
  const metadata = new Metadata(boundCluster(hung, clock, 30_000), clock);
  const first = metadata.refresh();
  await clock.advance(30_000);
  await first;
  await metadata.refresh();
  expect(asked).toBe(2);
});
