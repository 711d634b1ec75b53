/** Amends that keep priority: what they change, what they keep, and what they refuse. */
import * as Decimal from "@effect-binance/simulator/Decimal"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as Fault from "@effect-binance/simulator/Fault"
import { assert, describe, it } from "@effect/vitest"
import type { Values } from "./support.ts"
import { bob, body, cancel, limit, query, signed, trader, twoAccounts } from "./support.ts"

const amend = (timestamp: number, values: Values, key?: Parameters<typeof signed>[4]) =>
  signed("PUT", "/api/v3/order/amend/keepPriority", timestamp, { symbol: "BTCUSDT", ...values }, key)

const amendments = (timestamp: number, orderId: number) =>
  signed("GET", "/api/v3/order/amendments", timestamp, { symbol: "BTCUSDT", orderId })

describe("an amend", () => {
  it("makes the order smaller, renames it, sets free what is no longer needed, and is remembered", () => {
    const { exchange, ok, send } = trader()
    ok((t) => limit(t, { newClientOrderId: "old", quantity: "0.02", price: "50000.00" }))
    const answer = ok((t) => amend(t, { origClientOrderId: "old", newClientOrderId: "new", newQty: "0.01" }))
    const amended = answer["amendedOrder"] as Record<string, unknown>
    assert.deepStrictEqual(answer, {
      transactTime: answer["transactTime"],
      executionId: 1,
      amendedOrder: {
        symbol: "BTCUSDT",
        orderId: 1,
        orderListId: -1,
        origClientOrderId: "old",
        clientOrderId: "new",
        price: "50000.00000000",
        qty: "0.01000000",
        executedQty: "0.00000000",
        preventedQty: "0.00000000",
        quoteOrderQty: "0.00000000",
        cumulativeQuoteQty: "0.00000000",
        status: "NEW",
        timeInForce: "GTC",
        type: "LIMIT",
        side: "BUY",
        workingTime: amended["workingTime"],
        selfTradePreventionMode: "EXPIRE_MAKER"
      }
    })
    assert.strictEqual(exchange.balance("test", "USDT").locked, "500.00000000")
    assert.strictEqual(ok((t) => query(t, { origClientOrderId: "new" }))["origQty"], "0.01000000")
    assert.strictEqual(send((t) => query(t, { origClientOrderId: "old" })).reply?.status, 400)
    ok((t) => amend(t, { orderId: 1, newQty: "0.005" }))
    const history = JSON.parse(send((t) => amendments(t, 1)).reply?.body ?? "") as ReadonlyArray<
      Record<string, unknown>
    >
    assert.deepStrictEqual(
      history.map(({ executionId, newQty, origClientOrderId, origQty }) => [
        executionId,
        origClientOrderId,
        origQty,
        newQty
      ]),
      [
        [1, "old", "0.02000000", "0.01000000"],
        [2, "new", "0.01000000", "0.00500000"]
      ]
    )
    // a name of the exchange's own, when none is sent
    assert.match(String(history[1]?.["newClientOrderId"]), /^[a-zA-Z0-9]{22}$/)
    // the old name is free again, and the order still cancels
    ok((t) => limit(t, { newClientOrderId: "old" }))
    ok((t) => cancel(t, { orderId: 1 }))
    assert.strictEqual(exchange.balance("test", "USDT").locked, "500.00000000")
  })

  it("keeps the name when told to, and the place in the book", () => {
    const { exchange, ok } = trader(twoAccounts)
    const sell = (id: string) => ok((t) => limit(t, { side: "SELL", quantity: "1", newClientOrderId: id }))
    sell("first")
    sell("second")
    ok((t) => amend(t, { origClientOrderId: "first", newClientOrderId: "first", newQty: "0.4" }))
    ok((t) => limit(t, { quantity: "0.5" }, bob))
    assert.deepStrictEqual(
      exchange.orders().map(({ clientOrderId, executedQuantity, status }) => [clientOrderId, executedQuantity, status]),
      [
        ["first", "0.40000000", "FILLED"],
        ["second", "0.10000000", "PARTIALLY_FILLED"],
        [exchange.orders()[2]?.clientOrderId, "0.50000000", "FILLED"]
      ]
    )
    assert.strictEqual(exchange.balance("test", "BTC").locked, "0.90000000")
  })

  it("is refused in the words of the documentation, and changes nothing then", () => {
    const { exchange, ok, refused } = trader()
    ok((t) => limit(t, { newClientOrderId: "a", quantity: "0.02" }))
    ok((t) => limit(t, { newClientOrderId: "b", quantity: "0.02" }))
    const before = JSON.stringify(ok((t) => query(t, { orderId: 1 })))
    const a = { origClientOrderId: "a" }
    refused((t) => amend(t, { ...a, newQty: "0.02" }), -2038, "The requested action would change no state; rejecting.")
    refused((t) => amend(t, { ...a, newQty: "0.03" }), -2038, "Order amend (quantity increase) is not supported.")
    refused((t) => amend(t, { origClientOrderId: "c", newQty: "0.01" }), -2038, "Unknown order sent.")
    refused((t) => amend(t, { ...a, newQty: "0.01", newClientOrderId: "b" }), -2038, "Duplicate order sent.")
    refused(
      (t) => amend(t, { orderId: 2, ...a, newQty: "0.01" }),
      -2039,
      "Client order ID is not correct for this order ID."
    )
    refused((t) => amend(t, { ...a, newQty: "0" }), -1013, "Invalid quantity.")
    refused((t) => amend(t, { ...a, newQty: "0.000001" }), -1013, "Filter failure: LOT_SIZE")
    refused((t) => amend(t, { ...a, newQty: "0.00001" }), -2038, "Filter failure: NOTIONAL")
    refused((t) => amend(t, a), -1102, "Mandatory parameter 'newQty' was not sent, was empty/null, or malformed.")
    refused(
      (t) => amend(t, { newQty: "0.01" }),
      -1102,
      "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"
    )
    assert.strictEqual(JSON.stringify(ok((t) => query(t, { orderId: 1 }))), before)
    // what has ended is unknown, as it is to a cancel
    ok((t) => cancel(t, { orderId: 2, newClientOrderId: "b" }))
    refused((t) => amend(t, { origClientOrderId: "b", newQty: "0.01" }), -2038, "Unknown order sent.")
    assert.strictEqual(exchange.orders()[0]?.quantity, "0.02000000")
  })

  it("is refused where the symbol has none, and after ten of one order", () => {
    const symbol = ExchangeConfig.defaults.symbols[0]!
    const without = trader({ symbols: [{ ...symbol, without: ["amend"] }] })
    without.ok((t) => limit(t))
    without.refused(
      (t) => amend(t, { orderId: 1, newQty: "0.005" }),
      -2038,
      "Order amend is not supported for this symbol."
    )
    const { ok, refused } = trader()
    ok((t) => limit(t, { quantity: "0.02" }))
    for (let i = 1; i <= 10; i++)
      ok((t) => amend(t, { orderId: 1, newQty: Decimal.format(2_000_000n - 1000n * BigInt(i)) }))
    refused((t) => amend(t, { orderId: 1, newQty: "0.01" }), -2038, "Filter failure: MAX_NUM_ORDER_AMENDS")
  })

  it("ends an order of which the rest has traded already, and is free of weight only then", () => {
    const { exchange, now, ok, send } = trader()
    ok((t) => limit(t, { price: "59990.00", quantity: "0.02", newClientOrderId: "a" }))
    exchange.houseTakes(now(), { symbol: "BTCUSDT", side: "SELL", price: "59990.00", quantity: "0.01" })
    const weight = (make: Parameters<typeof send>[0]) => Number(send(make).reply?.headers["x-mbx-used-weight-1m"])
    const before = weight((t) => signed("GET", "/api/v3/order", t, { symbol: "BTCUSDT", orderId: 1 }))
    assert.strictEqual(weight((t) => amend(t, { orderId: 1, newQty: "0.015" })) - before, 4)
    const ended = send((t) => amend(t, { orderId: 1, newQty: "0.01" }))
    assert.strictEqual(Number(ended.reply?.headers["x-mbx-used-weight-1m"]) - before, 4)
    const order = body(ended)["amendedOrder"] as Record<string, unknown>
    assert.deepStrictEqual(
      [order["status"], order["qty"], order["executedQty"]],
      ["EXPIRED", "0.01000000", "0.01000000"]
    )
    assert.strictEqual(exchange.balance("test", "USDT").locked, "0.00000000")
    // a refusal is charged as well
    assert.strictEqual(weight((t) => amend(t, { orderId: 1, newQty: "0.005" })) - before, 8)
    // and no order is counted for any of it
    assert.strictEqual(ended.reply?.headers["x-mbx-order-count-1d"], "0")
  })

  it("meets the faults of a write: it executes behind a lost reply, and later than -1007", () => {
    const { exchange, ok, send } = trader({ engineDelayMillis: 300 })
    ok((t) => limit(t, { quantity: "0.02" }))
    const lost = send((t) => amend(t, { orderId: 1, newQty: "0.015" }), Fault.rowOf("reply-lost").fault)
    assert.deepStrictEqual([lost.ending, lost.record.executed], ["reset", true])
    assert.strictEqual(exchange.orders()[0]?.quantity, "0.01500000")
    const late = send(
      (t) => amend(t, { orderId: 1, newQty: "0.01", recvWindow: 20_000 }),
      Fault.rowOf("timeout-then-executed").fault
    )
    assert.deepStrictEqual([body(late)["code"], late.record.executed], [-1007, false])
    assert.strictEqual(exchange.orders()[0]?.quantity, "0.01500000")
    exchange.drain()
    assert.deepStrictEqual([exchange.orders()[0]?.quantity, late.record.executed], ["0.01000000", true])
    assert.strictEqual(exchange.kindOf("PUT", "/api/v3/order/amend/keepPriority"), "amend")
  })
})
