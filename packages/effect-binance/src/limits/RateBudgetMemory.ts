/**
 * The budget of one process: whoever asks it first when the windows are full waits in the lane of its call, and nobody is refused by
 * the exchange for asking too much.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Family } from "../client/Endpoint.ts"
import * as Intent from "../client/Intent.ts"
import type { AnyOperation } from "../client/Operation.ts"
import type { HostClock } from "../client/ServerClock.ts"
import type { HttpReply, Reply } from "../client/Transport.ts"
import type { Verdict } from "../client/Verdict.ts"
import { Retryable } from "../errors/BinanceError.ts"
import { BudgetExhausted } from "../errors/RetryableReason.ts"
import { get } from "../internal/json.ts"
import { laneOf, lanes, staggerMillis } from "../internal/lanes.ts"
import * as BanWindow from "./BanWindow.ts"
import { type Asked, RateBudget, type Reservation, type Service, type Usage } from "./RateBudget.ts"
import { type Held, Ledger, type Moment } from "./RateBudgetLedger.ts"

const second = 1000
const minute = 60 * second
const day = 1440 * minute

/**
 * One limit as `exchangeInfo.rateLimits` has it. A SAPI endpoint is limited by address or by account, each on its own:
 * `SAPI_IP` and `SAPI_UID`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Limit {
  readonly type: "REQUEST_WEIGHT" | "RAW_REQUESTS" | "ORDERS" | "SAPI_IP" | "SAPI_UID"
  /** How long its window is, in ms. */
  readonly intervalMillis: number
  readonly limit: number
}

/**
 * The limits of each family of hosts.
 *
 * @category models
 * @since 0.1.0
 */
export type Limits = { readonly [F in Family]?: ReadonlyArray<Limit> | undefined }

const limit = (type: Limit["type"], intervalMillis: number, limit: number): Limit => ({ type, intervalMillis, limit })

/**
 * What holds until `exchangeInfo` says otherwise: the lower figure wherever the documentation has two.
 *
 * Source: spot docs, enums and web-socket-api; exchange information and general info of each other product.
 *
 * @example
 * ```ts
 * import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
 *
 * const weight = RateBudgetMemory.documented.fapi?.find(({ type }) => type === "REQUEST_WEIGHT")?.limit // 2400
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const documented: Limits = {
  api: [
    limit("REQUEST_WEIGHT", minute, 6000),
    limit("RAW_REQUESTS", 5 * minute, 61_000),
    limit("ORDERS", 10 * second, 50),
    limit("ORDERS", day, 160_000)
  ],
  sapi: [limit("SAPI_IP", minute, 12_000), limit("SAPI_UID", minute, 180_000)],
  fapi: [limit("REQUEST_WEIGHT", minute, 2400), limit("ORDERS", 10 * second, 300), limit("ORDERS", minute, 1200)],
  dapi: [limit("REQUEST_WEIGHT", minute, 2400), limit("ORDERS", minute, 1200)],
  eapi: [limit("REQUEST_WEIGHT", minute, 2400), limit("ORDERS", 10 * second, 300), limit("ORDERS", minute, 1200)],
  papi: [limit("REQUEST_WEIGHT", minute, 6000), limit("ORDERS", minute, 1200)]
}

/**
 * How the budget is spent.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** The limits until `exchangeInfo` says otherwise; `documented` for each family that is left out. */
  readonly limits?: Limits | undefined
  /**
   * Which part of each limit is ours to spend; 0.99 when left out. The rest is for what is not asked for here, such as other programs
   * on this address.
   */
  readonly share?: number | undefined
  /** The clock is never trusted closer than this around the edge of a window; 50 ms when left out. */
  readonly clockError?: Duration.Input | undefined
}

// Parts of a weight limit. `floor`: what a lane gets in each window in which it asks, however much the lanes before it want.
// `kept`: what it leaves to them, so that the last of a window is there for a cancel.
const laneRules: { readonly [L in BanWindow.Lane]: { readonly floor: number; readonly kept: number } } = {
  cancel: { floor: 0, kept: 0 },
  place: { floor: 0.1, kept: 0.005 },
  query: { floor: 0.05, kept: 0.01 },
  market: { floor: 0.05, kept: 0.02 }
}

