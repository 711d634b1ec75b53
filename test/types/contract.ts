/**
 * What the types promise, held by the compiler: this file is checked, not run.
 */
import type * as NodeBinance from "@effect-binance/node/NodeBinance"
import type * as NodeSigner from "@effect-binance/node/NodeSigner"
import type * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import type * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import type * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import type * as BinanceClientModule from "effect-binance/client/BinanceClient"
import type { BinanceClient } from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import type * as Credentials from "effect-binance/client/Credentials"
import type * as Endpoint from "effect-binance/client/Endpoint"
import type * as HttpTransport from "effect-binance/client/HttpTransport"
import type * as Intent from "effect-binance/client/Intent"
import * as Operation from "effect-binance/client/Operation"
import type { InvalidParameter } from "effect-binance/client/Parameters"
import type * as ServerClock from "effect-binance/client/ServerClock"
import type * as Signer from "effect-binance/client/Signer"
import type * as Transport from "effect-binance/client/Transport"
import type * as Verdict from "effect-binance/client/Verdict"
import type { AnyReason } from "effect-binance/errors/Advice"
import type { AmbiguousExecution, BinanceError, BinanceError as BinanceErrorSchema, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import type { InDoubt, Kind } from "effect-binance/errors/InDoubt"
import type * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import type * as Config from "effect/Config"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as E from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Match from "effect/Match"
import * as Schema from "effect/Schema"
import { type ErrorOf, type Is, type NeedsOf, ok, type SuccessOf } from "./exact.ts"

const policy = RetryPolicy.standard
const order = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })
const cancel = Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "k" })

// the error type of every public operation follows from its kind
ok<Is<ErrorOf<typeof order>, Retryable | Fatal | AmbiguousExecution>>()
ok<Is<ErrorOf<typeof cancel>, Retryable | Fatal | AmbiguousExecution>>()
ok<Is<ErrorOf<ReturnType<typeof Spot.time>>, Retryable | Fatal>>()
ok<Is<ErrorOf<ReturnType<typeof Spot.exchangeInfo>>, Retryable | Fatal>>()
ok<Is<ErrorOf<ReturnType<typeof Spot.account>>, Retryable | Fatal>>()
ok<Is<ErrorOf<ReturnType<typeof Spot.testOrder>>, Retryable | Fatal>>()
ok<Is<ErrorOf<ReturnType<typeof Spot.queryOrder>>, Retryable | Fatal>>()
ok<Is<ErrorOf<ReturnType<typeof Spot.openOrders>>, Retryable | Fatal>>()
ok<Is<ErrorOf<ReturnType<typeof Spot.allOrders>>, Retryable | Fatal>>()
ok<Is<ErrorOf<ReturnType<typeof Spot.myTrades>>, Retryable | Fatal>>()
ok<Is<SuccessOf<typeof order>, Spot.Order>>()
ok<Is<NeedsOf<typeof order>, BinanceClient>>()

// settling takes the ambiguity out of the type, and only that
const settled = order.pipe(Reconciliation.settle)
ok<Is<ErrorOf<typeof settled>, Retryable | Fatal>>()
ok<Is<SuccessOf<typeof settled>, Spot.Order>>()
ok<Is<NeedsOf<typeof settled>, BinanceClient | Reconciliation.Reconciliation>>()
const within = order.pipe(Reconciliation.settleWithin("1 minute"))
ok<Is<ErrorOf<typeof within>, Retryable | Fatal | AmbiguousExecution>>()

// retrying keeps the type
const placed = settled.pipe(Retry.safely(policy))
ok<Is<ErrorOf<typeof placed>, Retryable | Fatal>>()
ok<Is<SuccessOf<typeof placed>, Spot.Order>>()
const read = Spot.queryOrder({ symbol: "BTCUSDT", origClientOrderId: "k" }).pipe(Retry.safely(policy))
ok<Is<ErrorOf<typeof read>, Retryable | Fatal>>()

// the combinators of a call give the same one call
const shaped = order.pipe(Call.goodFor("3 seconds"), Call.recvWindow(1000), Call.failFast, Reconciliation.settle, Retry.safely(policy))
ok<Is<ErrorOf<typeof shaped>, Retryable | Fatal>>()

