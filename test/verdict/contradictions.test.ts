/** Replies that contradict themselves, or hide what matters: never "not executed", and never "executed", on any product or transport. */
import { assert, describe, it } from "@effect/vitest"
import { fixRules, readMessages, replyOf } from "effect-binance/client/FixReply"
import { type Asked, decide, quietOf, type Verdict } from "effect-binance/client/Verdict"
import { readFrame, unanswered } from "effect-binance/client/WebSocketReply"
import type { Kind } from "effect-binance/errors/InDoubt"
import { every, products, type Product, spotFamily } from "./outcomes.ts"
import { asked, http, now, random, seed, word, writes } from "./support.ts"

type Fields = Readonly<Record<string, unknown>>
type Random = ReturnType<typeof random>

const edge = [401, 403, 404, 413, 418, 429]
const isDefinite = (verdict: Verdict) => verdict._tag === "Retryable" || verdict._tag === "Fatal"
const at = (product: Product, kind: Kind, status: number, body: unknown, options: Partial<Asked> = {}) =>
  decide(asked(kind, { product: products[product], ...options }), http(status, body), now)

// Written from the outcome table: what proves that a call of this kind succeeded.
const proofs: ReadonlyArray<readonly [product: Product, kind: Kind, proof: unknown]> = [
  ...every.map((product) => [product, "place", { orderId: 28, clientOrderId: "a" }] as const),
  ...every.map((product) => [product, "cancel", { orderId: 28, status: "CANCELED" }] as const),
  ...(["spot"] as const).map((product) => [product, "amend", { amendedOrder: { orderId: 28 } }] as const),
  ...(["usdm", "coinm", "pm"] as const).map((product) => [product, "amend", { orderId: 28 }] as const),
  ...([...spotFamily, "pm"] as const).map((product) => [product, "orderList", { orderListId: 0 }] as const),
  ...every.map((product) => [product, "transfer", { tranId: 7 }] as const),
  ...every.map((product) => [product, "setting", { code: 200, msg: "success" }] as const),
  ...every.map((product) => [product, "setting", { success: true }] as const),
  ...(["usdm", "coinm"] as const).map(
    (product) => [product, "setting", { symbol: "BTCUSDT", countdownTime: "0" }] as const
  ),
  ...(["usdm", "coinm", "pm", "options"] as const).map(
    (product) => [product, "cancel", { code: "200", msg: "The operation of cancel all open order is done." }] as const
  ),
  ...(["spot", "usdm", "coinm", "options"] as const).flatMap((product) =>
    [[{ orderId: 28, clientOrderId: "a" }], []].map((proof) => [product, "batch", proof] as const)
  )
]

describe("the proof of success under a status that refuses", () => {
  for (const [product, kind, proof] of proofs) {
    it(`${product} ${kind} ${JSON.stringify(proof)}`, () => {
      for (const status of edge) {
        assert.strictEqual(word(at(product, kind, status, proof)), "A:MalformedReply", `${status}`)
        // the same status without it is what it was
        assert.isTrue(isDefinite(at(product, kind, status, "")), `${status}`)
      }
    })
  }

  it("of a batch it is each element that stays in doubt", () => {
    const verdict = at("usdm", "batch", 429, [{ orderId: 1, clientOrderId: "a" }], { clientOrderIds: ["a", "b"] })
    assert.deepStrictEqual(verdict.elements?.map(word), ["A:MalformedReply", "A:MalformedReply"])
  })

  it("a read is not concerned", () => {
    assert.strictEqual(word(at("spot", "read", 429, { orderId: 28 })), "R:RateLimited")
  })

  it("a definite code beside `success: true`", () => {
    assert.strictEqual(word(at("pm", "transfer", 400, { code: -51007, msg: "", success: true })), "A:MalformedReply")
    assert.strictEqual(word(at("usdm", "setting", 200, { code: -4047, msg: "", success: true })), "A:MalformedReply")
  })
})

describe("a code that cannot be read", () => {
  const codes: ReadonlyArray<unknown> = ["-1007 ", "−1007", "x", "", {}, [-1007], true, null, 1.5, 1e300]
  it("takes the word from a status that would be definite alone", () => {
    for (const product of every)
      for (const kind of writes)
        for (const status of edge)
          for (const code of codes)
            assert.strictEqual(
              word(at(product, kind, status, { code, msg: "" })),
              "A:MalformedReply",
              `${product} ${kind} ${status} ${JSON.stringify(code)}`
            )
  })

  it("does not take the word from a 503's own text, which beats any code", () => {
    for (const code of codes)
      assert.strictEqual(word(at("usdm", "place", 503, { code, msg: "Service Unavailable." })), "R:ServiceUnavailable")
  })

  it("nor from the status of a read", () => {
    for (const code of codes) assert.strictEqual(word(at("usdm", "read", 429, { code, msg: "" })), "R:RateLimited")
  })
})

