/** What the futures of USDⓈ-M, COIN-M and portfolio margin have in common: what they reply, what they are asked, what a doubt remembers. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import * as Operation from "../client/Operation.ts"
import { type Parameters, toText } from "../client/Parameters.ts"
import { keepingNewest } from "./setting.ts"
import { codeTable, type ProductRules } from "../products/ProductRules.ts"
import type { ProductViews } from "../settlement/ProductViews.ts"

// ---------------------------------------------------------------------------------------------------------------- replies

// A field that is there with another type than documented is left out: it must neither make a doubt nor fail a read.
export const maybeText = Schema.optionalKey(Schema.String.pipe(Schema.catchDecoding(() => Effect.succeedNone)))
export const maybeInt = Schema.optionalKey(Schema.Int.pipe(Schema.catchDecoding(() => Effect.succeedNone)))
export const maybeBoolean = Schema.optionalKey(Schema.Boolean.pipe(Schema.catchDecoding(() => Effect.succeedNone)))

/** An id of the exchange: a number, or text where it does not fit into 2^53. */
export const Id = Schema.Union([Schema.Int, Schema.String])
export const maybeId = Schema.optionalKey(Id.pipe(Schema.catchDecoding(() => Effect.succeedNone)))

/** A reply that is decoded field by field and shown in other words. It is never encoded. */
export const shownAs = <From extends Schema.Top, To extends Schema.Top>(
  from: From,
  to: To,
  show: (reply: From["Type"]) => To["Type"]
) =>
  from.pipe(
    Schema.decodeTo(Schema.toType(to), {
      decode: SchemaGetter.transform(show),
      encode: SchemaGetter.forbidden<From["Type"], To["Type"]>(() => "a reply of the exchange is not encoded")
    })
  )

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

/** The fields that are there. */
export const given = <T extends Readonly<Record<string, unknown>>>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T> // what is undefined was left out

export const orderFields = {
  orderId: Id,
  symbol: maybeText,
  clientOrderId: maybeText,
  status: maybeText,
  side: maybeText,
  positionSide: maybeText,
  type: maybeText,
  origType: maybeText,
  timeInForce: maybeText,
  price: maybeText,
  avgPrice: maybeText,
  origQty: maybeText,
  executedQty: maybeText,
  cumQty: maybeText,
  stopPrice: maybeText,
  activatePrice: maybeText,
  priceRate: maybeText,
  workingType: maybeText,
  priceMatch: maybeText,
  selfTradePreventionMode: maybeText,
  reduceOnly: maybeBoolean,
  closePosition: maybeBoolean,
  priceProtect: maybeBoolean,
  goodTillDate: maybeInt,
  time: maybeInt,
  updateTime: maybeInt
} as const

const tradeFields = {
  id: Id,
  orderId: Id,
  symbol: maybeText,
  pair: maybeText,
  side: maybeText,
  positionSide: maybeText,
  price: maybeText,
  qty: maybeText,
  quoteQty: maybeText,
  baseQty: maybeText,
  realizedPnl: maybeText,
  marginAsset: maybeText,
  commission: maybeText,
  commissionAsset: maybeText,
  time: maybeInt
} as const

export const Trade = shownAs(
  Schema.Struct({ ...tradeFields, buyer: maybeBoolean, maker: maybeBoolean }),
  Schema.Struct({ ...tradeFields, isBuyer: maybeBoolean, isMaker: maybeBoolean }),
  ({ buyer, maker, ...trade }) => ({ ...trade, ...given({ isBuyer: buyer, isMaker: maker }) })
)

// Some replies have empty text where there is nothing to say
const named = (id: string | undefined) => (id === "" ? undefined : id)

const algoFields = {
  algoId: Id,
  clientAlgoId: maybeText,
  algoType: maybeText,
  algoStatus: maybeText,
  orderType: maybeText,
  symbol: maybeText,
  side: maybeText,
  positionSide: maybeText,
  timeInForce: maybeText,
  quantity: maybeText,
  price: maybeText,
  triggerPrice: maybeText,
  activatePrice: maybeText,
  callbackRate: maybeText,
  workingType: maybeText,
  priceMatch: maybeText,
  selfTradePreventionMode: maybeText,
  closePosition: maybeBoolean,
  priceProtect: maybeBoolean,
  reduceOnly: maybeBoolean,
  actualOrderId: maybeId,
  actualPrice: maybeText,
  createTime: maybeInt,
  updateTime: maybeInt,
  triggerTime: maybeInt,
  goodTillDate: maybeInt
} as const

