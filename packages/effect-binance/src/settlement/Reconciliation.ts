/**
 * Settles a doubt: finds out whether a write executed, and says so only with proof.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { BinanceClient } from "../client/BinanceClient.ts"
import { type Call, perRun } from "../client/Call.ts"
import { CallTimeout } from "../client/CallTimeout.ts"
import * as ClientOrderId from "../client/ClientOrderId.ts"
import * as Intent from "../client/Intent.ts"
import { type AnyOperation, type Ask, type Operation, partId } from "../client/Operation.ts"
import { ServerClock } from "../client/ServerClock.ts"
import { AmbiguousExecution, type BinanceError, Fatal, Retryable } from "../errors/BinanceError.ts"
import type { FatalReason } from "../errors/FatalReason.ts"
import { ProvenNotExecuted } from "../errors/RetryableReason.ts"
import { withSpan } from "../internal/inSpan.ts"
import { ActiveFence } from "../internal/settling/activeFence.ts"
import { settleAmend } from "../internal/settling/amend.ts"
import { settleCancel, settleCancelOrderList } from "../internal/settling/cancel.ts"
import { settleCancelAll } from "../internal/settling/cancelAll.ts"
import { settleCancelReplace } from "../internal/settling/cancelReplace.ts"
import * as Inquiry from "../internal/settling/Inquiry.ts"
import { doubtOf, elementIntent } from "../internal/settling/parts.ts"
import { settleOrderList, settlePlacement } from "../internal/settling/placement.ts"
import * as BanWindow from "../limits/BanWindow.ts"
import { Evidence } from "./Evidence.ts"
import type { OrderRow, ProductViews } from "./ProductViews.ts"
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
  /** It executed, and this is what the call gives: made from what the views showed, or the reply when it was sent again. */
  readonly Done: { readonly result: unknown; readonly evidence: Evidence }
  /** It did not execute and cannot any more. */
  readonly NotExecuted: { readonly evidence: Evidence }
  /**
   * It did nothing, and there is nothing left for it to do: a cancel of an order that has ended or that nobody knows. Only under
   * `CancelReplaceFailed` a half may have executed, and it says which.
   */
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
 *   Done: () => "it executed",
 *   NotExecuted: ({ evidence }) => `nothing was accepted before ${new Date(evidence.fenceAt).toISOString()}`,
 *   Refused: ({ reason }) => `it did nothing: ${reason._tag}`
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const Resolution = Inquiry.resolution

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

