import { Exchange } from "@effect-binance/simulator/Exchange"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import { decide } from "effect-binance/client/Verdict"
import { closed, readFrame, unanswered } from "effect-binance/client/WebSocketReply"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Effect from "effect/Effect"
import { sendOverSocket } from "./faces.ts"
import { type Client, connect, signed, signedByEd25519 } from "./sockets.ts"
import { bob, hmac, quiet, signed as signedOverHttp, twoAccounts, type Values } from "./support.ts"

const buy = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }
const rest = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "50000.00" }

// windows that do not turn in the middle of a test
const slowLimits: ExchangeConfig.ExchangeConfig["limits"] = [
  { rateLimitType: "REQUEST_WEIGHT", interval: "DAY", intervalNum: 1, limit: 6_000 },
  { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 2, limit: 50 },
  { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 160_000 }
]

const started = (options: SimulatedServer.Options = {}) =>
  SimulatedServer.start({ exchange: quiet({ processingMillis: { minimum: 0, maximum: 1 } }), ...options })

const withClient = Effect.fnUntraced(function* (options: SimulatedServer.Options = {}, search = "") {
  const server = yield* started(options)
  const client = yield* connect(server.webSocketUrl + search)
  return { ...server, client }
})

describe("WebSocketApi: requests and replies", () => {
  it.live("answers by id, and tells of the limits that a request is counted in", () =>
    Effect.gen(function* () {
      const { client, exchange } = yield* withClient({ exchange: quiet({ limits: slowLimits }) })
      const placed = yield* client.ask("order.place", signed({ ...buy, newClientOrderId: "mine" }))
      assert.strictEqual(placed.status, 200)
      assert.deepInclude(placed.result, { clientOrderId: "mine", status: "FILLED" })
      assert.deepStrictEqual(placed.rateLimits, [
        // it has traded, so it no longer counts; connecting has cost 2
        { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 2, limit: 50, count: 0 },
        { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 160_000, count: 0 },
        { rateLimitType: "REQUEST_WEIGHT", interval: "DAY", intervalNum: 1, limit: 6_000, count: 2 }
      ])
      const time = yield* client.ask("v3/time")
      assert.strictEqual(time.rateLimits?.length, 1)
      assert.strictEqual(typeof time.result?.["serverTime"], "number")
      assert.strictEqual(exchange.orders().length, 1)
    }).pipe(Effect.scoped)
  )

  it.live("hides the limits for one request or for all of a connection", () =>
    Effect.gen(function* () {
      const { client, webSocketUrl } = yield* withClient()
      const hidden = yield* client.ask("time", { returnRateLimits: false })
      assert.isFalse("rateLimits" in hidden)
      const quietly = yield* connect(`${webSocketUrl}?returnRateLimits=false`)
      assert.isFalse("rateLimits" in (yield* quietly.ask("time")))
      assert.isTrue("rateLimits" in (yield* quietly.ask("time", { returnRateLimits: true })))
      // it is one of the parameters that are signed
      const signedToo = yield* client.ask("account.status", signed({ returnRateLimits: false }))
      assert.deepStrictEqual([signedToo.status, "rateLimits" in signedToo], [200, false])
    }).pipe(Effect.scoped)
  )

  it.live("takes the documented signature over raw UTF-8, and refuses what HTTP would sign", () =>
    Effect.gen(function* () {
      const key = {
        apiKey: "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",
        secret: "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
      }
      const [btcusdt] = ExchangeConfig.defaults.symbols
      const symbol = "１２３４５６"
      const { client } = yield* withClient({
        exchange: quiet({
          // the vector was signed in 2022
          skewMillis: 1_645_423_376_532 - Date.now(),
          symbols: [
            {
              ...btcusdt!,
              symbol,
              priceFilter: { minPrice: "0.01", maxPrice: "10", tickSize: "0.01" },
              notional: { minNotional: "0.01", maxNotional: "1000" },
              house: undefined
            }
          ],
          accounts: [
            {
              name: "docs",
              keys: [{ apiKey: key.apiKey, key: { _tag: "Hmac", secret: key.secret } }],
              balances: { USDT: "10" }
            }
          ]
        })
      })
      const params = {
        symbol,
        side: "BUY",
        type: "LIMIT",
        timeInForce: "GTC",
        quantity: "1.00000000",
        price: "0.10000000",
        recvWindow: 5000,
        timestamp: 1_645_423_376_532,
        apiKey: key.apiKey
      }
      const signature = "b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd"
      const placed = yield* client.ask("order.place", { ...params, signature })
      assert.deepStrictEqual([placed.status, placed.result?.["symbol"]], [200, symbol])
      const overEncoded = hmac(
        Object.entries(params)
          .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
          .sort()
          .join("&"),
        key.secret
      )
      const refused = yield* client.ask("order.place", { ...params, signature: overEncoded })
      assert.deepStrictEqual(
        [refused.status, refused.error],
        [400, { code: -1022, msg: "Signature for this request is not valid." }]
      )
    }).pipe(Effect.scoped)
  )

  it.live("refuses what it cannot read, and goes on", () =>
    Effect.gen(function* () {
      const { client } = yield* withClient()
      const missing = (name: string) => `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`
      const table: ReadonlyArray<readonly [string, unknown, number, string]> = [
        ["{", null, -1135, "Invalid JSON Request"],
        ["[]", null, -1135, "Invalid JSON Request"],
        ['{"method":"time"}', null, -1102, missing("id")],
        ['{"id":{},"method":"time"}', null, -1130, "Data sent for parameter 'id' is not valid."],
        ['{"id":"a"}', "a", -1102, missing("method")],
        ['{"id":"b","method":"order.shout"}', "b", -1020, "This operation is not supported."],
        ['{"id":"c","method":"time","params":[]}', "c", -1135, "JSON sent for parameter 'params' is not valid"],
        ['{"id":"d","method":"time","params":{"x":{}}}', "d", -1135, "JSON sent for parameter 'x' is not valid"],
        ['{"id":"e","method":"order.place","params":{"timestamp":1}}', "e", -1102, missing("apiKey")],
        ['{"id":"f","method":"__proto__"}', "f", -1020, "This operation is not supported."]
      ]
      for (const [text, id, code, msg] of table) {
        const before = client.frames().length
        client.write(text)
        yield* client.until(() => client.frames().length > before)
        const { rateLimits: _, ...frame } = client.frames().at(-1)!
        assert.deepStrictEqual(frame, { id, status: 400, error: { code, msg } }, text)
      }
      client.webSocket.send(Buffer.from('{"id":1,"method":"time"}'), { binary: true })
      yield* client.until(() => client.frames().length > table.length)
      assert.deepInclude(client.frames().at(-1), { id: null, status: 400 })
      assert.strictEqual((yield* client.ask("ping")).status, 200)
    }).pipe(Effect.scoped)
  )

  it.live("says when to come back: -1021, 429, 418, each with its moment; a ban ends the connection", () =>
    Effect.gen(function* () {
      const { client, exchange, webSocketUrl } = yield* withClient({
        exchange: quiet({
          limits: [
            { rateLimitType: "REQUEST_WEIGHT", interval: "DAY", intervalNum: 1, limit: 200 },
            { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 1 }
          ],
          toleratedInBackOff: 0,
          backOffGraceMillis: 0
        })
      })
      const day = 86_400_000
      const midnight = (Math.floor(Date.now() / day) + 1) * day
      const late = yield* client.ask("order.place", signed(buy, TestKeys.hmac, Date.now() - 20_000))
      assert.deepInclude(late, { status: 400 })
      assert.deepInclude(late.error, { code: -1021 })
      assert.closeTo(Number(late.error?.data?.["serverTime"]), Date.now(), 2000)
      assert.strictEqual((yield* client.ask("order.place", signed(rest))).status, 200)
      const counted = yield* client.ask("order.place", signed(rest))
      assert.deepStrictEqual([counted.status, counted.error?.code], [429, -1015])
      assert.closeTo(Number(counted.error?.data?.["retryAfter"]), midnight, 1000)
      for (let i = 0; i < 2; i++) yield* client.ask("openOrders.status", signed())
      const over = yield* client.ask("openOrders.status", signed())
      assert.deepStrictEqual([over.status, over.error?.code, over.error?.data?.["retryAfter"]], [429, -1003, midnight])
      yield* Effect.sleep(20)
      const banned = yield* client.ask("ping")
      const until = exchange.backOffUntil(Date.now())
      assert.deepStrictEqual([banned.status, banned.error?.code], [418, -1003])
      assert.deepStrictEqual(banned.error?.data?.["retryAfter"], Math.ceil(until!))
      assert.include(banned.error?.msg, `IP banned until ${Math.ceil(until!)}`)
      yield* client.until(() => client.closed() !== undefined)
      const refused = yield* Effect.flip(connect(webSocketUrl))
      assert.strictEqual(refused.status, 418)
    }).pipe(Effect.scoped)
  )

  it.live("takes so many connections in five minutes, and none on another path", () =>
    Effect.gen(function* () {
      const { baseUrl, webSocketUrl } = yield* started({ exchange: quiet({ connectionLimit: 2 }) })
      yield* connect(webSocketUrl)
      yield* connect(webSocketUrl)
      const refused = yield* Effect.flip(connect(webSocketUrl))
      assert.strictEqual(refused.status, 429)
      assert.include(refused.body, "-1034")
      const lost = yield* Effect.flip(connect(`${baseUrl.replace("http", "ws")}/ws`))
      assert.strictEqual(lost.status, 404)
    }).pipe(Effect.scoped)
  )
})

