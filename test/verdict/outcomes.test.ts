/** The outcome table for every product, row by row: transport, statuses, 5xx texts, codes, body shapes, 200s, halves, batches, amends. */
import { assert, describe, it } from "@effect/vitest"
import { decide, quietOf } from "effect-binance/client/Verdict"
import type { Kind } from "effect-binance/errors/InDoubt"
import { cell, cells, every, futuresFamily, products, type Product, spotFamily } from "./outcomes.ts"
import { asked, http, now, silence, word, writes } from "./support.ts"

const reads: ReadonlyArray<Kind> = ["read", "test"]
const kindsOfOrders: ReadonlyArray<Kind> = ["place", "cancel", "amend", "batch"]

describe("§1 transport", () => {
  it("T1 T2 T3 T4 T6 T7 T8: nothing left", () => {
    for (const code of [
      "ENOTFOUND",
      "EAI_AGAIN",
      "ECONNREFUSED",
      "ENETUNREACH",
      "ERR_TLS_CERT_ALTNAME_INVALID",
      "HTTP 407"
    ]) {
      cells("never left", every, writes, silence("connect", code), "no", "R:NotSent")
      cells("never left", every, reads, silence("connect", code), "n/a", "R:NotSent")
    }
    cells("T1, untold", every, writes, silence("unknown", "ENOTFOUND"), "no", "R:NotSent")
  })

  it("T5 T9 T11 T15: a byte may have left", () => {
    for (const code of ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", undefined]) {
      for (const phase of ["sent", "unknown"] as const) {
        cells("lost", every, writes, silence(phase, code), "unknown", "A:ResponseLost")
        cells("lost", every, writes, silence(phase, code, true), "unknown", "A:TimedOut")
        cells("lost", every, reads, silence(phase, code), "n/a", "R:ReadFailed")
      }
    }
  })

  it("T16: a redirect", () => {
    for (const status of [301, 302, 303, 307, 308]) {
      cells("redirect", every, writes, http(status, ""), "unknown")
      cells("redirect", every, reads, http(status, ""), "n/a", "R:ReadFailed")
    }
    cells("1xx", every, writes, http(103, ""), "unknown")
  })
})

describe("§2.1 statuses", () => {
  it("400 with a listed definite code", () => {
    const rows: ReadonlyArray<readonly [number, string, ReadonlyArray<Product>]> = [
      [-1021, "R:ClockSkew", ["spot", "margin", "pmpro", "usdm", "coinm", "pm", "options"]],
      [-1022, "F:BadSignature", every],
      [-2014, "F:BadCredentials", every],
      [-2015, "F:BadCredentials", every],
      [-1102, "F:InvalidRequest", every],
      [-1121, "F:InvalidRequest", every],
      [-1015, "R:OrderRateLimited", every]
    ]
    for (const [code, expected, on] of rows)
      cells("listed", on, ["place"], http(400, { code, msg: "a text that no row lists" }), "no", expected)
  })

  it("-1006 and -1007 as a 400", () => {
    const names: Readonly<Record<number, string>> = { [-1006]: "A:EngineReplyLost", [-1007]: "A:EngineTimeout" }
    for (const code of [-1006, -1007]) {
      for (const status of [200, 400, 401, 403, 409, 418, 429, 500, 503, 504]) {
        cells("unknown by code", every, writes, http(status, { code, msg: "" }), "unknown")
        // the options list has neither, and what it does not list is in doubt too
        const listed = every.filter((product) => product !== "options")
        cells("unknown by code", listed, writes, http(status, { code, msg: "" }), "unknown", names[code])
        cells("unknown by code", every, reads, http(status, { code, msg: "" }), "n/a")
      }
    }
  })

  it("400 -2011 on a cancel is about the cancel, and after a doubt it settles nothing", () => {
    for (const product of ["spot", "margin", "pmpro", "usdm", "coinm", "pm"] as const) {
      const reply = http(400, { code: -2011, msg: "Unknown order sent." })
      cell("-2011", product, "cancel", reply, { executed: "no" })
      cell(
        "-2011 on a resend",
        product,
        "cancel",
        reply,
        { executed: "unknown" },
        { earlier: "in-doubt", clientOrderIdFrom: "library" }
      )
    }
  })

  it("401 403 404 413 418 429, with HTML, nothing, or JSON without a code", () => {
    for (const body of ["", "<html>Request blocked</html>", "{}"]) {
      for (const [status, expected] of [
        [401, "F:BadCredentials"],
        [403, "F:WafBlocked"],
        [404, "F:Unsupported"],
        [413, "F:Unsupported"],
        [418, "R:IpBanned"],
        [429, "R:RateLimited"]
      ] as const) {
        cells("edge", every, writes, http(status, body), "no", expected)
        cells("edge", every, reads, http(status, body), "n/a", expected)
      }
    }
  })

  it("408, 409 without halves", () => {
    for (const status of [408, 409]) {
      for (const body of [
        "",
        { code: -2010, msg: "x" },
        { code: -1102, msg: "x" },
        { msg: "Timeout waiting for response" }
      ]) {
        cells("says nothing", every, writes, http(status, body), "unknown")
      }
    }
  })

  it("418 and 429 with the product's own rate-limit code", () => {
    const until = now + 90_000
    for (const product of every) {
      const code = product === "options" ? -1008 : -1003
      for (const kind of writes) {
        cell("ban", product, kind, http(418, { code, msg: `Way too many requests; IP banned until ${until}.` }), {
          executed: "no",
          word: "R:IpBanned"
        })
        cell("429", product, kind, http(429, { code, msg: "Too many requests." }), {
          executed: "no",
          word: "R:RateLimited"
        })
      }
    }
    cells(
      "-1015",
      every,
      ["place"],
      http(429, { code: -1015, msg: "Too many new orders." }),
      "no",
      "R:OrderRateLimited"
    )
  })

  it("451 is definite with its documented body only, though its code is a success elsewhere", () => {
    const body = { code: 0, msg: "Service unavailable from a restricted location according to 'b. Eligibility'." }
    cells("451", every, writes, http(451, body), "no", "F:RestrictedLocation")
    cells("451", every, reads, http(451, body), "n/a", "F:RestrictedLocation")
    cells("451 without it", every, writes, http(451, "<html>"), "unknown")
    cells("code 0 elsewhere", every, ["place"], http(200, body), "unknown", "A:MalformedReply")
  })

  it("400 and the other 4xx without a readable code", () => {
    for (const status of [400, 402, 405, 410, 414, 415, 422, 431])
      for (const body of ["", "<html>", "{}", '{"code":-20', { code: "x", msg: "" }])
        cells("no code", every, writes, http(status, body), "unknown", "A:MalformedReply")
  })
})

