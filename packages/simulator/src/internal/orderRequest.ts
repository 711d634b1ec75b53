/**
 * Reads one order out of a request: of its own parameters, or of those that an order list gives to one of its orders.
 */
import * as Decimal from "../Decimal.ts"
import type { OrderType } from "../Exchange.ts"
import type { Side } from "../OrderBook.ts"
import * as Wire from "../Wire.ts"
import type { Market, PlaceCommand, ResponseType, SelfTrade, TimeInForce } from "./ledger.ts"

/** The parameters that say what an order is. */
type Field =
  | "side"
  | "type"
  | "timeInForce"
  | "quantity"
  | "quoteOrderQty"
  | "price"
  | "clientOrderId"
  | "stopPrice"
  | "trailingDelta"
  | "icebergQty"

/** All parameters that an order of its own may carry. */
export const placeNames: ReadonlyArray<string> = [
  "symbol",
  "side",
  "type",
  "timeInForce",
  "quantity",
  "quoteOrderQty",
  "price",
  "newClientOrderId",
  "strategyId",
  "strategyType",
  "stopPrice",
  "trailingDelta",
  "icebergQty",
  "newOrderRespType",
  "selfTradePreventionMode"
]

/** All parameters that an order for smart order routing may carry. */
export const routedNames: ReadonlyArray<string> = placeNames.filter(
  (name) => !["quoteOrderQty", "stopPrice", "trailingDelta"].includes(name)
)

export type NameOf = (field: Field) => string

export type Shape = Omit<PlaceCommand, "account" | "request" | "counted" | "clientOrderId"> & {
  readonly clientOrderId: string | undefined
}

/** The names of an order's own request. */
export const plain: NameOf = (field) => (field === "clientOrderId" ? "newClientOrderId" : field)

type SpotType = Exclude<OrderType, "STOP" | "STOP_MARKET" | "TAKE_PROFIT_MARKET" | "TRAILING_STOP_MARKET">

/** What each type of order has to carry beside its quantity, and what the symbol says when it takes none of them. */
const types: Readonly<
  Record<SpotType, { readonly limit: boolean; readonly timeInForce: boolean; readonly stop: string | undefined }>
> = {
  LIMIT: { limit: true, timeInForce: true, stop: undefined },
  LIMIT_MAKER: { limit: true, timeInForce: false, stop: undefined },
  MARKET: { limit: false, timeInForce: false, stop: undefined },
  STOP_LOSS: { limit: false, timeInForce: false, stop: "Stop loss orders are not supported for this symbol." },
  STOP_LOSS_LIMIT: {
    limit: true,
    timeInForce: true,
    stop: "Stop loss limit orders are not supported for this symbol."
  },
  TAKE_PROFIT: { limit: false, timeInForce: false, stop: "Take profit orders are not supported for this symbol." },
  TAKE_PROFIT_LIMIT: {
    limit: true,
    timeInForce: true,
    stop: "Take profit limit orders are not supported for this symbol."
  }
}

const isType = (text: string): text is SpotType => Object.hasOwn(types, text)

/** One of some words, if it was sent. */
export const enumerated = <A extends string>(
  parameters: Wire.Parameters,
  name: string,
  values: ReadonlyArray<A>,
  refusal: Wire.Refusal
): A | undefined => {
  const value = Wire.optional(parameters, name)
  if (value === undefined) return undefined
  const known = values.find((one) => one === value)
  if (known === undefined) throw refusal
  return known
}

/** The type of an order that has to be there. */
export const typeOf = (parameters: Wire.Parameters, name: string): SpotType => {
  const value = Wire.mandatory(parameters, name)
  if (!isType(value)) throw new Wire.Refusal(-1116, "Invalid orderType.")
  return value
}

const eitherOr = (one: string, other: string) =>
  new Wire.Refusal(-1102, `Param '${one}' or '${other}' must be sent, but both were empty/null!`)

