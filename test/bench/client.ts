/**
 * One client in a process of its own: `client.ts name origin`. Makes the calls it is told to, and says what CPU they took.
 *
 * All send the same request: an order with a client order id of its own, or a look at one; signed, with recvWindow and
 * timestamp; the reply parsed and its order id read.
 */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import { hmac } from "@effect-binance/simulator/TestKeys"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { createHmac, randomUUID } from "node:crypto"
import { Pool } from "undici"
import { answer } from "./Child.ts"
import { type Peer, peerClient } from "./peers.ts"

export type Method = "GET" | "POST"
export type Name = "effect-binance" | "effect-binance, settled" | "fetch" | "undici" | Peer

export interface Task {
  readonly method: Method
  readonly inFlight: number
  readonly calls: number
}

/** In microseconds, for the whole task. */
export interface Took {
  readonly cpu: number
  readonly wall: number
}

export type Run = (task: Task) => Promise<void>

const existingId = "0123456789abcdefghjkmnpq"
export const check = (orderId: unknown) => {
  // one of the peers gives it as text, another as a bigint
  if (String(orderId) !== "28457123456") throw new Error(`the order id came back as ${String(orderId)}`)
}

/** Makes the calls of a task, and says what they took. */
export const measured =
  (run: Run) =>
  async (task: Task): Promise<Took> => {
    const wall = performance.now()
    const before = process.cpuUsage()
    await run(task)
    const { system, user } = process.cpuUsage(before)
    return { cpu: user + system, wall: (performance.now() - wall) * 1000 }
  }

// ------------------------------------------------------------------------------------------------- as a user composes it

export const placeOrder = () =>
  Spot.placeOrder({
    symbol: "BTCUSDT",
    side: "BUY",
    type: "LIMIT",
    timeInForce: "GTC",
    quantity: "0.01",
    price: "50000"
  })
const queryOrder = () => Spot.queryOrder({ symbol: "BTCUSDT", origClientOrderId: existingId })

const effectBinance = (origin: string, settled: boolean): Run => {
  const runtime = ManagedRuntime.make(
    NodeBinance.layerWith({ apiKey: hmac.apiKey, apiSecret: hmac.secret }).pipe(
      Layer.provide(Endpoint.layerCustom("bench", origin))
    )
  )
  const place = settled
    ? () => placeOrder().pipe(Reconciliation.settle, Retry.safely(RetryPolicy.standard))
    : placeOrder
  const one = (method: Method) => Effect.map(method === "GET" ? queryOrder() : place(), (order) => check(order.orderId))
  const inTurn = Effect.fnUntraced(function* (method: Method, calls: number) {
    for (let i = 0; i < calls; i++) yield* one(method)
  })
  return ({ calls, inFlight, method }) =>
    runtime.runPromise(
      inFlight === 1
        ? inTurn(method, calls)
        : Effect.forEach(Array(calls).keys(), () => one(method), { concurrency: inFlight, discard: true })
    )
}

// ----------------------------------------------------------------------------------------------------------- the bare peers

const parameters = (method: Method) =>
  method === "GET"
    ? `symbol=BTCUSDT&origClientOrderId=${existingId}`
    : `symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50000&newClientOrderId=${randomUUID().slice(0, 24)}`

const signed = (method: Method) => {
  const payload = `${parameters(method)}&recvWindow=5000&timestamp=${Date.now()}`
  return `${payload}&signature=${createHmac("sha256", hmac.secret).update(payload).digest("hex")}`
}

const headers = {
  GET: { "x-mbx-apikey": hmac.apiKey },
  POST: { "x-mbx-apikey": hmac.apiKey, "content-type": "application/x-www-form-urlencoded" }
}

export const workers =
  (one: (method: Method) => Promise<void>): Run =>
  async ({ calls, inFlight, method }) => {
    let left = calls
    const worker = async () => {
      while (left-- > 0) await one(method)
    }
    await Promise.all(Array.from({ length: inFlight }, worker))
  }

const orderIdOf = (body: unknown): unknown => (body as { readonly orderId?: unknown }).orderId // the server is ours

const rawFetch = (origin: string): Run =>
  workers(async (method) => {
    const text = signed(method)
    const response =
      method === "GET"
        ? await fetch(`${origin}/api/v3/order?${text}`, { headers: headers.GET })
        : await fetch(`${origin}/api/v3/order`, { method, headers: headers.POST, body: text })
    if (response.status !== 200) throw new Error(`HTTP ${response.status}`)
    check(orderIdOf(await response.json()))
  })

const bareUndici = (origin: string): Run => {
  const pool = new Pool(origin, { connections: 100, pipelining: 1, allowH2: false })
  return workers(async (method) => {
    const text = signed(method)
    const { body, statusCode } = await pool.request(
      method === "GET"
        ? { path: `/api/v3/order?${text}`, method, headers: headers.GET }
        : { path: "/api/v3/order", method, headers: headers.POST, body: text }
    )
    if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`)
    check(orderIdOf(await body.json()))
  })
}

// ------------------------------------------------------------------------------------------------------- the published peers

const published =
  (name: Peer) =>
  async (origin: string): Promise<Run> => {
    const client = await peerClient(name, origin)
    return workers(async (method) =>
      check(await client[method](method === "GET" ? existingId : randomUUID().slice(0, 24)))
    )
  }

const clients: Readonly<Record<Name, (origin: string) => Run | Promise<Run>>> = {
  "effect-binance": (origin) => effectBinance(origin, false),
  "effect-binance, settled": (origin) => effectBinance(origin, true),
  "fetch": rawFetch,
  "undici": bareUndici,
  "@binance/spot": published("@binance/spot"),
  "binance": published("binance"),
  "ccxt": published("ccxt")
}

if (import.meta.main) {
  const [name, origin = ""] = process.argv.slice(2)
  const run = await clients[name as Name](origin) // the parent names one of them
  answer(measured(run))
}
