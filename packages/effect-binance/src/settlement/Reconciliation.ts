/**
 * Settles a doubt: finds out whether a write executed, and says so only with proof.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { BinanceClient } from "../client/BinanceClient.ts"
import { type Call, perRun } from "../client/Call.ts"
import { CallTimeout } from "../client/CallTimeout.ts"
import * as ClientOrderId from "../client/ClientOrderId.ts"
import * as Intent from "../client/Intent.ts"
import type { Find, Operation } from "../client/Operation.ts"
import { ServerClock } from "../client/ServerClock.ts"
import { AmbiguousExecution, Fatal, Retryable } from "../errors/BinanceError.ts"
import {
  AlreadyInState,
  DuplicateClientOrderId,
  FatalReason,
  OrderRejected,
  UnknownOrder
} from "../errors/FatalReason.ts"
import { ProvenNotExecuted, type RetryableReason } from "../errors/RetryableReason.ts"
import * as BanWindow from "../limits/BanWindow.ts"
import { Evidence, Observation } from "./Evidence.ts"
import * as Match from "./Match.ts"
import type { OrderRow, ProductViews, TradeRow } from "./ProductViews.ts"
import * as SettlementBounds from "./SettlementBounds.ts"
import * as SymbolViews from "./SymbolViews.ts"

/**
 * How a doubt ended.
 *
 * @category models
 * @since 0.1.0
 */
export type Resolution = Data.TaggedEnum<{
  /** It executed, and this is the order as a view showed it. */
  readonly Executed: { readonly order: OrderRow; readonly evidence: Evidence }
  /** It did not execute and cannot any more. */
  readonly NotExecuted: { readonly evidence: Evidence }
  /** It did nothing, and there is nothing left for it to do: a cancel of an order that has ended or that nobody knows. */
  readonly Refused: { readonly reason: FatalReason; readonly evidence: Evidence }
}>

/**
 * Makes resolutions.
 *
 * And takes them apart.
 *
 * @example
 * ```ts
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const tell = Reconciliation.Resolution.$match({
 *   Executed: ({ order }) => `it is order ${order.orderId}`,
 *   NotExecuted: ({ evidence }) => `nothing was accepted before ${new Date(evidence.fenceAt).toISOString()}`,
 *   Refused: ({ reason }) => `it did nothing: ${reason._tag}`
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const Resolution = Data.taggedEnum<Resolution>()

/**
 * The service. A test double is one line.
 *
 * @example
 * ```ts
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 * import { Evidence } from "effect-binance/settlement/Evidence"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const never = Layer.succeed(Reconciliation.Reconciliation, {
 *   resolve: () => Effect.succeed(Reconciliation.Resolution.NotExecuted({ evidence: new Evidence({ fenceAt: 0, observations: [] }) }))
 * })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Reconciliation extends Context.Service<
  Reconciliation,
  {
    /**
     * Goes on until it is definite. It never concludes anything from running out of patience: while the exchange cannot be
     * asked, it waits and asks again.
     */
    readonly resolve: (doubt: AmbiguousExecution, intent: Intent.Intent) => Effect.Effect<Resolution>
  }
>()("effect-binance/Reconciliation") {}

/**
 * How patiently the exchange is asked. The bounds of the exchange itself are `SettlementBounds`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** When the order is looked for while its fence is still shut, counted from the start; then doubling. */
  readonly firstReads?: ReadonlyArray<Duration.Input> | undefined
  /** The longest pause between two reads of the order. */
  readonly longestPause?: Duration.Input | undefined
  /** How long to wait after a question that could not be asked or answered. */
  readonly afterFailure?: Duration.Input | undefined
}

const keptObservations = 200
const ended = new Set(["FILLED", "EXPIRED", "EXPIRED_IN_MATCH", "REJECTED"])

