/**
 * One endpoint as a value: what it is called, what it weighs, what it may do, and how its result is found again.
 *
 * @since 0.1.0
 */
import * as BigDecimal from "effect/BigDecimal"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { AmbiguousExecution, BinanceError, Fatal, Retryable } from "../errors/BinanceError.ts"
import type { Kind } from "../errors/InDoubt.ts"
import { inSpan, type Spanned } from "../internal/inSpan.ts"
import * as internal from "../internal/partId.ts"
import type { settleHistory } from "../internal/settling/history.ts"
import type { repeat } from "../internal/settling/repeat.ts"
import type { ProductRules } from "../products/ProductRules.ts"
import type { OrderListRow, OrderRow, ProductViews } from "../settlement/ProductViews.ts"
import { BinanceClient } from "./BinanceClient.ts"
import type { Call } from "./Call.ts"
import { nonFinite, type Parameters } from "./Parameters.ts"

export { settleHistory } from "../internal/settling/history.ts"
export { repeat } from "../internal/settling/repeat.ts"

/**
 * An exact decimal: text such as `"0.01"`, or a `BigDecimal`. Never a float.
 *
 * @category models
 * @since 0.1.0
 */
export type Decimal = string | BigDecimal.BigDecimal

/**
 * A decimal as Binance reads it: plain digits, never an exponent.
 *
 * Text is sent as it is.
 *
 * @example
 * ```ts
 * import * as Operation from "effect-binance/client/Operation"
 * import * as BigDecimal from "effect/BigDecimal"
 *
 * Operation.formatDecimal(BigDecimal.make(1n, 8)) // "0.00000001"
 * ```
 *
 * @category formatting
 * @since 0.1.0
 */
export const formatDecimal = (decimal: Decimal): string => {
  if (typeof decimal === "string") return decimal
  const normal = BigDecimal.normalize(decimal)
  if (normal.scale <= 0) return `${normal.value * 10n ** BigInt(-normal.scale)}`
  const negative = normal.value < 0n
  const digits = `${negative ? -normal.value : normal.value}`.padStart(normal.scale + 1, "0")
  return `${negative ? "-" : ""}${digits.slice(0, -normal.scale)}.${digits.slice(-normal.scale)}`
}

/**
 * The error type that follows from the kind: a read or a test changes nothing, so it cannot be ambiguous.
 *
 * @category models
 * @since 0.1.0
 */
export type ErrorOf<K extends Kind> = Retryable | Fatal | (K extends "read" | "test" ? never : AmbiguousExecution)

/**
 * Whether an attempt of this kind dies in time. A transfer has no fence, so running out of time proves nothing about it.
 *
 * @category models
 * @since 0.1.0
 */
export type FenceOf<K extends Kind> = K extends "transfer"
  ? "it has no fence in time: use Reconciliation.settleWithin"
  : "fenced"

/**
 * How the result of a write is found again, by what the write is about. `views` are those of the route that the input takes: the
 * same object for each input of one route, for what is seen of a symbol is shared by all its doubts.
 *
 * @category models
 * @since 0.1.0
 */
