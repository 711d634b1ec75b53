/**
 * Margin, cross and isolated, and the margin orders of portfolio margin: what Spot has, for accounts of their own. An order lives on the
 * route that it was placed on, so a read that says another `isIsolated`, or another symbol, does not find it.
 */
import * as Decimal from "../../Decimal.ts"
import type { Route } from "../../Product.ts"
import * as Wire from "../../Wire.ts"
import type { Desk } from "../desk.ts"
import * as Endpoint from "../endpoint.ts"
import type { Balance } from "../ledger.ts"
import * as ListRequest from "../listRequest.ts"
import type { ListKind } from "../orderLists.ts"
import { placeNames } from "../orderRequest.ts"
import type { Answer, Context } from "../request.ts"
import { absent, SpotReads } from "../spotReads.ts"
import { Trading } from "../trading.ts"
import * as Views from "../views.ts"

interface Margin {
  readonly route: Route
  readonly bounds: "margin" | "pm"
  readonly path: string
  /** Parameters that every endpoint takes beside those of Spot. */
  readonly routeNames: ReadonlyArray<string>
  readonly lists: ReadonlyArray<ListKind>
  readonly cancelAll: string
  /** The most rows of a page of orders. */
  readonly most: number
  readonly weights: {
    readonly place: Endpoint.Weight
    readonly cancel: number
    readonly cancelAll: number
    readonly cancelList: number
    readonly order: number
    readonly openOrders: number
    readonly allOrders: number
    readonly trades: number
    readonly list: number
    readonly allLists: number
    readonly openLists: number
  }
}

const borrows = ({ values }: Wire.Parameters) =>
  ["MARGIN_BUY", "AUTO_BORROW_REPAY"].includes(values.get("sideEffectType") ?? "")

const margin: Margin = {
  route: "cross",
  bounds: "margin",
  path: "/sapi/v1/margin",
  routeNames: ["isIsolated"],
  lists: ["oco", "oto", "otoco"],
  cancelAll: "openOrders",
  most: 500,
  weights: {
    place: (parameters) => (borrows(parameters) ? 1_500 : 6),
    cancel: 10,
    cancelAll: 1,
    cancelList: 1,
    order: 10,
    openOrders: 10,
    allOrders: 200,
    trades: 10,
    list: 10,
    allLists: 200,
    openLists: 10
  }
}

const portfolio: Margin = {
  route: "pm-margin",
  bounds: "pm",
  path: "/papi/v1/margin",
  routeNames: [],
  lists: ["oco"],
  cancelAll: "allOpenOrders",
  most: 500,
  weights: {
    place: () => 1,
    cancel: 2,
    cancelAll: 5,
    cancelList: 2,
    order: 10,
    openOrders: 5,
    allOrders: 100,
    trades: 5,
    list: 5,
    allLists: 100,
    openLists: 5
  }
}

const sideNames = ["sideEffectType", "autoRepayAtCancel"]
const range = ["symbol", "orderId", "startTime", "endTime", "limit"]

/** What is asked of an isolated account has to say whose. */
const checked = (context: Context): Context => {
  if (context.account.route.name === "isolated") Wire.mandatory(context.parameters, "symbol")
  return context
}

