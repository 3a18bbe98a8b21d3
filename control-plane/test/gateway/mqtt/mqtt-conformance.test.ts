import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TestGateway } from "../test-gateway.ts";
import { connectRows } from "./conformance/connect-rows.ts";
import { exchangeRows } from "./conformance/exchange-rows.ts";
import { formRows } from "./conformance/form-rows.ts";
import { scenarioRows } from "./conformance/scenario-rows.ts";
import { connect, pingreq, pingresp } from "./packets.ts";
import type { RawClient } from "./raw-client.ts";

/** How it went after the expected packets: the packets and the end, or an answer to a ping. */
const endings = {
  closed: (client: RawClient) => client.untilClosed(),
  open: async (client: RawClient, expected: number) => {
    const answers = await client.take(expected);
    client.send(pingreq);
    return [...answers, await client.next()];
  },
};

describe("a server of MQTT 3.1.1, in one exchange", () => {
  let lab: TestGateway;
  beforeAll(async () => {
    lab = await TestGateway.open();
  });
  afterAll(() => lab.close());

  test.each([...formRows, ...connectRows, ...exchangeRows])(
    "[MQTT-$id] $what: $end",
    async ({ connected, send, expect: expected = [], end }) => {
      const client = await lab.dial();
      const hello = connected === false ? [] : [connect()];
      for (const packet of hello) await client.connect(packet);

      client.send(...send);
      const seen = await endings[end](client, expected.length);
      expect(seen).toEqual(end === "open" ? [...expected, pingresp] : expected);
    },
  );
});

describe("a server of MQTT 3.1.1, over time", () => {
  let lab: TestGateway;
  beforeEach(async () => {
    lab = await TestGateway.open();
  });
  afterEach(() => lab.close());

  test.each(scenarioRows)("[MQTT-$id] $what", async ({ prove, expected }) => {
    expect(await prove(lab)).toEqual(expected);
  });
});