export type Find<A, P> =
  /** One order is looked for, by its name and its content. What it gives is the order as a view shows it. */
  | { readonly subject: "placement"; readonly views: (input: P) => ProductViews }
  /** The end of one order is looked for. What it gives is the order. */
  | { readonly subject: "cancel"; readonly views: (input: P) => ProductViews }
  /** One order is looked for that has changed as wanted; sent again, an amend that has executed changes nothing. */
  | {
      readonly subject: "amend"
      readonly views: (input: P) => ProductViews
      /** What the order has once it is amended, as exact decimals. */
      readonly wanted: (input: P) => { readonly quantity?: string | undefined; readonly price?: string | undefined }
      /** What the call gives, made from the order as a view shows it; the order itself when left out. */
      readonly result?: ((order: OrderRow) => A) | undefined
    }
  /** An order list is accepted as a whole: one leg that is found proves all of it. */
  | {
      readonly subject: "orderList"
      readonly views: (input: P) => ProductViews
      readonly legs: (input: P, clientOrderId: string) => ReadonlyArray<Description>
      /** What the call gives, made from the list and those of its orders that were seen. */
      readonly result: (list: OrderListRow, orders: ReadonlyArray<OrderRow>) => A
    }
  | {
      readonly subject: "cancelOrderList"
      readonly views: (input: P) => ProductViews
      readonly result: (list: OrderListRow, orders: ReadonlyArray<OrderRow>) => A
    }
  /** None of the orders that were open before is open after it. */
  | {
      readonly subject: "cancelAll"
      readonly views: (input: P) => ProductViews
      readonly result: (cancelled: ReadonlyArray<OrderRow>) => A
    }
  /** Two questions with two answers. */
  | {
      readonly subject: "cancelReplace"
      readonly halves: (input: P, clientOrderId: string) => { readonly cancel: Part; readonly place: Part }
      readonly result: (cancelled: OrderRow, placed: OrderRow) => A
    }
  /** Each element is settled as a call of its own; `batch` makes these. */
  | {
      readonly subject: "batch"
      readonly parts: (input: P, clientOrderId: string) => ReadonlyArray<Part>
    }
  /** Sent again it does the same once more, and its success says all there is to know: a setting. */
  | typeof repeat
  /**
   * It has no fence in time: only a row of a history says what became of it, and a row that is missing says nothing. `from` is the
   * earliest time of such a row, in epoch ms by the exchange's clock; `rows` gives those that can be it.
   */
  | {
      readonly subject: "history"
      readonly rows: (
        ask: Ask,
        input: P,
        clientOrderId: string,
        from: number
      ) => Effect.Effect<ReadonlyArray<HistoryRow<A>>, Retryable | Fatal>
      /** How long to wait between two looks, in ms: some histories are dear. */
      readonly spacingMillis: number
      /** `settleHistory`. It comes with the operation: a client that moves no money does not carry it. */
      readonly settle: typeof settleHistory
    }

/**
 * Asks a question of a settlement.
 *
 * @category models
 * @since 0.1.0
 */
export type Ask = <A, P>(operation: Operation<A, "read", P>, input: P) => Effect.Effect<A, Retryable | Fatal>

/**
 * A row of a history that can be a transfer in doubt.
 *
 * @category models
 * @since 0.1.0
 */
export interface HistoryRow<out A> {
  /** The exchange's id of it. */
  readonly id: number | string
  /** Whether it carries the id that was sent; otherwise it is of the same content only. */
  readonly isNamed: boolean
  /** `failed`: the exchange says that it moved nothing, and it ends there. */
  readonly state: "done" | "pending" | "failed"
  /** What the call gives when this is it. */
  readonly result: A
}

/**
 * A call that is part of another one: the half of a cancelReplace, or an element of a batch.
 *
 * @category models
 * @since 0.1.0
 */
export interface Part {
  readonly operation: AnyOperation
  readonly input: unknown
  readonly description: Description
  readonly clientOrderIdFrom: "library" | "caller"
  /** How the part's own result is found again. */
  readonly find: Find<unknown, never> | undefined
}

/**
 * What another operation would do as a part of this one. `clientOrderId` is the one that the part's order gets, when its caller
 * chose none.
 *
 * @example
 * ```ts
 * import * as Operation from "effect-binance/client/Operation"
 * import * as Spot from "effect-binance/products/Spot"
 *
 * const half = Operation.part(Spot.cancelOrder.operation, { symbol: "BTCUSDT", orderId: 1 }, "")
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const part = <A, K extends Kind, P>(operation: Operation<A, K, P>, input: P, clientOrderId: string): Part => ({
  operation,
  input,
  description: operation.describe(input, clientOrderId),
  clientOrderIdFrom: operation.clientOrderIdFrom?.(input) ?? "library",
  find: operation.find
})

/**
 * The client order id of one of several orders of an intent, made from the intent's own; at most 32 characters, as the
 * shortest limit of all products is. Source: the rules of each product for client order ids.
 *
 * @example
 * ```ts
 * import * as Operation from "effect-binance/client/Operation"
 *
 * Operation.partId("0123456789abcdefghjkmnpq", 2) // "0123456789abcdefghjkmnpq-2"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const partId: (clientOrderId: string, index: number) => string = internal.partId

/**
 * What the exchange is told, in its own parameter names, and what a doubt about it has to remember.
 *
 * @category models
 * @since 0.1.0
 */
export interface Description {
  readonly symbol?: string | undefined
  /** The client order id that the order carries; on a cancel, the one of the order to cancel. */
  readonly clientOrderId?: string | undefined
  /** The exchange's id of the order to cancel, or to amend. */
  readonly orderId?: string | undefined
  /** The exchange's id of the order list to cancel. */
  readonly orderListId?: string | undefined
  /** The client order id that an amended order gets. */
  readonly newClientOrderId?: string | undefined
  readonly side?: string | undefined
  readonly type?: string | undefined
  readonly quantity?: string | undefined
  readonly quoteOrderQuantity?: string | undefined
  readonly price?: string | undefined
}

