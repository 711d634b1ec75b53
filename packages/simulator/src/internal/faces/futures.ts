/** USDⓈ-M, COIN-M, and the two as portfolio margin has them: one way of asking, and a row of data for each. */
import * as Decimal from "../../Decimal.ts"
import type { Product, Route } from "../../Product.ts"
import * as Wire from "../../Wire.ts"
import * as ContractReads from "../contractReads.ts"
import * as ContractRequest from "../contractRequest.ts"
import * as ContractTrading from "../contractTrading.ts"
import * as ContractViews from "../contractViews.ts"
import { positionOf } from "../contracts.ts"
import type { Desk } from "../desk.ts"
import * as Endpoint from "../endpoint.ts"
import { type Account, limitsOf, type Market } from "../ledger.ts"
import type { Answer, Context } from "../request.ts"
import { routes } from "../routes.ts"

interface Futures {
  readonly product: Product
  readonly route: Route
  /** What its paths begin with. */
  readonly path: string
  /** Of new and amended orders: whether the engine looks at the receive window itself. */
  readonly gate: Endpoint.Gate
  /** Whether orders that wait for a price are placed like others, or elsewhere. */
  readonly waits: "never" | "too"
  readonly amendsBoth: boolean
  readonly batches: boolean
  readonly orderWeight: number
  readonly amendWeight: number
  readonly orders: { readonly weight: number; readonly fallback: number; readonly most: number }
  readonly trades: { readonly weight: number; readonly fallback: number; readonly most: number }
  readonly amendments: number
  readonly tooLate: Wire.Refusal
}

const usdm: Futures = {
  product: "usdm",
  route: "usdm",
  path: "/fapi/v1",
  gate: "engine",
  waits: "never",
  amendsBoth: true,
  batches: true,
  orderWeight: 0,
  amendWeight: 0,
  orders: { weight: 5, fallback: 500, most: 1_000 },
  trades: { weight: 5, fallback: 500, most: 1_000 },
  amendments: 100,
  tooLate: new Wire.Refusal(-5028, "Timestamp for this request is outside of the ME recvWindow.")
}

const coinm: Futures = {
  ...usdm,
  product: "coinm",
  route: "coinm",
  path: "/dapi/v1",
  // its engine's own look was announced without a date: the reading that lets more in is the harder one
  gate: "api",
  waits: "too",
  amendsBoth: false,
  amendWeight: 1,
  orders: { weight: 20, fallback: 50, most: 100 },
  trades: { weight: 20, fallback: 50, most: 1_000 }
}

const um: Futures = { ...usdm, product: "pm", route: "pm-um", path: "/papi/v1/um", gate: "api", batches: false }
const cm: Futures = {
  ...um,
  route: "pm-cm",
  path: "/papi/v1/cm",
  orderWeight: 1,
  amendWeight: 1,
  orders: { weight: 20, fallback: 50, most: 100 },
  trades: { weight: 20, fallback: 50, most: 1_000 }
}

const orderNames = [
  "symbol",
  "side",
  "positionSide",
  "type",
  "timeInForce",
  "quantity",
  "reduceOnly",
  "price",
  "newClientOrderId",
  "newOrderRespType",
  "priceMatch",
  "selfTradePreventionMode",
  "goodTillDate"
]
const waitingNames = ["stopPrice", "closePosition", "activationPrice", "callbackRate", "workingType", "priceProtect"]
const whichNames = ["symbol", "orderId", "origClientOrderId"]
const amendNames = [...whichNames, "side", "quantity", "price", "priceMatch"]
const pageNames = ["symbol", "orderId", "startTime", "endTime", "limit"]
const bySymbol = (parameters: Wire.Parameters) => (parameters.values.has("symbol") ? 1 : 40)

const doneAll = { code: 200, msg: "The operation of cancel all open order is done." }
const success = { code: 200, msg: "success" }
const plain = (body: unknown) => body

