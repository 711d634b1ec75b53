/** What holds for every product, whatever its own tables say: read from the documentation, and not from the tables. */
import { assert, describe, it } from "@effect/vitest"
import type { HttpReply } from "effect-binance/client/Transport"
import { decide, quietOf, type Verdict } from "effect-binance/client/Verdict"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { products } from "effect-binance/products/AllProducts"
import { isWrite, writes } from "./outcomes.ts"
import { askedOf, now, replyOf, writeOf } from "./replies.ts"
import { type Draw, drawn, property, shown } from "./support.ts"

const file = import.meta.filename

const names = Array.from(products.keys())
const productOf = (d: Draw) => {
  const product = products.get(d.pick(names))
  if (product === undefined) throw new Error("a name without its product")
  return product
}
const tell = (name: string, ...what: ReadonlyArray<unknown>) => `${name}\n${what.map(shown).join("\n")}`
const withEach = (verdict: Verdict) => [verdict, ...(verdict.elements ?? [])]
const isNo = (verdict: Verdict) => verdict._tag === "Retryable" || verdict._tag === "Fatal"

/** The codes that leave a write in doubt whatever the status; each product has its own. */
const alwaysInDoubt: Readonly<Record<string, ReadonlyArray<number>>> = {
  spot: [-1006, -1007, -1161],
  margin: [-1004, -1006, -1007, -3000, -3044],
  pmpro: [-1004, -1006, -1007, -3000, -3044],
  usdm: [-1000, -1006, -1007, -2012, -4083, -4078],
  coinm: [-1000, -1006, -1007, -4083],
  pm: [-1000, -1006, -1007, -4083, -5041, -4078],
  options: [-1000, -1006, -1007, -4078]
}

const unprocessed = [
  "Service Unavailable.",
  "Internal error; unable to process your request. Please try again."
] as const
const throttled =
  "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again."

/** The texts that make a 503 definite, by product; no other 5xx ever is. */
const definite503: Readonly<Record<string, ReadonlyArray<string>>> = {
  usdm: [...unprocessed, throttled],
  coinm: [...unprocessed, throttled],
  pm: [...unprocessed, throttled],
  options: unprocessed
}
const normal = (text: string) =>
  text.toLowerCase().replaceAll("`", "").split(/\s+/).filter(Boolean).join(" ").replace(/\.$/, "")
const msgOf = (body: string): string => {
  try {
    const value: unknown = JSON.parse(body)
    const msg: unknown =
      typeof value === "object" && value !== null && Object.hasOwn(value, "msg") ? Reflect.get(value, "msg") : ""
    // the text may itself be the JSON of the error
    return typeof msg === "string" ? (msg.trimStart().startsWith("{") ? msgOf(msg) || msg : msg) : ""
  } catch {
    return ""
  }
}
const mayBeDefinite503 = (product: string, reply: HttpReply) =>
  reply.status === 503 &&
  reply.complete === true &&
  (definite503[product] ?? []).some((text) => normal(text) === normal(msgOf(reply.body)))