const make = Effect.fnUntraced(function* (options: Options) {
  const client = yield* BinanceClient
  const serverClock = yield* ServerClock
  const generate = yield* ClientOrderId.Generator
  const overrides = yield* SettlementBounds.Overrides
  const scope = yield* Effect.scope
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
      Effect.provideService(BanWindow.Deadline, Infinity),
      Effect.provideService(BanWindow.ChosenLane, "cancel") // a question about an order is as urgent as its cancel
    )

  // A question is an intent of its own: it must not take part in the one that is being settled.
  const asNewIntent = <A, K extends "read" | "cancel", P>(operation: Operation<A, K, P>, input: P) =>
    Effect.flatMap(Intent.make, (intent) => client.call(operation, input, intent))
  const ask: Ask = (operation, input) => asNewIntent(operation, input)

  const desk: Inquiry.Desk = {
    client,
    serverClock,
    generate,
    overrides,
    firstReads: (options.firstReads ?? [0, 500, 1000, 2000, 4000]).map((d) =>
      Duration.toMillis(Duration.fromInputUnsafe(d))
    ),
    longestPause: Duration.toMillis(Duration.fromInputUnsafe(options.longestPause ?? "5 seconds")),
    afterFailure: Duration.toMillis(Duration.fromInputUnsafe(options.afterFailure ?? "1 second")),
    ask,
    cancel: asNewIntent,
    wideViews: (views) => {
      const made = wideViews.get(views) ?? SymbolViews.make(ask, views, scope)
      wideViews.set(views, made)
      return made
    }
  }

  /** Finds the result again by what the call was about. */
  const settleOne = Effect.fnUntraced(function* (
    doubt: AmbiguousExecution,
    intent: Intent.Intent,
    operation: AnyOperation,
    find: NonNullable<AnyOperation["find"]>,
    goodFor: Duration.Duration | undefined
  ): Effect.fn.Return<Resolution> {
    const { symbol } = doubt.inDoubt
    const input = intent.input as never // the operation's own input
    const inquire = (views: ProductViews, settling: (q: Inquiry.OrderInquiry) => Effect.Effect<Resolution>) =>
      symbol === undefined
        ? // without a way to ask nothing may be concluded: it stays in doubt
          Effect.never
        : Effect.flatMap(Inquiry.open(desk, doubt, intent, operation, goodFor), (opened) => {
            const q = Inquiry.about(opened, views, symbol)
            return Inquiry.watched(q, find, settling(q))
          })
    switch (find.subject) {
      case "placement":
        return yield* inquire(find.views(input), settlePlacement)
      case "cancel":
        return yield* inquire(find.views(input), settleCancel)
      case "amend":
        return yield* inquire(find.views(input), (q) => settleAmend(q, find.wanted(input), find.result))
      case "orderList":
        return yield* inquire(find.views(input), (q) =>
          settleOrderList(q, find.legs(input, intent.clientOrderId), find.result)
        )
      case "cancelOrderList":
        return yield* inquire(find.views(input), (q) => settleCancelOrderList(q, find.result))
      case "cancelAll":
        return yield* inquire(find.views(input), (q) => settleCancelAll(q, find.result))
      case "repeat":
        return yield* find.settle(yield* Inquiry.open(desk, doubt, intent, operation, goodFor))
      case "history":
        return yield* find.settle(
          yield* Inquiry.open(desk, doubt, intent, operation, goodFor),
          (asking, from) => find.rows(asking, input, intent.clientOrderId, from),
          find.spacingMillis
        )
      case "cancelReplace":
        return yield* settleCancelReplace(
          doubt,
          intent,
          find.halves(input, intent.clientOrderId),
          find.result,
          (half, own, part) => {
            const views = part.find !== undefined && "views" in part.find ? part.find.views : undefined
            const halfSymbol = half.inDoubt.symbol
            return views === undefined || halfSymbol === undefined
              ? Effect.undefined
              : Effect.map(
                  Inquiry.open(desk, half, own, part.operation, goodFor),
                  (q) => Inquiry.about(q, views(part.input as never), halfSymbol) // the part's own input
                )
          }
        )
      case "batch": {
        const elements = elementsOf(doubt, intent)
        const results = yield* settleElements(intent, elements, (one, own) =>
          Effect.flatMap(resolveOne(one, own, goodFor), (resolution) => conclude(one, own, resolution))
        )
        return Resolution.Done({
          result: results,
          evidence: new Evidence({ fenceAt: doubt.inDoubt.fenceAt, observations: [] })
        })
      }
    }
  })

  const resolveOne = (
    doubt: AmbiguousExecution,
    intent: Intent.Intent,
    goodFor: Duration.Duration | undefined
  ): Effect.Effect<Resolution> => {
    const { operation } = intent
    // without a fence, or without a way to ask, nothing may be concluded: it stays in doubt
    return operation?.find === undefined ? Effect.never : settleOne(doubt, intent, operation, operation.find, goodFor)
  }

  return Reconciliation.of({
    resolve: (doubt, intent) =>
      withSpan(
        Effect.flatMap(Intent.GoodFor, (goodFor) => resolveOne(doubt, intent, goodFor).pipe(asQuestions)),
        "effect-binance.settle",
        {
          attributes: {
            "binance.operation": doubt.inDoubt.operation,
            "binance.symbol": doubt.inDoubt.symbol ?? ""
          }
        }
      )
  })
})

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
    case "Done":
      return Effect.succeed(resolution.result as A) // made by the operation's own `result`, or its own reply
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
        Inquiry.isFatal(refusal)
          ? new Fatal({ reason: refusal, operation })
          : new Retryable({ reason: refusal, operation })
      )
    }
  }
}

const resolve = <A>(
  doubt: AmbiguousExecution,
  intent: Intent.Intent
): Effect.Effect<A, Retryable | Fatal, Reconciliation> =>
  Effect.flatMap(Reconciliation, (service) => {
    const settlement = service.resolve(doubt, intent)
    return intent.journal?.settling(doubt, intent, settlement) ?? settlement
  }).pipe(
    Effect.onInterrupt(() => Effect.logWarning(`The settlement of a doubt was interrupted. ${doubt.message}`)),
    Effect.flatMap((resolution) => conclude<A>(doubt, intent, resolution))
  )

// ---------------------------------------------------------------------------------------------------- elements of a batch

type Elements = ReadonlyArray<Result.Result<unknown, BinanceError>>

const partsOf = (intent: Intent.Intent) => {
  const find = intent.operation?.find
  return find?.subject === "batch" ? find.parts(intent.input as never, intent.clientOrderId) : undefined // the operation's own input
}

/** The elements of a batch that is in doubt as a whole: each is in doubt. */
const elementsOf = (doubt: AmbiguousExecution, intent: Intent.Intent): Elements =>
  (partsOf(intent) ?? []).map((part, index) =>
    Result.fail(
      doubtOf(
        doubt.inDoubt,
        part,
        elementIntent(intent, part, index, partId(intent.clientOrderId, index)),
        doubt.reason
      )
    )
  )

/** Settles every element that is in doubt, all at once, each as an intent of its own. */
const settleElements = <E extends BinanceError, R>(
  intent: Intent.Intent,
  elements: Elements,
  settleOne: (doubt: AmbiguousExecution, intent: Intent.Intent) => Effect.Effect<unknown, E, R>
): Effect.Effect<Elements, never, R> => {
  const parts = partsOf(intent) ?? []
  return Effect.forEach(
    elements,
    (element, index) => {
      const part = parts[index]
      return part !== undefined && isInDoubt(element)
        ? Effect.result(
            settleOne(element.failure, elementIntent(intent, part, index, partId(intent.clientOrderId, index)))
          )
        : Effect.succeed(element)
    },
    { concurrency: "unbounded" }
  )
}

