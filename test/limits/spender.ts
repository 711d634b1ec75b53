/** A process that asks for all that it gets, for tests of a budget that several of them share. It says what it logs, line by line. */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as Seeded from "@effect-binance/simulator/Seeded"
import { hmac } from "@effect-binance/simulator/TestKeys"
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Endpoint from "effect-binance/client/Endpoint"
import { BanWindow } from "effect-binance/limits/BanWindow"
import type { Limits } from "effect-binance/limits/RateBudgetMemory"
import * as RateBudgetShared from "effect-binance/limits/RateBudgetShared"
import * as Spot from "effect-binance/products/Spot"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Schedule from "effect/Schedule"
import * as redis from "./redis.ts"

export interface Setting {
  readonly baseUrl: string
  readonly redis: { readonly url: string; readonly prefix: string; readonly timeoutMillis: number }
  readonly limits: Limits
  readonly fallbackShare: number
  readonly seed: string
}

const symbol = "BTCUSDT"
const order = { symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "49000" } as const

const run = ({ baseUrl, fallbackShare, limits, redis: shared, seed }: Setting) => {
  const random = Seeded.make(seed)
  const again = <A, E>(self: Effect.Effect<A, E, BinanceClient.BinanceClient>) =>
    Effect.forever(
      Effect.andThen(
        Effect.ignore(self),
        Effect.suspend(() => Effect.sleep(random.integer(1, 60)))
      )
    )
  const several = (times: number, self: Effect.Effect<unknown, unknown, BinanceClient.BinanceClient>) =>
    Array.from({ length: times }, () => again(self))
  const placeAndCancel = Effect.flatMap(Spot.placeOrder(order), ({ orderId }) => Spot.cancelOrder({ symbol, orderId }))
  const load = Effect.all(
    [
      ...several(3, Spot.depth({ symbol, limit: 100 })),
      ...several(4, Spot.account()),
      ...several(3, Spot.openOrders({ symbol })),
      ...several(1, placeAndCancel)
    ],
    { concurrency: "unbounded", discard: true }
  )
  const budget = RateBudgetShared.layer({
    prefix: shared.prefix,
    fallbackShare,
    limits,
    timeout: shared.timeoutMillis,
    refresh: 300
  })
  const client = NodeBinance.layerOver(BanWindow.layer, { apiKey: hmac.apiKey, apiSecret: hmac.secret }).pipe(
    Layer.provide(Endpoint.layerSimulator(baseUrl)),
    Layer.provideMerge(budget),
    Layer.provide(redis.layer(shared.url)),
    Layer.provide(Logger.layer([Logger.make(({ message }) => void process.send?.(String(message)))]))
  )
  const begun = Effect.sync(() => void process.send?.("begun"))
  return Effect.provide(
    Effect.andThen(Effect.andThen(Effect.retry(Spot.ping(), Schedule.spaced(50)), begun), load),
    client
  )
}

process.on("disconnect", () => process.exit(0))
Effect.runFork(run(JSON.parse(process.argv[2] ?? "{}")))