const unitMillis = { s: second, m: minute, h: 60 * minute, d: day } as const
const headers: ReadonlyArray<readonly [Limit["type"], RegExp]> = [
  ["REQUEST_WEIGHT", /^x-mbx-used-weight-(\d{1,4})([smhd])$/],
  ["ORDERS", /^x-mbx-order-count-(\d{1,4})([smhd])$/],
  ["SAPI_IP", /^x-sapi-used-ip-weight-(\d{1,4})([smhd])$/],
  ["SAPI_UID", /^x-sapi-used-uid-weight-(\d{1,4})([smhd])$/]
]
// the futures test net has been seen to answer -1
const count = /^\d{1,9}$/

const slot = (type: string, intervalMillis: number) => `${type} ${intervalMillis}`

/** What a reply says is used, by limit. */
const countedIn = ({ headers: values }: HttpReply): ReadonlyMap<string, number> => {
  const counted = new Map<string, number>()
  for (const [name, value] of Object.entries(values)) {
    for (const [type, pattern] of headers) {
      const found = pattern.exec(name)
      const unit = unitMillis[(found?.[2] ?? "") as keyof typeof unitMillis] as number | undefined // the pattern lets no other through
      if (unit !== undefined && count.test(value)) counted.set(slot(type, Number(found?.[1]) * unit), Number(value))
    }
  }
  return counted
}

/** The limits that a reply of `exchangeInfo` states. */
const statedIn = (body: unknown): ReadonlyArray<Limit> => {
  const rows = get(body, "rateLimits")
  if (!Array.isArray(rows)) return []
  return rows.flatMap((row): ReadonlyArray<Limit> => {
    const type = get(row, "rateLimitType")
    const interval = get(row, "interval")
    const times = get(row, "intervalNum")
    const most = get(row, "limit")
    const unit = typeof interval === "string" ? unitMillis[interval.slice(0, 1).toLowerCase() as "s"] : undefined // any other key has no value
    return (type === "REQUEST_WEIGHT" || type === "RAW_REQUESTS" || type === "ORDERS") &&
      unit !== undefined &&
      typeof times === "number" &&
      typeof most === "number" &&
      times > 0 &&
      most > 0
      ? [limit(type, unit * times, most)]
      : []
  })
}

const isWrite = ({ kind }: AnyOperation) => kind !== "read" && kind !== "test"

/**
 * How many new orders a call counts for: what the operation says, the legs of an order list, the elements of a batch, or one.
 *
 * Source: spot docs, rest-api: unfilled order count of each endpoint; futures docs: order limits.
 *
 * @example
 * ```ts
 * import { orderCountOf } from "effect-binance/limits/RateBudgetMemory"
 * import * as Spot from "effect-binance/products/Spot"
 *
 * orderCountOf(Spot.placeOrder.operation, { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1" }) // 1
 * ```
 *
 * @category deciding
 * @since 0.1.0
 */
export const orderCountOf = ({ countsAsOrder, find, orderCount }: AnyOperation, input: unknown): number => {
  const own = input as never // the operation's own input
  if (orderCount !== undefined) return orderCount(own)
  if (countsAsOrder !== true) return 0
  if (find?.subject === "orderList") return find.legs(own, "").length
  return find?.subject === "batch" ? find.parts(own, "").length : 1
}

const familyPattern = /^\/([a-z]+)\//

interface Charge {
  readonly type: Limit["type"]
  readonly ledger: Ledger
  readonly amount: number
}

interface Waiter {
  readonly asked: Asked
  readonly lane: BanWindow.Lane
  readonly weight: number
  readonly orders: number
  readonly granted: Deferred.Deferred<void>
  hasWaited: boolean
  held: ReadonlyArray<{ readonly charge: Charge; readonly held: Held }> | undefined
}

