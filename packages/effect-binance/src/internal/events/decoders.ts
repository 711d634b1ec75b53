/** Which events the stream of each product has, by the name that the wire has for them. */
import type { Product, UserEvent } from "../../stream/UserEvent.ts"
import * as futures from "./futures.ts"
import * as margin from "./margin.ts"
import * as options from "./options.ts"
import * as spot from "./spot.ts"
import { get } from "../json.ts"
import { decoder, type Problem, type Table } from "./table.ts"

type Tag = Exclude<UserEvent["_tag"], "UnknownEvent">
type Kind = readonly [type: string, tag: Tag, table: Table]

const endings: ReadonlyArray<Kind> = [
  ["listenKeyExpired", "ListenKeyExpired", spot.listenKeyExpired],
  ["eventStreamTerminated", "EventStreamTerminated", spot.ending],
  ["serverShutdown", "ServerShutdown", spot.ending]
]

const spotKinds: ReadonlyArray<Kind> = [
  ["executionReport", "ExecutionReport", spot.executionReport],
  ["listStatus", "ListStatus", spot.listStatus],
  ["outboundAccountPosition", "OutboundAccountPosition", spot.outboundAccountPosition],
  ["balanceUpdate", "BalanceUpdate", spot.balanceUpdate],
  ["externalLockUpdate", "ExternalLockUpdate", spot.externalLockUpdate]
]

const futuresKinds: ReadonlyArray<Kind> = [
  ["ORDER_TRADE_UPDATE", "OrderTradeUpdate", futures.orderTradeUpdate],
  ["TRADE_LITE", "TradeLite", futures.tradeLite],
  ["ALGO_UPDATE", "AlgoUpdate", futures.algoUpdate],
  ["ACCOUNT_UPDATE", "AccountUpdate", futures.accountUpdate],
  ["MARGIN_CALL", "MarginCall", futures.marginCall],
  ["ACCOUNT_CONFIG_UPDATE", "AccountConfigUpdate", futures.accountConfigUpdate],
  ["STRATEGY_UPDATE", "StrategyUpdate", futures.strategyUpdate],
  ["GRID_UPDATE", "GridUpdate", futures.gridUpdate],
  ["CONDITIONAL_ORDER_TRIGGER_REJECT", "ConditionalOrderTriggerReject", futures.conditionalOrderTriggerReject]
]

const optionsKinds: ReadonlyArray<Kind> = [
  ["ACCOUNT_UPDATE", "OptionsAccountUpdate", options.accountUpdate],
  ["BALANCE_POSITION_UPDATE", "BalancePositionUpdate", options.balancePositionUpdate],
  ["GREEK_UPDATE", "GreekUpdate", options.greekUpdate],
  ["RISK_LEVEL_CHANGE", "RiskLevelChange", options.riskLevelChange]
]

const liabilities: ReadonlyArray<Kind> = [
  ["USER_LIABILITY_CHANGE", "UserLiabilityChange", margin.userLiabilityChange],
  ["MARGIN_LEVEL_STATUS_CHANGE", "MarginLevelStatusChange", margin.marginLevelStatusChange]
]

// the documentation calls it by the one name and shows it under the other
const riskLevel: ReadonlyArray<Kind> = [
  ["riskLevelChange", "RiskLevelChange", margin.riskLevelChange],
  ["RISK_LEVEL_CHANGE", "RiskLevelChange", margin.riskLevelChange]
]

const portfolioKinds: ReadonlyArray<Kind> = [
  ["CONDITIONAL_ORDER_TRADE_UPDATE", "ConditionalOrderTradeUpdate", margin.conditionalOrderTradeUpdate],
  ["openOrderLoss", "OpenOrderLoss", margin.openOrderLoss],
  ["liabilityChange", "LiabilityChange", margin.liabilityChange]
]

type Decode = (event: unknown) => UserEvent | Problem

const decodersOf = (product: Product, kinds: ReadonlyArray<Kind>): ReadonlyMap<string, Decode> =>
  new Map(
    [...endings, ...kinds].map(([type, tag, table]) => {
      // the schema of the tag is made of the same table
      return [type, decoder(tag, product, table) as Decode]
    })
  )

// the stream of before 2026 has a list where the one since has an order
const isOfSeveral = (event: unknown) => Array.isArray(get(event, "o"))

const ordersOfOptions = {
  one: decoder("OrderTradeUpdate", "options", futures.orderTradeUpdate) as Decode, // as above
  several: decoder("OptionsOrders", "options", options.orders) as Decode // as above
}

/** By product, then by the `e` of the event. */
export const decoders: Readonly<Record<Product, ReadonlyMap<string, Decode>>> = {
  spot: decodersOf("spot", spotKinds),
  margin: decodersOf("margin", [...spotKinds, ...liabilities]),
  usdm: decodersOf("usdm", futuresKinds),
  coinm: decodersOf("coinm", futuresKinds),
  options: new Map([
    ...decodersOf("options", optionsKinds),
    [
      "ORDER_TRADE_UPDATE",
      (event) => (isOfSeveral(event) ? ordersOfOptions.several(event) : ordersOfOptions.one(event))
    ]
  ]),
  pm: decodersOf("pm", [...spotKinds, ...futuresKinds, ...portfolioKinds, ...riskLevel]),
  pmpro: decodersOf("pmpro", riskLevel)
}
