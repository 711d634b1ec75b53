/**
 * Carries one signed request to the exchange and brings back what came of it; knows whether a byte left.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { CallTimeout } from "./CallTimeout.ts"
import type { Retryable } from "../errors/BinanceError.ts"
import type { Endpoint } from "./Endpoint.ts"
import type { Along } from "../settlement/SettlementBounds.ts"
import type { signedRequest, unsignedRequest } from "./Signer.ts"

/**
 * One request, ready for the wire. The bytes signed are the bytes in `query` and `body`: a transport must not re-encode them.
 *
 * @category models
 * @since 0.1.0
 */
export interface WireRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  /** The path without a query, such as `/api/v3/order`. */
  readonly path: string
  /** The encoded query without `?`; empty for none. */
  readonly query: string
  /** The encoded form body; empty for none. */
  readonly body: string
  /** Header names in lower case. Holds the API key of signed calls: never log it. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * Asked at the last moment, when a connection is ready and before the first byte: a request may have waited for its
   * connection, and meanwhile the exchange may have banned the address. On `false` nothing is written, and the reply is
   * `NoReply` with `phase: "connect"` and the code `WITHDRAWN`. A transport that has no such moment leaves it unasked.
   */
  readonly mayLeave?: (() => boolean) | undefined
  /** Whether it changes nothing at the exchange, so that it can be sent once more although it may have left. Left out: it may. */
  readonly isRead?: boolean | undefined
}

/**
 * A reply with a status line.
 *
 * @category models
 * @since 0.1.0
 */
export interface HttpReply {
  readonly _tag: "HttpReply"
  readonly status: number
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** `false` when the connection ended before the body did. */
  readonly complete: boolean
}

/**
 * No status line came back.
 *
 * @category models
 * @since 0.1.0
 */
export interface NoReply {
  readonly _tag: "NoReply"
  /** `connect`: provably not one byte of the request left. `sent`: at least one byte may have. `unknown`: the transport cannot tell. */
  readonly phase: "connect" | "sent" | "unknown"
  /** The system's name for what happened, such as `ECONNRESET`. */
  readonly code: string | undefined
  /** Whether it was our own time-out that ended it. */
  readonly timeout: boolean
}

/** @internal */
export const noReply = (phase: NoReply["phase"], code: string | undefined, timeout = false): NoReply => ({
  _tag: "NoReply",
  phase,
  code,
  timeout
})

/** @internal Our own time-out, of a request of which nothing is known. */
export const outOfTime: NoReply = /* @__PURE__ */ noReply("unknown", "ETIMEDOUT", true)

/**
 * The code of a request that was not written because `mayLeave` said no.
 *
 * @example
 * ```ts
 * import { type Reply, type WireRequest, withdrawn } from "effect-binance/client/Transport"
 *
 * // in a transport of your own, just before the first byte
 * const lastLook = (request: WireRequest): Reply | undefined =>
 *   request.mayLeave?.() === false ? { _tag: "NoReply", phase: "connect", code: withdrawn, timeout: false } : undefined
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const withdrawn = "WITHDRAWN"

/**
 * The code of a request that was not written because the exchange has no address for its path.
 *
 * @example
 * ```ts
 * import { type Reply, unaddressed } from "effect-binance/client/Transport"
 *
 * const nowhere: Reply = { _tag: "NoReply", phase: "connect", code: unaddressed, timeout: false }
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const unaddressed = "NO_ADDRESS"

/**
 * The code of a request that was not written because too many are unanswered.
 *
 * @example
 * ```ts
 * import { type Reply, tooMany } from "effect-binance/client/Transport"
 *
 * const full: Reply = { _tag: "NoReply", phase: "connect", code: tooMany, timeout: false }
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const tooMany = "TOO_MANY_IN_FLIGHT"

/**
 * What came of a request.
 *
 * @category models
 * @since 0.1.0
 */
export type Reply = HttpReply | NoReply

