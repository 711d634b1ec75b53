/** The same questions to both faces of the exchange: in process, and over a real socket with Node's own client. */
import { Exchange } from "@effect-binance/simulator/Exchange"
import type { ExchangeConfig } from "@effect-binance/simulator/ExchangeConfig"
import * as Config from "@effect-binance/simulator/ExchangeConfig"
import type * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import type { Reply, WireRequest } from "effect-binance/client/Transport"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { request as httpRequest } from "node:http"

export type Sees = Reply | "silence"

export const config: Partial<ExchangeConfig> = {
  readLag: Config.noLag,
  engineDelayMillis: 300,
  visibilityMillis: 2000,
  apiTimeoutMillis: 60,
  processingMillis: { minimum: 0, maximum: 1 }
}

const dummy = { _tag: "NoReply", phase: "sent", code: undefined, timeout: false } as const

/** Sends one request over a socket of its own. */
export const sendOverSocket = (baseUrl: string, wire: WireRequest, silentAfterMillis: number): Promise<Sees> =>
  new Promise((resolve) => {
    const url = `${baseUrl}${wire.path}${wire.query === "" ? "" : `?${wire.query}`}`
    const request = httpRequest(url, { method: wire.method, headers: wire.headers, agent: false }, (response) => {
      const parts: Array<Buffer> = []
      const finish = (complete: boolean) => {
        clearTimeout(timer)
        const headers: Record<string, string> = {}
        for (const [name, value] of Object.entries(response.headers)) headers[name] = String(value)
        resolve({
          _tag: "HttpReply",
          status: response.statusCode ?? 0,
          headers,
          body: Buffer.concat(parts).toString(),
          complete
        })
      }
      response.on("data", (part: Buffer) => parts.push(part))
      response.on("end", () => finish(true))
      response.on("error", () => finish(false))
    })
    const timer = setTimeout(() => {
      resolve("silence")
      request.destroy()
    }, silentAfterMillis)
    request.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      resolve({ ...dummy, phase: error.syscall === "connect" ? "connect" : "sent", code: error.code })
    })
    request.end(wire.body)
  })

export interface Face {
  readonly exchange: Exchange
  readonly now: () => number
  readonly send: (wire: WireRequest) => Effect.Effect<Sees>
}

/** The clock is virtual: start one with `it.effect`. */
export const inProcess = Effect.fnUntraced(function* (
  plan: FaultPlan.FaultPlan,
  startAt = Date.UTC(2026, 0, 1)
): Effect.fn.Return<Face> {
  yield* TestClock.setTime(startAt)
  let now = startAt
  const exchange = new Exchange(config)
  const transport = SimulatedTransport.make(exchange, { plan })
  return {
    exchange,
    now: () => now,
    send: (wire) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(transport.send(wire))
        yield* TestClock.adjust(1000)
        now += 1000
        const exit = fiber.pollUnsafe()
        if (exit === undefined) {
          yield* Fiber.interrupt(fiber)
          return "silence" as const
        }
        return yield* exit
      })
  }
})

/** The clock is the real one: start one with `it.live`. */
export const overSocket = Effect.fnUntraced(function* (plan: FaultPlan.FaultPlan) {
  const exchange = new Exchange(config)
  const server = yield* SimulatedServer.start({ exchange, plan })
  const face: Face = {
    exchange,
    now: () => Date.now(),
    send: (wire) => Effect.promise(() => sendOverSocket(server.baseUrl, wire, 800))
  }
  return face
})
