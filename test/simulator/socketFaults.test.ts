/**
 * Every fault of a connection of each product, over both faces: a real socket, and one in the same process. Both have to show the same.
 */
import type { Exchange } from "@effect-binance/simulator/Exchange"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { WebSocketLike } from "effect/socket/Socket"
import * as TestClock from "effect/testing/TestClock"
import { isDeepStrictEqual } from "node:util"
import { WebSocket } from "ws"
import { type Frame, signed, signedByEd25519 } from "./sockets.ts"
import { quiet } from "./support.ts"

const rest = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "50000.00" }

/** The WebSocket APIs: only Spot's has the user data stream on it. */
const apis = {
  spot: { path: "/ws-api/v3", order: rest, hasStream: true },
  usdm: { path: "/ws-fapi/v1", order: rest, hasStream: false },
  coinm: { path: "/ws-dapi/v1", order: { ...rest, symbol: "BTCUSD_PERP", quantity: "1" }, hasStream: false }
} as const
type Api = (typeof apis)[keyof typeof apis]

/** What each connection shows of one order that meets the fault, and of another one after it; both with a name. */
interface Shown {
  /** Which orders are in the book. */
  readonly book: ReadonlyArray<string>
  /** What the connection of the orders shows: replies by the name of their order, events, and its end. */
  readonly orders: ReadonlyArray<string>
  /** What the connection shows that listens. */
  readonly stream: ReadonlyArray<string>
}

const millis = 60
const socket = (what: Fault.SocketFault): Fault.Fault => ({ _tag: "Socket", what })

const both = ["NEW first", "NEW second"]
const answered = ["first 200", "second 200"]
const table: Readonly<Record<keyof typeof Fault.socket, Shown & { readonly fault?: Fault.Fault }>> = {
  "closed-unexecuted": { book: [], orders: ["close 1001"], stream: [] },
  "closed-executed": { book: ["first"], orders: ["close 1001"], stream: ["NEW first"] },
  "silent": { book: ["first", "second"], orders: ["second 200"], stream: both },
  "binary-frame": { book: ["first", "second"], orders: ["binary", "second 200"], stream: both },
  "id-null": { book: ["first", "second"], orders: ["null 200", "second 200"], stream: both },
  "too-large": {
    fault: socket({ _tag: "padded", bytes: 5000 }),
    book: ["first", "second"],
    orders: ["large", ...answered],
    stream: both
  },
  "late-reply": {
    fault: socket({ _tag: "late", millis: 1500 }),
    book: ["first", "second"],
    orders: ["second 200", "first 200"],
    stream: both
  },
  "reordered": { book: ["first", "second"], orders: ["second 200", "first 200"], stream: both },
  "half-open": { book: ["first", "second"], orders: [], stream: both },
  "slow-reader": {
    fault: socket({ _tag: "slow-reader", millis: 1500 }),
    book: ["first", "second"],
    orders: answered,
    stream: both
  },
  "key-revoked": { book: [], orders: ["null 401", "second 400"], stream: [] },
  "server-shutdown": {
    fault: socket({ _tag: "shutdown", millis }),
    book: ["first"],
    orders: ["serverShutdown", "first 200", "close 1001"],
    stream: ["NEW first"]
  },
  "events-after": { book: ["first", "second"], orders: answered, stream: both },
  "events-late": {
    fault: socket({ _tag: "events-late", millis: 1500 }),
    book: ["first", "second"],
    orders: answered,
    stream: ["NEW second", "NEW first"]
  },
  "events-twice": { book: ["first", "second"], orders: answered, stream: ["NEW first", "NEW first", "NEW second"] },
  "events-lost": { book: ["first", "second"], orders: answered, stream: ["NEW second"] },
  "subscription-ended": { book: ["first", "second"], orders: answered, stream: ["eventStreamTerminated"] },
  "stream-closed": { book: ["first", "second"], orders: answered, stream: ["close 1001"] },
  "stream-half-open": { book: ["first", "second"], orders: answered, stream: [] }
}

