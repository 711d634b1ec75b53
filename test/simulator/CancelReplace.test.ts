/** A cancel and a new order in one request: every row of the documented table, and what goes wrong in between. */
import type { ExchangeConfig } from "@effect-binance/simulator/ExchangeConfig"
import * as Config from "@effect-binance/simulator/ExchangeConfig"
import * as Fault from "@effect-binance/simulator/Fault"
import { assert, describe, it } from "@effect/vitest"
import type { Values } from "./support.ts"
import { body, limit, query, signed, trader } from "./support.ts"

const replace = (timestamp: number, values: Values) =>
  signed("POST", "/api/v3/order/cancelReplace", timestamp, {
    symbol: "BTCUSDT",
    side: "BUY",
    type: "LIMIT",
    timeInForce: "GTC",
    quantity: "0.01",
    price: "40000.00",
    cancelReplaceMode: "STOP_ON_FAILURE",
    ...values
  })

// a price at which LIMIT_MAKER would take
const taking = { type: "LIMIT_MAKER", timeInForce: undefined, price: "61000.00" }

const unknown = { code: -2011, msg: "Unknown order sent." }
const wouldTake = { code: -2010, msg: "Order would immediately match and take." }
const tooMany = { code: -1015, msg: "Too many new orders; current limit is 2 orders per 10 SECOND." }

const twoOrders: Partial<ExchangeConfig> = {
  limits: [
    { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6_000 },
    { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 2 }
  ]
}

