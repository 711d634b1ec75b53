/**
 * An endpoint that this library does not name, as an operation of your own: a read in one line, a write with what it takes to know
 * whether it executed.
 *
 * What is made here goes the same way as every other call: signed last, held back while the address is banned, judged by the
 * rules of its product. A write is in doubt unless a row of these rules says otherwise.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import type { ProductRules } from "../products/ProductRules.ts"
import * as Operation from "./Operation.ts"
import * as Parameters from "./Parameters.ts"

/**
 * What every operation of your own says.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options<A> {
  readonly product: ProductRules
  /** Such as `/api/v3/ticker/24hr`. */
  readonly path: string
  /** What a success looks like. For a write it should require the ids only: a new field must not make a doubt. */
  readonly success: Schema.Decoder<A>
  /** The name of the call's span; from the product, the method and the path when left out. */
  readonly name?: string | undefined
  /** Request weight, 1 when left out; a budget is only as good as this number. */
  readonly weight?: number | undefined
  /** How long an intent is good for, in ms; a minute when left out. */
  readonly goodForMillis?: number | undefined
}

/**
 * A read.
 *
 * @category models
 * @since 0.1.0
 */
export interface Read<A> extends Options<A> {
  /** `GET` when left out. */
  readonly method?: Operation.AnyOperation["method"] | undefined
  /** `NONE` when left out: nothing is signed. */
  readonly security?: Operation.AnyOperation["security"] | undefined
}

/**
 * What a write may be about here, and how its result may be found again. What has several parts is made by `Operation.make` and
 * `Operation.batch`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Subjects {
  readonly place: "placement"
  readonly cancel: "cancel" | "cancelAll"
  readonly amend: "amend"
  readonly setting: "repeat"
}

/**
 * A write that has a fence in time.
 *
 * @category models
 * @since 0.1.0
 */
export interface Write<A, K extends keyof Subjects, P> extends Options<A> {
  /** What it does. A `setting` may be sent again and does the same once more; what adds up each time is a `transfer`. */
  readonly kind: K
  /** How its result is found again. */
  readonly find: Extract<Operation.Find<A, P>, { readonly subject: Subjects[K] }>
  /** By the kind when left out: `POST`, to cancel `DELETE`, to amend `PUT`. */
  readonly method?: Operation.AnyOperation["method"] | undefined
  /** `TRADE` when left out. */
  readonly security?: "USER_DATA" | "TRADE" | undefined
  /** Of a placement: the parameter that names the order; `newClientOrderId` when left out. */
  readonly idParameter?: string | undefined
}

/**
 * A write without a fence in time.
 *
 * @category models
 * @since 0.1.0
 */
export interface Transfer<A> extends Options<A> {
  /** `POST` when left out. */
  readonly method?: Operation.AnyOperation["method"] | undefined
  /** `USER_DATA` when left out. */
  readonly security?: "USER_DATA" | "TRADE" | undefined
  /** The parameter that takes an id of yours, when there is one: then the library sends the call's own unless you choose it. */
  readonly idParameter?: string | undefined
}

/**
 * The parameters of a call, in Binance's own names; none when there is none to give.
 *
 * @category models
 * @since 0.1.0
 */
export type Input = Parameters.Parameters | void

const minute = 60_000

// The loosest rule of all products: an id that no product can look up could never be settled.
const idPattern = /^[.A-Z:/a-z0-9_-]{1,36}$/

const nameOf = ({ name, path, product }: Options<unknown>, method: string) =>
  name ?? `${product.name} ${method} ${path}`

/** What a doubt remembers, read from the names that Binance has for it; the first that is given. */
const remembered = {
  symbol: ["symbol"],
  orderId: ["orderId"],
  side: ["side"],
  type: ["type"],
  quantity: ["quantity", "newQty", "amount"],
  quoteOrderQuantity: ["quoteOrderQty"],
  price: ["price"]
} as const satisfies { readonly [K in keyof Operation.Description]?: ReadonlyArray<string> }

const describe = (parameters: Parameters.Parameters, idParameter: string): Operation.Description => {
  const first = (names: ReadonlyArray<string>): string | undefined => {
    for (const name of names) {
      const value = parameters[name]
      if (value !== undefined) return Result.getOrUndefined(Parameters.toText(value))
    }
    return undefined
  }
  return {
    symbol: first(remembered.symbol),
    clientOrderId: first([idParameter]),
    orderId: first(remembered.orderId),
    side: first(remembered.side),
    type: first(remembered.type),
    quantity: first(remembered.quantity),
    quoteOrderQuantity: first(remembered.quoteOrderQuantity),
    price: first(remembered.price)
  }
}

const given = (input: Input): Parameters.Parameters => input ?? {}

/** The parameters with the id that the call's order or transfer gets. */
const named = (input: Input, idParameter: string | undefined, clientOrderId: string): Parameters.Parameters =>
  idParameter === undefined
    ? given(input)
    : { ...given(input), [idParameter]: given(input)[idParameter] ?? clientOrderId }

const naming = <P extends Input>(idParameter: string | undefined, described = idParameter) => ({
  parameters: (input: P, clientOrderId: string) => named(input, idParameter, clientOrderId),
  describe: (input: P, clientOrderId: string) =>
    describe(named(input, idParameter, clientOrderId), described ?? "clientOrderId"),
  clientOrderIdFrom: (input: P): "caller" | "library" =>
    idParameter !== undefined && given(input)[idParameter] !== undefined ? "caller" : "library",
  problem: (input: P) => {
    const id = idParameter === undefined ? undefined : given(input)[idParameter]
    return idParameter === undefined || id === undefined || (typeof id === "string" && idPattern.test(id))
      ? undefined
      : { parameter: idParameter, problem: "has to be text of 1 to 36 of . : / _ - and letters and digits" }
  }
})