const commonWords = {
  orderId: Id,
  clientOrderId: maybeText,
  status: maybeText,
  type: maybeText,
  origQty: maybeText,
  time: maybeInt
} as const

export const AlgoOrder = shownAs(
  Schema.Struct(algoFields),
  Schema.Struct({ ...algoFields, ...commonWords }),
  (algo) => ({
    ...algo,
    orderId: algo.algoId,
    ...given({
      clientOrderId: named(algo.clientAlgoId),
      status: named(algo.algoStatus),
      type: named(algo.orderType),
      // one that closes the position has no quantity of its own
      origQty: algo.closePosition === true ? undefined : named(algo.quantity),
      time: algo.createTime
    })
  })
)

const conditionalFields = {
  strategyId: Id,
  newClientStrategyId: maybeText,
  strategyStatus: maybeText,
  strategyType: maybeText,
  symbol: maybeText,
  pair: maybeText,
  side: maybeText,
  positionSide: maybeText,
  timeInForce: maybeText,
  origQty: maybeText,
  price: maybeText,
  stopPrice: maybeText,
  activatePrice: maybeText,
  priceRate: maybeText,
  workingType: maybeText,
  priceMatch: maybeText,
  selfTradePreventionMode: maybeText,
  priceProtect: maybeBoolean,
  reduceOnly: maybeBoolean,
  bookTime: maybeInt,
  updateTime: maybeInt,
  triggerTime: maybeInt,
  goodTillDate: maybeInt
} as const

export const ConditionalOrder = shownAs(
  // once it is triggered, these three are those of the order that it placed
  Schema.Struct({ ...conditionalFields, orderId: maybeId, status: maybeText, type: maybeText }),
  Schema.Struct({
    ...conditionalFields,
    ...commonWords,
    triggeredOrderId: maybeId,
    triggeredStatus: maybeText,
    triggeredType: maybeText
  }),
  ({ orderId, status, type, ...strategy }) => ({
    ...strategy,
    orderId: strategy.strategyId,
    ...given({
      clientOrderId: named(strategy.newClientStrategyId),
      status: named(strategy.strategyStatus),
      type: named(strategy.strategyType),
      time: strategy.bookTime,
      triggeredOrderId: orderId,
      triggeredStatus: status,
      triggeredType: type
    })
  })
)

const Change = Schema.Struct({ before: maybeText, after: maybeText })
const maybeChange = Schema.optionalKey(Change.pipe(Schema.catchDecoding(() => Effect.succeedNone)))
const Changes = Schema.Struct({ price: maybeChange, origQty: maybeChange, count: maybeInt })

export const Amendment = shownAs(
  Schema.Struct({
    orderId: Id,
    symbol: maybeText,
    amendmentId: maybeId,
    clientOrderId: maybeText,
    time: maybeInt,
    amendment: Schema.optionalKey(Changes.pipe(Schema.catchDecoding(() => Effect.succeedNone)))
  }),
  Schema.Struct({
    orderId: Id,
    symbol: maybeText,
    amendmentId: maybeId,
    origClientOrderId: maybeText,
    newClientOrderId: maybeText,
    origPrice: maybeText,
    newPrice: maybeText,
    origQty: maybeText,
    newQty: maybeText,
    count: maybeInt,
    time: maybeInt
  }),
  ({ amendment, clientOrderId, ...row }) => ({
    ...row,
    ...given({
      // an amended order keeps its name here
      origClientOrderId: clientOrderId,
      newClientOrderId: clientOrderId,
      origPrice: amendment?.price?.before,
      newPrice: amendment?.price?.after,
      origQty: amendment?.origQty?.before,
      newQty: amendment?.origQty?.after,
      count: amendment?.count
    })
  })
)

/** What a cancel of all orders and most settings answer: a code, as a number or as text, and a word. */
export const Done = Schema.Struct({ code: maybeId, msg: maybeText })

/** What a setting answers. `changed: false`: it was so already. */
const setting = { changed: maybeBoolean, code: maybeId, msg: maybeText } as const
export const Setting = Schema.Struct(setting)
export const Countdown = Schema.Struct({
  changed: maybeBoolean,
  symbol: maybeText,
  countdownTime: Schema.optionalKey(
    Schema.Union([Schema.String, Schema.Int]).pipe(Schema.catchDecoding(() => Effect.succeedNone))
  )
})
export const Leverage = Schema.Struct({
  changed: maybeBoolean,
  symbol: maybeText,
  leverage: maybeInt,
  maxNotionalValue: maybeText,
  maxQty: maybeText
})
export const MovedMargin = Schema.Struct({ code: maybeId, msg: maybeText, type: maybeInt })