describe("§11 what starts a back-off", () => {
  const quiet = (product: Product, status: number, body: unknown, headers: Record<string, string> = {}) =>
    quietOf(products[product], http(status, body, { headers }), now)?.millis
  it("the product's rate-limit code, whatever the status", () => {
    for (const product of every) {
      const code = product === "options" ? -1008 : -1003
      for (const status of [200, 400, 418, 429, 503])
        assert.isAbove(quiet(product, status, { code, msg: "Too many requests." }) ?? 0, 0, `${product} ${status}`)
      assert.isUndefined(quiet(product, 400, { code: -1121, msg: "Invalid symbol." }), product)
      assert.isUndefined(quiet(product, 503, ""), product)
    }
    for (const product of ["margin", "pmpro"] as const)
      assert.strictEqual(quiet(product, 503, { code: -1004, msg: "Server is busy, please wait and try again" }), 10_000)
  })

  it("the count of new orders is the account's and silences no address, unless the reply asks for it", () => {
    const body = { code: -1015, msg: "Too many new orders; current limit is 160000 orders per DAY." }
    for (const product of every) {
      assert.isUndefined(quiet(product, 429, body), product)
      assert.strictEqual(quiet(product, 429, body, { "retry-after": "7" }), 7000, product)
      assert.strictEqual(quiet(product, 418, body, { "retry-after": "7" }), 7000, product)
    }
  })
})

// ------------------------------------------------------------------------------------------------------------------- §2.2

const textA = "Unknown error, please check your request or try again later."
const textB = "Service Unavailable."
const text3 = "Internal error; unable to process your request. Please try again."
const textC =
  "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again."
const overloaded = "Server is currently overloaded with other requests. Please try again in a few minutes."

