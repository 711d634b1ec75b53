/** The outcome table of USDⓈ-M, COIN-M, portfolio margin and options, row by row: 503 texts, proofs, batches, amends, limits. */
import { assert, describe, it } from "@effect/vitest"
import { type Asked, decide, quietOf, type Verdict } from "effect-binance/client/Verdict"
import type { Kind } from "effect-binance/errors/InDoubt"
import { coinmRules } from "effect-binance/products/CoinmRules"
import { optionsRules } from "effect-binance/products/OptionsRules"
import { portfolioMarginRules } from "effect-binance/products/PortfolioMarginRules"
import type { ProductRules } from "effect-binance/products/ProductRules"
import { usdmAlgoRules, usdmRules } from "effect-binance/products/UsdmRules"
import * as fs from "node:fs"
import * as path from "node:path"
import { asked, http, kinds, now, silence, waitOf, word, writes } from "../support.ts"
import { asking, words } from "./futuresChecks.ts"

const usdm = asking(usdmRules)
const coinm = asking(coinmRules)
const pm = asking(portfolioMarginRules)
const options = asking(optionsRules)

const all: ReadonlyArray<ProductRules> = [usdmRules, coinmRules, portfolioMarginRules, optionsRules]
const throttling: ReadonlyArray<ProductRules> = [usdmRules, coinmRules, portfolioMarginRules]

const textA = "Unknown error, please check your request or try again later."
const textB = "Service Unavailable."
const text3 = "Internal error; unable to process your request. Please try again."
const textC =
  "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again."
const oldThrottle = "Server is currently overloaded with other requests. Please try again in a few minutes."
const unknown5xx = "Request occur unknown error."

/** The shapes in which a 503 has been seen. */
const bodiesOf = (msg: string, codes: ReadonlyArray<number> = [-1000, -1001]): ReadonlyArray<object> => [
  { msg },
  { timestamp: 1_677_838_680_041, path: "/fapi/v1/order", msg },
  ...codes.map((code) => ({ code, msg }))
]

const refusal = (v: Verdict) => (v._tag === "AmbiguousExecution" ? v.refusal?._tag : undefined)
const elementsOf = (v: Verdict) => (v.elements ?? []).map(words)

