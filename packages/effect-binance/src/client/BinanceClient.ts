/**
 * Sends one attempt of an intent: gate, clock, signature, transport, verdict. Everything that reaches the exchange goes through here.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { AmbiguousExecution, type BinanceError, Fatal, Retryable } from "../errors/BinanceError.ts"
import { InvalidRequest, UnexpectedShape, Unsupported } from "../errors/FatalReason.ts"
import type { FatalReason } from "../errors/FatalReason.ts"
import { InDoubt, type Kind, OperationInfo } from "../errors/InDoubt.ts"
import { Expired, JournalUnavailable } from "../errors/RetryableReason.ts"
import * as BanWindow from "../limits/BanWindow.ts"
import { RateBudget, type Reservation, type Service as RateBudgetService } from "../limits/RateBudget.ts"
import { get } from "../internal/json.ts"
import { partId } from "../internal/partId.ts"
import { laneOf } from "../internal/lanes.ts"
import * as doubts from "../internal/inDoubt.ts"
import { acceptedIn, earlierOf, isAboutAnother, ownReason } from "../internal/answers.ts"
import { dated } from "../internal/wait.ts"
import { ClaimedOrders } from "../settlement/ClaimedOrders.ts"
import * as SettlementBounds from "../settlement/SettlementBounds.ts"
import { Sightings, type SightingsService } from "../settlement/Sightings.ts"
import { type Check, Checks } from "./Checks.ts"
import type { Endpoint } from "./Endpoint.ts"
import * as Intent from "./Intent.ts"
import type { AnyOperation, Description, ErrorOf, Operation, Part } from "./Operation.ts"
import { clockOf, earliestOf, type HostClock, ServerClock } from "./ServerClock.ts"
import * as Signer from "./Signer.ts"
import { noReply, type Reply, send, Transport, withdrawn } from "./Transport.ts"
import * as Verdict from "./Verdict.ts"

/**
 * The client. A user makes calls with the functions of a product, such as `Spot.placeOrder`, and provides this service.
 *
 * @example
 * ```ts
 * import type { BinanceClient } from "effect-binance/client/BinanceClient"
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 * import type * as Layer from "effect/Layer"
 *
 * const openOrdersOf = (account: Layer.Layer<BinanceClient>) =>
 *   Effect.provide(Spot.openOrders({ symbol: "BTCUSDT" }), account)
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class BinanceClient extends Context.Service<
  BinanceClient,
  {
    /** Sends one attempt. Fails with `Retryable`, `Fatal`, and for a write `AmbiguousExecution`. */
    readonly call: <A, K extends Kind, P>(
      operation: Operation<A, K, P>,
      input: P,
      intent: Intent.Intent
    ) => Effect.Effect<A, ErrorOf<K>>
    /** The orders whose intent is known here; a settlement adds what it finds. */
    readonly claimed: ClaimedOrders
    /** The label of the credentials, never the key. */
    readonly account: string
    /** The exchange that it calls, where its transport says so. */
    readonly endpoint?: Endpoint["Service"] | undefined
    /** The bounds of its transport, where that has some of its own. */
    readonly boundsOf?: SettlementBounds.Along | undefined
    /** The budget that its calls reserve from, when there is one. */
    readonly budget?: RateBudgetService | undefined
    /** What streams have shown, when there are any. */
    readonly sightings?: SightingsService | undefined
  }
>()("effect-binance/BinanceClient") {}

const isWrite = (kind: Kind) => kind !== "read" && kind !== "test"
const isSigned = ({ security }: AnyOperation) => security === "USER_DATA" || security === "TRADE"

const infoOf = (operation: AnyOperation, description: Description) =>
  new OperationInfo({
    name: operation.name,
    kind: operation.kind,
    symbol: description.symbol,
    clientOrderId: description.clientOrderId
  })

