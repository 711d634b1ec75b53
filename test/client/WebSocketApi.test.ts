// The WebSocket API as a transport: a scripted peer in memory, and virtual time.
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Call from "effect-binance/client/Call"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Intent from "effect-binance/client/Intent"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as Signer from "effect-binance/client/Signer"
import { Transport } from "effect-binance/client/Transport"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { RateBudget } from "effect-binance/limits/RateBudget"
import * as Coinm from "effect-binance/products/Coinm"
import * as Spot from "effect-binance/products/Spot"
import * as Usdm from "effect-binance/products/Usdm"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { WebSocketConstructor } from "effect/socket/Socket"
import * as TestClock from "effect/testing/TestClock"
import * as Seeded from "@effect-binance/simulator/Seeded"
import { type AnyCall, http, keys, movableWall, settle, signer, start, tagOf, type Wire, wire } from "./support.ts"
import { type Peer, peer, type PeerOptions, type PeerSocket, type SentFrame } from "./webSocketPeer.ts"

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "1"
} as const
const place = Spot.placeOrder(limit)
const read = Spot.queryOrder({ symbol: "BTCUSDT", orderId: 28 })
const order = (orderId: number) => ({ symbol: "BTCUSDT", orderId, status: "NEW" })

type Services = BinanceClient.BinanceClient | BanWindow.BanWindow

const clientOver = (over: Peer, signing: Layer.Layer<Signer.Signer> = signer().layer) =>
  BinanceClient.layer.pipe(
    Layer.provideMerge(ServerClock.layerFixed()),
    Layer.provide(over.layer),
    Layer.provide(signing),
    Layer.provideMerge(BanWindow.BanWindow.layer)
  )

/** Runs it with a client over a peer. */
const withPeer = <A, E>(
  body: (over: Peer) => Effect.Effect<A, E, Services>,
  options: PeerOptions = {},
  signing?: Layer.Layer<Signer.Signer>
): Effect.Effect<A, E> => {
  const over = peer(options)
  // the end of a client waits for what is on the wire
  const seenOff = Effect.ensuring(
    body(over),
    Effect.sync(() => over.sockets.forEach((socket) => socket.cut()))
  )
  return Effect.provide(seenOff, clientOver(over, signing))
}

/** What a fiber has come to; `undefined` while it goes on. */
const outcome = (fiber: Fiber.Fiber<Parameters<typeof tagOf>[0]>) => {
  const exit = fiber.pollUnsafe()
  return exit === undefined ? undefined : Exit.isSuccess(exit) ? tagOf(exit.value) : "defect"
}

const pass = Effect.fnUntraced(function* (duration: Duration.Input) {
  yield* TestClock.adjust(duration)
  yield* settle
})

const down = (socket: PeerSocket) => socket.refuse()

// The example of one method shows its result in a list; no other does.
describe("a result that stands in a list", () => {
  const input = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" } as const
  const huge = "9007199254740993123"
  const routed = Spot.placeSorOrder(input)
  const cases: ReadonlyArray<readonly [name: string, call: typeof routed, result: unknown, ends: string]> = [
    ["of one is what HTTP answers", routed, [order(28)], "Success"],
    ["is not needed", routed, order(28), "Success"],
    ["of two proves nothing", routed, [order(28), order(29)], "MalformedReply"],
    ["of none proves nothing", routed, [], "MalformedReply"],
    ["of a list proves nothing", routed, [[order(28)]], "MalformedReply"],
    ["proves nothing for another method", place, [order(28)], "MalformedReply"]
  ]
  for (const [name, call, result, ends] of cases)
    it.effect(name, () =>
      withPeer(
        Effect.fnUntraced(function* (over) {
          const fiber = yield* start(call)
          over.latest().answer(over.frames()[0], result)
          yield* settle
          assert.strictEqual(outcome(fiber), ends)
        })
      )
    )

  it.effect("keeps an order id that a double cannot hold", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        const fiber = yield* start(Effect.map(routed, ({ orderId }) => orderId))
        const [frame] = over.frames()
        over.latest().say(`{"id":"${frame?.id}","status":200,"result":[{"symbol":"BTCUSDT","orderId":${huge}}]}`)
        yield* settle
        assert.deepStrictEqual(fiber.pollUnsafe(), Exit.succeed(Result.succeed(huge)))
      })
    )
  )
})