describe("§2.2 5xx", () => {
  it("on spot, margin and pmpro no text and no code is definite", () => {
    for (const status of [500, 502, 503, 504]) {
      for (const msg of [textA, textB, text3, textC, overloaded, "Request occur unknown error.", ""]) {
        for (const body of [
          { msg },
          { code: -1000, msg },
          { code: -1001, msg },
          { code: -1008, msg },
          { code: -1016, msg },
          { code: -2010, msg }
        ])
          cells("5xx", spotFamily, writes, http(status, body), "unknown")
      }
    }
  })

  it("A: sent, and no reply in time; the real body has no code", () => {
    const body = { timestamp: 1677838680041, path: "/fapi/v1/order", msg: textA }
    cells("A", futuresFamily, writes, http(503, body), "unknown")
    cells("A", futuresFamily, writes, http(503, { code: -1000, msg: textA }), "unknown")
    cells("A", futuresFamily, reads, http(503, body), "n/a", "R:ReadFailed")
  })

  it("B and item 3: not processed, whatever code is beside them", () => {
    for (const text of [textB, text3]) {
      for (const msg of [text, text.toUpperCase(), `  ${text.replaceAll(" ", "  ")} `, text.replace(/\.$/, "")]) {
        for (const body of [{ msg }, { code: -1000, msg }, { code: -1001, msg }])
          cells("not processed", futuresFamily, kindsOfOrders, http(503, body), "no")
      }
      for (const status of [500, 502, 504])
        cells("another 5xx", futuresFamily, writes, http(status, { code: -1001, msg: text }), "unknown")
    }
  })

  it("-1001 under any other status is in doubt", () => {
    for (const status of [200, 400, 500, 504])
      cells("-1001", every, writes, http(status, { code: -1001, msg: text3 }), "unknown")
  })

  it("C: throttled; only for new orders, and not on options", () => {
    const body = { code: -1008, msg: textC }
    cells("C", ["usdm", "coinm", "pm"], ["place"], http(503, body), "no", "R:ServerBusy")
    cells("C", ["usdm", "coinm"], ["batch"], http(503, body), "no", "R:ServerBusy")
    cells("C on a cancel", ["usdm", "coinm", "pm"], ["cancel", "transfer", "setting"], http(503, body), "unknown")
    cells("C", ["options"], writes, http(503, body), "unknown")
    cells("C, 500", ["usdm", "coinm", "pm"], writes, http(500, body), "unknown")
    cells("C on a batch of cancels", ["usdm", "coinm"], ["batch"], http(503, body), "unknown", undefined, {
      elementKind: "cancel"
    })
  })

  it("-1008: its old text is in doubt, and on options it is the rate limit", () => {
    for (const status of [400, 500, 503])
      cells(
        "old text",
        ["spot", "margin", "pmpro", "usdm", "coinm", "pm"],
        ["place", "cancel", "amend"],
        http(status, { code: -1008, msg: overloaded }),
        "unknown"
      )
    for (const status of [400, 429])
      cells(
        "options",
        ["options"],
        writes,
        http(status, { code: -1008, msg: "Too many requests." }),
        "no",
        "R:RateLimited"
      )
  })

  it("anything else in a 5xx", () => {
    for (const status of [500, 502, 503, 504]) {
      for (const body of [
        "",
        "<html>502</html>",
        { msg: "Request occur unknown error." },
        { msg: `${textB} Or not.` },
        textB,
        '{"msg":"Service Unav'
      ]) {
        cells("5xx", every, writes, http(status, body), "unknown", "A:ServerErrorReply")
        cells("5xx", every, reads, http(status, body), "n/a", "R:ReadFailed")
      }
    }
  })

  it("a definite text in a body that was cut is not relied on", () => {
    cells("cut", futuresFamily, writes, http(503, { msg: textB }, { complete: false }), "unknown")
  })
})

