/** The outcome table, row by row: transport (T), status, body shape (B), success (S), cancelReplace, amend. */
import { assert, describe, it } from "@effect/vitest"
import { decide } from "effect-binance/client/Verdict"
import type { Kind } from "effect-binance/errors/InDoubt"
import { asked, http, kinds, now, silence, verdict, word, writes } from "./support.ts"

const order = { symbol: "BTCUSDT", orderId: 28, orderListId: -1, clientOrderId: "a1", transactTime: 1 }
const hasNoEffect = (kind: Kind) => kind === "read" || kind === "test"

describe("T: no reply came", () => {
  const quiet = (kind: Kind, ...reply: Parameters<typeof silence>) => decide(asked(kind), silence(...reply), now)

  it("T1 T2 T3 T4 T7: provably nothing left", () => {
    for (const code of [
      "ENOTFOUND",
      "EAI_AGAIN",
      "ECONNREFUSED",
      "ENETUNREACH",
      "UND_ERR_CONNECT_TIMEOUT",
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "ECONNRESET"
    ]) {
      for (const kind of kinds) {
        assert.deepStrictEqual(quiet(kind, "connect", code), {
          _tag: "Retryable",
          reason: { _tag: "NotSent", cause: code }
        })
        assert.strictEqual(word(quiet(kind, "connect", code, true)), "R:NotSent")
      }
    }
    assert.strictEqual(word(quiet("place", "connect")), "R:NotSent")
  })

  it("T5: a byte left", () => {
    for (const code of ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "ECONNREFUSED", "ENOTFOUND", undefined]) {
      for (const kind of kinds) {
        assert.strictEqual(word(quiet(kind, "sent", code)), hasNoEffect(kind) ? "R:ReadFailed" : "A:ResponseLost", kind)
        assert.strictEqual(
          word(quiet(kind, "sent", code, true)),
          hasNoEffect(kind) ? "R:ReadFailed" : "A:TimedOut",
          kind
        )
      }
    }
    assert.deepStrictEqual(quiet("place", "sent", "ECONNRESET"), {
      _tag: "AmbiguousExecution",
      reason: { _tag: "ResponseLost", cause: "ECONNRESET" }
    })
  })

  it("T4: a transport that cannot tell is believed only where no connection can have existed", () => {
    for (const code of ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "UND_ERR_CONNECT_TIMEOUT"]) {
      for (const kind of kinds) assert.strictEqual(word(quiet(kind, "unknown", code)), "R:NotSent", code)
    }
    for (const code of [
      "ECONNRESET",
      "ETIMEDOUT",
      "EPIPE",
      "EHOSTUNREACH",
      "UND_ERR_HEADERS_TIMEOUT",
      "econnrefused",
      "",
      undefined
    ]) {
      for (const kind of writes) assert.strictEqual(word(quiet(kind, "unknown", code)), "A:ResponseLost", code)
      assert.strictEqual(word(quiet("read", "unknown", code)), "R:ReadFailed")
    }
  })

  it("T16: a redirect", () => {
    for (const status of [301, 302, 303, 307, 308]) {
      for (const kind of kinds)
        assert.strictEqual(word(verdict(kind, status, "")), hasNoEffect(kind) ? "R:ReadFailed" : "A:ServerErrorReply")
    }
  })
})