describe("cancelReplace", () => {
  it("answers both halves when both succeed", () => {
    const { exchange, ok } = trader()
    ok((t) => limit(t, { newClientOrderId: "old" }))
    const answer = ok((t) =>
      replace(t, {
        cancelOrigClientOrderId: "old",
        cancelNewClientOrderId: "gone",
        newClientOrderId: "old",
        newOrderRespType: "RESULT"
      })
    )
    const cancelled = answer["cancelResponse"] as Record<string, unknown>
    const placed = answer["newOrderResponse"] as Record<string, unknown>
    assert.deepStrictEqual(answer, {
      cancelResult: "SUCCESS",
      newOrderResult: "SUCCESS",
      cancelResponse: {
        symbol: "BTCUSDT",
        origClientOrderId: "old",
        orderId: 1,
        orderListId: -1,
        clientOrderId: "gone",
        transactTime: cancelled["transactTime"],
        price: "50000.00000000",
        origQty: "0.01000000",
        executedQty: "0.00000000",
        origQuoteOrderQty: "0.00000000",
        cummulativeQuoteQty: "0.00000000",
        status: "CANCELED",
        timeInForce: "GTC",
        type: "LIMIT",
        side: "BUY",
        selfTradePreventionMode: "EXPIRE_MAKER"
      },
      newOrderResponse: {
        symbol: "BTCUSDT",
        orderId: 2,
        orderListId: -1,
        // the new order may have the name of the old one
        clientOrderId: "old",
        transactTime: placed["transactTime"],
        price: "40000.00000000",
        origQty: "0.01000000",
        executedQty: "0.00000000",
        origQuoteOrderQty: "0.00000000",
        cummulativeQuoteQty: "0.00000000",
        status: "NEW",
        timeInForce: "GTC",
        type: "LIMIT",
        side: "BUY",
        workingTime: placed["transactTime"],
        selfTradePreventionMode: "EXPIRE_MAKER"
      }
    })
    assert.strictEqual(exchange.balance("test", "USDT").locked, "400.00000000")
    assert.strictEqual(exchange.kindOf("POST", "/api/v3/order/cancelReplace"), "cancelReplace")
  })

  it("pays the new order with what the cancel sets free", () => {
    const poor = { ...Config.defaults.accounts[0]!, balances: { USDT: "500" } }
    const { exchange, ok, refused } = trader({ accounts: [poor] })
    ok((t) => limit(t, { newClientOrderId: "a" }))
    refused((t) => limit(t), -2010, "Account has insufficient balance for requested action.")
    ok((t) => replace(t, { cancelOrigClientOrderId: "a", price: "50000.00" }))
    assert.deepStrictEqual(exchange.balance("test", "USDT"), { free: "0.00000000", locked: "500.00000000" })
  })

  // mode, is there a count left, does the cancel fail, does the new order fail: status, code, the halves
  const rows: ReadonlyArray<
    readonly [
      mode: "STOP_ON_FAILURE" | "ALLOW_FAILURE",
      isOver: boolean,
      cancelFails: boolean,
      placeFails: boolean,
      status: number,
      code: number | undefined,
      cancel: string,
      place: string
    ]
  > = [
    ["STOP_ON_FAILURE", false, false, false, 200, undefined, "SUCCESS", "SUCCESS"],
    ["STOP_ON_FAILURE", false, true, false, 400, -2022, "FAILURE", "NOT_ATTEMPTED"],
    ["STOP_ON_FAILURE", false, false, true, 409, -2021, "SUCCESS", "FAILURE"],
    ["STOP_ON_FAILURE", true, true, false, 429, -2022, "FAILURE", "NOT_ATTEMPTED"],
    ["STOP_ON_FAILURE", true, false, false, 429, -2021, "SUCCESS", "FAILURE"],
    ["ALLOW_FAILURE", false, false, false, 200, undefined, "SUCCESS", "SUCCESS"],
    ["ALLOW_FAILURE", false, true, true, 400, -2022, "FAILURE", "FAILURE"],
    ["ALLOW_FAILURE", false, true, false, 409, -2021, "FAILURE", "SUCCESS"],
    ["ALLOW_FAILURE", false, false, true, 409, -2021, "SUCCESS", "FAILURE"],
    ["ALLOW_FAILURE", true, true, false, 400, -2022, "FAILURE", "FAILURE"],
    ["ALLOW_FAILURE", true, false, false, 409, -2021, "SUCCESS", "FAILURE"]
  ]
  for (const [mode, isOver, cancelFails, placeFails, status, code, cancel, place] of rows)
    it(`${mode}${isOver ? ", no count left" : ""}: ${cancel}, ${place} is ${status}`, () => {
      const { exchange, ok, send } = trader(twoOrders)
      ok((t) => limit(t, { newClientOrderId: "old" }))
      if (isOver) ok((t) => limit(t, { newClientOrderId: "other" }))
      const ticket = send((t) =>
        replace(t, {
          cancelReplaceMode: mode,
          cancelOrigClientOrderId: cancelFails ? "never" : "old",
          orderRateLimitExceededMode: "CANCEL_ONLY",
          newClientOrderId: "new",
          ...(placeFails ? taking : {})
        })
      )
      assert.strictEqual(ticket.reply?.status, status)
      const answer = body(ticket)
      assert.strictEqual(answer["code"], code)
      const data = (code === undefined ? answer : answer["data"]) as Record<string, unknown>
      assert.deepStrictEqual([data["cancelResult"], data["newOrderResult"]], [cancel, place])
      if (code !== undefined)
        assert.strictEqual(
          answer["msg"],
          code === -2022 ? "Order cancel-replace failed." : "Order cancel-replace partially failed."
        )
      if (cancel === "FAILURE") assert.deepStrictEqual(data["cancelResponse"], unknown)
      if (place === "FAILURE") assert.deepStrictEqual(data["newOrderResponse"], isOver ? tooMany : wouldTake)
      if (place === "NOT_ATTEMPTED") assert.isNull(data["newOrderResponse"])
      // the book says the same as the answer
      assert.strictEqual(exchange.orders()[0]?.status, cancel === "SUCCESS" ? "CANCELED" : "NEW")
      assert.strictEqual(exchange.find("new").length, place === "SUCCESS" ? 1 : 0)
      assert.strictEqual(ticket.record.executed, cancel === "SUCCESS" || place === "SUCCESS")
      // what was not attempted is counted as well
      assert.strictEqual(ticket.reply?.headers["x-mbx-order-count-10s"], "2")
      assert.strictEqual(ticket.reply?.headers["retry-after"] !== undefined, status === 429)
      // weight is charged for what did not succeed as a whole
      assert.strictEqual(ticket.reply?.headers["x-mbx-used-weight-1m"], code === undefined ? "0" : "1")
    })

  it("does nothing when the count is used up and nothing else was asked for", () => {
    for (const orderRateLimitExceededMode of ["DO_NOTHING", undefined]) {
      const { exchange, ok, refused } = trader(twoOrders)
      ok((t) => limit(t, { newClientOrderId: "old" }))
      ok((t) => limit(t))
      refused(
        (t) => replace(t, { cancelOrigClientOrderId: "old", orderRateLimitExceededMode }),
        -1015,
        tooMany.msg,
        429
      )
      assert.deepStrictEqual(
        exchange.orders().map(({ status }) => status),
        ["NEW", "NEW"]
      )
    }
  })

  it("looks at the filters of the new order before it cancels anything", () => {
    const { exchange, ok, refused } = trader()
    ok((t) => limit(t, { newClientOrderId: "old" }))
    const old = { cancelOrigClientOrderId: "old" }
    refused((t) => replace(t, { ...old, price: "40000.001" }), -1013, "Filter failure: PRICE_FILTER")
    refused((t) => replace(t, { ...old, quantity: "0.00001" }), -1013, "Filter failure: NOTIONAL")
    refused(
      (t) => replace(t, { ...old, cancelReplaceMode: undefined }),
      -1102,
      "Mandatory parameter 'cancelReplaceMode' was not sent, was empty/null, or malformed."
    )
    refused(
      (t) => replace(t, { ...old, cancelReplaceMode: "NEVER" }),
      -1130,
      "Data sent for parameter 'cancelReplaceMode' is not valid."
    )
    refused(
      (t) => replace(t, {}),
      -1102,
      "Param 'cancelOrigClientOrderId' or 'cancelOrderId' must be sent, but both were empty/null!"
    )
    assert.strictEqual(exchange.orders()[0]?.status, "NEW")
    const restricted = trader()
    restricted.ok((t) => limit(t))
    const answer = body(
      restricted.send((t) => replace(t, { cancelOrderId: 1, cancelRestrictions: "ONLY_PARTIALLY_FILLED" }))
    )
    const data = answer["data"] as Record<string, unknown>
    assert.deepStrictEqual(data["cancelResponse"], {
      code: -2011,
      msg: "Order was not canceled due to cancel restrictions."
    })
    const without = trader({ symbols: [{ ...Config.defaults.symbols[0]!, without: ["cancelReplace"] }] })
    without.refused(
      (t) => replace(t, { cancelOrderId: 1 }),
      -2010,
      "Order cancel-replace is not supported for this symbol."
    )
  })

  it("is late as a whole, and may be left half done", () => {
    const { exchange, ok, send } = trader({ engineDelayMillis: 300 })
    ok((t) => limit(t, { newClientOrderId: "old" }))
    const late = send(
      (t) => replace(t, { cancelOrderId: 1, newClientOrderId: "new", recvWindow: 20_000 }),
      Fault.rowOf("timeout-then-executed").fault
    )
    assert.strictEqual(body(late)["code"], -1007)
    assert.deepStrictEqual(
      exchange.orders().map(({ status }) => status),
      ["NEW"]
    )
    exchange.drain()
    assert.deepStrictEqual(
      exchange.orders().map(({ clientOrderId, status }) => [clientOrderId === "new", status]),
      [
        [false, "CANCELED"],
        [true, "NEW"]
      ]
    )
    const half = trader()
    half.ok((t) => limit(t, { newClientOrderId: "old" }))
    const ticket = half.send(
      (t) => replace(t, { cancelOrderId: 1, newClientOrderId: "new" }),
      Fault.rowOf("timeout-half-executed").fault
    )
    assert.deepStrictEqual([ticket.reply?.status, body(ticket)["code"], ticket.record.executed], [504, -1007, true])
    half.exchange.drain()
    assert.deepStrictEqual(
      half.exchange.orders().map(({ status }) => status),
      ["CANCELED"]
    )
    assert.strictEqual(half.send((t) => query(t, { origClientOrderId: "new" })).reply?.status, 400)
  })
})
