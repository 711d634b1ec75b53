/** The lines before the limits of an address: who waits, who goes, what is held for it, and what replies teach. */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Intent from "../client/Intent.ts"
import type { AnyOperation } from "../client/Operation.ts"
import type { HostClock } from "../client/ServerClock.ts"
import type { HttpReply, Reply } from "../client/Transport.ts"
import type { Verdict } from "../client/Verdict.ts"
import { Retryable } from "../errors/BinanceError.ts"
import { BudgetExhausted } from "../errors/RetryableReason.ts"
import * as BanWindow from "../limits/BanWindow.ts"
import type { Asked, Reservation, Service, Usage } from "../limits/RateBudget.ts"
import { type ByLane, type Held, Ledger, type Moment } from "../limits/RateBudgetLedger.ts"
import type { Limit, Options } from "../limits/RateBudgetMemory.ts"
import { get } from "./json.ts"
import { laneOf, lanes, staggerMillis } from "./lanes.ts"
import { unreadClock } from "./unreadClock.ts"

// Parts of a weight limit. `floor`: what a lane gets in each window in which it asks, however much the lanes before it want.
// `kept`: what it leaves to them, so that the last of a window is there for a cancel.
const laneRules: { readonly [L in BanWindow.Lane]: { readonly floor: number; readonly kept: number } } = {
  cancel: { floor: 0, kept: 0 },
  place: { floor: 0.1, kept: 0.005 },
  query: { floor: 0.05, kept: 0.01 },
  market: { floor: 0.05, kept: 0.02 }
}

const minute = 60_000
const unitMillis = { s: 1000, m: minute, h: 60 * minute, d: 1440 * minute } as const
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
      ? [{ type, intervalMillis: unit * times, limit: most }]
      : []
  })
}

const isWrite = ({ kind }: AnyOperation) => kind !== "read" && kind !== "test"

export const orderCountOf = ({ countsAsOrder, find, orderCount }: AnyOperation, input: unknown): number => {
  const own = input as never // the operation's own input
  if (orderCount !== undefined) return orderCount(own)
  if (countsAsOrder !== true) return 0
  if (find?.subject === "orderList") return find.legs(own, "").length
  return find?.subject === "batch" ? find.parts(own, "").length : 1
}

const familyPattern = /^\/([a-z]+)\//

/** One limit, as it is known here. */
export interface Book {
  /** What it is called in everything that is shared. */
  readonly name: string
  readonly scope: string
  readonly type: Limit["type"]
  readonly ledger: Ledger
  /** Tells the time by which its windows turn. */
  clock: HostClock
  /** What the first of each lane waits for here. */
  waiting: ByLane
}

export interface Charge {
  readonly book: Book
  readonly amount: number
}

/** What an attempt wants of one limit, and how far it may fill the windows from the first to the last. */
export interface Wish extends Charge {
  readonly ceiling: number
  /** It is the lane's own part, which those before it leave to it. */
  readonly isOwn: boolean
  readonly first: number
  readonly last: number
}

/** A question to those who share the limits. It is held here already, and counts as long as it is not answered. */
export interface Question {
  readonly wishes: ReadonlyArray<Wish>
  /** Whether anybody still waits for the answer; who has gone holds nothing any more. */
  readonly isOpen: () => boolean
  readonly answer: (isGranted: boolean) => void
}

/** What a reply says of one limit. */
export interface Counted {
  readonly book: Book
  readonly held: Held
  readonly actual: number
  /** When the reply came. */
  readonly now: Moment
  readonly counted: number
}

/** How the limits are shared with other processes. */
export interface Sharing {
  /** Asks, or says that it need not be asked: nobody can be. */
  readonly ask: (question: Question) => boolean
  /** Whether this process may have that much more by itself, for as long as what others have is not known. */
  readonly allows: (wish: Wish, now: Moment) => boolean
  /** Something of these has changed. */
  readonly changed: (books: ReadonlyArray<Book>) => void
  /** Told instead of correcting the ledger by it, since the reply counts what others have. */
  readonly counted: (said: Counted) => void
}