describe("statuses without a code", () => {
  const definite: Readonly<Record<number, string>> = {
    401: "F:BadCredentials",
    403: "F:WafBlocked",
    404: "F:Unsupported",
    413: "F:Unsupported",
    418: "R:IpBanned",
    429: "R:RateLimited"
  }
  const bodies = [
    "",
    "  \n",
    "<html><body>Request blocked</body></html>",
    "plain text",
    "null",
    '"text"',
    "{}",
    '{"message":"Forbidden"}'
  ]

  it("B4 B5: the edge refuses with 401, 403, 404, 413, 418, 429", () => {
    for (const [status, expected] of Object.entries(definite)) {
      for (const body of bodies) {
        for (const kind of kinds)
          assert.strictEqual(word(verdict(kind, Number(status), body)), expected, `${status} ${kind} ${body}`)
      }
    }
  })

  it("400 and every other 4xx without a readable code leave a write in doubt", () => {
    for (const status of [400, 402, 405, 406, 410, 411, 414, 415, 422, 425, 431, 451, 499]) {
      for (const body of bodies) {
        for (const kind of writes)
          assert.strictEqual(word(verdict(kind, status, body)), "A:MalformedReply", `${status} ${kind} ${body}`)
        assert.strictEqual(
          word(verdict("read", status, body)),
          status === 451 ? "F:RestrictedLocation" : "R:ReadFailed",
          `${status} ${body}`
        )
      }
    }
  })

  it("408, 409 and 5xx say nothing, B6", () => {
    for (const status of [408, 409, 500, 501, 502, 503, 504, 520, 522, 530]) {
      for (const body of [...bodies, '{"code":', "Service Unavailable."]) {
        for (const kind of writes)
          assert.strictEqual(word(verdict(kind, status, body)), "A:ServerErrorReply", `${status} ${kind} ${body}`)
        assert.strictEqual(word(verdict("read", status, body)), "R:ReadFailed", `${status} ${body}`)
        assert.strictEqual(word(verdict("test", status, body)), "R:ReadFailed", `${status} ${body}`)
      }
    }
  })

  it("no 503 text is definite on Spot", () => {
    for (const msg of [
      "Service Unavailable.",
      "Internal error; unable to process your request. Please try again.",
      "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.",
      "Unknown error, please check your request or try again later."
    ]) {
      for (const body of [{ msg }, { code: -1000, msg }, { code: -1001, msg }, { code: -1008, msg }]) {
        for (const kind of writes) assert.strictEqual(word(verdict(kind, 503, body)), "A:ServerErrorReply")
      }
    }
  })

  it("what is no status at all says nothing either", () => {
    for (const status of [0, -1, 99, 100, 103, 600, 999, NaN, Infinity, 200.5]) {
      for (const kind of writes)
        assert.strictEqual(word(verdict(kind, status, order)), "A:ServerErrorReply", String(status))
      assert.strictEqual(word(verdict("read", status, order)), "R:ReadFailed", String(status))
    }
  })
})

