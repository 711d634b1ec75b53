import { defineConfig } from "vitest/config"

// Real sockets and the real clock: one file after the other, so that no client waits for its turn on the machine.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["*.peer.ts"],
    reporters: ["default", "../../scripts/plain-reporter.ts"],
    testTimeout: 20_000,
    fileParallelism: false
  }
})
