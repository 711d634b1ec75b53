/**
 * What the user data streams of all products tell, as typed events.
 *
 * An event has the names that the documentation uses in words, not the one letter of the wire; a field that is missing, or has
 * another type than documented, is left out, and a value that is new passes through. Whatever cannot be read is an
 * `UnknownEvent`: nothing that arrives is lost, and nothing makes a stream fail.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { decoders } from "../internal/events/decoders.ts"
import * as futures from "../internal/events/futures.ts"
import * as margin from "../internal/events/margin.ts"
import * as options from "../internal/events/options.ts"
import * as inSightings from "../internal/events/sightings.ts"
import type { Sighting } from "../settlement/Sightings.ts"
import * as spot from "../internal/events/spot.ts"
import * as table from "../internal/events/table.ts"
import { Problem, schemaOf } from "../internal/events/table.ts"
import { get, isRecord, parseJson } from "../internal/json.ts"

/**
 * The products that have a user data stream, by the names of their rules.
 *
 * @example
 * ```ts
 * import { Product } from "effect-binance/stream/UserEvent"
 * import * as Schema from "effect/Schema"
 *
 * const isProduct = Schema.is(Product)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Product = table.Product

/**
 * The products that have a user data stream.
 *
 * @category models
 * @since 0.1.0
 */
export type Product = typeof Product.Type

/**
 * An order on Spot or margin has been accepted, filled, amended, cancelled, rejected, or has expired. Quantities are in the base asset,
 * quote quantities in the quote asset, decimals exact strings, times epoch ms.
 *
 * Source: Spot docs, user-data-stream: order update; margin docs, trade data stream: order update; portfolio margin docs, user data
 * streams: margin order update.
 *
 * @example
 * ```ts
 * import type { ExecutionReport } from "effect-binance/stream/UserEvent"
 *
 * const isFilled = (event: ExecutionReport) => event.executionType === "TRADE" && event.status === "FILLED"
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const ExecutionReport = schemaOf("ExecutionReport", spot.executionReport)

/**
 * An order on Spot or margin has been accepted, filled, amended, cancelled, rejected, or has expired. Quantities are in the base asset,
 * quote quantities in the quote asset, decimals exact strings, times epoch ms.
 *
 * @category events
 * @since 0.1.0
 */
export interface ExecutionReport extends Schema.Schema.Type<typeof ExecutionReport> {}

/**
 * An order list has been accepted, updated, ended or rejected. Its orders have events of their own.
 *
 * Source: Spot docs, user-data-stream: order update, ListStatus.
 *
 * @example
 * ```ts
 * import type { ListStatus } from "effect-binance/stream/UserEvent"
 *
 * const isOver = (event: ListStatus) => event.listOrderStatus === "ALL_DONE"
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const ListStatus = schemaOf("ListStatus", spot.listStatus)

/**
 * An order list has been accepted, updated, ended or rejected. Its orders have events of their own.
 *
 * @category events
 * @since 0.1.0
 */
export interface ListStatus extends Schema.Schema.Type<typeof ListStatus> {}

/**
 * How the balances stand that may have changed. Exact decimals.
 *
 * Source: Spot docs, user-data-stream: account update; portfolio margin docs, user data streams: margin account update.
 *
 * @example
 * ```ts
 * import type { OutboundAccountPosition } from "effect-binance/stream/UserEvent"
 *
 * const free = (event: OutboundAccountPosition, asset: string) =>
 *   event.balances?.find((balance) => balance.asset === asset)?.free
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const OutboundAccountPosition = schemaOf("OutboundAccountPosition", spot.outboundAccountPosition)

/**
 * How the balances stand that may have changed. Exact decimals.
 *
 * @category events
 * @since 0.1.0
 */
export interface OutboundAccountPosition extends Schema.Schema.Type<typeof OutboundAccountPosition> {}

