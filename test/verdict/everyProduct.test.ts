/** Over all products, kinds and replies: a write is never "no" without a row, nor "yes" without a proof; and a new code is one row. */
import { assert, describe, it } from "@effect/vitest"
import type { HttpReply } from "effect-binance/client/Transport"
import { type Asked, decide, quietOf, type Verdict } from "effect-binance/client/Verdict"
import type { HalfVerdict } from "effect-binance/errors/HalfVerdict"
import type { Kind } from "effect-binance/errors/InDoubt"
import { codeTable, fatal, type ProductRules } from "effect-binance/products/ProductRules"
import { every, hasNoEffect, products, type Product } from "./outcomes.ts"
import { asked, http, kinds, now, random, seed, word, writes } from "./support.ts"

type Random = ReturnType<typeof random>
type Fields = Readonly<Record<string, unknown>>

// ------------------------------------------------------------------------------------------------------------- the oracle

// A second, slower reading of a product's rows. It shares nothing with the rule but the rows, and asks one question at a time.
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined
const integerOf = (value: unknown): number | undefined =>
  (typeof value === "number" || (typeof value === "string" && /^-?\d{1,15}$/.test(value))) &&
  Number.isSafeInteger(Number(value))
    ? Number(value)
    : undefined
const same = (one: string, other: string) => {
  const plain = (text: string) =>
    text.toLowerCase().replaceAll("`", "").split(/\s+/).filter(Boolean).join(" ").replace(/\.$/, "")
  return plain(one) === plain(other)
}
const is2xx = (status: number) => status >= 200 && status < 300
const means = (status: number) =>
  Number.isInteger(status) && status !== 408 && status !== 409 && (is2xx(status) || (status >= 400 && status < 500))
const edge: ReadonlySet<number> = new Set([401, 403, 404, 413, 418, 429])

interface Said {
  readonly code: number | undefined
  readonly msg: string
}
const isSuccessCode = (product: ProductRules, status: number, code: number) =>
  product.successCodes.has(code) && product.codes.get(code)?.statuses?.includes(status) !== true
const saidBy = (product: ProductRules, status: number, value: unknown): Said => {
  const one = (object: Fields | undefined): Said => {
    const code = integerOf(object?.["code"])
    return {
      code: code === undefined || isSuccessCode(product, status, code) ? undefined : code,
      msg: typeof object?.["msg"] === "string" ? object["msg"] : ""
    }
  }
  const outer = one(fieldsOf(value))
  if (outer.code !== undefined) return outer
  const inner = one(fieldsOf(parsed(outer.msg)))
  return inner.code === undefined ? outer : inner
}
const texts = (product: ProductRules, msg: string) =>
  [...product.messages.values()].flat().filter((row) => same(row.text, msg))

/** Whether a row says that this kind was refused, at a status that lets a code speak. */
const isRefusal = (
  product: ProductRules,
  kind: Kind,
  status: number,
  { code, msg }: Said,
  failed: boolean
): boolean => {
  const listed = texts(product, msg).find(
    (row) => row.on.includes(kind) && (code === undefined ? failed && row.codes.length === 0 : row.codes.includes(code))
  )
  if (listed !== undefined) return listed.is.verdict !== "AmbiguousExecution"
  const row = code === undefined ? undefined : product.codes.get(code)
  return (
    row !== undefined &&
    row.is.verdict !== "AmbiguousExecution" &&
    row.on.includes(kind) &&
    (row.statuses === undefined || row.statuses.includes(status))
  )
}
const isProcessedNever = (product: ProductRules, what: Asked, reply: HttpReply): boolean => {
  const { msg } = saidBy(product, reply.status, parsed(reply.body))
  return (
    reply.status === 503 &&
    reply.complete &&
    product.definite503.some(
      (row) =>
        same(row.text, msg) &&
        row.on.includes(what.kind) &&
        (what.kind !== "batch" || row.on.includes(what.elementKind ?? "place"))
    )
  )
}
const isRejectedState = (product: ProductRules, kind: Kind, body: Fields | undefined) =>
  product.proofs[kind].some((proof) => {
    if (proof.proof !== "id" || proof.rejected === undefined) return false
    const state = proof.state?.reduce<unknown>((here, key) => fieldsOf(here)?.[key], body)
    return proof.rejected.some((one) => one === state)
  })

