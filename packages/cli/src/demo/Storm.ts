/**
 * The storm: the same intents and, for each of their attempts, the same faults for every strategy, all from one seed.
 *
 * @since 0.1.0
 */
import * as Exchange from "@effect-binance/simulator/Exchange"
import type * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as Seeded from "@effect-binance/simulator/Seeded"

/**
 * One thing that a trader wants once. Its quantity is unlike that of any other intent, so the exchange can tell from its own
 * book which orders belong to it, whatever the client called them.
 */
export interface StormIntent {
  readonly index: number
  readonly symbol: string
  readonly side: "BUY" | "SELL"
  readonly type: "MARKET" | "LIMIT"
  /** In the base asset. */
  readonly quantity: string
  /** Far from the market, so that a LIMIT order rests. */
  readonly price: string | undefined
}

/** The bounds that the demo's exchange states and keeps, in ms: G for its engine, T for its reads. */
export const bounds = { engineDelayMillis: 300, visibilityMillis: 700 } as const

/** What every strategy gives the exchange: how long a request may travel, and how long to wait for a reply, in ms. */
export const recvWindowMillis = 1000
/** Longer than the demo exchange's own time-out, as the real 12 s are longer than Binance's 10 s. */
export const callTimeoutMillis = 1500
const apiTimeoutMillis = 1000

const markets = [
  { symbol: "BTCUSDT", base: 100, decimals: 5, prices: { BUY: "50000.00", SELL: "70000.00" } },
  { symbol: "ETHUSDT", base: 100, decimals: 4, prices: { BUY: "2500.00", SELL: "3500.00" } }
] as const

/** The intents of a seed: half of them MARKET, half LIMIT, over two symbols and both sides. */
export const intents = (seed: number, count: number): ReadonlyArray<StormIntent> => {
  const random = Seeded.make(`intents ${seed}`)
  return Array.from({ length: count }, (_, index) => {
    const market = random.chance(0.5) ? markets[0] : markets[1]
    const side = random.chance(0.5) ? "BUY" : "SELL"
    const type = random.chance(0.5) ? "MARKET" : "LIMIT"
    return {
      index,
      symbol: market.symbol,
      side,
      type,
      quantity: ((market.base + index) / 10 ** market.decimals).toFixed(market.decimals),
      price: type === "LIMIT" ? market.prices[side] : undefined
    }
  })
}

// Everything that can happen to an order on its way, but for what a person would have to mend: keys, firewall, location.
const left: ReadonlyArray<Fault.Name> = [
  "reset-unexecuted",
  "request-lost",
  "reply-lost",
  "reply-closed",
  "reply-silent",
  "delayed",
  "empty-200",
  "empty-200-unexecuted",
  "reply-cut",
  "reply-truncated",
  "html-200",
  "html-200-unexecuted",
  "error-in-200",
  "error-in-200-unexecuted",
  "duplicate-keys",
  "redirect-307",
  "html-400",
  "html-400-unexecuted",
  "unlisted-code",
  "unlisted-code-unexecuted",
  "timeout-400",
  "request-timeout",
  "request-timeout-unexecuted",
  "clock-skew",
  "unknown-500",
  "unknown-500-unexecuted",
  "unexpected-response",
  "unexpected-response-unexecuted",
  "bad-gateway",
  "bad-gateway-unexecuted",
  "unavailable-html",
  "unavailable-empty-unexecuted",
  "unknown-503",
  "unknown-503-unexecuted",
  "disconnected",
  "disconnected-unexecuted",
  "busy",
  "busy-unexecuted",
  "gateway-timeout",
  "gateway-timeout-unexecuted",
  "timeout",
  "timeout-unexecuted",
  "timeout-then-executed"
]
const onReads: ReadonlyArray<Fault.Name> = [
  "stale-read",
  "reply-lost",
  "reply-cut",
  "html-200",
  "bad-gateway-unexecuted",
  "unknown-503-unexecuted",
  "timeout-unexecuted",
  "empty-200"
]

// Each further attempt of the same intent is likelier to get through: a storm ends.
const probability = (attempt: number) => (attempt === 1 ? 0.75 : attempt === 2 ? 0.4 : 0.1)