// generic callers compile
export const retried = <A, E extends Retryable | Fatal, R>(self: Call.Call<A, E, R>) => self.pipe(Retry.safely(policy))
export const sure = <A, R>(self: Call.Call<A, Retryable | Fatal | AmbiguousExecution, R>) => self.pipe(Reconciliation.settle, Retry.safely(policy))

// reasons: without the rest handler the tag stays, with it the tag is gone; unwrapping gives the reasons
const caught = placed.pipe(E.catchReason("Fatal", "InsufficientBalance", () => E.succeed("poor"), () => E.succeed("fatal")))
ok<Is<ErrorOf<typeof caught>, Retryable>>()
const tagged = order.pipe(E.catchTag("AmbiguousExecution", (e) => E.succeed(e.inDoubt.operation)))
ok<Is<ErrorOf<typeof tagged>, Retryable | Fatal>>()
const unwrapped = placed.pipe(E.unwrapReason("Retryable"), E.unwrapReason("Fatal"))
ok<Is<Extract<ErrorOf<typeof unwrapped>, { readonly _tag: "IpBanned" }>["until"], number>>()
ok<Is<Extract<ErrorOf<typeof unwrapped>, { readonly _tag: "FilterFailure" }>["filter"], string>>()

// a floating-point number is no decimal
// @ts-expect-error
void Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: 0.01 })
// a LIMIT order needs its price
// @ts-expect-error
void Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01" })

// The seven misuses do not compile.
const transfer = Operation.make({
  name: "test.transfer",
  product: spotRules,
  kind: "transfer",
  method: "POST",
  path: "/sapi/v1/asset/transfer",
  weight: () => 1,
  security: "TRADE",
  success: Schema.Struct({ tranId: Schema.Int }),
  parameters: (_input: void) => ({}),
  describe: () => ({}),
  goodForMillis: () => 60_000
})()
// @ts-expect-error 1: it may have executed
export const misuse1 = order.pipe(Retry.safely(policy))
// @ts-expect-error 2: an error type without a bound may hide a doubt
export const misuse2 = <A, E, R>(self: Call.Call<A, E, R>) => self.pipe(Retry.safely(policy))
// @ts-expect-error 3: unknown may be a doubt
export const misuse3 = (self: Call.Call<number, unknown, never>) => self.pipe(Retry.safely(policy))
// @ts-expect-error 4: a mapped call no longer has the type that settling brings back
export const misuse4 = order.pipe(E.map((o) => o.orderId), Reconciliation.settle)
export const misuse5 = E.gen(function*() {
  yield* order.pipe(Reconciliation.settle)
  return yield* order.pipe(Reconciliation.settle)
  // @ts-expect-error 5: two calls under one retry would send the first of them again
}).pipe(Retry.safely(policy))
// @ts-expect-error 6: a transfer has no fence
export const misuse6 = transfer.pipe(Reconciliation.settle)
// @ts-expect-error 7: a time-out interrupts a settlement
export const misuse7 = order.pipe(Reconciliation.settle, E.timeout("5 seconds"), Retry.safely(policy))
// a transfer may be settled for a while, and stays ambiguous
const transferred = transfer.pipe(Reconciliation.settleWithin("1 minute"))
ok<Is<ErrorOf<typeof transferred>, Retryable | Fatal | AmbiguousExecution>>()

// ------------------------------------------------------------------------------------------- every operation, by its kind

