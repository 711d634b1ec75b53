/**
 * Answers every request with the same bytes, over plain TCP and over TLS, in a process of its own: `server.ts key cert`.
 *
 * It reads as little of HTTP as it can, so that it is never what the clients wait for.
 */
import * as fs from "node:fs"
import * as net from "node:net"
import * as tls from "node:tls"
import { answer } from "./Child.ts"

export interface Ports {
  readonly http: number
  readonly https: number
}

export interface Stats {
  readonly open: number
  readonly handshakes: number
  readonly resumed: number
  /** The last request of each kind, as it arrived. */
  readonly last: Readonly<Record<string, string>>
}

const order = {
  symbol: "BTCUSDT",
  orderId: 28_457_123_456,
  orderListId: -1,
  clientOrderId: "#",
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
  selfTradePreventionMode: "NONE"
}
const fill = {
  price: "50000.00000000",
  qty: "0.00500000",
  commission: "0.00000500",
  commissionAsset: "BTC",
  tradeId: 3_456_789_012
}
const bodies = {
  GET: JSON.stringify({
    ...order,
    stopPrice: "0.00000000",
    icebergQty: "0.00000000",
    time: 1_700_000_000_123,
    updateTime: 1_700_000_000_123,
    isWorking: true
  }),
  POST: JSON.stringify({
    ...order,
    transactTime: 1_700_000_000_123,
    fills: [fill, { ...fill, tradeId: 3_456_789_013 }]
  })
}

// The time as an exchange tells it with each reply: one that were off would make a client ask for it.
const dateMark = "@date"
let second = 0
let date = ""
const withDate = (reply: string): string => {
  const now = Math.floor(Date.now() / 1000)
  if (now !== second) {
    second = now
    date = new Date(now * 1000).toUTCString()
  }
  return reply.replace(dateMark, date)
}

const head = (length: number) =>
  [
    "HTTP/1.1 200 OK",
    "Content-Type: application/json;charset=UTF-8",
    `Content-Length: ${length}`,
    "Connection: keep-alive",
    `Date: ${dateMark}`,
    "Server: nginx",
    "x-mbx-uuid: 5c1f8f2e-0000-4000-8000-0123456789ab",
    "x-mbx-used-weight: 12",
    "x-mbx-used-weight-1m: 12",
    "x-mbx-order-count-10s: 3",
    "x-mbx-order-count-1d: 345",
    "Strict-Transport-Security: max-age=31536000; includeSubdomains",
    "Cache-Control: no-cache, no-store, must-revalidate",
    "\r\n"
  ].join("\r\n")

// as much of the rules of one symbol as a client asks for that wants to know them before it trades
const exchangeInfo = JSON.stringify({
  timezone: "UTC",
  serverTime: 1_700_000_000_123,
  rateLimits: [],
  exchangeFilters: [],
  symbols: [
    {
      symbol: "BTCUSDT",
      status: "TRADING",
      baseAsset: "BTC",
      baseAssetPrecision: 8,
      quoteAsset: "USDT",
      quotePrecision: 8,
      quoteAssetPrecision: 8,
      orderTypes: ["LIMIT", "LIMIT_MAKER", "MARKET"],
      isSpotTradingAllowed: true,
      isMarginTradingAllowed: false,
      filters: [
        { filterType: "PRICE_FILTER", minPrice: "0.01000000", maxPrice: "1000000.00000000", tickSize: "0.01000000" },
        { filterType: "LOT_SIZE", minQty: "0.00001000", maxQty: "9000.00000000", stepSize: "0.00001000" },
        { filterType: "NOTIONAL", minNotional: "5.00000000", maxNotional: "9000000.00000000" }
      ],
      permissions: ["SPOT"],
      permissionSets: [["SPOT"]]
    }
  ]
})

const idLength = 24
const template = (body: string): readonly [before: string, after: string] => {
  const [before = "", after = ""] = `${head(body.length - 1 + idLength)}${body}`.split("#")
  return [before, after]
}
const templates = { GET: template(bodies.GET), POST: template(bodies.POST) }
const last: Record<string, string> = {}

const replyTo = (request: string): string => {
  if (request.startsWith("GET /api/v3/time")) {
    const body = JSON.stringify({ serverTime: Date.now() })
    return head(body.length) + body
  }
  if (request.startsWith("GET /api/v3/exchangeInfo")) return head(exchangeInfo.length) + exchangeInfo
  const kind = request.startsWith("POST") ? "POST" : "GET"
  last[kind] = request
  // the exchange repeats the client order id; `origClientOrderId=` and `newClientOrderId=` both end like this
  const at = request.indexOf("ClientOrderId=") + "ClientOrderId=".length
  const [before, after] = templates[kind]
  return before + request.slice(at, at + idLength) + after
}

const open = new Set<net.Socket>()
let handshakes = 0
let resumed = 0

const serve = (socket: net.Socket) => {
  open.add(socket)
  socket.on("close", () => open.delete(socket))
  socket.on("error", () => socket.destroy())
  socket.setNoDelay(true)
  socket.setEncoding("latin1")
  let arrived = ""
  socket.on("data", (chunk) => {
    arrived += chunk
    const end = arrived.indexOf("\r\n\r\n")
    if (end < 0) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(arrived)?.[1] ?? 0)
    if (arrived.length < end + 4 + length) return
    const request = arrived
    arrived = ""
    socket.write(withDate(replyTo(request)), "latin1")
  })
}

const [key, cert] = process.argv.slice(2).map((file) => fs.readFileSync(file))
const plain = net.createServer(serve)
const secure = tls.createServer({ key, cert, ALPNProtocols: ["http/1.1"] }, (socket) => {
  handshakes++
  if (socket.isSessionReused()) resumed++
  serve(socket)
})
const listen = (server: net.Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      resolve(typeof address === "object" && address !== null ? address.port : 0)
    })
  })

answer(async ({ ask }: { readonly ask: "ports" | "stats" }): Promise<Ports | Stats> =>
  ask === "ports"
    ? { http: await listen(plain), https: await listen(secure) }
    : { open: open.size, handshakes, resumed, last }
)