describe("what is sent", () => {
  it.effect("is the method of the operation, with typed parameters, signed over their names in order", () =>
    Effect.gen(function* () {
      const over = peer()
      const signing = signer()
      yield* Effect.gen(function* () {
        const fiber = yield* start(
          Spot.placeOrder({ ...limit, newClientOrderId: "123", strategyId: 7 }).pipe(Call.recvWindow(2500))
        )
        const [frame] = over.frames()
        assert.strictEqual(frame?.method, "order.place")
        assert.deepStrictEqual(frame?.params, {
          apiKey: keys.apiKey,
          newClientOrderId: "123",
          price: "1",
          quantity: "0.01",
          recvWindow: 2500,
          side: "BUY",
          signature: keys.signature,
          strategyId: 7,
          symbol: "BTCUSDT",
          timeInForce: "GTC",
          timestamp: 0,
          type: "LIMIT"
        })
        assert.deepStrictEqual(signing.payloads, [
          `apiKey=${keys.apiKey}&newClientOrderId=123&price=1&quantity=0.01&recvWindow=2500&side=BUY&strategyId=7&symbol=BTCUSDT&timeInForce=GTC&timestamp=0&type=LIMIT`
        ])
        over.latest().answer(frame, order(28))
        yield* settle
        assert.strictEqual(outcome(fiber), "Success")
        assert.strictEqual(over.latest().url, "ws://peer/ws-api/v3")
      }).pipe(
        Effect.provide(
          BinanceClient.layer.pipe(
            Layer.provideMerge(ServerClock.layerFixed()),
            Layer.provide(over.layer),
            Layer.provide(signing.layer),
            Layer.provideMerge(BanWindow.BanWindow.layer)
          )
        )
      )
    })
  )

  it.effect(
    "an order id is an integer even when it is text, flags of the futures are text, lists and decimals are what they are",
    () =>
      withPeer(
        Effect.fnUntraced(function* (over) {
          const huge = "9007199254740993123"
          yield* start(Spot.cancelOrder({ symbol: "BTCUSDT", orderId: huge }))
          yield* start(Spot.tickerPrices({ symbols: ["BTCUSDT", "ETHUSDT"] }))
          yield* start(Spot.account({ omitZeroBalances: true }))
          yield* start(
            Usdm.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1", reduceOnly: true })
          )
          const [cancel, prices, account, usdm] = over.frames()
          assert.strictEqual(cancel?.method, "order.cancel")
          assert.include(cancel?.text, `"orderId":${huge},`)
          assert.deepStrictEqual(prices?.params, { symbols: ["BTCUSDT", "ETHUSDT"] })
          assert.strictEqual(account?.params["omitZeroBalances"], true)
          assert.strictEqual(usdm?.method, "order.place")
          assert.strictEqual(usdm?.params["reduceOnly"], "true")
          assert.strictEqual(over.sockets.find(({ frames }) => frames.includes(usdm!))?.url, "ws://peer/ws-fapi/v1")
        }),
        { products: ["spot", "usdm"], http: wire(() => http(200, {})).layer }
      )
  )

  // signing.md has them: spot docs, web-socket-api, "SIGNED request example (HMAC)"
  it.effect("bears the signatures that the docs print, in raw UTF-8", () =>
    Effect.gen(function* () {
      const transport = yield* Transport
      const signing = yield* Signer.Signer
      const draft = (symbol: string, side: string, quantity: string, price: string, recvWindow: number) => ({
        method: "POST" as const,
        path: "/api/v3/order",
        parameters: { symbol, side, type: "LIMIT", timeInForce: "GTC", quantity, price },
        timestamp: 1645423376532,
        recvWindow
      })
      const sign = transport.signedRequest ?? Signer.signedRequest
      const ascii = yield* sign(signing, draft("BTCUSDT", "SELL", "0.01000000", "52000.00", 100))
      assert.strictEqual(ascii.signature, "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24")
      const wide = yield* sign(signing, draft("１２３４５６", "BUY", "1.00000000", "0.10000000", 5000))
      assert.strictEqual(wide.signature, "b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd")
      assert.include(wide.request.body, `"symbol":"１２３４５６"`)
    }).pipe(
      Effect.provide([
        Layer.provide(peer().layer, BanWindow.BanWindow.layer),
        Signer.layer.pipe(
          Layer.provide(
            Credentials.layer({
              apiKey: "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",
              apiSecret: "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
            })
          )
        )
      ])
    )
  )

  it.effect("every operation of Spot has a method", () =>
    Effect.gen(function* () {
      const { reaches } = yield* Transport
      const operations = Object.values(Spot).flatMap((made) =>
        typeof made === "function" && "operation" in made
          ? [made.operation as { method: "GET"; path: string; name: string }]
          : []
      )
      assert.isAbove(operations.length, 30)
      const without = operations.filter(({ method, path }) => reaches?.(path, method) !== true)
      assert.deepStrictEqual(
        without.map(({ name }) => name),
        []
      )
    }).pipe(Effect.provide(Layer.provide(peer().layer, BanWindow.BanWindow.layer)))
  )

  it.effect("goes to the addresses that the docs give", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const construct = Layer.succeed(WebSocketConstructor, (url: string) => {
        seen.push(url)
        throw new Error("no network here")
      })
      const connect = (endpoint: Layer.Layer<Endpoint.Endpoint>, options: WebSocketApi.Options) =>
        Effect.provide(
          Effect.void,
          WebSocketApi.layerWith(options).pipe(Layer.provide([endpoint, construct, BanWindow.BanWindow.layer]))
        )
      const products = ["spot", "usdm", "coinm"] as const
      yield* connect(Endpoint.layerProduction, { products })
      yield* connect(Endpoint.layerTestnet, { products })
      yield* connect(Endpoint.layerDemo, { products })
      yield* connect(Endpoint.layerCustom("mine", "https://api1.binance.com"), {
        addresses: { spot: "wss://elsewhere/v3" }
      })
      // what has several addresses over HTTP has one here
      for (const name of ["api-gcp", "api4"])
        yield* connect(Endpoint.layerCustom(name, `https://${name}.binance.com`), {})
      yield* connect(Endpoint.layerCustom("proxy", "https://proxy:8443/", { api: "https://proxy:8443/binance/" }), {})
      assert.deepStrictEqual(seen.sort(), [
        "wss://demo-ws-api.binance.com/ws-api/v3",
        "wss://elsewhere/v3",
        "wss://proxy:8443/binance/ws-api/v3",
        "wss://testnet.binancefuture.com/ws-dapi/v1",
        "wss://testnet.binancefuture.com/ws-fapi/v1",
        "wss://testnet.binancefuture.com/ws-fapi/v1",
        "wss://ws-api.binance.com/ws-api/v3",
        "wss://ws-api.binance.com/ws-api/v3",
        "wss://ws-api.binance.com/ws-api/v3",
        "wss://ws-api.testnet.binance.vision/ws-api/v3",
        "wss://ws-dapi.binance.com/ws-dapi/v1",
        "wss://ws-fapi.binance.com/ws-fapi/v1"
      ])
    })
  )
})

