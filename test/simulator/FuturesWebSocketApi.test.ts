/** The WebSocket APIs of the futures: what they answer on the wire, and the library's own calls over them, whatever happens to a connection. */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as UndiciWebSocket from "@effect-binance/node/UndiciWebSocket"
import type { Exchange } from "@effect-binance/simulator/Exchange"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as FetchTransport from "effect-binance/client/FetchTransport"
import * as Intent from "effect-binance/client/Intent"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Signer } from "effect-binance/client/Signer"
import type { Transport } from "effect-binance/client/Transport"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import { Fatal } from "effect-binance/errors/BinanceError"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as Coinm from "effect-binance/products/Coinm"
import * as Usdm from "effect-binance/products/Usdm"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { WebSocketConstructor } from "effect/socket/Socket"
import * as TestClock from "effect/testing/TestClock"
import { createPrivateKey, sign } from "node:crypto"
import type * as Methods from "../../packages/effect-binance/src/internal/webSocket/methods.ts"
import { connect, signed, signedByEd25519 } from "./sockets.ts"
import { quiet, signed as signedOverHttp, start } from "./support.ts"

const { products: known }: typeof Methods = await import(
  new URL("../../packages/effect-binance/src/internal/webSocket/methods.ts", import.meta.url).href
)

const products = ["usdm", "coinm"] as const
type Product = (typeof products)[number]

const limit = { side: "BUY", type: "LIMIT", timeInForce: "GTC" } as const
const orders = {
  usdm: { ...limit, symbol: "BTCUSDT", quantity: "0.01", price: "50000.0" },
  coinm: { ...limit, symbol: "BTCUSD_PERP", quantity: "2", price: "50000.0" }
} as const
const urlOf = ({ baseUrl }: { readonly baseUrl: string }, product: "spot" | Product) =>
  baseUrl.replace("http", "ws") + known[product].path

const started = (options: SimulatedServer.Options = {}) =>
  SimulatedServer.start({ exchange: quiet({ processingMillis: { minimum: 0, maximum: 1 } }), ...options })

const opened = Effect.fnUntraced(function* (product: Product, options: SimulatedServer.Options = {}) {
  const server = yield* started(options)
  return { server, exchange: server.exchange, client: yield* connect(urlOf(server, product)) }
})

