/**
 * Reads an order for a contract out of a request: of futures as they write it, with the codes by which futures refuse it.
 */
import * as Decimal from "../Decimal.ts"
import type { OrderType } from "../Exchange.ts"
import * as Wire from "../Wire.ts"
import type { PositionSide } from "./contracts.ts"
import type { Market, PlaceCommand, SelfTrade, Terms, TimeInForce } from "./ledger.ts"
import { enumerated } from "./orderRequest.ts"
import type { RouteRules } from "./routes.ts"

export type ContractShape = Omit<PlaceCommand, "account" | "request" | "counted" | "clientOrderId" | "terms"> & {
  readonly clientOrderId: string | undefined
  readonly terms: Terms
}

/** What a request calls the parameters that have other names elsewhere. */
export interface Names {
  readonly clientOrderId: string
  readonly type: string
  readonly stopPrice: string
  readonly activatePrice: string
}

export const plainNames: Names = {
  clientOrderId: "newClientOrderId",
  type: "type",
  stopPrice: "stopPrice",
  activatePrice: "activationPrice"
}
export const algoNames: Names = {
  clientOrderId: "clientAlgoId",
  type: "type",
  stopPrice: "triggerPrice",
  activatePrice: "activatePrice"
}
export const conditionalNames: Names = {
  clientOrderId: "newClientStrategyId",
  type: "strategyType",
  stopPrice: "stopPrice",
  activatePrice: "activationPrice"
}

type ContractType = Extract<
  OrderType,
  "LIMIT" | "MARKET" | "STOP" | "STOP_MARKET" | "TAKE_PROFIT" | "TAKE_PROFIT_MARKET" | "TRAILING_STOP_MARKET"
>

/** What each type has to carry: a limit price, a stop price. */
const types: Readonly<Record<ContractType, { readonly limit: boolean; readonly stop: boolean }>> = {
  LIMIT: { limit: true, stop: false },
  MARKET: { limit: false, stop: false },
  STOP: { limit: true, stop: true },
  STOP_MARKET: { limit: false, stop: true },
  TAKE_PROFIT: { limit: true, stop: true },
  TAKE_PROFIT_MARKET: { limit: false, stop: true },
  TRAILING_STOP_MARKET: { limit: false, stop: false }
}

const isType = (text: string): text is ContractType => Object.hasOwn(types, text)
const waiting: ReadonlySet<ContractType> = new Set<ContractType>([
  "STOP",
  "STOP_MARKET",
  "TAKE_PROFIT",
  "TAKE_PROFIT_MARKET",
  "TRAILING_STOP_MARKET"
])

const invalid = (name: string) => new Wire.Refusal(-1130, `Data sent for parameter '${name}' is not valid.`)

/** A flag as futures write it: `true` or `false`, here and there in capitals. */
export const flag = (parameters: Wire.Parameters, name: string): boolean | undefined => {
  const value = Wire.optional(parameters, name)
  if (value === undefined) return undefined
  if (!/^(true|false)$/i.test(value)) throw invalid(name)
  return value.toLowerCase() === "true"
}

/** Refuses a price that the contract does not have. */
export const checkPrice = (market: Market, price: Decimal.Decimal): Decimal.Decimal => {
  if (price === 0n) throw new Wire.Refusal(-4001, "Price less than or equal to zero.")
  if (price < market.minPrice) throw new Wire.Refusal(-4013, "Price less than min price.")
  if (price > market.maxPrice) throw new Wire.Refusal(-4002, "Price greater than max price.")
  if (price % market.tickSize !== 0n) throw new Wire.Refusal(-4014, "Price not increased by tick size.")
  return price
}

/** Refuses a quantity that the contract does not have. */
export const checkQuantity = (market: Market, quantity: Decimal.Decimal): Decimal.Decimal => {
  if (quantity === 0n) throw new Wire.Refusal(-4003, "Quantity less than or equal to zero.")
  if (quantity < market.minQty) throw new Wire.Refusal(-4004, "Quantity less than min quantity.")
  if (quantity > market.maxQty) throw new Wire.Refusal(-4005, "Quantity greater than max quantity.")
  if (quantity % market.stepSize !== 0n)
    throw new Wire.Refusal(-1111, "Precision is over the maximum defined for this asset.")
  return quantity
}

export const checkNotional = (market: Market, price: Decimal.Decimal, quantity: Decimal.Decimal): void => {
  if (Decimal.multiply(price, quantity) < market.minNotional)
    throw new Wire.Refusal(
      -4164,
      `Order's notional must be no smaller than ${market.config.notional.minNotional} (unless you choose reduce only).`
    )
}

/** An id that the caller chose. */
export const idOf = (parameters: Wire.Parameters, name: string, route: RouteRules): string | undefined => {
  const value = Wire.optional(parameters, name)
  if (value === undefined) return undefined
  if (!route.idRange.test(value)) throw new Wire.Refusal(-4015, "Client order id is not valid.")
  return value
}

/** Which of the best prices an order takes for itself: of the other side, or of its own. */
const matchedPrice = (market: Market, side: "BUY" | "SELL", priceMatch: string): Decimal.Decimal => {
  const isOpponent = priceMatch.startsWith("OPPONENT")
  const depth = Number(/_(\d+)$/.exec(priceMatch)?.[1] ?? 1)
  const levels = market.book.depth((side === "BUY") === isOpponent ? "SELL" : "BUY", depth)
  const level = levels.at(-1)
  if (level === undefined || levels.length < depth) throw new Wire.Refusal(-5041, "No depth matches this BBO order")
  return level[0]
}