describe("what has no method", () => {
  it.effect("is refused before anything is sent", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        const calls: ReadonlyArray<AnyCall> = [
          Usdm.placeOrders([{ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1" }]),
          // without HTTP there is no clock to sign it by
          Usdm.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1" }),
          Usdm.queryAlgoOrder({ symbol: "BTCUSDT", algoId: 1 }),
          Coinm.openOrders()
        ]
        for (const call of calls) assert.strictEqual(outcome(yield* start(call)), "Unsupported")
        assert.deepStrictEqual(over.frames(), [])
      }),
      { products: ["spot", "usdm"] }
    )
  )

  it.effect("is known by method and path; and what was written for HTTP does not leave over this", () => {
    const over = peer({ products: ["spot", "usdm"] })
    return Effect.gen(function* () {
      const { reaches, send } = yield* Transport
      assert.deepStrictEqual(
        [
          reaches?.("/fapi/v1/algoOrder", "POST"),
          reaches?.("/fapi/v1/algoOrder", "GET"),
          reaches?.("/fapi/v1/algoOrder")
        ],
        [true, false, true]
      )
      const query = "symbol=BTCUSDT&timestamp=0&signature=00"
      const reply = yield* send({ method: "GET", path: "/api/v3/order", query, body: "", headers: {} })
      assert.deepStrictEqual(reply, { _tag: "NoReply", phase: "connect", code: "NO_ADDRESS", timeout: false })
      assert.deepStrictEqual(over.frames(), [])
    }).pipe(Effect.provide(Layer.provide(over.layer, BanWindow.BanWindow.layer)))
  })

  it.effect("goes over HTTP by choice, and what has one never does", () =>
    Effect.gen(function* () {
      const overHttp: Wire = wire(() => http(200, []))
      yield* withPeer(
        Effect.fnUntraced(function* (over) {
          assert.strictEqual(outcome(yield* start(Usdm.openOrders())), "Success")
          assert.deepStrictEqual(
            overHttp.sent.map(({ request }) => request.path),
            ["/fapi/v1/openOrders"]
          )
          assert.include(overHttp.sent[0]?.request.query, `signature=${keys.signature}`)
          over.latest().cut()
          assert.strictEqual(outcome(yield* start(place)), "NotSent")
          assert.strictEqual(overHttp.sent.length, 1)
        }),
        { http: overHttp.layer }
      )
    })
  )
})

describe("a reply", () => {
  it.effect("is matched by its id alone: out of order, among events, twice, for nobody", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        const first = yield* start(Spot.queryOrder({ symbol: "BTCUSDT", orderId: 1 }))
        const second = yield* start(Spot.queryOrder({ symbol: "BTCUSDT", orderId: 2 }))
        const [one, two] = over.frames()
        assert.notStrictEqual(one?.id, two?.id)
        const socket = over.latest()
        socket.say({ subscriptionId: 0, event: { e: "executionReport", i: 1 } })
        socket.say({ id: "nobody", status: 200, result: order(9) })
        // the same digits, but no id of ours
        socket.say({ id: Number(one?.id), status: 400, error: { code: -1100, msg: "" } })
        socket.answer(two, order(2))
        socket.reject(two, 400, -2013)
        yield* settle
        assert.deepStrictEqual([outcome(first), outcome(second)], [undefined, "Success"])
        socket.answer(one, order(1))
        yield* settle
        assert.strictEqual(outcome(first), "Success")
        assert.strictEqual(over.sockets.length, 1)
      })
    )
  )

  it.effect("gives the verdict that the same reply has over HTTP", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        const rows = [
          [400, -2010, "Account has insufficient balance for requested action.", "InsufficientBalance"],
          [400, -1007, "Timeout waiting for response from backend server.", "EngineTimeout"],
          [503, -1008, "Server is currently overloaded with other requests.", "ServerErrorReply"],
          [401, -2015, "Invalid API-key, IP, or permissions for action.", "BadCredentials"]
        ] as const
        for (const [status, code, msg, tag] of rows) {
          const fiber = yield* start(place)
          over.latest().reject(over.frames().at(-1), status, code, msg)
          yield* settle
          assert.strictEqual(outcome(fiber), tag)
        }
      })
    )
  )

  it.effect("without an id ends nothing: its own reply decides, or its time", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        const fibers = [yield* start(place), yield* start(place), yield* start(read)]
        over.latest().say({ id: null, status: 401, error: { code: -2015, msg: "Invalid API-key." } })
        yield* settle
        assert.deepStrictEqual(fibers.map(outcome), [undefined, undefined, undefined])
        over.latest().answer(over.frames()[0], order(28))
        yield* pass("12 seconds")
        assert.deepStrictEqual(fibers.map(outcome), ["Success", "TimedOut", "ReadFailed"])
      })
    )
  )

  it.effect(
    "without an id that tells a limit closes the window: a read ends by it, a write waits, the next one is not sent",
    () =>
      withPeer(
        Effect.fnUntraced(function* (over) {
          const banned = { code: -1003, msg: "Way too much.", data: { serverTime: 1000, retryAfter: 61_000 } }
          const write = yield* start(place)
          over.latest().say({ id: null, status: 418, error: banned })
          const next = yield* start(read)
          // it waits for the window, and was not sent
          assert.deepStrictEqual([outcome(write), outcome(next)], [undefined, undefined])
          assert.strictEqual(over.frames().length, 1)
          const window = yield* BanWindow.BanWindow
          assert.strictEqual(yield* window.closedUntil("address"), 60_000)
          yield* pass("11 seconds")
          over.latest().answer(over.frames()[0], order(28))
          yield* settle
          assert.strictEqual(outcome(write), "Success")
        })
      )
  )

  /** For how many ms a ban of 100 s closes the window, that a frame without an id tells of. */
  const closedFor = (
    told: ReadonlyArray<number>,
    { passed = 0, set = 0 }: { readonly passed?: number; readonly set?: number } = {}
  ) =>
    Effect.gen(function* () {
      const wall = yield* movableWall
      const times = [...told]
      const over = peer({
        products: ["usdm"],
        http: wire(() => http(200, { serverTime: times.shift() })).layer
      })
      const now = 1_700_000_000_000
      yield* TestClock.setTime(now)
      // what the client does it does by that wall; the test is the one that moves it
      const context = yield* wall.on(Layer.build(clientOver(over)))
      for (const _ of told) yield* start(wall.on(Effect.provideContext(Usdm.time(), context)))
      yield* pass(passed)
      wall.offset = set
      const until = now + passed + 100_000
      over.latest().say({ id: null, status: 418, error: { code: -1003, msg: `IP banned until ${until}.` } })
      yield* settle
      const end = yield* wall.on(Context.get(context, BanWindow.BanWindow).closedUntil("address"))
      over.latest().cut()
      return (end ?? 0) - (now + passed + set)
    }).pipe(Effect.scoped)

  it.effect("without an id that tells of a ban by the exchange's clock alone is counted by what that last showed", () =>
    Effect.gen(function* () {
      const now = 1_700_000_000_000
      // nobody knows better
      assert.strictEqual(yield* closedFor([]), 100_000)
      const behind = yield* closedFor([now - 2000])
      assert.isTrue(behind >= 102_000 && behind <= 103_000, `${behind}`)
      // an hour later, in which the clocks may have drifted apart
      const later = yield* closedFor([now - 2000], { passed: 3_600_000 })
      assert.isTrue(later >= 102_000 && later <= 104_000, `${later}`)
      // one node is a minute ahead of the others
      const apart = yield* closedFor([now - 2000, now - 2000, now + 60_000])
      assert.isTrue(apart >= 102_000 && apart <= 103_000, `${apart}`)
      // a clock that was set, or a machine that slept: what was said before counts for nothing
      assert.strictEqual(yield* closedFor([now - 2000], { passed: 10_000, set: 7000 }), 93_000)
      // microseconds are no time
      assert.strictEqual(yield* closedFor([now * 1000]), 100_000)
    })
  )

  it.effect("without an id that tells a limit ends the reads in flight", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        const reading = yield* start(read)
        over.latest().say({
          id: null,
          status: 429,
          error: { code: -1003, msg: "Way too much.", data: { serverTime: 1000, retryAfter: 6000 } }
        })
        yield* settle
        assert.strictEqual(outcome(reading), "RateLimited")
      })
    )
  )
})