/**
 * A deposit, a withdrawal or a transfer has changed a balance.
 *
 * Source: Spot docs, user-data-stream: balance update; portfolio margin docs, user data streams: margin balance update.
 *
 * @example
 * ```ts
 * import type { BalanceUpdate } from "effect-binance/stream/UserEvent"
 *
 * const line = (event: BalanceUpdate) => `${event.asset} ${event.delta}`
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const BalanceUpdate = schemaOf("BalanceUpdate", spot.balanceUpdate)

/**
 * A deposit, a withdrawal or a transfer has changed a balance.
 *
 * @category events
 * @since 0.1.0
 */
export interface BalanceUpdate extends Schema.Schema.Type<typeof BalanceUpdate> {}

/**
 * Another system has locked or unlocked a part of the balance, such as for collateral.
 *
 * Source: Spot docs, user-data-stream: external lock update.
 *
 * @example
 * ```ts
 * import type { ExternalLockUpdate } from "effect-binance/stream/UserEvent"
 *
 * const line = (event: ExternalLockUpdate) => `${event.asset} ${event.delta}`
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const ExternalLockUpdate = schemaOf("ExternalLockUpdate", spot.externalLockUpdate)

/**
 * Another system has locked or unlocked a part of the balance, such as for collateral.
 *
 * @category events
 * @since 0.1.0
 */
export interface ExternalLockUpdate extends Schema.Schema.Type<typeof ExternalLockUpdate> {}

/**
 * An order on futures or options has been accepted, filled, amended or cancelled, or has expired. A reject has no event. Decimals are
 * exact strings, times epoch ms; quantities are in the base asset on USDⓈ-M, in contracts on COIN-M and options.
 *
 * Source: the docs of USDⓈ-M, COIN-M, options and portfolio margin, user data streams: order update.
 *
 * @example
 * ```ts
 * import type { OrderTradeUpdate } from "effect-binance/stream/UserEvent"
 *
 * const isLiquidation = (event: OrderTradeUpdate) => event.clientOrderId.startsWith("autoclose-")
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const OrderTradeUpdate = schemaOf("OrderTradeUpdate", futures.orderTradeUpdate)

/**
 * An order on futures or options has been accepted, filled, amended or cancelled, or has expired. A reject has no event. Decimals are
 * exact strings, times epoch ms; quantities are in the base asset on USDⓈ-M, in contracts on COIN-M and options.
 *
 * @category events
 * @since 0.1.0
 */
export interface OrderTradeUpdate extends Schema.Schema.Type<typeof OrderTradeUpdate> {}

/**
 * A fill on USDⓈ-M, told sooner and in fewer words than by `OrderTradeUpdate`, which comes too.
 *
 * Source: USDⓈ-M docs, user data streams: trade lite.
 *
 * @example
 * ```ts
 * import type { TradeLite } from "effect-binance/stream/UserEvent"
 *
 * const fill = (event: TradeLite) => `${event.lastFilledQuantity} at ${event.lastFilledPrice}`
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const TradeLite = schemaOf("TradeLite", futures.tradeLite)

/**
 * A fill on USDⓈ-M, told sooner and in fewer words than by `OrderTradeUpdate`, which comes too.
 *
 * @category events
 * @since 0.1.0
 */
export interface TradeLite extends Schema.Schema.Type<typeof TradeLite> {}

/**
 * A conditional order on USDⓈ-M has changed its state. The order that it places when it is triggered has events of its own.
 *
 * Source: USDⓈ-M docs, user data streams: algo order update.
 *
 * @example
 * ```ts
 * import type { AlgoUpdate } from "effect-binance/stream/UserEvent"
 *
 * const hasFailed = (event: AlgoUpdate) => event.algoStatus === "REJECTED" && event.rejectReason
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const AlgoUpdate = schemaOf("AlgoUpdate", futures.algoUpdate)

/**
 * A conditional order on USDⓈ-M has changed its state. The order that it places when it is triggered has events of its own.
 *
 * @category events
 * @since 0.1.0
 */
export interface AlgoUpdate extends Schema.Schema.Type<typeof AlgoUpdate> {}

