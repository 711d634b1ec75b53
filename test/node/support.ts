// Raw servers on loopback that show every byte, and the transports under test.
import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as FetchTransport from "effect-binance/client/FetchTransport"
import * as HttpTransport from "effect-binance/client/HttpTransport"
import { type Reply, Transport, type WireRequest } from "effect-binance/client/Transport"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import net from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

export interface RawServer {
  readonly port: number
  readonly baseUrl: string
  /** What each connection has sent, in order of arrival. */
  readonly connections: Array<{ readonly socket: net.Socket; received: string }>
  /** Everything that arrived. */
  readonly received: () => string
}

/** A TCP server that keeps what it gets, and answers as it is told. `onData` runs for every chunk. */
export const rawServer = (
  handlers: {
    readonly onConnection?: (socket: net.Socket, index: number) => void
    readonly onData?: (socket: net.Socket, received: string, index: number) => void
  } = {}
): Effect.Effect<RawServer, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<{ server: net.Server; raw: RawServer }>((resume) => {
      const connections: RawServer["connections"] = []
      const server = net.createServer((socket) => {
        const index = connections.length
        const connection = { socket, received: "" }
        connections.push(connection)
        socket.on("error", () => {})
        socket.on("data", (chunk) => {
          connection.received += chunk.toString("latin1")
          handlers.onData?.(socket, connection.received, index)
        })
        handlers.onConnection?.(socket, index)
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(
          Effect.succeed({
            server,
            raw: {
              port,
              baseUrl: `http://127.0.0.1:${port}`,
              connections,
              received: () => connections.map((each) => each.received).join("")
            }
          })
        )
      })
    }),
    ({ raw, server }) =>
      Effect.callback<void>((resume) => {
        for (const { socket } of raw.connections) socket.destroy()
        server.close(() => resume(Effect.void))
      })
  ).pipe(Effect.map(({ raw }) => raw))

export const reply = (status: string, body: string, headers = "") =>
  `HTTP/1.1 ${status}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`

/** A port on which nothing listens. */
export const closedPort = Effect.scoped(Effect.map(rawServer(), (server) => server.port))

/** Waits, in real time, until something real has happened. */
export const until = (condition: () => boolean, millis = 5000): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    const start = performance.now()
    const timer = setInterval(() => {
      if (condition()) {
        clearInterval(timer)
        resume(Effect.void)
      } else if (performance.now() - start > millis) {
        clearInterval(timer)
        resume(Effect.die(new Error(`nothing came of it within ${millis} ms: ${condition}`)))
      }
    }, 2)
    return Effect.sync(() => clearInterval(timer))
  })

/** Lets real time pass, for what has to be seen not to happen. */
export const pause = (millis: number): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    const timer = setTimeout(() => resume(Effect.void), millis)
    return Effect.sync(() => clearTimeout(timer))
  })

export type TransportLayer = (baseUrl: string) => Layer.Layer<Transport>

export const overUndici: TransportLayer = (baseUrl) =>
  UndiciTransport.layer.pipe(Layer.provide(Endpoint.layerSimulator(baseUrl)))
export const overFetch: TransportLayer = (baseUrl) =>
  HttpTransport.layer.pipe(Layer.provide([FetchHttpClient.layer, Endpoint.layerSimulator(baseUrl)]))
export const overPlainFetch: TransportLayer = (baseUrl) =>
  FetchTransport.layer.pipe(Layer.provide(Endpoint.layerSimulator(baseUrl)))

export const order: WireRequest = {
  method: "POST",
  path: "/api/v3/order",
  query: "",
  body: "symbol=BTCUSDT&signature=abc",
  headers: { "x-mbx-apikey": "THE-KEY", "content-type": "application/x-www-form-urlencoded" }
}
export const query: WireRequest = {
  method: "GET",
  path: "/api/v3/order",
  query: "symbol=BTCUSDT&signature=abc",
  body: "",
  headers: { "x-mbx-apikey": "THE-KEY" }
}

export const send = (request: WireRequest): Effect.Effect<Reply, never, Transport> =>
  Effect.flatMap(Transport, (transport) => transport.send(request))

/** A self-signed certificate for localhost; `undefined` where there is no openssl. */
export const certificate: { readonly key: string; readonly cert: string } | undefined = (() => {
  const folder = mkdtempSync(join(tmpdir(), "effect-binance-"))
  try {
    const subject = "-subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
    const made = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 ${subject} -keyout key.pem -out cert.pem`
    execFileSync("openssl", made.split(" "), { cwd: folder, stdio: "ignore" })
    return { key: readFileSync(join(folder, "key.pem"), "utf8"), cert: readFileSync(join(folder, "cert.pem"), "utf8") }
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})()
