/**
 * The trading rules of one symbol: rounds prices and quantities exactly, and refuses an order that would break them before it is sent.
 *
 * The rules come from `exchangeInfo`. Everything is computed with exact decimals, never with floats. A rule that needs
 * something only the exchange knows (the average price, the number of open orders) is applied when the caller says it, and
 * is left to the exchange otherwise: no order is refused here that the exchange could accept.
 *
 * @since 0.1.0
 */
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { Call } from "../client/Call.ts"
import { type Check, Checks } from "../client/Checks.ts"
import { type Decimal, formatDecimal } from "../client/Operation.ts"
import type { Parameters } from "../client/Parameters.ts"
import { Fatal } from "../errors/BinanceError.ts"
import { FilterFailure, InvalidRequest } from "../errors/FatalReason.ts"
import type { Kind } from "../errors/InDoubt.ts"
import { get, isRecord, parseJson } from "../internal/json.ts"

/**
 * How a product counts: Spot's steps start at zero, those of futures and options at the minimum; and what its percent
 * filter compares.
 *
 * Sources: spot docs, filters; USDⓈ-M, COIN-M and options docs, common definition.
 *
 * @category models
 * @since 0.1.0
 */
export interface Conventions {
  readonly steps: "from-zero" | "from-minimum"
  /** Spot bounds every price on both sides; futures bound a BUY from above and a SELL from below. */
  readonly percentPrice: "both-sides" | "own-side"
}

/**
 * The trading rules of one symbol.
 *
 * @category models
 * @since 0.1.0
 */
export interface SymbolFilters {
  readonly symbol: string
  readonly baseAsset: string | undefined
  readonly quoteAsset: string | undefined
  readonly conventions: Conventions
  /** Each has a `filterType`; the rest differs from filter to filter. */
  readonly filters: ReadonlyArray<Readonly<Record<string, unknown>>>
}

/**
 * What only the exchange knows. A rule that needs what is not given is not applied.
 *
 * @category models
 * @since 0.1.0
 */
export interface Known {
  /** The price that percent and notional rules compare with: Spot's reference or average price, the mark price of futures. */
  readonly referencePrice?: Decimal | undefined
  /** The free and locked balance of the base asset and the quantity of all open BUY orders, in the base asset. */
  readonly position?: Decimal | undefined
  /** How many orders are open on the symbol; of these, how many are stop or take-profit orders, and how many icebergs. */
  readonly openOrders?: number | undefined
  readonly openAlgoOrders?: number | undefined
  readonly openIcebergOrders?: number | undefined
  readonly openOrderLists?: number | undefined
  /** The same for the whole exchange. */
  readonly exchangeOpenOrders?: number | undefined
  readonly exchangeOpenAlgoOrders?: number | undefined
  readonly exchangeOpenIcebergOrders?: number | undefined
  readonly exchangeOpenOrderLists?: number | undefined
  /** How often the order to amend has been amended. */
  readonly amendments?: number | undefined
}

interface Leg {
  readonly type: string | undefined
  readonly side: string | undefined
  readonly quantity: BigDecimal.BigDecimal | undefined
  readonly quoteOrderQuantity: BigDecimal.BigDecimal | undefined
  readonly price: BigDecimal.BigDecimal | undefined
  readonly stopPrice: BigDecimal.BigDecimal | undefined
  readonly icebergQuantity: BigDecimal.BigDecimal | undefined
  readonly trailingDelta: BigDecimal.BigDecimal | undefined
  /** Closing a position is exempt from the least notional value. */
  readonly reducesOnly: boolean
  readonly isAmend: boolean
  readonly isOrderList: boolean
}

// ---------------------------------------------------------------------------------------------------------------- decimals

// What the exchange itself reads as a decimal; anything else is the exchange's to refuse. The bound keeps the arithmetic small.
const plainDecimal = /^\d{1,40}(?:\.\d{1,40})?$/

const decimalOf = (value: unknown): BigDecimal.BigDecimal | undefined => {
  const text = BigDecimal.isBigDecimal(value)
    ? formatDecimal(value)
    : typeof value === "number" || typeof value === "bigint"
      ? `${value}`
      : value
  return typeof text === "string" && plainDecimal.test(text)
    ? Option.getOrUndefined(BigDecimal.fromString(text))
    : undefined
}

