/** A process that places what it is told to and goes on until it is killed, or told to end. */
import * as NodeOrders from "@effect-binance/node/NodeOrders"
import * as PostgresJournal from "@effect-binance/node/PostgresJournal"
import { hmac } from "@effect-binance/simulator/TestKeys"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Intent from "effect-binance/client/Intent"
import { Orders } from "effect-binance/orders/Orders"
import * as Spot from "effect-binance/products/Spot"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import { shortBounds } from "./bounds.ts"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

/** What is done at once; a cancel places its order first. */
export interface Job {
  readonly key: string
  readonly quantity: string
  readonly type: "MARKET" | "LIMIT" | "cancel"
}

export interface Setting {
  readonly baseUrl: string
  /** A SQLite file, or a schema of a PostgreSQL. */
  readonly journal: { readonly file: string } | { readonly url: string; readonly schema: string }
  readonly account: string
  readonly jobs: ReadonlyArray<Job>
  readonly shutdownWithinMillis?: number
  readonly recovers?: boolean
}

/** What it prints, one JSON object a line. */
export type Said =
  | { readonly _tag: "Told"; readonly key: string; readonly end: string }
  | { readonly _tag: "Recovered"; readonly outcomes: ReadonlyArray<string> }

const setting: Setting = JSON.parse(process.argv[2] ?? "{}")
// written before the process can end
const say = (said: Said) => Effect.sync(() => process.stdout.write(`${JSON.stringify(said)}\n`))

const run = Effect.fnUntraced(function* ({ key, quantity, type }: Job) {
  const orders = yield* Orders
  const common = { symbol: "BTCUSDT", side: "BUY", quantity } as const
  const end = yield* Effect.result(
    Effect.gen(function* () {
      const placed = yield* orders.place(
        Spot.placeOrder(
          type === "MARKET" ? { ...common, type } : { ...common, type: "LIMIT", timeInForce: "GTC", price: "50000.00" }
        ),
        { key }
      )
      if (type !== "cancel") return placed.status ?? "placed"
      const cancelled = yield* orders.cancel(
        Spot.cancelOrder({ symbol: common.symbol, origClientOrderId: placed.clientOrderId ?? "" })
      )
      return cancelled._tag
    })
  )
  yield* say({ _tag: "Told", key, end: end._tag === "Success" ? end.success : end.failure.reason._tag })
})

const program = Effect.gen(function* () {
  const orders = yield* Orders
  if (setting.recovers === true) {
    const recovered = yield* orders.recover
    yield* say({ _tag: "Recovered", outcomes: recovered.map(({ outcome }) => outcome?._tag ?? "InDoubt") })
  }
  yield* Effect.forEach(setting.jobs, run, { concurrency: "unbounded", discard: true })
  return yield* Effect.never
})

const { journal } = setting
const live = NodeOrders.layer({
  products: [Spot],
  journal:
    "file" in journal
      ? journal
      : PostgresJournal.layer({ url: Redacted.make(journal.url), schema: journal.schema, maxConnections: 4 }),
  credentials: { apiKey: hmac.apiKey, apiSecret: hmac.secret, label: setting.account },
  processName: "trader",
  shutdownWithin: setting.shutdownWithinMillis
}).pipe(
  Layer.provide(Endpoint.layerSimulator(setting.baseUrl)),
  Layer.provideMerge(
    Layer.mergeAll(
      Layer.succeed(SettlementBounds.Overrides, { spot: shortBounds }),
      Layer.succeed(Intent.RecvWindow, 1000),
      Layer.succeed(CallTimeout, Duration.seconds(30))
    )
  )
)

program.pipe(Effect.provide(live), NodeRuntime.runMain)