describe("a socket that closes", () => {
  it.effect("ends at once what is in flight: a write is in doubt, a read can be sent again", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        const write = yield* start(place)
        const reading = yield* start(read)
        const cancel = yield* start(Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 28 }))
        assert.strictEqual(over.frames().length, 3)
        over.latest().cut()
        yield* settle
        assert.deepStrictEqual(
          [outcome(write), outcome(reading), outcome(cancel)],
          ["ConnectionClosed", "ReadFailed", "ConnectionClosed"]
        )
      })
    )
  )

  it.effect("also one that only reports an error, one that throws, and the end of the layer", () =>
    Effect.gen(function* () {
      yield* withPeer(
        Effect.fnUntraced(function* (over) {
          const failing = yield* start(place)
          over.latest().fail()
          yield* settle
          assert.strictEqual(outcome(failing), "ConnectionClosed")
          yield* pass("1 second")
          over.latest().breaks = new Error(`cannot take ${keys.apiKey}`)
          assert.strictEqual(outcome(yield* start(place)), "ConnectionClosed")
        })
      )
      const over = peer()
      const scope = yield* Scope.make()
      const transport = yield* Layer.buildWithScope(Layer.provide(over.layer, BanWindow.BanWindow.layer), scope)
      const send = Effect.provide(
        Effect.flatMap(Transport, (made) =>
          made.send({ method: "GET", path: "/api/v3/time", query: "", body: "", headers: {} })
        ),
        transport
      )
      const fiber = yield* Effect.forkChild(send)
      yield* settle
      yield* Scope.close(scope, Exit.void)
      yield* settle
      assert.deepStrictEqual(
        fiber.pollUnsafe(),
        Exit.succeed({ _tag: "NoReply", phase: "sent", code: "CLOSED 1000", timeout: false })
      )
      assert.strictEqual(over.latest().closedWith, 1000)
      const after = yield* send
      assert.deepStrictEqual(after, { _tag: "NoReply", phase: "connect", code: "NOT_CONNECTED", timeout: false })
    })
  )

  it.effect("leaves nothing to be sent later: what is called meanwhile has not left, and never does", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        over.latest().cut()
        const fiber = yield* start(place)
        assert.strictEqual(outcome(fiber), "NotSent")
        yield* pass("1 minute")
        assert.strictEqual(over.sockets.length, 2)
        assert.deepStrictEqual(over.frames(), [])
      })
    )
  )

  it.effect("and one that is closing and has not said so yet takes no request", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        yield* pass("1 minute")
        over.latest().readyState = 2
        assert.strictEqual(outcome(yield* start(place)), "NotSent")
        // and whoever does not wait for its end has the next one
        assert.strictEqual(over.sockets.length, 2)
      })
    )
  )

  it.effect("a read waits for the next connection, its time permitting", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        over.latest().cut()
        const reading = yield* start(Spot.time())
        assert.strictEqual(outcome(reading), undefined)
        yield* pass("1 second")
        over.latest().answer(over.frames()[0], { serverTime: 1 })
        yield* settle
        assert.strictEqual(outcome(reading), "Success")
      })
    )
  )
})