describe("WebSocketApi: one engine, two faces", () => {
  /** What stands for one moment or one request is not the same twice. */
  const plain = (text: string) =>
    text
      .replaceAll(/"(transactTime|time|updateTime|workingTime|serverTime|transactionTime)":\d+/g, '"$1":0')
      .replaceAll(/"count":\d+/g, '"count":0')
  const list = {
    symbol: "BTCUSDT",
    side: "SELL",
    quantity: "0.01",
    aboveType: "LIMIT_MAKER",
    abovePrice: "70000.00",
    belowType: "STOP_LOSS",
    belowStopPrice: "50000.00",
    listClientOrderId: "list",
    aboveClientOrderId: "above",
    belowClientOrderId: "below"
  }
  const named = (newClientOrderId: string) => ({ ...rest, newClientOrderId })
  const steps: ReadonlyArray<readonly [string, "GET" | "POST" | "PUT" | "DELETE", string, Values, "open"?]> = [
    ["ping", "GET", "/api/v3/ping", {}, "open"],
    ["exchangeInfo", "GET", "/api/v3/exchangeInfo", { symbol: "BTCUSDT" }, "open"],
    ["exchangeInfo", "GET", "/api/v3/exchangeInfo", { symbol: "NOSUCH" }, "open"],
    ["depth", "GET", "/api/v3/depth", { symbol: "BTCUSDT", limit: 5 }, "open"],
    ["ticker.price", "GET", "/api/v3/ticker/price", { symbol: "BTCUSDT" }, "open"],
    ["order.test", "POST", "/api/v3/order/test", buy],
    ["order.place", "POST", "/api/v3/order", { ...buy, newClientOrderId: "market" }],
    ["order.place", "POST", "/api/v3/order", named("limit")],
    ["order.place", "POST", "/api/v3/order", named("limit")],
    ["order.place", "POST", "/api/v3/order", { ...named("tick"), price: "50000.001" }],
    ["order.place", "POST", "/api/v3/order", { ...named("poor"), quantity: "9000" }],
    ["order.place", "POST", "/api/v3/order", { ...named("more"), nonsense: "1" }],
    ["order.status", "GET", "/api/v3/order", { symbol: "BTCUSDT", origClientOrderId: "limit" }],
    ["order.status", "GET", "/api/v3/order", { symbol: "BTCUSDT", origClientOrderId: "nobody" }],
    [
      "order.amend.keepPriority",
      "PUT",
      "/api/v3/order/amend/keepPriority",
      { symbol: "BTCUSDT", origClientOrderId: "limit", newQty: "0.005", newClientOrderId: "less" }
    ],
    ["order.amendments", "GET", "/api/v3/order/amendments", { symbol: "BTCUSDT", orderId: 2 }],
    [
      "order.cancelReplace",
      "POST",
      "/api/v3/order/cancelReplace",
      {
        ...named("again"),
        cancelReplaceMode: "STOP_ON_FAILURE",
        cancelOrigClientOrderId: "less",
        cancelNewClientOrderId: "gone"
      }
    ],
    [
      "order.cancelReplace",
      "POST",
      "/api/v3/order/cancelReplace",
      { ...named("never"), cancelReplaceMode: "STOP_ON_FAILURE", cancelOrigClientOrderId: "nobody" }
    ],
    ["orderList.place.oco", "POST", "/api/v3/orderList/oco", list],
    ["orderList.status", "GET", "/api/v3/orderList", { origClientOrderId: "list" }],
    ["openOrderLists.status", "GET", "/api/v3/openOrderList", {}],
    ["openOrders.status", "GET", "/api/v3/openOrders", { symbol: "BTCUSDT" }],
    [
      "orderList.cancel",
      "DELETE",
      "/api/v3/orderList",
      { symbol: "BTCUSDT", listClientOrderId: "list", newClientOrderId: "off" }
    ],
    ["allOrderLists", "GET", "/api/v3/allOrderList", {}],
    [
      "order.cancel",
      "DELETE",
      "/api/v3/order",
      { symbol: "BTCUSDT", origClientOrderId: "again", newClientOrderId: "end" }
    ],
    ["order.cancel", "DELETE", "/api/v3/order", { symbol: "BTCUSDT", origClientOrderId: "again" }],
    ["openOrders.cancelAll", "DELETE", "/api/v3/openOrders", { symbol: "BTCUSDT" }],
    ["allOrders", "GET", "/api/v3/allOrders", { symbol: "BTCUSDT" }],
    ["myTrades", "GET", "/api/v3/myTrades", { symbol: "BTCUSDT" }],
    ["account.rateLimits.orders", "GET", "/api/v3/rateLimit/order", {}],
    ["account.status", "GET", "/api/v3/account", {}]
  ]

  it.live("gives over a socket what it gives over HTTP, in the same book, at the same weight", () =>
    Effect.gen(function* () {
      const config = { processingMillis: { minimum: 0, maximum: 0 }, limits: slowLimits }
      const overHttp = yield* started({ exchange: quiet(config) })
      const { client, exchange } = yield* withClient({ exchange: quiet(config) })
      // connecting has a weight, and HTTP does not connect
      const extra = 2
      for (const [method, verb, path, values, open] of steps) {
        const wire =
          open === undefined
            ? signedOverHttp(verb, path, Date.now(), values)
            : {
                ...signedOverHttp(verb, path, 0, values),
                headers: {},
                query: new URLSearchParams(values as Record<string, string>).toString()
              }
        const sent = yield* Effect.promise(() => sendOverSocket(overHttp.baseUrl, wire, 2000))
        if (sent === "silence" || sent._tag === "NoReply") return assert.fail(method)
        const frame = yield* client.ask(method, open === undefined ? signed(values) : values)
        // the book's own clock is in it
        const body = (text: string) => plain(text).replace(/"lastUpdateId":\d+/, "")
        const said = JSON.stringify(frame.result ?? frame.error)
        assert.deepStrictEqual([frame.status, body(said)], [sent.status, body(sent.body)], method)
        const used = frame.rateLimits?.find((limit) => limit["rateLimitType"] === "REQUEST_WEIGHT")?.["count"]
        assert.strictEqual(used, Number(sent.headers["x-mbx-used-weight-1d"]) + extra, method)
        const orders = frame.rateLimits?.find((limit) => limit["intervalNum"] === 2)?.["count"]
        const counted = sent.headers["x-mbx-order-count-2d"]
        assert.strictEqual(orders, counted === undefined ? undefined : Number(counted), method)
      }
      const book = (of: Exchange) =>
        of.orders().map(({ clientOrderId, executedQuantity, placedAs, status }) => ({
          clientOrderId: clientOrderId.length === 22 ? "" : clientOrderId,
          executedQuantity,
          placedAs,
          status
        }))
      assert.deepStrictEqual(book(exchange), book(overHttp.exchange))
      assert.isAtLeast(exchange.orders().length, 5)
    }).pipe(Effect.scoped)
  )

  it.live("does not answer over HTTP what belongs to a connection", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* started()
      const wire = { method: "POST", path: "/ws-api/v3/session.status", query: "", body: "", headers: {} } as const
      const sent = yield* Effect.promise(() => sendOverSocket(baseUrl, wire, 2000))
      assert.strictEqual(sent === "silence" || sent._tag === "NoReply" ? 0 : sent.status, 404)
    }).pipe(Effect.scoped)
  )
})