describe("B: the shape of the body", () => {
  it("B1 B3: 2xx with nothing, HTML or something that is no object", () => {
    for (const status of [200, 201, 202, 204]) {
      for (const body of ["", "<html>captive portal</html>", "OK", "true", "null", "12", '"{}"']) {
        for (const kind of writes)
          assert.strictEqual(word(verdict(kind, status, body)), "A:MalformedReply", `${kind} ${body}`)
        assert.strictEqual(word(verdict("read", status, body)), "R:ReadFailed", body)
        assert.strictEqual(word(verdict("test", status, body)), "R:ReadFailed", body)
      }
    }
  })

  it("B2: 2xx cut short, also where the rest parses", () => {
    for (const kind of writes) {
      assert.strictEqual(word(verdict(kind, 200, '{"symbol":"BTCUSDT","orderId":28,"cl')), "A:MalformedReply")
      assert.strictEqual(word(verdict(kind, 200, order, { complete: false })), "A:MalformedReply")
      assert.strictEqual(word(verdict(kind, 200, { code: 200, tranId: 1 }, { complete: false })), "A:MalformedReply")
    }
    assert.strictEqual(word(verdict("read", 200, '[{"symbol":', {})), "R:ReadFailed")
    assert.strictEqual(word(verdict("read", 200, "[]", { complete: false })), "R:ReadFailed")
  })

  it("B9: 4xx cut short", () => {
    const reason: Readonly<Record<number, string>> = {
      401: "F:BadCredentials",
      403: "F:WafBlocked",
      404: "F:Unsupported",
      418: "R:IpBanned",
      429: "R:RateLimited"
    }
    for (const body of ['{"code":-2010,"ms', "[{", ' {"code":-1003,"msg":"Too']) {
      for (const status of [401, 403, 404, 418, 429]) {
        for (const kind of kinds) {
          const expected = kind === "cancelReplace" && status === 429 ? "A:MalformedReply" : reason[status]
          assert.strictEqual(word(verdict(kind, status, body)), expected, `${status} ${kind}`)
          assert.strictEqual(
            word(verdict(kind, status, { code: -2010, msg: "x" }, { complete: false })),
            expected,
            `${status} ${kind}, incomplete`
          )
        }
      }
      for (const status of [400, 402, 410, 413, 451]) {
        for (const kind of writes) {
          assert.strictEqual(word(verdict(kind, status, body)), "A:MalformedReply", `${status} ${kind}`)
          assert.strictEqual(
            word(verdict(kind, status, { code: -2010, msg: "x" }, { complete: false })),
            "A:MalformedReply",
            `${status} ${kind}, incomplete`
          )
        }
      }
    }
  })

  it("B9: an empty body that was cut off may have been a cancelReplace's halves", () => {
    assert.strictEqual(word(verdict("cancelReplace", 429, "", { complete: false })), "A:MalformedReply")
    assert.strictEqual(word(verdict("cancelReplace", 429, "")), "R:RateLimited")
  })

  it("B7: JSON without a code", () => {
    const body = {
      timestamp: 1677838680041,
      path: "/api/v3/order",
      msg: "Unknown error, please check your request or try again later."
    }
    assert.strictEqual(word(verdict("cancel", 503, body)), "A:ServerErrorReply")
    assert.strictEqual(word(verdict("cancel", 400, body)), "A:MalformedReply")
  })

  it("B8: codes as text; a text that is JSON", () => {
    assert.strictEqual(word(verdict("place", 400, { code: "-1121", msg: "Invalid symbol." })), "F:InvalidRequest")
    assert.strictEqual(word(verdict("place", 400, { code: "-1007" })), "A:EngineTimeout")
    assert.strictEqual(
      word(verdict("place", 400, { msg: '{"code":-2015,"msg":"Invalid API-key"}' })),
      "F:BadCredentials"
    )
    assert.strictEqual(
      word(verdict("place", 200, { success: false, msg: '{"code":-1007,"msg":""}' })),
      "A:EngineTimeout"
    )
    for (const code of ["", "abc", "-", "1e3", "-1021.5", " -1021", null, [], {}, true]) {
      assert.strictEqual(word(verdict("place", 400, { code, msg: "x" })), "A:MalformedReply", String(code))
    }
  })

  it("B10: order ids that a double cannot hold keep their digits", () => {
    const bodyOf = (text: string) => {
      const v = verdict("read", 200, text)
      return v._tag === "Success" ? v.body : v
    }
    assert.deepStrictEqual(bodyOf('{"orderId":4611875134427365377}'), { orderId: "4611875134427365377" })
    assert.deepStrictEqual(bodyOf("[-9007199254740993, 9007199254740991,1]"), [
      "-9007199254740993",
      9007199254740991,
      1
    ])
    assert.deepStrictEqual(bodyOf('{"a":"x 4611875134427365377, \\" 4611875134427365377","b":4611875134427365377}'), {
      a: 'x 4611875134427365377, " 4611875134427365377',
      b: "4611875134427365377"
    })
    assert.deepStrictEqual(
      bodyOf('{"price":0.4611875134427365377,"e":4611875134427365377e0,"\\\\":99999999999999999999}'),
      {
        "price": Number("0.4611875134427365377"),
        "e": Number("4611875134427365377"),
        "\\": "99999999999999999999"
      }
    )
    assert.deepStrictEqual(verdict("place", 200, '{"orderId":4611875134427365377}'), {
      _tag: "Success",
      body: { orderId: "4611875134427365377" }
    })
    // still not JSON, and a quote does not make it so
    assert.strictEqual(word(verdict("place", 200, '{"orderId":04611875134427365377}')), "A:MalformedReply")
    assert.strictEqual(word(verdict("place", 200, '{4611875134427365377:1,"orderId":1}')), "A:MalformedReply")
  })

  it("B10: wherever in the body they stand, and however long they are", () => {
    const idIn = (text: string) => {
      const v = verdict("read", 200, text)
      return v._tag === "Success" ? Object(v.body).id : v
    }
    for (let digits = 15; digits <= 20; digits++) {
      for (let before = 0; before < 40; before++) {
        const id = "9".repeat(digits)
        const text = `{"${"x".repeat(before)}":0,"id":${id}}`
        assert.strictEqual(idIn(text), digits === 15 ? Number(id) : id, text)
      }
    }
  })
})