describe("waiting for a connection", () => {
  const onlyTheFirst = (socket: PeerSocket, index: number) => index === 0 && socket.accept()
  const patient = { writesWait: "1 minute", connectTimeout: "1 minute", onSocket: onlyTheFirst } as const
  const forLong = Effect.provideService(Intent.GoodFor, Duration.minutes(1))

  /** What was written down and signed so far, for one order. */
  const keeping = () => {
    const signing = signer()
    const lines: Array<number> = []
    const journal: Intent.Journal = {
      id: "kept",
      number: 1,
      opened: () => undefined,
      signing: ({ graceMillis, recvWindow, time }) =>
        Effect.sync(() => {
          lines.push(time)
          return { signedFrom: time, fenceAt: time + recvWindow + graceMillis + 1000, record: undefined }
        }),
      settling: (_doubt, _intent, settlement) => settlement
    }
    const intent = Effect.map(Clock.Clock, (clock) =>
      Intent.kept(clock, { clientOrderId: "kept", age: 0, attempts: [], hasNamesake: false, journal })
    )
    return { signing, lines, intent }
  }
  const runs = <A, E, R>(self: Effect.Effect<A, E, R>, over: Intent.Intent) =>
    start(Effect.provideService(self, Intent.Current, over))

  it.effect("by choice a write waits, and leaves when there is one", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        over.latest().cut()
        const fiber = yield* start(place)
        assert.strictEqual(outcome(fiber), undefined)
        yield* pass("500 millis")
        over.latest().answer(over.frames()[0], order(28))
        yield* settle
        assert.strictEqual(outcome(fiber), "Success")
      }),
      { writesWait: "10 seconds" }
    )
  )

  it.effect.each([
    { millis: 4000, recvWindow: 5000 },
    { millis: 10_000, recvWindow: 5000 },
    { millis: 10_000, recvWindow: 100 }
  ])(
    "a write that waited $millis ms of a recvWindow of $recvWindow is signed after the wait",
    ({ millis, recvWindow }) => {
      const { intent, lines, signing } = keeping()
      return withPeer(
        Effect.fnUntraced(function* (over) {
          const kept = yield* intent
          over.latest().cut()
          const fiber = yield* runs(place.pipe(Call.recvWindow(recvWindow), forLong), kept)
          yield* pass(millis)
          assert.strictEqual(outcome(fiber), undefined)
          assert.deepStrictEqual([signing.payloads, lines, kept.attempts], [[], [], []])
          over.latest().accept()
          yield* settle
          assert.strictEqual(over.frames()[0]?.params["timestamp"], millis)
          assert.deepStrictEqual([signing.payloads.length, lines], [1, [millis]])
          over.latest().answer(over.frames()[0], order(28))
          yield* settle
          assert.strictEqual(outcome(fiber), "Success")
        }),
        patient,
        signing.layer
      )
    }
  )

  it.effect("so is a signed read, which needs no choice for it", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        over.latest().cut()
        const fiber = yield* start(read)
        yield* pass("10 seconds")
        assert.strictEqual(outcome(fiber), undefined)
        over.latest().accept()
        yield* settle
        assert.strictEqual(over.frames()[0]?.params["timestamp"], 10_000)
        over.latest().answer(over.frames()[0], order(28))
        yield* settle
        assert.strictEqual(outcome(fiber), "Success")
      }),
      { ...patient, writesWait: 0 }
    )
  )

  it.effect("and it has all of its CallTimeout when it is sent", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        over.latest().cut()
        const fiber = yield* start(place.pipe(forLong))
        yield* pass("10 seconds")
        over.latest().accept()
        yield* pass("11 seconds")
        assert.strictEqual(outcome(fiber), undefined)
        over.latest().answer(over.frames()[0], order(28))
        yield* settle
        assert.strictEqual(outcome(fiber), "Success")
      }),
      patient
    )
  )

  it.effect("who goes away in the wait leaves nothing: no frame, no signature, no row, no doubt, and its place", () => {
    const { intent, lines, signing } = keeping()
    return withPeer(
      Effect.fnUntraced(function* (over) {
        const kept = yield* intent
        over.latest().cut()
        const fiber = yield* runs(place, kept)
        yield* pass("2 seconds")
        yield* Fiber.interrupt(fiber)
        assert.isTrue(Exit.isFailure(fiber.pollUnsafe()!))
        const next = yield* start(place)
        assert.strictEqual(outcome(next), undefined)
        yield* Fiber.interrupt(next)
        over.latest().accept()
        yield* pass("1 second")
        assert.deepStrictEqual([over.frames(), signing.payloads, lines, kept.attempts], [[], [], [], []])
        assert.strictEqual(kept.doubt, undefined)
      }),
      { ...patient, maxInFlight: 1 },
      signing.layer
    )
  })

  it.effect.each([
    { bound: "writesWait", writesWait: "3 seconds", callTimeout: 12, goodFor: 60 },
    { bound: "CallTimeout", writesWait: "1 minute", callTimeout: 3, goodFor: 60 },
    { bound: "what it is good for", writesWait: "1 minute", callTimeout: 12, goodFor: 3 }
  ] as const)("$bound bounds the wait, and nothing is signed after it", ({ callTimeout, goodFor, writesWait }) => {
    const { intent, lines, signing } = keeping()
    return withPeer(
      Effect.fnUntraced(function* (over) {
        const kept = yield* intent
        over.latest().cut()
        const fiber = yield* runs(
          place.pipe(
            Effect.provideService(CallTimeout, Duration.seconds(callTimeout)),
            Effect.provideService(Intent.GoodFor, Duration.seconds(goodFor))
          ),
          kept
        )
        yield* pass("2900 millis")
        assert.strictEqual(outcome(fiber), undefined)
        yield* pass("100 millis")
        assert.strictEqual(outcome(fiber), "NotSent")
        over.latest().accept()
        yield* settle
        assert.deepStrictEqual([over.frames(), signing.payloads, lines, kept.attempts], [[], [], [], []])
      }),
      { ...patient, writesWait },
      signing.layer
    )
  })

  it.effect("CallTimeout bounds the wait of a read, also of one without a signature", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        over.latest().cut()
        const both = [yield* start(read), yield* start(Spot.time())]
        yield* pass("11900 millis")
        assert.deepStrictEqual(both.map(outcome), [undefined, undefined])
        yield* pass("100 millis")
        assert.deepStrictEqual(both.map(outcome), ["NotSent", "NotSent"])
      }),
      patient
    )
  )

  it.effect(
    "what may not leave any more does not: the window is looked at after the wait, before anything is signed",
    () => {
      const { intent, lines, signing } = keeping()
      return withPeer(
        Effect.fnUntraced(function* (over) {
          const kept = yield* intent
          over.latest().cut()
          const fiber = yield* runs(place.pipe(Effect.provideService(Intent.GoodFor, Duration.seconds(10))), kept)
          yield* pass("300 millis")
          const window = yield* BanWindow.BanWindow
          yield* window.close("address", 60_000)
          over.latest().accept()
          yield* settle
          assert.deepStrictEqual([over.frames(), signing.payloads, lines], [[], [], []])
          assert.strictEqual(outcome(fiber), "BanWindowClosed")
        }),
        patient,
        signing.layer
      )
    }
  )

  it.effect("a connection that is lost while a call waits for room is waited for again", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        const fiber = yield* start(place.pipe(forLong))
        yield* pass("500 millis")
        over.latest().cut()
        yield* pass("500 millis")
        assert.strictEqual(outcome(fiber), undefined)
        yield* pass("1 second")
        over.latest().accept()
        yield* pass("1 second")
        assert.strictEqual(over.frames()[0]?.params["timestamp"], 3000)
      }),
      patient
    ).pipe(
      Effect.provideService(RateBudget, {
        around: ({ operation }, attempt) =>
          Effect.delay(
            Effect.suspend(() => attempt({ leave: () => {}, settle: () => Effect.void })),
            // the connections themselves find room at once
            operation.kind === "place" ? "1 second" : 0
          ),
        usage: Effect.succeed([])
      })
    )
  )

  it.effect("what is signed waits no more: a connection that is lost under the signer is NotSent at once", () => {
    const slow = Layer.effect(
      Signer.Signer,
      Effect.map(Signer.Signer, (inner) => ({
        ...inner,
        sign: (payload: string) => Effect.delay(inner.sign(payload), "1 second")
      }))
    ).pipe(Layer.provide(signer().layer))
    return withPeer(
      Effect.fnUntraced(function* (over) {
        const both = [yield* start(place), yield* start(read)]
        yield* pass("500 millis")
        over.latest().cut()
        yield* pass("500 millis")
        assert.deepStrictEqual(both.map(outcome), ["NotSent", "NotSent"])
        over.latest().accept()
        yield* settle
        assert.deepStrictEqual(over.frames(), [])
      }),
      patient,
      slow
    )
  })

  it.effect("what goes over HTTP does not wait for a socket", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        over.latest().cut()
        assert.strictEqual(outcome(yield* start(Usdm.time())), "Success")
      }),
      { ...patient, http: wire(() => http(200, { serverTime: 1 })).layer }
    )
  )
})

