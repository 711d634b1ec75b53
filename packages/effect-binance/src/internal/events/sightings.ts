/** What events tell of orders, in the names of the views that show the same orders. */
import type { AlgoUpdate, ConditionalOrderTradeUpdate, ExecutionReport } from "../../stream/UserEvent.ts"
import type { ListStatus, OptionsOrders, OrderTradeUpdate, TradeLite, UserEvent } from "../../stream/UserEvent.ts"
import { given } from "../futures.ts"
import type { Sighting } from "../../settlement/Sightings.ts"

/** The path of the question that reads one order of each kind, where a product has several kinds. */
const routes = {
  usdm: "/fapi/v1/order",
  algo: "/fapi/v1/algoOrder",
  margin: "/papi/v1/margin/order",
  UM: "/papi/v1/um/order",
  CM: "/papi/v1/cm/order",
  conditionalUM: "/papi/v1/um/conditional/openOrder",
  conditionalCM: "/papi/v1/cm/conditional/openOrder"
} as const

/** One whose unit is not known is told without a route: it proves nothing then, and is no silence. */
const unitOf = ({ businessUnit }: { readonly businessUnit?: string }): "UM" | "CM" | undefined =>
  businessUnit === "UM" || businessUnit === "CM" ? businessUnit : undefined

const ofExecutionReport = (event: ExecutionReport): Sighting => ({
  product: event.product,
  ...given({
    route: event.product === "pm" ? routes.margin : undefined,
    originalClientOrderId: event.originalClientOrderId,
    eventTime: event.eventTime
  }),
  execution: event.executionType,
  clientOrderId: event.clientOrderId,
  order: {
    orderId: event.orderId,
    symbol: event.symbol,
    clientOrderId: event.clientOrderId,
    ...given({
      orderListId: event.orderListId,
      origClientOrderId: event.originalClientOrderId,
      status: event.status,
      side: event.side,
      type: event.type,
      timeInForce: event.timeInForce,
      price: event.price,
      stopPrice: event.stopPrice,
      icebergQty: event.icebergQuantity,
      origQty: event.quantity,
      executedQty: event.cumulativeFilledQuantity,
      cummulativeQuoteQty: event.cumulativeQuoteQuantity,
      origQuoteOrderQty: event.quoteOrderQuantity,
      selfTradePreventionMode: event.selfTradePreventionMode,
      time: event.orderCreationTime,
      updateTime: event.transactionTime,
      transactTime: event.transactionTime,
      workingTime: event.workingTime,
      isWorking: event.isOnBook
    })
  }
})

const ofListStatus = (event: ListStatus): Sighting => ({
  product: event.product,
  ...given({ eventTime: event.eventTime }),
  list: {
    orderListId: event.orderListId,
    listClientOrderId: event.listClientOrderId,
    symbol: event.symbol,
    ...given({
      contingencyType: event.contingencyType,
      listStatusType: event.listStatusType,
      listOrderStatus: event.listOrderStatus,
      transactionTime: event.transactionTime,
      orders: event.orders
    })
  }
})

const waiting: ReadonlySet<string | undefined> = new Set([
  "STOP",
  "STOP_MARKET",
  "TAKE_PROFIT",
  "TAKE_PROFIT_MARKET",
  "TRAILING_STOP_MARKET"
])

/**
 * Whether this is how an order on futures is triggered: it is told to have expired, and goes on under the same number and name as the
 * order that it was waiting to be. Reason 8 says so; without a reason it may be that. Source: COIN-M docs, user data streams: order update,
 * expiry reason.
 */
const goesOn = ({ executionType, expiryReason = "0", originalType, type }: OrderTradeUpdate): boolean =>
  executionType === "EXPIRED" &&
  (expiryReason === "8" || (expiryReason === "0" && waiting.has(originalType) && type === originalType))

const ofOrderTradeUpdate = (event: OrderTradeUpdate): Sighting => {
  const unit = unitOf(event)
  const isFirst = event.executionType === "NEW" && (event.originalType ?? event.type) === event.type
  const at = event.tradeTime ?? event.transactionTime
  return {
    product: event.product,
    ...given({
      route: event.product === "usdm" ? routes.usdm : unit && routes[unit],
      eventTime: event.eventTime
    }),
    execution: event.executionType,
    clientOrderId: event.clientOrderId,
    order: {
      orderId: event.orderId,
      symbol: event.symbol,
      clientOrderId: event.clientOrderId,
      ...given({
        status: goesOn(event) ? undefined : event.status,
        side: event.side,
        positionSide: event.positionSide,
        type: event.type,
        origType: event.originalType,
        timeInForce: event.timeInForce,
        price: event.price,
        avgPrice: event.averagePrice,
        origQty: event.quantity,
        executedQty: event.cumulativeFilledQuantity,
        reduceOnly: event.reduceOnly,
        closePosition: event.closePosition,
        selfTradePreventionMode: event.selfTradePreventionMode,
        // no other event says when it was accepted; one that is triggered is NEW a second time
        time: isFirst ? at : undefined,
        updateTime: at
      })
    }
  }
}