const make = Effect.fnUntraced(function* (options: Options) {
  const client = yield* BinanceClient
  const serverClock = yield* ServerClock
  const generate = yield* ClientOrderId.Generator
  const overrides = yield* SettlementBounds.Overrides
  const scope = yield* Effect.scope
  const firstReads = (options.firstReads ?? [0, 500, 1000, 2000, 4000]).map((d) =>
    Duration.toMillis(Duration.fromInputUnsafe(d))
  )
  const chosenPause = Duration.toMillis(Duration.fromInputUnsafe(options.longestPause ?? "5 seconds"))
  const afterFailure = Duration.toMillis(Duration.fromInputUnsafe(options.afterFailure ?? "1 second"))
  const wideViews = new Map<ProductViews, ReturnType<typeof SymbolViews.make>>()

  // What the caller chose for its order is no choice about the questions: a short recvWindow or time-out would make each fail.
  const recvWindow = yield* Intent.RecvWindow
  const callTimeout = yield* CallTimeout
  const asQuestions = <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    self.pipe(
      Effect.provideService(Intent.Current, undefined),
      Effect.provideService(Intent.RecvWindow, recvWindow),
      Effect.provideService(Intent.GoodFor, undefined),
      Effect.provideService(CallTimeout, callTimeout),
      Effect.provideService(BanWindow.Patience, "wait"),
      Effect.provideService(BanWindow.Deadline, Infinity)
    )

  // A question is an intent of its own: it must not take part in the one that is being settled.
  const asNewIntent = <A, K extends "read" | "cancel", P>(operation: Operation<A, K, P>, input: P) =>
    Effect.flatMap(Intent.make, (intent) => client.call(operation, input, intent))
  const ask: SymbolViews.Ask = (operation, input) => asNewIntent(operation, input)

  const viewsOf = (views: ProductViews) => {
    const made = wideViews.get(views) ?? SymbolViews.make(ask, views, scope)
    wideViews.set(views, made)
    return made
  }

  const settleOne = Effect.fnUntraced(function* (
    doubt: AmbiguousExecution,
    intent: Intent.Intent,
    find: Find<unknown, never> & { readonly subject: "placement" | "cancel" },
    symbol: string
  ) {
    const { inDoubt } = doubt
    const views = find.views(intent.input as never) // the operation's own input
    const observations: Array<Observation> = []
    const note = (view: Observation["view"], answer: string, exchangeTime?: number) =>
      Effect.map(Clock.currentTimeMillis, (at) => {
        observations.push(new Observation({ at, view, answer, exchangeTime }))
        // a doubt that cannot be settled for days must not fill the memory: how it began and how it stands are kept
        if (observations.length > 2 * keptObservations) observations.splice(keptObservations, 1)
      })
    const evidence = () => new Evidence({ fenceAt: currentFence(), observations })
    const operation = intent.operation
    const product = operation?.product
    const bounds: SettlementBounds.Bounds =
      product === undefined
        ? { graceMillis: Infinity, visibilityMillis: Infinity }
        : SettlementBounds.of(overrides, product)
    const longestPause = bounds.spacingMillis ?? chosenPause
    const retentionMillis = product?.retentionMillis ?? 0
    // a cancel adds attempts while it is being settled
    const open = () => (Intent.openAttempts(intent).length === 0 ? inDoubt.attempts : Intent.openAttempts(intent))
    const currentFence = () => open().reduce((latest, attempt) => Math.max(latest, attempt.fenceAt), 0)
    const which =
      inDoubt.clientOrderIds[0] !== undefined
        ? { symbol, origClientOrderId: inDoubt.clientOrderIds[0] }
        : { symbol, orderId: inDoubt.orderId ?? "" }
    const pause = (millis: number) => Effect.sleep(Math.max(1, Math.ceil(millis)))

    const clockError = yield* Effect.map(Effect.result(serverClock.now), (r) =>
      r._tag === "Success" ? r.success.errorMillis : 1000
    )
    /** Since when, by the exchange's clock, an attempt can have been accepted. */
    const acceptedFrom = () =>
      open().reduce((earliest, attempt) => Math.min(earliest, attempt.timestamp), Infinity) - clockError - 1000
    const isOurId = (operation?.clientOrderIdFrom?.(intent.input as never) ?? "library") === "library" // the operation's own input
    const matchOf = (row: OrderRow) =>
      Match.placement(inDoubt, row, {
        from: acceptedFrom(),
        isOurId,
        isAnothers: (orderId) => client.claimed.isAnothers(symbol, orderId, intent)
      })
    const executed = (order: OrderRow) => {
      if (find.subject === "placement") client.claimed.claim(symbol, order.orderId, intent)
      return Resolution.Executed({ order, evidence: evidence() })
    }

    yield* note("reply", `${doubt.reason._tag}${doubt.code === undefined ? "" : ` ${doubt.code}`}`)

    type Seen =
      | { readonly _tag: "Order"; readonly order: OrderRow }
      | { readonly _tag: "Absent" }
      | { readonly _tag: "Unasked" }
    /** Asks for the order by its name. Only a plain "does not exist" counts as absent. */
    const lookUp: Effect.Effect<Seen> = Effect.gen(function* () {
      const result = yield* Effect.result(ask(views.order, which))
      if (result._tag === "Success") {
        yield* note("order", result.success.status ?? "there")
        return { _tag: "Order", order: result.success }
      }
      const { reason } = result.failure
      const absent = reason._tag === "UnknownOrder" && reason.code === views.absentCode
      yield* note("order", absent ? `${reason.code} not visible` : `no answer (${reason._tag})`)
      return absent ? { _tag: "Absent" } : { _tag: "Unasked" }
    })

    /**
     * Waits until no open attempt can be accepted any more, looking for the order meanwhile. Ends with what `decide` makes of
     * a look, or `undefined` when the fence has opened.
     */
    const untilFence = Effect.fnUntraced(function* (decide: (seen: Seen) => Resolution | undefined) {
      const startedAt = yield* Intent.monotonicMillis
      let read = 0
      let nextRead = startedAt + (firstReads[0] ?? 0)
      while (true) {
        const now = yield* Intent.monotonicMillis
        if (now >= nextRead) {
          const resolution = decide(yield* lookUp)
          if (resolution !== undefined) return resolution
          read += 1
          const at = firstReads[read]
          nextRead =
            at === undefined
              ? (yield* Intent.monotonicMillis) +
                Math.min(longestPause, (firstReads.at(-1) ?? 1000) * 2 ** (read - firstReads.length))
              : Math.max(startedAt + at, now)
          continue
        }
        if (Intent.havePassed(intent, open())) return undefined
        const fenceAt = currentFence()
        // the local monotonic clock has to agree with the exchange's: one wrong clock alone must not open a fence
        const opensAt = open().reduce(
          (latest, a) => Math.max(latest, a.signedAtMonotonic + a.recvWindow + bounds.graceMillis),
          0
        )
        if (now < opensAt) {
          yield* pause(Math.min(opensAt, nextRead) - now)
          continue
        }
        const reading = yield* Effect.result(serverClock.read)
        if (reading._tag === "Failure") {
          yield* note("clock", `no answer (${reading.failure.reason._tag})`)
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

    /** Asks something that only the matching engine answers, and that changes nothing: what entered it before has been dealt with. */
    const pingEngine = Effect.gen(function* () {
      while (true) {
        const result = yield* Effect.result(asNewIntent(views.cancel, { symbol, origClientOrderId: generate() }))
        if (
          result._tag === "Failure" &&
          result.failure._tag === "Fatal" &&
          result.failure.code === views.unknownOrderCode
        ) {
          return yield* note("engine", `${views.unknownOrderCode} answered by the engine`)
        }
        yield* note(
          "engine",
          `no answer (${result._tag === "Failure" ? result.failure.reason._tag : "an order had a fresh id"})`
        )
        yield* pause(afterFailure)
      }
    })

    /** Whether an order that could be ours, made smaller under another name, was made so by an amend of ours. */
    const isOurAmended = Effect.fnUntraced(function* (row: OrderRow): Effect.fn.Return<boolean | "unknown"> {
      if (views.amendments === undefined) return false
      const amendments = yield* Effect.result(ask(views.amendments, { symbol, orderId: row.orderId }))
      if (amendments._tag === "Failure") return "unknown"
      if (
        amendments.success.some(
          (one) => one.origClientOrderId !== undefined && inDoubt.clientOrderIds.includes(one.origClientOrderId)
        )
      )
        return true
      // an amendment may be listed later than the row shows it
      const now = yield* Effect.result(serverClock.estimate)
      const isSettled =
        now._tag === "Success" &&
        row.updateTime !== undefined &&
        now.success.time - now.success.errorMillis - row.updateTime > bounds.visibilityMillis
      return isSettled ? false : "unknown"
    })

    /** The wide views: positive, negative, or neither when something in them is unexplained or they could not be taken. */
    const lookWide = Effect.fnUntraced(function* (): Effect.fn.Return<OrderRow | "none" | "unexplained"> {
      const since = acceptedFrom()
      const result = yield* Effect.result(viewsOf(views)(symbol, since))
      if (result._tag === "Failure") {
        yield* note("allOrders", `no answer (${result.failure.reason._tag})`)
        return "unexplained"
      }
      const { allOrders, openOrders, ordersOfTrades, trades, unexplained } = result.success
      let verdict: "none" | "unexplained" = "none"
      for (const row of new Map(
        [...ordersOfTrades, ...allOrders, ...openOrders].map((r) => [`${r.orderId}`, r])
      ).values()) {
        let match = matchOf(row)
        if (match === "amended") {
          const ours = yield* isOurAmended(row)
          match = ours === "unknown" ? "unexplained" : ours ? "the-order" : "another"
        }
        if (match === "the-order") return row
        if (match === "unexplained") {
          verdict = "unexplained"
          yield* note("allOrders", `order ${row.orderId} could be it under another name`)
        }
      }
      for (const orderId of unexplained) {
        // a fill on the other side, or from before, is none of ours
        const couldBe = (trade: TradeRow) =>
          (trade.isBuyer === undefined || inDoubt.side === undefined || trade.isBuyer === (inDoubt.side === "BUY")) &&
          (trade.time === undefined || trade.time >= since)
        if (!trades.some((trade) => trade.orderId === orderId && couldBe(trade))) continue
        verdict = "unexplained"
        yield* note("trades", `a fill of order ${orderId} is not explained yet`)
      }
      yield* note("openOrders", `${openOrders.length} orders, none is it`)
      yield* note(
        "allOrders",
        `${allOrders.length} orders since ${Math.floor(since)}, ${verdict === "none" ? "none is it" : "not conclusive"}`
      )
      yield* note("trades", `${trades.length} fills since ${Math.floor(since)}`)
      return verdict
    })

    /**
     * After the fence: the views by name and by content, once at the start and once when every lag is over. The last round
     * starts no earlier than the visibility bound after the engine's answer, so it sees whatever was accepted before.
     */
    const lookForPlacement = Effect.gen(function* () {
      const passedAt = intent.passed?.atMonotonic ?? (yield* Intent.monotonicMillis)
      const conclusiveAt = passedAt + bounds.visibilityMillis
      // a duplicate proves an order of that name, and no number of empty views can take that back; under an id that the caller
      // chose an older order, once it is seen, explains it
      const isDuplicate = doubt.reason._tag === "EarlierAttemptExists"
      let negatives = 0
      let isFirst = true
      while (true) {
        const startedAt = yield* Intent.monotonicMillis
        const isLast = startedAt >= conclusiveAt
        const seen = yield* lookUp
        const byName = seen._tag === "Order" ? matchOf(seen.order) : undefined
        if (seen._tag === "Order" && byName === "the-order") return executed(seen.order)
        // an older order of the same name explains itself; one that the engine rejected is none
        const absent = seen._tag === "Absent" || byName === "another" || byName === "rejected"
        // it may be renamed before we look again
        if (byName === "another") intent.hasNamesake = true
        if (isLast || isFirst) {
          const wide = yield* lookWide()
          if (typeof wide === "object") {
            yield* note("allOrders", `order ${wide.orderId} is it`)
            return executed(wide)
          }
          if (absent && wide === "none") negatives += 1
          isFirst = isFirst && wide !== "none"
          const age = (yield* Clock.currentTimeMillis) - inDoubt.createdAt
          const isProven = isDuplicate && (isOurId || !intent.hasNamesake)
          // two rounds at least; and past retention an absence says nothing
          if (isLast && negatives >= 2 && absent && wide === "none" && !isProven && age < retentionMillis) {
            if (isDuplicate)
              return Resolution.Refused({
                reason: new DuplicateClientOrderId({ code: doubt.code }),
                evidence: evidence()
              })
            return byName === "rejected"
              ? Resolution.Refused({
                  reason: new OrderRejected({ code: views.rejectedCode, kind: "rejected" }),
                  evidence: evidence()
                })
              : Resolution.NotExecuted({ evidence: evidence() })
          }
        }
        const now = yield* Intent.monotonicMillis
        yield* pause(Math.min(longestPause, now < conclusiveAt ? conclusiveAt - now : bounds.visibilityMillis / 2))
      }
    })

    const settlePlacement = Effect.gen(function* () {
      const early = yield* untilFence((seen) =>
        seen._tag === "Order" && matchOf(seen.order) === "the-order" ? executed(seen.order) : undefined
      )
      if (early !== undefined) return early
      yield* pingEngine
      if (!Intent.havePassed(intent, open())) {
        // what the engine held back it has accepted by now, and shows it within the visibility bound from now
        intent.passed = { fenceAt: currentFence(), atMonotonic: yield* Intent.monotonicMillis }
      }
      return yield* lookForPlacement
    })

    const isMeant = (row: OrderRow) =>
      inDoubt.clientOrderIds[0] === undefined
        ? `${row.orderId}` === inDoubt.orderId
        : // whoever cancelled it may have renamed it
          row.clientOrderId === undefined ||
          row.clientOrderId === inDoubt.clientOrderIds[0] ||
          row.status === "CANCELED"

    /**
     * Only a terminal state proves how a cancel ended; anything else means: cancel again once the last attempt is dead. An
     * order that had ended before the cancel was signed is another one of the same name, until the engine knows no open one; an
     * order id is never used twice.
     */
    const endOf = (seen: Seen, evenBefore: boolean): Resolution | undefined => {
      if (seen._tag !== "Order" || !isMeant(seen.order)) return undefined
      const { status, updateTime } = seen.order
      if (!evenBefore && inDoubt.orderId === undefined && updateTime !== undefined && updateTime < acceptedFrom())
        return undefined
      if (status === "CANCELED") return executed(seen.order)
      return status !== undefined && ended.has(status)
        ? Resolution.Refused({ reason: new AlreadyInState({ state: status }), evidence: evidence() })
        : undefined
    }

    const settleCancel = Effect.gen(function* () {
      while (true) {
        const early = yield* untilFence((seen) => endOf(seen, false))
        if (early !== undefined) return early
        // the same intent, so that the fence of this attempt counts as well
        intent.doubt = undefined
        const again = yield* Effect.result(recancel)
        if (again._tag === "Success") {
          yield* note("engine", "cancelled")
          return executed(again.success)
        }
        const error = again.failure
        const refusal = error instanceof AmbiguousExecution ? error.inDoubt.refusal : error.reason
        yield* note("engine", refusal === undefined ? `no answer (${error.reason._tag})` : nameOf(refusal))
        if (refusal?._tag === "UnknownOrder") {
          // the engine has no such open order: whether it ended or never was shows within the visibility bound
          const ending = yield* lookForEnd
          if (ending !== undefined) return ending
        } else if (refusal?._tag === "OrderRejected" && refusal.kind === views.openAndKept) {
          // the engine itself says, after the fence of every attempt, that the order is open and stays so; no other text says that
          return Resolution.Refused({ reason: refusal, evidence: evidence() })
        } else if (refusal !== undefined && isFatal(refusal)) {
          const ending = endOf(yield* lookUp, false)
          if (ending !== undefined) return ending
          // refused for another reason than the order: the key, the account; a person has to look
          yield* pause(longestPause)
        } else {
          yield* pause(afterFailure)
        }
      }
    })

    const recancel: Effect.Effect<OrderRow, Retryable | Fatal | AmbiguousExecution> = Effect.suspend(
      () => client.call(operation as Operation<OrderRow, "cancel", unknown>, intent.input, intent) // the intent's own operation and input
    ).pipe(
      // it proves what the first attempt did, so it may outlive what the first attempt was good for
      Effect.provideService(Intent.GoodFor, Duration.infinity)
    )

    const lookForEnd = Effect.gen(function* () {
      const startedAt = yield* Intent.monotonicMillis
      while (true) {
        const askedAt = yield* Intent.monotonicMillis
        const seen = yield* lookUp
        const isLast = askedAt - startedAt >= bounds.visibilityMillis
        const ending = endOf(seen, isLast)
        if (ending !== undefined) return ending
        if (isLast) {
          // open again after the engine said otherwise: placed meanwhile; then the cancel has to be sent again
          if (seen._tag === "Order") return undefined
          if (seen._tag === "Absent") {
            return Resolution.Refused({
              reason: new UnknownOrder({ code: views.unknownOrderCode }),
              evidence: evidence()
            })
          }
        }
        yield* pause(Math.min(longestPause, Math.max(bounds.visibilityMillis / 4, 1)))
      }
    })

    return yield* find.subject === "placement" ? settlePlacement : settleCancel
  })

  return Reconciliation.of({
    resolve: (doubt, intent) => {
      const find = intent.operation?.find
      const symbol = doubt.inDoubt.symbol
      // without a fence, or without a way to ask, nothing may be concluded: it stays in doubt
      if (find === undefined || symbol === undefined) return Effect.never
      if (find.subject !== "placement" && find.subject !== "cancel") return Effect.never
      return settleOne(doubt, intent, find, symbol).pipe(
        asQuestions,
        Effect.withSpan("effect-binance.settle", {
          attributes: { "binance.operation": doubt.inDoubt.operation, "binance.symbol": symbol }
        })
      )
    }
  })
})

const isFatal = Schema.is(FatalReason)

const nameOf = (reason: FatalReason | RetryableReason) =>
  `${reason._tag}${"code" in reason && reason.code !== undefined ? ` ${reason.code}` : ""}`

/**
 * Settles over the `BinanceClient`.
 *
 * @example
 * ```ts
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const patient = Reconciliation.layerWith({ firstReads: [0, "1 second"], longestPause: "15 seconds" })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerWith = (options: Options): Layer.Layer<Reconciliation, never, BinanceClient | ServerClock> =>
  Layer.fresh(Layer.effect(Reconciliation, make(options)))

/**
 * Settles over the `BinanceClient`, looking for an order at once, after 0.5 s, 1 s, 2 s, 4 s, then every 5 s at the latest.
 *
 * @example
 * ```ts
 * import * as BinanceClient from "effect-binance/client/BinanceClient"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 * import * as Layer from "effect/Layer"
 *
 * const settling = Reconciliation.layer.pipe(Layer.provideMerge(BinanceClient.layer))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<Reconciliation, never, BinanceClient | ServerClock> = layerWith({})

/** Turns a resolution into what the call was meant to give. */
const conclude = <A>(
  doubt: AmbiguousExecution,
  intent: Intent.Intent,
  resolution: Resolution
): Effect.Effect<A, Retryable | Fatal> => {
  intent.doubt = undefined
  const { operation } = doubt
  switch (resolution._tag) {
    case "Executed":
      return Effect.succeed(resolution.order as A) // placing, cancelling and reading an order share one shape
    case "Refused":
      return Effect.fail(new Fatal({ reason: resolution.reason, operation }))
    case "NotExecuted": {
      const { refusal } = doubt.inDoubt
      if (refusal === undefined)
        return Effect.fail(
          new Retryable({ reason: new ProvenNotExecuted({ evidence: resolution.evidence }), operation })
        )
      // the earlier attempts are proven not to have executed, so the refusal of the last one is the whole truth
      return Effect.fail(
        isFatal(refusal) ? new Fatal({ reason: refusal, operation }) : new Retryable({ reason: refusal, operation })
      )
    }
  }
}

const resolve = <A>(doubt: AmbiguousExecution): Effect.Effect<A, Retryable | Fatal, Reconciliation> =>
  Effect.flatMap(Intent.Current, (intent) =>
    intent === undefined
      ? Effect.die("a doubt is settled inside of its intent") // perRun provides it
      : Effect.flatMap(Reconciliation, (service) => service.resolve(doubt, intent)).pipe(
          Effect.onInterrupt(() =>
            Effect.logWarning(
              `The settlement of a doubt was interrupted: nobody knows whether it executed. ${doubt.message}`
            )
          ),
          Effect.flatMap((resolution) => conclude<A>(doubt, intent, resolution))
        )
  )

/**
 * Turns `AmbiguousExecution` into a fact, however long it takes: the order, or `Retryable(ProvenNotExecuted)`, or `Fatal`.
 *
 * Takes only a `Call` whose attempts have a fence: a transfer does not compile.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const settled = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }).pipe(Reconciliation.settle)
 * // Call<Order, Retryable | Fatal, BinanceClient | Reconciliation>
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const settle = <A, E, R>(
  self: Call<A, E, R>
): Call<A, Exclude<E, AmbiguousExecution> | Retryable | Fatal, R | Reconciliation> =>
  perRun(
    Effect.catch(self, (e): Effect.Effect<A, Exclude<E, AmbiguousExecution> | Retryable | Fatal, Reconciliation> =>
      e instanceof AmbiguousExecution ? resolve<A>(e) : Effect.fail(e as Exclude<E, AmbiguousExecution>)
    )
  ) // narrowed by the line before; E is generic

/**
 * Like `settle`, for at most this long; after it the doubt comes back as it was, and `AmbiguousExecution` stays in the type.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const order = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })
 * const settled = order.pipe(Reconciliation.settleWithin("1 minute"))
 * // Call<Order, Retryable | Fatal | AmbiguousExecution, BinanceClient | Reconciliation>
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const settleWithin =
  (duration: Duration.Input) =>
  <A, E, R, F>(self: Call<A, E, R, F>): Call<A, E | Retryable | Fatal, R | Reconciliation, F> =>
    perRun<A, E | Retryable | Fatal, R | Reconciliation, F>(
      Effect.catch(self, (e): Effect.Effect<A, E | Retryable | Fatal, Reconciliation> =>
        e instanceof AmbiguousExecution
          ? Effect.flatMap(
              Effect.timeoutOption(resolve<A>(e), duration),
              Option.match({
                onNone: () => Effect.fail<E | Retryable | Fatal>(e),
                onSome: Effect.succeed<A>
              })
            )
          : Effect.fail(e)
      )
    )
