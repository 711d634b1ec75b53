/**
 * Sends over the exchange's WebSocket API: the same operations, and the same verdicts, as over HTTP.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { WebSocketConstructor, type WebSocketLike } from "effect/socket/Socket"
import { dated } from "../internal/wait.ts"
import { Attempts } from "../internal/webSocket/Attempts.ts"
import { HeardTime } from "../internal/webSocket/HeardTime.ts"
import { outOfList } from "../internal/webSocket/listed.ts"
import * as logon from "../internal/webSocket/logon.ts"
import * as methods from "../internal/webSocket/methods.ts"
import * as requests from "../internal/webSocket/requests.ts"
import { limitOf } from "../internal/webSocket/limits.ts"
import * as Session from "../internal/webSocket/Session.ts"
import { correct, spend } from "../internal/webSocket/spending.ts"
import { BanWindow, ChosenLane, Patience } from "../limits/BanWindow.ts"
import { RateBudget } from "../limits/RateBudget.ts"
import { addressOf, Endpoint } from "./Endpoint.ts"
import * as Signer from "./Signer.ts"
import { noReply, type HttpReply, Transport, unaddressed, type WireRequest } from "./Transport.ts"

/**
 * A product that has a WebSocket API.
 *
 * @category models
 * @since 0.1.0
 */
export type Product = methods.Product

/**
 * What can be chosen.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /** For which products connections are kept open. Default: `spot` alone. Without HTTP beside it the futures have no clock. */
  readonly products?: ReadonlyArray<Product> | undefined
  /** WebSocket addresses, such as `wss://ws-api.binance.com:9443/ws-api/v3`, for an exchange that has them elsewhere. */
  readonly addresses?: { readonly [P in Product]?: string | undefined } | undefined
  /**
   * How long a write may wait for a connection, before it is signed. Default: not at all, it is `Retryable(NotSent)` at once. Reads wait
   * without this bound. Nothing waits longer than its `CallTimeout`, which begins anew when it is sent, or than it is good for.
   */
  readonly writesWait?: Duration.Input | undefined
  /** How long DNS, TCP, TLS, the upgrade, and the logon of a session together may take. Default: 5 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
  /** How old a connection may grow before another one takes its place. Default: 23 hours; the exchange ends it after 24. */
  readonly maxAge?: Duration.Input | undefined
  /** The most requests that may be unanswered on one connection, and that may wait for one; what is more is `Retryable(NotSent)`. Default: 1000. */
  readonly maxInFlight?: number | undefined
  /** `SessionOptions` is with a session. */
  readonly session?: false | undefined
}

/**
 * With a session: each connection is logged on (`session.logon`) before it takes requests, and a signed request is sent with its
 * timestamp, but without key and signature. So the layer needs the `Signer`. It is for keys of Ed25519; with another one each request
 * is signed, as without a session.
 *
 * A logon that is refused is every signed call's `Fatal(BadCredentials)`, before anything is sent; what needs no key goes on, and
 * the logon is tried again after 5 to 60 seconds. When the key is revoked while requests are in flight, the exchange does not say which of them it refused: then a write is
 * in doubt.
 *
 * @category models
 * @since 0.1.0
 */
export interface SessionOptions extends Omit<Options, "session"> {
  readonly session: true
}

/**
 * A socket that can tell why its upgrade was refused: a `WebSocketConstructor` may give such ones. The platform's own cannot tell, so
 * that a ban or a limit at that moment is not known of until a request meets it.
 *
 * @category models
 * @since 0.1.0
 */
export interface TellingSocket extends WebSocketLike {
  /** The reply to the upgrade, once it was refused. It closes the `BanWindow` on 418, 429 and 403. */
  readonly refusal?: HttpReply | undefined
}

/**
 * The count of attempts to connect, by which the exchange's limit of 300 in five minutes is kept. All layers of a process share
 * one; a test that has many gives each its own.
 *
 * @example
 * ```ts
 * import * as WebSocketApi from "effect-binance/client/WebSocketApi"
 * import * as Layer from "effect/Layer"
 *
 * const own = Layer.provide(WebSocketApi.layer, Layer.sync(WebSocketApi.ConnectionAttempts, WebSocketApi.connectionAttempts))
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const ConnectionAttempts = Context.Reference<ConnectionCount>("effect-binance/WebSocketApi/ConnectionAttempts", {
  defaultValue: () => connectionAttempts()
})

/**
 * Counts attempts to connect.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConnectionCount {
  /** Counts an attempt at `now` (ms by the monotonic clock) and gives 0; or gives for how many ms none can be made. */
  readonly take: (address: string, now: number) => number
}

