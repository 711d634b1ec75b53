/** Evidence as a person reads it. */
import { assert, describe, it } from "@effect/vitest"
import { Evidence, Observation } from "effect-binance/settlement/Evidence"
import { evidence } from "./support.ts"

describe("the timeline of evidence", () => {
  it("has one line per observation, in order, with whole ms since the first, the view and the answer in columns", () => {
    assert.deepStrictEqual(evidence.timeline, [
      "+     0 ms  reply      ResponseLost",
      "+   250 ms  order      -2013 not visible",
      "+  5100 ms  clock      past the fence 1700000005000 (exchange 1700000005050)",
      "+  5150 ms  engine     -2011 answered by the engine",
      "+ 35100 ms  openOrders 0 orders, none is it"
    ])
  })

  it("keeps its columns whatever was asked and however long it took", () => {
    const views = Observation.fields.view.literals
    const observations = views.map(
      (view, i) => new Observation({ at: 1_700_000_000_000 + i * 99_999, view, answer: "answer" })
    )
    const lines = new Evidence({ fenceAt: 0, observations }).timeline
    assert.strictEqual(lines.length, views.length)
    const columns = new Set(lines.map((line) => line.indexOf("answer")))
    assert.strictEqual(columns.size, 1, lines.join("\n"))
    for (const [i, view] of views.entries()) assert.include(lines[i], ` ms  ${view} `)
  })

  it("is empty without observations, and reads when the local clock was set back", () => {
    assert.deepStrictEqual(new Evidence({ fenceAt: 0, observations: [] }).timeline, [])
    const back = new Evidence({
      fenceAt: 0,
      observations: [
        new Observation({ at: 1000, view: "reply", answer: "TimedOut" }),
        new Observation({ at: 400, view: "order", answer: "FILLED", exchangeTime: 0 })
      ]
    })
    assert.deepStrictEqual(back.timeline, [
      "+     0 ms  reply      TimedOut",
      "+  -600 ms  order      FILLED (exchange 0)"
    ])
  })
})
