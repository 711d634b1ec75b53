/** What the outcome tests share: every product, and one row of the outcome table, checked through `decide` and through `explain`. */
import { explainLine } from "@effect-binance/cli/Explain"
import { assert } from "@effect/vitest"
import type { HttpReply, NoReply, Reply } from "effect-binance/client/Transport"
import { type Asked, decide } from "effect-binance/client/Verdict"
import type { Kind } from "effect-binance/errors/InDoubt"
import { coinmRules } from "effect-binance/products/CoinmRules"
import { marginRules } from "effect-binance/products/MarginRules"
import { optionsRules } from "effect-binance/products/OptionsRules"
import { portfolioMarginProRules } from "effect-binance/products/PortfolioMarginProRules"
import { portfolioMarginRules } from "effect-binance/products/PortfolioMarginRules"
import type { ProductRules } from "effect-binance/products/ProductRules"
import { spotRules } from "effect-binance/products/SpotRules"
import { usdmRules } from "effect-binance/products/UsdmRules"
import { asked, now, word } from "./support.ts"

export const products = {
  spot: spotRules,
  margin: marginRules,
  pmpro: portfolioMarginProRules,
  usdm: usdmRules,
  coinm: coinmRules,
  pm: portfolioMarginRules,
  options: optionsRules
} satisfies Readonly<Record<string, ProductRules>>

export type Product = keyof typeof products

export const every: ReadonlyArray<Product> = ["spot", "margin", "pmpro", "usdm", "coinm", "pm", "options"]
/** Those on which every 5xx leaves a write in doubt. */
export const spotFamily: ReadonlyArray<Product> = ["spot", "margin", "pmpro"]
/** Those on which a 503 may say that nothing was processed. */
export const futuresFamily: ReadonlyArray<Product> = ["usdm", "coinm", "pm", "options"]

export const hasNoEffect = (kind: Kind) => kind === "read" || kind === "test"

/** What a write, and a read, come to: `no`, `unknown`, … or the tag and reason where the table names them. */
export interface Expected {
  readonly executed: "yes" | "no" | "partial" | "unknown" | "n/a"
  readonly word?: string | undefined
}

const lineOf = (product: Product, what: Asked, reply: HttpReply | NoReply): string =>
  JSON.stringify({
    product,
    kind: what.kind,
    transport: "http",
    resend: what.earlier === "in-doubt",
    ids: what.clientOrderIds,
    ...(reply._tag === "NoReply"
      ? { noReply: { phase: reply.phase, code: reply.code, timeout: reply.timeout } }
      : { status: reply.status, headers: reply.headers, body: reply.body })
  })

const executedOf = (tag: string, kind: Kind): string =>
  hasNoEffect(kind) ? "n/a" : tag === "Success" ? "yes" : tag === "AmbiguousExecution" ? "unknown" : "no"

/** One cell of the table. Every cell that `explain` can be asked about is asked there too, and has to say the same. */
export const cell = (
  about: string,
  product: Product,
  kind: Kind,
  reply: Reply,
  expected: Expected,
  options: Partial<Asked> = {}
): void => {
  const what = asked(kind, { product: products[product], ...options })
  const verdict = decide(what, reply, now)
  const where = `${about}: ${product} ${kind} ${JSON.stringify(reply)} → ${word(verdict)}`
  if (expected.word !== undefined) assert.strictEqual(word(verdict), expected.word, where)
  // a line of explain has no words for these
  if ((reply._tag === "HttpReply" && !reply.complete) || what.elementKind !== undefined) {
    assert.strictEqual(executedOf(verdict._tag, kind), expected.executed, where)
    return
  }
  const line = JSON.parse(explainLine(lineOf(product, what, reply), now)) as {
    readonly tag?: string
    readonly reason?: string
    readonly executed?: string
    readonly error?: string
  }
  assert.isUndefined(line.error, where)
  assert.deepInclude(line, { tag: verdict._tag, executed: expected.executed }, where)
  if (verdict._tag !== "Success") assert.strictEqual(line.reason, verdict.reason._tag, where)
}

/** The same for several products and kinds. A read or test beside writes has its own expectation. */
export const cells = (
  about: string,
  on: ReadonlyArray<Product>,
  kinds: ReadonlyArray<Kind>,
  reply: Reply,
  executed: Expected["executed"],
  expectedWord?: string,
  options: Partial<Asked> = {}
): void => {
  for (const product of on)
    for (const kind of kinds) cell(about, product, kind, reply, { executed, word: expectedWord }, options)
}
