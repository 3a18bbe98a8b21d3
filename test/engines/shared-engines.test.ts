import { connect } from "node:net";
import { expect, it } from "vitest";
import { sharedEngines } from "../harness/engines.ts";

it("the engines that all tests share are there", async () => {
  const { kafkaBrokers, cassandra, redis } = sharedEngines();
  const addresses = [
    ...kafkaBrokers,
    ...[cassandra, redis].map(({ host, port }) => `${host}:${port}`),
  ];
  expect(addresses).toHaveLength(3);
  for (const address of addresses) {
    const [host = "", port] = address.split(":");
    const socket = connect(Number(port), host);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    socket.destroy();
  }
});
