/**
 * What the user data stream has shown of orders lately, and from when to when it can have missed nothing.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Endpoint } from "../client/Endpoint.ts"
import * as Intent from "../client/Intent.ts"
import { Signer } from "../client/Signer.ts"
import * as sighted from "../internal/settling/sighted.ts"
import type { OrderListRow, OrderRow } from "./ProductViews.ts"

/**
 * An event about one order.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrderSighting {
  /** Whose stream it came by: see `streamOf`. */
  readonly product: string
  /**
   * The path of the question that reads one such order, for a product that has several kinds of them: `/fapi/v1/order` and
   * `/fapi/v1/algoOrder`, `/papi/v1/um/order`, `/papi/v1/cm/order`, `/papi/v1/margin/order` and the conditional ones. Their
   * numbers are of different series.
   */
  readonly route?: string | undefined
  /** The execution type as the exchange sent it: `NEW`, `TRADE`, `CANCELED`, `REPLACED`, `AMENDMENT`, `EXPIRED`, `REJECTED`, … */
  readonly execution: string
  /** The client order id of the event; on a Spot cancel the one of the cancel, on an amend the new one. */
  readonly clientOrderId: string
  /** The client order id that the order had before, where the event names it. */
  readonly originalClientOrderId?: string | undefined
  /**
   * The order as the event shows it, in the names of the product's views, with whatever more of them the event tells
   * (`executedQty`, `cummulativeQuoteQty`, `timeInForce`, …). `time` is when it was accepted, `updateTime` when this happened, both in
   * epoch ms by the exchange's clock; left out when the event does not say.
   */
  readonly order: OrderRow
  /** When the event was made, in epoch ms by the exchange's clock. */
  readonly eventTime?: number | undefined
}

/**
 * An event about an order list as a whole.
 *
 * @category models
 * @since 0.1.0
 */
export interface ListSighting {
  /** Whose stream it came by: see `streamOf`. */
  readonly product: string
  /** The list in the names of the product's views, with the orders that the event names. */
  readonly list: OrderListRow
  /** When the event was made, in epoch ms by the exchange's clock. */
  readonly eventTime?: number | undefined
}

/**
 * What a stream can show.
 *
 * @category models
 * @since 0.1.0
 */
export type Sighting = OrderSighting | ListSighting

/**
 * What sightings are asked for by. A client order id is any name that the order had in the event, but never the name of a cancel.
 *
 * @category models
 * @since 0.1.0
 */
export type About =
  | { readonly product: string; readonly clientOrderId: string }
  | { readonly product: string; readonly orderId: number | string }
  | { readonly product: string; readonly listClientOrderId: string }
  | { readonly product: string; readonly orderListId: number | string }

/**
 * From when to when nothing can be missing, in ms by this process's monotonic clock.
 *
 * @category models
 * @since 0.1.0
 */
export interface Coverage {
  /** Subscribed since then, without a gap, and nothing that came since is forgotten. */
  readonly since: number
  /** Whatever the exchange had sent until then has arrived. */
  readonly provenUntil: number
}

/**
 * The sightings of one account at one exchange.
 *
 * @category models
 * @since 0.1.0
 */
export interface SightingsService {
  /** The label of the account whose orders are seen, as its `Signer` has it. A stream of another account is not to be told here. */
  readonly account: string
  /**
   * Where the account is, by any host of its exchange: see `Endpoint.exchangeOf`. A stream of another exchange is not to be told here,
   * for the same label may be that of another account there.
   */
  readonly endpoint?: Endpoint["Service"] | undefined
  /** An event has arrived. */
  readonly saw: (sighting: Sighting) => void
  /**
   * The exchange has confirmed the subscription, at this time of the monotonic clock in ms. While a stream is up this changes
   * nothing, so one connection may take over from another: the new one is up before the old one is let go.
   */
  readonly up: (product: string, at: number) => void
  /**
   * The stream is alive: whatever the exchange had sent until this time, in ms of the monotonic clock, has arrived. That is when a
   * ping was sent which has been answered since, on the connection of the stream; a frame that arrives by itself may have been
   * under way for long, and proves nothing about what left after it.
   */
  readonly alive: (product: string, at: number) => void
  /** The stream is down, or may have missed something: nothing from before says anything by its silence any more. */
  readonly down: (product: string) => void
  /** What was seen of it lately, the oldest first. */
  readonly of: (about: About) => ReadonlyArray<Sighting>
  /** Completes when more is seen of it than `after`, the last that `of` gave; at once when there is more by now. */
  readonly next: (about: About, after?: Sighting) => Effect.Effect<void>
  /** `undefined` while the stream is down. */
  readonly coverage: (product: string) => Coverage | undefined
  /** How settlements read them, as `make` gives it: a client without a stream does not carry it. */
  readonly rules: sighted.Rules
}