export const Position = Schema.Struct({
  symbol: Schema.String,
  positionAmt: Schema.String,
  positionSide: maybeText,
  entryPrice: maybeText,
  breakEvenPrice: maybeText,
  markPrice: maybeText,
  unRealizedProfit: maybeText,
  liquidationPrice: maybeText,
  notional: maybeText,
  notionalValue: maybeText,
  leverage: maybeText,
  marginType: maybeText,
  marginAsset: maybeText,
  isolatedMargin: maybeText,
  isolatedWallet: maybeText,
  initialMargin: maybeText,
  maintMargin: maybeText,
  maxQty: maybeText,
  maxNotionalValue: maybeText,
  adl: maybeInt,
  updateTime: maybeInt
})

export const Balance = Schema.Struct({
  asset: Schema.String,
  balance: Schema.String,
  accountAlias: maybeText,
  crossWalletBalance: maybeText,
  crossUnPnl: maybeText,
  availableBalance: maybeText,
  maxWithdrawAmount: maybeText,
  withdrawAvailable: maybeText,
  marginAvailable: maybeBoolean,
  updateTime: maybeInt
})

export const AccountAsset = Schema.Struct({
  asset: Schema.String,
  walletBalance: maybeText,
  unrealizedProfit: maybeText,
  marginBalance: maybeText,
  maintMargin: maybeText,
  initialMargin: maybeText,
  positionInitialMargin: maybeText,
  openOrderInitialMargin: maybeText,
  crossWalletBalance: maybeText,
  crossUnPnl: maybeText,
  availableBalance: maybeText,
  maxWithdrawAmount: maybeText,
  updateTime: maybeInt
})

export const AccountPosition = Schema.Struct({
  symbol: Schema.String,
  positionAmt: Schema.String,
  positionSide: maybeText,
  unrealizedProfit: maybeText,
  isolatedMargin: maybeText,
  notional: maybeText,
  isolatedWallet: maybeText,
  initialMargin: maybeText,
  maintMargin: maybeText,
  leverage: maybeText,
  entryPrice: maybeText,
  breakEvenPrice: maybeText,
  maxQty: maybeText,
  updateTime: maybeInt
})

export const ServerTime = Schema.Struct({ serverTime: Schema.Int })

export const ExchangeInfo = Schema.Struct({
  timezone: maybeText,
  serverTime: maybeInt,
  rateLimits: Schema.Array(
    Schema.Struct({
      rateLimitType: Schema.String,
      interval: Schema.String,
      intervalNum: Schema.Int,
      limit: Schema.Int
    })
  ),
  symbols: Schema.Array(
    Schema.Struct({
      symbol: Schema.String,
      pair: maybeText,
      contractType: maybeText,
      /** On COIN-M it is called `contractStatus`. */
      status: maybeText,
      contractStatus: maybeText,
      contractSize: maybeInt,
      baseAsset: maybeText,
      quoteAsset: maybeText,
      marginAsset: maybeText,
      deliveryDate: maybeInt,
      triggerProtect: maybeText,
      marketTakeBound: maybeText,
      /** Each has a `filterType`; the rest differs from filter to filter. */
      filters: Schema.Array(Schema.Record(Schema.String, Schema.Unknown))
    })
  )
})

export const Depth = Schema.Struct({
  lastUpdateId: Id,
  E: maybeInt,
  T: maybeInt,
  /** Each is a price and a quantity. */
  bids: Schema.Array(Schema.Array(Schema.String)),
  asks: Schema.Array(Schema.Array(Schema.String))
})

export const BookTicker = Schema.Struct({
  symbol: Schema.String,
  pair: maybeText,
  bidPrice: Schema.String,
  bidQty: Schema.String,
  askPrice: Schema.String,
  askQty: Schema.String,
  time: maybeInt
})

export const PremiumIndex = Schema.Struct({
  symbol: Schema.String,
  pair: maybeText,
  markPrice: Schema.String,
  indexPrice: maybeText,
  estimatedSettlePrice: maybeText,
  lastFundingRate: maybeText,
  interestRate: maybeText,
  nextFundingTime: maybeInt,
  time: maybeInt
})