const zero = BigDecimal.make(0n, 0)

/** A bound or a step of a filter; zero switches it off. */
const bound = (filter: Readonly<Record<string, unknown>>, key: string) => {
  const value = decimalOf(get(filter, key))
  return value === undefined || BigDecimal.isZero(value) ? undefined : value
}

const count = (filter: Readonly<Record<string, unknown>>, ...keys: ReadonlyArray<string>): number | undefined => {
  for (const key of keys) {
    const value = Number(get(filter, key) ?? NaN)
    if (Number.isSafeInteger(value)) return value
  }
  return undefined
}

const offsetOf = (conventions: Conventions, minimum: BigDecimal.BigDecimal | undefined) =>
  conventions.steps === "from-zero" ? zero : (minimum ?? zero)

/** The nearest step at or below the value; the value itself when it lies below the first one. */
const stepBelow = (value: BigDecimal.BigDecimal, step: BigDecimal.BigDecimal, offset: BigDecimal.BigDecimal) =>
  BigDecimal.isLessThan(value, offset)
    ? value
    : BigDecimal.subtract(value, BigDecimal.remainderUnsafe(BigDecimal.subtract(value, offset), step))

const atScale = (value: BigDecimal.BigDecimal, scale: number) => BigDecimal.scale(value, scale).value

/** The smallest step that is one of both. */
const commonStep = (a: BigDecimal.BigDecimal, b: BigDecimal.BigDecimal) => {
  const scale = Math.max(a.scale, b.scale)
  const [x, y] = [atScale(a, scale), atScale(b, scale)]
  let [m, n] = [x, y]
  while (n !== 0n) [m, n] = [n, m % n]
  return BigDecimal.make((x / m) * y, scale)
}

// ------------------------------------------------------------------------------------------------------------------- rules

interface Question {
  readonly filter: Readonly<Record<string, unknown>>
  readonly leg: Leg
  readonly known: Known
  readonly of: SymbolFilters
}

/** What is wrong, as a clause; nothing when the rule is kept or cannot be judged from here. */
type Rule = (question: Question) => string | undefined

const shown = (value: BigDecimal.BigDecimal) => formatDecimal(value)

const within = (
  name: string,
  value: BigDecimal.BigDecimal | undefined,
  minimum: BigDecimal.BigDecimal | undefined,
  maximum: BigDecimal.BigDecimal | undefined
): string | undefined => {
  if (value === undefined) return undefined
  if (minimum !== undefined && BigDecimal.isLessThan(value, minimum))
    return `${name} ${shown(value)} is less than ${shown(minimum)}`
  if (maximum !== undefined && BigDecimal.isGreaterThan(value, maximum))
    return `${name} ${shown(value)} is more than ${shown(maximum)}`
  return undefined
}

const onStep = (
  name: string,
  value: BigDecimal.BigDecimal | undefined,
  step: BigDecimal.BigDecimal | undefined,
  offset: BigDecimal.BigDecimal
): string | undefined =>
  value === undefined ||
  step === undefined ||
  BigDecimal.isZero(BigDecimal.remainderUnsafe(BigDecimal.subtract(value, offset), step))
    ? undefined
    : `${name} ${shown(value)} is not on a step of ${shown(step)}`

const first = (...problems: ReadonlyArray<string | undefined>) => problems.find((problem) => problem !== undefined)

const priceRule: Rule = ({ filter, leg, of }) => {
  const minimum = bound(filter, "minPrice")
  const maximum = bound(filter, "maxPrice")
  const step = bound(filter, "tickSize")
  const one = (name: string, value: BigDecimal.BigDecimal | undefined) =>
    first(within(name, value, minimum, maximum), onStep(name, value, step, offsetOf(of.conventions, minimum)))
  return first(one("price", leg.price), one("stopPrice", leg.stopPrice))
}

const lotRule: Rule = ({ filter, leg, of }) => {
  const minimum = bound(filter, "minQty")
  const maximum = bound(filter, "maxQty")
  const step = bound(filter, "stepSize")
  const one = (name: string, value: BigDecimal.BigDecimal | undefined) =>
    first(within(name, value, minimum, maximum), onStep(name, value, step, offsetOf(of.conventions, minimum)))
  // an iceberg quantity of zero means that it is none
  const iceberg =
    leg.icebergQuantity === undefined || BigDecimal.isZero(leg.icebergQuantity) ? undefined : leg.icebergQuantity
  return first(one("quantity", leg.quantity), one("icebergQty", iceberg))
}

