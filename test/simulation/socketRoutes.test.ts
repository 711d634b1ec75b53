/** The WebSocket API before HTTP, both of one exchange and both with faults, over connections that are cut, refused and shut down. */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as Seeded from "@effect-binance/simulator/Seeded"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as ClientOrderId from "effect-binance/client/ClientOrderId"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Failover from "effect-binance/client/Failover"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Transport } from "effect-binance/client/Transport"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import { WebSocketConstructor } from "effect/socket/Socket"
import { start } from "./Plan.ts"
import { VirtualTime } from "./VirtualTime.ts"

const hour = 3_600_000
const intents = 8
const stormMillis = 20_000

interface Ended {
  readonly name: string
  /** The order that it was reported as; `undefined` for one that was reported as not executed. */
  readonly orderId: number | string | undefined
  readonly reason: string
}

interface Outcome {
  readonly ended: ReadonlyArray<Ended>
  readonly exchange: Exchange
  readonly overSocket: number
  readonly overHttp: number
}

const run = (seed: number): Outcome => {
  const random = Seeded.make(`socket routes ${seed}`)
  const time = new VirtualTime(start, random, true)
  const bounds = { engineDelayMillis: random.integer(0, 3000), visibilityMillis: random.integer(100, 4000) }
  const exchange = new Exchange({ seed, ...bounds })
  const isStorm = () => time.now < start + stormMillis
  const probability = () => (isStorm() ? 0.25 : 0)
  const planOf = (route: string) => FaultPlan.seeded({ seed: `${route} ${seed}`, probability })
  const counts = { socket: 0, http: 0 }
  const counting = (name: keyof typeof counts, route: Transport["Service"]): Transport["Service"] => ({
    ...route,
    send: (request) => {
      if (request.method === "POST") counts[name]++
      return route.send(request)
    }
  })
  const program = Effect.gen(function* () {
    const sockets = yield* SimulatedWebSocket.make(exchange, { plan: planOf("socket") })
    const socket = Layer.effect(
      Transport,
      Effect.map(Transport, (route) => counting("socket", route))
    ).pipe(
      Layer.provide(WebSocketApi.layer),
      Layer.provide([
        Layer.succeed(WebSocketConstructor, sockets.construct),
        Endpoint.layerSimulator("http://simulated")
      ])
    )
    const http = Layer.sync(Transport, () =>
      counting("http", SimulatedTransport.make(exchange, { plan: planOf("http") }))
    )
    const client = Reconciliation.layer.pipe(
      Layer.provideMerge(BinanceClient.layer),
      Layer.provideMerge(ServerClock.layer),
      Layer.provide(Failover.layer({ socket, http })),
      Layer.provide(
        NodeSigner.layer.pipe(
          Layer.provide(Credentials.layer({ apiKey: TestKeys.hmac.apiKey, apiSecret: TestKeys.hmac.secret }))
        )
      ),
      Layer.provideMerge(BanWindow.layer)
    )
    // the way to the sockets alone
    const events = [
      sockets.cutWebSockets,
      sockets.refuseConnections,
      sockets.acceptConnections,
      sockets.announceShutdown
    ]
    const weather = Effect.gen(function* () {
      while (isStorm()) {
        yield* Effect.sleep(random.integer(100, 3000))
        yield* events[random.integer(0, events.length - 1)]!
      }
      yield* sockets.acceptConnections
    })
    const trade = Effect.fnUntraced(function* (index: number) {
      const name = `intent${seed}x${index}`
      yield* Effect.sleep(random.integer(0, stormMillis))
      const rests = random.chance(0.5)
      const order = rests
        ? ({ type: "LIMIT", timeInForce: "GTC", price: "50000.00" } as const)
        : ({ type: "MARKET" } as const)
      const result = yield* Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", quantity: "0.001", ...order }).pipe(
        Reconciliation.settle,
        Retry.safely(RetryPolicy.standard),
        Effect.provideService(ClientOrderId.Generator, () => name),
        Effect.result
      )
      return result._tag === "Success"
        ? { name, orderId: result.success.orderId, reason: "" }
        : { name, orderId: undefined, reason: result.failure.reason._tag }
    })
    yield* Effect.forkScoped(weather)
    return yield* Effect.provide(Effect.forEach(Array(intents).keys(), trade, { concurrency: "unbounded" }), client)
  }).pipe(
    Effect.scoped,
    Effect.provideService(WebSocketApi.ConnectionAttempts, WebSocketApi.connectionAttempts()),
    Effect.provideService(References.MinimumLogLevel, "None"),
    Effect.provideService(SettlementBounds.Overrides, {
      spot: { graceMillis: bounds.engineDelayMillis, visibilityMillis: bounds.visibilityMillis }
    })
  )
  const exit = time.run(program, start + 12 * hour)
  assert.isDefined(exit, `seed ${seed}: I4: it did not end`)
  if (!Exit.isSuccess(exit)) throw new Error(`seed ${seed} ended in a defect`, { cause: exit.cause })
  exchange.drain()
  return { ended: exit.value, exchange, overSocket: counts.socket, overHttp: counts.http }
}

// a storm is made of errors, and nobody reads their stacks
const { stackTraceLimit } = Error
beforeAll(() => {
  Error.stackTraceLimit = 0
})
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit
})

describe("the WebSocket API before HTTP, in a storm", () => {
  it("no intent is accepted twice, and what is told of each is what the book says", () => {
    const seeds = 300
    const seen = { executed: 0, not: 0, overSocket: 0, overHttp: 0 }
    for (let seed = 1; seed <= seeds; seed++) {
      const { ended, exchange, overHttp, overSocket } = run(seed)
      seen.overSocket += overSocket
      seen.overHttp += overHttp
      for (const { name, orderId, reason } of ended) {
        const accepted = exchange.orders().filter(({ placedAs }) => placedAs === name)
        assert.isAtMost(accepted.length, 1, `seed ${seed}: I1: ${name}`)
        assert.strictEqual(
          orderId?.toString(),
          accepted[0]?.orderId.toString(),
          `seed ${seed}: ${orderId === undefined ? `I3: ${name} was told ${reason}` : `I2: ${name}`}`
        )
        if (orderId === undefined) seen.not++
        else seen.executed++
      }
    }
    // both routes were used, and both ends were met
    for (const [what, times] of Object.entries(seen)) assert.isAbove(times, seeds / 3, what)
  }, 120_000)
})
