import { describeErrorCode } from "@rae/protocol";
import { expect, it } from "vitest";

it.each([
  ["lease-not-found", "client", false],
  ["leased", "client", true],
  ["lease-lost", "client", false],
  ["lease-required", "client", false],
  ["no-device-matches", "client", false],
  ["not-available", "client", true],
  ["lease-not-enforced", "operator", false],
  ["lease-not-armed", "infrastructure", true],
  ["lease-store-unavailable", "infrastructure", true],
  ["not-ready", "device", true],
  ["quarantined", "device", false],
])("%s is for %s to mend; waiting alone may help: %s", (code, fault, retryable) => {
  expect(describeErrorCode(code)).toMatchObject({ fault, retryable });
});
