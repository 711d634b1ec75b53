/** What Spot, margin and the margin account of portfolio margin tell in the same words. */
import { its, maybe } from "./table.ts"

/** Source: Spot docs, user-data-stream: order update, conditional fields; portfolio margin docs: margin order update. */
export const executionReport = {
  eventTime: maybe.time("E"),
  symbol: its.text("s"),
  /** The order's client order id; on a cancel the id of the cancel, on an amend the order's new one. */
  clientOrderId: its.text("c"),
  /** The client order id that the order had before its cancel or amend. */
  originalClientOrderId: maybe.text("C"),
  orderId: its.id("i"),
  /** The order list that it is part of; -1 when it is in none. */
  orderListId: maybe.id("g"),
  /** `NEW`, `CANCELED`, `REPLACED` (amended), `REJECTED`, `TRADE`, `EXPIRED`, `TRADE_PREVENTION` or one that is new. */
  executionType: its.text("x"),
  status: maybe.text("X"),
  rejectReason: maybe.text("r"),
  expiryReason: maybe.text("eR"),
  side: maybe.text("S"),
  type: maybe.text("o"),
  timeInForce: maybe.text("f"),
  /** In the base asset. */
  quantity: maybe.decimal("q"),
  /** In the quote asset; of an order that was placed by it. */
  quoteOrderQuantity: maybe.decimal("Q"),
  price: maybe.decimal("p"),
  stopPrice: maybe.decimal("P"),
  icebergQuantity: maybe.decimal("F"),
  trailingDelta: maybe.int("d"),
  trailingTime: maybe.time("D"),
  selfTradePreventionMode: maybe.text("V"),
  strategyId: maybe.id("j"),
  strategyType: maybe.int("J"),
  /** When the exchange accepted it, in epoch ms. */
  orderCreationTime: maybe.time("O"),
  /** Since when it is on the book, in epoch ms. */
  workingTime: maybe.time("W"),
  isOnBook: maybe.boolean("w"),
  /** When this happened, in epoch ms. */
  transactionTime: maybe.time("T"),
  executionId: maybe.id("I"),
  /** -1 when this is no trade: also of an allocation, which has an id of its own. */
  tradeId: maybe.id("t"),
  isMaker: maybe.boolean("m"),
  lastExecutedQuantity: maybe.decimal("l"),
  lastExecutedPrice: maybe.decimal("L"),
  lastQuoteQuantity: maybe.decimal("Y"),
  cumulativeFilledQuantity: maybe.decimal("z"),
  cumulativeQuoteQuantity: maybe.decimal("Z"),
  commission: maybe.decimal("n"),
  commissionAsset: maybe.text("N"),
  matchType: maybe.text("b"),
  allocationId: maybe.id("a"),
  workingFloor: maybe.text("k"),
  usedSor: maybe.boolean("uS"),
  pegPriceType: maybe.text("gP"),
  pegOffsetType: maybe.text("gOT"),
  pegOffsetValue: maybe.int("gOV"),
  peggedPrice: maybe.decimal("gp"),
  preventedMatchId: maybe.id("v"),
  preventedQuantity: maybe.decimal("A"),
  lastPreventedQuantity: maybe.decimal("B"),
  tradeGroupId: maybe.id("u"),
  counterOrderId: maybe.id("U"),
  counterSymbol: maybe.text("Cs"),
  preventedExecutionQuantity: maybe.decimal("pl"),
  preventedExecutionPrice: maybe.decimal("pL"),
  preventedExecutionQuoteQuantity: maybe.decimal("pY")
} as const

/** Source: Spot docs, user-data-stream: order update, ListStatus. */
export const listStatus = {
  eventTime: maybe.time("E"),
  symbol: its.text("s"),
  orderListId: its.id("g"),
  listClientOrderId: its.text("C"),
  /** `OCO` or `OTO`. */
  contingencyType: maybe.text("c"),
  /** `RESPONSE`, `EXEC_STARTED`, `UPDATED` or `ALL_DONE`. */
  listStatusType: maybe.text("l"),
  /** `EXECUTING`, `ALL_DONE` or `REJECT`. */
  listOrderStatus: maybe.text("L"),
  listRejectReason: maybe.text("r"),
  transactionTime: maybe.time("T"),
  orders: maybe.list("O", { symbol: maybe.text("s"), orderId: its.id("i"), clientOrderId: maybe.text("c") })
} as const

/** Source: Spot docs, user-data-stream: account update; portfolio margin docs: margin account update. */
export const outboundAccountPosition = {
  eventTime: maybe.time("E"),
  lastUpdateTime: maybe.time("u"),
  updateId: maybe.id("U"),
  balances: maybe.list("B", { asset: its.text("a"), free: maybe.decimal("f"), locked: maybe.decimal("l") })
} as const

/** Source: Spot docs, user-data-stream: balance update; portfolio margin docs: margin balance update. */
export const balanceUpdate = {
  eventTime: maybe.time("E"),
  asset: its.text("a"),
  /** By how much the balance has changed. */
  delta: maybe.decimal("d"),
  updateId: maybe.id("U"),
  clearTime: maybe.time("T")
} as const

/** Source: Spot docs, user-data-stream: external lock update. */
export const externalLockUpdate = {
  eventTime: maybe.time("E"),
  asset: its.text("a"),
  /** By how much the locked balance has changed. */
  delta: maybe.decimal("d"),
  transactionTime: maybe.time("T")
} as const

/** Source: Spot docs, user-data-stream: event stream terminated; web-socket-api: server shutdown. */
export const ending = { eventTime: maybe.time("E") } as const

/** Source: the futures' docs, user data streams: user data stream expired. */
export const listenKeyExpired = { eventTime: maybe.time("E"), listenKey: maybe.secret("listenKey") } as const