describe("§2.3 codes", () => {
  const rows: ReadonlyArray<
    readonly [
      code: number,
      msg: string,
      on: ReadonlyArray<Product>,
      kinds: ReadonlyArray<Kind>,
      executed: "no" | "unknown" | "yes",
      word?: string
    ]
  > = [
    [-1000, "An unknown error occurred while processing the request.", every, writes, "unknown"],
    [-1004, "Server is busy, please wait and try again", ["margin", "pmpro"], writes, "unknown"],
    [-1004, "This IP is already on the white list", ["usdm", "coinm", "pm"], ["place"], "no"],
    [-1013, "Filter failure: LOT_SIZE", ["spot"], ["place"], "no", "F:FilterFailure"],
    [-1016, "This service is no longer available.", ["spot"], writes, "no", "R:ServiceUnavailable"],
    [-1161, "Unable to encode the response in SBE schema '1'.", ["spot"], writes, "unknown"],
    [
      -2010,
      "Account has insufficient balance for requested action.",
      ["spot", "margin"],
      ["place"],
      "no",
      "F:InsufficientBalance"
    ],
    [-2018, "Balance is insufficient.", ["usdm", "coinm", "pm", "options"], ["place"], "no", "F:InsufficientBalance"],
    [-2019, "Margin is insufficient.", ["usdm", "coinm", "pm"], ["place"], "no", "F:InsufficientBalance"],
    [-2027, "", ["options"], ["place"], "no", "F:InsufficientBalance"],
    [-2012, "Batch cancel failure.", ["usdm"], ["cancel", "batch"], "unknown"],
    [-4083, "Fail to place batch orders.", ["usdm", "coinm", "pm"], ["batch"], "unknown"],
    [-2021, "Order would immediately trigger.", ["usdm", "coinm", "pm"], ["place"], "no"],
    [-2022, "ReduceOnly Order is rejected.", ["usdm", "coinm", "pm"], ["place"], "no"],
    [-2026, "This OrderType is not supported when reduceOnly.", ["usdm", "coinm", "pm"], ["place"], "no"],
    [
      -2026,
      "Order was canceled or expired with no executed qty over 90 days ago and has been archived.",
      ["spot"],
      ["place", "cancel"],
      "unknown"
    ],
    [-2013, "Order does not exist.", every, ["place"], "unknown", "A:UndocumentedCode"],
    [-2038, "The requested action would change no state; rejecting.", ["spot"], ["amend"], "no", "F:AlreadyInState"],
    [-5027, "No need to modify the order.", ["usdm"], ["amend"], "no", "F:AlreadyInState"],
    [-4197, "No need to modify the order.", ["coinm"], ["amend"], "no", "F:AlreadyInState"],
    [-4046, "No need to change margin type.", ["usdm", "coinm", "pm"], ["setting"], "yes", "Success"],
    [-4059, "No need to change position side.", ["usdm", "coinm", "pm"], ["setting"], "yes", "Success"],
    [
      -4171,
      "Adjusted asset mode is currently set and does not need to be adjusted repeatedly.",
      ["usdm"],
      ["setting"],
      "yes",
      "Success"
    ],
    [-5041, "Time out for too many requests from this account queueing at the same time.", ["pm"], writes, "unknown"],
    [-5041, "No depth matches this BBO order", ["usdm"], ["place"], "no"],
    [
      -5028,
      "The requested timestamp is outside the recvWindow of the matching engine",
      ["usdm", "pm"],
      ["place"],
      "no",
      "R:ClockSkew"
    ],
    [-4188, "Timestamp is outside of the recvWindow of the matching engine", ["coinm"], ["place"], "no", "R:ClockSkew"],
    [-3000, "Internal server error.", ["margin"], ["transfer"], "unknown"],
    [-3044, "System busy.", ["margin"], ["transfer"], "unknown"],
    [-3007, "You have pending transaction, please try again later.", ["margin"], ["transfer"], "no"],
    [-5012, "Asset transfer is in pending.", ["margin", "pmpro"], ["transfer"], "unknown", "A:TransferPending"],
    [-5012, "a text of neither meaning", ["margin", "pmpro"], ["transfer"], "unknown"],
    [-5012, "future account or sub relation not exists.", ["margin", "pmpro"], ["transfer"], "no"],
    [-4030, "Confirmation of successful asset withdrawal.", ["margin", "pmpro"], ["transfer"], "unknown"],
    [-4030, "Qty precision is wrong", ["usdm", "coinm", "pm", "options"], ["place"], "no", "F:FilterFailure"],
    [-4078, "", ["usdm", "pm", "options"], ["place"], "unknown"],
    [-6019, "", ["margin", "pmpro"], ["transfer"], "unknown"],
    [-9999, "a code of next year", every, writes, "unknown", "A:UndocumentedCode"],
    [-4531, "seen, and on no list", ["usdm"], ["place"], "unknown", "A:UndocumentedCode"]
  ]
  for (const [code, msg, on, kinds, executed, expected] of rows) {
    it(`${code} ${msg.slice(0, 40)} on ${on.join(", ")}`, () => {
      cells("by code", on, kinds, http(400, { code, msg }), executed, expected)
      // the same error in a 200 is the same error (S17)
      cells("by code in a 200", on, kinds, http(200, { code, msg }), executed, expected)
      if (executed !== "unknown") cells("by code under a 500", on, kinds, http(500, { code, msg }), "unknown")
    })
  }

  it("one number has as many meanings as there are products", () => {
    const meaning = (product: Product, kind: Kind, code: number, msg = "") =>
      word(decide(asked(kind, { product: products[product] }), http(400, { code, msg }), now))
    assert.strictEqual(new Set((["spot", "usdm", "options"] as const).map((on) => meaning(on, "place", -1008))).size, 2)
    assert.notStrictEqual(meaning("spot", "place", -2021), meaning("usdm", "place", -2021))
    assert.notStrictEqual(meaning("usdm", "place", -4087), meaning("coinm", "place", -4087))
  })

  it("a duplicate id: of the caller's it is a refusal, of ours it proves the earlier attempt", () => {
    const duplicates: ReadonlyArray<readonly [Product, Kind, number, string]> = [
      ["spot", "place", -2010, "Duplicate order sent."],
      ["margin", "place", -2010, "Duplicate order sent."],
      ["usdm", "place", -4116, "ClientOrderId is duplicated."],
      ["options", "place", -6044, "clientOrderId is duplicated"],
      ["usdm", "transfer", -4115, "clientTranId is duplicated"],
      ["coinm", "transfer", -4111, "clientTranId is duplicated"]
    ]
    for (const [product, kind, code, msg] of duplicates) {
      const reply = http(400, { code, msg })
      cell("first", product, kind, reply, { executed: "no", word: "F:DuplicateClientOrderId" })
      cell(
        "resend",
        product,
        kind,
        reply,
        { executed: "unknown", word: "A:EarlierAttemptExists" },
        { earlier: "in-doubt", clientOrderIdFrom: "library" }
      )
      assert.strictEqual(
        word(decide(asked(kind, { product: products[product], clientOrderIdFrom: "library" }), reply, now)),
        "A:EarlierAttemptExists"
      )
    }
  })

  it("a re-sent amend that changes nothing is settled by looking; a re-sent setting is done", () => {
    const resend = { earlier: "in-doubt", clientOrderIdFrom: "library" } as const
    cell("amend", "usdm", "amend", http(400, { code: -5027, msg: "" }), { executed: "unknown" }, resend)
    cell("setting", "usdm", "setting", http(400, { code: -4059, msg: "" }), { executed: "yes" }, resend)
    const bodyOf = (earlier: "none" | "in-doubt") => {
      const verdict = decide(
        asked("setting", { product: products.usdm, earlier }),
        http(400, { code: -4046, msg: "" }),
        now
      )
      return verdict._tag === "Success" ? verdict.body : verdict
    }
    assert.deepStrictEqual(bodyOf("none"), { changed: false })
    // that it is so is known, but not by which attempt
    assert.deepStrictEqual(bodyOf("in-doubt"), {})
  })

  it("reads: -2013 is not visible now, -2026 says that the order was accepted once", () => {
    cells("-2013", every, ["read"], http(400, { code: -2013, msg: "Order does not exist." }), "n/a", "F:UnknownOrder")
    cells("-2026", ["spot", "margin", "pmpro"], ["read"], http(400, { code: -2026, msg: "" }), "n/a", "F:UnknownOrder")
    for (const product of ["usdm", "coinm", "pm", "options"] as const)
      assert.isUndefined(products[product].codes.get(-2026)?.proves, product)
  })
})

