/** What earlier attempts make of a verdict; how long to wait; what may be kept of a text; error objects. */
import { assert, describe, it } from "@effect/vitest"
import { decide, quietOf, toError, type Verdict } from "effect-binance/client/Verdict"
import { BinanceError } from "effect-binance/errors/BinanceError"
import { Attempt, InDoubt, OperationInfo } from "effect-binance/errors/InDoubt"
import { codeTable, messageTable, type ProductRules, retryable } from "effect-binance/products/ProductRules"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Schema from "effect/Schema"
import { asked, http, now, silence, verdict, waitOf, word, writes } from "./support.ts"

const duplicate = { code: -2010, msg: "Duplicate order sent." }

describe("earlier attempts", () => {
  it("a duplicate id", () => {
    for (const kind of ["place", "orderList", "cancelReplace"] as const) {
      assert.strictEqual(word(verdict(kind, 400, duplicate)), "F:DuplicateClientOrderId")
      assert.strictEqual(
        word(verdict(kind, 400, duplicate, { clientOrderIdFrom: "library" })),
        "A:EarlierAttemptExists"
      )
      for (const earlier of ["in-doubt", "proven-not-executed"] as const) {
        for (const clientOrderIdFrom of ["library", "caller"] as const) {
          assert.deepStrictEqual(verdict(kind, 400, duplicate, { earlier, clientOrderIdFrom }), {
            _tag: "AmbiguousExecution",
            reason: { _tag: "EarlierAttemptExists", ...duplicate }
          })
        }
      }
    }
    assert.strictEqual(
      word(verdict("test", 400, duplicate, { earlier: "in-doubt", clientOrderIdFrom: "library" })),
      "F:DuplicateClientOrderId"
    )
    // the order that the cancel names is open under that very id: it proves no earlier cancel
    assert.strictEqual(word(verdict("cancel", 400, duplicate, { clientOrderIdFrom: "library" })), "F:OrderRejected")
  })

  it("a duplicate id in a half", () => {
    const body = {
      code: -2021,
      msg: "",
      data: { cancelResult: "SUCCESS", newOrderResult: "FAILURE", cancelResponse: {}, newOrderResponse: duplicate }
    }
    assert.strictEqual(word(verdict("cancelReplace", 409, body)), "F:CancelReplaceFailed")
    assert.strictEqual(
      word(verdict("cancelReplace", 409, body, { clientOrderIdFrom: "library" })),
      "A:CancelReplaceInDoubt"
    )
    assert.strictEqual(word(verdict("cancelReplace", 409, body, { earlier: "in-doubt" })), "A:CancelReplaceInDoubt")
  })

  it("in doubt: nothing but a success settles, and the refusal is kept", () => {
    for (const kind of writes) {
      const v = verdict(kind, 400, { code: -2015, msg: "no" }, { earlier: "in-doubt" })
      assert.deepStrictEqual(v.elements === undefined ? v : { ...v, elements: undefined }, {
        _tag: "AmbiguousExecution",
        reason: { _tag: "ResponseLost", cause: "an earlier attempt is in doubt" },
        refusal: { _tag: "BadCredentials", code: -2015, msg: "no" }
      })
      assert.strictEqual(word(verdict(kind, 429, "", { earlier: "in-doubt" })), "A:ResponseLost")
      assert.strictEqual(
        word(decide(asked(kind, { earlier: "in-doubt" }), silence("connect", "ENOTFOUND"), now)),
        "A:ResponseLost"
      )
      assert.strictEqual(word(verdict(kind, 400, { code: -1007 }, { earlier: "in-doubt" })), "A:EngineTimeout")
      assert.strictEqual(word(verdict(kind, 503, "", { earlier: "in-doubt" })), "A:ServerErrorReply")
    }
    assert.strictEqual(word(verdict("place", 200, { orderId: 1 }, { earlier: "in-doubt" })), "Success")
    assert.strictEqual(word(verdict("read", 400, { code: -2015 }, { earlier: "in-doubt" })), "F:BadCredentials")
    const halves = {
      code: -2022,
      msg: "",
      data: {
        cancelResult: "FAILURE",
        newOrderResult: "NOT_ATTEMPTED",
        cancelResponse: { code: -2011, msg: "Unknown order sent." }
      }
    }
    const v = verdict("cancelReplace", 400, halves, { earlier: "in-doubt" })
    assert.strictEqual(word(v), "A:ResponseLost")
    assert.strictEqual(v._tag === "AmbiguousExecution" ? v.refusal?._tag : undefined, "CancelReplaceFailed")
  })

  it("proven not executed: a Fatal is checked again, a Retryable stays", () => {
    const earlier = "proven-not-executed" as const
    assert.strictEqual(word(verdict("place", 400, { code: -2015 }, { earlier })), "A:ResponseLost")
    assert.strictEqual(word(verdict("place", 400, { code: -1021 }, { earlier })), "R:ClockSkew")
    assert.strictEqual(word(verdict("place", 429, "", { earlier })), "R:RateLimited")
    assert.strictEqual(word(decide(asked("place", { earlier }), silence("connect"), now)), "R:NotSent")
    assert.strictEqual(word(verdict("place", 502, "", { earlier })), "A:ServerErrorReply")
  })

  it("each element of a batch by itself", () => {
    const v = verdict("batch", 200, [{ orderId: 1, clientOrderId: "a" }, { code: -2015 }, duplicate], {
      earlier: "in-doubt",
      clientOrderIds: ["a", "b", "c"]
    })
    assert.deepStrictEqual(v.elements?.map(word), ["Success", "A:ResponseLost", "A:EarlierAttemptExists"])
  })
})

