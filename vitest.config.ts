import { defineConfig } from "vitest/config";

const unit = [
  "kit",
  "protocol",
  "stream",
  "stream-kafka",
  "stream-sqlite",
  "driver",
  "agent",
  "control-plane",
  "simulator",
];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 20_000,
    maxWorkers: 2,
    projects: [
      ...unit.map((name) => ({
        extends: true as const,
        test: {
          name,
          include: [`${name}/test/**/*.test.ts`],
          exclude: [`${name}/test/engines/**`],
        },
      })),
      { extends: true, test: { name: "drivers", include: ["drivers/*/test/**/*.test.ts"] } },
      { extends: true, test: { name: "structure", include: ["test/*.test.ts"] } },
      { extends: true, test: { name: "deploy", include: ["test/deploy/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "contract",
          include: ["test/contract/**/*.test.ts"],
          exclude: ["test/contract/**/*.engines.test.ts"],
        },
      },
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
      {
        extends: true,
        test: {
          name: "engines",
          include: [
            "test/engines/**/*.test.ts",
            "{control-plane,stream-kafka}/test/engines/**/*.test.ts",
            "test/contract/**/*.engines.test.ts",
          ],
          globalSetup: ["test/engines-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