/**
 * Balances and positions on futures have changed; those that have not are left out (COIN-M shows all positions).
 *
 * Source: the docs of USDⓈ-M, COIN-M and portfolio margin, user data streams: balance and position update.
 *
 * @example
 * ```ts
 * import type { AccountUpdate } from "effect-binance/stream/UserEvent"
 *
 * const amount = (event: AccountUpdate, symbol: string) =>
 *   event.positions?.find((position) => position.symbol === symbol)?.positionAmount
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const AccountUpdate = schemaOf("AccountUpdate", futures.accountUpdate)

/**
 * Balances and positions on futures have changed; those that have not are left out (COIN-M shows all positions).
 *
 * @category events
 * @since 0.1.0
 */
export interface AccountUpdate extends Schema.Schema.Type<typeof AccountUpdate> {}

/**
 * The risk of positions on futures is too high. They may have been liquidated by now.
 *
 * Source: the docs of USDⓈ-M and COIN-M, user data streams: margin call.
 *
 * @example
 * ```ts
 * import type { MarginCall } from "effect-binance/stream/UserEvent"
 *
 * const called = (event: MarginCall) => event.positions?.map(({ symbol }) => symbol)
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const MarginCall = schemaOf("MarginCall", futures.marginCall)

/**
 * The risk of positions on futures is too high. They may have been liquidated by now.
 *
 * @category events
 * @since 0.1.0
 */
export interface MarginCall extends Schema.Schema.Type<typeof MarginCall> {}

/**
 * The leverage of a symbol or the multi-assets mode has changed.
 *
 * Source: the docs of USDⓈ-M, COIN-M and portfolio margin, user data streams: account configuration update.
 *
 * @example
 * ```ts
 * import type { AccountConfigUpdate } from "effect-binance/stream/UserEvent"
 *
 * const leverage = (event: AccountConfigUpdate) => event.leverage && `${event.symbol} ${event.leverage}x`
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const AccountConfigUpdate = schemaOf("AccountConfigUpdate", futures.accountConfigUpdate)

/**
 * The leverage of a symbol or the multi-assets mode has changed.
 *
 * @category events
 * @since 0.1.0
 */
export interface AccountConfigUpdate extends Schema.Schema.Type<typeof AccountConfigUpdate> {}

/**
 * A strategy, such as a grid, has changed its state.
 *
 * Source: the docs of USDⓈ-M and COIN-M, user data streams: STRATEGY_UPDATE.
 *
 * @example
 * ```ts
 * import type { StrategyUpdate } from "effect-binance/stream/UserEvent"
 *
 * const isOver = (event: StrategyUpdate) => event.strategyStatus === "CANCELLED" || event.strategyStatus === "EXPIRED"
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const StrategyUpdate = schemaOf("StrategyUpdate", futures.strategyUpdate)

/**
 * A strategy, such as a grid, has changed its state.
 *
 * @category events
 * @since 0.1.0
 */
export interface StrategyUpdate extends Schema.Schema.Type<typeof StrategyUpdate> {}

/**
 * An order of a grid has been filled, or partly.
 *
 * Source: the docs of USDⓈ-M and COIN-M, user data streams: GRID_UPDATE.
 *
 * @example
 * ```ts
 * import type { GridUpdate } from "effect-binance/stream/UserEvent"
 *
 * const profit = (event: GridUpdate) => event.realizedProfit
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const GridUpdate = schemaOf("GridUpdate", futures.gridUpdate)

/**
 * An order of a grid has been filled, or partly.
 *
 * @category events
 * @since 0.1.0
 */
export interface GridUpdate extends Schema.Schema.Type<typeof GridUpdate> {}

