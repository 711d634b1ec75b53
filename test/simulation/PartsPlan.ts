/**
 * What a seed stands for where calls have parts: order lists, replaced and amended orders, and cancels of several orders at once. The
 * exchange, the way to it and everybody else are those of `Plan`.
 */
import * as Fault from "@effect-binance/simulator/Fault"
import type * as Seeded from "@effect-binance/simulator/Seeded"
import type * as Spot from "effect-binance/products/Spot"
import type * as NamedLists from "./NamedLists.ts"
import * as Plan from "./Plan.ts"
import * as Streams from "./Streams.ts"

/** The kinds of requests that this storm is made of. */
export const kinds = ["place", "cancel", "amend", "cancelReplace", "orderList", "read", "public"] as const
export type Kind = (typeof kinds)[number]

/** What is done to an order or an order list of one's own, once it is known to rest. */
export type Next = { readonly caller: Plan.Caller; readonly after: number } & (
  | {
      readonly _tag: "Replace"
      readonly mode: "STOP_ON_FAILURE" | "ALLOW_FAILURE"
      readonly order: Spot.PlaceOrder
      /** Whose name the new order gets: the library's, an own one, that of the order that it replaces, or one that was used already. */
      readonly named?: "fresh" | "old" | "used" | undefined
    }
  | { readonly _tag: "Amend"; readonly by: "client-order-id" | "order-id"; readonly quantity: string }
  | { readonly _tag: "CancelList"; readonly by: "list-client-order-id" | "order-list-id" }
  | { readonly _tag: "CancelAll" }
)

/** What is placed: an order, an order list, or one whose names its caller has chosen. */
export type First =
  | { readonly _tag: "Order"; readonly input: Spot.PlaceOrder }
  | { readonly _tag: "Oco"; readonly input: Spot.PlaceOco }
  | { readonly _tag: "Oto"; readonly input: Spot.PlaceOto }
  | { readonly _tag: "Otoco"; readonly input: Spot.PlaceOtoco }
  | { readonly _tag: "Opo"; readonly input: Spot.PlaceOpo }
  | { readonly _tag: "Opoco"; readonly input: Spot.PlaceOpoco }
  | { readonly _tag: "NamedOco"; readonly input: NamedLists.Named<Spot.PlaceOco> }
  | { readonly _tag: "NamedOto"; readonly input: NamedLists.Named<Spot.PlaceOto> }
  | { readonly _tag: "NamedOtoco"; readonly input: NamedLists.Named<Spot.PlaceOtoco> }
  | { readonly _tag: "NamedOpo"; readonly input: NamedLists.Named<Spot.PlaceOpo> }
  | { readonly _tag: "NamedOpoco"; readonly input: NamedLists.Named<Spot.PlaceOpoco> }

/** What every seed has. */
export type Plain = Extract<First, { readonly _tag: "Order" | "Oco" | "Oto" }>

/** What the seeds of a class have besides. */
export const further = [
  "Otoco",
  "Opo",
  "Opoco",
  "NamedOco",
  "NamedOto",
  "NamedOtoco",
  "NamedOpo",
  "NamedOpoco"
] as const

export interface Planned<F extends First = First> {
  readonly index: number
  readonly symbol: string
  /** When it starts, in ms after the start, or after the end of the one that it follows. */
  readonly at: number
  readonly caller: Plan.Caller
  readonly first: F
  readonly next: Next | undefined
  /** The index of the one whose names it uses again, once nothing of that can be accepted any more. */
  readonly follows?: number | undefined
}

/** What somebody else does with names: an OCO under names of this world. */
export interface PlaceList {
  readonly _tag: "PlaceList"
  readonly at: number
  readonly input: NamedLists.Named<Spot.PlaceOco>
}

