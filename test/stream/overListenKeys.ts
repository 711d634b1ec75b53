// User data streams that are opened with a listen key or a listen token, over the simulated exchange: in process under TestClock, or over real sockets.
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import type { Exchange } from "@effect-binance/simulator/Exchange"
import type * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as ServerClock from "effect-binance/client/ServerClock"
import type { Transport } from "effect-binance/client/Transport"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as Socket from "effect/socket/Socket"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

type Ways = Transport | Socket.WebSocketConstructor

const over = <Provided>(
  ways: Layer.Layer<Ways | Provided, never, Endpoint.Endpoint>,
  baseUrl: string,
  options: UserDataStream.Options,
  bounds: { readonly [product: string]: SettlementBounds.Bounds } = {}
) =>
  UserDataStream.layerWith(options).pipe(
    Layer.provideMerge(Reconciliation.layer),
    Layer.provideMerge(BinanceClient.layer),
    Layer.provideMerge(ServerClock.layer),
    Layer.provideMerge(Sightings.layer),
    Layer.provideMerge(ways),
    Layer.provide(
      NodeSigner.layer.pipe(
        Layer.provide(Credentials.layer({ apiKey: TestKeys.hmac.apiKey, apiSecret: TestKeys.hmac.secret }))
      )
    ),
    Layer.provide(Endpoint.layerSimulator(baseUrl)),
    Layer.provideMerge(BanWindow.layer),
    Layer.provideMerge(Layer.succeed(SettlementBounds.Overrides, bounds)),
    Layer.provide(Layer.sync(WebSocketApi.ConnectionAttempts, WebSocketApi.connectionAttempts)),
    Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "None"))
  )

/** In the same process, by the test's clock. */
export const inProcess = (
  exchange: Exchange,
  {
    bounds,
    eventFault,
    plan,
    ...options
  }: UserDataStream.Options & {
    readonly plan?: FaultPlan.FaultPlan | undefined
    readonly eventFault?: SimulatedWebSocket.Options["eventFault"]
    readonly bounds?: { readonly [product: string]: SettlementBounds.Bounds } | undefined
  }
) =>
  over(
    Layer.merge(SimulatedTransport.layer(exchange, { plan }), SimulatedWebSocket.layer(exchange, { eventFault })),
    "http://simulated",
    options,
    bounds
  )

/** With the sockets of the platform. */
export const onSockets = (baseUrl: string, options: UserDataStream.Options) =>
  over(Layer.merge(UndiciTransport.layer, Socket.layerWebSocketConstructorGlobal), baseUrl, options)

/** Lets time pass, in steps of so many ms, until it is done. */
export const passing = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>, step = 20) {
  yield* TestClock.setTime(Date.UTC(2026, 0, 1))
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust(step)
  return yield* Fiber.join(fiber)
})

/** What a listener has heard, from now on. */
export const listening = Effect.gen(function* () {
  const items: Array<UserDataStream.Item> = []
  yield* Effect.forkChild(
    Stream.runForEach(UserDataStream.events, (item) => Effect.sync(() => items.push(item))),
    { startImmediately: true }
  )
  return {
    items,
    of: (source: string) => items.filter((item) => item.source === source).map(({ _tag }) => _tag),
    gaps: () => items.filter((item) => item._tag === "Gap"),
    /** What happened to each order, by its name. */
    orders: () =>
      items.flatMap((item) => {
        if (item._tag !== "Event") return []
        const { event, source } = item
        switch (event._tag) {
          case "OrderTradeUpdate":
            return [`${source} ${event.executionType} ${event.clientOrderId}`]
          case "ExecutionReport":
            return [`${source} ${event.executionType} ${event.clientOrderId}`]
          case "AlgoUpdate":
            return [`${source} ${event.algoStatus} ${event.clientAlgoId}`]
          default:
            return []
        }
      })
  }
})