/**
 * The service that sends. It never fails: whatever happens is a `Reply`. Interrupting it aborts the request. A transport keeps
 * `CallTimeout` itself where it can tell whether the request had left, and says so; the client ends the calls of one that does not.
 *
 * @example
 * ```ts
 * import * as Transport from "effect-binance/client/Transport"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * // a test double in one line: every call is answered with a lost connection
 * const lost = Layer.succeed(Transport.Transport, {
 *   send: () => Effect.succeed({ _tag: "NoReply", phase: "sent", code: "ECONNRESET", timeout: false })
 * })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Transport extends Context.Service<
  Transport,
  {
    readonly send: (request: WireRequest) => Effect.Effect<Reply>
    /**
     * Whether `send` always ends by `CallTimeout`, whatever the other end does. Then the client keeps no time of its own beside it,
     * which spares two fibers and a timer for each call.
     */
    readonly keepsCallTimeout?: boolean | undefined
    /**
     * Whether there is an address for this path, and for this method on it when one is named; a transport that does not say has one
     * for all. What has none is never sent.
     */
    readonly reaches?: ((path: string, method?: WireRequest["method"]) => boolean) | undefined
    /**
     * Whether a request on this path would leave now, and not wait for a connection or come back unsent. A transport that does not say
     * connects when it is sent something.
     */
    readonly isReady?: ((path: string, method?: WireRequest["method"]) => boolean) | undefined
    /**
     * Waits until a request on this path would leave, as long as whoever made the transport has chosen, and not beyond `deadline` (ms
     * by this process's monotonic clock); fails with `Retryable(NotSent)` when it would not. The client asks it before it looks at
     * the clock and signs, so that no signature grows old in the wait. A transport that does not say is waited for in `send`.
     */
    readonly ready?:
      | ((path: string, method: WireRequest["method"], deadline: number) => Effect.Effect<void, Retryable>)
      | undefined
    /** How its signed requests are made, when their bytes, and so what is signed, are not those of HTTP. */
    readonly signedRequest?: typeof signedRequest | undefined
    /** The same for requests without a signature. */
    readonly unsignedRequest?: typeof unsignedRequest | undefined
    /**
     * The bounds of an operation that is sent by it, given those of its product. A transport that does not say has those, as that of
     * HTTP does, which the bounds of the products are documented for.
     */
    readonly boundsOf?: Along | undefined
    /** The exchange that it reaches: a journal keeps where an order was sent. */
    readonly endpoint?: Endpoint["Service"] | undefined
  }
>()("effect-binance/Transport") {}

// A transport that keeps the time without saying so knows more than we do, so it is given the time to say it.
const slackMillis = 500

// also one that throws, or that interrupts itself: when it is the caller who is interrupted, nobody comes here
const broken = (): Effect.Effect<Reply> => Effect.succeed(noReply("unknown", "BROKEN_TRANSPORT"))

const gaveUp = (): Effect.Effect<Reply> => Effect.succeed(outOfTime)

/**
 * Sends, and ends in a `Reply` whatever the transport does: one that hangs is given up a little after `CallTimeout`, one that
 * breaks has told nothing about whether the request left.
 *
 * @example
 * ```ts
 * import { send, Transport } from "effect-binance/client/Transport"
 * import * as Effect from "effect/Effect"
 *
 * const time = Effect.flatMap(Transport, (transport) =>
 *   send(transport, { method: "GET", path: "/api/v3/time", query: "", body: "", headers: {} }))
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const send = (transport: Transport["Service"], request: WireRequest): Effect.Effect<Reply> => {
  const sent = Effect.catchCause(
    Effect.suspend(() => transport.send(request)),
    broken
  )
  return transport.keepsCallTimeout === true
    ? sent
    : Effect.flatMap(CallTimeout, (timeout) =>
        // one that is infinite never ends it
        Effect.timeoutOrElse(sent, { duration: Duration.toMillis(timeout) + slackMillis, orElse: gaveUp })
      )
}