describe("a connection is replaced", () => {
  const shutdown = { event: { e: "serverShutdown", E: 1 } }

  it.effect(
    "after serverShutdown: the next request goes to the next one, and the old one ends with its last reply",
    () =>
      withPeer(
        Effect.fnUntraced(function* (over) {
          yield* pass("1 minute")
          const before = yield* start(place)
          const old = over.latest()
          old.say(shutdown)
          yield* settle
          assert.strictEqual(over.sockets.length, 2)
          const after = yield* start(place)
          assert.deepStrictEqual(
            over.sockets.map(({ frames }) => frames.length),
            [1, 1]
          )
          assert.strictEqual(old.closedWith, undefined)
          old.answer(old.frames[0], order(1))
          over.latest().answer(over.latest().frames[0], order(2))
          yield* settle
          assert.deepStrictEqual([outcome(before), outcome(after)], ["Success", "Success"])
          assert.strictEqual(old.closedWith, 1000)
          assert.strictEqual(over.sockets.length, 2)
        })
      )
  )

  it.effect("and no write goes to the old one before the next one is open", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        yield* pass("1 minute")
        const before = yield* start(place)
        const old = over.sockets[0]
        old?.say(shutdown)
        assert.strictEqual(outcome(yield* start(place)), "NotSent")
        assert.strictEqual(over.frames().length, 1)
        old?.cut(1001)
        yield* settle
        assert.strictEqual(outcome(before), "ConnectionClosed")
      }),
      { onSocket: (socket, index) => index === 0 && socket.accept() }
    )
  )

  it.effect("before it is 24 hours old, without a moment when there is none", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        const old = over.latest()
        yield* pass("22 hours")
        assert.strictEqual(over.sockets.length, 1)
        yield* pass("1 hour")
        assert.strictEqual(over.sockets.length, 2)
        // the second one is not open yet
        const meanwhile = yield* start(place)
        assert.deepStrictEqual(
          over.sockets.map(({ frames }) => frames.length),
          [1, 0]
        )
        over.latest().accept()
        yield* settle
        const after = yield* start(place)
        assert.deepStrictEqual(
          over.sockets.map(({ frames }) => frames.length),
          [1, 1]
        )
        old.answer(old.frames[0], order(1))
        yield* settle
        assert.strictEqual(old.closedWith, 1000)
        over.latest().answer(over.latest().frames[0], order(2))
        yield* settle
        assert.deepStrictEqual([outcome(meanwhile), outcome(after)], ["Success", "Success"])
      }),
      { onSocket: (socket, index) => index === 0 && socket.accept() }
    )
  )

  it.effect("when a request on it timed out, for a dead one does not tell", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        const fiber = yield* start(place)
        yield* pass("12 seconds")
        assert.strictEqual(outcome(fiber), "TimedOut")
        assert.strictEqual(over.sockets[0]?.closedWith, 1000)
        assert.strictEqual(over.sockets.length, 2)
      })
    )
  )

  const nonsense: ReadonlyArray<readonly [string, unknown]> = [
    ["binary", new ArrayBuffer(8)],
    ["not JSON", `{"id":"1","status":200,"resu`],
    ["a number", "1"],
    ["a list", "[]"],
    ["null", "null"],
    ["empty", ""],
    ["nothing at all", undefined],
    ["too large", `{"event":{"e":"x","pad":"${" ".repeat(1 << 26)}"}}`]
  ]
  it.effect.each(nonsense)(
    "when it says what cannot be read (%s), and those in flight may still be answered",
    ([, data]) =>
      withPeer(
        Effect.fnUntraced(function* (over) {
          yield* pass("1 minute")
          const answered = yield* start(place)
          const lost = yield* start(place)
          const old = over.latest()
          old.say(data)
          yield* settle
          assert.strictEqual(over.sockets.length, 2)
          assert.deepStrictEqual([outcome(answered), outcome(lost)], [undefined, undefined])
          old.answer(old.frames[0], order(1))
          yield* settle
          assert.strictEqual(outcome(answered), "Success")
          old.cut()
          yield* settle
          assert.strictEqual(outcome(lost), "ConnectionClosed")
        })
      )
  )
})

