/**
 * The exchange as a real server on the loopback address, over HTTP, over the WebSocket API and with the user data streams, for clients that
 * are not written with Effect, and for everything that only a real socket can do: resets, cut bodies, silence.
 *
 * @since 0.1.0
 */
import { Endpoint } from "effect-binance/client/Endpoint"
import type { WireRequest } from "effect-binance/client/Transport"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import { Exchange } from "./Exchange.ts"
import type { Ticket } from "./Exchange.ts"
import * as FaultPlan from "./FaultPlan.ts"
import * as SocketFace from "./internal/socketFace.ts"
import * as SocketMethods from "./internal/socketMethods.ts"
import * as SocketServer from "./internal/socketServer.ts"

/**
 * What the server needs to know. Everything has a default.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** A new one with its defaults when left out. */
  readonly exchange?: Exchange | undefined
  /**
   * Which request meets which fault; none when left out. A connection cannot be refused for one request only, since the request is
   * read from it: `refused`, `dns-failure` and `tls-failure` reset the connection before the exchange sees the request, so a client
   * cannot know that nothing executed. `refuseConnections` refuses for real. Over the WebSocket API a fault that ends the connection
   * ends it for every request on it, a body that is no JSON is a frame of its own, and a session's own methods are requests too.
   */
  readonly plan?: FaultPlan.FaultPlan | undefined
  /** 0, any free port, when left out. */
  readonly port?: number | undefined
  /** How a connection of the WebSocket API, or of a stream, lives. */
  readonly webSocket?: WebSocketOptions | undefined
}

/**
 * How a connection of the WebSocket API, or of a user data stream, lives, in ms by the `Clock` of the server. Left out, as documented.
 *
 * @category models
 * @since 0.1.0
 */
export interface WebSocketOptions {
  /** How often the server pings; when left out 20 s on Spot, and three minutes on the futures and on streams with a listen key. */
  readonly pingMillis?: number | undefined
  /** How long it goes on without a pong, looked at before each ping; when left out a minute on Spot, and ten everywhere else. */
  readonly pongMillis?: number | undefined
  /** When the server closes the connection; a day when left out. */
  readonly lifetimeMillis?: number | undefined
}

/**
 * The port could not be opened.
 *
 * @category errors
 * @since 0.1.0
 */
export class CannotListen extends Data.TaggedError("CannotListen")<{ readonly port: number; readonly code: string }> {
  override get message(): string {
    return this.code === "EADDRINUSE"
      ? `Port ${this.port} is in use: stop what listens there, or choose another port (0 takes any free one).`
      : `Cannot listen on port ${this.port}: ${this.code}.`
  }
}

/**
 * A running server.
 *
 * @category services
 * @since 0.1.0
 */
export class SimulatedServer extends Context.Service<
  SimulatedServer,
  {
    /** Such as `http://127.0.0.1:41234`. */
    readonly baseUrl: string
    readonly port: number
    /** The WebSocket API of Spot, such as `ws://127.0.0.1:41234/ws-api/v3`. Those of the futures are at `/ws-fapi/v1` and `/ws-dapi/v1`. */
    readonly webSocketUrl: string
    readonly exchange: Exchange
    /** Closes every connection and refuses new ones, until `acceptConnections`. */
    readonly refuseConnections: Effect.Effect<void>
    /** Listens again on the same port. */
    readonly acceptConnections: Effect.Effect<void, CannotListen>
    /** Sends the `serverShutdown` event on every connection of the WebSocket API, and closes none. */
    readonly announceShutdown: Effect.Effect<void>
    /** Closes every connection of the WebSocket API and of streams in good order, as after 24 hours; HTTP goes on. */
    readonly closeWebSockets: Effect.Effect<void>
  }
>()("@effect-binance/simulator/SimulatedServer") {}

const largestBody = 1_000_000

const wireOf = (request: IncomingMessage, body: string): WireRequest => {
  const url = request.url ?? "/"
  const mark = url.indexOf("?")
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value
  }
  return {
    // a method that the exchange does not know finds no route
    method: (request.method ?? "GET") as WireRequest["method"],
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? "" : url.slice(mark + 1),
    body,
    headers
  }
}

const readBody = (request: IncomingMessage): Effect.Effect<string> =>
  Effect.callback<string>((resume) => {
    const parts: Array<Buffer> = []
    let size = 0
    request.on("data", (part: Buffer) => {
      size += part.length
      if (size > largestBody) request.destroy()
      else parts.push(part)
    })
    request.on("end", () => resume(Effect.succeed(parts.length === 0 ? "" : Buffer.concat(parts).toString("utf8"))))
    // a client that goes away in the middle of its request has sent none
    request.on("error", () => resume(Effect.interrupt))
  })

