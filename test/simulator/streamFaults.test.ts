/** The streams that are opened with a listen key, over both carriers: a real socket, and one in the same process. Both have to show the same. */
import type { Exchange } from "@effect-binance/simulator/Exchange"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import type { WireRequest } from "effect-binance/client/Transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { WebSocketLike } from "effect/socket/Socket"
import * as TestClock from "effect/testing/TestClock"
import { isDeepStrictEqual } from "node:util"
import { WebSocket } from "ws"
import { sendOverSocket } from "./faces.ts"
import { quiet, signed } from "./support.ts"

const limit = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "50000" }

const keyed = (method: WireRequest["method"], path = "/fapi/v1"): WireRequest => ({
  method,
  path: `${path}/listenKey`,
  query: "",
  body: "",
  headers: { "x-mbx-apikey": TestKeys.hmac.apiKey }
})

/** What a connection shows of one order that meets the fault, and of another one after it: events, and its end. */
const both = ["NEW first", "NEW second"]
const table = {
  "events-after": both,
  "events-late": ["NEW second", "NEW first"],
  "events-twice": ["NEW first", "NEW first", "NEW second"],
  "events-lost": ["NEW second"],
  "subscription-ended": ["listenKeyExpired"],
  "stream-closed": ["close 1001"],
  "stream-half-open": []
} satisfies Readonly<Partial<Record<keyof typeof Fault.socket, ReadonlyArray<string>>>>

const listen = (connection: WebSocketLike) => {
  const heard: Array<string> = []
  connection.addEventListener("close", ({ code }) => heard.push(`close ${code}`))
  connection.addEventListener("message", ({ data }) => {
    const frame = JSON.parse(String(data)) as {
      readonly e?: string
      readonly o?: { readonly x: string; readonly c: string }
    }
    heard.push(frame.o === undefined ? (frame.e ?? String(data)) : `${frame.o.x} ${frame.o.c}`)
  })
  return { connection, heard }
}

interface Carried {
  readonly construct: (path: string) => WebSocketLike
  readonly send: (request: WireRequest) => Effect.Effect<unknown>
  readonly wait: (millis: number) => Effect.Effect<void>
}

/** On a busy machine real time has no bounds: what has to come is waited for. */
const until = Effect.fnUntraced(function* ({ wait }: Carried, holds: () => boolean) {
  for (let waited = 0; !holds() && waited < 10_000; waited += 10) yield* wait(10)
})

const keyOf = (exchange: Exchange, now: number) =>
  String((JSON.parse(exchange.handle(now, keyed("POST")).reply?.body ?? "{}") as { listenKey?: string }).listenKey)

const shownBy = Effect.fnUntraced(function* (over: Carried, exchange: Exchange, expected: ReadonlyArray<string>) {
  const path = `/private/ws/${keyOf(exchange, yield* Clock.currentTimeMillis)}`
  // one key, and two who listen by it
  const streams = [listen(over.construct(path)), listen(over.construct(path))]
  yield* until(over, () => streams.every(({ connection }) => connection.readyState === 1))
  const place = Effect.fnUntraced(function* (newClientOrderId: string) {
    const values = { ...limit, newClientOrderId }
    yield* over.send(signed("POST", "/fapi/v1/order", yield* Clock.currentTimeMillis, values))
  })
  yield* place("first")
  yield* over.wait(100)
  yield* place("second")
  yield* until(over, () => streams.every(({ heard }) => isDeepStrictEqual(heard, expected)))
  // and nothing more comes
  yield* over.wait(200)
  const shown = streams.map(({ heard }) => [...heard])
  for (const { connection } of streams) connection.close()
  return shown
})

const inProcess = Effect.fnUntraced(function* (exchange: Exchange, plan = FaultPlan.none) {
  const latencyMillis = { minimum: 1, maximum: 5 }
  const sockets = yield* SimulatedWebSocket.make(exchange, { latencyMillis })
  const transport = SimulatedTransport.make(exchange, { latencyMillis, plan })
  const over: Carried = {
    construct: (path) => sockets.construct(`ws://simulated${path}`),
    send: (request) => Effect.andThen(Effect.forkChild(transport.send(request)), TestClock.adjust(50)),
    wait: TestClock.adjust
  }
  return { ...over, sockets }
})

const onSocket = Effect.fnUntraced(function* (exchange: Exchange, plan = FaultPlan.none) {
  const { baseUrl } = yield* SimulatedServer.start({ exchange, plan })
  const over: Carried = {
    construct: (path) => new WebSocket(baseUrl.replace("http", "ws") + path) as WebSocketLike,
    send: (request) => Effect.promise(() => sendOverSocket(baseUrl, request, 5000)),
    wait: Effect.sleep
  }
  return over
})

const market = () => quiet({ processingMillis: { minimum: 0, maximum: 1 } })

