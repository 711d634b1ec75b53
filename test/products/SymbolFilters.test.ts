import * as Seeded from "@effect-binance/simulator/Seeded"
import { assert, describe, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import type * as Call from "effect-binance/client/Call"
import type { Kind } from "effect-binance/errors/InDoubt"
import * as Spot from "effect-binance/products/Spot"
import * as SymbolFilters from "effect-binance/products/SymbolFilters"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { accepted, atOnce, clientFixed, wire } from "../client/support.ts"

type Fields = Readonly<Record<string, unknown>>

const lot = (stepSize: string, minQty = "0", maxQty = "0"): Fields => ({
  filterType: "LOT_SIZE",
  minQty,
  maxQty,
  stepSize
})
const tick = (tickSize: string, minPrice = "0", maxPrice = "0"): Fields => ({
  filterType: "PRICE_FILTER",
  minPrice,
  maxPrice,
  tickSize
})
const spot = (...filters: ReadonlyArray<Fields>) =>
  SymbolFilters.make("BTCUSDT", filters, { baseAsset: "BTC", quoteAsset: "USDT" })
const futures = (...filters: ReadonlyArray<Fields>) =>
  Effect.runSync(SymbolFilters.fromFutures({ symbols: [{ symbol: "BTCUSDT", filters }] }, "BTCUSDT"))

const broken = (
  filters: SymbolFilters.SymbolFilters,
  fields: Readonly<Record<string, string | number | boolean>>,
  known: SymbolFilters.Known = {},
  kind: Kind = "place"
) => SymbolFilters.violation(filters, kind, { symbol: "BTCUSDT", ...fields }, known)?.filter

describe("rounding", () => {
  // what float arithmetic makes of these is 0.2, 4.34, 0.00006 and 2
  it.each([
    ["0.3", "0.1", "0.3"],
    ["4.35", "0.01", "4.35"],
    ["0.00007", "0.00001000", "0.00007"],
    ["2.5", "0.5", "2.5"],
    ["0.35", "0.1", "0.3"],
    ["0.99999999", "0.00000001", "0.99999999"],
    ["123456789012345678.9", "1", "123456789012345678"],
    ["7", "5", "5"],
    ["0.04", "0.1", "0"],
    ["0.6", "0.25", "0.5"]
  ])("a quantity of %s on steps of %s is %s", (quantity, step, expected) => {
    assert.strictEqual(SymbolFilters.roundQuantity(spot(lot(step)), quantity), expected)
  })

  it("a price never gets worse than it was asked for", () => {
    const filters = spot(tick("0.01"))
    assert.strictEqual(SymbolFilters.roundPrice(filters, "4.359", "BUY"), "4.35")
    assert.strictEqual(SymbolFilters.roundPrice(filters, "4.351", "SELL"), "4.36")
    assert.strictEqual(SymbolFilters.roundPrice(filters, "4.35", "SELL"), "4.35")
    assert.strictEqual(SymbolFilters.roundPrice(filters, BigDecimal.fromStringUnsafe("4.350000"), "SELL"), "4.35")
  })

  it("a MARKET order keeps the steps of both of its filters", () => {
    const filters = spot(lot("0.2"), { ...lot("0.3"), filterType: "MARKET_LOT_SIZE" })
    assert.strictEqual(SymbolFilters.roundQuantity(filters, "1.7"), "1.6")
    assert.strictEqual(SymbolFilters.roundQuantity(filters, "1.7", "MARKET"), "1.2")
  })

  it("steps of futures start at the minimum, those of Spot at zero", () => {
    const filters = [tick("0.10", "0.05"), lot("2", "1")]
    assert.strictEqual(SymbolFilters.roundPrice(futures(...filters), "1.2", "BUY"), "1.15")
    assert.strictEqual(SymbolFilters.roundPrice(spot(...filters), "1.2", "BUY"), "1.2")
    assert.strictEqual(SymbolFilters.roundQuantity(futures(...filters), "4"), "3")
    assert.strictEqual(SymbolFilters.roundQuantity(spot(...filters), "4"), "4")
    assert.strictEqual(broken(futures(...filters), { price: "1.2" }), "PRICE_FILTER")
    assert.isUndefined(broken(futures(...filters), { price: "1.15", quantity: "3" }))
    assert.isUndefined(broken(spot(...filters), { price: "1.2", quantity: "4" }))
    assert.strictEqual(broken(spot(...filters), { price: "1.15" }), "PRICE_FILTER")
  })

  it("leaves alone what is no plain decimal, and what has no step", () => {
    assert.strictEqual(SymbolFilters.roundQuantity(spot(lot("0.1")), "1e-3"), "1e-3")
    assert.strictEqual(SymbolFilters.roundQuantity(spot(lot("0.1")), "-1"), "-1")
    assert.strictEqual(SymbolFilters.roundQuantity(spot(), "0.123"), "0.123")
    assert.strictEqual(SymbolFilters.roundPrice(spot(tick("0")), "0.123", "BUY"), "0.123")
  })

  // the oracle: whole numbers at one scale
  it("over random steps, is on a step, on the right side and less than one step away", () => {
    const seed = 20_261_121
    const random = Seeded.make(seed)
    for (let i = 0; i < 3000; i++) {
      const scale = random.integer(0, 10)
      const unit = BigInt(random.integer(1, 10 ** random.integer(1, 5)))
      const value = BigInt(random.integer(0, 1_000_000_000)) * BigInt(random.integer(1, 1_000_000))
      const text = (digits: bigint, at: number) =>
        at === 0 ? `${digits}` : `${digits}`.padStart(at + 1, "0").replace(new RegExp(`(\\d{${at}})$`), ".$1")
      const exact = (decimal: string) => {
        const [whole = "", part = ""] = decimal.split(".")
        return BigInt(whole + part.padEnd(scale + 3, "0"))
      }
      const filters = spot(lot(text(unit, scale)), tick(text(unit, scale)))
      const asked = text(value, scale + 3)
      const step = unit * 1000n
      const says = `seed ${seed}, ${i}: ${asked} on ${text(unit, scale)}`
      const down = exact(SymbolFilters.roundQuantity(filters, asked))
      assert.strictEqual(down, value - (value % step), says)
      assert.strictEqual(exact(SymbolFilters.roundPrice(filters, asked, "BUY")), down, says)
      const up = exact(SymbolFilters.roundPrice(filters, asked, "SELL"))
      assert.strictEqual(up, value % step === 0n ? value : down + step, says)
      assert.isUndefined(broken(filters, { price: SymbolFilters.roundPrice(filters, asked, "SELL") }), says)
    }
  })
})

describe("each filter", () => {
  const market = { type: "MARKET", side: "BUY" }
  const limit = { type: "LIMIT", side: "BUY" }
  const rows: ReadonlyArray<
    readonly [
      name: string,
      filter: Fields,
      keeps: Readonly<Record<string, string | number | boolean>>,
      breaks: Readonly<Record<string, string | number | boolean>>,
      known?: SymbolFilters.Known
    ]
  > = [
    ["PRICE_FILTER", tick("0.01", "1", "9"), { price: "1.01" }, { price: "1.015" }],
    ["PRICE_FILTER", tick("0.01", "1", "9"), { price: "1" }, { price: "0.99" }],
    ["PRICE_FILTER", tick("0.01", "1", "9"), { price: "9", stopPrice: "9" }, { price: "9", stopPrice: "9.01" }],
    ["LOT_SIZE", lot("0.1", "0.2", "5"), { quantity: "0.2" }, { quantity: "0.1" }],
    ["LOT_SIZE", lot("0.1", "0.2", "5"), { quantity: "5.0" }, { quantity: "5.1" }],
    ["LOT_SIZE", lot("0.1", "0.2", "5"), { quantity: "5", icebergQty: "0" }, { quantity: "5", icebergQty: "0.25" }],
    [
      "MARKET_LOT_SIZE",
      { ...lot("0.1", "1", "5"), filterType: "MARKET_LOT_SIZE" },
      { ...limit, quantity: "7" },
      { ...market, quantity: "7" }
    ],
    [
      "MIN_NOTIONAL",
      { filterType: "MIN_NOTIONAL", minNotional: "10", applyToMarket: true },
      { ...limit, price: "5", quantity: "2" },
      { ...limit, price: "4.99", quantity: "2" }
    ],
    [
      "MIN_NOTIONAL",
      { filterType: "MIN_NOTIONAL", notional: "10" },
      { ...limit, price: "4", quantity: "2", reduceOnly: "true" },
      { ...limit, price: "4", quantity: "2", reduceOnly: "false" }
    ],
    [
      "NOTIONAL",
      {
        filterType: "NOTIONAL",
        minNotional: "10",
        applyMinToMarket: true,
        maxNotional: "20",
        applyMaxToMarket: false
      },
      { ...market, quantity: "5" },
      { ...market, quantity: "1.9" },
      { referencePrice: "5" }
    ],
    [
      "NOTIONAL",
      { filterType: "NOTIONAL", minNotional: "10", maxNotional: "20" },
      { ...limit, price: "10", quantity: "2" },
      { ...limit, price: "10", quantity: "2.01" }
    ],
    [
      "NOTIONAL",
      { filterType: "NOTIONAL", minNotional: "10", maxNotional: "20" },
      { ...market, quoteOrderQty: "10" },
      { ...market, quoteOrderQty: "9.99" }
    ],
    [
      "PERCENT_PRICE",
      { filterType: "PERCENT_PRICE", multiplierUp: "1.3", multiplierDown: "0.7" },
      { ...limit, price: "130" },
      { ...limit, price: "130.01" },
      { referencePrice: "100" }
    ],
    [
      "PERCENT_PRICE",
      { filterType: "PERCENT_PRICE", multiplierUp: "1.3", multiplierDown: "0.7" },
      { ...limit, price: "70" },
      { ...limit, price: "69.99" },
      { referencePrice: "100" }
    ],
    [
      "PERCENT_PRICE_BY_SIDE",
      {
        filterType: "PERCENT_PRICE_BY_SIDE",
        bidMultiplierUp: "1.2",
        bidMultiplierDown: "0.2",
        askMultiplierUp: "5",
        askMultiplierDown: "0.8"
      },
      { type: "LIMIT", side: "SELL", price: "130" },
      { type: "LIMIT", side: "BUY", price: "130" },
      { referencePrice: "100" }
    ],
    [
      "ICEBERG_PARTS",
      { filterType: "ICEBERG_PARTS", limit: 10 },
      { quantity: "1", icebergQty: "0.1" },
      { quantity: "1.01", icebergQty: "0.1" }
    ],
    [
      "TRAILING_DELTA",
      {
        filterType: "TRAILING_DELTA",
        minTrailingAboveDelta: 10,
        maxTrailingAboveDelta: 2000,
        minTrailingBelowDelta: 50,
        maxTrailingBelowDelta: 100
      },
      { type: "STOP_LOSS", side: "BUY", trailingDelta: 2000 },
      { type: "STOP_LOSS", side: "SELL", trailingDelta: 2000 }
    ],
    [
      "MAX_POSITION",
      { filterType: "MAX_POSITION", maxPosition: "10" },
      { ...limit, quantity: "1" },
      { ...limit, quantity: "1.1" },
      { position: "9" }
    ],
    [
      "MAX_ASSET",
      { filterType: "MAX_ASSET", asset: "BTC", limit: "2" },
      { ...limit, price: "1", quantity: "2" },
      { ...limit, price: "1", quantity: "2.5" }
    ],
    [
      "MAX_ASSET",
      { filterType: "MAX_ASSET", asset: "USDT", limit: "42" },
      { ...limit, price: "21", quantity: "2" },
      { ...limit, price: "21", quantity: "2.5" }
    ],
    [
      "MAX_NUM_ALGO_ORDERS",
      { filterType: "MAX_NUM_ALGO_ORDERS", maxNumAlgoOrders: 5 },
      limit,
      { type: "STOP_LOSS_LIMIT", side: "BUY" },
      { openAlgoOrders: 5 }
    ],
    [
      "MAX_NUM_ICEBERG_ORDERS",
      { filterType: "MAX_NUM_ICEBERG_ORDERS", maxNumIcebergOrders: 5 },
      { quantity: "1" },
      { quantity: "1", icebergQty: "0.5" },
      { openIcebergOrders: 5 }
    ],
    [
      "EXCHANGE_MAX_NUM_ALGO_ORDERS",
      { filterType: "EXCHANGE_MAX_NUM_ALGO_ORDERS", maxNumAlgoOrders: 200 },
      limit,
      { type: "TAKE_PROFIT", side: "BUY" },
      { exchangeOpenAlgoOrders: 200 }
    ],
    [
      "EXCHANGE_MAX_NUM_ICEBERG_ORDERS",
      { filterType: "EXCHANGE_MAX_NUM_ICEBERG_ORDERS", maxNumIcebergOrders: 5 },
      { quantity: "1" },
      { quantity: "1", icebergQty: "0.5" },
      { exchangeOpenIcebergOrders: 5 }
    ]
  ]
  it.each(
    rows.map(([name, filter, keeps, breaks, known]) => ({
      name,
      filter,
      keeps,
      breaks,
      known,
      by: JSON.stringify(breaks)
    }))
  )("$name refuses $by", ({ breaks, filter, keeps, known, name }) => {
    assert.isUndefined(broken(spot(filter), keeps, known))
    assert.strictEqual(broken(spot(filter), breaks, known), name)
  })

  it.each([
    ["MAX_NUM_ORDERS", { maxNumOrders: 25 }, { openOrders: 24 }, { openOrders: 25 }, "place"],
    ["MAX_NUM_ORDERS", { limit: 25 }, { openOrders: 24 }, { openOrders: 25 }, "place"],
    ["EXCHANGE_MAX_NUM_ORDERS", { maxNumOrders: 25 }, { exchangeOpenOrders: 24 }, { exchangeOpenOrders: 25 }, "place"],
    ["MAX_NUM_ORDER_AMENDS", { maxNumOrderAmends: 10 }, { amendments: 9 }, { amendments: 10 }, "amend"],
    ["MAX_NUM_ORDER_LISTS", { maxNumOrderLists: 20 }, { openOrderLists: 19 }, { openOrderLists: 20 }, "orderList"],
    [
      "EXCHANGE_MAX_NUM_ORDER_LISTS",
      { maxNumOrderLists: 20 },
      { exchangeOpenOrderLists: 19 },
      { exchangeOpenOrderLists: 20 },
      "orderList"
    ]
  ] as const)("%s %o", (name, filter, keeps, breaks, kind) => {
    const filters = spot({ filterType: name, ...filter })
    assert.isUndefined(broken(filters, {}, keeps, kind))
    assert.isUndefined(broken(filters, {}, {}, kind))
    assert.strictEqual(broken(filters, {}, breaks, kind), name)
  })

  it("futures bound a BUY from above and a SELL from below", () => {
    const filters = futures({ filterType: "PERCENT_PRICE", multiplierUp: "1.15", multiplierDown: "0.85" })
    const price = (side: string, text: string) =>
      broken(filters, { type: "LIMIT", side, price: text }, { referencePrice: "100" })
    assert.isUndefined(price("BUY", "10"))
    assert.isUndefined(price("SELL", "1000"))
    assert.strictEqual(price("BUY", "115.01"), "PERCENT_PRICE")
    assert.strictEqual(price("SELL", "84.99"), "PERCENT_PRICE")
  })

  it("an order that only the exchange can judge is left to it", () => {
    const filters = spot(
      { filterType: "NOTIONAL", minNotional: "10" },
      { filterType: "PERCENT_PRICE", multiplierUp: "1", multiplierDown: "1" },
      { filterType: "MAX_POSITION", maxPosition: "1" },
      { filterType: "A_FILTER_OF_TOMORROW", limit: 0 },
      { filterType: "LOT_SIZE", minQty: {}, maxQty: "many", stepSize: null }
    )
    assert.isUndefined(broken(filters, { type: "MARKET", side: "BUY", quantity: "0.0001" }))
    assert.isUndefined(broken(filters, { type: "LIMIT", side: "BUY", price: "1e3", quantity: "5" }))
    assert.isUndefined(broken(filters, { price: "5" }, {}, "read"))
    assert.isUndefined(broken(filters, { price: "5" }, {}, "cancel"))
  })
})

describe("wholes and parts", () => {
  const filters = spot(tick("0.1"), lot("0.1"))
  it.each(["abovePrice", "belowStopPrice", "workingPrice", "pendingAboveStopPrice", "pendingBelowPrice"])(
    "every leg of an order list: %s",
    (parameter) => {
      const leg = parameter.replace(/(?:Stop)?Price$/, "")
      assert.isUndefined(broken(filters, { [`${leg}Type`]: "LIMIT", [parameter]: "1.1" }, {}, "orderList"))
      assert.strictEqual(
        broken(filters, { [`${leg}Type`]: "LIMIT", [parameter]: "1.11" }, {}, "orderList"),
        "PRICE_FILTER"
      )
    }
  )

  it("the quantity that the legs share", () => {
    const legs = { aboveType: "LIMIT_MAKER", belowType: "STOP_LOSS" }
    assert.strictEqual(broken(filters, { ...legs, quantity: "0.15" }, {}, "orderList"), "LOT_SIZE")
    const pending = { workingType: "LIMIT", workingQuantity: "1", pendingAboveType: "LIMIT_MAKER" }
    assert.strictEqual(broken(filters, { ...pending, pendingQuantity: "0.15" }, {}, "orderList"), "LOT_SIZE")
    assert.isUndefined(broken(filters, { ...pending, pendingQuantity: "0.1" }, {}, "orderList"))
  })

  it("every element of a batch that is on this symbol", () => {
    const batch = (...orders: ReadonlyArray<unknown>) =>
      broken(filters, { batchOrders: JSON.stringify(orders) }, {}, "batch")
    assert.isUndefined(batch({ symbol: "BTCUSDT", quantity: "1" }, { symbol: "ETHUSDT", quantity: "0.15" }))
    assert.strictEqual(batch({ symbol: "BTCUSDT", quantity: "1" }, { symbol: "BTCUSDT", quantity: "0.15" }), "LOT_SIZE")
    assert.isUndefined(broken(filters, { batchOrders: "[{" }, {}, "batch"))
  })

  it("the new quantity of an amend", () => {
    assert.strictEqual(broken(filters, { newQty: "0.15" }, {}, "amend"), "LOT_SIZE")
  })
})

describe("calls", () => {
  const info = { symbols: [{ symbol: "BTCUSDT", filters: [lot("0.1")] }] }
  const order = (quantity: string) => Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity })

  const outcome = <A, E>(
    self: Effect.Effect<A, E, BinanceClient.BinanceClient>,
    over = wire((request) => accepted(request))
  ) => Effect.map(atOnce(Effect.result(self).pipe(Effect.provide(clientFixed(over)))), (result) => ({ result, over }))

  it.effect("a call that breaks a rule fails without being sent, and says what is wrong", () =>
    Effect.gen(function* () {
      const filters = yield* SymbolFilters.fromSpot(info, "BTCUSDT")
      const { over, result } = yield* outcome(order("0.15").pipe(SymbolFilters.checked(filters)))
      assert.strictEqual(over.sent.length, 0)
      if (result._tag !== "Success" || result.success._tag !== "Failure") return assert.fail("it was sent")
      const error = result.success.failure
      assert.strictEqual(error._tag, "Fatal")
      assert.strictEqual(error.reason._tag, "FilterFailure")
      assert.include(error.message, "quantity 0.15 is not on a step of 0.1")
    })
  )

  it.effect("a call that keeps them is sent, and is still one call", () =>
    Effect.gen(function* () {
      const filters = yield* SymbolFilters.fromSpot(info, "BTCUSDT")
      const call: Call.Call<Spot.Order, unknown, BinanceClient.BinanceClient> = order("0.1").pipe(
        SymbolFilters.checked(filters)
      )
      const { over } = yield* outcome(call)
      assert.strictEqual(over.orders().length, 1)
    })
  )

  it.effect("a layer checks every call, and adds to the checks that are there", () =>
    Effect.gen(function* () {
      const filters = yield* SymbolFilters.fromSpot(info, "BTCUSDT")
      const other = SymbolFilters.make("BTCUSDT", [lot("0.3")])
      const both = SymbolFilters.layer([filters]).pipe(Layer.provide(SymbolFilters.layer([other])))
      const withBoth = <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.provide(self, both)
      assert.strictEqual((yield* outcome(withBoth(order("0.15")))).over.sent.length, 0)
      assert.strictEqual((yield* outcome(withBoth(order("0.1")))).over.sent.length, 0)
      assert.strictEqual((yield* outcome(withBoth(order("0.3")))).over.sent.length, 1)
    })
  )

  it.effect("a symbol that is not listed is an error with its name", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(SymbolFilters.fromSpot(info, "ETHUSDT"))
      assert.strictEqual(error.reason._tag, "InvalidRequest")
      assert.include(error.message, "ETHUSDT")
    })
  )
})
