/** One doubt under settlement: what is known of it, what may be asked about it, and what the answers were. */
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { BinanceClient } from "../../client/BinanceClient.ts"
import * as Intent from "../../client/Intent.ts"
import type { AnyOperation, Ask, Description, Operation } from "../../client/Operation.ts"
import { clockOf, type HostClock, type ServerClock } from "../../client/ServerClock.ts"
import { AmbiguousExecution, type BinanceError, type Fatal, type Retryable } from "../../errors/BinanceError.ts"
import * as FatalReasons from "../../errors/FatalReason.ts"
import type { FatalReason } from "../../errors/FatalReason.ts"
import type { InDoubt } from "../../errors/InDoubt.ts"
import type { RetryableReason } from "../../errors/RetryableReason.ts"
import { Evidence, Observation } from "../../settlement/Evidence.ts"
import type { OrderRow, ProductViews } from "../../settlement/ProductViews.ts"
import type { Resolution } from "../../settlement/Reconciliation.ts"
import * as SettlementBounds from "../../settlement/SettlementBounds.ts"
import type * as SymbolViews from "../../settlement/SymbolViews.ts"

/** What all settlements of one service share. */
export interface Desk {
  readonly client: BinanceClient["Service"]
  readonly serverClock: ServerClock["Service"]
  readonly generate: () => string
  readonly overrides: Readonly<Record<string, SettlementBounds.Bounds>>
  /** In ms. */
  readonly firstReads: ReadonlyArray<number>
  /** In ms. */
  readonly longestPause: number
  /** In ms. */
  readonly afterFailure: number
  readonly ask: Ask
  /** A question of this service about one symbol, shared by all doubts about it. */
  readonly wideViews: (views: ProductViews) => ReturnType<typeof SymbolViews.make>
  /** Cancels as an intent of its own. */
  readonly cancel: (
    operation: ProductViews["cancel"],
    input: { readonly symbol: string; readonly origClientOrderId: string }
  ) => Effect.Effect<OrderRow, BinanceError>
}

/** What a look at one order showed. */
export type Seen =
  | { readonly _tag: "Order"; readonly order: OrderRow }
  /** `isArchived`: it was there, and ended without a fill, longer ago than the retention. */
  | { readonly _tag: "Absent"; readonly isArchived: boolean }
  | { readonly _tag: "Unasked" }

export type WhichOrder =
  | { readonly symbol: string; readonly origClientOrderId: string }
  | { readonly symbol: string; readonly orderId: number | string }

export interface Inquiry {
  readonly desk: Desk
  readonly doubt: AmbiguousExecution
  readonly inDoubt: InDoubt
  readonly intent: Intent.Intent
  /** What the call was about, in full. */
  readonly description: Description
  readonly bounds: SettlementBounds.Bounds
  readonly clock: HostClock
  /** In ms. */
  readonly retentionMillis: number
  /** In ms; 0 where nobody says how long. */
  readonly filledRetentionMillis: number
  /** In ms. */
  readonly longestPause: number
  /** Whether the library made the client order id: then its order is ours, whatever the engine's clock says about it. */
  readonly isOurId: boolean
  readonly note: (view: Observation["view"], answer: string, exchangeTime?: number) => Effect.Effect<void>
  readonly evidence: () => Evidence
  readonly executed: (order: OrderRow) => Resolution
  readonly done: (result: unknown) => Resolution
  readonly notExecuted: () => Resolution
  readonly refused: (reason: FatalReason) => Resolution
  /** Since when, by the exchange's clock in ms, an attempt can have been accepted. */
  readonly acceptedFrom: () => number
  /** By the clock of the exchange in ms, at the latest when the first attempt that counts was signed. */
  readonly signedBy: () => number
  /** How long ago an attempt can have been accepted, in ms by the exchange's clock; by ours only when that is not known. */
  readonly age: Effect.Effect<number>
  /**
   * Waits until no open attempt can be accepted any more, looking meanwhile. Ends with what a look says, or `undefined` when the
   * fence has opened.
   */
  readonly untilFence: (look: Effect.Effect<Resolution | undefined>) => Effect.Effect<Resolution | undefined>
  /** Remembers that the fence has passed, once the engine has answered; gives since when, by the monotonic clock in ms. */
  readonly passed: Effect.Effect<number>
  /** Sends the same intent again, so that the fence of this attempt counts as well. */
  readonly sendAgain: (goodFor: Duration.Duration | undefined) => Effect.Effect<unknown, BinanceError>
  /** How long the caller said that the intent is good for. */
  readonly goodFor: Duration.Duration | undefined
}