describe("how long to wait", () => {
  const weight = (msg: string, headers: Record<string, string> = {}, status = 429) =>
    verdict("read", status, { code: -1003, msg }, { headers })
  const used =
    "Too much request weight used; current limit is 6000 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API."
  const until = (end: number) =>
    `Way too much request weight used; IP banned until ${end}. Please use WebSocket Streams for live updates to avoid bans.`

  it("which limit", () => {
    const limit = (msg: string) => {
      const v = weight(msg)
      return v._tag === "Retryable" && v.reason._tag === "RateLimited" ? v.reason.limit : v
    }
    assert.strictEqual(limit(used), "REQUEST_WEIGHT")
    assert.strictEqual(limit("Too many requests; current limit is 1200 requests per minute."), "RAW_REQUESTS")
    assert.strictEqual(limit("Too many requests queued."), "UNKNOWN")
    assert.strictEqual(limit(""), "UNKNOWN")
  })

  it("the header in seconds, or as a date", () => {
    for (const [value, millis] of [
      ["7", 7000],
      ["0", 0],
      [" 120 ", 120_000],
      ["1.5", 1500],
      ["259200", 259_200_000]
    ] as const) {
      assert.strictEqual(waitOf(weight("", { "retry-after": value })), millis, value)
      assert.strictEqual(waitOf(weight(used, { "retry-after": value })), millis, value)
    }
    const date = { "date": "Tue, 14 Nov 2023 22:00:00 GMT", "retry-after": "Tue, 14 Nov 2023 22:00:30 GMT" }
    assert.strictEqual(waitOf(weight("", date)), 30_000)
    assert.strictEqual(waitOf(weight("", { "retry-after": new Date(now + 5000).toUTCString() })), 5000)
    assert.strictEqual(waitOf(weight("", { "retry-after": "Tue, 14 Nov 2000 22:00:30 GMT" })), 0)
  })

  it("a header that cannot be is not there", () => {
    for (const value of ["", "-1", "abc", "1e9", "99999999999", "NaN", "Infinity", "0x10", "7 seconds", "Smarch 32"]) {
      assert.strictEqual(waitOf(weight("", { "retry-after": value })), 60_000, value)
    }
  })

  it("the interval in the text, as a whole", () => {
    assert.strictEqual(waitOf(weight(used)), 60_000)
    const orders = (msg: string) => waitOf(verdict("place", 429, { code: -1015, msg }))
    assert.strictEqual(orders("Too many new orders; current limit is 1 orders per 10 SECOND."), 10_000)
    assert.strictEqual(orders("Too many new orders; current limit is 200000 orders per 1 DAY."), 86_400_000)
    assert.strictEqual(orders("Too many new orders; current limit is 5 orders per MINUTE."), 60_000)
    assert.strictEqual(orders("Too many new orders."), 60_000)
  })

  it("a ban: 418, or a text that says until when", () => {
    const ban = (v: Verdict) =>
      v._tag === "Retryable" && v.reason._tag === "IpBanned" ? [v.reason.until - now, waitOf(v)] : v
    assert.deepStrictEqual(ban(verdict("place", 418, "")), [120_000, 120_000])
    assert.deepStrictEqual(ban(weight(until(now + 90_000), {}, 418)), [90_000, 90_000])
    assert.deepStrictEqual(ban(weight(until(now + 90_000), {}, 429)), [90_000, 90_000])
    assert.deepStrictEqual(ban(weight(until(now + 90_000), { "retry-after": "30" }, 418)), [90_000, 90_000])
    assert.deepStrictEqual(ban(weight(until(now + 90_000), { "retry-after": "300" }, 418)), [300_000, 300_000])
    assert.deepStrictEqual(ban(weight("", { "retry-after": "259200" }, 418)), [259_200_000, 259_200_000])
    // by the exchange's clock a ban of 90 s; ours is an hour off
    const there = now + 3_600_000
    assert.deepStrictEqual(
      ban(weight(until(there + 90_000), { date: new Date(there).toUTCString() }, 418)),
      [91_000, 91_000]
    )
    // reported now and over already: our clock is wrong, so the default holds
    assert.deepStrictEqual(ban(weight(until(now - 90_000), {}, 418)), [120_000, 120_000])
  })

  it("quietOf knows the wait whatever the verdict", () => {
    const quiet = (...args: Parameters<typeof http>) => quietOf(spotRules, http(...args), now)?.millis
    assert.strictEqual(quiet(429, { code: -9999, msg: "" }, { headers: { "retry-after": "9" } }), 9000)
    assert.strictEqual(quiet(418, "<html>"), 120_000)
    assert.strictEqual(quiet(429, ""), 60_000)
    assert.strictEqual(quiet(503, "", { headers: { "retry-after": "4" } }), 4000)
    assert.strictEqual(quiet(400, { code: -1003, msg: until(now + 5000) }), 5000)
    assert.strictEqual(quiet(200, {}), undefined)
    assert.strictEqual(quiet(400, { code: -1121, msg: "Invalid symbol." }), undefined)
  })
})

