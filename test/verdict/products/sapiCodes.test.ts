/** Every code of margin and of portfolio margin pro, for every kind of call, under the statuses that change its meaning. */
import { assert, describe, it } from "@effect/vitest"
import { type Asked, quietOf } from "effect-binance/client/Verdict"
import type { Kind } from "effect-binance/errors/InDoubt"
import { marginCodes } from "effect-binance/products/MarginCodes"
import { marginRules } from "effect-binance/products/MarginRules"
import { portfolioMarginProCodes } from "effect-binance/products/PortfolioMarginProCodes"
import { portfolioMarginProRules } from "effect-binance/products/PortfolioMarginProRules"
import { type CodeRow, codeTable, type ProductRules } from "effect-binance/products/ProductRules"
import * as fs from "node:fs"
import * as path from "node:path"
import { http, kinds, now, verdict as verdictOf, word, writes } from "../support.ts"
import { alwaysInDoubt, details, expected, listed } from "./sapiFacts.ts"

const text = "a text that no row lists"
const hasNoEffect = (kind: Kind) => kind === "read" || kind === "test"

const products: ReadonlyArray<{
  readonly rules: ProductRules
  readonly rows: ReadonlyArray<CodeRow>
  readonly facts: (typeof listed)["margin"]
  readonly howMany: number
}> = [
  { rules: marginRules, rows: marginCodes, facts: listed.margin, howMany: 253 },
  { rules: portfolioMarginProRules, rows: portfolioMarginProCodes, facts: listed.pmpro, howMany: 237 }
]