/** An inquiry about orders of one symbol. */
export interface OrderInquiry extends Inquiry {
  readonly symbol: string
  readonly views: ProductViews
  /** The order that the doubt names. */
  readonly which: WhichOrder
  /** The exchange's id of an order that is known to be another one, whatever its name. */
  readonly another?: string | undefined
  /** Asks for an order. Only a plain "does not exist" counts as absent. */
  readonly lookUp: (which: WhichOrder) => Effect.Effect<Seen>
  /**
   * Cancels by name, until the matching engine has answered; `undefined` when it has no such open order. Only the engine answers, so
   * what entered it before has been dealt with.
   */
  readonly cancelInEngine: (name?: string) => Effect.Effect<OrderRow | undefined>
  /**
   * Asks something that only the matching engine answers, and that changes nothing. For a key that may not ask, it ends a whole minute
   * after the fence of the product without grace: no engine is known to let anything in later.
   */
  readonly pingEngine: Effect.Effect<unknown>
}

const keptObservations = 200

// Only the type is taken from the module that declares it, for that module needs this one.
export const resolution = Data.taggedEnum<Resolution>()

export const pause = (millis: number) => Effect.sleep(Math.max(1, Math.ceil(millis)))

/** When to look again on the way to a conclusion at a time, in ms by the monotonic clock; slower once it has come. */
export const pauseUntil = Effect.fnUntraced(function* (q: Inquiry, conclusiveAt: number) {
  const now = yield* Intent.monotonicMillis
  yield* pause(Math.min(q.longestPause, now < conclusiveAt ? conclusiveAt - now : q.bounds.visibilityMillis / 2))
})

/** One reason's name belongs to one tag. */
export const isFatal = (reason: FatalReason | RetryableReason): reason is FatalReason =>
  Object.hasOwn(FatalReasons, reason._tag)

export const nameOf = (reason: FatalReason | RetryableReason) =>
  `${reason._tag}${"code" in reason && reason.code !== undefined ? ` ${reason.code}` : ""}`

/** What an attempt was refused with; `undefined` when it had no answer that says so. */
export const refusalOf = (error: BinanceError): FatalReason | RetryableReason | undefined =>
  error instanceof AmbiguousExecution ? error.inDoubt.refusal : error.reason

export const noteRefusal = (q: Inquiry, error: BinanceError, refusal: FatalReason | RetryableReason | undefined) =>
  q.note("engine", refusal === undefined ? `no answer (${error.reason._tag})` : nameOf(refusal))

/** Whether a cancel was answered by what can only mean that no such order is open. */
export const isPerhapsUnknown = (views: ProductViews, { code, reason }: BinanceError): boolean =>
  reason._tag === "UndocumentedCode" && code !== undefined && views.perhapsUnknownOrderCodes?.includes(code) === true

/** The code by which a read says that an order list is not visible now; `undefined` when it says anything else. */
export const absentListCode = (views: ProductViews, { _tag, code, reason }: Retryable | Fatal): number | undefined =>
  (reason._tag === "UnknownOrder" && code === views.absentCode) || (_tag === "Fatal" && code === views.absentListCode)
    ? code
    : undefined

export const noAnswer = (error: BinanceError) => `no answer (${error.reason._tag})`