/**
 * An order that was triggered on USDⓈ-M was rejected. Since 2025-12-15 an `AlgoUpdate` says so.
 *
 * Source: USDⓈ-M docs, user data streams: CONDITIONAL_ORDER_TRIGGER_REJECT.
 *
 * @example
 * ```ts
 * import type { ConditionalOrderTriggerReject } from "effect-binance/stream/UserEvent"
 *
 * const line = (event: ConditionalOrderTriggerReject) => `${event.orderId}: ${event.rejectReason}`
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const ConditionalOrderTriggerReject = schemaOf(
  "ConditionalOrderTriggerReject",
  futures.conditionalOrderTriggerReject
)

/**
 * An order that was triggered on USDⓈ-M was rejected. Since 2025-12-15 an `AlgoUpdate` says so.
 *
 * @category events
 * @since 0.1.0
 */
export interface ConditionalOrderTriggerReject extends Schema.Schema.Type<typeof ConditionalOrderTriggerReject> {}

/**
 * How an options account stands, in USDT. The lists come by the stream of before 2026 only, the totals by the one since.
 *
 * Source: options docs, user data streams: account data.
 *
 * @example
 * ```ts
 * import type { OptionsAccountUpdate } from "effect-binance/stream/UserEvent"
 *
 * const equity = (event: OptionsAccountUpdate) => event.equity
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const OptionsAccountUpdate = schemaOf("OptionsAccountUpdate", options.accountUpdate)

/**
 * How an options account stands, in USDT. The lists come by the stream of before 2026 only, the totals by the one since.
 *
 * @category events
 * @since 0.1.0
 */
export interface OptionsAccountUpdate extends Schema.Schema.Type<typeof OptionsAccountUpdate> {}

/**
 * Balances and positions on options have changed. Quantities are in contracts, below zero for a short position.
 *
 * Source: options docs, user data streams: balance and position update.
 *
 * @example
 * ```ts
 * import type { BalancePositionUpdate } from "effect-binance/stream/UserEvent"
 *
 * const held = (event: BalancePositionUpdate) => event.positions?.map(({ symbol, quantity }) => `${symbol} ${quantity}`)
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const BalancePositionUpdate = schemaOf("BalancePositionUpdate", options.balancePositionUpdate)

/**
 * Balances and positions on options have changed. Quantities are in contracts, below zero for a short position.
 *
 * @category events
 * @since 0.1.0
 */
export interface BalancePositionUpdate extends Schema.Schema.Type<typeof BalancePositionUpdate> {}

/**
 * The greeks of the positions on options, by underlying.
 *
 * Source: options docs, user data streams: greek update.
 *
 * @example
 * ```ts
 * import type { GreekUpdate } from "effect-binance/stream/UserEvent"
 *
 * const delta = (event: GreekUpdate) => event.greeks?.map(({ underlying, delta }) => `${underlying} ${delta}`)
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const GreekUpdate = schemaOf("GreekUpdate", options.greekUpdate)

/**
 * The greeks of the positions on options, by underlying.
 *
 * @category events
 * @since 0.1.0
 */
export interface GreekUpdate extends Schema.Schema.Type<typeof GreekUpdate> {}

/**
 * Orders on options as the stream of before 2026 tells of them: several in one event, without an execution type.
 *
 * Source: the options docs until 2025, user data streams: order update.
 *
 * @example
 * ```ts
 * import type { OptionsOrders } from "effect-binance/stream/UserEvent"
 *
 * const statuses = (event: OptionsOrders) => event.orders?.map(({ orderId, status }) => `${orderId} ${status}`)
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const OptionsOrders = schemaOf("OptionsOrders", options.orders)

/**
 * Orders on options as the stream of before 2026 tells of them: several in one event, without an execution type.
 *
 * @category events
 * @since 0.1.0
 */
export interface OptionsOrders extends Schema.Schema.Type<typeof OptionsOrders> {}

