import { describeErrorCode } from "@rae/protocol";
import { expect, it } from "vitest";

it.each([["access-store-unavailable", "infrastructure", true]])(
  "%s is for %s to mend; waiting alone may help: %s",
  (code, fault, retryable) => {
    expect(describeErrorCode(code)).toMatchObject({ fault, retryable });
  },
);