/**
 * What is in doubt about an intent. Its client order ids are those of the whole and of all its parts.
 *
 * `account` is the label of the credentials, never the key; `refusal` is what a later attempt of the intent was refused with.
 *
 * @example
 * ```ts
 * import { inDoubtOf } from "effect-binance/client/BinanceClient"
 * import type { Intent } from "effect-binance/client/Intent"
 * import { placeOrder } from "effect-binance/products/Spot"
 *
 * const whatIsInDoubt = (intent: Intent) =>
 *   inDoubtOf(placeOrder.operation, { symbol: "BTCUSDT", clientOrderId: intent.clientOrderId }, intent, "grid-bot", undefined)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const inDoubtOf: (
  operation: AnyOperation,
  description: Description,
  intent: Intent.Intent,
  account: string,
  refusal: InDoubt["refusal"]
) => InDoubt = doubts.inDoubtOf

/** Which names the reply has to be about. */
const namesOf = (
  operation: AnyOperation,
  description: Description,
  parts: ReadonlyArray<Part>
): Pick<Verdict.Asked, "clientOrderIds" | "clientOrderIdsFrom" | "elementKind"> => {
  if (operation.kind === "batch") {
    const kind = parts[0]?.operation.kind
    return {
      // an element that has no name is known by its place only, under a name that no reply can have
      clientOrderIds: parts.map(
        (part, index) => part.description.clientOrderId ?? part.description.orderId ?? `#${index}`
      ),
      clientOrderIdsFrom: parts.map((part) => part.clientOrderIdFrom),
      elementKind: kind === "cancel" || kind === "amend" ? kind : "place"
    }
  }
  const { clientOrderId } =
    operation.kind === "cancelReplace"
      ? (parts.find((part) => part.operation.kind === "place")?.description ?? {})
      : operation.kind === "place"
        ? description
        : {}
  return { clientOrderIds: clientOrderId === undefined ? [] : [clientOrderId] }
}

/** What is wrong with the first element of a batch that has something wrong with it. */
const firstRefusal = (check: Check, parts: ReadonlyArray<Part>, clientOrderId: string) => {
  for (const [index, { input, operation }] of parts.entries()) {
    const refusal = check(operation, operation.parameters(input as never, partId(clientOrderId, index))) // the part's own input
    if (refusal !== undefined) return refusal
  }
  return undefined
}

const maximumRecvWindow = 60_000

// A decoder is built once for each operation, not for each call.
const decoders = new WeakMap<object, (body: unknown) => Result.Result<unknown, Schema.SchemaError>>()
const decodeSuccess = <A>(
  operation: Operation<A, Kind, never>,
  body: unknown
): Result.Result<A, Schema.SchemaError> => {
  const decode = decoders.get(operation) ?? Schema.decodeUnknownResult(operation.success)
  decoders.set(operation, decode)
  return decode(body) as Result.Result<A, Schema.SchemaError> // what is kept under an operation was built from its schema
}

/** Whether the reply to a cancelReplace cancelled another order than the one that was to be replaced. */
const cancelledAnother = (operation: AnyOperation, intent: Intent.Intent, body: unknown): boolean =>
  operation.find?.subject === "cancelReplace" &&
  doubts
    .partsOf(operation, intent)
    .some(
      (part) =>
        part.operation.kind === "cancel" && isAboutAnother("cancel", part.description, get(body, "cancelResponse"))
    )

// Refused before it was sent, with the code that the exchange has for a malformed parameter.
const invalid = ({ parameter, problem }: { readonly parameter: string; readonly problem: string }) =>
  new InvalidRequest({ code: -1102, parameter, msg: problem })

const unreachable = ({ path, product }: AnyOperation) =>
  new Unsupported({ msg: `the chosen endpoint has no address for ${product.name} (${path})` })

const malformed = (problem: string) =>
  ({ _tag: "AmbiguousExecution", reason: { _tag: "MalformedReply", problem } }) as const

/** The exchange said yes, but not to what. */
const unfit = (isAnother: boolean) => malformed(isAnother ? "it is about another order" : "its ids are missing")

// A read carries no client order id of its own, and to draw one takes half as long as to sign
const idFor = ({ kind }: AnyOperation, intent: Intent.Intent) => (kind === "read" ? "" : intent.clientOrderId)