/** Source: market data of USDⓈ-M and COIN-M: order book. */
export const depthWeight = ({ limit = 500 }: { readonly limit?: number | undefined }): number =>
  limit <= 50 ? 2 : limit <= 100 ? 5 : limit <= 500 ? 10 : 20

// -------------------------------------------------------------------------------------------------------------- questions

export const decimal = (value: Operation.Decimal | undefined): string | undefined =>
  value === undefined ? undefined : Operation.formatDecimal(value)
export const text = (value: string | number | undefined): string | undefined =>
  value === undefined ? undefined : `${value}`

export const minute = () => 60_000

/** Every field that some futures order has. The unions of the products are narrower. */
export interface AnyOrder {
  readonly symbol: string
  readonly side: string
  readonly type: string
  readonly positionSide?: string | undefined
  readonly timeInForce?: string | undefined
  readonly quantity?: Operation.Decimal | undefined
  readonly price?: Operation.Decimal | undefined
  readonly priceMatch?: string | undefined
  readonly reduceOnly?: boolean | undefined
  readonly newClientOrderId?: string | undefined
  readonly newOrderRespType?: string | undefined
  readonly selfTradePreventionMode?: string | undefined
  readonly goodTillDate?: number | undefined
  readonly stopPrice?: Operation.Decimal | undefined
  readonly closePosition?: boolean | undefined
  readonly activationPrice?: Operation.Decimal | undefined
  readonly callbackRate?: Operation.Decimal | undefined
  readonly workingType?: string | undefined
  readonly priceProtect?: boolean | undefined
}

/** The docs write it in capitals, unlike every other flag. */
export const capitalFlag = (flag: boolean | undefined) => (flag === undefined ? undefined : flag ? "TRUE" : "FALSE")

export const orderParameters = (input: AnyOrder, clientOrderId: string): Parameters => ({
  symbol: input.symbol,
  side: input.side,
  positionSide: input.positionSide,
  type: input.type,
  timeInForce: input.timeInForce,
  quantity: decimal(input.quantity),
  reduceOnly: input.reduceOnly,
  price: decimal(input.price),
  priceMatch: input.priceMatch,
  stopPrice: decimal(input.stopPrice),
  closePosition: input.closePosition,
  activationPrice: decimal(input.activationPrice),
  callbackRate: decimal(input.callbackRate),
  workingType: input.workingType,
  priceProtect: capitalFlag(input.priceProtect),
  newClientOrderId: input.newClientOrderId ?? clientOrderId,
  newOrderRespType: input.newOrderRespType,
  selfTradePreventionMode: input.selfTradePreventionMode,
  goodTillDate: input.goodTillDate
})

export const describeOrder = (input: AnyOrder, clientOrderId: string): Operation.Description => ({
  symbol: input.symbol,
  clientOrderId: input.newClientOrderId ?? clientOrderId,
  side: input.side,
  type: input.type,
  quantity: decimal(input.quantity),
  price: decimal(input.price)
})

/** An order that ends at once is wanted now or not at all. */
export const isGoodFor = (input: { readonly type?: string | undefined; readonly timeInForce?: string | undefined }) =>
  input.type === "MARKET" || input.timeInForce === "IOC" || input.timeInForce === "FOK" ? 10_000 : 60_000

const idPattern = /^[.A-Z:/a-z0-9_-]+$/

/**
 * What is wrong with an id of the caller's: one that the exchange refuses to look up could never be settled.
 *
 * Source: USDⓈ-M, COIN-M and portfolio margin docs: new order.
 */
export const idProblem = (parameter: string, id: string | undefined, longest: number) =>
  id === undefined || (idPattern.test(id) && id.length <= longest)
    ? undefined
    : { parameter, problem: `has to be 1 to ${longest} of a-z A-Z 0-9 . : / _ -` }

/** Which order is meant: by the client order id, or by the exchange's order id. */
export interface AnyWhich {
  readonly symbol: string
  readonly origClientOrderId?: string | undefined
  readonly orderId?: number | string | undefined
}

export const whichParameters = (input: AnyWhich): Parameters => ({
  symbol: input.symbol,
  origClientOrderId: input.origClientOrderId,
  orderId: input.orderId
})

export const describeWhich = (input: AnyWhich): Operation.Description => ({
  symbol: input.symbol,
  clientOrderId: input.origClientOrderId,
  orderId: text(input.orderId)
})

