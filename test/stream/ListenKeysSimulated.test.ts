/** The streams of futures over the simulated exchange: orders are heard, keys are kept alive, and what a key misses when it ends is told. */
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { SimulatedWebSocket } from "@effect-binance/simulator/SimulatedWebSocket"
import { assert, describe, it } from "@effect/vitest"
import * as Coinm from "effect-binance/products/Coinm"
import * as Options from "effect-binance/products/Options"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import * as Usdm from "effect-binance/products/Usdm"
import * as ListenKey from "effect-binance/stream/ListenKey"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { inProcess, listening, onSockets, passing } from "./overListenKeys.ts"

const minute = 60_000

const limit = { side: "BUY", type: "LIMIT", timeInForce: "GTC", price: "50000" } as const
const linear = { ...limit, symbol: "BTCUSDT", quantity: "0.01" } as const
const inverse = { ...limit, symbol: "BTCUSD_PERP", quantity: "10" } as const
const waiting = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "STOP_MARKET",
  quantity: "0.01",
  triggerPrice: "65000"
} as const

const futures = [UserDataSource.usdm, UserDataSource.coinm] as const

const trade = Effect.gen(function* () {
  const plain = yield* Usdm.placeOrder({ ...linear, newClientOrderId: "plain" })
  yield* Usdm.amendOrder({ symbol: "BTCUSDT", side: "BUY", orderId: plain.orderId, quantity: "0.02", price: "51000" })
  yield* Usdm.cancelOrder({ symbol: "BTCUSDT", orderId: plain.orderId })
  yield* Usdm.placeAlgoOrder({ ...waiting, clientAlgoId: "waits" })
  yield* Usdm.cancelAlgoOrder({ symbol: "BTCUSDT", clientAlgoId: "waits" })
  yield* Coinm.placeOrder({ ...inverse, newClientOrderId: "inverse" })
})

const told = [
  "usdm NEW plain",
  "usdm AMENDMENT plain",
  "usdm CANCELED plain",
  "usdm NEW waits",
  "usdm CANCELED waits",
  "coinm NEW inverse"
]

