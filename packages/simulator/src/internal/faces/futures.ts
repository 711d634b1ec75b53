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
  /** Whether it has a clock, a book and an account of its own, and orders several at a time; portfolio margin has none of these. */
  readonly isWhole: boolean
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
  isWhole: true,
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

const um: Futures = { ...usdm, product: "pm", route: "pm-um", path: "/papi/v1/um", gate: "api", isWhole: false }
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
  { read, write }: ReturnType<typeof Endpoint.on>
): Endpoint.Endpoints => {
  const { isWhole, path } = futures
  const timers = new Map<string, () => void>()
  const marketOf = ({ account, parameters }: Context) => desk.market(account.route.book, parameters)
  const hasOpen = ({ symbols }: Account) => [...symbols.values()].some(({ open }) => open.size > 0)
  const holds = ({ positions }: Account, symbol?: string) =>
    [...positions.open.values()].some((each) => each.amount !== 0n && (symbol === undefined || each.symbol === symbol))
  const everywhere: Endpoint.Endpoints = {
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
    [`GET ${path}/positionSide/dual`]: read(30, [], ({ account }) => ({
      dualSidePosition: account.positions.isHedged
    })),
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
    })
  }
  if (!isWhole) return everywhere
  const multiAssets: Endpoint.Endpoints = {
    [`GET ${path}/multiAssetsMargin`]: read(30, [], ({ account }) => ({
      multiAssetsMargin: account.positions.isMultiAsset
    })),
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
    })
  }
  return {
    ...everywhere,
    ...(futures.route === "usdm" ? multiAssets : {}),
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

/** The positions of an account, of those contracts that are wanted. */
const positionsOf = (desk: Desk, account: Account, wanted: (market: Market) => boolean) =>
  [...desk.book(account.route.book).values()].filter(wanted).flatMap((market) => {
    const { contract } = market
    if (contract === undefined) return []
    const sides = account.positions.isHedged ? (["LONG", "SHORT"] as const) : (["BOTH"] as const)
    return sides.map((side) =>
      ContractViews.position(positionOf(account.positions, market.config.symbol, side), account, market, contract)
    )
  })

/** Whether a contract is of the symbol, or on COIN-M of the pair or the margin asset, that is asked for. */
const isAsked = ({ values }: Wire.Parameters) => {
  const symbol = values.get("symbol")
  const pair = values.get("pair")
  const asset = values.get("marginAsset")
  return ({ config, contract }: Market) =>
    (symbol === undefined || config.symbol === symbol) &&
    (pair === undefined || config.symbol.startsWith(`${pair}_`)) &&
    (asset === undefined || contract?.marginAsset === asset)
}

/** What stands beside trading: the clock, the rules, the book, the account. */
const surroundings = (
  desk: Desk,
  { path, product, route }: Futures,
  { open, read }: ReturnType<typeof Endpoint.on>
): Endpoint.Endpoints => {
  const { book } = routes[route]
  const isCoin = book === "coinm"
  /** A row for each contract that is asked for; COIN-M answers with a list, whatever is asked. */
  const asked = ({ at, parameters }: Context, row: (market: Market, time: number) => unknown) => {
    const isOne = Wire.optional(parameters, "symbol") !== undefined
    const markets = isOne ? [desk.market(book, parameters)] : [...desk.book(book).values()].filter(isAsked(parameters))
    const rows = markets.map((market) => row(market, Math.floor(at)))
    return isOne && !isCoin ? rows[0] : rows
  }
  const ofAccount = isCoin ? path : "/fapi/v3"
  const balances = ({ balances: purse }: Account) =>
    [...purse].map(([asset, balance]) => ContractViews.balance(asset, balance))
  return {
    [`GET ${path}/ping`]: open(1, [], () => ({})),
    [`GET ${path}/time`]: open(1, [], ({ at }) => ({ serverTime: Math.floor(at) })),
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
    [`GET ${path}/ticker/bookTicker`]: open(isCoin ? 5 : 2, ["symbol", "pair"], (context) =>
      asked(context, ({ book: orders, config: { symbol } }, time) => {
        const best = (side: "BUY" | "SELL") => (orders.depth(side, 1)[0] ?? [0n, 0n]).map(Decimal.format)
        const [bidPrice, bidQty] = best("BUY")
        const [askPrice, askQty] = best("SELL")
        return { symbol, bidPrice, bidQty, askPrice, askQty, time }
      })
    ),
    [`GET ${path}/premiumIndex`]: open(isCoin ? 10 : 1, ["symbol", "pair"], (context) =>
      asked(context, ({ config: { symbol }, lastPrice }, time) => {
        const price = Decimal.format(lastPrice)
        return { symbol, markPrice: price, indexPrice: price, lastFundingRate: "0.00010000", time }
      })
    ),
    [`GET ${ofAccount}/account`]: read(5, [], ({ account }) => ({
      assets: balances(account),
      positions: positionsOf(desk, account, () => true)
    })),
    [`GET ${ofAccount}/balance`]: read(isCoin ? 1 : 5, [], ({ account }) => balances(account)),
    [`GET ${path}/rateLimit/order`]: read(1, [], ({ account }) => account.windows.map(({ limit }) => limit))
  }
}

const plainFutures = (desk: Desk, futures: Futures): Endpoint.Endpoints => {
  const { amendments, amendsBoth, amendWeight, gate, isWhole, orders, orderWeight, path, product, route } = futures
  const { tooLate, trades } = futures
  const rules = routes[route]
  const { book } = rules
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
    rules
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
  const testing: Endpoint.Endpoints = {
    [`POST ${path}/order/test`]: test(1, [...orderNames, ...waitingNames], (context) => trading.test(context))
  }
  const batches: Endpoint.Endpoints = {
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
    ...settings(desk, futures, trading, other),
    ...(isWhole ? { ...surroundings(desk, futures, other), ...batches } : {}),
    // the docs of COIN-M have no test order
    ...(route === "usdm" ? testing : {}),
    [`GET ${route === "usdm" ? "/fapi/v3" : path}/positionRisk`]: read(
      book === "coinm" ? 1 : 5,
      ["symbol", "pair", "marginAsset"],
      ({ account, parameters }) => positionsOf(desk, account, isAsked(parameters))
    ),
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

/** The parameters of whatever waits for a price, by the names that all of them have. */
const waitingOrderNames = [
  "symbol",
  "side",
  "positionSide",
  "timeInForce",
  "quantity",
  "price",
  "workingType",
  "priceMatch",
  "priceProtect",
  "reduceOnly",
  "callbackRate",
  "selfTradePreventionMode",
  "goodTillDate"
]

/** What waits for a price in a service of its own, and places its order elsewhere. */
const waitingFace = (
  desk: Desk,
  route: "usdm-algo" | "pm-um-conditional" | "pm-cm-conditional",
  face: Pick<ContractTrading.Face, "ids" | "answered"> & {
    readonly names: ContractRequest.Names
    readonly shown: typeof ContractViews.algoOrder
  }
) => {
  const rules = routes[route]
  const { answered, ids, names, shown } = face
  const trading = new ContractTrading.ContractTrading(
    desk,
    {
      read: (parameters, market, { holder, route: own }) => {
        const { positions } = holder.on(own.placesOn ?? own.name)
        return ContractRequest.read(parameters, market, rules, names, "only", positions.isHedged)
      },
      ids,
      // it is in the books
      placed: (order, at) => shown(order, order.history.at(-1)!, at),
      answered,
      doneAll,
      amendsBoth: true,
      // it takes none
      batch: { most: 0, orders: "", orderIds: "", clientOrderIds: "" },
      tooLate: usdm.tooLate,
      write: JSON.stringify
    },
    rules
  )
  const reads = new ContractReads.ContractReads(desk, trading, {
    order: shown,
    trade: ContractViews.trade,
    amendments: ContractViews.amendments,
    write: plain
  })
  return { trading, reads }
}

/** Algo orders of USDⓈ-M. */
const algo = (desk: Desk): Endpoint.Endpoints => {
  const { read, write } = Endpoint.on({ route: "usdm-algo", bounds: "usdmAlgo", gate: "api" })
  const { reads, trading } = waitingFace(desk, "usdm-algo", {
    ids: { orderId: "algoId", clientOrderId: "clientAlgoId" },
    names: ContractRequest.algoNames,
    shown: ContractViews.algoOrder,
    answered: (order) => ({
      algoId: order.orderId,
      clientAlgoId: order.clientOrderId,
      code: "200",
      msg: "success"
    })
  })
  const which = ["algoId", "clientAlgoId"]
  const names = [
    "algoType",
    "type",
    "triggerPrice",
    "closePosition",
    "activatePrice",
    "clientAlgoId",
    "newOrderRespType"
  ]
  return {
    "POST /fapi/v1/algoOrder": write(
      "place",
      [...waitingOrderNames, ...names],
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

/** Conditional orders of portfolio margin: what waits is open, and what no longer waits is history. */
const conditional = (desk: Desk, futures: Futures): Endpoint.Endpoints => {
  const route = futures.route === "pm-cm" ? "pm-cm-conditional" : "pm-um-conditional"
  const path = `${futures.path}/conditional`
  const { read, write } = Endpoint.on({ route, bounds: "pm", gate: "api" })
  const { reads, trading } = waitingFace(desk, route, {
    ids: { orderId: "strategyId", clientOrderId: "newClientStrategyId" },
    names: ContractRequest.conditionalNames,
    shown: ContractViews.conditionalOrder,
    // it is in the books
    answered: (order, at) => ContractViews.conditionalOrder(order, order.history.at(-1)!, at)
  })
  const which = ["symbol", "strategyId", "newClientStrategyId"]
  const names = ["strategyType", "stopPrice", "activationPrice", "newClientStrategyId"]
  return {
    [`POST ${path}/order`]: write("place", [...waitingOrderNames, ...names], (context) => trading.place(context)),
    [`DELETE ${path}/order`]: write("cancel", which, (context) => trading.cancel(context)),
    [`DELETE ${path}/allOpenOrders`]: write("cancel", ["symbol"], (context) => trading.cancelAll(context)),
    [`GET ${path}/openOrder`]: read(1, which, (context) => reads.orderThat(context, true)),
    [`GET ${path}/orderHistory`]: read(1, which, (context) => reads.orderThat(context, false)),
    [`GET ${path}/openOrders`]: read(bySymbol, ["symbol"], (context) => reads.openOrders(context)),
    [`GET ${path}/allOrders`]: read(bySymbol, ["symbol", "strategyId", "startTime", "endTime", "limit"], (context) =>
      reads.allOrders(context, { fallback: 500, most: 1_000, from: "strategyId" })
    )
  }
}

/** What the whole of portfolio margin owns. */
const portfolio = (): Endpoint.Endpoints => {
  const { open, read } = Endpoint.on({ route: "pm-um", bounds: "pm", gate: "api" })
  return {
    "GET /papi/v1/ping": open(1, [], () => ({})),
    "GET /papi/v1/account": read(20, [], ({ at }) => ({
      uniMMR: "5167.92171923",
      accountStatus: "NORMAL",
      updateTime: Math.floor(at)
    })),
    "GET /papi/v1/balance": read(20, ["asset"], ({ account, parameters }) => {
      const wanted = Wire.optional(parameters, "asset")
      const row = (asset: string) => {
        const { free, locked } = account.balance(asset)
        return {
          asset,
          totalWalletBalance: Decimal.format(free + locked),
          crossMarginAsset: Decimal.format(free + locked),
          crossMarginFree: Decimal.format(free),
          crossMarginLocked: Decimal.format(locked)
        }
      }
      return wanted === undefined ? [...account.balances.keys()].map(row) : row(wanted)
    }),
    "GET /papi/v1/rateLimit/order": read(1, [], ({ account }) => account.windows.map(({ limit }) => limit))
  }
}

export const makeUsdm = (desk: Desk): Endpoint.Endpoints => ({ ...plainFutures(desk, usdm), ...algo(desk) })

export const makeCoinm = (desk: Desk): Endpoint.Endpoints => plainFutures(desk, coinm)

export const portfolioMargin = (desk: Desk): Endpoint.Endpoints => ({
  ...portfolio(),
  ...plainFutures(desk, um),
  ...conditional(desk, um),
  ...plainFutures(desk, cm),
  ...conditional(desk, cm)
})
