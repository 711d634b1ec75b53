/**
 * What can be asked for on each product, in one shape: every place where orders live, with the library's calls for it.
 */
import * as Exchange from "@effect-binance/simulator/Product"
import type { LedgerOrder } from "@effect-binance/simulator/Exchange"
import type { BinanceClient } from "effect-binance/client/BinanceClient"
import type * as Call from "effect-binance/client/Call"
import * as Operation from "effect-binance/client/Operation"
import type { BinanceError } from "effect-binance/errors/BinanceError"
import * as Coinm from "effect-binance/products/Coinm"
import * as Margin from "effect-binance/products/Margin"
import * as Options from "effect-binance/products/Options"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import * as Sapi from "effect-binance/products/Sapi"
import * as Spot from "effect-binance/products/Spot"
import * as Usdm from "effect-binance/products/Usdm"
import type { OrderRow, ProductViews } from "effect-binance/settlement/ProductViews"
import type * as Result from "effect/Result"

/** An order that somebody wants. */
export interface Wanted {
  readonly symbol: string
  readonly side: "BUY" | "SELL"
  readonly type: "MARKET" | "LIMIT"
  readonly timeInForce?: "GTC" | "IOC" | "FOK" | undefined
  readonly quantity: string
  readonly price?: string | undefined
  readonly reduceOnly?: boolean | undefined
}

/** How an order is named: by the name that it was placed under, or by the exchange's id. */
export type Which = { readonly name: string } | { readonly orderId: number | string }

/** What an amend asks for. */
export interface Change {
  readonly quantity: string
  readonly price: string
}

export type Written<A> = Call.Call<A, BinanceError, BinanceClient>
export type Elements = ReadonlyArray<Result.Result<OrderRow, BinanceError>>

/** An order list, as placing and cancelling it show it. */
export interface List {
  readonly orderListId: number | string
  readonly listClientOrderId?: string | undefined
  readonly orders?: ReadonlyArray<{ readonly orderId: number | string }> | undefined
}

/** A symbol with prices at which orders rest, or are filled at once. */
export interface Market {
  readonly symbol: string
  /** Few, so that strangers and siblings meet. */
  readonly quantities: ReadonlyArray<string>
  /** Less than any of them. */
  readonly smaller: string
  readonly resting: { readonly BUY: string; readonly SELL: string }
  /** They rest as well. */
  readonly amended: { readonly BUY: string; readonly SELL: string }
  readonly filled: { readonly BUY: string; readonly SELL: string }
  /** What the market takes of it at once, as a share of all that can rest. */
  readonly fill: (share: number) => string
}

/** An order list of another kind than an OCO. */
export interface ListKind {
  readonly name: string
  readonly legsOf: (market: Market, side: "BUY" | "SELL", quantity: string) => ReadonlyArray<Wanted>
  readonly place: (legs: ReadonlyArray<Wanted>) => Written<List>
}

/** What goes over the wire, by name. */
export type Parameters = ReturnType<Operation.AnyOperation["parameters"]>

/** Something that moves funds. */
export interface Move {
  readonly name: string
  /** What the exchange's books call it. */
  readonly type: string
  readonly asset: string
  /** Whether the exchange keeps a name of ours for it. */
  readonly isNamed: boolean
  /** Whether there is a history to look it up in. */
  readonly isListed: boolean
  /** Whether that says how far it is. */
  readonly hasStatus: boolean
  /** Whether a document says that its reply has the id that its history shows. */
  readonly isNumbered: boolean
  /** As what other movement it could be shown, of whatever amount. */
  readonly mayShowAs: string | undefined
  readonly call: (amount: string) => Written<unknown>
  /** How somebody else asks for it. */
  readonly request: (
    amount: string,
    name: string
  ) => { readonly method: Operation.AnyOperation["method"]; readonly path: string; readonly parameters: Parameters }
}