describe("503", () => {
  it("A says that the request was passed on: in doubt", () => {
    for (const rules of all) {
      const verdict = asking(rules)
      for (const body of [...bodiesOf(textA), ...bodiesOf(unknown5xx)]) {
        for (const kind of writes) assert.strictEqual(word(verdict(kind, 503, body)), "A:ServerErrorReply", rules.name)
        assert.strictEqual(word(verdict("read", 503, body)), "R:ReadFailed", rules.name)
      }
    }
  })

  it("B and item 3 say that nothing was done, and beat any code", () => {
    for (const rules of all) {
      const verdict = asking(rules)
      for (const text of [textB, text3]) {
        const ways = [text, text.toUpperCase(), text.replace(/\.$/, ""), `  ${text.replaceAll(" ", "  \n")}  `]
        for (const msg of ways) {
          for (const body of bodiesOf(msg, [-1000, -1001, -1006, -1007, -1008, -9999])) {
            for (const kind of writes)
              assert.strictEqual(word(verdict(kind, 503, body)), "R:ServiceUnavailable", `${rules.name} ${kind} ${msg}`)
            assert.strictEqual(word(verdict("read", 503, body))[0], "R", `${rules.name} ${msg}`)
          }
        }
      }
    }
  })

  it("C drops new orders, one by one or in a batch, and nothing else", () => {
    for (const rules of throttling) {
      const verdict = asking(rules)
      for (const body of bodiesOf(textC, [-1008, -1000])) {
        for (const kind of ["place", "batch"] as const)
          assert.strictEqual(word(verdict(kind, 503, body)), "R:ServerBusy", `${rules.name} ${kind}`)
        for (const kind of writes.filter((kind) => kind !== "place" && kind !== "batch"))
          assert.strictEqual(word(verdict(kind, 503, body)), "A:ServerErrorReply", `${rules.name} ${kind}`)
        for (const elementKind of ["cancel", "amend"] as const)
          assert.strictEqual(word(verdict("batch", 503, body, { elementKind })), "A:ServerErrorReply", rules.name)
      }
      assert.strictEqual(word(verdict("test", 503, { code: -1008, msg: textC })), "R:ServerBusy")
    }
    // options document no throttle
    for (const kind of writes) {
      for (const body of bodiesOf(textC, [-1008]))
        assert.strictEqual(word(options(kind, 503, body)), "A:ServerErrorReply", kind)
    }
  })

  it("the old text of -1008 is in doubt at every status: an order went through beside it", () => {
    for (const rules of throttling) {
      for (const status of [200, 400, 429, 500, 503]) {
        for (const kind of writes)
          assert.strictEqual(word(asking(rules)(kind, status, { code: -1008, msg: oldThrottle })), "A:ServerErrorReply")
      }
      assert.strictEqual(word(asking(rules)("read", 503, { code: -1008, msg: oldThrottle })), "R:ServerBusy")
    }
  })

  it("one letter more, less or other is another text", () => {
    for (const rules of all) {
      const verdict = asking(rules)
      for (const text of rules === optionsRules ? [textB, text3] : [textB, text3, textC]) {
        const near = [`${text} Again.`, `Error: ${text}`, text.slice(1), `${text}!`, `${text}.`, text.replace(" ", "")]
        // the final dot may be missing, so it is not among the letters
        for (let i = 0; i < text.length - 1; i++) near.push(`${text.slice(0, i)}~${text.slice(i + 1)}`)
        for (const msg of near) {
          for (const body of bodiesOf(msg, [-1000, -1008]))
            assert.strictEqual(word(verdict("place", 503, body)), "A:ServerErrorReply", `${rules.name} ${msg}`)
        }
      }
    }
  })

  it("the definite texts say nothing under any other status, in a cut body, or in no JSON", () => {
    for (const rules of all) {
      const verdict = asking(rules)
      for (const msg of [textB, text3, textC]) {
        for (const status of [408, 409, 500, 501, 502, 504, 520, 302]) {
          for (const kind of writes)
            assert.strictEqual(word(verdict(kind, status, { msg })), "A:ServerErrorReply", `${status} ${msg}`)
        }
        assert.strictEqual(word(verdict("place", 400, { msg })), "A:MalformedReply")
        assert.strictEqual(word(verdict("place", 200, { msg })), "A:MalformedReply")
        assert.strictEqual(word(verdict("place", 503, { msg }, { complete: false })), "A:ServerErrorReply")
        assert.strictEqual(word(verdict("place", 503, msg)), "A:ServerErrorReply")
        assert.strictEqual(word(verdict("place", 503, `<html>${msg}</html>`)), "A:ServerErrorReply")
      }
      for (const status of [200, 400, 429, 500, 502, 504])
        assert.strictEqual(
          word(verdict("place", status, { code: -1001, msg: text3 })),
          "A:ServerErrorReply",
          `${status}`
        )
    }
  })

  it("is said of every element of a batch", () => {
    const v = usdm("batch", 503, { msg: textB }, { clientOrderIds: ["a", "b"] })
    assert.deepStrictEqual(elementsOf(v), ["R:ServiceUnavailable", "R:ServiceUnavailable"])
    const lost = usdm("batch", 503, { msg: textA }, { clientOrderIds: ["a", "b"] })
    assert.deepStrictEqual(elementsOf(lost), ["A:ServerErrorReply", "A:ServerErrorReply"])
  })

  it("with an earlier attempt in doubt even a definite text settles nothing", () => {
    const v = usdm("place", 503, { msg: textB }, { earlier: "in-doubt" })
    assert.strictEqual(word(v), "A:ResponseLost")
    assert.strictEqual(refusal(v), "ServiceUnavailable")
  })
})

describe("codes that leave every write in doubt", () => {
  const codes: ReadonlyArray<readonly [ProductRules, ReadonlyArray<number>]> = [
    [usdmRules, [-1000, -1006, -1007, -2012, -4083, -4078]],
    [coinmRules, [-1000, -1006, -1007, -4083]],
    [portfolioMarginRules, [-1000, -1006, -1007, -4083, -5041, -4078]],
    [optionsRules, [-1000, -1006, -1007, -4078]]
  ]
  it("at every status, alone or with the id that would prove success", () => {
    for (const [rules, inDoubt] of codes) {
      const verdict = asking(rules)
      for (const code of inDoubt) {
        for (const status of [200, 201, 400, 401, 403, 404, 408, 409, 418, 429, 451, 500, 502, 503, 504]) {
          for (const kind of writes) {
            for (const body of [
              { code, msg: "x" },
              { code: String(code), msg: "x" },
              { code, msg: "x", orderId: 1, status: "NEW" }
            ])
              assert.strictEqual(
                verdict(kind, status, body)._tag,
                "AmbiguousExecution",
                `${rules.name} ${code} ${status} ${kind}`
              )
          }
        }
        for (const kind of ["read", "test"] as const)
          assert.notStrictEqual(verdict(kind, 400, { code, msg: "x" })._tag, "AmbiguousExecution")
      }
    }
  })

  it("also as one element of a batch", () => {
    for (const [rules, inDoubt] of codes.filter(([rules]) => rules !== portfolioMarginRules)) {
      for (const code of inDoubt) {
        for (const elementKind of ["place", "cancel", "amend"] as const) {
          const v = asking(rules)("batch", 200, [{ code, msg: "x" }], { elementKind, clientOrderIds: ["a"] })
          assert.strictEqual(v.elements?.[0]?._tag, "AmbiguousExecution", `${rules.name} ${code} ${elementKind}`)
        }
      }
    }
  })
})

