// The WebSocket API on Node: refused upgrades over real sockets, and one word that moves a program to it.
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as NodeOrders from "@effect-binance/node/NodeOrders"
import * as UndiciWebSocket from "@effect-binance/node/UndiciWebSocket"
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { ed25519, hmac } from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Endpoint from "effect-binance/client/Endpoint"
import { Transport } from "effect-binance/client/Transport"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import { BanWindow } from "effect-binance/limits/BanWindow"
import * as OrderJournalMemory from "effect-binance/orders/OrderJournalMemory"
import { Orders } from "effect-binance/orders/Orders"
import * as Options from "effect-binance/products/Options"
import * as Spot from "effect-binance/products/Spot"
import * as Usdm from "effect-binance/products/Usdm"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createServer, type Server } from "node:http"
import { createServer as createSecureServer } from "node:https"
import { createHash } from "node:crypto"
import type { AddressInfo } from "node:net"
import type { Duplex } from "node:stream"
import { tagOf } from "../client/support.ts"
import { certificate } from "./support.ts"

const limit = {
  symbol: "BTCUSDT",
  side: "BUY",
  type: "LIMIT",
  timeInForce: "GTC",
  quantity: "0.001",
  price: "50000"
} as const

const credentials = { apiKey: hmac.apiKey, apiSecret: hmac.secret }

/** A server that answers every upgrade so; it keeps which paths were asked for. */
const refusing = (head: string, body = "", paths: Array<string> = []) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<ReturnType<typeof createServer>>((resume) => {
        const server = createServer()
        server.on("upgrade", ({ url }, socket) => {
          paths.push(url ?? "")
          socket.on("error", () => {})
          socket.end(`HTTP/1.1 ${head}\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`)
        })
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
      }),
      (server) => Effect.sync(() => server.close())
    ),
    (server) => (server.address() as AddressInfo).port // it listens on a port
  )

describe("an upgrade that is refused", () => {
  const banEnd = Date.now() + 600_000
  const refusals = [
    ["418 I'm a teapot\r\nretry-after: 120", "", "address", 120_000],
    [
      "418 I'm a teapot",
      `{"code":-1003,"msg":"Way too much request weight used; IP banned until ${banEnd}."}`,
      "address",
      600_000
    ],
    ["429 Too Many Requests\r\nRetry-After: 7", "", "address:api", 7000],
    ["403 Forbidden", "<html></html>", "address:api", 300_000],
    ["503 Service Unavailable\r\nretry-after: 7", "", "address:api", undefined],
    ["302 Found\r\nlocation: ws://127.0.0.1:1/", "", "address:api", undefined]
  ] as const
  it.live.each(refusals)("with %s closes the window for as long as it says", ([head, body, scope, millis]) =>
    Effect.gen(function* () {
      const port = yield* refusing(head, body)
      const left = yield* Effect.gen(function* () {
        yield* Transport
        const window = yield* BanWindow
        const until = yield* window.closedUntil(scope)
        return until === undefined ? undefined : until - Date.now()
      }).pipe(
        Effect.provide(
          WebSocketApi.layer.pipe(
            Layer.provide([UndiciWebSocket.layer, Endpoint.layerSimulator(`http://127.0.0.1:${port}`)]),
            Layer.provideMerge(BanWindow.layer)
          )
        )
      )
      if (millis === undefined) assert.isUndefined(left)
      else assert.isTrue(left !== undefined && left <= millis + 50 && left > millis - 3000, `${left}`)
    }).pipe(Effect.scoped)
  )
})

