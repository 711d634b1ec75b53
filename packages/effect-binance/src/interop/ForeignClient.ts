/**
 * A client of somebody else: how to watch what it sends and receives, and what is left of a call in what it throws or returns.
 *
 * @since 0.1.0
 */
import type { Reply } from "../client/Transport.ts"

/**
 * A request that a watched client is about to send.
 *
 * @category models
 * @since 0.1.0
 */
export interface Departing {
  /** Such as `POST`, in any case. */
  readonly method: string
  /** With its query. */
  readonly url: string
  /** The form body; anything but text is taken for none. */
  readonly body?: unknown
}

/**
 * A request that a watched client has been allowed to send.
 *
 * @category models
 * @since 0.1.0
 */
export interface Departure {
  /** Says what the whole reply was. `headers` may be any object with text in it, under names in any case. */
  readonly arrived: (status: number, headers: unknown, body: string) => void
  /** Says what the client's own transport ended with instead. */
  readonly failed: (error: unknown) => void
}

/**
 * What a watched client reports to, for one run of a call.
 *
 * @category models
 * @since 0.1.0
 */
export interface Watch {
  /**
   * Asked after the request was signed and before it is sent. Throws when it may not leave: because the address is told to be
   * quiet, because the call was given up, because the run has sent its one write already, or because the request is not the one
   * that the call describes. Then it must not be sent.
   */
  readonly leaving: (request: Departing) => Departure
  /** Aborted when the call runs out of time. */
  readonly signal: AbortSignal
}

/**
 * What is known of a call from what a client threw or returned, without having watched it.
 *
 * @category models
 * @since 0.1.0
 */
export type Hearsay =
  /** The reply as it was; or that there was none, and whether anything had left. */
  | { readonly _tag: "Reply"; readonly reply: Reply }
  /** A body whose status the client threw away. */
  | { readonly _tag: "Body"; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  /** The client itself refused the call before it sent anything. `problem` must hold nothing secret. */
  | { readonly _tag: "Refused"; readonly problem: string }

/**
 * What `Interop.call` has to know about a client. `Interop.ccxt`, `Interop.connector` and `Interop.binance` make one; for another
 * client write your own.
 *
 * @example
 * ```ts
 * import type { ForeignClient } from "effect-binance/interop/ForeignClient"
 *
 * type Send = (method: string, url: string) => Promise<{ readonly status: number; readonly text: string }>
 *
 * // a client that is one function
 * const mine = (send: Send): ForeignClient<Send> => ({
 *   name: "mine",
 *   problem: () => undefined, // it never sends a request twice
 *   watched: (watch) => async (method, url) => {
 *     const departure = watch.leaving({ method, url })
 *     const reply = await send(method, url)
 *     departure.arrived(reply.status, {}, reply.text)
 *     return reply
 *   },
 *   thrown: () => ({ _tag: "Reply", reply: { _tag: "NoReply", phase: "unknown", code: undefined, timeout: false } }),
 *   returned: (value) => ({ _tag: "Body", headers: {}, body: JSON.stringify(value) })
 * })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export interface ForeignClient<out C> {
  readonly name: string
  /** Which of its settings makes it unfit, with its value: one by which it sends a request again by itself. */
  readonly problem: () => string | undefined
  /** The same client, reporting to `watch`. It shares everything with the original but what it needs to report. */
  readonly watched: (watch: Watch) => C
  /** What an error that it threw says. */
  readonly thrown: (error: unknown) => Hearsay
  /** What a value that it returned says. */
  readonly returned: (value: unknown) => Hearsay | Promise<Hearsay>
}
