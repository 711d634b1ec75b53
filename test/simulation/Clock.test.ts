// The exchange's clock half a minute off and drifting, ways of any length, and a local clock that is set and a machine that sleeps: nothing
// is refused for its timestamp, and no fence opens before the exchange's own time says so.
import * as Exchange from "@effect-binance/simulator/Exchange"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as Fault from "@effect-binance/simulator/Fault"
import * as Seeded from "@effect-binance/simulator/Seeded"
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Signer } from "effect-binance/client/Signer"
import { type Reply, Transport, type WireRequest } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import { parameter } from "../client/support.ts"
import { VirtualTime } from "./VirtualTime.ts"

const begin = Date.UTC(2026, 0, 1, 12, 0, 12)
const minute = 60_000
const { graceMillis } = spotRules
const order = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "49000"
} as const

const [btc] = ExchangeConfig.defaults.symbols
const house = btc?.house
// two levels are enough to trade with
const symbols = btc === undefined || house === undefined ? [] : [{ ...btc, house: { ...house, levels: 2 } }]

/** Rules that can be switched off, each with what happens then. */
type Sabotage =
  /** The clock says that it is known twice as well as it is. */
  | "half the error"
  /** Requests are signed by this machine's own clock. */
  | "its own clock"
  /** The engine is trusted to take half of the time that it may. */
  | "half the grace"
  /** Fences open on what this machine takes for the exchange's time, and not on what the exchange says. */
  | "the estimate opens"

/** What each of them has to be caught by. */
const means = {
  "half the error": "the time was off",
  "its own clock": "the order ended with ClockSkew",
  "half the grace": "a fence opened",
  "the estimate opens": "a fence opened"
} as const satisfies { readonly [S in Sabotage]: string }

interface World {
  readonly violations: ReadonlyArray<string>
  readonly orders: number
  readonly doubts: number
  readonly settled: number
  readonly skewed: number
}

const sabotaged = (sabotage: Sabotage | undefined) =>
  Layer.effect(
    ServerClock.ServerClock,
    Effect.map(ServerClock.ServerClock, (clock) => {
      const host = ServerClock.clockOf(clock, spotRules)
      const halved = Effect.map(({ errorMillis, time }: ServerClock.ExchangeTime) => ({
        time,
        errorMillis: errorMillis / 2
      }))
      return ServerClock.ServerClock.of({
        ...host,
        ...(sabotage === "half the error" ? { now: halved(host.now), estimate: halved(host.estimate) } : {}),
        ...(sabotage === "the estimate opens"
          ? { read: Effect.map(host.estimate, ({ errorMillis, time }) => time + errorMillis) }
          : {})
      })
    })
  ).pipe(Layer.provide(ServerClock.layer))