/** One place where orders live. */
export interface Route {
  readonly name: string
  readonly markets: ReadonlyArray<Market>
  readonly types: ReadonlyArray<"MARKET" | "LIMIT" | "IOC" | "reduceOnly">
  readonly place: (wanted: Wanted, name: string | undefined) => Written<OrderRow>
  readonly cancel: (symbol: string, which: Which) => Written<OrderRow>
  readonly cancelAll: (symbol: string) => Written<unknown>
  /** What an amend can change. */
  readonly amends: "quantity" | "both"
  /** The requests that cancel all orders, and that set something. */
  readonly ending: { readonly method: string; readonly path: string }
  readonly setting: { readonly method: string; readonly path: string }
  readonly book: Exchange.Book
  /** Whether the order lives here. */
  readonly has: (order: LedgerOrder) => boolean
  readonly amend?: ((wanted: Wanted, which: Which, to: Change) => Written<OrderRow>) | undefined
  readonly placeAll?: ((wanted: ReadonlyArray<readonly [Wanted, string | undefined]>) => Written<Elements>) | undefined
  readonly cancelEach?: ((symbol: string, which: ReadonlyArray<Which>) => Written<Elements>) | undefined
  readonly amendEach?: ((changes: ReadonlyArray<readonly [Wanted, Which, Change]>) => Written<Elements>) | undefined
  readonly set?: ((symbol: string) => Written<unknown>) | undefined
  /** An OCO of these two, of which the first one waits at its price, and the second one for the other price. */
  readonly placeList?: ((legs: readonly [Wanted, Wanted]) => Written<List>) | undefined
  readonly cancelList?: ((symbol: string, which: List, by: "name" | "id") => Written<List>) | undefined
  readonly lists: ReadonlyArray<ListKind>
  readonly moves: ReadonlyArray<Move>
  /** Has all orders cancelled when this many ms are over; 0 stops it. */
  readonly arm?: ((millis: number) => Written<unknown>) | undefined
  /** The request that arms it. */
  readonly arming: { readonly method: string; readonly path: string }
  /** The operations, as a journal finds them again by name. */
  readonly module: Readonly<Record<string, unknown>>
  /** How somebody else places an order: the call of this library, of which only what it sends is used. */
  readonly placing: Operation.AnyOperation
  readonly inputOf: (wanted: Wanted, name: string | undefined) => unknown
}

/** A product, or a family of routes of one: their orders could be taken for each other. */
export interface Product {
  readonly name: string
  /** The product that its requests count to. */
  readonly family: Exchange.Product
  readonly routes: ReadonlyArray<Route>
  /** Other ways to place orders that live on its routes. */
  readonly ways: ReadonlyArray<Route>
}

// fenced or not
type Make<A> = ((input: never) => Call.Call<A, BinanceError, BinanceClient, string>) & {
  readonly operation: Operation.AnyOperation
}

/** What the operations of a route are called, and the words that they use. */
interface Face {
  readonly name: string
  readonly markets: ReadonlyArray<Market>
  readonly types: Route["types"]
  readonly place: Make<OrderRow>
  readonly cancel: Make<OrderRow>
  readonly cancelAll: Make<unknown>
  readonly amend?: Make<OrderRow> | undefined
  readonly amendable?: "quantity" | undefined
  /** Where the exchange has it, and on which book it trades. */
  readonly route: Exchange.Route
  readonly book: Exchange.Book
  readonly placeAll?: Make<Elements> | undefined
  readonly cancelEach?: Make<Elements> | undefined
  readonly amendEach?: Make<Elements> | undefined
  readonly list?: { readonly place: Make<List>; readonly cancel: Make<List> } | undefined
  readonly lists?:
    | ReadonlyArray<
        Pick<ListKind, "name" | "legsOf"> & {
          readonly place: Make<List>
          readonly input: (legs: ReadonlyArray<Wanted>) => Readonly<Record<string, unknown>>
        }
      >
    | undefined
  readonly moves?:
    | ReadonlyArray<
        Pick<Move, "name" | "type"> & {
          readonly make: Make<unknown>
          readonly isNamed?: boolean | undefined
          readonly hasStatus?: boolean | undefined
          readonly isNumbered?: boolean | undefined
          readonly mayShowAs?: string | undefined
          readonly input: (amount: string) => unknown
        }
      >
    | undefined
  readonly arm?: { readonly make: Make<unknown>; readonly input: (millis: number) => unknown } | undefined
  readonly set?: Make<unknown> | undefined
  readonly setting?: ((symbol: string) => unknown) | undefined
  readonly words?:
    | {
        readonly name?: string | undefined
        readonly which?: string | undefined
        readonly orderId?: string | undefined
        readonly names?: string | undefined
        readonly orderIds?: string | undefined
      }
    | undefined
  /** What each of its inputs has besides. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined
  /** What the input that places an order has besides. */
  readonly placing?: ((wanted: Wanted) => Readonly<Record<string, unknown>>) | undefined
}

