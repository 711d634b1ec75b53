/**
 * What a seed stands for where it draws a product: which one, what is wanted on it, one order or several at once, how soon the exchange
 * forgets, and what everybody else does. The exchange's bounds, the way to it and the storm are those of `Plan`.
 */
import type { Product as ProductFamily } from "@effect-binance/simulator/Product"
import * as Fault from "@effect-binance/simulator/Fault"
import type * as Seeded from "@effect-binance/simulator/Seeded"
import * as PartsPlan from "./PartsPlan.ts"
import * as Plan from "./Plan.ts"
import * as Products from "./Products.ts"
import * as Streams from "./Streams.ts"

const { pick } = Plan

/** What is done to what was placed, once it is known. */
export type Next = {
  readonly caller: Plan.Caller
  readonly after: number
  readonly by: "name" | "id"
} & ({ readonly _tag: "Cancel" } | { readonly _tag: "Amend"; readonly to: Products.Change })

/** An order, with the name that its caller chose for it. */
export type Named = readonly [wanted: Products.Wanted, name: string | undefined]

/** Something that is wanted once. */
export interface Job {
  readonly index: number
  readonly route: Products.Route
  readonly market: Products.Market
  /** When it starts, in ms after the start. */
  readonly at: number
  readonly caller: Plan.Caller
  readonly goodFor: number | undefined
  readonly first:
    | { readonly _tag: "Order"; readonly orders: ReadonlyArray<Named> }
    | { readonly _tag: "Batch"; readonly orders: ReadonlyArray<Named> }
    /** `kind`: what kind of a list it is, unless it is an OCO. */
    | {
        readonly _tag: "List"
        readonly orders: ReadonlyArray<Named>
        readonly kind?: Products.ListKind | undefined
      }
    | { readonly _tag: "CancelAll" }
    | { readonly _tag: "Setting" }
    | { readonly _tag: "Countdown"; readonly millis: number }
    | { readonly _tag: "Move"; readonly move: Products.Move; readonly amount: string }
  readonly next: Next | undefined
}

/** What somebody else does, in ms after the start. */
export type Event =
  | { readonly _tag: "Place"; readonly at: number; readonly route: Products.Route; readonly order: Named }
  | {
      readonly _tag: "Cancel" | "Amend"
      readonly at: number
      readonly route: Products.Route
      readonly market: Products.Market
      readonly newest: boolean
    }
  | {
      readonly _tag: "Fill"
      readonly at: number
      readonly route: Products.Route
      readonly market: Products.Market
      readonly share: number
    }
  /** Margin of a position can be moved from here on. */
  | { readonly _tag: "Isolate"; readonly at: number }
  /** Another program of the account moves funds: the same, where the exchange keeps names, and otherwise what nobody could take for it. */
  | { readonly _tag: "Move"; readonly at: number; readonly move: Products.Move; readonly amount: string }
  | Exclude<Plan.Event, { readonly _tag: "Place" | "Cancel" | "Amend" | "Fill" }>

/** A process until it dies, which keeps its orders in a journal. */
export interface Life {
  readonly fates: ReadonlyArray<{ readonly point: string; readonly nth: number; readonly stallsFor: number }>
  /** How long its machine is down after it, in ms. */
  readonly down: number
}

/** How often what moves funds fails while it is pending. */
const failedMovementProbability = 0.2

export interface ProductsPlan extends Omit<Plan.Plan, "planned" | "events"> {
  readonly product: Products.Product
  readonly retention: Products.Retention | undefined
  /** How many rows a page has; as many as on the real one when it is `undefined`. */
  readonly pageLimit: number | undefined
  readonly jobs: ReadonlyArray<Job>
  readonly happenings: ReadonlyArray<Event>
  readonly failedMovementProbability: number
  /** `undefined`: one process, which lives on and has no journal. */
  readonly lives: ReadonlyArray<Life> | undefined
}