/** What a setting answers, or refuses because it is so already. */
const set = (isSame: boolean, already: Wire.Refusal, change: () => void): Answer => {
  if (isSame) throw already
  change()
  return { status: 200, body: JSON.stringify(success), executed: true }
}

/** The settings of one route: what is so already is refused with a code that says so. */
const settings = (
  desk: Desk,
  futures: Futures,
  trading: ContractTrading.ContractTrading,
  { write }: ReturnType<typeof Endpoint.on>
): Endpoint.Endpoints => {
  const { path } = futures
  const timers = new Map<string, () => void>()
  const marketOf = ({ account, parameters }: Context) => desk.market(account.route.book, parameters)
  const hasOpen = ({ symbols }: Account) => [...symbols.values()].some(({ open }) => open.size > 0)
  const holds = ({ positions }: Account, symbol?: string) =>
    [...positions.open.values()].some((each) => each.amount !== 0n && (symbol === undefined || each.symbol === symbol))
  return {
    [`POST ${path}/leverage`]: write("setting", ["symbol", "leverage"], (context) => {
      const { account, parameters } = context
      const { config, contract } = marketOf(context)
      Wire.mandatory(parameters, "leverage")
      const leverage = Wire.integer(parameters, "leverage") ?? 0
      if (leverage < 1 || leverage > 125) throw new Wire.Refusal(-4028, `Leverage ${leverage} is not valid`)
      return () => {
        account.positions.leverages.set(config.symbol, leverage)
        const most = contract?.book === "coinm" ? { maxQty: "1000" } : { maxNotionalValue: "1000000" }
        return { status: 200, body: JSON.stringify({ leverage, ...most, symbol: config.symbol }), executed: true }
      }
    }),
    [`POST ${path}/marginType`]: write("setting", ["symbol", "marginType"], (context) => {
      const { account, parameters } = context
      const { symbol } = marketOf(context).config
      const type = Wire.mandatory(parameters, "marginType")
      if (type !== "ISOLATED" && type !== "CROSSED") throw new Wire.Refusal(-4051, "Invalid margin type.")
      const { marginTypes } = account.positions
      return () => {
        const isSame = (marginTypes.get(symbol) ?? "CROSSED") === type
        if (!isSame && account.of(symbol).open.size > 0)
          throw new Wire.Refusal(-4047, "Margin type cannot be changed if there exists open orders.")
        if (!isSame && holds(account, symbol))
          throw new Wire.Refusal(-4048, "Margin type cannot be changed if there exists position.")
        return set(isSame, new Wire.Refusal(-4046, "No need to change margin type."), () =>
          marginTypes.set(symbol, type)
        )
      }
    }),
    [`POST ${path}/positionSide/dual`]: write("setting", ["dualSidePosition"], (context) => {
      const { account, parameters } = context
      Wire.mandatory(parameters, "dualSidePosition")
      const isHedged = ContractRequest.flag(parameters, "dualSidePosition") === true
      return () => {
        const isSame = account.positions.isHedged === isHedged
        if (!isSame && hasOpen(account))
          throw new Wire.Refusal(-4067, "Position side cannot be changed if there exists open orders.")
        if (!isSame && holds(account))
          throw new Wire.Refusal(-4068, "Position side cannot be changed if there exists position.")
        return set(isSame, new Wire.Refusal(-4059, "No need to change position side."), () => {
          account.positions.isHedged = isHedged
        })
      }
    }),
    [`POST ${path}/multiAssetsMargin`]: write("setting", ["multiAssetsMargin"], (context) => {
      const { account, parameters } = context
      Wire.mandatory(parameters, "multiAssetsMargin")
      const isMulti = ContractRequest.flag(parameters, "multiAssetsMargin") === true
      return () =>
        set(
          account.positions.isMultiAsset === isMulti,
          new Wire.Refusal(-4171, "Adjusted asset mode is currently set and does not need to be adjusted repeatedly."),
          () => {
            account.positions.isMultiAsset = isMulti
          }
        )
    }),
    [`POST ${path}/countdownCancelAll`]: write(
      "setting",
      ["symbol", "countdownTime"],
      (context) => {
        const { account, parameters } = context
        const market = marketOf(context)
        Wire.mandatory(parameters, "countdownTime")
        const countdownTime = Wire.integer(parameters, "countdownTime") ?? 0
        return (at) => {
          const { symbol } = market.config
          const key = `${account.name} ${symbol}`
          timers.get(key)?.()
          timers.set(key, trading.countdown(account, [market], at, countdownTime))
          const body = { symbol, countdownTime: String(countdownTime) }
          return { status: 200, body: JSON.stringify(body), executed: true }
        }
      },
      10
    )
  }
}