describe("§3 the shape of the body", () => {
  it("B1 B2 B3: 2xx with nothing, cut, or HTML", () => {
    for (const body of ["", '{"orderId":28,"cl', "<html>captive portal</html>", "null", '"{}"']) {
      cells("B1 B2 B3", every, writes, http(200, body), "unknown", "A:MalformedReply")
      cells("B1 B2 B3", every, reads, http(200, body), "n/a", "R:ReadFailed")
    }
    cells("B2", every, writes, http(200, { orderId: 28, code: 200, tranId: 1 }, { complete: false }), "unknown")
  })

  it("B8: codes as text, and a text that is JSON", () => {
    cells("B8", every, ["place"], http(400, { code: "-1121", msg: "" }), "no", "F:InvalidRequest")
    cells("B8", every, ["place"], http(400, { msg: '{"code":-2015,"msg":""}' }), "no", "F:BadCredentials")
    cells(
      "B8",
      every,
      ["place"],
      http(200, { code: "what", orderId: 1, clientOrderId: "a" }),
      "unknown",
      "A:MalformedReply"
    )
  })

  it("B9: 4xx cut short", () => {
    for (const status of [401, 403, 404, 418, 429]) {
      cells("B9", every, ["place", "cancel", "amend", "transfer"], http(status, '{"code":-20'), "no")
      cells("B9", ["spot"], ["cancelReplace"], http(status, '{"code":-20'), status === 429 ? "unknown" : "no")
    }
  })

  it("B10: ids beyond 2^53 keep their digits", () => {
    for (const product of every) {
      const verdict = decide(
        asked("place", { product: products[product] }),
        http(200, '{"orderId":4611875134427365377,"clientOrderId":"a"}'),
        now
      )
      assert.deepStrictEqual(verdict, { _tag: "Success", body: { orderId: "4611875134427365377", clientOrderId: "a" } })
    }
  })
})

