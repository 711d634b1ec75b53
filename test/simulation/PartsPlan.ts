/**
 * What a seed stands for where calls have parts: order lists, replaced and amended orders, and cancels of several orders at once. The
 * exchange, the way to it and everybody else are those of `Plan`.
 */
import * as Fault from "@effect-binance/simulator/Fault"
import type * as Seeded from "@effect-binance/simulator/Seeded"
import type * as Spot from "effect-binance/products/Spot"
import * as Plan from "./Plan.ts"

/** The kinds of requests that this storm is made of. */
export const kinds = ["place", "cancel", "amend", "cancelReplace", "orderList", "read", "public"] as const
export type Kind = (typeof kinds)[number]

/** What is done to an order or an order list of one's own, once it is known to rest. */
export type Next = { readonly caller: Plan.Caller; readonly after: number } & (
  | {
      readonly _tag: "Replace"
      readonly mode: "STOP_ON_FAILURE" | "ALLOW_FAILURE"
      readonly order: Spot.PlaceOrder
    }
  | { readonly _tag: "Amend"; readonly by: "client-order-id" | "order-id"; readonly quantity: string }
  | { readonly _tag: "CancelList"; readonly by: "list-client-order-id" | "order-list-id" }
  | { readonly _tag: "CancelAll" }
)

export interface Planned {
  readonly index: number
  readonly symbol: string
  /** When it starts, in ms after the start. */
  readonly at: number
  readonly caller: Plan.Caller
  readonly first:
    | { readonly _tag: "Order"; readonly input: Spot.PlaceOrder }
    | { readonly _tag: "Oco"; readonly input: Spot.PlaceOco }
    | { readonly _tag: "Oto"; readonly input: Spot.PlaceOto }
  readonly next: Next | undefined
}

export interface PartsPlan extends Plan.Plan {
  readonly parts: ReadonlyArray<Planned>
}

// what stops everything leaves nothing to settle when it comes too often
export const weightOf = (name: string, fault: Fault.Fault) =>
  fault._tag === "Replied" && fault.executes === "half"
    ? 4
    : (Plan.knownFaults.find((known) => known.name === name)?.weight ?? 0.7)

const rows: ReadonlyArray<Plan.KnownFault & { readonly kinds: ReadonlyArray<Kind> }> = [
  ...Fault.names.map((name) => {
    const row = Fault.rowOf(name)
    const { fault } = row
    return {
      name,
      fault,
      on: [],
      kinds: kinds.filter((kind) => Fault.applies(row, kind)),
      weight: weightOf(name, fault)
    }
  }),
  ...Object.entries(Plan.compounds).map(([name, fault]) => ({
    name,
    fault,
    on: [],
    kinds: kinds.filter((kind) => kind !== "read" && kind !== "public"),
    weight: weightOf(name, fault)
  }))
]

/** The name of each fault. */
export const nameOf: ReadonlyMap<Fault.Fault, string> = new Map(rows.map(({ fault, name }) => [fault, name]))

/** Every fault with the kind of request that it fits, as "fault on kind". */
export const faults: ReadonlyArray<string> = rows.flatMap((row) => row.kinds.map((kind) => `${row.name} on ${kind}`))

const pricesOf = (symbol: string) =>
  symbol === "BTCUSDT"
    ? { low: "50000.00", lower: "49900.00", high: "70000.00", higher: "70100.00", below: "59000.00", above: "61000.00" }
    : { low: "2500.00", lower: "2490.00", high: "3500.00", higher: "3510.00", below: "2900.00", above: "3100.00" }

const quantityOf = (random: Seeded.Seeded, symbol: string) =>
  symbol === "BTCUSDT" ? `0.0010${random.integer(0, 2)}` : `0.010${random.integer(0, 2)}`

/** An order that rests. */
export const restingOf = (random: Seeded.Seeded, symbol: string, strategyId: number): Spot.PlaceOrder => {
  const side = random.chance(0.5) ? "BUY" : "SELL"
  const { high, low } = pricesOf(symbol)
  const quantity = quantityOf(random, symbol)
  return { symbol, side, type: "LIMIT", timeInForce: "GTC", quantity, price: side === "BUY" ? low : high, strategyId }
}

/** What an order is replaced by: mostly one like it, sometimes one that is filled at once, or that the exchange refuses. */
export const replacementOf = (random: Seeded.Seeded, order: Spot.PlaceOrder, strategyId: number): Spot.PlaceOrder => {
  const { side, symbol } = order
  const { above, below, higher, lower } = pricesOf(symbol)
  const quantity = quantityOf(random, symbol)
  const drawn = random.next()
  const own = { symbol, side, quantity, strategyId }
  if (drawn < 0.3) return { ...order, strategyId }
  if (drawn < 0.6) return { ...own, type: "LIMIT", timeInForce: "GTC", price: side === "BUY" ? lower : higher }
  if (drawn < 0.8) return { ...own, type: "MARKET" }
  // it would be filled at once, and a LIMIT_MAKER may not be
  return { ...own, type: "LIMIT_MAKER", price: side === "BUY" ? above : below }
}

