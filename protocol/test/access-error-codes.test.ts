import { describeErrorCode } from "@rae/protocol";
import { expect, it } from "vitest";

it.each([
  ["access-store-unavailable", "infrastructure", true],
  ["assignment-not-found", "client", false],
])("%s is for %s to mend; waiting alone may help: %s", (code, fault, retryable) => {
  expect(describeErrorCode(code)).toMatchObject({ fault, retryable });
});
