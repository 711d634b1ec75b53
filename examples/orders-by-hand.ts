/**
 * What `Orders` does, composed by hand: a key, a journal, settlement, safe retry, and the settlement of what a crash has left.
 *
 *     BINANCE_ENDPOINT=testnet BINANCE_API_KEY=… BINANCE_API_SECRET=… node orders-by-hand.ts
 */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import { BinanceClient } from "effect-binance/client/BinanceClient"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Journaled from "effect-binance/orders/Journaled"
import { OrderJournal } from "effect-binance/orders/OrderJournal"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const place = (input: Spot.PlaceOrder, key: string) =>
  Spot.placeOrder(input).pipe(
    Reconciliation.settle, // a lost reply becomes a fact
    Retry.safely(RetryPolicy.standard), // what did not execute is sent again
    Journaled.under(key) // written down before each signature; the same key gives the same outcome
  )

/** What a crash has left: the same key settles it, and sends nothing that may live. */
const recover = Effect.gen(function* () {
  const journal = yield* OrderJournal
  const { account } = yield* BinanceClient
  for (const { input, key, operation } of yield* journal.unsettled(account)) {
    if (key === undefined || operation !== Spot.placeOrder.operation.name) continue
    yield* Effect.result(place(input as unknown as Spot.PlaceOrder, key)) // it is what was written for this operation
  }
})

export const program = Effect.gen(function* () {
  yield* recover
  const buy: Spot.PlaceOrder = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }
  const first = yield* place(buy, "signal-42")
  const again = yield* place(buy, "signal-42")
  return `order ${first.orderId}, and asked again: order ${again.orderId}`
})

// Which exchange is said in BINANCE_ENDPOINT; without it, nothing is sent anywhere. A program of yours has a file that stays.
const file = join(mkdtempSync(join(tmpdir(), "orders-by-hand-")), "journal.sqlite")
const Live = NodeBinance.layer.pipe(
  Layer.provide(Endpoint.layerConfig),
  Layer.provideMerge(SqliteJournal.layer({ file }))
)

if (import.meta.main) {
  await program.pipe(Effect.flatMap(Effect.log), Effect.provide(Live), Effect.runPromise)
}