export interface AnyAmend extends AnyWhich {
  readonly side: string
  readonly quantity?: Operation.Decimal | undefined
  readonly price?: Operation.Decimal | undefined
}

export const amendParameters = (input: AnyAmend): Parameters => ({
  ...whichParameters(input),
  side: input.side,
  quantity: decimal(input.quantity),
  price: decimal(input.price)
})

export const describeAmend = (input: AnyAmend): Operation.Description => ({
  ...describeWhich(input),
  side: input.side,
  type: "LIMIT",
  quantity: decimal(input.quantity),
  price: decimal(input.price)
})

const describeSymbol = (input: unknown): Operation.Description =>
  typeof input === "object" && input !== null && "symbol" in input && typeof input.symbol === "string"
    ? { symbol: input.symbol }
    : {}

/** Orders from a time or an id on, as the docs of every futures product call them. */
export interface AnyPage {
  readonly symbol?: string | undefined
  readonly pair?: string | undefined
  readonly orderId?: number | string | undefined
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  readonly fromId?: number | string | undefined
  readonly limit?: number | undefined
}

export const pageParameters = (input: AnyPage): Parameters => ({
  symbol: input.symbol,
  pair: input.pair,
  orderId: input.orderId,
  startTime: input.startTime,
  endTime: input.endTime,
  fromId: input.fromId,
  limit: input.limit
})

/** The elements of a batch as the JSON text that one parameter holds: every value is text, as in the request of one order. */
export const elementsText = (elements: ReadonlyArray<Parameters>): string =>
  JSON.stringify(
    elements.map((element) =>
      Object.fromEntries(
        Object.entries(element).flatMap(([name, value]) =>
          // a number that has no text is refused before anything is sent
          value === undefined ? [] : [[name, Result.getOrElse(toText(value), () => `${value}`)]]
        )
      )
    )
  )

/** Order ids as a JSON list of numbers; one that does not fit into 2^53 is written digit by digit. */
export const idsText = (ids: ReadonlyArray<number | string> | undefined): string | undefined =>
  ids === undefined ? undefined : `[${ids.join(",")}]`

// ------------------------------------------------------------------------------------------------------------- operations

type Weight<P> = number | ((input: P) => number)
const weightOf =
  <P>(weight: Weight<P>) =>
  (input: P): number =>
    typeof weight === "number" ? weight : weight(input)

interface Read<A, P> {
  readonly name: string
  readonly path: string
  readonly weight: Weight<P>
  readonly security?: "NONE" | "USER_DATA" | "TRADE" | undefined
  readonly success: Schema.Decoder<A>
  readonly parameters: (input: P) => Parameters
  readonly describe?: ((input: P) => Operation.Description) | undefined
}

interface Route<A> {
  readonly name: string
  readonly path: string
  readonly weight: number
  readonly success: Schema.Decoder<A>
}