describe("no reply", () => {
  it("is a doubt once a byte left, and none before", () => {
    for (const product of all) {
      for (const kind of writes) {
        assert.strictEqual(word(decide(asked(kind, { product }), silence("sent", "ECONNRESET"), now)), "A:ResponseLost")
        assert.strictEqual(word(decide(asked(kind, { product }), silence("connect", "ECONNREFUSED"), now)), "R:NotSent")
      }
    }
  })
})

describe("2xx", () => {
  const order = { orderId: 22_542_179, symbol: "BTCUSDT", clientOrderId: "a1", status: "NEW", executedQty: "0" }

  it("S1 S2 S4: an order id proves a place, whatever became of the order", () => {
    for (const rules of all) {
      const place = (body: unknown) => word(asking(rules)("place", 200, body, { clientOrderIds: ["a1"] }))
      for (const status of [
        "NEW",
        "ACCEPTED",
        "PARTIALLY_FILLED",
        "FILLED",
        "EXPIRED",
        "EXPIRED_IN_MATCH",
        "CANCELED",
        "SOMETHING_NEW",
        7
      ])
        assert.strictEqual(place({ ...order, status }), "Success", `${rules.name} ${status}`)
      assert.strictEqual(place({ orderId: 1 }), "Success")
      assert.strictEqual(place({ orderId: "4611875134427365377", clientOrderId: "a1" }), "Success")
      assert.strictEqual(place({ ...order, code: 200 }), "Success")
    }
  })

  it("S3: REJECTED is no order", () => {
    for (const rules of all)
      assert.deepStrictEqual(asking(rules)("place", 200, { ...order, status: "REJECTED" }), {
        _tag: "Fatal",
        reason: { _tag: "OrderRejected", code: -2010, kind: "rejected" }
      })
  })

  it("without the proof, with an error beside it, or about another order it is in doubt", () => {
    for (const rules of all) {
      const place = (body: unknown) => word(asking(rules)("place", 200, body, { clientOrderIds: ["a1"] }))
      for (const body of [
        {},
        { status: "NEW" },
        { orderId: 0 },
        { orderId: -1 },
        { orderId: null },
        { code: 200, msg: "success" },
        { code: 0 },
        { code: "000000" },
        [order],
        { data: order }
      ])
        assert.strictEqual(place(body), "A:MalformedReply", `${rules.name} ${JSON.stringify(body)}`)
      assert.strictEqual(place({ ...order, clientOrderId: "b2" }), "A:MalformedReply")
      assert.strictEqual(place({ ...order, code: -2010, msg: "x" }), "A:MalformedReply")
      assert.strictEqual(place({ ...order, success: false }), "A:MalformedReply")
      for (const body of ["", "null", '{"orderId":1', "<html>", "1"])
        assert.strictEqual(place(body), "A:MalformedReply", body)
    }
  })

  it("S7: a cancel is proved by the order, unless its state says otherwise", () => {
    for (const rules of all) {
      const cancel = (body: unknown) => word(asking(rules)("cancel", 200, body))
      for (const status of ["CANCELED", "CANCELLED", "EXPIRED"])
        assert.strictEqual(cancel({ ...order, status }), "Success", rules.name)
      for (const status of ["NEW", "PARTIALLY_FILLED", "FILLED"])
        assert.strictEqual(cancel({ ...order, status }), "A:MalformedReply", `${rules.name} ${status}`)
      assert.strictEqual(cancel({}), "A:MalformedReply")
    }
    // the state in the documented answer of options is the one before
    assert.strictEqual(word(options("cancel", 200, { ...order, status: "ACCEPTED" })), "Success")
  })

  it("S9 S10 S11: cancel-all is proved by a success code, of whatever type", () => {
    for (const rules of all) {
      for (const code of [200, "200", 0, "0", "000000"])
        assert.strictEqual(
          word(asking(rules)("cancel", 200, { code, msg: "The operation of cancel all open order is done." })),
          "Success"
        )
      for (const code of [1, 201, "100", "00001", 2000])
        assert.strictEqual(
          word(asking(rules)("cancel", 200, { code, msg: "success" })),
          "A:UndocumentedCode",
          String(code)
        )
      assert.strictEqual(word(asking(rules)("cancel", 200, { code: 200, success: false })), "A:MalformedReply")
      assert.strictEqual(word(asking(rules)("cancel", 400, { code: 200, msg: "success" })), "A:MalformedReply")
    }
  })

  it("S12: a setting is proved by a success code or by what it was set to", () => {
    for (const rules of all) {
      const set = (body: unknown) => word(asking(rules)("setting", 200, body))
      for (const code of [200, "200", 0, "0", "000000"]) assert.strictEqual(set({ code, msg: "success" }), "Success")
      assert.strictEqual(set({ success: true }), "Success")
      for (const body of [
        {},
        { msg: "done" },
        { code: 1 },
        { leverage: 20 },
        { symbol: "BTCUSDT" },
        { symbol: "BTCUSDT", leverage: null }
      ])
        assert.strictEqual(set(body)[0], "A", `${rules.name} ${JSON.stringify(body)}`)
    }
    for (const rules of throttling)
      assert.strictEqual(
        word(asking(rules)("setting", 200, { leverage: 21, maxNotionalValue: "1000000", symbol: "BTCUSDT" })),
        "Success"
      )
    assert.strictEqual(
      word(options("setting", 200, { underlyingId: 2, underlying: "BTCUSDT", windowTimeInMilliseconds: 3000 })),
      "Success"
    )
  })

  it("S16: a countdown is proved by its echo, 0 included", () => {
    for (const rules of [usdmRules, coinmRules]) {
      for (const countdownTime of ["100000", 100_000, "0", 0])
        assert.strictEqual(word(asking(rules)("setting", 200, { symbol: "BTCUSDT", countdownTime })), "Success")
      assert.strictEqual(word(asking(rules)("setting", 200, { countdownTime: "100000" })), "A:MalformedReply")
      assert.strictEqual(
        word(asking(rules)("setting", 503, { symbol: "BTCUSDT", countdownTime: "100000" })),
        "A:ServerErrorReply"
      )
    }
    assert.strictEqual(word(options("setting", 200, { underlying: "ETHUSDT", countdownTime: 30_000 })), "Success")
    assert.strictEqual(word(options("setting", 200, { underlyings: ["BTCUSDT", "ETHUSDT"] })), "Success")
    assert.strictEqual(word(options("setting", 200, { underlying: "ETHUSDT" })), "A:MalformedReply")
  })

  it("S13: a transfer is proved by its id; on portfolio margin a repayment or a collection says success", () => {
    for (const rules of all) {
      assert.strictEqual(word(asking(rules)("transfer", 200, { tranId: 100_000_001 })), "Success")
      assert.strictEqual(word(asking(rules)("transfer", 200, { amount: "1" })), "A:MalformedReply")
    }
    for (const body of [{ success: true, amount: "0.1", asset: "BNB" }, { msg: "success" }, { msg: " Success. " }])
      assert.strictEqual(word(pm("transfer", 200, body)), "Success")
    assert.strictEqual(word(pm("setting", 200, { msg: "success" })), "Success")
    for (const body of [{ msg: "no success" }, { success: false, msg: "success" }, { success: "true" }])
      assert.strictEqual(word(pm("transfer", 200, body)), "A:MalformedReply", JSON.stringify(body))
    for (const verdict of [usdm, coinm, options]) {
      assert.strictEqual(word(verdict("transfer", 200, { msg: "success" })), "A:MalformedReply")
      assert.strictEqual(word(verdict("transfer", 200, { success: true })), "A:MalformedReply")
    }
  })

  it("kinds that a product does not have are never a success", () => {
    for (const rules of all) {
      for (const kind of writes.filter((kind) => rules.proofs[kind].length === 0)) {
        for (const body of [order, { orderListId: 1 }, { code: 200 }, { success: true }, { tranId: 1 }, [order]])
          assert.strictEqual(word(asking(rules)(kind, 200, body)), "A:MalformedReply", `${rules.name} ${kind}`)
      }
    }
    const without = (rules: ProductRules) => writes.filter((kind) => rules.proofs[kind].length === 0)
    assert.deepStrictEqual(without(usdmRules), ["cancelReplace", "orderList"])
    assert.deepStrictEqual(without(coinmRules), ["cancelReplace", "orderList"])
    assert.deepStrictEqual(without(portfolioMarginRules), ["cancelReplace", "batch"])
    assert.deepStrictEqual(without(optionsRules), ["cancelReplace", "amend", "orderList"])
  })
})

