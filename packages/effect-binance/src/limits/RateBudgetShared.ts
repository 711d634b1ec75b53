/**
 * A budget that many processes share over Redis: together they spend what one address may, and each falls back to a stated share of
 * it while Redis is gone.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import * as Intent from "../client/Intent.ts"
import type { HostClock } from "../client/ServerClock.ts"
import * as budget from "../internal/budget.ts"
import { lanes } from "../internal/lanes.ts"
import { RateBudget } from "./RateBudget.ts"
import type { ByLane, Correction, Elsewhere, Moment } from "./RateBudgetLedger.ts"
import * as RateBudgetMemory from "./RateBudgetMemory.ts"

/**
 * Where the budget is shared, and how it is spent.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options extends RateBudgetMemory.Options {
  /**
   * Which part of the budget this process spends by itself while what the others spend is not known: one divided by how many
   * processes there are, at the most.
   */
  readonly fallbackShare: number
  /** What the names in Redis begin with: one for all processes that send from one address. Default: `effect-binance`. */
  readonly prefix?: string | undefined
  /** How long Redis may take to answer before it counts as gone. Default: 150 ms. */
  readonly timeout?: Duration.Input | undefined
  /** How often Redis is asked while there is nothing else to ask, or it is gone. Default: 1 second. */
  readonly refresh?: Duration.Input | undefined
}

// What each process has by its own doing, told whole each time, so that a message which was lost or came twice changes nothing. The
// rules of a window are those of the ledger in every process; here sums are made, and nobody gets what would be more than its ceiling.
const exchange = Redis.script((question: string, ...keys: ReadonlyArray<string>) => [...keys, question], {
  numberOfKeys: (_question, ...keys) => keys.length,
  lua: `
local asked = cjson.decode(ARGV[1])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local books = {}
local function sum(book, index, except)
  local outstanding, landed, spent = 0, 0, { 0, 0, 0, 0 }
  for name, peer in pairs(book.peers) do
    if name ~= except then
      outstanding = outstanding + peer.outstanding
      local window = peer.windows[index]
      if window then
        landed = landed + window.landed
        for lane = 1, 4 do spent[lane] = spent[lane] + window.spent[lane] end
      end
    end
  end
  return outstanding, landed, spent
end
-- what those may still have who spend their part by themselves, and those who may do so since nothing is heard of them
local function reserved(book, index, except)
  local amount = 0
  for name, peer in pairs(book.peers) do
    if name ~= except and (peer.isAlone or now - peer.seen > asked.silence) then
      local window = peer.windows[index]
      amount = amount + math.max(0, peer.part - peer.outstanding - (window and window.landed or 0))
    end
  end
  return amount
end
for i, key in ipairs(KEYS) do
  local told = asked.limits[i]
  local text = redis.call('GET', key)
  local book = text and cjson.decode(text)
    or { born = string.format('%s %d', asked.me, now), wholeAt = now + asked.settling, turn = 0, peers = {}, drifts = {} }
  told.own.seen = now
  book.peers[asked.me] = told.own
  book.turn = math.max(book.turn, told.turn)
  for name, peer in pairs(book.peers) do
    local isGone = now - peer.seen > asked.lease
    if isGone then
      peer.outstanding = 0
      peer.part = 0
    end
    local isEmpty = true
    for index in pairs(peer.windows) do
      if tonumber(index) < told.oldest then peer.windows[index] = nil else isEmpty = false end
    end
    if isGone and isEmpty then book.peers[name] = nil end
  end
  for index in pairs(book.drifts) do
    if tonumber(index) < told.oldest then book.drifts[index] = nil end
  end
  for _, said in ipairs(told.corrections) do
    local index = tostring(said.window)
    local known = book.drifts[index] or { drift = 0, raisedAt = 0 }
    if said.raises then
      if said.drift > known.drift then known = { drift = said.drift, raisedAt = said.turn } end
    elseif said.drift < known.drift and said.turn > known.raisedAt then
      known.drift = said.drift
    end
    book.drifts[index] = known
  end
  books[i] = book
end
local granted, short = {}, {}
for i, wishes in ipairs(asked.questions) do
  local isGranted = true
  for _, wish in ipairs(wishes) do
    local book = books[wish.limit]
    if short[wish.limit] and not wish.isOwn then isGranted = false end
    for number = wish.first, wish.last do
      local index = tostring(number)
      local outstanding, landed = sum(book, index)
      local known = book.drifts[index]
      local used = outstanding + math.max(0, landed + (known and known.drift or 0))
      local own = book.peers[asked.me]
      local window = own.windows[index]
      local isOver = used > 0 and used + wish.amount > wish.ceiling
      local ofOthers = reserved(book, index, asked.me)
      if ofOthers > 0 and used + ofOthers + wish.amount > wish.ceiling then
        isOver = isOver or own.outstanding + (window and window.landed or 0) + wish.amount > own.part
      end
      if isOver then
        isGranted = false
        short[wish.limit] = true
      end
    end
  end
  if isGranted then
    for _, wish in ipairs(wishes) do
      local own = books[wish.limit].peers[asked.me]
      own.outstanding = own.outstanding + wish.amount
    end
  end
  granted[i] = isGranted
end
local limits = {}
for i, book in ipairs(books) do
  redis.call('SET', KEYS[i], cjson.encode(book), 'PX', asked.limits[i].keep)
  local others = { waiting = { 0, 0, 0, 0 }, windows = {} }
  for name, peer in pairs(book.peers) do
    if name ~= asked.me then
      for index in pairs(peer.windows) do others.windows[index] = true end
      if now - peer.seen < asked.patience then
        for lane = 1, 4 do others.waiting[lane] = math.max(others.waiting[lane], peer.waiting[lane]) end
      end
    end
  end
  others.outstanding = sum(book, '', asked.me)
  for index in pairs(others.windows) do
    local _, landed, spent = sum(book, index, asked.me)
    others.windows[index] = { landed = landed, spent = spent, reserved = reserved(book, index, asked.me) }
  end
  others.reserved = reserved(book, '', asked.me)
  limits[i] = { born = book.born, isWhole = now >= book.wholeAt, turn = book.turn, drifts = book.drifts, others = others }
end
return cjson.encode({ granted = granted, limits = limits })
`
}).withReturnType<string>()