const isMarket = (leg: Leg) => leg.type === "MARKET"
const algoTypes = /STOP|TAKE_PROFIT/
const isAlgo = (leg: Leg) => leg.type !== undefined && algoTypes.test(leg.type)
const isIceberg = (leg: Leg) => leg.icebergQuantity !== undefined && !BigDecimal.isZero(leg.icebergQuantity)

/** The value of the order in the quote asset, as far as it can be known here. */
const notionalOf = ({ known, leg }: Question): BigDecimal.BigDecimal | undefined => {
  if (isMarket(leg) && leg.quoteOrderQuantity !== undefined) return leg.quoteOrderQuantity
  const price = leg.price ?? (isMarket(leg) ? decimalOf(known.referencePrice) : undefined)
  return price === undefined || leg.quantity === undefined ? undefined : BigDecimal.multiply(price, leg.quantity)
}

const appliesToMarket = (question: Question, key: string) =>
  !isMarket(question.leg) || get(question.filter, key) !== false

const minimumNotionalRule: Rule = (question) =>
  question.leg.reducesOnly || !appliesToMarket(question, "applyToMarket")
    ? undefined
    : within(
        "the value",
        notionalOf(question),
        bound(question.filter, "minNotional") ?? bound(question.filter, "notional"),
        undefined
      )

const notionalRule: Rule = (question) =>
  within(
    "the value",
    notionalOf(question),
    appliesToMarket(question, "applyMinToMarket") ? bound(question.filter, "minNotional") : undefined,
    appliesToMarket(question, "applyMaxToMarket") ? bound(question.filter, "maxNotional") : undefined
  )

const percentRule =
  (up: (leg: Leg) => string, down: (leg: Leg) => string): Rule =>
  ({ filter, known, leg, of }) => {
    const reference = decimalOf(known.referencePrice)
    if (reference === undefined || leg.price === undefined) return undefined
    const limit = (key: string) => {
      const multiplier = bound(filter, key)
      return multiplier === undefined ? undefined : BigDecimal.multiply(reference, multiplier)
    }
    const ownSide = of.conventions.percentPrice === "own-side"
    return within(
      "price",
      leg.price,
      ownSide && leg.side !== "SELL" ? undefined : limit(down(leg)),
      ownSide && leg.side !== "BUY" ? undefined : limit(up(leg))
    )
  }

const full = (counted: number | undefined, limit: number | undefined, what: string) =>
  counted !== undefined && limit !== undefined && counted >= limit
    ? `there are ${counted} ${what}, and ${limit} is the most`
    : undefined

