import { RaeError, toRaeError } from "@rae/protocol";
import { expect, test } from "vitest";
import { DriverError, driverErrorCodes, isDriverErrorCode } from "../src/index.ts";

test.each(driverErrorCodes)(
  "%s is a code of the error table, and a driver may throw it",
  (code) => {
    const error = new DriverError(code, "no", { details: { sent: true } });
    expect(error).toMatchObject({ name: "DriverError", code, details: { sent: true } });
    expect(toRaeError(error)).toBe(error);
    expect(isDriverErrorCode(code)).toBe(true);
  },
);

test("codes of other processes are none of a driver's", () => {
  expect(
    ["internal", "box-offline", "shutting-down", "toString"].filter(isDriverErrorCode),
  ).toEqual([]);
});

test("an error without its class, as of another copy of this package, keeps what it says", () => {
  const { code, message, details } = new DriverError("refused", "no", { details: { said: "NG" } });
  const theirs = Object.assign(new Error(message), {
    [Symbol.for("rae.error")]: true,
    ...{ code, details },
  });
  expect(toRaeError(theirs)).toBeInstanceOf(RaeError);
  expect(toRaeError(theirs)).toMatchObject({ code: "refused", message: "no", details });
});
