/**
 * Place an order under a key, so that it is placed once whatever happens, and cancel it; settle on start what an earlier run left in
 * doubt, and see what is in doubt now.
 *
 *     BINANCE_ENDPOINT=testnet BINANCE_API_KEY=… BINANCE_API_SECRET=… node orders.ts
 */
import * as NodeOrders from "@effect-binance/node/NodeOrders"
import * as Endpoint from "effect-binance/client/Endpoint"
import { Orders } from "effect-binance/orders/Orders"
import * as Spot from "effect-binance/products/Spot"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

const bid = Spot.placeOrder({
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "50000.00"
})

// Effect<void, Retryable | Fatal | JournalError, Orders>: nothing that it gives is in doubt
export const program = Effect.gen(function* () {
  const orders = yield* Orders
  yield* orders.recover // what an earlier run left in doubt is settled, and nothing is sent again

  // The key is your name for this decision: run it again, crash anywhere, and there is one order.
  const order = yield* orders.place(bid, { key: "signal-42" })
  yield* Effect.log(`order ${order.orderId} is ${order.status}`)

  // Not "the cancel was sent", but what is true of the order now.
  const { _tag } = yield* orders.cancel(Spot.cancelOrder({ symbol: "BTCUSDT", orderId: order.orderId }))
  yield* Effect.log(`the bid: ${_tag}`)
})

/** For a log, an alert, or whoever watches. */
const watch = Orders.use(({ inDoubt }) =>
  Stream.runForEach(inDoubt, (doubts) => Effect.log(`in doubt now: ${doubts.length}`))
)

// Which exchange is said in BINANCE_ENDPOINT; without it, nothing is sent anywhere.
const Live = NodeOrders.layer({ products: [Spot], journal: { file: "orders.sqlite" } }).pipe(
  Layer.provide(Endpoint.layerConfig)
)

if (import.meta.main) {
  await Effect.andThen(Effect.forkChild(watch), program).pipe(Effect.provide(Live), Effect.runPromise)
}