/**
 * A count that begins with no attempts. It lets at most `limit` through in any five minutes, to all hosts and ports of a domain together:
 * the limit is documented per IP address, and not that they are counted apart.
 *
 * Source of the default: spot docs, web-socket-api, "Connection limits".
 *
 * @example
 * ```ts
 * import { connectionAttempts } from "effect-binance/client/WebSocketApi"
 *
 * connectionAttempts().take("wss://ws-api.binance.com/ws-api/v3", 0) // 0: it can be tried now
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const connectionAttempts = (limit = 300): ConnectionCount => new Attempts(limit)

interface Line {
  readonly table: methods.ProductTable
  readonly session: Session.Session
  readonly heard: HeardTime
}

const nowhere = noReply("connect", unaddressed)

const make = Effect.fnUntraced(function* (
  options: Options | SessionOptions,
  http: Transport["Service"] | undefined,
  given: Signer.Signer["Service"] | undefined
): Effect.fn.Return<Transport["Service"], never, Endpoint | WebSocketConstructor | BanWindow | Scope.Scope> {
  const endpoint = yield* Endpoint
  const construct = yield* WebSocketConstructor
  const banWindow = yield* BanWindow
  const budget = yield* RateBudget
  const attempts = yield* ConnectionAttempts
  const clock = yield* Clock.Clock
  const signer = given !== undefined && (yield* logon.isPossible(given)) ? given : undefined
  if (signer !== given)
    yield* Effect.logWarning("session.logon takes no key but one of Ed25519: each request is signed instead")
  const lines = new Map<Product, Line>()

  /** Sees to it that what is no call keeps to the limits, too, and that what they are told of a limit is not lost. */
  const limitsOf = (
    table: methods.ProductTable,
    heard: HeardTime
  ): Pick<Session.Options, "charged" | "notice" | "onAnswer"> => {
    // all that is signed waits for it
    const first = Effect.provideService(ChosenLane, "cancel")
    return {
      onAnswer: (reply) => heard.hear(reply),
      charged: (what, attempt) =>
        first(
          Effect.provideService(
            spend(
              budget,
              table,
              (what === "connect" ? table.connectWeight : 0) +
                (what === "logon" || signer !== undefined ? methods.logonWeight : 0),
              attempt
            ),
            Patience,
            "wait"
          )
        ),
      notice: Effect.fnUntraced(function* (reply) {
        // also an answer that nobody can tell whose it is
        heard.hear(reply)
        const now = yield* Clock.currentTimeMillis
        const limit = limitOf(table.family, dated(reply, heard.earliest()), now)
        if (limit !== undefined) yield* banWindow.close(limit.scope, now + limit.millis)
        yield* correct(budget, table, reply)
      })
    }
  }

  const start = Effect.fnUntraced(function* (product: Product) {
    const table = methods.products[product]
    const address = addressOf(endpoint, `/${table.family}/`)
    const url = options.addresses?.[product] ?? (address === undefined ? undefined : methods.addressOf(table, address))
    if (url === undefined) return
    if (!/^wss?:$/.test(URL.parse(url)?.protocol ?? ""))
      return yield* Effect.die(new Error(`The endpoint ${endpoint.name} has no WebSocket address for ${product}`))
    const scopes = ["address", `address:${table.family}`] as const
    const heard = new HeardTime(clock)
    const session = yield* Session.make({
      url,
      // what the constructor takes besides is not ours
      construct: (address): TellingSocket => construct(address),
      attempts,
      ...limitsOf(table, heard),
      logon: signer === undefined ? undefined : logon.of(table, signer),
      // a connection is a request, too
      gate: Effect.provideService(banWindow.pass(scopes, Infinity, "query"), Patience, "wait"),
      mayAsk: (now) => banWindow.isOpen(scopes, now),
      connectTimeoutMillis: Duration.toMillis(options.connectTimeout ?? "5 seconds"),
      maxAgeMillis: Duration.toMillis(options.maxAge ?? "23 hours"),
      writesWaitMillis: Duration.toMillis(options.writesWait ?? 0),
      maxInFlight: Math.max(1, options.maxInFlight ?? 1000),
      // the longest reply of the exchange, its rules, has about a quarter of that
      maxFrameLength: 1 << 26
    })
    lines.set(product, { table, session, heard })
  })
  const chosen: ReadonlySet<Product> = new Set(options.products ?? ["spot"])
  yield* Effect.forEach(chosen, start, { concurrency: "unbounded", discard: true })

  const lineOf = (method: WireRequest["method"], path: string) => {
    const product = methods.productOf(path)
    const line = product === undefined ? undefined : lines.get(product)
    const name = line?.table.methods.get(`${method} ${path}`)
    return line === undefined || name === undefined ? undefined : { ...line, name }
  }
  /** The clock of the futures is told over HTTP, for it has no method here: who hears of a ban here counts by it. */
  const overHttp = (over: Transport["Service"], request: WireRequest) => {
    const product = request.path.endsWith("/time") ? methods.productOf(request.path) : undefined
    const line = product === undefined ? undefined : lines.get(product)
    const sent = over.send(request)
    return line === undefined ? sent : Effect.tap(sent, (reply) => Effect.sync(() => line.heard.hear(reply)))
  }
  const anyMethod = ["GET", "POST", "PUT", "DELETE"] as const
  return Transport.of({
    keepsCallTimeout: http === undefined || http.keepsCallTimeout === true,
    endpoint,
    reaches: (path, method) =>
      (method === undefined ? anyMethod : [method]).some((one) => lineOf(one, path) !== undefined) ||
      (http !== undefined && http.reaches?.(path, method) !== false),
    isReady: (path, method) => {
      const line = lineOf(method ?? "GET", path)
      return line === undefined ? http?.isReady?.(path, method) !== false : line.session.isReady()
    },
    ready: (path, method, deadline) => {
      const line = lineOf(method, path)
      return line === undefined
        ? (http?.ready?.(path, method, deadline) ?? Effect.void)
        : line.session.ready(method === "GET", deadline)
    },
    boundsOf: (operation, bounds) => {
      const line = lineOf(operation.method, operation.path)
      if (line === undefined) return http?.boundsOf?.(operation, bounds) ?? bounds
      const graceMillis = line.table.graces?.get(line.name) ?? 0
      // an exchange that states bounds of its own states them for every way to it
      return bounds === operation.product && graceMillis > bounds.graceMillis
        ? { graceMillis, visibilityMillis: bounds.visibilityMillis }
        : bounds
    },
    signedRequest: (by, draft) => {
      const line = lineOf(draft.method, draft.path)
      return line === undefined
        ? (http?.signedRequest ?? Signer.signedRequest)(by, draft)
        : // a request of another account speaks for itself
          signer !== undefined && Redacted.value(by.apiKey) === Redacted.value(signer.apiKey)
          ? requests.bySession(line.table, draft)
          : requests.signed(line.table, by, draft)
    },
    unsignedRequest: (draft) => {
      const line = lineOf(draft.method, draft.path)
      return line === undefined
        ? (http?.unsignedRequest ?? Signer.unsignedRequest)(draft)
        : requests.unsigned(line.table, draft)
    },
    send: (request) => {
      const line = lineOf(request.method, request.path)
      // one that is written for HTTP has its signature over other bytes; without any parameters there is no difference
      const isOurs = requests.isFrame(request) || (request.query === "" && request.body === "")
      if (line !== undefined && isOurs) {
        const reply = line.session.send(line.name, request)
        return line.table.inList?.has(line.name) === true ? Effect.map(reply, outOfList) : reply
      }
      return http === undefined || requests.isFrame(request) ? Effect.succeed(nowhere) : overHttp(http, request)
    }
  })
})

