/**
 * The third strategy: effect-binance, composed as its README shows it.
 *
 * @since 0.1.0
 */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import { hmac } from "@effect-binance/simulator/TestKeys"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Intent from "effect-binance/client/Intent"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { bounds, callTimeoutMillis, recvWindowMillis, type StormIntent } from "./Storm.ts"

const input = (intent: StormIntent): Spot.PlaceOrder =>
  intent.price === undefined
    ? { symbol: intent.symbol, side: intent.side, type: "MARKET", quantity: intent.quantity }
    : {
        symbol: intent.symbol,
        side: intent.side,
        type: "LIMIT",
        timeInForce: "GTC",
        quantity: intent.quantity,
        price: intent.price
      }

/** Places one intent, settles what is in doubt, and sends again what is proven not to have executed. */
export const place = (intent: StormIntent) =>
  Spot.placeOrder(input(intent)).pipe(
    Reconciliation.settle,
    Retry.safely(RetryPolicy.make({ times: 20, cap: "2 seconds" })),
    Effect.match({ onSuccess: () => "placed" as const, onFailure: () => "failed" as const })
  )

/** The client, given exactly the bounds that the exchange states, and a recvWindow of 1 s. */
export const layer = (baseUrl: string) =>
  NodeBinance.layerWith({ apiKey: hmac.apiKey, apiSecret: hmac.secret, label: "demo" }).pipe(
    Layer.provide(Endpoint.layerSimulator(baseUrl)),
    Layer.provideMerge(
      Layer.mergeAll(
        Layer.succeed(SettlementBounds.Overrides, {
          spot: { graceMillis: bounds.engineDelayMillis, visibilityMillis: bounds.visibilityMillis }
        }),
        Layer.succeed(Intent.RecvWindow, recvWindowMillis),
        Layer.succeed(CallTimeout, Duration.millis(callTimeoutMillis))
      )
    )
  )
