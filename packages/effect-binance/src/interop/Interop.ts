/**
 * Bring your own client: a call made with the official connector, `binance` or ccxt, with the same three tags.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { BinanceClient, inDoubtOf } from "../client/BinanceClient.ts"
import type { Call } from "../client/Call.ts"
import { CallTimeout } from "../client/CallTimeout.ts"
import { Checks } from "../client/Checks.ts"
import * as Intent from "../client/Intent.ts"
import type { Description, ErrorOf, FenceOf, Operation } from "../client/Operation.ts"
import type { Parameters } from "../client/Parameters.ts"
import { clockOf, type ExchangeTime, ServerClock } from "../client/ServerClock.ts"
import { noReply, type Reply, withdrawn } from "../client/Transport.ts"
import * as Verdict from "../client/Verdict.ts"
import { AmbiguousExecution, type BinanceError, Fatal, Retryable } from "../errors/BinanceError.ts"
import { MalformedReply } from "../errors/AmbiguousReason.ts"
import { UnexpectedShape, Unsupported } from "../errors/FatalReason.ts"
import { type Kind, OperationInfo } from "../errors/InDoubt.ts"
import { BanWindowClosed, Expired } from "../errors/RetryableReason.ts"
import { type Ending, invalid, judge, type Known, knownOf, silent } from "../internal/hearing.ts"
import { acceptedIn, earlierOf, isAboutAnother, ownReason } from "../internal/answers.ts"
import { inSpan } from "../internal/inSpan.ts"
import { get } from "../internal/json.ts"
import { laneOf } from "../internal/lanes.ts"
import { onItsWay } from "../internal/movement.ts"
import { Run } from "../internal/watching.ts"
import * as BanWindow from "../limits/BanWindow.ts"
import { RateBudget, type Reservation } from "../limits/RateBudget.ts"
import type { ProductRules } from "../products/ProductRules.ts"
import * as SettlementBounds from "../settlement/SettlementBounds.ts"
import type { ForeignClient } from "./ForeignClient.ts"

export { ccxt } from "./Ccxt.ts"
export { connector } from "./Connector.ts"
export { binance } from "./Tiagosiebler.ts"

/**
 * What can be made with another client. A batch cannot: its elements are settled one by one, which takes a batch of this library.
 *
 * @category models
 * @since 0.1.0
 */
export type WrappedKind = Exclude<Kind, "batch">

/**
 * What the maker of a call is given.
 *
 * @category models
 * @since 0.1.0
 */
export interface Handle<out C> {
  /** The client, watched. Every request of the call has to be made through it. */
  readonly client: C
  /** The client order id to send. It is the same for every attempt of one intent. */
  readonly clientOrderId: string
  /** The parameters as this library would send them, in the exchange's own names; with the names of every order of a list. */
  readonly parameters: Parameters
  /** Aborted when the call runs out of time. */
  readonly signal: AbortSignal
}

/**
 * What is called, with which client.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options<A, K extends WrappedKind, P, C> {
  readonly client: ForeignClient<C>
  /** What the call is, such as `Spot.placeOrder.operation`, or what `operation` makes. */
  readonly operation: Operation<A, K, P>
  /** What is sent, as the operation wants it. It is what a doubt is settled by, and a request that differs from it is not sent. */
  readonly input: P
  /** Whose account it is, in a word that may be shown; never a key. The name of the client when left out. */
  readonly account?: string | undefined
}

/**
 * An operation that has no way to be found again.
 *
 * @category models
 * @since 0.1.0
 */
export interface Unfindable<out K extends WrappedKind> extends Operation<unknown, K, Description> {
  readonly find?: undefined
}

/**
 * Names an operation that the library has no function for: its kind decides its error type and what proves its success.
 *
 * `settle` does not compile on such a call, for nobody knows how to ask for its result; it stays in doubt until a person has
 * looked. Its success is the JSON that came.
 *
 * @example
 * ```ts
 * import * as Interop from "effect-binance/interop/Interop"
 * import { spotRules } from "effect-binance/products/SpotRules"
 *
 * const order = Interop.operation({ name: "spot.sorOrder", product: spotRules, kind: "place" })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const operation = <K extends WrappedKind>(options: {
  /** Such as `spot.sorOrder`: the product, a dot, and a word. */
  readonly name: string
  readonly product: ProductRules
  readonly kind: K
}): Unfindable<K> => ({
  ...options,
  // any but a read sends something else than a GET, and where is not known
  method: options.kind === "read" ? "GET" : "POST",
  path: "",
  weight: () => 0,
  countsAsOrder: options.kind === "place" || options.kind === "orderList" || options.kind === "cancelReplace",
  security: "TRADE",
  success: Schema.Unknown,
  parameters: ({ price, quantity, quoteOrderQuantity, side, symbol, type }) => ({
    symbol,
    side,
    type,
    quantity,
    quoteOrderQty: quoteOrderQuantity,
    price
  }),
  describe: (input, clientOrderId) =>
    options.kind === "place" || options.kind === "orderList" || options.kind === "cancelReplace"
      ? { ...input, clientOrderId: input.clientOrderId ?? clientOrderId }
      : input,
  clientOrderIdFrom: (input) => (input.clientOrderId === undefined ? "library" : "caller"),
  goodForMillis: () => 60_000
})

