import { describe, expect, it } from "vitest";
import { formFaults } from "./structure/form-faults.ts";
import { importCycles } from "./structure/import-cycles.ts";
import { importFaults } from "./structure/import-faults.ts";
import { parseSourceFile } from "./structure/source-file.ts";
import { sourceTreeOf } from "./structure/source-tree.ts";
import { testFaults } from "./structure/test-faults.ts";
import { unreachedFiles } from "./structure/unreached-files.ts";

const manifests = {
  "package.json": JSON.stringify({ name: "rae", devDependencies: { vitest: "1.0.0" } }),
  "kit/package.json": JSON.stringify({
    name: "@rae/kit",
    exports: { ".": "./src/index.ts", "./testing": "./src/testing/index.ts" },
  }),
  "agent/package.json": JSON.stringify({
    name: "@rae/agent",
    exports: { ".": "./src/index.ts" },
    dependencies: { "@rae/kit": "1.0.0", mqtt: "1.0.0" },
    devDependencies: { aedes: "1.0.0" },
  }),
  "driver/package.json": JSON.stringify({
    name: "@rae/driver",
    exports: { ".": "./src/index.ts", "./testing": "./src/testing/index.ts" },
  }),
  "simulator/package.json": JSON.stringify({
    name: "@rae/simulator",
    exports: { ".": "./src/index.ts" },
  }),
  "control-plane/package.json": JSON.stringify({ name: "@rae/control-plane", exports: {} }),
  "deploy/package.json": JSON.stringify({
    name: "@rae/deploy",
    exports: { "./engines": "./engines/index.ts" },
  }),
};
const nothing = "export {};\n";
const treeOf = (files: Readonly<Record<string, string>>) =>
  sourceTreeOf({ ...manifests, ...files });

describe("the import rules", () => {
  it.each<[string, Record<string, string>]>([
    ["a workspace below", { "kit/src/a.ts": 'import "@rae/agent";' }],
    [
      "the simulator from the agent",
      { "agent/src/a.ts": 'import type { L } from "@rae/simulator";' },
    ],
    ["the agent from the simulator", { "simulator/src/a.ts": 'export * from "@rae/agent";' }],
    ["what only the running program knows", { "agent/src/a.ts": "await import(process.argv[2]);" }],
    ["a program from the demo", { "deploy/demo/main.ts": 'await import("@rae/agent");' }],
    [
      "a path into a package that it does not export",
      { "test/a.ts": 'import "@rae/agent/store";' },
    ],
    [
      "another workspace by its path",
      { "agent/src/a.ts": 'import "../../kit/src/b.ts";', "kit/src/b.ts": nothing },
    ],
    ["engines from a product", { "control-plane/src/a.ts": 'import "@rae/deploy/engines";' }],
    ["engines from other tests", { "agent/test/a.test.ts": 'import "@rae/deploy/engines";' }],
    ["a file that is not there", { "agent/src/a.ts": 'import "./gone.ts";' }],
    ["a fake from a product", { "agent/src/a.ts": 'import "@rae/kit/testing";' }],
    [
      "a fake by its path from a product",
      { "agent/src/a.ts": 'import "./testing/b.ts";', "agent/src/testing/b.ts": nothing },
    ],
    [
      "an adapter from the core",
      { "agent/src/core/a.ts": 'import "../links/b.ts";', "agent/src/links/b.ts": nothing },
    ],
    [
      "an adapter from another adapter",
      { "agent/src/links/a.ts": 'import "../uplink/b.ts";', "agent/src/uplink/b.ts": nothing },
    ],
    [
      "the wiring from an adapter",
      { "agent/src/links/a.ts": 'import "../agent.ts";', "agent/src/agent.ts": nothing },
    ],
    [
      "a driver from another driver",
      {
        "drivers/x/src/a.ts": 'import type { B } from "../../y/src/b.ts";',
        "drivers/y/src/b.ts": nothing,
      },
    ],
    [
      "one technology from another",
      {
        "control-plane/src/adapters/kafka/a.ts": 'import "../sqlite/b.ts";',
        "control-plane/src/adapters/sqlite/b.ts": nothing,
      },
    ],
    [
      "one process from another",
      {
        "control-plane/src/api/a.ts": 'import "../gateway/b.ts";',
        "control-plane/src/gateway/b.ts": nothing,
      },
    ],
    ["a builtin that does I/O from the core", { "agent/src/core/a.ts": 'import "node:fs";' }],
    [
      "a client library from the core",
      { "agent/src/core/a.ts": 'import type { Client } from "mqtt";' },
    ],
    ["a package that is not declared", { "agent/src/a.ts": 'import "left-pad";' }],
    ["a development package from a product", { "agent/src/a.ts": 'import "aedes";' }],
    ["a type by import()", { "kit/src/a.ts": 'export type A = import("@rae/agent").A;' }],
  ])("refuse %s", (_, files) => {
    expect(importFaults(treeOf(files))).toHaveLength(1);
  });

  it.each<[string, Record<string, string>]>([
    [
      "the wiring to see all",
      { "agent/src/agent.ts": 'import "./links/b.ts";', "agent/src/links/b.ts": nothing },
    ],
    [
      "a main of a folder to see all",
      {
        "control-plane/src/api/main.ts": 'import "../gateway/b.ts";',
        "control-plane/src/gateway/b.ts": nothing,
      },
    ],
    [
      "a test to see its own workspace and a development package",
      {
        "agent/test/a.test.ts":
          'import "../src/b.ts"; import "aedes"; import "vitest"; import "@rae/kit/testing";',
        "agent/src/b.ts": nothing,
      },
    ],
    [
      "engines from the tests of adapters",
      { "control-plane/test/engines/a.test.ts": 'import "@rae/deploy/engines";' },
    ],
    ["an exported path of a package", { "test/a.ts": 'import "@rae/driver/testing";' }],
  ])("allow %s", (_, files) => {
    expect(importFaults(treeOf(files))).toEqual([]);
  });
});