/** One row a filter. Sources: spot docs, filters; USDⓈ-M, COIN-M and options docs, common definition. */
const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["PRICE_FILTER", priceRule],
  ["LOT_SIZE", lotRule],
  ["MARKET_LOT_SIZE", (question) => (isMarket(question.leg) ? lotRule(question) : undefined)],
  ["MIN_NOTIONAL", minimumNotionalRule],
  ["NOTIONAL", notionalRule],
  [
    "PERCENT_PRICE",
    percentRule(
      () => "multiplierUp",
      () => "multiplierDown"
    )
  ],
  [
    "PERCENT_PRICE_BY_SIDE",
    percentRule(
      ({ side }) => (side === "BUY" ? "bidMultiplierUp" : "askMultiplierUp"),
      ({ side }) => (side === "BUY" ? "bidMultiplierDown" : "askMultiplierDown")
    )
  ],
  [
    "ICEBERG_PARTS",
    ({ filter, leg }) => {
      const limit = count(filter, "limit")
      if (limit === undefined || leg.quantity === undefined || leg.icebergQuantity === undefined || !isIceberg(leg))
        return undefined
      return BigDecimal.isGreaterThan(
        leg.quantity,
        BigDecimal.multiply(leg.icebergQuantity, BigDecimal.make(BigInt(limit), 0))
      )
        ? `icebergQty ${shown(leg.icebergQuantity)} makes more than ${limit} parts of ${shown(leg.quantity)}`
        : undefined
    }
  ],
  [
    "TRAILING_DELTA",
    ({ filter, leg }) => {
      if (leg.trailingDelta === undefined || leg.type === undefined || leg.side === undefined) return undefined
      // a stop that buys and a profit that sells lie above the market
      const side = leg.type.startsWith("STOP") === (leg.side === "BUY") ? "Above" : "Below"
      return within(
        "trailingDelta",
        leg.trailingDelta,
        bound(filter, `minTrailing${side}Delta`),
        bound(filter, `maxTrailing${side}Delta`)
      )
    }
  ],
  [
    "MAX_POSITION",
    ({ filter, known, leg }) => {
      const position = decimalOf(known.position)
      return position === undefined || leg.quantity === undefined || leg.side !== "BUY"
        ? undefined
        : within("the position", BigDecimal.sum(position, leg.quantity), undefined, bound(filter, "maxPosition"))
    }
  ],
  [
    "MAX_ASSET",
    (question) => {
      const { filter, leg, of } = question
      const asset = get(filter, "asset")
      return first(
        asset === of.baseAsset ? within("quantity", leg.quantity, undefined, bound(filter, "limit")) : undefined,
        asset === of.quoteAsset
          ? within("the value", notionalOf(question), undefined, bound(filter, "limit"))
          : undefined
      )
    }
  ],
  [
    "MAX_NUM_ORDERS",
    ({ filter, known, leg }) =>
      leg.isAmend ? undefined : full(known.openOrders, count(filter, "maxNumOrders", "limit"), "open orders")
  ],
  [
    "MAX_NUM_ALGO_ORDERS",
    ({ filter, known, leg }) =>
      isAlgo(leg)
        ? full(known.openAlgoOrders, count(filter, "maxNumAlgoOrders", "limit"), "open stop orders")
        : undefined
  ],
  [
    "MAX_NUM_ICEBERG_ORDERS",
    ({ filter, known, leg }) =>
      isIceberg(leg)
        ? full(known.openIcebergOrders, count(filter, "maxNumIcebergOrders"), "open iceberg orders")
        : undefined
  ],
  [
    "MAX_NUM_ORDER_LISTS",
    ({ filter, known, leg }) =>
      leg.isOrderList ? full(known.openOrderLists, count(filter, "maxNumOrderLists"), "open order lists") : undefined
  ],
  [
    "MAX_NUM_ORDER_AMENDS",
    ({ filter, known, leg }) =>
      leg.isAmend ? full(known.amendments, count(filter, "maxNumOrderAmends"), "amendments of this order") : undefined
  ],
  [
    "EXCHANGE_MAX_NUM_ORDERS",
    ({ filter, known, leg }) =>
      leg.isAmend ? undefined : full(known.exchangeOpenOrders, count(filter, "maxNumOrders"), "open orders")
  ],
  [
    "EXCHANGE_MAX_NUM_ALGO_ORDERS",
    ({ filter, known, leg }) =>
      isAlgo(leg)
        ? full(known.exchangeOpenAlgoOrders, count(filter, "maxNumAlgoOrders"), "open stop orders")
        : undefined
  ],
  [
    "EXCHANGE_MAX_NUM_ICEBERG_ORDERS",
    ({ filter, known, leg }) =>
      isIceberg(leg)
        ? full(known.exchangeOpenIcebergOrders, count(filter, "maxNumIcebergOrders"), "open iceberg orders")
        : undefined
  ],
  [
    "EXCHANGE_MAX_NUM_ORDER_LISTS",
    ({ filter, known, leg }) =>
      leg.isOrderList
        ? full(known.exchangeOpenOrderLists, count(filter, "maxNumOrderLists"), "open order lists")
        : undefined
  ]
])

// -------------------------------------------------------------------------------------------------------------------- legs

/** Where the legs of an order list have their parameters, and where they take what they do not say themselves. */
const legPrefixes: ReadonlyArray<{ readonly own: string; readonly shared?: string | undefined }> = [
  { own: "above", shared: "" },
  { own: "below", shared: "" },
  { own: "working" },
  { own: "pending" },
  { own: "pendingAbove", shared: "pending" },
  { own: "pendingBelow", shared: "pending" }
]