/** What stands beside trading: the clock, the rules, the book, the account. */
const surroundings = (
  desk: Desk,
  { path, product, route }: Futures,
  { open, read }: ReturnType<typeof Endpoint.on>
): Endpoint.Endpoints => {
  const { book } = routes[route]
  const marketOf = ({ parameters }: Context) => desk.market(book, parameters)
  const v3 = product === "usdm" ? "/fapi/v3" : path
  const positionsOf = (account: Account, wanted: (market: Market) => boolean) =>
    [...desk.book(book).values()].filter(wanted).flatMap((market) => {
      const { contract } = market
      if (contract === undefined) return []
      const sides = account.positions.isHedged ? (["LONG", "SHORT"] as const) : (["BOTH"] as const)
      return sides.map((side) =>
        ContractViews.position(positionOf(account.positions, market.config.symbol, side), account, market, contract)
      )
    })
  const balances = ({ balances: purse }: Account) =>
    [...purse].map(([asset, balance]) => ContractViews.balance(asset, balance))
  const of = (name: string) => (market: Market, context: Context) => {
    const wanted = context.parameters.values.get(name)
    return wanted === undefined || market.config.symbol === wanted || market.config.symbol.startsWith(`${wanted}_`)
  }
  const time = ({ at }: Context) => ({ serverTime: Math.floor(at) })
  return {
    [`GET ${path}/ping`]: open(1, [], () => ({})),
    [`GET ${path}/time`]: open(1, [], time),
    [`GET ${path}/exchangeInfo`]: open(1, [], ({ at }) => ({
      timezone: "UTC",
      serverTime: Math.floor(at),
      rateLimits: limitsOf(desk.config, product),
      exchangeFilters: [],
      assets: [],
      symbols: [...desk.book(book).values()].map(ContractViews.symbol)
    })),
    [`GET ${path}/depth`]: open(
      ({ values }) => {
        const limit = Number(values.get("limit") ?? 500)
        return limit <= 50 ? 2 : limit <= 100 ? 5 : limit <= 500 ? 10 : 20
      },
      ["symbol", "limit"],
      (context) => {
        const now = Math.floor(context.at)
        return { lastUpdateId: now, E: now, T: now, ...desk.depth(context, book, 1_000) }
      }
    ),
    [`GET ${path}/ticker/bookTicker`]: open(2, ["symbol"], (context) => {
      const market = marketOf(context)
      const best = (side: "BUY" | "SELL") => market.book.depth(side, 1)[0] ?? [0n, 0n]
      const [bidPrice, bidQty] = best("BUY").map(Decimal.format)
      const [askPrice, askQty] = best("SELL").map(Decimal.format)
      return { symbol: market.config.symbol, bidPrice, bidQty, askPrice, askQty, time: Math.floor(context.at) }
    }),
    [`GET ${path}/premiumIndex`]: open(1, ["symbol"], (context) => {
      const { config, lastPrice } = marketOf(context)
      const price = Decimal.format(lastPrice)
      const row = {
        symbol: config.symbol,
        markPrice: price,
        indexPrice: price,
        lastFundingRate: "0.00010000",
        time: Math.floor(context.at)
      }
      return book === "coinm" ? [row] : row
    }),
    [`GET ${v3}/account`]: read(5, [], ({ account }) => ({
      assets: balances(account),
      positions: positionsOf(account, () => true)
    })),
    [`GET ${v3}/balance`]: read(5, [], ({ account }) => balances(account)),
    [`GET ${v3}/positionRisk`]: read(5, ["symbol", "pair", "marginAsset"], (context) =>
      positionsOf(context.account, (market) => of(book === "coinm" ? "pair" : "symbol")(market, context))
    ),
    [`GET ${path}/rateLimit/order`]: read(1, [], ({ account, at }) =>
      account.windows.map((window) => {
        window.turn(at)
        return window.limit
      })
    )
  }
}