const isInDoubt = (
  element: Result.Result<unknown, BinanceError>
): element is Result.Failure<unknown, AmbiguousExecution> =>
  Result.isFailure(element) && element.failure instanceof AmbiguousExecution

/** How one doubt is settled, however it came to be known. */
type SettleOne<E> = (doubt: AmbiguousExecution, intent: Intent.Intent) => Effect.Effect<unknown, E, Reconciliation>

/**
 * Settles what a call left in doubt: itself, or elements of it. With `E` what `settleOne` fails with.
 */
const settling = <A, E, R, F, E2 extends BinanceError>(
  self: Call<A, E, R, F>,
  settleOne: SettleOne<E2>
): Effect.Effect<unknown, Exclude<E, AmbiguousExecution> | E2, R | Reconciliation> =>
  Effect.flatMap(Intent.Current, (intent) => {
    if (intent === undefined) return Effect.die("no intent") // perRun provides it
    const settleAll = Effect.fnUntraced(function* (elements: Elements) {
      const settled = yield* settleElements(intent, elements, settleOne)
      if (!settled.some(isInDoubt)) intent.doubt = undefined
      return settled
    })
    return Effect.matchEffect(self, {
      onFailure: Effect.fnUntraced(function* (error): Effect.fn.Return<
        unknown,
        Exclude<E, AmbiguousExecution> | E2,
        Reconciliation
      > {
        if (!(error instanceof AmbiguousExecution)) return yield* Effect.fail(error as Exclude<E, AmbiguousExecution>) // narrowed by this line; E is generic
        if (partsOf(intent) === undefined) return yield* settleOne(error, intent)
        const settled = yield* settleAll(elementsOf(error, intent))
        // what failed as a whole and of which nothing more is known stays a failure
        if (settled.length > 0 && settled.every(isInDoubt)) return yield* Effect.fail(error as BinanceError as E2) // E2 has a doubt where one may stay
        return settled
      }),
      onSuccess: (value): Effect.Effect<unknown, never, Reconciliation> =>
        partsOf(intent) !== undefined && Array.isArray(value) ? settleAll(value) : Effect.succeed(value)
    })
  })

/**
 * What a call gives once it is settled. A batch gives for each element what became of it, and none of them is in doubt any more;
 * everything else is left as it is.
 *
 * @category models
 * @since 0.1.0
 */
export type Settled<A> = [A] extends [never]
  ? A
  : [A] extends [ReadonlyArray<Result.Result<infer Element, BinanceError>>]
    ? ReadonlyArray<Result.Result<Element, Retryable | Fatal>>
    : A

/**
 * Turns `AmbiguousExecution` into a fact, however long it takes: the order, or `Retryable(ProvenNotExecuted)`, or `Fatal`. Of a
 * batch every element that is in doubt is settled, all of them at once.
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
): Call<Settled<A>, Exclude<E, AmbiguousExecution> | Retryable | Fatal, R | Reconciliation> =>
  perRun(
    settling(self, resolve) as Effect.Effect<
      Settled<A>,
      Exclude<E, AmbiguousExecution> | Retryable | Fatal,
      R | Reconciliation
    > // what one doubt or each element gives is of the operation's own type
  )

/**
 * Like `settle`, but what is in doubt shall not be open in the end: when nothing of it can be accepted any more it is cancelled by
 * its own client order id, which only the matching engine answers. It gives the order, cancelled or filled, or
 * `Retryable(ProvenNotExecuted)`.
 *
 * It destroys the order when there is one, so it has to be asked for. An order whose client order id the caller chose is settled
 * without it, for it might be another one of that name. It cancels single orders, each element of a batch, and the new order of a
 * cancelReplace; everything else is settled without it.
 *
 * Source of the rule: spot docs, rest-api: the data source of a cancel is the matching engine.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * // filled now, or not at all
 * const order = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "50000" })
 * const nowOrNever = order.pipe(Reconciliation.ensureAbsent)
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const ensureAbsent = <A, E, R>(
  self: Call<A, E, R>
): Call<Settled<A>, Exclude<E, AmbiguousExecution> | Retryable | Fatal, R | Reconciliation> =>
  perRun(Effect.provideService(settle(self), ActiveFence, true))

/**
 * Like `settle`, for at most this long; after it the doubt comes back as it was, and `AmbiguousExecution` stays in the type. Of a
 * batch, elements that are still in doubt stay as they were; when none could be settled of a batch that was in doubt as a whole, that
 * doubt comes back.
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
      Effect.mapBoth(
        settling(self, (doubt, intent) =>
          Effect.timeoutOrElse(resolve(doubt, intent), { duration, orElse: () => Effect.fail(doubt) })
        ),
        {
          onFailure: (error) => error as E | Retryable | Fatal, // a doubt comes back only where E had one
          onSuccess: (value) => value as A // what one doubt or each element gives is of the operation's own type
        }
      )
    )