const reply = (ticket: Ticket, request: IncomingMessage, response: ServerResponse): void => {
  const { socket } = request
  switch (ticket.ending) {
    case "not-connected":
    case "reset":
      socket.resetAndDestroy()
      return
    case "close":
      socket.destroy()
      return
    case "silence":
      return
    case "reply": {
      // the caller has waited for it
      const { body, complete, headers, status } = ticket.reply!
      const bytes = Buffer.from(body)
      response.sendDate = false
      if (complete) {
        response.writeHead(status, { ...headers, "content-length": bytes.length })
        response.end(bytes)
        return
      }
      response.writeHead(status, { ...headers, "content-length": bytes.length * 2 + 1 })
      // a close in good order, so that the first half is read and not thrown away by a reset
      response.write(bytes, () => socket.destroy())
    }
  }
}

/**
 * Starts a server; it stops, with all of its connections, when the scope closes. It lives by the `Clock` that it is started under.
 *
 * Fails with `CannotListen`.
 *
 * @example
 * ```ts
 * import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
 * import * as Effect from "effect/Effect"
 *
 * const baseUrl = Effect.scoped(Effect.map(SimulatedServer.start(), (server) => server.baseUrl))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const start = Effect.fnUntraced(function* (
  options: Options = {}
): Effect.fn.Return<SimulatedServer["Service"], CannotListen, Scope.Scope> {
  const exchange = options.exchange ?? new Exchange()
  const plan = options.plan ?? FaultPlan.none
  const clock = yield* Clock.Clock
  const fork = yield* FiberSet.makeRuntime<never>()

  const now = () => clock.currentTimeMillisUnsafe()
  const face = SocketFace.make({ exchange, plan, now, fork, lifetime: options.webSocket })
  yield* Effect.addFinalizer(() => Effect.sync(face.stop))

  const handle = Effect.fnUntraced(function* (request: IncomingMessage, response: ServerResponse) {
    const wire = wireOf(request, yield* readBody(request))
    const ticket = exchange.submit(now(), wire, {
      fault: plan === FaultPlan.none ? undefined : plan.decide(FaultPlan.seen(exchange, wire)),
      address: request.socket.remoteAddress
    })
    if (ticket.ending === "silence") return
    yield* SocketFace.settled(exchange, now, ticket)
    reply(ticket, request, response)
    exchange.delivered(ticket, now())
  })

  const server = createServer((request, response) => {
    // whoever hangs up is simply gone
    request.on("error", () => {})
    response.on("error", () => {})
    fork(handle(request, response))
  })
  server.on("upgrade", SocketServer.make({ exchange, face, fork, largestFrame: largestBody }))
  // an idle connection stays: when it closes is up to the client and the faults
  server.keepAliveTimeout = 0
  server.requestTimeout = 0
  server.headersTimeout = 0

  const listen = (port: number) =>
    Effect.callback<void, CannotListen>((resume) => {
      const failed = (error: NodeJS.ErrnoException) =>
        resume(Effect.fail(new CannotListen({ port, code: error.code ?? "unknown" })))
      server.once("error", failed)
      server.listen(port, "127.0.0.1", () => {
        server.off("error", failed)
        resume(Effect.void)
      })
    })
  const close = Effect.callback<void>((resume) => {
    // an error here says that it was not listening, which is what was wanted
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
    // an upgraded connection is no longer the server's
    face.terminateAll()
  })

  yield* Effect.acquireRelease(listen(options.port ?? 0), () => close)
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : (options.port ?? 0)
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    port,
    webSocketUrl: `ws://127.0.0.1:${port}${SocketMethods.apis.spot.path}`,
    exchange,
    refuseConnections: close,
    acceptConnections: Effect.suspend(() => (server.listening ? Effect.void : listen(port))),
    announceShutdown: Effect.sync(face.announceShutdown),
    closeWebSockets: Effect.sync(face.closeAll)
  }
})

/**
 * The server as a layer.
 *
 * @example
 * ```ts
 * import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
 * import * as Layer from "effect/Layer"
 *
 * // the address of the server is the endpoint of the client
 * const layer = Layer.provideMerge(SimulatedServer.layerEndpoint, SimulatedServer.layer({ port: 0 }))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options = {}): Layer.Layer<SimulatedServer, CannotListen> =>
  Layer.effect(SimulatedServer, start(options))

/**
 * The server's address as the `Endpoint` of a client.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerEndpoint: Layer.Layer<Endpoint, never, SimulatedServer> = Layer.effect(
  Endpoint,
  Effect.map(SimulatedServer, ({ baseUrl }) => ({ name: "simulator", baseUrl }))
)