const wantedOf = (random: Seeded.Seeded, route: Products.Route, market: Products.Market): Products.Wanted => {
  const side = random.chance(0.5) ? "BUY" : "SELL"
  const quantity = pick(random, market.quantities)
  const own = { symbol: market.symbol, side, quantity } as const
  const resting = { ...own, type: "LIMIT", timeInForce: "GTC", price: market.resting[side] } as const
  const type = random.chance(0.6) ? "LIMIT" : pick(random, route.types)
  switch (type) {
    case "MARKET":
      return { ...own, type }
    case "LIMIT":
      return resting
    case "IOC":
      return {
        ...own,
        type: "LIMIT",
        timeInForce: random.chance(0.5) ? "IOC" : "FOK",
        price: random.chance(0.5) ? market.resting[side] : market.filled[side]
      }
    case "reduceOnly":
      return random.chance(0.5) ? { ...own, type: "MARKET", reduceOnly: true } : { ...resting, reduceOnly: true }
  }
}

const callerOf = (random: Seeded.Seeded): Plan.Caller =>
  random.chance(0.08) ? { _tag: "Absent" } : Plan.callerOf(random)

const jobOf = (
  random: Seeded.Seeded,
  index: number,
  product: Products.Product,
  like: Products.Wanted | undefined,
  retention: Products.Retention | undefined
): Job => {
  const route = pick(random, product.routes)
  const market = pick(random, route.markets)
  // what rests on one route may not on another
  const isAlike = like?.symbol === market.symbol && route.markets === product.routes[0]?.markets
  const wanted = () => (isAlike ? like : undefined) ?? wantedOf(random, route, market)
  const nameOf = (nth: number) => (random.chance(0.2) ? `house-${index}-${nth}` : undefined)
  const at = random.chance(0.5) ? random.integer(0, 400) : random.integer(0, 6000)
  const drawn = callerOf(random)
  const caller: Plan.Caller =
    drawn._tag === "Within" && retention !== undefined && random.chance(0.5)
      ? // looked at again when the exchange has forgotten what ended without a fill, or anything
        {
          ...drawn,
          later: random.integer(
            Math.floor(retention.retentionMillis / 2),
            random.chance(0.7) ? 2 * retention.retentionMillis : 6 * retention.retentionMillis
          )
        }
      : drawn
  const goodFor = random.chance(0.2) ? random.integer(100, 20_000) : undefined
  const own = { index, route, market, at, caller, goodFor, next: undefined }
  const what = random.next()
  if (what < 0.06) return { ...own, first: { _tag: "CancelAll" } }
  if (what < 0.12 && route.set !== undefined) return { ...own, first: { _tag: "Setting" } }
  if (what < 0.3 && route.placeList !== undefined) {
    const side = random.chance(0.5) ? "BUY" : "SELL"
    const leg: Products.Wanted = {
      symbol: market.symbol,
      side,
      type: "LIMIT",
      quantity: pick(random, market.quantities),
      price: market.resting[side]
    }
    const stop = { ...leg, price: market.resting[side === "BUY" ? "SELL" : "BUY"] }
    const next: Next = {
      _tag: "Cancel",
      caller: callerOf(random),
      after: random.chance(0.5) ? 0 : random.integer(0, 3000),
      by: random.chance(0.5) ? "name" : "id"
    }
    const orders: readonly [Named, Named] = [
      [leg, undefined],
      [stop, undefined]
    ]
    return { ...own, first: { _tag: "List", orders }, next: random.chance(0.75) ? next : undefined }
  }
  const isBatch = what < 0.5 && route.placeAll !== undefined
  const orders = Array.from({ length: isBatch ? random.integer(1, 4) : 1 }, (_, nth): Named => [
    nth === 0 ? wanted() : random.chance(0.4) ? wanted() : wantedOf(random, route, market),
    nameOf(nth)
  ])
  const isAmend = (isBatch ? route.amendEach : route.amend) !== undefined && random.chance(0.5)
  const hasNext = (isBatch ? route.cancelEach !== undefined || isAmend : true) && random.chance(0.75)
  const nextOwn = {
    caller: callerOf(random),
    after: random.chance(0.5) ? 0 : random.integer(0, 3000),
    by: random.chance(0.5) ? "name" : "id"
  } as const
  const side = orders[0]?.[0].side ?? "BUY"
  return {
    ...own,
    first: { _tag: isBatch ? "Batch" : "Order", orders },
    next: !hasNext
      ? undefined
      : isAmend
        ? { ...nextOwn, _tag: "Amend", to: { quantity: market.smaller, price: market.amended[side] } }
        : { ...nextOwn, _tag: "Cancel" }
  }
}