/**
 * The sightings that settlements look at; `undefined`, the default, without a stream. A client takes what is in its context when its layer is
 * built, and looks at it only when it is of its own account and exchange.
 *
 * @example
 * ```ts
 * import * as Sightings from "effect-binance/settlement/Sightings"
 * import * as Effect from "effect/Effect"
 *
 * const isUp = Effect.map(Sightings.Sightings, (sightings) => sightings?.coverage("spot") !== undefined)
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const Sightings = Context.Reference<SightingsService | undefined>("effect-binance/Sightings", {
  defaultValue: () => undefined
})

/**
 * Which stream shows the orders of a product: that of the product's name, and of isolated margin each symbol's own.
 *
 * @example
 * ```ts
 * import * as Sightings from "effect-binance/settlement/Sightings"
 *
 * Sightings.streamOf("usdm") // "usdm"
 * Sightings.streamOf("margin", "BTCUSDT") // "margin:BTCUSDT", the isolated account of that symbol
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const streamOf = (product: string, isolatedSymbol?: string): string =>
  isolatedSymbol === undefined ? product : `${product}:${isolatedSymbol}`

// Far more than the orders of the last minute, in which a doubt is settled.
const defaultCapacity = 20_000

const keyOf = (about: About): string =>
  "clientOrderId" in about
    ? `c ${about.product} ${about.clientOrderId}`
    : "orderId" in about
      ? `o ${about.product} ${about.orderId}`
      : "listClientOrderId" in about
        ? `l ${about.product} ${about.listClientOrderId}`
        : `g ${about.product} ${about.orderListId}`

/** The names that the order had: an event of a cancel is under the name of the cancel, and names the order beside it. Nothing else is. */
const namesOf = ({ clientOrderId, execution, originalClientOrderId = "" }: OrderSighting): ReadonlyArray<string> =>
  originalClientOrderId === ""
    ? [clientOrderId]
    : execution === "CANCELED"
      ? [originalClientOrderId]
      : [originalClientOrderId, clientOrderId]

const keysOf = (sighting: Sighting): ReadonlySet<string> => {
  const { product } = sighting
  if ("list" in sighting) {
    const { listClientOrderId, orderListId } = sighting.list
    return new Set([
      keyOf({ product, orderListId }),
      ...(listClientOrderId === undefined ? [] : [keyOf({ product, listClientOrderId })])
    ])
  }
  return new Set([
    keyOf({ product, orderId: sighting.order.orderId }),
    ...namesOf(sighting).map((clientOrderId) => keyOf({ product, clientOrderId }))
  ])
}

class Made implements SightingsService {
  readonly account: string
  readonly endpoint: Endpoint["Service"] | undefined
  readonly rules = sighted.rules
  readonly #clock: Clock.Clock
  readonly #capacity: number
  readonly #byKey = new Map<string, Array<Sighting>>()
  // in the order in which they arrived, with when they did
  readonly #arrived = new Map<Sighting, number>()
  readonly #waiting = new Map<string, Set<() => void>>()
  readonly #covered = new Map<string, { since: number; provenUntil: number }>()
  // of each stream, when the last that is forgotten had arrived
  readonly #forgottenAt = new Map<string, number>()

  constructor(account: string, clock: Clock.Clock, { capacity = defaultCapacity, endpoint }: Options) {
    this.account = account
    this.endpoint = endpoint
    this.#clock = clock
    this.#capacity = Math.max(1, capacity)
  }

