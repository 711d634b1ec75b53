/**
 * One run of the simulation: an exchange, a client and a storm from one seed, and what must be true of them whatever happens.
 */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as Exchange from "@effect-binance/simulator/Exchange"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as Seeded from "@effect-binance/simulator/Seeded"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import { hmac } from "@effect-binance/simulator/TestKeys"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as Intent from "effect-binance/client/Intent"
import * as ServerClock from "effect-binance/client/ServerClock"
import type { Call } from "effect-binance/client/Call"
import type { AmbiguousExecution, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import { Evidence } from "effect-binance/settlement/Evidence"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type * as Result from "effect/Result"
import * as References from "effect/References"
import * as TestClock from "effect/testing/TestClock"

/**
 * A rule that can be switched off, to show that the checks can fail.
 *
 * - `fence`: the client believes that an attempt is dead as soon as it was signed.
 * - `views`: the client believes that reads never lag.
 * - `resend`: the client takes every doubt for "not executed".
 * - `engine-bound`: the exchange accepts orders later than it states.
 * - `visibility-bound`: the exchange's reads lag more than it states.
 */
export const sabotages = ["fence", "views", "resend", "engine-bound", "visibility-bound"] as const

export type Sabotage = (typeof sabotages)[number]

export interface Outcome {
  readonly seed: number
  /** What was broken, in words; empty when everything held. */
  readonly violations: ReadonlyArray<string>
  /** How often each fault was met. */
  readonly coverage: Readonly<Record<string, number>>
  readonly intents: number
  readonly orders: number
}

interface Planned {
  readonly input: Spot.PlaceOrder
  readonly quantity: string
  /** When the caller starts it, in ms after the start. */
  readonly at: number
  /** Whether a resting order is cancelled again as soon as it is known to rest. */
  readonly thenCancel: boolean
}

type Told =
  | {
      readonly planned: Planned
      readonly outcome: "placed"
      readonly order: Spot.Order
      readonly cancelled: Result.Result<Spot.Order, Retryable | Fatal> | undefined
    }
  | { readonly planned: Planned; readonly outcome: "not-executed"; readonly error: Retryable | Fatal }
  | { readonly planned: Planned; readonly outcome: "unsettled" }

const start = Date.UTC(2026, 0, 1)

const plannedOrders = (random: Seeded.Seeded): ReadonlyArray<Planned> =>
  Array.from({ length: 1 + random.integer(0, 4) }, (_, index): Planned => {
    // the quantity names the intent in the exchange's book
    const quantity = ((100 + index) / 1e5).toFixed(5)
    const symbol = random.chance(0.7) ? "BTCUSDT" : "ETHUSDT"
    const scaled = symbol === "BTCUSDT" ? quantity : (Number(quantity) * 10).toFixed(4)
    const side = random.chance(0.5) ? "BUY" : "SELL"
    const price =
      symbol === "BTCUSDT" ? (side === "BUY" ? "50000.00" : "70000.00") : side === "BUY" ? "2500.00" : "3500.00"
    return {
      quantity: scaled,
      at: random.integer(0, 3000),
      thenCancel: random.chance(0.5),
      input: random.chance(0.5)
        ? { symbol, side, type: "MARKET", quantity: scaled }
        : { symbol, side, type: "LIMIT", timeInForce: "GTC", quantity: scaled, price }
    }
  })

const doubtIsNo = Layer.succeed(Reconciliation.Reconciliation, {
  resolve: () =>
    Effect.succeed(Reconciliation.Resolution.NotExecuted({ evidence: new Evidence({ fenceAt: 0, observations: [] }) }))
})

/** Runs one seed. The clock is virtual, the seed decides everything else. */
export const run = (seed: number, sabotage?: Sabotage): Effect.Effect<Outcome> =>
  Effect.gen(function* () {
    const random = Seeded.make(`world ${seed}`)
    const coverage: Record<string, number> = {}
    const engineDelayMillis = random.integer(50, 4000)
    const visibilityMillis = random.integer(50, 6000)
    const recvWindow = random.integer(500, 5000)
    const alwaysLate = random.chance(0.25)
    const exchange = new Exchange.Exchange({
      seed,
      engineDelayMillis,
      visibilityMillis,
      skewMillis: random.integer(-3000, 3000),
      drift: (random.next() - 0.5) * 2e-4,
      // it gives up waiting for its engine long before the engine gives up the order: what is accepted late is the hard case
      apiTimeoutMillis: random.integer(50, 1500),
      slowProbability: random.chance(0.5) ? 0.3 : 0,
      // in some worlds every read is as late as the bound allows, in others reads flap
      readLag: alwaysLate
        ? (_source, _lag, limit) => limit
        : (_source, lag, limit) => lag.next() * (lag.chance(0.5) ? limit : 20),
      breakBounds:
        sabotage === "engine-bound"
          ? { engineDelayMillis: engineDelayMillis + visibilityMillis * 2 + 5000 }
          : sabotage === "visibility-bound"
            ? { visibilityMillis: visibilityMillis * 4 + 10_000 }
            : undefined
    })
    const storminess = 0.2 + random.next() * 0.7
    const faults = FaultPlan.seeded({
      seed,
      // a storm ends: then everything has to be settled
      probability: (request) => (request.attempt <= 12 ? storminess : 0.02)
    })
    const plan: FaultPlan.FaultPlan = {
      decide: (request) => {
        const fault = faults.decide(request)
        if (fault !== undefined) {
          const name = `${request.kind} ${fault._tag}${fault._tag === "Replied" ? ` ${fault.status} ${fault.executes}` : ""}`
          coverage[name] = (coverage[name] ?? 0) + 1
        }
        return fault
      }
    }
    const grace = sabotage === "fence" ? -recvWindow : engineDelayMillis
    const visibility = sabotage === "views" ? 0 : visibilityMillis
    const references = Layer.mergeAll(
      Layer.succeed(SettlementBounds.Overrides, { spot: { graceMillis: grace, visibilityMillis: visibility } }),
      Layer.succeed(Intent.RecvWindow, recvWindow),
      Layer.succeed(References.MinimumLogLevel, "None")
    )
    const client = BinanceClient.layer.pipe(
      Layer.provideMerge(ServerClock.layer),
      Layer.provideMerge(BanWindow.BanWindow.layer),
      Layer.provide(
        NodeSigner.layer.pipe(Layer.provide(Credentials.layer({ apiKey: hmac.apiKey, apiSecret: hmac.secret })))
      ),
      Layer.provide(SimulatedTransport.layer(exchange, { plan, seed }))
    )
    const layer = (
      sabotage === "resend"
        ? doubtIsNo.pipe(Layer.provideMerge(client))
        : Reconciliation.layer.pipe(Layer.provideMerge(client))
    ).pipe(Layer.provideMerge(references), Layer.orDie)

    const planned = plannedOrders(random)
    const surely = <A, R>(call: Call<A, Retryable | Fatal | AmbiguousExecution, R>) =>
      call.pipe(Reconciliation.settle, Retry.safely(RetryPolicy.make({ times: 6 })))
    const trade = Effect.fnUntraced(function* (one: Planned) {
      const placed = yield* Effect.result(surely(Spot.placeOrder(one.input)))
      if (placed._tag === "Failure")
        return { planned: one, outcome: "not-executed", error: placed.failure } satisfies Told
      const order = placed.success
      const origClientOrderId = order.clientOrderId
      const cancelled =
        one.thenCancel && one.input.type === "LIMIT" && origClientOrderId !== undefined
          ? yield* Effect.result(surely(Spot.cancelOrder({ symbol: one.input.symbol, origClientOrderId })))
          : undefined
      return { planned: one, outcome: "placed", order, cancelled } satisfies Told
    })
    const placing = Effect.forEach(planned, (one) => Effect.delay(trade(one), one.at), { concurrency: "unbounded" })
    const fiber = yield* Effect.forkChild(Effect.provide(placing, layer), { startImmediately: true })
    let told: ReadonlyArray<Told> | undefined
    // half a day is far beyond every bound
    for (let i = 0; i < 12 * 12 && told === undefined; i++) {
      yield* TestClock.adjust("5 minutes")
      const exit = fiber.pollUnsafe()
      if (exit !== undefined) told = yield* exit
    }
    if (told === undefined) yield* Fiber.interrupt(fiber)
    exchange.drain()

    const violations: Array<string> = []
    const say = (invariant: string, one: Planned, what: string) =>
      violations.push(`${invariant}: ${one.input.type} ${one.input.symbol} ${one.quantity}: ${what}`)
    for (const one of told ?? planned.map((p): Told => ({ planned: p, outcome: "unsettled" }))) {
      const accepted = exchange
        .orders()
        .filter(
          (order) =>
            order.symbol === one.planned.input.symbol && Number(order.quantity) === Number(one.planned.quantity)
        )
      if (accepted.length > 1) say("I1", one.planned, `accepted ${accepted.length} times`)
      if (one.outcome === "placed" && !accepted.some((order) => order.orderId === one.order.orderId))
        say("I2", one.planned, `reported as order ${one.order.orderId}, which is not it`)
      if (one.outcome === "placed" && one.cancelled !== undefined) {
        const status = accepted.find((order) => order.orderId === one.order.orderId)?.status
        if (one.cancelled._tag === "Success" && status !== "CANCELED")
          say("I2", one.planned, `reported as cancelled, and it is ${status}`)
        if (one.cancelled._tag === "Failure" && status === "CANCELED")
          say("I3", one.planned, `the cancel was reported as ${one.cancelled.failure.reason._tag}, and it is cancelled`)
      }
      if (one.outcome === "not-executed" && accepted.length > 0)
        say("I3", one.planned, `reported as ${one.error.reason._tag}, and order ${accepted[0]?.orderId} exists`)
      if (one.outcome === "unsettled") say("I4", one.planned, "not settled after half a day")
    }
    for (const request of exchange.requestsDuringBackOff())
      violations.push(`I5: ${request.method} ${request.path} was sent into a ban`)
    return { seed, violations, coverage, intents: planned.length, orders: exchange.orders().length }
  }).pipe(
    Effect.scoped,
    Effect.provide(Layer.effectDiscard(TestClock.setTime(start)).pipe(Layer.provideMerge(TestClock.layer())))
  )
