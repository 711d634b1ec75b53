/** What the futures tell: USDⓈ-M, COIN-M, and both of them under portfolio margin. */
import { its, maybe } from "./table.ts"

const common = {
  eventTime: maybe.time("E"),
  /** When the engine did it, in epoch ms. */
  transactionTime: maybe.time("T"),
  /** Under portfolio margin: `UM` (USDⓈ-M) or `CM` (COIN-M). */
  businessUnit: maybe.text("fs")
} as const

/** On COIN-M. */
const accountAlias = maybe.text("i")

/** Source: the docs of USDⓈ-M, COIN-M, options and portfolio margin, user data streams: order update. */
export const orderTradeUpdate = {
  ...common,
  accountAlias,
  symbol: its.text("o.s"),
  /** One that starts with `autoclose-` is a liquidation, `adl_autoclose` an auto-deleveraging, one with `settlement_autoclose-` or `delivery_autoclose-` a settlement. */
  clientOrderId: its.text("o.c"),
  orderId: its.id("o.i"),
  /** `NEW`, `CANCELED`, `CALCULATED` (liquidation, auto-deleveraging), `EXPIRED`, `TRADE`, `AMENDMENT` or one that is new. */
  executionType: its.text("o.x"),
  status: maybe.text("o.X"),
  /** A number in quotes; `0` is none. */
  expiryReason: maybe.text("o.er"),
  side: maybe.text("o.S"),
  positionSide: maybe.text("o.ps"),
  type: maybe.text("o.o"),
  /** What it was placed as. */
  originalType: maybe.text("o.ot"),
  timeInForce: maybe.text("o.f"),
  quantity: maybe.decimal("o.q"),
  price: maybe.decimal("o.p"),
  averagePrice: maybe.decimal("o.ap"),
  stopPrice: maybe.decimal("o.sp"),
  activationPrice: maybe.decimal("o.AP"),
  /** In percent. */
  callbackRate: maybe.decimal("o.cr"),
  workingType: maybe.text("o.wt"),
  priceMatch: maybe.text("o.pm"),
  priceProtect: maybe.boolean("o.pP"),
  reduceOnly: maybe.boolean("o.R"),
  closePosition: maybe.boolean("o.cp"),
  selfTradePreventionMode: maybe.text("o.V"),
  /** When a GTD order is cancelled, in epoch ms; 0 for never. */
  goodTillDate: maybe.time("o.gtd"),
  /** When this happened to the order, in epoch ms. */
  tradeTime: maybe.time("o.T"),
  /** 0 when this is no trade. */
  tradeId: maybe.id("o.t"),
  isMaker: maybe.boolean("o.m"),
  lastFilledQuantity: maybe.decimal("o.l"),
  lastFilledPrice: maybe.decimal("o.L"),
  cumulativeFilledQuantity: maybe.decimal("o.z"),
  commission: maybe.decimal("o.n"),
  commissionAsset: maybe.text("o.N"),
  marginAsset: maybe.text("o.ma"),
  realizedProfit: maybe.decimal("o.rp"),
  /** USDⓈ-M: the notional of the open buys. COIN-M: in the base asset. Options: their quantity. */
  bids: maybe.decimal("o.b"),
  /** As `bids`, of the open sells. */
  asks: maybe.decimal("o.a"),
  /** Of the conditional order that placed it, under portfolio margin. */
  strategyType: maybe.text("o.st"),
  /** 0 is none. */
  strategyId: maybe.id("o.si")
} as const

/** Source: USDⓈ-M docs, user data streams: trade lite. */
export const tradeLite = {
  ...common,
  symbol: its.text("s"),
  clientOrderId: its.text("c"),
  orderId: its.id("i"),
  tradeId: maybe.id("t"),
  side: maybe.text("S"),
  quantity: maybe.decimal("q"),
  price: maybe.decimal("p"),
  isMaker: maybe.boolean("m"),
  lastFilledPrice: maybe.decimal("L"),
  lastFilledQuantity: maybe.decimal("l")
} as const

