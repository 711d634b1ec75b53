/**
 * The sockets of the WebSocket API on Node: undici's, which also tell why the exchange did not let one in.
 *
 * @since 0.1.0
 */
import type { HttpReply } from "effect-binance/client/Transport"
import type { TellingSocket } from "effect-binance/client/WebSocketApi"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { WebSocketConstructor } from "effect/socket/Socket"
import type { Duplex } from "node:stream"
import { Agent, type Dispatcher, WebSocket } from "undici"
import { flatten } from "./internal/Connections.ts"
import type { Options as TransportOptions } from "./UndiciTransport.ts"

/**
 * What can be chosen: TLS options of Node, such as `ca`, for an endpoint with a certificate of its own.
 *
 * @category models
 * @since 0.1.0
 */
export type Options = Pick<TransportOptions, "tls">

// A refusal says until when in a few hundred bytes; what is longer is a page.
const longestBody = 16_384

// How long the other end is given to say that it closes, too
const closingMillis = 3000

/** Listens to the reply that undici keeps to itself when it is none that begins a WebSocket. */
const listening = (
  handler: Dispatcher.DispatchHandler,
  hear: (reply: HttpReply) => void,
  take: (wire: Duplex) => void
): Dispatcher.DispatchHandler => {
  let told: HttpReply | undefined
  const tell = (reply: HttpReply) => {
    told = reply
    hear(reply)
  }
  return {
    onRequestStart: (...args) => handler.onRequestStart?.(...args),
    onRequestUpgrade: (...args) => {
      take(args[3])
      handler.onRequestUpgrade?.(...args)
    },
    onResponseStarted: () => handler.onResponseStarted?.(),
    onResponseStart: (...args) => {
      const [, status, headers] = args
      // 1xx come before the reply; they are none
      if (status >= 200) tell({ _tag: "HttpReply", status, headers: flatten(headers), body: "", complete: false })
      handler.onResponseStart?.(...args)
    },
    onResponseData: (...args) => {
      const body = (told?.body ?? "") + args[1].toString()
      if (told !== undefined && body.length <= longestBody) tell({ ...told, body })
      handler.onResponseData?.(...args)
    },
    onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
    onResponseError: (...args) => handler.onResponseError?.(...args),
    onBodySent: (...args) => handler.onBodySent?.(...args),
    onRequestSent: () => handler.onRequestSent?.()
  }
}

/** Does it after so many ms, when it has not closed by then; no process lives on for that. */
const unlessClosed = (wire: Duplex, millis: number, act: (wire: Duplex) => void) => {
  // @effect-diagnostics-next-line globalTimers:off -- it holds no process back, which the clock of Effect cannot say
  const timer = setTimeout(() => act(wire), millis).unref()
  wire.once("close", () => clearTimeout(timer))
}

/** Lets what was written leave, the close among it. */
const hangUp = (wire: Duplex) => {
  unlessClosed(wire, closingMillis, () => wire.destroy())
  wire.end(() => wire.destroy())
}

const construct = (agent: Dispatcher, wires: Set<Duplex>, url: string): TellingSocket => {
  let refusal: HttpReply | undefined
  let wire: Duplex | undefined
  const hear = (reply: HttpReply) => {
    refusal = reply
  }
  const take = (taken: Duplex) => {
    wire = taken
    wires.add(taken)
    taken.once("close", () => wires.delete(taken))
  }
  const dispatcher = agent.compose(
    (dispatch) => (options, handler) => dispatch(options, listening(handler, hear, take))
  )
  const socket = new WebSocket(url, { dispatcher })
  return Object.defineProperties(socket, {
    refusal: { get: () => refusal },
    close: {
      value: (code?: number, reason?: string) => {
        WebSocket.prototype.close.call(socket, code, reason)
        // undici waits for as long as it takes: a peer that is gone would be waited for until the process ends, and would not let it end
        if (wire?.destroyed === false) unlessClosed(wire, closingMillis, hangUp)
      }
    }
  })
}

/**
 * The sockets, with options.
 *
 * @example
 * ```ts
 * import * as UndiciWebSocket from "@effect-binance/node/UndiciWebSocket"
 *
 * const sockets = UndiciWebSocket.layerWith({ tls: { ca: "-----BEGIN CERTIFICATE-----\n…" } })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerWith = (options: Options): Layer.Layer<WebSocketConstructor> =>
  Layer.fresh(
    Layer.effect(
      WebSocketConstructor,
      Effect.gen(function* () {
        const wires = new Set<Duplex>()
        const agent = yield* Effect.acquireRelease(
          Effect.sync(() => new Agent({ allowH2: false, connect: { ...options.tls } })),
          (agent) =>
            Effect.promise(() => {
              for (const wire of wires) hangUp(wire)
              return agent.destroy()
            })
        )
        return (url: string) => construct(agent, wires, url)
      })
    )
  )

/**
 * The sockets for Node. An upgrade that is refused with 418, 429 or 403 closes the `BanWindow` of the `WebSocketApi` over them, for as
 * long as its Retry-After says: the socket of the platform cannot tell it from a server that is not there.
 *
 * HTTP/1.1, no redirects, no proxy from the environment. A connection whose other end does not answer to its close is hung up on after 3
 * seconds, and when the layer is closed; that of the platform lingers, and keeps the process from ending.
 *
 * @example
 * ```ts
 * import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
 * import * as UndiciWebSocket from "@effect-binance/node/UndiciWebSocket"
 * import * as WebSocketApi from "effect-binance/client/WebSocketApi"
 * import * as Layer from "effect/Layer"
 *
 * // what is left to provide is an Endpoint and a BanWindow
 * const transport = WebSocketApi.layerBeside(UndiciTransport.layer).pipe(Layer.provide(UndiciWebSocket.layer))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<WebSocketConstructor> = layerWith({})