describe("no secret in a verdict", () => {
  const secret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
  it("long runs are left out and texts are cut", () => {
    for (const msg of [
      `bad key ${secret}`,
      `symbol=BTCUSDT&signature=${secret}&x=1`,
      `${"word ".repeat(38)}${secret}`,
      `${"a ".repeat(2030)}${secret}${secret}`,
      `${"x".repeat(4070)} ${secret}`,
      `Filter failure: ${secret}`,
      `Parameter '${secret}' was empty.`,
      `${secret.slice(0, 32)}`,
      `${secret}\n${secret}\t${secret}`
    ]) {
      for (const status of [400, 429, 503]) {
        for (const code of [-1022, -2010, -9999, -1003, -1102]) {
          const text = JSON.stringify(verdict("place", status, { code, msg }))
          for (let i = 0; i + 12 <= secret.length; i++)
            assert.notInclude(text.toLowerCase(), secret.slice(i, i + 12).toLowerCase())
        }
      }
    }
    const v = verdict("place", 400, { code: -2010, msg: "long ".repeat(1000) })
    assert.isAtMost(v._tag === "Fatal" && v.reason._tag === "OrderRejected" ? v.reason.msg!.length : Infinity, 200)
  })

  it("of a body that is no JSON nothing is kept", () => {
    for (const status of [200, 400, 403, 429, 503]) {
      for (const kind of ["place", "read"] as const)
        assert.notInclude(JSON.stringify(verdict(kind, status, '<b>MARKER</b>{"msg":"MARKER"')), "MARKER")
    }
  })

  it("client order ids and filter names stay readable", () => {
    const msg = "Filter failure: EXCHANGE_MAX_NUM_ICEBERG_ORDERS for x-1234567890abcdef1234567890"
    assert.include(JSON.stringify(verdict("place", 400, { code: -2010, msg })), msg)
  })

  it("a line break cannot forge a line of a log", () => {
    assert.notMatch(
      JSON.stringify(verdict("place", 400, { code: -2010, msg: "a\nb\u2028c\u001b[31m" })),
      /\\n|\u2028|\\u001b/
    )
  })
})

