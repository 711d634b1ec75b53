// A request goes to the host of its product, is signed by that host's clock, and without such a host nothing is sent.
import { assert, describe, it } from "@effect/vitest"
import { UndiciTransport } from "@effect-binance/node"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as FetchTransport from "effect-binance/client/FetchTransport"
import * as HttpTransport from "effect-binance/client/HttpTransport"
import * as ServerClock from "effect-binance/client/ServerClock"
import { type Reply, Transport, unaddressed } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { coinmRules } from "effect-binance/products/CoinmRules"
import * as Options from "effect-binance/products/Options"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import { portfolioMarginRules } from "effect-binance/products/PortfolioMarginRules"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Usdm from "effect-binance/products/Usdm"
import { usdmAlgoRules, usdmRules } from "effect-binance/products/UsdmRules"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { type AnyCall, atOnce, client, http, parameter, settle, type Script, signer, wire } from "../client/support.ts"
import { coinmRows, optionsRows, portfolioMarginRows, usdmRows } from "./futuresRequests.ts"

const of = (layer: Layer.Layer<Endpoint.Endpoint>) => Effect.provide(Endpoint.Endpoint, layer)

describe("the addresses", () => {
  const expected: ReadonlyArray<
    readonly [string, Layer.Layer<Endpoint.Endpoint>, Readonly<Record<string, string | undefined>>]
  > = [
    [
      "production",
      Endpoint.layerProduction,
      {
        "/api/v3/order": "https://api.binance.com",
        "/sapi/v1/margin/order": "https://api.binance.com",
        "/fapi/v1/order": "https://fapi.binance.com",
        "/dapi/v1/order": "https://dapi.binance.com",
        "/eapi/v1/order": "https://eapi.binance.com",
        "/papi/v1/um/order": "https://papi.binance.com"
      }
    ],
    [
      "testnet",
      Endpoint.layerTestnet,
      {
        "/api/v3/order": "https://testnet.binance.vision",
        "/sapi/v1/margin/order": undefined,
        "/fapi/v1/order": "https://demo-fapi.binance.com",
        "/dapi/v1/order": "https://testnet.binancefuture.com",
        "/eapi/v1/order": "https://demo-fapi.binance.com",
        "/papi/v1/um/order": undefined
      }
    ],
    [
      "demo",
      Endpoint.layerDemo,
      {
        "/api/v3/order": "https://demo-api.binance.com",
        "/sapi/v1/margin/order": undefined,
        "/fapi/v1/order": "https://demo-fapi.binance.com",
        "/dapi/v1/order": undefined,
        "/eapi/v1/order": "https://demo-fapi.binance.com",
        "/papi/v1/um/order": undefined
      }
    ],
    [
      "one address for all",
      Endpoint.layerSimulator("http://127.0.0.1:1/"),
      Object.fromEntries(
        ["/api/v3/order", "/sapi/v1/a", "/fapi/v1/order", "/dapi/v1/order", "/eapi/v1/order", "/papi/v1/um/order"].map(
          (path) => [path, "http://127.0.0.1:1"]
        )
      )
    ]
  ]
  for (const [name, layer, addresses] of expected)
    it.effect(name, () =>
      Effect.gen(function* () {
        const endpoint = yield* of(layer)
        for (const [path, address] of Object.entries(addresses))
          assert.strictEqual(Endpoint.addressOf(endpoint, path), address, path)
      })
    )

  it.effect("a path of no family has no address, also one that only looks like a family", () =>
    Effect.gen(function* () {
      const endpoint = yield* of(Endpoint.layerProduction)
      for (const path of [
        "",
        "/",
        "/fapi",
        "fapi/v1/order",
        "/constructor/x",
        "/api2/v3/order",
        "/x/fapi/v1/order",
        "//fapi/v1/order"
      ])
        assert.isUndefined(Endpoint.addressOf(endpoint, path), path)
    })
  )

  it.effect("the production host of every operation is that of its product", () =>
    Effect.gen(function* () {
      const endpoint = yield* of(Endpoint.layerProduction)
      const rows = [
        ["https://fapi.binance.com", usdmRows],
        ["https://dapi.binance.com", coinmRows],
        ["https://eapi.binance.com", optionsRows],
        ["https://papi.binance.com", portfolioMarginRows]
      ] as const
      for (const [host, of] of rows)
        for (const { operation } of of)
          assert.strictEqual(Endpoint.addressOf(endpoint, operation.path), host, operation.name)
    })
  )
})

