/** The streams of margin over the simulated exchange: each account is told of its own orders, tokens are renewed, and what is missed is told. */
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { SimulatedWebSocket } from "@effect-binance/simulator/SimulatedWebSocket"
import { assert, describe, it } from "@effect/vitest"
import * as Margin from "effect-binance/products/Margin"
import * as Spot from "effect-binance/products/Spot"
import * as ListenKey from "effect-binance/stream/ListenKey"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as Effect from "effect/Effect"
import { inProcess, listening, onSockets, passing } from "./overListenKeys.ts"

const minute = 60_000

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "50000"
} as const

const bitcoin = UserDataSource.isolatedMargin("BTCUSDT")
const ether = UserDataSource.isolatedMargin("ETHUSDT")
const accounts = [UserDataSource.margin, bitcoin, ether] as const

const trade = Effect.gen(function* () {
  yield* Margin.placeOrder({ ...limit, newClientOrderId: "crossed" })
  yield* Margin.placeOrder({ ...limit, isIsolated: true, newClientOrderId: "alone" })
  yield* Margin.placeOrder({ ...limit, symbol: "ETHUSDT", price: "1500", isIsolated: true, newClientOrderId: "ether" })
  yield* Spot.placeOrder({ ...limit, newClientOrderId: "of-spot" })
  yield* Margin.cancelOrder({ symbol: "BTCUSDT", isIsolated: true, origClientOrderId: "alone" })
})

const told = [`${UserDataSource.margin.name} NEW crossed`, `${bitcoin.name} NEW alone`, `${ether.name} NEW ether`]

/** The cross account, with tokens that last so long. */
const lasting = (validity: number): UserDataSource.UserDataSource => ({
  ...UserDataSource.margin,
  access: { _tag: "ListenToken", token: ListenKey.marginToken({ validity }) }
})

const tokensOf = (exchange: Exchange) =>
  exchange.requests().filter(({ path, status }) => path === "/sapi/v1/userListenToken" && status === 200).length