describe("§4 2xx", () => {
  const order = { symbol: "BTCUSDT", orderId: 28, clientOrderId: "a1" }
  it("S1 S2 S4: an order id is the proof, EXPIRED is no error", () => {
    for (const status of [
      "NEW",
      "PARTIALLY_FILLED",
      "FILLED",
      "EXPIRED",
      "EXPIRED_IN_MATCH",
      "ONE_OF_NEXT_YEAR",
      undefined
    ])
      cells("S1", every, ["place"], http(200, { ...order, status }), "yes", "Success")
    cells("S3", every, ["place"], http(200, { ...order, status: "REJECTED" }), "no", "F:OrderRejected")
    cells(
      "no id",
      every,
      ["place"],
      http(200, { symbol: "BTCUSDT", clientOrderId: "a1" }),
      "unknown",
      "A:MalformedReply"
    )
  })

  it("S5: a test order", () => {
    cells("S5", every, ["test"], http(200, {}), "n/a", "Success")
    cells("S5", every, ["test"], http(504, ""), "n/a", "R:ReadFailed")
  })

  it("S7: a cancel", () => {
    cells("S7", every, ["cancel"], http(200, { ...order, status: "CANCELED", executedQty: "1" }), "yes", "Success")
    cells("S7", every, ["cancel"], http(200, { ...order, status: "FILLED" }), "unknown", "A:MalformedReply")
  })

  it("S9 S10 S11: cancel-all says a success code", () => {
    for (const code of [200, "200", 0])
      cells(
        "S9",
        ["usdm", "coinm", "pm", "options"],
        ["cancel"],
        http(200, { code, msg: "The operation of cancel all open order is done." }),
        "yes",
        "Success"
      )
  })

  it("S12 S13: settings and transfers", () => {
    for (const code of [200, "200", 0, "0", "000000"])
      cells("S12", every, ["setting"], http(200, { code, msg: "success" }), "yes", "Success")
    cells("S13", every, ["setting"], http(200, { success: true }), "yes", "Success")
    cells("S13", every, ["transfer"], http(200, { tranId: 13526853623 }), "yes", "Success")
    cells(
      "S13",
      ["margin", "pmpro"],
      ["transfer"],
      http(200, { id: "7213fea8e94b4a5593d507237e5a555b" }),
      "yes",
      "Success"
    )
    cells("S13", ["spot", "usdm"], ["transfer"], http(200, { id: "7213fea8e94b4a5593d507237e5a555b" }), "unknown")
  })

  it("S14 S17 S18: a 200 may carry an error", () => {
    cells("S14", every, writes, http(200, { success: false, msg: "no text of ours" }), "unknown")
    cells("S14", every, writes, http(200, { ...order, code: 200, tranId: 1, success: false }), "unknown")
    cells("S17", every, ["place"], http(200, { code: -1121, msg: "" }), "no", "F:InvalidRequest")
    for (const code of [100001003, "100001003", 200003903, 1])
      cells("S18", every, writes, http(200, { code, msg: "Verification failed" }), "unknown", "A:UndocumentedCode")
  })

  it("S14: a text without a code counts only beside success: false", () => {
    const msg = "You have insufficient balance."
    cells("S14", ["margin", "pmpro"], ["transfer"], http(200, { success: false, msg }), "no", "F:InsufficientBalance")
    for (const body of [{ msg }, { success: true, msg }, { code: 200, msg }, { success: "false", msg }])
      cells("S14", ["margin", "pmpro"], ["transfer"], http(200, body), "unknown", "A:MalformedReply")
    for (const status of [400, 500])
      cells("S14", ["margin", "pmpro"], ["transfer"], http(status, { success: false, msg }), "unknown")
    cells(
      "S14",
      ["margin", "pmpro"],
      ["transfer"],
      http(200, { success: false, msg, tranId: 7 }),
      "unknown",
      "A:MalformedReply"
    )
  })

  it("S16: a countdown echoes what it was set to", () => {
    cells(
      "S16",
      ["usdm", "coinm"],
      ["setting"],
      http(200, { symbol: "BTCUSDT", countdownTime: "100000" }),
      "yes",
      "Success"
    )
    cells("S16", ["options"], ["setting"], http(200, { underlying: "BTCUSDT", countdownTime: 0 }), "yes", "Success")
    cells(
      "S16",
      ["usdm", "coinm", "options"],
      ["setting"],
      http(200, { symbol: "BTCUSDT", underlying: "BTCUSDT" }),
      "unknown"
    )
    cells("S16", ["spot", "margin"], ["setting"], http(200, { symbol: "BTCUSDT", countdownTime: "1" }), "unknown")
  })
})

