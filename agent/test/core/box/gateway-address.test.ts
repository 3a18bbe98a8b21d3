import { expect, test } from "vitest";
import { gatewayAddress } from "../../../src/core/box/gateway-address.ts";

test.each([
  ["mqtts://control.example:8884", "control.example", 8884],
  ["mqtts://192.0.2.1", "192.0.2.1", 8883],
  ["mqtts://[2001:DB8::1]", "2001:db8::1", 8883],
  ["mqtts://[fe80::1%lan0]:8884", "fe80::1%lan0", 8884],
])("%s leads to %s, port %i", (url, host, port) => {
  expect(gatewayAddress(url)).toEqual({ host, port });
});

test.each([
  ...["mqtt://control.example", "mqtts://192.0.2.300", "mqtts://user:pw@control.example"],
  ...["mqtts://control.example:0", "mqtts://2001:db8::1", "mqtts://control.example/path"],
])("%s leads nowhere", (url) => {
  expect(gatewayAddress(url)).toBeUndefined();
});