const byItsId = (job: Job): Job => ({ ...job, next: job.next && { ...job.next, by: "id" } })

/** The kinds of requests that there are. */
export const kinds: ReadonlyArray<Fault.RequestKind> = [...PartsPlan.kinds, "batch", "setting", "transfer"]

type Row = Plan.KnownFault & { readonly kinds: ReadonlyArray<Fault.RequestKind> }

/** The faults that a product can have. */
const rowsOf = (family: ProductFamily): ReadonlyArray<Row> => [
  ...Fault.names.map((name) => {
    const row = Fault.rowOf(name)
    const { fault } = row
    return {
      name,
      fault,
      on: [],
      kinds: kinds.filter((kind) => Fault.applies(row, kind, family)),
      weight: PartsPlan.weightOf(name, fault)
    }
  }),
  ...Object.entries(Plan.compounds).map(([name, fault]) => ({
    name,
    fault,
    on: [],
    kinds: kinds.filter((kind) => kind !== "read" && kind !== "public"),
    weight: PartsPlan.weightOf(name, fault)
  }))
]
const rows = new Map<ProductFamily, ReadonlyArray<Row>>()
const rowsOn = (family: ProductFamily) => {
  const made = rows.get(family) ?? rowsOf(family)
  rows.set(family, made)
  return made
}

/** The name of each fault. */
export const nameOf: ReadonlyMap<Fault.Fault, string> = PartsPlan.nameOf

/** Every fault on each of these kinds of request, as "fault on kind". */
export const faultsOn = (family: ProductFamily, of: ReadonlySet<string>): ReadonlyArray<string> =>
  rowsOn(family).flatMap((row) => row.kinds.filter((kind) => of.has(kind)).map((kind) => `${row.name} on ${kind}`))

/** Faults on every kind of request, all of them or a few that repeat and combine. */
const stormOf = ({ random, storm }: Plan.Plan, family: ProductFamily): Plan.Plan["storm"] => {
  const probability = storm.probability.place ?? 0
  const all = rowsOn(family)
  const chosen = random.chance(0.5) ? all : Array.from({ length: random.integer(3, 7) }, () => pick(random, all))
  const often = Math.max(0.4, probability)
  const isWrite = (kind: Fault.RequestKind) => kind !== "place" && kind !== "read" && kind !== "public"
  return {
    until: storm.until,
    probability: {
      ...storm.probability,
      ...Object.fromEntries(kinds.filter((kind) => isWrite(kind) && kind !== "cancel").map((kind) => [kind, often]))
    },
    faults: Object.fromEntries(kinds.map((kind) => [kind, chosen.filter((row) => row.kinds.includes(kind))]))
  }
}

/** The points at which a process can be killed. */
export const points: ReadonlyArray<string> = [
  ...["sign", "conclude"].flatMap((question) => [`journal: before ${question}`, `journal: after ${question}`]),
  // what moves funds is in no journal
  ...kinds.flatMap((kind) =>
    kind === "transfer" ? [] : [`wire: before ${kind}`, `wire: ${kind} on its way`, `wire: after ${kind}`]
  )
]

