/**
 * Reads an order list out of a request: which parameters say what each of its orders is, and which orders go together.
 */
import type { OrderType } from "../Exchange.ts"
import * as Wire from "../Wire.ts"
import type { Market } from "./ledger.ts"
import type { NameOf, Shape } from "./orderRequest.ts"
import * as OrderRequest from "./orderRequest.ts"
import type { ListKind } from "./orderLists.ts"

/** How many orders a list counts as. */
export const sizes: Readonly<Record<ListKind, number>> = { oco: 2, oto: 2, otoco: 3, opo: 2, opoco: 3 }

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1)

/** The parameters of one order of a list; what its list says for several of them has a name without the order's own. */
const named =
  (prefix: string, shared: Readonly<Partial<Record<Parameters<NameOf>[0], string>>> = {}): NameOf =>
  (field) =>
    shared[field] ?? prefix + capital(field)

const ocoShared = { side: "side", quantity: "quantity" }
const pendingShared = { side: "pendingSide", quantity: "pendingQuantity" }
const legs = {
  working: named("working"),
  pending: named("pending"),
  above: named("above", ocoShared),
  below: named("below", ocoShared),
  pendingAbove: named("pendingAbove", pendingShared),
  pendingBelow: named("pendingBelow", pendingShared)
} satisfies Readonly<Record<string, NameOf>>

type Leg = keyof typeof legs

const others: Readonly<Record<ListKind, readonly [Leg] | readonly [above: Leg, below: Leg]>> = {
  oco: ["above", "below"],
  oto: ["pending"],
  otoco: ["pendingAbove", "pendingBelow"],
  opo: ["pending"],
  opoco: ["pendingAbove", "pendingBelow"]
}

const isOpo = (kind: ListKind) => kind === "opo" || kind === "opoco"

/** All parameters that a list of this kind may carry. */
export const names = (kind: ListKind): ReadonlyArray<string> => {
  const fields = [
    "side",
    "type",
    "timeInForce",
    "quantity",
    "price",
    "clientOrderId",
    "stopPrice",
    "trailingDelta",
    "icebergQty"
  ] as const
  const all: ReadonlyArray<Leg> = kind === "oco" ? others.oco : ["working", ...others[kind]]
  return [
    "symbol",
    "listClientOrderId",
    "newOrderRespType",
    "selfTradePreventionMode",
    ...all.flatMap((leg) => fields.map(legs[leg]).concat(`${leg}StrategyId`, `${leg}StrategyType`))
  ]
}

/** All parameters of an OCO as margin asks for it: one limit order and one stop. */
export const ocoNames: ReadonlyArray<string> = [
  "symbol",
  "listClientOrderId",
  "side",
  "quantity",
  "limitClientOrderId",
  "price",
  "limitIcebergQty",
  "stopClientOrderId",
  "stopPrice",
  "stopLimitPrice",
  "stopIcebergQty",
  "stopLimitTimeInForce",
  "newOrderRespType",
  "selfTradePreventionMode"
]

/** Such an OCO as Spot asks for it: which of the two is above follows from the side. */
export const asPair = (parameters: Wire.Parameters): Wire.Parameters => {
  const { values } = parameters
  const side = Wire.mandatory(parameters, "side")
  for (const name of ["price", "stopPrice"]) Wire.mandatory(parameters, name)
  const [limit, stop] = side === "BUY" ? ["below", "above"] : ["above", "below"]
  const isLimitStop = values.has("stopLimitPrice")
  const pair: ReadonlyArray<readonly [string, string | undefined]> = [
    ...["symbol", "listClientOrderId", "side", "quantity", "newOrderRespType", "selfTradePreventionMode"].map(
      (name) => [name, values.get(name)] as const
    ),
    [`${limit}Type`, "LIMIT_MAKER"],
    [`${limit}ClientOrderId`, values.get("limitClientOrderId")],
    [`${limit}Price`, values.get("price")],
    [`${stop}Type`, isLimitStop ? "STOP_LOSS_LIMIT" : "STOP_LOSS"],
    [`${stop}ClientOrderId`, values.get("stopClientOrderId")],
    [`${stop}StopPrice`, values.get("stopPrice")],
    [`${stop}Price`, values.get("stopLimitPrice")],
    [`${stop}TimeInForce`, values.get("stopLimitTimeInForce")]
  ]
  const sent = pair.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  return { ...parameters, values: new Map(sent) }
}