type Fields = Readonly<Record<string, unknown>>

const named = (prefix: string, name: string) =>
  prefix === "" ? name : `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`

const legOf = (fields: Fields, kind: Kind, own: string, shared = own): Leg => {
  const field = (name: string) => get(fields, named(own, name)) ?? get(fields, named(shared, name))
  const text = (name: string) => {
    const value = field(name)
    return typeof value === "string" ? value : undefined
  }
  return {
    type: text("type"),
    side: text("side"),
    quantity: decimalOf(field("quantity") ?? (own === "" ? get(fields, "newQty") : undefined)),
    quoteOrderQuantity: decimalOf(field("quoteOrderQty")),
    price: decimalOf(field("price")),
    stopPrice: decimalOf(field("stopPrice") ?? field("triggerPrice")),
    icebergQuantity: decimalOf(field("icebergQty")),
    trailingDelta: decimalOf(field("trailingDelta")),
    reducesOnly: ["reduceOnly", "closePosition"].some((name) => `${field(name)}`.toLowerCase() === "true"),
    isAmend: kind === "amend",
    isOrderList: kind === "orderList"
  }
}

/** The orders in a request, each with its symbol: one, the legs of an order list, or the elements of a batch. */
const legsOf = (kind: Kind, parameters: Fields): ReadonlyArray<readonly [symbol: unknown, leg: Leg]> => {
  if (kind === "batch") {
    const batch = parseJson(`${get(parameters, "batchOrders") ?? get(parameters, "orders") ?? ""}`)
    return Array.isArray(batch)
      ? batch.filter(isRecord).map((one) => [get(one, "symbol"), legOf(one, "place", "")])
      : []
  }
  const symbol = get(parameters, "symbol")
  if (kind !== "orderList") return [[symbol, legOf(parameters, kind, "")]]
  const listed = legPrefixes.filter(({ own }) => get(parameters, named(own, "type")) !== undefined)
  // the older order list of a limit and a stop has its own names
  return listed.length === 0
    ? [[symbol, legOf(parameters, kind, "")]]
    : listed.map(({ own, shared }) => [symbol, legOf(parameters, kind, own, shared)])
}

// Rules about orders are for what places or changes one; a query or a cancel that names a price is not refused by them.
const judged: ReadonlySet<Kind> = new Set(["place", "test", "cancelReplace", "amend", "orderList", "batch"])

/**
 * The first rule that these wire parameters break, for the orders in them that are on this symbol; `undefined` when none is
 * known to be broken.
 *
 * @example
 * ```ts
 * import * as SymbolFilters from "effect-binance/products/SymbolFilters"
 *
 * const filters = SymbolFilters.make("BTCUSDT", [{ filterType: "LOT_SIZE", minQty: "0.001", maxQty: "9", stepSize: "0.001" }])
 * SymbolFilters.violation(filters, "place", { symbol: "BTCUSDT", quantity: "0.0015" })?.filter // "LOT_SIZE"
 * ```
 *
 * @category checking
 * @since 0.1.0
 */
export const violation = (
  self: SymbolFilters,
  kind: Kind,
  parameters: Parameters,
  known: Known = {}
): FilterFailure | undefined => {
  if (!judged.has(kind)) return undefined
  for (const [symbol, leg] of legsOf(kind, parameters)) {
    if (symbol !== self.symbol) continue
    for (const filter of self.filters) {
      const name = `${get(filter, "filterType")}`
      const problem = rules.get(name)?.({ filter, leg, known, of: self })
      if (problem !== undefined) return new FilterFailure({ filter: name, msg: `${self.symbol}: ${problem}` })
    }
  }
  return undefined
}

// ------------------------------------------------------------------------------------------------------------ constructors

const spotConventions: Conventions = { steps: "from-zero", percentPrice: "both-sides" }
const futuresConventions: Conventions = { steps: "from-minimum", percentPrice: "own-side" }