const listen = (connection: WebSocketLike) => {
  const heard: Array<string> = []
  const names = new Map<number, string>()
  let lastId = 0
  connection.addEventListener("close", ({ code }) => heard.push(`close ${code}`))
  connection.addEventListener("message", ({ data }) => {
    if (typeof data !== "string") return void heard.push("binary")
    if (data.length > 5000) heard.push("large")
    const frame = JSON.parse(data) as Frame
    const kind = frame.event?.["e"]
    if (kind === "outboundAccountPosition") return
    if (kind === undefined) heard.push(`${frame.id === null ? "null" : names.get(Number(frame.id))} ${frame.status}`)
    else
      heard.push(
        kind === "executionReport" ? `${String(frame.event?.["x"])} ${String(frame.event?.["c"])}` : String(kind)
      )
  })
  const send = (name: string, method: string, params: object) => {
    names.set(++lastId, name)
    connection.send(JSON.stringify({ id: lastId, method, params }))
  }
  return { connection, heard, send }
}

/** On a busy machine real time has no bounds: what has to come is waited for. */
const until = Effect.fnUntraced(function* (wait: (millis: number) => Effect.Effect<void>, holds: () => boolean) {
  for (let waited = 0; !holds() && waited < 10_000; waited += 10) yield* wait(10)
})

const shownBy = Effect.fnUntraced(function* (
  { hasStream, order }: Api,
  construct: () => WebSocketLike,
  exchange: Exchange,
  wait: (millis: number) => Effect.Effect<void>,
  expected: Shown
) {
  const orders = listen(construct())
  const stream = listen(construct())
  yield* until(wait, () => orders.connection.readyState === 1 && stream.connection.readyState === 1)
  if (hasStream) {
    const subscribe = signed({}, undefined, yield* Clock.currentTimeMillis)
    stream.send("subscribe", "userDataStream.subscribe.signature", subscribe)
  } else stream.send("subscribe", "session.status", {})
  // who is logged on needs no key in a request, and can lose the one of the session
  orders.send("logon", "session.logon", signedByEd25519({}, yield* Clock.currentTimeMillis))
  yield* until(wait, () => stream.heard.length === 1 && orders.heard.length === 1)
  assert.deepStrictEqual([stream.heard, orders.heard], [["subscribe 200"], ["logon 200"]])
  const shown = (): Shown => ({
    book: exchange.orders().map(({ placedAs }) => placedAs),
    orders: orders.heard.slice(1),
    stream: stream.heard.slice(1)
  })
  const place = Effect.fnUntraced(function* (name: string) {
    if (orders.connection.readyState === 1)
      orders.send(name, "order.place", { ...order, newClientOrderId: name, timestamp: yield* Clock.currentTimeMillis })
  })
  yield* place("first")
  yield* wait(100)
  // a connection that is to end takes no second one
  if (expected.orders.some((what) => what.startsWith("close")))
    yield* until(wait, () => orders.connection.readyState === 3)
  yield* place("second")
  yield* until(wait, () => isDeepStrictEqual(shown(), expected))
  // and nothing more comes
  yield* wait(200)
  const all = shown()
  orders.connection.close()
  stream.connection.close()
  return all
})

describe.each(Object.entries(apis))("the faults of a connection, %s", { concurrent: true }, (_product, api) => {
  // Object.keys forgets that the keys of a constant are known
  for (const name of Object.keys(table) as Array<keyof typeof table>) {
    const { fault = Fault.socket[name], ...onSpot } = table[name]
    const isOfStream = /^(events|subscription|stream)-/.test(name)
    if (isOfStream && !api.hasStream) continue
    const shown = api.hasStream ? onSpot : { ...onSpot, stream: [] }
    const plan = () => FaultPlan.scripted([{ fault, on: "place" }])
    const market = () => quiet({ processingMillis: { minimum: 0, maximum: 1 } })

    it.effect(`${name}, in the same process`, () =>
      Effect.gen(function* () {
        const exchange = market()
        const latencyMillis = { minimum: 1, maximum: 5 }
        const sockets = yield* SimulatedWebSocket.make(exchange, { plan: plan(), latencyMillis })
        const construct = () => sockets.construct(`ws://simulated${api.path}`)
        assert.deepStrictEqual(yield* shownBy(api, construct, exchange, TestClock.adjust, shown), shown)
      }).pipe(Effect.scoped)
    )

    it.live(
      `${name}, on a real socket`,
      () =>
        Effect.gen(function* () {
          const exchange = market()
          const server = yield* SimulatedServer.start({ exchange, plan: plan() })
          const construct = () => new WebSocket(`${server.baseUrl.replace("http", "ws")}${api.path}`) as WebSocketLike
          assert.deepStrictEqual(yield* shownBy(api, construct, exchange, Effect.sleep, shown), shown)
        }).pipe(Effect.scoped),
      30_000
    )
  }
})
