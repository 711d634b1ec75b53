// The short form of `pnpm sockets`.
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Closes from "./Closes.ts"

const found = ({ doubles, falseRejections, lost, pending }: Closes.Report) => ({
  doubles,
  falseRejections,
  lost,
  pending
})

describe("connections that end under orders", () => {
  it.live(
    "no order is doubled, none is lost, none is called failed that lives, and no call is left",
    () =>
      Effect.gen(function* () {
        const startedAt = performance.now()
        const report = yield* Closes.run({ seed: 1, closes: 50, traders: 16 })
        const line = Closes.line(report, 1, Math.round((performance.now() - startedAt) / 1000))
        console.log(line)
        assert.isAtLeast(report.closes, 50)
        assert.isAtLeast(report.executed, report.closes)
        assert.deepStrictEqual(found(report), { doubles: 0, falseRejections: 0, lost: 0, pending: 0 }, line)
      }),
    // sockets that close are opened again after a while, and a busy machine makes that longer
    120_000
  )

  it.live("and the check can fail: whoever sends again because there was no reply buys twice", () =>
    Effect.gen(function* () {
      const report = yield* Closes.run({ seed: 1, closes: 10, traders: 4, sabotage: "retry-blindly" })
      assert.isAbove(report.doubles, 0, Closes.line(report, 1, 0))
    })
  )
})
