/** The WebSocket API in the same process, under `TestClock`: no socket, no real time. */
import { Exchange, type LedgerOrder } from "@effect-binance/simulator/Exchange"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Socket from "effect/socket/Socket"
import * as TestClock from "effect/testing/TestClock"
import type { Frame } from "./sockets.ts"
import { signed } from "./sockets.ts"
import { quiet, signed as signedOverHttp } from "./support.ts"

const rest = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "50000.00" }
const url = "ws://simulated/ws-api/v3"

/** A client that keeps what it hears, and when. */
const listen = (socket: Socket.WebSocketLike) => {
  const heard: Array<string> = []
  const frames: Array<Frame> = []
  let lastId = 0
  socket.addEventListener("open", () => heard.push("open"))
  socket.addEventListener("error", () => heard.push("error"))
  socket.addEventListener("close", ({ code }) => heard.push(`close ${code}`))
  socket.addEventListener("message", ({ data }) => {
    heard.push(typeof data === "string" ? "message" : "binary")
    if (typeof data === "string" && data.endsWith("}")) frames.push(JSON.parse(data) as Frame)
  })
  const send = (method: string, params: object = {}) => {
    socket.send(JSON.stringify({ id: ++lastId, method, params }))
    return lastId
  }
  return { socket, heard, frames, send, kinds: () => frames.map(({ event, id }) => event?.["e"] ?? id) }
}

const connected = Effect.fnUntraced(function* (options: SimulatedWebSocket.Options = {}, exchange = quiet()) {
  const sockets = yield* SimulatedWebSocket.make(exchange, { latencyMillis: { minimum: 10, maximum: 10 }, ...options })
  const client = listen(sockets.construct(url))
  yield* TestClock.adjust(2 * (options.latencyMillis?.maximum ?? 10))
  assert.deepStrictEqual(client.heard, ["open"])
  client.heard.length = 0
  return { sockets, client, exchange }
})

const meets = (fault: Fault.Name | Fault.Fault) =>
  connected({ plan: FaultPlan.scripted([{ fault, on: "place" }]) }, quiet({ engineDelayMillis: 1 }))

const order = Effect.fnUntraced(function* (name: string) {
  return signed({ ...rest, newClientOrderId: name }, undefined, yield* Clock.currentTimeMillis)
})

describe("SimulatedWebSocket: the way", () => {
  it.effect("opens after a round trip, answers after another, and not a ms sooner", () =>
    Effect.gen(function* () {
      const exchange = quiet({ processingMillis: { minimum: 1, maximum: 1 } })
      const sockets = yield* SimulatedWebSocket.make(exchange, { latencyMillis: { minimum: 10, maximum: 10 } })
      const client = listen(sockets.construct(url))
      assert.throws(() => client.send("ping"))
      yield* TestClock.adjust(19)
      assert.deepStrictEqual([client.heard, client.socket.readyState], [[], 0])
      yield* TestClock.adjust(1)
      assert.deepStrictEqual([client.heard, client.socket.readyState], [["open"], 1])
      client.send("time")
      yield* TestClock.adjust(20)
      assert.strictEqual(client.frames.length, 0)
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(client.frames[0]?.result, { serverTime: 30 })
      assert.strictEqual(yield* sockets.connections, 1)
    }).pipe(Effect.scoped)
  )

  it.effect("nothing overtakes on one connection, each way, whatever its latency", () =>
    Effect.gen(function* () {
      for (let seed = 1; seed <= 20; seed++) {
        const { client, exchange } = yield* connected(
          { seed, latencyMillis: { minimum: 1, maximum: 20 } },
          quiet({ processingMillis: { minimum: 0, maximum: 0 } })
        )
        for (let sent = 0; sent < 20; sent++) {
          client.send("order.place", yield* order(`${sent}`))
          if (sent % 5 === 0) yield* TestClock.adjust(1)
        }
        yield* TestClock.adjust(100)
        assert.deepStrictEqual(
          exchange.orders().map(({ placedAs }: LedgerOrder) => Number(placedAs)),
          Array.from({ length: 20 }, (_, index) => index),
          `seed ${seed}`
        )
        assert.deepStrictEqual(
          client.frames.map(({ id }) => id),
          Array.from({ length: 20 }, (_, index) => index + 1),
          `seed ${seed}`
        )
      }
    }).pipe(Effect.scoped)
  )

  it.effect("what has left arrives though its client has closed; what comes to a connection that is gone is lost", () =>
    Effect.gen(function* () {
      const { client, exchange, sockets } = yield* connected()
      client.send("order.place", yield* order("closed"))
      client.socket.close(1000)
      yield* TestClock.adjust(50)
      assert.deepStrictEqual(client.heard, ["close 1000"])
      assert.strictEqual(exchange.find("closed").length, 1)
      const other = listen(sockets.construct(url))
      yield* TestClock.adjust(20)
      other.send("order.place", yield* order("cut"))
      yield* sockets.cutWebSockets
      yield* TestClock.adjust(50)
      assert.deepStrictEqual(other.heard, ["open", "close 1006"])
      assert.strictEqual(exchange.find("cut").length, 0)
      assert.isFalse(exchange.requests().at(-1)?.reached)
    }).pipe(Effect.scoped)
  )

  it.effect("a connection is refused by plan, by the door, and while none is taken; or nothing comes back", () =>
    Effect.gen(function* () {
      const exchange = quiet()
      const sockets = yield* SimulatedWebSocket.make(exchange, {
        attempt: (index) => (["refused", "silence"] as const)[index - 1] ?? "arrives"
      })
      const refused = listen(sockets.construct(url))
      const silent = listen(sockets.construct(url))
      yield* TestClock.adjust(60_000)
      assert.deepStrictEqual([refused.heard, silent.heard], [["error", "close 1006"], []])
      const elsewhere = listen(sockets.construct("ws://simulated/nowhere"))
      exchange.ban(yield* Clock.currentTimeMillis, { millis: 1000 })
      const banned = listen(sockets.construct(url))
      yield* TestClock.adjust(1000)
      assert.deepStrictEqual(
        [elsewhere.heard, banned.heard],
        [
          ["error", "close 1006"],
          ["error", "close 1006"]
        ]
      )
      yield* sockets.refuseConnections
      const closed = listen(sockets.construct(url))
      yield* TestClock.adjust(100)
      yield* sockets.acceptConnections
      const taken = listen(sockets.construct(url))
      yield* TestClock.adjust(100)
      assert.deepStrictEqual([closed.heard, taken.heard], [["error", "close 1006"], ["open"]])
    }).pipe(Effect.scoped)
  )
})