// An operation that is not here makes the first line fail: its error type must be written down.
type Operations = { [K in keyof typeof Spot as (typeof Spot)[K] extends { readonly operation: { readonly kind: Kind } } ? K : never]: (typeof Spot)[K] }
type Kinds = {
  read:
    | "ping"
    | "time"
    | "exchangeInfo"
    | "avgPrice"
    | "tickerPrice"
    | "tickerPrices"
    | "bookTicker"
    | "bookTickers"
    | "depth"
    | "account"
    | "queryOrder"
    | "openOrders"
    | "allOrders"
    | "myTrades"
    | "orderAmendments"
    | "queryOrderList"
    | "allOrderLists"
    | "openOrderLists"
    | "unfilledOrderCount"
    | "myPreventedMatches"
    | "myAllocations"
    | "accountCommission"
  test: "testOrder" | "testSorOrder"
  place: "placeOrder" | "placeSorOrder"
  cancel: "cancelOrder" | "cancelAllOrders" | "cancelOrderList"
  amend: "amendOrder"
  cancelReplace: "cancelReplaceOrder"
  orderList: "placeOco" | "placeOto" | "placeOtoco" | "placeOpo" | "placeOpoco"
}
type Writes = Kinds[Exclude<keyof Kinds, "read" | "test">]
ok<Is<keyof Operations, Kinds[keyof Kinds]>>()
type CallOf<K extends keyof Operations> = CallIn<Operations[K]>
// inferred: to index a union of so many functions is too much for the compiler
type KindIn<T> = T extends { readonly operation: { readonly kind: infer K } } ? K : never
type CallIn<T> = T extends (input: never) => infer C ? C : never
ok<Is<{ [K in keyof Operations]: KindIn<Operations[K]> }, { [K in Kinds[keyof Kinds]]: KindOf<K> }>>()
type KindOf<K> = { [N in keyof Kinds]: K extends Kinds[N] ? N : never }[keyof Kinds]
type Errors = { [K in keyof Operations]: ErrorOf<CallOf<K>> }
ok<Is<Errors[Kinds["read" | "test"]], Retryable | Fatal>>()
ok<Is<Errors, { [K in keyof Operations]: K extends Writes ? Retryable | Fatal | AmbiguousExecution : Retryable | Fatal }>>()
ok<Is<{ [K in keyof Operations]: NeedsOf<CallOf<K>> }[keyof Operations], BinanceClient>>()
ok<
  Is<
    { [K in Writes]: SuccessOf<CallOf<K>> },
    { [K in Kinds["place" | "amend"] | "cancelOrder"]: Spot.Order } & { [K in Kinds["orderList"] | "cancelOrderList"]: Spot.OrderList } & {
      cancelAllOrders: ReadonlyArray<Spot.Cancelled>
      cancelReplaceOrder: Spot.CancelReplaced
    } extends infer All
      ? { [K in keyof All]: All[K] }
      : never
  >
>()

// what follows from the kind, for an operation of anybody's making
ok<Is<Operation.ErrorOf<"read" | "test">, Retryable | Fatal>>()
ok<Is<Operation.ErrorOf<Exclude<Kind, "read" | "test">>, Retryable | Fatal | AmbiguousExecution>>()
ok<Is<{ [K in Exclude<Kind, "read" | "test">]: Extract<Operation.ErrorOf<K>, AmbiguousExecution> }[Exclude<Kind, "read" | "test">], AmbiguousExecution>>()
// a kind that is not known at compile time may be a write
ok<Is<Operation.ErrorOf<Kind>, Retryable | Fatal | AmbiguousExecution>>()
ok<Is<Operation.FenceOf<Exclude<Kind, "transfer">>, "fenced">>()
ok<Is<Operation.FenceOf<"transfer">, "it has no fence in time: use Reconciliation.settleWithin">>()

// ------------------------------------------------------------------------------------------------------ what the errors are

ok<Is<BinanceError, Retryable | Fatal | AmbiguousExecution>>()
ok<Is<typeof BinanceErrorSchema.Type, BinanceError>>()
ok<Is<BinanceError["_tag"], "Retryable" | "Fatal" | "AmbiguousExecution">>()
// one reason name belongs to one tag
ok<Is<Retryable["reason"]["_tag"] & Fatal["reason"]["_tag"], never>>()
ok<Is<Retryable["reason"]["_tag"] & AmbiguousExecution["reason"]["_tag"], never>>()
ok<Is<Fatal["reason"]["_tag"] & AmbiguousExecution["reason"]["_tag"], never>>()
ok<Is<AnyReason, BinanceError["reason"]>>()
// getters
ok<Is<Retryable["executed"], "no" | "n/a">>()
ok<Is<Fatal["executed"], "no" | "partial" | "n/a">>()
ok<Is<AmbiguousExecution["executed"], "unknown">>()
ok<Is<BinanceError["remedy"], "wait" | "fix-request" | "fix-credentials" | "add-funds" | "call-a-person" | "reconcile">>()
ok<Is<BinanceError["retryAfter"], Duration.Duration | undefined>>()
ok<Is<BinanceError["code"], number | undefined>>()
ok<Is<BinanceError["docs" | "message" | "name"], string>>()
ok<BinanceError extends Error ? true : false>()
// a doubt always says what is in doubt, and nothing else has the field
ok<Is<AmbiguousExecution["inDoubt"], InDoubt>>()
ok<Is<Extract<keyof Retryable | keyof Fatal, "inDoubt">, never>>()

