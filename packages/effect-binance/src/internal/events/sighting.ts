/** What a stream can show of orders, until settlement has it. */
import type { OrderListRow, OrderRow } from "../../settlement/ProductViews.ts"

interface OrderSighting {
  readonly product: string
  readonly route?: string | undefined
  readonly execution: string
  readonly clientOrderId: string
  readonly originalClientOrderId?: string | undefined
  readonly order: OrderRow
  readonly eventTime?: number | undefined
}

interface ListSighting {
  readonly product: string
  readonly list: OrderListRow
  readonly eventTime?: number | undefined
}

export type Sighting = OrderSighting | ListSighting
