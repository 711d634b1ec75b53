/** Whatever comes back, a verdict comes out, and a write is definite only where a row of the outcome table says so. */
import { assert, describe, it } from "@effect/vitest"
import type { HttpReply, Reply } from "effect-binance/client/Transport"
import { decide, quietOf, toError, type Verdict } from "effect-binance/client/Verdict"
import { InDoubt, type Kind } from "effect-binance/errors/InDoubt"
import { spotRules } from "effect-binance/products/SpotRules"
import { columns, expectedAt400 } from "./spotCodes.ts"
import { asked, kinds, now, random, seed, silence, word } from "./support.ts"

type Random = ReturnType<typeof random>

const runs = 30_000

// ------------------------------------------------------------------------------------------------------------- the oracle

// A second, slower reading of the table: status first, then shape, then code. It shares nothing with the product's tables.
const edge = new Set([401, 403, 404, 413, 418, 429])
const cutEdge = new Set([401, 403, 404, 418, 429])
const listedTexts: ReadonlyArray<readonly [string, ReadonlyArray<number>, ReadonlyArray<Kind>]> = [
  ["Market is closed.", [-1010, -2010, -2011, -2038], ["place", "cancel"]],
  ["Unknown order sent.", [-1010, -2010, -2011, -2038], ["cancel", "cancelReplace", "amend"]],
  ["Duplicate order sent.", [-1010, -2010, -2011, -2038], ["place", "orderList"]],
  ["Filter failure: LOT_SIZE", [-1013, -2010, -2011, -2038], ["place", "orderList", "cancelReplace", "amend"]]
]

const codeMeans = (kind: Kind, code: number, msg: unknown): boolean => {
  const cells = expectedAt400.get(code)
  if (cells === undefined) return false
  if (!cells[columns.indexOf(kind as (typeof columns)[number])]!.startsWith("A:")) return true
  return listedTexts.some(([text, codes, on]) => text === msg && codes.includes(code) && on.includes(kind))
}

const half = (
  kind: "place" | "cancel",
  result: unknown,
  inner: { readonly code?: unknown; readonly msg?: unknown } | null | undefined
): boolean =>
  result === "SUCCESS" ||
  result === "NOT_ATTEMPTED" ||
  (result === "FAILURE" && codeMeans(kind, Number(inner?.code), inner?.msg))

