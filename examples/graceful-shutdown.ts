/**
 * End well: on SIGTERM or SIGINT nothing new is placed, what is on its way is settled for as long as there is time, and what is left is
 * in the journal for the next start. Nothing has to be done for it but to run the program by `NodeRuntime.runMain`.
 *
 *     BINANCE_ENDPOINT=testnet BINANCE_API_KEY=… BINANCE_API_SECRET=… node graceful-shutdown.ts
 */
import * as NodeOrders from "@effect-binance/node/NodeOrders"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Endpoint from "effect-binance/client/Endpoint"
import { Orders } from "effect-binance/orders/Orders"
import * as Spot from "effect-binance/products/Spot"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"

const buy = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.001" })

export const program = Effect.gen(function* () {
  const orders = yield* Orders
  yield* orders.recover
  for (let tick = 1; ; tick++) {
    const { orderId } = yield* orders.place(buy, { key: `tick-${tick}` })
    yield* Effect.log(`tick ${tick}: order ${orderId}`)
    yield* Effect.sleep("100 millis")
  }
})

const Live = NodeOrders.layer({
  products: [Spot],
  journal: { file: "orders.sqlite" },
  // With 2 s for the last words: less than what the system gives a process before it kills it, such as 30 s in Kubernetes.
  shutdownWithin: "20 seconds"
}).pipe(Layer.provide(Endpoint.layerConfig))

// To be told to end is no failure.
const teardown = <A, E>(exit: Exit.Exit<A, E>, onExit: (code: number) => void) =>
  onExit(Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause) ? 0 : 1)

if (import.meta.main) {
  // stands in for whoever stops the program
  setTimeout(() => process.kill(process.pid, "SIGTERM"), 1000)
  program.pipe(Effect.provide(Live), NodeRuntime.runMain({ teardown }))
}