describe("§5 cancelReplace", () => {
  const order = { orderId: 28, clientOrderId: "a1" }
  const unknownOrder = { code: -2011, msg: "Unknown order sent." }
  const rejected = { code: -2010, msg: "Order would immediately match and take." }
  const halves = (
    cancelResult: string,
    newOrderResult: string,
    cancelResponse: unknown,
    newOrderResponse: unknown
  ) => ({
    cancelResult,
    newOrderResult,
    cancelResponse,
    newOrderResponse
  })
  it("every row, at every status that carries halves", () => {
    for (const status of [400, 409, 429]) {
      const at = (code: number, data: unknown) => http(status, { code, msg: "", data })
      cell("none", "spot", "cancelReplace", at(-2022, halves("FAILURE", "NOT_ATTEMPTED", unknownOrder, null)), {
        executed: "no",
        word: "F:CancelReplaceFailed"
      })
      cell("cancelled", "spot", "cancelReplace", at(-2021, halves("SUCCESS", "FAILURE", order, rejected)), {
        executed: "partial",
        word: "F:CancelReplaceFailed"
      })
      cell("placed", "spot", "cancelReplace", at(-2021, halves("FAILURE", "SUCCESS", unknownOrder, order)), {
        executed: "partial",
        word: "F:CancelReplaceFailed"
      })
      cell("none", "spot", "cancelReplace", at(-2022, halves("FAILURE", "FAILURE", unknownOrder, rejected)), {
        executed: "no",
        word: "F:CancelReplaceFailed"
      })
      for (const code of [-1006, -1007])
        cell("in doubt", "spot", "cancelReplace", at(-2021, halves("SUCCESS", "FAILURE", order, { code, msg: "" })), {
          executed: "unknown",
          word: "A:CancelReplaceInDoubt"
        })
    }
    cell("both", "spot", "cancelReplace", http(200, halves("SUCCESS", "SUCCESS", order, order)), {
      executed: "yes",
      word: "Success"
    })
    cell("limit", "spot", "cancelReplace", http(429, { code: -1015, msg: "Too many new orders." }), {
      executed: "no",
      word: "R:OrderRateLimited"
    })
    cell("no data", "spot", "cancelReplace", http(409, { code: -2021, msg: "" }), { executed: "unknown" })
    cell("no data", "spot", "cancelReplace", http(500, { code: -2021, msg: "" }), { executed: "unknown" })
  })

  it("on the futures the same numbers are plain refusals, and data mean nothing", () => {
    for (const code of [-2021, -2022])
      cells(
        "plain",
        ["usdm", "coinm", "pm"],
        ["place"],
        http(400, { code, msg: "", data: halves("SUCCESS", "FAILURE", order, rejected) }),
        "no"
      )
  })
})

