/**
 * Orders that are placed once: settled, sent again only when that is safe, and written down before anything is signed.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { BinanceClient } from "../client/BinanceClient.ts"
import { type Call, perRun } from "../client/Call.ts"
import * as ClientOrderId from "../client/ClientOrderId.ts"
import * as Intent from "../client/Intent.ts"
import { type AnyOperation, make as makeCall, type Operation } from "../client/Operation.ts"
import type { AmbiguousExecution, BinanceError } from "../errors/BinanceError.ts"
import { Fatal, Retryable } from "../errors/BinanceError.ts"
import type { InDoubt, Kind } from "../errors/InDoubt.ts"
import { OperationInfo } from "../errors/InDoubt.ts"
import { InvalidRequest } from "../errors/FatalReason.ts"
import { Expired, ProvenNotExecuted } from "../errors/RetryableReason.ts"
import { acceptedIn } from "../internal/answers.ts"
import { elsewhere, inTime, newPage, Page, resultFromJson, type Shelf, unavailable } from "../internal/journaling.ts"
import { hasEnded } from "../internal/settling/cancel.ts"
import { Evidence } from "../settlement/Evidence.ts"
import type { OrderRow, ProductViews } from "../settlement/ProductViews.ts"
import { Reconciliation, settle, type Settled } from "../settlement/Reconciliation.ts"
import * as Retry from "../settlement/Retry.ts"
import * as RetryPolicy from "../settlement/RetryPolicy.ts"
import * as SettlementBounds from "../settlement/SettlementBounds.ts"
import { type IntentRow, type JournalError, OrderJournal, type Outcome } from "./OrderJournal.ts"

/**
 * How an order is placed.
 *
 * @category models
 * @since 0.1.0
 */
export interface PlaceOptions {
  /**
   * What the caller calls this order, so that it is placed once whatever happens: the same key gives the outcome that is stored
   * for it, also after a crash, and never sends it twice. Only an intent that ended as not executed is begun again. A key is one of the
   * label of the credentials: under another label of the same account it is another key, and what was in doubt is not found.
   */
  readonly key?: string | undefined
  /** When it is sent again; `Options.policy` when left out. */
  readonly policy?: RetryPolicy.RetryPolicy | undefined
}

/**
 * Something that is in doubt now.
 *
 * @category models
 * @since 0.1.0
 */
export interface Doubt {
  /** The journal's name for the intent. */
  readonly id: string
  /** What its caller calls it. */
  readonly key: string | undefined
  /** Since when, in epoch ms by the local clock. */
  readonly since: number
  readonly error: AmbiguousExecution
}

/**
 * What a cancel that makes sure found to be true.
 *
 * @category models
 * @since 0.1.0
 */
export type Cancellation<A> = Data.TaggedEnum<{
  /** It is cancelled now, by this call or while this call was in doubt. */
  readonly Cancelled: { readonly order: A }
  /** It had ended before: filled, expired, or cancelled by somebody else. */
  readonly AlreadyEnded: { readonly order: OrderRow }
  /** Its placement is known, and was proven not to have executed: there never was such an order, unless it is being begun again. */
  readonly NeverExisted: { readonly outcome: Outcome }
  /**
   * Nothing of that name is open, and no view shows it. When somebody else is placing it at this moment it may still appear: that it
   * never existed only its placement can say. And an order loses its name by an amend that names it by its order id, and by an amend
   * of somebody else: then it may be open under another one. The order id finds it.
   */
  readonly NotFound: {}
}>

/**
 * An intent that was settled on start.
 *
 * @category models
 * @since 0.1.0
 */
export interface Recovered {
  readonly id: string
  readonly key: string | undefined
  /** The operation's name, such as `spot.placeOrder`. */
  readonly operation: string
  readonly subject: InDoubt
  /** How it ended; `undefined` when this program does not know its operation or asks another exchange: then it stays in doubt. */
  readonly outcome: Outcome | undefined
}

type Own = BinanceClient | Reconciliation

