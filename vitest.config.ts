import { defineConfig } from "vitest/config"

// Files run side by side, the tests of one file in order: a file may own a server, a clock or a database.
export default defineConfig({
  test: {
    reporters: ["default", "./scripts/plain-reporter.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
          exclude: ["**/*.crash.test.ts", "**/node_modules/**"],
          testTimeout: 20_000,
          maxWorkers: "100%",
          // an order of its own for each project, from 1: vitest runs what has one worker and order 0 last
          sequence: { groupOrder: 1 }
        }
      },
      {
        // These kill processes and measure how long things take: one after the other, once the others are done.
        test: {
          name: "crash",
          include: ["test/**/*.crash.test.ts"],
          exclude: ["**/node_modules/**"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 }
        }
      }
    ]
  }
})