export interface PartsPlan extends Plan.Plan {
  readonly parts: ReadonlyArray<Planned>
  readonly lists: ReadonlyArray<PlaceList>
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

const otocoOf = (random: Seeded.Seeded, symbol: string, strategyId: number): Spot.PlaceOtoco => {
  const { working } = otoOf(random, symbol, strategyId)
  const { above, below, quantity, side } = ocoOf(random, symbol, strategyId)
  // what follows goes either way: not every such list is one that gets out of what it got into
  return { symbol, working, pending: { side, quantity, above, below } }
}

/** The working order of an OPO buys, and what follows sells what it has bought. */
const opoWorkingOf = (random: Seeded.Seeded, symbol: string, strategyId: number): Spot.WorkingLeg => {
  const { above, low } = pricesOf(symbol)
  const price = random.chance(0.3) ? above : low
  return { side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: quantityOf(random, symbol), price, strategyId }
}

const opoOf = (random: Seeded.Seeded, symbol: string, strategyId: number): Spot.PlaceOpo => ({
  symbol,
  working: opoWorkingOf(random, symbol, strategyId),
  pending: { side: "SELL", type: "LIMIT_MAKER", price: pricesOf(symbol).high, strategyId }
})

const opocoOf = (random: Seeded.Seeded, symbol: string, strategyId: number): Spot.PlaceOpoco => {
  const { high, low, lower } = pricesOf(symbol)
  return {
    symbol,
    working: opoWorkingOf(random, symbol, strategyId),
    pending: {
      side: "SELL",
      above: { type: "LIMIT_MAKER", price: high, strategyId },
      below: { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", stopPrice: low, price: lower, strategyId }
    }
  }
}

const furtherOf = (
  random: Seeded.Seeded,
  kind: (typeof further)[number],
  symbol: string,
  strategyId: number,
  names: NamedLists.Names
): Exclude<First, Plain> => {
  switch (kind) {
    case "Otoco":
      return { _tag: kind, input: otocoOf(random, symbol, strategyId) }
    case "Opo":
      return { _tag: kind, input: opoOf(random, symbol, strategyId) }
    case "Opoco":
      return { _tag: kind, input: opocoOf(random, symbol, strategyId) }
    case "NamedOco":
      return { _tag: kind, input: { whole: ocoOf(random, symbol, strategyId), names } }
    case "NamedOto":
      return { _tag: kind, input: { whole: otoOf(random, symbol, strategyId), names } }
    case "NamedOtoco":
      return { _tag: kind, input: { whole: otocoOf(random, symbol, strategyId), names } }
    case "NamedOpo":
      return { _tag: kind, input: { whole: opoOf(random, symbol, strategyId), names } }
    case "NamedOpoco":
      return { _tag: kind, input: { whole: opocoOf(random, symbol, strategyId), names } }
  }
}

// A fourth of all numbers, two of the eight over sockets; none of those of the seeds that are kept or that a table names.
const ofNames: ReadonlySet<number> = new Set([3, 8, 10, 19, 21, 24, 26, 29])

/** Whether a seed has lists of every kind, and names that its callers chose. */
export const isNamed = (seed: number): boolean => ofNames.has(seed % 32)

const opposite = <O extends { readonly side: "BUY" | "SELL" }>(order: O): O => ({
  ...order,
  side: order.side === "BUY" ? "SELL" : "BUY"
})

/** An OCO of the other side, so that it cannot be taken for this one. */
const otherThan = (random: Seeded.Seeded, oco: Spot.PlaceOco, strategyId: number): Spot.PlaceOco => {
  const other = ocoOf(random, oco.symbol, strategyId)
  return other.side === oco.side ? otherThan(random, oco, strategyId) : other
}

/** The world with lists of every kind, and with names that its callers chose, some of which are used again, or by somebody else. */
const named = (plan: PartsPlan): PartsPlan => {
  const { engineDelayMillis, random, storm } = plan
  const symbol = random.chance(0.7) ? "BTCUSDT" : "ETHUSDT"
  // what somebody else did long before is older than any bound
  const begin = random.chance(0.5) ? engineDelayMillis + 6000 : 0
  const parts: Array<Planned> = []
  const lists: Array<PlaceList> = []
  const events: Array<Plan.Event> = []
  const add = (story: Omit<Planned, "index" | "symbol" | "caller">) => {
    const caller = random.chance(0.7) ? patient(random) : Plan.callerOf(random)
    parts.push({ ...story, index: parts.length, symbol, caller })
  }
  const [before] = plan.parts
  if (before !== undefined && random.chance(0.5)) parts.push({ ...before, at: before.at + begin })

  const someListOf = (follows: number | undefined, names: NamedLists.Names, isNameUsed: boolean, at: number) => {
    const kind = Plan.pick(random, further.slice(3))
    const by = names.list === undefined || isNameUsed || random.chance(0.5) ? "order-list-id" : "list-client-order-id"
    const next =
      // names that are to be used again have to be free again
      isNameUsed || random.chance(0.5)
        ? ({ _tag: "CancelList", by, caller: Plan.callerOf(random), after: random.integer(0, 3000) } as const)
        : undefined
    add({ at, follows, next, first: furtherOf(random, kind, symbol, parts.length + 1, names) })
  }

  /** An order, and what takes its place. */
  const replacing = (
    order: Spot.PlaceOrder,
    named: "fresh" | "old" | "used",
    own: { readonly newClientOrderId?: string } = {}
  ) => {
    const input: Spot.PlaceOrder = { ...restingOf(random, symbol, parts.length + 1), ...own }
    const mode = random.chance(0.5) ? "STOP_ON_FAILURE" : "ALLOW_FAILURE"
    const after = random.chance(0.5) ? 0 : random.integer(0, 3000)
    const next = { _tag: "Replace", mode, order, named, caller: Plan.callerOf(random), after } as const
    return { first: { _tag: "Order", input }, next } as const
  }

  for (let left = random.integer(2, 4); left > 0; left--) {
    const index = parts.length
    const strategyId = index + 1
    const at = begin + (random.chance(0.5) ? random.integer(0, 400) : random.integer(0, 6000))
    const house = `house-${index}`
    const names = {
      list: random.chance(0.8) ? house : undefined,
      legs: [`${house}-a`, `${house}-b`, `${house}-c`]
    }
    const drawn = random.next()
    if (drawn < 0.3) {
      const first = furtherOf(random, Plan.pick(random, further.slice(0, 3)), symbol, strategyId, names)
      const by = random.chance(0.5) ? "order-list-id" : "list-client-order-id"
      const next = { _tag: "CancelList", by, caller: Plan.callerOf(random), after: random.integer(0, 3000) } as const
      add({ at, first, next: random.chance(0.5) ? next : undefined })
      continue
    }
    // the names of the legs, or that of the list, or both
    const others = { list: random.chance(0.8) ? names.list : `${house}-other`, legs: names.legs }
    const some = random.chance(0.4) ? { ...others, legs: [`${house}-d`, `${house}-e`, `${house}-f`] } : others
    if (drawn < 0.7) {
      const isUsedAgain = random.chance(0.45)
      const isUsedElsewhere = !isUsedAgain && random.chance(0.6)
      someListOf(undefined, names, isUsedAgain || isUsedElsewhere, at)
      if (isUsedAgain && random.chance(0.4)) {
        // for what takes the place of an order
        const order = {
          ...replacementOf(random, restingOf(random, symbol, 0), index + 102),
          newClientOrderId: `${house}-a`
        }
        add({ ...replacing(order, "used"), at: random.integer(0, 3000), follows: index })
      } else if (isUsedAgain) {
        someListOf(index, some, true, random.integer(0, 3000))
        if (random.chance(0.2)) someListOf(index + 1, names, true, random.integer(0, 3000))
      }
      const { first } = parts[index] ?? {}
      if (!isUsedElsewhere || first === undefined || first._tag === "Order" || !("names" in first.input)) continue
      const like = first._tag === "NamedOco" ? first.input.whole : ocoOf(random, symbol, 0)
      if (begin > 0 && random.chance(0.8)) {
        // long before, with the same content or other, and gone by now or not
        const whole = random.chance(0.5) ? like : ocoOf(random, symbol, 0)
        lists.push({ _tag: "PlaceList", at: 0, input: { whole, names: some } })
        if (random.chance(0.6)) events.push({ _tag: "Cancel", at: begin - 100, symbol, newest: false })
      } else {
        const whole = otherThan(random, like, 0)
        lists.push({ _tag: "PlaceList", at: at + random.integer(0, 3000), input: { whole, names: some } })
      }
      continue
    }
    const own = random.chance(0.5) ? { newClientOrderId: `${house}-old` } : {}
    const how = random.next()
    const used = how < 0.35 ? "fresh" : how < 0.75 ? "old" : "used"
    const name = used === "old" ? {} : { newClientOrderId: `${house}-new` }
    const order = { ...replacementOf(random, restingOf(random, symbol, 0), strategyId + 100), ...name }
    if (used === "used") {
      const isLongBefore = begin > 0 && random.chance(0.7)
      events.push({
        _tag: "Place",
        at: isLongBefore ? 0 : at + random.integer(0, 4000),
        account: "ours",
        input: { ...(isLongBefore && random.chance(0.5) ? order : opposite(order)), strategyId: undefined }
      })
      if (isLongBefore && random.chance(0.6)) events.push({ _tag: "Cancel", at: begin - 100, symbol, newest: false })
    }
    add({ ...replacing(order, used, own), at })
  }
  return {
    ...plan,
    parts,
    lists,
    events: [...plan.events.map((event) => ({ ...event, at: event.at + begin })), ...events],
    // with a timestamp from a node whose clock is wrong, an older order of the same name cannot be told by its time
    wrongTimeProbability: 0,
    storm: { ...storm, until: storm.until + begin }
  }
}

/** A world with something to wait for, and in some of them replies that are lost, where the stream is all that there is. */
const heard = (plan: PartsPlan): PartsPlan => {
  const { seed, storm } = plan
  if (!Streams.isHeardOfParts(seed)) return plan
  const isHard = Streams.isHard(seed, Streams.isHeardOfParts)
  const slowed = { ...plan, ...Streams.slowViews(plan, seed, isHard) }
  if (!isHard) return slowed
  const lostOn = (kind: Kind) => rows.filter((row) => row.kinds.includes(kind) && Streams.losesReply(row))
  const lost = {
    place: lostOn("place"),
    cancelReplace: lostOn("cancelReplace"),
    orderList: lostOn("orderList")
  }
  return { ...slowed, storm: Streams.losing(storm, lost) }
}

/** Draws the world of a seed. */
export const make = (seed: number): PartsPlan => {
  const base = Plan.make(seed)
  const { random } = base
  const symbols = random.chance(0.6) ? ["BTCUSDT"] : ["BTCUSDT", "ETHUSDT"]
  const twins = random.chance(0.4)
  const likes = new Map(symbols.map((symbol) => [symbol, restingOf(random, symbol, 0)]))
  let hasCancelAll = false
  const parts = Array.from({ length: random.integer(2, 4) }, (_, index): Planned<Plain> => {
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
  const plan: PartsPlan = {
    ...base,
    parts,
    lists: [],
    events: base.events.filter(({ _tag }) => _tag !== "Place"),
    // whoever sends a call of several parts again on the way makes several of each
    replayProbability: 0,
    storm: stormOf(base)
  }
  return heard(isNamed(seed) ? named(plan) : plan)
}