/** The faults of a seed. A third of the way in, the exchange bans the address; at two thirds, it tells it to back off. */
export const plan = (seed: number, all: ReadonlyArray<StormIntent>): FaultPlan.FaultPlan => {
  const intentKey: FaultPlan.IntentKey = (request) =>
    request.kind === "place" ? request.parameter("quantity") : undefined
  const onPlaces = FaultPlan.seeded({
    seed,
    probability: (request) => probability(request.attempt),
    faults: left,
    intentKey
  })
  const others = FaultPlan.seeded({
    seed: `reads ${seed}`,
    probability: (request) => (request.kind === "read" ? 0.2 : 0),
    faults: onReads
  })
  const doors = new Map<string, Fault.Fault>([
    [all[Math.floor(all.length / 3)]?.quantity ?? "", { _tag: "Banned", millis: 2500 }],
    [all[Math.floor((2 * all.length) / 3)]?.quantity ?? "", { _tag: "BackedOff", html: false }]
  ])
  return {
    decide: (request) => {
      if (request.kind !== "place") return others.decide(request)
      const quantity = request.parameter("quantity") ?? ""
      const door = doors.get(quantity)
      // once: what comes back after the ban is let in
      doors.delete(quantity)
      return door ?? onPlaces.decide(request)
    }
  }
}

/** The demo's exchange: as Spot, but with small stated bounds, and with limits that only the storm reaches. */
export const exchange = (seed: number): Exchange.Exchange =>
  new Exchange.Exchange({
    seed,
    ...bounds,
    apiTimeoutMillis,
    // reads are late by chance, up to the stated bound
    readLag: (_source, random, visibilityMillis) => random.next() * (random.chance(0.3) ? visibilityMillis : 50),
    limits: [
      { rateLimitType: "REQUEST_WEIGHT", interval: "SECOND", intervalNum: 3, limit: 100_000 },
      { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 10_000 }
    ]
  })

/** What became of an intent, as the strategy tells it. */
export interface Told {
  readonly intent: StormIntent
  readonly outcome: "placed" | "failed" | "unsettled"
}

/** One strategy's row: what it told, against what is in the exchange's book. */
export interface Score {
  readonly name: string
  readonly intents: number
  /** Orders that the exchange accepted. */
  readonly accepted: number
  /** Intents that were accepted more than once. */
  readonly doubleFills: number
  /** Intents that were reported as failed while their order is in the book. */
  readonly falseRejections: number
  /** Intents that were reported as placed while there is no order. */
  readonly lost: number
  /** Requests that arrived more than 250 ms after the first 418 or 429 was delivered, and before it ended. */
  readonly sentDuringBan: number
  /** Intents without a definite answer. */
  readonly unsettled: number
  readonly seconds: number
}

/** What the exchange's own book says of a run. */
export interface Book {
  readonly accepted: number
  readonly sentDuringBan: number
  /** How many accepted orders each intent has, by its index. */
  readonly ordersOf: ReadonlyArray<number>
}

/** Reads the book, after everything that was under way has happened. */
export const book = (exchange: Exchange.Exchange, all: ReadonlyArray<StormIntent>, now: number): Book => {
  exchange.advance(now + 120_000)
  const keyOf = (symbol: string, quantity: string) => `${symbol} ${Number(quantity)}`
  const orders = new Map<string, number>()
  for (const order of exchange.orders()) {
    const key = keyOf(order.symbol, order.quantity)
    orders.set(key, (orders.get(key) ?? 0) + 1)
  }
  return {
    accepted: exchange.orders().length,
    sentDuringBan: exchange.requestsDuringBackOff().length,
    ordersOf: all.map((intent) => orders.get(keyOf(intent.symbol, intent.quantity)) ?? 0)
  }
}

/** Holds what a strategy told against the book. */
export const score = (name: string, told: ReadonlyArray<Told>, book: Book, seconds: number): Score => {
  const count = (is: (told: Told, orders: number) => boolean) =>
    told.filter((t) => is(t, book.ordersOf[t.intent.index] ?? 0)).length
  return {
    name,
    intents: told.length,
    accepted: book.accepted,
    doubleFills: count((_, orders) => orders > 1),
    falseRejections: count((t, orders) => t.outcome === "failed" && orders > 0),
    lost: count((t, orders) => t.outcome === "placed" && orders === 0),
    sentDuringBan: book.sentDuringBan,
    unsettled: count((t) => t.outcome === "unsettled"),
    seconds: Math.round(seconds * 10) / 10
  }
}
