/**
 * Sends over the platform's own `fetch`, without an HTTP client in between: the smallest transport for browsers and workers.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import {
  addressesOf,
  type Head,
  httpReply,
  inTime,
  noReplyOf,
  nowhere,
  type Progress,
  urlOf
} from "../internal/fetched.ts"
import { Endpoint } from "./Endpoint.ts"
import { type Reply, Transport, type WireRequest } from "./Transport.ts"

const headOf = ({ headers, status }: Response): Head => ({ status, headers: Object.fromEntries(headers) })

/**
 * As much of `fetch` as is used.
 *
 * @category models
 * @since 0.1.0
 */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

const exchange = (fetch: Fetch, address: string, request: WireRequest, progress: Progress): Effect.Effect<Reply> =>
  Effect.callback((resume, signal) => {
    const end = (reply: Reply) => {
      progress.reply = reply
      resume(Effect.succeed(reply))
    }
    const read = (response: Response): Promise<void> => {
      const head = headOf(response)
      progress.head = head
      return response.arrayBuffer().then(
        (bytes) => end(httpReply(head, new Uint8Array(bytes))),
        () => end(httpReply(head, undefined))
      )
    }
    // a fetch that throws is one that fails
    Promise.resolve()
      .then(() =>
        fetch(urlOf(address, request), {
          method: request.method,
          headers: request.headers,
          body: request.body === "" ? null : request.body,
          // a followed redirect carries a signed body and the API key to another host
          redirect: "manual",
          signal
        })
      )
      .then(read)
      .catch((error: unknown) => end(noReplyOf(error)))
  })

/**
 * Sends over the given `fetch`: that of a binding or a proxy, or a test double.
 *
 * @example
 * ```ts
 * import * as FetchTransport from "effect-binance/client/FetchTransport"
 *
 * // a test double: every request is refused
 * const refused = FetchTransport.layerWith(() => Promise.resolve(new Response("{}", { status: 403 })))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerWith = (fetch: Fetch): Layer.Layer<Transport, never, Endpoint> =>
  Layer.fresh(
    Layer.effect(
      Transport,
      Effect.gen(function* () {
        const endpoint = yield* Endpoint
        const addressOf = yield* addressesOf(endpoint)
        return Transport.of({
          keepsCallTimeout: true,
          endpoint,
          reaches: (path) => addressOf(path) !== undefined,
          send: (request) =>
            Effect.suspend(() => {
              const address = addressOf(request.path)
              if (address === undefined) return Effect.succeed(nowhere)
              const progress: Progress = { head: undefined, reply: undefined }
              return inTime(progress, exchange(fetch, address, request, progress))
            })
        })
      })
    )
  )

/**
 * Sends over the `fetch` of the platform.
 *
 * It keeps `CallTimeout`, follows no redirect, and proves as much as `HttpTransport` does: `phase: "connect"` is answered only
 * for errors that exist before a connection does, which Node's `fetch` tells and a browser's does not; all else is `"unknown"`, and
 * a write is in doubt. `HttpTransport` is for programs that have an `HttpClient` of their own, and on Node `UndiciTransport` of
 * `@effect-binance/node` can tell more.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as FetchTransport from "effect-binance/client/FetchTransport"
 * import * as Layer from "effect/Layer"
 *
 * const layer = FetchTransport.layer.pipe(Layer.provide(Endpoint.layerTestnet))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<Transport, never, Endpoint> = layerWith((url, init) =>
  // the platform's own is what this is about
  // @effect-diagnostics-next-line globalFetch:off
  globalThis.fetch(url, init)
)