const faceOf = (desk: Desk, face: Margin): Endpoint.Endpoints => {
  const { bounds, cancelAll, most, path, route, routeNames, weights } = face
  // a single look at the receive window is documented, on arrival
  const { read, write } = Endpoint.on({ route, bounds, gate: "api" })
  const trading = new Trading(desk.engine, desk.random, (parameters) => desk.market("spot", parameters))
  // nobody has told of a code for a list that is not there: that of an order
  const reads = new SpotReads(desk, { absentList: absent, most })
  const named = (...names: ReadonlyArray<string>) => [...names, ...routeNames]
  // new orders, and the cancel of a list, weigh on the account
  const ofAccount = (endpoint: Endpoint.Endpoint) => ({ ...endpoint, isOfAccount: bounds === "margin" })
  const run = (how: (context: Context) => (at: number) => Answer) => (context: Context) => how(checked(context))
  const show = (how: (context: Context) => unknown) => (context: Context) => how(checked(context))
  const list = (kind: ListKind) =>
    ofAccount(
      write(
        "orderList",
        named(...(kind === "oco" ? ListRequest.ocoNames : ListRequest.names(kind)), ...sideNames),
        run((context) =>
          trading.placeList(
            kind === "oco" ? { ...context, parameters: ListRequest.asPair(context.parameters) } : context,
            kind
          )
        ),
        weights.place
      )
    )
  return {
    ...Object.fromEntries(face.lists.map((kind) => [`POST ${path}/order/${kind}`, list(kind)])),
    [`POST ${path}/order`]: ofAccount(
      write(
        "place",
        named(...placeNames, ...sideNames),
        run((context) => trading.place(context)),
        weights.place
      )
    ),
    [`DELETE ${path}/order`]: write(
      "cancel",
      named("symbol", "orderId", "origClientOrderId", "newClientOrderId"),
      run((context) => trading.cancel(context)),
      weights.cancel
    ),
    [`DELETE ${path}/${cancelAll}`]: write(
      "cancel",
      named("symbol"),
      run((context) => trading.cancelAll(context)),
      weights.cancelAll
    ),
    [`DELETE ${path}/orderList`]: ofAccount(
      write(
        "cancel",
        named("symbol", "orderListId", "listClientOrderId", "newClientOrderId"),
        run((context) => trading.cancelList(context)),
        weights.cancelList
      )
    ),
    [`GET ${path}/order`]: read(
      weights.order,
      named("symbol", "orderId", "origClientOrderId"),
      show((context) => reads.order(context))
    ),
    [`GET ${path}/openOrders`]: read(
      weights.openOrders,
      named("symbol"),
      show((context) => reads.openOrders(context))
    ),
    [`GET ${path}/allOrders`]: read(
      weights.allOrders,
      named(...range),
      show((context) => reads.allOrders(context))
    ),
    [`GET ${path}/myTrades`]: read(
      weights.trades,
      named(...range, "fromId"),
      show((context) => reads.myTrades(context))
    ),
    [`GET ${path}/orderList`]: read(
      weights.list,
      named("symbol", "orderListId", "origClientOrderId"),
      show((context) => reads.orderList(context))
    ),
    [`GET ${path}/openOrderList`]: read(
      weights.openLists,
      named("symbol"),
      show((context) => reads.openOrderLists(context))
    ),
    [`GET ${path}/allOrderList`]: read(
      weights.allLists,
      named("symbol", "fromId", "startTime", "endTime", "limit"),
      show((context) => reads.allOrderLists(context))
    )
  }
}

/** What a margin account owns: nothing here is borrowed. */
const accounts = (desk: Desk): Endpoint.Endpoints => {
  const { read } = Endpoint.on({ route: "cross", bounds: "margin", gate: "api" })
  const reads = new SpotReads(desk, { absentList: absent, most: margin.most })
  const assetOf = (asset: string, balance: Balance) => ({
    asset,
    ...Views.balance(balance),
    borrowed: "0.00000000",
    interest: "0.00000000",
    netAsset: Decimal.format(balance.free + balance.locked)
  })
  return {
    "GET /sapi/v1/margin/account": read(10, [], ({ account }) => ({
      borrowEnabled: true,
      tradeEnabled: true,
      transferInEnabled: true,
      transferOutEnabled: true,
      marginLevel: "999.00000000",
      userAssets: [...account.balances].map(([asset, balance]) => assetOf(asset, balance))
    })),
    "GET /sapi/v1/margin/isolated/account": read(10, ["symbols"], ({ account, parameters }) => ({
      assets: desk.markets("spot", parameters).map(({ config: { baseAsset, quoteAsset, symbol } }) => {
        const isolated = account.holder.on("isolated", symbol)
        return {
          symbol,
          isolatedCreated: true,
          enabled: true,
          tradeEnabled: true,
          baseAsset: assetOf(baseAsset, isolated.balance(baseAsset)),
          quoteAsset: assetOf(quoteAsset, isolated.balance(quoteAsset))
        }
      })
    })),
    "GET /sapi/v1/margin/rateLimit/order": read(20, ["isIsolated", "symbol"], (context) =>
      reads.orderCount(checked(context))
    )
  }
}

/** What a key may do: it is asked at this host, and is about all of the account. */
const restrictions: Endpoint.Endpoints = {
  // a limit of its own, which is not kept here
  "GET /sapi/v1/account/apiRestrictions": Endpoint.on({ route: "spot", bounds: "spot", gate: "api" }).read(
    0,
    [],
    ({ key }) => Views.apiRestrictions(key)
  )
}

export const make = (desk: Desk): Endpoint.Endpoints => ({
  ...faceOf(desk, margin),
  ...accounts(desk),
  ...restrictions
})

export const portfolioMargin = (desk: Desk): Endpoint.Endpoints => faceOf(desk, portfolio)
