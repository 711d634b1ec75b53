/** FIX messages (T15, §5, §9): what each says about a request, and that whatever is malformed or about something else is in doubt. */
import { explainLine } from "@effect-binance/cli/Explain"
import { assert, describe, it } from "@effect/vitest"
import { fixRules, readMessages, recvWindowOf, refSeqNumOf, replyOf } from "effect-binance/client/FixReply"
import { type Asked, decide, type Verdict } from "effect-binance/client/Verdict"
import type { Kind } from "effect-binance/errors/InDoubt"
import { spotRules } from "effect-binance/products/SpotRules"
import { asked, kinds, now, random, seed, word, writes } from "./support.ts"

const rules = fixRules(spotRules)
const said = (kind: Kind, text: string, options: Partial<Asked> = {}): Verdict => {
  const what = asked(kind, { product: rules, ...options })
  return decide(what, replyOf(what, readMessages(text)), now)
}
/** A message with its header and trailer. */
const message = (fields: string) => `8=FIX.4.4|9=200|${fields}|10=123|`

// as documented, word for word
const samples = {
  placed:
    "8=FIX.4.4|9=330|35=8|34=2|49=SPOT|52=20240611-09:01:46.228950|56=qNXO12fH|11=1718096506197867067|14=0.00000000|17=144|32=0.00000000|37=76|38=5.00000000|39=0|40=2|44=10.00000000|54=1|55=LTCBNB|59=4|60=20240611-09:01:46.228000|150=0|151=5.00000000|636=Y|1057=Y|25001=1|25017=0.00000000|10=244|",
  cancelReject:
    "8=FIX.4.4|9=137|35=9|34=2|49=SPOT|52=20240613-01:12:41.320869|56=OlZb8ht8|11=1718241161272843932|37=2|55=LTCBNB|58=Unknown order sent.|434=1|25016=-1013|10=087|",
  massCancelled:
    "8=FIX.4.4|9=109|35=r|34=2|49=SPOT|52=20240613-01:24:36.949763|56=dpYPesqv|11=1718241876901971671|55=LTCBNB|530=1|531=1|533=5|10=083|",
  list: "8=FIX.4.4|9=293|35=N|34=2|49=SPOT|52=20240607-02:19:07.837191|56=Eg13pOvN|55=BTCUSDT|60=20240607-02:19:07.836000|66=25|73=2|55=BTCUSDT|37=52|11=w1717726747805308656|55=BTCUSDT|37=53|11=p1717726747805308656|25010=1|25011=3|25012=0|25013=1|429=4|431=3|1385=2|25014=1717726747805308656|25015=1717726747805308656|10=162|",
  amendReject:
    "8=FIX.4.4|9=0000176|35=XAR|49=SPOT|56=OE|34=2|52=20250319-14:27:32.751074|11=1WRGW5J1742394452749|37=0|55=BTCUSDT|38=1.000000|25016=-2038|58=The requested action would change no state; rejecting.|10=235|"
}

