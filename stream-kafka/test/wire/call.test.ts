import { RecordLogUnavailable } from "@rae/stream";
import { expect, it } from "vitest";
import type { WireBroker } from "../../src/wire/broker.ts";
import { callBroker } from "../../src/wire/call.ts";
import { FakeCluster } from "../fake-cluster.ts";

const fakeBroker = () => new FakeCluster().asCluster().findBroker({ nodeId: "0" });
const callOf = (apiKey: number) => ({
  apiKey,
  apiName: "Test",
  versions: { min: 4, max: 7 },
  encode: () => Buffer.alloc(0),
  decode: () => undefined,
});

it.each([
  ["the broker's highest", { minVersion: 0, maxVersion: 5 }, 5],
  ["its own highest", { minVersion: 6, maxVersion: 12 }, 7],
])("uses %s version if both know it", async (_, spoken, expected) => {
  const used: number[] = [];
  const broker: WireBroker = {
    ...(await fakeBroker()),
    versions: { 0: spoken },
    connectionPool: {
      send: async ({ request, response }) => {
        used.push(request.apiVersion);
        return await response.parse(await response.decode(Buffer.alloc(0)));
      },
    },
  };
  const call = { ...callOf(0), decode: (_answer: Buffer, version: number) => version };
  await expect(callBroker(broker, call)).resolves.toBe(expected);
  expect(used).toEqual([expected]);
});

it.each([
  ["older than all it can", { 0: { minVersion: 0, maxVersion: 3 } }, "it speaks 0 to 3"],
  ["newer than all it can", { 0: { minVersion: 8, maxVersion: 9 } }, "it speaks 8 to 9"],
  ["silent about the request", {}, "it does not know that request"],
])("says which versions a broker lacks that is %s", async (_, versions, reason) => {
  const broker = { ...(await fakeBroker()), versions };
  const called = callBroker(broker, callOf(0));
  await expect(called).rejects.toThrow(RecordLogUnavailable);
  await expect(called).rejects.toThrow(`no version of Test from 4 to 7: ${reason}`);
});
