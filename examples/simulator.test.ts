/**
 * Test your own program against the simulated exchange, in process: virtual time, real rules, faults on purpose.
 */
import { assert, it } from "@effect/vitest"
import * as Exchange from "@effect-binance/simulator/Exchange"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import { hmac } from "@effect-binance/simulator/TestKeys"
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as ServerClock from "effect-binance/client/ServerClock"
import type { Transport } from "effect-binance/client/Transport"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { program } from "./place-order.ts"

const credentials = { apiKey: hmac.apiKey, apiSecret: hmac.secret }

const over = <E>(transport: Layer.Layer<Transport, E, BanWindow.BanWindow>) =>
  Reconciliation.layer.pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provide(ServerClock.layer),
    Layer.provide(transport),
    Layer.provide(BanWindow.BanWindow.layer),
    Layer.provide(NodeSigner.layer.pipe(Layer.provide(Credentials.layer(credentials))))
  )

const simulated = (exchange: Exchange.Exchange, plan: FaultPlan.FaultPlan) =>
  over(SimulatedTransport.layer(exchange, { plan }))

const overSockets = (exchange: Exchange.Exchange, plan: FaultPlan.FaultPlan) =>
  over(
    WebSocketApi.layer.pipe(
      Layer.provide(SimulatedWebSocket.layer(exchange, { plan })),
      Layer.provide(Endpoint.layerSimulator("http://simulated"))
    )
  )

it.effect("an order whose reply is lost is found, and not placed twice", () =>
  Effect.gen(function* () {
    const exchange = Exchange.make({ seed: 7 })
    const fiber = yield* program.pipe(
      Effect.provide(simulated(exchange, FaultPlan.scripted(["reply-lost"]))),
      Effect.forkChild({ startImmediately: true })
    )
    yield* TestClock.adjust("1 minute")
    assert.strictEqual(yield* Fiber.join(fiber), "order 1 is FILLED")
    assert.strictEqual(exchange.orders().length, 1)
  })
)

it.effect("over the WebSocket API: a connection that closes on an order leaves one order", () =>
  Effect.gen(function* () {
    const exchange = Exchange.make({ seed: 7 })
    const plan = FaultPlan.scripted([{ fault: Fault.socket["closed-executed"], on: "place" }])
    const fiber = yield* program.pipe(
      Effect.provide(overSockets(exchange, plan)),
      Effect.forkChild({ startImmediately: true })
    )
    yield* TestClock.adjust("1 minute")
    assert.strictEqual(yield* Fiber.join(fiber), "order 1 is FILLED")
    assert.strictEqual(exchange.orders().length, 1)
  })
)

it.effect("an order that never arrived is proven not to exist; by then it is too late to send it again", () =>
  Effect.gen(function* () {
    const exchange = Exchange.make({ seed: 7 })
    const fiber = yield* program.pipe(
      Effect.provide(simulated(exchange, FaultPlan.scripted(["request-lost"]))),
      Effect.forkChild({ startImmediately: true })
    )
    yield* TestClock.adjust("5 minutes")
    assert.match(yield* Fiber.join(fiber), /^nothing bought\. spot\.placeOrder of BTCUSDT .* proven/)
    assert.strictEqual(exchange.orders().length, 0)
  })
)

it.live("the same program, over a real socket", () =>
  Effect.gen(function* () {
    const exchange = Exchange.make({ seed: 7 })
    const server = yield* SimulatedServer.start({ exchange, plan: FaultPlan.scripted(["reply-lost"]) })
    const live = NodeBinance.layerWith(credentials).pipe(Layer.provide(Endpoint.layerSimulator(server.baseUrl)))
    assert.strictEqual(yield* Effect.provide(program, live), "order 1 is FILLED")
    assert.strictEqual(exchange.orders().length, 1)
  })
)