describe("§9, message by message", () => {
  const rows: ReadonlyArray<readonly [about: string, kind: Kind, text: string, expected: string]> = [
    ["150=0 NEW", "place", samples.placed, "Success"],
    ["a trade before the NEW was seen", "place", message("35=8|11=a|37=76|39=2|150=F"), "Success"],
    ["EXPIRED is no error (S2)", "place", message("35=8|11=a|37=76|39=C|150=C"), "Success"],
    ["NEW without an order id is NEW", "place", message("35=8|11=a|39=0|150=0"), "Success"],
    [
      "150=8 with a code",
      "place",
      message("35=8|11=a|37=76|39=8|103=99|150=8|25016=-2010|58=Market is closed."),
      "F:MarketClosed"
    ],
    [
      "150=8 with a filter",
      "place",
      message("35=8|11=a|39=8|150=8|25016=-1013|58=Filter failure: PRICE_FILTER"),
      "F:FilterFailure"
    ],
    [
      "150=8 with the order limit",
      "place",
      message("35=8|11=a|39=8|150=8|25016=-1015|58=Too many new orders."),
      "R:OrderRateLimited"
    ],
    ["150=8 without a code", "place", message("35=8|11=a|39=8|103=99|150=8"), "F:OrderRejected"],
    [
      "150=8 and -1007",
      "place",
      message("35=8|11=a|39=8|150=8|25016=-1007|58=Timeout waiting for response from backend server."),
      "A:EngineTimeout"
    ],
    ["150=8 and -1006", "place", message("35=8|11=a|39=8|150=8|25016=-1006"), "A:EngineReplyLost"],
    [
      "150=8 and a code of next year",
      "place",
      message("35=8|11=a|39=8|150=8|25016=-9999|58=new"),
      "A:UndocumentedCode"
    ],
    [
      "Reject <3>",
      "place",
      message("35=3|45=5|371=38|372=D|373=1|25016=-1102|58=Mandatory parameter 'quantity' was not sent."),
      "F:InvalidRequest"
    ],
    ["Reject <3> without a code", "place", message("35=3|45=5|373=5|58=Value is incorrect"), "F:InvalidRequest"],
    [
      "Reject <3> without a code, of the sending time",
      "place",
      message("35=3|45=5|373=10|58=SendingTime"),
      "R:ClockSkew"
    ],
    [
      "Reject <3> of the sending time",
      "cancel",
      message("35=3|45=5|373=10|25016=-1021|58=Timestamp for this request is outside of the recvWindow."),
      "R:ClockSkew"
    ],
    ["Reject <3> of the signature", "place", message("35=3|45=5|373=8"), "F:BadSignature"],
    [
      "Reject <3> of the message limit",
      "place",
      message("35=3|45=5|373=99|25016=-1181|58=Too many messages sent."),
      "R:RateLimited"
    ],
    [
      "Reject <3> of the connection limit",
      "place",
      message("35=3|45=1|373=99|25016=-1034|58=Too many concurrent connections."),
      "R:TooManyConnections"
    ],
    ["Reject <3> and -1007", "place", message("35=3|45=5|373=99|25016=-1007"), "A:EngineTimeout"],
    ["Reject <3> and -1006", "amend", message("35=3|45=5|373=99|25016=-1006"), "A:EngineReplyLost"],
    ["Reject <3> without 45 could be about anything", "place", message("35=3|373=1|25016=-1102"), "A:ResponseLost"],
    ["Reject <3> with neither code nor reason", "place", message("35=3|45=5|58=Something"), "A:ResponseLost"],
    ["Reject <3> of the whole XCN", "cancelReplace", message("35=3|45=5|373=1|25016=-1102"), "F:InvalidRequest"],
    ["OrderCancelReject, -1013 where REST has -2011", "cancel", samples.cancelReject, "F:UnknownOrder"],
    [
      "OrderCancelReject, -2011",
      "cancel",
      message("35=9|11=c|434=1|25016=-2011|58=Unknown order sent."),
      "F:UnknownOrder"
    ],
    [
      "OrderCancelReject, restrictions",
      "cancel",
      message("35=9|11=c|434=1|25016=-2011|58=Order was not canceled due to cancel restrictions."),
      "F:OrderRejected"
    ],
    ["150=4 CANCELED", "cancel", message("35=8|11=c|41=a|37=76|39=4|150=4"), "Success"],
    ["OrderMassCancelReport 531=1", "cancel", samples.massCancelled, "Success"],
    [
      "OrderMassCancelReport 531=0",
      "cancel",
      message("35=r|11=m|55=LTCBNB|530=1|531=0|532=99|25016=-2011|58=Unknown order sent."),
      "F:UnknownOrder"
    ],
    [
      "OrderMassCancelReport 531=0 without a code",
      "cancel",
      message("35=r|11=m|530=1|531=0|532=99"),
      "F:OrderRejected"
    ],
    ["OrderMassCancelReport of next year", "cancel", message("35=r|11=m|530=1|531=7"), "A:ResponseLost"],
    ["ListStatus EXECUTING", "orderList", samples.list, "Success"],
    ["ListStatus ALL_DONE", "orderList", message("35=N|66=0|429=5|431=6|25014=l"), "Success"],
    [
      "ListStatus REJECT",
      "orderList",
      message("35=N|429=2|431=7|1386=99|25016=-2010|58=Market is closed."),
      "F:MarketClosed"
    ],
    ["ListStatus REJECT without a code", "orderList", message("35=N|429=2|431=7|1386=99"), "F:OrderRejected"],
    ["a cancelled list", "cancel", message("35=N|66=25|429=5|431=6"), "Success"],
    ["a list that goes on is not cancelled", "cancel", message("35=N|66=25|429=4|431=3"), "A:MalformedReply"],
    ["OrderAmendReject", "amend", samples.amendReject, "F:AlreadyInState"],
    [
      "OrderAmendReject of the limit",
      "amend",
      message("35=XAR|11=a|25016=-1015|58=Too many new orders."),
      "R:OrderRateLimited"
    ],
    ["OrderAmendReject without a code", "amend", message("35=XAR|11=a"), "F:OrderRejected"],
    ["150=5 REPLACED", "amend", message("35=8|11=x|41=a|37=76|39=0|150=5"), "Success"],
    [
      "Logout with a request unanswered (T15)",
      "place",
      message("35=5|58=Message limit exceeded"),
      "A:ConnectionClosed"
    ],
    [
      "a Reject of this message, then Logout",
      "place",
      message("35=3|45=5|373=99|25016=-1181") + message("35=5"),
      "R:RateLimited"
    ]
  ]
  for (const [about, kind, text, expected] of rows) {
    it(`${about}: ${expected}`, () => {
      assert.strictEqual(word(said(kind, text)), expected)
      assert.strictEqual(word(said(kind, text.replaceAll("|", "\u0001"))), expected, "SOH")
      const line = JSON.parse(explainLine(JSON.stringify({ product: "spot", kind, transport: "fix", body: text }), now))
      const [tag, reason] = expected.split(":")
      assert.strictEqual(`${line.tag[0]}:${line.reason}`, reason === undefined ? `${tag?.[0]}:Success` : expected)
      assert.strictEqual(line.executed, tag === "Success" ? "yes" : tag === "A" ? "unknown" : "no")
    })
  }

  it("ids keep their digits, and say whose report it is", () => {
    const big = message("35=8|11=a|37=4611875134427365377|39=0|150=0")
    const verdict = said("place", big, { clientOrderIds: ["a"] })
    assert.strictEqual(verdict._tag, "Success")
    assert.deepInclude(verdict._tag === "Success" ? verdict.body : {}, { orderId: "4611875134427365377" })
    // by default a session is told of every order of the account
    assert.strictEqual(word(said("place", big, { clientOrderIds: ["b"] })), "A:ResponseLost")
    const nobodys = message("35=8|37=7|39=0|150=0")
    assert.strictEqual(word(said("place", nobodys, { clientOrderIds: ["b"] })), "A:ResponseLost")
    // of a reject of the session the number decides, not an id
    const rejected = message("35=3|45=5|373=1|25016=-1102")
    assert.strictEqual(word(said("place", rejected, { clientOrderIds: ["b"] })), "F:InvalidRequest")
    const other = message("35=8|11=x|39=8|150=8|25016=-2010|58=Market is closed.")
    assert.strictEqual(word(said("place", other + big, { clientOrderIds: ["a"] })), "Success")
  })

  it("a reject speaks for its attempt only", () => {
    const duplicate = message("35=8|11=a|39=8|150=8|25016=-2010|58=Duplicate order sent.")
    assert.strictEqual(word(said("place", duplicate)), "F:DuplicateClientOrderId")
    assert.strictEqual(word(said("place", duplicate, { clientOrderIdFrom: "library" })), "A:EarlierAttemptExists")
    assert.strictEqual(
      word(said("place", message("35=3|45=5|373=1|25016=-1102"), { earlier: "in-doubt" })),
      "A:ResponseLost"
    )
  })

  it("a message about another kind of request says nothing about this one", () => {
    const texts: ReadonlyArray<readonly [string, ReadonlyArray<Kind>]> = [
      [samples.placed, ["place"]],
      [message("35=8|11=a|39=8|150=8|25016=-2010"), ["place"]],
      [samples.cancelReject, ["cancel"]],
      [samples.massCancelled, ["cancel"]],
      [samples.amendReject, ["amend"]],
      [message("35=N|66=25|429=4|431=3|25014=l"), ["orderList", "cancel"]],
      [message("35=0|112=x"), []],
      [message("35=j|45=5|380=1"), []],
      [message("35=8|11=a|37=1|39=0|150=I"), []],
      [message("35=8|11=a|37=1|39=0"), []]
    ]
    for (const [text, about] of texts) {
      for (const kind of writes) {
        if (!about.includes(kind) && kind !== "cancelReplace")
          assert.strictEqual(word(said(kind, text)), "A:ResponseLost", `${kind} ${text}`)
      }
    }
  })

  it("messages that contradict themselves, or each other, are in doubt", () => {
    for (const text of [
      message("35=8|11=a|37=76|39=8|150=0"),
      message("35=8|11=a|37=76|39=0|150=8|25016=-2010"),
      message("35=8|11=a|37=76|39=0|150=0|150=8|25016=-2010"),
      message("35=8|11=a|39=8|150=8|25016=-2010|25016=-1007"),
      message("35=8|11=a|37=76|39=0|150=0|25016=-2010"),
      message("35=8|11=a|37=76|39=0|150=0") + message("35=8|11=a|39=8|150=8|25016=-2010"),
      message("35=8|11=a|39=8|150=8|25016=what")
    ])
      assert.strictEqual(said("place", text)._tag, "AmbiguousExecution", text)
  })

  it("a read", () => {
    assert.strictEqual(word(said("read", message("35=XLR|6136=x|25003=1"))), "Success")
    assert.strictEqual(word(said("read", message("35=3|45=5|373=1|25016=-1102"))), "F:InvalidRequest")
    assert.strictEqual(word(said("read", message("35=5"))), "R:ReadFailed")
    assert.strictEqual(word(said("read", "")), "R:ReadFailed")
  })
})

