/**
 * What the types promise, held by the compiler: this file is checked, not run.
 */
import type * as Effect from "effect/Effect"
import type { BinanceClient } from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import * as Operation from "effect-binance/client/Operation"
import type { AmbiguousExecution, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as E from "effect/Effect"
import * as Schema from "effect/Schema"

type Is<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const ok = <_ extends true>(): void => {}
type ErrorOf<T> = T extends Effect.Effect<infer _A, infer E, infer _R> ? E : never
type SuccessOf<T> = T extends Effect.Effect<infer A, infer _E, infer _R> ? A : never
type NeedsOf<T> = T extends Effect.Effect<infer _A, infer _E, infer R> ? R : never

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
