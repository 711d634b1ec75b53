// How long an order may still be accepted that was handed to a WebSocket: what is documented for HTTP alone is not believed of it.
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Failover from "effect-binance/client/Failover"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Transport } from "effect-binance/client/Transport"
import { AmbiguousExecution } from "effect-binance/errors/BinanceError"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Usdm from "effect-binance/products/Usdm"
import { usdmAlgoRules, usdmRules } from "effect-binance/products/UsdmRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { type AnyCall, http, settle, signer, start, tagOf, wire } from "./support.ts"
import { type Peer, peer, type PeerSocket, type SentFrame } from "./webSocketPeer.ts"

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "30000"
} as const

/** The futures' requests over sockets that answer so, and what has no method over HTTP, where there is nothing to see. */
const futures = (answer: (socket: PeerSocket, frame: SentFrame) => void): Peer =>
  peer({
    products: ["spot", "usdm"],
    http: wire(() => http(200, [])).layer,
    onSocket: (socket) => {
      socket.onFrame = (frame) => queueMicrotask(() => answer(socket, frame))
      socket.accept()
    }
  })

const clientOver = (transport: Layer.Layer<Transport, never, BanWindow.BanWindow>) =>
  BinanceClient.layer.pipe(
    Layer.provideMerge(ServerClock.layerFixed()),
    Layer.provide(transport),
    Layer.provide(signer().layer),
    Layer.provideMerge(BanWindow.BanWindow.layer)
  )

/** How long after its timestamp an order that is in doubt may still be accepted, in ms. */
const fenceOf = Effect.fnUntraced(function* (call: AnyCall) {
  const fiber = yield* start(call)
  yield* settle
  const result = yield* Fiber.join(fiber)
  if (result._tag === "Success" || !(result.failure instanceof AmbiguousExecution)) return yield* Effect.die("no doubt")
  const { attempts, fenceAt } = result.failure.inDoubt
  return fenceAt - attempts[0]!.timestamp
})

const cutting = () => futures((socket) => socket.cut())

describe("the fence of an order that was handed to a WebSocket", () => {
  it.effect("of USDⓈ-M is that of a product whose engine is not known to look at recvWindow", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* fenceOf(Usdm.placeOrder(limit)), 5000 + usdmAlgoRules.graceMillis)
      yield* TestClock.adjust("1 minute")
      const amend = Usdm.amendOrder({ symbol: "BTCUSDT", side: "BUY", orderId: 7, quantity: "0.01", price: "30001" })
      assert.strictEqual(yield* fenceOf(amend), 5000 + usdmAlgoRules.graceMillis)
    }).pipe(Effect.provide(clientOver(cutting().layer)))
  )

  it.effect("of Spot, of a cancel, and of what goes over HTTP is that of the product", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* fenceOf(Spot.placeOrder(limit)), 16_000)
      const cancel = Usdm.cancelOrder({ symbol: "BTCUSDT", orderId: 7 })
      assert.strictEqual(yield* fenceOf(cancel), 5000 + usdmRules.graceMillis)
      const client = yield* BinanceClient.BinanceClient
      const batch = client.boundsOf?.(Usdm.placeOrders.operation, usdmRules)
      assert.strictEqual(batch?.graceMillis, usdmRules.graceMillis)
    }).pipe(Effect.provide(clientOver(cutting().layer)))
  )

  it.effect("is what an exchange states that states its own", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* fenceOf(Usdm.placeOrder(limit)), 5300)
    }).pipe(
      Effect.provideService(SettlementBounds.Overrides, { usdm: { graceMillis: 300, visibilityMillis: 700 } }),
      Effect.provide(clientOver(cutting().layer))
    )
  )

  it.effect("is the longest where several routes could take it", () =>
    Effect.gen(function* () {
      const { boundsOf } = yield* Transport
      assert.strictEqual(boundsOf?.(Usdm.placeOrder.operation, usdmRules).graceMillis, usdmAlgoRules.graceMillis)
      assert.strictEqual(boundsOf?.(Usdm.placeOrders.operation, usdmRules).graceMillis, usdmRules.graceMillis)
    }).pipe(
      Effect.provide(
        Failover.layer({ http: wire(() => http(200, [])).layer, websocket: cutting().layer }).pipe(
          Layer.provideMerge(BanWindow.BanWindow.layer)
        )
      )
    )
  )

  it.effect("is waited for: an order that the engine holds back for half a minute is not called absent", () => {
    let acceptedAs: string | undefined
    const over = futures((socket, frame) => {
      if (frame.method === "order.place") {
        acceptedAs = String(frame.params["newClientOrderId"])
        socket.cut()
      } else if (frame.method === "order.status") {
        if (isAccepted)
          socket.answer(frame, { ...limit, orderId: 28, clientOrderId: acceptedAs, status: "NEW", origQty: "0.01" })
        else socket.reject(frame, 400, -2013, "Order does not exist.")
      } else socket.reject(frame, 400, -2011, "Unknown order sent.")
    })
    let isAccepted = false
    return Effect.gen(function* () {
      const fiber = yield* start(Usdm.placeOrder(limit).pipe(Reconciliation.settle))
      for (let second = 0; second < 180 && fiber.pollUnsafe() === undefined; second++) {
        isAccepted = second >= 35
        yield* TestClock.adjust("1 second")
        yield* settle
      }
      assert.isDefined(acceptedAs)
      assert.strictEqual(tagOf(yield* Fiber.join(fiber)), "Success")
    }).pipe(
      Effect.ensuring(Effect.sync(() => over.sockets.forEach((socket) => socket.cut()))),
      Effect.provide(Reconciliation.layer.pipe(Layer.provideMerge(clientOver(over.layer))))
    )
  })
})