describe("the streams of futures", () => {
  it.effect("tell of orders, plain ones and those that wait, of each product by its own key", () =>
    passing(
      Effect.gen(function* () {
        const exchange = new Exchange({ seed: 1 })
        yield* Effect.gen(function* () {
          const heard = yield* listening
          yield* trade
          yield* Effect.sleep(200)
          assert.deepStrictEqual(heard.orders(), told)
          assert.deepStrictEqual(heard.gaps(), [])
          const { connections } = yield* SimulatedWebSocket
          assert.strictEqual(yield* connections, 2)
        }).pipe(Effect.provide(inProcess(exchange, { sources: futures })))
      })
    )
  )

  it.effect("of options and portfolio margin, too", () =>
    passing(
      Effect.gen(function* () {
        const exchange = new Exchange({ seed: 2 })
        const symbol = exchange.config.contracts.options?.[0]?.symbol ?? ""
        yield* Effect.gen(function* () {
          const heard = yield* listening
          const option = yield* Options.placeOrder({
            symbol,
            side: "BUY",
            type: "LIMIT",
            timeInForce: "GTC",
            quantity: "0.1",
            price: "10",
            clientOrderId: "option"
          })
          yield* PortfolioMargin.placeUmOrder({ ...linear, newClientOrderId: "um" })
          yield* Effect.sleep(200)
          assert.deepStrictEqual(heard.orders(), ["options NEW option", "pm NEW um"])
          const first = heard.items.find((item) => item._tag === "Event")
          // nineteen digits, all of them
          assert.isTrue(
            first?.event._tag === "OrderTradeUpdate" && `${first.event.orderId}` === `${option.orderId}`,
            JSON.stringify(first)
          )
        }).pipe(
          Effect.provide(inProcess(exchange, { sources: [UserDataSource.options, UserDataSource.portfolioMargin] }))
        )
      })
    )
  )

  it.effect("go on for three hours by one key, without a gap", () =>
    passing(
      Effect.gen(function* () {
        const exchange = new Exchange({ seed: 3 })
        yield* Effect.gen(function* () {
          const heard = yield* listening
          for (let quarter = 0; quarter < 12; quarter++) {
            yield* Usdm.placeOrder({ ...linear, newClientOrderId: `at-${quarter}` })
            yield* Effect.sleep(15 * minute)
          }
          assert.deepStrictEqual(
            heard.orders(),
            Array.from({ length: 12 }, (_, quarter) => `usdm NEW at-${quarter}`)
          )
          assert.deepStrictEqual(heard.gaps(), [])
          const kept = exchange.requests().filter(({ path }) => path === "/fapi/v1/listenKey")
          assert.isAtLeast(kept.length, 36)
          assert.deepStrictEqual([...new Set(kept.map(({ status }) => status))], [200])
          const { connections } = yield* SimulatedWebSocket
          assert.strictEqual(yield* connections, 1)
        }).pipe(Effect.provide(inProcess(exchange, { sources: [UserDataSource.usdm], askEvery: "1 minute" })))
      }),
      1000
    )
  )

  it.effect("tell of a gap when a key runs out that was not kept alive, and go on by another one", () =>
    passing(
      Effect.gen(function* () {
        const exchange = new Exchange({ seed: 4 })
        // whoever keeps it alive too seldom
        const options = { sources: [UserDataSource.usdm], keepAliveEvery: "2 hours", askEvery: "1 minute" } as const
        yield* Effect.gen(function* () {
          const heard = yield* listening
          const startedAt = yield* Clock.currentTimeMillis
          yield* Effect.sleep(61 * minute)
          yield* Usdm.placeOrder({ ...linear, newClientOrderId: "later" })
          yield* Effect.sleep(1000)
          assert.deepStrictEqual(heard.of("usdm"), ["Connected", "Gap", "Connected", "Event"])
          const [gap] = heard.gaps()
          assert.strictEqual(gap?.why, "terminated")
          // a key was known to live when it was asked for, and not later
          assert.isAtMost(gap?.from.localTime ?? NaN, startedAt)
          assert.isAtLeast(gap?.until.localTime ?? NaN, startedAt + 59 * minute)
        }).pipe(Effect.provide(inProcess(exchange, options)))
      }),
      1000
    )
  )

  it.effect("find out that another program has closed the key, and catch up with what came meanwhile", () =>
    passing(
      Effect.gen(function* () {
        const exchange = new Exchange({ seed: 5 })
        yield* Effect.gen(function* () {
          const heard = yield* listening
          yield* Usdm.placeOrder({ ...linear, newClientOrderId: "before" })
          yield* Effect.sleep(minute)
          yield* ListenKey.usdm.close()
          yield* Usdm.placeOrder({ ...linear, newClientOrderId: "unheard" })
          yield* Effect.sleep(10 * minute)
          assert.deepStrictEqual(heard.orders(), ["usdm NEW before"])
          const [gap] = heard.gaps()
          assert.isDefined(gap)
          const [, order] = exchange.orders()
          assert.isAtMost(gap?.from.exchangeTime ?? NaN, order?.acceptedAt ?? NaN)
          assert.isAtLeast(gap?.until.exchangeTime ?? NaN, order?.acceptedAt ?? NaN)
          const caught = yield* UserDataStream.catchUp(gap!, { symbols: ["BTCUSDT"] })
          assert.includeMembers(
            caught.openOrders.map((one) => one.order.clientOrderId),
            ["before", "unheard"]
          )
        }).pipe(Effect.provide(inProcess(exchange, { sources: [UserDataSource.usdm] })))
      }),
      200
    )
  )

  it.live(
    "come over real sockets, and come again when those were closed",
    () =>
      Effect.gen(function* () {
        const exchange = new Exchange({ seed: 6 })
        const server = yield* SimulatedServer.start({ exchange })
        yield* Effect.gen(function* () {
          const heard = yield* listening
          const until = Effect.fnUntraced(function* (holds: () => boolean) {
            for (let passed = 0; passed < 8000 && !holds(); passed += 10) yield* Effect.sleep(10)
          })
          yield* trade
          yield* until(() => heard.orders().length === told.length)
          assert.sameMembers(heard.orders(), told)
          assert.deepStrictEqual(heard.gaps(), [])
          yield* server.closeWebSockets
          yield* until(() => heard.gaps().length === 2)
          yield* Usdm.placeOrder({ ...linear, newClientOrderId: "again" })
          yield* until(() => heard.orders().includes("usdm NEW again"))
          assert.includeMembers(heard.orders(), ["usdm NEW again"])
        }).pipe(Effect.provide(onSockets(server.baseUrl, { sources: futures })))
      }).pipe(Effect.scoped),
    30_000
  )
})
