import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Operation from "effect-binance/client/Operation"
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import { Signer } from "effect-binance/client/Signer"
import type { WireRequest } from "effect-binance/client/Transport"
import * as Spot from "effect-binance/products/Spot"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { createHmac } from "node:crypto"
import { createServer, type IncomingMessage } from "node:http"
import { requestOf as requestOfRow } from "../products/requests.ts"
import { spotRows } from "../products/spotRequests.ts"
import { type AnyCall, atOnce, clientFixed, http, keys, parametersOf, signer, wire } from "./support.ts"

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.01",
  price: "1"
} as const
const tail = `recvWindow=5000&timestamp=0&signature=${keys.signature}`
const id = "<id>"

/** Sends it and gives the request that left, with the library's own client order id written as `<id>`. */
const requestOf = (call: AnyCall) => {
  const over = wire(() => http(200, []))
  return Effect.gen(function* () {
    yield* atOnce(call)
    assert.strictEqual(over.sent.length, 1)
    const { body, headers, method, path, query } = over.sent[0]!.request
    const masked = (text: string) => text.replace(/[0-9a-z]{24}/g, id)
    return { method, path, query: masked(query), body: masked(body), headers }
  }).pipe(Effect.provide(clientFixed(over)))
}

const key = { "x-mbx-apikey": keys.apiKey }
const form = { "content-type": "application/x-www-form-urlencoded", ...key }
const get = (path: string, query: string): Omit<WireRequest, "mayLeave"> => ({
  method: "GET",
  path: `/api/v3/${path}`,
  query: query === "" ? tail : `${query}&${tail}`,
  body: "",
  headers: key
})
const open = (path: string, query: string): Omit<WireRequest, "mayLeave"> => ({
  method: "GET",
  path: `/api/v3/${path}`,
  query,
  body: "",
  headers: {}
})
const post = (path: string, body: string): Omit<WireRequest, "mayLeave"> => ({
  method: "POST",
  path: `/api/v3/${path}`,
  query: "",
  body: `${body}&${tail}`,
  headers: form
})
const del = (path: string, query: string): Omit<WireRequest, "mayLeave"> => ({
  method: "DELETE",
  path: `/api/v3/${path}`,
  query: `${query}&${tail}`,
  body: "",
  headers: key
})