// ---------------------------------------------------------------------------------------------------- handling, exactly typed

type ReasonOf<E, T> = Extract<E, { readonly _tag: T }>
const lone = placed.pipe(E.catchReason("Fatal", "FilterFailure", (reason) => E.succeed(reason.filter)))
ok<Is<ErrorOf<typeof lone>, Retryable | Fatal>>()
ok<Is<SuccessOf<typeof lone>, Spot.Order | string>>()
const rest = order.pipe(E.catchReason("AmbiguousExecution", "TimedOut", (reason) => E.succeed(reason.afterMillis), (left) => E.fail(left)))
ok<Is<ErrorOf<typeof rest>, Retryable | Fatal | Exclude<AmbiguousExecution["reason"], { readonly _tag: "TimedOut" }>>>()
const several = placed.pipe(E.catchReasons("Fatal", {
  InsufficientBalance: () => E.succeed("poor" as const),
  FilterFailure: (reason) => E.succeed(reason.filter)
}))
ok<Is<ErrorOf<typeof several>, Retryable | Fatal>>()
const severalAndRest = placed.pipe(E.catchReasons("Fatal", { InsufficientBalance: () => E.succeed(1) }, (left) => E.fail(left)))
ok<Is<ErrorOf<typeof severalAndRest>, Retryable | Exclude<Fatal["reason"], { readonly _tag: "InsufficientBalance" }>>>()
const bare = order.pipe(E.unwrapReason("Retryable"), E.unwrapReason("Fatal"), E.unwrapReason("AmbiguousExecution"))
ok<Is<ErrorOf<typeof bare>, AnyReason>>()
ok<Is<ReasonOf<ErrorOf<typeof bare>, "RateLimited">["retryAfter"], Duration.Duration>>()
const byReason = bare.pipe(E.catchTag(["NotSent", "EngineTimeout"], (reason) => E.succeed(reason._tag)))
ok<Is<ErrorOf<typeof byReason>, Exclude<AnyReason, { readonly _tag: "NotSent" | "EngineTimeout" }>>>()
const none = order.pipe(E.catchTags({ Retryable: () => E.succeed(1), Fatal: () => E.succeed(2), AmbiguousExecution: () => E.succeed(3) }))
ok<Is<ErrorOf<typeof none>, never>>()
// @ts-expect-error a reason of another tag cannot be caught under this one
void placed.pipe(E.catchReason("Fatal", "NotSent", () => E.void))
// @ts-expect-error a settled call has no doubt to catch
void settled.pipe(E.catchTag("AmbiguousExecution", () => E.void))
// @ts-expect-error a handler of one tag cannot read what another has
void order.pipe(E.catchTag("Fatal", (e) => E.succeed(e.inDoubt)))

// what a handler is given is the whole of its tag or reason, and nothing wider
const handled = order.pipe(
  E.catchTag("Retryable", (error) => (ok<Is<typeof error, Retryable>>(), E.void)),
  E.catchTag("Fatal", (error) => (ok<Is<typeof error, Fatal>>(), E.void)),
  E.catchTag("AmbiguousExecution", (error) => (ok<Is<typeof error, AmbiguousExecution>>(), E.void))
)
ok<Is<ErrorOf<typeof handled>, never>>()
void placed.pipe(E.catchReason("Retryable", "ProvenNotExecuted", (reason, error) => {
  ok<Is<typeof reason, ReasonOf<Retryable["reason"], "ProvenNotExecuted">>>()
  ok<Is<(typeof error)["executed"], Retryable["executed"]>>()
  return E.succeed(reason.evidence.timeline)
}))
ok<Is<ErrorOf<typeof unwrapped>, Retryable["reason"] | Fatal["reason"]>>()

