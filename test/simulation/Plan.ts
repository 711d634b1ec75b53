/**
 * What a seed stands for: the exchange, the way to it, the storm, who wants what and when, and who else is about.
 */
import * as Fault from "@effect-binance/simulator/Fault"
import * as Seeded from "@effect-binance/simulator/Seeded"
import type * as Spot from "effect-binance/products/Spot"

/** The local clock when a run begins, in epoch ms. */
export const start = Date.UTC(2026, 0, 1)

/**
 * Two misfortunes in one, which no single row of the simulator's table has: the answer is lost, or somebody before the exchange
 * answers, and the write executes after that.
 */
export const compounds = {
  "reset-then-executed": { _tag: "ReplyLost", how: "reset", later: true },
  "silence-then-executed": { _tag: "ReplyLost", how: "silence", later: true },
  "bad-gateway-then-executed": {
    _tag: "Replied",
    executes: "later",
    status: 502,
    headers: { "content-type": "text/html" },
    body: "<html><body>502 Bad Gateway</body></html>"
  },
  "unavailable-then-executed": { _tag: "Replied", executes: "later", status: 503, headers: {}, body: "" },
  "unlisted-code-then-executed": {
    _tag: "Replied",
    executes: "later",
    status: 400,
    headers: { "content-type": "application/json" },
    body: '{"code":-9999,"msg":"Something new."}'
  }
} satisfies Readonly<Record<string, Fault.Fault>>

export const kinds = ["place", "cancel", "read", "public"] as const
export type Kind = (typeof kinds)[number]

export interface KnownFault {
  readonly name: string
  readonly fault: Fault.Fault
  /** The kinds of requests that can meet it. */
  readonly on: ReadonlyArray<Kind>
  /** How often a storm draws it next to the others. */
  readonly weight: number
}

// What ends an intent at once, or stops everything for minutes, leaves nothing to settle when it comes too often.
const rare: ReadonlySet<string> = new Set([
  "unauthorized",
  "forbidden",
  "not-found",
  "restricted-location",
  "banned",
  "rate-limited",
  "rate-limited-html"
])

/** Every fault that a storm is made of: the simulator's whole table, and the compounds. */
export const knownFaults: ReadonlyArray<KnownFault> = [
  ...Fault.names
    .map((name) => {
      const row = Fault.rowOf(name)
      return {
        name,
        fault: row.fault,
        on: kinds.filter((kind) => Fault.applies(row, kind)),
        weight: rare.has(name) ? 0.4 : name === "timeout-then-executed" ? 4 : Math.max(row.weight, 0.7)
      }
      // of the kinds of requests that a storm has none of
    })
    .filter(({ on }) => on.length > 0),
  ...Object.entries(compounds).map(([name, fault]): KnownFault => ({ name, fault, on: ["place", "cancel"], weight: 4 }))
]

/** The name of each fault. */
export const nameOf: ReadonlyMap<Fault.Fault, string> = new Map(knownFaults.map(({ fault, name }) => [fault, name]))

const faultsOn = (kind: Kind) => knownFaults.filter(({ on }) => on.includes(kind))
const allFaults = {
  place: faultsOn("place"),
  cancel: faultsOn("cancel"),
  read: faultsOn("read"),
  public: faultsOn("public")
}

/** What a caller does with a call. */
export type Caller =
  /** Settles, and sends again what did not execute. */
  | { readonly _tag: "Patient"; readonly times: number }
  /** Takes the doubt back after a while, and has it resolved later. */
  | { readonly _tag: "Within"; readonly within: number; readonly later: number }
  /** Goes away in the middle. */
  | { readonly _tag: "Interrupted"; readonly after: number; readonly how: "timeout" | "interrupt" }
  /** Does not settle at all. */
  | { readonly _tag: "Bare" }
  /** Wants it gone when it is in doubt. */
  | { readonly _tag: "Absent" }

export interface Planned {
  readonly index: number
  readonly symbol: string
  readonly input: Spot.PlaceOrder
  /** When it starts, in ms after the start. */
  readonly at: number
  readonly caller: Caller
  readonly goodFor: number | undefined
  readonly failFast: boolean
  /** Cancels its order again once it is known to rest. */
  readonly cancel:
    | {
        readonly by: "client-order-id" | "order-id"
        readonly restricted: "ONLY_NEW" | "ONLY_PARTIALLY_FILLED" | undefined
        readonly caller: Caller
        readonly after: number
      }
    | undefined
}

