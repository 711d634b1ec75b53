/**
 * Sends over any `HttpClient` of Effect: `fetch` in browsers and workers, or whatever the program already uses.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as fetched from "../internal/fetched.ts"
import { Endpoint } from "./Endpoint.ts"
import { noReply, type NoReply, type Reply, Transport, type WireRequest } from "./Transport.ts"

/**
 * What an error from an HTTP client proves: `connect` when every error in it belongs to a connection that never came to be
 * (`ENOTFOUND`, `EAI_AGAIN`, `ECONNREFUSED`, `UND_ERR_CONNECT_TIMEOUT`, or a failed `connect` call), else `unknown`.
 *
 * Source of the rule: outcome table, transport rows T1, T2 and T4.
 *
 * @example
 * ```ts
 * import * as HttpTransport from "effect-binance/client/HttpTransport"
 * HttpTransport.noReplyOf({ code: "ECONNRESET", syscall: "read" }).phase // "unknown"
 * ```
 *
 * @category proofs
 * @since 0.1.0
 */
export const noReplyOf: (error: unknown) => NoReply = fetched.noReplyOf

// All at once: a stream would keep the half of a body that was cut, which proves nothing, for half as much CPU again per call
const readBody =
  (progress: fetched.Progress) =>
  (response: HttpClientResponse.HttpClientResponse): Effect.Effect<Reply> => {
    progress.head = response
    return response.arrayBuffer.pipe(
      Effect.map((buffer): Uint8Array | undefined => new Uint8Array(buffer)),
      Effect.catchTag("HttpClientError", (error) =>
        Effect.succeed(error.reason._tag === "EmptyBodyError" ? new Uint8Array() : undefined)
      ),
      Effect.map((bytes) => (progress.reply = fetched.httpReply(response, bytes)))
    )
  }

const failed =
  (progress: fetched.Progress) =>
  (cause: Cause.Cause<HttpClientError.HttpClientError>): Effect.Effect<Reply> => {
    if (progress.head !== undefined) return Effect.succeed(fetched.httpReply(progress.head, undefined))
    const error = Cause.squash(cause)
    // A defect proves nothing, whatever code it carries
    if (Cause.hasDies(cause) || !HttpClientError.isHttpClientError(error))
      return Effect.succeed(noReply("unknown", fetched.codeOf(error)))
    // A client that turns a status into an error still has the reply
    const response = error.response
    return response === undefined
      ? Effect.succeed(fetched.noReplyOf(error))
      : Effect.catchCause(readBody(progress)(response), () => Effect.succeed(fetched.httpReply(response, undefined)))
  }

const toClientRequest = (baseUrl: string, request: WireRequest): HttpClientRequest.HttpClientRequest => {
  const made = HttpClientRequest.make(request.method)(fetched.urlOf(baseUrl, request), { headers: request.headers })
  return request.body === ""
    ? made
    : HttpClientRequest.bodyText(
        made,
        request.body,
        request.headers["content-type"] ?? "application/x-www-form-urlencoded"
      )
}

// No span may hold a signed address, and no trace header may go to the exchange
const untraced = Context.empty().pipe(
  Context.add(HttpClient.TracerDisabledWhen, () => true),
  Context.add(HttpClient.TracerPropagationEnabled, false)
)

/**
 * Sends over the `HttpClient` in the context.
 *
 * It keeps `CallTimeout`, makes no span, sends no trace header, and tells `fetch` not to follow redirects: a followed redirect carries a
 * signed body and the API key to another host.
 *
 * It has no proof that a byte left. `phase: "connect"` is answered only for errors that exist before a connection does; what
 * else goes wrong is `"unknown"`, and a time-out too. On Node, `UndiciTransport` of `@effect-binance/node` can tell.
 *
 * The client has to be bare. One that follows redirects or sends again by itself (`HttpClient.followRedirects`, `retry`,
 * `retryTransient`) can execute a call twice behind this library's back, and is out of contract. A `FetchHttpClient.RequestInit`
 * has to be provided to this layer, or around the call: it is kept, with `redirect` overruled.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as HttpTransport from "effect-binance/client/HttpTransport"
 * import * as FetchHttpClient from "effect/http/FetchHttpClient"
 * import * as Layer from "effect/Layer"
 *
 * const layer = HttpTransport.layer.pipe(Layer.provide([FetchHttpClient.layer, Endpoint.layerTestnet]))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<Transport, never, HttpClient.HttpClient | Endpoint> = Layer.fresh(
  Layer.effect(
    Transport,
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const endpoint = yield* Endpoint
      const addressOf = yield* fetched.addressesOf(endpoint)
      const built = Context.getOrUndefined(yield* Effect.context<never>(), FetchHttpClient.RequestInit)
      const bare = (around: Context.Context<never>) =>
        Context.merge(around, untraced).pipe(
          Context.add(FetchHttpClient.RequestInit, {
            ...built,
            ...Context.getOrUndefined(around, FetchHttpClient.RequestInit),
            redirect: "manual"
          })
        )
      return Transport.of({
        keepsCallTimeout: true,
        endpoint,
        reaches: (path) => addressOf(path) !== undefined,
        send: (request) =>
          Effect.suspend(() => {
            const baseUrl = addressOf(request.path)
            if (baseUrl === undefined) return Effect.succeed(fetched.nowhere)
            const progress: fetched.Progress = { head: undefined, reply: undefined }
            return fetched.inTime(
              progress,
              Effect.suspend(() => client.execute(toClientRequest(baseUrl, request))).pipe(
                Effect.flatMap(readBody(progress)),
                Effect.catchCause(failed(progress)),
                Effect.updateContext(bare)
              )
            )
          })
      })
    })
  )
)
