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
import { CallTimeout } from "./CallTimeout.ts"
import { Endpoint } from "./Endpoint.ts"
import { type HttpReply, type NoReply, type Reply, Transport, type WireRequest } from "./Transport.ts"

const noReply = (phase: NoReply["phase"], code: string | undefined, timeout = false): NoReply => ({
  _tag: "NoReply",
  phase,
  code,
  timeout
})

// Without a marker on the socket, only what exists before a TCP connection does proves that nothing left. A reset or a TLS error
// may be older or newer than the request, so neither is here.
const beforeConnection: ReadonlySet<string> = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "UND_ERR_CONNECT_TIMEOUT"
])

const text = (value: object, key: string): string | undefined => {
  const found: unknown = Reflect.get(value, key)
  return typeof found === "string" ? found : undefined
}

// What an error was made from; a chain may be a ring, so it is followed ten deep at most
const innerErrors = (error: object): ReadonlyArray<unknown> => {
  const errors: unknown = Reflect.get(error, "errors")
  if (Array.isArray(errors) && errors.length > 0) return errors
  const cause: unknown = Reflect.get(error, "cause")
  return cause === undefined || cause === null || cause === error ? [] : [cause]
}

// Every branch of a tree of errors has to end before a connection, and nothing on the way may say otherwise
const isBeforeConnection = (error: unknown, depth = 0): boolean => {
  if (typeof error !== "object" || error === null || depth > 10) return false
  const code = text(error, "code")
  const proves = (code !== undefined && beforeConnection.has(code)) || text(error, "syscall") === "connect"
  const inner = innerErrors(error)
  if (code !== undefined && !proves && !Array.isArray(Reflect.get(error, "errors"))) return false
  return inner.length === 0 ? proves : inner.every((cause) => isBeforeConnection(cause, depth + 1))
}

const codeOf = (error: unknown, depth = 0): string | undefined => {
  if (typeof error !== "object" || error === null || depth > 10) return undefined
  const code = text(error, "code")
  if (code !== undefined) return code
  for (const cause of innerErrors(error)) {
    const found = codeOf(cause, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

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
export const noReplyOf = (error: unknown): NoReply =>
  noReply(isBeforeConnection(error) ? "connect" : "unknown", codeOf(error))

// What is known of a call at any moment: its time may be up between the headers and the body
interface Progress {
  response: HttpClientResponse.HttpClientResponse | undefined
  reply: Reply | undefined
}

const digits = /^\d+$/

const httpReply = (response: HttpClientResponse.HttpClientResponse, bytes: Uint8Array | undefined): Reply => {
  // A browser hides a redirect behind status 0; whatever it was, an answer came, so the request had left
  if (response.status < 200 || response.status > 599) return noReply("sent", `HTTP_${response.status}`)
  const headers: Record<string, string> = {}
  for (const name of Object.keys(response.headers)) {
    const value = response.headers[name]
    if (value !== undefined) headers[name.toLowerCase()] = value
  }
  const announced = headers["content-length"]
  // The length of a compressed body says nothing about the text it becomes; 204 and 304 have no body whatever they announce
  const short =
    bytes !== undefined &&
    announced !== undefined &&
    digits.test(announced) &&
    headers["content-encoding"] === undefined &&
    response.status !== 204 &&
    response.status !== 304 &&
    bytes.length < Number(announced)
  return {
    _tag: "HttpReply",
    status: response.status,
    headers,
    body: new TextDecoder().decode(bytes),
    complete: bytes !== undefined && !short
  } satisfies HttpReply
}

// All at once: a stream would keep the half of a body that was cut, which proves nothing, for half as much CPU again per call
const readBody =
  (progress: Progress) =>
  (response: HttpClientResponse.HttpClientResponse): Effect.Effect<Reply> => {
    progress.response = response
    return response.arrayBuffer.pipe(
      Effect.map((buffer): Uint8Array | undefined => new Uint8Array(buffer)),
      Effect.catchTag("HttpClientError", (error) =>
        Effect.succeed(error.reason._tag === "EmptyBodyError" ? new Uint8Array() : undefined)
      ),
      Effect.map((bytes) => (progress.reply = httpReply(response, bytes)))
    )
  }

const failed =
  (progress: Progress) =>
  (cause: Cause.Cause<HttpClientError.HttpClientError>): Effect.Effect<Reply> => {
    if (progress.response !== undefined) return Effect.succeed(httpReply(progress.response, undefined))
    const error = Cause.squash(cause)
    // A defect proves nothing, whatever code it carries
    if (Cause.hasDies(cause) || !HttpClientError.isHttpClientError(error))
      return Effect.succeed(noReply("unknown", codeOf(error)))
    // A client that turns a status into an error still has the reply
    const response = error.response
    return response === undefined
      ? Effect.succeed(noReplyOf(error))
      : Effect.catchCause(readBody(progress)(response), () => Effect.succeed(httpReply(response, undefined)))
  }

const toClientRequest = (baseUrl: string, request: WireRequest): HttpClientRequest.HttpClientRequest => {
  const made = HttpClientRequest.make(request.method)(
    baseUrl + request.path + (request.query === "" ? "" : `?${request.query}`),
    { headers: request.headers }
  )
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
      const { baseUrl, name } = yield* Endpoint
      // In a page the address may be relative to it
      const page = globalThis.location?.href
      if (!URL.canParse(baseUrl, page) || !/^https?:$/.test(new URL(baseUrl, page).protocol)) {
        return yield* Effect.die(new Error(`The endpoint ${name} is not an http or https address`))
      }
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
        send: Effect.fnUntraced(function* (request: WireRequest) {
          const progress: Progress = { reply: undefined, response: undefined }
          return yield* Effect.suspend(() => client.execute(toClientRequest(baseUrl, request))).pipe(
            Effect.flatMap(readBody(progress)),
            Effect.catchCause(failed(progress)),
            Effect.updateContext(bare),
            Effect.timeoutOrElse({
              duration: yield* CallTimeout,
              orElse: () =>
                Effect.sync(
                  () =>
                    progress.reply ??
                    (progress.response === undefined
                      ? noReply("unknown", "ETIMEDOUT", true)
                      : httpReply(progress.response, undefined))
                )
            })
          )
        })
      })
    })
  )
)