/**
 * A read of your own: a function of the parameters, in Binance's own names. Fails with `Retryable` or `Fatal`.
 *
 * Which parameters there are can be said as the second type argument.
 *
 * @example
 * ```ts
 * import * as CustomOperation from "effect-binance/client/CustomOperation"
 * import { spotRules } from "effect-binance/products/SpotRules"
 * import * as Schema from "effect/Schema"
 *
 * const success = Schema.Struct({ symbol: Schema.String, lastPrice: Schema.String })
 * const dayTicker = CustomOperation.read({ product: spotRules, path: "/api/v3/ticker/24hr", success, weight: 2 })
 *
 * const ticker = dayTicker({ symbol: "BTCUSDT" }) // Call<{ symbol, lastPrice }, Retryable | Fatal, BinanceClient>
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const read = <A, P extends Input = Input>(options: Read<A>) => {
  const method = options.method ?? "GET"
  return Operation.make<A, "read", P>({
    name: nameOf(options, method),
    product: options.product,
    kind: "read",
    method,
    path: options.path,
    weight: () => options.weight ?? 1,
    security: options.security ?? "NONE",
    success: options.success,
    parameters: given,
    describe: (input) => describe(given(input), "origClientOrderId"),
    goodForMillis: () => options.goodForMillis ?? minute
  })
}

/** The method, and the name of the parameter that says which order is meant. */
const usual: {
  readonly [K in keyof Subjects]: {
    readonly method: Operation.AnyOperation["method"]
    /** The parameter that the library fills in. */
    readonly names: string | undefined
    readonly described: string
  }
} = {
  place: { method: "POST", names: "newClientOrderId", described: "newClientOrderId" },
  cancel: { method: "DELETE", names: undefined, described: "origClientOrderId" },
  amend: { method: "PUT", names: undefined, described: "origClientOrderId" },
  setting: { method: "POST", names: undefined, described: "clientOrderId" }
}

/**
 * A write of your own: a function of the parameters, in Binance's own names. It has to say what kind of write it is and how its
 * result is found again, and then it is settled and sent again like any other. Good for a minute. Fails with `Retryable`, `Fatal`
 * or `AmbiguousExecution`.
 *
 * A placement gets the call's client order id unless one is given. `success` has to be what the views show: settling gives the
 * order as it was found there.
 *
 * @example
 * ```ts
 * import * as CustomOperation from "effect-binance/client/CustomOperation"
 * import * as Spot from "effect-binance/products/Spot"
 * import { spotRules } from "effect-binance/products/SpotRules"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const placePegged = CustomOperation.write({
 *   product: spotRules,
 *   kind: "place",
 *   path: "/api/v3/order",
 *   success: Spot.Order,
 *   find: { subject: "placement", views: () => Spot.views }
 * })
 *
 * const placed = placePegged({
 *   symbol: "BTCUSDT",
 *   side: "BUY",
 *   type: "LIMIT_MAKER",
 *   quantity: "0.01",
 *   pegPriceType: "PRIMARY_PEG"
 * }).pipe(Reconciliation.settle)
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const write = <A, K extends keyof Subjects, P extends Input = Input>(options: Write<A, K, P>) => {
  const { described, method: usualMethod, names } = usual[options.kind]
  const method = options.method ?? usualMethod
  const idParameter = names === undefined ? undefined : (options.idParameter ?? names)
  return Operation.make<A, K, P>({
    name: nameOf(options, method),
    product: options.product,
    kind: options.kind,
    method,
    path: options.path,
    weight: () => options.weight ?? 1,
    countsAsOrder: options.kind === "place",
    security: options.security ?? "TRADE",
    success: options.success,
    ...naming<P>(idParameter, idParameter ?? options.idParameter ?? described),
    goodForMillis: () => options.goodForMillis ?? minute,
    find: options.find
  })
}

/**
 * A write of your own that adds up each time it is sent, such as moving money: a function of the parameters, in Binance's own
 * names. It has no fence in time, so `settle` does not compile on it and nothing sends it again. Good for a minute. Fails with
 * `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * @example
 * ```ts
 * import * as CustomOperation from "effect-binance/client/CustomOperation"
 * import { marginRules } from "effect-binance/products/MarginRules"
 * import * as Schema from "effect/Schema"
 *
 * const moveBnb = CustomOperation.transfer({
 *   product: marginRules,
 *   path: "/sapi/v1/portfolio/bnb-transfer",
 *   success: Schema.Struct({ tranId: Schema.Union([Schema.Int, Schema.String]) }),
 *   weight: 1500
 * })
 *
 * const moved = moveBnb({ amount: "1", transferSide: "TO_UM" })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const transfer = <A, P extends Input = Input>(options: Transfer<A>) => {
  const method = options.method ?? "POST"
  return Operation.make<A, "transfer", P>({
    name: nameOf(options, method),
    product: options.product,
    kind: "transfer",
    method,
    path: options.path,
    weight: () => options.weight ?? 1,
    security: options.security ?? "USER_DATA",
    success: options.success,
    ...naming<P>(options.idParameter),
    goodForMillis: () => options.goodForMillis ?? minute
  })
}
