/**
 * The questions that settle a doubt, for one product: its operations seen as views of one order.
 *
 * @since 0.1.0
 */
import type { Operation } from "../client/Operation.ts"
import type { dividing } from "./SymbolViews.ts"

/**
 * An order as every view shows it. Decimals are exact strings.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrderRow {
  readonly symbol?: string | undefined
  readonly orderId: number | string
  /** The order list that it is part of; -1 or absent when it is in none. */
  readonly orderListId?: number | string | undefined
  readonly clientOrderId?: string | undefined
  readonly status?: string | undefined
  readonly side?: string | undefined
  readonly type?: string | undefined
  /** What it was placed as, where `type` becomes another one when the order is triggered. */
  readonly origType?: string | undefined
  readonly price?: string | undefined
  readonly origQty?: string | undefined
  readonly origQuoteOrderQty?: string | undefined
  /** When the exchange accepted it, in epoch ms by its clock. */
  readonly time?: number | undefined
  /** When it last changed, in epoch ms by the exchange's clock. */
  readonly updateTime?: number | undefined
}

/**
 * An amendment of an order, which may have renamed it.
 *
 * @category models
 * @since 0.1.0
 */
export interface AmendmentRow {
  readonly origClientOrderId?: string | undefined
  /** What it made of the order, as exact decimals. */
  readonly newQty?: string | undefined
  readonly newPrice?: string | undefined
  /** When it was made, in epoch ms by the exchange's clock. */
  readonly time?: number | undefined
}

/**
 * An order list as every view shows it.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrderListRow {
  readonly orderListId: number | string
  readonly listClientOrderId?: string | undefined
  readonly symbol?: string | undefined
  /** `EXECUTING` while one of its orders may still be filled, `ALL_DONE`, or `REJECT`. */
  readonly listOrderStatus?: string | undefined
  readonly orders?:
    | ReadonlyArray<{ readonly orderId: number | string; readonly clientOrderId?: string | undefined }>
    | undefined
}

/**
 * Which order list is meant: by its client order list id, or by the exchange's id.
 *
 * @category models
 * @since 0.1.0
 */
export type WhichOrderList =
  | { readonly symbol: string; readonly listClientOrderId: string; readonly orderListId?: undefined }
  | { readonly symbol: string; readonly orderListId: number | string; readonly listClientOrderId?: undefined }

/**
 * A fill as the trades view shows it.
 *
 * @category models
 * @since 0.1.0
 */
export interface TradeRow {
  readonly id: number | string
  readonly orderId: number | string
  readonly isBuyer?: boolean | undefined
  readonly time?: number | undefined
}

/**
 * The views of one product.
 *
 * @category models
 * @since 0.1.0
 */
export interface ProductViews {
  /** One order, by its client order id or its order id. */
  readonly order: Operation<
    OrderRow,
    "read",
    | { readonly symbol: string; readonly origClientOrderId: string }
    | { readonly symbol: string; readonly orderId: number | string }
  >
  readonly openOrders: Operation<ReadonlyArray<OrderRow>, "read", { readonly symbol: string }>
  /** Orders from `startTime` on, or from `orderId` on; the oldest first. */
  readonly allOrders: Operation<
    ReadonlyArray<OrderRow>,
    "read",
    {
      readonly symbol: string
      readonly startTime?: number | undefined
      readonly endTime?: number | undefined
      readonly orderId?: number | string | undefined
      readonly limit?: number | undefined
    }
  >
  /** Fills from `startTime` on, or from the trade `fromId` on; the oldest first. Absent where no fill names one of these orders. */
  readonly trades?:
    | Operation<
        ReadonlyArray<TradeRow>,
        "read",
        {
          readonly symbol: string
          readonly startTime?: number | undefined
          readonly endTime?: number | undefined
          readonly fromId?: number | string | undefined
          readonly limit?: number | undefined
        }
      >
    | undefined
  /**
   * What is done about a full page of `allOrders` or `trades` that was asked for by time. Left out, it holds the oldest, and the next page
   * is asked for by id. `SymbolViews.dividing` where nobody says which rows it leaves out.
   */
  readonly fullPage?: typeof dividing | undefined
  /** The amendments of one order; absent where nothing can be amended. */
  readonly amendments?:
    | Operation<ReadonlyArray<AmendmentRow>, "read", { readonly symbol: string; readonly orderId: number | string }>
    | undefined
  /** One order list; absent where there are none. */
  readonly orderList?: Operation<OrderListRow, "read", WhichOrderList> | undefined
  /**
   * Cancels by client order id. With an id that never existed it is a ping that only the engine can answer. An order that a list shows
   * without one is asked to be cancelled by `orderId`.
   */
  readonly cancel: Operation<OrderRow, "cancel", { readonly symbol: string; readonly origClientOrderId: string }>
  /** The code of "not visible now" when one order is read; no other refusal counts as absent. */
  readonly absentCode: number
  /** The same for an order list, where the exchange has a code for it that its documentation does not list. */
  readonly absentListCode?: number | undefined
  /** The code of an order that was accepted, ended without a fill, and is archived since; absent where there is none. */
  readonly archivedCode?: number | undefined
  /** The kind of `OrderRejected` by which the engine says that an order is open and that this cancel may not end it. */
  readonly openAndKept: string
  /** The code that Binance sends when the engine does not accept an order. */
  readonly rejectedCode: number
  /** The code of the engine's answer to that ping. */
  readonly unknownOrderCode: number
  /**
   * Codes by which the answer to a cancel may say the same, where no document says which does. They are believed when an order is
   * looked for, after the fence and beside the other views; a call that they answer stays in doubt.
   */
  readonly perhapsUnknownOrderCodes?: ReadonlyArray<number> | undefined
  /** The most rows that one page of `allOrders` and `trades` may ask for. */
  readonly pageLimit: number
}