describe("§5 XCN: a cancel and a new order are answered by a message each", () => {
  const cancelled = message("35=8|11=c|41=a|37=76|39=4|150=4")
  const cancelRejected = message("35=9|11=c|434=1|25016=-1013|58=Unknown order sent.")
  const placed = message("35=8|11=n|37=77|39=0|150=0")
  const rejected = message("35=8|11=n|39=8|150=8|25016=-2010|58=Market is closed.")
  const of = (...texts: ReadonlyArray<string>) => said("cancelReplace", texts.join(""), { clientOrderIds: ["n"] })
  const halves = (verdict: Verdict) =>
    verdict._tag !== "Success" && "cancel" in verdict.reason
      ? [verdict._tag, verdict.reason.cancel.executed, verdict.reason.place.executed]
      : word(verdict)

  it("both, in any order", () => {
    assert.strictEqual(word(of(cancelled, placed)), "Success")
    assert.strictEqual(word(of(placed, cancelled)), "Success")
    assert.deepStrictEqual(halves(of(cancelled, rejected)), ["Fatal", "yes", "no"])
    assert.deepStrictEqual(halves(of(cancelRejected, placed)), ["Fatal", "no", "yes"])
    assert.deepStrictEqual(halves(of(cancelRejected, rejected)), ["Fatal", "no", "no"])
    const verdict = of(rejected, cancelled)
    assert.deepInclude(verdict._tag === "Fatal" ? verdict.reason : {}, {
      cancel: { executed: "yes", orderId: "76", clientOrderId: "c" },
      place: { executed: "no", tag: "Fatal", reason: "MarketClosed", code: -2010 }
    })
  })

  it("one of them: the other half is in doubt", () => {
    assert.deepStrictEqual(halves(of(cancelled)), ["AmbiguousExecution", "yes", "unknown"])
    assert.deepStrictEqual(halves(of(placed)), ["AmbiguousExecution", "unknown", "yes"])
    assert.deepStrictEqual(halves(of(cancelRejected)), ["AmbiguousExecution", "no", "unknown"])
    assert.deepStrictEqual(halves(of(cancelled, message("35=5"))), ["AmbiguousExecution", "yes", "unknown"])
  })

  it("a half of another order, an unknown half, two that differ", () => {
    assert.deepStrictEqual(halves(of(cancelled, message("35=8|11=z|37=77|39=0|150=0"))), [
      "AmbiguousExecution",
      "yes",
      "unknown"
    ])
    assert.deepStrictEqual(halves(of(cancelled, message("35=8|11=n|39=8|150=8|25016=-1007"))), [
      "AmbiguousExecution",
      "yes",
      "unknown"
    ])
    assert.deepStrictEqual(halves(of(cancelled, placed, rejected)), ["AmbiguousExecution", "yes", "unknown"])
    assert.strictEqual(of(cancelled, message("35=3|45=5|373=1|25016=-1102"))._tag, "AmbiguousExecution")
  })
})