describe("WebSocketApi: sessions", () => {
  it.live("logs on with Ed25519 alone, and then needs a timestamp and nothing else", () =>
    Effect.gen(function* () {
      const { client, exchange } = yield* withClient()
      const other = yield* client.ask("session.logon", signed())
      assert.deepStrictEqual([other.status, other.error?.code], [400, -4056])
      const on = yield* client.ask("session.logon", signedByEd25519())
      assert.deepInclude(on.result, { apiKey: TestKeys.ed25519.apiKey, userDataStream: false, returnRateLimits: true })
      const placed = yield* client.ask("order.place", { ...buy, timestamp: Date.now() })
      assert.strictEqual(placed.status, 200)
      const untimed = yield* client.ask("order.place", buy)
      assert.strictEqual(untimed.error?.code, -1102)
      const forged = yield* client.ask("order.place", { ...buy, timestamp: Date.now(), signature: "00" })
      assert.strictEqual(forged.error?.code, -1022)
      const status = yield* client.ask("session.status")
      assert.strictEqual(status.result?.["apiKey"], TestKeys.ed25519.apiKey)
      const off = yield* client.ask("session.logout")
      assert.deepInclude(off.result, { apiKey: null, authorizedSince: null })
      const after = yield* client.ask("order.place", { ...buy, timestamp: Date.now() })
      assert.strictEqual(after.error?.code, -1102)
      assert.strictEqual(exchange.orders().length, 1)
    }).pipe(Effect.scoped)
  )

  it.live("ends a session whose key was revoked with an answer to nobody", () =>
    Effect.gen(function* () {
      const { client, exchange } = yield* withClient()
      yield* client.ask("session.logon", signedByEd25519())
      exchange.revokeKey(Date.now(), TestKeys.ed25519.apiKey)
      client.send("order.place", { ...buy, timestamp: Date.now() })
      const frame = yield* client.reply(null)
      assert.deepInclude(frame, {
        status: 401,
        error: { code: -2015, msg: "Invalid API-key, IP, or permissions for action." }
      })
      assert.deepInclude((yield* client.ask("session.status")).result, { apiKey: null })
      assert.strictEqual(exchange.orders().length, 0)
    }).pipe(Effect.scoped)
  )
})