const BTC = "symbol=BTCUSDT"
type Table = { readonly [operation: string]: ReadonlyArray<readonly [AnyCall, Omit<WireRequest, "mayLeave">]> }
const elsewhere: Table = Object.fromEntries(
  Object.entries(spotRows).map(([name, rows]) => [name, rows.map((row) => [row.call, requestOfRow(row)] as const)])
)
const table: Table = {
  ...elsewhere,
  time: [[Spot.time(), open("time", "")]],
  exchangeInfo: [
    [Spot.exchangeInfo(), open("exchangeInfo", "")],
    [Spot.exchangeInfo({ symbol: "BTCUSDT" }), open("exchangeInfo", BTC)]
  ],
  account: [
    [Spot.account(), get("account", "")],
    [Spot.account({ omitZeroBalances: true }), get("account", "omitZeroBalances=true")]
  ],
  placeOrder: [
    [
      Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }),
      post("order", `${BTC}&side=BUY&type=MARKET&quantity=0.01&newClientOrderId=${id}`)
    ],
    [
      Spot.placeOrder({ symbol: "BTCUSDT", side: "SELL", type: "MARKET", quoteOrderQty: "100" }),
      post("order", `${BTC}&side=SELL&type=MARKET&quoteOrderQty=100&newClientOrderId=${id}`)
    ],
    [
      Spot.placeOrder({
        ...limit,
        icebergQty: "0.001",
        newOrderRespType: "FULL",
        selfTradePreventionMode: "EXPIRE_MAKER",
        strategyId: 7,
        strategyType: 1_000_000,
        newClientOrderId: "own"
      }),
      post(
        "order",
        `${BTC}&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=1&icebergQty=0.001&newClientOrderId=own&newOrderRespType=FULL&selfTradePreventionMode=EXPIRE_MAKER&strategyId=7&strategyType=1000000`
      )
    ],
    [
      Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "LIMIT_MAKER", quantity: "1", price: "2" }),
      post("order", `${BTC}&side=BUY&type=LIMIT_MAKER&quantity=1&price=2&newClientOrderId=${id}`)
    ],
    [
      Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "STOP_LOSS", quantity: "1", trailingDelta: 100 }),
      post("order", `${BTC}&side=BUY&type=STOP_LOSS&quantity=1&trailingDelta=100&newClientOrderId=${id}`)
    ],
    [
      Spot.placeOrder({
        symbol: "BTCUSDT",
        side: "BUY",
        type: "TAKE_PROFIT_LIMIT",
        timeInForce: "FOK",
        quantity: "1",
        price: "2",
        stopPrice: "3"
      }),
      post(
        "order",
        `${BTC}&side=BUY&type=TAKE_PROFIT_LIMIT&timeInForce=FOK&quantity=1&price=2&stopPrice=3&newClientOrderId=${id}`
      )
    ]
  ],
  testOrder: [
    [
      Spot.testOrder({ ...limit, computeCommissionRates: true }),
      post(
        "order/test",
        `${BTC}&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=1&newClientOrderId=${id}&computeCommissionRates=true`
      )
    ]
  ],
  queryOrder: [
    [Spot.queryOrder({ symbol: "BTCUSDT", origClientOrderId: "a" }), get("order", `${BTC}&origClientOrderId=a`)],
    [Spot.queryOrder({ symbol: "BTCUSDT", orderId: 28 }), get("order", `${BTC}&orderId=28`)],
    [
      Spot.queryOrder({ symbol: "BTCUSDT", orderId: "9223372036854775807" }),
      get("order", `${BTC}&orderId=9223372036854775807`)
    ]
  ],
  cancelOrder: [
    // the order keeps its name: otherwise it could not be found by it any more
    [
      Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "a" }),
      del("order", `${BTC}&origClientOrderId=a&newClientOrderId=a`)
    ],
    [
      Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 28, cancelRestrictions: "ONLY_NEW" }),
      del("order", `${BTC}&orderId=28&cancelRestrictions=ONLY_NEW`)
    ]
  ],
  openOrders: [
    [Spot.openOrders(), get("openOrders", "")],
    [Spot.openOrders({ symbol: "BTCUSDT" }), get("openOrders", BTC)]
  ],
  allOrders: [
    [
      Spot.allOrders({
        symbol: "BTCUSDT",
        orderId: 1,
        startTime: 1_700_000_000_000,
        endTime: 1_700_000_001_000,
        limit: 1000
      }),
      get("allOrders", `${BTC}&orderId=1&startTime=1700000000000&endTime=1700000001000&limit=1000`)
    ]
  ],
  orderAmendments: [
    [Spot.orderAmendments({ symbol: "BTCUSDT", orderId: 28 }), get("order/amendments", `${BTC}&orderId=28`)]
  ],
  myTrades: [
    [
      Spot.myTrades({ symbol: "BTCUSDT", orderId: "9007199254740993", fromId: 5, limit: 10 }),
      get("myTrades", `${BTC}&orderId=9007199254740993&fromId=5&limit=10`)
    ]
  ]
}