/** Who waits for the same limits of an address: a family of hosts, or one endpoint of SAPI. */
interface Pool {
  readonly scope: string
  readonly family: string
  /** For each lane one line of those who count as orders of an account, and one of those who do not. */
  readonly lines: { readonly [L in BanWindow.Lane]: Map<string, Set<Waiter>> }
  clock: HostClock
  /** When it is looked at again, by the exchange's clock. */
  wakesAt: number
  /** Those whom the turn of a window has let go, in the order of the lanes, and whether they are leaving. */
  readonly leaving: Array<Waiter>
  isMoving: boolean
}

// After a pause of the program a refusal may be lying in a socket unread: see BanWindow.
const twoTurns = Effect.andThen(Effect.yieldNow, Effect.yieldNow)

// Without a reading of the exchange's clock: this machine's own, which is seldom further off.
const unreadErrorMillis = 1000

const firstOf = <A>(set: Set<A>): A | undefined => {
  for (const one of set) return one
  return undefined
}

/** A day's window may be the next to turn, and nobody should keep a process alive that long. */
const longestSleep = minute

const make = Effect.fnUntraced(function* (options: Options) {
  const share = options.share ?? 0.99
  const clockError = Duration.toMillis(Duration.fromInputUnsafe(options.clockError ?? 50))
  const scope = yield* Effect.scope
  const limits = new Map(Object.entries<ReadonlyArray<Limit> | undefined>({ ...documented, ...options.limits }))
  const ledgers = new Map<string, { readonly scope: string; readonly type: Limit["type"]; readonly ledger: Ledger }>()
  const pools = new Map<string, Pool>()
  // endpoints of SAPI that are limited by account, as far as replies have said so
  const byAccount = new Set<string>()
  let latest: HostClock | undefined

  const capOf = ({ limit }: Ledger) => Math.max(1, Math.floor(limit * share))

  const momentOf = (clock: HostClock): Effect.Effect<Moment> =>
    Effect.map(
      Effect.catch(clock.estimate, () =>
        Effect.map(Clock.currentTimeMillis, (time) => ({ time, errorMillis: unreadErrorMillis }))
      ),
      ({ errorMillis, time }) => {
        // the exchange tells whole ms
        const error = Math.max(errorMillis + 1, clockError)
        return { earliest: time - error, latest: time + error }
      }
    )

  const ledgerOf = (scope: string, { intervalMillis, limit, type }: Limit): Ledger => {
    const key = `${scope} ${slot(type, intervalMillis)}`
    const ledger = ledgers.get(key)?.ledger ?? new Ledger(intervalMillis, limit)
    ledger.limit = limit
    ledgers.set(key, { scope, type, ledger })
    return ledger
  }

  const poolOf = ({ account, clock, operation: { method, path } }: Asked): Pool => {
    const family = familyPattern.exec(path)?.[1] ?? ""
    const endpoint = `${method} ${path}`
    const scope = family !== "sapi" ? family : byAccount.has(endpoint) ? `${endpoint} ${account}` : endpoint
    const found = pools.get(scope)
    if (found !== undefined) {
      found.clock = clock
      return found
    }
    const lines = { cancel: new Map(), place: new Map(), query: new Map(), market: new Map() }
    const pool: Pool = { scope, family, lines, clock, wakesAt: Infinity, leaving: [], isMoving: false }
    pools.set(scope, pool)
    return pool
  }

  const chargesOf = (pool: Pool, { asked, orders, weight }: Waiter): ReadonlyArray<Charge> =>
    (limits.get(pool.family) ?? []).flatMap((limit): ReadonlyArray<Charge> => {
      const charge = (scope: string, amount: number) => [{ type: limit.type, amount, ledger: ledgerOf(scope, limit) }]
      // what is more than an address may spend in a window can only be the account's
      const byAddress = limits.get(pool.family)?.find(({ type }) => type === "SAPI_IP")?.limit ?? Infinity
      const isOfAccount = byAccount.has(`${asked.operation.method} ${asked.operation.path}`)
      switch (limit.type) {
        case "REQUEST_WEIGHT":
          return charge(pool.scope, weight)
        case "RAW_REQUESTS":
          return charge(pool.scope, 1)
        case "ORDERS":
          return orders > 0 ? charge(`${pool.family} ${asked.account}`, orders) : []
        case "SAPI_IP":
          return isOfAccount || weight > limit.limit ? [] : charge(pool.scope, weight)
        case "SAPI_UID":
          return isOfAccount || weight > byAddress ? charge(pool.scope, weight) : []
      }
    })

  /** How far a lane may fill the window: what lower lanes that wait are still owed of it stays free. */
  const roomFor = (pool: Pool, lane: BanWindow.Lane, ledger: Ledger, now: Moment): number => {
    const cap = capOf(ledger)
    let { kept } = laneRules[lane]
    let owed = 0
    for (const lower of lanes.slice(lanes.indexOf(lane) + 1)) {
      const head = [...pool.lines[lower].values()].map(firstOf).find((one) => one !== undefined)
      if (head === undefined) continue
      const spent = ledger.spent(lower, now)
      const due = Math.max(laneRules[lower].floor * cap - spent, spent === 0 ? head.weight : 0)
      if (due <= 0) continue
      owed += due
      // nor does it reach into what that lane has to keep for others
      kept = Math.max(kept, laneRules[lower].kept)
    }
    return cap * (1 - kept) - owed
  }

  const fits = (
    pool: Pool,
    { lane }: Waiter,
    { amount, ledger, type }: Charge,
    now: Moment,
    claimed: ReadonlySet<Ledger>
  ): boolean => {
    if (amount === 0) return true
    const cap = capOf(ledger)
    const used = ledger.used(now)
    // what is more than a whole window goes alone
    if (used + Math.min(amount, cap) > cap) return false
    if (used === 0) return true
    if (type === "ORDERS" || type === "RAW_REQUESTS") return !claimed.has(ledger)
    if (used + amount > cap * (1 - laneRules[lane].kept)) return false
    const spent = ledger.spent(lane, now)
    // its own floor is its own, whoever else waits
    if (spent === 0 || spent + amount <= laneRules[lane].floor * cap) return true
    return !claimed.has(ledger) && used + amount <= roomFor(pool, lane, ledger, now)
  }

  /**
   * Lets go whoever may go, in the order of the lanes; gives when to look again, by the exchange's clock. When a window `hasTurned`, those
   * who waited for it leave one after the other, and whoever has just come need not.
   */
  const pumpAt = (pool: Pool, now: Moment, hasTurned: boolean): number => {
    const claimed = new Set<Ledger>()
    let wakesAt = Infinity
    for (const lane of lanes) {
      for (const [key, line] of pool.lines[lane]) {
        for (const waiter of line) {
          const charges = chargesOf(pool, waiter)
          const short = charges.filter((charge) => !fits(pool, waiter, charge, now, claimed))
          if (short.length > 0) {
            // nobody behind it, and nobody below, may take what it waits for
            for (const { ledger } of short) {
              claimed.add(ledger)
              wakesAt = Math.min(wakesAt, ledger.endOf(now) + now.latest - now.earliest)
            }
            break
          }
          line.delete(waiter)
          waiter.held = charges.map((charge) => ({ charge, held: charge.ledger.hold(charge.amount, lane, now) }))
          if (hasTurned && waiter.hasWaited) pool.leaving.push(waiter)
          else Deferred.doneUnsafe(waiter.granted, Effect.void)
        }
        if (line.size === 0) pool.lines[lane].delete(key)
      }
    }
    return wakesAt
  }

  const move = Effect.fnUntraced(function* (pool: Pool) {
    // what is held here is held until the exchange has answered, so the line may grow meanwhile
    for (let waiter = pool.leaving.shift(); waiter !== undefined; waiter = pool.leaving.shift()) {
      // one that has gone away is not waited for
      if (waiter.held === undefined) continue
      Deferred.doneUnsafe(waiter.granted, Effect.void)
      yield* Effect.sleep(staggerMillis)
    }
    pool.isMoving = false
  })

  const keepMoving = (pool: Pool): Effect.Effect<void> => {
    if (pool.isMoving || pool.leaving.length === 0) return Effect.void
    pool.isMoving = true
    return Effect.asVoid(Effect.forkIn(move(pool), scope, { startImmediately: true }))
  }

  const pump = (pool: Pool, isAwake = false): Effect.Effect<void> =>
    Effect.flatMap(momentOf(pool.clock), (now) => {
      const hasTurned = now.latest >= pool.wakesAt
      const wakesAt = pumpAt(pool, now, hasTurned)
      const leave = keepMoving(pool)
      if (!isAwake && !hasTurned && wakesAt >= pool.wakesAt) return leave
      pool.wakesAt = wakesAt
      if (wakesAt === Infinity) return leave
      const sleep = Effect.sleep(Math.min(longestSleep, Math.max(1, Math.ceil(wakesAt - now.latest))))
      // one that was overtaken by another one has nothing to do
      const again = Effect.suspend(() => (pool.wakesAt === wakesAt ? pump(pool, true) : Effect.void))
      return Effect.andThen(leave, Effect.asVoid(Effect.forkIn(Effect.andThen(sleep, again), scope)))
    })

  /** When a window turns that it waits for, and whether what is on its way may make room before. */
  const outlook = (pool: Pool, waiter: Waiter, now: Moment) => {
    let end = now.latest
    let mayOpen = false
    for (const charge of chargesOf(pool, waiter)) {
      if (fits(pool, waiter, charge, now, new Set())) continue
      end = Math.max(end, charge.ledger.endOf(now) + now.latest - now.earliest)
      mayOpen ||= charge.ledger.outstanding > 0
    }
    return { millis: Math.max(1, Math.ceil(end - now.latest)), mayOpen }
  }

  const acquire = Effect.fnUntraced(function* (
    asked: Asked,
    restore: <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  ) {
    // what is not signed has not asked for the time yet
    yield* restore(Effect.ignore(Effect.provideService(asked.clock.now, BanWindow.Deadline, asked.deadline)))
    latest = asked.clock
    const pool = poolOf(asked)
    const { input, operation } = asked
    const lane = (yield* BanWindow.ChosenLane) ?? laneOf(operation, input)
    const orders = orderCountOf(operation, input)
    const waiter: Waiter = {
      asked,
      lane,
      weight: Math.max(0, operation.weight(input as never)), // the operation's own input
      orders,
      granted: Deferred.makeUnsafe<void>(),
      hasWaited: false,
      held: undefined
    }
    const key = orders > 0 ? asked.account : ""
    const line = pool.lines[lane].get(key) ?? new Set()
    pool.lines[lane].set(key, line.add(waiter))
    // in one step with what follows, so that nobody comes between
    yield* pump(pool)
    if (waiter.held !== undefined) return { pool, waiter }
    waiter.hasWaited = true
    const leaveLine = () => {
      pool.lines[lane].get(key)?.delete(waiter)
    }
    const now = yield* momentOf(asked.clock)
    const { mayOpen, millis } = outlook(pool, waiter, now)
    const left = asked.deadline - (yield* Intent.monotonicMillis)
    const exhausted = Effect.gen(function* () {
      leaveLine()
      const until = Math.ceil((yield* Clock.currentTimeMillis) + millis)
      return yield* new Retryable({ reason: new BudgetExhausted({ until }) })
    })
    if ((yield* BanWindow.Patience) === "fail-fast" || left <= 0 || (millis > left && !mayOpen)) return yield* exhausted
    const granted = Deferred.await(waiter.granted)
    yield* Effect.onInterrupt(
      restore(
        Effect.andThen(
          left === Infinity
            ? granted
            : Effect.timeoutOrElse(granted, {
                duration: left,
                // it may have been granted at the very moment
                orElse: () => (waiter.held === undefined ? exhausted : Effect.void)
              }),
          twoTurns
        )
      ),
      () => {
        leaveLine()
        return giveBack(pool, waiter)
      }
    )
    return { pool, waiter }
  })

  const settle = Effect.fnUntraced(function* (
    pool: Pool,
    waiter: Waiter,
    actual: (charge: Charge) => number,
    reply: HttpReply | undefined
  ) {
    const held = waiter.held
    if (held === undefined) return
    waiter.held = undefined
    const now = yield* momentOf(pool.clock)
    const counted = reply === undefined ? undefined : countedIn(reply)
    for (const { charge, held: one } of held) {
      const figure = counted?.get(slot(charge.type, charge.ledger.intervalMillis))
      charge.ledger.settle(one, actual(charge), now, figure)
    }
    yield* pump(pool)
  })

  const giveBack = (pool: Pool, waiter: Waiter) => settle(pool, waiter, () => 0, undefined)
  const charged = ({ amount }: Charge) => amount

  // those who wait already are counted more strictly than they need be; who comes next goes by its account
  const learn = ({ operation }: Asked, pool: Pool, reply: Reply, verdict: Verdict) => {
    if (reply._tag === "NoReply") return
    if (verdict._tag === "Success" && operation.path.endsWith("/exchangeInfo")) {
      const stated = statedIn(verdict.body)
      if (stated.length > 0) limits.set(pool.family, stated)
    }
    const endpoint = `${operation.method} ${operation.path}`
    if (pool.family !== "sapi" || byAccount.has(endpoint)) return
    if (reply.headers["x-sapi-used-uid-weight-1m"] === undefined) return
    byAccount.add(endpoint)
  }

  const reservationOf = (pool: Pool, waiter: Waiter) => {
    let hasLeft = false
    const { asked } = waiter
    const reservation: Reservation = {
      leave: () => {
        hasLeft = true
      },
      settle: (reply, verdict) => {
        learn(asked, pool, reply, verdict)
        if (reply._tag === "NoReply")
          return reply.phase === "connect" ? giveBack(pool, waiter) : settle(pool, waiter, charged, undefined)
        // trading on Spot costs no weight when it succeeds; an amend does, unless the order ends by it
        const isFree =
          pool.family === "api" &&
          verdict._tag === "Success" &&
          isWrite(asked.operation) &&
          asked.operation.kind !== "amend"
        return settle(pool, waiter, ({ amount, type }) => (isFree && type === "REQUEST_WEIGHT" ? 0 : amount), reply)
      }
    }
    const close = Effect.suspend(() =>
      !hasLeft
        ? giveBack(pool, waiter)
        : // a write that has left goes on without its caller and settles then
          isWrite(asked.operation)
          ? Effect.void
          : settle(pool, waiter, charged, undefined)
    )
    return { reservation, close }
  }

  const service: Service = {
    around: (asked, attempt) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(acquire(asked, restore), ({ pool, waiter }) => {
          const { close, reservation } = reservationOf(pool, waiter)
          return Effect.onExit(restore(attempt(reservation)), () => close)
        })
      ),
    usage: Effect.suspend(() =>
      latest === undefined
        ? Effect.succeed([])
        : Effect.map(momentOf(latest), (now) =>
            Array.from(ledgers.values(), ({ ledger, scope, type }): Usage => {
              const { intervalMillis, limit } = ledger
              return { scope, type, intervalMillis, limit, used: ledger.used(now) }
            })
          )
    )
  }
  return service
})

/**
 * A budget in memory. Clients that are given the same layer share it: the weight of an address is spent by all of them, orders are
 * counted for each account. Provide it below the `ServerClock`, so that the readings of the clock are counted as well.
 *
 * Waiting calls leave in the order of their lanes (cancel and reconciliation, place, query, market data); each lane has a part of
 * every window that the lanes before it cannot take. When a window turns, those who waited for it leave one every 5 ms: the edge looks
 * at bursts, too. Limits come from `exchangeInfo` whenever it is read, and every reply corrects what is known to be used.
 *
 * @example
 * ```ts
 * import * as BinanceClient from "effect-binance/client/BinanceClient"
 * import * as ServerClock from "effect-binance/client/ServerClock"
 * import { BanWindow } from "effect-binance/limits/BanWindow"
 * import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
 * import * as Layer from "effect/Layer"
 *
 * // half of the address's limits: another program has the other half
 * const client = BinanceClient.layer.pipe(
 *   Layer.provide(ServerClock.layer),
 *   Layer.provide(BanWindow.layer),
 *   Layer.provide(RateBudgetMemory.layer({ share: 0.5 }))
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options = {}): Layer.Layer<never> => Layer.effect(RateBudget, make(options))