describe("WebSocketApi: how a connection lives and ends", () => {
  it.live("pings, and ends a connection that does not answer", () =>
    Effect.gen(function* () {
      const { client, webSocketUrl } = yield* withClient({ webSocket: { pingMillis: 20, pongMillis: 500 } })
      const deaf = yield* connect(webSocketUrl, { autoPong: false })
      yield* deaf.until(() => deaf.closed() !== undefined)
      assert.isAtLeast(deaf.pings(), 2)
      assert.isUndefined(client.closed())
      assert.strictEqual((yield* client.ask("ping")).status, 200)
    }).pipe(Effect.scoped)
  )

  it.live("closes a connection that has become too old, and all of them when told", () =>
    Effect.gen(function* () {
      const { client } = yield* withClient({ webSocket: { lifetimeMillis: 50 } })
      yield* client.until(() => client.closed() === 1001)
      const server = yield* withClient()
      yield* server.announceShutdown
      yield* server.client.until(() => server.client.events().length === 1)
      assert.deepInclude(server.client.events()[0], { e: "serverShutdown" })
      assert.strictEqual((yield* server.client.ask("ping")).status, 200)
      yield* server.closeWebSockets
      yield* server.client.until(() => server.client.closed() === 1001)
      const again = yield* connect(server.webSocketUrl)
      // whoever takes no connections has none
      yield* server.refuseConnections
      yield* again.until(() => again.closed() === 1006)
    }).pipe(Effect.scoped)
  )
})

