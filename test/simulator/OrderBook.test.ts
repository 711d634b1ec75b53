import * as Decimal from "@effect-binance/simulator/Decimal"
import { OrderBook } from "@effect-binance/simulator/OrderBook"
import * as Seeded from "@effect-binance/simulator/Seeded"
import { assert, describe, it } from "@effect/vitest"

describe("Decimal", () => {
  it("reads and writes eight places exactly", () => {
    assert.strictEqual(Decimal.parse("0.1"), 10_000_000n)
    assert.strictEqual(Decimal.parse("90071992547.40993123"), 9_007_199_254_740_993_123n)
    assert.strictEqual(Decimal.format(9_007_199_254_740_993_123n), "90071992547.40993123")
    assert.strictEqual(Decimal.format(1n), "0.00000001")
    assert.strictEqual(Decimal.format(-150_000_000n), "-1.50000000")
    // a tenth and a fifth are three tenths here, unlike in binary fractions
    assert.strictEqual(Decimal.make("0.1") + Decimal.make("0.2"), Decimal.make("0.3"))
  })
  it("tells a malformed number from one that is too precise", () => {
    for (const text of ["", "-1", "1e3", ".5", "1.", " 1", "0x1", "1,5", "NaN"])
      assert.strictEqual(Decimal.parse(text), "malformed", text)
    assert.strictEqual(Decimal.parse("0.123456789"), "too-precise")
    assert.strictEqual(Decimal.parse("0.12345678000"), 12_345_678n)
  })
})

describe("OrderBook", () => {
  it("keeps price and then time, whatever comes and goes", () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = Seeded.make(seed)
      const book = new OrderBook<number>()
      const live: Array<{
        readonly side: "BUY" | "SELL"
        readonly price: bigint
        readonly owner: number
        remaining: bigint
      }> = []
      for (let i = 0; i < 200; i++) {
        if (live.length > 0 && random.chance(0.4)) {
          const [gone] = live.splice(random.integer(0, live.length - 1), 1)
          book.remove(gone!)
          // a second time changes nothing
          book.remove(gone!)
        } else {
          const resting = {
            side: random.chance(0.5) ? ("BUY" as const) : ("SELL" as const),
            price: BigInt(random.integer(1, 8)),
            owner: i,
            remaining: 1n
          }
          live.push(resting)
          book.add(resting)
        }
        for (const side of ["BUY", "SELL"] as const) {
          const expected = live
            .filter((r) => r.side === side)
            .sort((a, b) =>
              a.price === b.price ? a.owner - b.owner : a.price < b.price === (side === "SELL") ? -1 : 1
            )
          assert.deepStrictEqual(
            [...book.orders(side)].map((r) => r.owner),
            expected.map((r) => r.owner)
          )
          assert.strictEqual(book.best(side)?.owner, expected[0]?.owner)
        }
      }
    }
  })
})

describe("Seeded", () => {
  it("repeats, differs between seeds, and stays in its ranges", () => {
    const run = (seed: number | string) => {
      const random = Seeded.make(seed)
      return Array.from({ length: 100 }, () => random.next())
    }
    assert.deepStrictEqual(run(5), run(5))
    assert.notDeepEqual(run(5), run(6))
    const random = Seeded.make("ranges")
    const seen = new Set(Array.from({ length: 1000 }, () => random.integer(3, 6)))
    assert.deepStrictEqual([...seen].sort(), [3, 4, 5, 6])
    const mean = run(1).reduce((a, b) => a + b, 0) / 100
    assert.isTrue(mean > 0.35 && mean < 0.65)
    assert.match(Seeded.make(1).text(22), /^[A-Za-z0-9]{22}$/)
  })
})