for (const { facts, howMany, rows, rules } of products) {
  const codes = [...new Set(facts.map(([code]) => code))]
  const verdict = (kind: Kind, status: number, body: unknown, options: Partial<Asked> = {}) =>
    verdictOf(kind, status, body, { product: rules, ...options })
  const wordOf = (...args: Parameters<typeof verdict>) => word(verdict(...args))

  describe(`every code of ${rules.name}`, () => {
    it("is listed, under Binance's name, and no other is", () => {
      assert.strictEqual(facts.length, howMany)
      const named = (code: number, name: string) => `${code} ${name}`
      assert.deepStrictEqual(
        // the geo block's 0 is on no list, and comes with 451 only
        rows
          .filter((row) => row.code !== 0)
          .map((row) => named(row.code, row.name))
          .toSorted(),
        facts.map(([code, name]) => named(code, name)).toSorted()
      )
      // -5012 is the one number that is listed twice
      assert.strictEqual(codes.length, howMany - 1)
      assert.strictEqual(rules.codes.size, howMany)
      assert.strictEqual(codeTable(rows).get(-5012)?.name, "TRANSFER_PENDING")
    })

    it("has a meaning of its own, in other words than Binance's", () => {
      const plain = (text: string) => text.trim().replace(/\.$/, "").toLowerCase()
      for (const { code, meaning, name } of rows) {
        const theirs = facts.filter((row) => row[0] === code && row[1] === name).flatMap((row) => row[2].split("|"))
        assert.notInclude(theirs.map(plain), plain(meaning), String(code))
        assert.match(meaning, /^[A-Za-z][^\n]{10,}\.$/, String(code))
      }
      assert.strictEqual(new Set(rows.map((row) => row.meaning)).size, rows.length)
    })

    it("means for each kind what the outcome table says, at 400", () => {
      for (const code of codes) {
        for (const kind of kinds) {
          const cell = expected(code, kind)
          assert.isDefined(cell, `${code}: not in the test's own table, or twice`)
          assert.strictEqual(wordOf(kind, 400, { code, msg: text }), cell, `${code} ${kind}`)
        }
      }
    })

    it("names the parameter, the filter or the kind of reject that it speaks of", () => {
      const named = new Map(
        Object.entries(details).flatMap(([name, codes]) => codes.map((code) => [code, name] as const))
      )
      for (const code of codes) {
        const v = verdict("read", 400, { code, msg: text })
        const reason = v._tag === "Success" ? undefined : v.reason
        const detail =
          reason?._tag === "InvalidRequest"
            ? reason.parameter
            : reason?._tag === "FilterFailure"
              ? reason.filter
              : reason?._tag === "OrderRejected"
                ? reason.kind
                : undefined
        assert.strictEqual(detail, named.get(code), String(code))
      }
    })

    it("is the same inside a 200, as numeric text, and inside a text that is JSON", () => {
      for (const code of codes) {
        for (const kind of kinds) {
          const cell = expected(code, kind)
          for (const [status, body] of [
            [200, { code, msg: text }],
            [400, { code: String(code), msg: text }],
            [200, { success: false, code, msg: text }],
            [400, { msg: JSON.stringify({ code, msg: text }) }]
          ] as const)
            assert.strictEqual(wordOf(kind, status, body), cell, `${code} ${kind} ${JSON.stringify(body)}`)
        }
      }
    })

    it("leaves every write in doubt under 5xx, 408, 409 and 3xx, whatever code and text", () => {
      for (const status of [301, 307, 408, 409, 500, 502, 503, 504, 599]) {
        for (const [code, , texts] of facts) {
          for (const msg of [text, ...texts.split("|")]) {
            for (const kind of writes)
              assert.strictEqual(verdict(kind, status, { code, msg })._tag, "AmbiguousExecution", `${status} ${code}`)
          }
        }
        for (const body of ["", "<html>", { msg: "Service Unavailable." }, { code: -9999, msg: text }]) {
          for (const kind of writes) assert.strictEqual(wordOf(kind, status, body), "A:ServerErrorReply")
        }
      }
    })

    it("leaves a read retryable under 5xx", () => {
      for (const status of [408, 500, 503]) {
        for (const code of codes) {
          const cell = expected(code, "read") ?? ""
          assert.strictEqual(
            wordOf("read", status, { code, msg: text }),
            cell.startsWith("R:") ? cell : "R:ReadFailed",
            `${status} ${code}`
          )
        }
      }
    })

    it("of those that are always in doubt is never definite, at any status and with any text", () => {
      for (const code of alwaysInDoubt) {
        const texts = facts.filter((row) => row[0] === code).flatMap((row) => row[2].split("|"))
        assert.isAbove(texts.length, 0, String(code))
        for (const status of [200, 400, 401, 403, 404, 413, 418, 429, 451, 503]) {
          for (const msg of [...texts, text, "", "Market is closed.", "You have insufficient balance."]) {
            for (const kind of writes)
              assert.strictEqual(verdict(kind, status, { code, msg })._tag, "AmbiguousExecution", `${status} ${code}`)
          }
        }
      }
    })

    it("is Binance's own text too: it changes no outcome but that of the two meanings of -5012", () => {
      for (const [code, name, texts] of facts) {
        for (const msg of texts.split("|")) {
          for (const kind of writes) {
            const own = verdict(kind, 400, { code, msg })
            const bare = verdict(kind, 400, { code, msg: text })
            const apart = name === "FUTURE_ACCT_OR_SUBRELATION_NOT_EXIST" && (kind === "transfer" || kind === "setting")
            assert.strictEqual(own._tag, apart ? "Fatal" : bare._tag, `${code} ${kind} ${msg}`)
          }
        }
      }
    })

    it("becomes IpBanned under 418 where it is definite", () => {
      for (const code of codes) {
        for (const kind of kinds) {
          const cell = expected(code, kind)
          assert.strictEqual(
            wordOf(kind, 418, { code, msg: text }),
            hasNoEffect(kind) || cell?.startsWith("A:") !== true ? "R:IpBanned" : cell,
            `${code} ${kind}`
          )
        }
      }
    })

    it("of another product, or of none, leaves a write in doubt", () => {
      // futures' codes, the duplicate of a futures transfer among them: it proves that the first one was carried out
      const others = [-1010, -1013, -1033, -1108, -2019, -2038, -4111, -4115, -4116, -4164, -5022, -5041, -9999, 1, 403]
      const missing = rules.name === "margin" ? [...others, -21015] : [...others, -1109, -2018, -5013, 100001003]
      for (const code of missing) {
        for (const status of [200, 400, 401, 403, 404, 413, 418, 429, 451]) {
          for (const msg of [text, "clientTranId is duplicated", "Client tran id should be unique within 7 days"]) {
            for (const kind of writes)
              assert.strictEqual(wordOf(kind, status, { code, msg }), "A:UndocumentedCode", `${status} ${kind} ${code}`)
          }
        }
        assert.strictEqual(wordOf("read", 400, { code, msg: text }), "F:UndocumentedRefusal", String(code))
      }
    })

    it("0 is the geo block under 451 and no error code elsewhere", () => {
      const body = { code: 0, msg: "Service unavailable from a restricted location" }
      for (const kind of kinds) assert.strictEqual(wordOf(kind, 451, body), "F:RestrictedLocation", kind)
      for (const kind of writes) {
        assert.strictEqual(wordOf(kind, 400, body), "A:MalformedReply", kind)
        assert.strictEqual(wordOf(kind, 451, "<html>"), "A:MalformedReply", kind)
      }
    })

    it("-1003 and -1004 ask the address for a pause at any status; the count of orders does not", () => {
      const quiet = (...args: Parameters<typeof http>) => quietOf(rules, http(...args), now)?.millis
      for (const status of [200, 400, 429, 503]) {
        assert.strictEqual(
          quiet(status, { code: -1004, msg: "Server is busy, please wait and try again" }),
          10_000,
          `${status}`
        )
        assert.strictEqual(quiet(status, { code: -1003, msg: "Too many requests queued." }), 60_000, `${status}`)
      }
      assert.strictEqual(quiet(400, { code: -1004, msg: "" }, { headers: { "retry-after": "3" } }), 3000)
      const counted = { code: -1015, msg: "Too many new orders; current limit is 160000 orders per DAY." }
      assert.strictEqual(quiet(429, counted), undefined)
      assert.strictEqual(quiet(429, counted, { headers: { "retry-after": "9" } }), 9000)
      for (const kind of ["place", "orderList"] as const) {
        assert.deepInclude(
          verdict(kind, 429, { code: -1015, msg: "Too many new orders; current limit is 50 orders per 10 SECOND." }),
          { _tag: "Retryable" }
        )
      }
      assert.strictEqual(wordOf("cancel", 429, counted), "A:UndocumentedCode")
    })
  })
}

describe("a bundle", () => {
  it("of one product holds no other product's codes", () => {
    const src = path.dirname(new URL(import.meta.resolve("effect-binance/products/MarginRules")).pathname)
    const graph = (file: string, seen: Set<string>): ReadonlySet<string> => {
      if (!seen.has(file)) {
        seen.add(file)
        for (const [, to] of fs.readFileSync(file, "utf8").matchAll(/^import (?!type )[^"]*"(\.[^"]+)"/gm))
          if (to !== undefined) graph(path.resolve(path.dirname(file), to), seen)
      }
      return seen
    }
    const tables = (name: string) =>
      [...graph(path.join(src, `${name}.ts`), new Set())]
        .map((file) => path.basename(file))
        .filter((file) => file.endsWith("Codes.ts"))
        .toSorted()
    assert.deepStrictEqual(tables("MarginRules"), ["MarginCodes.ts", "SapiCodes.ts"])
    assert.deepStrictEqual(tables("PortfolioMarginProRules"), ["PortfolioMarginProCodes.ts", "SapiCodes.ts"])
  })
})