describe("every product", () => {
  it("is looked at", () => {
    assert.includeMembers(names, ["spot"])
    // a product without a row here would be looked at for nothing
    for (const name of names) assert.property(alwaysInDoubt, name)
  })

  property(
    "never throws, never leaves a read in doubt, and never overrules an earlier attempt",
    drawn(160, (d) => {
      const asked = { ...askedOf(d), product: productOf(d) }
      return { asked, name: asked.product.name, reply: replyOf(d, asked.kind) }
    }),
    ({ asked, name, reply }) => {
      const verdict = decide(asked, reply, now)
      BanWindow.closing(asked.product, reply, verdict, now)
      if (reply._tag === "HttpReply") quietOf(asked.product, reply, now)
      for (const one of withEach(verdict)) {
        if (!isWrite(asked.kind))
          assert.notStrictEqual(one._tag, "AmbiguousExecution", tell(name, asked, reply, verdict))
        else if (asked.earlier === "in-doubt") assert.isFalse(isNo(one), tell(name, asked, reply, verdict))
        else if (asked.earlier === "proven-not-executed")
          assert.notStrictEqual(one._tag, "Fatal", tell(name, asked, reply, verdict))
      }
      if (verdict._tag === "Success" && asked.kind !== "setting")
        assert.isTrue(
          reply._tag === "HttpReply" && reply.status >= 200 && reply.status < 300 && reply.complete === true,
          tell(name, asked, reply, verdict)
        )
    },
    { runs: 1500, file }
  )

  property(
    "a code that is in doubt is in doubt under every status, for every write, beside every text",
    drawn(30, (d) => {
      const asked = { ...writeOf(d), product: productOf(d) }
      const code = d.pick(alwaysInDoubt[asked.product.name] ?? [-1007])
      const msg = d.pick([
        "",
        "Unknown order sent.",
        "Duplicate order sent.",
        "Filter failure: LOT_SIZE",
        ...unprocessed
      ])
      const body = JSON.stringify({ code: d.oneIn(3) ? `${code}` : code, msg })
      const reply: HttpReply = {
        _tag: "HttpReply",
        status: d.pick([400, 200, 401, 403, 404, 408, 409, 413, 418, 429, 451, 500, 502, 503, 504]),
        headers: {},
        body: d.oneIn(4) ? JSON.stringify({ msg: body }) : body,
        complete: true
      }
      return { asked, name: asked.product.name, reply }
    }),
    ({ asked, name, reply }) => {
      if (mayBeDefinite503(name, reply)) return
      for (const one of withEach(decide(asked, reply, now)))
        assert.strictEqual(one._tag, "AmbiguousExecution", tell(name, asked, reply, one))
    },
    { runs: 1500, file }
  )

  const failing = drawn(160, (d) => {
    const asked = { ...writeOf(d), product: productOf(d) }
    const reply = replyOf(d, asked.kind)
    const status = d.pick([503, 503, 500, 502, 504, 408, 302, 599])
    const text = d.pick([...unprocessed, throttled, "Unknown error, please check your request or try again later."])
    const cut = d.below(text.length)
    const near = d.among(
      () => text,
      () => text.toUpperCase(),
      () => ` ${text.replaceAll(" ", "  ")} `,
      () => text.slice(0, cut),
      () => `${text} x`,
      () => text.slice(0, cut) + text.slice(cut + 1),
      () => JSON.stringify({ code: -1001, msg: text })
    )
    const code = d.pick([{}, { code: -1001 }, { code: -1008 }, { code: -1000 }, { code: -1007 }, { code: -2010 }])
    const body =
      reply._tag === "HttpReply" && d.oneIn(3) ? reply.body : JSON.stringify({ ...code, msg: near, timestamp: 1 })
    const http: HttpReply = { _tag: "HttpReply", status, headers: {}, body, complete: !d.oneIn(10) }
    return { asked, name: asked.product.name, reply: http }
  })
  property(
    "an exchange that fails leaves a write in doubt, unless a text of its own product says under 503 that it was not processed",
    failing,
    ({ asked, name, reply }) => {
      const verdict = decide(asked, reply, now)
      if (mayBeDefinite503(name, reply)) {
        for (const one of withEach(verdict)) assert.notStrictEqual(one._tag, "Fatal", tell(name, asked, reply, verdict))
        // cancels are exempt from the throttle, so one that is told of it was told something else
        if (normal(msgOf(reply.body)) === normal(throttled) && asked.kind === "cancel")
          assert.isFalse(isNo(verdict), tell(name, asked, reply, verdict))
      } else
        for (const one of withEach(verdict))
          assert.strictEqual(one._tag, "AmbiguousExecution", tell(name, asked, reply, verdict))
    },
    { runs: 1500, file }
  )

  it("a code of another product is not believed: what no table of this product lists is in doubt", () => {
    for (const product of products.values())
      for (const other of products.values())
        for (const code of other.codes.keys()) {
          if (product.codes.has(code)) continue
          for (const kind of writes)
            for (const status of [200, 400, 401, 403, 429]) {
              const body = JSON.stringify({ code, msg: "" })
              const reply: HttpReply = { _tag: "HttpReply", status, headers: {}, body, complete: true }
              const verdict = decide(
                { product, kind, earlier: "none", clientOrderIdFrom: "caller", clientOrderIds: [] },
                reply,
                now
              )
              if (code !== 0 && code !== 200 && isNo(verdict)) assert.fail(tell(product.name, kind, reply, verdict))
            }
        }
  })
})