const ofTradeLite = (event: TradeLite): Sighting => ({
  product: event.product,
  route: routes.usdm,
  ...given({ eventTime: event.eventTime }),
  execution: "TRADE",
  clientOrderId: event.clientOrderId,
  order: {
    orderId: event.orderId,
    symbol: event.symbol,
    clientOrderId: event.clientOrderId,
    ...given({
      side: event.side,
      price: event.price,
      origQty: event.quantity,
      updateTime: event.transactionTime
    })
  }
})

const ofAlgoUpdate = (event: AlgoUpdate): Sighting => ({
  product: event.product,
  route: routes.algo,
  ...given({ eventTime: event.eventTime }),
  execution: event.algoStatus,
  clientOrderId: event.clientAlgoId,
  order: {
    orderId: event.algoId,
    symbol: event.symbol,
    clientOrderId: event.clientAlgoId,
    status: event.algoStatus,
    ...given({
      algoId: event.algoId,
      clientAlgoId: event.clientAlgoId,
      algoStatus: event.algoStatus,
      side: event.side,
      positionSide: event.positionSide,
      type: event.orderType,
      orderType: event.orderType,
      algoType: event.algoType,
      timeInForce: event.timeInForce,
      price: event.price,
      triggerPrice: event.triggerPrice,
      // one that closes the position has no quantity of its own
      origQty: event.closePosition === true ? undefined : event.quantity,
      quantity: event.quantity,
      reduceOnly: event.reduceOnly,
      closePosition: event.closePosition,
      actualOrderId: event.actualOrderId,
      time: event.algoStatus === "NEW" ? event.transactionTime : undefined,
      updateTime: event.transactionTime
    })
  }
})

const ofConditional = (event: ConditionalOrderTradeUpdate): Sighting => {
  const unit = unitOf(event)
  return {
    product: event.product,
    ...given({ route: unit && routes[`conditional${unit}`], eventTime: event.eventTime }),
    execution: event.strategyStatus,
    clientOrderId: event.clientStrategyId,
    order: {
      orderId: event.strategyId,
      symbol: event.symbol,
      clientOrderId: event.clientStrategyId,
      status: event.strategyStatus,
      ...given({
        strategyId: event.strategyId,
        newClientStrategyId: event.clientStrategyId,
        strategyStatus: event.strategyStatus,
        side: event.side,
        positionSide: event.positionSide,
        type: event.strategyType,
        strategyType: event.strategyType,
        timeInForce: event.timeInForce,
        price: event.price,
        stopPrice: event.stopPrice,
        origQty: event.quantity,
        reduceOnly: event.reduceOnly,
        triggeredOrderId: event.orderId,
        time: event.bookTime,
        bookTime: event.bookTime,
        updateTime: event.updateTime
      })
    }
  }
}

/** What the older stream of options calls a state, as the execution that leads to it. */
const executions: ReadonlyMap<string, string> = new Map([
  ["ACCEPTED", "NEW"],
  ["PARTIALLY_FILLED", "TRADE"],
  ["FILLED", "TRADE"],
  ["CANCELLED", "CANCELED"]
])

const ofOptionsOrders = (event: OptionsOrders): ReadonlyArray<Sighting> =>
  (event.orders ?? []).flatMap(({ clientOrderId, ...order }) =>
    clientOrderId === undefined || order.status === undefined
      ? []
      : [
          {
            product: event.product,
            ...given({ eventTime: event.eventTime }),
            execution: executions.get(order.status) ?? order.status,
            clientOrderId,
            order: {
              orderId: order.orderId,
              symbol: order.symbol,
              clientOrderId,
              status: order.status === "CANCELLED" ? "CANCELED" : order.status,
              ...given({
                side: order.quantity && (order.quantity.startsWith("-") ? "SELL" : "BUY"),
                type: order.type,
                timeInForce: order.timeInForce,
                price: order.price,
                origQty: order.quantity?.replace(/^-/, ""),
                executedQty: order.executedQuantity?.replace(/^-/, ""),
                reduceOnly: order.reduceOnly,
                postOnly: order.postOnly,
                time: order.createTime,
                updateTime: order.updateTime
              })
            }
          }
        ]
  )

export const sightingsOf = (event: UserEvent): ReadonlyArray<Sighting> => {
  switch (event._tag) {
    case "ExecutionReport":
      return [ofExecutionReport(event)]
    case "ListStatus":
      return [ofListStatus(event)]
    case "OrderTradeUpdate":
      return [ofOrderTradeUpdate(event)]
    case "TradeLite":
      return [ofTradeLite(event)]
    case "AlgoUpdate":
      return [ofAlgoUpdate(event)]
    case "ConditionalOrderTradeUpdate":
      return [ofConditional(event)]
    case "OptionsOrders":
      return ofOptionsOrders(event)
    default:
      return []
  }
}