describe("what is in flight is bounded", () => {
  it.effect("by number and by what the socket still holds: more has not left", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        const first = yield* start(place)
        yield* start(place)
        assert.strictEqual(outcome(yield* start(place)), "NotSent")
        over.latest().answer(over.frames()[0], order(1))
        yield* settle
        assert.strictEqual(outcome(first), "Success")
        over.latest().bufferedAmount = 2 << 20
        assert.strictEqual(outcome(yield* start(place)), "NotSent")
        assert.strictEqual(over.frames().length, 2)
        over.latest().bufferedAmount = 0
        yield* start(place)
        assert.strictEqual(over.frames().length, 3)
      }),
      { maxInFlight: 2 }
    )
  )

  it.effect("and so is what waits for a connection", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        over.latest().cut()
        const waiting = yield* start(read)
        assert.strictEqual(outcome(yield* start(read)), "NotSent")
        yield* pass("1 second")
        over.latest().answer(over.frames()[0], order(28))
        yield* settle
        assert.strictEqual(outcome(waiting), "Success")
        over.latest().cut()
        assert.strictEqual(outcome(yield* start(read)), undefined)
      }),
      { maxInFlight: 1 }
    )
  )

  it.effect("and those that have given up make room", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        const reading = yield* start(read)
        yield* Fiber.interrupt(reading)
        yield* start(read)
        assert.strictEqual(over.frames().length, 2)
      }),
      { maxInFlight: 1 }
    )
  )
})

describe("connecting", () => {
  it.effect("is tried again with growing pauses", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        assert.strictEqual(over.sockets.length, 1)
        const counts: Array<number> = []
        for (const pause of ["1 second", "9 seconds", "50 seconds", "9 minutes"] as const) {
          yield* Effect.repeat(pass(Duration.toMillis(pause) / 100), { times: 99 })
          counts.push(over.sockets.length)
        }
        const [second = 0, ten = 0, minute = 0, tenMinutes = 0] = counts
        assert.isTrue(second >= 3 && second <= 5, `${counts}`)
        assert.isTrue(ten >= second + 2 && ten <= 9, `${counts}`)
        assert.isTrue(minute <= 14, `${counts}`)
        // half a minute at most
        assert.isTrue(tenMinutes >= minute + 18 && tenMinutes <= minute + 40, `${counts}`)
      }),
      { onSocket: down }
    )
  )

  it.effect("an exchange that drops whoever comes is not stormed", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        for (let i = 0; i < 600; i++) yield* pass("1 second")
        assert.isTrue(over.sockets.length > 15 && over.sockets.length < 50, `${over.sockets.length}`)
      }),
      {
        onSocket: (socket) => {
          socket.accept()
          socket.cut()
        }
      }
    )
  )

  it.effect("counts every attempt in one place: with none left it waits", () => {
    const attempts = WebSocketApi.connectionAttempts(3)
    return withPeer(
      Effect.fnUntraced(function* (over) {
        yield* pass("4 minutes")
        assert.strictEqual(over.sockets.length, 3)
        yield* pass("62 seconds")
        assert.isAbove(over.sockets.length, 3)
      }),
      { onSocket: down, attempts }
    )
  })

  it("lets so many through in any five minutes, by domain", () => {
    const { take } = { take: (at: number, address = "a") => counted.take(address, at) }
    const counted = WebSocketApi.connectionAttempts(2)
    assert.deepStrictEqual([take(0), take(1000), take(2000), take(2000, "b")], [0, 0, 299_000, 0])
    assert.deepStrictEqual([take(300_999), take(301_000), take(301_001)], [1, 0, 999])
  })

  for (const [one, other, isOne] of [
    ["wss://ws-api.binance.com:443/ws-api/v3", "wss://ws-api.binance.com:9443/ws-api/v3", true],
    ["wss://ws-api.binance.com/ws-api/v3", "wss://WS-API.binance.com/ws-api/v3?returnRateLimits=false", true],
    ["wss://ws-api.binance.com/ws-api/v3", "wss://ws-fapi.binance.com/ws-fapi/v1", true],
    ["wss://ws-api.binance.com/ws-api/v3", "wss://fstream.binance.com/private/ws/", true],
    ["wss://ws-api.binance.com/ws-api/v3", "wss://ws-api.testnet.binance.vision/ws-api/v3", false],
    ["wss://ws-api.binance.com/ws-api/v3", "wss://ws-api.binance.us/ws-api/v3", false],
    ["ws://127.0.0.1:80/ws-api/v3", "ws://127.0.0.1:9443", true],
    ["ws://10.0.0.1:80/ws-api/v3", "ws://127.0.0.1:80/ws-api/v3", false],
    ["ws://[::1]:80/ws-api/v3", "ws://[::1]:9443", true],
    ["ws://localhost:80", "ws://localhost", true],
    ["", "no address", false]
  ] as const)
    it(`counts ${one} and ${other} ${isOne ? "as one" : "apart"}`, () => {
      const counted = WebSocketApi.connectionAttempts(1)
      assert.deepStrictEqual([counted.take(one, 0), counted.take(other, 1000)], [0, isOne ? 300_000 : 0])
    })

  it.effect("does not knock while the window is closed", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        yield* pass("1 minute")
        const window = yield* BanWindow.BanWindow
        const banned = { serverTime: 60_000, retryAfter: 180_000 }
        const fiber = yield* start(place)
        over.latest().reject(over.frames()[0], 418, -1003, "Way too much; IP banned.", banned)
        over.latest().cut()
        yield* settle
        assert.strictEqual(outcome(fiber), "IpBanned")
        assert.strictEqual(yield* window.closedUntil("address"), 180_000)
        yield* pass("119 seconds")
        assert.strictEqual(over.sockets.length, 1)
        yield* pass("5 seconds")
        assert.strictEqual(over.sockets.length, 2)
      })
    )
  )

  it.effect("nor while a limit holds that was told without an id, and that no request has heard of", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        yield* pass("1 minute")
        const data = { serverTime: 60_000, retryAfter: 180_000 }
        over.latest().say({ id: null, status: 418, error: { code: -1003, msg: "Way too much.", data } })
        over.latest().cut()
        yield* pass("119 seconds")
        assert.strictEqual(over.sockets.length, 1)
        yield* pass("2 seconds")
        assert.strictEqual(over.sockets.length, 2)
      })
    )
  )

  it.effect("that takes too long is given up", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        over.latest().cut()
        yield* pass("1 second")
        const slow = over.sockets[1]
        assert.strictEqual(slow?.closedWith, undefined)
        yield* pass("5 seconds")
        assert.strictEqual(slow?.closedWith, 1000)
        yield* pass("5 seconds")
        assert.isAbove(over.sockets.length, 2)
      }),
      { onSocket: (socket, index) => index === 0 && socket.accept() }
    )
  )
})