// a match has to name every tag, and every reason
const said = (error: BinanceError) =>
  Match.value(error).pipe(
    Match.tag("Retryable", ({ executed }) => executed),
    Match.tag("Fatal", ({ executed }) => executed),
    Match.tag("AmbiguousExecution", ({ executed }) => executed),
    Match.exhaustive
  )
ok<Is<ReturnType<typeof said>, "no" | "n/a" | "partial" | "unknown">>()
type Handlers = { readonly [T in AnyReason["_tag"]]: (reason: ReasonOf<AnyReason, T>) => T }
declare const handlers: Handlers
declare const allButOne: Omit<Handlers, "EarlierAttemptExists">
const named = Match.type<AnyReason>().pipe(Match.tagsExhaustive(handlers))
ok<Is<ReturnType<typeof named>, AnyReason["_tag"]>>()
// @ts-expect-error one is missing
void Match.type<AnyReason>().pipe(Match.tagsExhaustive(allButOne))
// @ts-expect-error and so it is here
void ((error: BinanceError) => Match.value(error).pipe(Match.tag("Fatal", "Retryable", () => 1), Match.exhaustive))

// -------------------------------------------------------------------------------------------------- combinators keep the call

type ReadCall = Call.Call<Spot.Order, Retryable | Fatal, BinanceClient>
type WriteCall = Call.Call<Spot.Order, Retryable | Fatal | AmbiguousExecution, BinanceClient>
type TransferCall = Call.Call<{ readonly tranId: number }, Retryable | Fatal | AmbiguousExecution, BinanceClient, Operation.FenceOf<"transfer">>
declare const write: WriteCall
declare const readCall: ReadCall
declare const transferCall: TransferCall

const kept = write.pipe(Call.goodFor("1 second"))
ok<Is<typeof kept, WriteCall>>()
const windowed = write.pipe(Call.recvWindow(5000))
ok<Is<typeof windowed, WriteCall>>()
const impatient = write.pipe(Call.failFast)
ok<Is<typeof impatient, WriteCall>>()
// the lack of a fence is not lost on the way
const shapedTransfer = transferCall.pipe(Call.goodFor("1 second"), Call.recvWindow(5000), Call.failFast)
ok<Is<typeof shapedTransfer, TransferCall>>()
// @ts-expect-error so it still cannot be settled
void shapedTransfer.pipe(Reconciliation.settle)

const settledWrite = write.pipe(Reconciliation.settle)
ok<Is<typeof settledWrite, Call.Call<Spot.Order, Retryable | Fatal, BinanceClient | Reconciliation.Reconciliation>>>()
const settledTwice = settledWrite.pipe(Reconciliation.settle)
ok<Is<typeof settledTwice, typeof settledWrite>>()
const writeWithin = write.pipe(Reconciliation.settleWithin("1 minute"))
ok<Is<typeof writeWithin, Call.Call<Spot.Order, Retryable | Fatal | AmbiguousExecution, BinanceClient | Reconciliation.Reconciliation>>>()
const transferWithin = transferCall.pipe(Reconciliation.settleWithin("1 minute"))
ok<Is<ErrorOf<typeof transferWithin>, Retryable | Fatal | AmbiguousExecution>>()
// what was settled for a while only may still be in doubt
// @ts-expect-error
void writeWithin.pipe(Retry.safely(policy))
// @ts-expect-error
void transferWithin.pipe(Retry.safely(policy))
// and may be settled to its end
const atLast = writeWithin.pipe(Reconciliation.settle, Retry.safely(policy))
ok<Is<ErrorOf<typeof atLast>, Retryable | Fatal>>()