export const open = Effect.fnUntraced(function* (
  desk: Desk,
  doubt: AmbiguousExecution,
  intent: Intent.Intent,
  operation: AnyOperation,
  goodFor: Duration.Duration | undefined
): Effect.fn.Return<Inquiry> {
  const { inDoubt } = doubt
  const { product } = operation
  const { afterFailure, client, firstReads, overrides } = desk
  const clock = clockOf(desk.serverClock, product)
  const observations: Array<Observation> = []
  const note: Inquiry["note"] = (view, answer, exchangeTime) =>
    Effect.map(Clock.currentTimeMillis, (at) => {
      observations.push(new Observation({ at, view, answer, exchangeTime }))
      // a doubt that cannot be settled for days must not fill the memory: how it began and how it stands are kept
      if (observations.length > 2 * keptObservations) observations.splice(keptObservations, 1)
    })
  const bounds = SettlementBounds.along(client.boundsOf, overrides, operation)
  const longestPause = bounds.spacingMillis ?? desk.longestPause
  // a call that is sent again adds attempts while it is being settled
  const attempts = () => (Intent.openAttempts(intent).length === 0 ? inDoubt.attempts : Intent.openAttempts(intent))
  const currentFence = () => Math.max(0, ...attempts().map((a) => a.fenceAt))
  const signedAt = () => Math.min(...attempts().map((a) => a.timestamp))
  const evidence = () => new Evidence({ fenceAt: currentFence(), observations })

  const clockError = yield* Effect.map(Effect.result(clock.now), (r) =>
    r._tag === "Success" ? r.success.errorMillis : 1000
  )

  const acceptedFrom = () => signedAt() - clockError - 1000

  yield* note("reply", `${doubt.reason._tag}${doubt.code === undefined ? "" : ` ${doubt.code}`}`)

  const untilFence: Inquiry["untilFence"] = Effect.fnUntraced(function* (look) {
    const startedAt = yield* Intent.monotonicMillis
    let read = 0
    let nextRead = startedAt + (firstReads[0] ?? 0)
    while (true) {
      const now = yield* Intent.monotonicMillis
      if (now >= nextRead) {
        const end = yield* look
        if (end !== undefined) return end
        read += 1
        const at = firstReads[read]
        nextRead =
          at === undefined
            ? (yield* Intent.monotonicMillis) +
              Math.min(longestPause, (firstReads.at(-1) ?? 1000) * 2 ** (read - firstReads.length))
            : Math.max(startedAt + at, now)
        continue
      }
      if (Intent.havePassed(intent, attempts())) return undefined
      const fenceAt = currentFence()
      // the local monotonic clock has to agree with the exchange's: one wrong clock alone must not open a fence
      const opensAt = Math.max(0, ...attempts().map((a) => a.signedAtMonotonic + a.recvWindow + bounds.graceMillis))
      if (now < opensAt) {
        yield* pause(Math.min(opensAt, nextRead) - now)
        continue
      }
      const reading = yield* Effect.result(clock.read)
      if (reading._tag === "Failure") {
        yield* note("clock", noAnswer(reading.failure))
        yield* pause(Math.min(afterFailure, Math.max(1, nextRead - now)))
        continue
      }
      if (reading.success >= fenceAt) {
        yield* note("clock", `past the fence ${fenceAt}`, reading.success)
        return undefined
      }
      yield* note("clock", `before the fence ${fenceAt}`, reading.success)
      yield* pause(Math.min(fenceAt - reading.success, longestPause))
    }
  })

  const passed = Effect.gen(function* () {
    if (!Intent.havePassed(intent, attempts())) {
      // what the engine held back it has accepted by now, and shows it within the visibility bound from now
      intent.passed = { fenceAt: currentFence(), atMonotonic: yield* Intent.monotonicMillis }
    }
    return intent.passed?.atMonotonic ?? (yield* Intent.monotonicMillis)
  })

  const sendAgain: Inquiry["sendAgain"] = (howLong) =>
    Effect.suspend(() => {
      intent.doubt = undefined
      return client.call(operation as Operation<unknown, "cancel", unknown>, intent.input, intent) // the intent's own operation and input; it is a write
    }).pipe(Effect.provideService(Intent.GoodFor, howLong))

  return {
    desk,
    doubt,
    inDoubt,
    intent,
    description: operation.describe(intent.input as never, intent.clientOrderId), // the operation's own input
    bounds,
    clock,
    retentionMillis: product.retentionMillis,
    filledRetentionMillis: product.filledRetentionMillis ?? 0,
    longestPause,
    isOurId: (operation.clientOrderIdFrom?.(intent.input as never) ?? "library") === "library", // the operation's own input
    note,
    evidence,
    executed: (order) => resolution.Executed({ order, evidence: evidence() }),
    done: (result) => resolution.Done({ result, evidence: evidence() }),
    notExecuted: () => resolution.NotExecuted({ evidence: evidence() }),
    refused: (reason) => resolution.Refused({ reason, evidence: evidence() }),
    acceptedFrom,
    // a timestamp is behind the exchange's clock as often as it is ahead of it
    signedBy: () => signedAt() + clockError,
    // by a clock that somebody has set, what is forgotten would look like what never was, and what is young like what is forgotten;
    // that of the exchange is known well enough by now, or no view could have been signed
    age: Effect.map(Effect.all([Clock.currentTimeMillis, Effect.result(clock.estimate)]), ([wall, now]) =>
      now._tag === "Success" ? now.success.time + now.success.errorMillis - acceptedFrom() : wall - inDoubt.createdAt
    ),
    untilFence,
    passed,
    sendAgain,
    goodFor
  }
})