/** The makers of one product's operations; `prefix` is what their names begin with. */
export const operationsOf = (prefix: string, product: ProductRules) => ({
  read: <A, P>({ describe, name, parameters, path, security, success, weight }: Read<A, P>) =>
    Operation.make<A, "read", P>({
      name: `${prefix}.${name}`,
      product,
      kind: "read",
      method: "GET",
      path,
      weight: weightOf(weight),
      security: security ?? "USER_DATA",
      success,
      parameters,
      describe: describe ?? describeSymbol,
      goodForMillis: minute
    }),

  place: <A, P extends AnyOrder>(
    { name, path, success, weight }: Route<A>,
    longestId: number,
    views: () => ProductViews
  ) =>
    Operation.make<A, "place", P>({
      name: `${prefix}.${name}`,
      product,
      kind: "place",
      method: "POST",
      path,
      weight: () => weight,
      countsAsOrder: true,
      security: "TRADE",
      success,
      parameters: orderParameters,
      describe: describeOrder,
      clientOrderIdFrom: (input) => (input.newClientOrderId === undefined ? "library" : "caller"),
      problem: (input) => idProblem("newClientOrderId", input.newClientOrderId, longestId),
      goodForMillis: isGoodFor,
      find: { subject: "placement", views }
    }),

  cancel: <A, P extends AnyWhich>({ name, path, success, weight }: Route<A>, views: () => ProductViews) =>
    Operation.make<A, "cancel", P>({
      name: `${prefix}.${name}`,
      product,
      kind: "cancel",
      method: "DELETE",
      path,
      weight: () => weight,
      security: "TRADE",
      success,
      parameters: whichParameters,
      describe: describeWhich,
      goodForMillis: minute,
      find: { subject: "cancel", views }
    }),

  cancelAll: ({ name, path, weight }: Omit<Route<unknown>, "success">, views: () => ProductViews) =>
    Operation.make<typeof Done.Type, "cancel", { readonly symbol: string }>({
      name: `${prefix}.${name}`,
      product,
      kind: "cancel",
      method: "DELETE",
      path,
      weight: () => weight,
      security: "TRADE",
      success: Done,
      parameters: ({ symbol }) => ({ symbol }),
      describe: ({ symbol }) => ({ symbol }),
      goodForMillis: minute,
      // what the exchange says once it has done it
      find: { subject: "cancelAll", views, result: () => ({ code: 200 }) }
    }),

  amend: <A, P extends AnyAmend>(
    { countsAsOrder, name, path, success, weight }: Route<A> & { readonly countsAsOrder: boolean },
    views: () => ProductViews,
    problem?: (input: P) => { readonly parameter: string; readonly problem: string } | undefined
  ) =>
    Operation.make<A, "amend", P>({
      name: `${prefix}.${name}`,
      product,
      kind: "amend",
      method: "PUT",
      path,
      weight: () => weight,
      countsAsOrder,
      security: "TRADE",
      success,
      parameters: amendParameters,
      describe: describeAmend,
      problem,
      goodForMillis: minute,
      find: {
        subject: "amend",
        views,
        wanted: (input) => ({ quantity: decimal(input.quantity), price: decimal(input.price) })
      }
    }),

  /** Sent again it does the same once more. */
  setting: <A, P>({
    name,
    parameters,
    path,
    success,
    weight
  }: Route<A> & { readonly parameters: (input: P) => Parameters }) =>
    keepingNewest(
      Operation.make<A, "setting", P>({
        name: `${prefix}.${name}`,
        product,
        kind: "setting",
        method: "POST",
        path,
        weight: () => weight,
        security: "TRADE",
        success,
        parameters,
        describe: describeSymbol,
        goodForMillis: minute,
        find: Operation.repeat
      })
    ),

  /** Moves margin: sent again it moves it once more, and nothing can be looked up, so it is treated like a transfer. */
  moveMargin: <P>({
    name,
    parameters,
    path,
    weight
  }: Omit<Route<unknown>, "success"> & { readonly parameters: (input: P) => Parameters }) =>
    Operation.make<typeof MovedMargin.Type, "transfer", P>({
      name: `${prefix}.${name}`,
      product: movingMargin(product),
      kind: "transfer",
      method: "POST",
      path,
      weight: () => weight,
      security: "TRADE",
      success: MovedMargin,
      parameters,
      describe: describeSymbol,
      goodForMillis: minute
    })
})

/**
 * The rules of a product for a call that moves margin. The docs list it with the settings: it answers with a code, and is refused
 * with their codes (S12).
 */
const movingMargin = (product: ProductRules): ProductRules => ({
  ...product,
  codes: codeTable(
    Array.from(product.codes.values(), (row) =>
      row.on.includes("setting") && !row.on.includes("transfer") ? { ...row, on: [...row.on, "transfer"] } : row
    )
  ),
  proofs: { ...product.proofs, transfer: [{ proof: "code" }] }
})

// ------------------------------------------------------------------------------------------------------------------ views

/** A read seen as a question of a settlement: the same call, asked in the settlement's words. */
export const asked = <A, K extends "read" | "cancel", P, Q>(
  operation: Operation.Operation<A, K, P>,
  inputOf: (question: Q) => P
): Operation.Operation<A, K, Q> => ({
  ...operation,
  orderCount: undefined,
  weight: (question) => operation.weight(inputOf(question)),
  parameters: (question, clientOrderId) => operation.parameters(inputOf(question), clientOrderId),
  describe: (question, clientOrderId) => operation.describe(inputOf(question), clientOrderId),
  clientOrderIdFrom: undefined,
  problem: undefined,
  goodForMillis: (question) => operation.goodForMillis(inputOf(question)),
  find: undefined
})

/** The codes by which every futures engine speaks. */
export const answers = {
  absentCode: -2013,
  // no cancel of theirs can be refused because of the state of an open order
  openAndKept: "cancel-restricted",
  rejectedCode: -2010,
  unknownOrderCode: -2011
} as const