describe("orders with an id of another name", () => {
  it("an algo order of USDⓈ-M: algoId, clientAlgoId, algoStatus", () => {
    const algo = { algoId: 2_146_760, clientAlgoId: "a1", algoType: "CONDITIONAL", algoStatus: "NEW" }
    const place = (body: unknown) => word(usdm("place", 200, body, { clientOrderIds: ["a1"] }))
    assert.strictEqual(place(algo), "Success")
    assert.strictEqual(place({ ...algo, algoStatus: "TRIGGERED" }), "Success")
    assert.strictEqual(place({ ...algo, clientAlgoId: "b2" }), "A:MalformedReply")
    // accepted, and then refused when it triggered: looked up, not called "not executed"
    assert.strictEqual(place({ ...algo, algoStatus: "REJECTED" }), "A:MalformedReply")
    assert.strictEqual(place({ ...algo, code: -2021, msg: "x" }), "A:MalformedReply")
    assert.strictEqual(
      word(usdm("cancel", 200, { algoId: 2_146_760, clientAlgoId: "a1", code: "200", msg: "success" })),
      "Success"
    )
    assert.strictEqual(word(coinm("place", 200, algo)), "A:MalformedReply")
    assert.strictEqual(words(usdm("place", 400, { code: -4120, msg: "x" })), "F:Unsupported")
  })

  it("a conditional order of portfolio margin: strategyId, newClientStrategyId, strategyStatus", () => {
    const strategy = { strategyId: 123_445, newClientStrategyId: "a1", strategyStatus: "NEW" }
    const place = (body: unknown) => word(pm("place", 200, body, { clientOrderIds: ["a1"] }))
    assert.strictEqual(place(strategy), "Success")
    assert.strictEqual(place({ ...strategy, newClientStrategyId: "b2" }), "A:MalformedReply")
    assert.strictEqual(place({ ...strategy, strategyStatus: "REJECTED" }), "A:MalformedReply")
    assert.strictEqual(word(pm("cancel", 200, { ...strategy, strategyStatus: "CANCELED" })), "Success")
    for (const strategyStatus of ["NEW", "TRIGGERED", "FINISHED"])
      assert.strictEqual(word(pm("cancel", 200, { ...strategy, strategyStatus })), "A:MalformedReply", strategyStatus)
    assert.strictEqual(word(usdm("place", 200, strategy)), "A:MalformedReply")
  })

  it("order lists on the margin side of portfolio margin", () => {
    const list = { orderListId: 0, listOrderStatus: "EXECUTING", listClientOrderId: "l1" }
    assert.strictEqual(word(pm("orderList", 200, list)), "Success")
    assert.strictEqual(words(pm("orderList", 200, { ...list, listOrderStatus: "REJECT" })), "F:OrderRejected rejected")
    assert.strictEqual(word(pm("cancel", 200, { ...list, listOrderStatus: "ALL_DONE" })), "Success")
    assert.strictEqual(word(pm("cancel", 200, list)), "A:MalformedReply")
    const cancelled = { orderId: 11, status: "CANCELED" }
    assert.strictEqual(word(pm("cancel", 200, [cancelled, { ...list, listOrderStatus: "ALL_DONE" }])), "Success")
    for (const body of [
      [],
      [cancelled, {}],
      [cancelled, { orderId: 12, status: "NEW" }],
      [cancelled, { code: -2011, msg: "x" }]
    ])
      assert.strictEqual(word(pm("cancel", 200, body)), "A:MalformedReply", JSON.stringify(body))
  })
})