/** Draws the world of a seed. `names`: the products to draw from; `isMisrouted`: the client asks on the wrong route. */
export const make = (seed: number, names: ReadonlyArray<string>, isMisrouted: boolean): ProductsPlan => {
  const base = Plan.make(seed)
  const { random } = base
  const forgets = random.chance(0.3)
  const retentionMillis = random.integer(60_000, 240_000)
  const name = pick(random, names)
  // longer than a door at the edge can be shut
  const filledRetentionMillis = Math.floor(400_000 + retentionMillis * (1 + random.next() * 2))
  const retention = forgets
    ? { retentionMillis, filledRetentionMillis: Products.keepsFilled.has(name) ? Infinity : filledRetentionMillis }
    : undefined
  // no call of one request makes as many orders, which would all be of one moment
  const pageLimit = random.chance(0.2) ? 5 : undefined
  const product = Products.product(name, { retention, pageLimit }, isMisrouted)
  const twins = random.chance(0.6)
  const [firstRoute] = product.routes
  const market = firstRoute === undefined ? undefined : pick(random, firstRoute.markets)
  const like =
    twins && firstRoute !== undefined && market !== undefined ? wantedOf(random, firstRoute, market) : undefined
  const jobs = Array.from({ length: random.integer(2, 4) }, (_, index) =>
    jobOf(random, index, product, like, retention)
  )
  const happenings: Array<Event> = base.events.filter(
    (event): event is Extract<Event, Plan.Event> =>
      event._tag === "Ban" || event._tag === "Step" || event._tag === "Pause"
  )
  const reused = new Set<Job>()
  const at = () => pick(random, jobs).at + random.integer(0, random.chance(0.8) ? 6000 : 30_000)
  for (let left = random.chance(0.5) ? random.integer(1, 3) : 0; left > 0; left--) {
    const job = pick(random, jobs)
    if (!("orders" in job.first)) continue
    const [wanted, name] = pick(random, job.first.orders)
    const alike = product.routes.filter(({ markets }) => markets === job.route.markets)
    const route = pick(random, alike)
    const isNamesake = name !== undefined && random.chance(0.5)
    if (isNamesake) reused.add(job)
    // under the same name and on the same route nobody could tell one of the same content from it
    const side = isNamesake && route === job.route ? (wanted.side === "BUY" ? "SELL" : "BUY") : wanted.side
    happenings.push({
      _tag: "Place",
      at: random.chance(0.2) ? 0 : at(),
      route,
      order: [
        { ...wanted, side, ...(side === wanted.side ? {} : { price: wanted.price && job.market.resting[side] }) },
        isNamesake ? name : undefined
      ]
    })
  }
  const somewhere = () => {
    const { market, route } = pick(random, jobs)
    return { at: at(), market, route, newest: random.chance(0.6) }
  }
  for (let left = random.chance(retention === undefined ? 0.3 : 0.7) ? random.integer(1, 3) : 0; left > 0; left--)
    happenings.push({ _tag: "Cancel", ...somewhere() })
  const amend = { _tag: "Amend", ...somewhere() } as const
  // where there are no amends nobody else can amend either
  if (random.chance(0.15) && amend.route.amend !== undefined) happenings.push(amend)
  if (random.chance(0.3))
    happenings.push({ _tag: "Fill", ...somewhere(), share: random.chance(0.5) ? 1 : random.next() })
  // nobody looks for so long that the exchange forgets
  if (retention !== undefined && random.chance(0.3))
    happenings.push({
      _tag: "Pause",
      at: at(),
      millis: random.integer(retention.retentionMillis, 2 * retention.retentionMillis),
      asleep: random.chance(0.5)
    })
  const lives = random.chance(0.35)
    ? Array.from({ length: random.integer(1, 2) }, (): Life => ({
        fates: [{ point: pick(random, points), nth: random.integer(1, 3), stallsFor: Infinity }],
        down: random.chance(0.5) ? random.integer(0, 200) : random.integer(0, 10_000)
      }))
    : undefined
  const plan: ProductsPlan = {
    ...base,
    product,
    retention,
    pageLimit,
    // a name that somebody else uses as well says nothing about which order is meant
    jobs: jobs.map((job) => (reused.has(job) ? byItsId(job) : job)),
    happenings,
    lives,
    failedMovementProbability: 0,
    // whoever sends several orders again on the way makes several of each
    replayProbability: 0,
    storm: stormOf(base, product.family)
  }
  return seed % 8 === 5 ? broadened(plan) : seed % 4 === 2 ? widened(plan) : heard(plan)
}

