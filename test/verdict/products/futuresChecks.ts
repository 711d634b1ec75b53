/** What is checked of the codes of every futures product alike. */
import { assert, describe, it } from "@effect/vitest"
import type { Asked, Verdict } from "effect-binance/client/Verdict"
import type { CodeRow, ProductRules } from "effect-binance/products/ProductRules"
import { kinds, verdict as verdictOf, word, writes } from "../support.ts"
import { expected, listedBy, meantBy, type Product } from "./futuresFacts.ts"

const text = "a text that no row lists"

/** A verdict with what it says beside its reason: `F:FilterFailure LOT_SIZE`, `F:InvalidRequest symbol`. */
export const words = (v: Verdict): string => {
  if (v._tag !== "Fatal") return word(v)
  const { reason } = v
  switch (reason._tag) {
    case "FilterFailure":
      return `${word(v)} ${reason.filter}`
    case "OrderRejected":
      return `${word(v)} ${reason.kind}`
    case "InvalidRequest":
      return reason.parameter === undefined ? word(v) : `${word(v)} ${reason.parameter}`
    default:
      return word(v)
  }
}

/** `verdict` of one product. */
export const asking =
  (product: ProductRules) =>
  (kind: Asked["kind"], status: number, body: unknown, options: Parameters<typeof verdictOf>[3] = {}): Verdict =>
    verdictOf(kind, status, body, { product, ...options })

export const everyCodeOf = (
  product: Product,
  rules: ProductRules,
  rows: ReadonlyArray<CodeRow>,
  howMany: number
): void => {
  const listed = listedBy(product)
  const codes = listed.map(([, code]) => code)
  const verdict = asking(rules)

  describe(`every code of ${rules.name}`, () => {
    it("is listed, under Binance's name, and no other is", () => {
      assert.strictEqual(listed.length, howMany)
      assert.strictEqual(rows.length, howMany)
      const named = (code: number, name: string) => `${code} ${name}`
      assert.deepStrictEqual(
        rows.map((row) => named(row.code, row.name)).toSorted(),
        listed.map(([, code, name]) => named(code, name)).toSorted()
      )
      assert.strictEqual(new Set(codes).size, howMany)
      // and in the table that the verdict reads, where the geo block's 0 is the only addition
      assert.deepStrictEqual(
        [...rules.codes.keys()].toSorted((a, b) => a - b),
        [...codes, 0].toSorted((a, b) => a - b)
      )
      for (const row of rows) assert.strictEqual(rules.codes.get(row.code), row, String(row.code))
      assert.deepStrictEqual(rules.codes.get(0)?.statuses, [451])
    })

    it("has a meaning of its own, in other words than Binance's", () => {
      const plain = (text: string) => text.trim().replaceAll("`", "").replace(/[.!]$/, "").toLowerCase()
      for (const { code, meaning } of rows) {
        const theirs = listed.filter((row) => row[1] === code).flatMap((row) => row[3].split("|"))
        assert.isAbove(theirs.length, 0, String(code))
        for (const sentence of meaning.split(/(?<=\.)\s/))
          assert.notInclude(theirs.map(plain), plain(sentence), String(code))
        assert.match(meaning, /^[A-Za-z"][^\n]{15,}\.$/, String(code))
      }
    })

    it("is in the test's own table, once", () => {
      const meant = meantBy(product)
      assert.deepStrictEqual(
        meant.toSorted((a, b) => a - b),
        codes.toSorted((a, b) => a - b)
      )
    })

    it("means for each kind what the outcome table says, at 400", () => {
      for (const code of codes) {
        for (const kind of kinds) {
          const cell = expected(product, code, kind)
          assert.isDefined(cell, `${code}: not in the test's own table, or twice`)
          assert.strictEqual(words(verdict(kind, 400, { code, msg: text })), cell, `${code} ${kind}`)
        }
      }
    })

    it("is the same inside a 200, as numeric text, and inside a text that is JSON", () => {
      for (const code of codes) {
        for (const kind of kinds) {
          const cell = expected(product, code, kind)
          for (const [status, body] of [
            [200, { code, msg: text }],
            [400, { code: String(code), msg: text }],
            [400, { msg: JSON.stringify({ code, msg: text }) }]
          ] as const)
            assert.strictEqual(words(verdict(kind, status, body)), cell, `${code} ${kind} ${status}`)
        }
      }
    })

    it("leaves a write in doubt under 408, 409, 3xx and any 5xx, and a read to be asked again", () => {
      const specific = new Set(["A:EngineReplyLost", "A:EngineTimeout"])
      for (const status of [301, 302, 307, 408, 409, 500, 502, 503, 504, 599]) {
        for (const code of codes) {
          for (const kind of writes) {
            const cell = expected(product, code, kind) ?? ""
            assert.strictEqual(
              words(verdict(kind, status, { code, msg: text })),
              specific.has(cell) ? cell : "A:ServerErrorReply",
              `${status} ${code} ${kind}`
            )
          }
          if (status === 409) continue
          for (const kind of ["read", "test"] as const) {
            const cell = expected(product, code, kind) ?? ""
            assert.strictEqual(
              words(verdict(kind, status, { code, msg: text })),
              cell.startsWith("R:") ? cell : "R:ReadFailed",
              `${status} ${code} ${kind}`
            )
          }
        }
      }
    })

    it("becomes IpBanned under 418 where it is definite, and stays in doubt where it is not", () => {
      for (const code of codes) {
        for (const kind of kinds) {
          const cell = expected(product, code, kind) ?? ""
          const harmless = kind === "read" || kind === "test"
          assert.strictEqual(
            word(verdict(kind, 418, { code, msg: text })),
            harmless || !cell.startsWith("A:") ? "R:IpBanned" : cell,
            `${code} ${kind}`
          )
        }
      }
    })

    it("speaks for its own attempt only: with an earlier one in doubt nothing is definite", () => {
      for (const code of codes) {
        for (const kind of writes) {
          const v = verdict(kind, 400, { code, msg: text }, { earlier: "in-doubt" })
          assert.strictEqual(
            v._tag,
            expected(product, code, kind) === "Success" ? "Success" : "AmbiguousExecution",
            `${code} ${kind}`
          )
        }
      }
    })

    it("is not on the list: in doubt for a write at every status, undocumented for a read", () => {
      for (const code of [-9999, -4999, -1, 1, 100001003]) {
        for (const status of [200, 400, 401, 403, 404, 413, 418, 429, 451]) {
          for (const kind of writes)
            assert.strictEqual(
              word(verdict(kind, status, { code, msg: text })),
              "A:UndocumentedCode",
              `${status} ${code}`
            )
          assert.strictEqual(word(verdict("read", status, { code, msg: text })), "F:UndocumentedRefusal", `${status}`)
        }
      }
    })

    it("0 is the geo block under 451 and no error code elsewhere", () => {
      const body = { code: 0, msg: "Service unavailable from a restricted location" }
      for (const kind of kinds) assert.strictEqual(word(verdict(kind, 451, body)), "F:RestrictedLocation", kind)
      assert.strictEqual(word(verdict("place", 400, body)), "A:MalformedReply")
      assert.strictEqual(word(verdict("place", 200, body)), "A:MalformedReply")
      assert.strictEqual(word(verdict("setting", 200, body)), "Success")
    })
  })
}