describe("what goes out", () => {
  const operations = Object.entries(Spot)
    .filter(([, value]) => typeof value === "function" && "operation" in value)
    .map(([name]) => name)
  for (const name of operations) {
    it.effect(`${name}: method, path, query, body and headers, and nothing else`, () =>
      Effect.gen(function* () {
        const rows = table[name]
        if (rows === undefined || rows.length === 0) return assert.fail(`${name} has no row in the table`)
        for (const [call, expected] of rows) assert.deepStrictEqual<unknown>(yield* requestOf(call), expected)
      })
    )
  }

  it("the table has no row for what there is not", () =>
    assert.deepStrictEqual(
      Object.keys(table).filter((name) => !operations.includes(name)),
      []
    ))

  it.effect("what is signed is what is sent, up to the signature, also when it has to be encoded", () => {
    const over = wire(() => http(200, { orderId: 1 }))
    const signing = signer()
    return Effect.gen(function* () {
      const symbol = "１２３ a'(b)*!~&=+%"
      yield* atOnce(Spot.placeOrder({ ...limit, symbol }))
      yield* atOnce(Spot.queryOrder({ symbol, origClientOrderId: "a/b+c" }))
      assert.strictEqual(signing.payloads.length, 2)
      over.sent.forEach(({ request }, index) => {
        const text = request.query === "" ? request.body : request.query
        assert.strictEqual(text, `${signing.payloads[index]}&signature=${keys.signature}`)
        assert.match(text, /^[\w.~%&=-]+$/)
        assert.strictEqual(parametersOf(request).get("symbol"), symbol)
      })
    }).pipe(Effect.provide(clientFixed(over, { signer: signing.layer })))
  })

  it.effect("a base64 signature is percent-encoded", () => {
    const over = wire(() => http(200, []))
    return Effect.gen(function* () {
      yield* atOnce(Spot.openOrders())
      assert.isTrue(over.sent[0]?.request.query.endsWith("&signature=ab%2Bcd%2Fef%3D%3D"))
    }).pipe(
      Effect.provide(
        clientFixed(over, {
          signer: Layer.succeed(Signer, {
            apiKey: Redacted.make(keys.apiKey),
            account: "test",
            sign: () => Effect.succeed("ab+cd/ef==")
          })
        })
      )
    )
  })
})

describe("decimals", () => {
  const big = (value: bigint, scale: number) => BigDecimal.make(value, scale)
  const rows: ReadonlyArray<readonly [Operation.Decimal, string]> = [
    ["0.00000001", "0.00000001"],
    ["1.10000", "1.10000"],
    [big(1n, 8), "0.00000001"],
    [BigDecimal.fromStringUnsafe("1e-8"), "0.00000001"],
    [BigDecimal.fromStringUnsafe("1e18"), "1000000000000000000"],
    [BigDecimal.fromStringUnsafe("1.5E+3"), "1500"],
    [BigDecimal.fromStringUnsafe("100.00"), "100"],
    [big(123456789012345678901234567890n, 10), "12345678901234567890.123456789"],
    [big(10n, 1), "1"],
    [big(1n, -30), `1${"0".repeat(30)}`],
    [big(0n, 5), "0"],
    [big(0n, -5), "0"],
    [big(-5n, 1), "-0.5"],
    [big(-123n, 2), "-1.23"],
    [big(9007199254740993n, 0), "9007199254740993"],
    [big(90071992547409931n, 1), "9007199254740993.1"]
  ]

  it("are exact, without an exponent", () => {
    for (const [decimal, text] of rows) {
      assert.strictEqual(Operation.formatDecimal(decimal), text)
      assert.isTrue(
        BigDecimal.equals(
          BigDecimal.fromStringUnsafe(text),
          typeof decimal === "string" ? BigDecimal.fromStringUnsafe(decimal) : decimal
        )
      )
    }
  })

  it.effect("go out as that text in every field that takes one, and into the doubt", () =>
    Effect.gen(function* () {
      for (const [decimal, text] of rows.slice(0, 8)) {
        const { body } = yield* requestOf(
          Spot.placeOrder({
            symbol: "BTCUSDT",
            side: "BUY",
            type: "STOP_LOSS_LIMIT",
            timeInForce: "GTC",
            quantity: decimal,
            price: decimal,
            stopPrice: decimal,
            icebergQty: decimal
          })
        )
        const sent = new URLSearchParams(body)
        for (const name of ["quantity", "price", "stopPrice", "icebergQty"])
          assert.strictEqual(sent.get(name), text, name)
        const market = yield* requestOf(
          Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quoteOrderQty: decimal })
        )
        assert.strictEqual(new URLSearchParams(market.body).get("quoteOrderQty"), text)
        const over = wire(() => ({ _tag: "NoReply", phase: "sent", code: "ECONNRESET", timeout: false }))
        const doubt = yield* atOnce(Spot.placeOrder({ ...limit, quantity: decimal, price: decimal })).pipe(
          Effect.provide(clientFixed(over))
        )
        if (doubt._tag === "Success" || doubt.failure._tag !== "AmbiguousExecution") return assert.fail("no doubt")
        assert.deepInclude(doubt.failure.inDoubt, { quantity: text, price: text })
      }
    })
  )
})