/** The same inquiry, with the questions about the orders of a symbol. */
export const about = (q: Inquiry, views: ProductViews, symbol: string): OrderInquiry => {
  const { desk, inDoubt, note } = q
  const lookUp: OrderInquiry["lookUp"] = Effect.fnUntraced(function* (which): Effect.fn.Return<Seen> {
    const result = yield* Effect.result(desk.ask(views.order, which))
    if (result._tag === "Success") {
      yield* note("order", result.success.status ?? "there")
      return { _tag: "Order", order: result.success }
    }
    const { code, reason } = result.failure
    const isArchived = code !== undefined && code === views.archivedCode
    const absent = isArchived || (reason._tag === "UnknownOrder" && code === views.absentCode)
    yield* note("order", absent ? `${code} not visible` : noAnswer(result.failure))
    return absent ? { _tag: "Absent", isArchived } : { _tag: "Unasked" }
  })

  const cancelInEngine: OrderInquiry["cancelInEngine"] = Effect.fnUntraced(function* (name) {
    // what is refused for good is not asked about once a second for ever
    for (let millis = desk.afterFailure; ; millis = Math.min(2 * millis, q.longestPause)) {
      // without a name it is a ping, under one that nobody ever had
      const result = yield* Effect.result(
        desk.cancel(views.cancel, { symbol, origClientOrderId: name ?? desk.generate() })
      )
      if (result._tag === "Success") {
        yield* note("engine", "cancelled")
        return result.success
      }
      const { failure } = result
      const { _tag } = failure.reason
      if ((failure._tag === "Fatal" && failure.code === views.unknownOrderCode) || isPerhapsUnknown(views, failure)) {
        yield* note("engine", `${failure.code} answered by the engine`)
        return undefined
      }
      yield* note("engine", noAnswer(failure))
      // The ping is more than the documents ask for: they let the fence and the views say "no". Who may not ask the engine, waits out
      // the longest grace there is; the fence has just been passed by both clocks.
      if (name === undefined && (_tag === "BadCredentials" || _tag === "AccountRestricted")) {
        yield* pause(SettlementBounds.longestGraceMillis - q.bounds.graceMillis)
        return undefined
      }
      yield* pause(millis)
    }
  })

  const which: WhichOrder =
    inDoubt.clientOrderIds[0] !== undefined
      ? { symbol, origClientOrderId: inDoubt.clientOrderIds[0] }
      : { symbol, orderId: inDoubt.orderId ?? "" }

  return { ...q, symbol, views, which, lookUp, cancelInEngine, pingEngine: cancelInEngine() }
}

/** The settlement, which an event of the user data stream may end. */
export const watched = (
  q: OrderInquiry,
  find: AnyOperation["find"],
  settlement: Effect.Effect<Resolution>
): Effect.Effect<Resolution> => {
  const { sightings } = q.desk.client
  return sightings?.rules.watch(sightings, q, find, settlement) ?? settlement
}