const isWrite = (kind: Kind) => kind !== "read" && kind !== "test"

// The longest recvWindow that Binance takes: whatever the client chose, its request is dead after that.
const longestRecvWindow = 60_000

// In epoch ms, and later than any clock will show: the fence of an attempt of which nobody saw what it sent, or when.
const never = 8_000_000_000_000_000

const unjournaled = (name: string) =>
  new Unsupported({
    msg: `${name} signs by itself, so its call cannot be kept in a journal; settle it with Reconciliation.settle. Nothing was sent`
  })

/** What a reservation is settled by: what was held back, or not reached, has cost nothing. */
const chargedFor = (known: Known, reply: Reply | undefined): Reply =>
  known._tag === "ReadBefore" || reply === undefined ? noReply("connect", withdrawn) : reply

/** The halves of a cancelReplace. */
const halvesOf = <A, P>({ find }: Operation<A, Kind, P>, input: P, clientOrderId: string) =>
  find?.subject === "cancelReplace" ? find.halves(input, clientOrderId) : undefined

// ----------------------------------------------------------------------------------------------------------------- one attempt

const runClient = <C>(
  client: ForeignClient<C>,
  make: (handle: Handle<C>) => unknown,
  clientOrderId: string,
  parameters: Parameters,
  run: Run
): Effect.Effect<Known> =>
  Effect.gen(function* () {
    const threw = (error: unknown): Ending => ({ _tag: "Threw", error })
    const ended: Effect.Effect<Ending> = Effect.promise(() =>
      // what is thrown at once, and a getter that throws, are rejections like any other
      new Promise<unknown>((resolve) =>
        resolve(make({ client: client.watched(run), clientOrderId, parameters, signal: run.signal }))
      ).then((value): Ending => ({ _tag: "Returned", value }), threw)
    )
    const timeout = yield* CallTimeout
    const timedOut = Effect.sync((): Ending => {
      run.abort()
      return { _tag: "TimedOut" }
    })
    const ending = Duration.isFinite(timeout)
      ? yield* Effect.timeoutOrElse(ended, { duration: timeout, orElse: () => timedOut })
      : yield* ended
    run.close()
    return yield* Effect.promise(() => knownOf(client, run, ending).catch((): Known => silent("unknown", undefined)))
  })

