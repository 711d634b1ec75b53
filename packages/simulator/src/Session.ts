/**
 * One connection to the WebSocket API, or to a user data stream by a listen key, as the exchange knows it: who is logged on, and whose
 * events it gets.
 *
 * @since 0.1.0
 */
import type { RequestRecord } from "./Exchange.ts"
import type { Product, Route } from "./Product.ts"
import type { Refusal } from "./Wire.ts"

/**
 * An event of the user data stream on its way to a client.
 *
 * @category models
 * @since 0.1.0
 */
export interface SessionEvent {
  /** Always 0 where a listen key says whose events come. */
  readonly subscriptionId: number
  /** The event as the documentation has it: its type is `e`, its times are exchange ms. An id that no double holds is a bigint. */
  readonly event: Readonly<Record<string, unknown>>
  /** The request that brought it about; `undefined` for what nobody asked for over the API. */
  readonly cause: RequestRecord | undefined
}

/**
 * Whose events a connection gets, and whether they end with the logon.
 *
 * @category models
 * @since 0.1.0
 */
export interface Subscription {
  readonly account: string
  readonly product: Product
  /** Whether it was made with the key of the session rather than with a signature of its own. */
  readonly byLogon: boolean
  /** Where a token says which account of margin it is for: that route alone. */
  readonly route?: Route | undefined
  /** Of an isolated account. */
  readonly symbol?: string | undefined
}

/**
 * A connection. `Exchange.connect` opens it, the requests that come over it change it. Never put it into a log: it holds a key.
 *
 * @example
 * ```ts
 * import { Exchange } from "@effect-binance/simulator/Exchange"
 * import { Session } from "@effect-binance/simulator/Session"
 *
 * const opened = new Exchange().connect(0)
 * const isOpen = opened instanceof Session // false: an answer that refuses the connection
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export class Session {
  readonly address: string
  /** In exchange ms. */
  readonly connectedSince: number
  /** Whether replies tell of the limits when a request does not say. */
  readonly returnRateLimits: boolean
  /** The key in its address, living or not; `undefined` for a connection to the WebSocket API. */
  readonly listenKey: string | undefined
  readonly onEvent: (event: SessionEvent) => void
  /** The key that requests without one are made with. */
  apiKey: string | undefined
  /** In exchange ms. */
  authorizedSince: number | undefined
  /** By their id. */
  readonly subscriptions = new Map<number, Subscription>()
  /** How many subscriptions it has ever had. */
  subscribed = 0

  constructor(
    address: string,
    connectedSince: number,
    options: {
      readonly returnRateLimits?: boolean | undefined
      readonly listenKey?: string | undefined
      readonly onEvent?: ((event: SessionEvent) => void) | undefined
    } = {}
  ) {
    this.address = address
    this.connectedSince = connectedSince
    this.returnRateLimits = options.returnRateLimits ?? true
    this.listenKey = options.listenKey
    this.onEvent = options.onEvent ?? (() => {})
  }
}

/**
 * What a request over the WebSocket API brings with it, beside its parameters.
 *
 * @category models
 * @since 0.1.0
 */
export interface SessionRequest {
  readonly session: Session
  /** What its signature has to speak for: every parameter but the signature, sorted by name, in raw UTF-8. */
  readonly payload: string
  /** What it weighs, when that is not what it weighs over HTTP. */
  readonly weight?: number | undefined
  /** Why it cannot be read, when it cannot. */
  readonly refusal?: Refusal | undefined
}