interface Answer {
  /** An empty list is an empty object: the script does not tell them apart. */
  readonly granted: ReadonlyArray<boolean>
  readonly limits: ReadonlyArray<{
    readonly born: string
    readonly isWhole: boolean
    readonly turn: number
    readonly drifts: Readonly<Record<string, { readonly drift: number; readonly raisedAt: number }>>
    readonly others: {
      readonly outstanding: number
      readonly waiting: ReadonlyArray<number>
      /** In a window that is not in `windows`. */
      readonly reserved: number
      readonly windows: Readonly<
        Record<string, { readonly landed: number; readonly spent: ReadonlyArray<number>; readonly reserved: number }>
      >
    }
  }>
}

// the order in which the script has the lanes
const listOf = (amounts: ByLane): ReadonlyArray<number> => lanes.map((lane) => amounts[lane])
const byLane = ([cancel = 0, place = 0, query = 0, market = 0]: ReadonlyArray<number>): ByLane => ({
  cancel,
  place,
  query,
  market
})
const byWindow = <A, B>(windows: Readonly<Record<string, A>>, f: (value: A) => B): ReadonlyMap<number, B> =>
  new Map(Object.entries(windows).map(([index, value]) => [Number(index), f(value)]))

const elsewhereOf = ({ drifts, others, turn }: Answer["limits"][number]): Elsewhere => ({
  outstanding: others.outstanding,
  waiting: byLane(others.waiting),
  windows: byWindow(others.windows, ({ landed, spent }) => ({ landed, spent: byLane(spent) })),
  drifts: byWindow(drifts, (drift) => drift),
  turn
})

/** What this process may have by itself until the window has ended in which it was left alone. */
interface Alone {
  /** The last window that was open then. */
  readonly window: number
  /** How far its own may go; `undefined` until the exchange has counted what all of them had. */
  room: number | undefined
  /** From when on whatever was granted to the others has arrived, by the exchange's clock in epoch ms. */
  readonly quietUntil: number
  /** What was held before says nothing of that. */
  readonly turn: number
}

interface Shared {
  readonly book: budget.Book
  /** Which data of Redis it was found in. */
  born: string | undefined
  /** Everybody has had time to say what it has. */
  isWhole: boolean
  isLost: boolean
  alone: Alone | undefined
  /** What is kept for those who spend their part by themselves, by window. */
  reserved: (window: number) => number
  isChanged: boolean
  readonly corrections: Array<Correction>
}