/**
 * The rules of one symbol from the list of its filters, by Spot's conventions unless others are given. Filters of an account
 * (`myFilters`) may be among them.
 *
 * @example
 * ```ts
 * import * as SymbolFilters from "effect-binance/products/SymbolFilters"
 *
 * const filters = SymbolFilters.make("BTCUSDT", [{ filterType: "PRICE_FILTER", minPrice: "0.01", maxPrice: "0", tickSize: "0.01" }])
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  symbol: string,
  filters: SymbolFilters["filters"],
  options: Partial<Pick<SymbolFilters, "baseAsset" | "quoteAsset" | "conventions">> = {}
): SymbolFilters => ({
  symbol,
  filters,
  baseAsset: options.baseAsset,
  quoteAsset: options.quoteAsset,
  conventions: options.conventions ?? spotConventions
})

/**
 * What `exchangeInfo` has to hold, of whichever product.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExchangeInfo {
  readonly exchangeFilters?: SymbolFilters["filters"] | undefined
  readonly symbols: ReadonlyArray<{
    readonly symbol: string
    readonly baseAsset?: string | undefined
    readonly quoteAsset?: string | undefined
    readonly filters: SymbolFilters["filters"]
  }>
}

const fromInfo =
  (conventions: Conventions) =>
  (info: ExchangeInfo, symbol: string): Effect.Effect<SymbolFilters, Fatal> => {
    const found = info.symbols.find((one) => one.symbol === symbol)
    return found === undefined
      ? Effect.fail(
          new Fatal({
            reason: new InvalidRequest({
              code: -1121,
              parameter: "symbol",
              msg: `exchangeInfo does not list ${symbol}`
            })
          })
        )
      : Effect.succeed(make(symbol, [...found.filters, ...(info.exchangeFilters ?? [])], { ...found, conventions }))
  }

/**
 * The rules of one symbol of Spot or margin, from its `exchangeInfo`.
 *
 * Fails with `Fatal(InvalidRequest)` when the symbol is not listed there.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as SymbolFilters from "effect-binance/products/SymbolFilters"
 * import * as Effect from "effect/Effect"
 *
 * const buy = Effect.gen(function* () {
 *   const info = yield* Spot.exchangeInfo({ symbol: "BTCUSDT" })
 *   const filters = yield* SymbolFilters.fromSpot(info, "BTCUSDT")
 *   const quantity = SymbolFilters.roundQuantity(filters, "0.0123456789")
 *   return yield* Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity }).pipe(SymbolFilters.checked(filters))
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromSpot: (info: ExchangeInfo, symbol: string) => Effect.Effect<SymbolFilters, Fatal> =
  fromInfo(spotConventions)

/**
 * The rules of one symbol of USDⓈ-M, COIN-M or options, from its `exchangeInfo`: steps start at the minimum, and the percent
 * filter compares with the mark price.
 *
 * Fails with `Fatal(InvalidRequest)` when the symbol is not listed there.
 *
 * @example
 * ```ts
 * import * as SymbolFilters from "effect-binance/products/SymbolFilters"
 *
 * const info = { symbols: [{ symbol: "BTCUSDT", filters: [{ filterType: "MIN_NOTIONAL", notional: "100" }] }] }
 * const filters = SymbolFilters.fromFutures(info, "BTCUSDT") // Effect<SymbolFilters, Fatal>
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromFutures: (info: ExchangeInfo, symbol: string) => Effect.Effect<SymbolFilters, Fatal> =
  fromInfo(futuresConventions)

// ---------------------------------------------------------------------------------------------------------------- rounding

const find = (self: SymbolFilters, name: string) => self.filters.find((filter) => get(filter, "filterType") === name)

/** Back as text: what is not a plain decimal is left for the exchange to refuse. */
const asText = (given: Decimal, rounded: BigDecimal.BigDecimal | undefined) =>
  rounded === undefined ? formatDecimal(given) : formatDecimal(rounded)

/**
 * A quantity on the symbol's steps, in the base asset: never more than was asked for. Exact, as text.
 *
 * Nothing is raised to the minimum: what is too small stays too small, and `checked` says so.
 *
 * @example
 * ```ts
 * import * as SymbolFilters from "effect-binance/products/SymbolFilters"
 *
 * const filters = SymbolFilters.make("BTCUSDT", [{ filterType: "LOT_SIZE", minQty: "0.1", maxQty: "9", stepSize: "0.1" }])
 * SymbolFilters.roundQuantity(filters, "0.35") // "0.3"
 * ```
 *
 * @category rounding
 * @since 0.1.0
 */
