/** What proves success on margin, in the wallet and on portfolio margin pro (S1–S18), and what earlier attempts do to a refusal. */
import { assert, describe, it } from "@effect/vitest"
import { type Asked, decide } from "effect-binance/client/Verdict"
import type { Kind } from "effect-binance/errors/InDoubt"
import { marginRules } from "effect-binance/products/MarginRules"
import { portfolioMarginProRules } from "effect-binance/products/PortfolioMarginProRules"
import { spotRules } from "effect-binance/products/SpotRules"
import { asked, kinds, now, silence, verdict as verdictOf, waitOf, word, writes } from "../support.ts"

const order = { symbol: "BTCUSDT", orderId: "28", clientOrderId: "a1", isIsolated: false, transactTime: 1 }

for (const product of [marginRules, portfolioMarginProRules]) {
  type Options = Partial<Asked> & { readonly headers?: Record<string, string>; readonly complete?: boolean }
  const verdict = (kind: Kind, status: number, body: unknown, options: Options = {}) =>
    verdictOf(kind, status, body, { product, ...options })
  const wordOf = (...args: Parameters<typeof verdict>) => word(verdict(...args))

  describe(`the rules of ${product.name}`, () => {
    it("a request may be let in for a minute after its window, and reads may lag for half a one", () => {
      assert.strictEqual(product.graceMillis, 60_000)
      assert.strictEqual(product.visibilityMillis, 30_000)
      assert.strictEqual(product.retentionMillis, 90 * 86_400_000)
      assert.strictEqual(product.timePath, "/api/v3/time")
      assert.deepStrictEqual(product.definite503, [])
      assert.isAbove(product.graceMillis, spotRules.graceMillis)
    })

    it("S1–S4: an order", () => {
      for (const status of ["NEW", "PARTIALLY_FILLED", "FILLED", "EXPIRED", "EXPIRED_IN_MATCH", undefined])
        assert.strictEqual(wordOf("place", 200, { ...order, status }), "Success", status)
      assert.strictEqual(wordOf("place", 200, { ...order, status: "REJECTED" }), "F:OrderRejected")
      assert.strictEqual(wordOf("place", 200, order, { clientOrderIds: ["a1"] }), "Success")
      assert.strictEqual(wordOf("place", 200, order, { clientOrderIds: ["b2"] }), "A:MalformedReply")
      // a borrow beside the order is no proof of the order
      assert.strictEqual(wordOf("place", 200, { marginBuyBorrowAmount: "5", tranId: 7 }), "A:MalformedReply")
      for (const body of [
        {},
        { code: 200 },
        { success: true },
        { tranId: 7 },
        { id: "7213fea8e94b4a5593d507237e5a555b" }
      ])
        assert.strictEqual(wordOf("place", 200, body), "A:MalformedReply", JSON.stringify(body))
    })

    it("S6 S7 S8: an order list, a cancel", () => {
      const list = { orderListId: 0, contingencyType: "OCO", listOrderStatus: "EXECUTING" }
      assert.strictEqual(wordOf("orderList", 200, list), "Success")
      assert.strictEqual(wordOf("orderList", 200, { ...list, listOrderStatus: "REJECT" }), "F:OrderRejected")
      assert.strictEqual(wordOf("cancel", 200, { ...order, status: "CANCELED" }), "Success")
      assert.strictEqual(wordOf("cancel", 200, { ...order, status: "FILLED" }), "A:MalformedReply")
      assert.strictEqual(wordOf("cancel", 200, { orderListId: 0, listOrderStatus: "ALL_DONE" }), "Success")
      assert.strictEqual(wordOf("cancel", 200, { success: true }), "A:MalformedReply")
      const all = [
        { ...order, status: "CANCELED" },
        { orderListId: 0, listOrderStatus: "ALL_DONE" }
      ]
      assert.strictEqual(wordOf("cancel", 200, all), "Success")
      for (const body of [[], [{}], [...all, { ...order, status: "NEW" }], [...all, { code: -2011, msg: "" }], [[]]])
        assert.strictEqual(wordOf("cancel", 200, body), "A:MalformedReply", JSON.stringify(body))
      assert.strictEqual(wordOf("place", 200, all), "A:MalformedReply")
    })

    it("S13: a transfer is accepted with its id; a setting with a success code", () => {
      for (const body of [
        { tranId: 13526853623 },
        { tranId: "13526853623", clientTranId: "test" },
        { code: "000000", tranId: 1 },
        { success: true, txnId: "2934662589" },
        { id: "7213fea8e94b4a5593d507237e5a555b" },
        { id: "b6ae22b3aa844210a7041aee7589627c", success: true, msg: "success" }
      ])
        assert.strictEqual(wordOf("transfer", 200, body), "Success", JSON.stringify(body))
      // it is kept as it is: PENDING is for the history to resolve
      assert.deepStrictEqual(verdict("transfer", 200, { tranId: 7, status: "PENDING" }), {
        _tag: "Success",
        body: { tranId: 7, status: "PENDING" }
      })
      for (const body of [
        {},
        [],
        [{ tranId: 1 }],
        { success: true },
        { code: 200, msg: "success" },
        { code: "000000", data: true },
        { tranId: 0 },
        { tranId: -1 },
        { tranId: "" },
        { tranId: "abcdefgh" },
        { tranId: null },
        { id: "" },
        { id: "short" },
        { id: "two words, no id" },
        { id: true },
        { orderId: 28 },
        { data: { tranId: 1 } }
      ])
        assert.strictEqual(wordOf("transfer", 200, body), "A:MalformedReply", JSON.stringify(body))
      for (const code of [0, 200, "0", "200", "000000"]) {
        assert.strictEqual(wordOf("setting", 200, { code, msg: "success" }), "Success", String(code))
        assert.strictEqual(wordOf("setting", 400, { code, msg: "success" }), "A:MalformedReply", String(code))
      }
      assert.strictEqual(wordOf("setting", 200, { success: true }), "Success")
      for (const body of [{}, { tranId: 1 }, { msg: "success" }, { code: 1 }])
        assert.strictEqual(verdict("setting", 200, body)._tag, "AmbiguousExecution", JSON.stringify(body))
    })

    it("S13: only a 2xx that arrived as a whole proves it", () => {
      for (const status of [0, 302, 400, 403, 409, 500, 503])
        assert.notStrictEqual(wordOf("transfer", status, { tranId: 1 }), "Success", String(status))
      assert.strictEqual(wordOf("transfer", 200, { tranId: 1 }, { complete: false }), "A:MalformedReply")
      assert.strictEqual(wordOf("transfer", 200, '{"tranId":1352685'), "A:MalformedReply")
      assert.strictEqual(wordOf("transfer", 200, { tranId: 1, code: -5002, msg: "" }), "A:MalformedReply")
      assert.strictEqual(wordOf("transfer", 200, { tranId: 1, success: false, msg: "no" }), "A:MalformedReply")
    })

    it("S15: a snapshot's 200 is no error, and its other codes are", () => {
      assert.strictEqual(wordOf("read", 200, { code: 200, msg: "", snapshotVos: [] }), "Success")
      assert.strictEqual(wordOf("read", 200, { code: -3026, msg: "", snapshotVos: [] }), "F:InvalidRequest")
      assert.strictEqual(wordOf("read", 200, { code: 700, msg: "", snapshotVos: [] }), "F:UndocumentedRefusal")
    })

    it("S17 S18: a code that is no success code is an error, a positive one too", () => {
      for (const code of [100001003, 200003903, 1, 700, 403]) {
        for (const kind of writes)
          assert.strictEqual(
            wordOf(kind, 200, { code, msg: "Verification failed" }),
            "A:UndocumentedCode",
            `${kind} ${code}`
          )
        // never a success, although the proof is there
        for (const [kind, proof] of [
          ["transfer", { tranId: 1 }],
          ["place", order],
          ["setting", { success: true }]
        ] as const)
          assert.strictEqual(
            verdict(kind, 200, { ...proof, code, msg: "" })._tag,
            "AmbiguousExecution",
            `${kind} ${code}`
          )
        assert.strictEqual(verdict("read", 200, { code, msg: "" })._tag, "Fatal", String(code))
      }
      assert.strictEqual(wordOf("transfer", 200, { code: -3041, msg: "" }), "F:InsufficientBalance")
      assert.strictEqual(wordOf("transfer", 200, { code: -1007, msg: "" }), "A:EngineTimeout")
    })

    it("what these products do not have is never a success", () => {
      for (const body of [order, [order], { amendedOrder: order }, { code: 200 }, { success: true }])
        for (const kind of ["amend", "batch"] as const)
          assert.strictEqual(verdict(kind, 200, body)._tag, "AmbiguousExecution", `${kind} ${JSON.stringify(body)}`)
    })

    it("409 and the halves of a cancelReplace", () => {
      const data = {
        cancelResult: "SUCCESS",
        newOrderResult: "FAILURE",
        cancelResponse: { ...order, status: "CANCELED" },
        newOrderResponse: { code: -2010, msg: "Order would immediately match and take." }
      }
      for (const status of [400, 409, 429])
        assert.strictEqual(wordOf("cancelReplace", status, { code: -2021, msg: "", data }), "F:CancelReplaceFailed")
      assert.strictEqual(wordOf("cancelReplace", 409, { code: -2021, msg: "" }), "A:CancelReplaceInDoubt")
      for (const kind of writes) {
        assert.strictEqual(
          verdict(kind, 409, { code: -2010, msg: "Market is closed." })._tag,
          "AmbiguousExecution",
          kind
        )
        assert.strictEqual(verdict(kind, 409, "")._tag, "AmbiguousExecution", kind)
      }
    })

    it("429 with the order count has no Retry-After: the interval of its text, or a minute", () => {
      const of = (msg: string, headers: Record<string, string> = {}) =>
        verdict("place", 429, { code: -1015, msg }, { headers })
      const said = of("Too many new orders; current limit is 50 orders per 10 SECOND.")
      assert.strictEqual(word(said), "R:OrderRateLimited")
      assert.strictEqual(waitOf(said), 10_000)
      assert.strictEqual(waitOf(of("Too many new orders.")), 60_000)
      assert.strictEqual(waitOf(of("Too many new orders.", { "retry-after": "7" })), 7000)
      assert.strictEqual(wordOf("transfer", 429, { code: -1015, msg: "Too many new orders." }), "A:UndocumentedCode")
      assert.strictEqual(wordOf("transfer", 429, ""), "R:RateLimited")
      assert.strictEqual(
        wordOf("transfer", 418, {
          code: -1003,
          msg: `Way too much request weight used; IP banned until ${now + 5000}.`
        }),
        "R:IpBanned"
      )
    })

    it("no 503 text is definite", () => {
      for (const msg of [
        "Service Unavailable.",
        "Internal error; unable to process your request. Please try again.",
        "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.",
        "Unknown error, please check your request or try again later.",
        "Server is busy, please wait and try again"
      ]) {
        for (const body of [
          { msg },
          { code: -1000, msg },
          { code: -1001, msg },
          { code: -1004, msg },
          { code: -1008, msg }
        ])
          for (const kind of writes) assert.strictEqual(wordOf(kind, 503, body), "A:ServerErrorReply", msg)
      }
    })

    it("a refusal speaks for its attempt only", () => {
      const refusals = [
        { code: -3041, msg: "Balance is not enough" },
        { code: -3007, msg: "You have pending transaction, please try again later." },
        { code: -5006, msg: "Only transfer once in 24 hours." },
        { code: -1021, msg: "" }
      ]
      for (const body of refusals) {
        assert.notStrictEqual(verdict("transfer", 400, body)._tag, "AmbiguousExecution", String(body.code))
        const again = verdict("transfer", 400, body, { earlier: "in-doubt" })
        assert.strictEqual(again._tag, "AmbiguousExecution", String(body.code))
        assert.isDefined(again._tag === "AmbiguousExecution" ? again.refusal : undefined)
      }
    })

    it("a duplicate proves the earlier attempt when the library made the id", () => {
      for (const body of [
        { code: -2010, msg: "Duplicate order sent." },
        { code: -20132, msg: "The client algo id is duplicated." }
      ]) {
        const options = { clientOrderIdFrom: "library", clientOrderIds: ["a1"] } as const
        assert.strictEqual(wordOf("place", 400, body), "F:DuplicateClientOrderId")
        assert.strictEqual(wordOf("place", 400, body, options), "A:EarlierAttemptExists")
        assert.strictEqual(wordOf("place", 400, body, { ...options, earlier: "in-doubt" }), "A:EarlierAttemptExists")
        // in answer to something else it proves nothing
        for (const kind of ["cancel", "transfer", "setting"] as const)
          assert.notInclude(["F:DuplicateClientOrderId", "A:EarlierAttemptExists"], wordOf(kind, 400, body), kind)
      }
    })

    it("T1 T5: nothing left, or perhaps something did", () => {
      for (const kind of kinds) {
        const lost = decide(asked(kind, { product }), silence("sent", "ECONNRESET"), now)
        assert.strictEqual(word(lost), kind === "read" || kind === "test" ? "R:ReadFailed" : "A:ResponseLost", kind)
        const never = decide(asked(kind, { product }), silence("connect", "ECONNREFUSED"), now)
        assert.strictEqual(word(never), "R:NotSent", kind)
      }
    })
  })
}
