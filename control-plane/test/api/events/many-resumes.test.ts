import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, systemClock } from "@rae/kit";
import { afterAll } from "vitest";
import { openSqliteFleetView } from "../../../src/adapters/sqlite/fleet-view.ts";
import { MemoryFleetView } from "../../../src/testing/index.ts";
import { manyResumes } from "./many-resumes.ts";

const folder = mkdtempSync(join(tmpdir(), "rae-resumes-"));
afterAll(() => rmSync(folder, { recursive: true }));

manyResumes("memory", () => new MemoryFleetView());

manyResumes("sqlite", () =>
  openSqliteFleetView({
    path: join(folder, "view.sqlite"),
    clock: systemClock,
    logger: silentLogger,
  }),
);