// For so long a process of which nothing is heard keeps its part, and what it had on its way counts: no call waits longer for its
// reply.
const leaseMillis = 60_000
// a connection that was lost is back after less
const reconnectMillis = 2000
// who waits says so again this often
const lookMillis = 100
// or one process takes a whole window in one breath
const mostQuestions = 32
// Of whatever was granted before Redis was gone: nothing is longer on its way to the exchange.
const arrivalMillis = 250
// Part of a limit of weight that others leave free for cancels and orders: what may go before it is known what they have had.
const blindPart = 0.01
// the connection is being made, and the script is loaded
const firstMillis = 2000

// Not in one piece: after a pause of this program its timers run first, and the answer may be lying in a socket unread.
const tooLong = (millis: number) =>
  Effect.andThen(Effect.repeat(Effect.sleep(millis / 4), { times: 3 }), Effect.fail("it took too long"))

const share = (options: Options, redis: Redis.Redis["Service"]) =>
  Effect.fnUntraced(function* ({ books, capOf, momentOf, pumpAll }: budget.Host) {
    const prefix = options.prefix ?? "effect-binance"
    const timeoutMillis = Duration.toMillis(Duration.fromInputUnsafe(options.timeout ?? 150))
    const refreshMillis = Duration.toMillis(Duration.fromInputUnsafe(options.refresh ?? "1 second"))
    const me = Array.from(
      yield* Effect.all(Array.from({ length: 4 }, () => Random.nextIntBetween(0, 0xffff))),
      (number) => number.toString(36)
    ).join("-")
    const fallbackShare = options.fallbackShare > 0 ? Math.min(1, options.fallbackShare) : 0
    const run = redis.eval(exchange)
    const known = new Map<budget.Book, Shared>()
    const questions: Array<budget.Question> = []
    let counted: Array<budget.Counted> = []
    let isUp = true
    let hasTried = false
    let allToldAt = -Infinity

    const sharedOf = (book: budget.Book): Shared => {
      const found = known.get(book)
      if (found !== undefined) return found
      const made = {
        book,
        born: undefined,
        isWhole: false,
        isLost: false,
        alone: undefined,
        reserved: () => 0,
        isChanged: true,
        corrections: []
      }
      known.set(book, made)
      return made
    }

    const wakes = yield* Queue.sliding<void>(1)
    const wake = () => void Queue.offerUnsafe(wakes, undefined)

    let outage: string | undefined
    const begins = (what: string) =>
      Effect.suspend(() => {
        if (outage !== undefined) return Effect.void
        outage = what
        return Effect.logWarning(
          `${what}: what other processes spend is not known here; this one goes on with ${fallbackShare} of the budget`
        )
      })
    const ends = Effect.suspend(() => {
      if (outage === undefined || [...known.values()].some(({ isWhole }) => !isWhole)) return Effect.void
      const over = outage
      outage = undefined
      return Effect.logInfo(`${over}: over; the budget is shared again`)
    })

    const partOf = ({ ledger }: budget.Book) =>
      fallbackShare === 0 ? 0 : Math.max(1, Math.floor(capOf(ledger) * fallbackShare))
    // the others go on too, each with a part of what is left
    const roomIn = (book: budget.Book, now: Moment) => {
      const { ledger } = book
      const left = Math.max(0, capOf(ledger) - ledger.used(now)) * fallbackShare
      return ledger.own(now) + Math.min(partOf(book), left)
    }
    /** `isLeft`: the others were granted more until now, and how much is not known; replies count weight only. */
    const aloneFrom = (book: budget.Book, now: Moment, isLeft: boolean): Alone => ({
      window: book.ledger.open(now)[1],
      room: isLeft && book.type !== "ORDERS" && book.type !== "RAW_REQUESTS" ? undefined : roomIn(book, now),
      quietUntil: now.latest + timeoutMillis + arrivalMillis,
      turn: book.ledger.figures.turn
    })

    const correct = ({ actual, book, counted, held, now }: budget.Counted): Correction | undefined => {
      const correction = book.ledger.correct(held, actual, now, counted)
      const { alone } = sharedOf(book)
      if (alone !== undefined && alone.room === undefined && held.turn > alone.turn) alone.room = roomIn(book, now)
      return correction
    }

    const sharing: budget.Sharing = {
      ask: (question) => {
        if (!isUp || question.wishes.length === 0) return false
        questions.push(question)
        wake()
        return true
      },
      allows: ({ amount, book, ceiling }, now) => {
        const shared = sharedOf(book)
        const { ledger } = book
        const cap = capOf(ledger)
        const part = partOf(book)
        const [first, last] = ledger.open(now)
        const own = ledger.own(now)
        if (isUp && shared.isWhole) {
          const reserved = Math.max(shared.reserved(first), shared.reserved(last))
          return reserved === 0 || own + amount <= part || ledger.used(now) + reserved + amount <= ceiling
        }
        const alone = (shared.alone ??= aloneFrom(book, now, false))
        if (first > alone.window) return own + amount <= part
        if (alone.room !== undefined) return own + amount <= alone.room
        // one at a time, which says how much there was
        return (
          now.earliest > alone.quietUntil &&
          ledger.figures.outstanding === 0 &&
          amount <= cap * blindPart * fallbackShare
        )
      },
      changed: (changed) => {
        for (const book of changed) sharedOf(book).isChanged = true
        wake()
      },
      counted: (said) => {
        if (isUp) counted.push(said)
        else correct(said)
      }
    }

    /** What Redis is told of one limit; what is asked for and not granted yet is left out. */
    const toldOf = ({ book, corrections }: Shared, now: Moment, isLeaving: boolean) => {
      const { ledger, name, waiting } = book
      const { outstanding, turn, windows } = ledger.figures
      const asked = questions
        .filter((question) => question.isOpen())
        .flatMap(({ wishes }) => wishes)
        .reduce((total, wish) => (wish.book === book ? total + wish.amount : total), 0)
      // the one before may still be charged by what arrives by another clock
      const oldest = ledger.open(now)[0] - 1
      return {
        key: `{${prefix}}:budget:${name}`,
        limit: {
          turn,
          oldest,
          keep: Math.ceil(Math.max(leaseMillis, 3 * ledger.intervalMillis)),
          corrections: corrections.splice(0),
          own: {
            isAlone: !isUp,
            part: isLeaving ? 0 : partOf(book),
            outstanding: outstanding - asked,
            waiting: listOf(waiting),
            windows: Object.fromEntries(
              [...windows]
                .filter(([index]) => index >= oldest)
                .map(([index, { landed, spent }]) => [index, { landed, spent: listOf(spent) }])
            )
          }
        }
      }
    }

    /** Whether what was asked for was asked of data that is no longer there. */
    const learn = (shared: Shared, answer: Answer["limits"][number], now: Moment | undefined): boolean => {
      const { book } = shared
      const isNew = shared.born !== undefined && shared.born !== answer.born
      if (isNew) shared.isLost = true
      if (isNew && now !== undefined) shared.alone ??= aloneFrom(book, now, true)
      shared.born = answer.born
      shared.isWhole = answer.isWhole
      if (answer.isWhole) {
        shared.isLost = false
        shared.alone = undefined
      }
      const { reserved, windows } = answer.others
      shared.reserved = (window) => windows[window]?.reserved ?? reserved
      // what was known before Redis lost it is nearer to the truth than what is there until all have told it again
      if (!shared.isLost) book.ledger.adopt(elsewhereOf(answer))
      return isNew
    }

    const sync = Effect.fnUntraced(function* (isLeaving: boolean) {
      const at = yield* Intent.monotonicMillis
      const moments = new Map<HostClock, Moment>()
      for (const { clock } of books.values()) if (!moments.has(clock)) moments.set(clock, yield* momentOf(clock))
      const momentFor = ({ clock }: budget.Book) => moments.get(clock)
      const isAll = isLeaving || at - allToldAt >= refreshMillis
      // who came while the clocks were asked is in the next one
      const isReady = ({ wishes }: budget.Question) => wishes.every(({ book }) => moments.has(book.clock))
      const taken = questions.filter(isReady).slice(0, mostQuestions)
      const batch = taken.filter((question) => question.isOpen())
      const asked = new Set(batch.flatMap(({ wishes }) => wishes.map(({ book }) => book)))
      const told = Array.from(books.values(), sharedOf).filter(
        ({ book, isChanged }) =>
          moments.has(book.clock) &&
          (isAll || isChanged || asked.has(book) || listOf(book.waiting).some((one) => one > 0))
      )
      const position = new Map(told.map(({ book }, index) => [book, index + 1]))
      const tells = told.flatMap((shared) => {
        const now = momentFor(shared.book)
        return now === undefined ? [] : [toldOf(shared, now, isLeaving)]
      })
      for (const shared of told) shared.isChanged = false
      for (const question of taken) questions.splice(questions.indexOf(question), 1)
      const due = counted
      counted = []
      if (isAll) allToldAt = at
      const request = {
        me,
        settling: reconnectMillis + 2 * refreshMillis,
        silence: reconnectMillis,
        lease: leaseMillis,
        patience: 5 * lookMillis,
        limits: tells.map(({ limit }) => limit),
        questions: batch.map(({ wishes }) =>
          wishes.map(({ amount, book, ceiling, first, isOwn, last }) => ({
            limit: position.get(book),
            amount,
            ceiling,
            first,
            isOwn,
            last
          }))
        )
      }
      yield* run(JSON.stringify(request), ...tells.map(({ key }) => key)).pipe(
        // whatever a Redis does, who asks gets an answer
        Effect.catchDefect((cause) => Effect.fail(new Redis.RedisError({ cause }))),
        Effect.raceFirst(tooLong(hasTried ? timeoutMillis : Math.max(timeoutMillis, firstMillis))),
        Effect.matchEffect({
          onFailure: () => {
            for (const shared of isUp ? known.values() : []) {
              const now = momentFor(shared.book)
              if (now !== undefined) shared.alone ??= aloneFrom(shared.book, now, shared.isWhole)
            }
            isUp = false
            for (const said of [...due, ...counted.splice(0)]) correct(said)
            for (const question of [...batch, ...questions.splice(0)]) question.answer(false)
            return begins("Redis does not answer")
          },
          onSuccess: (text) => {
            const answer: Answer = JSON.parse(text) // of our own script
            // and everybody is told so
            if (!isUp) allToldAt = -Infinity
            isUp = true
            const lost = new Set<budget.Book>()
            for (const [index, shared] of told.entries()) {
              const limit = answer.limits[index]
              if (limit !== undefined && learn(shared, limit, momentFor(shared.book))) lost.add(shared.book)
            }
            for (const said of due) {
              const correction = correct(said)
              if (correction === undefined) continue
              const shared = sharedOf(said.book)
              shared.corrections.push(correction)
              shared.isChanged = true
              wake()
            }
            for (const [index, question] of batch.entries())
              question.answer(answer.granted[index] === true && question.wishes.every(({ book }) => !lost.has(book)))
            return lost.size > 0 ? begins("Redis has lost what was spent") : ends
          }
        })
      )
      hasTried = true
      if (questions.length > 0 || allToldAt === -Infinity) wake()
      yield* pumpAll
    })

    const isAnybodyWaiting = () => [...books.values()].some(({ waiting }) => listOf(waiting).some((one) => one > 0))
    const untilNext = Effect.suspend(() =>
      isUp
        ? Effect.asVoid(Effect.timeoutOption(Queue.take(wakes), isAnybodyWaiting() ? lookMillis : refreshMillis))
        : Effect.sleep(refreshMillis)
    )
    // whoever ends in good order leaves its part to the others
    yield* Effect.addFinalizer(() => Effect.suspend(() => (isUp ? sync(true) : Effect.void)))
    // one message at a time; whatever comes up meanwhile is in the next one
    yield* Effect.forkScoped(Effect.forever(Effect.andThen(sync(false), untilNext)))
    return sharing
  })