/** A server that takes every connection and never says a word on it; it keeps which of them are there. */
const mute = (make: () => Server = () => createServer()) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<{ readonly server: Server; readonly sockets: Set<Duplex> }>((resume) => {
        const server = make()
        const sockets = new Set<Duplex>()
        server.on("upgrade", ({ headers }, socket) => {
          sockets.add(socket)
          socket.on("error", () => {})
          // the other end has hung up
          socket.on("end", () => sockets.delete(socket))
          socket.resume()
          const accept = createHash("sha1")
            .update(`${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
            .digest("base64")
          socket.write(
            `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`
          )
        })
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed({ server, sockets })))
      }),
      ({ server }) =>
        Effect.sync(() => {
          server.close()
        })
    ),
    // it listens on a port
    ({ server, sockets }) => ({ port: (server.address() as AddressInfo).port, sockets })
  )

describe("a peer that does not answer to a close", () => {
  const over = (port: number) =>
    WebSocketApi.layer.pipe(
      Layer.provide([UndiciWebSocket.layer, Endpoint.layerSimulator(`http://127.0.0.1:${port}`)]),
      Layer.provide(BanWindow.layer)
    )
  const ask = { method: "GET", path: "/api/v3/time", query: "", body: "", headers: {} } as const

  it.live("is hung up on after a while", () =>
    Effect.gen(function* () {
      const { port, sockets } = yield* mute()
      yield* Effect.gen(function* () {
        const transport = yield* Transport
        const reply = yield* Effect.provideService(transport.send(ask), CallTimeout, Duration.millis(200))
        assert.deepInclude(reply, { phase: "sent", code: "ETIMEDOUT" })
        // another one has taken its place
        yield* Effect.sleep("1500 millis")
        assert.strictEqual(sockets.size, 2)
        yield* Effect.sleep("2500 millis")
        assert.strictEqual(sockets.size, 1)
      }).pipe(Effect.provide(over(port)))
    }).pipe(Effect.scoped)
  )

  it.live("and at once when the layer is closed, so that the process can end", () =>
    Effect.gen(function* () {
      const { port, sockets } = yield* mute()
      yield* Effect.provide(
        Effect.sync(() => assert.strictEqual(sockets.size, 1)),
        over(port)
      )
      yield* Effect.sleep("200 millis")
      assert.strictEqual(sockets.size, 0)
    }).pipe(Effect.scoped)
  )
})

describe("over TLS", () => {
  it.live.skipIf(certificate === undefined)(
    "a certificate of one's own is trusted with its authority, and not without",
    () =>
      Effect.gen(function* () {
        const { port, sockets } = yield* mute(() => createSecureServer({ ...certificate }))
        const connected = (options: UndiciWebSocket.Options) =>
          Effect.provide(
            Effect.sync(() => sockets.size),
            WebSocketApi.layer.pipe(
              Layer.provide([UndiciWebSocket.layerWith(options), Endpoint.layerSimulator(`https://localhost:${port}`)]),
              Layer.provide(BanWindow.layer)
            )
          )
        assert.strictEqual(yield* connected({}), 0)
        assert.strictEqual(yield* connected({ tls: { ca: certificate?.cert ?? "" } }), 1)
      }).pipe(Effect.scoped)
  )
})

describe("one word moves a program to the WebSocket API", () => {
  const program = Spot.placeOrder(limit).pipe(Reconciliation.settle, Retry.safely(RetryPolicy.standard))
  // over HTTP a request has the path of its operation; over a socket, too, but only HTTP has this one
  const asked = (exchange: Exchange) => exchange.requests().map(({ path }) => path)

  const ways = [
    ["signed", credentials, { webSocket: true }, false],
    [
      "with a session",
      { apiKey: ed25519.apiKey, privateKey: ed25519.privateKeyPem },
      { webSocket: { session: true } },
      true
    ],
    ["with a session that its key cannot have", credentials, { webSocket: { session: true } }, false]
  ] as const
  it.live.each(ways)("%s", ([, account, transport, logsOn]) =>
    Effect.gen(function* () {
      const exchange = new Exchange({ skewMillis: 4321, readLag: () => 0 })
      const { baseUrl } = yield* SimulatedServer.start({ exchange })
      yield* Effect.gen(function* () {
        const order = yield* program
        assert.strictEqual((yield* Spot.queryOrder({ symbol: "BTCUSDT", orderId: order.orderId })).status, "NEW")
        yield* Spot.cancelOrder({ symbol: "BTCUSDT", orderId: order.orderId })
        // what the WebSocket API does not have goes over HTTP: this exchange has no futures, but it was asked
        yield* Effect.ignore(Usdm.time())
      }).pipe(
        Effect.provide(NodeBinance.layerWith(account, transport).pipe(Layer.provide(Endpoint.layerSimulator(baseUrl))))
      )
      assert.strictEqual(exchange.orders().length, 1)
      assert.strictEqual(
        asked(exchange).some((path) => path.endsWith("session.logon")),
        logsOn
      )
      assert.include(asked(exchange), "/fapi/v1/time")
    })
  )

  it.live("each product that is traded and has such an API gets its connection", () =>
    Effect.gen(function* () {
      const paths: Array<string> = []
      const port = yield* refusing("404 Not Found", "", paths)
      const live = NodeOrders.layer({
        products: [Spot, Usdm, Options],
        journal: OrderJournalMemory.layer,
        credentials,
        transport: { webSocket: true }
      }).pipe(Layer.provide(Endpoint.layerSimulator(`http://127.0.0.1:${port}`)))
      yield* Effect.provide(Orders, live)
      assert.deepStrictEqual([...new Set(paths)].sort(), ["/ws-api/v3", "/ws-fapi/v1"])
    }).pipe(Effect.scoped)
  )

  it.live("also with a journal", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({ readLag: () => 0 })
      const { baseUrl } = yield* SimulatedServer.start({ exchange })
      yield* Effect.gen(function* () {
        const orders = yield* Orders
        yield* orders.place(Spot.placeOrder(limit), { key: "once" })
        yield* orders.place(Spot.placeOrder(limit), { key: "once" })
      }).pipe(
        Effect.provide(
          NodeOrders.layer({
            products: [Spot],
            journal: OrderJournalMemory.layer,
            credentials,
            transport: { webSocket: true }
          }).pipe(Layer.provide(Endpoint.layerSimulator(baseUrl)))
        )
      )
      assert.strictEqual(exchange.orders().length, 1)
    })
  )

  it.live("a key that is revoked while it trades: nothing is doubled, and the next order is told why", () =>
    Effect.gen(function* () {
      const exchange = new Exchange({ readLag: () => 0 })
      const { baseUrl } = yield* SimulatedServer.start({ exchange })
      yield* Effect.gen(function* () {
        yield* Spot.placeOrder(limit)
        exchange.revokeKey(Date.now(), ed25519.apiKey)
        assert.strictEqual(
          tagOf(yield* Effect.result(Spot.queryOrder({ symbol: "BTCUSDT", orderId: 1 }))),
          "BadCredentials"
        )
        const next = Spot.placeOrder(limit).pipe(Reconciliation.settle, Retry.safely(RetryPolicy.standard))
        assert.strictEqual(tagOf(yield* Effect.result(next)), "BadCredentials")
        // what needs no key goes on
        yield* Spot.ping()
        assert.strictEqual(exchange.orders().length, 1)
      }).pipe(
        Effect.provide(
          NodeBinance.layerWith(
            { apiKey: ed25519.apiKey, privateKey: ed25519.privateKeyPem },
            { webSocket: { session: true } }
          ).pipe(Layer.provide(Endpoint.layerSimulator(baseUrl)))
        )
      )
    })
  )
})
