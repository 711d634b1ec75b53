/** Ends a test run with one plain line: `N passed, N failed`, and `, N skipped` when there are any. */
import type { Reporter, SerializedError, TestModule } from "vitest/node"

export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandledErrors: ReadonlyArray<SerializedError>): void {
    // an error outside every test fails the run, so it has to show in the line
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) {
      let failedHere = 0
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === "passed") count.passed++
        else if (state === "failed") failedHere++
        else count.skipped++
      }
      // a file or a hook that throws fails its module without failing a test
      count.failed += module.state() === "failed" ? Math.max(failedHere, 1) : failedHere
    }
    const skipped = count.skipped === 0 ? "" : `, ${count.skipped} skipped`
    console.log(`${count.passed} passed, ${count.failed} failed${skipped}`)
  }
}
