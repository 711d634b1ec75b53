/** What an operation of one's own promises, held by the compiler: this file is checked, not run. */
import * as CustomOperation from "effect-binance/client/CustomOperation"
import * as Operation from "effect-binance/client/Operation"
import type { AmbiguousExecution, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Schema from "effect/Schema"
import { type ErrorOf, type Is, ok, type SuccessOf } from "./exact.ts"

// the error type follows from what it is, and the pipeline is the same
const policy = RetryPolicy.standard
const dayTicker = CustomOperation.read({ product: spotRules, path: "/api/v3/ticker/24hr", success: Schema.Struct({ lastPrice: Schema.String }) })
const ticker = dayTicker({ symbol: "BTCUSDT" }).pipe(Retry.safely(policy))
ok<Is<ErrorOf<typeof ticker>, Retryable | Fatal>>()
ok<Is<SuccessOf<typeof ticker>, { readonly lastPrice: string }>>()
// without parameters
export const all = dayTicker()
const narrow = CustomOperation.read<string, { readonly symbol: string }>({ product: spotRules, path: "/", success: Schema.String })
// @ts-expect-error which parameters there are was said
export const misuse1 = narrow({ symbols: ["BTCUSDT"] })

const place = CustomOperation.write({
  product: spotRules,
  kind: "place",
  path: "/api/v3/order",
  success: Spot.Order,
  find: { subject: "placement", views: () => Spot.views }
})
const order = place({ symbol: "BTCUSDT" })
ok<Is<ErrorOf<typeof order>, Retryable | Fatal | AmbiguousExecution>>()
export const settled = order.pipe(Reconciliation.settle, Retry.safely(policy))
// @ts-expect-error it may have executed
export const misuse2 = order.pipe(Retry.safely(policy))
// @ts-expect-error a write has to say how its result is found again
export const misuse3 = CustomOperation.write({ product: spotRules, kind: "place", path: "/api/v3/order", success: Spot.Order })
export const misuse4 = CustomOperation.write({
  product: spotRules,
  kind: "place",
  path: "/api/v3/order",
  success: Spot.Order,
  // @ts-expect-error an order is not placed by sending it once more
  find: Operation.repeat
})
// @ts-expect-error what reads needs no other kind, and a batch has parts
export const misuse5 = CustomOperation.write({ product: spotRules, kind: "batch", path: "/", success: Spot.Order, find: Operation.repeat })
const move = CustomOperation.transfer({ product: spotRules, path: "/sapi/v1/asset/transfer", success: Schema.Struct({ tranId: Schema.Int }) })
const moved = move({ asset: "BTC" })
ok<Is<ErrorOf<typeof moved>, Retryable | Fatal | AmbiguousExecution>>()
// @ts-expect-error it has no fence in time
export const misuse6 = moved.pipe(Reconciliation.settle)
export const within = moved.pipe(Reconciliation.settleWithin("1 minute"))
