import { Exchange } from "@effect-binance/simulator/Exchange"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { Endpoint } from "effect-binance/client/Endpoint"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { connect } from "node:net"
import { sendOverSocket } from "./faces.ts"
import { hmac, limit, market, open } from "./support.ts"

const send = (baseUrl: string, wire: ReturnType<typeof open>) =>
  Effect.promise(() => sendOverSocket(baseUrl, wire, 2000))

/** Writes text to the port and gives what comes back until the other side closes or `until` has come. */
const raw = (port: number, text: string, until: string) =>
  Effect.promise(
    () =>
      new Promise<string>((resolve) => {
        const socket = connect(port, "127.0.0.1", () => socket.write(text))
        let got = ""
        socket.on("data", (part) => {
          got += part.toString("latin1")
          if (got.includes(until)) socket.destroy()
        })
        socket.on("close", () => resolve(got))
        socket.on("error", () => resolve(got))
      })
  )

describe("SimulatedServer", () => {
  it.live("trades over a socket with the documented signatures, in the query or in the body", () =>
    Effect.gen(function* () {
      const documented = {
        apiKey: "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",
        secret: "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
      }
      const [btcusdt] = ExchangeConfig.defaults.symbols
      const exchange = new Exchange({
        // the vectors were signed in 2017
        skewMillis: 1_499_827_319_560 - Date.now(),
        symbols: [
          {
            ...btcusdt!,
            symbol: "LTCBTC",
            baseAsset: "LTC",
            quoteAsset: "BTC",
            priceFilter: { minPrice: "0.0001", maxPrice: "10", tickSize: "0.0001" },
            notional: { minNotional: "0.001", maxNotional: "1000" },
            house: undefined
          }
        ],
        accounts: [
          {
            name: "docs",
            keys: [{ apiKey: documented.apiKey, key: { _tag: "Hmac", secret: documented.secret } }],
            balances: { BTC: "10" }
          }
        ]
      })
      const { baseUrl, port } = yield* SimulatedServer.start({ exchange })
      const rest = "side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559"
      const h1 = `symbol=LTCBTC&${rest}&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71`
      const h2 = `symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&${rest}&signature=e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3`
      const headers = { "x-mbx-apikey": documented.apiKey, "content-type": "application/x-www-form-urlencoded" }
      const post = (query: string, body: string) =>
        send(baseUrl, { method: "POST", path: "/api/v3/order", query, body, headers })
      const status = (reply: Effect.Success<ReturnType<typeof send>>) =>
        reply === "silence" || reply._tag === "NoReply" ? 0 : reply.status
      assert.strictEqual(status(yield* post(h1, "")), 200)
      assert.strictEqual(status(yield* post("", h1)), 200)
      const unknown = yield* post(h2, "")
      assert.deepStrictEqual(
        unknown === "silence" || unknown._tag === "NoReply" ? unknown : [unknown.status, JSON.parse(unknown.body)],
        [400, { code: -1121, msg: "Invalid symbol." }]
      )
      // raw UTF-8 on the wire, signed as it stands
      const bytes = `symbol=１２３４５６&${rest}`
      const answer = yield* raw(
        port,
        `POST /api/v3/order HTTP/1.1\r\nhost: x\r\nx-mbx-apikey: ${documented.apiKey}\r\ncontent-length: ${Buffer.byteLength(bytes) + 75}\r\n\r\n${bytes}&signature=${hmac(bytes, documented.secret)}`,
        "}"
      )
      assert.include(answer, "-1022")
      assert.strictEqual(exchange.orders().length, 2)
    }).pipe(Effect.scoped)
  )

  it.live("frees its port and drops its connections when the scope closes", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { baseUrl, port } = yield* SimulatedServer.start({
        plan: FaultPlan.scripted([{ fault: "reply-silent", on: "public" }])
      }).pipe(Scope.provide(scope))
      const waiting = sendOverSocket(baseUrl, open("/api/v3/time"), 5000)
      yield* Effect.sleep(50)
      yield* Scope.close(scope, Exit.void)
      const dropped = yield* Effect.promise(() => waiting)
      assert.strictEqual(dropped === "silence" ? dropped : dropped._tag, "NoReply")
      const gone = yield* send(baseUrl, open("/api/v3/time"))
      assert.deepStrictEqual(gone, { _tag: "NoReply", phase: "connect", code: "ECONNREFUSED", timeout: false })
      const again = yield* SimulatedServer.start({ port })
      assert.strictEqual(again.port, port)
    }).pipe(Effect.scoped)
  )

  it.live("says so when the port is taken", () =>
    Effect.gen(function* () {
      const { port } = yield* SimulatedServer.start()
      const failure = yield* Effect.flip(SimulatedServer.start({ port }))
      assert.strictEqual(failure._tag, "CannotListen")
      assert.include(failure.message, `Port ${port} is in use`)
    }).pipe(Effect.scoped)
  )

  it.live("refuses connections for real, and takes them again", () =>
    Effect.gen(function* () {
      const { acceptConnections, baseUrl, exchange, refuseConnections } = yield* SimulatedServer.start()
      yield* refuseConnections
      const refused = yield* send(baseUrl, market(Date.now()))
      assert.deepStrictEqual(refused, { _tag: "NoReply", phase: "connect", code: "ECONNREFUSED", timeout: false })
      yield* acceptConnections
      yield* acceptConnections
      const taken = yield* send(baseUrl, limit(Date.now()))
      assert.strictEqual(taken === "silence" || taken._tag === "NoReply" ? 0 : taken.status, 200)
      assert.strictEqual(exchange.orders().length, 1)
    }).pipe(Effect.scoped)
  )

  it.live("is an endpoint", () =>
    Effect.gen(function* () {
      const endpoint = yield* Endpoint
      const { baseUrl } = yield* SimulatedServer.SimulatedServer
      assert.deepStrictEqual([endpoint.name, endpoint.baseUrl], ["simulator", baseUrl])
    }).pipe(Effect.provide(Layer.provideMerge(SimulatedServer.layerEndpoint, SimulatedServer.layer())))
  )
})