const withInfo =
  (info: () => OperationInfo) =>
  <E extends BinanceError>(error: E) =>
    error._tag === "Retryable" ? new Retryable({ reason: error.reason, operation: info() }) : error

/** What all attempts of a call have in common. */
interface Prepared {
  readonly description: Description
  readonly parameters: Signer.Parameters
  readonly recvWindow: number
  readonly goodForMillis: number
  readonly graceMillis: number
  readonly asked: Verdict.Asked
  readonly deadline: number
  readonly lane: BanWindow.Lane
}

// A reply that echoes what was sent must not carry it into an error.
const withoutSecrets = (reply: Reply, signer: Signer.Signer["Service"], signature: string): Reply => {
  if (reply._tag === "NoReply" || (reply.status < 300 && !reply.body.includes('"msg"'))) return reply
  let body = reply.body
  for (const secret of [Redacted.value(signer.apiKey), signature, encodeURIComponent(signature)])
    if (secret && body.includes(secret)) body = body.replaceAll(secret, "[redacted]")
  return { ...reply, body }
}

const make = Effect.gen(function* () {
  const banWindow = yield* BanWindow.BanWindow
  const serverClock = yield* ServerClock
  const signer = yield* Signer.Signer
  const transport = yield* Transport
  const budget = yield* RateBudget
  const sightings = yield* Sightings
  const claimed = new ClaimedOrders()
  const origins = new WeakMap<
    AnyOperation,
    { readonly origin: BanWindow.Origin; readonly scopes: ReadonlyArray<BanWindow.Scope> }
  >()
  const limitsOf = (operation: AnyOperation) => {
    const known = origins.get(operation)
    if (known !== undefined) return known
    const account = operation.countsAsOrder === true ? signer.account : undefined
    const origin = { method: operation.method, path: operation.path, account }
    const limits = { origin, scopes: BanWindow.scopesOf(origin) }
    origins.set(operation, limits)
    return limits
  }
  // What has left must be seen through to its end even when its caller goes away, and when the client does: its end waits for it, a
  // little longer than a call may take.
  const onTheWire = new Set<Fiber.Fiber<unknown, unknown>>()
  yield* Effect.addFinalizer(() =>
    Effect.timeoutOrElse(Effect.asVoid(Fiber.awaitAll([...onTheWire])), {
      duration: 15_000,
      orElse: () => Effect.void
    })
  )

  const attempt = Effect.fnUntraced(function* (
    operation: AnyOperation,
    { asked, graceMillis, parameters, recvWindow }: Prepared,
    intent: Intent.Intent,
    clock: HostClock,
    mayLeave: () => boolean,
    reservation: Reservation | undefined
  ) {
    let entry: Intent.AttemptRecord | undefined
    let request
    let signature = ""
    const draft = { method: operation.method, path: operation.path, parameters }
    if (!isSigned(operation)) {
      // the parameters were looked at before
      request = yield* Effect.orDie(
        operation.security === "NONE"
          ? (transport.unsignedRequest ?? Signer.unsignedRequest)(draft)
          : Signer.keyedRequest(signer, draft)
      )
    } else {
      const line =
        intent.journal !== undefined && isWrite(operation.kind)
          ? yield* intent.journal.signing({ time: (yield* clock.estimate).time, recvWindow, graceMillis })
          : undefined
      // nothing may wait between this reading and the socket
      const timestamp = Math.floor((yield* clock.estimate).time)
      if (line !== undefined && !(timestamp >= line.signedFrom && timestamp + recvWindow + graceMillis <= line.fenceAt))
        return yield* new Retryable({
          reason: new JournalUnavailable({ cause: "it took too long to write" })
        })
      if (isWrite(operation.kind)) {
        entry = Intent.record(intent, {
          timestamp,
          recvWindow,
          graceMillis,
          signedAtMonotonic: yield* Intent.monotonicMillis
        })
        if (line !== undefined) line.record = entry
      }
      ;({ request, signature } = yield* Effect.orDie(
        (transport.signedRequest ?? Signer.signedRequest)(signer, { ...draft, timestamp, recvWindow })
      ))
    }
    // a signer may have taken its time
    reservation?.leave()
    let reply: Reply = mayLeave()
      ? withoutSecrets(
          yield* send(transport, { ...request, mayLeave, isRead: !isWrite(operation.kind) }),
          signer,
          signature
        )
      : noReply("connect", withdrawn)
    const receivedAt = yield* Clock.currentTimeMillis
    let exchangeTime: number | undefined
    if (reply._tag === "HttpReply" && reply.status >= 400) {
      // the end of a limit may depend on what the exchange's clock shows
      exchangeTime = yield* earliestOf(clock)
      // and so does that of a ban, where no Date comes along: over the WebSocket APIs of the futures, and in browsers
      reply = dated(reply, exchangeTime)
    }
    const verdict = Verdict.decide(asked, reply, receivedAt, exchangeTime)
    yield* BanWindow.observe(banWindow, operation.product, reply, verdict, receivedAt, limitsOf(operation).origin)
    yield* reservation?.settle(reply, verdict) ?? Effect.void
    // an attempt that cannot have been accepted no longer holds the fence shut
    const own = ownReason(verdict)
    if (entry !== undefined && own !== undefined) entry.state = own._tag === "NotSent" ? "not-sent" : "refused"
    return verdict
  })

  /** What all attempts of a call have in common; or what is wrong with it, before anything waits. */
  const prepare = <A, P>(
    fiber: Fiber.Fiber<unknown, unknown>,
    operation: Operation<A, Kind, P>,
    input: P,
    intent: Intent.Intent
  ): Prepared | Fatal => {
    const clientOrderId = idFor(operation, intent)
    const description = operation.describe(input, clientOrderId)
    const refused = (reason: FatalReason) => new Fatal({ reason, operation: infoOf(operation, description) })
    intent.operation = operation
    intent.input = input
    const parameters = operation.parameters(input, clientOrderId)
    const problem = operation.problem?.(input) ?? Signer.problemOf(parameters)
    if (problem !== undefined) return refused(invalid(problem))
    // no address for it, or none that tells the time to sign it by: waiting would not help
    if (
      transport.reaches?.(operation.path, operation.method) === false ||
      (isSigned(operation) && transport.reaches?.(operation.product.timePath) === false)
    ) {
      return refused(unreachable(operation))
    }
    const parts = doubts.partsOf(operation, intent)
    for (const check of fiber.getRef(Checks)) {
      const refusal =
        check(operation, parameters) ??
        (operation.kind === "batch" ? firstRefusal(check, parts, clientOrderId) : undefined)
      if (refusal !== undefined) return refused(refusal)
    }
    const recvWindow = fiber.getRef(Intent.RecvWindow)
    if (!(recvWindow > 0 && recvWindow <= maximumRecvWindow)) {
      const outOfRange = {
        parameter: "recvWindow",
        problem: `is ${recvWindow}; it must be above 0 and at most ${maximumRecvWindow} ms`
      }
      return refused(invalid(outOfRange))
    }
    const chosen = fiber.getRef(Intent.GoodFor)
    const goodForMillis = chosen === undefined ? operation.goodForMillis(input) : Duration.toMillis(chosen)
    // of a settlement that sends it again for good, this says nothing
    intent.goodForMillis ??= goodForMillis
    const { graceMillis } = SettlementBounds.along(
      transport.boundsOf,
      fiber.getRef(SettlementBounds.Overrides),
      operation
    )
    const asked: Verdict.Asked = {
      product: operation.product,
      kind: operation.kind,
      earlier: earlierOf(intent),
      clientOrderIdFrom: operation.clientOrderIdFrom?.(input) ?? "library",
      ...namesOf(operation, description, parts)
    }
    return {
      description,
      parameters,
      recvWindow,
      goodForMillis,
      graceMillis,
      asked,
      deadline: intent.createdAtMonotonic + goodForMillis,
      lane: fiber.getRef(BanWindow.ChosenLane) ?? laneOf(operation, input)
    }
  }

  const call = <A, P>(
    operation: Operation<A, Kind, P>,
    input: P,
    intent: Intent.Intent,
    hasWaited = false
  ): Effect.Effect<A, BinanceError> =>
    Effect.withFiber((fiber) => {
      // an attempt that may live is never overtaken by a resend
      const held = hasWaited ? undefined : (intent.journal?.opened(operation, input, signer.account) ?? intent.doubt)
      if (held !== undefined) return Effect.fail(held)
      const prepared = prepare(fiber, operation, input, intent)
      if (prepared instanceof Fatal) return Effect.fail(prepared)
      const { scopes } = limitsOf(operation)
      if (hasWaited || banWindow.isOpen(scopes, Intent.monotonicMillisOf(fiber.getRef(Clock.Clock))))
        return attempts(operation, input, intent, fiber, prepared)
      // many may wait, and for long: what was made is not kept, and made again then
      return Effect.andThen(
        Effect.mapError(
          banWindow.pass(scopes, prepared.deadline, prepared.lane),
          withInfo(() => infoOf(operation, operation.describe(input, idFor(operation, intent))))
        ),
        call(operation, input, intent, true)
      )
    })

  const attempts = Effect.fnUntraced(function* <A, P>(
    operation: Operation<A, Kind, P>,
    input: P,
    intent: Intent.Intent,
    fiber: Fiber.Fiber<unknown, unknown>,
    prepared: Prepared
  ): Effect.fn.Return<A, BinanceError> {
    const { deadline, description, goodForMillis, lane } = prepared
    const write = isWrite(operation.kind)
    const { scopes } = limitsOf(operation)
    // made when there is something to report
    const info = () => infoOf(operation, description)
    const informed = withInfo(info)
    const clock = fiber.getRef(Clock.Clock)
    const exchangeClock = clockOf(serverClock, operation.product)
    const isTooOld = () => Intent.remainingMillisOf(intent, goodForMillis, clock) <= 0
    const waiting = <A>(self: Effect.Effect<A, Retryable>) =>
      Effect.mapError(
        Effect.provideContext(
          self,
          Context.add(Context.make(BanWindow.Deadline, deadline), BanWindow.ChosenLane, lane)
        ),
        informed
      )
    let resigned = false
    let lookedAgain = false
    while (true) {
      // what waits for a connection has neither clock nor signature yet
      yield* waiting(transport.ready?.(operation.path, operation.method, deadline) ?? Effect.void)
      // then the clock: it may have to ask the exchange, and nothing may wait after the gate
      if (isSigned(operation)) yield* waiting(exchangeClock.now)
      yield* waiting(banWindow.pass(scopes, deadline, lane))
      const once = (reservation?: Reservation): Effect.Effect<Verdict.Verdict | undefined, BinanceError> => {
        // an order that came late is not followed by a second one
        const seen = intent.look?.()
        if (seen !== undefined) return Effect.succeed(seen)
        if (isTooOld()) return Effect.fail(new Retryable({ reason: new Expired({ goodForMillis }) }))
        // the connection was lost while it waited for room
        if (!lookedAgain && transport.isReady?.(operation.path, operation.method) === false) return Effect.undefined
        // what its caller has given up, what has become too old while its row was written or it waited for a connection, or what the
        // exchange has told us not to send meanwhile, does not leave any more
        const caller = { isGone: false }
        const mayLeave = () =>
          !caller.isGone &&
          !(write && isTooOld()) &&
          intent.look?.() === undefined &&
          banWindow.isOpen(scopes, Intent.monotonicMillisOf(clock))
        const sent = attempt(operation, prepared, intent, exchangeClock, mayLeave, reservation)
        return write ? seenThrough(sent, info, caller) : sent
      }
      const verdict = yield* Effect.catch(
        budget === undefined
          ? once()
          : budget.around({ operation, input, account: signer.account, clock: exchangeClock, deadline }, once),
        (error) =>
          error.reason._tag === "ClockUnknown" && !lookedAgain ? Effect.undefined : Effect.fail(informed(error))
      )
      // this machine slept at the gate, or the connection was lost there: nothing was signed since
      if (verdict === undefined) {
        lookedAgain = true
        continue
      }
      if (verdict._tag === "Success") return yield* succeed(operation, description, intent, info, verdict)
      const own = ownReason(verdict)
      if (own?._tag === "ClockSkew" && !resigned) {
        // refused before the engine saw it, so a second signature is a first chance; only once, or a wrong clock becomes a storm
        resigned = true
        yield* waiting(exchangeClock.resync)
        continue
      }
      // the window closed while the request waited for a connection: back to the gate, nothing was sent
      if (own?._tag === "NotSent" && own.cause === withdrawn) continue
      const error = Verdict.toError(verdict, info(), () =>
        inDoubtOf(
          operation,
          description,
          intent,
          signer.account,
          verdict._tag === "AmbiguousExecution" ? verdict.refusal : undefined
        )
      )
      if (error instanceof AmbiguousExecution) intent.doubt = error
      if (error.reason._tag === "CancelReplaceInDoubt" || error.reason._tag === "CancelReplaceFailed") {
        const { executed, orderId } = error.reason.place
        if (executed === "yes" && orderId !== undefined) claimed.claim(description.symbol ?? "", orderId, intent)
      }
      return yield* error
    }
  })

  // Interrupting the caller must not abort a socket whose bytes may have left: the attempt has a fiber of its own, which goes on
  // without its caller, and without the scope that the caller or the client lives in.
  const seenThrough = <E>(
    once: Effect.Effect<Verdict.Verdict, E>,
    info: () => OperationInfo,
    caller: { isGone: boolean }
  ): Effect.Effect<Verdict.Verdict, E> =>
    Effect.withFiber((parent) =>
      Effect.callback((resume) => {
        const fiber = Effect.runForkWith(parent.context)(once)
        onTheWire.add(fiber)
        fiber.addObserver((exit) => {
          onTheWire.delete(fiber)
          resume(exit)
        })
        return Effect.suspend(() => {
          caller.isGone = true
          return Effect.asVoid(
            Effect.forkDetach(Effect.flatMap(Fiber.await(fiber), (exit) => leftBehind(info(), exit)))
          )
        })
      })
    )

  const claimAll = (symbol: string | undefined, orderIds: ReadonlyArray<unknown>, intent: Intent.Intent) => {
    for (const orderId of orderIds)
      if (typeof orderId === "number" || typeof orderId === "string") claimed.claim(symbol ?? "", orderId, intent)
  }

  /** The elements of a batch, each as the call of its own that it could have been. */
  const elementsOf = (
    operation: AnyOperation,
    intent: Intent.Intent,
    elements: ReadonlyArray<Verdict.Verdict>
  ): ReadonlyArray<Result.Result<unknown, BinanceError>> => {
    const results = doubts.partsOf(operation, intent).map((part, index): Result.Result<unknown, BinanceError> => {
      const { description } = part
      const { kind } = part.operation
      const doubt = () => inDoubtOf(part.operation, description, intent, signer.account, undefined)
      // an element of which nothing is said
      const verdict = elements[index] ?? malformed("it is missing")
      if (verdict._tag !== "Success")
        return Result.fail(Verdict.toError(verdict, infoOf(part.operation, description), doubt))
      const another = isAboutAnother(kind, description, verdict.body)
      const decoded = decodeSuccess(part.operation, verdict.body)
      if (Result.isFailure(decoded) || another)
        return Result.fail(Verdict.toError(unfit(another), infoOf(part.operation, description), doubt))
      claimAll(description.symbol, acceptedIn(kind, decoded.success), intent)
      return Result.succeed(decoded.success)
    })
    // what may live in part is never sent again as a whole
    const inDoubt = results.flatMap((one) =>
      Result.isFailure(one) && one.failure instanceof AmbiguousExecution ? one.failure : []
    )[0]
    if (inDoubt !== undefined)
      intent.doubt = new AmbiguousExecution({
        reason: inDoubt.reason,
        inDoubt: inDoubtOf(
          operation,
          operation.describe(intent.input as never, intent.clientOrderId), // the operation's own input
          intent,
          signer.account,
          undefined
        )
      })
    return results
  }

  const succeed = <A>(
    operation: Operation<A, Kind, never>,
    description: Description,
    intent: Intent.Intent,
    info: () => OperationInfo,
    verdict: Verdict.Verdict & { readonly _tag: "Success" }
  ): Effect.Effect<A, BinanceError> => {
    if (operation.find?.subject === "batch" && verdict.elements !== undefined)
      return Effect.succeed(elementsOf(operation, intent, verdict.elements) as A) // a batch gives the results of its elements
    const another =
      isAboutAnother(operation.kind, description, verdict.body) || cancelledAnother(operation, intent, verdict.body)
    const decoded = decodeSuccess(operation, verdict.body)
    if (Result.isSuccess(decoded) && !another) {
      claimAll(description.symbol, acceptedIn(operation.kind, decoded.success), intent)
      return Effect.succeed(decoded.success)
    }
    if (Result.isFailure(decoded) && !isWrite(operation.kind)) {
      return Effect.fail(
        new Fatal({ reason: new UnexpectedShape({ issue: shapeOf(decoded.failure.message) }), operation: info() })
      )
    }
    // the exchange said yes, but not to what: the schema of a write asks for no more than its ids
    const doubt = Verdict.toError(unfit(another), info(), () =>
      inDoubtOf(operation, description, intent, signer.account, undefined)
    )
    if (doubt instanceof AmbiguousExecution) intent.doubt = doubt
    return Effect.fail(doubt)
  }

  const client = BinanceClient.of({
    account: signer.account,
    endpoint: transport.endpoint,
    boundsOf: transport.boundsOf,
    claimed,
    budget,
    sightings,
    call: call as BinanceClient["Service"]["call"] // a read or test is never ambiguous: Verdict.decide sees to that
  })
  return sightings?.rules.guard(sightings, client) ?? client
})