export interface Retention {
  /** How long an order without a fill can be looked up, in ms. */
  readonly retentionMillis: number
  /** How long any order can be. */
  readonly filledRetentionMillis: number
}

/** What is unlike the real exchange, so that a run meets what would take days or thousands of orders. */
export interface Scale {
  /** `undefined`: nothing is forgotten. */
  readonly retention: Retention | undefined
  /** How many rows a page has; as many as on the real one when it is `undefined`. */
  readonly pageLimit: number | undefined
}

/** The views of one route are one object, for what they show is shared. */
const scaledViews = (scale: Scale) => {
  const made = new Map<ProductViews, ProductViews>()
  return (views: ProductViews): ProductViews => {
    const { pageLimit = views.pageLimit } = scale
    const scaled = made.get(views) ?? { ...views, pageLimit }
    made.set(views, scaled)
    return scaled
  }
}

type Scaled = (views: ProductViews) => ProductViews

/** An operation of such an exchange. */
const scaledOperation = (operation: Operation.AnyOperation, scale: Scale, views: Scaled): Operation.AnyOperation => {
  const { find } = operation
  const own: Operation.AnyOperation = { ...operation, product: { ...operation.product, ...scale.retention } }
  if (find?.subject === "batch")
    return {
      ...own,
      find: {
        ...find,
        parts: (input, clientOrderId) => find.parts(input, clientOrderId).map((part) => scaledPart(part, scale, views))
      }
    }
  return find !== undefined && "views" in find
    ? { ...own, find: { ...find, views: (input: never) => views(find.views(input)) } }
    : own
}

const scaledPart = (part: Operation.Part, scale: Scale, views: Scaled): Operation.Part => {
  const operation = scaledOperation(part.operation, scale, views)
  return { ...part, operation, find: operation.find }
}

const asset = "USDT"