/**
 * A budget that all processes share which use the same Redis and prefix: weight and orders, each reservation in one round trip, lanes
 * across all of them. What any of them reads of a reply corrects what all of them know.
 *
 * While Redis does not answer, and until everybody has told it again what it had lost, each process goes on with its `fallbackShare`:
 * of what was left of the window, once a reply has said what that is, and of every window that comes. A process that is cut off or
 * was killed keeps its share for a minute; one that ends in good order leaves it at once. Each outage is logged once, and once when it
 * is over.
 *
 * Source of the limits: spot docs, rest-api: limits. No limit is ever left out for want of Redis.
 *
 * @example
 * ```ts
 * import * as RateBudgetShared from "effect-binance/limits/RateBudgetShared"
 * import * as RedisConnection from "effect-binance/limits/RedisConnection"
 * import * as Layer from "effect/Layer"
 *
 * // four processes leave from one address; with `import { createClient } from "redis"`
 * const budgetOver = (createClient: (options: RedisConnection.ClientOptions) => RedisConnection.Client) =>
 *   RateBudgetShared.layer({ prefix: "fleet-1", fallbackShare: 1 / 4 }).pipe(
 *     Layer.provide(RedisConnection.layer(createClient, { url: "redis://127.0.0.1:6379" }))
 *   )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<never, never, Redis.Redis> =>
  Layer.effect(
    RateBudget,
    Effect.flatMap(Redis.Redis, (redis) =>
      budget.make({ ...options, limits: { ...RateBudgetMemory.documented, ...options.limits } }, share(options, redis))
    )
  )
