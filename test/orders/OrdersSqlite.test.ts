/** Orders in a SQLite file: a process that was killed left it, and the next one reads it through a connection of its own. */
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import { assert, describe, it } from "@effect/vitest"
import * as OrderJournalSql from "effect-binance/orders/OrderJournalSql"
import * as Spot from "effect-binance/products/Spot"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import * as TestClock from "effect/testing/TestClock"
import { begin, limit, LittleExchange, lost, over, pass, reasonOf, valueOf } from "../settlement/support.ts"
import { opened, sqliteClient, temporaryFile } from "./journals.ts"
import { boot } from "./support.ts"

describe("orders in a SQLite file", () => {
  it.effect("are found by the next process: what executed, and what was in doubt", () => {
    // the third one is accepted, and its reply is lost
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place" || request.nth !== 3) return undefined
      self.accept(request)
      return lost
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const file = yield* temporaryFile
        const journal = opened(SqliteJournal.layer({ file, synchronous: "NORMAL" }))
        const first = yield* boot(exchange.transport, { journal: yield* journal })
        const placeIn = ({ orders }: typeof first, key: string) => orders.place(Spot.placeOrder(limit), { key })
        const done = yield* Effect.forEach(["a", "b"], (key) =>
          Effect.flatMap(begin(placeIn(first, key)), (running) => Effect.map(pass(running, 10_000), valueOf))
        )
        yield* begin(placeIn(first, "c"))
        while (exchange.count("place") < 3) yield* TestClock.adjust(5)
        yield* first.kill

        const second = yield* boot(exchange.transport, { journal: yield* journal })
        const recovered = valueOf(yield* pass(yield* begin(second.orders.recover), 120_000))
        assert.deepStrictEqual(
          recovered.map(({ key, outcome }) => [key, outcome?._tag]),
          [["c", "Executed"]]
        )
        for (const [i, key] of ["a", "b", "c"].entries()) {
          const again = valueOf(yield* pass(yield* begin(placeIn(second, key)), 10_000))
          assert.strictEqual(again.clientOrderId, exchange.all("place")[i]?.parameters.get("newClientOrderId"))
          if (done[i] !== undefined) assert.deepStrictEqual(again, done[i])
        }
        assert.strictEqual(exchange.count("place"), 3)
      }).pipe(Effect.scoped)
    )
  })

  it.effect("that can only be read are not sent, and their caller is told", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const sql = yield* Effect.flatMap(temporaryFile, sqliteClient)
        const journal = yield* opened(OrderJournalSql.layer.pipe(Layer.provide(Layer.succeed(SqlClient, sql))))
        const { close, orders } = yield* boot(exchange.transport, { journal })
        const place = orders.place(Spot.placeOrder(limit), { key: "signal-1" })
        yield* sql`PRAGMA query_only = ON`
        // what could not be written is no reason to wait until it can
        assert.strictEqual(reasonOf(yield* pass(yield* begin(place), 60_000)), "Retryable JournalUnavailable")
        assert.strictEqual(exchange.count("place"), 0)
        yield* sql`PRAGMA query_only = OFF`
        const order = valueOf(yield* pass(yield* begin(place), 10_000))
        assert.strictEqual(order.orderId, exchange.rows[0]?.orderId)
        assert.strictEqual((yield* journal.latest("test", "signal-1"))?.outcome?._tag, "Executed")
        yield* pass(yield* begin(close), 60_000)
        assert.strictEqual(exchange.count("place"), 1)
      }).pipe(Effect.scoped)
    )
  })
})