describe.each(products)("the WebSocket API of %s", (product) => {
  it.live(
    "has every method that the library sends, and it is the request over HTTP that the library takes it for",
    () =>
      Effect.gen(function* () {
        const { client, exchange } = yield* opened(product)
        for (const [request, method] of known[product].methods) {
          const reply = yield* client.ask(method, {})
          assert.notStrictEqual(reply.error?.code, -1020, method)
          const last = exchange.requests().at(-1)
          assert.strictEqual(`${last?.method} ${last?.path}`, request)
          assert.strictEqual(last?.product, product)
        }
        const before = exchange.requests().length
        for (const method of [
          "ping",
          "time",
          "order.cancelReplace",
          "userDataStream.subscribe",
          "session.subscriptions"
        ])
          assert.strictEqual((yield* client.ask(method, {})).error?.code, -1020, method)
        // what it cannot read costs its own weight, and not Spot's
        assert.deepStrictEqual(
          exchange
            .requests()
            .slice(before)
            .map((request) => request.product),
          Array.from({ length: 5 }, () => product)
        )
      }).pipe(Effect.scoped)
  )

  it.live("answers with the body of HTTP, and tells of its own limits: weight first, and connecting is 5 of it", () =>
    Effect.gen(function* () {
      const day = { interval: "DAY", intervalNum: 1 } as const
      const own = [
        { rateLimitType: "REQUEST_WEIGHT", ...day, limit: 2000 },
        { rateLimitType: "ORDERS", ...day, limit: 300 }
      ] as const
      const { client, exchange, server } = yield* opened(product, {
        exchange: quiet({ productLimits: { [product]: own } })
      })
      const order = { ...orders[product], newClientOrderId: "mine" }
      const placed = yield* client.ask("order.place", signed(order))
      assert.strictEqual(placed.status, 200)
      assert.deepInclude(placed.result, { clientOrderId: "mine", status: "NEW", symbol: order.symbol })
      assert.deepStrictEqual(placed.rateLimits, [
        { ...own[0], count: 5 },
        { ...own[1], count: 1 }
      ])
      const { symbol } = order
      const status = yield* client.ask("order.status", signed({ symbol, origClientOrderId: "mine" }))
      const path = known[product].family === "fapi" ? "/fapi/v1/order" : "/dapi/v1/order"
      const http = exchange.handle(Date.now(), signedOverHttp("GET", path, Date.now(), { symbol, orderId: 1 }))
      assert.deepStrictEqual(status.result, JSON.parse(http.reply?.body ?? ""))
      // both faces count in one window, and Spot in none of it
      assert.deepStrictEqual(status.rateLimits?.at(0)?.["count"], 6)
      assert.strictEqual(http.reply?.headers["x-mbx-used-weight-1d"], "7")
      yield* connect(urlOf(server, "spot"))
      // over HTTP the balance of COIN-M weighs 1
      const balance = yield* client.ask("account.balance", signed())
      assert.deepStrictEqual(balance.rateLimits?.at(0)?.["count"], 12)
      assert.isTrue(Array.isArray(balance.result))
      for (const method of ["account.status", "account.position", "v3/order.status"])
        assert.strictEqual(
          (yield* client.ask(method, signed(method === "v3/order.status" ? { symbol, orderId: 1 } : {}))).status,
          200,
          method
        )
      const quietly = yield* connect(`${urlOf(server, product)}?returnRateLimits=false`)
      assert.isFalse("rateLimits" in (yield* quietly.ask("session.status")))
    }).pipe(Effect.scoped)
  )

  it.live("refuses with its own codes, and says no moments", () =>
    Effect.gen(function* () {
      const { client, exchange } = yield* opened(product)
      const order = orders[product]
      const late = yield* client.ask("order.place", signed(order, TestKeys.hmac, Date.now() - 20_000))
      assert.deepStrictEqual([late.status, Object.keys(late.error ?? {})], [400, ["code", "msg"]])
      assert.strictEqual(late.error?.code, -1021)
      const table: ReadonlyArray<readonly [number, number, string, object]> = [
        [400, -1022, "order.place", { ...signed(order), quantity: "3" }],
        [400, -1102, "order.place", order],
        [401, -2015, "order.place", signed(order, { apiKey: "unknown", secret: "s" })],
        [400, -1121, "order.place", signed({ ...order, symbol: "NONE" })],
        [400, -4014, "order.place", signed({ ...order, price: "50000.01" })],
        [400, -2011, "order.cancel", signed({ symbol: order.symbol, orderId: 77 })],
        [400, -2013, "order.status", signed({ symbol: order.symbol, orderId: 77 })]
      ]
      for (const [status, code, method, params] of table) {
        const reply = yield* client.ask(method, params)
        assert.deepStrictEqual([reply.status, reply.error?.code], [status, code], method)
      }
      assert.lengthOf(exchange.orders(), 0)
    }).pipe(Effect.scoped)
  )

  it.live("logs on with Ed25519 alone, and is not told of any stream", () =>
    Effect.gen(function* () {
      const { client } = yield* opened(product)
      const refused = yield* client.ask("session.logon", signed())
      assert.strictEqual(refused.error?.code, -4056)
      const on = yield* client.ask("session.logon", signedByEd25519())
      assert.deepStrictEqual(Object.keys(on.result ?? {}), [
        "apiKey",
        "authorizedSince",
        "connectedSince",
        "returnRateLimits",
        "serverTime"
      ])
      const placed = yield* client.ask("order.place", { ...orders[product], timestamp: Date.now() })
      assert.strictEqual(placed.status, 200)
      const off = yield* client.ask("session.logout")
      assert.isNull(off.result?.["apiKey"])
      const nobody = yield* client.ask("order.place", { ...orders[product], timestamp: Date.now() })
      assert.deepStrictEqual([nobody.status, nobody.error?.code], [400, -1102])
    }).pipe(Effect.scoped)
  )

  it.live("gives the key of the stream, keeps it and ends it, without a signature", () =>
    Effect.gen(function* () {
      const { client } = yield* opened(product)
      const { apiKey } = TestKeys.hmac
      const { result } = yield* client.ask("userDataStream.start", { apiKey })
      assert.match(String(result?.["listenKey"]), /^\w{64}$/)
      assert.strictEqual((yield* client.ask("userDataStream.ping", { apiKey })).status, 200)
      assert.deepStrictEqual((yield* client.ask("userDataStream.stop", { apiKey })).result, {})
      assert.strictEqual((yield* client.ask("userDataStream.ping", { apiKey })).error?.code, -1125)
      assert.strictEqual((yield* client.ask("userDataStream.start", {})).error?.code, -1102)
    }).pipe(Effect.scoped)
  )

  it.live("takes so many connections of each product, and HTTP finds none of its own methods", () =>
    Effect.gen(function* () {
      const server = yield* started({ exchange: quiet({ connectionLimit: 1 }) })
      yield* connect(urlOf(server, product))
      yield* connect(urlOf(server, "spot"))
      const refused = yield* Effect.flip(connect(urlOf(server, product)))
      assert.strictEqual(refused.status, 429)
      const path = `${known[product].path}/session.status`
      const { reply } = server.exchange.handle(Date.now(), { method: "POST", path, query: "", body: "", headers: {} })
      assert.strictEqual(reply?.status, 404)
    }).pipe(Effect.scoped)
  )
})