/**
 * Places, cancels and amends, each exactly once or provably not at all. Nothing that it gives is in doubt.
 *
 * The caller may be interrupted at any time: what has left is settled all the same, and its outcome written down.
 *
 * @example
 * ```ts
 * import { Orders } from "effect-binance/orders/Orders"
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const order = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })
 * const placed = Orders.use((orders) => orders.place(order, { key: "signal-42" }))
 * // Effect<Order, Retryable | Fatal, Orders>
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Orders extends Context.Service<
  Orders,
  {
    /**
     * Places an order, an order list or a batch. Fails with `Retryable` when nothing executed and it gave up, and with `Fatal`; of a
     * batch it gives what became of each element. `Retryable(JournalUnavailable)`: it could not be written down, so it was not sent.
     */
    readonly place: <A, E, R>(
      call: Call<A, E, R>,
      options?: PlaceOptions
    ) => Effect.Effect<Settled<A>, Retryable | Fatal, Exclude<R, Own>>
    /**
     * As `place`, for at most this long; with a key at least until the journal has said what is known of the key. Then `AmbiguousExecution` says that nobody knows yet: nothing more is sent, and it is settled
     * in the background; the same key gives the outcome later.
     */
    readonly placeWithin: <A, E, R>(
      call: Call<A, E, R>,
      duration: Duration.Input,
      options?: PlaceOptions
    ) => Effect.Effect<Settled<A>, Retryable | Fatal | AmbiguousExecution, Exclude<R, Own>>
    /** Amends an order. An amend that may have executed is settled like a placement. */
    readonly amend: <A, E, R>(
      call: Call<A, E, R>,
      options?: PlaceOptions
    ) => Effect.Effect<Settled<A>, Retryable | Fatal, Exclude<R, Own>>
    /** Cancels one order and places another: `Fatal(CancelReplaceFailed)` says which half executed. */
    readonly cancelReplace: <A, E, R>(
      call: Call<A, E, R>,
      options?: PlaceOptions
    ) => Effect.Effect<Settled<A>, Retryable | Fatal, Exclude<R, Own>>
    /**
     * Makes sure that an order is not open, and says what is true of it. A placement of it that is in doubt here, or in the journal,
     * is settled first.
     */
    readonly cancel: <A, E, R>(
      call: Call<A, E, R>
    ) => Effect.Effect<Cancellation<Settled<A>>, Retryable | Fatal, Exclude<R, Own>>
    /**
     * Settles whatever the journal has of this account without an outcome, and ends when all of it has one. Run it on start, before
     * or beside trading. It sends no order again: who still wants one places it again under its key.
     */
    readonly recover: Effect.Effect<ReadonlyArray<Recovered>, JournalError>
    /** What is in doubt now, and again at each change. */
    readonly inDoubt: Stream.Stream<ReadonlyArray<Doubt>>
  }
>()("effect-binance/Orders") {}

/**
 * How `Orders` works.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /**
   * The modules of the products that are traded, such as `Spot`: their operations are found again by name when the journal is
   * read after a crash.
   */
  readonly products: ReadonlyArray<Readonly<Record<string, unknown>>>
  /** When something that did not execute is sent again. `RetryPolicy.standard` by default. */
  readonly policy?: RetryPolicy.RetryPolicy | undefined
  /** How long closing waits until what is on its way or in doubt is settled; what is not, stays in the journal. 15 s by default. */
  readonly shutdownWithin?: Duration.Input | undefined
  /**
   * How long the journal may take to write an attempt before it is signed; one that takes longer is not sent. Another process waits
   * for the fence of an attempt that much longer. 5 s by default.
   */
  readonly signWithin?: Duration.Input | undefined
  /** What this process is called in the journal. */
  readonly processName?: string | undefined
}

const kindsOf = {
  place: new Set<Kind>(["place", "orderList", "batch"]),
  amend: new Set<Kind>(["amend"]),
  cancelReplace: new Set<Kind>(["cancelReplace"]),
  cancel: new Set<Kind>(["cancel"]),
  any: new Set<Kind>(["place", "orderList", "batch", "amend", "cancelReplace", "cancel"])
} as const

const operationsOf = (products: Options["products"]): ReadonlyMap<string, AnyOperation> => {
  const found = new Map<string, AnyOperation>()
  for (const product of products)
    for (const value of Object.values(product)) {
      if (typeof value !== "function" || !("operation" in value)) continue
      const operation = value.operation as AnyOperation // what `Operation.make` puts there
      found.set(operation.name, operation)
    }
  return found
}

// How often it is asked which orders other processes on this journal have placed, while something is in doubt.
const claimsEvery = "5 seconds"
// The orders that could be taken for one that is in doubt are not much older than it.
const claimsBefore = 60_000
// Longer than a settlement takes on any product when its questions are answered.
const overdueAfter = "3 minutes"
// Before it is cancelled again.
const again = "1 second"
// The journal is tried again as often as it fails.
const journalPause = "1 second"
const journalAgain = Schedule.spaced(journalPause)

const isOpen = ({ status }: OrderRow) => status === "NEW" || status === "PARTIALLY_FILLED" || status === "PENDING_NEW"

type End = Result.Result<unknown, Retryable | Fatal>
type Ended<A> = Result.Result<Settled<A>, Retryable | Fatal>
type WhichOrder = { readonly origClientOrderId: string } | { readonly orderId: string }

/** An intent that is under way in this process. */
interface Run {
  readonly key: string | undefined
  /** Under which it is found: until it ends, nothing else is done under them. */
  readonly names: Array<string>
  /** Whether its caller has gone. */
  isAbandoned: boolean
  page: Page | undefined
  /** The next doubt, or the one that it is in. */
  doubt: Deferred.Deferred<AmbiguousExecution>
  readonly end: Deferred.Deferred<void>
  fiber: Fiber.Fiber<unknown, unknown> | undefined
}

const noText = () =>
  new Fatal({
    reason: new InvalidRequest({
      code: -1102,
      parameter: "key",
      msg: "it is no text: it has a NUL or half a character"
    })
  })

