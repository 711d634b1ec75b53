/** Every product: as many codes as its list has, each with a reason, a remedy and a sentence of ours, and `explain` in agreement with the tables. */
import { explainLine } from "@effect-binance/cli/Explain"
import { assert, describe, it } from "@effect/vitest"
import { decide } from "effect-binance/client/Verdict"
import { remedyOf, sentences } from "effect-binance/errors/Advice"
import type { Kind } from "effect-binance/errors/InDoubt"
import { coinmCodes } from "effect-binance/products/CoinmCodes"
import { marginCodes } from "effect-binance/products/MarginCodes"
import { optionsCodes } from "effect-binance/products/OptionsCodes"
import { portfolioMarginCodes } from "effect-binance/products/PortfolioMarginCodes"
import { portfolioMarginProCodes } from "effect-binance/products/PortfolioMarginProCodes"
import { codes } from "effect-binance/products/AllCodes"
import type { CodeRow } from "effect-binance/products/ProductRules"
import { spotCodes } from "effect-binance/products/SpotCodes"
import { usdmCodes } from "effect-binance/products/UsdmCodes"
import { every, hasNoEffect, products, type Product } from "./outcomes.ts"
import { listedBy } from "./products/futuresFacts.ts"
import { listed } from "./products/sapiFacts.ts"
import { listedForSpot } from "./spotFacts.ts"
import { asked, http, kinds, now } from "./support.ts"

// How many rows Binance's list of each product has; on those under /sapi -5012 is listed twice.
const howMany: Readonly<Record<Product, number>> = {
  spot: 111,
  usdm: 203,
  coinm: 155,
  options: 122,
  pm: 165,
  pmpro: 237,
  margin: 253
}
const rowsOf: Readonly<Record<Product, ReadonlyArray<CodeRow>>> = {
  spot: spotCodes,
  usdm: usdmCodes,
  coinm: coinmCodes,
  options: optionsCodes,
  pm: portfolioMarginCodes,
  pmpro: portfolioMarginProCodes,
  margin: marginCodes
}
const ofFutures = (product: "u" | "c" | "p" | "o") =>
  listedBy(product).map(([, code, name, texts]) => [code, name, texts] as const)
const facts: Readonly<Record<Product, ReadonlyArray<readonly [code: number, name: string, texts: string]>>> = {
  spot: listedForSpot,
  usdm: ofFutures("u"),
  coinm: ofFutures("c"),
  options: ofFutures("o"),
  pm: ofFutures("p"),
  pmpro: listed.pmpro.map(([code, name, texts]) => [code, name, texts] as const),
  margin: listed.margin.map(([code, name, texts]) => [code, name, texts] as const)
}

const remedies = new Set(["wait", "fix-request", "fix-credentials", "add-funds", "call-a-person", "reconcile"])
const plain = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9 ]/g, "")
    .replaceAll(/ +/g, " ")
    .trim()

describe("every code of every product", () => {
  for (const product of every) {
    it(`${product}: ${howMany[product]} of them, under Binance's names`, () => {
      assert.strictEqual(facts[product].length, howMany[product])
      const named = (rows: ReadonlyArray<readonly [number, string]>) =>
        rows.map(([code, name]) => `${code} ${name}`).toSorted()
      // the geo block comes from every host, and is on Spot's list only
      const isListed = (code: number) => code !== 0 || product === "spot"
      assert.deepStrictEqual(
        named(rowsOf[product].filter(({ code }) => isListed(code)).map(({ code, name }) => [code, name])),
        named(facts[product].map(([code, name]) => [code, name]))
      )
      assert.deepStrictEqual(
        [...products[product].codes.keys()].toSorted((a, b) => a - b),
        [...(codes.get(product)?.keys() ?? [])].toSorted((a, b) => a - b)
      )
      assert.deepStrictEqual(
        [...products[product].codes.keys()].toSorted((a, b) => a - b),
        [...new Set([...facts[product].map(([code]) => code), 0])].toSorted((a, b) => a - b)
      )
    })

    it(`${product}: a sentence of ours, which is none of Binance's`, () => {
      const theirs = new Set(facts[product].flatMap(([, , texts]) => texts.split("|").map(plain)))
      for (const { code, meaning } of rowsOf[product]) {
        assert.match(meaning, /^[A-Za-z"][^\n]{8,}\.$/, String(code))
        for (const sentence of meaning.split(/(?<=\.)\s/))
          assert.isFalse(theirs.has(plain(sentence)), `${code} ${sentence}`)
      }
    })

    it(`${product}: a reason and a remedy for each kind, and explain says the same`, () => {
      for (const row of codes.get(product)?.values() ?? []) {
        for (const kind of kinds) {
          const status = row.statuses?.[0] ?? 400
          const body = { code: row.code, msg: "a text that no row lists" }
          const verdict = decide(asked(kind, { product: products[product] }), http(status, body), now)
          const where = `${product} ${row.code} ${kind}`
          const said = JSON.parse(explainLine(JSON.stringify({ product, kind, status, body }), now)) as Readonly<
            Record<string, unknown>
          >
          if (verdict._tag === "Success") {
            // only that a setting is so already
            assert.strictEqual(`${kind} ${row.is.reason}`, "setting AlreadyInState", where)
            assert.deepInclude(said, { tag: "Success", executed: "yes" }, where)
            continue
          }
          const remedy = remedyOf(verdict.reason)
          const { happened, next } = sentences(verdict.reason)
          assert.isTrue(remedies.has(remedy), where)
          assert.isNotEmpty(happened, where)
          assert.match(next, /\.$/, where)
          assert.deepInclude(
            said,
            { tag: verdict._tag, reason: verdict.reason._tag, executed: executedOf(kind, verdict._tag), remedy },
            where
          )
          // what the row says of this kind, and nothing else
          const isSaid = hasNoEffect(kind) || row.on.includes(kind)
          if (!isSaid) assert.strictEqual(verdict.reason._tag, "UndocumentedCode", where)
          else if (!hasNoEffect(kind))
            assert.strictEqual(`${verdict._tag} ${verdict.reason._tag}`, `${row.is.verdict} ${row.is.reason}`, where)
          else if (row.is.verdict !== "AmbiguousExecution")
            assert.strictEqual(verdict.reason._tag, row.onRead?.reason ?? row.is.reason, where)
          // a code without a name has none
          if (row.name !== "" && "code" in verdict.reason && verdict.reason.code !== undefined)
            assert.deepInclude(said, { code: row.code, name: row.name }, where)
        }
      }
    })
  }
})

const executedOf = (kind: Kind, tag: string) =>
  hasNoEffect(kind) ? "n/a" : tag === "AmbiguousExecution" ? "unknown" : "no"

describe("-2026, as the answer to a read of an order", () => {
  it("proves under /sapi and on Spot that it was accepted once; on the futures it is a refusal", () => {
    for (const product of every)
      assert.strictEqual(
        products[product].codes.get(-2026)?.proves,
        ["spot", "margin", "pmpro"].includes(product) ? "accepted" : undefined,
        product
      )
  })
})