/**
 * The risk level of an options or a portfolio margin account has changed. Amounts are in USDT on options, in USD under portfolio
 * margin.
 *
 * Source: options docs, user data streams: risk level change; the docs of portfolio margin and portfolio margin pro: riskLevelChange.
 *
 * @example
 * ```ts
 * import type { RiskLevelChange } from "effect-binance/stream/UserEvent"
 *
 * const isSerious = (event: RiskLevelChange) => event.riskLevel !== "NORMAL"
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const RiskLevelChange = schemaOf("RiskLevelChange", { ...margin.riskLevelChange, ...options.riskLevelChange })

/**
 * The risk level of an options or a portfolio margin account has changed. Amounts are in USDT on options, in USD under portfolio
 * margin.
 *
 * @category events
 * @since 0.1.0
 */
export interface RiskLevelChange extends Schema.Schema.Type<typeof RiskLevelChange> {}

/**
 * A conditional order under portfolio margin has changed its state. The order that it places has events of its own.
 *
 * Source: portfolio margin docs, user data streams: conditional order trade update.
 *
 * @example
 * ```ts
 * import type { ConditionalOrderTradeUpdate } from "effect-binance/stream/UserEvent"
 *
 * const isWaiting = (event: ConditionalOrderTradeUpdate) => event.strategyStatus === "NEW"
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const ConditionalOrderTradeUpdate = schemaOf("ConditionalOrderTradeUpdate", margin.conditionalOrderTradeUpdate)

/**
 * A conditional order under portfolio margin has changed its state. The order that it places has events of its own.
 *
 * @category events
 * @since 0.1.0
 */
export interface ConditionalOrderTradeUpdate extends Schema.Schema.Type<typeof ConditionalOrderTradeUpdate> {}

/**
 * What open cross margin orders would lose, by asset.
 *
 * Source: portfolio margin docs, user data streams: OpenOrderLoss update.
 *
 * @example
 * ```ts
 * import type { OpenOrderLoss } from "effect-binance/stream/UserEvent"
 *
 * const losses = (event: OpenOrderLoss) => event.losses?.map(({ asset, amount }) => `${asset} ${amount}`)
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const OpenOrderLoss = schemaOf("OpenOrderLoss", margin.openOrderLoss)

/**
 * What open cross margin orders would lose, by asset.
 *
 * @category events
 * @since 0.1.0
 */
export interface OpenOrderLoss extends Schema.Schema.Type<typeof OpenOrderLoss> {}

/**
 * What is borrowed under portfolio margin has changed.
 *
 * Source: portfolio margin docs, user data streams: liability update.
 *
 * @example
 * ```ts
 * import type { LiabilityChange } from "effect-binance/stream/UserEvent"
 *
 * const owed = (event: LiabilityChange) => `${event.totalLiability} ${event.asset}`
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const LiabilityChange = schemaOf("LiabilityChange", margin.liabilityChange)

/**
 * What is borrowed under portfolio margin has changed.
 *
 * @category events
 * @since 0.1.0
 */
export interface LiabilityChange extends Schema.Schema.Type<typeof LiabilityChange> {}

/**
 * What is borrowed on cross margin has changed: a borrow, a repayment or interest.
 *
 * Source: margin docs, risk data stream: liability update.
 *
 * @example
 * ```ts
 * import type { UserLiabilityChange } from "effect-binance/stream/UserEvent"
 *
 * const line = (event: UserLiabilityChange) => `${event.liabilityType} ${event.principal} ${event.asset}`
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const UserLiabilityChange = schemaOf("UserLiabilityChange", margin.userLiabilityChange)

/**
 * What is borrowed on cross margin has changed: a borrow, a repayment or interest.
 *
 * @category events
 * @since 0.1.0
 */
export interface UserLiabilityChange extends Schema.Schema.Type<typeof UserLiabilityChange> {}

/**
 * The margin level of a cross margin account has reached another status, such as a margin call.
 *
 * Source: margin docs, risk data stream: margin call.
 *
 * @example
 * ```ts
 * import type { MarginLevelStatusChange } from "effect-binance/stream/UserEvent"
 *
 * const isCalled = (event: MarginLevelStatusChange) => event.status === "MARGIN_CALL"
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const MarginLevelStatusChange = schemaOf("MarginLevelStatusChange", margin.marginLevelStatusChange)

/**
 * The margin level of a cross margin account has reached another status, such as a margin call.
 *
 * @category events
 * @since 0.1.0
 */