// what each host's clock is ahead of ours, in ms
const ahead: Readonly<Record<string, number>> = {
  "https://api.binance.com": 1_000,
  "https://fapi.binance.com": -3_000,
  "https://dapi.binance.com": 5_000,
  "https://eapi.binance.com": -7_000,
  "https://papi.binance.com": 9_000
}

const calls: ReadonlyArray<readonly [string, AnyCall, string, string]> = [
  ["Spot", Spot.openOrders({ symbol: "BTCUSDT" }), "https://api.binance.com", "https://api.binance.com/api/v3/time"],
  [
    "USDⓈ-M",
    Usdm.openOrders({ symbol: "BTCUSDT" }),
    "https://fapi.binance.com",
    "https://fapi.binance.com/fapi/v1/time"
  ],
  [
    "algo orders",
    Usdm.openAlgoOrders({ symbol: "BTCUSDT" }),
    "https://fapi.binance.com",
    "https://fapi.binance.com/fapi/v1/time"
  ],
  ["options", Options.openOrders(), "https://eapi.binance.com", "https://eapi.binance.com/eapi/v1/time"],
  // its own host documents no clock
  [
    "portfolio margin",
    PortfolioMargin.umOpenOrders({ symbol: "BTCUSDT" }),
    "https://papi.binance.com",
    "https://fapi.binance.com/fapi/v1/time"
  ]
]

/** Every exchange on the net, each by its own clock. */
const net = () => {
  const urls: Array<URL> = []
  const fetch: FetchTransport.Fetch = (url) => {
    const parsed = new URL(url)
    urls.push(parsed)
    const time = Date.now() + (ahead[parsed.origin] ?? NaN)
    return Promise.resolve(new Response(parsed.pathname.endsWith("/time") ? `{"serverTime":${time}}` : "[]"))
  }
  return { urls, fetch }
}

const clientOver = (transport: Layer.Layer<Transport>) =>
  BinanceClient.layer.pipe(
    Layer.provideMerge(ServerClock.layer),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provide(signer().layer),
    Layer.provideMerge(transport)
  )

const transports = (fetch: FetchTransport.Fetch) =>
  [
    ["FetchTransport", FetchTransport.layerWith(fetch)],
    [
      "HttpTransport",
      HttpTransport.layer.pipe(
        Layer.provide(FetchHttpClient.layer),
        Layer.provide(
          Layer.succeed(FetchHttpClient.Fetch, (input, init) =>
            fetch(input instanceof Request ? input.url : `${input}`, init ?? {})
          )
        )
      )
    ]
  ] as const