describe("WebSocketApi: faults", () => {
  const meets = (fault: Fault.Name | Fault.Fault) => withClient({ plan: FaultPlan.scripted([{ fault, on: "place" }]) })
  const place = (clientOrderId: string) => signed({ ...rest, newClientOrderId: clientOrderId })

  const endings: ReadonlyArray<readonly [Fault.Name, number, number]> = [
    ["reset-unexecuted", 0, 1006],
    ["reply-lost", 1, 1006],
    ["reply-closed", 1, 1001],
    ["reply-cut", 1, 1006]
  ]
  for (const [name, orders, code] of endings) {
    it.live(`${name}: the connection ends (${code}) with ${orders} orders in the book`, () =>
      Effect.gen(function* () {
        const { client, exchange } = yield* meets(name)
        client.send("order.place", place("a"))
        yield* client.until(() => client.closed() !== undefined)
        assert.deepStrictEqual([exchange.find("a").length, client.closed()], [orders, code])
        assert.strictEqual(client.messages.length, 0)
      }).pipe(Effect.scoped)
    )
  }

  const silent: ReadonlyArray<readonly [Fault.Name, number]> = [
    ["request-lost", 0],
    ["reply-silent", 1]
  ]
  for (const [name, orders] of silent) {
    it.live(`${name}: nothing comes back, and the connection goes on`, () =>
      Effect.gen(function* () {
        const { client, exchange } = yield* meets(name)
        const id = client.send("order.place", place("a"))
        assert.strictEqual((yield* client.ask("ping")).status, 200)
        yield* Effect.sleep(50)
        assert.isUndefined(client.frames().find((frame) => frame.id === id))
        assert.strictEqual(exchange.find("a").length, orders)
      }).pipe(Effect.scoped)
    )
  }

  it.live("half-open: the order executes, and not even a pong comes back", () =>
    Effect.gen(function* () {
      const { client, exchange } = yield* meets(Fault.socket["half-open"])
      let pongs = 0
      client.webSocket.on("pong", () => pongs++)
      client.webSocket.ping()
      yield* client.until(() => pongs === 1)
      client.send("order.place", place("a"))
      client.send("ping")
      client.webSocket.ping()
      yield* Effect.sleep(100)
      assert.deepStrictEqual([client.messages.length, pongs, client.closed()], [0, 1, undefined])
      assert.strictEqual(exchange.find("a").length, 1)
    }).pipe(Effect.scoped)
  )

  it.live("reordered and late: the reply to the second request comes first", () =>
    Effect.gen(function* () {
      const late: Fault.Fault = { _tag: "Socket", what: { _tag: "late", millis: 80 } }
      for (const fault of [Fault.socket.reordered, late]) {
        const { client } = yield* meets(fault)
        const first = client.send("order.place", place("a"))
        yield* Effect.sleep(20)
        const second = client.send("time")
        yield* client.until(() => client.frames().length === 2)
        assert.deepStrictEqual(
          client.frames().map(({ id }) => id),
          [second, first]
        )
      }
    }).pipe(Effect.scoped)
  )

  it.live("slow-reader: what is sent after it waits to be read", () =>
    Effect.gen(function* () {
      const { client, exchange } = yield* meets({ _tag: "Socket", what: { _tag: "slow-reader", millis: 150 } })
      assert.strictEqual((yield* client.ask("order.place", place("a"))).status, 200)
      const id = client.send("order.place", place("b"))
      yield* Effect.sleep(60)
      assert.strictEqual(exchange.find("b").length, 0)
      assert.strictEqual((yield* client.reply(id)).status, 200)
    }).pipe(Effect.scoped)
  )

  it.live(
    "binary, id-null, too-large, half a JSON text, a page: the order executes and nobody can tell by the frame",
    () =>
      Effect.gen(function* () {
        const binary = yield* meets(Fault.socket["binary-frame"])
        binary.client.send("order.place", place("a"))
        yield* binary.client.until(() => binary.client.binary() === 1)
        const nameless = yield* meets(Fault.socket["id-null"])
        nameless.client.send("order.place", place("a"))
        assert.strictEqual((yield* nameless.client.reply(null)).status, 200)
        const large = yield* meets(Fault.socket["too-large"])
        large.client.send("order.place", place("a"))
        yield* large.client.until(() => large.client.messages.length === 1)
        assert.isAtLeast(large.client.messages[0]!.length, 16_777_216)
        const cut = yield* meets("reply-truncated")
        cut.client.send("order.place", place("a"))
        yield* cut.client.until(() => cut.client.messages.length === 1)
        assert.strictEqual(cut.client.frames().length, 0)
        assert.include(cut.client.messages[0], '"status":200,"result":{"symbol"')
        const page = yield* meets("bad-gateway")
        page.client.send("order.place", place("a"))
        yield* page.client.until(() => page.client.messages.length === 1)
        assert.include(page.client.messages[0], "<html>")
        for (const { exchange } of [binary, nameless, large, cut, page])
          assert.strictEqual(exchange.find("a").length, 1)
      }).pipe(Effect.scoped)
  )

  it.live("-1007 before the order executes: the frame says 504, the book says more", () =>
    Effect.gen(function* () {
      const { client, exchange } = yield* withClient({
        exchange: quiet({ engineDelayMillis: 100, apiTimeoutMillis: 30, processingMillis: { minimum: 0, maximum: 1 } }),
        plan: FaultPlan.scripted(["timeout-then-executed"])
      })
      const frame = yield* client.ask("order.place", signed({ ...rest, recvWindow: 100 }))
      assert.deepStrictEqual([frame.status, frame.error?.code], [504, -1007])
      // the engine goes on although nobody asks
      yield* client.until(() => exchange.orders().length === 1)
    }).pipe(Effect.scoped)
  )
})

