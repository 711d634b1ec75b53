// Doubts over the simulated exchange, with the user data stream of the library or without one: how long each takes, and whether it is true.
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as Seeded from "@effect-binance/simulator/Seeded"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as ServerClock from "effect-binance/client/ServerClock"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import * as TestClock from "effect/testing/TestClock"

const start = Date.UTC(2026, 0, 1)
const step = 25

export interface Options {
  readonly seed: number
  readonly orders: number
  /** Whether each order is accepted, and its reply lost; or it is lost itself. */
  readonly arrives: boolean
  /** A user data stream; `delayMillis` is what is stated of it, if so. */
  readonly stream?: { readonly delayMillis?: number }
}

/** How one doubt ended. */
export interface Doubt {
  readonly outcome: "executed" | "not executed" | "unsettled"
  /** Whether the book of the exchange says the same. */
  readonly isTrue: boolean
  /** From the acceptance to the verdict, or from the attempt when nothing was accepted, in ms. */
  readonly millis: number
}

/** Places orders that all end in doubt, some seconds apart, and settles each. */
export const settleAll = ({ arrives, orders, seed, stream }: Options): Effect.Effect<ReadonlyArray<Doubt>> => {
  const random = Seeded.make(`doubts ${seed}`)
  const exchange = new Exchange({ seed })
  const plan = FaultPlan.make(({ kind }) =>
    kind === "place" ? (arrives ? "reply-lost" : "reset-unexecuted") : undefined
  )
  const { graceMillis, visibilityMillis } = SettlementBounds.of({}, Spot.placeOrder.operation.product)
  const client = Reconciliation.layer.pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provideMerge(ServerClock.layer),
    Layer.provide(SimulatedTransport.layer(exchange, { plan }))
  )
  const services = (
    stream === undefined
      ? client
      : UserDataStream.layer(UserDataSource.spot).pipe(
          Layer.provideMerge(client),
          Layer.provideMerge(Sightings.layer),
          Layer.provide(SimulatedWebSocket.layer(exchange))
        )
  ).pipe(
    Layer.provide(
      NodeSigner.layer.pipe(
        Layer.provide(Credentials.layer({ apiKey: TestKeys.hmac.apiKey, apiSecret: TestKeys.hmac.secret }))
      )
    ),
    Layer.provide(Endpoint.layerSimulator("http://simulated")),
    Layer.provideMerge(BanWindow.layer),
    Layer.provideMerge(
      Layer.succeed(SettlementBounds.Overrides, {
        spot: { graceMillis, visibilityMillis, streamDelayMillis: stream?.delayMillis }
      })
    ),
    Layer.provideMerge(Layer.succeed(References.MinimumLogLevel, "None"))
  )

  const one = Effect.fnUntraced(function* (newClientOrderId: string): Effect.fn.Return<Doubt, never, Clients> {
    const sentAt = yield* Clock.currentTimeMillis
    const result = yield* Effect.result(
      Spot.placeOrder({
        symbol: "BTCUSDT",
        side: "BUY",
        type: "LIMIT",
        timeInForce: "GTC",
        quantity: "0.001",
        price: "50000.00",
        newClientOrderId
      }).pipe(Reconciliation.settle)
    )
    const settledAt = yield* Clock.currentTimeMillis
    const inTheBook = exchange.orders().find(({ placedAs }) => placedAs === newClientOrderId)
    const outcome =
      result._tag === "Success"
        ? "executed"
        : result.failure.reason._tag === "ProvenNotExecuted"
          ? "not executed"
          : "unsettled"
    return {
      outcome,
      isTrue:
        result._tag === "Success"
          ? `${result.success.orderId}` === `${inTheBook?.orderId}`
          : outcome === "not executed" && inTheBook === undefined,
      millis: settledAt - (inTheBook?.acceptedAt ?? sentAt)
    }
  })

  return Effect.gen(function* () {
    yield* TestClock.setTime(start)
    const all = Effect.forEach(
      Array.from({ length: orders }, (_, index) => index),
      (index) => Effect.delay(one(`doubt-${index}`), 1000 + index * 2000 + random.integer(0, 1000)),
      { concurrency: "unbounded" }
    )
    const fiber = yield* Effect.forkChild(Effect.provide(all, services))
    while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust(step)
    return yield* Fiber.join(fiber)
  }).pipe(Effect.provide(TestClock.layer()), Effect.orDie)
}

type Clients = BinanceClient.BinanceClient | Reconciliation.Reconciliation