  readonly saw = (told: Sighting): void => {
    // the same event told twice is two arrivals
    const sighting = { ...told }
    this.#arrived.set(sighting, Intent.monotonicMillisOf(this.#clock))
    const keys = keysOf(sighting)
    for (const key of keys) {
      const known = this.#byKey.get(key)
      if (known === undefined) this.#byKey.set(key, [sighting])
      else known.push(sighting)
    }
    for (const [oldest, at] of this.#arrived) {
      if (this.#arrived.size <= this.#capacity) break
      this.#forget(oldest, at)
    }
    for (const key of keys) {
      const waiting = this.#waiting.get(key)
      this.#waiting.delete(key)
      for (const wake of waiting ?? []) wake()
    }
  }

  #forget(oldest: Sighting, at: number): void {
    this.#arrived.delete(oldest)
    for (const key of keysOf(oldest)) {
      const rest = this.#byKey.get(key)?.filter((one) => one !== oldest) ?? []
      if (rest.length === 0) this.#byKey.delete(key)
      else this.#byKey.set(key, rest)
    }
    // it would be silence where there was something to hear
    this.#forgottenAt.set(oldest.product, at)
    const covered = this.#covered.get(oldest.product)
    if (covered !== undefined) covered.since = Math.max(covered.since, at)
  }

  readonly up = (product: string, at: number): void => {
    const since = Math.max(at, this.#forgottenAt.get(product) ?? at)
    if (!this.#covered.has(product)) this.#covered.set(product, { since, provenUntil: at })
  }

  readonly alive = (product: string, at: number): void => {
    const covered = this.#covered.get(product)
    if (covered !== undefined) covered.provenUntil = Math.max(covered.provenUntil, at)
  }

  readonly down = (product: string): void => {
    this.#covered.delete(product)
  }

  readonly of = (about: About): ReadonlyArray<Sighting> => [...(this.#byKey.get(keyOf(about)) ?? [])]

  readonly next = (about: About, after?: Sighting): Effect.Effect<void> =>
    Effect.callback((resume) => {
      const key = keyOf(about)
      if (this.#byKey.get(key)?.at(-1) !== after) return resume(Effect.void)
      const waiting = this.#waiting.get(key) ?? new Set()
      this.#waiting.set(key, waiting)
      const wake = () => resume(Effect.void)
      waiting.add(wake)
      return Effect.sync(() => {
        waiting.delete(wake)
        if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key)
      })
    })

  readonly coverage = (product: string): Coverage | undefined => {
    const covered = this.#covered.get(product)
    return covered && { ...covered }
  }
}

/**
 * Whose sightings they are besides, and how many are kept.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options {
  /**
   * Where the account is. Without it no stream tells of anything here, and what is told by hand settles nothing for a client that says where
   * it calls: it may have happened at another exchange.
   */
  readonly endpoint?: Endpoint["Service"] | undefined
  /** The most sightings that are kept, the oldest forgotten first; 20 000 unless it is said. */
  readonly capacity?: number | undefined
}

/**
 * The sightings of an account, to be told of by its streams. `account` is the label of its credentials.
 *
 * @example
 * ```ts
 * import { Endpoint } from "effect-binance/client/Endpoint"
 * import * as Sightings from "effect-binance/settlement/Sightings"
 * import * as Effect from "effect/Effect"
 *
 * const seen = Effect.gen(function*() {
 *   const sightings = yield* Sightings.make("grid-bot", { endpoint: yield* Endpoint })
 *   sightings.saw({ product: "spot", execution: "NEW", clientOrderId: "mine-1", order: { orderId: 28 } })
 *   return sightings.of({ product: "spot", clientOrderId: "mine-1" })
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (account: string, options: Options = {}): Effect.Effect<SightingsService> =>
  Effect.withFiberSucceed((fiber) => new Made(account, fiber.getRef(Clock.Clock), options))

/**
 * Sightings of the signer's account at the endpoint's exchange. It belongs below the client and the stream, so that both have the same; two
 * clients of different exchanges need one each.
 *
 * @example
 * ```ts
 * import * as BinanceClient from "effect-binance/client/BinanceClient"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 * import * as Sightings from "effect-binance/settlement/Sightings"
 * import * as Layer from "effect/Layer"
 *
 * const settling = Reconciliation.layer.pipe(Layer.provideMerge(BinanceClient.layer), Layer.provideMerge(Sightings.layer))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<never, never, Signer | Endpoint> = /* @__PURE__ */ Layer.fresh(
  /* @__PURE__ */ Layer.effect(
    Sightings,
    /* @__PURE__ */ Effect.flatMap(Signer, ({ account }) =>
      Effect.flatMap(Endpoint, (endpoint) => make(account, { endpoint }))
    )
  )
)