it.effect("SimulatedWebSocket: carries a Socket of Effect", () =>
  Effect.gen(function* () {
    const socket = yield* Socket.makeWebSocket(url)
    const heard: Array<unknown> = []
    const listening = Effect.scoped(
      Effect.gen(function* () {
        const reader = yield* socket.reader
        const writer = yield* socket.writer
        yield* writer.write(JSON.stringify({ id: 7, method: "time" }))
        heard.push(...(yield* reader.pull))
      })
    )
    const fiber = yield* Effect.forkChild(listening)
    yield* TestClock.adjust(1000)
    yield* Fiber.join(fiber)
    assert.deepInclude(JSON.parse(String(heard[0])), { id: 7, status: 200 })
  }).pipe(Effect.provide(SimulatedWebSocket.layer(quiet())))
)

describe("SimulatedWebSocket: how a connection lives and ends", () => {
  it.effect("is kept alive by pings that the platform answers, for a day; then it is closed in good order", () =>
    Effect.gen(function* () {
      const { client, sockets } = yield* connected()
      yield* TestClock.adjust("23 hours")
      client.send("ping")
      yield* TestClock.adjust("59 minutes")
      assert.deepStrictEqual(client.heard, ["message"])
      yield* TestClock.adjust("61 seconds")
      assert.deepStrictEqual([client.heard, client.socket.readyState], [["message", "close 1001"], 3])
      assert.strictEqual(yield* sockets.connections, 0)
    }).pipe(Effect.scoped)
  )

  it.effect("a close of the other side is known before it is over: nothing is taken in between", () =>
    Effect.gen(function* () {
      const { client, exchange, sockets } = yield* connected()
      yield* sockets.announceShutdown
      yield* sockets.closeWebSockets
      yield* TestClock.adjust(10)
      assert.deepStrictEqual([client.kinds(), client.socket.readyState], [["serverShutdown"], 2])
      client.send("order.place", yield* order("late"))
      yield* TestClock.adjust(20)
      assert.deepStrictEqual(client.heard, ["message", "close 1001"])
      assert.strictEqual(exchange.find("late").length, 0)
      assert.isAbove(Reflect.get(client.socket, "bufferedAmount"), 0)
    }).pipe(Effect.scoped)
  )

  it.effect("a close has no reply after it: what was under way executes, and nobody hears of it", () =>
    Effect.gen(function* () {
      const { client, exchange, sockets } = yield* connected()
      client.send("order.place", yield* order("under-way"))
      yield* sockets.closeWebSockets
      yield* TestClock.adjust(1000)
      assert.deepStrictEqual(client.heard, ["close 1001"])
      assert.strictEqual(exchange.find("under-way").length, 1)
    }).pipe(Effect.scoped)
  )

  it.effect("half-open: it stays, and nothing comes back, not even its end", () =>
    Effect.gen(function* () {
      const { client, exchange, sockets } = yield* meets(Fault.socket["half-open"])
      client.send("order.place", yield* order("a"))
      yield* TestClock.adjust(10)
      yield* sockets.announceShutdown
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual([client.heard, client.socket.readyState], [[], 1])
      // the exchange had no pong
      assert.strictEqual(yield* sockets.connections, 0)
      assert.strictEqual(exchange.find("a").length, 1)
      client.socket.close()
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual(client.heard, ["close 1006"])
    }).pipe(Effect.scoped)
  )

  it.effect("slow reader: what is sent meanwhile has not left, and shows in bufferedAmount", () =>
    Effect.gen(function* () {
      const { client, exchange } = yield* meets(Fault.socket["slow-reader"])
      client.send("order.place", yield* order("a"))
      client.send("order.place", yield* order("b"))
      yield* TestClock.adjust(500)
      assert.strictEqual(exchange.orders().length, 1)
      assert.isAbove(Reflect.get(client.socket, "bufferedAmount"), 100)
      yield* TestClock.adjust(600)
      assert.deepStrictEqual([exchange.orders().length, Reflect.get(client.socket, "bufferedAmount")], [2, 0])
    }).pipe(Effect.scoped)
  )
})