describe("over a real server", () => {
  const secret = "s".repeat(64)
  const served = Effect.acquireRelease(
    Effect.callback<{
      readonly baseUrl: string
      readonly seen: Array<{ readonly request: IncomingMessage; readonly body: string }>
      readonly close: () => void
    }>((resume) => {
      const seen: Array<{ readonly request: IncomingMessage; readonly body: string }> = []
      const server = createServer((request, response) => {
        let body = ""
        request.on("data", (part) => (body += part))
        request.on("end", () => {
          if (request.url !== "/api/v3/time") seen.push({ request, body })
          response.setHeader("content-type", "application/json")
          response.end(
            request.url === "/api/v3/time"
              ? JSON.stringify({ serverTime: Date.now() })
              : request.method === "GET"
                ? "[]"
                : '{"orderId":1}'
          )
        })
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(
          Effect.succeed({
            baseUrl: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
            seen,
            close: () => void server.close()
          })
        )
      })
    }),
    ({ close }) => Effect.sync(close)
  )

  it.live("the headers are the key's, the form's and those of HTTP: none of tracing, also inside a span", () =>
    Effect.gen(function* () {
      const { baseUrl, seen } = yield* served
      yield* Effect.gen(function* () {
        yield* Spot.placeOrder(limit)
        yield* Spot.openOrders()
        yield* Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 1 }).pipe(Call.recvWindow(4000))
        yield* Spot.exchangeInfo().pipe(Effect.ignore)
      }).pipe(
        Effect.withSpan("outer"),
        Effect.provide(
          NodeBinance.layerWith({ apiKey: "k".repeat(64), apiSecret: secret }).pipe(
            Layer.provide(Endpoint.layerSimulator(baseUrl))
          )
        )
      )
      assert.deepStrictEqual(
        seen.map(({ request }) => `${request.method} ${request.url?.split("?")[0]}`),
        ["POST /api/v3/order", "GET /api/v3/openOrders", "DELETE /api/v3/order", "GET /api/v3/exchangeInfo"]
      )
      const common = ["connection", "host", "user-agent"]
      const expected = [
        ["content-length", "content-type", "x-mbx-apikey"],
        ["accept-encoding", "x-mbx-apikey"],
        ["x-mbx-apikey"],
        ["accept-encoding"]
      ]
      seen.forEach(({ body, request }, index) => {
        assert.deepStrictEqual(Object.keys(request.headers).sort(), [...common, ...(expected[index] ?? [])].sort())
        const text = request.method === "POST" ? body : (request.url?.split("?")[1] ?? "")
        if (request.method === "POST") assert.notInclude(request.url, "?")
        else assert.strictEqual(body, "")
        if (request.headers["x-mbx-apikey"] === undefined) return assert.strictEqual(text, "")
        const [payload, signature] = text.split("&signature=")
        assert.strictEqual(
          signature,
          createHmac("sha256", secret)
            .update(payload ?? "")
            .digest("hex")
        )
      })
    })
  )
})
