/** A user data stream over real sockets: a simulated exchange on loopback, and the platform's own WebSocket. */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Socket from "effect/socket/Socket"
import * as Stream from "effect/Stream"

const hmac = { apiKey: TestKeys.hmac.apiKey, apiSecret: TestKeys.hmac.secret }
const ed25519 = { apiKey: TestKeys.ed25519.apiKey, privateKey: TestKeys.ed25519.privateKeyPem }

const live = (
  baseUrl: string,
  options: Partial<UserDataStream.Options> = {},
  credentials: Parameters<typeof Credentials.layer>[0] = hmac
) =>
  UserDataStream.layerWith({ sources: [UserDataSource.spot], ...options }).pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provideMerge(ServerClock.layer),
    Layer.provide(UndiciTransport.layer),
    Layer.provideMerge(Sightings.layer),
    Layer.provide(NodeSigner.layer.pipe(Layer.provide(Credentials.layer(credentials)))),
    Layer.provide([Endpoint.layerSimulator(baseUrl), Socket.layerWebSocketConstructorGlobal]),
    Layer.provideMerge(BanWindow.layer),
    // the simulated exchange states its own bounds, and they are shorter
    Layer.provideMerge(
      Layer.succeed(SettlementBounds.Overrides, { spot: { graceMillis: 300, visibilityMillis: 700 } })
    ),
    Layer.provide(Layer.sync(WebSocketApi.ConnectionAttempts, WebSocketApi.connectionAttempts))
  )

const buy = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.001" })

const until = Effect.fnUntraced(function* (holds: () => boolean) {
  for (let passed = 0; passed < 8000 && !holds(); passed += 10) yield* Effect.sleep(10)
  assert.isTrue(holds())
})

describe("a user data stream over a real socket", () => {
  it.live("tells of orders, and of what came while its connection was gone", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({ seed: 3 })
      const server = yield* SimulatedServer.start({ exchange })
      yield* Effect.gen(function* () {
        const items: Array<UserDataStream.Item> = []
        yield* Effect.forkChild(Stream.runForEach(UserDataStream.events, (item) => Effect.sync(() => items.push(item))))
        const orders = () =>
          items.flatMap((item) =>
            item._tag === "Event" && item.event._tag === "ExecutionReport" && item.event.status === "FILLED"
              ? [item.event.orderId]
              : []
          )
        const gaps = () => items.filter((item) => item._tag === "Gap")
        const first = yield* buy
        yield* until(() => orders().includes(first.orderId))
        const sightings = yield* Sightings.Sightings
        assert.isNotEmpty(sightings?.of({ product: "spot", orderId: first.orderId }) ?? [])
        yield* server.closeWebSockets
        const second = yield* buy
        yield* until(() => gaps().length === 1)
        const [gap] = gaps()
        const caught = yield* UserDataStream.catchUp(gap!, { symbols: ["BTCUSDT"] })
        assert.isTrue(caught.isFinal)
        const known = [...orders(), ...caught.orders.map(({ order }) => order.orderId)]
        assert.includeMembers(known, [first.orderId, second.orderId])
        const third = yield* buy
        yield* until(() => orders().includes(third.orderId))
      }).pipe(Effect.provide(live(server.baseUrl)))
      assert.strictEqual(exchange.orders().length, 3)
    }).pipe(Effect.scoped)
  )

  it.live("moves from one connection to another without a gap, and closes what it has opened", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({ seed: 4 })
      const server = yield* SimulatedServer.start({ exchange })
      yield* Effect.gen(function* () {
        const items: Array<UserDataStream.Item> = []
        const listening = yield* Effect.forkChild(
          Stream.runForEach(UserDataStream.events, (item) => Effect.sync(() => items.push(item)))
        )
        let placed = 0
        // the first is a second old, its successor as well, and so on
        for (let passed = 0; passed < 5; passed++) {
          yield* buy
          placed++
          yield* Effect.sleep(600)
        }
        yield* Effect.sleep(500)
        yield* Fiber.interrupt(listening)
        const filled = items.filter(
          (item) => item._tag === "Event" && item.event._tag === "ExecutionReport" && item.event.status === "FILLED"
        )
        assert.strictEqual(filled.length, placed)
        assert.deepStrictEqual(
          items.filter(({ _tag }) => _tag === "Gap"),
          []
        )
      }).pipe(Effect.provide(live(server.baseUrl, { maxAge: "1 second", lag: "200 millis" })))
    }).pipe(Effect.scoped)
  )

  it.live("logs each connection on that subscribes, and ends when the key is revoked", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({ seed: 5 })
      const server = yield* SimulatedServer.start({ exchange })
      yield* Effect.gen(function* () {
        const items: Array<UserDataStream.Item> = []
        const listening = yield* Effect.forkChild(
          Effect.flip(Stream.runForEach(UserDataStream.events, (item) => Effect.sync(() => items.push(item))))
        )
        const orders = () =>
          items.flatMap((item) =>
            item._tag === "Event" && item.event._tag === "ExecutionReport" ? [item.event.orderId] : []
          )
        const asked = (name: string) => exchange.requests().filter(({ path }) => path.endsWith(`/${name}`)).length
        const first = yield* buy
        yield* until(() => orders().includes(first.orderId))
        yield* server.closeWebSockets
        yield* until(() => items.filter(({ _tag }) => _tag === "Connected").length === 2)
        assert.deepStrictEqual(
          items.flatMap((item) => (item._tag === "Gap" ? [item.why] : [])),
          ["closed"]
        )
        const second = yield* buy
        yield* until(() => orders().includes(second.orderId))
        assert.deepStrictEqual([asked("session.logon"), asked("userDataStream.subscribe")], [2, 2])
        exchange.revokeKey(Date.now(), ed25519.apiKey)
        const error = yield* Fiber.join(listening)
        assert.strictEqual(error.reason._tag, "BadCredentials")
        assert.notInclude(JSON.stringify(error), ed25519.apiKey)
      }).pipe(
        Effect.provide(
          live(server.baseUrl, { sources: [UserDataSource.spotLoggedOn], askEvery: "200 millis" }, ed25519)
        )
      )
    }).pipe(Effect.scoped)
  )
})
