/** What the orders of all products have in common on their way to the exchange: decimals, ids, and what a doubt remembers. */
import * as Operation from "../client/Operation.ts"
import type { OrderRow } from "../settlement/ProductViews.ts"

export const minute = () => 60_000

/** How long a write is good for that waits in the book, and one that is over at once, in ms. */
const goodFor = { resting: 60_000, shortLived: 10_000 }

export const decimal = (value: Operation.Decimal | undefined): string | undefined =>
  value === undefined ? undefined : Operation.formatDecimal(value)

export const text = (value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : `${value}`

/** Every field that some type of order has. The unions of the products are narrower, each for its own orders. */
export interface AnyTerms {
  readonly type: string
  readonly timeInForce?: string | undefined
  readonly quantity?: Operation.Decimal | undefined
  readonly quoteOrderQty?: Operation.Decimal | undefined
  readonly price?: Operation.Decimal | undefined
  readonly stopPrice?: Operation.Decimal | undefined
  readonly trailingDelta?: number | undefined
  readonly icebergQty?: Operation.Decimal | undefined
}

export interface AnyOrder extends AnyTerms {
  readonly symbol: string
  readonly side: string
  readonly newClientOrderId?: string | undefined
  readonly newOrderRespType?: string | undefined
  readonly selfTradePreventionMode?: string | undefined
  readonly strategyId?: number | undefined
  readonly strategyType?: number | undefined
}

export const orderParameters = (input: AnyOrder, clientOrderId: string) => ({
  symbol: input.symbol,
  side: input.side,
  type: input.type,
  timeInForce: input.timeInForce,
  quantity: decimal(input.quantity),
  quoteOrderQty: decimal(input.quoteOrderQty),
  price: decimal(input.price),
  stopPrice: decimal(input.stopPrice),
  trailingDelta: input.trailingDelta,
  icebergQty: decimal(input.icebergQty),
  newClientOrderId: input.newClientOrderId ?? clientOrderId,
  newOrderRespType: input.newOrderRespType,
  selfTradePreventionMode: input.selfTradePreventionMode,
  strategyId: input.strategyId,
  strategyType: input.strategyType
})

export const describeOrder = (input: AnyOrder, clientOrderId: string): Operation.Description => ({
  symbol: input.symbol,
  clientOrderId: input.newClientOrderId ?? clientOrderId,
  side: input.side,
  type: input.type,
  quantity: decimal(input.quantity),
  quoteOrderQuantity: decimal(input.quoteOrderQty),
  price: decimal(input.price)
})

export const orderIsGoodFor = (input: Pick<AnyTerms, "type" | "timeInForce">): number =>
  input.type === "MARKET" || input.timeInForce === "IOC" || input.timeInForce === "FOK"
    ? goodFor.shortLived
    : goodFor.resting

export const clientOrderIdFrom = (input: { readonly newClientOrderId?: string | undefined }) =>
  input.newClientOrderId === undefined ? "library" : "caller"

// Source: spot docs, fix-api: ClOrdID. An id that the exchange refuses to look up could never be settled.
const clientOrderIdPattern = /^[a-zA-Z0-9-_]{1,36}$/

export const clientOrderIdProblem = ({ newClientOrderId }: { readonly newClientOrderId?: string | undefined }) =>
  newClientOrderId === undefined || clientOrderIdPattern.test(newClientOrderId)
    ? undefined
    : { parameter: "newClientOrderId", problem: "has to be 1 to 36 of a-z A-Z 0-9 - _" }

export const describeWhich = (input: {
  readonly symbol?: string | undefined
  readonly origClientOrderId?: string | undefined
  readonly orderId?: number | string | undefined
}): Operation.Description => ({
  symbol: input.symbol,
  clientOrderId: input.origClientOrderId,
  orderId: text(input.orderId)
})

export const describeWhichList = (input: {
  readonly symbol?: string | undefined
  readonly listClientOrderId?: string | undefined
  readonly orderListId?: number | string | undefined
}): Operation.Description => ({
  symbol: input.symbol,
  clientOrderId: input.listClientOrderId,
  orderListId: text(input.orderListId)
})

/** The rows of a product's own views are decoded by the schema of its orders; the questions of a settlement know less of them. */
export const asOrder = <Order extends OrderRow>(row: OrderRow): Order => row as Order // see above
