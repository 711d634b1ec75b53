/** Options: orders at a price on contracts of their own, whose order ids have 19 digits. */
import * as Decimal from "../../Decimal.ts"
import * as Wire from "../../Wire.ts"
import * as ContractReads from "../contractReads.ts"
import * as ContractRequest from "../contractRequest.ts"
import * as ContractTrading from "../contractTrading.ts"
import { type Contract, type Position, positionOf } from "../contracts.ts"
import type { Desk } from "../desk.ts"
import * as Endpoint from "../endpoint.ts"
import { type Account, isOpenStatus, limitsOf, type Market, type Order, type Trade, type Version } from "../ledger.ts"
import { enumerated } from "../orderRequest.ts"
import type { Context } from "../request.ts"
import { routes } from "../routes.ts"
import * as WholeNumbers from "../wholeNumbers.ts"

const route = "options"
const rules = routes[route]
const firstId = rules.firstId ?? 0n

const idOf = (number: number) => WholeNumbers.digits(firstId + BigInt(number))
const optionSide = (symbol: string) => (symbol.endsWith("P") ? "PUT" : "CALL")
/** What an option is written on: `BTC-301227-60000-C` on BTCUSDT. */
const underlyingOf = ({ config }: Market) => `${config.symbol.split("-", 1)[0]}${config.quoteAsset}`
const strikeOf = (symbol: string) => symbol.split("-")[2] ?? "0"

const read = (parameters: Wire.Parameters, market: Market): ContractRequest.ContractShape => {
  const invalid = (name: string) => new Wire.Refusal(-1130, `Data sent for parameter '${name}' is not valid.`)
  Wire.mandatory(parameters, "side")
  const side = enumerated(parameters, "side", ["BUY", "SELL"], new Wire.Refusal(-1117, "Invalid side."))
  if (Wire.mandatory(parameters, "type") !== "LIMIT") throw new Wire.Refusal(-1116, "Invalid orderType.")
  const timeInForce = enumerated(
    parameters,
    "timeInForce",
    ["GTC", "IOC", "FOK"],
    new Wire.Refusal(-1115, "Invalid timeInForce.")
  )
  for (const name of ["quantity", "price"]) Wire.mandatory(parameters, name)
  const response = enumerated(parameters, "newOrderRespType", ["ACK", "RESULT"], invalid("newOrderRespType"))
  return {
    market,
    // just found to be there
    side: side!,
    type: "LIMIT",
    timeInForce: timeInForce ?? "GTC",
    quantity: ContractRequest.checkQuantity(market, Wire.decimal(parameters, "quantity") ?? 0n),
    quoteOrderQty: 0n,
    price: ContractRequest.checkPrice(market, Wire.decimal(parameters, "price") ?? 0n),
    stopPrice: 0n,
    clientOrderId: ContractRequest.idOf(parameters, "clientOrderId", rules),
    selfTrade: "NONE",
    response: response ?? "ACK",
    terms: {
      positionSide: "BOTH",
      reduceOnly: ContractRequest.flag(parameters, "reduceOnly") === true,
      closePosition: false,
      postOnly: ContractRequest.flag(parameters, "postOnly") === true,
      priceProtect: false,
      workingType: "CONTRACT_PRICE",
      priceMatch: "NONE",
      goodTillDate: 0,
      callbackPpm: 0n,
      activatePrice: 0n,
      isMmp: ContractRequest.flag(parameters, "isMmp") === true
    }
  }
}

/** An order, as it was at that version. Most replies call a cancelled one CANCELLED. */
const order = (of: Order, seen: Version): Readonly<Record<string, unknown>> => ({
  orderId: idOf(of.orderId),
  symbol: of.symbol,
  price: Decimal.format(seen.price),
  quantity: Decimal.format(seen.quantityUnits),
  executedQty: Decimal.format(seen.executed),
  side: of.side,
  type: "LIMIT",
  timeInForce: of.command.timeInForce,
  reduceOnly: of.command.terms?.reduceOnly === true,
  postOnly: of.command.terms?.postOnly === true,
  createTime: Math.floor(of.acceptedAt),
  updateTime: Math.floor(seen.at),
  status: seen.status === "CANCELED" ? "CANCELLED" : seen.status,
  avgPrice: Decimal.format(seen.executed === 0n ? 0n : Decimal.divide(seen.quote, seen.executed)),
  source: "API",
  clientOrderId: seen.clientOrderId,
  priceScale: 2,
  quantityScale: 2,
  optionSide: optionSide(of.symbol),
  quoteAsset: of.market.config.quoteAsset,
  mmp: of.command.terms?.isMmp === true
})

/** The history shows what a sale sells as a negative quantity. */
const past = (of: Order, seen: Version) => {
  const row = order(of, seen)
  return of.side === "BUY"
    ? row
    : { ...row, quantity: `-${Decimal.format(seen.quantityUnits)}`, executedQty: `-${Decimal.format(seen.executed)}` }
}

