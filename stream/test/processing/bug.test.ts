import { AssertionError } from "node:assert";
import { CodedError } from "@rae/kit";
import { expect, it } from "vitest";
import { isBug } from "../../src/processing/bug.ts";

function thrownBy(task: () => unknown): unknown {
  try {
    task();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

function withStack(error: Error, ...frames: string[]): Error {
  error.stack = [String(error), ...frames.map((frame) => `    at ${frame}`)].join("\n");
  return error;
}

const missing = undefined as unknown as { readonly length: number };
const bugs: [string, unknown][] = [
  ["a TypeError of our code", thrownBy(() => missing.length)],
  ["a RangeError of a buffer that we used wrongly", thrownBy(() => Buffer.alloc(1).readUInt8(9))],
  ["a SyntaxError of a stored text", thrownBy(() => JSON.parse("{"))],
  ["a ReferenceError", thrownBy(() => new Function("return nowhere")())],
  ["a failed assertion", new AssertionError({ message: "must hold" })],
  ["a coded error that says so", new CodedError("internal", "should not happen")],
  [
    "a coded error about a TypeError of our code",
    new CodedError("internal", "x", { cause: thrownBy(() => missing.length) }),
  ],
  [
    "a TypeError of our code where it is installed as a package",
    withStack(new TypeError("x"), "fold (/app/node_modules/@rae/control-plane/src/fold.ts:1:1)"),
  ],
];
it.each(bugs)("%s is a bug", (_, error) => {
  expect(isBug(error)).toBe(true);
});

const fetchFailed = new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") });
const passing: [string, unknown][] = [
  ["undici's fetch failed", fetchFailed],
  ["a plain error", new Error("store away")],
  ["something that is no error", "store away"],
  ["a store that is away", new CodedError("history-unavailable", "no server answers")],
  [
    "a coded error about a store's failure",
    new CodedError("internal", "x", { cause: new Error("socket closed") }),
  ],
  ["a system call's", Object.assign(new TypeError("x"), { syscall: "connect" })],
  [
    "a TypeError that a driver throws for a connection that is gone",
    withStack(
      new TypeError("Cannot read properties of null"),
      "Socket.write (node:net:1:1)",
      "Connection.sendStream (/app/node_modules/cassandra-driver/lib/connection.js:1:1)",
      "write (/app/control-plane/src/adapters/cassandra/requests.ts:1:1)",
    ),
  ],
  [
    "a driver's that lies below our own package",
    withStack(
      new TypeError("x"),
      "send (/app/node_modules/@rae/control-plane/node_modules/redis/index.js:1:1)",
    ),
  ],
  ["a TypeError that does not tell where it was thrown", withStack(new TypeError("x"))],
];
it.each(passing)("%s may pass", (_, error) => {
  expect(isBug(error)).toBe(false);
});
