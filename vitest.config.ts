import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    watch: false,
    pool: "forks", // native add-ons (DuckDB) want a process of their own
    maxWorkers: 2,
    slowTestThreshold: 1_000,
    teardownTimeout: 10_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["src/**/*.test.ts"],
          benchmark: { include: [] },
          testTimeout: 10_000,
          hookTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: ["test/**/*.test.ts"],
          benchmark: { include: [] },
          testTimeout: 420_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: "bench",
          include: [],
          benchmark: { include: ["bench/**/*.bench.ts"] },
          testTimeout: 600_000,
        },
      },
    ],
  },
});