// nothing is written about an order before it is in the books
const last = (of: Order) => of.history.at(-1)!

const placed = (of: Order) =>
  of.command.response === "RESULT"
    ? order(of, last(of))
    : order(of, { ...of.history[0]!, executed: 0n, quote: 0n, status: "NEW" })

/** The documentation shows a cancel answered with the state before it. */
const cancelled = (of: Order) => {
  const { createTime, ...row } = order(of, last(of))
  return { ...row, createDate: createTime, status: "ACCEPTED" }
}

const trade = (of: Trade) => ({
  id: idOf(of.id),
  tradeId: of.id,
  orderId: idOf(of.order.orderId),
  symbol: of.order.symbol,
  price: Decimal.format(of.price),
  quantity: Decimal.format(of.quantity),
  fee: Decimal.format(-of.commission),
  realizedProfit: Decimal.format(of.gain),
  side: of.order.side,
  type: "LIMIT",
  liquidity: of.isMaker ? "MAKER" : "TAKER",
  time: Math.floor(of.at),
  priceScale: 2,
  quantityScale: 2,
  optionSide: optionSide(of.order.symbol),
  quoteAsset: of.order.market.config.quoteAsset
})

const position = (of: Position, { config, lastPrice }: Market, contract: Contract, at: number) => ({
  entryPrice: Decimal.format(of.entryPrice),
  symbol: of.symbol,
  side: of.amount < 0n ? "SHORT" : "LONG",
  quantity: Decimal.format(of.amount),
  markValue: Decimal.format(contract.valueAt(lastPrice, of.amount)),
  unrealizedPNL: Decimal.format(contract.valueAt(lastPrice - of.entryPrice, of.amount)),
  markPrice: Decimal.format(lastPrice),
  strikePrice: strikeOf(of.symbol),
  optionSide: optionSide(of.symbol),
  quoteAsset: config.quoteAsset,
  time: Math.floor(at)
})

const whichNames = ["symbol", "orderId", "clientOrderId"]
const orderNames = [
  "symbol",
  "side",
  "type",
  "quantity",
  "price",
  "timeInForce",
  "reduceOnly",
  "postOnly",
  "newOrderRespType",
  "clientOrderId",
  "isMmp"
]
const success = { code: 0, msg: "success" }

/** What is armed to cancel all of an underlying, unless a heartbeat comes in time. */
interface Switch {
  readonly countdownTime: number
  readonly disarm: () => void
}