describe("S: 2xx", () => {
  it("S1 S2 S4: an order id is the proof of a place", () => {
    for (const status of [
      "NEW",
      "PARTIALLY_FILLED",
      "FILLED",
      "PENDING_NEW",
      "EXPIRED",
      "EXPIRED_IN_MATCH",
      "A_NEW_ONE"
    ]) {
      assert.strictEqual(word(verdict("place", 200, { ...order, status })), "Success", status)
    }
    assert.strictEqual(word(verdict("place", 200, { orderId: 1 })), "Success")
    assert.strictEqual(word(verdict("place", 201, { orderId: "28" })), "Success")
    for (const orderId of [0, -1, 1.5, "", "0", "x", "-1", "1.5", null, {}, [1], true, undefined]) {
      assert.strictEqual(word(verdict("place", 200, { ...order, orderId })), "A:MalformedReply", String(orderId))
    }
  })

  it("S3: REJECTED is a reject", () => {
    assert.strictEqual(word(verdict("place", 200, { ...order, status: "REJECTED" })), "F:OrderRejected")
    assert.strictEqual(
      word(verdict("place", 200, { ...order, status: "REJECTED" }, { earlier: "in-doubt" })),
      "A:ResponseLost"
    )
  })

  it("a reply about another client order id is no proof", () => {
    assert.strictEqual(word(verdict("place", 200, order, { clientOrderIds: ["a1"] })), "Success")
    assert.strictEqual(word(verdict("place", 200, order, { clientOrderIds: ["b2"] })), "A:MalformedReply")
    assert.strictEqual(word(verdict("place", 200, { orderId: 28 }, { clientOrderIds: ["b2"] })), "Success")
  })

  it("S5: a test needs an object", () => {
    for (const body of [{}, { standardCommissionForOrder: {} }])
      assert.strictEqual(word(verdict("test", 200, body)), "Success")
    assert.strictEqual(word(verdict("test", 200, [])), "R:ReadFailed")
  })

  it("S6: an order list", () => {
    const list = {
      orderListId: 0,
      contingencyType: "OTO",
      listStatusType: "EXEC_STARTED",
      listOrderStatus: "EXECUTING"
    }
    assert.strictEqual(word(verdict("orderList", 200, list)), "Success")
    assert.strictEqual(word(verdict("orderList", 200, { ...list, listOrderStatus: "ALL_DONE" })), "Success")
    assert.strictEqual(
      word(verdict("orderList", 200, { ...list, listStatusType: "RESPONSE", listOrderStatus: "REJECT" })),
      "F:OrderRejected"
    )
    assert.strictEqual(word(verdict("orderList", 200, { ...list, orderListId: -1 })), "A:MalformedReply")
    assert.strictEqual(word(verdict("orderList", 200, order)), "A:MalformedReply")
  })

  it("S7: a cancel", () => {
    for (const status of ["CANCELED", "PENDING_CANCEL", "EXPIRED", "A_NEW_ONE", undefined]) {
      assert.strictEqual(word(verdict("cancel", 200, { ...order, status })), "Success", status)
    }
    for (const status of ["NEW", "PARTIALLY_FILLED", "FILLED"])
      assert.strictEqual(word(verdict("cancel", 200, { ...order, status })), "A:MalformedReply", status)
    assert.strictEqual(word(verdict("cancel", 200, { orderListId: 0, listOrderStatus: "ALL_DONE" })), "Success")
    assert.strictEqual(
      word(verdict("cancel", 200, { orderListId: 0, listOrderStatus: "EXECUTING" })),
      "A:MalformedReply"
    )
    assert.strictEqual(word(verdict("cancel", 200, {})), "A:MalformedReply")
  })

  it("S8: a list is no proof for one write; of a cancel it is, when all in it is over", () => {
    for (const kind of writes) {
      if (kind !== "batch" && kind !== "cancel")
        assert.strictEqual(word(verdict(kind, 200, [order])), "A:MalformedReply", kind)
    }
    assert.strictEqual(word(verdict("read", 200, [order])), "Success")
    const cancelled = { ...order, status: "CANCELED" }
    const list = { orderListId: 0, listOrderStatus: "ALL_DONE" }
    assert.strictEqual(word(verdict("cancel", 200, [cancelled, list])), "Success")
    for (const body of [
      [],
      [{}],
      [cancelled, { ...order, status: "NEW" }],
      [{ ...list, listOrderStatus: "EXECUTING" }],
      [cancelled, { code: -2011, msg: "Unknown order sent." }],
      [[cancelled]]
    ])
      assert.strictEqual(word(verdict("cancel", 200, body)), "A:MalformedReply", JSON.stringify(body))
  })

  it("S9 S10 S11 S12 S13: success codes are no errors", () => {
    for (const code of [0, 200, "0", "200", "000000"]) {
      assert.strictEqual(word(verdict("setting", 200, { code, msg: "success" })), "Success", String(code))
      assert.strictEqual(word(verdict("read", 200, { code, data: {} })), "Success", String(code))
      assert.strictEqual(word(verdict("transfer", 200, { code, tranId: 13526853623 })), "Success", String(code))
      assert.strictEqual(word(verdict("place", 200, { code, msg: "success" })), "A:MalformedReply", String(code))
      assert.strictEqual(word(verdict("setting", 400, { code, msg: "success" })), "A:MalformedReply", String(code))
    }
    assert.strictEqual(word(verdict("setting", 200, { success: true })), "Success")
    assert.strictEqual(word(verdict("setting", 200, {})), "A:MalformedReply")
    assert.strictEqual(word(verdict("transfer", 200, { success: true })), "A:MalformedReply")
  })

  it("S14: success:false is no success", () => {
    for (const kind of writes) {
      assert.strictEqual(
        word(verdict(kind, 200, { ...order, code: 200, tranId: 1, amendedOrder: order, msg: "no", success: false })),
        "A:MalformedReply",
        kind
      )
    }
    assert.strictEqual(word(verdict("read", 200, { success: false, msg: "no" })), "R:ReadFailed")
  })

  it("S17 S18: an error in a 200 is that error", () => {
    assert.strictEqual(word(verdict("place", 200, { code: -1121, msg: "Invalid symbol." })), "F:InvalidRequest")
    assert.strictEqual(word(verdict("place", 200, { code: -1016, msg: "" })), "R:ServiceUnavailable")
    assert.strictEqual(word(verdict("place", 200, { code: -1007, msg: "" })), "A:EngineTimeout")
    assert.strictEqual(
      word(verdict("transfer", 200, { code: 100001003, msg: "Verification failed" })),
      "A:UndocumentedCode"
    )
    assert.strictEqual(word(verdict("read", 200, { code: 200003903, msg: "" })), "F:UndocumentedRefusal")
  })

  it("an error beside the proof of success contradicts itself", () => {
    for (const status of [200, 400, 429]) {
      assert.strictEqual(word(verdict("place", status, { ...order, code: -2010, msg: "x" })), "A:MalformedReply")
      assert.strictEqual(word(verdict("place", status, { ...order, code: -1007, msg: "x" })), "A:EngineTimeout")
    }
  })

  it("keys of the prototype prove nothing", () => {
    for (const body of [
      '{"__proto__":{"orderId":1}}',
      '{"constructor":{"orderId":1}}',
      '{"orderId":{"__proto__":1}}'
    ]) {
      assert.strictEqual(word(verdict("place", 200, body)), "A:MalformedReply", body)
    }
  })
})

