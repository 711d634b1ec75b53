/** More than a day under load over the WebSocket API: connections are replaced before the exchange ends them, and nobody notices. */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as Seeded from "@effect-binance/simulator/Seeded"
import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import { WebSocketConstructor, type WebSocketLike } from "effect/socket/Socket"
import { start } from "./Plan.ts"
import { VirtualTime } from "./VirtualTime.ts"

const hour = 3_600_000

interface Load {
  readonly seed: number
  /** In ms after the start: nothing is asked for before, and nothing after. */
  readonly from: number
  readonly until: number
  /** From when on the exchange shuts servers down, about three times an hour. */
  readonly shutdownsFrom: number
  readonly maxAge?: number
  /** Connections are logged on. */
  readonly session?: true
}

// Answers take longer than the pauses between orders, so that there is always one in flight. The order expires at once, so that the
// book stays small.
const meanPause = 5000
const latestAnswer = 10_000
const latencyMillis = { minimum: 20, maximum: 200 }
const order = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "IOC",
  quantity: "0.001",
  price: "50000.00"
} as const

const live = ({ from, maxAge, seed, session, shutdownsFrom, until }: Load) => {
  const random = Seeded.make(`rotation ${seed}`)
  const time = new VirtualTime(start, random, true)
  const [account] = ExchangeConfig.defaults.accounts
  const exchange = new Exchange({ seed, accounts: account === undefined ? [] : [account] })
  let shutdowns = 0
  const plan = FaultPlan.make((request) => {
    if (request.kind !== "place") return undefined
    const isShutdown = time.now >= start + shutdownsFrom && random.chance((3 * meanPause) / hour)
    if (!isShutdown) return { _tag: "Socket", what: { _tag: "late", millis: random.integer(0, latestAnswer) } }
    shutdowns++
    // long enough for what is in flight
    return { _tag: "Socket", what: { _tag: "shutdown", millis: latestAnswer + 1000 } }
  })
  const told = new Map<string, number>()
  const sockets: Array<WebSocketLike> = []
  let mostAtOnce = 0
  const open = () => sockets.filter(({ readyState }) => readyState < 3)

  const counting = Layer.effect(
    WebSocketConstructor,
    Effect.map(WebSocketConstructor, (construct) => (url: string) => {
      const socket = construct(url)
      sockets.push(socket)
      mostAtOnce = Math.max(mostAtOnce, open().length)
      return socket
    })
  ).pipe(Layer.provide(SimulatedWebSocket.layer(exchange, { plan, latencyMillis })))
  const credentials =
    session === true
      ? { apiKey: TestKeys.ed25519.apiKey, privateKey: TestKeys.ed25519.privateKeyPem }
      : { apiKey: TestKeys.hmac.apiKey, apiSecret: TestKeys.hmac.secret }
  // from a shutdown that is announced to the next connection there is none for a moment
  const options = { writesWait: "2 seconds", ...(maxAge === undefined ? {} : { maxAge }) } as const
  const client = BinanceClient.layer.pipe(
    Layer.provideMerge(ServerClock.layer),
    Layer.provide(WebSocketApi.layerWith(session === true ? { ...options, session } : options)),
    Layer.provide([counting, Endpoint.layerSimulator("http://simulated")]),
    Layer.provide(NodeSigner.layer.pipe(Layer.provide(Credentials.layer(credentials)))),
    Layer.provideMerge(BanWindow.layer)
  )
  let asked = 0
  const place = Effect.gen(function* () {
    asked++
    const result = yield* Effect.result(Spot.placeOrder(order))
    const what = result._tag === "Success" ? "Success" : `${result.failure._tag} ${result.failure.reason._tag}`
    told.set(what, (told.get(what) ?? 0) + 1)
  })
  const program = Effect.gen(function* () {
    yield* Effect.sleep(from)
    while (time.now < start + until) {
      yield* Effect.forkChild(place)
      yield* Effect.sleep(random.integer(0, 2 * meanPause))
    }
    yield* Effect.sleep(latestAnswer + 5000)
  }).pipe(
    Effect.provide(client),
    Effect.provideService(WebSocketApi.ConnectionAttempts, WebSocketApi.connectionAttempts())
  )
  const exit = time.run(program, start + until + hour)
  assert.isTrue(exit !== undefined && Exit.isSuccess(exit), `seed ${seed}`)
  const placed = exchange.requests().filter(({ kind }) => kind === "place")
  return {
    asked,
    told: Object.fromEntries(told),
    accepted: exchange.orders().length,
    notRead: exchange.requests().filter(({ reached }) => !reached).length,
    sent: placed.length,
    connections: sockets.length,
    logons: exchange.requests().filter(({ path }) => path.endsWith("/session.logon")).length,
    shutdowns,
    mostAtOnce,
    stillOpen: open().length
  }
}

describe("rotation", () => {
  it("27 hours of orders, a day without a shutdown and then many: nothing is lost or in doubt, and at most two connections overlap", () => {
    const { asked, connections, logons, shutdowns, ...seen } = live({
      seed: 1,
      from: 0,
      until: 27 * hour,
      shutdownsFrom: 24.5 * hour
    })
    assert.isAbove(asked, 15_000)
    assert.deepStrictEqual(seen, {
      told: { Success: asked },
      accepted: asked,
      sent: asked,
      notRead: 0,
      mostAtOnce: 2,
      stillOpen: 1
    })
    // the first of them is replaced for its age, every other one for a shutdown
    assert.isAtLeast(shutdowns, 5)
    assert.deepStrictEqual([connections, logons], [2 + shutdowns, 0])
  }, 120_000)

  it("the same with a session: each connection is logged on, once, and no order is sent where nobody is", () => {
    const { asked, connections, logons, shutdowns, ...seen } = live({
      seed: 2,
      from: 21.5 * hour,
      until: 26 * hour,
      shutdownsFrom: 24.5 * hour,
      session: true
    })
    assert.isAbove(asked, 3000)
    assert.deepStrictEqual(seen, {
      told: { Success: asked },
      accepted: asked,
      sent: asked,
      notRead: 0,
      mostAtOnce: 2,
      stillOpen: 1
    })
    assert.isAtLeast(shutdowns, 2)
    assert.deepStrictEqual([connections, logons], [2 + shutdowns, 2 + shutdowns])
  }, 120_000)

  it("and without rotation the exchange ends the connection, with an order in flight", () => {
    const { told } = live({
      seed: 1,
      from: 23.9 * hour,
      until: 24.1 * hour,
      shutdownsFrom: 48 * hour,
      maxAge: 30 * hour
    })
    assert.isAbove(told["AmbiguousExecution ConnectionClosed"] ?? 0, 0, JSON.stringify(told))
  })
})