describe("amend", () => {
  const order = { orderId: 20_072_994_037, symbol: "BTCUSDT", clientOrderId: "a1", origQty: "1" }
  it("may end the order, and that is what was done", () => {
    for (const verdict of [usdm, coinm, pm]) {
      for (const status of ["NEW", "PARTIALLY_FILLED", "FILLED", "CANCELED", "EXPIRED"])
        assert.strictEqual(word(verdict("amend", 200, { ...order, status })), "Success", status)
      assert.strictEqual(word(verdict("amend", 200, { ...order, status: "REJECTED" })), "A:MalformedReply")
      assert.strictEqual(word(verdict("amend", 200, {})), "A:MalformedReply")
      assert.strictEqual(word(verdict("amend", 200, { code: 200, msg: "success" })), "A:MalformedReply")
    }
  })

  it("a filter leaves the order as it was; the engine's reject of a post-only order may have ended it", () => {
    for (const verdict of [usdm, coinm, pm]) {
      assert.strictEqual(words(verdict("amend", 400, { code: -4014, msg: "x" })), "F:FilterFailure PRICE_FILTER")
      for (const code of [-2021, -2022, -5022])
        assert.strictEqual(word(verdict("amend", 400, { code, msg: "x" })), "A:UndocumentedCode", `${code}`)
    }
  })

  it("one that changes nothing was done by an earlier attempt, or was not needed", () => {
    for (const [verdict, code] of [
      [usdm, -5027],
      [coinm, -4197]
    ] as const) {
      const body = { code, msg: "No need to modify the order." }
      assert.strictEqual(word(verdict("amend", 400, body)), "F:AlreadyInState")
      const again = verdict("amend", 400, body, { earlier: "in-doubt" })
      assert.strictEqual(word(again), "A:ResponseLost")
      assert.strictEqual(refusal(again), "AlreadyInState")
    }
  })
})