/**
 * An operation: `Operation.make` turns it into a function that makes calls.
 *
 * @category models
 * @since 0.1.0
 */
export interface Operation<out A, out K extends Kind, in P> {
  /** Such as `spot.placeOrder`. It is the name of the call's span. */
  readonly name: string
  readonly product: ProductRules
  readonly kind: K
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  readonly path: string
  /** Request weight, as charged to the address; a trading call is charged only when it fails. */
  readonly weight: (input: P) => number
  /** Whether it counts against the limit of new orders of the account. */
  readonly countsAsOrder?: boolean | undefined
  /** For how many new orders it counts, when that is neither one, nor the legs of an order list, nor the elements of a batch. */
  readonly orderCount?: ((input: P) => number) | undefined
  /** `USER_STREAM` names the key without a signature; the two that follow are signed. */
  readonly security: "NONE" | "USER_STREAM" | "USER_DATA" | "TRADE"
  /** What a success looks like. For a write it requires the ids only: a new field or enum value must not make a doubt. */
  readonly success: Schema.Decoder<A>
  /** The wire parameters. `clientOrderId` is the intent's own, for a caller who did not choose one. */
  readonly parameters: (input: P, clientOrderId: string) => Parameters
  readonly describe: (input: P, clientOrderId: string) => Description
  /** Whether the client order id is the caller's choice. */
  readonly clientOrderIdFrom?: ((input: P) => "library" | "caller") | undefined
  /** What is wrong with the input, when it can be told without asking the exchange; nothing is sent then. */
  readonly problem?: ((input: P) => { readonly parameter: string; readonly problem: string } | undefined) | undefined
  /** How long an intent is good for unless the call says otherwise, in ms. */
  readonly goodForMillis: (input: P) => number
  /** How the result is found again; absent for reads and tests, and for writes without a fence. */
  readonly find?: Find<A, P> | undefined
}

/**
 * Any operation, for those who only read its data.
 *
 * @category models
 * @since 0.1.0
 */
export type AnyOperation = Operation<unknown, Kind, never>

/**
 * Turns an operation into a function from its input to a `Call`.
 *
 * @example
 * ```ts
 * import * as Operation from "effect-binance/client/Operation"
 * import { spotRules } from "effect-binance/products/SpotRules"
 * import * as Schema from "effect/Schema"
 *
 * const averagePrice = Operation.make({
 *   name: "spot.averagePrice",
 *   product: spotRules,
 *   kind: "read",
 *   method: "GET",
 *   path: "/api/v3/avgPrice",
 *   weight: () => 2,
 *   security: "NONE",
 *   success: Schema.Struct({ mins: Schema.Int, price: Schema.String }),
 *   parameters: (input: { readonly symbol: string }) => ({ symbol: input.symbol }),
 *   describe: (input) => ({ symbol: input.symbol }),
 *   goodForMillis: () => 60_000
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <A, K extends Kind, P>(operation: Operation<A, K, P>) => {
  const spanned: Spanned<P, A, ErrorOf<K>, BinanceClient> = {
    name: operation.name,
    // symbols and kinds only: a span must never carry a key, a signature or a signed query
    options: {
      kind: "client",
      attributes: { "binance.product": operation.product.name, "binance.kind": operation.kind }
    },
    symbol: (input) => operation.describe(input, "").symbol,
    run: (input, intent, context) => Context.get(context, BinanceClient).call(operation, input, intent)
  }
  const call = (input: P) => inSpan(spanned, input) as Call<A, ErrorOf<K>, BinanceClient, FenceOf<K>> // one call, in one intent
  return Object.assign(call, { operation })
}

/**
 * What makes a batch out of an operation: see `batch`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Batch<A, E, P> {
  /** Such as `usdm.placeOrders`. It is the name of the call's span. */
  readonly name: string
  readonly product: ProductRules
  readonly method: "POST" | "PUT" | "DELETE"
  readonly path: string
  /** Request weight of the whole, as charged to the address. */
  readonly weight: (input: P) => number
  /** Whether it counts against the limit of new orders of the account; as the element's operation does when left out. */
  readonly countsAsOrder?: boolean | undefined
  readonly security: "USER_DATA" | "TRADE"
  /** The operation that each element would be as a call of its own. */
  readonly of: Operation<A, "place", E> | Operation<A, "cancel", E> | Operation<A, "amend", E>
  readonly elements: (input: P) => ReadonlyArray<E>
  /** How many elements one call may have; more are refused before anything is sent. */
  readonly most?: number | undefined
  /** The wire parameters of the whole, from those of the elements, in the order asked. */
  readonly parameters: (elements: ReadonlyArray<Parameters>, input: P) => Parameters
  /** What a doubt about the whole has to remember; the symbol that all elements have in common when left out. */
  readonly describe?: ((input: P, clientOrderId: string) => Description) | undefined
}

