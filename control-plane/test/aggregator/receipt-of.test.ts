import { logHeaders } from "@rae/protocol";
import { expect, test } from "vitest";
import { receiptOf } from "../../src/aggregator/receipt-of.ts";

const record = {
  ...{ topic: "events", partition: 0, offset: 1, key: "box-1", appendedAtMs: 7 },
  value: new Uint8Array(),
};

test("what the gateway noted is taken from the headers, a certificate's end included", () => {
  const headers = {
    [logHeaders.receivedAtMs]: "5",
    [logHeaders.gatewayId]: "gateway-1",
    [logHeaders.certificateExpiresAtMs]: "99",
    [logHeaders.tenant]: "partner-a",
  };
  expect(receiptOf({ ...record, headers })).toEqual({
    ...{ receivedAtMs: 5, gatewayId: "gateway-1", certificateExpiresAtMs: 99, tenant: "partner-a" },
  });
});

test.each([{}, { [logHeaders.receivedAtMs]: "soon", [logHeaders.certificateExpiresAtMs]: "-1" }])(
  "where it noted nothing that can be read, the log's own time counts",
  (headers) => {
    expect(receiptOf({ ...record, headers })).toEqual({ receivedAtMs: 7, gatewayId: "" });
  },
);
