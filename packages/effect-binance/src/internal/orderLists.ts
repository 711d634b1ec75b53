/** How the legs of an order list get their names, on the wire and as orders of their own. */
import * as Operation from "../client/Operation.ts"
import type { Parameters } from "../client/Parameters.ts"
import { type AnyTerms, decimal } from "./orders.ts"

/** One order of a list, and what the wire calls it. */
export interface Leg {
  /** What its parameters start with, such as `pendingAbove`. */
  readonly prefix: string
  readonly side: string
  readonly terms: AnyTerms & { readonly strategyId?: number | undefined; readonly strategyType?: number | undefined }
  /** Absent when the exchange works it out from the order before. */
  readonly quantity?: Operation.Decimal | undefined
  /** What the list says once for several legs. */
  readonly shared?: ReadonlyArray<"side" | "quantity"> | undefined
}

const legParameters = (leg: Leg, clientOrderId: string): Parameters => {
  const { terms } = leg
  const own = (name: "side" | "quantity", value: string | undefined) =>
    leg.shared?.includes(name) === true ? undefined : value
  const fields: Parameters = {
    Type: terms.type,
    Side: own("side", leg.side),
    ClientOrderId: clientOrderId,
    TimeInForce: terms.timeInForce,
    Quantity: own("quantity", decimal(leg.quantity)),
    Price: decimal(terms.price),
    StopPrice: decimal(terms.stopPrice),
    TrailingDelta: terms.trailingDelta,
    IcebergQty: decimal(terms.icebergQty),
    StrategyId: terms.strategyId,
    StrategyType: terms.strategyType
  }
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${leg.prefix}${name}`, value]))
}

export const legsParameters = (legs: ReadonlyArray<Leg>, clientOrderId: string): Parameters =>
  Object.assign({}, ...legs.map((leg, index) => legParameters(leg, Operation.partId(clientOrderId, index))))

/** The legs as orders that can be looked for. */
export const describeLegs = (
  symbol: string,
  legs: ReadonlyArray<Leg>,
  clientOrderId: string
): ReadonlyArray<Operation.Description> =>
  legs.map(({ quantity, side, terms }, index) => ({
    symbol,
    clientOrderId: Operation.partId(clientOrderId, index),
    side,
    type: terms.type,
    quantity: decimal(quantity),
    price: decimal(terms.price)
  }))