const mayBeNo = (product: ProductRules, what: Asked, kind: Kind, reply: HttpReply, value: unknown): boolean => {
  if (isProcessedNever(product, what, reply)) return true
  if (!means(reply.status)) return false
  const whole = reply.complete && (value !== undefined || !/^\s*[[{]/.test(reply.body))
  if (!whole) return [401, 403, 404, 418].includes(reply.status) || (reply.status === 429 && kind !== "cancelReplace")
  const fields = fieldsOf(value)
  const said = saidBy(product, reply.status, value)
  const failed = is2xx(reply.status) && fields?.["success"] === false
  if (is2xx(reply.status) && said.code === undefined && isRejectedState(product, kind, fields)) return true
  if (said.code === undefined && !failed) return edge.has(reply.status)
  return isRefusal(product, kind, reply.status, said, failed)
}

const mayBeYes = (product: ProductRules, kind: Kind, reply: HttpReply, value: unknown): boolean => {
  const said = saidBy(product, reply.status, value)
  const row = said.code === undefined ? undefined : product.codes.get(said.code)
  // what a setting asks for is so already
  if (kind === "setting" && row?.is.reason === "AlreadyInState" && row.on.includes(kind) && means(reply.status))
    return true
  const fields = fieldsOf(value)
  return (
    is2xx(reply.status) &&
    reply.complete &&
    typeof value === "object" &&
    value !== null &&
    said.code === undefined &&
    fields?.["success"] !== false &&
    product.proofs[kind].length > 0
  )
}

const halfIsEarned = (
  product: ProductRules,
  kind: "cancel" | "place",
  half: HalfVerdict,
  result: unknown,
  response: unknown
): boolean =>
  half.executed === "unknown" ||
  (half.executed === "yes"
    ? result === "SUCCESS"
    : result === "NOT_ATTEMPTED" ||
      (result === "FAILURE" && isRefusal(product, kind, 400, saidBy(product, 400, response), false)))

/** What a verdict says that no row allows; `undefined` when all of it is allowed. */
const unearned = (what: Asked, kind: Kind, reply: HttpReply, value: unknown, verdict: Verdict): string | undefined => {
  const { product } = what
  if (hasNoEffect(kind)) return verdict._tag === "AmbiguousExecution" ? "a read in doubt" : undefined
  if (verdict._tag === "AmbiguousExecution") return undefined
  if (verdict._tag === "Success") {
    if (kind === "batch" && Array.isArray(value)) return undefined
    return mayBeYes(product, kind, reply, value) ? undefined : "yes, without a proof"
  }
  if (what.earlier === "in-doubt") return "definite, while an earlier attempt may live"
  if (verdict.reason._tag === "CancelReplaceFailed") {
    const body = fieldsOf(value)
    const data = fieldsOf(body?.["data"])
    const halves = data !== undefined && ("cancelResult" in data || "newOrderResult" in data) ? data : body
    const { cancel, place } = verdict.reason
    return (means(reply.status) || reply.status === 409) &&
      reply.complete &&
      halves !== undefined &&
      cancel.executed !== "unknown" &&
      place.executed !== "unknown" &&
      halfIsEarned(product, "cancel", cancel, halves["cancelResult"], halves["cancelResponse"]) &&
      halfIsEarned(product, "place", place, halves["newOrderResult"], halves["newOrderResponse"])
      ? undefined
      : "halves, without rows"
  }
  return mayBeNo(product, what, kind, reply, value) ? undefined : "no, without a row"
}

// ---------------------------------------------------------------------------------------------------------- the generator

const statuses = [
  200, 200, 200, 201, 302, 400, 400, 400, 401, 403, 404, 408, 409, 410, 413, 418, 429, 451, 500, 502, 503, 503, 504
]
const tables = Object.fromEntries(
  every.map((product) => [
    product,
    {
      codes: [...products[product].codes.keys()],
      texts: [...products[product].messages.values()].flat().map((row) => row.text),
      definite: products[product].definite503.map((row) => row.text)
    }
  ])
)
const errorOf = (r: Random, product: Product) => {
  const table = tables[product]!
  const code = r.pick<unknown>([
    r.pick(table.codes),
    r.pick(table.codes),
    r.pick(tables[r.pick(every)]!.codes),
    -9999,
    0,
    200,
    100001003
  ])
  const msg = r.pick<unknown>([
    "",
    "x",
    table.texts.length > 0 ? r.pick(table.texts) : "x",
    table.definite.length > 0 ? r.pick(table.definite) : "Service Unavailable.",
    "Unknown error, please check your request or try again later.",
    "Filter failure: LOT_SIZE",
    '{"code":-1007}'
  ])
  return r.pick<Fields>([{ code, msg }, { code: String(code), msg }, { msg }, { code }])
}
const orderOf = (r: Random): Fields => ({
  orderId: r.pick([1, "28", 0, null]),
  clientOrderId: r.pick(["a", "b", "c"]),
  status: r.pick(["NEW", "CANCELED", "FILLED", "REJECTED", "EXPIRED", undefined])
})
const bodyOf = (r: Random, product: Product): string => {
  const results = ["SUCCESS", "FAILURE", "NOT_ATTEMPTED", "OTHER"]
  const halves = () => ({
    cancelResult: r.pick(results),
    newOrderResult: r.pick(results),
    cancelResponse: r.pick<Fields | null>([errorOf(r, product), orderOf(r), null]),
    newOrderResponse: r.pick<Fields | null>([errorOf(r, product), orderOf(r), null])
  })
  const one = (): unknown =>
    r.pick<() => unknown>([
      () => errorOf(r, product),
      () => errorOf(r, product),
      () => orderOf(r),
      () => ({ ...orderOf(r), ...errorOf(r, product) }),
      () => ({ ...errorOf(r, product), success: r.pick([true, false]) }),
      () => ({
        tranId: r.pick([1, 0]),
        amendedOrder: orderOf(r),
        orderListId: r.pick([0, -1]),
        listOrderStatus: r.pick(["REJECT", "ALL_DONE"])
      }),
      () => ({ symbol: "X", countdownTime: "1", leverage: 2, id: "7213fea8e94b4a5593d507237e5a555b", msg: "success" }),
      () => ({})
    ])()
  const made = r.pick<() => string>([
    () => JSON.stringify(one()),
    () => JSON.stringify(one()),
    () => JSON.stringify({ ...errorOf(r, product), data: halves() }),
    () => JSON.stringify(halves()),
    () => JSON.stringify(Array.from({ length: r.int(4) }, one)),
    () => r.pick(["", "<html>", "null", "{", '{"code":-10'])
  ])()
  return r.chance(0.05) ? made.slice(0, r.int(made.length + 1)) : made
}

const tell = (run: number, ...what: ReadonlyArray<unknown>) =>
  `SEED=${seed} run ${run}: ${what.map((w) => (typeof w === "string" ? w : JSON.stringify(w))).join(" ")}`

describe("every product", () => {
  it("a write is never definite unless a row says so, and each element of a batch neither", () => {
    const r = random(seed ^ 0xa11)
    const runs = 60_000
    const seen = new Map<string, number>()
    for (let run = 0; run < runs; run++) {
      const product = r.pick(every)
      const kind = r.pick(kinds)
      const what = asked(kind, {
        product: products[product],
        clientOrderIds: r.pick([[], ["a"], ["a", "b"]]),
        earlier: r.pick(["none", "none", "none", "in-doubt"]),
        clientOrderIdFrom: r.pick(["caller", "library"]),
        elementKind: r.pick([undefined, "place", "cancel", "amend"])
      })
      const reply = http(r.pick(statuses), bodyOf(r, product), { complete: r.chance(0.95) })
      const verdict = decide(what, reply, now)
      quietOf(what.product, reply, now)
      const value = parsed(reply.body)
      const problem = unearned(what, kind, reply, value, verdict)
      if (problem !== undefined)
        assert.fail(tell(run, problem, product, what.kind, what.earlier, what.clientOrderIds, reply, verdict))
      const key = `${product} ${verdict._tag}`
      seen.set(key, (seen.get(key) ?? 0) + 1)
      if (kind !== "batch" || verdict._tag !== "Success" || verdict.elements === undefined || !Array.isArray(value))
        continue
      for (const [i, element] of verdict.elements.entries()) {
        // which element of the reply a verdict is about is another test's; here, some element has to allow it
        const own = { ...what, kind: what.elementKind ?? "place", clientOrderIds: [] } as const
        const candidates: ReadonlyArray<unknown> = what.clientOrderIds.length === 0 ? [value[i]] : value
        if (
          element._tag !== "AmbiguousExecution" &&
          !candidates.some((one) => unearned(own, own.kind, reply, one, element) === undefined)
        )
          assert.fail(tell(run, `element ${i}`, product, own.kind, reply, element))
      }
    }
    // a generator that never gets there would prove nothing
    for (const product of every)
      for (const tag of ["Success", "Retryable", "Fatal", "AmbiguousExecution"])
        assert.isAbove(seen.get(`${product} ${tag}`) ?? 0, runs / 2000, `SEED=${seed} ${product} ${tag}`)
  })

  it("is total where a value cannot be turned into text", () => {
    const hostile = '{"toString":1,"valueOf":2,"__proto__":null}'
    for (const product of every) {
      for (const kind of kinds) {
        for (const elementKind of ["place", "cancel", "amend"] as const) {
          const what = asked(kind, { product: products[product], clientOrderIds: ["a", "b"], elementKind })
          for (const key of [
            "orderId",
            "clientOrderId",
            "status",
            "code",
            "msg",
            "success",
            "tranId",
            "id",
            "symbol",
            "countdownTime"
          ]) {
            for (const body of [
              `{"${key}":${hostile}}`,
              `[{"orderId":1,"clientOrderId":"a","${key}":${hostile}},${hostile}]`,
              `{"orderId":1,"${key}":${hostile}}`,
              hostile
            ]) {
              const verdict = decide(what, http(200, body), now)
              if (!hasNoEffect(kind) && kind !== "batch" && verdict._tag !== "Success")
                assert.strictEqual(verdict._tag, "AmbiguousExecution", `${product} ${kind} ${body}`)
            }
          }
        }
      }
    }
  })

  it("an unlisted code leaves a write in doubt on every product, at every status", () => {
    for (const product of every) {
      const codes = new Set(products[product].codes.keys())
      for (const other of every) {
        for (const code of products[other].codes.keys()) {
          if (codes.has(code) || products[product].successCodes.has(code)) continue
          for (const status of [200, 400, 401, 403, 429, 500]) {
            for (const kind of ["place", "cancel", "transfer"] as const) {
              const tag = decide(
                asked(kind, { product: products[product] }),
                http(status, { code, msg: "no text of ours" }),
                now
              )._tag
              if (tag !== "AmbiguousExecution") assert.fail(`${product} ${kind} ${status} ${code}: ${tag}`)
            }
          }
        }
      }
    }
  })
})

describe("a new code is one row of one product", () => {
  const invented = -98_765
  for (const changed of every) {
    it(changed, () => {
      const before = products[changed]
      const after: ProductRules = {
        ...before,
        codes: codeTable([
          ...before.codes.values(),
          {
            code: invented,
            name: "INVENTED",
            meaning: "An order of this shape is not taken.",
            is: fatal("InvalidRequest"),
            on: ["place"]
          }
        ])
      }
      const at = (product: ProductRules, kind: Kind, status: number, code: number, msg = "") =>
        word(decide(asked(kind, { product }), http(status, { code, msg }), now))
      for (const kind of writes) {
        for (const status of [200, 400, 401, 403, 429]) {
          assert.strictEqual(at(before, kind, status, invented), "A:UndocumentedCode")
          assert.strictEqual(
            at(after, kind, status, invented),
            kind === "place" ? "F:InvalidRequest" : "A:UndocumentedCode"
          )
        }
        for (const status of [408, 409, 500, 503])
          assert.strictEqual(at(after, kind, status, invented), "A:ServerErrorReply")
      }
      assert.strictEqual(at(before, "read", 400, invented), "F:UndocumentedRefusal")
      assert.strictEqual(at(after, "read", 400, invented), "F:InvalidRequest")
      // and nothing else moves
      for (const code of before.codes.keys())
        for (const kind of kinds)
          for (const status of [200, 400, 418, 429, 503])
            if (at(before, kind, status, code) !== at(after, kind, status, code))
              assert.fail(`${kind} ${status} ${code}`)
      for (const other of every)
        if (other !== changed) assert.strictEqual(at(products[other], "place", 400, invented), "A:UndocumentedCode")
    })
  }
})
