// A call of another client under a key: what cannot be written down before it is signed is not sent.
import { assert, describe, it } from "@effect/vitest"
import { OrderJournal } from "effect-binance/orders/OrderJournal"
import * as Journaled from "effect-binance/orders/Journaled"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import { other } from "../client/other.ts"
import { http } from "../client/support.ts"
import { begin, limit, LittleExchange, over, pass, reasonOf } from "../settlement/support.ts"
import { boot, journal } from "./support.ts"

const taken = () => http(200, { symbol: limit.symbol, orderId: 28, status: "NEW" })

describe("a call of another client", () => {
  it.effect("is refused by Orders: its attempt cannot be written down before it is signed", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const trader = yield* boot(exchange.transport, { journal: yield* journal })
        const theirs = other(taken)
        const place = trader.orders.place(theirs.call(Spot.placeOrder.operation, limit), { key: "signal-1" })
        const first = yield* pass(yield* begin(place), 60_000)
        yield* pass(yield* begin(place), 60_000)
        assert.isAtMost(theirs.sent.length, 1, "one key is one order")
        assert.strictEqual(reasonOf(first), "Fatal Unsupported")
        assert.lengthOf(theirs.sent, 0)
      })
    )
  })

  it.effect("is refused when it is kept in the journal by hand", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const theirs = other(taken)
        const place = theirs
          .call(Spot.placeOrder.operation, limit)
          .pipe(
            Reconciliation.settle,
            Retry.safely(RetryPolicy.make({ times: 1 })),
            Journaled.under("signal-1"),
            Effect.provideService(OrderJournal, yield* journal)
          )
        assert.strictEqual(reasonOf(yield* pass(yield* begin(place), 60_000)), "Fatal Unsupported")
        assert.lengthOf(theirs.sent, 0)
      })
    )
  })
})