describe("settings that are so already", () => {
  const rows: ReadonlyArray<readonly [ProductRules, ReadonlyArray<number>]> = [
    [usdmRules, [-4046, -4052, -4059, -4171]],
    [coinmRules, [-4046, -4052, -4059]],
    [portfolioMarginRules, [-4046, -4052, -4059]],
    [optionsRules, [-6035]]
  ]
  it("succeed without a change", () => {
    for (const [rules, codes] of rows) {
      for (const code of codes) {
        const body = { code, msg: "No need to change." }
        const verdict = asking(rules)
        for (const status of [200, 400]) {
          assert.deepStrictEqual(verdict("setting", status, body), { _tag: "Success", body: { changed: false } })
          const again = verdict("setting", status, body, { earlier: "in-doubt" })
          assert.strictEqual(again._tag, "Success")
        }
        // under a status that says nothing, and for anything that is no setting, it is a doubt
        assert.strictEqual(word(verdict("setting", 503, body)), "A:ServerErrorReply")
        for (const kind of writes.filter((kind) => kind !== "setting"))
          assert.strictEqual(word(verdict(kind, 400, body)), "A:UndocumentedCode", `${code} ${kind}`)
      }
    }
  })
})

describe("duplicate ids", () => {
  const codes: ReadonlyArray<readonly [ProductRules, Kind, number, string]> = [
    [usdmRules, "place", -4116, "ClientOrderId is duplicated."],
    [optionsRules, "place", -6044, "clientOrderId is duplicated"],
    [usdmRules, "transfer", -4115, "clientTranId is duplicated"],
    [portfolioMarginRules, "transfer", -4115, "clientTranId is duplicated"],
    [coinmRules, "transfer", -4111, "clientTranId is duplicated"],
    ...throttling.map((rules) => [rules, "place", -2010, "Duplicate order sent."] as const)
  ]
  it("of an id that the library made, or that was sent before, prove an earlier attempt", () => {
    for (const [rules, kind, code, msg] of codes) {
      const ask = (options: Partial<Asked>) => word(asking(rules)(kind, 400, { code, msg }, options))
      assert.strictEqual(ask({ clientOrderIdFrom: "caller" }), "F:DuplicateClientOrderId", `${rules.name} ${code}`)
      assert.strictEqual(ask({ clientOrderIdFrom: "library" }), "A:EarlierAttemptExists", `${rules.name} ${code}`)
      assert.strictEqual(ask({ clientOrderIdFrom: "caller", earlier: "in-doubt" }), "A:EarlierAttemptExists")
    }
  })

  it("in one element of a batch, of that element", () => {
    const elements = [
      { orderId: 1, clientOrderId: "a" },
      { code: -4116, msg: "ClientOrderId is duplicated." }
    ]
    const v = usdm("batch", 200, elements, { clientOrderIds: ["a", "b"], clientOrderIdFrom: "library" })
    assert.deepStrictEqual(elementsOf(v), ["Success", "A:EarlierAttemptExists"])
  })

  it("COIN-M and portfolio margin list no code of USDⓈ-M's for it: in doubt", () => {
    for (const verdict of [coinm, pm])
      assert.strictEqual(word(verdict("place", 400, { code: -4116, msg: "x" })), "A:UndocumentedCode")
  })
})

describe("texts", () => {
  it("an unknown order, on a cancel or an amend only", () => {
    for (const verdict of [usdm, coinm, pm]) {
      const body = { code: -2011, msg: "Unknown order sent." }
      for (const kind of ["cancel", "amend"] as const)
        assert.strictEqual(word(verdict(kind, 400, body)), "F:UnknownOrder")
      for (const kind of writes.filter((kind) => kind !== "cancel" && kind !== "amend"))
        assert.strictEqual(word(verdict(kind, 400, body)), "A:UndocumentedCode", kind)
      assert.strictEqual(
        words(verdict("cancel", 400, { code: -2011, msg: "Unknown order sent, again" })),
        "F:OrderRejected cancel-rejected"
      )
      assert.strictEqual(word(verdict("cancel", 503, body)), "A:ServerErrorReply")
      assert.strictEqual(word(verdict("cancel", 400, body, { earlier: "in-doubt" })), "A:ResponseLost")
    }
  })

  it("-4183 is about a price, under either name; its other text is a setting's", () => {
    const price = { code: -4183, msg: "Price is higher than stop price multiplier cap." }
    const named = { code: -4183, msg: "Limit price can't be higher than 12.5." }
    for (const verdict of [usdm, pm]) {
      for (const body of [price, named]) {
        assert.strictEqual(words(verdict("place", 400, body)), "F:FilterFailure PERCENT_PRICE")
        assert.strictEqual(word(verdict("setting", 400, body)), "A:UndocumentedCode")
      }
    }
    const joint = {
      code: -4183,
      msg: "Unable to adjust to Multi-Assets mode with symbols of USDⓈ-M Futures under isolated-margin mode."
    }
    assert.strictEqual(words(usdm("setting", 400, joint)), "F:OrderRejected isolated-symbols")
    assert.strictEqual(word(pm("setting", 400, joint)), "A:UndocumentedCode")
  })

  it("a margin order of portfolio margin that cannot be paid for", () => {
    const body = { code: -2010, msg: "Account has insufficient balance for requested action." }
    assert.strictEqual(word(pm("place", 400, body)), "F:InsufficientBalance")
    assert.strictEqual(word(pm("place", 400, body, { earlier: "in-doubt" })), "A:ResponseLost")
    assert.strictEqual(words(usdm("place", 400, { code: -2010, msg: "x" })), "F:OrderRejected rejected")
  })

  it("a margin order of portfolio margin that a filter refuses", () => {
    for (const code of [-1013, -2010])
      assert.strictEqual(words(pm("place", 400, { code, msg: "Filter failure: LOT_SIZE" })), "F:FilterFailure LOT_SIZE")
    // a text never turns a doubt into something definite
    for (const code of [-1000, -1007, -5041, -9999])
      assert.strictEqual(pm("place", 400, { code, msg: "Filter failure: LOT_SIZE" })._tag, "AmbiguousExecution")
    assert.strictEqual(words(usdm("place", 400, { code: -1013, msg: "Filter failure: LOT_SIZE" })), "F:InvalidRequest")
  })
})