describe("how long a connection lives that has fallen silent", () => {
  for (const [product, seconds] of [
    ["spot", 80],
    ["usdm", 720],
    ["coinm", 720]
  ] as const)
    it.effect(`${product}: it is ended by the ping after ${seconds} s`, () =>
      Effect.gen(function* () {
        const plan = FaultPlan.scripted([{ fault: Fault.socket["half-open"], on: "public" }])
        const sockets = yield* SimulatedWebSocket.make(quiet(), { plan, latencyMillis: { minimum: 1, maximum: 1 } })
        const socket = sockets.construct(`ws://simulated${known[product].path}`)
        socket.addEventListener("open", () => socket.send('{"id":1,"method":"session.status"}'))
        // it was opened a ms after the beginning
        yield* TestClock.adjust(seconds * 1000)
        assert.strictEqual(yield* sockets.connections, 1)
        yield* TestClock.adjust(2)
        assert.strictEqual(yield* sockets.connections, 0)
      }).pipe(Effect.scoped)
    )
})

// --- the library over it

/** Short ones, so that a settlement on a real socket takes a second. */
const bounds = { graceMillis: 300, visibilityMillis: 300 } as const
const short = Context.make(
  SettlementBounds.Overrides,
  Object.fromEntries(["usdm", "usdmAlgo", "coinm"].map((name) => [name, bounds]))
).pipe(Context.add(Intent.RecvWindow, 1000), Context.add(CallTimeout, Duration.millis(1500)))

const credentialsOf = (session: boolean) =>
  Credentials.layer(
    session
      ? { apiKey: TestKeys.ed25519.apiKey, privateKey: TestKeys.ed25519.privateKeyPem }
      : { apiKey: TestKeys.hmac.apiKey, apiSecret: TestKeys.hmac.secret }
  )

/** Signs at once: a virtual clock does not wait for what takes real time. */
const signsAtOnce = Layer.succeed(Signer, {
  apiKey: Redacted.make(TestKeys.ed25519.apiKey),
  account: "test",
  sign: (payload) =>
    Effect.sync(() =>
      sign(null, Buffer.from(payload), createPrivateKey(TestKeys.ed25519.privateKeyPem)).toString("base64")
    )
})

const clientOf = (
  http: Layer.Layer<Transport, never, Endpoint.Endpoint>,
  construct: Layer.Layer<WebSocketConstructor>,
  baseUrl: string,
  session: boolean,
  signer = Layer.provide(NodeSigner.layer, credentialsOf(session))
) =>
  Reconciliation.layer.pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provide(ServerClock.layer),
    Layer.provide(WebSocketApi.layerBeside(http, session ? { products, session } : { products })),
    Layer.provide([construct, Endpoint.layerSimulator(baseUrl)]),
    Layer.provide(Layer.orDie(signer)),
    Layer.provideMerge(BanWindow.layer),
    Layer.provide(Layer.sync(WebSocketApi.ConnectionAttempts, () => WebSocketApi.connectionAttempts())),
    Layer.orDie
  )

type Services = BinanceClient.BinanceClient | Reconciliation.Reconciliation

interface Carrier {
  readonly run: <A, E>(
    exchange: Exchange,
    use: Effect.Effect<A, E, Services>,
    options?: { readonly plan?: FaultPlan.FaultPlan | undefined; readonly session?: boolean }
  ) => Effect.Effect<A, E>
}

const exchangeOf = (config: Parameters<typeof quiet>[0] = {}) =>
  quiet({ processingMillis: { minimum: 0, maximum: 1 }, engineDelayMillis: 100, visibilityMillis: 100, ...config })

