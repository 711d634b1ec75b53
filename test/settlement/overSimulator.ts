// Doubts over the simulated exchange, with the user data stream of the library or without one: how long each takes, and whether it is true.
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import { Exchange, type LedgerOrder } from "@effect-binance/simulator/Exchange"
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

export const kinds = ["place", "cancel", "amend", "cancelReplace", "orderList", "cancelOrderList"] as const

export interface Options {
  readonly seed: number
  readonly orders: number
  /** What is in doubt; a placement when left out. */
  readonly kind?: (typeof kinds)[number]
  /** Whether each request is executed, and its reply lost; or it is lost itself. */
  readonly arrives: boolean
  /** Whether every read is as old as the bound allows, and not only now and then. */
  readonly isLagging?: boolean
  /** A user data stream; `delayMillis` is what is stated of it, if so. */
  readonly stream?: { readonly delayMillis?: number }
}

/** How one doubt ended. */
export interface Doubt {
  readonly outcome: "executed" | "not executed" | "unsettled"
  /** Whether the book of the exchange says the same. */
  readonly isTrue: boolean
  /** From the acceptance to the verdict, or from the attempt when that is not about an acceptance, in ms. */
  readonly millis: number
}

const symbol = "BTCUSDT"
const limit = { symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.002", price: "50000.00" } as const
const oco = {
  symbol,
  side: "SELL",
  quantity: "0.001",
  above: { type: "LIMIT_MAKER", price: "70000.00" },
  below: { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", price: "49000.00", stopPrice: "50000.00" }
} as const

/** A call that ends in doubt, and what the book says once it has executed. */
interface Scenario {
  readonly call: Effect.Effect<unknown, { readonly reason: { readonly _tag: string } }, Clients>
  /** The orders that show that it has executed; none when it has not. */
  readonly executed: (result: unknown) => ReadonlyArray<LedgerOrder>
}

const sameId = (a: unknown, b: unknown) => `${String(a)}` === `${String(b)}`
const get = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined

/** What each kind of call is about, after what has to be there before it. */
const scenarioOf = Effect.fnUntraced(function* (
  kind: (typeof kinds)[number],
  name: string,
  exchange: Exchange
): Effect.fn.Return<Scenario, never, Clients> {
  const book = (select: (order: LedgerOrder) => boolean) => exchange.orders().filter(select)
  const resting = Effect.orDie(Spot.placeOrder({ ...limit, newClientOrderId: `${name}-old` }))
  switch (kind) {
    case "place":
      return {
        call: Spot.placeOrder({ ...limit, newClientOrderId: name }).pipe(Reconciliation.settle),
        executed: (result) =>
          book(
            ({ orderId, placedAs }) =>
              placedAs === name && (result === undefined || sameId(orderId, get(result, "orderId")))
          )
      }
    case "cancel": {
      yield* resting
      return {
        call: Spot.cancelOrder({ symbol, origClientOrderId: `${name}-old` }).pipe(Reconciliation.settle),
        executed: () => book(({ placedAs, status }) => placedAs === `${name}-old` && status === "CANCELED")
      }
    }
    case "amend": {
      yield* resting
      return {
        call: Spot.amendOrder({ symbol, origClientOrderId: `${name}-old`, newQty: "0.001" }).pipe(
          Reconciliation.settle
        ),
        executed: () => book(({ placedAs, quantity }) => placedAs === `${name}-old` && Number(quantity) === 0.001)
      }
    }
    case "cancelReplace": {
      yield* resting
      return {
        call: Spot.cancelReplaceOrder({
          ...limit,
          newClientOrderId: name,
          cancelOrigClientOrderId: `${name}-old`,
          cancelReplaceMode: "STOP_ON_FAILURE"
        }).pipe(Reconciliation.settle),
        executed: (result) =>
          book(({ placedAs, status }) => placedAs === `${name}-old` && status === "CANCELED").length === 1
            ? book(
                ({ orderId, placedAs }) =>
                  placedAs === name &&
                  (result === undefined || sameId(orderId, get(get(result, "newOrderResponse"), "orderId")))
              )
            : []
      }
    }
    case "orderList": {
      const before = new Set(exchange.orders().map(({ orderId }) => orderId))
      return {
        call: Spot.placeOco(oco).pipe(Reconciliation.settle),
        executed: (result) =>
          book(
            ({ orderId, orderListId }) =>
              !before.has(orderId) &&
              orderListId !== -1 &&
              (result === undefined || sameId(orderListId, get(result, "orderListId")))
          )
      }
    }
    case "cancelOrderList": {
      const { orderListId } = yield* Effect.orDie(Spot.placeOco(oco))
      return {
        call: Spot.cancelOrderList({ symbol, orderListId: Number(orderListId) }).pipe(Reconciliation.settle),
        executed: () => book((order) => sameId(order.orderListId, orderListId) && order.status === "CANCELED")
      }
    }
  }
})

const names = ["orderListId", "listClientOrderId", "cancelOrigClientOrderId", "origClientOrderId", "newClientOrderId"]

/** Which requests the doubt is about. */
const isInDoubt = (kind: (typeof kinds)[number], seen: FaultPlan.Seen): boolean => {
  const own = (parameter: string) => seen.parameter(parameter)?.startsWith("doubt-") === true
  switch (kind) {
    case "place":
      return seen.kind === "place"
    case "orderList":
      return seen.kind === "orderList"
    case "cancelOrderList":
      return seen.kind === "cancel" && seen.parameter("orderListId") !== undefined
    case "cancelReplace":
      return seen.kind === "cancelReplace"
    // not the questions of a settlement to the engine, which are cancels of nothing
    case "cancel":
    case "amend":
      return seen.kind === kind && own("origClientOrderId")
  }
}

/** Places orders that all end in doubt, some seconds apart, and settles each. */
export const settleAll = ({
  arrives,
  isLagging = false,
  kind = "place",
  orders,
  seed,
  stream
}: Options): Effect.Effect<ReadonlyArray<Doubt>> => {
  const random = Seeded.make(`doubts ${seed}`)
  const exchange = new Exchange({ seed, ...(isLagging ? { readLag: (_source, _random, bound) => bound } : {}) })
  const plan = FaultPlan.make(
    (seen) => (isInDoubt(kind, seen) && seen.attempt === 1 ? (arrives ? "reply-lost" : "reset-unexecuted") : undefined),
    { intentKey: ({ parameter }) => names.map(parameter).find((name) => name !== undefined) }
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

  const one = Effect.fnUntraced(function* (name: string): Effect.fn.Return<Doubt, never, Clients> {
    const { call, executed } = yield* scenarioOf(kind, name, exchange)
    const sentAt = yield* Clock.currentTimeMillis
    const result = yield* Effect.result(call)
    const settledAt = yield* Clock.currentTimeMillis
    const inTheBook = executed(result._tag === "Success" ? result.success : undefined)
    const outcome =
      result._tag === "Success"
        ? "executed"
        : result.failure.reason._tag === "ProvenNotExecuted"
          ? "not executed"
          : "unsettled"
    return {
      outcome,
      isTrue: outcome === "executed" ? inTheBook.length > 0 : outcome === "not executed" && inTheBook.length === 0,
      millis: settledAt - (kind === "place" ? (inTheBook[0]?.acceptedAt ?? sentAt) : sentAt)
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
