import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloseStack } from "@rae/kit";
import { afterEach, expect, test } from "vitest";
import { servesLargeFleet } from "../chaos/scenarios/large-fleet.ts";
import { sharedEngines } from "../harness/engines.ts";
import { processesOn } from "../harness/processes.ts";

const testMs = 240_000;
/** The design says about 2 kB; the devices here tell a little more of themselves than most. */
const mostBytesPerDevice = 2_200;

const stack = new CloseStack();
afterEach(() => stack.close());

test(
  "an api with 50,000 devices becomes ready, lists, filters, counts and streams, in the memory that the design gives it",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "rae-large-"));
    stack.push("folder", () => rmSync(folder, { recursive: true, force: true }));
    const processes = processesOn(sharedEngines(), folder);
    const seen = await servesLargeFleet(processes, { devices: 50_000, devicesPerBox: 25 });
    expect(seen.bytesPerDevice).toBeGreaterThan(500);
    expect(seen.bytesPerDevice).toBeLessThan(mostBytesPerDevice);
  },
  testMs,
);