const isLimit = (type: OrderType) => type === "LIMIT_MAKER"
const isStopLoss = (type: OrderType) => type.startsWith("STOP_LOSS")
const isTakeProfit = (type: OrderType) => type.startsWith("TAKE_PROFIT")

/** Which order of an OCO may not be where it is: that it trades on the wrong side of the last price. */
const misplaced: ReadonlyArray<
  readonly [side: "BUY" | "SELL", at: "above" | "below", is: (type: OrderType) => boolean, code: number, msg: string]
> = [
  ["BUY", "above", isLimit, -1165, "A limit order in a buy OCO must be below."],
  ["SELL", "below", isLimit, -1166, "A limit order in a sell OCO must be above."],
  ["BUY", "below", isStopLoss, -1196, "A stop loss order in a buy OCO must be above."],
  ["SELL", "above", isStopLoss, -1197, "A stop loss order in a sell OCO must be below."],
  ["BUY", "above", isTakeProfit, -1198, "A take profit order in a buy OCO must be below."],
  ["SELL", "below", isTakeProfit, -1199, "A take profit order in a sell OCO must be above."]
]

const checkPair = (above: Shape, below: Shape): void => {
  for (const { type } of [above, below])
    if (type === "LIMIT" || type === "MARKET") throw new Wire.Refusal(-1158, "Order type not supported in OCO.")
  if (isLimit(above.type) && isLimit(below.type))
    throw new Wire.Refusal(-1168, "At least one OCO order must be contingent.")
  for (const [side, at, is, code, msg] of misplaced)
    if (above.side === side && is((at === "above" ? above : below).type)) throw new Wire.Refusal(code, msg)
}

/** Reads an order list and checks all that needs no book. The stop loss of an OCO comes first, as on the wire. */
export const read = (
  parameters: Wire.Parameters,
  market: Market,
  kind: ListKind
): {
  readonly listClientOrderId: string | undefined
  readonly working: Shape | undefined
  readonly others: ReadonlyArray<Shape>
} => {
  const { without = [] } = market.config
  if (kind.endsWith("oco") && without.includes("oco"))
    throw new Wire.Refusal(-2010, "OCO orders are not supported for this symbol")
  if (isOpo(kind) && without.includes("opo"))
    throw new Wire.Refusal(-2010, "OPO orders are not supported for this symbol.")
  const listClientOrderId = Wire.clientOrderId(parameters, "listClientOrderId")
  const working = kind === "oco" ? undefined : OrderRequest.read(parameters, market, legs.working)
  if (working !== undefined && working.type !== "LIMIT" && working.type !== "LIMIT_MAKER")
    throw new Wire.Refusal(-1116, "Invalid orderType.")
  if (isOpo(kind) && parameters.values.has("pendingQuantity"))
    throw new Wire.Refusal(-1225, "Pending orders should not include the 'pendingQuantity' tag.")
  const [first, second] = others[kind].map((leg) => OrderRequest.read(parameters, market, legs[leg], !isOpo(kind)))
  // a list has at least one order beside the working one
  const one = first!
  if (isOpo(kind)) {
    if (working?.side === "SELL") throw new Wire.Refusal(-1222, "Working order in an OPO list must be a bid.")
    if (one.side === "BUY") throw new Wire.Refusal(-1223, "Pending orders in an OPO list must be asks.")
  }
  if (second === undefined) return { listClientOrderId, working, others: [one] }
  checkPair(one, second)
  return { listClientOrderId, working, others: isStopLoss(one.type) ? [one, second] : [second, one] }
}