/** What somebody else does, in ms after the start. */
export type Event =
  /** Another program of the same account, or the trader by hand, places an order. */
  | {
      readonly _tag: "Place"
      readonly at: number
      readonly account: "ours" | "stranger"
      readonly input: Spot.PlaceOrder
    }
  /** Somebody cancels, or makes smaller, an open order of the account: the newest or the oldest one of the symbol. */
  | { readonly _tag: "Cancel" | "Amend"; readonly at: number; readonly symbol: string; readonly newest: boolean }
  /** The market takes what rests. */
  | { readonly _tag: "Fill"; readonly at: number; readonly symbol: string; readonly share: number }
  /** The exchange bans the address, whatever we did. */
  | { readonly _tag: "Ban"; readonly at: number; readonly millis: number }
  /** Somebody sets this machine's clock. */
  | { readonly _tag: "Step"; readonly at: number; readonly millis: number }
  /** The process stands still, or its machine sleeps. */
  | { readonly _tag: "Pause"; readonly at: number; readonly millis: number; readonly asleep: boolean }

export interface Plan {
  readonly seed: number
  readonly random: Seeded.Seeded
  readonly engineDelayMillis: number
  readonly visibilityMillis: number
  readonly recvWindow: number
  readonly skewMillis: number
  readonly drift: number
  readonly apiTimeoutMillis: number
  readonly slowProbability: number
  /** Whether the account can pay for an order or two and no more. */
  readonly poor: boolean
  readonly reads: "late" | "flapping" | "fresh"
  readonly latency: { readonly minimum: number; readonly maximum: number }
  /** How often a request waits for its connection. */
  readonly busyProbability: number
  readonly callTimeout: number
  /** Whether what is ready at one moment happens in any order. */
  readonly shuffles: boolean
  readonly settling: {
    readonly firstReads: ReadonlyArray<number>
    readonly longestPause: number
    readonly afterFailure: number
  }
  readonly clockSamples: number
  /** How often the exchange's time is asked of a node whose clock is wrong. */
  readonly wrongTimeProbability: number
  /** Whether requests are signed as on the exchange, or by something cheaper. */
  readonly genuineSignatures: boolean
  /** Whether error pages repeat the request that they are about, its key and signature included. */
  readonly echoes: boolean
  /** How often an order that rests arrives twice: somebody on the way sends it again. */
  readonly replayProbability: number
  readonly storm: {
    readonly until: number
    /** By the kind of request; a storm has none of the others. */
    readonly probability: Readonly<Partial<Record<Fault.RequestKind, number>>>
    readonly faults: Readonly<Partial<Record<Fault.RequestKind, ReadonlyArray<KnownFault>>>>
  }
  readonly planned: ReadonlyArray<Planned>
  readonly events: ReadonlyArray<Event>
  readonly apiKey: string
  readonly secret: string
  /** What every signature of the cheaper kind begins with. */
  readonly mark: string
}

export const pick = <A>(random: Seeded.Seeded, values: ReadonlyArray<A>): A =>
  values[random.integer(0, values.length - 1)]! // never empty

export const contentOf = (random: Seeded.Seeded, symbol: string): Spot.PlaceOrder => {
  const btc = symbol === "BTCUSDT"
  const side = random.chance(0.5) ? "BUY" : "SELL"
  // few quantities, so that strangers and siblings meet
  const quantity = btc ? `0.0010${random.integer(0, 2)}` : `0.010${random.integer(0, 2)}`
  const resting = btc ? (side === "BUY" ? "50000.00" : "70000.00") : side === "BUY" ? "2500.00" : "3500.00"
  const marketable = btc ? (side === "BUY" ? "61000.00" : "59000.00") : side === "BUY" ? "3100.00" : "2900.00"
  const drawn = random.next()
  if (drawn < 0.25) return { symbol, side, type: "MARKET", quantity }
  if (drawn < 0.3) return { symbol, side, type: "MARKET", quoteOrderQty: random.chance(0.5) ? "60" : "70" }
  if (drawn < 0.85) return { symbol, side, type: "LIMIT", timeInForce: "GTC", quantity, price: resting }
  if (drawn < 0.9) return { symbol, side, type: "LIMIT_MAKER", quantity, price: resting }
  return {
    symbol,
    side,
    type: "LIMIT",
    timeInForce: random.chance(0.5) ? "IOC" : "FOK",
    quantity,
    price: random.chance(0.5) ? resting : marketable
  }
}