const make = Effect.fnUntraced(function* (options: Options) {
  const client = yield* BinanceClient
  const reconciliation = yield* Reconciliation
  const signWithinMillis = Duration.toMillis(Duration.fromInputUnsafe(options.signWithin ?? "5 seconds"))
  const journal = inTime(yield* OrderJournal, signWithinMillis)
  const generate = yield* ClientOrderId.Generator
  const overrides = yield* SettlementBounds.Overrides
  const operations = operationsOf(options.products)
  const standard = options.policy ?? RetryPolicy.standard
  const shutdownWithin = options.shutdownWithin ?? "15 seconds"
  const shelf: Shelf = {
    journal,
    newId: generate,
    endpoint: client.endpoint,
    signWithinMillis,
    writtenBy: `${options.processName === undefined ? "" : `${options.processName} `}${generate()}`
  }
  const own = Context.empty().pipe(Context.add(BinanceClient, client), Context.add(Reconciliation, reconciliation))
  const doubts = yield* SubscriptionRef.make<ReadonlyArray<Doubt>>([])
  const running = new Map<string, Run>()
  const fibers = new Set<Fiber.Fiber<unknown, unknown>>()
  let isClosing = false
  const isHere = (row: IntentRow) =>
    running.has(`id:${row.id}`) || (row.key !== undefined && running.has(`key:${row.key}`))

  // -------------------------------------------------------------------------------------------------- doubts

  const claimOf = (row: IntentRow, base: Intent.Intent) => {
    const operation = operations.get(row.operation)
    if (operation === undefined || row.outcome?._tag !== "Executed" || isHere(row)) return
    // the ids of another exchange are of other orders
    if (elsewhere(client.endpoint, operation, row) !== undefined) return
    const { clientOrderId, input } = row
    const owner: Intent.Intent = { ...base, number: -1, journal: undefined, operation, input, clientOrderId }
    const claim = (symbol: string, orderIds: ReadonlyArray<unknown>) => {
      for (const orderId of orderIds) {
        if (typeof orderId !== "number" && typeof orderId !== "string") continue
        if (!client.claimed.isAnothers(symbol, orderId, owner)) client.claimed.claim(symbol, orderId, owner)
      }
    }
    const { find } = operation
    if (find?.subject !== "batch")
      return claim(row.subject.symbol ?? "", acceptedIn(operation.kind, row.outcome.result))
    const elements = resultFromJson("batch", row.outcome.result)
    for (const [index, part] of find.parts(input as never, clientOrderId).entries()) {
      // the operation's own input
      const element: unknown = Array.isArray(elements) ? elements[index] : undefined
      if (Result.isResult(element) && Result.isSuccess(element))
        claim(part.description.symbol ?? "", acceptedIn(part.operation.kind, element.success))
    }
  }

  /** What others on this journal have placed is none of what is in doubt here. */
  const claimOthers = (base: Intent.Intent, createdSince: number) =>
    Effect.flatMap(journal.executedSince(client.account, createdSince), (rows) =>
      // one that an older version wrote says nothing
      Effect.forEach(
        rows,
        (row) =>
          Effect.catchDefect(
            Effect.sync(() => claimOf(row, base)),
            () => Effect.void
          ),
        {
          discard: true
        }
      )
    )

  // one for all doubts, for as long as there are any
  const inDoubtHere = new Set<Page>()
  let claiming: Fiber.Fiber<unknown, unknown> | undefined
  const goOnClaiming = Effect.suspend(() => {
    const intents = Array.from(inDoubtHere, ({ intent }) => intent)
    const [first] = intents
    const since = intents.reduce((earliest, { createdAt }) => Math.min(earliest, createdAt), Infinity)
    return first === undefined
      ? Effect.void
      : Effect.andThen(
          Effect.ignore(claimOthers(first, since - claimsBefore)),
          // what somebody else has found out is no doubt any more, also when it can no longer be found out here
          Effect.forEach(Array.from(inDoubtHere), (self) => Effect.ignore(self.lookForEnd), { discard: true })
        )
  }).pipe(Effect.schedule(Schedule.spaced(claimsEvery)))

  const enter = Effect.fnUntraced(function* (
    self: Page,
    run: Run,
    doubt: AmbiguousExecution,
    { clientOrderId, input, operation }: Intent.Intent
  ) {
    if (!inDoubtHere.has(self)) {
      const isFirst = inDoubtHere.size === 0
      inDoubtHere.add(self)
      if (isFirst)
        yield* Effect.uninterruptible(
          Effect.map(Effect.forkDetach(goOnClaiming), (fiber) => {
            claiming = fiber
          })
        )
      const since = yield* Clock.currentTimeMillis
      yield* SubscriptionRef.update(doubts, (all) => [...all, { id: self.id, key: run.key, since, error: doubt }])
      yield* Deferred.succeed(run.doubt, doubt)
    }
    const isOurId = (operation?.clientOrderIdFrom?.(input as never) ?? "library") === "library" // the operation's own input
    const claimed = claimOthers({ ...self.intent, clientOrderId }, self.intent.createdAt - claimsBefore)
    // before anything is looked for: under a name that the caller has used before, the earlier order would be taken for this one
    yield* isOurId ? Effect.ignore(claimed) : Effect.orDie(Effect.retry(claimed, journalAgain))
  })

  const leave = (self: Page, run: Run) =>
    Effect.suspend(() => {
      if (!inDoubtHere.delete(self)) return Effect.void
      run.doubt = Deferred.makeUnsafe()
      const unneeded = inDoubtHere.size === 0 ? claiming : undefined
      if (unneeded !== undefined) claiming = undefined
      return Effect.andThen(
        SubscriptionRef.update(doubts, (all) => all.filter(({ id }) => id !== self.id)),
        unneeded === undefined ? Effect.void : Fiber.interrupt(unneeded)
      )
    })

  // -------------------------------------------------------------------------------------------------- one run

  /** The page for a key: what is known of it already, or a new one. */
  const pageFor = Effect.fnUntraced(function* (
    kinds: ReadonlySet<Kind>,
    key: string | undefined,
    askedAt: number
  ): Effect.fn.Return<Page> {
    const clock = yield* Clock.Clock
    if (key === undefined) return newPage(clock, { shelf, kinds, askedAt })
    const row = yield* latestOf(key)
    return row?.outcome?._tag === "NotExecuted"
      ? newPage(clock, { shelf, kinds, key, askedAt, run: row.run + 1 })
      : newPage(clock, { shelf, kinds, key, askedAt, row })
  })

  /** What the journal has under a key. Until it answers nobody knows whether the key executed, so no answer is no "no". */
  const latestOf = (key: string) => {
    const latest = journal.latest(client.account, key)
    return Effect.catch(latest, (error) =>
      Effect.andThen(
        Effect.logWarning(`${error.message}: until the journal can be read, nobody knows what has become of a key`),
        Effect.orDie(Effect.retry(Effect.delay(latest, journalPause), journalAgain))
      )
    )
  }

  /**
   * Whether another process has begun the key while this one was about to send it and did not, or learned from the journal that its
   * run had not executed.
   */
  const isBegunElsewhere = (self: Page, key: string | undefined, end: End) =>
    key === undefined ||
    Result.isSuccess(end) ||
    end.failure._tag === "Fatal" ||
    (self.isWritten && self.interception === undefined)
      ? Effect.succeed(false)
      : Effect.map(
          latestOf(key),
          (row) => row !== undefined && (row.run > self.run || (row.run === self.run && row.id !== self.id))
        )

  /** Runs in a fiber of its own, which closing waits for. */
  const fork = <A, R>(effect: Effect.Effect<A, never, R>): Effect.Effect<Fiber.Fiber<A>, never, R> =>
    // what was not interruptible here is begun at least, and so is its end
    Effect.map(Effect.forkDetach(effect, { uninterruptible: true }), (fiber) => {
      fibers.add(fiber)
      fiber.addObserver(() => fibers.delete(fiber))
      return fiber
    })

  /** Writes down how it ended; what it gives may be what somebody else found out first. */
  const conclude = Effect.fnUntraced(function* (
    self: Page,
    key: string | undefined,
    end: End
  ): Effect.fn.Return<End | "again" | "key-taken"> {
    self.isEnding = true
    const outcome = self.outcomeOf(end)
    const kind = self.intent.operation?.kind
    const write = self.conclude(outcome)
    const first = yield* Effect.result(write)
    if (Result.isFailure(first))
      yield* Effect.logWarning(
        `${first.failure.message}: how ${self.intent.operation?.name ?? "an intent"} ended is not written down yet (${outcome._tag})`
      ).pipe(Effect.annotateLogs({ "binance.clientOrderId": self.intent.clientOrderId }))
    const later = Effect.orDie(Effect.retry(write, journalAgain))
    // That it executed is true whatever the journal says. That nothing of it can execute any more is known only when no other
    // process on this journal can begin a key again, or cancel once more what was in doubt.
    const isDelayed =
      outcome._tag !== "Executed" && self.isWritten && (key !== undefined || kind === "cancel" || kind === "batch")
    if (Result.isFailure(first) && !isDelayed) yield* fork(Effect.interruptible(later))
    const written = Result.isSuccess(first) ? first.success : isDelayed ? yield* later : "written"
    if (written === "again") {
      self.isEnding = false
      return "again"
    }
    if (written === "ended" && self.interception?._tag === "Ended") {
      const other = self.interception.outcome
      if (outcome._tag === other._tag || outcome._tag !== "Executed") return self.resultOf(other)
      // whoever only looks cannot tell by whom an order was cancelled; the reply could
      if (
        kind === "cancel" ||
        (other._tag === "Refused" &&
          other.error.reason._tag === "CancelReplaceFailed" &&
          other.error.reason.place.executed === "yes")
      )
        return self.resultOf(other)
      // an amended order does not say by which run it was, nor does one under a name that each run has
      const { input, operation } = self.intent
      const isOwnName = kind !== "amend" && (operation?.clientOrderIdFrom?.(input as never) ?? "library") === "library" // the operation's own input
      if (!isOwnName && key !== undefined && ((yield* latestOf(key))?.run ?? 0) > self.run) return "key-taken"
      yield* Effect.logError(
        `the journal says that an intent ended as ${other._tag}, but it executed: a person has to look at it`
      ).pipe(Effect.annotateLogs({ "binance.clientOrderId": self.intent.clientOrderId, "binance.intent": self.id }))
    }
    return end
  })

  const drive = Effect.fnUntraced(function* <R>(
    self: Page,
    run: Run,
    call: Call<unknown, BinanceError, R>,
    policy: RetryPolicy.RetryPolicy | undefined
  ): Effect.fn.Return<End | "key-taken", never, R | Own> {
    const name = `id:${self.id}`
    run.page = self
    run.names.push(name)
    running.set(name, run)
    self.isAbandoned = run.isAbandoned
    self.watcher = {
      inDoubt: (doubt, intent) => enter(self, run, doubt, intent),
      settled: Effect.suspend(() => leave(self, run))
    }
    const settled = perRun<unknown, Retryable | Fatal, R | Own>(
      Effect.tapError(settle(call), (error) =>
        Effect.sync(() => {
          if (error._tag === "Retryable") self.proveNotExecuted()
        })
      )
    )
    const once = policy === undefined ? settled : Retry.safely(Schedule.while(policy, () => !self.isAbandoned))(settled)
    while (true) {
      const end = yield* Effect.result(once).pipe(Effect.provideService(Intent.Current, self.intent))
      if (self.interception?._tag === "KeyTaken") return "key-taken"
      if (self.interception?._tag === "Ended") return self.resultOf(self.interception.outcome)
      const concluded = yield* conclude(self, run.key, end)
      if (concluded !== "again") return concluded
    }
  })

  const hasEndedUnsent = (): End => Result.fail(new Retryable({ reason: new Expired({ goodForMillis: 0 }) }))

  /** The last word of what ends early: when nothing of it may live, there is nothing to find out about it. */
  const lastWord = ({ page }: Run) =>
    Effect.suspend(() => {
      if (page === undefined || page.mayLive) return Effect.void
      page.isAbandoned = true
      return (
        page
          .conclude(page.outcomeOf(hasEndedUnsent()))
          // a row that may be there would stay open until the next start
          .pipe(Effect.retry(journalAgain), Effect.interruptible, Effect.timeoutOption(shutdownWithin), Effect.ignore)
      )
    })

  const release = (run: Run) =>
    Effect.suspend(() => {
      for (const name of run.names) if (running.get(name) === run) running.delete(name)
      return Effect.andThen(
        run.page === undefined ? Effect.void : leave(run.page, run),
        Deferred.succeed(run.end, undefined)
      )
    })

  const busyWith = (names: ReadonlyArray<string>) =>
    names.map((name) => running.get(name)).find((run) => run !== undefined)

  /** Waits until nothing is done under these names. */
  const turnFor = (names: ReadonlyArray<string>): Effect.Effect<void> =>
    Effect.suspend(() => {
      const busy = busyWith(names)
      return busy === undefined ? Effect.void : Effect.andThen(Deferred.await(busy.end), turnFor(names))
    })

  /**
   * Runs in a fiber of its own, so that who waits for it may go; one at a time for each name. Only the wait can be interrupted: what
   * was started is known to who started it.
   */
  const start = <A, R>(
    names: ReadonlyArray<string>,
    key: string | undefined,
    effect: (run: Run) => Effect.Effect<A, never, R>,
    restore: <B, E2, R2>(wait: Effect.Effect<B, E2, R2>) => Effect.Effect<B, E2, R2>,
    isAbandoned = false
  ): Effect.Effect<{ readonly run: Run; readonly fiber: Fiber.Fiber<A> }, never, R> =>
    Effect.suspend(() => {
      if (busyWith(names) !== undefined)
        return Effect.andThen(restore(turnFor(names)), start(names, key, effect, restore, isAbandoned))
      const run: Run = {
        key,
        names: [...names],
        isAbandoned: isAbandoned || isClosing,
        page: undefined,
        doubt: Deferred.makeUnsafe(),
        end: Deferred.makeUnsafe(),
        fiber: undefined
      }
      for (const name of names) running.set(name, run)
      const ending = Effect.onInterrupt(Effect.interruptible(effect(run)), () => lastWord(run))
      return Effect.map(fork(Effect.ensuring(ending, release(run))), (fiber) => {
        run.fiber = fiber
        return { run, fiber }
      })
    })

  /** Its caller has gone: what may live is seen through, everything else ends. Gives whether it goes on. */
  const abandon = (run: Run, fiber: Fiber.Fiber<unknown, unknown>) =>
    Effect.suspend(() => {
      const { key, page } = run
      run.isAbandoned = true
      if (page !== undefined) page.isAbandoned = true
      // of a key that has not been looked up yet nobody knows whether it lives
      const goesOn = page === undefined ? key !== undefined : page.mayLive || !page.isOpened
      return goesOn ? Effect.succeed(true) : Effect.as(Effect.forkDetach(Fiber.interrupt(fiber)), false)
    })

  const namesOf = (key: string | undefined) => (key === undefined ? [] : [`key:${key}`])

  /** `askedAt`: since when its caller wants it, in ms by the monotonic clock. */
  const begin =
    <A, E, R>(
      kinds: ReadonlySet<Kind>,
      call: Call<A, E, R>,
      { key, policy = standard }: PlaceOptions,
      askedAt: number
    ) =>
    (run: Run) =>
      Effect.gen(function* (): Effect.gen.Return<End, never, R | Own> {
        // it would be asked for again and again: no database has it
        if (key !== undefined && (!key.isWellFormed() || key.includes("\0"))) return Result.fail(noText())
        while (true) {
          const self = yield* pageFor(kinds, key, askedAt)
          const end = yield* drive(self, run, call as unknown as Call<unknown, BinanceError, R>, policy) // a call fails with nothing else
          if (end !== "key-taken" && !(yield* isBegunElsewhere(self, key, end))) return end
        }
      }).pipe(Effect.provide(own))

  const place =
    (kinds: ReadonlySet<Kind>, name: string) =>
    <A, E, R>(call: Call<A, E, R>, options: PlaceOptions = {}) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(
          Effect.flatMap(Intent.monotonicMillis, (askedAt) =>
            start(namesOf(options.key), options.key, begin(kinds, call, options, askedAt), restore)
          ),
          ({ fiber, run }) =>
            Effect.flatMap(
              Effect.onInterrupt(restore(Fiber.join(fiber)), () => abandon(run, fiber)),
              (end) => Effect.fromResult(end as Ended<A>) // what the call gives once it is settled
            )
        )
      ).pipe(Effect.withSpan(name))

  const placeWithin = <A, E, R>(call: Call<A, E, R>, duration: Duration.Input, options: PlaceOptions = {}) => {
    type Given = Effect.Effect<Settled<A>, Retryable | Fatal | AmbiguousExecution, Exclude<R, Own>>
    const { key } = options
    const names = namesOf(key)
    const until = (deadline: number) =>
      Effect.map(Intent.monotonicMillis, (now) => Duration.millis(Math.max(0, deadline - now)))
    /** Once it is late, only what has become of the key is asked for: nothing is sent. */
    const go = (askedAt: number, wasLate: boolean): Given =>
      Effect.uninterruptibleMask((restore) =>
        Effect.gen(function* (): Effect.gen.Return<
          Settled<A>,
          Retryable | Fatal | AmbiguousExecution,
          Exclude<R, Own>
        > {
          const left = until(askedAt + Duration.toMillis(Duration.fromInputUnsafe(duration)))
          let isLate = wasLate
          while (true) {
            const busy = busyWith(names)
            if (busy === undefined) break
            const end = Deferred.await(busy.end)
            if (isLate)
              // who is under way with this key knows more than we do; what comes after it only tells what has become of the key
              yield* restore(Effect.raceFirst(end, Effect.flatMap(Deferred.await(busy.doubt), Effect.fail)))
            else isLate = (yield* restore(Effect.timeoutOption(end, yield* left)))._tag === "None"
          }
          const { fiber, run } = yield* start(names, key, begin(kindsOf.place, call, options, askedAt), restore, isLate)
          const ended = Effect.flatMap(Fiber.join(fiber), (end) => Effect.fromResult(end as Ended<A>)) // what the call gives once it is settled
          // the doubt that it is in then: an earlier one is over
          const inDoubt = Effect.suspend(() => Effect.flatMap(Deferred.await(run.doubt), Effect.fail))
          const orInDoubt = Effect.raceFirst(ended, inDoubt)
          const within: Given = isLate
            ? orInDoubt
            : Effect.timeoutOrElse(ended, {
                duration: yield* left,
                // what is on its way ends by itself or in doubt; nothing more is sent
                orElse: () =>
                  Effect.flatMap(abandon(run, fiber), (goesOn): Given =>
                    goesOn
                      ? orInDoubt
                      : key === undefined
                        ? Effect.fromResult(hasEndedUnsent() as Ended<A>) // a failure, whatever the call gives
                        : // nothing was sent here, but another process may have begun the key
                          Effect.andThen(Deferred.await(run.end), go(askedAt, true))
                  )
              })
          return yield* Effect.onInterrupt(restore(within), () => abandon(run, fiber))
        })
      )
    return Effect.flatMap(Intent.monotonicMillis, (askedAt) => go(askedAt, false)).pipe(
      Effect.withSpan("effect-binance.placeWithin")
    )
  }

  // -------------------------------------------------------------------------------------------------- recovery

  const settleRow = Effect.fnUntraced(function* (row: IntentRow, run: Run): Effect.fn.Return<Outcome | undefined> {
    const operation = operations.get(row.operation)
    if (operation === undefined) return undefined
    const clock = yield* Clock.Clock
    const self = newPage(clock, { shelf, kinds: kindsOf.any, key: row.key, row, isRecovery: true })
    const mayLive = row.attempts.some(({ state }) => state === "open")
    const call = mayLive
      ? makeCall(operation as Operation<unknown, "place", unknown>)(row.input) // the operation that the row names, and its input
      : // nothing of it can have been accepted; it is only written down that it ended
        perRun<unknown, BinanceError, BinanceClient>(
          Effect.suspend(() => {
            self.opened(operation, row.input, row.account)
            return Effect.fail(
              new Retryable({
                reason: new ProvenNotExecuted({ evidence: new Evidence({ fenceAt: 0, observations: [] }) }),
                operation: new OperationInfo({ name: operation.name, kind: operation.kind })
              })
            )
          })
        )
    const end = yield* Effect.provide(drive(self, run, call, undefined), own)
    if (end !== "key-taken") return self.outcomeOf(end)
    return self.interception?._tag === "Ended" ? self.interception.outcome : undefined
  })

  const recoverIn = Effect.fnUntraced(function* (row: IntentRow, run: Run) {
    // somebody may have settled it while we waited for our turn: what was read before that is not believed
    const current = (yield* Effect.orDie(Effect.retry(journal.read(row.id), journalAgain))) ?? row
    const { id, key, operation, subject } = row
    const left = (why: string) =>
      Effect.as(
        Effect.annotateLogs(Effect.logError(`${operation} stays in doubt: ${why}`), { "binance.intent": id }),
        undefined
      )
    const known = operations.get(operation)
    const problem =
      known === undefined
        ? "this program does not know that operation; give its module to Orders"
        : elsewhere(client.endpoint, known, current)
    const outcome =
      current.outcome ??
      (problem === undefined
        ? // a row that an older version wrote must not keep the others from being settled
          yield* Effect.catchDefect(settleRow(current, run), () => left("its row cannot be read by this version"))
        : yield* left(problem))
    const recovered: Recovered = { id, key, operation, subject, outcome }
    return recovered
  })

  const recoverRow = (row: IntentRow) =>
    Effect.uninterruptibleMask((restore) =>
      start([`id:${row.id}`, ...namesOf(row.key)], row.key, (run) => recoverIn(row, run), restore)
    )

  // A key that may not read, or an exchange that is away, is waited for as well: whoever waits for that is told.
  const tellOverdue = Effect.delay(
    Effect.flatMap(SubscriptionRef.get(doubts), (left) =>
      left.length === 0
        ? Effect.void
        : Effect.logWarning(
            `still in doubt: ${left.length} intents. It is waited until the exchange says what became of them; \`effect-binance in-doubt --settle\` shows what it answers`
          )
    ),
    overdueAfter
  )

  const recover = Effect.gen(function* () {
    const rows = yield* journal.unsettled(client.account)
    const settled = Effect.forEach(rows, (row) => Effect.flatMap(recoverRow(row), ({ fiber }) => Fiber.join(fiber)), {
      concurrency: "unbounded"
    })
    return yield* Effect.raceFirst(settled, Effect.forever(tellOverdue))
  }).pipe(Effect.withSpan("effect-binance.recover"))

  // -------------------------------------------------------------------------------------------------- cancelling

  const look = Effect.fnUntraced(function* (views: ProductViews, symbol: string, which: WhichOrder) {
    const intent = yield* Intent.make
    return yield* Effect.result(client.call(views.order, { symbol, ...which }, intent))
  })

  /** The placements of this order that are in doubt, here or in the journal, are settled; gives how the last one ended. */
  const settlePlacements = Effect.fnUntraced(function* (symbol: string, name: string | undefined) {
    if (name === undefined) return undefined
    const rows = yield* Effect.mapError(journal.unsettled(client.account), unavailable)
    let outcome: Outcome | undefined
    for (const row of rows) {
      const operation = operations.get(row.operation)
      const kind = operation?.kind
      const isIt =
        operation !== undefined &&
        kind !== "cancel" &&
        kind !== "amend" &&
        elsewhere(client.endpoint, operation, row) === undefined &&
        row.subject.symbol === symbol &&
        row.subject.clientOrderIds.includes(name)
      if (!isIt) continue
      const recovered = yield* Effect.flatMap(recoverRow(row), ({ fiber }) => Fiber.join(fiber))
      // one that executed is what has to be cancelled, whatever became of the others of that name
      if (outcome?._tag !== "Executed") outcome = recovered.outcome
    }
    return outcome
  })

  const cancelOnce = place(kindsOf.cancel, "effect-binance.cancel")
  const cancel = <A, E, R>(call: Call<A, E, R>) =>
    Effect.gen(function* (): Effect.gen.Return<Cancellation<Settled<A>>, Retryable | Fatal, Exclude<R, Own>> {
      const asked: { page: Page | undefined } = { page: undefined }
      const seen = perRun<A, E, R>(
        Effect.flatMap(Intent.Current, (intent) => {
          if (intent?.journal instanceof Page) asked.page = intent.journal
          return call
        })
      )
      let unclearSince: number | undefined
      while (true) {
        const end = yield* Effect.result(cancelOnce(seen))
        if (Result.isSuccess(end)) return { _tag: "Cancelled", order: end.success }
        const { failure } = end
        const { reason } = failure
        const { input, operation } = asked.page?.intent ?? {}
        const find = operation?.find
        const description = operation?.describe(input as never, "") // the operation's own input
        const { symbol } = description ?? {}
        if (
          (reason._tag !== "UnknownOrder" && reason._tag !== "AlreadyInState") ||
          (find?.subject !== "cancel" && find?.subject !== "cancelOrderList") ||
          operation === undefined ||
          description === undefined ||
          symbol === undefined
        )
          return yield* failure
        const placement = yield* settlePlacements(symbol, description.clientOrderId)
        // it may be open after all: cancel it now
        if (placement?._tag === "Executed") continue
        if (find.subject !== "cancel") return yield* failure
        const views = find.views(input as never) // the operation's own input
        const which: WhichOrder =
          description.orderId === undefined
            ? { origClientOrderId: description.clientOrderId ?? "" }
            : { orderId: description.orderId }
        const startedAt = yield* Intent.monotonicMillis
        const { visibilityMillis } = SettlementBounds.of(overrides, operation.product)
        while (true) {
          const now = yield* Intent.monotonicMillis
          const isLast = now - startedAt >= visibilityMillis
          const order = yield* look(views, symbol, which)
          if (Result.isSuccess(order)) {
            const row = order.success
            if (row.status === "CANCELED" || hasEnded(row)) return { _tag: "AlreadyEnded", order: row }
            // placed meanwhile, or a view that lags; of a state that is not known here nobody can say more than the engine
            unclearSince ??= now
            if (!isOpen(row) && now - unclearSince >= visibilityMillis) return yield* failure
            yield* Effect.sleep(isOpen(row) ? again : Math.max(1, visibilityMillis / 8))
            break
          }
          const isAbsent =
            order.failure.reason._tag === "UnknownOrder" && order.failure.reason.code === views.absentCode
          // archived, or not to be read with this key: it will not be another answer
          if (isLast && !isAbsent && order.failure._tag === "Fatal") return yield* order.failure
          if (isLast && isAbsent) {
            // it may have been sent meanwhile
            if ((yield* settlePlacements(symbol, description.clientOrderId))?._tag === "Executed") break
            return placement?._tag === "NotExecuted"
              ? { _tag: "NeverExisted", outcome: placement }
              : { _tag: "NotFound" }
          }
          yield* Effect.sleep(Math.max(1, visibilityMillis / 8))
        }
      }
    })

  // What may live is settled, or stays in the journal for the next start.
  yield* Effect.addFinalizer(() =>
    Effect.gen(function* () {
      isClosing = true
      // nothing new is sent, whoever still waits for it
      yield* Effect.forEach(
        new Set(running.values()),
        (run) => (run.fiber === undefined ? Effect.void : abandon(run, run.fiber)),
        { discard: true }
      )
      const all = Array.from(fibers)
      yield* Effect.ignore(
        Effect.timeoutOption(
          Effect.forEach(all, Fiber.await, { concurrency: "unbounded", discard: true }),
          shutdownWithin
        )
      )
      const left = Array.from(new Set(running.values())).flatMap(({ page }) => (page?.isWritten ? [page] : []))
      if (left.length > 0)
        yield* Effect.logWarning(
          `closed with ${left.length} intents that are not settled: the journal has them, and Orders.recover settles them`
        ).pipe(
          Effect.annotateLogs({ "binance.clientOrderIds": left.map(({ intent }) => intent.clientOrderId).join(" ") })
        )
      yield* Effect.forEach(Array.from(fibers), Fiber.interrupt, { concurrency: "unbounded", discard: true })
    })
  )

  return Orders.of({
    place: place(kindsOf.place, "effect-binance.place"),
    placeWithin,
    amend: place(kindsOf.amend, "effect-binance.amend"),
    cancelReplace: place(kindsOf.cancelReplace, "effect-binance.cancelReplace"),
    cancel,
    recover,
    inDoubt: SubscriptionRef.changes(doubts)
  })
})

/**
 * Orders over a client, its reconciliation and a journal.
 *
 * @example
 * ```ts
 * import * as OrderJournalMemory from "effect-binance/orders/OrderJournalMemory"
 * import * as Orders from "effect-binance/orders/Orders"
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Layer from "effect/Layer"
 *
 * // what is left to provide is a client and its reconciliation
 * const orders = Orders.layer({ products: [Spot] }).pipe(Layer.provide(OrderJournalMemory.layer))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<Orders, never, BinanceClient | Reconciliation | OrderJournal> =>
  Layer.fresh(Layer.effect(Orders, make(options)))