// a read may be sent again as it is, and settling does not change what it fails with
const readAgain = readCall.pipe(Retry.safely(policy))
ok<Is<typeof readAgain, ReadCall>>()
const settledRead = readCall.pipe(Reconciliation.settle)
ok<Is<ErrorOf<typeof settledRead>, ErrorOf<ReadCall>>>()
ok<Is<SuccessOf<typeof settledRead>, Spot.Order>>()
const everyReadAgain = [
  Spot.time().pipe(Retry.safely(policy)),
  Spot.exchangeInfo().pipe(Retry.safely(policy)),
  Spot.account().pipe(Retry.safely(policy)),
  Spot.openOrders().pipe(Retry.safely(policy)),
  Spot.allOrders({ symbol: "BTCUSDT" }).pipe(Retry.safely(policy)),
  Spot.myTrades({ symbol: "BTCUSDT" }).pipe(Retry.safely(policy)),
  Spot.testOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }).pipe(Retry.safely(policy))
] as const
ok<Is<ErrorOf<(typeof everyReadAgain)[number]>, Retryable | Fatal>>()
ok<Is<ErrorOf<typeof placed>, ErrorOf<typeof settled>>>()
ok<Is<typeof RetryPolicy.standard, RetryPolicy.RetryPolicy>>()
ok<Is<ReturnType<typeof RetryPolicy.make>, RetryPolicy.RetryPolicy>>()
// data first too
ok<Is<ErrorOf<ReturnType<typeof dataFirst>>, Retryable | Fatal>>()
const dataFirst = () => Retry.safely(policy)(Reconciliation.settle(order))

// ---------------------------------------------------------------------------- whatever makes more or less of it is no call

type Brand = Exclude<keyof ReadCall, keyof Effect.Effect<Spot.Order, Retryable | Fatal, BinanceClient>>
ok<Is<Brand, "one call: pipe it through settle and safely before map, flatMap, timeout or gen">>()
type IsCall<T> = T extends { readonly [K in Brand]: unknown } ? true : false
ok<IsCall<typeof order>>()
ok<IsCall<typeof placed>>()
ok<Is<IsCall<ReturnType<typeof lost>[keyof ReturnType<typeof lost>]>, false>>()
const lost = () => ({
  map: settled.pipe(E.map((o) => o.orderId)),
  as: settled.pipe(E.as(1)),
  asVoid: settled.pipe(E.asVoid),
  flatMap: settled.pipe(E.flatMap(() => settled)),
  andThen: settled.pipe(E.andThen(settled)),
  tap: settled.pipe(E.tap(() => settled)),
  tapError: settled.pipe(E.tapError(() => E.void)),
  mapError: settled.pipe(E.mapError((e) => e)),
  zip: settled.pipe(E.zip(settled)),
  zipWith: settled.pipe(E.zipWith(settled, () => 1)),
  all: E.all([settled, settled]),
  forEach: E.forEach([1, 2], () => settled),
  race: settled.pipe(E.race(settled)),
  gen: E.gen(function*() {
    return yield* settled
  }),
  timeout: settled.pipe(E.timeout("1 second")),
  timeoutOption: settled.pipe(E.timeoutOption("1 second")),
  retry: settled.pipe(E.retry({ times: 3 })),
  repeat: settled.pipe(E.repeat({ times: 3 })),
  catchTag: settled.pipe(E.catchTag("Fatal", () => settled)),
  catchReason: settled.pipe(E.catchReason("Fatal", "MarketClosed", () => settled)),
  orElse: settled.pipe(E.catch(() => settled)),
  exit: E.exit(settled),
  result: E.result(settled),
  option: E.option(settled),
  flip: E.flip(settled),
  delay: settled.pipe(E.delay("1 second")),
  ensuring: settled.pipe(E.ensuring(E.void)),
  suspend: E.suspend(() => settled)
})
// each of them is refused; the shortest of the errors is the brand's sentence
const l = lost()
// @ts-expect-error
void l.map.pipe(Retry.safely(policy))
// @ts-expect-error
void l.flatMap.pipe(Retry.safely(policy))
// @ts-expect-error
void l.andThen.pipe(Retry.safely(policy))
// @ts-expect-error
void l.tap.pipe(Retry.safely(policy))
// @ts-expect-error
void l.zip.pipe(Retry.safely(policy))
// @ts-expect-error
void l.gen.pipe(Retry.safely(policy))
// @ts-expect-error
void l.timeout.pipe(Reconciliation.settle)
// @ts-expect-error
void l.mapError.pipe(Reconciliation.settle)
// @ts-expect-error
void l.all.pipe(Retry.safely(policy))
// @ts-expect-error
void l.suspend.pipe(Retry.safely(policy))
// @ts-expect-error an effect that cannot fail is no call either
void E.succeed(1).pipe(Retry.safely(policy))
// @ts-expect-error and a combinator of a call takes no other effect
void l.map.pipe(Call.goodFor("1 second"))