describe("cancelReplace", () => {
  const cancelled = { ...order, origClientOrderId: "a0", status: "CANCELED" }
  const unknownOrder = { code: -2011, msg: "Unknown order sent." }
  const rejected = { code: -2010, msg: "Order would immediately match and take." }
  const halves = (
    cancelResult: string,
    newOrderResult: string,
    cancelResponse: unknown,
    newOrderResponse: unknown,
    code = -2021
  ) => ({
    code,
    msg: "Order cancel-replace failed.",
    data: { cancelResult, newOrderResult, cancelResponse, newOrderResponse }
  })
  const done = {
    cancelResult: "SUCCESS",
    newOrderResult: "SUCCESS",
    cancelResponse: cancelled,
    newOrderResponse: order
  }
  const reason = (v: ReturnType<typeof verdict>) => (v._tag === "Success" ? undefined : v.reason)

  it("SUCCESS and SUCCESS at 200", () => {
    assert.strictEqual(word(verdict("cancelReplace", 200, done)), "Success")
    assert.strictEqual(word(verdict("cancelReplace", 200, done, { clientOrderIds: ["a1"] })), "Success")
    assert.strictEqual(word(verdict("cancelReplace", 200, done, { clientOrderIds: ["b2"] })), "A:CancelReplaceInDoubt")
    assert.strictEqual(word(verdict("cancelReplace", 200, { ...done, newOrderResponse: {} })), "A:MalformedReply")
    assert.strictEqual(
      word(verdict("cancelReplace", 200, { ...done, newOrderResponse: { ...order, status: "REJECTED" } })),
      "A:CancelReplaceInDoubt"
    )
    assert.strictEqual(word(verdict("cancelReplace", 200, order)), "A:MalformedReply")
  })

  it("FAILURE and NOT_ATTEMPTED: nothing executed, at 400 and 429", () => {
    for (const status of [400, 409, 429]) {
      assert.deepStrictEqual(
        reason(verdict("cancelReplace", status, halves("FAILURE", "NOT_ATTEMPTED", unknownOrder, null, -2022))),
        {
          _tag: "CancelReplaceFailed",
          code: -2022,
          msg: "Order cancel-replace failed.",
          cancel: { executed: "no", tag: "Fatal", reason: "UnknownOrder", code: -2011 },
          place: { executed: "no", attempted: false }
        }
      )
    }
  })

  it("SUCCESS and FAILURE: cancelled, not replaced, at 400, 409 and 429", () => {
    for (const status of [400, 409, 429]) {
      assert.deepStrictEqual(
        reason(verdict("cancelReplace", status, halves("SUCCESS", "FAILURE", cancelled, rejected))),
        {
          _tag: "CancelReplaceFailed",
          code: -2021,
          msg: "Order cancel-replace failed.",
          cancel: { executed: "yes", orderId: 28, clientOrderId: "a1" },
          place: { executed: "no", tag: "Fatal", reason: "OrderRejected", code: -2010 }
        }
      )
    }
    assert.deepInclude(
      reason(
        verdict(
          "cancelReplace",
          429,
          halves("SUCCESS", "FAILURE", cancelled, { code: -1015, msg: "Too many new orders." })
        )
      ),
      {
        place: { executed: "no", tag: "Retryable", reason: "OrderRateLimited", code: -1015 }
      }
    )
  })

  it("FAILURE and SUCCESS: two orders may work", () => {
    assert.deepInclude(reason(verdict("cancelReplace", 409, halves("FAILURE", "SUCCESS", unknownOrder, order))), {
      _tag: "CancelReplaceFailed",
      cancel: { executed: "no", tag: "Fatal", reason: "UnknownOrder", code: -2011 },
      place: { executed: "yes", orderId: 28, clientOrderId: "a1" }
    })
  })

  it("FAILURE and FAILURE: nothing executed", () => {
    assert.strictEqual(
      word(verdict("cancelReplace", 400, halves("FAILURE", "FAILURE", unknownOrder, rejected, -2022))),
      "F:CancelReplaceFailed"
    )
  })

  it("a half whose inner code is in doubt, unlisted or missing is in doubt", () => {
    for (const [inner, name] of [
      [{ code: -1006, msg: "" }, "EngineReplyLost"],
      [{ code: -1007, msg: "" }, "EngineTimeout"],
      [{ code: -9999, msg: "" }, "UndocumentedCode"],
      [{ code: -2011, msg: "Unknown order sent." }, "UndocumentedCode"],
      [null, "MalformedReply"],
      [{}, "MalformedReply"]
    ] as const) {
      const v = verdict("cancelReplace", 409, halves("SUCCESS", "FAILURE", cancelled, inner))
      assert.strictEqual(word(v), "A:CancelReplaceInDoubt", name)
      assert.deepInclude(reason(v), { cancel: { executed: "yes", orderId: 28, clientOrderId: "a1" } })
      assert.strictEqual(
        v._tag === "AmbiguousExecution" && v.reason._tag === "CancelReplaceInDoubt" ? v.reason.place.reason : undefined,
        name
      )
    }
    assert.strictEqual(
      word(verdict("cancelReplace", 400, halves("FAILURE", "NOT_ATTEMPTED", { code: -1007 }, null))),
      "A:CancelReplaceInDoubt"
    )
  })

  it("results that do not exist, or contradict each other, are in doubt", () => {
    for (const [a, b] of [
      ["PENDING", "FAILURE"],
      ["SUCCESS", "MAYBE"],
      ["SUCCESS", "SUCCESS"],
      ["success", "FAILURE"]
    ] as const) {
      assert.strictEqual(
        word(verdict("cancelReplace", 409, halves(a, b, cancelled, rejected))),
        "A:CancelReplaceInDoubt",
        `${a} ${b}`
      )
    }
    assert.strictEqual(
      word(verdict("cancelReplace", 409, halves("SUCCESS", "SUCCESS", cancelled, order))),
      "A:CancelReplaceInDoubt"
    )
    assert.strictEqual(
      word(verdict("cancelReplace", 409, { code: -2021, msg: "", data: { cancelResult: "SUCCESS" } })),
      "A:CancelReplaceInDoubt"
    )
  })

  it("halves under 5xx or 408 say nothing", () => {
    for (const status of [408, 500, 503]) {
      const v = verdict("cancelReplace", status, halves("FAILURE", "NOT_ATTEMPTED", unknownOrder, null, -2022))
      assert.strictEqual(word(v), "A:CancelReplaceInDoubt")
    }
  })

  it("halves beside a code that is always in doubt say nothing", () => {
    for (const code of [-1000, -1001, -1006, -1007, -1008, -1161]) {
      assert.strictEqual(
        word(verdict("cancelReplace", 400, halves("FAILURE", "NOT_ATTEMPTED", unknownOrder, null, code))),
        "A:CancelReplaceInDoubt"
      )
    }
    // the limit's own code may carry them
    assert.strictEqual(
      word(verdict("cancelReplace", 429, halves("FAILURE", "NOT_ATTEMPTED", unknownOrder, null, -1015))),
      "F:CancelReplaceFailed"
    )
  })

  it("without data: the refusal itself, or in doubt", () => {
    const bare = (status: number, code: number, msg = "") => word(verdict("cancelReplace", status, { code, msg }))
    assert.strictEqual(
      bare(429, -1015, "Too many new orders; current limit is 1 orders per 10 SECOND."),
      "R:OrderRateLimited"
    )
    assert.strictEqual(bare(429, -1003), "R:RateLimited")
    assert.strictEqual(bare(400, -1013, "Filter failure: PRICE_FILTER"), "F:FilterFailure")
    assert.strictEqual(bare(400, -2015), "F:BadCredentials")
    assert.strictEqual(bare(409, -2010), "A:ServerErrorReply")
    assert.strictEqual(bare(409, -2021), "A:CancelReplaceInDoubt")
    assert.strictEqual(bare(400, -2022), "A:CancelReplaceInDoubt")
    assert.strictEqual(bare(504, -1007), "A:EngineTimeout")
    assert.strictEqual(bare(500, -1015), "A:ServerErrorReply")
  })

  it("data of halves mean nothing to another kind", () => {
    const body = halves("SUCCESS", "FAILURE", cancelled, rejected)
    for (const kind of writes) {
      if (kind !== "cancelReplace") assert.strictEqual(word(verdict(kind, 400, body)), "A:UndocumentedCode", kind)
    }
  })
})