describe("where a request goes", () => {
  for (const [index, name] of ["FetchTransport", "HttpTransport"].entries())
    for (const [product, call, host, clock] of calls)
      it.live(`${name}, ${product}: to its own host, signed by the clock at ${clock}`, () => {
        const { fetch, urls } = net()
        const transport = transports(fetch)[index]?.[1] ?? assert.fail()
        return Effect.gen(function* () {
          yield* call
          const times = urls.filter(({ pathname }) => pathname.endsWith("/time"))
          assert.isNotEmpty(times)
          for (const url of times) assert.strictEqual(url.origin + url.pathname, clock)
          const asked = urls.filter(({ pathname }) => !pathname.endsWith("/time"))
          assert.deepStrictEqual(
            asked.map(({ origin }) => origin),
            [host]
          )
          const skew = Number(asked[0]?.searchParams.get("timestamp")) - Date.now()
          assert.closeTo(skew, ahead[new URL(clock).origin] ?? NaN, 500)
        }).pipe(Effect.provide(clientOver(transport.pipe(Layer.provide(Endpoint.layerProduction)))))
      })

  it.live(
    "undici: to the server of its family, each over connections of its own, and under the prefix of its address",
    () =>
      Effect.gen(function* () {
        const listen = (name: string) =>
          Effect.acquireRelease(
            Effect.callback<{ readonly port: number; readonly paths: Array<string>; readonly close: () => void }>(
              (resume) => {
                const paths: Array<string> = []
                const server = createServer((request, response) => {
                  paths.push(request.url ?? "")
                  response.end(JSON.stringify({ name }))
                }).listen(0, "127.0.0.1", () =>
                  // listening on a port, so this is no pipe
                  resume(
                    Effect.succeed({ port: (server.address() as AddressInfo).port, paths, close: () => server.close() })
                  )
                )
              }
            ),
            ({ close }) => Effect.sync(close)
          )
        const spot = yield* listen("spot")
        const futures = yield* listen("futures")
        const endpoint = Endpoint.layerCustom("two", `http://127.0.0.1:${spot.port}`, {
          api: `http://127.0.0.1:${spot.port}`,
          fapi: `http://127.0.0.1:${futures.port}/behind/`
        })
        yield* Effect.gen(function* () {
          const transport = yield* Transport
          const ask = (path: string) => transport.send({ method: "GET", path, query: "", body: "", headers: {} })
          const nameOf = (reply: Reply) => (reply._tag === "HttpReply" ? reply.body : reply.code)
          assert.strictEqual(nameOf(yield* ask("/api/v3/time")), `{"name":"spot"}`)
          assert.strictEqual(nameOf(yield* ask("/fapi/v1/time")), `{"name":"futures"}`)
          assert.deepStrictEqual(yield* ask("/dapi/v1/time"), {
            _tag: "NoReply",
            phase: "connect",
            code: unaddressed,
            timeout: false
          })
          assert.deepStrictEqual([spot.paths, futures.paths], [["/api/v3/time"], ["/behind/fapi/v1/time"]])
          assert.isTrue(transport.reaches?.("/fapi/v1/order"))
          assert.isFalse(transport.reaches?.("/papi/v1/um/order"))
        }).pipe(Effect.provide(UndiciTransport.layer.pipe(Layer.provide(endpoint))))
      }).pipe(Effect.scoped)
  )
})

describe("a product without a host", () => {
  const unreachable: ReadonlyArray<readonly [string, AnyCall, Layer.Layer<Endpoint.Endpoint>]> = [
    [
      "a write",
      PortfolioMargin.placeUmOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1" }),
      Endpoint.layerTestnet
    ],
    ["a read", PortfolioMargin.account(), Endpoint.layerDemo],
    [
      "one whose clock has no host",
      PortfolioMargin.account(),
      Endpoint.layerCustom("mine", "https://papi.binance.com", { papi: "https://papi.binance.com" })
    ],
    [
      "an open read",
      Usdm.time(),
      Endpoint.layerCustom("mine", "https://api.binance.com", { api: "https://api.binance.com" })
    ]
  ]
  for (const [index, name] of ["FetchTransport", "HttpTransport"].entries())
    for (const [what, call, endpoint] of unreachable)
      it.live(`${name}, ${what}: it is Fatal, says so, and nothing is sent`, () => {
        const { fetch, urls } = net()
        const transport = transports(fetch)[index]?.[1] ?? assert.fail()
        return Effect.gen(function* () {
          const error = yield* Effect.flip(call)
          assert.deepStrictEqual([error._tag, error.reason._tag], ["Fatal", "Unsupported"])
          assert.match(error.message, /no address for (?:pm|usdm)/)
          assert.deepStrictEqual(urls, [])
          const reply = yield* (yield* Transport).send({
            method: "GET",
            path: "/papi2/v1/account",
            query: "",
            body: "",
            headers: {}
          })
          assert.deepStrictEqual(reply, { _tag: "NoReply", phase: "connect", code: unaddressed, timeout: false })
          assert.deepStrictEqual(urls, [])
        }).pipe(Effect.provide(clientOver(transport.pipe(Layer.provide(endpoint)))))
      })
})

