/** What margin tells of what is borrowed, and portfolio margin of its conditional orders and its risk. */
import { its, maybe } from "./table.ts"

/** Source: margin docs, risk data stream: liability update. */
export const userLiabilityChange = {
  eventTime: maybe.time("E"),
  asset: its.text("a"),
  /** Such as `BORROW`. */
  liabilityType: maybe.text("t"),
  principal: maybe.decimal("p"),
  interest: maybe.decimal("i")
} as const

/** Source: margin docs, risk data stream: margin call. */
export const marginLevelStatusChange = {
  eventTime: maybe.time("E"),
  marginLevel: maybe.decimal("l"),
  /** Such as `MARGIN_CALL`. */
  status: its.text("s")
} as const

/** Source: portfolio margin docs, user data streams: conditional order trade update. */
export const conditionalOrderTradeUpdate = {
  eventTime: maybe.time("E"),
  transactionTime: maybe.time("T"),
  /** `UM` (USDⓈ-M) or `CM` (COIN-M). */
  businessUnit: maybe.text("fs"),
  symbol: its.text("so.s"),
  clientStrategyId: its.text("so.c"),
  strategyId: its.id("so.si"),
  strategyType: maybe.text("so.st"),
  /** `NEW`, `CANCELED`, `EXPIRED`, `TRIGGERED`, `FINISHED` or one that is new. */
  strategyStatus: its.text("so.os"),
  /** The order that it has placed. */
  orderId: maybe.id("so.i"),
  side: maybe.text("so.S"),
  positionSide: maybe.text("so.ps"),
  timeInForce: maybe.text("so.f"),
  quantity: maybe.decimal("so.q"),
  price: maybe.decimal("so.p"),
  stopPrice: maybe.decimal("so.sp"),
  activationPrice: maybe.decimal("so.AP"),
  /** In percent. */
  callbackRate: maybe.decimal("so.cr"),
  workingType: maybe.text("so.wt"),
  priceMatch: maybe.text("so.pm"),
  reduceOnly: maybe.boolean("so.R"),
  closePosition: maybe.boolean("so.cp"),
  selfTradePreventionMode: maybe.text("so.V"),
  goodTillDate: maybe.time("so.gtd"),
  bookTime: maybe.time("so.T"),
  updateTime: maybe.time("so.ut")
} as const

/** Source: portfolio margin docs, user data streams: OpenOrderLoss update. */
export const openOrderLoss = {
  eventTime: maybe.time("E"),
  losses: maybe.list("O", { asset: its.text("a"), amount: maybe.decimal("o") })
} as const

/** Source: portfolio margin docs, user data streams: liability update. */
export const liabilityChange = {
  eventTime: maybe.time("E"),
  asset: its.text("a"),
  /** Such as `BORROW`. */
  liabilityType: maybe.text("t"),
  transactionId: maybe.id("T"),
  principal: maybe.decimal("p"),
  interest: maybe.decimal("i"),
  totalLiability: maybe.decimal("l")
} as const

/** Source: the docs of portfolio margin and portfolio margin pro, user data streams: riskLevelChange. All in USD. */
export const riskLevelChange = {
  eventTime: maybe.time("E"),
  uniMmr: maybe.decimal("u"),
  /** `MARGIN_CALL`, `REDUCE_ONLY` or `FORCE_LIQUIDATION`. */
  riskLevel: its.text("s"),
  equity: maybe.decimal("eq"),
  /** Without collateral rates. */
  actualEquity: maybe.decimal("ae"),
  maintenanceMargin: maybe.decimal("m")
} as const