const routeOf = (face: Face, scale: Scale): Route => {
  const { extra = {}, words = {} } = face
  const module: Record<string, unknown> = {}
  const views = scaledViews(scale)
  const made = <A>(make: Make<A>): ((input: unknown) => Written<A>) => {
    const operation = scaledOperation(make.operation, scale, views)
    const call = Operation.make(operation as Operation.Operation<A, "place", never>) // its kind decides nothing here
    module[operation.name] = call
    return (input) => call(input as never) // what the route's own words say
  }
  const optional = <A>(make: Make<A> | undefined) => (make === undefined ? undefined : made(make))
  const whichOf = (which: Which) =>
    "name" in which
      ? { [words.which ?? "origClientOrderId"]: which.name }
      : { [words.orderId ?? "orderId"]: which.orderId }
  const inputOf: Route["inputOf"] = (wanted, name) => ({
    ...extra,
    ...wanted,
    ...face.placing?.(wanted),
    ...(name === undefined ? {} : { [words.name ?? "newClientOrderId"]: name })
  })
  const changeOf = ({ side, symbol }: Wanted, which: Which, { price, quantity }: Change) =>
    face.amendable === "quantity"
      ? { ...extra, symbol, ...whichOf(which), newQty: quantity }
      : { ...extra, symbol, side, ...whichOf(which), quantity, price }
  const place = made(face.place)
  const cancel = made(face.cancel)
  const cancelAll = made(face.cancelAll)
  const amend = optional(face.amend)
  const placeAll = optional(face.placeAll)
  const cancelEach = optional(face.cancelEach)
  const amendEach = optional(face.amendEach)
  // what is set is not looked up, or forgotten: it is taken as it is
  const set = face.set as ((input: never) => Written<unknown>) | undefined
  const placeList = optional(face.list?.place)
  const cancelList = optional(face.list?.cancel)
  const arm = face.arm?.make as ((input: never) => Written<unknown>) | undefined
  return {
    name: face.name,
    markets: face.markets,
    types: face.types,
    module,
    placing: face.place.operation,
    inputOf,
    amends: face.amendable ?? "both",
    ending: face.cancelAll.operation,
    setting: face.set?.operation ?? { method: "", path: "" },
    book: face.book,
    has: ({ route }) => route === face.route,
    place: (wanted, name) => place(inputOf(wanted, name)),
    cancel: (symbol, which) => cancel({ ...extra, symbol, ...whichOf(which) }),
    cancelAll: (symbol) => cancelAll({ ...extra, symbol }),
    amend: amend && ((wanted, which, to) => amend(changeOf(wanted, which, to))),
    placeAll: placeAll && ((wanted) => placeAll(wanted.map(([one, name]) => inputOf(one, name)))),
    cancelEach:
      cancelEach &&
      ((symbol, which) => {
        const [first] = which
        return cancelEach(
          first !== undefined && "name" in first
            ? { symbol, [words.names ?? "origClientOrderIds"]: which.map((one) => ("name" in one ? one.name : "")) }
            : { symbol, [words.orderIds ?? "orderIds"]: which.map((one) => ("orderId" in one ? one.orderId : "")) }
        )
      }),
    amendEach: amendEach && ((changes) => amendEach(changes.map((change) => changeOf(...change)))),
    set: set && ((symbol) => set(face.setting?.(symbol) as never)), // its own input, and below
    placeList:
      placeList &&
      (([{ price, quantity, side, symbol }, stop]) =>
        placeList({
          ...extra,
          symbol,
          side,
          quantity,
          limit: { price },
          stop: { stopPrice: stop.price, price: stop.price, timeInForce: "GTC" }
        })),
    lists: (face.lists ?? []).map(({ input, legsOf, name, place: make }) => {
      const listed = made(make)
      return { name, legsOf, place: (legs) => listed({ ...extra, ...input(legs) }) }
    }),
    moves: (face.moves ?? []).map((face) => {
      const { hasStatus = true, input, isNamed = false, isNumbered = true, make, mayShowAs, name, type } = face

      // nothing of it is looked up in views or forgotten, so it is taken as it is; that it has no fence its callers know
      const move = make as (input: never) => Written<unknown>
      const { find, method, parameters, path } = make.operation
      return {
        name,
        type,
        asset,
        isNamed,
        isListed: find !== undefined,
        hasStatus: find !== undefined && hasStatus,
        isNumbered,
        mayShowAs,
        call: (amount) => move(input(amount) as never), // its own input, and below
        request: (amount, other) => ({ method, path, parameters: parameters(input(amount) as never, other) })
      }
    }),
    arm: arm && ((millis) => arm(face.arm?.input(millis) as never)),
    arming: face.arm?.make.operation ?? { method: "", path: "" },
    cancelList:
      cancelList &&
      ((symbol, { listClientOrderId, orderListId }, by) =>
        cancelList({
          ...extra,
          symbol,
          ...(by === "id" || listClientOrderId === undefined ? { orderListId } : { listClientOrderId })
        }))
  }
}

const bitcoin: Market = {
  symbol: "BTCUSDT",
  quantities: ["0.00100", "0.00101", "0.00102"],
  smaller: "0.00071",
  resting: { BUY: "50000.00", SELL: "70000.00" },
  amended: { BUY: "49000.00", SELL: "71000.00" },
  filled: { BUY: "61000.00", SELL: "59000.00" },
  fill: (share) => (0.004 * share).toFixed(5)
}
const spotMarkets = [bitcoin]

const linear: Market = {
  ...bitcoin,
  quantities: ["0.010", "0.011", "0.012"],
  smaller: "0.007",
  fill: (share) => (0.04 * share).toFixed(3)
}
const linearMarkets = [linear]

const inverse: Market = {
  ...bitcoin,
  symbol: "BTCUSD_PERP",
  quantities: ["10", "11", "12"],
  smaller: "7",
  fill: (share) => (40 * share).toFixed(0)
}
const inverseMarkets = [inverse]

/** A stop order rests on the other side of the price, and has to be amended by nobody. */
const asStops = (market: Market): Market => ({
  ...market,
  resting: { BUY: market.resting.SELL, SELL: market.resting.BUY },
  filled: { BUY: market.resting.SELL, SELL: market.resting.BUY }
})

const otherSide = { BUY: "SELL", SELL: "BUY" } as const

/** The leg of a list that rests. */
const restingLeg = ({ resting, symbol }: Market, side: "BUY" | "SELL", quantity: string): Wanted => ({
  symbol,
  side,
  type: "LIMIT",
  timeInForce: "GTC",
  quantity,
  price: resting[side]
})