describe("the clocks", () => {
  const skews: Readonly<Record<string, number>> = {
    "/api/v3/time": 1_000,
    "/fapi/v1/time": -3_000,
    "/dapi/v1/time": 5_000
  }
  const hosts: Script = (request) =>
    skews[request.path] === undefined
      ? http(200, [])
      : Effect.map(Clock.currentTimeMillis, (now) => http(200, { serverTime: now + skews[request.path]! }))

  it.effect("each has an estimate of its own; the service itself is that of Spot", () => {
    const over = wire(hosts)
    return Effect.gen(function* () {
      const service = yield* ServerClock.ServerClock
      const time = (clock: ServerClock.HostClock) => Effect.map(clock.now, (estimate) => estimate.time)
      const at = yield* Clock.currentTimeMillis
      assert.strictEqual((yield* time(service)) - at, 1_000)
      assert.strictEqual((yield* time(ServerClock.clockOf(service, spotRules))) - at, 1_000)
      assert.strictEqual((yield* time(ServerClock.clockOf(service, usdmRules))) - at, -3_000)
      assert.strictEqual((yield* time(ServerClock.clockOf(service, coinmRules))) - at, 5_000)
      assert.strictEqual(yield* ServerClock.clockOf(service, coinmRules).read, at + 5_000)
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("products that tell their time at one place share one measurement", () => {
    const over = wire(hosts)
    return Effect.gen(function* () {
      const service = yield* ServerClock.ServerClock
      for (const rules of [usdmRules, usdmAlgoRules, portfolioMarginRules])
        yield* ServerClock.clockOf(service, rules).now
      assert.deepStrictEqual(
        over.sent.map(({ request }) => request.path),
        Array(3).fill("/fapi/v1/time")
      )
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("a product's clock is not asked before it is needed", () => {
    const over = wire(hosts)
    return Effect.gen(function* () {
      yield* atOnce(Spot.openOrders())
      yield* settle
      assert.isEmpty(over.sent.filter(({ request }) => request.path === "/fapi/v1/time"))
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("a clock skew of one host is measured again there, and leaves the others alone", () => {
    let refusals = 0
    const over = wire((request, index) =>
      request.path === "/fapi/v1/openOrders" && refusals++ === 0
        ? http(400, { code: -1021, msg: "Timestamp for this request is outside of the recvWindow." })
        : hosts(request, index)
    )
    return Effect.gen(function* () {
      yield* atOnce(Spot.openOrders())
      yield* atOnce(Usdm.openOrders())
      const paths = over.sent.map(({ request }) => request.path)
      assert.lengthOf(
        paths.filter((path) => path === "/api/v3/time"),
        3
      )
      assert.lengthOf(
        paths.filter((path) => path === "/fapi/v1/time"),
        6
      )
      const signed = over.sent.filter(({ request }) => request.path === "/fapi/v1/openOrders")
      assert.deepStrictEqual(
        signed.map(({ at, request }) => Number(parameter(request, "timestamp")) - at),
        [-3_000, -3_000]
      )
    }).pipe(Effect.provide(client(over)))
  })

  it.effect("a fixed clock, and a double without forProduct, is the clock of every product", () =>
    Effect.gen(function* () {
      const service = yield* ServerClock.ServerClock
      for (const rules of [spotRules, usdmRules]) assert.strictEqual(ServerClock.clockOf(service, rules), service)
    }).pipe(Effect.provide(ServerClock.layerFixed(250)))
  )

  it.effect("a service that is another product's clock still has Spot's beside it", () => {
    const over = wire(hosts)
    return Effect.gen(function* () {
      const service = yield* ServerClock.ServerClock
      const at = yield* Clock.currentTimeMillis
      assert.strictEqual((yield* service.now).time - at, -3_000)
      assert.strictEqual((yield* ServerClock.clockOf(service, spotRules).now).time - at, 1_000)
    }).pipe(Effect.provide(client(over, { clock: ServerClock.layerWith({ rules: usdmRules }) })))
  })
})