describe("amend", () => {
  it("is refused and changes nothing", () => {
    for (const [code, msg, expected] of [
      [-2038, "anything at all", "F:OrderRejected"],
      [-2038, "The requested action would change no state; rejecting", "F:AlreadyInState"],
      [-2038, "Filter failure: MAX_NUM_ORDER_AMENDS", "F:FilterFailure"],
      [-2038, "Order amend (quantity increase) is not supported.", "F:Unsupported"],
      [-2011, "Unknown order sent.", "F:UnknownOrder"],
      [-2011, "anything at all", "F:OrderRejected"],
      [-1013, "Filter failure: LOT_SIZE", "F:FilterFailure"]
    ] as const)
      assert.strictEqual(word(verdict("amend", 400, { code, msg })), expected, `${code} ${msg}`)
  })

  it("succeeds with the amended order's id only", () => {
    assert.strictEqual(word(verdict("amend", 200, { transactTime: 1, amendedOrder: order })), "Success")
    assert.strictEqual(word(verdict("amend", 200, order)), "A:MalformedReply")
    assert.strictEqual(word(verdict("amend", 200, { amendedOrder: {} })), "A:MalformedReply")
  })

  it("is in doubt when lost or answered with 5xx", () => {
    assert.strictEqual(word(verdict("amend", 502, "<html>")), "A:ServerErrorReply")
    assert.strictEqual(word(decide(asked("amend"), silence("sent"), now)), "A:ResponseLost")
  })
})