/** Whether it settles beside a user data stream: some of the seeds of those products that have one here. */
export const streamOf = ({ product, seed }: ProductsPlan): Streams.Opened | undefined =>
  Streams.isHeard(seed) ? Streams.keyed.get(product.name) : undefined

/** A world with something to wait for, and in half of them replies that are lost, where the stream is all that there is. */
const heard = (plan: ProductsPlan): ProductsPlan => {
  const { product, retention, seed, storm } = plan
  if (streamOf(plan) === undefined) return plan
  // what is forgotten soon has to be seen sooner
  const isHard = Streams.isHard(seed) && retention === undefined
  const slowed = { ...plan, ...Streams.slowViews(plan, seed, isHard) }
  if (!isHard) return slowed
  const lost = rowsOn(product.family).filter((row) => row.kinds.includes("place") && Streams.losesReply(row))
  return { ...slowed, storm: Streams.losing(storm, { place: lost, batch: lost }) }
}

/** A world of settings and amends, where each fault is as likely as any other: they are what others have too little of. */
const broadened = (plan: ProductsPlan): ProductsPlan => {
  const { jobs, product, random, storm } = plan
  const more: Array<Job> = []
  const own = (route: Products.Route) => ({
    index: jobs.length + more.length,
    route,
    market: pick(random, route.markets),
    at: random.integer(0, 6000),
    caller: { _tag: "Patient", times: random.integer(0, 4) } as const,
    goodFor: undefined
  })
  for (const route of product.routes)
    for (let left = 4; left > 0; left--) {
      if (route.set !== undefined) more.push({ ...own(route), first: { _tag: "Setting" }, next: undefined })
      if (route.amend === undefined) continue
      const job = own(route)
      const side = random.chance(0.5) ? "BUY" : "SELL"
      const { amended, quantities, resting, smaller, symbol } = job.market
      const wanted: Products.Wanted = {
        symbol,
        side,
        type: "LIMIT",
        timeInForce: "GTC",
        quantity: pick(random, quantities),
        price: resting[side]
      }
      more.push({
        ...job,
        first: { _tag: "Order", orders: [[wanted, undefined]] },
        next: {
          _tag: "Amend",
          by: "name",
          after: random.integer(0, 1000),
          caller: { _tag: "Patient", times: random.integer(0, 4) },
          to: { quantity: smaller, price: amended[side] }
        }
      })
    }
  return { ...plan, jobs: [...jobs, ...more], lives: undefined, storm: evened(storm, product.family) }
}

/** Each fault as likely as any other. */
const evened = (storm: Plan.Plan["storm"], family: ProductFamily): Plan.Plan["storm"] => ({
  ...storm,
  faults: Object.fromEntries(
    Object.keys(storm.faults).map((kind) => [
      kind,
      rowsOn(family)
        .filter((row) => row.kinds.some((one) => one === kind))
        .map(({ fault, name, on }) => ({ fault, name, on, weight: 1 }))
    ])
  )
})

/** Whoever moves funds has no fence to wait for: it takes the doubt back, goes away, or keeps it. */
const moverOf = (random: Seeded.Seeded): Plan.Caller => {
  const drawn = random.next()
  if (drawn < 0.1) return { _tag: "Bare" }
  if (drawn < 0.2) return { _tag: "Interrupted", after: random.integer(0, 20_000), how: "interrupt" }
  return { _tag: "Within", within: random.integer(0, 120_000), later: random.integer(0, 60_000) }
}

