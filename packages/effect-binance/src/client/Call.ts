/**
 * An Effect that is exactly one exchange call, and may be settled and sent again because of that.
 *
 * `map`, `flatMap`, `gen` and `timeout` give a plain Effect: two calls under one retry would send the first of them again
 * when the second fails, and a mapped call no longer has the type that settling brings back.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as BanWindow from "../limits/BanWindow.ts"
import * as Intent from "./Intent.ts"

/**
 * One exchange call. A run of the outermost `Call` is one intent: it draws one client order id, shared by all its attempts;
 * running the value again is a new intent. `F` says whether its attempts have a fence in time.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * const order = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })
 * // Call<Order, Retryable | Fatal | AmbiguousExecution, BinanceClient>
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export interface Call<out A, out E, out R, out F = "fenced"> extends Effect.Effect<A, E, R> {
  readonly "one call: pipe it through settle and safely before map, flatMap, timeout or gen": F
}

/**
 * Runs an effect as one intent, unless it already runs inside of one. For the makers of operations and combinators.
 *
 * @example
 * ```ts
 * import * as Call from "effect-binance/client/Call"
 * import * as Effect from "effect/Effect"
 *
 * // a combinator of your own: it says that it leaves one call one call
 * const logged = <A, E, R, F>(self: Call.Call<A, E, R, F>): Call.Call<A, E, R, F> =>
 *   Call.perRun<A, E, R, F>(Effect.tapError(self, (error) => Effect.logWarning(error)))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const perRun = <A, E, R, F = "fenced">(self: Effect.Effect<A, E, R>): Call<A, E, R, F> =>
  Effect.withFiber((fiber) =>
    fiber.getRef(Intent.Current) === undefined
      ? Effect.provideService(self, Intent.Current, Intent.makeUnsafe(fiber))
      : self
  ) as Call<A, E, R, F> // the brand exists in the type only

/**
 * No attempt of this call is signed later than this after it started; it then fails with `Retryable(Expired)`. Only settling a
 * cancel may cancel once more after it: that proves what the first cancel did.
 *
 * @example
 * ```ts
 * import * as Call from "effect-binance/client/Call"
 * import * as Spot from "effect-binance/products/Spot"
 * const order = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }).pipe(Call.goodFor("3 seconds"))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const goodFor =
  (duration: Duration.Input) =>
  <A, E, R, F>(self: Call<A, E, R, F>): Call<A, E, R, F> =>
    Effect.provideService(self, Intent.GoodFor, Duration.fromInputUnsafe(duration)) as Call<A, E, R, F> // still the same one call

/**
 * Signs this call with another recvWindow, in ms; at most 60 000.
 *
 * With another value the call fails with `Fatal(InvalidRequest)` and nothing is sent.
 *
 * Source of the rule: spot docs, rest-api: timing security.
 *
 * @example
 * ```ts
 * import * as Call from "effect-binance/client/Call"
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const cancel = Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 1 }).pipe(Call.recvWindow(2000))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const recvWindow =
  (millis: number) =>
  <A, E, R, F>(self: Call<A, E, R, F>): Call<A, E, R, F> =>
    Effect.provideService(self, Intent.RecvWindow, millis) as Call<A, E, R, F> // still the same one call

/**
 * Fails at once with `Retryable(BanWindowClosed)` when the address has to be quiet, where the call would otherwise wait.
 *
 * @example
 * ```ts
 * import * as Call from "effect-binance/client/Call"
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const now = Spot.openOrders({ symbol: "BTCUSDT" }).pipe(Call.failFast)
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const failFast = <A, E, R, F>(self: Call<A, E, R, F>): Call<A, E, R, F> =>
  Effect.provideService(self, BanWindow.Patience, "fail-fast") as Call<A, E, R, F> // still the same one call
