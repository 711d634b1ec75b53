/** What options tell beside the order updates that all futures have: on `/private`, and as the older stream did. */
import { its, maybe } from "./table.ts"

/** Source: options docs, user data streams: account data; the lists are those of the stream that it has replaced. All in USDT. */
export const accountUpdate = {
  eventTime: maybe.time("E"),
  transactionTime: maybe.time("T"),
  equity: maybe.decimal("eq"),
  adjustedEquity: maybe.decimal("aeq"),
  walletBalance: maybe.decimal("b"),
  positionValue: maybe.decimal("m"),
  unrealizedProfit: maybe.decimal("u"),
  initialMargin: maybe.decimal("i"),
  maintenanceMargin: maybe.decimal("M"),
  balances: maybe.list("B", {
    asset: its.text("a"),
    walletBalance: maybe.decimal("b"),
    positionValue: maybe.decimal("m"),
    unrealizedProfit: maybe.decimal("u"),
    /** Of the long positions. */
    positiveUnrealizedProfit: maybe.decimal("U"),
    initialMargin: maybe.decimal("i"),
    maintenanceMargin: maybe.decimal("M")
  }),
  greeks: maybe.list("G", {
    underlying: its.text("ui"),
    delta: maybe.decimal("d"),
    gamma: maybe.decimal("g"),
    theta: maybe.decimal("t"),
    vega: maybe.decimal("v")
  }),
  positions: maybe.list("P", {
    symbol: its.text("s"),
    quantity: maybe.decimal("c"),
    reducibleQuantity: maybe.decimal("r"),
    positionValue: maybe.decimal("p"),
    averagePrice: maybe.decimal("a")
  }),
  accountId: maybe.id("uid")
} as const

/** Source: options docs, user data streams: balance and position update. */
export const balancePositionUpdate = {
  eventTime: maybe.time("E"),
  transactionTime: maybe.time("T"),
  /** Why: `ORDER`, `DEPOSIT` or `WITHDRAW`. */
  reason: its.text("m"),
  balances: maybe.list("B", {
    asset: its.text("a"),
    walletBalance: maybe.decimal("b"),
    /** Without profit, loss and commission. */
    balanceChange: maybe.decimal("bc")
  }),
  positions: maybe.list("P", {
    symbol: its.text("s"),
    quantity: maybe.decimal("c"),
    positionValue: maybe.decimal("p"),
    averagePrice: maybe.decimal("a")
  })
} as const

/** Source: options docs, user data streams: greek update. */
export const greekUpdate = {
  eventTime: maybe.time("E"),
  transactionTime: maybe.time("T"),
  greeks: maybe.list("G", {
    underlying: its.text("u"),
    delta: maybe.decimal("d"),
    gamma: maybe.decimal("g"),
    theta: maybe.decimal("t"),
    vega: maybe.decimal("v")
  })
} as const

/** Source: options docs, user data streams: risk level change. */
export const riskLevelChange = {
  eventTime: maybe.time("E"),
  /** `NORMAL` or `REDUCE_ONLY`. */
  riskLevel: its.text("s"),
  marginBalance: maybe.decimal("mb"),
  maintenanceMargin: maybe.decimal("mm")
} as const

/** Source: the options docs until 2025, user data streams: order update: several orders in one event. */
export const orders = {
  eventTime: maybe.time("E"),
  orders: maybe.list("o", {
    symbol: its.text("s"),
    orderId: its.id("oid"),
    clientOrderId: maybe.text("c"),
    status: maybe.text("S"),
    type: maybe.text("oty"),
    timeInForce: maybe.text("tif"),
    /** Below zero on a sell. */
    quantity: maybe.decimal("q"),
    price: maybe.decimal("p"),
    reduceOnly: maybe.boolean("r"),
    postOnly: maybe.boolean("po"),
    /** In contracts. */
    executedQuantity: maybe.decimal("e"),
    /** In the quote asset. */
    executedAmount: maybe.decimal("ec"),
    fee: maybe.decimal("f"),
    createTime: maybe.time("T"),
    updateTime: maybe.time("t"),
    fills: maybe.list("fi", {
      tradeId: its.id("t"),
      price: maybe.decimal("p"),
      quantity: maybe.decimal("q"),
      tradeTime: maybe.time("T"),
      /** `TAKER` or `MAKER`. */
      liquidity: maybe.text("m"),
      /** Below zero: a rebate. */
      fee: maybe.decimal("f")
    })
  })
} as const
