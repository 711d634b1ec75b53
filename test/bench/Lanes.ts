/**
 * Who waits how long, by lane, while market data asks for more than the address may spend: virtual minutes over the documented
 * limits of Spot, with `RateBudgetMemory` and without a network. The same on every machine.
 */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as Seeded from "@effect-binance/simulator/Seeded"
import { hmac } from "@effect-binance/simulator/TestKeys"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Transport } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
import * as Spot from "effect-binance/products/Spot"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { VirtualTime } from "../simulation/VirtualTime.ts"
import { exactly, type Row, spread } from "./Row.ts"

const minute = 60_000
const begin = Date.UTC(2026, 0, 1, 12, 0, 23)
const symbol = "BTCUSDT"
const lanes = ["cancel", "place", "query", "market"] as const

interface Asked {
  readonly lane: (typeof lanes)[number]
  readonly at: number
  leftAt: number | undefined
}

// an exchange that answers every question with what proves it
const answerTo = (path: string, clientOrderId: string | null) =>
  JSON.stringify(
    path === "/api/v3/depth"
      ? { lastUpdateId: 1, bids: [], asks: [] }
      : { symbol, orderId: 28, clientOrderId, origClientOrderId: clientOrderId, status: "CANCELED" }
  )

const run = (seed: number, minutes: number) => {
  const time = new VirtualTime(begin, Seeded.make(seed), true)
  const random = Seeded.make(`lanes ${seed}`)
  const asked = new Map<string, Asked>()
  const transport = Layer.succeed(Transport, {
    send: ({ body, path, query }) =>
      Effect.suspend(() => {
        const parameters = new URLSearchParams(query === "" ? body : query)
        const id = parameters.get("origClientOrderId") ?? parameters.get("newClientOrderId") ?? parameters.get("symbol")
        const one = asked.get(id ?? "")
        if (one !== undefined) one.leftAt = time.now
        return Effect.as(Effect.sleep(random.integer(5, 50)), {
          _tag: "HttpReply" as const,
          status: 200,
          headers: {},
          body: answerTo(path, id),
          complete: true
        })
      })
  })
  const client = BinanceClient.layer.pipe(
    Layer.provide(RateBudgetMemory.layer()),
    Layer.provide(ServerClock.layerFixed()),
    Layer.provide(BanWindow.BanWindow.layer),
    Layer.provide(
      NodeSigner.layer.pipe(Layer.provide(Credentials.layer({ apiKey: hmac.apiKey, apiSecret: hmac.secret })))
    ),
    Layer.provide(transport)
  )
  // each is told apart by a name of its own: that of its order, or that of a symbol
  const calls = {
    cancel: (id: string) => Spot.cancelOrder({ symbol, origClientOrderId: id }),
    place: (id: string) =>
      Spot.placeOrder({
        symbol,
        side: "BUY",
        type: "LIMIT",
        timeInForce: "GTC",
        quantity: "1",
        price: "1",
        newClientOrderId: id
      }),
    query: (id: string) => Spot.queryOrder({ symbol, origClientOrderId: id }),
    market: (id: string) => Spot.depth({ symbol: id, limit: 100 })
  }
  const ask = (lane: Asked["lane"]): Effect.Effect<unknown, never, BinanceClient.BinanceClient> =>
    Effect.suspend(() => {
      const id = `${lane}${asked.size}`
      asked.set(id, { lane, at: time.now, leftAt: undefined })
      return Effect.ignore(Effect.asVoid<unknown, unknown, BinanceClient.BinanceClient>(calls[lane](id)))
    })
  const again = (lane: Asked["lane"], pause: number, detached: boolean) =>
    Effect.forever(
      Effect.andThen(
        detached ? Effect.forkDetach(ask(lane)) : ask(lane),
        Effect.suspend(() => Effect.sleep(random.integer(1, pause)))
      )
    )
  const load = Effect.all(
    [
      // programs that follow many books and ask again as soon as they are answered: they spend the whole minute within seconds
      ...Array.from({ length: 40 }, () => again("market", 20, false)),
      again("query", 500, true),
      again("place", 1000, true),
      again("cancel", 1000, true)
    ],
    { concurrency: "unbounded", discard: true }
  )
  time.run(Effect.provide(load, client), begin + minutes * minute)
  return [...asked.values()]
}

/** How many of a lower lane left while one of a higher lane, that had come before, was still waiting. */
const overtaking = (all: ReadonlyArray<Asked>, who: Asked["lane"], whom: Asked["lane"]): number => {
  const waiting = all.filter(({ at, lane, leftAt }) => lane === whom && leftAt !== undefined && leftAt > at)
  return all.filter(
    ({ lane, leftAt }) =>
      lane === who &&
      leftAt !== undefined &&
      waiting.some((one) => one.at < leftAt && one.leftAt !== undefined && leftAt < one.leftAt)
  ).length
}

export const delays = (minutes: number): ReadonlyArray<Row> => {
  const section = `Delay before a call leaves, in ${minutes} virtual minutes of a budget that market data exhausts`
  const all = run(1, minutes)
  const byLane = lanes.map((lane): Row => {
    const own = all.filter((one) => one.lane === lane)
    const waited = own.flatMap(({ at, leftAt }) => (leftAt === undefined ? [] : leftAt - at)).sort((a, b) => a - b)
    return {
      section,
      what: lane,
      unit: "ms",
      measured: spread(waited),
      p95: waited[Math.floor(waited.length * 0.95)],
      note: `p95 ${waited[Math.floor(waited.length * 0.95)]} ms; ${waited.length} left, ${own.length - waited.length} waited at the end or had no room in time`
    }
  })
  return [
    ...byLane,
    {
      section,
      what: "queries and market data that left before a cancel which was waiting",
      unit: "",
      measured: exactly(overtaking(all, "query", "cancel") + overtaking(all, "market", "cancel")),
      budget: 0
    },
    {
      section,
      what: "market data that left before a query which was waiting",
      unit: "",
      measured: exactly(overtaking(all, "market", "query"))
    }
  ]
}