const elementOf = <A, E, P>({ of }: Batch<A, E, P>): Operation<A, "place" | "cancel" | "amend", E> => of

// Two elements of one name could not be told apart, neither in the reply nor afterwards.
const nameOf = ({ clientOrderId, orderId }: Description) => clientOrderId ?? orderId

/**
 * Turns an operation into a call that does it several times at once.
 *
 * It succeeds with one result for each element, in the order asked; an element of which the reply says nothing is
 * `AmbiguousExecution`. When the reply is lost the whole fails with `AmbiguousExecution`, and when the exchange refuses the whole
 * it fails with the tag of that. Each element gets a client order id of its own unless its caller chose one. An element that cannot be
 * right refuses the whole before anything is sent, and so do two of one name. It is good for as long as the shortest of its elements.
 *
 * Source: futures and options docs: multiple orders; the replies keep the order of the request.
 *
 * @example
 * ```ts
 * import * as Operation from "effect-binance/client/Operation"
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * // of an exchange with the rules of Spot that cancels several orders at once
 * const cancelOrders = Operation.batch({
 *   name: "mine.cancelOrders",
 *   product: Spot.cancelOrder.operation.product,
 *   method: "DELETE",
 *   path: "/api/v3/batchOrders",
 *   weight: () => 1,
 *   security: "TRADE",
 *   of: Spot.cancelOrder.operation,
 *   elements: (orderIds: ReadonlyArray<number>) => orderIds.map((orderId) => ({ symbol: "BTCUSDT", orderId })),
 *   parameters: (elements) => ({ batchOrders: JSON.stringify(elements) })
 * })
 *
 * const cancelled = cancelOrders([1, 2]).pipe(Reconciliation.settle)
 * // Call<ReadonlyArray<Result<Order, Retryable | Fatal>>, Retryable | Fatal, BinanceClient | Reconciliation>
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const batch = <A, E, P>(options: Batch<A, E, P>) => {
  const of = elementOf(options)
  const { elements } = options
  const parts = (input: P, clientOrderId: string): ReadonlyArray<Part> =>
    elements(input).map((element, index) => part(of, element, partId(clientOrderId, index)))
  return make<ReadonlyArray<Result.Result<A, BinanceError>>, "batch", P>({
    name: options.name,
    product: options.product,
    kind: "batch",
    method: options.method,
    path: options.path,
    weight: options.weight,
    countsAsOrder: options.countsAsOrder ?? of.countsAsOrder,
    security: options.security,
    // each element is read by the schema of its own operation, so there is nothing that the whole could be read by
    success: Schema.Never,
    parameters: (input, clientOrderId) =>
      options.parameters(
        elements(input).map((element, index) => of.parameters(element, partId(clientOrderId, index))),
        input
      ),
    describe: (input, clientOrderId) => {
      if (options.describe !== undefined) return options.describe(input, clientOrderId)
      const symbols = new Set(parts(input, clientOrderId).map(({ description }) => description.symbol))
      return symbols.size === 1 ? { symbol: [...symbols][0] } : {}
    },
    problem: (input) => {
      const all = elements(input)
      if (all.length === 0) return { parameter: "elements", problem: "are none" }
      const { most = Infinity } = options
      if (all.length > most)
        return { parameter: "elements", problem: `are ${all.length}; one call takes ${most} at most` }
      const own = all
        .map((element) => of.problem?.(element) ?? nonFinite(of.parameters(element, "")))
        .find((problem) => problem !== undefined)
      if (own !== undefined) return own
      const names = parts(input, "").flatMap(({ description }) => nameOf(description) ?? [])
      const twice = names.find((name, index) => names.indexOf(name) !== index)
      return twice === undefined ? undefined : { parameter: "elements", problem: `name ${twice} more than once` }
    },
    goodForMillis: (input) => Math.min(60_000, ...elements(input).map((element) => of.goodForMillis(element))),
    find: { subject: "batch", parts }
  })
}
