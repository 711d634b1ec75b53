/** A process that trades over a journal until it is killed: it recovers, then places what it is told to, and says what is true. */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as PostgresJournal from "@effect-binance/node/PostgresJournal"
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import { hmac } from "@effect-binance/simulator/TestKeys"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Intent from "effect-binance/client/Intent"
import * as Orders from "effect-binance/orders/Orders"
import * as Spot from "effect-binance/products/Spot"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import { bounds, callTimeoutMillis, inputOf, type Kept, keyOf, recvWindowMillis } from "./plan.ts"

/** What the parent tells it: the intents to place, by number. */
export interface ToTrader {
  readonly place: number
}

/** What it says: that it has recovered, or what is true of an intent. */
export type FromTrader =
  | { readonly _tag: "Ready" }
  | { readonly _tag: "Recovered"; readonly millis: number; readonly count: number }
  | {
      readonly _tag: "Told"
      readonly number: number
      readonly end: "executed" | "not-executed"
      readonly orderId: number | undefined
      /** What became of its cancel, when it was to be cancelled. */
      readonly cancel: string | undefined
    }

export interface Setting {
  readonly baseUrl: string
  readonly kept: Kept
  readonly name: string
  readonly sabotage?: "no-key" | undefined
}

const setting: Setting = JSON.parse(process.argv[2] ?? "{}")

const journal =
  setting.kept._tag === "Sqlite"
    ? SqliteJournal.layer({ file: setting.kept.file })
    : PostgresJournal.layer({ url: Redacted.make(setting.kept.url), schema: setting.kept.schema, maxConnections: 4 })

const runtime = ManagedRuntime.make(
  Orders.layer({
    products: [Spot],
    policy: RetryPolicy.make({ times: 20, cap: "500 millis" }),
    signWithin: "2 seconds",
    processName: setting.name
  }).pipe(
    Layer.provide(journal),
    Layer.provideMerge(
      NodeBinance.layerWith({ apiKey: hmac.apiKey, apiSecret: hmac.secret, label: "trader" }).pipe(
        Layer.provide(Endpoint.layerSimulator(setting.baseUrl))
      )
    ),
    Layer.provideMerge(
      Layer.mergeAll(
        Layer.succeed(SettlementBounds.Overrides, {
          spot: { graceMillis: bounds.engineDelayMillis, visibilityMillis: bounds.visibilityMillis }
        }),
        Layer.succeed(Intent.RecvWindow, recvWindowMillis),
        Layer.succeed(CallTimeout, Duration.millis(callTimeoutMillis)),
        Logger.layer([])
      )
    )
  )
)

// the parent may be gone
const say = (message: FromTrader) => Effect.sync(() => process.connected && process.send?.(message))

const place = Effect.fnUntraced(function* (number: number) {
  const orders = yield* Orders.Orders
  const { cancels, order } = inputOf(number)
  while (true) {
    const end = yield* Effect.result(
      orders.place(Spot.placeOrder(order), setting.sabotage === "no-key" ? {} : { key: keyOf(number) })
    )
    if (end._tag === "Failure") {
      // the key may be begun again, once it is proven that nothing executed
      if (end.failure._tag === "Retryable" && end.failure.reason._tag !== "Expired") {
        yield* Effect.sleep("100 millis")
        continue
      }
      return yield* say({ _tag: "Told", number, end: "not-executed", orderId: undefined, cancel: undefined })
    }
    const { clientOrderId = "", orderId } = end.success
    const cancelled = cancels
      ? yield* Effect.result(
          orders.cancel(Spot.cancelOrder({ symbol: order.symbol, origClientOrderId: clientOrderId }))
        )
      : undefined
    const cancel = cancelled?._tag === "Failure" ? cancelled.failure.reason._tag : cancelled?.success._tag
    return yield* say({ _tag: "Told", number, end: "executed", orderId: Number(orderId), cancel })
  }
})

const fail = (error: unknown) => {
  console.error(error)
  process.exit(1)
}
process.on("message", (message) => {
  // the parent is `Kills.ts`
  void runtime.runPromise(place((message as ToTrader).place)).catch(fail)
})
process.on("disconnect", () => process.exit(0))

const startedAt = performance.now()
runtime
  .runPromise(
    Effect.gen(function* () {
      const orders = yield* Orders.Orders
      yield* say({ _tag: "Ready" })
      const recovered = yield* orders.recover
      yield* say({ _tag: "Recovered", millis: performance.now() - startedAt, count: recovered.length })
    })
  )
  .catch(fail)