export interface MarginLevelStatusChange extends Schema.Schema.Type<typeof MarginLevelStatusChange> {}

/**
 * The listen key of the stream has expired: nothing more comes by it. The key is `Redacted`; written by the schema, as JSON, it is
 * there in full.
 *
 * Source: the docs of the futures, options and portfolio margin, user data streams: user data stream expired.
 *
 * @example
 * ```ts
 * import type { UserEvent } from "effect-binance/stream/UserEvent"
 *
 * const needsNewKey = (event: UserEvent) => event._tag === "ListenKeyExpired"
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const ListenKeyExpired = schemaOf("ListenKeyExpired", spot.listenKeyExpired)

/**
 * The listen key of the stream has expired: nothing more comes by it.
 *
 * @category events
 * @since 0.1.0
 */
export interface ListenKeyExpired extends Schema.Schema.Type<typeof ListenKeyExpired> {}

/**
 * The subscription has ended: its token has expired, its session has logged out, or it was unsubscribed.
 *
 * Source: Spot docs, user-data-stream: event stream terminated.
 *
 * @example
 * ```ts
 * import type { UserEvent } from "effect-binance/stream/UserEvent"
 *
 * const isOver = (event: UserEvent) => event._tag === "EventStreamTerminated"
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const EventStreamTerminated = schemaOf("EventStreamTerminated", spot.ending)

/**
 * The subscription has ended: its token has expired, its session has logged out, or it was unsubscribed.
 *
 * @category events
 * @since 0.1.0
 */
export interface EventStreamTerminated extends Schema.Schema.Type<typeof EventStreamTerminated> {}

/**
 * The server is about to shut down: connect anew.
 *
 * Source: Spot docs, web-socket-api: server shutdown.
 *
 * @example
 * ```ts
 * import type { UserEvent } from "effect-binance/stream/UserEvent"
 *
 * const shouldReconnect = (event: UserEvent) => event._tag === "ServerShutdown"
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const ServerShutdown = schemaOf("ServerShutdown", spot.ending)

/**
 * The server is about to shut down: connect anew.
 *
 * @category events
 * @since 0.1.0
 */
export interface ServerShutdown extends Schema.Schema.Type<typeof ServerShutdown> {}

/**
 * What has an unknown type, or cannot be read as the type that it has: just as it came, without what it was wrapped in.
 *
 * @example
 * ```ts
 * import type { UnknownEvent } from "effect-binance/stream/UserEvent"
 *
 * const line = (event: UnknownEvent) => `${event.product} ${event.type ?? "?"}: ${event.problem ?? "new"}`
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const UnknownEvent = Schema.TaggedStruct("UnknownEvent", {
  product: Product,
  /** What it says that it is, such as `executionReport`. */
  type: Schema.optionalKey(Schema.String),
  /** The event as JSON; the text that came when it is none; `null` when it was no JSON value at all. */
  event: Schema.Json,
  /** Why it cannot be read; left out when its type is unknown. */
  problem: Schema.optionalKey(Schema.String)
})

/**
 * What has an unknown type, or cannot be read as the type that it has.
 *
 * @category events
 * @since 0.1.0
 */
export interface UnknownEvent extends Schema.Schema.Type<typeof UnknownEvent> {}

/**
 * Whatever a user data stream can tell. As a schema: the events as JSON, and back.
 *
 * @example
 * ```ts
 * import { UserEvent } from "effect-binance/stream/UserEvent"
 * import * as Schema from "effect/Schema"
 *
 * const toJson = Schema.encodeSync(Schema.toCodecJson(UserEvent))
 * const line = (event: UserEvent) => JSON.stringify(toJson(event))
 * ```
 *
 * @category events
 * @since 0.1.0
 */