describe("a text that is the JSON of another error", () => {
  it("the code that leaves more open counts", () => {
    const msgs = ['{"code":-1007,"msg":""}', ' {"code":"-1000"}', '{"code":-98765,"msg":"of next year"}']
    for (const product of every)
      for (const status of [200, 400, 401, 403, 418, 429])
        for (const msg of msgs)
          assert.isFalse(
            isDefinite(at(product, "place", status, { code: -1121, msg })),
            `${product} ${status} ${JSON.stringify(msg)}`
          )
    for (const msg of ['{"code":-1102,"msg":""}', '{"code":0}', "{}", '{"code":'])
      assert.strictEqual(word(at("spot", "place", 400, { code: -1121, msg })), "F:InvalidRequest", msg)
    assert.strictEqual(
      word(at("spot", "place", 400, { code: -1007, msg: '{"code":-1121,"msg":""}' })),
      "A:EngineTimeout"
    )
  })
})

describe("`success` that is neither true nor false", () => {
  it("beside a proof proves nothing", () => {
    for (const success of ["false", "true", 0, 1, {}, []]) {
      assert.strictEqual(word(at("margin", "transfer", 200, { tranId: 7, success })), "A:MalformedReply")
      assert.strictEqual(word(at("spot", "place", 200, { orderId: 7, success })), "A:MalformedReply")
      assert.strictEqual(word(at("spot", "read", 200, { orderId: 7, success })), "Success")
    }
    assert.strictEqual(word(at("margin", "transfer", 200, { tranId: 7, success: null })), "Success")
  })
})

describe("halves that contradict themselves", () => {
  const order = { orderId: 28, clientOrderId: "n", status: "NEW" }
  const refusal = { code: -2010, msg: "Market is closed." }
  const unknownOrder = { code: -2011, msg: "Unknown order sent." }
  const halves = (status: number, data: Fields) => {
    const verdict = at("spot", "cancelReplace", status, { code: -2021, msg: "", data })
    return verdict._tag !== "Success" && "cancel" in verdict.reason
      ? `${verdict._tag[0]} ${verdict.reason.cancel.executed} ${verdict.reason.place.executed}`
      : word(verdict)
  }
  it("a new order that was not attempted, or failed, and is there", () => {
    for (const status of [400, 409, 429]) {
      const failed = { cancelResult: "FAILURE", cancelResponse: unknownOrder }
      assert.strictEqual(
        halves(status, { ...failed, newOrderResult: "NOT_ATTEMPTED", newOrderResponse: null }),
        "F no no"
      )
      for (const newOrderResponse of [order, { code: -1007, msg: "" }, refusal, {}])
        assert.strictEqual(
          halves(status, { ...failed, newOrderResult: "NOT_ATTEMPTED", newOrderResponse }),
          "A no unknown"
        )
      assert.strictEqual(halves(status, { ...failed, newOrderResult: "FAILURE", newOrderResponse: refusal }), "F no no")
      assert.strictEqual(
        halves(status, { ...failed, newOrderResult: "FAILURE", newOrderResponse: { ...order, ...refusal } }),
        "A no unknown"
      )
    }
  })

  it("a cancel that failed, and shows the cancelled order", () => {
    assert.strictEqual(
      halves(409, {
        cancelResult: "FAILURE",
        cancelResponse: { ...unknownOrder, orderId: 1, status: "CANCELED" },
        newOrderResult: "SUCCESS",
        newOrderResponse: order
      }),
      "A unknown yes"
    )
  })

  it("answers without the word on their results are no results, whatever the status", () => {
    for (const status of [200, 400, 401, 403, 404, 418, 429])
      for (const code of [undefined, -1015, -2010, -2011, -1003])
        for (const data of [{ cancelResponse: order }, { newOrderResponse: order }])
          assert.strictEqual(
            word(at("spot", "cancelReplace", status, { code, msg: "Unknown order sent.", data })),
            "A:CancelReplaceInDoubt",
            `${status} ${code}`
          )
    // the data of a frame that was limited are about waiting
    const data = { serverTime: now, retryAfter: now + 1000 }
    assert.strictEqual(
      word(at("spot", "cancelReplace", 429, { code: -1003, msg: "Too many requests.", data })),
      "R:RateLimited"
    )
  })
})