describe("batch", () => {
  const ids = ["a", "b", "c", "d"]
  const made = (clientOrderId: string) => ({ orderId: 1, clientOrderId, status: "NEW" })

  it("is judged element by element", () => {
    for (const verdict of [usdm, coinm]) {
      const elements = [
        made("a"),
        { code: -2022, msg: "ReduceOnly Order is rejected." },
        { code: -1007, msg: "Timeout." },
        { code: -4083, msg: "x" }
      ]
      const v = verdict("batch", 200, elements, { clientOrderIds: ids })
      assert.strictEqual(v._tag, "Success")
      assert.deepStrictEqual(elementsOf(v), [
        "Success",
        "F:OrderRejected reduce-only",
        "A:EngineTimeout",
        "A:ServerErrorReply"
      ])
    }
    const v = options(
      "batch",
      200,
      [made("a"), { code: -6047, msg: "x" }, { code: -1007, msg: "x" }, { code: -4078, msg: "x" }],
      { clientOrderIds: ids }
    )
    assert.deepStrictEqual(elementsOf(v), [
      "Success",
      "F:OrderRejected would-take",
      "A:UndocumentedCode",
      "A:ServerErrorReply"
    ])
  })

  it("an element that is missing is in doubt", () => {
    const v = usdm("batch", 200, [made("d"), made("a")], { clientOrderIds: ids })
    assert.deepStrictEqual(elementsOf(v), ["Success", "A:MalformedReply", "A:MalformedReply", "Success"])
    const short = usdm("batch", 200, [{ code: -2022, msg: "x" }], { clientOrderIds: ["a", "b"] })
    assert.deepStrictEqual(elementsOf(short), ["A:MalformedReply", "A:MalformedReply"])
  })

  it("of cancels and amends speaks of cancels and amends", () => {
    const cancels = usdm(
      "batch",
      200,
      [
        { ...made("a"), status: "CANCELED" },
        { code: -2011, msg: "Unknown order sent." },
        made("c"),
        { code: -2022, msg: "x" }
      ],
      {
        clientOrderIds: ids,
        elementKind: "cancel"
      }
    )
    assert.deepStrictEqual(elementsOf(cancels), ["Success", "F:UnknownOrder", "A:MalformedReply", "A:UndocumentedCode"])
    const amends = coinm(
      "batch",
      200,
      [
        { ...made("a"), status: "CANCELED" },
        { code: -4197, msg: "x" },
        { code: -4014, msg: "x" },
        { code: -2021, msg: "x" }
      ],
      {
        clientOrderIds: ids,
        elementKind: "amend"
      }
    )
    assert.deepStrictEqual(elementsOf(amends), [
      "Success",
      "F:AlreadyInState",
      "F:FilterFailure PRICE_FILTER",
      "A:UndocumentedCode"
    ])
  })

  it("refused as a whole, each element is refused; lost, each is lost", () => {
    for (const [code, expected] of [
      [-4082, "F:InvalidRequest"],
      [-1003, "R:RateLimited"],
      [-2019, "F:InsufficientBalance"],
      [-4083, "A:ServerErrorReply"],
      // a reject of one order says nothing of the others
      [-2022, "A:UndocumentedCode"],
      [-4116, "A:UndocumentedCode"]
    ] as const)
      assert.deepStrictEqual(
        elementsOf(usdm("batch", 400, { code, msg: "x" }, { clientOrderIds: ["a", "b"] })),
        [expected, expected],
        `${code}`
      )
    const lost = decide(
      asked("batch", { product: usdmRules, clientOrderIds: ["a", "b"] }),
      silence("sent", undefined, true),
      now
    )
    assert.deepStrictEqual(elementsOf(lost), ["A:TimedOut", "A:TimedOut"])
  })
})