/**
 * Reads an order and checks all that needs no book. `waits` says whether this endpoint takes what waits for a price, what does not, or
 * both.
 */
export const read = (
  parameters: Wire.Parameters,
  market: Market,
  route: RouteRules,
  names: Names,
  waits: "only" | "never" | "too",
  isHedged: boolean
): ContractShape => {
  const side = enumerated(parameters, "side", ["BUY", "SELL"], new Wire.Refusal(-1117, "Invalid side."))
  if (side === undefined)
    throw new Wire.Refusal(-1102, "Mandatory parameter 'side' was not sent, was empty/null, or malformed.")
  const type = Wire.mandatory(parameters, names.type)
  if (!isType(type)) throw new Wire.Refusal(-1116, "Invalid orderType.")
  if (waits === "never" && waiting.has(type))
    throw new Wire.Refusal(
      -4120,
      "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead."
    )
  if (waits === "only" && !waiting.has(type)) throw new Wire.Refusal(-1116, "Invalid orderType.")
  const carries = types[type]
  const timeInForce = enumerated<TimeInForce>(
    parameters,
    "timeInForce",
    ["GTC", "IOC", "FOK", "GTX", "GTD", "RPI"],
    new Wire.Refusal(-1115, "Invalid timeInForce.")
  )
  const positionSide =
    enumerated<PositionSide>(parameters, "positionSide", ["BOTH", "LONG", "SHORT"], invalid("positionSide")) ?? "BOTH"
  if ((positionSide === "BOTH") === isHedged)
    throw new Wire.Refusal(-4061, "Order's position side does not match user's setting.")
  const reduceOnly = flag(parameters, "reduceOnly")
  if (reduceOnly !== undefined && isHedged)
    throw new Wire.Refusal(-1106, "Parameter 'reduceOnly' sent when not required.")
  const closePosition = flag(parameters, "closePosition") === true
  const quantityText = Wire.decimal(parameters, "quantity")
  if (closePosition && quantityText !== undefined && quantityText !== 0n)
    throw new Wire.Refusal(-4137, "Quantity must be zero with closePosition equals true.")
  if (closePosition && type !== "STOP_MARKET" && type !== "TAKE_PROFIT_MARKET")
    throw new Wire.Refusal(-4136, "Target strategy invalid for orderType '" + type + "',closePosition 'true'.")
  if (!closePosition) Wire.mandatory(parameters, "quantity")
  const quantity = closePosition ? 0n : checkQuantity(market, quantityText ?? 0n)
  const priceMatch = Wire.optional(parameters, "priceMatch") ?? "NONE"
  let price: Decimal.Decimal = 0n
  if (carries.limit) {
    if (type === "LIMIT") Wire.mandatory(parameters, "timeInForce")
    if (priceMatch === "NONE") Wire.mandatory(parameters, "price")
    else Wire.notRequired(parameters, "price")
    price =
      priceMatch === "NONE"
        ? checkPrice(market, Wire.decimal(parameters, "price") ?? 0n)
        : matchedPrice(market, side, priceMatch)
  } else Wire.notRequired(parameters, "price")
  let stopPrice: Decimal.Decimal = 0n
  if (carries.stop) {
    Wire.mandatory(parameters, names.stopPrice)
    stopPrice = checkPrice(market, Wire.decimal(parameters, names.stopPrice) ?? 0n)
  }
  let callbackPpm = 0n
  let activatePrice: Decimal.Decimal = 0n
  if (type === "TRAILING_STOP_MARKET") {
    Wire.mandatory(parameters, "callbackRate")
    const rate = Wire.decimal(parameters, "callbackRate") ?? 0n
    if (rate < Decimal.one / 10n || rate > 10n * Decimal.one) throw new Wire.Refusal(-2007, "Invalid callBack rate")
    // percent, in units of 1e-8, as millionths
    callbackPpm = rate / 10_000n
    const activate = Wire.decimal(parameters, names.activatePrice)
    if (activate !== undefined) activatePrice = checkPrice(market, activate)
  }
  if (!closePosition && reduceOnly !== true)
    checkNotional(market, price > 0n ? price : stopPrice > 0n ? stopPrice : market.lastPrice, quantity)
  const goodTillDate = Wire.integer(parameters, "goodTillDate") ?? 0
  if (timeInForce === "GTD" && goodTillDate === 0)
    throw new Wire.Refusal(-1102, "Mandatory parameter 'goodTillDate' was not sent, was empty/null, or malformed.")
  const selfTrade = enumerated<SelfTrade>(
    parameters,
    "selfTradePreventionMode",
    ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
    invalid("selfTradePreventionMode")
  )
  const response = enumerated(parameters, "newOrderRespType", ["ACK", "RESULT"], invalid("newOrderRespType"))
  const clientOrderId = idOf(parameters, names.clientOrderId, route)
  return {
    market,
    side,
    type,
    timeInForce: timeInForce ?? "GTC",
    quantity,
    quoteOrderQty: 0n,
    price,
    stopPrice,
    clientOrderId,
    selfTrade: selfTrade ?? "NONE",
    response: response ?? "ACK",
    terms: {
      positionSide,
      reduceOnly: reduceOnly === true,
      closePosition,
      postOnly: timeInForce === "GTX" || timeInForce === "RPI",
      priceProtect: flag(parameters, "priceProtect") === true,
      workingType: Wire.optional(parameters, "workingType") ?? "CONTRACT_PRICE",
      priceMatch,
      // the exchange keeps whole seconds
      goodTillDate: Math.floor(goodTillDate / 1_000) * 1_000,
      callbackPpm,
      activatePrice,
      isMmp: false
    }
  }
}