describe("secrets", () => {
  it.effect("no error, whatever the peer does or echoes, holds the key or the signature", () =>
    withPeer(
      Effect.fnUntraced(function* (over) {
        const failures: Array<unknown> = []
        const keep = (call: AnyCall, act: () => void) =>
          Effect.gen(function* () {
            const fiber = yield* start(Effect.flip(call))
            act()
            yield* pass("13 seconds")
            failures.push(yield* Fiber.join(fiber))
          })
        yield* keep(place, () =>
          over.latest().reject(over.frames().at(-1), 400, -1100, `Illegal: ${over.frames().at(-1)?.text}`)
        )
        yield* keep(place, () => over.latest().say(over.frames().at(-1)?.text))
        yield* keep(place, () => over.latest().cut())
        yield* keep(place, () => {})
        const socket = over.latest()
        socket.breaks = new Error(`${keys.apiKey} ${keys.signature}`)
        yield* keep(place, () => {})
        assert.strictEqual(failures.length, 5)
        for (const failure of failures) {
          const text = `${String(failure)} ${JSON.stringify(failure)} ${failure instanceof Error ? failure.stack : ""}`
          assert.notInclude(text, keys.apiKey)
          assert.notInclude(text, keys.signature)
        }
      })
    )
  )
})

describe("whatever happens", () => {
  const rounds = 30

  it.effect("a call ends, what has not left never does, and what was answered is what was answered", () =>
    Effect.gen(function* () {
      const seen = new Map<string, number>()
      for (let seed = 1; seed <= rounds; seed++) {
        for (const came of yield* round(seed)) seen.set(came, (seen.get(came) ?? 0) + 1)
      }
      // or it says nothing
      for (const came of ["Success", "InsufficientBalance", "NotSent", "ConnectionClosed", "TimedOut"])
        assert.isAbove(seen.get(came) ?? 0, 20, came)
    })
  )

  const round = (seed: number) => {
    const random = Seeded.make(seed)
    const one = <A>(choices: ReadonlyArray<A>): A => choices[random.integer(0, choices.length - 1)]!
    const answered = new Map<string, string>()
    const idOf = ({ params }: SentFrame) => String(params["newClientOrderId"])
    return withPeer(
      Effect.fnUntraced(function* (over) {
        const calls: Array<{ readonly id: string; readonly fiber: Fiber.Fiber<Parameters<typeof tagOf>[0]> }> = []
        const answer = (socket: PeerSocket, frame: SentFrame) => {
          if (socket.readyState !== 1 || answered.has(idOf(frame))) return
          answered.set(idOf(frame), random.chance(0.7) ? "Success" : "InsufficientBalance")
          if (answered.get(idOf(frame)) === "Success") socket.answer(frame, order(1))
          else socket.reject(frame, 400, -2010, "Account has insufficient balance for requested action.")
        }
        const acts: ReadonlyArray<(socket: PeerSocket) => void> = [
          (socket) => socket.cut(),
          (socket) => socket.say({ event: { e: "serverShutdown", E: 1 } }),
          (socket) => socket.say("nonsense"),
          (socket) => socket.say({ id: null, status: 401, error: { code: -2015, msg: "" } }),
          (socket) => socket.frames.toReversed().forEach((frame) => answer(socket, frame)),
          (socket) => socket.frames.slice(0, 1).forEach((frame) => answer(socket, frame)),
          (socket) => (socket.readyState = 2),
          () => {}
        ]
        for (let step = 0; step < 40; step++) {
          for (let n = random.integer(0, 3); n > 0; n--) {
            const id = `a${seed}x${calls.length}`
            calls.push({ id, fiber: yield* start(Spot.placeOrder({ ...limit, newClientOrderId: id })) })
          }
          one(acts)(random.chance(0.5) ? over.latest() : one(over.sockets))
          yield* pass(one([0, 1, 200, 3000]))
        }
        yield* pass("1 minute")
        const sent = new Set(over.frames().map(idOf))
        assert.strictEqual(sent.size, over.frames().length, `seed ${seed}: sent twice`)
        for (const { fiber, id } of calls) {
          const came = outcome(fiber)
          const expected = answered.get(id)
          const what = `seed ${seed}, ${id}: ${came}, answered ${expected}`
          if (!sent.has(id)) assert.include(["NotSent", "Expired"], came, what)
          else if (expected === undefined) assert.include(["ConnectionClosed", "TimedOut"], came, what)
          // an answer on a socket that was lost before it, or given up, is too late
          else assert.include([expected, "ConnectionClosed", "TimedOut"], came, what)
        }
        return calls.map(({ fiber }) => outcome(fiber) ?? "")
      }),
      {
        writesWait: random.chance(0.5) ? "1 second" : 0,
        onSocket: (socket, index) =>
          index === 0 || random.chance(0.7) ? socket.accept() : random.chance(0.5) ? socket.refuse() : undefined
      }
    )
  }
})
