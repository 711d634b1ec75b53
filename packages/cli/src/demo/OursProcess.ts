/**
 * The process of the third strategy: effect-binance, composed as its README shows it, over a journal that outlives it.
 *
 * @since 0.1.0
 */
import * as path from "node:path"
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import { hmac } from "@effect-binance/simulator/TestKeys"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Intent from "effect-binance/client/Intent"
import * as BanWindowPersisted from "effect-binance/limits/BanWindowPersisted"
import * as Orders from "effect-binance/orders/Orders"
import * as Spot from "effect-binance/products/Spot"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import type { FromOurs, Setting, ToOurs } from "./Ours.ts"
import { bounds, callTimeoutMillis, recvWindowMillis, type StormIntent } from "./Storm.ts"

const input = ({ price, quantity, side, symbol, type }: StormIntent): Spot.PlaceOrder =>
  price === undefined || type === "MARKET"
    ? { symbol, side, type: "MARKET", quantity }
    : { symbol, side, type, timeInForce: "GTC", quantity, price }

/** Places one intent under its key: settled, sent again where nothing executed, and never twice, whoever asks how often. */
const place = (intent: StormIntent) =>
  Orders.Orders.use((orders) => orders.place(Spot.placeOrder(input(intent)), { key: `intent-${intent.index}` })).pipe(
    Effect.match({ onSuccess: () => "placed" as const, onFailure: () => "failed" as const })
  )

/** A ban that the last process was told of is kept by the next one. */
const banWindow = (folder: string) =>
  BanWindowPersisted.layerPersisted.pipe(
    Layer.provide(KeyValueStore.layerFileSystem(path.join(folder, "ban-window"))),
    Layer.provide([NodeFileSystem.layer, NodePath.layer])
  )

/** The client is given exactly the bounds that the exchange states, and a recvWindow of 1 s. */
const layer = ({ baseUrl, folder }: Setting) =>
  Orders.layer({
    products: [Spot],
    policy: RetryPolicy.make({ times: 20, cap: "2 seconds" }),
    signWithin: "1 second"
  }).pipe(
    Layer.provide(SqliteJournal.layer({ file: path.join(folder, "journal.sqlite") })),
    Layer.provide(
      NodeBinance.layerOver(banWindow(folder), { apiKey: hmac.apiKey, apiSecret: hmac.secret, label: "demo" })
    ),
    Layer.provide(Endpoint.layerSimulator(baseUrl)),
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

const [, , argument] = process.argv
if (argument !== undefined && process.send !== undefined) {
  const runtime = ManagedRuntime.make(layer(JSON.parse(argument) as Setting)) // it is Ours that starts it
  const say = (message: FromOurs) => process.connected && process.send?.(message)
  const fail = (error: unknown) => {
    console.error(error)
    process.exit(1)
  }
  process.on("disconnect", () => process.exit(0))
  process.on("message", (message) => {
    const { place: intent } = message as ToOurs // it is Ours that says it
    void runtime
      .runPromise(place(intent))
      .then((outcome) => say({ _tag: "Told", index: intent.index, outcome }))
      .catch(fail)
  })
  runtime
    .runPromise(
      Effect.gen(function* () {
        const orders = yield* Orders.Orders
        say({ _tag: "Ready" })
        // what the last process left is settled beside the trading
        yield* orders.recover
      })
    )
    .catch(fail)
}