describe("batch", () => {
  const elements = (body: unknown, ids: ReadonlyArray<string>, status = 200) => {
    const v = decide(asked("batch", { clientOrderIds: ids }), http(status, body), now)
    return [word(v), ...(v.elements ?? []).map(word)]
  }
  const placed = (clientOrderId: string) => ({ orderId: 7, clientOrderId })
  const refusal = { code: -2010, msg: "Order would immediately match and take." }

  it("judges each element by itself", () => {
    assert.deepStrictEqual(
      elements([placed("a"), refusal, { code: -1007, msg: "" }, { code: -9999 }], ["a", "b", "c", "d"]),
      ["Success", "Success", "F:OrderRejected", "A:EngineTimeout", "A:UndocumentedCode"]
    )
  })

  it("goes by id before it goes by place", () => {
    assert.deepStrictEqual(elements([placed("b"), placed("a")], ["a", "b"]), ["Success", "Success", "Success"])
    assert.deepStrictEqual(elements([placed("b")], ["a", "b"]), ["Success", "A:MalformedReply", "Success"])
    assert.deepStrictEqual(elements([refusal], ["a", "b"]), ["Success", "A:MalformedReply", "A:MalformedReply"])
    assert.deepStrictEqual(elements([placed("x"), refusal], ["a", "b"]), [
      "Success",
      "A:MalformedReply",
      "F:OrderRejected"
    ])
    assert.deepStrictEqual(elements([placed("a"), placed("a")], ["a", "b"]), [
      "Success",
      "A:MalformedReply",
      "A:MalformedReply"
    ])
    assert.deepStrictEqual(elements([], ["a"]), ["Success", "A:MalformedReply"])
    assert.deepStrictEqual(elements([null, "x"], ["a", "b"]), ["Success", "A:MalformedReply", "A:MalformedReply"])
  })

  it("says of each element what is said of the whole", () => {
    assert.deepStrictEqual(elements("", ["a", "b"], 502), [
      "A:ServerErrorReply",
      "A:ServerErrorReply",
      "A:ServerErrorReply"
    ])
    assert.deepStrictEqual(elements({ code: -2015, msg: "" }, ["a", "b"], 401), [
      "F:BadCredentials",
      "F:BadCredentials",
      "F:BadCredentials"
    ])
    assert.deepStrictEqual(elements([placed("a")], ["a"], 400), ["A:MalformedReply", "A:MalformedReply"])
    assert.deepStrictEqual(elements({}, ["a"]), ["A:MalformedReply", "A:MalformedReply"])
  })
})