export const callerOf = (random: Seeded.Seeded): Caller => {
  const drawn = random.next()
  if (drawn < 0.55) return { _tag: "Patient", times: random.integer(0, 6) }
  if (drawn < 0.7) return { _tag: "Within", within: random.integer(0, 8000), later: random.integer(0, 20_000) }
  if (drawn < 0.95)
    return {
      _tag: "Interrupted",
      after: random.chance(0.5) ? random.integer(0, 300) : random.integer(300, 15_000),
      how: random.chance(0.5) ? "timeout" : "interrupt"
    }
  return { _tag: "Bare" }
}

export const rests = (input: Spot.PlaceOrder) =>
  input.type === "LIMIT_MAKER" || (input.type === "LIMIT" && input.timeInForce === "GTC")

const stormFaults = (random: Seeded.Seeded) => {
  if (random.chance(0.5)) return allFaults
  // a storm of a few kinds of faults, which then repeat and combine
  const few = Array.from({ length: random.integer(2, 6) }, () => pick(random, allFaults[pick(random, kinds)]))
  const on = (kind: Kind) => few.filter((fault) => fault.on.includes(kind))
  return { place: on("place"), cancel: on("cancel"), read: on("read"), public: on("public") }
}

/** Draws the world of a seed. */
export const make = (seed: number): Plan => {
  const random = Seeded.make(seed)
  const engineDelayMillis = random.chance(0.4) ? random.integer(50, 500) : random.integer(50, 4000)
  // reads that catch up long before the engine does, or long after it
  const visibilityMillis = random.chance(0.3) ? random.integer(200, 700) : random.integer(200, 6000)
  const recvWindow = random.chance(0.4) ? random.integer(500, 1000) : random.integer(500, 5000)
  const symbols = random.chance(0.5) ? ["BTCUSDT"] : ["BTCUSDT", "ETHUSDT"]
  // a caller may use an id again once its first order has ended, or think so; that order is older than any bound
  const reuses = random.chance(0.12)
  const begin = reuses ? engineDelayMillis + 6000 : 0
  const twins = random.chance(0.5)
  const first = new Map(symbols.map((symbol) => [symbol, contentOf(random, symbol)]))
  const planned = Array.from({ length: random.integer(2, 4) }, (_, index): Planned => {
    const symbol = pick(random, symbols)
    // identical but for the client order id: the hard case for whoever looks for one of them
    const content = (twins ? first.get(symbol) : undefined) ?? contentOf(random, symbol)
    const chosen = random.chance(reuses ? 0.6 : 0.15) ? { newClientOrderId: `house-${index}` } : {}
    return {
      index,
      symbol,
      input: { ...content, ...chosen, strategyId: index + 1 },
      at: begin + (random.chance(0.5) ? random.integer(0, 400) : random.integer(0, 6000)),
      caller: callerOf(random),
      goodFor: random.chance(0.2) ? random.integer(100, 20_000) : undefined,
      failFast: random.chance(0.1),
      cancel:
        rests(content) && random.chance(0.75)
          ? {
              // a name that somebody else uses as well says nothing about which order is meant
              by: reuses || random.chance(0.5) ? "order-id" : "client-order-id",
              restricted: random.chance(0.8) ? undefined : random.chance(0.5) ? "ONLY_NEW" : "ONLY_PARTIALLY_FILLED",
              caller: callerOf(random),
              after: random.chance(0.5) ? 0 : random.integer(0, 3000)
            }
          : undefined
    }
  })
  const events: Array<Event> = []
  if (reuses) {
    for (const { at, input } of planned) {
      const { newClientOrderId } = input
      if (newClientOrderId === undefined) continue
      // an order of that name from long before; or one that somebody else gives the same name at this very time
      const isNow = random.chance(0.3)
      const content: Spot.PlaceOrder = isNow
        ? { ...input, side: input.side === "BUY" ? "SELL" : "BUY" }
        : random.chance(0.5)
          ? input
          : contentOf(random, input.symbol)
      events.push({
        _tag: "Place",
        at: isNow ? at + random.integer(0, 3000) : 0,
        account: "ours",
        input: { ...content, strategyId: undefined, newClientOrderId }
      })
    }
  }
  // mostly in the middle of what somebody of ours is about
  const at = () =>
    random.chance(0.6) ? pick(random, planned).at + random.integer(0, 4000) : begin + random.integer(0, 12_000)
  for (let left = random.chance(0.4) ? random.integer(1, 3) : 0; left > 0; left--) {
    const like = pick(random, planned).input
    const quantity =
      like.quantity === undefined
        ? undefined
        : random.chance(0.25)
          ? like.symbol === "BTCUSDT"
            ? "0.00051"
            : "0.0051"
          : undefined
    events.push({
      _tag: "Place",
      at: at(),
      account: random.chance(0.7) ? "ours" : "stranger",
      // as an intent of ours, but for its name; or smaller, as one that somebody has amended
      input: {
        ...like,
        ...(quantity === undefined ? {} : { quantity }),
        strategyId: undefined,
        newClientOrderId: undefined
      } as Spot.PlaceOrder // the same member of the union
    })
  }
  for (let left = random.chance(0.25) ? random.integer(1, 2) : 0; left > 0; left--)
    events.push({ _tag: "Cancel", at: at(), symbol: pick(random, symbols), newest: random.chance(0.6) })
  if (random.chance(0.15))
    events.push({ _tag: "Amend", at: at(), symbol: pick(random, symbols), newest: random.chance(0.6) })
  if (random.chance(0.3))
    events.push({
      _tag: "Fill",
      at: at(),
      symbol: pick(random, symbols),
      share: random.chance(0.5) ? 1 : random.next()
    })
  if (random.chance(0.04)) events.push({ _tag: "Ban", at: at(), millis: random.integer(1000, 120_000) })
  if (random.chance(0.08)) events.push({ _tag: "Step", at: at(), millis: random.integer(-600_000, 600_000) })
  if (random.chance(0.08))
    events.push({
      _tag: "Pause",
      at: at(),
      millis: random.integer(100, random.chance(0.5) ? 3000 : 60_000),
      asleep: random.chance(0.5)
    })

  const probability = 0.1 + random.next() * 0.75
  const of = () => (random.chance(0.25) ? 0 : probability)
  const replays = random.chance(0.06)
  return {
    seed,
    random,
    engineDelayMillis,
    visibilityMillis,
    recvWindow,
    skewMillis: random.integer(-3000, 3000),
    drift: (random.next() - 0.5) * 2e-4,
    // it gives up waiting for its engine long before the engine gives up the order: what is accepted late is the hard case
    apiTimeoutMillis: random.integer(50, 1500),
    slowProbability: !replays && random.chance(0.5) ? random.next() * 0.8 : 0,
    poor: random.chance(0.15),
    reads: pick(random, ["late", "late", "flapping", "flapping", "fresh"]),
    latency: pick(random, [
      { minimum: 5, maximum: 25 },
      { minimum: 1, maximum: 200 },
      { minimum: 100, maximum: 400 }
    ]),
    busyProbability: random.chance(0.3) ? 0.3 : 0,
    callTimeout: random.integer(1000, 12_000),
    shuffles: random.chance(0.5),
    settling: pick(random, [
      { firstReads: [0, 500, 1000, 2000, 4000], longestPause: 5000, afterFailure: 1000 },
      { firstReads: [0, 2000], longestPause: random.integer(1000, 15_000), afterFailure: random.integer(500, 3000) },
      { firstReads: [1000], longestPause: random.integer(1000, 15_000), afterFailure: random.integer(500, 3000) }
    ]),
    clockSamples: random.integer(1, 3),
    // with a timestamp from such a node, an older order of the same name cannot be told by its time
    wrongTimeProbability: random.chance(0.15) && !reuses ? 0.5 : 0,
    genuineSignatures: random.chance(1 / 16),
    echoes: random.chance(0.2),
    replayProbability: replays ? 0.5 : 0,
    storm: {
      until: begin + random.integer(2000, random.chance(0.8) ? 15_000 : 90_000),
      probability: {
        place: probability,
        cancel: random.chance(0.1) ? 0 : Math.max(0.4, probability),
        read: of(),
        public: of() / 2
      },
      faults: stormFaults(random)
    },
    planned,
    events,
    apiKey: random.text(64),
    secret: random.text(64),
    mark: random.text(20)
  }
}