const signerOf = ({
  session
}: Options | SessionOptions): Effect.Effect<Signer.Signer["Service"] | undefined, never, Signer.Signer> =>
  session === true ? Effect.service(Signer.Signer) : Effect.undefined

/**
 * The transport, with options. What the WebSocket API has no method for is `Fatal(Unsupported)` before anything is sent.
 *
 * @example
 * ```ts
 * import * as WebSocketApi from "effect-binance/client/WebSocketApi"
 *
 * const patient = WebSocketApi.layerWith({ writesWait: "2 seconds" })
 * // logs each connection on, and signs no request; it needs a Signer, too
 * const loggedOn = WebSocketApi.layerWith({ session: true })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export function layerWith(options: Options): Layer.Layer<Transport, never, Endpoint | WebSocketConstructor | BanWindow>
export function layerWith(
  options: Options | SessionOptions
): Layer.Layer<Transport, never, Endpoint | WebSocketConstructor | BanWindow | Signer.Signer>
export function layerWith(
  options: Options | SessionOptions
): Layer.Layer<Transport, never, Endpoint | WebSocketConstructor | BanWindow | Signer.Signer> {
  return Layer.fresh(
    Layer.effect(
      Transport,
      Effect.flatMap(signerOf(options), (signer) => make(options, undefined, signer))
    )
  )
}

/**
 * The transport beside one of HTTP, which carries what the WebSocket API has no method for: batches, the clock of the futures, and
 * the products that are not chosen. What has a method never goes over HTTP instead, also while there is no connection: that is `Failover`.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as FetchTransport from "effect-binance/client/FetchTransport"
 * import * as WebSocketApi from "effect-binance/client/WebSocketApi"
 * import { BanWindow } from "effect-binance/limits/BanWindow"
 * import * as Layer from "effect/Layer"
 * import * as Socket from "effect/socket/Socket"
 *
 * // the window has to be the one of the client, so it is provided around both
 * const transport = WebSocketApi.layerBeside(FetchTransport.layer, { products: ["spot", "usdm"] }).pipe(
 *   Layer.provide([Endpoint.layerTestnet, Socket.layerWebSocketConstructorGlobal]),
 *   Layer.provideMerge(BanWindow.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export function layerBeside<E, R>(
  http: Layer.Layer<Transport, E, R>,
  options?: Options
): Layer.Layer<Transport, E, R | Endpoint | WebSocketConstructor | BanWindow>
export function layerBeside<E, R>(
  http: Layer.Layer<Transport, E, R>,
  options: Options | SessionOptions
): Layer.Layer<Transport, E, R | Endpoint | WebSocketConstructor | BanWindow | Signer.Signer>
export function layerBeside<E, R>(
  http: Layer.Layer<Transport, E, R>,
  options: Options | SessionOptions = {}
): Layer.Layer<Transport, E, R | Endpoint | WebSocketConstructor | BanWindow | Signer.Signer> {
  return Layer.fresh(
    Layer.effect(
      Transport,
      Effect.flatMap(Effect.all([Transport, signerOf(options)]), ([over, signer]) => make(options, over, signer))
    )
  ).pipe(Layer.provide(http))
}

/**
 * The transport for Spot.
 *
 * - **Proof.** A request that was handed to the socket may have left. A socket that closes ends at once what is in flight on it: a write is
 *   `AmbiguousExecution(ConnectionClosed)`. One that was not handed over is `Retryable(NotSent)`, and nothing is kept to be sent later.
 * - Replies are matched by id alone. A frame without an id ends no write.
 * - After `serverShutdown`, a frame that cannot be read, a request that timed out, and before 24 hours are over, new requests go to a
 *   new connection, and the old one closes when its last request has ended.
 * - It connects when it is built, and again with growing pauses; never while the window is closed, and at most 300 times in five minutes.
 *   The layer is built when the first attempt has ended.
 * - What waits for a connection is signed after the wait. `CallTimeout` bounds the wait, and then the call. Pings are answered by the platform's socket.
 * - Connecting has a weight of its own (2 on Spot, 5 on the futures), which the `RateBudget` is charged for where there is one. What any
 *   frame says of limits, also one that answers nobody, closes the `BanWindow` and corrects the budget.
 *
 * @example
 * ```ts
 * import * as BinanceClient from "effect-binance/client/BinanceClient"
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as ServerClock from "effect-binance/client/ServerClock"
 * import * as WebSocketApi from "effect-binance/client/WebSocketApi"
 * import { BanWindow } from "effect-binance/limits/BanWindow"
 * import * as Layer from "effect/Layer"
 * import * as Socket from "effect/socket/Socket"
 *
 * // what is left to provide is a Signer
 * const client = BinanceClient.layer.pipe(
 *   Layer.provideMerge(ServerClock.layer),
 *   Layer.provide(WebSocketApi.layer),
 *   Layer.provide([Endpoint.layerTestnet, Socket.layerWebSocketConstructorGlobal]),
 *   Layer.provideMerge(BanWindow.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<Transport, never, Endpoint | WebSocketConstructor | BanWindow> = layerWith({})
