/** Spot: what can be asked of it. */
import * as Decimal from "../../Decimal.ts"
import * as Wire from "../../Wire.ts"
import type { Desk } from "../desk.ts"
import * as Endpoint from "../endpoint.ts"
import * as ListRequest from "../listRequest.ts"
import type { ListKind } from "../orderLists.ts"
import { placeNames, routedNames } from "../orderRequest.ts"
import { SpotReads } from "../spotReads.ts"
import { replacedIds, Trading } from "../trading.ts"
import * as Views from "../views.ts"

const range = ["symbol", "orderId", "startTime", "endTime", "limit"]

const testWeight: Endpoint.Weight = ({ values }) => (values.get("computeCommissionRates") === "true" ? 20 : 1)

export const make = (desk: Desk): Endpoint.Endpoints => {
  const { open, read, test, write } = Endpoint.on({ route: "spot", bounds: "spot", gate: "broker" })
  const trading = new Trading(desk.engine, desk.random, (parameters) => desk.market("spot", parameters))
  // no list of the documentation has this code: users report it
  const absentList = new Wire.Refusal(-2018, "Order list does not exist.")
  const reads = new SpotReads(desk, { absentList, most: 1_000 })
  const list = (kind: ListKind) =>
    write("orderList", ListRequest.names(kind), (context) => trading.placeList(context, kind))
  return {
    "GET /api/v3/ping": open(1, [], () => ({})),
    "GET /api/v3/time": open(1, [], ({ at }) => ({ serverTime: Math.floor(at) })),
    "GET /api/v3/exchangeInfo": open(
      20,
      ["symbol", "symbols", "permissions", "showPermissionSets", "symbolStatus"],
      ({ at, parameters }) => {
        const markets = desk.markets("spot", parameters)
        return {
          timezone: "UTC",
          serverTime: Math.floor(at),
          rateLimits: desk.config.limits,
          exchangeFilters: [],
          symbols: markets.map(Views.symbol),
          sors: Views.sors(markets)
        }
      }
    ),
    "GET /api/v3/depth": open(
      ({ values }) => {
        const limit = Number(values.get("limit") ?? 100)
        return limit > 1_000 ? 250 : limit > 500 ? 50 : limit > 100 ? 25 : 5
      },
      ["symbol", "limit"],
      (context) => ({ lastUpdateId: Math.floor(context.at), ...desk.depth(context, "spot", 5_000) })
    ),
    "GET /api/v3/ticker/price": open(
      ({ values }) => (values.has("symbol") ? 2 : 4),
      ["symbol", "symbols"],
      ({ parameters }) => {
        const prices = desk.markets("spot", parameters).map(({ config, lastPrice }) => ({
          symbol: config.symbol,
          price: Decimal.format(lastPrice)
        }))
        return parameters.values.has("symbol") ? prices[0] : prices
      }
    ),
    "GET /api/v3/account": read(20, ["omitZeroBalances"], (context) =>
      Views.account(context.account, desk.asOf(context, "memory"), {
        omitZero: context.parameters.values.get("omitZeroBalances") === "true",
        commissionPpm: desk.config.commissionPpm
      })
    ),
    "GET /api/v3/order": read(4, ["symbol", "orderId", "origClientOrderId"], (context) => reads.order(context)),
    "GET /api/v3/openOrders": read(
      (parameters) => (parameters.values.has("symbol") ? 6 : 80),
      ["symbol"],
      (context) => reads.openOrders(context)
    ),
    "GET /api/v3/allOrders": read(20, range, (context) => reads.allOrders(context)),
    "GET /api/v3/myTrades": read(
      (parameters) => (parameters.values.has("orderId") ? 5 : 20),
      [...range, "fromId"],
      (context) => reads.myTrades(context)
    ),
    "GET /api/v3/myAllocations": read(20, [...range, "fromAllocationId"], (context) => reads.myAllocations(context)),
    "GET /api/v3/rateLimit/order": read(40, [], (context) => reads.orderCount(context)),
    "GET /api/v3/order/amendments": read(4, ["symbol", "orderId", "fromExecutionId", "limit"], (context) =>
      reads.amendments(context)
    ),
    "POST /api/v3/order": write("place", placeNames, (context) => trading.place(context)),
    "POST /api/v3/order/test": test(testWeight, [...placeNames, "computeCommissionRates"], (context) => {
      trading.test(context)
      return {}
    }),
    "POST /api/v3/sor/order": write("place", routedNames, (context) => trading.placeRouted(context)),
    "POST /api/v3/sor/order/test": test(testWeight, [...routedNames, "computeCommissionRates"], (context) => {
      trading.testRouted(context)
      return {}
    }),
    "DELETE /api/v3/order": write(
      "cancel",
      ["symbol", "orderId", "origClientOrderId", "newClientOrderId", "cancelRestrictions"],
      (context) => trading.cancel(context)
    ),
    "DELETE /api/v3/openOrders": write("cancel", ["symbol"], (context) => trading.cancelAll(context)),
    "PUT /api/v3/order/amend/keepPriority": write(
      "amend",
      ["symbol", "orderId", "origClientOrderId", "newClientOrderId", "newQty"],
      (context) => trading.amend(context),
      4
    ),
    "POST /api/v3/order/cancelReplace": write(
      "cancelReplace",
      [
        ...placeNames,
        ...Object.values(replacedIds),
        "cancelReplaceMode",
        "cancelRestrictions",
        "orderRateLimitExceededMode"
      ],
      (context) => trading.cancelReplace(context)
    ),
    "POST /api/v3/orderList/oco": list("oco"),
    "POST /api/v3/orderList/oto": list("oto"),
    "POST /api/v3/orderList/otoco": list("otoco"),
    "POST /api/v3/orderList/opo": list("opo"),
    "POST /api/v3/orderList/opoco": list("opoco"),
    "DELETE /api/v3/orderList": write(
      "cancel",
      ["symbol", "orderListId", "listClientOrderId", "newClientOrderId"],
      (context) => trading.cancelList(context)
    ),
    "GET /api/v3/orderList": read(4, ["orderListId", "origClientOrderId"], (context) => reads.orderList(context)),
    "GET /api/v3/openOrderList": read(6, [], (context) => reads.openOrderLists(context)),
    "GET /api/v3/allOrderList": read(20, ["fromId", "startTime", "endTime", "limit"], (context) =>
      reads.allOrderLists(context)
    )
  }
}
