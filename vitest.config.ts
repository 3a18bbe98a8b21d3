import { defineConfig } from "vitest/config";

const unit = ["kit", "protocol", "stream", "agent", "control-plane", "simulator"];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 20_000,
    maxWorkers: 2,
    projects: [
      ...unit.map((name) => ({
        extends: true as const,
        test: { name, include: [`${name}/test/**/*.test.ts`] },
      })),
      { extends: true, test: { name: "structure", include: ["test/*.test.ts"] } },
      { extends: true, test: { name: "contract", include: ["test/contract/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