/** Source: USDⓈ-M docs, user data streams: algo order update. */
export const algoUpdate = {
  eventTime: maybe.time("E"),
  transactionTime: maybe.time("T"),
  symbol: its.text("o.s"),
  clientAlgoId: its.text("o.caid"),
  algoId: its.id("o.aid"),
  algoType: maybe.text("o.at"),
  /** `NEW`, `CANCELED`, `TRIGGERING`, `TRIGGERED`, `FINISHED`, `REJECTED` (by the engine, once triggered), `EXPIRED` or one that is new. */
  algoStatus: its.text("o.X"),
  /** Why the algo order failed. */
  rejectReason: maybe.text("o.rm"),
  orderType: maybe.text("o.o"),
  side: maybe.text("o.S"),
  positionSide: maybe.text("o.ps"),
  timeInForce: maybe.text("o.f"),
  quantity: maybe.decimal("o.q"),
  price: maybe.decimal("o.p"),
  triggerPrice: maybe.decimal("o.tp"),
  activationPrice: maybe.decimal("o.AP"),
  /** In percent. */
  callbackRate: maybe.decimal("o.cr"),
  workingType: maybe.text("o.wt"),
  priceMatch: maybe.text("o.pm"),
  priceProtect: maybe.boolean("o.pP"),
  reduceOnly: maybe.boolean("o.R"),
  closePosition: maybe.boolean("o.cp"),
  selfTradePreventionMode: maybe.text("o.V"),
  goodTillDate: maybe.time("o.gtd"),
  /** 0 before it is triggered. */
  triggerTime: maybe.time("o.tt"),
  /** The order that it has placed; it has these once it is triggered. */
  actualOrderId: maybe.id("o.ai"),
  actualType: maybe.text("o.act"),
  actualAveragePrice: maybe.decimal("o.ap"),
  actualExecutedQuantity: maybe.decimal("o.aq")
} as const

/** Source: the futures' docs, user data streams: balance and position update. */
export const accountUpdate = {
  ...common,
  accountAlias,
  /** Why: `ORDER`, `FUNDING_FEE`, `DEPOSIT`, `MARGIN_TRANSFER` and so on. */
  reason: its.text("a.m"),
  balances: maybe.list("a.B", {
    asset: its.text("a"),
    walletBalance: maybe.decimal("wb"),
    crossWalletBalance: maybe.decimal("cw"),
    /** Without profit, loss and commission. */
    balanceChange: maybe.decimal("bc")
  }),
  positions: maybe.list("a.P", {
    symbol: its.text("s"),
    positionSide: maybe.text("ps"),
    positionAmount: maybe.decimal("pa"),
    entryPrice: maybe.decimal("ep"),
    breakEvenPrice: maybe.decimal("bep"),
    /** Before fees. */
    accumulatedRealized: maybe.decimal("cr"),
    unrealizedProfit: maybe.decimal("up"),
    marginType: maybe.text("mt"),
    isolatedWallet: maybe.decimal("iw")
  })
} as const

/** Source: the futures' docs, user data streams: margin call. */
export const marginCall = {
  ...common,
  accountAlias,
  /** When a crossed position is called. */
  crossWalletBalance: maybe.decimal("cw"),
  positions: maybe.list("p", {
    symbol: its.text("s"),
    positionSide: maybe.text("ps"),
    positionAmount: maybe.decimal("pa"),
    marginType: maybe.text("mt"),
    isolatedWallet: maybe.decimal("iw"),
    markPrice: maybe.decimal("mp"),
    unrealizedProfit: maybe.decimal("up"),
    /** What is required. */
    maintenanceMargin: maybe.decimal("mm")
  })
} as const

/** Source: the futures' docs, user data streams: account configuration update. */
export const accountConfigUpdate = {
  ...common,
  /** With `leverage`: whose leverage has changed. */
  symbol: maybe.text("ac.s"),
  leverage: maybe.int("ac.l"),
  multiAssetsMode: maybe.boolean("ai.j")
} as const

/** Source: the futures' docs, user data streams: STRATEGY_UPDATE. */
export const strategyUpdate = {
  ...common,
  strategyId: its.id("su.si"),
  strategyType: maybe.text("su.st"),
  strategyStatus: maybe.text("su.ss"),
  symbol: maybe.text("su.s"),
  updateTime: maybe.time("su.ut"),
  /** From 8001 on: why. */
  operationCode: maybe.int("su.c")
} as const

/** Source: the futures' docs, user data streams: GRID_UPDATE. */
export const gridUpdate = {
  ...common,
  strategyId: its.id("gu.si"),
  strategyType: maybe.text("gu.st"),
  strategyStatus: maybe.text("gu.ss"),
  symbol: maybe.text("gu.s"),
  realizedProfit: maybe.decimal("gu.r"),
  unmatchedAveragePrice: maybe.decimal("gu.up"),
  unmatchedQuantity: maybe.decimal("gu.uq"),
  unmatchedFee: maybe.decimal("gu.uf"),
  matchedProfit: maybe.decimal("gu.mp"),
  updateTime: maybe.time("gu.ut")
} as const

/** Source: USDⓈ-M docs, user data streams: CONDITIONAL_ORDER_TRIGGER_REJECT; in its place there is ALGO_UPDATE since 2025-12-15. */
export const conditionalOrderTriggerReject = {
  ...common,
  symbol: its.text("or.s"),
  orderId: its.id("or.i"),
  rejectReason: maybe.text("or.r")
} as const