const inProcess: Carrier = {
  run: (exchange, use, { plan, session = false } = {}) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const sockets = yield* SimulatedWebSocket.make(exchange, { plan })
      const layer = clientOf(
        SimulatedTransport.layer(exchange),
        Layer.succeed(WebSocketConstructor, sockets.construct),
        "http://simulated",
        session,
        session ? signsAtOnce : undefined
      )
      const fiber = yield* use.pipe(
        Effect.provide(layer),
        Effect.provideContext(short),
        Effect.forkChild({ startImmediately: true })
      )
      // in small steps: a long one may pass by whoever is woken by one timer and sets the next
      while (fiber.pollUnsafe() === undefined) yield* TestClock.adjust(5)
      return yield* Fiber.join(fiber)
    }).pipe(Effect.scoped)
}

const onSockets: Carrier = {
  run: (exchange, use, { plan, session = false } = {}) =>
    Effect.gen(function* () {
      const server = yield* Effect.orDie(SimulatedServer.start({ exchange, plan }))
      const layer = clientOf(FetchTransport.layer, UndiciWebSocket.layer, server.baseUrl, session)
      return yield* use.pipe(Effect.provide(layer), Effect.provideContext(short))
    }).pipe(Effect.scoped)
}

/** The calls of each product in words of their own. */
const calls = {
  usdm: {
    place: (newClientOrderId: string) => Usdm.placeOrder({ ...orders.usdm, newClientOrderId }),
    query: (origClientOrderId: string) => Usdm.queryOrder({ symbol: orders.usdm.symbol, origClientOrderId }),
    amend: (origClientOrderId: string, quantity: string) =>
      Usdm.amendOrder({ symbol: orders.usdm.symbol, side: "BUY", origClientOrderId, quantity, price: "49000.0" }),
    cancel: (origClientOrderId: string) => Usdm.cancelOrder({ symbol: orders.usdm.symbol, origClientOrderId }),
    more: "0.02"
  },
  coinm: {
    place: (newClientOrderId: string) => Coinm.placeOrder({ ...orders.coinm, newClientOrderId }),
    query: (origClientOrderId: string) => Coinm.queryOrder({ symbol: orders.coinm.symbol, origClientOrderId }),
    amend: (origClientOrderId: string, quantity: string) =>
      Coinm.amendOrder({ symbol: orders.coinm.symbol, side: "BUY", origClientOrderId, quantity }),
    cancel: (origClientOrderId: string) => Coinm.cancelOrder({ symbol: orders.coinm.symbol, origClientOrderId }),
    more: "3"
  }
} as const

/** What came, besides what the client asks for its clock. */
const kindsIn = (exchange: Exchange) => exchange.requests().flatMap(({ kind }) => (kind === "public" ? [] : [kind]))

const trades = Effect.fnUntraced(function* (product: Product, exchange: Exchange) {
  const { amend, cancel, more, place, query } = calls[product]
  const placed = yield* place("mine")
  assert.strictEqual(placed.clientOrderId, "mine")
  assert.strictEqual((yield* query("mine")).orderId, placed.orderId)
  const amended = yield* amend("mine", more)
  assert.strictEqual(amended.origQty, more)
  const again = yield* Effect.flip(place("mine"))
  const ended = yield* cancel("mine")
  assert.strictEqual(ended.status, "CANCELED")
  const refused = yield* Effect.flip(cancel("never"))
  return { again, refused, order: exchange.orders().at(0), orderId: placed.orderId }
})

const carriers = [
  ["in the same process", inProcess, it.effect],
  ["on a real socket", onSockets, it.live]
] as const