const mayBeDefinite = (kind: Kind, reply: HttpReply): boolean => {
  const { status } = reply
  const ok = status >= 200 && status < 300
  if (!Number.isInteger(status) || status === 408 || !(ok || (status >= 400 && status < 500))) return false
  let body: unknown
  try {
    body = JSON.parse(reply.body)
  } catch {
    body = undefined
  }
  const cut = !reply.complete || (body === undefined && /^\s*[[{]/.test(reply.body))
  if (cut) return cutEdge.has(status) && !(kind === "cancelReplace" && status === 429)
  if (typeof body !== "object" || body === null) return edge.has(status)
  interface Halves {
    readonly cancelResult?: unknown
    readonly newOrderResult?: unknown
    readonly cancelResponse?: { readonly code?: unknown; readonly msg?: unknown } | null
    readonly newOrderResponse?: { readonly code?: unknown; readonly msg?: unknown } | null
  }
  // the oracle reads loosely on purpose: the generator makes nothing else of these fields
  const record = body as Readonly<Record<string, unknown>> & Halves & { readonly data?: Halves }
  if (kind === "cancelReplace") {
    const data =
      record.data?.cancelResult !== undefined ? record.data : record.cancelResult !== undefined ? record : undefined
    if ([-1000, -1001, -1006, -1007, -1008, -1161].includes(Number(record["code"]))) return false
    if (data !== undefined)
      return (
        half("cancel", data.cancelResult, data.cancelResponse) &&
        half("place", data.newOrderResult, data.newOrderResponse)
      )
  }
  if (status === 409) return false
  const raw = record["code"]
  const code = Number.isSafeInteger(raw) || (typeof raw === "string" && /^-?\d+$/.test(raw)) ? Number(raw) : undefined
  if (code === 0 && status === 451) return true
  if (code === undefined || code === 0 || code === 200)
    return edge.has(status) || (ok && kind === "place" && record["status"] === "REJECTED")
  return codeMeans(kind, code, record["msg"])
}

// ---------------------------------------------------------------------------------------------------------- the generator

const texts = [
  ...listedTexts.map(([text]) => text),
  "",
  "whatever",
  "Too many new orders; current limit is 1 orders per 10 SECOND.",
  `IP banned until ${now + 1000}`,
  '{"code":-1007}',
  "\u0000\ud800"
]
const codes = [...expectedAt400.keys(), 0, 200, -9999, 1, 100001003, 1.5, -2010, -2011, -2021, -2022]
const order = (r: Random) => ({
  orderId: r.pick([1, 28, "7", 0, -1, null]),
  clientOrderId: r.pick(["a", "b"]),
  status: r.pick(["NEW", "CANCELED", "FILLED", "REJECTED", "EXPIRED"])
})
const error = (r: Random) => ({ code: r.chance(0.1) ? String(r.pick(codes)) : r.pick(codes), msg: r.pick(texts) })
const results = ["SUCCESS", "FAILURE", "NOT_ATTEMPTED", "OTHER", undefined]
const halves = (r: Random) => {
  const inner = () => r.pick([() => error(r), () => order(r), () => null, () => ({})])()
  return {
    cancelResult: r.pick(results),
    newOrderResult: r.pick(results),
    cancelResponse: inner(),
    newOrderResponse: inner()
  }
}
const garbage = (r: Random) =>
  Array.from({ length: r.int(40) }, () => String.fromCharCode(r.chance(0.8) ? 32 + r.int(96) : r.int(0xffff))).join("")

const bodyOf = (r: Random): string =>
  r.pick<() => string>([
    () => JSON.stringify(error(r)),
    () => JSON.stringify(error(r)),
    () => JSON.stringify(order(r)),
    () => JSON.stringify({ ...order(r), ...error(r) }),
    () => JSON.stringify({ ...error(r), data: halves(r) }),
    () => JSON.stringify(halves(r)),
    () => JSON.stringify({ ...error(r), success: r.pick([true, false, "false", null]) }),
    () => JSON.stringify([order(r), error(r), null]),
    () =>
      JSON.stringify({
        code: r.pick<unknown>([{}, [], null, true, "", "-", NaN, 1e308]),
        msg: r.pick<unknown>([{}, [], null, 1])
      }),
    () => '{"__proto__":{"code":-2010,"orderId":1},"constructor":null}',
    () => `{"code":-2010,"msg":"${"x".repeat(r.int(10_000))}"}`,
    () => `{"orderId":${"9".repeat(1 + r.int(40))}}`,
    () => "[".repeat(r.int(5000)),
    () => `${"[".repeat(3000)}12345678901234567890${"]".repeat(3000)}`,
    () => garbage(r),
    () => r.pick(["", " ", "null", "true", '"x"', "12", "<html></html>", "{}", "[]", '{"code":'])
  ])()

const httpOf = (r: Random): HttpReply => {
  const body = bodyOf(r)
  return {
    _tag: "HttpReply",
    status: r.chance(0.8)
      ? r.pick([200, 200, 201, 301, 400, 400, 401, 403, 404, 408, 409, 413, 418, 429, 451, 500, 502, 503, 504])
      : r.pick([NaN, -1, 0, 1e9, 199, 299, 300, 399, 499, 500.5, Infinity]),
    headers: r.pick<Record<string, string>>([
      {},
      { "retry-after": r.pick(["7", "", "-1", "x", "1e99"]) },
      { "date": garbage(r), "retry-after": garbage(r) },
      Object.create(null)
    ]),
    body: r.chance(0.15) ? body.slice(0, r.int(body.length + 1)) : body,
    complete: r.chance(0.93)
  }
}

const replyOf = (r: Random): Reply =>
  r.chance(0.1)
    ? silence(
        r.pick(["connect", "sent", "unknown"]),
        r.pick([undefined, "ECONNRESET", "ENOTFOUND", garbage(r)]),
        r.chance(0.3)
      )
    : httpOf(r)

const tell = (run: number, ...what: ReadonlyArray<unknown>) =>
  `SEED=${seed} run ${run}: ${what.map((w) => JSON.stringify(w).slice(0, 600)).join(" ")}`

// Seconds on an idle machine. This is for one that has others to serve: nothing but a hang may reach it.
describe("totality", { timeout: 600_000 }, () => {
  it("a verdict comes out of anything, and an error object out of every verdict", () => {
    const r = random(seed)
    const inDoubt = () =>
      new InDoubt({
        operation: "spot.placeOrder",
        product: "spot",
        kind: "place",
        clientOrderIds: ["a"],
        route: "spot",
        account: "main",
        createdAt: now,
        attempts: []
      })
    for (let run = 0; run < runs; run++) {
      const kind = r.pick(kinds)
      const what = asked(kind, {
        earlier: r.pick(["none", "in-doubt", "proven-not-executed"]),
        clientOrderIdFrom: r.pick(["caller", "library"]),
        clientOrderIds: r.pick([[], ["a"], ["a", "b"], ["a", "b", "c"]])
      })
      const reply = replyOf(r)
      const at = r.pick([now, 0, NaN, Infinity, -1])
      let v: Verdict
      try {
        v = decide(what, reply, at)
        if (reply._tag === "HttpReply") quietOf(spotRules, reply, at)
        for (const one of [v, ...(v.elements ?? [])]) {
          // an element of garbage could make every object of this run, so only some are made
          if (one._tag !== "Success" && run % 7 === 0) assert.isNotEmpty(toError(one, undefined, inDoubt).message)
        }
      } catch (defect) {
        throw new Error(tell(run, kind, reply), { cause: defect })
      }
      const noEffect = kind === "read" || kind === "test"
      const possible = noEffect
        ? v._tag !== "AmbiguousExecution"
        : what.earlier === "in-doubt"
          ? v._tag === "Success" || v._tag === "AmbiguousExecution"
          : what.earlier === "none" || v._tag !== "Fatal"
      // that a setting is as it was to be may come as an error
      const proven =
        v._tag !== "Success" ||
        (reply._tag === "HttpReply" &&
          reply.complete &&
          reply.status >= 200 &&
          reply.status < (kind === "setting" ? 500 : 300))
      if (!possible || !proven) assert.fail(tell(run, kind, what.earlier, reply, v))
    }
  })

  it("is total on what the types forbid", () => {
    for (const kind of kinds) {
      for (const status of ["200", undefined, null, {}, 10n]) {
        for (const body of [undefined, null, 5, {}, []]) {
          for (const headers of [undefined, null, "x", 5, { "retry-after": 5 }, { "retry-after": null }]) {
            // a transport written in plain JavaScript may do this
            const reply = { _tag: "HttpReply", status, headers, body, complete: undefined } as unknown as Reply
            assert.include(["R:ReadFailed", "A:ServerErrorReply"], word(decide(asked(kind), reply, now)))
          }
        }
      }
      for (const reply of [{}, { _tag: "NoReply" }, { _tag: "NoReply", phase: "later", code: 5, timeout: "no" }]) {
        assert.include(["R:ReadFailed", "A:ResponseLost"], word(decide(asked(kind), reply as unknown as Reply, now)))
      }
    }
  })

  it("a write is never Retryable or Fatal unless a row says so", () => {
    const r = random(seed ^ 0x5eed)
    const seen = { definite: 0, doubt: 0, success: 0 }
    for (let run = 0; run < runs; run++) {
      const kind = r.pick(["place", "cancel", "cancelReplace", "amend"] as const)
      const reply = httpOf(r)
      const v = decide(asked(kind, { clientOrderIds: r.pick([[], ["a"]]) }), reply, now)
      if (v._tag === "Success") seen.success++
      else if (v._tag === "AmbiguousExecution") seen.doubt++
      else {
        seen.definite++
        if (!mayBeDefinite(kind, reply)) assert.fail(tell(run, kind, reply, v))
      }
    }
    // a generator that never gets there would prove nothing
    for (const count of Object.values(seen)) assert.isAbove(count, runs / 1000, tell(0, seen))
  })

  it("is quick on a huge body", () => {
    const huge = `{"code":-2010,"msg":"${"a".repeat(5_000_000)}"}`
    const deep = "[".repeat(1_000_000)
    const long = `{"a":"${'\\"'.repeat(1_000_000)}","orderId":12345678901234567890}`
    assert.strictEqual(
      word(decide(asked("place"), { _tag: "HttpReply", status: 400, headers: {}, body: huge, complete: true }, now)),
      "F:OrderRejected"
    )
    assert.strictEqual(
      word(decide(asked("place"), { _tag: "HttpReply", status: 200, headers: {}, body: deep, complete: true }, now)),
      "A:MalformedReply"
    )
    assert.strictEqual(
      word(decide(asked("place"), { _tag: "HttpReply", status: 200, headers: {}, body: long, complete: true }, now)),
      "Success"
    )
  })
})
