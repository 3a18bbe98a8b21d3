import {
  describeErrorCode,
  type ErrorCodeEntry,
  errorCodes,
  isErrorCode,
  RaeError,
  toRaeError,
} from "@rae/protocol";
import { describe, expect, it } from "vitest";

const entries: readonly [string, ErrorCodeEntry][] = Object.entries(errorCodes);

describe("the error table", () => {
  it.each(entries)("%s says what happened, whose failure it was, and what to do", (code, entry) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(entry.summary).toMatch(/^[A-Z].*\.$/);
    expect(entry.remedy).toMatch(/^[A-Z].*\.$/);
    expect(["operator", "client", "device", "infrastructure", "internal"]).toContain(entry.fault);
    expect(entry.httpStatus).toBeGreaterThanOrEqual(400);
    expect(entry.httpStatus).toBeLessThan(600);
  });

  it("never blames the client with a status of the server, nor us with one of the client", () => {
    const wrong = entries.filter(
      ([, { fault, httpStatus }]) => (fault === "client") !== httpStatus < 500,
    );
    const shared = wrong.filter(
      ([, { fault }]) => fault === "client" || fault === "internal" || fault === "infrastructure",
    );
    expect(shared).toEqual([]);
  });

  it.each(["toString", "constructor", "__proto__", "on-fire", ""])(
    "does not know %j, and treats it as ours",
    (code) => {
      expect(isErrorCode(code)).toBe(false);
      expect(describeErrorCode(code)).toBe(errorCodes.internal);
    },
  );
});

describe("an error", () => {
  it("takes fault and retryability from the table, and keeps cause and details", () => {
    const cause = new Error("ECONNREFUSED");
    const error = new RaeError("unreachable", "no route", {
      cause,
      details: { host: "192.0.2.1" },
    });
    expect(error).toMatchObject({
      name: "RaeError",
      code: "unreachable",
      fault: "device",
      retryable: true,
      cause,
      details: { host: "192.0.2.1" },
    });
  });

  it("without cause or details has neither", () => {
    const error = new RaeError("busy", "later");
    expect(error.details).toEqual({});
    expect(Object.hasOwn(error, "cause")).toBe(false);
  });
});

describe("an error of others", () => {
  it("of ours stays itself", () => {
    const error = new RaeError("busy", "later");
    expect(toRaeError(error)).toBe(error);
  });

  it("of another copy of this code keeps code, message and details, by its brand", () => {
    const theirs = Object.assign(new Error("no answer"), {
      [Symbol.for("rae.error")]: true,
      code: "timeout",
      details: { waitedMs: 5 },
    });
    expect(toRaeError(theirs)).toMatchObject({
      code: "timeout",
      message: "no answer",
      details: { waitedMs: 5 },
      cause: theirs,
    });
  });

  it.each([
    ["a code of no brand", { code: "timeout" }],
    ["a brand without a code", { [Symbol.for("rae.error")]: true }],
    ["a code that the table does not have", { [Symbol.for("rae.error")]: true, code: "on-fire" }],
  ])("with %s is internal", (_name, properties) => {
    const theirs = Object.assign(new Error("no answer"), properties);
    expect(toRaeError(theirs)).toMatchObject({ code: "internal", message: "no answer" });
  });

  it.each([
    ["nothing that has a text", Object.create(null)],
    ["a message that is no text", { message: 5n }],
  ])("that is %s is internal all the same", (_name, thrown) => {
    expect(toRaeError(thrown)).toMatchObject({ code: "internal", cause: thrown });
  });

  it.each([
    [new TypeError("x is not a function"), "x is not a function"],
    ["thrown text", "thrown text"],
    [undefined, "undefined"],
  ])("becomes internal with its message", (thrown, message) => {
    expect(toRaeError(thrown)).toMatchObject({ code: "internal", message });
  });
});