export const ocoOf = (random: Seeded.Seeded, symbol: string, strategyId: number): Spot.PlaceOco => {
  const { high, higher, low, lower } = pricesOf(symbol)
  const quantity = quantityOf(random, symbol)
  const leg = { strategyId }
  return random.chance(0.5)
    ? {
        symbol,
        side: "SELL",
        quantity,
        above: { type: "LIMIT_MAKER", price: high, ...leg },
        below: { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", stopPrice: low, price: lower, ...leg }
      }
    : {
        symbol,
        side: "BUY",
        quantity,
        above: { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", stopPrice: high, price: higher, ...leg },
        below: { type: "LIMIT_MAKER", price: low, ...leg }
      }
}

export const otoOf = (random: Seeded.Seeded, symbol: string, strategyId: number): Spot.PlaceOto => {
  const { above, below, high, low } = pricesOf(symbol)
  const quantity = quantityOf(random, symbol)
  const buys = random.chance(0.5)
  const isFilledAtOnce = random.chance(0.25)
  return {
    symbol,
    working: {
      side: buys ? "BUY" : "SELL",
      type: "LIMIT",
      timeInForce: "GTC",
      quantity,
      price: isFilledAtOnce ? (buys ? above : below) : buys ? low : high,
      strategyId
    },
    pending: {
      side: buys ? "SELL" : "BUY",
      type: "LIMIT",
      timeInForce: "GTC",
      quantity,
      price: buys ? high : low,
      strategyId
    }
  }
}

const patient = (random: Seeded.Seeded): Plan.Caller => ({ _tag: "Patient", times: random.integer(2, 6) })

/** The storm of a world with parts: faults on every kind of request, all of them or a few that repeat and combine. */
export const stormOf = ({ random, storm }: Plan.Plan): Plan.Plan["storm"] => {
  const probability = storm.probability.place ?? 0
  const chosen = random.chance(0.5) ? rows : Array.from({ length: random.integer(3, 7) }, () => Plan.pick(random, rows))
  const on = (kind: Kind) => chosen.filter((row) => row.kinds.includes(kind))
  const often = Math.max(0.4, probability)
  return {
    ...storm,
    probability: {
      ...storm.probability,
      place: probability / 2,
      amend: often,
      cancelReplace: often,
      orderList: often
    },
    faults: {
      place: on("place"),
      cancel: on("cancel"),
      amend: on("amend"),
      cancelReplace: on("cancelReplace"),
      orderList: on("orderList"),
      read: on("read"),
      public: on("public")
    }
  }
}

/** Draws the world of a seed. */
export const make = (seed: number): PartsPlan => {
  const base = Plan.make(seed)
  const { random } = base
  const symbols = random.chance(0.6) ? ["BTCUSDT"] : ["BTCUSDT", "ETHUSDT"]
  const twins = random.chance(0.4)
  const likes = new Map(symbols.map((symbol) => [symbol, restingOf(random, symbol, 0)]))
  let hasCancelAll = false
  const parts = Array.from({ length: random.integer(2, 4) }, (_, index): Planned => {
    const symbol = Plan.pick(random, symbols)
    const strategyId = index + 1
    const at = random.chance(0.5) ? random.integer(0, 400) : random.integer(0, 6000)
    const own = { caller: Plan.callerOf(random), after: random.chance(0.5) ? 0 : random.integer(0, 3000) }
    const drawn = random.next()
    // the order, or the list, of which more is wanted is there more often than not
    const caller = random.chance(0.7) ? patient(random) : Plan.callerOf(random)
    if (drawn < 0.4) {
      const isOco = random.chance(0.6)
      const first = isOco
        ? ({ _tag: "Oco", input: ocoOf(random, symbol, strategyId) } as const)
        : ({ _tag: "Oto", input: otoOf(random, symbol, strategyId) } as const)
      const by = random.chance(0.5) ? "order-list-id" : "list-client-order-id"
      const cancels = random.chance(0.5)
      return {
        index,
        symbol,
        at,
        first,
        caller: cancels ? caller : own.caller,
        next: cancels ? { ...own, _tag: "CancelList", by } : undefined
      }
    }
    const like = (twins ? likes.get(symbol) : undefined) ?? restingOf(random, symbol, strategyId)
    const input = { ...like, strategyId }
    const story = { index, symbol, at, caller, first: { _tag: "Order", input } as const }
    if (drawn < 0.7) {
      const mode = random.chance(0.5) ? "STOP_ON_FAILURE" : "ALLOW_FAILURE"
      // told from the order that it replaces by what it carries
      return {
        ...story,
        next: { ...own, _tag: "Replace", mode, order: replacementOf(random, input, strategyId + 100) }
      }
    }
    // two of them would each cancel what the other one is asked about
    if (drawn > 0.88 && !hasCancelAll) {
      hasCancelAll = true
      return { ...story, next: { ...own, _tag: "CancelAll" } }
    }
    const by = random.chance(0.5) ? "order-id" : "client-order-id"
    const quantity = symbol === "BTCUSDT" ? "0.00071" : "0.0071"
    return { ...story, next: { ...own, _tag: "Amend", by, quantity } }
  })
  return {
    ...base,
    parts,
    events: base.events.filter(({ _tag }) => _tag !== "Place"),
    // whoever sends a call of several parts again on the way makes several of each
    replayProbability: 0,
    storm: stormOf(base)
  }
}
