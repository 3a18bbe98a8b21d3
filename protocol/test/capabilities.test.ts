import {
  capabilities,
  checkParameters,
  commandContract,
  type JsonObject,
  RaeError,
  remoteKeys,
} from "@rae/protocol";
import { describe, expect, it } from "vitest";
import { errorCodeOf } from "./error-code-of.ts";

const commands = [...capabilities.values()].flatMap((capability) =>
  Object.entries(capability.commands).map(
    ([name, contract]) => [`${capability.name}.${name}`, contract] as const,
  ),
);

describe("capability contracts", () => {
  it("are those that the first devices need", () => {
    expect([...capabilities.keys()]).toEqual(["info", "power", "remote-control", "app", "console"]);
  });

  it.each(commands)(
    "%s says its effect and takes no parameters that it does not name",
    (name, contract) => {
      expect(["query", "idempotent", "effect-once"]).toContain(contract.effect);
      expect(contract.summary).toMatch(/\.$/);
      expect(name).toMatch(/^[a-z-]+\.[a-z-]+$/);
      const [capability = "", command = ""] = name.split(".");
      expect(errorCodeOf(() => checkParameters(capability, command, { surprise: 1 }))).toBe(
        "invalid-parameters",
      );
    },
  );

  it("a key press, a power action, a launch and console input are run at most once", () => {
    const once = commands
      .filter(([, { effect }]) => effect === "effect-once")
      .map(([name]) => name);
    expect(once).toEqual([
      "power.on",
      "power.off",
      "remote-control.press",
      "remote-control.type",
      "app.launch",
      "console.write",
      "console.run",
    ]);
  });
});

describe("parameters", () => {
  it.each<[string, string, JsonObject]>([
    ["info", "get", {}],
    ["power", "on", {}],
    ...remoteKeys.map((key): [string, string, JsonObject] => ["remote-control", "press", { key }]),
    ["remote-control", "type", { text: "ü" }],
    ["app", "launch", { appId: "12" }],
    ["app", "launch", { appId: "12", arguments: { contentId: "x" } }],
    ["console", "read", {}],
    ["console", "read", { maxBytes: 65536, afterPosition: 0 }],
    ["console", "write", { text: "\n" }],
    ["console", "run", { line: "", expect: "." }],
  ])("%s.%s accepts %j", (capability, command, parameters) => {
    expect(errorCodeOf(() => checkParameters(capability, command, parameters))).toBe("none");
  });

  it.each<[string, string, JsonObject]>([
    ["remote-control", "press", {}],
    ["remote-control", "press", { key: "warp" }],
    ["remote-control", "type", { text: "" }],
    ["remote-control", "type", { text: "x".repeat(257) }],
    ["app", "launch", { appId: "" }],
    ["app", "launch", { appId: "1", arguments: { a: 1 } }],
    ["console", "read", { maxBytes: 0 }],
    ["console", "read", { maxBytes: 65537 }],
    ["console", "read", { maxBytes: 1.5 }],
    ["console", "write", { text: 7 }],
    ["console", "run", { line: "ls" }],
  ])("%s.%s refuses %j", (capability, command, parameters) => {
    expect(errorCodeOf(() => checkParameters(capability, command, parameters))).toBe(
      "invalid-parameters",
    );
  });

  it("refuse half a character, which no wire carries", () => {
    const check = () => checkParameters("remote-control", "type", { text: "a\ud83d" });
    expect(errorCodeOf(check)).toBe("invalid-parameters");
    expect(faultsOf(check)).toEqual(["/text holds half a character"]);
    expect(() =>
      checkParameters("remote-control", "type", { text: "a\ud83d\ude00" }),
    ).not.toThrow();
  });

  it("name every fault with its place", () => {
    const check = () => checkParameters("console", "run", { line: 7, more: 1 });
    expect(faultsOf(check).sort()).toEqual([
      "/ must have required properties expect",
      "/line must be string",
      "/more is not known",
    ]);
  });
});

describe("commands that there are not", () => {
  it.each([
    ["teleport", "go", [...capabilities.keys()]],
    ["power", "explode", ["on", "off", "state"]],
    ["power", "toString", ["on", "off", "state"]],
  ])(
    "%s.%s is unsupported, and the error names those that there are",
    (capability, command, known) => {
      const failure = errorOf(() => commandContract(capability, command));
      expect(failure.code).toBe("unsupported");
      expect(failure.details).toEqual({ capability, command, known });
    },
  );
});

function errorOf(task: () => unknown): RaeError {
  try {
    task();
  } catch (error) {
    if (error instanceof RaeError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

function faultsOf(task: () => unknown): string[] {
  return [...(errorOf(task).details.faults as readonly string[])];
}
