// What one limit has spent: edges of its windows, replies in any order, and what others spend.
import { assert, describe, it } from "@effect/vitest"
import { Ledger } from "effect-binance/limits/RateBudgetLedger"

const minute = 60_000
const at = (time: number, error = 0) => ({ earliest: time - error, latest: time + error })
const weight = () => new Ledger(minute, 6000)

describe("Ledger", () => {
  it("counts what is on its way, and then what it has cost", () => {
    const ledger = weight()
    const held = ledger.hold(20, "query", at(1000))
    assert.strictEqual(ledger.used(at(1000)), 20)
    assert.strictEqual(ledger.spent("query", at(1000)), 20)
    ledger.settle(held, 0, at(1100), undefined)
    assert.strictEqual(ledger.used(at(1100)), 0)
    assert.strictEqual(ledger.spent("query", at(1100)), 0)
    ledger.settle(ledger.hold(20, "query", at(1200)), 20, at(1300), undefined)
    assert.strictEqual(ledger.used(at(1300)), 20)
  })

  it("turns with the clock, and not before it surely has", () => {
    const ledger = weight()
    ledger.settle(ledger.hold(100, "market", at(1000)), 100, at(1100), undefined)
    assert.strictEqual(ledger.endOf(at(minute - 1)), minute)
    assert.strictEqual(ledger.used(at(minute - 1)), 100)
    assert.strictEqual(ledger.used(at(minute + 39, 40)), 100)
    assert.strictEqual(ledger.used(at(minute + 40, 40)), 0)
  })

  it("counts what crosses an edge on both sides of it", () => {
    const ledger = weight()
    const held = ledger.hold(50, "market", at(minute - 10))
    assert.strictEqual(ledger.used(at(minute + 10)), 50)
    ledger.settle(held, 50, at(minute + 20), 50)
    assert.strictEqual(ledger.used(at(minute + 20)), 50)
    assert.strictEqual(ledger.used(at(minute - 1)), 50)
    // also where only the clock's error makes it cross
    const near = ledger.hold(7, "market", at(2 * minute - 30, 40))
    ledger.settle(near, 7, at(2 * minute - 20, 40), undefined)
    assert.strictEqual(ledger.used(at(2 * minute + 1000)), 7)
  })

  it("takes a figure for what others spend only as far as our own cannot explain it", () => {
    const ledger = weight()
    const first = ledger.hold(20, "query", at(1000))
    const second = ledger.hold(30, "query", at(1000))
    // the second one has arrived too: nothing is of others
    ledger.settle(first, 20, at(1100), 50)
    assert.strictEqual(ledger.used(at(1100)), 50)
    ledger.settle(second, 30, at(1110), 250)
    assert.strictEqual(ledger.used(at(1110)), 250)
  })

  it("is not misled by a reply that comes late", () => {
    const ledger = weight()
    const early = ledger.hold(10, "query", at(1000))
    const late = ledger.hold(10, "query", at(1000))
    ledger.settle(late, 10, at(1100), 520)
    assert.strictEqual(ledger.used(at(1100)), 520)
    // counted before the other one, and read after it
    ledger.settle(early, 10, at(1200), 10)
    assert.strictEqual(ledger.used(at(1200)), 520)
  })

  it("comes down when a later reply says less: to a fill, or to weights of ours that are too high", () => {
    const ledger = weight()
    ledger.settle(ledger.hold(10, "query", at(1000)), 10, at(1100), 110)
    assert.strictEqual(ledger.used(at(1100)), 110)
    ledger.settle(ledger.hold(10, "query", at(1200)), 10, at(1300), 40)
    assert.strictEqual(ledger.used(at(1300)), 40)
    // what is on its way stays counted
    ledger.hold(80, "query", at(1400))
    assert.strictEqual(ledger.used(at(1400)), 120)
  })

  it("reads no figure across an edge: it may be of either window", () => {
    const ledger = weight()
    const held = ledger.hold(10, "query", at(minute - 10))
    ledger.settle(held, 10, at(minute + 10), 5900)
    assert.strictEqual(ledger.used(at(minute + 10)), 10)
  })

  it("keeps what it knows when a new measurement sets the clock back", () => {
    const ledger = weight()
    ledger.settle(ledger.hold(100, "market", at(minute - 5)), 100, at(minute - 1), undefined)
    ledger.hold(1, "market", at(minute + 5))
    assert.strictEqual(ledger.used(at(minute - 2)), 101)
  })
})
