/**
 * One client of the WebSocket API in a process of its own: `socketClient.ts name origin`, with the origin of HTTP. All send the same
 * order over one connection, signed, with a client order id of its own, and read the order id of the reply.
 */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import { hmac } from "@effect-binance/simulator/TestKeys"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { createHmac, randomUUID } from "node:crypto"
import { WebSocket } from "ws"
import { answer } from "./Child.ts"
import { check, measured, placeOrder, type Run, workers } from "./client.ts"
import { peerSocket, type SocketPeer } from "./peers.ts"

export type SocketName = "effect-binance" | "effect-binance, Failover" | "ws" | SocketPeer

const path = "/ws-api/v3"
const socketOf = (origin: string) => origin.replace(/^http/, "ws") + path

const effectBinance = (origin: string, failover: boolean): Run => {
  const runtime = ManagedRuntime.make(
    NodeBinance.layerWith({ apiKey: hmac.apiKey, apiSecret: hmac.secret }, { webSocket: true, failover }).pipe(
      Layer.provide(Endpoint.layerCustom("bench", origin))
    )
  )
  const one = Effect.map(placeOrder(), (order) => check(order.orderId))
  return ({ calls, inFlight }) =>
    runtime.runPromise(
      inFlight === 1
        ? Effect.gen(function* () {
            for (let i = 0; i < calls; i++) yield* one
          })
        : Effect.forEach(Array(calls).keys(), () => one, { concurrency: inFlight, discard: true })
    )
}

const bareWs = async (origin: string): Promise<Run> => {
  const socket = new WebSocket(socketOf(origin))
  const pending = new Map<string, (orderId: unknown) => void>()
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject))
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data)) as {
      readonly id: string
      readonly status: number
      readonly result?: { readonly orderId?: unknown }
    } // the server is ours
    pending.get(frame.id)?.(frame.result?.orderId)
    pending.delete(frame.id)
  })
  return workers(() => {
    // in the order that is signed
    const params: Readonly<Record<string, string | number>> = {
      apiKey: hmac.apiKey,
      newClientOrderId: randomUUID().slice(0, 24),
      price: "50000",
      quantity: "0.01",
      recvWindow: 5000,
      side: "BUY",
      symbol: "BTCUSDT",
      timeInForce: "GTC",
      timestamp: Date.now(),
      type: "LIMIT"
    }
    const payload = Object.entries(params)
      .map(([name, value]) => `${name}=${value}`)
      .join("&")
    const signature = createHmac("sha256", hmac.secret).update(payload).digest("hex")
    const id = randomUUID()
    return new Promise<void>((resolve) => {
      pending.set(id, (orderId) => {
        check(orderId)
        resolve()
      })
      socket.send(JSON.stringify({ id, method: "order.place", params: { ...params, signature } }))
    })
  })
}

const published =
  (name: SocketPeer) =>
  async (origin: string): Promise<Run> => {
    const place = await peerSocket(name, socketOf(origin))
    return workers(async () => check(await place(randomUUID().slice(0, 24))))
  }

const clients: Readonly<Record<SocketName, (origin: string) => Run | Promise<Run>>> = {
  "effect-binance": (origin) => effectBinance(origin, false),
  "effect-binance, Failover": (origin) => effectBinance(origin, true),
  "ws": bareWs,
  "@binance/spot": published("@binance/spot"),
  "binance": published("binance")
}

if (import.meta.main) {
  const [name, origin = ""] = process.argv.slice(2)
  answer(measured(await clients[name as SocketName](origin))) // the parent names one of them
}