describe("§6 batch", () => {
  const placed = (clientOrderId: string, orderId: number | string = 7) => ({ orderId, clientOrderId })
  const refusal = { code: -2019, msg: "Margin is insufficient." }
  const of = (
    product: Product,
    body: unknown,
    ids: ReadonlyArray<string>,
    elementKind?: "place" | "cancel" | "amend",
    status = 200
  ) => {
    const verdict = decide(
      asked("batch", { product: products[product], clientOrderIds: ids, elementKind }),
      http(status, body),
      now
    )
    return (verdict.elements ?? []).map(word)
  }
  for (const product of ["usdm", "coinm"] as const) {
    it(`${product}: each element by itself`, () => {
      assert.deepStrictEqual(
        of(product, [placed("a"), refusal, { code: -1007, msg: "" }, { code: -9999, msg: "" }], ["a", "b", "c", "d"]),
        ["Success", "F:InsufficientBalance", "A:EngineTimeout", "A:UndocumentedCode"]
      )
      assert.deepStrictEqual(of(product, [placed("b"), placed("a")], ["a", "b"]), ["Success", "Success"])
    })

    it(`${product}: missing, doubled and foreign elements are in doubt`, () => {
      const doubt = "A:MalformedReply"
      assert.deepStrictEqual(of(product, [placed("a")], ["a", "b"]), ["Success", doubt])
      assert.deepStrictEqual(of(product, [refusal], ["a", "b"]), [doubt, doubt])
      assert.deepStrictEqual(of(product, [placed("a"), placed("a")], ["a", "b"]), [doubt, doubt])
      assert.deepStrictEqual(of(product, [placed("x"), placed("b")], ["a", "b"]), [doubt, "Success"])
      assert.deepStrictEqual(of(product, [], ["a"]), [doubt])
    })

    it(`${product}: an element without an id is known by its place only while no other is out of its place`, () => {
      const doubt = "A:MalformedReply"
      assert.deepStrictEqual(of(product, [placed("a"), refusal], ["a", "b"]), ["Success", "F:InsufficientBalance"])
      // b stands first, so which of the two refusals is whose is not known
      assert.deepStrictEqual(of(product, [placed("b"), { code: -1007, msg: "" }, refusal], ["a", "b", "c"]), [
        doubt,
        "Success",
        doubt
      ])
      assert.deepStrictEqual(of(product, [placed("a"), placed("a"), refusal], ["a", "b", "c"]), [doubt, doubt, doubt])
    })

    it(`${product}: what is said of the whole is said of each`, () => {
      assert.deepStrictEqual(of(product, "", ["a", "b"], "place", 502), ["A:ServerErrorReply", "A:ServerErrorReply"])
      assert.deepStrictEqual(of(product, { code: -1102, msg: "" }, ["a", "b"], "place", 400), [
        "F:InvalidRequest",
        "F:InvalidRequest"
      ])
      assert.deepStrictEqual(
        of(product, { code: -4083, msg: "" }, ["a"], "place", 400).every((one) => one.startsWith("A:")),
        true
      )
    })

    it(`${product}: cancels and amends are judged as what they are`, () => {
      assert.deepStrictEqual(
        of(
          product,
          [
            { ...placed("a"), status: "CANCELED" },
            { code: -2011, msg: "Unknown order sent." }
          ],
          ["a", "b"],
          "cancel"
        ),
        ["Success", "F:UnknownOrder"]
      )
      assert.deepStrictEqual(of(product, [{ ...placed("a"), status: "NEW" }], ["a"], "cancel"), ["A:MalformedReply"])
      assert.deepStrictEqual(of(product, [{ ...placed("a"), status: "CANCELED" }], ["a"], "amend"), ["Success"])
    })
  }

  it("options: ids beyond 2^53", () => {
    assert.deepStrictEqual(of("options", '[{"orderId":4611875134427365377,"clientOrderId":"a"}]', ["a"]), ["Success"])
  })

  it("elements may say which they are under other keys", () => {
    const product = {
      ...products.usdm,
      proofs: { ...products.usdm.proofs, batch: [{ proof: "elements", keys: ["clientOrderId", "orderId"] }] }
    } as const
    const verdict = decide(
      asked("batch", { product, clientOrderIds: ["28", "29"], elementKind: "cancel" }),
      http(200, [
        { orderId: 29, clientOrderId: "x", status: "CANCELED" },
        { orderId: 28, clientOrderId: "y", status: "FILLED" }
      ]),
      now
    )
    assert.deepStrictEqual(verdict.elements?.map(word), ["A:MalformedReply", "Success"])
  })
})

describe("§7 amend", () => {
  const order = { orderId: 28, clientOrderId: "a1" }
  it("a refusal leaves the order unchanged", () => {
    cells("spot", ["spot"], ["amend"], http(400, { code: -2038, msg: "anything at all" }), "no")
    cells(
      "spot",
      ["spot"],
      ["amend"],
      http(400, { code: -1013, msg: "Filter failure: LOT_SIZE" }),
      "no",
      "F:FilterFailure"
    )
    cells("spot", ["spot"], ["amend"], http(400, { code: -2011, msg: "Unknown order sent." }), "no", "F:UnknownOrder")
    cells(
      "futures",
      ["usdm", "coinm"],
      ["amend"],
      http(400, { code: -4014, msg: "Price not increased by tick size." }),
      "no",
      "F:FilterFailure"
    )
  })
  it("a success, also one that ended the order", () => {
    cells("spot", ["spot"], ["amend"], http(200, { transactTime: 1, amendedOrder: order }), "yes", "Success")
    for (const status of ["NEW", "PARTIALLY_FILLED", "CANCELED", "EXPIRED"])
      cells("futures", ["usdm", "coinm"], ["amend"], http(200, { ...order, status }), "yes", "Success")
  })
  it("lost, or 503 A", () => {
    cells("lost", every, ["amend"], silence("sent", "ECONNRESET"), "unknown", "A:ResponseLost")
    cells("A", futuresFamily, ["amend"], http(503, { msg: textA }), "unknown")
  })
})