describe("limits", () => {
  const tooMany =
    "Too many requests; current limit is 2400 requests per minute. Please use the websocket for live updates to avoid polling the API."
  const banned = (until: number) =>
    `Way too many requests; IP banned until ${until}. Please use the websocket for live updates to avoid bans.`

  it("-1003 of the futures: the weight of a minute, or a ban", () => {
    for (const rules of throttling) {
      const v = asking(rules)("place", 429, { code: -1003, msg: tooMany })
      assert.strictEqual(word(v), "R:RateLimited")
      assert.strictEqual(
        v._tag === "Retryable" && v.reason._tag === "RateLimited" ? v.reason.limit : "",
        "REQUEST_WEIGHT"
      )
      assert.strictEqual(waitOf(v), 60_000)
      const ban = asking(rules)("cancel", 418, { code: -1003, msg: banned(now + 90_000) })
      assert.strictEqual(word(ban), "R:IpBanned")
      assert.strictEqual(waitOf(ban), 90_000)
      assert.strictEqual(quietOf(rules, http(429, { code: -1003, msg: tooMany }), now)?.millis, 60_000)
      assert.strictEqual(quietOf(rules, http(418, ""), now)?.millis, 120_000)
    }
  })

  it("-1015 stops new orders and not the address", () => {
    for (const rules of all) {
      const reply = { code: -1015, msg: "Too many new orders." }
      assert.strictEqual(waitOf(asking(rules)("place", 429, reply)), 60_000)
      assert.isUndefined(quietOf(rules, http(429, reply), now))
      assert.strictEqual(word(asking(rules)("cancel", 429, reply)), "A:UndocumentedCode")
    }
  })

  it("the engine's own check of recvWindow is a clock skew, on placing and amending", () => {
    for (const [verdict, code] of [
      [usdm, -5028],
      [pm, -5028],
      [coinm, -4188]
    ] as const) {
      for (const kind of ["place", "amend", "batch"] as const)
        assert.strictEqual(word(verdict(kind, 400, { code, msg: "x" })), "R:ClockSkew")
      for (const kind of ["cancel", "transfer", "setting"] as const)
        assert.strictEqual(word(verdict(kind, 400, { code, msg: "x" })), "A:UndocumentedCode", kind)
    }
    assert.strictEqual(word(coinm("place", 400, { code: -5028, msg: "x" })), "A:UndocumentedCode")
    assert.strictEqual(word(usdm("place", 400, { code: -4188, msg: "x" })), "A:UndocumentedCode")
  })
})

describe("bounds", () => {
  it("how long an engine may hold an order, and how long reads may lag", () => {
    const bounds = ({ graceMillis, name, retentionMillis, timePath, visibilityMillis }: ProductRules) => [
      name,
      timePath,
      graceMillis,
      visibilityMillis,
      retentionMillis
    ]
    assert.deepStrictEqual(
      all.map(({ filledRetentionMillis }) => filledRetentionMillis),
      // of the last two no document says it
      [90 * 86_400_000, 90 * 86_400_000, undefined, undefined]
    )
    const threeDays = 259_200_000
    assert.deepStrictEqual(all.map(bounds), [
      ["usdm", "/fapi/v1/time", 2_000, 15_000, threeDays],
      ["coinm", "/dapi/v1/time", 11_000, 30_000, threeDays],
      ["pm", "/fapi/v1/time", 11_000, 30_000, threeDays],
      ["options", "/eapi/v1/time", 60_000, 30_000, threeDays]
    ])
    // the engine's check of recvWindow is documented for plain orders only
    assert.deepStrictEqual(bounds(usdmAlgoRules), ["usdm", "/fapi/v1/time", 60_000, 30_000, threeDays])
    assert.strictEqual(usdmAlgoRules.codes, usdmRules.codes)
    for (const rules of all) {
      assert.deepStrictEqual(Object.keys(rules.proofs).toSorted(), [...kinds].toSorted())
      assert.isAtLeast(rules.quietMillis.banned, 120_000)
    }
  })

  it("no product brings the tables of another", () => {
    const folder = path.resolve(import.meta.dirname, "../../../packages/effect-binance/src/products")
    const reached = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
      if (seen.has(file)) return seen
      seen.add(file)
      for (const [, from] of fs
        .readFileSync(path.join(folder, file), "utf8")
        .matchAll(/^(?:import|export)(?! type)[^"]*"\.\/(\w+\.ts)"/gm))
        if (from !== undefined) reached(from, seen)
      return seen
    }
    const own = (prefix: string, ...files: ReadonlyArray<string>) =>
      assert.deepStrictEqual(
        [...reached(`${prefix}Rules.ts`)].toSorted(),
        [`${prefix}Rules.ts`, ...files, "FuturesCodes.ts", "ProductRules.ts"].toSorted()
      )
    own("Usdm", "UsdmCodes.ts", "UsdmMessages.ts")
    own("Coinm", "CoinmCodes.ts")
    own("PortfolioMargin", "PortfolioMarginCodes.ts", "PortfolioMarginMessages.ts")
    own("Options", "OptionsCodes.ts")
  })
})