export const make = (desk: Desk): Endpoint.Endpoints => {
  const { open, read: reading, write } = Endpoint.on({ route, bounds: "options", gate: "api" })
  const trading = new ContractTrading.ContractTrading(
    desk,
    {
      read: (parameters, market) => read(parameters, market),
      ids: { orderId: "orderId", clientOrderId: "clientOrderId" },
      placed,
      answered: cancelled,
      doneAll: success,
      amendsBoth: true,
      batch: { most: 10, orders: "orders", orderIds: "orderIds", clientOrderIds: "clientOrderIds" },
      // its engine looks at no window
      tooLate: new Wire.Refusal(-1021, "Timestamp for this request is outside of the recvWindow."),
      write: WholeNumbers.stringify
    },
    rules
  )
  const writer = { trade, amendments: () => [], write: (body: unknown) => body }
  const reads = new ContractReads.ContractReads(desk, trading, { ...writer, order })
  const history = new ContractReads.ContractReads(desk, trading, { ...writer, order, listed: past })
  const switches = new Map<string, Switch>()
  const ofUnderlying = (underlying: string): ReadonlyArray<Market> => {
    const found = [...desk.book("options").values()].filter((market) => underlyingOf(market) === underlying)
    if (found.length === 0) throw new Wire.Refusal(-1130, "Data sent for parameter 'underlying' is not valid.")
    return found
  }
  const underlying = ({ parameters }: Context) => Wire.mandatory(parameters, "underlying")
  const keyOf = (account: Account, name: string) => `${account.name} ${name}`
  const arm = (account: Account, name: string, at: number, countdownTime: number) => {
    const key = keyOf(account, name)
    switches.get(key)?.disarm()
    const disarm = trading.countdown(account, ofUnderlying(name), at, countdownTime)
    switches.set(key, { countdownTime, disarm })
  }
  const bySymbol = (parameters: Wire.Parameters) => (parameters.values.has("symbol") ? 1 : 40)
  return {
    "GET /eapi/v1/ping": open(1, [], () => ({})),
    "GET /eapi/v1/time": open(1, [], ({ at }) => ({ serverTime: Math.floor(at) })),
    "GET /eapi/v1/exchangeInfo": open(1, [], ({ at }) => ({
      timezone: "UTC",
      serverTime: Math.floor(at),
      rateLimits: limitsOf(desk.config, "options"),
      optionSymbols: [...desk.book("options").values()].map((market) => {
        const { config } = market
        return {
          symbol: config.symbol,
          underlying: underlyingOf(market),
          side: optionSide(config.symbol),
          strikePrice: strikeOf(config.symbol),
          quoteAsset: config.quoteAsset,
          status: config.status ?? "TRADING",
          filters: [
            { filterType: "PRICE_FILTER", ...config.priceFilter },
            { filterType: "LOT_SIZE", ...config.lotSize }
          ]
        }
      })
    })),
    "GET /eapi/v1/depth": open(2, ["symbol", "limit"], (context) => {
      const now = Math.floor(context.at)
      return { lastUpdateId: now, T: now, ...desk.depth(context, "options", 1_000) }
    }),
    "POST /eapi/v1/order": write("place", orderNames, (context) => trading.place(context)),
    "DELETE /eapi/v1/order": write("cancel", whichNames, (context) => trading.cancel(context)),
    "DELETE /eapi/v1/allOpenOrders": write("cancel", ["symbol"], (context) => trading.cancelAll(context), 5),
    "DELETE /eapi/v1/allOpenOrdersByUnderlying": write("cancel", ["underlying"], (context) => {
      const markets = ofUnderlying(underlying(context))
      return (at) => {
        const ended = trading.endAll(context.account, markets, at)
        return { status: 200, body: JSON.stringify({ ...success, data: ended }), executed: ended > 0 }
      }
    }),
    "POST /eapi/v1/batchOrders": write("batch", ["orders"], (context) => trading.placeAll(context), 5),
    "DELETE /eapi/v1/batchOrders": write("batch", ["symbol", "orderIds", "clientOrderIds"], (context) =>
      trading.cancelSome(context)
    ),
    "GET /eapi/v1/order": reading(1, whichNames, (context) => reads.order(context)),
    "GET /eapi/v1/openOrders": reading(bySymbol, ["symbol", "orderId", "startTime", "endTime"], (context) =>
      reads.openOrders(context)
    ),
    // what is still open is no history
    "GET /eapi/v1/historyOrders": reading(3, ["symbol", "orderId", "startTime", "endTime", "limit"], (context) =>
      history.allOrders(context, { fallback: 100, most: 1_000, from: "orderId" }, ({ status }) => !isOpenStatus(status))
    ),
    "GET /eapi/v1/userTrades": reading(5, ["symbol", "fromId", "startTime", "endTime", "limit"], (context) =>
      reads.trades(context, { fallback: 100, most: 1_000, from: "fromId" })
    ),
    "POST /eapi/v1/countdownCancelAll": write("setting", ["underlying", "countdownTime"], (context) => {
      const name = underlying(context)
      ofUnderlying(name)
      Wire.mandatory(context.parameters, "countdownTime")
      const countdownTime = Wire.integer(context.parameters, "countdownTime") ?? 0
      if (countdownTime !== 0 && countdownTime < 5_000)
        throw new Wire.Refusal(-1130, "Data sent for parameter 'countdownTime' is not valid.")
      return (at) => {
        arm(context.account, name, at, countdownTime)
        return { status: 200, body: JSON.stringify({ underlying: name, countdownTime }), executed: true }
      }
    }),
    "POST /eapi/v1/countdownCancelAllHeartBeat": write(
      "setting",
      ["underlyings"],
      (context) => {
        const names = Wire.mandatory(context.parameters, "underlyings").split(",")
        return (at) => {
          const armed = names.filter((name) => (switches.get(keyOf(context.account, name))?.countdownTime ?? 0) > 0)
          for (const name of armed)
            arm(context.account, name, at, switches.get(keyOf(context.account, name))?.countdownTime ?? 0)
          return { status: 200, body: JSON.stringify({ underlyings: armed }), executed: true }
        }
      },
      10
    ),
    "GET /eapi/v1/countdownCancelAll": reading(1, ["underlying"], (context) => {
      const name = underlying(context)
      const countdownTime = switches.get(keyOf(context.account, name))?.countdownTime ?? 0
      return { underlying: name, countdownTime }
    }),
    "GET /eapi/v1/marginAccount": reading(3, [], ({ account, at }) => ({
      asset: [...account.balances].map(([asset, { free, locked }]) => ({
        asset,
        marginBalance: Decimal.format(free + locked),
        equity: Decimal.format(free + locked),
        available: Decimal.format(free),
        initialMargin: Decimal.format(locked),
        maintMargin: "0",
        unrealizedPNL: "0"
      })),
      greek: [],
      time: Math.floor(at),
      canTrade: true
    })),
    "GET /eapi/v1/position": reading(5, ["symbol"], ({ account, at, parameters }) =>
      desk.markets("options", parameters).flatMap((market) => {
        const held = positionOf(account.positions, market.config.symbol, "BOTH")
        return market.contract === undefined || held.amount === 0n ? [] : [position(held, market, market.contract, at)]
      })
    )
  }
}
