/**
 * Answers every order over the WebSocket API with the same words, over plain TCP and over TLS, in a process of its own:
 * `socketServer.ts key cert`. It looks for what it needs in a frame and parses nothing, so that it is never what the clients wait for.
 */
import * as fs from "node:fs"
import * as http from "node:http"
import * as https from "node:https"
import type * as net from "node:net"
import { type RawData, WebSocketServer } from "ws"
import { answer } from "./Child.ts"

export interface SocketPorts {
  readonly ws: number
  readonly wss: number
}

export interface SocketStats {
  /** Connections that were ever opened. */
  readonly opened: number
  /** The last order, as it arrived. */
  readonly last: string
}

const path = "/ws-api/v3"

// as the exchange answers an order that is filled at once, its limits beside it
const filled = JSON.stringify({
  id: "@id",
  status: 200,
  result: {
    symbol: "BTCUSDT",
    orderId: 28_457_123_456,
    orderListId: -1,
    clientOrderId: "@name",
    transactTime: 1_700_000_000_123,
    price: "50000.00000000",
    origQty: "0.01000000",
    executedQty: "0.01000000",
    origQuoteOrderQty: "0.00000000",
    cummulativeQuoteQty: "500.00000000",
    status: "FILLED",
    timeInForce: "GTC",
    type: "LIMIT",
    side: "BUY",
    workingTime: 1_700_000_000_123,
    fills: [3_456_789_012, 3_456_789_013].map((tradeId) => ({
      price: "50000.00000000",
      qty: "0.00500000",
      commission: "0.00000500",
      commissionAsset: "BTC",
      tradeId
    })),
    selfTradePreventionMode: "NONE"
  },
  rateLimits: [
    { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 50, count: 3 },
    { rateLimitType: "ORDERS", interval: "DAY", intervalNum: 1, limit: 160_000, count: 345 },
    { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6000, count: 12 }
  ]
})
// what it is split by is in it once
const [before = "", between = "", after = ""] = filled.split(/"@id"|"@name"/)

const valueOf = (frame: string, name: string): string =>
  new RegExp(`"${name}":("[^"]*"|\\d+)`).exec(frame)?.[1] ?? "null"

let opened = 0
let last = ""

const replyTo = (frame: string): string => {
  const id = valueOf(frame, "id")
  if (valueOf(frame, "method") === '"order.place"') {
    last = frame
    return before + id + between + valueOf(frame, "newClientOrderId") + after
  }
  return `{"id":${id},"status":200,"result":{"serverTime":${Date.now()}},"rateLimits":[]}`
}

// with no options of `ws` but these it neither compresses nor masks
const textOf = (data: RawData): string => (Buffer.isBuffer(data) ? data.toString("latin1") : "")

const serve = (server: http.Server): Promise<number> => {
  new WebSocketServer({ server, path }).on("connection", (socket) => {
    opened++
    socket.on("error", () => socket.terminate())
    socket.on("message", (data) => socket.send(replyTo(textOf(data))))
  })
  server.on("connection", (socket: net.Socket) => socket.setNoDelay(true))
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      resolve(typeof address === "object" && address !== null ? address.port : 0)
    })
  })
}

// the clock of a client that has HTTP beside its socket is asked there
const overHttp: http.RequestListener = (_, response) => {
  response.setHeader("content-type", "application/json")
  response.end(JSON.stringify({ serverTime: Date.now() }))
}

const [key, cert] = process.argv.slice(2).map((file) => fs.readFileSync(file))
const plain = http.createServer(overHttp)
const secure = https.createServer({ key, cert }, overHttp)

answer(async ({ ask }: { readonly ask: "ports" | "stats" }): Promise<SocketPorts | SocketStats> =>
  ask === "ports" ? { ws: await serve(plain), wss: await serve(secure) } : { opened, last }
)