const plainFutures = (desk: Desk, futures: Futures): Endpoint.Endpoints => {
  const { amendments, amendsBoth, amendWeight, gate, orders, orderWeight, path, product, route, tooLate, trades } =
    futures
  const rules = routes[route]
  // that the engine looks at the window is documented for new and amended orders alone
  const common = { route, bounds: product } as const
  const entering = Endpoint.on({ ...common, gate })
  const other = Endpoint.on({ ...common, gate: gate === "engine" ? "api" : gate })
  const trading = new ContractTrading.ContractTrading(
    desk,
    {
      read: (parameters, market, { positions }) =>
        ContractRequest.read(parameters, market, rules, ContractRequest.plainNames, futures.waits, positions.isHedged),
      ids: { orderId: "orderId", clientOrderId: "origClientOrderId" },
      placed: ContractViews.placed,
      answered: ContractViews.answered,
      doneAll,
      amendsBoth,
      batch: {
        most: 10,
        orders: "batchOrders",
        orderIds: "orderIdList",
        clientOrderIds: "origClientOrderIdList"
      },
      tooLate,
      write: JSON.stringify
    },
    product
  )
  const reads = new ContractReads.ContractReads(desk, trading, {
    order: ContractViews.order,
    trade: ContractViews.trade,
    amendments: ContractViews.amendments,
    write: plain
  })
  const { read, test, write } = other
  const names = futures.waits === "too" ? [...orderNames, ...waitingNames] : orderNames
  const late = (context: Context) => trading.late(context)
  const lateAll = (context: Context) => trading.lateAll(context)
  const batches: Endpoint.Endpoints = {
    [`POST ${path}/order/test`]: test(1, [...orderNames, ...waitingNames], (context) => trading.test(context)),
    [`POST ${path}/batchOrders`]: {
      ...entering.write("batch", ["batchOrders"], (context) => trading.placeAll(context), 5),
      late: lateAll
    },
    [`PUT ${path}/batchOrders`]: {
      ...entering.write("batch", ["batchOrders"], (context) => trading.amendAll(context), 5),
      late: lateAll
    },
    [`DELETE ${path}/batchOrders`]: write(
      "batch",
      ["symbol", "orderIdList", "origClientOrderIdList"],
      (context) => trading.cancelSome(context),
      1
    )
  }
  return {
    ...surroundings(desk, futures, other),
    ...settings(desk, futures, trading, other),
    ...(futures.batches ? batches : {}),
    [`POST ${path}/order`]: {
      ...entering.write("place", names, (context) => trading.place(context), orderWeight),
      late
    },
    [`PUT ${path}/order`]: {
      ...entering.write("amend", amendNames, (context) => trading.amend(context), amendWeight),
      late
    },
    [`DELETE ${path}/order`]: write("cancel", whichNames, (context) => trading.cancel(context)),
    [`DELETE ${path}/allOpenOrders`]: write("cancel", ["symbol"], (context) => trading.cancelAll(context)),
    [`GET ${path}/order`]: read(1, whichNames, (context) => reads.order(context)),
    [`GET ${path}/openOrder`]: read(1, whichNames, (context) => reads.orderThat(context, true)),
    [`GET ${path}/openOrders`]: read(bySymbol, ["symbol", "pair"], (context) => reads.openOrders(context)),
    [`GET ${path}/allOrders`]: read(orders.weight, [...pageNames, "pair"], (context) =>
      reads.allOrders(context, { ...orders, from: "orderId" })
    ),
    [`GET ${path}/userTrades`]: read(trades.weight, [...pageNames, "pair", "fromId"], (context) =>
      reads.trades(context, { ...trades, from: "fromId" })
    ),
    [`GET ${path}/orderAmendment`]: read(1, [...whichNames, "startTime", "endTime", "limit"], (context) =>
      reads.amendments(context, amendments)
    )
  }
}