describe("WebSocketApi: the user data stream", () => {
  const told = (client: Client) =>
    client
      .events()
      .map(({ C, X, c, e, l, x }) =>
        e === "executionReport" ? `${x} ${X} ${c} ${C}`.trim() : `${e} ${l ?? ""}`.trim()
      )

  it.live("tells of an order before its reply, with every trade and the balances after it", () =>
    Effect.gen(function* () {
      const { client, exchange } = yield* withClient()
      const subscribed = yield* client.ask("userDataStream.subscribe.signature", signed())
      assert.deepStrictEqual(subscribed.result, { subscriptionId: 0 })
      assert.strictEqual((yield* client.ask("session.status")).result?.["userDataStream"], true)
      const before = client.frames().length
      const placed = yield* client.ask("order.place", signed({ ...buy, quantity: "5", newClientOrderId: "a" }))
      const frames = client.frames().slice(before)
      assert.strictEqual(frames.at(-1)?.id, placed.id)
      const fills = exchange.trades()
      assert.isAtLeast(fills.length, 2)
      assert.deepStrictEqual(told(client), [
        "NEW NEW a",
        ...fills.slice(1).map(() => "TRADE PARTIALLY_FILLED a"),
        "TRADE FILLED a",
        "outboundAccountPosition"
      ])
      assert.isTrue(frames.slice(0, -1).every(({ subscriptionId }) => subscriptionId === 0))
      const reports = client.events().filter(({ x }) => x === "TRADE")
      assert.deepStrictEqual(
        reports.map(({ L, i, l, m, t }) => ({ L, i, l, m, t })),
        fills.map(({ id, orderId, price, quantity }) => ({ L: price, i: orderId, l: quantity, m: false, t: id }))
      )
      const [order] = exchange.find("a")
      assert.deepInclude(reports.at(-1), { z: order?.executedQuantity, Z: order?.quoteQuantity, q: "5.00000000" })
      const { free, locked } = exchange.balance("test", "BTC")
      assert.deepInclude(client.events().at(-1)?.["B"], { a: "BTC", f: free, l: locked })
    }).pipe(Effect.scoped)
  )

  it.live("tells of cancels, amends, expiries and order lists under the names that orders have then", () =>
    Effect.gen(function* () {
      const { client } = yield* withClient()
      yield* client.ask("userDataStream.subscribe.signature", signed())
      const since = Effect.fnUntraced(function* (method: string, params: Values) {
        const before = told(client).length
        assert.strictEqual((yield* client.ask(method, signed(params))).status, 200, method)
        return told(client)
          .slice(before)
          .filter((text) => text !== "outboundAccountPosition")
      })
      const order = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01" }
      const of = (id: string) => ({ symbol: "BTCUSDT", origClientOrderId: id })
      yield* client.ask("order.place", signed({ ...order, price: "50000.00", newClientOrderId: "a" }))
      assert.deepStrictEqual(
        yield* since("order.amend.keepPriority", { ...of("a"), newQty: "0.005", newClientOrderId: "b" }),
        ["REPLACED NEW b a"]
      )
      assert.deepStrictEqual(yield* since("order.cancel", { ...of("b"), newClientOrderId: "c" }), [
        "CANCELED CANCELED c b"
      ])
      const killed = { ...order, timeInForce: "IOC", price: "50000.00", newClientOrderId: "d" }
      assert.deepStrictEqual(yield* since("order.place", killed), ["NEW NEW d", "EXPIRED EXPIRED d"])
      assert.deepInclude(
        client.events().findLast(({ x }) => x === "EXPIRED"),
        { eR: "UNFILLED_IOC_QUANTITY_EXPIRED" }
      )
      const pair = {
        symbol: "BTCUSDT",
        side: "SELL",
        quantity: "0.01",
        aboveType: "LIMIT_MAKER",
        abovePrice: "70000.00",
        aboveClientOrderId: "above",
        belowType: "STOP_LOSS",
        belowStopPrice: "50000.00",
        belowClientOrderId: "below",
        listClientOrderId: "list"
      }
      const list = yield* since("orderList.place.oco", pair)
      assert.strictEqual(list[0], "listStatus EXEC_STARTED")
      assert.sameMembers(list.slice(1), ["NEW NEW above", "NEW NEW below"])
      const ended = yield* since("order.cancel", { ...of("above"), newClientOrderId: "off" })
      assert.sameMembers(ended, ["CANCELED CANCELED off above", "CANCELED CANCELED off below", "listStatus ALL_DONE"])
      assert.strictEqual(ended.at(-1), "listStatus ALL_DONE")
    }).pipe(Effect.scoped)
  )

  it.live("tells of what others do: over HTTP, by the market, late, and only of its own account", () =>
    Effect.gen(function* () {
      const { baseUrl, client, exchange, webSocketUrl } = yield* withClient({
        exchange: quiet({
          ...twoAccounts,
          symbols: ExchangeConfig.defaults.symbols,
          engineDelayMillis: 100,
          apiTimeoutMillis: 30
        }),
        plan: FaultPlan.scripted(["none", "timeout-then-executed"])
      })
      const other = yield* connect(webSocketUrl)
      yield* client.ask("userDataStream.subscribe.signature", signed())
      yield* other.ask("userDataStream.subscribe.signature", signed({}, bob))
      const wire = signedOverHttp("POST", "/api/v3/order", Date.now(), { ...rest, newClientOrderId: "a" })
      yield* Effect.promise(() => sendOverSocket(baseUrl, wire, 2000))
      yield* client.until(() => told(client).includes("NEW NEW a"))
      exchange.houseTakes(Date.now(), { symbol: "BTCUSDT", side: "SELL", price: "50000.00", quantity: "0.004" })
      yield* client.until(() => told(client).includes("TRADE PARTIALLY_FILLED a"))
      assert.deepInclude(
        client.events().find(({ x }) => x === "TRADE"),
        { l: "0.00400000", m: true }
      )
      exchange.cancelElsewhere(Date.now(), 1)
      yield* client.until(() => told(client).some((text) => text.startsWith("CANCELED CANCELED")))
      const doubt = yield* client.ask("order.place", signed({ ...rest, recvWindow: 100, newClientOrderId: "late" }))
      assert.strictEqual(doubt.status, 504)
      yield* client.until(() => told(client).includes("NEW NEW late"))
      assert.strictEqual(other.events().length, 0)
    }).pipe(Effect.scoped)
  )

  it.live("loses events, or sends them after the reply, as the plan says", () =>
    Effect.gen(function* () {
      const { client, exchange } = yield* withClient({
        plan: FaultPlan.scripted([
          { fault: Fault.socket["events-lost"], on: "place", nth: 1 },
          { fault: Fault.socket["events-after"], on: "place", nth: 2 }
        ])
      })
      yield* client.ask("userDataStream.subscribe.signature", signed())
      yield* client.ask("order.place", signed({ ...rest, newClientOrderId: "lost" }))
      yield* client.ask("ping")
      assert.deepStrictEqual([told(client), exchange.find("lost").length], [[], 1])
      const before = client.frames().length
      const placed = yield* client.ask("order.place", signed({ ...rest, newClientOrderId: "after" }))
      yield* client.until(() => client.events().length === 2)
      const frames = client.frames().slice(before)
      assert.strictEqual(frames[0]?.id, placed.id)
      assert.deepStrictEqual(told(client), ["NEW NEW after", "outboundAccountPosition"])
      const third = client.frames().length
      yield* client.ask("order.place", signed({ ...rest, newClientOrderId: "before" }))
      assert.isDefined(client.frames()[third]?.event)
    }).pipe(Effect.scoped)
  )

  it.live("one subscription for an account; a logout ends its own; the ended one says so", () =>
    Effect.gen(function* () {
      const { client, exchange } = yield* withClient({ exchange: quiet(twoAccounts) })
      const nobody = yield* client.ask("userDataStream.subscribe")
      assert.deepStrictEqual([nobody.status, nobody.error?.code], [401, -2015])
      yield* client.ask("session.logon", signedByEd25519())
      assert.deepStrictEqual((yield* client.ask("userDataStream.subscribe")).result, { subscriptionId: 0 })
      assert.strictEqual((yield* client.ask("userDataStream.subscribe")).error?.code, -2035)
      // the same account under another key
      assert.strictEqual((yield* client.ask("userDataStream.subscribe.signature", signed())).error?.code, -2035)
      const bobs = yield* client.ask("userDataStream.subscribe.signature", signed({}, bob))
      assert.deepStrictEqual(bobs.result, { subscriptionId: 1 })
      // a list, where everything else is an object
      assert.deepEqual<unknown>((yield* client.ask("session.subscriptions")).result, [
        { subscriptionId: 0 },
        { subscriptionId: 1 }
      ])
      yield* client.ask("session.logout")
      assert.deepStrictEqual(told(client), ["eventStreamTerminated"])
      assert.strictEqual((yield* client.ask("userDataStream.unsubscribe", { subscriptionId: 0 })).error?.code, -2036)
      assert.deepStrictEqual((yield* client.ask("userDataStream.unsubscribe")).result, {})
      yield* client.ask("order.place", signed({ ...rest, newClientOrderId: "unheard" }))
      assert.deepStrictEqual(told(client), ["eventStreamTerminated", "eventStreamTerminated"])
      assert.strictEqual(exchange.find("unheard").length, 1)
    }).pipe(Effect.scoped)
  )

  it.live("a key that is revoked ends a session at its next request, and its subscription; no other one", () =>
    Effect.gen(function* () {
      const { client, exchange } = yield* withClient({ exchange: quiet(twoAccounts) })
      yield* client.ask("session.logon", signedByEd25519())
      yield* client.ask("userDataStream.subscribe")
      yield* client.ask("userDataStream.subscribe.signature", signed({}, bob))
      exchange.revokeKey(Date.now(), TestKeys.ed25519.apiKey)
      // what is public says nothing of it
      assert.strictEqual((yield* client.ask("ping")).status, 200)
      assert.deepStrictEqual(told(client), [])
      client.send("session.status")
      assert.deepInclude(yield* client.reply(null), { status: 401 })
      assert.deepStrictEqual(told(client), ["eventStreamTerminated"])
      const after = yield* client.ask("session.status")
      assert.deepInclude(after.result, { apiKey: null, userDataStream: true })
      assert.strictEqual((yield* client.ask("userDataStream.subscribe")).status, 401)
    }).pipe(Effect.scoped)
  )
})

