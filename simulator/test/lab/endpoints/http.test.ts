import { ManualClock } from "@rae/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HttpEndpoint } from "../../../src/lab/endpoints/http.ts";
import { serializeResponse } from "../../../src/lab/endpoints/http-response.ts";
import { type Exchange, rawExchange } from "../raw-exchange.ts";

let clock: ManualClock;
let endpoint: HttpEndpoint;
let asked: Promise<void>;

beforeEach(async () => {
  clock = new ManualClock();
  const { promise, resolve } = Promise.withResolvers<void>();
  asked = promise;
  endpoint = new HttpEndpoint({
    host: "127.0.0.1",
    port: 0,
    clock,
    seed: 1,
    answer: () => {
      resolve();
      const bytes = serializeResponse({ status: 200, headers: { Server: "test" }, body: "é" });
      return { bytes, plan: { delayMs: 5000, shape: "whole" } };
    },
    closesAtOnce: () => false,
  });
  await endpoint.open();
});

afterEach(() => endpoint.close());

const ask = (): Promise<Exchange> =>
  rawExchange(endpoint.port, "GET / HTTP/1.1\r\nHost: tv\r\n\r\n");

/** Lets the answer be planned, which happens right after the request has been heard. */
const heard = async () => {
  await asked;
  await clock.advance(0);
};

test("a late answer comes when its time has come, byte for byte", async () => {
  const exchange = ask();
  await heard();
  await clock.advance(4999);
  expect(clock.pending).toBe(1);
  await clock.advance(1);
  expect((await exchange).bytes.toString()).toBe(
    "HTTP/1.1 200 OK\r\nServer: test\r\nContent-Length: 2\r\nConnection: close\r\n\r\né",
  );
});

test("closing forgets answers that are still to come", async () => {
  const exchange = ask();
  await heard();
  await endpoint.close();
  expect(clock.pending).toBe(0);
  expect((await exchange).bytes).toHaveLength(0);
});

test("it can be opened and closed twice, and keeps its port", async () => {
  const { port } = endpoint;
  await endpoint.open();
  await endpoint.close();
  await endpoint.close();
  await endpoint.open();
  expect(endpoint.port).toBe(port);
});