export const roundQuantity = (
  self: SymbolFilters,
  quantity: Decimal,
  /** A MARKET order has steps of its own. */
  type: string = "LIMIT"
): string => {
  const value = decimalOf(quantity)
  const lot = find(self, "LOT_SIZE")
  const market = type === "MARKET" ? find(self, "MARKET_LOT_SIZE") : undefined
  const steps = [lot, market].flatMap((filter) => (filter === undefined ? [] : (bound(filter, "stepSize") ?? [])))
  const step = steps.reduce<BigDecimal.BigDecimal | undefined>(
    (common, one) => (common === undefined ? one : commonStep(common, one)),
    undefined
  )
  if (value === undefined || step === undefined) return formatDecimal(quantity)
  const offset = offsetOf(self.conventions, bound(market ?? lot ?? {}, "minQty"))
  return asText(quantity, stepBelow(value, step, offset))
}

/**
 * A price on the symbol's ticks, in the quote asset per base asset: a BUY never pays more than was asked for, a SELL never
 * takes less. Exact, as text.
 *
 * @example
 * ```ts
 * import * as SymbolFilters from "effect-binance/products/SymbolFilters"
 *
 * const filters = SymbolFilters.make("BTCUSDT", [{ filterType: "PRICE_FILTER", minPrice: "0.01", maxPrice: "0", tickSize: "0.01" }])
 * SymbolFilters.roundPrice(filters, "4.359", "BUY") // "4.35"
 * SymbolFilters.roundPrice(filters, "4.351", "SELL") // "4.36"
 * ```
 *
 * @category rounding
 * @since 0.1.0
 */
export const roundPrice = (self: SymbolFilters, price: Decimal, side: "BUY" | "SELL"): string => {
  const value = decimalOf(price)
  const filter = find(self, "PRICE_FILTER") ?? {}
  const step = bound(filter, "tickSize")
  if (value === undefined || step === undefined) return formatDecimal(price)
  const below = stepBelow(value, step, offsetOf(self.conventions, bound(filter, "minPrice")))
  return asText(price, side === "BUY" || BigDecimal.equals(below, value) ? below : BigDecimal.sum(below, step))
}

// ---------------------------------------------------------------------------------------------------------------- checking

const checkOf =
  (all: ReadonlyArray<SymbolFilters>, known: Known): Check =>
  ({ kind }, parameters) => {
    for (const one of all) {
      const broken = violation(one, kind, parameters, known)
      if (broken !== undefined) return broken
    }
    return undefined
  }

/**
 * This call fails with `Fatal(FilterFailure)` and sends nothing when it breaks a rule of the symbol. It is still one call.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as SymbolFilters from "effect-binance/products/SymbolFilters"
 * import * as Reconciliation from "effect-binance/settlement/Reconciliation"
 *
 * const place = (filters: SymbolFilters.SymbolFilters, price: string) =>
 *   Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price }).pipe(
 *     SymbolFilters.checked(filters, { referencePrice: "60000" }),
 *     Reconciliation.settle
 *   )
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const checked =
  (filters: SymbolFilters, known: Known = {}) =>
  <A, E, R, F>(self: Call<A, E, R, F>): Call<A, E, R, F> =>
    Effect.flatMap(Checks, (checks) =>
      Effect.provideService(self, Checks, [...checks, checkOf([filters], known)])
    ) as Call<A, E, R, F> // still the same one call

/**
 * Every order of these symbols is checked before it is sent, in every call that runs with this layer.
 *
 * @example
 * ```ts
 * import * as Spot from "effect-binance/products/Spot"
 * import * as SymbolFilters from "effect-binance/products/SymbolFilters"
 * import * as Effect from "effect/Effect"
 *
 * const withFilters = Effect.gen(function* () {
 *   const info = yield* Spot.exchangeInfo({ symbol: "BTCUSDT" })
 *   const filters = yield* SymbolFilters.fromSpot(info, "BTCUSDT")
 *   return SymbolFilters.layer([filters])
 * })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (filters: ReadonlyArray<SymbolFilters>): Layer.Layer<never> =>
  Layer.effect(
    Checks,
    Effect.map(Checks, (checks) => [...checks, checkOf(filters, {})])
  )