describe("SimulatedWebSocket: the user data stream", () => {
  it.effect("tells of what this and other connections do, in order, before the reply, and when nobody asks", () =>
    Effect.gen(function* () {
      const exchange = quiet({ engineDelayMillis: 200, apiTimeoutMillis: 50 })
      const plan = FaultPlan.scripted(["none", "none", "timeout-then-executed"])
      const { client } = yield* connected({ plan }, exchange)
      const stream = client.send(
        "userDataStream.subscribe.signature",
        signed({}, undefined, yield* Clock.currentTimeMillis)
      )
      yield* TestClock.adjust(1000)
      const id = client.send("order.place", yield* order("own"))
      yield* TestClock.adjust(1000)
      assert.deepStrictEqual(client.kinds(), [stream, "executionReport", "outboundAccountPosition", id])
      const transport = SimulatedTransport.make(exchange)
      const now = yield* Clock.currentTimeMillis
      const http = signedOverHttp("POST", "/api/v3/order", now, { ...rest, newClientOrderId: "overHTTP" })
      yield* Effect.forkChild(transport.send(http))
      yield* TestClock.adjust(1000)
      assert.deepInclude(client.frames.at(-2)?.event, { x: "NEW", c: "overHTTP" })
      client.send("order.place", yield* order("none"))
      client.send("order.place", yield* order("late"))
      yield* TestClock.adjust(10_000)
      assert.deepInclude(client.frames.at(-2)?.event, { x: "NEW", c: "late" })
      const before = client.frames.length
      exchange.houseTakes(yield* Clock.currentTimeMillis, {
        symbol: "BTCUSDT",
        side: "SELL",
        price: "50000.00",
        quantity: "0.004"
      })
      yield* TestClock.adjust(10)
      assert.deepInclude(client.frames[before]?.event, { x: "TRADE", l: "0.00400000" })
    }).pipe(Effect.scoped)
  )
})

it.effect("SimulatedWebSocket: the same seed is the same run", () =>
  Effect.gen(function* () {
    const runOf = Effect.fnUntraced(function* (seed: number) {
      const exchange = new Exchange({ seed: 1 })
      const { client } = yield* connected({ seed, latencyMillis: { minimum: 3, maximum: 20 } }, exchange)
      const heard: Array<number> = []
      client.socket.addEventListener("message", () => heard.push(0))
      const at: Array<number> = []
      for (let sent = 0; sent < 30; sent++) {
        client.send("time")
        yield* TestClock.adjust(7)
        at.push(heard.length)
      }
      return at
    })
    const [first, again, other] = [yield* runOf(1), yield* runOf(1), yield* runOf(2)]
    assert.deepStrictEqual(again, first)
    assert.notDeepEqual(other, first)
  }).pipe(Effect.scoped)
)