describe.each(carriers)("the library over it, %s", (_where, { run }, test) => {
  for (const product of products)
    for (const session of [false, true])
      test(`trades ${product}${session ? ", logged on" : ""}: places, finds, amends, cancels, and is refused`, () =>
        Effect.gen(function* () {
          const exchange = exchangeOf()
          const { again, order, orderId, refused } = yield* run(exchange, trades(product, exchange), { session })
          assert.strictEqual(order?.orderId, orderId)
          assert.deepInclude(order, { status: "CANCELED", placedAs: "mine", route: product })
          assert.instanceOf(refused, Fatal)
          assert.instanceOf(again, Fatal)
          const asked = ["place", "read", "amend", "place", "cancel", "cancel"]
          assert.deepStrictEqual(kindsIn(exchange), session ? [...products.map(() => "read"), ...asked] : asked)
        }))

  test("trades algo orders: places, finds over HTTP, cancels", () =>
    Effect.gen(function* () {
      const symbol = "BTCUSDT"
      const exchange = exchangeOf()
      yield* run(
        exchange,
        Effect.gen(function* () {
          const placed = yield* Usdm.placeAlgoOrder({
            symbol,
            side: "SELL",
            type: "TAKE_PROFIT",
            quantity: "0.01",
            price: "75000",
            triggerPrice: "74000",
            clientAlgoId: "waits"
          })
          const found = yield* Usdm.queryAlgoOrder({ symbol, clientAlgoId: "waits" })
          assert.strictEqual(found.orderId, placed.orderId)
          yield* Usdm.cancelAlgoOrder({ symbol, clientAlgoId: "waits" })
        })
      )
      assert.deepStrictEqual(
        exchange.orders().map(({ route, status }) => `${route} ${status}`),
        ["usdm-algo CANCELED"]
      )
    }))
})

describe("a ban that a frame tells of", () => {
  // no frame of the futures says when it was written, so the end of a ban is by a clock that the local one is not
  for (const skewMillis of [-30_000, 0, 30_000])
    for (const product of products)
      it.effect(
        `${product}: is never taken for over before it is, by the exchange's clock, which is ${skewMillis} ms off`,
        () =>
          Effect.gen(function* () {
            const exchange = exchangeOf({ skewMillis })
            const plan = FaultPlan.scripted([{ fault: "banned", on: "place" }])
            const refused = yield* inProcess.run(exchange, Effect.flip(calls[product].place("mine")), { plan })
            const until = refused.reason._tag === "IpBanned" ? refused.reason.until : assert.fail(refused.reason._tag)
            const end = exchange.backOffUntil(start + 10_000) ?? assert.fail("there is no ban")
            // whole seconds of a header; by a local clock that is slow it ends that much later
            assert.isTrue(
              until >= end && until < end + 5000 + Math.max(0, skewMillis),
              `${until - end} ms after its end`
            )
          })
      )
})

/** What a connection does to an order, and whether the order executes. */
const faults = {
  "closed before it executes": { fault: Fault.socket["closed-unexecuted"], executes: false },
  "closed after it executed": { fault: Fault.socket["closed-executed"], executes: true },
  "reset after it executed": { fault: "reply-lost", executes: true },
  "closed, and it executes later": { fault: { _tag: "ReplyLost", how: "close", later: true }, executes: true },
  "silent": { fault: Fault.socket.silent, executes: true },
  "half-open": { fault: Fault.socket["half-open"], executes: true },
  "binary": { fault: Fault.socket["binary-frame"], executes: true },
  "a reply without an id": { fault: Fault.socket["id-null"], executes: true },
  "shut down": { fault: Fault.socket["server-shutdown"], executes: true }
} satisfies Readonly<Record<string, { readonly fault: Fault.Name | Fault.Fault; readonly executes: boolean }>>

const settles = Effect.fnUntraced(function* (
  { run }: Carrier,
  product: Product,
  fault: Fault.Name | Fault.Fault,
  executes: boolean,
  session = false
) {
  const exchange = exchangeOf()
  const settled = Effect.result(calls[product].place("mine").pipe(Reconciliation.settle))
  const plan = FaultPlan.scripted([{ fault, on: "place" }])
  const { _tag } = yield* run(exchange, settled, { plan, session })
  exchange.drain()
  assert.isTrue(
    exchange.requests().some((request) => request.fault !== undefined),
    "the fault was not met"
  )
  assert.deepStrictEqual(
    exchange.orders().map(({ placedAs }) => placedAs),
    executes ? ["mine"] : []
  )
  assert.strictEqual(_tag, executes ? "Success" : "Failure")
})

describe("an order in flight on a connection that ends settles to the fact", () => {
  for (const product of products) {
    for (const [name, { executes, fault }] of Object.entries(faults))
      it.effect(`${product}, ${name}`, () => settles(inProcess, product, fault, executes))
    for (const session of [false, true])
      it.effect(`${product}, the key is revoked${session ? ", which a session loses" : ""}`, () =>
        settles(inProcess, product, Fault.socket["key-revoked"], false, session)
      )
    for (const name of ["closed before it executes", "closed after it executed", "a reply without an id"] as const)
      it.live(
        `${product}, ${name}, on a real socket`,
        () => settles(onSockets, product, faults[name].fault, faults[name].executes),
        30_000
      )
  }
})
