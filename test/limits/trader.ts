/** A process that trades, for tests that kill one or run several: it makes calls when it is told to, and says what became of them. */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import { hmac } from "@effect-binance/simulator/TestKeys"
import * as Call from "effect-binance/client/Call"
import * as Endpoint from "effect-binance/client/Endpoint"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as BanWindowPersisted from "effect-binance/limits/BanWindowPersisted"
import * as BanWindowShared from "effect-binance/limits/BanWindowShared"
import * as Spot from "effect-binance/products/Spot"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import * as redis from "./redis.ts"

export interface Setting {
  readonly baseUrl: string
  readonly redis?: { readonly url: string; readonly prefix: string } | undefined
  readonly folder?: string | undefined
}

/** `ask` asks for the open orders once; `try` makes that many calls of every kind, in 64 fibers; `closed` only looks. */
export interface Question {
  readonly what: "ask" | "try" | "closed"
  readonly calls?: number | undefined
}

const order = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "50000"
} as const

const setting: Setting = JSON.parse(process.argv[2] ?? "{}")

const windowOf = ({ folder, redis: shared }: Setting): Layer.Layer<BanWindow, unknown> => {
  if (shared !== undefined)
    return BanWindowShared.layerOver({ prefix: shared.prefix, refresh: "1 minute" }).pipe(
      Layer.provide([BanWindow.layer, redis.layer(shared.url)])
    )
  if (folder === undefined) return BanWindow.layer
  return BanWindowPersisted.layerPersisted.pipe(
    Layer.provide(KeyValueStore.layerFileSystem(folder)),
    Layer.provide([NodeFileSystem.layer, NodePath.layer])
  )
}

const runtime = ManagedRuntime.make(
  NodeBinance.layerOver(windowOf(setting), { apiKey: hmac.apiKey, apiSecret: hmac.secret }).pipe(
    Layer.provide(Endpoint.layerSimulator(setting.baseUrl))
  )
)

const outcomeOf = <A, E extends { readonly reason: { readonly _tag: string } }, R>(call: Effect.Effect<A, E, R>) =>
  Effect.match(call, { onSuccess: () => "Success", onFailure: ({ reason }) => reason._tag })

const asks = outcomeOf(Call.failFast(Spot.openOrders({ symbol: "BTCUSDT" })))
const places = outcomeOf(Call.failFast(Spot.placeOrder(order)))
const cancels = outcomeOf(Call.failFast(Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "a" })))
const looks = outcomeOf(Call.failFast(Spot.time()))

const replyTo = ({ calls = 1, what }: Question) =>
  what === "closed"
    ? BanWindow.use((window) =>
        Effect.map(window.closedUntil("address"), (until) => [until === undefined ? "open" : "closed"])
      )
    : what === "ask"
      ? Effect.map(asks, (outcome) => [outcome])
      : Effect.forEach(
          Array.from({ length: calls }, (_, i) => [asks, places, cancels, looks][i % 4] ?? asks),
          (call) => call,
          { concurrency: 64 }
        )

process.on("message", (question) => {
  // the parent is a test of this folder
  void runtime.runPromise(replyTo(question as Question)).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    }
  )
})
process.on("disconnect", () => process.exit(0))
