import { expect, it } from "vitest";
import { formFaults } from "./structure/form-faults.ts";
import { importCycles } from "./structure/import-cycles.ts";
import { importFaults } from "./structure/import-faults.ts";
import {
  computedImports,
  environmentReaders,
  folderRules,
  workspaceImports,
} from "./structure/import-table.ts";
import { readSourceTree } from "./structure/source-tree.ts";
import { testFaults } from "./structure/test-faults.ts";
import { unreachedFiles } from "./structure/unreached-files.ts";

const root = new URL("..", import.meta.url).pathname;
const tree = readSourceTree(root);

it("every import is one that the table allows", () => {
  expect(importFaults(tree)).toEqual([]);
});

it("no file imports itself by way of others, types included", () => {
  expect(importCycles(tree)).toEqual([]);
});

it("files and code have the form of the house", () => {
  expect(formFaults(tree)).toEqual([]);
});

it("tests run, assert in any case, and mock no modules", () => {
  expect(testFaults(tree)).toEqual([]);
});

it("every file is a program, an entry, a test, or is imported by one", () => {
  expect(unreachedFiles(tree)).toEqual([]);
});

it("the table names the workspaces that there are, and no file that is gone", () => {
  const workspaces = [...tree.manifests.keys()].filter((folder) => folder !== ".");
  expect(Object.keys(workspaceImports).sort()).toEqual(workspaces.sort());
  expect(Object.keys(folderRules).filter((name) => !workspaces.includes(name))).toEqual([]);
  const excepted = [...Object.keys(environmentReaders), ...Object.keys(computedImports)];
  expect(excepted.filter((path) => !tree.files.has(path))).toEqual([]);
});