const oto: Pick<ListKind, "name" | "legsOf"> = {
  name: "oto",
  legsOf: (market, side, quantity) => [
    restingLeg(market, side, quantity),
    restingLeg(market, otherSide[side], quantity)
  ]
}

// the second one is above, the third one below the price
const otoco: Pick<ListKind, "name" | "legsOf"> = {
  name: "otoco",
  legsOf: (market, side, quantity) => [
    restingLeg(market, side, quantity),
    { ...restingLeg(market, otherSide[side], quantity), price: market.resting.SELL },
    { ...restingLeg(market, otherSide[side], quantity), price: market.resting.BUY }
  ]
}

/** An order of an OCO: it waits at its price, or for its price. */
const waiting = ({ price, side }: Wanted, waitsAt: "BUY" | "SELL") =>
  side === waitsAt
    ? { type: "LIMIT_MAKER", price }
    : { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", stopPrice: price, price }

const email = { fromEmail: "our@example.com", toEmail: "other@example.com" }
const loan = (amount: string) => ({ asset, amount })

const walletMoves: Face["moves"] = [
  {
    name: "transfer",
    type: "MAIN_UMFUTURE",
    make: Sapi.transfer,
    input: (amount) => ({ type: "MAIN_UMFUTURE", asset, amount })
  },
  {
    name: "sub-account transfer",
    type: "SUB_ACCOUNT",
    isNamed: true,
    make: Sapi.subAccountTransfer,
    input: (amount) => ({ ...email, fromAccountType: "SPOT", toAccountType: "SPOT", asset, amount })
  },
  {
    name: "sub-account futures transfer",
    type: "SUB_ACCOUNT_usdm",
    hasStatus: false,
    isNumbered: false,
    make: Sapi.subAccountFuturesTransfer,
    input: (amount) => ({ ...email, futuresType: 1, asset, amount })
  },
  {
    name: "withdrawal",
    type: "WITHDRAW",
    isNamed: true,
    make: Sapi.withdraw,
    input: (amount) => ({ coin: asset, address: "0x00", network: "ETH", amount })
  }
]

const loans = (symbol: string | undefined): NonNullable<Face["moves"]> =>
  (["BORROW", "REPAY"] as const).map((type) => ({
    name: type.toLowerCase(),
    type,
    make: Margin.borrowRepay,
    input: (amount) => ({ asset, amount, type, ...(symbol === undefined ? {} : { isIsolated: true, symbol }) })
  }))

/** More margin for a position, of which nothing tells. */
const moreMargin = (make: Make<unknown>, symbol: string): Face["moves"] => [
  { name: "position margin", type: "ADD_MARGIN", make, input: (amount) => ({ symbol, amount, type: 1 }) }
]

const marginFace = (isIsolated: boolean): Face => ({
  name: isIsolated ? "margin isolated" : "margin cross",
  route: isIsolated ? "isolated" : "cross",
  book: "spot",
  markets: spotMarkets,
  types: ["MARKET", "LIMIT", "IOC"],
  place: Margin.placeOrder,
  cancel: Margin.cancelOrder,
  cancelAll: Margin.cancelAllOrders,
  list: { place: Margin.placeOco, cancel: Margin.cancelOrderList },
  lists: [
    {
      ...oto,
      place: Margin.placeOto,
      input: ([working, pending]) => ({ symbol: working?.symbol, working, pending })
    },
    {
      ...otoco,
      place: Margin.placeOtoco,
      input: ([working, above, below]) => ({
        symbol: working?.symbol,
        working,
        pending: {
          side: above?.side,
          quantity: above?.quantity,
          above: above && waiting(above, "SELL"),
          below: below && waiting(below, "BUY")
        }
      })
    }
  ],
  moves: isIsolated ? loans(bitcoin.symbol) : [...(walletMoves ?? []), ...loans(undefined)],
  extra: { isIsolated }
})

const contracts = ["MARKET", "LIMIT", "IOC", "reduceOnly"] as const
const leverage = (symbol: string) => ({ symbol, leverage: 7 })

const spotFace: Face = {
  name: "spot",
  route: "spot",
  book: "spot",
  markets: spotMarkets,
  types: ["MARKET", "LIMIT", "IOC"],
  place: Spot.placeOrder,
  cancel: Spot.cancelOrder,
  cancelAll: Spot.cancelAllOrders,
  amend: Spot.amendOrder,
  amendable: "quantity"
}

/** The ways to place an order besides the one that its route has. */
const ways: Readonly<Record<string, ReadonlyArray<Face>>> = {
  spot: [{ ...spotFace, name: "spot sor", place: Spot.placeSorOrder }]
}

/** The routes of each product; of one whose routes share no book, a pair that does. */
const faces: Readonly<Record<string, ReadonlyArray<Face>>> = {
  "spot": [spotFace],
  "margin": [marginFace(false), marginFace(true)],
  "usdm": [
    {
      name: "usdm",
      route: "usdm",
      book: "usdm",
      markets: linearMarkets,
      types: contracts,
      place: Usdm.placeOrder,
      cancel: Usdm.cancelOrder,
      cancelAll: Usdm.cancelAllOrders,
      amend: Usdm.amendOrder,
      placeAll: Usdm.placeOrders,
      cancelEach: Usdm.cancelOrders,
      amendEach: Usdm.amendOrders,
      moves: moreMargin(Usdm.changePositionMargin, linear.symbol),
      arm: {
        make: Usdm.countdownCancelAll,
        input: (countdownTime) => ({ symbol: linear.symbol, countdownTime })
      },
      set: Usdm.changeLeverage,
      setting: leverage
    },
    {
      name: "usdm algo",
      route: "usdm-algo",
      book: "usdm",
      markets: [asStops(linear)],
      types: ["LIMIT"],
      place: Usdm.placeAlgoOrder,
      cancel: Usdm.cancelAlgoOrder,
      cancelAll: Usdm.cancelAllAlgoOrders,
      words: { name: "clientAlgoId", which: "clientAlgoId", orderId: "algoId" },
      placing: ({ price }) => ({ type: "STOP", triggerPrice: price })
    }
  ],
  "coinm": [
    {
      name: "coinm",
      route: "coinm",
      book: "coinm",
      markets: inverseMarkets,
      types: contracts,
      place: Coinm.placeOrder,
      cancel: Coinm.cancelOrder,
      cancelAll: Coinm.cancelAllOrders,
      amend: Coinm.amendOrder,
      placeAll: Coinm.placeOrders,
      cancelEach: Coinm.cancelOrders,
      amendEach: Coinm.amendOrders,
      moves: moreMargin(Coinm.changePositionMargin, inverse.symbol),
      arm: {
        make: Coinm.countdownCancelAll,
        input: (countdownTime) => ({ symbol: inverse.symbol, countdownTime })
      },
      set: Coinm.changeLeverage,
      setting: leverage
    }
  ],
  "options": [
    {
      name: "options",
      route: "options",
      book: "options",
      markets: [
        {
          symbol: "BTC-301227-60000-C",
          quantities: ["0.10", "0.11", "0.12"],
          smaller: "0.07",
          resting: { BUY: "500", SELL: "1500" },
          amended: { BUY: "400", SELL: "1600" },
          filled: { BUY: "1100", SELL: "900" },
          fill: (share) => (0.4 * share).toFixed(2)
        }
      ],
      types: ["LIMIT", "IOC"],
      place: Options.placeOrder,
      cancel: Options.cancelOrder,
      cancelAll: Options.cancelAllOrders,
      placeAll: Options.placeOrders,
      cancelEach: Options.cancelOrders,
      arm: {
        make: Options.countdownCancelAll,
        input: (countdownTime) => ({ underlying: "BTCUSDT", countdownTime })
      },
      words: { name: "clientOrderId", which: "clientOrderId", names: "clientOrderIds" }
    }
  ],
  "pm um": [
    {
      name: "pm um",
      route: "pm-um",
      book: "usdm",
      markets: linearMarkets,
      types: contracts,
      place: PortfolioMargin.placeUmOrder,
      cancel: PortfolioMargin.cancelUmOrder,
      cancelAll: PortfolioMargin.cancelAllUmOrders,
      amend: PortfolioMargin.amendUmOrder,
      set: PortfolioMargin.changeUmLeverage,
      setting: leverage
    },
    {
      name: "pm um conditional",
      route: "pm-um-conditional",
      book: "usdm",
      markets: [asStops(linear)],
      types: ["LIMIT"],
      place: PortfolioMargin.placeUmConditionalOrder,
      cancel: PortfolioMargin.cancelUmConditionalOrder,
      cancelAll: PortfolioMargin.cancelAllUmConditionalOrders,
      words: { name: "newClientStrategyId", which: "newClientStrategyId", orderId: "strategyId" },
      placing: ({ price }) => ({ strategyType: "STOP", stopPrice: price })
    }
  ],
  "pm cm": [
    {
      name: "pm cm",
      route: "pm-cm",
      book: "coinm",
      markets: inverseMarkets,
      types: contracts,
      place: PortfolioMargin.placeCmOrder,
      cancel: PortfolioMargin.cancelCmOrder,
      cancelAll: PortfolioMargin.cancelAllCmOrders,
      amend: PortfolioMargin.amendCmOrder,
      set: PortfolioMargin.changeCmLeverage,
      setting: leverage
    },
    {
      name: "pm cm conditional",
      route: "pm-cm-conditional",
      book: "coinm",
      markets: [asStops(inverse)],
      types: ["LIMIT"],
      place: PortfolioMargin.placeCmConditionalOrder,
      cancel: PortfolioMargin.cancelCmConditionalOrder,
      cancelAll: PortfolioMargin.cancelAllCmConditionalOrders,
      words: { name: "newClientStrategyId", which: "newClientStrategyId", orderId: "strategyId" },
      placing: ({ price }) => ({ strategyType: "STOP", stopPrice: price })
    }
  ],
  "pm margin": [
    {
      name: "pm margin",
      route: "pm-margin",
      book: "spot",
      markets: spotMarkets,
      types: ["MARKET", "LIMIT", "IOC"],
      place: PortfolioMargin.placeMarginOrder,
      cancel: PortfolioMargin.cancelMarginOrder,
      cancelAll: PortfolioMargin.cancelAllMarginOrders,
      list: { place: PortfolioMargin.placeMarginOco, cancel: PortfolioMargin.cancelMarginOrderList },
      moves: [
        { name: "loan", type: "BORROW", make: PortfolioMargin.marginLoan, input: loan },
        { name: "repayment", type: "REPAY", make: PortfolioMargin.repayLoan, input: loan },
        // no history has it
        {
          name: "debt repaid",
          type: "REPAY_DEBT",
          mayShowAs: "repayment",
          make: PortfolioMargin.repayDebt,
          input: loan
        }
      ]
    }
  ]
}

/** Where what was filled is never forgotten. */
export const keepsFilled: ReadonlySet<string> = new Set(["spot", "margin"])

export const names: ReadonlyArray<string> = Object.keys(faces)

/** The questions of one route asked of another one. */
const misrouted = (face: Face, other: Face): Face => {
  const views = (): ProductViews | undefined => {
    const { find } = other.place.operation
    return find?.subject === "placement" ? find.views({ ...other.extra } as never) : undefined // the operation's own input
  }
  const wrong = <A>(make: Make<A>): Make<A> => {
    const { operation } = make
    const { find } = operation
    const instead = views()
    return instead === undefined || find === undefined || !("views" in find)
      ? make
      : Object.assign((input: never) => make(input), {
          operation: { ...operation, find: { ...find, views: () => instead } }
        })
  }
  const { list } = face
  return {
    ...face,
    place: wrong(face.place),
    cancel: wrong(face.cancel),
    cancelAll: wrong(face.cancelAll),
    list: list && { place: wrong(list.place), cancel: wrong(list.cancel) }
  }
}

/** A product as it is. */
export const asItIs: Scale = { retention: undefined, pageLimit: undefined }

/** A product at some scale. `isMisrouted`: the client asks on the wrong route. */
export const product = (name: string, scale: Scale = asItIs, isMisrouted = false): Product => {
  const all = faces[name] ?? []
  return {
    name,
    family: Exchange.ofPath(all[0]?.place.operation.path ?? ""),
    ways: (ways[name] ?? []).map((face) => routeOf(face, scale)),
    routes: all.map((face, index) => {
      const other = all[(index + 1) % all.length]
      return routeOf(isMisrouted && other !== undefined && other !== face ? misrouted(face, other) : face, scale)
    })
  }
}