describe("the streams of margin", () => {
  it.effect("tell of orders and balances, each of its own account alone", () =>
    passing(
      Effect.gen(function* () {
        const exchange = new Exchange({ seed: 1 })
        yield* Effect.gen(function* () {
          const heard = yield* listening
          yield* trade
          yield* Effect.sleep(200)
          const orders = heard.orders()
          assert.deepStrictEqual(orders.slice(0, 3), told)
          // a cancel has a client order id of its own
          assert.match(orders[3] ?? "", new RegExp(`^${bitcoin.name} CANCELED `))
          assert.strictEqual(orders.length, 4)
          assert.deepStrictEqual(heard.gaps(), [])
          const positions = heard.items.flatMap((item) =>
            item._tag === "Event" && item.event._tag === "OutboundAccountPosition" ? [item.source] : []
          )
          assert.deepStrictEqual(positions, [UserDataSource.margin.name, bitcoin.name, ether.name, bitcoin.name])
          assert.strictEqual(tokensOf(exchange), 3)
          const { connections } = yield* SimulatedWebSocket
          assert.strictEqual(yield* connections, 3)
        }).pipe(Effect.provide(inProcess(exchange, { sources: accounts })))
      })
    )
  )

  it.effect("go on for six hours over tokens of one hour, without a gap", () =>
    passing(
      Effect.gen(function* () {
        const exchange = new Exchange({ seed: 2 })
        const options = { sources: [lasting(60 * minute)], askEvery: "1 minute" } as const
        yield* Effect.gen(function* () {
          const heard = yield* listening
          for (let quarter = 0; quarter < 24; quarter++) {
            yield* Margin.placeOrder({ ...limit, newClientOrderId: `at-${quarter}` })
            yield* Effect.sleep(15 * minute)
          }
          assert.deepStrictEqual(
            heard.orders(),
            Array.from({ length: 24 }, (_, quarter) => `margin NEW at-${quarter}`)
          )
          assert.deepStrictEqual(heard.gaps(), [])
          assert.isAtLeast(tokensOf(exchange), 6)
          const { connections } = yield* SimulatedWebSocket
          assert.strictEqual(yield* connections, 1)
        }).pipe(Effect.provide(inProcess(exchange, options)))
      }),
      1000
    )
  )

  it.effect("tell of a gap when a token runs out for which there was no other, and go on by the next one", () =>
    passing(
      Effect.gen(function* () {
        const exchange = new Exchange({ seed: 3 })
        let isRefused = false
        const plan = FaultPlan.make(({ path }) =>
          isRefused && path === "/sapi/v1/userListenToken" ? "refused" : undefined
        )
        const options = { sources: [lasting(60 * minute)], askEvery: "1 minute", plan } as const
        yield* Effect.gen(function* () {
          const heard = yield* listening
          isRefused = true
          yield* Effect.sleep(61 * minute)
          yield* Margin.placeOrder({ ...limit, newClientOrderId: "unheard" })
          isRefused = false
          yield* Effect.sleep(2 * minute)
          yield* Margin.placeOrder({ ...limit, newClientOrderId: "later" })
          yield* Effect.sleep(1000)
          assert.deepStrictEqual(heard.orders(), ["margin NEW later"])
          const [gap, ...others] = heard.gaps()
          assert.deepStrictEqual([gap?.why, others], ["terminated", []])
          const [order] = exchange.orders()
          assert.isAtMost(gap?.from.exchangeTime ?? NaN, order?.acceptedAt ?? NaN)
          assert.isAtLeast(gap?.until.exchangeTime ?? NaN, order?.acceptedAt ?? NaN)
          const caught = yield* UserDataStream.catchUp(gap!, { symbols: ["BTCUSDT"] })
          assert.include(
            caught.openOrders.map((one) => one.order.clientOrderId),
            "unheard"
          )
        }).pipe(Effect.provide(inProcess(exchange, options)))
      }),
      1000
    )
  )

  it.effect("tell of a gap when their connections are cut, and catch up with each account by itself", () =>
    passing(
      Effect.gen(function* () {
        const exchange = new Exchange({ seed: 4 })
        yield* Effect.gen(function* () {
          const heard = yield* listening
          yield* Effect.sleep(minute)
          const { closeWebSockets } = yield* SimulatedWebSocket
          yield* closeWebSockets
          yield* trade
          yield* Effect.sleep(minute)
          const gaps = heard.gaps()
          assert.sameMembers(
            gaps.map(({ source, why }) => `${source} ${why}`),
            accounts.map(({ name }) => `${name} closed`)
          )
          const caught = yield* Effect.forEach(gaps, (gap) =>
            Effect.map(
              UserDataStream.catchUp(gap, { symbols: [gap.source === ether.name ? "ETHUSDT" : "BTCUSDT"] }),
              ({ openOrders, orders }) =>
                [...openOrders, ...orders].map(({ order }) => `${gap.source} ${order.clientOrderId}`)
            )
          )
          const known = [...new Set([...caught.flat(), ...heard.orders().map((text) => text.replace(" NEW ", " "))])]
          assert.includeMembers(
            known,
            told.map((text) => text.replace(" NEW ", " "))
          )
          // and nothing of another account
          for (const text of known) assert.notMatch(text, /of-spot/)
          assert.notInclude(known, "margin alone")
          assert.notInclude(known, `${bitcoin.name} crossed`)
        }).pipe(Effect.provide(inProcess(exchange, { sources: accounts })))
      }),
      100
    )
  )

  it.live(
    "come over real sockets, and come again when those were closed",
    () =>
      Effect.gen(function* () {
        const exchange = new Exchange({ seed: 5 })
        const server = yield* SimulatedServer.start({ exchange })
        yield* Effect.gen(function* () {
          const heard = yield* listening
          const until = Effect.fnUntraced(function* (holds: () => boolean) {
            for (let passed = 0; passed < 8000 && !holds(); passed += 10) yield* Effect.sleep(10)
          })
          yield* trade
          yield* until(() => heard.orders().length === 4)
          assert.includeMembers(heard.orders(), told)
          assert.deepStrictEqual(heard.gaps(), [])
          yield* server.closeWebSockets
          yield* until(() => heard.gaps().length === 3)
          yield* Margin.placeOrder({ ...limit, isIsolated: true, newClientOrderId: "again" })
          yield* until(() => heard.orders().includes(`${bitcoin.name} NEW again`))
          assert.include(heard.orders(), `${bitcoin.name} NEW again`)
        }).pipe(Effect.provide(onSockets(server.baseUrl, { sources: accounts })))
      }).pipe(Effect.scoped),
    30_000
  )
})