export const UserEvent = Schema.Union([
  ExecutionReport,
  ListStatus,
  OutboundAccountPosition,
  BalanceUpdate,
  ExternalLockUpdate,
  OrderTradeUpdate,
  TradeLite,
  AlgoUpdate,
  AccountUpdate,
  MarginCall,
  AccountConfigUpdate,
  StrategyUpdate,
  GridUpdate,
  ConditionalOrderTriggerReject,
  OptionsAccountUpdate,
  BalancePositionUpdate,
  GreekUpdate,
  OptionsOrders,
  RiskLevelChange,
  ConditionalOrderTradeUpdate,
  OpenOrderLoss,
  LiabilityChange,
  UserLiabilityChange,
  MarginLevelStatusChange,
  ListenKeyExpired,
  EventStreamTerminated,
  ServerShutdown,
  UnknownEvent
])

/**
 * Whatever a user data stream can tell.
 *
 * @category events
 * @since 0.1.0
 */
export type UserEvent = typeof UserEvent.Type

/** An event without `{"stream", "data"}` or `{"subscriptionId", "event"}` round it: a stream is named by its listen key, which stays behind. */
const unwrapped = (frame: unknown): unknown => {
  if (!isRecord(frame) || typeof frame["e"] === "string") return frame
  if (typeof frame["stream"] === "string") return frame["data"]
  return isRecord(frame["event"]) ? frame["event"] : frame
}

const isJson = Schema.is(Schema.Json)

// a frame that was cut is shown as it came
const listenKeys = /("(?:stream|listenKey)"\s*:\s*")[^"]*/g

const unknownEvent = (product: Product, event: unknown, problem?: string): UnknownEvent => {
  const type = get(event, "e")
  return {
    _tag: "UnknownEvent",
    product,
    ...(typeof type === "string" ? { type } : {}),
    event: isJson(event) ? event : null,
    ...(problem === undefined ? {} : { problem })
  }
}

const read = (product: Product, frame: unknown): UserEvent => {
  const event = unwrapped(frame)
  const type = get(event, "e")
  const decode = typeof type === "string" ? decoders[product].get(type) : undefined
  if (decode === undefined) return unknownEvent(product, event)
  const made = decode(event)
  return made instanceof Problem ? unknownEvent(product, event, made.text) : made
}

/**
 * Reads what a user data stream has sent, as text or as parsed JSON. Total: whatever it is given, it answers with an event and
 * never throws. Integers that a double cannot hold stay exact when it is given the text.
 *
 * @example
 * ```ts
 * import * as UserEvent from "effect-binance/stream/UserEvent"
 *
 * const event = UserEvent.decode("spot", `{"e":"balanceUpdate","E":1573200697110,"a":"BTC","d":"100.0","T":1573200697068}`)
 * const asset = event._tag === "BalanceUpdate" ? event.asset : undefined // "BTC"
 * ```
 *
 * @category decoding
 * @since 0.1.0
 */
export const decode = (product: Product, json: unknown): UserEvent => {
  try {
    if (typeof json !== "string") return read(product, json)
    const frame = parseJson(json)
    return frame === undefined
      ? unknownEvent(product, json.replace(listenKeys, "$1"), "it is no JSON")
      : read(product, frame)
  } catch {
    // JSON does not throw, but what is handed in as parsed may be anything
    return { _tag: "UnknownEvent", product, event: null, problem: "it cannot be read" }
  }
}

/**
 * What an event tells of orders and order lists, in the names of the views that show them: for `Sightings`. Most events tell of one
 * order or of none.
 *
 * @example
 * ```ts
 * import * as UserEvent from "effect-binance/stream/UserEvent"
 *
 * const clientOrderIds = (event: UserEvent.UserEvent) =>
 *   UserEvent.sightingsOf(event).flatMap((sighting) => ("order" in sighting ? [sighting.clientOrderId] : []))
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const sightingsOf = (event: UserEvent): ReadonlyArray<Sighting> => inSightings.sightingsOf(event)