describe("a wait beyond a month", () => {
  it("is garbage, wherever it is stated, and must not stop a program for ever", () => {
    const month = 30 * 86_400_000
    const quiet = (msg: string, headers: Record<string, string> = {}) =>
      quietOf(products.spot, http(418, { code: -1003, msg }, { headers }), now)?.millis
    assert.strictEqual(quiet(`IP banned until ${now + month}.`), month)
    assert.strictEqual(quiet(`IP banned until ${now + month + 1}.`), products.spot.quietMillis.banned)
    assert.strictEqual(quiet("IP banned until 9999999999999.", { "retry-after": "7" }), 7000)
    assert.strictEqual(quiet(`IP banned until ${now + 90_000}.`, { "retry-after": "7" }), 90_000)
    assert.strictEqual(quiet("current limit is 5 requests per 30 DAY."), month)
    assert.strictEqual(quiet("current limit is 5 requests per 31 DAY."), products.spot.quietMillis.banned)
    assert.strictEqual(quiet("", { "retry-after": `${month / 1000 + 1}` }), products.spot.quietMillis.banned)
  })
})

// ------------------------------------------------------------------------------------------------------------- transports

const framed = (product: Product, kind: Kind, frame: unknown) => {
  const read = readFrame(typeof frame === "string" ? frame : JSON.stringify(frame), now)
  return decide(asked(kind, { product: products[product] }), read._tag === "Reply" ? read.reply : unanswered(read), now)
}

describe("a frame with both a result and an error", () => {
  it("is no answer, whatever each of them is", () => {
    const order = { orderId: 28, clientOrderId: "a", status: "CANCELED" }
    for (const product of every)
      for (const kind of writes)
        for (const status of [200, 400, 403, 418, 429, 503])
          for (const result of [order, [order], "done", 1, { code: 200 }])
            for (const error of [
              { code: -2010, msg: "" },
              { msg: "Service Unavailable." },
              { code: -1003, msg: "" },
              {}
            ])
              assert.strictEqual(
                framed(product, kind, { id: 1, status, result, error })._tag,
                "AmbiguousExecution",
                `${product} ${kind} ${status} ${JSON.stringify([result, error])}`
              )
  })

  it("an error beside a null is an error", () => {
    assert.strictEqual(
      word(framed("spot", "place", { id: 1, status: 400, result: null, error: { code: -1121, msg: "" } })),
      "F:InvalidRequest"
    )
  })
})

describe("FIX messages", () => {
  const fix = (kind: Kind, text: string, clientOrderIds: ReadonlyArray<string> = []) => {
    const what = asked(kind, { product: fixRules(products.spot), clientOrderIds })
    return word(decide(what, replyOf(what, readMessages(text)), now))
  }
  it("two refusals of one request under different codes are in doubt", () => {
    const definite = "35=8|11=a|39=8|150=8|25016=-2010|58=Market is closed.|10=001|"
    const doubt = "35=3|45=5|373=99|25016=-1007|10=002|"
    assert.strictEqual(fix("place", definite), "F:MarketClosed")
    assert.strictEqual(fix("place", definite + definite), "F:MarketClosed")
    for (const text of [definite + doubt, doubt + definite]) assert.strictEqual(fix("place", text)[0], "A", text)
    const half = "35=8|11=n|39=8|150=8|25016=-1007|10=003|"
    const cancelled = "35=8|11=c|41=a|37=76|39=4|150=4|10=004|"
    const rejected = "35=8|11=n|39=8|150=8|25016=-2010|10=005|"
    assert.strictEqual(fix("cancelReplace", cancelled + rejected, ["n"]), "F:CancelReplaceFailed")
    assert.strictEqual(fix("cancelReplace", cancelled + rejected + half, ["n"]), "A:CancelReplaceInDoubt")
  })

  it("a cancel whose order is in a state that it cannot have then", () => {
    assert.strictEqual(fix("cancel", "35=8|11=c|41=a|37=76|39=4|150=4|10=001|"), "Success")
    for (const state of ["0", "1", "2"])
      assert.strictEqual(fix("cancel", `35=8|11=c|41=a|37=76|39=${state}|150=4|10=001|`), "A:MalformedReply", state)
  })

  it("what was cancelled, amended or listed under other names is another's", () => {
    const cancelled = "35=8|11=c|41=a|37=76|39=4|150=4|10=001|"
    const amended = "35=8|11=x|41=a|37=76|39=0|150=5|10=001|"
    for (const ids of [["a"], ["c"], ["76"], []]) assert.strictEqual(fix("cancel", cancelled, ids), "Success")
    for (const ids of [["a"], ["x"], ["76"], []]) assert.strictEqual(fix("amend", amended, ids), "Success")
    assert.strictEqual(fix("cancel", cancelled, ["b"]), "A:ResponseLost")
    assert.strictEqual(fix("amend", amended, ["b"]), "A:ResponseLost")
    const refused = "35=N|25014=l|429=2|431=7|1386=99|25016=-2010|58=Market is closed.|10=001|"
    assert.strictEqual(fix("orderList", refused, ["l"]), "F:MarketClosed")
    assert.strictEqual(fix("orderList", refused, ["m"]), "A:ResponseLost")
  })
})

