import { expect, test } from "vitest";
import { crashedCopy, storedSession, testFolder, testRegistry } from "./registry-fixture.ts";

const quarantined = {
  ...{ sessionId: "s1", isQuarantined: true, reason: "check step 1: red" },
  ...{ mustClean: false, failures: 3 },
};
const unclean = { sessionId: "s2", isQuarantined: false, reason: "", mustClean: true, failures: 0 };

test("the health of devices outlives a crash", () => {
  const folder = testFolder();
  const registry = testRegistry(folder);
  for (const id of ["s1", "s2"]) registry.record(storedSession(id, 1), { kind: "Attached" });
  registry.health.put({ ...quarantined, failures: 1 });
  registry.health.put(quarantined);
  registry.health.put(unclean);
  registry.flush();
  expect(testRegistry(crashedCopy(folder)).health.all()).toEqual([quarantined, unclean]);
  registry.health.delete("s1");
  registry.flush();
  expect(testRegistry(crashedCopy(folder)).health.all()).toEqual([unclean]);
});

test("of a session that is not there nothing is kept over a start", () => {
  const folder = testFolder();
  const registry = testRegistry(folder);
  registry.health.put(quarantined);
  registry.flush();
  expect(testRegistry(crashedCopy(folder)).health.all()).toEqual([]);
});