// The schema's words say what was expected, what came instead, and where. What came is private and stays out.
const shapeOf = (message: string): string => {
  const [first = "", ...rest] = message.split("\n")
  const where = rest
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "))
    .slice(0, 3)
  return [first.replace(/,? (?:got|actual)\b.*$/s, ""), ...where].join(" ").slice(0, 200)
}

const leftBehind = (info: OperationInfo, exit: Exit.Exit<Verdict.Verdict, unknown>) =>
  Exit.isSuccess(exit) && exit.value._tag === "Retryable" && exit.value.reason._tag === "NotSent"
    ? Effect.void
    : Effect.logWarning(
        `${info.name} lost its caller and ended as ${Exit.isSuccess(exit) ? exit.value._tag : "a defect"}`
      ).pipe(
        Effect.annotateLogs({
          "binance.operation": info.name,
          "binance.symbol": info.symbol ?? "",
          "binance.clientOrderId": info.clientOrderId ?? ""
        })
      )

/**
 * The client over whatever `Transport`, `Signer`, `ServerClock` and `BanWindow` are provided. Each composition builds its own:
 * two accounts in one program must never share a client because their layers were built from the same constant.
 *
 * @example
 * ```ts
 * import * as BinanceClient from "effect-binance/client/BinanceClient"
 * import * as ServerClock from "effect-binance/client/ServerClock"
 * import { BanWindow } from "effect-binance/limits/BanWindow"
 * import * as Layer from "effect/Layer"
 *
 * // what is left to provide is a Transport and a Signer
 * const client = BinanceClient.layer.pipe(Layer.provide(ServerClock.layer), Layer.provide(BanWindow.layer))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<BinanceClient, never, Transport | Signer.Signer | ServerClock | BanWindow.BanWindow> =
  Layer.fresh(Layer.effect(BinanceClient, make))