// ------------------------------------------------------------------------------------------------------------------- fuzz

// Written from the outcome table (§11): in doubt on a write under any status, whatever else is said.
const always: Readonly<Record<Product, ReadonlyArray<number>>> = {
  spot: [-1000, -1001, -1006, -1007, -1008, -1161],
  margin: [-1000, -1001, -1004, -1006, -1007, -1008, -3000, -3044, -4027, -6019],
  pmpro: [-1000, -1001, -1004, -1006, -1007, -1008, -3000, -3044, -4027, -6019],
  usdm: [-1000, -1001, -1006, -1007, -1008, -2012, -4078, -4083],
  coinm: [-1000, -1001, -1006, -1007, -1008, -4083],
  pm: [-1000, -1001, -1006, -1007, -1008, -4078, -4083, -5041],
  options: [-1000, -1001, -1006, -1007, -4078]
}
const definite503 = (product: Product): ReadonlyArray<string> =>
  spotFamily.includes(product)
    ? []
    : [
        "Service Unavailable.",
        "Internal error; unable to process your request. Please try again.",
        ...(product === "options"
          ? []
          : [
              "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again."
            ])
      ]

const parsed = (text: unknown): unknown => {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)
const integer = (value: unknown) =>
  typeof value === "string" && /^-?\d{1,15}$/.test(value)
    ? Number(value)
    : Number.isSafeInteger(value)
      ? value
      : undefined

/** Why a definite "no" to this reply would be wrong; `undefined` when it may be right. */
const whyNotNo = (product: Product, kind: Kind, status: number, text: string): string | undefined => {
  const body = parsed(text)
  const fields = isFields(body) ? body : {}
  const msg = typeof fields["msg"] === "string" ? fields["msg"] : ""
  if (status === 503) {
    const said = definite503(product).some((one) => one === msg)
    return said
      ? kind === "place" && isId(fields["orderId"])
        ? "a 503 with an order"
        : undefined
      : "a 503 without its text"
  }
  if (status === 408 || status === 409 || status < 200 || (status >= 300 && status < 400) || status >= 500)
    return "the status says nothing"
  if (body === undefined || !(isFields(body) || Array.isArray(body)))
    return edge.includes(status) ? undefined : "no JSON"
  if (Array.isArray(body)) return status >= 400 && edge.includes(status) && kind !== "batch" ? undefined : "a list"
  const code = fields["code"]
  const inner = parsed(msg)
  const read = integer(code) ?? (isFields(inner) ? integer(inner["code"]) : undefined)
  if (code !== undefined && integer(code) === undefined && read === undefined) return "a code that is none"
  for (const one of [read, isFields(inner) ? integer(inner["code"]) : undefined])
    if (always[product].some((unknown) => unknown === one)) return "a code that is always in doubt"
  const rejected = fields["status"] === "REJECTED" && (read === undefined || read === 0) && status < 300
  if (kind === "place" && isId(fields["orderId"]) && !rejected) return "an order"
  if (kind === "transfer" && isId(fields["tranId"])) return "a transfer"
  return undefined
}
const isId = (value: unknown) => {
  const id = integer(value)
  return typeof id === "number" && id > 0
}

const whyNotYes = (kind: Kind, status: number, text: string): string | undefined => {
  if (status < 200 || status >= 300) return "no 2xx"
  const body = parsed(text)
  if (!isFields(body)) return "no object"
  const code = integer(body["code"])
  if (body["code"] !== undefined && code !== 0 && code !== 200) return "a code"
  if (body["success"] !== undefined && body["success"] !== null && body["success"] !== true) return "not successful"
  if (kind === "place" && !isId(body["orderId"])) return "no order"
  if (kind === "transfer" && !isId(body["tranId"]) && body["code"] === undefined && body["success"] !== true)
    return "no transfer"
  return undefined
}