// --------------------------------------------------------------------------------------- services, layers, the other functions

type LayerError<T> = T extends Layer.Layer<infer _Out, infer E, infer _In> ? E : never
type MethodError<T> = T extends (...args: never) => infer R ? ErrorOf<R> : ErrorOf<T>

ok<Is<MethodError<Reconciliation.Reconciliation["Service"]["resolve"]>, never>>()
ok<Is<MethodError<BanWindow.BanWindow["Service"]["pass"]>, Retryable>>()
ok<Is<MethodError<BanWindow.BanWindow["Service"]["close" | "closedUntil"]>, never>>()
ok<Is<MethodError<ServerClock.ServerClock["Service"][keyof ServerClock.ServerClock["Service"]]>, Retryable>>()
ok<Is<MethodError<Transport.Transport["Service"]["send"]>, never>>()
ok<Is<MethodError<Signer.Signer["Service"]["sign"]>, never>>()
ok<Is<MethodError<typeof Transport.send>, never>>()
ok<Is<MethodError<typeof BanWindow.observe>, never>>()
ok<Is<MethodError<typeof Signer.unsignedRequest>, InvalidParameter>>()
ok<Is<MethodError<typeof Signer.keyedRequest>, InvalidParameter>>()
ok<Is<MethodError<typeof Signer.signedRequest>, InvalidParameter>>()
ok<Is<ErrorOf<typeof Intent.make>, never>>()
ok<Is<ErrorOf<typeof Intent.monotonicMillis>, never>>()
ok<Is<ReturnType<typeof Verdict.toError>, BinanceError>>()
ok<Is<ReturnType<typeof Verdict.decide>, Verdict.Verdict>>()

ok<Is<LayerError<typeof BinanceClientModule.layer>, never>>()
ok<Is<LayerError<typeof Reconciliation.layer>, never>>()
ok<Is<LayerError<ReturnType<typeof Reconciliation.layerWith>>, never>>()
ok<Is<LayerError<typeof ServerClock.layer>, never>>()
ok<Is<LayerError<ReturnType<typeof ServerClock.layerWith>>, never>>()
ok<Is<LayerError<ReturnType<typeof ServerClock.layerFixed>>, never>>()
ok<Is<LayerError<typeof BanWindow.BanWindow.layer>, never>>()
ok<Is<LayerError<typeof HttpTransport.layer>, never>>()
ok<Is<LayerError<typeof Signer.layer>, Signer.SignerError>>()
ok<Is<LayerError<typeof Credentials.layerConfig>, Credentials.CredentialsError>>()
ok<Is<LayerError<ReturnType<typeof Credentials.layer>>, Credentials.CredentialsError>>()
ok<Is<LayerError<typeof Endpoint.layerProduction | typeof Endpoint.layerTestnet | typeof Endpoint.layerDemo>, never>>()
ok<Is<LayerError<ReturnType<typeof Endpoint.layerSimulator | typeof Endpoint.layerCustom>>, never>>()
ok<Is<LayerError<typeof Endpoint.layerConfig>, Config.ConfigError>>()
ok<Is<LayerError<typeof NodeBinance.layer>, Credentials.CredentialsError | Signer.SignerError>>()
ok<Is<LayerError<ReturnType<typeof NodeBinance.layerWith>>, Credentials.CredentialsError | Signer.SignerError>>()
ok<Is<LayerError<typeof NodeSigner.layer>, Signer.SignerError>>()
ok<Is<LayerError<typeof UndiciTransport.layer>, never>>()
ok<Is<LayerError<ReturnType<typeof UndiciTransport.layerWith>>, never>>()
ok<Is<LayerError<ReturnType<typeof SimulatedServer.layer>>, SimulatedServer.CannotListen>>()
ok<Is<LayerError<typeof SimulatedServer.layerEndpoint>, never>>()
ok<Is<LayerError<ReturnType<typeof SimulatedTransport.layer>>, never>>()