const once = Effect.fnUntraced(function* <A, K extends WrappedKind, P, C>(
  { account, client, input, operation }: Options<A, K, P, C>,
  make: (handle: Handle<C>) => unknown,
  intent: Intent.Intent
): Effect.fn.Return<A, BinanceError, BanWindow.BanWindow | ServerClock> {
  // an attempt that may live is never overtaken by a resend
  if (intent.doubt !== undefined) return yield* intent.doubt
  const label = account ?? client.name
  const banWindow = yield* BanWindow.BanWindow
  const exchangeClock = clockOf(yield* ServerClock, operation.product)
  const write = isWrite(operation.kind)
  const clientOrderId = operation.kind === "read" ? "" : intent.clientOrderId
  const description = operation.describe(input, clientOrderId)
  const parameters = operation.parameters(input, clientOrderId)
  const info = () =>
    new OperationInfo({
      name: operation.name,
      kind: operation.kind,
      symbol: description.symbol,
      clientOrderId: description.clientOrderId
    })
  intent.operation = operation
  intent.input = input
  const fatal = (reason: Fatal["reason"]) => new Fatal({ reason, operation: info() })
  const withInfo = (error: Retryable) => new Retryable({ reason: error.reason, operation: info() })
  const unfit = client.problem()
  if (unfit !== undefined) return yield* fatal(invalid(client.name, `${client.name}: ${unfit}`))
  // who signs is the client, and no row can say before it by when its attempt is dead
  if (intent.journal !== undefined) return yield* fatal(unjournaled(client.name))
  const problem = operation.problem?.(input)
  if (problem !== undefined) return yield* fatal(invalid(problem.parameter, problem.problem))
  for (const check of yield* Checks) {
    const refusal = check(operation, parameters)
    if (refusal !== undefined) return yield* fatal(refusal)
  }
  const chosen = yield* Intent.GoodFor
  const goodForMillis = chosen === undefined ? operation.goodForMillis(input) : Duration.toMillis(chosen)
  intent.goodForMillis ??= goodForMillis
  const { graceMillis } = SettlementBounds.along(undefined, yield* SettlementBounds.Overrides, operation)
  const deadline = intent.createdAtMonotonic + goodForMillis
  const { method, path } = operation
  const isOrder = operation.countsAsOrder === true
  const scopes = BanWindow.scopesOf({ method, path, account: isOrder ? label : undefined })
  // the limit of an account that has no name here may be that of any other
  const origin = { method, path, account: isOrder ? account : undefined }

  const halves = halvesOf(operation, input, clientOrderId)
  const placed = (operation.kind === "place" ? description : halves?.place.description)?.clientOrderId
  const asked: Verdict.Asked = {
    product: operation.product,
    kind: operation.kind,
    earlier: earlierOf(intent),
    clientOrderIdFrom: operation.clientOrderIdFrom?.(input) ?? "library",
    clientOrderIds: placed === undefined ? [] : [placed]
  }
  const { clientOrderIds } = inDoubtOf(operation, description, intent, label, undefined)
  const exchangeId = description.orderId ?? description.orderListId
  const names = clientOrderIds.length > 0 || exchangeId === undefined ? clientOrderIds : [exchangeId]
  const clock = yield* Clock.Clock
  const isOpen = () => banWindow.isOpen(scopes, Intent.monotonicMillisOf(clock))

  const attempt = (startedAt: ExchangeTime, reservation: Reservation | undefined) => {
    const run = new Run({ operation, parameters, names: write ? names : [] }, isOpen, () => reservation?.leave())
    const signedAtMonotonic = Intent.monotonicMillisOf(clock)
    // until it is known what was sent, and when, no time proves anything
    const attemptUntil = (fenceAt: number) => {
      const timestamp = Math.floor(startedAt.time)
      const recvWindow = Math.max(0, fenceAt - timestamp - graceMillis)
      return { timestamp, recvWindow, graceMillis, signedAtMonotonic }
    }
    let entry = write ? Intent.record(intent, attemptUntil(never)) : undefined
    const sent = Effect.gen(function* () {
      const known = yield* runClient(client, make, clientOrderId, parameters, run)
      // by the estimate that the call started with: nothing may fail any more
      const nowAt = startedAt.time + Intent.monotonicMillisOf(clock) - signedAtMonotonic
      const endedAt = nowAt + startedAt.errorMillis
      const receivedAt = clock.currentTimeMillisUnsafe()
      const { hasMore = false, reply, verdict } = judge(asked, known, receivedAt, nowAt - startedAt.errorMillis)
      if (reply !== undefined)
        yield* BanWindow.observe(banWindow, operation.product, reply, verdict, receivedAt, origin)
      if (reservation !== undefined) yield* reservation.settle(chargedFor(known, reply), verdict)
      if (entry !== undefined) {
        const signedAt = run.writes[0]?.timestamp
        if (signedAt !== undefined && !hasMore) {
          // The client chose timestamp and recvWindow by its own clock, so the later of that and the end of the call counts.
          const fenceAt = Math.max(endedAt, signedAt) + longestRecvWindow + graceMillis
          intent.attempts.splice(intent.attempts.indexOf(entry), 1)
          entry = Intent.record(intent, attemptUntil(fenceAt))
        }
        const own = ownReason(verdict)
        // an attempt that cannot have been accepted no longer holds the fence shut
        if (own !== undefined && (known._tag !== "Heard" || known.hearsay._tag === "Refused"))
          entry.state = own._tag === "NotSent" ? "not-sent" : "refused"
      }
      if (write && known._tag === "Heard" && known.hearsay._tag !== "Refused")
        yield* Effect.logWarning(
          `${operation.name} was not seen by the client that the call was given, so nothing is known of what was sent`
        )
      return { known, verdict }
    })
    return write ? seenThrough(sent, info, run) : sent
  }

  const ours = yield* Effect.serviceOption(BinanceClient)
  const settling = Option.getOrUndefined(ours)
  const budget = (yield* RateBudget) ?? settling?.budget
  // what settles it is told by the stream of its account, where that client calls
  const look = settling?.sightings?.rules.beforeResend(settling.sightings, settling, intent)
  const lane = (yield* BanWindow.ChosenLane) ?? laneOf(operation, input)
  const within = (reservation?: Reservation) =>
    Effect.suspend(() => {
      // an order that came late is not followed by a second one
      const seen = look?.()
      if (seen !== undefined) return Effect.succeed({ known: silent("connect", undefined), verdict: seen })
      if (Intent.remainingMillisOf(intent, goodForMillis, clock) <= 0)
        return Effect.fail(new Retryable({ reason: new Expired({ goodForMillis }) }))
      // the window closed while it waited for room: back to the gate
      if (!isOpen()) return Effect.undefined
      return Effect.flatMap(exchangeClock.estimate, (startedAt) => attempt(startedAt, reservation))
    })
  let ended: { readonly known: Known; readonly verdict: Verdict.Verdict } | undefined
  let lookedAgain = false
  while (ended === undefined) {
    // the clock first: it may have to ask the exchange, and nothing may wait after the gate
    const waiting = exchangeClock.now.pipe(
      Effect.provideService(BanWindow.Deadline, deadline),
      Effect.provideService(BanWindow.ChosenLane, lane)
    )
    yield* Effect.mapError(Effect.andThen(waiting, banWindow.pass(scopes, deadline, lane)), withInfo)
    ended = yield* Effect.catch(
      budget === undefined
        ? within()
        : budget.around({ operation, input, account: label, clock: exchangeClock, deadline }, within),
      (error) => {
        if (error.reason._tag !== "ClockUnknown" || lookedAgain) return Effect.fail(withInfo(error))
        // this machine slept at the gate
        lookedAgain = true
        return Effect.undefined
      }
    )
  }
  const { known, verdict } = ended
  const claim = (orderIds: ReadonlyArray<unknown>) => {
    if (Option.isNone(ours)) return
    for (const orderId of orderIds)
      if (typeof orderId === "number" || typeof orderId === "string")
        ours.value.claimed.claim(description.symbol ?? "", orderId, intent)
  }
  if (verdict._tag === "Success") {
    const { body } = verdict
    const another =
      isAboutAnother(operation.kind, description, body) ||
      (halves !== undefined && isAboutAnother("cancel", halves.cancel.description, get(body, "cancelResponse")))
    const decoded = Schema.decodeUnknownResult(operation.success)(body)
    if (Result.isSuccess(decoded) && !another) {
      claim(acceptedIn(operation.kind, decoded.success))
      return decoded.success
    }
    if (!write) return yield* fatal(new UnexpectedShape({ issue: "the reply has not the documented shape" }))
    const problem = another ? "it is about another order" : "its ids are missing"
    const doubt = new AmbiguousExecution({
      reason: new MalformedReply({ problem }),
      inDoubt: inDoubtOf(operation, description, intent, label, undefined)
    })
    intent.doubt = doubt
    return yield* doubt
  }
  if (known._tag === "Withheld" && known.withheld._tag === "Gate") {
    const until = yield* BanWindow.closedUntil(banWindow, scopes)
    if (until !== undefined) return yield* new Retryable({ reason: new BanWindowClosed({ until }), operation: info() })
  }
  const error = Verdict.toError(verdict, info(), () =>
    inDoubtOf(
      operation,
      description,
      intent,
      label,
      verdict._tag === "AmbiguousExecution" ? verdict.refusal : undefined
    )
  )
  if (error instanceof AmbiguousExecution) intent.doubt = error
  if (error.reason._tag === "CancelReplaceInDoubt" || error.reason._tag === "CancelReplaceFailed")
    claim([error.reason.place.orderId])
  return yield* error
})