const run = (seed: number, sabotage?: Sabotage): World => {
  const random = Seeded.make(`clock ${seed}`)
  const time = new VirtualTime(begin, random, true)
  const exchange = new Exchange.Exchange({
    seed,
    symbols,
    accounts: [
      {
        name: "ours",
        keys: [{ apiKey: "ours", key: { _tag: "Custom", verify: () => true } }],
        balances: { BTC: "1000", USDT: "100000000" }
      }
    ],
    skewMillis: random.integer(-30_000, 30_000),
    drift: random.integer(-200, 200) * 1e-6,
    readLag: () => 0
  })
  const violations: Array<string> = []
  const world = { orders: 0, doubts: 0, settled: 0, skewed: 0 }
  // of the intent under way: until when, by the exchange's clock, each attempt may be accepted whose reply was lost
  const fences: Array<number> = []

  // mostly short, and as uneven as they come
  const way = () => (random.chance(0.15) ? random.integer(0, 1500) : random.integer(0, 120))
  const send = Effect.fnUntraced(function* (request: WireRequest) {
    const there = way()
    const isOrder = request.method === "POST"
    const fault = isOrder && random.chance(0.3) ? (random.chance(0.5) ? "reset-unexecuted" : "reply-lost") : undefined
    // the first question after the fence goes to the engine
    if (request.method === "DELETE")
      for (const fence of fences)
        if (exchange.exchangeTime(time.now) < fence)
          violations.push(`a fence opened ${fence - exchange.exchangeTime(time.now)} ms early`)
    const ticket = exchange.submit(time.now, request, {
      travelMillis: there,
      fault: fault === undefined ? undefined : Fault.rowOf(fault).fault
    })
    yield* Effect.sleep(there)
    exchange.advance(time.now)
    yield* Effect.sleep(Math.ceil((ticket.answeredAt ?? time.now) + way() + 1 - time.now))
    exchange.advance(time.now)
    exchange.delivered(ticket, time.now)
    if (ticket.ending === "reply" && ticket.reply !== undefined) {
      if (ticket.reply._tag === "HttpReply" && ticket.reply.body.includes("-1021")) world.skewed++
      return ticket.reply
    }
    if (isOrder) {
      const [timestamp, recvWindow] = [parameter(request, "timestamp"), parameter(request, "recvWindow")].map(Number)
      fences.push((timestamp ?? NaN) + (recvWindow ?? NaN) + graceMillis)
    }
    return { _tag: "NoReply", phase: "sent", code: "ECONNRESET", timeout: false } satisfies Reply
  })

  const client = Reconciliation.layer.pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provideMerge(
      sabotage === undefined
        ? ServerClock.layer
        : sabotage === "its own clock"
          ? ServerClock.layerFixed()
          : sabotaged(sabotage)
    ),
    Layer.provide(BanWindow.BanWindow.layer),
    Layer.provide(
      Layer.succeed(Signer, { apiKey: Redacted.make("ours"), account: "ours", sign: () => Effect.succeed("5167") })
    ),
    Layer.provide(Layer.succeed(Transport, { send })),
    Layer.provideMerge(
      sabotage === "half the grace"
        ? Layer.succeed(SettlementBounds.Overrides, { spot: { ...spotRules, graceMillis: graceMillis / 2 } })
        : Layer.empty
    ),
    Layer.provideMerge(Logger.layer([]))
  )

  // Somebody sets the wall clock, or the machine sleeps, at any moment: with orders on the wire, and with doubts. Not both in one world:
  // a sleep and a step that cancel each other out show on no clock of this machine, nor does a sleep as short as a clock is slewed.
  const sleeps = random.chance(0.5)
  const disturb = (at: number): void =>
    void time.at(at, () => {
      if (sleeps) time.pause(random.integer(600, 20_000), true)
      else time.step(random.chance(0.7) ? random.integer(-60_000, 60_000) : random.integer(-900, 900))
      disturb(time.now + random.integer(1, 6 * minute))
    })
  disturb(begin + random.integer(0, minute))

  const look = Effect.gen(function* () {
    const { errorMillis, time: shown } = yield* ServerClock.clockOf(yield* ServerClock.ServerClock, spotRules).now
    const off = shown - exchange.exchangeTime(time.now)
    // the exchange tells whole ms
    if (Math.abs(off) > errorMillis + 1) violations.push(`the time was off by ${off} ms, and known to ±${errorMillis}`)
  })
  const trade = Effect.gen(function* () {
    for (let i = 0; i < 12; i++) {
      // a world that is broken may go on for long
      if (sabotage !== undefined && violations.some((violation) => violation.startsWith(means[sabotage]))) return
      yield* Effect.sleep(random.integer(1, random.chance(0.3) ? 40 * minute : minute))
      yield* Effect.ignore(look)
      fences.length = 0
      world.orders++
      const result = yield* Effect.result(Reconciliation.settle(Spot.placeOrder(order)))
      if (fences.length > 0) world.doubts++
      if (result._tag === "Success") continue
      const { reason } = result.failure
      // by the wall clock the order has grown too old, or it was proven that nothing came of it
      if (reason._tag === "ProvenNotExecuted") world.settled++
      else if (reason._tag !== "Expired") violations.push(`the order ended with ${reason._tag}`)
    }
  })
  const end = begin + (sabotage === undefined ? 1440 : 25) * minute
  if (time.run(Effect.provide(trade, client), end) === undefined) violations.push("it did not end")
  return { ...world, violations }
}

const seeds = Array.from({ length: 60 }, (_, index) => index + 1)

// seconds on an idle machine; nothing but a hang may reach it
describe("over the seeds of a clock that is off, drifts and is set", { timeout: 300_000 }, () => {
  it("no -1021 reaches anybody, no fence opens early, and the error holds", () => {
    const total = { orders: 0, doubts: 0, settled: 0, skewed: 0 }
    for (const seed of seeds) {
      const { doubts, orders, settled, skewed, violations } = run(seed)
      assert.deepStrictEqual(violations, [], `seed ${seed}`)
      total.orders += orders
      total.doubts += doubts
      total.settled += settled
      total.skewed += skewed
    }
    // a world in which nothing happens would prove nothing
    assert.isAbove(total.doubts, total.orders / 6, JSON.stringify(total))
    assert.isAbove(total.settled, total.doubts / 4, JSON.stringify(total))
  })

  for (const sabotage of Object.keys(means) as ReadonlyArray<Sabotage>)
    it(`is caught: ${sabotage}`, (context) => {
      for (const seed of seeds) {
        const first = run(seed, sabotage).violations.find((violation) => violation.startsWith(means[sabotage]))
        if (first !== undefined) return context.annotate(`caught by seed ${seed} of ${seeds.length}: ${first}`)
      }
      return assert.fail(`not caught by any of ${seeds.length} seeds`)
    })
})
