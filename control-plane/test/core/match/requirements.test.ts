import { RaeError } from "@rae/protocol";
import { expect, test } from "vitest";
import {
  failedRequirement,
  meetsRequirements,
  parseRequirements,
} from "../../../src/core/match/requirements.ts";
import { rowWith } from "./sample-rows.ts";

const tv = rowWith({
  "model.name": "Roku Ultra",
  "firmware.version": "11.0",
  "audio.volume": 12,
  "audio.muted": false,
  capabilities: ["info", "remote-control", "x-partner"],
});

const failureOf = (json: unknown) => failedRequirement(parseRequirements(json), tv);

test.each([
  {},
  { attributes: { "model.name": "Roku Ultra" } },
  { attributes: { "audio.volume": 12, "audio.muted": false } },
  { attributes: { "audio.volume": "12" } },
  { attributes: { "audio.volume": ">=10 <20" } },
  { attributes: { "firmware.version": ">=11 <12", "model.name": { equals: "Roku Ultra" } } },
  { attributes: { "firmware.version": { in: ["10.0", "11.0"] } } },
  { attributes: { "firmware.version": { range: "<11.5" } } },
  { attributes: { capabilities: "info" } },
  { capabilities: ["info", "remote-control@>=1", "remote-control@1"] },
  { box: "box-1" },
  { box: { in: ["box-2", "box-1"] } },
])("the device meets %j", (json) => {
  expect(failureOf(json)).toBeUndefined();
  expect(meetsRequirements(parseRequirements(json), tv)).toBe(true);
});

test.each([
  [
    { attributes: { "firmware.version": ">=11.5 <12" } },
    "attributes.firmware.version",
    "firmware.version is 11.0, not >=11.5 <12",
  ],
  [
    { attributes: { "identity.serial": "X" } },
    "attributes.identity.serial",
    "has no attribute identity.serial",
  ],
  [{ attributes: { constructor: "X" } }, "attributes.constructor", "has no attribute constructor"],
  [
    { attributes: { "model.name": ">=1" } },
    "attributes.model.name",
    "model.name is Roku Ultra, not >=1",
  ],
  [
    { attributes: { "model.name": { equals: ">=1" } } },
    "attributes.model.name",
    "model.name is Roku Ultra, not >=1",
  ],
  [
    { attributes: { "model.name": { in: ["A", "B"] } } },
    "attributes.model.name",
    "model.name is Roku Ultra, not one of A, B",
  ],
  [
    { attributes: { "audio.muted": true } },
    "attributes.audio.muted",
    "audio.muted is false, not true",
  ],
  [
    { attributes: { "audio.muted": ">=0" } },
    "attributes.audio.muted",
    "audio.muted is false, not >=0",
  ],
  [{ capabilities: ["power"] }, "capabilities.power", "does not offer power"],
  [{ capabilities: ["power@>=9"] }, "capabilities.power", "does not offer power"],
  [
    { capabilities: ["info", "remote-control@>=2"] },
    "capabilities.remote-control",
    "offers remote-control in version 1, not >=2",
  ],
  [
    { capabilities: ["x-partner@1"] },
    "capabilities.x-partner",
    "the version of x-partner is not known",
  ],
  [{ box: "box-2" }, "box", "is at box box-1"],
])("the device fails %j: %s, %s", (json, requirement, reason) => {
  expect(failureOf(json)).toEqual({ requirement, reason });
});

test("the first requirement that fails is named: attributes, then capabilities, then the box", () => {
  const json = { box: "box-2", capabilities: ["power"], attributes: { "model.name": "LG" } };
  expect(failureOf(json)?.requirement).toBe("attributes.model.name");
});

test("a reason stays short, however long the values are", () => {
  const row = rowWith({ "model.name": "y".repeat(900_000) });
  const wanted = parseRequirements({ attributes: { "model.name": "z".repeat(512) } });
  expect(failedRequirement(wanted, row)?.reason.length).toBeLessThan(300);
});

function faultsOf(json: unknown): unknown {
  try {
    parseRequirements(json, "match");
  } catch (error) {
    return error instanceof RaeError && [error.code, error.details.faults];
  }
  return undefined;
}

test("ranges that cannot be read are told all at once, each with its place", () => {
  const json = {
    attributes: { "firmware.version": ">=banana", "x.one": { range: "11.5" } },
    capabilities: ["power@>=1 or so"],
  };
  expect(faultsOf(json)).toEqual([
    "bad-request",
    [
      'match.attributes.firmware.version: ">=banana" is not a version range such as ">=11.5 <12"',
      'match.attributes.x.one: "11.5" is not a version range such as ">=11.5 <12"',
      'match.capabilities.power: ">=1 or so" is not a version range such as ">=11.5 <12"',
    ],
  ]);
});

test.each([
  [{ colour: "red" }, "match/colour"],
  [{ attributes: { "model.name": { matches: "LG" } } }, "match/attributes/model.name"],
  [{ attributes: { "model.name": null } }, "match/attributes/model.name"],
  [{ attributes: { "MODEL NAME": "x" } }, "match/attributes"],
  [{ attributes: { "model.name": { in: [] } } }, "match/attributes/model.name/in"],
  [{ capabilities: ["power@"] }, "match/capabilities/0"],
  [{ capabilities: Array(17).fill("power") }, "match/capabilities"],
  [{ box: "" }, "match/box"],
  [[], "match"],
  [undefined, "match"],
])("%j is refused at %s", (json, place) => {
  expect(faultsOf(json)).toEqual([
    "bad-request",
    expect.arrayContaining([expect.stringContaining(place)]),
  ]);
});