/** Algo orders of USDⓈ-M: they wait in a service of their own. */
const algo = (desk: Desk): Endpoint.Endpoints => {
  const route = "usdm-algo"
  const { read, write } = Endpoint.on({ route, bounds: "usdmAlgo", gate: "api" })
  const shown = (order: Parameters<typeof ContractViews.algoOrder>[0], at: number) =>
    ContractViews.algoOrder(order, order.history.at(-1)!, at)
  const trading = new ContractTrading.ContractTrading(
    desk,
    {
      read: (parameters, market, { holder }) =>
        ContractRequest.read(
          parameters,
          market,
          routes[route],
          ContractRequest.algoNames,
          "only",
          holder.on("usdm").positions.isHedged
        ),
      ids: { orderId: "algoId", clientOrderId: "clientAlgoId" },
      placed: shown,
      answered: (order) => ({
        algoId: order.orderId,
        clientAlgoId: order.clientOrderId,
        code: "200",
        msg: "success"
      }),
      doneAll,
      amendsBoth: true,
      batch: { most: 0, orders: "", orderIds: "", clientOrderIds: "" },
      tooLate: usdm.tooLate,
      write: JSON.stringify
    },
    "usdm"
  )
  const reads = new ContractReads.ContractReads(desk, trading, {
    order: ContractViews.algoOrder,
    trade: ContractViews.trade,
    amendments: ContractViews.amendments,
    write: plain
  })
  const which = ["algoId", "clientAlgoId"]
  return {
    "POST /fapi/v1/algoOrder": write(
      "place",
      [
        "algoType",
        "symbol",
        "side",
        "positionSide",
        "type",
        "timeInForce",
        "quantity",
        "price",
        "triggerPrice",
        "workingType",
        "priceMatch",
        "closePosition",
        "priceProtect",
        "reduceOnly",
        "activatePrice",
        "callbackRate",
        "clientAlgoId",
        "newOrderRespType",
        "selfTradePreventionMode",
        "goodTillDate"
      ],
      (context) => {
        if (Wire.mandatory(context.parameters, "algoType") !== "CONDITIONAL")
          throw new Wire.Refusal(-1130, "Data sent for parameter 'algoType' is not valid.")
        return trading.place(context)
      },
      0
    ),
    "DELETE /fapi/v1/algoOrder": write("cancel", which, (context) => trading.cancel(context)),
    "DELETE /fapi/v1/algoOpenOrders": write("cancel", ["symbol"], (context) => trading.cancelAll(context)),
    "GET /fapi/v1/algoOrder": read(1, which, (context) => reads.order(context)),
    "GET /fapi/v1/openAlgoOrders": read(bySymbol, ["algoType", "symbol", "algoId"], (context) =>
      reads.openOrders(context)
    ),
    "GET /fapi/v1/allAlgoOrders": read(5, ["symbol", "algoId", "startTime", "endTime", "page", "limit"], (context) =>
      reads.allOrders(context, { fallback: 500, most: 1_000, from: "algoId" })
    )
  }
}

export const make = (desk: Desk): Endpoint.Endpoints => ({
  ...plainFutures(desk, usdm),
  ...algo(desk),
  ...plainFutures(desk, coinm),
  ...plainFutures(desk, um),
  ...plainFutures(desk, cm)
})