const tables = new Map(
  every.map((product) => [
    product,
    {
      codes: [...products[product].codes.keys()],
      texts: [...products[product].messages.values()].flat().map((row) => row.text)
    }
  ])
)
const codesOf = (product: Product) => tables.get(product)?.codes ?? []
const errorOf = (r: Random, product: Product): Fields => {
  const code = r.pick<unknown>([
    r.pick(codesOf(product)),
    r.pick(codesOf(r.pick(every))),
    r.pick(always[product]),
    `${r.pick(always[product])}`,
    `${r.pick(always[product])} `,
    "−1007",
    0,
    "000000",
    null
  ])
  const texts = tables.get(product)?.texts ?? []
  const msg = r.pick<unknown>([
    "",
    texts.length === 0 ? "" : r.pick(texts),
    ...definite503(product),
    `{"code":${r.pick(always[product])},"msg":""}`,
    "Unknown error, please check your request or try again later.",
    "ﬁlter failure: LOT_SIZE\u0000"
  ])
  return r.pick<Fields>([{ code, msg }, { msg, code }, { msg }, { code }])
}
const pieceOf = (r: Random, product: Product): Fields =>
  r.pick<() => Fields>([
    () => errorOf(r, product),
    () => ({ orderId: r.pick([28, "28", 0, -1, "x"]), clientOrderId: r.pick(["a", "b"]) }),
    () => ({ status: r.pick(["NEW", "REJECTED", "CANCELED", "FILLED"]) }),
    () => ({ success: r.pick([true, false, "false", null]) }),
    () => ({ tranId: r.pick([7, "7", 0]) }),
    () => ({ data: pieceOf(r, product) }),
    () => ({ timestamp: 1, path: "/fapi/v1/order" }),
    () => ({ serverTime: 1, retryAfter: 2 })
  ])()
const textOf = (r: Random, product: Product): string => {
  const body = Object.assign({}, ...Array.from({ length: 1 + r.int(3) }, () => pieceOf(r, product))) as Fields // of pieces
  const json = JSON.stringify(r.chance(0.1) ? [body, errorOf(r, product)] : body)
  return r.pick<(text: string) => string>([
    (text) => text,
    (text) => text,
    (text) => text,
    (text) => ` \n${text}\r\n`,
    (text) => `<html><body>${text}</body></html>`,
    (text) => `\uFEFF${text}`,
    (text) => text + text,
    (text) => text.slice(0, r.int(text.length)),
    (text) => JSON.stringify(text),
    (text) => text.replaceAll("a", "\\u0061")
  ])(json)
}

describe("bodies made of pieces of real ones", () => {
  it("are definite only where the table can have it", () => {
    const r = random(seed ^ 0xc0de)
    const seen = new Map<string, number>()
    const runs = 20_000
    for (let run = 0; run < runs; run++) {
      const product = r.pick(every)
      const hasBatches = ["spot", "usdm", "coinm", "options"].includes(product)
      const kind = r.pick([
        "place",
        "place",
        "transfer",
        "cancelReplace",
        "setting",
        hasBatches ? "batch" : "place"
      ] as const)
      const status = r.pick([200, 200, 400, 400, 401, 403, 404, 408, 409, 413, 418, 429, 451, 500, 502, 503])
      const text = textOf(r, product)
      const frame = parsed(text)
      const overSocket = isFields(frame) && r.chance(0.3)
      const verdict = overSocket
        ? framed(product, kind, { id: 1, status, [status < 300 ? "result" : "error"]: frame })
        : at(product, kind, status, text)
      // both halves of a cancelReplace may be told under any code, and that a setting is so already under an error
      const problem =
        kind === "cancelReplace" && verdict._tag === "Fatal" && verdict.reason._tag === "CancelReplaceFailed"
          ? undefined
          : isDefinite(verdict)
            ? whyNotNo(product, kind, status, text)
            : verdict._tag === "Success" && (kind === "place" || kind === "transfer")
              ? whyNotYes(kind, status, text)
              : undefined
      if (problem !== undefined)
        assert.fail(
          `SEED=${seed} run ${run}: ${problem}: ${product} ${kind} ${status} ${JSON.stringify(text)} ${JSON.stringify(verdict)}`
        )
      seen.set(verdict._tag, (seen.get(verdict._tag) ?? 0) + 1)
    }
    // a generator that never gets there would prove nothing
    for (const tag of ["Success", "Retryable", "Fatal", "AmbiguousExecution"])
      assert.isAbove(seen.get(tag) ?? 0, runs / 1000, `SEED=${seed} ${tag}`)
  })
})