describe("toError", () => {
  const operation = new OperationInfo({ name: "spot.placeOrder", kind: "place", symbol: "BTCUSDT" })
  const inDoubt = () =>
    new InDoubt({
      operation: "spot.placeOrder",
      product: "spot",
      kind: "place",
      clientOrderIds: ["a"],
      route: "spot",
      account: "main",
      createdAt: now,
      attempts: [new Attempt({ timestamp: now, recvWindow: 5000, fenceAt: now + 16_000, signedAtMonotonic: 1 })]
    })
  const codec = Schema.toCodecJson(BinanceError)

  it("makes the class of the tag and of the reason, which round-trips as JSON", () => {
    const halves = {
      code: -2021,
      msg: "x",
      data: {
        cancelResult: "SUCCESS",
        newOrderResult: "FAILURE",
        cancelResponse: { orderId: 5 },
        newOrderResponse: { code: -2010, msg: "" }
      }
    }
    const verdicts: ReadonlyArray<Verdict> = [
      verdict("place", 429, { code: -1003, msg: "" }),
      verdict("place", 418, ""),
      verdict("place", 400, { code: -1102, msg: "" }),
      verdict("cancelReplace", 409, halves),
      verdict("cancelReplace", 503, halves),
      verdict("place", 400, { code: -2015, msg: "" }, { earlier: "in-doubt" }),
      decide(asked("place"), silence("sent", "ECONNRESET", true), now),
      decide(asked("place"), silence("connect", "ENOTFOUND"), now),
      verdict("read", 502, ""),
      verdict("place", NaN, "")
    ]
    for (const v of verdicts) {
      if (v._tag === "Success") throw new Error("not a refusal")
      const error = toError(v, operation, inDoubt)
      assert.strictEqual(error._tag, v._tag)
      assert.strictEqual(error.reason._tag, v.reason._tag)
      assert.notStrictEqual(Object.getPrototypeOf(error.reason), Object.prototype)
      const back = Schema.decodeUnknownSync(codec)(JSON.parse(JSON.stringify(Schema.encodeSync(codec)(error))))
      assert.strictEqual(back._tag, v._tag)
      assert.deepStrictEqual(Schema.encodeSync(codec)(back), Schema.encodeSync(codec)(error))
      assert.include(error.message, "spot.placeOrder")
    }
  })

  it("carries the refusal in what is in doubt, and asks for that only when it is", () => {
    const refused = verdict("place", 400, { code: -2015, msg: "no" }, { earlier: "in-doubt" })
    const error = toError(refused as Exclude<Verdict, { _tag: "Success" }>, operation, inDoubt)
    assert.strictEqual(error._tag === "AmbiguousExecution" ? error.inDoubt.refusal?._tag : undefined, "BadCredentials")
    const definite = verdict("place", 400, { code: -2015, msg: "no" }) as Exclude<Verdict, { _tag: "Success" }>
    toError(definite, undefined, () => assert.fail("nothing is in doubt"))
  })
})

describe("a later product is rows, not code", () => {
  const futures: ProductRules = {
    ...spotRules,
    name: "futures-like",
    codes: codeTable([
      ...spotRules.codes.values(),
      {
        code: -4116,
        name: "DUPLICATED_CLIENT_TRAN_ID",
        meaning: "",
        is: { verdict: "Fatal", reason: "DuplicateClientOrderId" },
        on: ["place", "batch"]
      },
      { code: -5028, name: "ME_RECVWINDOW_REJECT", meaning: "", is: retryable("ClockSkew"), on: ["place", "batch"] },
      {
        code: -5012,
        name: "TRANSFER_PENDING",
        meaning: "",
        is: { verdict: "AmbiguousExecution", reason: "TransferPending" },
        on: ["transfer"]
      }
    ]),
    messages: messageTable([
      {
        text: "The relation does not exist.",
        codes: [-5012],
        is: { verdict: "Fatal", reason: "AccountRestricted" },
        on: ["transfer"]
      }
    ]),
    definite503: [
      { text: "Service Unavailable.", is: { verdict: "Retryable", reason: "ServiceUnavailable" }, on: writes },
      {
        text: "Internal error; unable to process your request. Please try again.",
        is: { verdict: "Retryable", reason: "ServiceUnavailable" },
        on: writes
      }
    ]
  }
  const of = (kind: Parameters<typeof asked>[0], status: number, body: unknown) =>
    word(decide(asked(kind, { product: futures, clientOrderIdFrom: "library" }), http(status, body), now))

  it("definite 503 texts, whole and under 503 only; they beat the code", () => {
    assert.strictEqual(of("place", 503, { msg: "Service Unavailable." }), "R:ServiceUnavailable")
    assert.strictEqual(of("place", 503, { code: -1000, msg: " service   UNAVAILABLE " }), "R:ServiceUnavailable")
    assert.strictEqual(
      of("place", 503, { code: -1001, msg: "Internal error; unable to process your request. Please try again." }),
      "R:ServiceUnavailable"
    )
    assert.strictEqual(
      of("place", 502, { code: -1001, msg: "Internal error; unable to process your request. Please try again." }),
      "A:ServerErrorReply"
    )
    assert.strictEqual(of("place", 503, { msg: "Service Unavailable. Try later." }), "A:ServerErrorReply")
    assert.strictEqual(of("place", 503, "Service Unavailable."), "A:ServerErrorReply")
  })

  it("duplicate ids, clock skew and pending transfers by code and by text", () => {
    assert.strictEqual(of("place", 400, { code: -4116, msg: "" }), "A:EarlierAttemptExists")
    assert.strictEqual(of("place", 400, { code: -5028, msg: "" }), "R:ClockSkew")
    assert.strictEqual(of("transfer", 400, { code: -5012, msg: "Asset transfer is in pending." }), "A:TransferPending")
    assert.strictEqual(of("transfer", 400, { code: -5012, msg: "The relation does not exist" }), "F:AccountRestricted")
  })
})