describe("the faults of a stream with a listen key", { concurrent: true }, () => {
  // Object.keys forgets that the keys of a constant are known
  for (const name of Object.keys(table) as Array<keyof typeof table>) {
    const fault: Fault.Fault =
      name === "events-late" ? { _tag: "Socket", what: { _tag: name, millis: 1500 } } : Fault.socket[name]
    const plan = () => FaultPlan.scripted([{ fault, on: "place" }])
    const expected = [table[name], table[name]]

    it.effect(`${name}, in the same process`, () =>
      Effect.gen(function* () {
        const exchange = market()
        const over = yield* inProcess(exchange, plan())
        assert.deepStrictEqual(yield* shownBy(over, exchange, table[name]), expected)
        assert.strictEqual(exchange.orders().length, 2)
      }).pipe(Effect.scoped)
    )

    it.live(
      `${name}, on a real socket`,
      () =>
        Effect.gen(function* () {
          const exchange = market()
          const over = yield* onSocket(exchange, plan())
          assert.deepStrictEqual(yield* shownBy(over, exchange, table[name]), expected)
          assert.strictEqual(exchange.orders().length, 2)
        }).pipe(Effect.scoped),
      30_000
    )
  }
})

describe("a connection with a listen key", () => {
  const connected = Effect.fnUntraced(function* (path: string, exchange = market()) {
    const over = yield* inProcess(exchange)
    const stream = listen(over.construct(path))
    yield* TestClock.adjust(20)
    return { ...over, ...stream, exchange }
  })

  it.effect("answers what it listens to, whether or not anything can come by it, and refuses anything else", () =>
    Effect.gen(function* () {
      const { connection, heard } = yield* connected("/private/ws/no%2Fkey")
      connection.send(JSON.stringify({ method: "LIST_SUBSCRIPTIONS", id: 3 }))
      connection.send(JSON.stringify({ method: "ORDER", id: 4 }))
      connection.send("{")
      yield* TestClock.adjust(20)
      assert.deepStrictEqual(
        heard.map((text) => JSON.parse(text)),
        [
          { result: ["no/key"], id: 3 },
          { error: { code: 2, msg: "Invalid request: unknown variant" }, id: 4 },
          { error: { code: 3, msg: "Invalid JSON: expected value" } }
        ]
      )
    }).pipe(Effect.scoped)
  )

  it.effect("writes an id of options with all of its digits", () =>
    Effect.gen(function* () {
      const exchange = market()
      const ticket = exchange.handle(yield* Clock.currentTimeMillis, keyed("POST", "/eapi/v1"))
      const { listenKey } = JSON.parse(ticket.reply?.body ?? "{}") as { readonly listenKey: string }
      const { connection, send } = yield* connected(`/private/ws/${listenKey}`, exchange)
      const texts: Array<string> = []
      connection.addEventListener("message", ({ data }) => texts.push(String(data)))
      const symbol = exchange.config.contracts.options?.[0]?.symbol
      const values = { symbol, side: "BUY", type: "LIMIT", quantity: "0.1", price: "1000" }
      yield* send(signed("POST", "/eapi/v1/order", yield* Clock.currentTimeMillis, values))
      assert.match(texts[0] ?? "", /"i":4611875134427365377,/)
    }).pipe(Effect.scoped)
  )

  it.effect("lives on its pongs until it is closed, after a day", () =>
    Effect.gen(function* () {
      const { connection, heard, sockets } = yield* connected("/ws/any")
      yield* TestClock.adjust("1438 minutes")
      assert.deepStrictEqual(heard, [])
      yield* TestClock.adjust("3 minutes")
      assert.deepStrictEqual(heard, ["close 1001"])
      assert.deepStrictEqual([connection.readyState, yield* sockets.connections], [3, 0])
    }).pipe(Effect.scoped)
  )

  it.live("that answers no ping is ended", () =>
    Effect.gen(function* () {
      const webSocket = { pingMillis: 100, pongMillis: 150 }
      const { baseUrl } = yield* SimulatedServer.start({ exchange: market(), webSocket })
      const ended: Array<string> = []
      const open = (name: string, autoPong: boolean) => {
        const socket = new WebSocket(`${baseUrl.replace("http", "ws")}/ws/any`, { autoPong })
        socket.on("close", () => ended.push(name))
        return socket
      }
      const sockets = [open("quiet", false), open("polite", true)]
      yield* Effect.sleep(1000)
      assert.deepStrictEqual(ended, ["quiet"])
      for (const socket of sockets) socket.terminate()
    }).pipe(Effect.scoped)
  )

  it.effect("hears of an announced shutdown nothing, for no document says so; and has no other path", () =>
    Effect.gen(function* () {
      const { construct, heard, sockets } = yield* connected("/pm/ws/any")
      yield* sockets.announceShutdown
      const elsewhere = listen(construct("/stream/any"))
      yield* TestClock.adjust(50)
      assert.deepStrictEqual([heard, elsewhere.heard], [[], ["close 1006"]])
    }).pipe(Effect.scoped)
  )

  it.effect("tells of the end of its key when it comes, though nobody asks anything meanwhile", () =>
    Effect.gen(function* () {
      const exchange = market()
      const { heard } = yield* connected(`/private/ws/${keyOf(exchange, yield* Clock.currentTimeMillis)}`, exchange)
      yield* TestClock.adjust("59 minutes")
      assert.deepStrictEqual(heard, [])
      yield* TestClock.adjust("2 minutes")
      assert.deepStrictEqual(heard, ["listenKeyExpired"])
    }).pipe(Effect.scoped)
  )
})