describe("the cycle rule", () => {
  it("finds a cycle of type imports over three files", () => {
    const tree = treeOf({
      "kit/src/a.ts": 'import type { B } from "./b.ts";',
      "kit/src/b.ts": 'export type { C } from "./c.ts";',
      "kit/src/c.ts": 'export type A = import("./a.ts").A;',
    });
    expect(importCycles(tree)).toEqual([
      "kit/src/a.ts -> kit/src/b.ts -> kit/src/c.ts -> kit/src/a.ts",
    ]);
  });

  it("finds a cycle by way of a package's own entry", () => {
    const tree = treeOf({
      "kit/src/index.ts": 'export * from "./a.ts";',
      "kit/src/a.ts": 'import { b } from "@rae/kit";',
    });
    expect(importCycles(tree)).toHaveLength(1);
  });

  it("lets two files import a third", () => {
    const tree = treeOf({
      "kit/src/a.ts": 'import "./b.ts"; import "./c.ts";',
      "kit/src/b.ts": 'import "./c.ts";',
      "kit/src/c.ts": nothing,
    });
    expect(importCycles(tree)).toEqual([]);
  });
});

describe("the form rules", () => {
  it.each<[string, string, string]>([
    ["a default export", "kit/src/a.ts", "export default 1;"],
    ["an enum", "kit/src/a.ts", "export enum Color { Red }"],
    ["a parameter property", "kit/src/a.ts", "class A { constructor(readonly x: number) {} }"],
    ["a private member that is none", "kit/src/a.ts", "class A { private x = 1; }"],
    ["an assertion that a value is there", "kit/src/a.ts", "export const a = b!;"],
    ["any", "kit/src/a.ts", "export const a = b as any;"],
    ["the console", "kit/src/a.ts", 'console.warn("x");'],
    ["the environment outside of config.ts", "kit/src/a.ts", "export const a = process.env.HOME;"],
    ["more than 400 lines", "kit/src/a.ts", "\n".repeat(401)],
    ["a name that is not kebab-case", "kit/src/deviceRecord.ts", nothing],
    ["a folder that is not kebab-case", "kit/src/device_records/a.ts", nothing],
    ["a name that says nothing", "kit/src/device-helpers.ts", nothing],
    ["an index that is no entry", "kit/src/deep/index.ts", nothing],
    ["a folder that the table does not know", "agent/src/things/a.ts", nothing],
    ["a timer in pure code", "agent/src/core/a.ts", "setTimeout(() => {}, 1);"],
    ["the wall clock in pure code", "agent/src/core/a.ts", "export const a = Date.now();"],
    ["a function among types", "agent/src/ports/a.ts", "export function a() {}"],
    ["a computed value among types", "agent/src/ports/a.ts", "export const a = new Map();"],
    ["a class among types", "agent/src/ports/a.ts", "export class A {}"],
  ])("refuse %s", (_, path, text) => {
    expect(formFaults(treeOf({ [path]: text }))).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ["the environment in config.ts", "agent/src/config.ts", "export const a = process.env.HOME;"],
    ["400 lines", "kit/src/a.ts", "\n".repeat(400)],
    [
      "a list of words among types",
      "agent/src/ports/a.ts",
      'export const a = ["x"] as const; export type A = (typeof a)[number];',
    ],
    ["a constructor that is hidden", "kit/src/a.ts", "class A { private constructor() {} }"],
    ["an error among types", "agent/src/ports/a.ts", "export class Gone extends Error {}"],
    [
      "words of code in text",
      "kit/src/a.ts",
      'export const a = "console.log(process.env.any!)"; // enum A',
    ],
  ])("allow %s", (_, path, text) => {
    expect(formFaults(treeOf({ [path]: text }))).toEqual([]);
  });
});

describe("the rules of tests", () => {
  it.each([
    ["a skipped test", 'it.skip("x", () => {});'],
    ["a test that is skipped by a condition", 'describe.skipIf(true)("x", () => {});'],
    ["the only test", 'it.only("x", () => {});'],
    ["a sleep", "await new Promise((resolve) => setTimeout(resolve, 100));"],
    ["a sleep of the library", 'import { setTimeout as sleep } from "node:timers/promises";'],
    ["a mocked module", 'vi.mock("x");'],
    ["an assertion under if", 'it("x", () => { if (a) { expect(1).toBe(1); } });'],
    [
      "an assertion under catch",
      'it("x", () => { try { f(); } catch (e) { expect(e).toBe(1); } });',
    ],
  ])("refuse %s", (_, text) => {
    expect(testFaults(treeOf({ "kit/test/a.test.ts": text }))).toHaveLength(1);
  });

  it("look at tests alone", () => {
    expect(testFaults(treeOf({ "kit/src/a.ts": 'it.skip("x", () => {});' }))).toEqual([]);
  });
});

describe("the search for dead code", () => {
  it("finds what no entry, program or test leads to", () => {
    const tree = treeOf({
      "kit/src/index.ts": 'export * from "./a.ts";',
      "kit/src/a.ts": nothing,
      "kit/src/dead.ts": 'import "./dead-too.ts";',
      "kit/src/dead-too.ts": nothing,
      "simulator/src/main.ts": 'import "@rae/kit";',
    });
    expect(unreachedFiles(tree)).toEqual(["kit/src/dead.ts", "kit/src/dead-too.ts"]);
  });
});

it("a file that cannot be read is an error, not a pass", () => {
  expect(() => parseSourceFile("kit/src/a.ts", "export const = ;")).toThrow("kit/src/a.ts");
});