describe("reading", () => {
  it("one message after another, with and without header, `|` or SOH", () => {
    assert.deepStrictEqual(
      readMessages(message("35=8|150=0") + message("35=9")).map(({ state, type }) => [type, state]),
      [
        ["8", "whole"],
        ["9", "whole"]
      ]
    )
    assert.deepStrictEqual(
      readMessages(`\n ${message("35=8|150=0")}\n${message("35=9")} \n`).map(({ state, type }) => [type, state]),
      [
        ["8", "whole"],
        ["9", "whole"]
      ]
    )
    assert.deepStrictEqual(
      readMessages("35=9|25016=-2011|58=a = b").map(({ fields, state }) => [fields.get(58), state]),
      [["a = b", "whole"]]
    )
    assert.deepStrictEqual(
      readMessages("35=3\u000158=a | b\u000145=1\u0001").map(({ fields }) => fields.get(58)),
      ["a | b"]
    )
  })

  it("a message that lost its end: what it does not say may have been there", () => {
    const rejected = "8=FIX.4.4|9=200|35=8|11=a|39=8|150=8"
    assert.strictEqual(word(said("place", `${rejected}|10=123|`)), "F:OrderRejected")
    assert.strictEqual(word(said("place", `${rejected}|`)), "A:MalformedReply")
    assert.strictEqual(word(said("place", `${rejected}|25016=-1007|58=Timeout`)), "A:EngineTimeout")
    assert.strictEqual(word(said("place", `${rejected}|25016=-2010|58=Market is closed.|`)), "F:MarketClosed")
    // -10 may have been -1007
    assert.strictEqual(word(said("place", `${rejected}|25016=-10`)), "A:MalformedReply")
    assert.strictEqual(word(said("place", "8=FIX.4.4|9=200|35=8|11=a|37=7|39=0|150=0")), "A:MalformedReply")
    for (let end = 0; end < samples.placed.length - 4; end++)
      assert.strictEqual(
        said("place", samples.placed.slice(0, end))._tag,
        "AmbiguousExecution",
        samples.placed.slice(0, end)
      )
    const limited = "8=FIX.4.4|9=200|35=8|11=a|39=8|150=8|25016=-1007|58=Timeout waiting for response.|10=123|"
    for (let end = 0; end <= limited.length; end++)
      assert.strictEqual(said("place", limited.slice(0, end))._tag, "AmbiguousExecution", limited.slice(0, end))
  })

  it("the number of the message that a Reject is about, and the window of a request", () => {
    const [reject] = readMessages(message("35=3|45=5|373=1"))
    const [other] = readMessages(message("35=8|45=5|150=0"))
    const [odd] = readMessages(message("35=3|45=x|373=1"))
    assert.deepStrictEqual(
      [reject, other, odd].map((one) => (one === undefined ? undefined : refSeqNumOf(one))),
      [5, undefined, undefined]
    )
    const window = (fields: string) => {
      const [request] = readMessages(message(`35=D|11=a|${fields}`))
      return request === undefined ? undefined : recvWindowOf(request)
    }
    assert.deepStrictEqual(
      [window("25000=5000"), window("25000=6000.346"), window("55=BTCUSDT"), window("25000=soon")],
      [5000, 6000.346, undefined, undefined]
    )
  })

  it("never throws, and says nothing definite about what is no message", () => {
    for (const text of [
      "",
      "|",
      "|||",
      "=",
      "35",
      "35=",
      "8=",
      "hello",
      "<html>",
      '{"code":-2010}',
      "35=8|150",
      "150=0|39=0|37=1",
      "\u0001",
      "35=8|\n150=0"
    ])
      for (const kind of writes) assert.strictEqual(said(kind, text)._tag, "AmbiguousExecution", text)
    // plain JavaScript may pass anything
    for (const value of [undefined, null, 5, {}] as unknown as ReadonlyArray<never>)
      assert.deepStrictEqual(readMessages(value), [])
    const r = random(seed)
    const parts = [
      "8=FIX.4.4",
      "9=1",
      "35=8",
      "35=3",
      "35=9",
      "35=XAR",
      "35=N",
      "35=r",
      "35=5",
      "150=0",
      "150=8",
      "150=4",
      "39=0",
      "39=8",
      "45=5",
      "373=10",
      "25016=-1007",
      "25016=-2010",
      "25016=x",
      "58=Unknown order sent.",
      "431=7",
      "531=0",
      "37=1",
      "11=a",
      "10=001",
      "10=",
      "x",
      "",
      "=",
      "\ud800"
    ]
    for (let run = 0; run < 20_000; run++) {
      const text = Array.from({ length: r.int(14) }, () => r.pick(parts)).join(r.pick(["|", "\u0001"]))
      for (const kind of [r.pick(kinds), "place" as const]) {
        const verdict = said(kind, text)
        // the sum of the table: "no" needs a reject, and never one whose code is in doubt
        if ((verdict._tag === "Fatal" || verdict._tag === "Retryable") && kind !== "read" && kind !== "test") {
          const refuses = /(^|\W)(35=3|35=9|35=XAR|150=8|431=7|531=0)/.test(text)
          if (!refuses) assert.fail(`SEED=${seed} run ${run}: ${kind} ${text} ${word(verdict)}`)
        }
        if (verdict._tag === "Success" && kind === "place" && !/150=0/.test(text))
          assert.fail(`SEED=${seed} run ${run}: ${text}`)
      }
    }
  })
})