describe("WebSocketApi: what the library reads out of a fault", () => {
  /** The verdict on the first thing that came: a frame, the end of the connection, or nothing. */
  const verdictOn = (client: Client) => {
    const asked = {
      product: spotRules,
      kind: "place",
      earlier: "none",
      clientOrderIdFrom: "caller",
      clientOrderIds: ["a"]
    } as const
    const [text] = client.messages
    const code = client.closed()
    const frame = text === undefined ? undefined : readFrame(text, Date.now())
    const timedOut = { _tag: "NoReply", phase: "sent", code: undefined, timeout: true } as const
    const reply =
      frame === undefined
        ? code === undefined
          ? timedOut
          : closed(true, String(code))
        : frame._tag === "Reply"
          ? frame.reply
          : unanswered(frame)
    return decide(asked, reply, Date.now())._tag
  }
  // what claims to know whether the order is there
  const definite = new Set(["Success", "Retryable", "Fatal"])
  const faults: ReadonlyArray<readonly [string, Fault.Fault]> = [
    ...Fault.names
      .filter((name) => Fault.applies(Fault.rowOf(name), "place"))
      .map((name) => [name, Fault.rowOf(name).fault] as const),
    ...Object.entries(Fault.socket)
      .filter(([name]) => name !== "reordered")
      .map(([name, fault]) => [name, fault] as const)
  ]

  it.live(
    "is never the opposite of what the book says",
    () =>
      Effect.gen(function* () {
        const met = new Map<string, number>()
        yield* Effect.forEach(
          faults,
          ([name, fault]) =>
            Effect.gen(function* () {
              const { client, exchange } = yield* withClient({
                exchange: quiet({
                  engineDelayMillis: 100,
                  apiTimeoutMillis: 30,
                  processingMillis: { minimum: 0, maximum: 1 }
                }),
                plan: FaultPlan.scripted([{ fault, on: "place" }])
              })
              client.send("order.place", signed({ ...rest, recvWindow: 300, newClientOrderId: "a" }))
              for (let waited = 0; waited < 1500; waited += 10) {
                if (client.messages.length > 0 || client.closed() !== undefined) break
                yield* Effect.sleep(10)
              }
              const said = verdictOn(client)
              exchange.drain()
              const isThere = exchange.find("a").length === 1
              met.set(said, (met.get(said) ?? 0) + 1)
              if (definite.has(said)) assert.strictEqual(said === "Success", isThere, `${name}: ${said}`)
              else assert.strictEqual(said, "AmbiguousExecution", name)
            }).pipe(Effect.scoped),
          { concurrency: 8 }
        )
        // each of the four is met: a check that only ever met doubts would show nothing
        assert.sameMembers([...met.keys()], ["Success", "Retryable", "Fatal", "AmbiguousExecution"])
      }),
    20_000
  )
})