/** A world of what moves funds, of countdowns, of order lists that are no OCO, and of orders that are placed in another way. */
const widened = (plan: ProductsPlan): ProductsPlan => {
  const { happenings, jobs, lives, product, random, storm } = plan
  const more: Array<Job> = []
  const others: Array<Event> = []
  const own = (route: Products.Route, caller: Plan.Caller) => ({
    index: jobs.length + more.length,
    route,
    market: pick(random, route.markets),
    at: random.integer(0, random.chance(0.5) ? 1000 : 10_000),
    caller,
    goodFor: random.chance(0.1) ? random.integer(100, 20_000) : undefined,
    next: undefined
  })
  const { routes } = product
  const moving = lives === undefined ? routes.filter(({ moves }) => moves.length > 0) : []
  const armed = lives === undefined ? routes.filter(({ arm }) => arm !== undefined) : []
  const listed = routes.filter(({ lists }) => lists.length > 0)
  let last: { readonly route: Products.Route; readonly first: Job["first"] } | undefined
  for (let left = moving.length > 0 ? random.integer(2, 5) : 0; left > 0; left--) {
    const route = pick(random, moving)
    const isTwin = last !== undefined && random.chance(0.3)
    const move = pick(random, route.moves)
    const amount = `${1 + more.length}.25`
    const what = isTwin && last !== undefined ? last : { route, first: { _tag: "Move", move, amount } as const }
    more.push({ ...own(what.route, moverOf(random)), first: what.first })
    last = what
    if (random.chance(0.2))
      others.push({
        _tag: "Move",
        at: random.integer(0, 10_000),
        move,
        amount: move.isNamed && random.chance(0.7) ? amount : `${random.integer(10, 19)}.5`
      })
  }
  for (let left = armed.length > 0 ? random.integer(0, 2) : 0; left > 0; left--) {
    const millis = random.chance(0.3) ? 0 : random.integer(5_000, 120_000)
    more.push({ ...own(pick(random, armed), callerOf(random)), first: { _tag: "Countdown", millis } })
  }
  for (let left = listed.length > 0 ? random.integer(0, 2) : 0; left > 0; left--) {
    const job = own(pick(random, listed), callerOf(random))
    const kind = pick(random, job.route.lists)
    const orders = kind
      .legsOf(job.market, random.chance(0.5) ? "BUY" : "SELL", pick(random, job.market.quantities))
      .map((wanted): Named => [wanted, undefined])
    const next: Next = {
      _tag: "Cancel",
      caller: callerOf(random),
      after: random.integer(0, 3000),
      by: random.chance(0.5) ? "name" : "id"
    }
    more.push({ ...job, first: { _tag: "List", orders, kind }, next: random.chance(0.6) ? next : undefined })
  }
  const { ways } = product
  for (let left = ways.length > 0 ? random.integer(1, 3) : 0; left > 0; left--) {
    const job = own(pick(random, ways), callerOf(random))
    const wanted = wantedOf(random, job.route, job.market)
    const next = {
      caller: callerOf(random),
      after: random.integer(0, 3000),
      by: random.chance(0.5) ? "name" : "id"
    } as const
    const to = { quantity: job.market.smaller, price: job.market.amended[wanted.side] }
    more.push({
      ...job,
      first: { _tag: "Order", orders: [[wanted, undefined]] },
      next: random.chance(0.4)
        ? undefined
        : random.chance(0.5)
          ? { ...next, _tag: "Cancel" }
          : { ...next, _tag: "Amend", to }
    })
  }
  return {
    ...plan,
    jobs: [...jobs, ...more],
    happenings: [...happenings, ...others, ...(moving.length > 0 ? [{ _tag: "Isolate", at: 0 } as const] : [])],
    failedMovementProbability: random.chance(0.5) ? failedMovementProbability : 0,
    storm: random.chance(0.7) ? evened(storm, product.family) : storm
  }
}