const attempted = once as <A, K extends WrappedKind, P, C>(
  options: Options<A, K, P, C>,
  make: (handle: Handle<C>) => unknown,
  intent: Intent.Intent
) => Effect.Effect<A, ErrorOf<K>, BanWindow.BanWindow | ServerClock> // a read or test is never ambiguous: Verdict.decide sees to that

// Interrupting the caller must not abort what may have left: the run has a fiber of its own, which goes on without its caller.
const seenThrough = <A, E, R>(
  attempt: Effect.Effect<A & { readonly verdict: Verdict.Verdict }, E, R>,
  info: () => OperationInfo,
  run: Run
): Effect.Effect<A & { readonly verdict: Verdict.Verdict }, E, R> =>
  Effect.contextWith((context) =>
    Effect.callback((resume) => {
      const fiber = Effect.runForkWith(context)(attempt)
      fiber.addObserver(resume)
      return Effect.suspend(() => {
        run.close()
        return Effect.asVoid(
          Effect.forkDetach(
            Effect.flatMap(Fiber.await(fiber), (exit) =>
              run.sightings.length === 0
                ? Effect.void
                : Effect.logWarning(
                    `${info().name} lost its caller and ended as ${exit._tag === "Success" ? exit.value.verdict._tag : "a defect"}`
                  )
            )
          )
        )
      })
    })
  )