/** Reads an order and checks all that needs no book. The quantity of what an OPO sells is known later. */
export const read = (
  parameters: Wire.Parameters,
  market: Market,
  nameOf: NameOf,
  hasQuantity: boolean = true
): Shape => {
  const sideName = nameOf("side")
  Wire.mandatory(parameters, sideName)
  const side: Side | undefined = enumerated(
    parameters,
    sideName,
    ["BUY", "SELL"],
    new Wire.Refusal(-1117, "Invalid side.")
  )
  const type = typeOf(parameters, nameOf("type"))
  const carries = types[type]
  if (carries.stop !== undefined && market.config.without?.includes("stops") === true)
    throw new Wire.Refusal(-2010, carries.stop)
  const timeInForce = enumerated<TimeInForce>(
    parameters,
    nameOf("timeInForce"),
    ["GTC", "IOC", "FOK"],
    new Wire.Refusal(-1115, "Invalid timeInForce.")
  )
  const quantity = Wire.decimal(parameters, nameOf("quantity"))
  const quoteOrderQty = Wire.decimal(parameters, nameOf("quoteOrderQty"))
  const price = Wire.decimal(parameters, nameOf("price"))
  const clientOrderId = Wire.clientOrderId(parameters, nameOf("clientOrderId"))
  const response = enumerated<ResponseType>(
    parameters,
    "newOrderRespType",
    ["ACK", "RESULT", "FULL"],
    new Wire.Refusal(-1130, "Data sent for parameter 'newOrderRespType' is not valid.")
  )
  const selfTrade = enumerated<SelfTrade>(
    parameters,
    "selfTradePreventionMode",
    ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
    new Wire.Refusal(-1013, "This symbol does not allow the specified self-trade prevention mode.")
  )
  let stopPrice: Decimal.Decimal | undefined
  if (carries.stop === undefined) {
    for (const field of ["stopPrice", "trailingDelta", "icebergQty"] as const)
      Wire.notRequired(parameters, nameOf(field))
  } else {
    stopPrice = Wire.decimal(parameters, nameOf("stopPrice"))
    const trails = Wire.optional(parameters, nameOf("trailingDelta")) !== undefined
    if (stopPrice === undefined && !trails) throw eitherOr(nameOf("stopPrice"), nameOf("trailingDelta"))
    if (trails) throw new Wire.Refusal(-2010, "Trailing stop orders are not supported for this symbol.")
    if (Wire.optional(parameters, nameOf("icebergQty")) !== undefined)
      throw new Wire.Refusal(-2010, "Iceberg orders are not supported for this symbol.")
  }
  if (carries.timeInForce) Wire.mandatory(parameters, nameOf("timeInForce"))
  else if (timeInForce !== undefined) Wire.notRequired(parameters, nameOf("timeInForce"))
  if (type === "MARKET") {
    Wire.notRequired(parameters, nameOf("price"))
    if (hasQuantity && quantity === undefined && quoteOrderQty === undefined)
      throw eitherOr(nameOf("quantity"), nameOf("quoteOrderQty"))
    if (quantity !== undefined && quoteOrderQty !== undefined)
      throw new Wire.Refusal(-1128, "Combination of optional parameters invalid.")
  } else {
    Wire.notRequired(parameters, nameOf("quoteOrderQty"))
    if (hasQuantity) Wire.mandatory(parameters, nameOf("quantity"))
    if (carries.limit) Wire.mandatory(parameters, nameOf("price"))
    else Wire.notRequired(parameters, nameOf("price"))
  }
  if (quantity === 0n) throw new Wire.Refusal(-1013, "Invalid quantity.")
  if (price === 0n) throw new Wire.Refusal(-1013, "Invalid price.")
  if (stopPrice === 0n) throw new Wire.Refusal(-1013, "Invalid stopPrice.")
  for (const one of [price, stopPrice])
    if (one !== undefined && (one < market.minPrice || one > market.maxPrice || one % market.tickSize !== 0n))
      throw new Wire.Refusal(-1013, "Filter failure: PRICE_FILTER")
  if (quantity !== undefined) checkLot(market, quantity)
  if (hasQuantity) {
    const notional = quoteOrderQty ?? Decimal.multiply(price ?? stopPrice ?? market.lastPrice, quantity ?? 0n)
    if (notional < market.minNotional || (type !== "MARKET" && notional > market.maxNotional))
      throw new Wire.Refusal(-1013, "Filter failure: NOTIONAL")
  }
  return {
    market,
    // just found to be there
    side: side!,
    type,
    timeInForce: timeInForce ?? "GTC",
    quantity: quantity ?? 0n,
    quoteOrderQty: quoteOrderQty ?? 0n,
    price: price ?? 0n,
    stopPrice: stopPrice ?? 0n,
    clientOrderId,
    selfTrade: selfTrade ?? "EXPIRE_MAKER",
    response: response ?? (type === "LIMIT" || type === "MARKET" ? "FULL" : "ACK")
  }
}

/** Reads an order for smart order routing. Neither what has none nor what can use none is in the documentation: users report the former. */
export const readRouted = (parameters: Wire.Parameters, market: Market): Shape => {
  if (market.config.without?.includes("sor") === true) throw new Wire.Refusal(-1013, "This symbol has no SOR.")
  const type = typeOf(parameters, "type")
  if (type !== "LIMIT" && type !== "MARKET") throw new Wire.Refusal(-1116, "Invalid orderType.")
  Wire.mandatory(parameters, "quantity")
  return { ...read(parameters, market, plain), usesSor: true }
}

export const checkLot = (market: Market, quantity: Decimal.Decimal): void => {
  if (quantity < market.minQty || quantity > market.maxQty || quantity % market.stepSize !== 0n)
    throw new Wire.Refusal(-1013, "Filter failure: LOT_SIZE")
}
