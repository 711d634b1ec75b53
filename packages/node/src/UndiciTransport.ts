/**
 * Sends over undici, and proves of every request whether a byte of it can have left.
 *
 * @since 0.1.0
 */
import { after, CallTimeout } from "effect-binance/client/CallTimeout"
import { addressesOf, addressOf, Endpoint } from "effect-binance/client/Endpoint"
import { type Reply, Transport, unaddressed, type WireRequest } from "effect-binance/client/Transport"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as NodeTls from "node:tls"
import { Connections } from "./internal/Connections.ts"

/**
 * What can be chosen.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** How long DNS, TCP and TLS together may take. Default: 5 seconds; precise to half a second. */
  readonly connectTimeout?: Duration.Input | undefined
  /** The most connections that may be open to one host at once; further requests wait, unsent. Default: 100. */
  readonly maxConnections?: number | undefined
  /** How long a connection may have been idle when a request is written to it. Default, and at most: 3 seconds. */
  readonly maxIdle?: Duration.Input | undefined
  /** TLS options of Node, such as `ca`, for an endpoint with a certificate of its own. */
  readonly tls?:
    | Pick<NodeTls.ConnectionOptions, "ca" | "cert" | "key" | "servername" | "minVersion" | "rejectUnauthorized">
    | undefined
}

const maxIdleMillis = 3000

interface Host {
  readonly connections: Connections
  /** What the address has before the path. */
  readonly prefix: string
}

const nowhere: Reply = { _tag: "NoReply", phase: "connect", code: unaddressed, timeout: false }

/**
 * The transport, with options.
 *
 * @example
 * ```ts
 * import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as Layer from "effect/Layer"
 *
 * const layer = UndiciTransport.layerWith({ maxConnections: 20 }).pipe(Layer.provide(Endpoint.layerTestnet))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerWith = (options: Options): Layer.Layer<Transport, never, Endpoint> =>
  Layer.fresh(
    Layer.effect(
      Transport,
      Effect.gen(function* () {
        const endpoint = yield* Endpoint
        const hosts = new Map<string, Host>()
        for (const address of addressesOf(endpoint)) {
          const url = URL.parse(address)
          if (url === null || !/^https?:$/.test(url.protocol))
            return yield* Effect.die(new Error(`The endpoint ${endpoint.name} is not an http or https address`))
          const connections = yield* Effect.acquireRelease(
            Effect.sync(
              () =>
                new Connections({
                  origin: url.origin,
                  connectTimeoutMillis: Duration.toMillis(options.connectTimeout ?? "5 seconds"),
                  maxIdleMillis: Math.min(maxIdleMillis, Duration.toMillis(options.maxIdle ?? maxIdleMillis)),
                  maxConnections: Math.max(1, options.maxConnections ?? 100),
                  tls: options.tls ?? {}
                })
            ),
            (made) => Effect.promise(() => made.close())
          )
          hosts.set(address, { connections, prefix: url.pathname.replace(/\/+$/, "") })
        }
        const hostOf = (path: string) => hosts.get(addressOf(endpoint, path) ?? "")
        return Transport.of({
          keepsCallTimeout: true,
          endpoint,
          reaches: (path) => hostOf(path) !== undefined,
          send: (request: WireRequest) =>
            Effect.withFiber((fiber) => {
              const host = hostOf(request.path)
              if (host === undefined) return Effect.succeed(nowhere)
              const { connections, prefix } = host
              const timeout = fiber.getRef(CallTimeout)
              return Effect.callback<Reply>((resume) => {
                const exchange = connections.exchange(
                  prefix === "" ? request : { ...request, path: prefix + request.path },
                  (reply) => {
                    stop()
                    resume(Effect.succeed(reply))
                  }
                )
                const stop = after(fiber, timeout, () => resume(Effect.succeed(exchange.timeOut())))
                // its time may be up already, by a clock that a test has set
                if (!exchange.over) connections.send(exchange)
                return Effect.sync(() => {
                  stop()
                  exchange.abandon()
                })
              })
            })
        })
      })
    )
  )

/**
 * The transport for Node.
 *
 * - **Proof.** undici says that it begins to write a request before it writes the first byte. No such word: `phase: "connect"`,
 *   nothing left, also after a time-out or an abort. One: `"sent"`. A second one for a write is refused and answered as
 *   `"sent"` with the code `REPLAYED`.
 * - HTTP/1.1 only, one request at a time per connection, no redirects, no retries, no trace headers, no proxy from the environment.
 * - No request is written to a connection that was idle for 3 seconds: what the other end has closed in the meantime would be a doubt.
 * - TLS sessions are resumed. Closing the scope closes every connection.
 * - `CallTimeout` bounds a call; what had arrived by then is answered with `complete: false`.
 *
 * An instrumentation that listens to undici's diagnostics channels sees signed requests, and may put their query into spans or add
 * trace headers to them: tell it to leave the exchange's host alone.
 *
 * @example
 * ```ts
 * import * as UndiciTransport from "@effect-binance/node/UndiciTransport"
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as Layer from "effect/Layer"
 *
 * const layer = UndiciTransport.layer.pipe(Layer.provide(Endpoint.layerTestnet))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<Transport, never, Endpoint> = layerWith({})