/**
 * Makes one call with another client.
 *
 * `make` is given the client, watched, and the client order id to send, and makes exactly one request that changes something.
 * What comes back is judged by the reply as it came, whatever the client throws or returns. A second request of the same run, one
 * that differs from `input`, and one that does not carry the names that its orders will be found by, are not sent. The call waits
 * at the same `BanWindow` as every other, and its replies close it. Where there is a `RateBudget`, that of the call or of the
 * `BinanceClient` beside it, room for what the operation weighs is reserved as for any other call; name the same `account` as the
 * client does, for its orders to be counted together.
 *
 * It gives what the operation gives, so that it can be settled; what the client itself returns is for `make` to keep. Run again by
 * `Retry.safely`, `make` is run again, with the same client order id, and never before the run before it was settled.
 *
 * Fails with `Retryable`, `Fatal`, and for a write `AmbiguousExecution`; with `Fatal(InvalidRequest)`, and nothing sent, when the
 * client is set to send again by itself; with `Fatal(Unsupported)`, and nothing sent, under a key of `Orders` or `Journaled`, for what a
 * client signs by itself cannot be written down before. Whatever `make` throws of its own is no proof that nothing was sent: a write is in doubt.
 *
 * A request that nobody watched, because it was made with the original client or over a WebSocket, is believed when it returns
 * the proof of its success, and is in doubt otherwise, for the client may have sent it twice. It has no fence in time: its order
 * can be found, and is never concluded not to exist, so `settle` goes on until it is found. The log says when this happens.
 *
 * The client owns the timestamp. So the fence of an attempt is the end of the call, or the timestamp that it was seen to carry when
 * that is later, and 60 000 ms, the longest recvWindow there is, and the product's grace for its engine.
 *
 * @example
 * ```ts
 * import * as Interop from "effect-binance/interop/Interop"
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * interface Exchange {
 *   readonly createOrder: (symbol: string, type: string, side: string, amount: number, price?: number, params?: object) => Promise<unknown>
 * }
 * declare const exchange: Exchange // new ccxt.binance({ apiKey, secret })
 *
 * const order = Interop.call(
 *   {
 *     client: Interop.ccxt(exchange),
 *     operation: Spot.placeOrder.operation,
 *     input: { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }
 *   },
 *   ({ client, clientOrderId }) =>
 *     client.createOrder("BTC/USDT", "market", "buy", 0.01, undefined, { newClientOrderId: clientOrderId })
 * )
 * const settled = order.pipe(Reconciliation.settle)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const call: {
  <K extends WrappedKind, C>(
    options: Options<unknown, K, Description, C> & { readonly operation: Unfindable<K> },
    make: (handle: Handle<C>) => unknown
  ): Call<
    unknown,
    ErrorOf<K>,
    BanWindow.BanWindow | ServerClock,
    "it names no way to be found again: use Reconciliation.settleWithin"
  >
  <A, K extends WrappedKind, P, C>(
    options: Options<A, K, P, C>,
    make: (handle: Handle<C>) => unknown
  ): Call<A, ErrorOf<K>, BanWindow.BanWindow | ServerClock, FenceOf<K>>
} = <A, K extends WrappedKind, P, C>(options: Options<A, K, P, C>, make: (handle: Handle<C>) => unknown) =>
  inSpan(
    {
      name: options.operation.name,
      options: {
        kind: "client",
        // names and kinds only: a span must never carry a key, a signature or a signed query
        attributes: {
          "binance.product": options.operation.product.name,
          "binance.kind": options.operation.kind,
          "binance.client": options.client.name
        }
      },
      symbol: (input) => options.operation.describe(input, "").symbol,
      run: (input, intent) => onItsWay(options.operation, input, intent, attempted(options, make, intent))
    },
    options.input
  ) as Call<A, ErrorOf<K>, BanWindow.BanWindow | ServerClock, never> // one call, in one intent