/** What a budget has for those who share it. */
export interface Host {
  readonly books: ReadonlyMap<string, Book>
  readonly capOf: (ledger: Ledger) => number
  readonly momentOf: (clock: HostClock) => Effect.Effect<Moment>
  /** Lets go whoever may. */
  readonly pumpAll: Effect.Effect<void>
}

interface Waiter {
  readonly asked: Asked
  readonly lane: BanWindow.Lane
  readonly weight: number
  readonly orders: number
  readonly granted: Deferred.Deferred<void>
  /** The first answer of those who share the limits. */
  readonly answered: Deferred.Deferred<void>
  isAsking: boolean
  hasWaited: boolean
  held: ReadonlyArray<{ readonly charge: Charge; readonly held: Held }> | undefined
}

/** Who waits for the same limits of an address: a family of hosts, or one endpoint of SAPI. */
interface Pool {
  readonly scope: string
  readonly family: string
  /** For each lane one line of those who count as orders of an account, and one of those who do not. */
  readonly lines: { readonly [L in BanWindow.Lane]: Map<string, Set<Waiter>> }
  readonly books: Set<Book>
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

const nobody: ByLane = { cancel: 0, place: 0, query: 0, market: 0 }

/** `limits` has to have all of them. */
export const make = Effect.fnUntraced(function* (
  options: Options,
  sharingOf?: (host: Host) => Effect.Effect<Sharing, never, Scope.Scope>
) {
  const share = options.share ?? 0.99
  const clockError = Duration.toMillis(Duration.fromInputUnsafe(options.clockError ?? 50))
  const scope = yield* Effect.scope
  const limits = new Map(Object.entries<ReadonlyArray<Limit> | undefined>({ ...options.limits }))
  const books = new Map<string, Book>()
  const pools = new Map<string, Pool>()
  // endpoints of SAPI that are limited by account, as far as replies have said so
  const byAccount = new Set<string>()
  let latest: HostClock | undefined
  let sharing: Sharing | undefined

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

  const bookOf = (pool: Pool, scope: string, { intervalMillis, limit, type }: Limit): Book => {
    const name = `${scope} ${slot(type, intervalMillis)}`
    const book = books.get(name) ?? {
      name,
      scope,
      type,
      ledger: new Ledger(intervalMillis, limit),
      clock: pool.clock,
      waiting: nobody
    }
    book.ledger.limit = limit
    book.clock = pool.clock
    books.set(name, book)
    pool.books.add(book)
    return book
  }

  const poolOf = ({ account, clock, operation: { method, path } }: Asked): Pool => {
    const family = familyPattern.exec(path)?.[1] ?? ""
    const endpoint = `${method} ${path}`
    const scope = family !== "sapi" ? family : byAccount.has(endpoint) ? `${endpoint} ${account}` : endpoint
    const found = pools.get(scope)
    if (found !== undefined) {
      if (clock !== unreadClock) found.clock = clock
      return found
    }
    const lines = { cancel: new Map(), place: new Map(), query: new Map(), market: new Map() }
    const pool: Pool = {
      scope,
      family,
      lines,
      books: new Set(),
      clock,
      wakesAt: Infinity,
      leaving: [],
      isMoving: false
    }
    pools.set(scope, pool)
    return pool
  }

  const chargesOf = (pool: Pool, { asked, orders, weight }: Waiter): ReadonlyArray<Charge> =>
    (limits.get(pool.family) ?? []).flatMap((limit): ReadonlyArray<Charge> => {
      const charge = (scope: string, amount: number) => [{ amount, book: bookOf(pool, scope, limit) }]
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

  /** How far a lane may fill the window: what lower lanes that wait, here or elsewhere, are still owed of it stays free. */
  const roomFor = (pool: Pool, lane: BanWindow.Lane, ledger: Ledger, now: Moment): number => {
    const cap = capOf(ledger)
    let { kept } = laneRules[lane]
    let owed = 0
    for (const lower of lanes.slice(lanes.indexOf(lane) + 1)) {
      const here = [...pool.lines[lower].values()].map(firstOf).find((one) => one !== undefined)?.weight ?? 0
      const head = Math.max(here, ledger.waitingElsewhere(lower))
      if (head === 0) continue
      const spent = ledger.spent(lower, now)
      const due = Math.max(laneRules[lower].floor * cap - spent, spent === 0 ? head : 0)
      if (due <= 0) continue
      owed += due
      // nor does it reach into what that lane has to keep for others
      kept = Math.max(kept, laneRules[lower].kept)
    }
    return cap * (1 - kept) - owed
  }

  /** How far it may fill the windows; an empty one takes whatever is asked, since what is more than a whole window goes alone. */
  const wishOf = (
    pool: Pool,
    { lane }: Waiter,
    { amount, book }: Charge,
    now: Moment,
    claimed: ReadonlySet<Ledger>
  ): Wish => {
    const { ledger, type } = book
    const cap = capOf(ledger)
    const [first, last] = ledger.open(now)
    const wish = (ceiling: number, isOwn = false): Wish => ({ amount, book, ceiling, isOwn, first, last })
    const isClaimed =
      claimed.has(ledger) || lanes.slice(0, lanes.indexOf(lane)).some((higher) => ledger.waitingElsewhere(higher) > 0)
    if (type === "ORDERS" || type === "RAW_REQUESTS") return wish(isClaimed ? 0 : cap)
    const spent = ledger.spent(lane, now)
    // its own floor is its own, whoever else waits
    if (spent === 0 || spent + amount <= laneRules[lane].floor * cap)
      return wish(cap * (1 - laneRules[lane].kept), true)
    return wish(isClaimed ? 0 : roomFor(pool, lane, ledger, now))
  }

  const fits = (wish: Wish, now: Moment): boolean => {
    const { amount, book, ceiling } = wish
    if (amount === 0) return true
    const used = book.ledger.used(now)
    if (used !== 0 && used + amount > ceiling) return false
    return sharing?.allows(wish, now) ?? true
  }

  const grant = (pool: Pool, key: string, waiter: Waiter, inTurn: boolean) => {
    waiter.isAsking = false
    pool.lines[waiter.lane].get(key)?.delete(waiter)
    if (inTurn) pool.leaving.push(waiter)
    else Deferred.doneUnsafe(waiter.granted, Effect.void)
  }

  const release = (waiter: Waiter, now: Moment) => {
    for (const { charge, held } of waiter.held ?? []) charge.book.ledger.charge(held, 0, now)
    waiter.held = undefined
  }

  /**
   * Lets go whoever may go, in the order of the lanes; gives when to look again, by the exchange's clock. When a window `hasTurned`, those
   * who waited for it leave one after the other, and whoever has just come need not.
   */
  const pumpAt = (pool: Pool, now: Moment, hasTurned: boolean): number => {
    const claimed = new Set<Ledger>()
    const waiting = new Map<Book, { [L in BanWindow.Lane]: number }>()
    let wakesAt = Infinity
    for (const lane of lanes) {
      for (const [key, line] of pool.lines[lane]) {
        for (const waiter of line) {
          if (waiter.isAsking) continue
          const wishes = chargesOf(pool, waiter).map((charge) => wishOf(pool, waiter, charge, now, claimed))
          const short = wishes.filter((wish) => !fits(wish, now))
          if (short.length > 0) {
            // nobody behind it, and nobody below, may take what it waits for
            for (const { amount, book } of short) {
              claimed.add(book.ledger)
              const amounts = waiting.get(book) ?? { ...nobody }
              amounts[lane] = Math.max(amounts[lane], amount)
              waiting.set(book, amounts)
              wakesAt = Math.min(wakesAt, book.ledger.endOf(now) + now.latest - now.earliest)
            }
            break
          }
          waiter.held = wishes.map((charge) => ({ charge, held: charge.book.ledger.hold(charge.amount, lane, now) }))
          // what is asked for is not granted in one piece
          const inTurn = waiter.hasWaited && (hasTurned || (sharing !== undefined && pool.isMoving))
          const isAsked = sharing?.ask({
            wishes: wishes.filter(({ amount }) => amount > 0),
            isOpen: () => waiter.isAsking,
            answer: (isGranted) => {
              // who has gone meanwhile has given it back
              if (!waiter.isAsking) return
              waiter.isAsking = false
              if (isGranted) grant(pool, key, waiter, inTurn)
              else release(waiter, now)
              Deferred.doneUnsafe(waiter.answered, Effect.void)
            }
          })
          if (isAsked === true) waiter.isAsking = true
          else grant(pool, key, waiter, inTurn)
        }
        if (line.size === 0) pool.lines[lane].delete(key)
      }
    }
    for (const book of pool.books) book.waiting = waiting.get(book) ?? nobody
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
      if (fits(wishOf(pool, waiter, charge, now, new Set()), now)) continue
      const { ledger } = charge.book
      end = Math.max(end, ledger.endOf(now) + now.latest - now.earliest)
      mayOpen ||= ledger.outstanding > 0
    }
    return { millis: Math.max(1, Math.ceil(end - now.latest)), mayOpen }
  }

  const acquire = Effect.fnUntraced(function* (
    asked: Asked,
    restore: <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  ) {
    // what is not signed has not asked for the time yet
    yield* restore(Effect.ignore(Effect.provideService(asked.clock.now, BanWindow.Deadline, asked.deadline)))
    if (latest === undefined || asked.clock !== unreadClock) latest = asked.clock
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
      answered: Deferred.makeUnsafe<void>(),
      isAsking: false,
      hasWaited: false,
      held: undefined
    }
    const key = orders > 0 ? asked.account : ""
    const line = pool.lines[lane].get(key) ?? new Set()
    pool.lines[lane].set(key, line.add(waiter))
    const isGranted = () => waiter.held !== undefined && !waiter.isAsking
    const withdraw = Effect.suspend(() => {
      pool.lines[lane].get(key)?.delete(waiter)
      waiter.isAsking = false
      return giveBack(pool, waiter)
    })
    const wait = (self: Effect.Effect<void, Retryable>) => Effect.onInterrupt(restore(self), () => withdraw)
    // in one step with what follows, so that nobody comes between
    yield* pump(pool)
    if (waiter.isAsking) yield* wait(Deferred.await(waiter.answered))
    if (isGranted()) return { pool, waiter }
    waiter.hasWaited = true
    const now = yield* momentOf(asked.clock)
    const { mayOpen, millis } = outlook(pool, waiter, now)
    const left = asked.deadline - (yield* Intent.monotonicMillis)
    const exhausted = Effect.gen(function* () {
      yield* withdraw
      const until = Math.ceil((yield* Clock.currentTimeMillis) + millis)
      return yield* new Retryable({ reason: new BudgetExhausted({ until }) })
    })
    if ((yield* BanWindow.Patience) === "fail-fast" || left <= 0 || (millis > left && !mayOpen)) return yield* exhausted
    const granted = Deferred.await(waiter.granted)
    yield* wait(
      Effect.andThen(
        left === Infinity
          ? granted
          : Effect.timeoutOrElse(granted, {
              duration: left,
              // it may have been granted at the very moment
              orElse: () => (isGranted() ? Effect.void : exhausted)
            }),
        twoTurns
      )
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
      const { book } = charge
      const figure = counted?.get(slot(book.type, book.ledger.intervalMillis))
      const cost = actual(charge)
      if (sharing === undefined) {
        book.ledger.settle(one, cost, now, figure)
        continue
      }
      book.ledger.charge(one, cost, now)
      if (figure !== undefined) sharing.counted({ book, held: one, actual: cost, now, counted: figure })
    }
    sharing?.changed(held.map(({ charge }) => charge.book))
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
        return settle(
          pool,
          waiter,
          ({ amount, book }) => (isFree && book.type === "REQUEST_WEIGHT" ? 0 : amount),
          reply
        )
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

  if (sharingOf !== undefined)
    sharing = yield* sharingOf({
      books,
      capOf,
      momentOf,
      pumpAll: Effect.suspend(() => Effect.forEach(pools.values(), (pool) => pump(pool), { discard: true }))
    })
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
            Array.from(books.values(), ({ ledger, scope, type }): Usage => {
              const { intervalMillis, limit } = ledger
              return { scope, type, intervalMillis, limit, used: ledger.used(now) }
            })
          )
    )
  }
  return service
})
