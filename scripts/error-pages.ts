/**
 * Writes `docs/errors`: a page for each product with an anchor for each code, and one with an anchor for each reason, from the
 * tables that the library itself decides by. With `--check` it writes nothing and fails when a page differs.
 */
import { advice, type AnyReason, sentences } from "../packages/effect-binance/src/errors/Advice.ts"
import { decide, type Verdict } from "../packages/effect-binance/src/client/Verdict.ts"
import { type Kind, Kind as kinds } from "../packages/effect-binance/src/errors/InDoubt.ts"
import { codes } from "../packages/effect-binance/src/products/AllCodes.ts"
import type { CodeRow, MessageRow, ProductRules } from "../packages/effect-binance/src/products/ProductRules.ts"
import { products } from "../packages/effect-binance/src/products/AllProducts.ts"
import * as fs from "node:fs"
import * as path from "node:path"

const folder = path.join(import.meta.dirname, "..", "docs", "errors")

const titles: Readonly<Record<string, string>> = {
  spot: "Spot",
  margin: "Margin and SAPI",
  usdm: "USDⓈ-M futures",
  coinm: "COIN-M futures",
  options: "Options",
  pm: "Portfolio margin",
  pmpro: "Portfolio margin pro"
}

const outcomes: Readonly<Record<Verdict["_tag"], string>> = {
  Success: "it executed",
  Retryable: "did not execute; the same call can succeed later",
  Fatal: "did not execute; do not send it again as it is",
  AmbiguousExecution: "may have executed: reconcile, never resend blindly"
}

const decided = (product: ProductRules, kind: Kind, status: number, code: number, msg: string) =>
  decide(
    { product, kind, earlier: "none", clientOrderIdFrom: "caller", clientOrderIds: [] },
    { _tag: "HttpReply", status, headers: {}, body: JSON.stringify({ code, msg }), complete: true },
    0
  )

const name = (verdict: Verdict, kind: Kind) =>
  verdict._tag === "Success"
    ? "**Success**"
    : `**${verdict._tag}** [\`${verdict.reason._tag}\`](reasons.md#${verdict.reason._tag})${
        kind === "read" || kind === "test"
          ? verdict._tag === "Retryable"
            ? ": ask again"
            : ""
          : `: ${outcomes[verdict._tag]}`
      }`

/** The kinds that end alike, in the order of the first of each. */
const grouped = (say: (kind: Kind) => string): ReadonlyArray<readonly [what: string, kinds: ReadonlyArray<Kind>]> => {
  const groups = new Map<string, Array<Kind>>()
  for (const kind of kinds.literals) {
    const what = say(kind)
    groups.set(what, [...(groups.get(what) ?? []), kind])
  }
  return [...groups]
}

const writes: ReadonlyArray<Kind> = kinds.literals.filter((kind) => kind !== "read" && kind !== "test")

const namesOf = (of: ReadonlyArray<Kind>): string => {
  const each = writes.every((kind) => of.includes(kind))
    ? [...of.filter((kind) => !writes.includes(kind)).map((kind) => `\`${kind}\``), "every write"]
    : of.map((kind) => `\`${kind}\``)
  return each.join(", ")
}

const lines = (product: ProductRules, code: number, msg: string, status: number): ReadonlyArray<string> =>
  grouped((kind) => name(decided(product, kind, status, code, msg), kind)).map(
    ([what, of]) => `- ${namesOf(of)}: ${what}`
  )

/** What an error page, or a code that is not listed, comes to under a 5xx. */
const ordinary = (product: ProductRules) => lines(product, unlisted, "", 503)
const unlisted = -999_999

const escaped = (text: string) => text.replace(/[\\`*_<>|[\]]/g, "\\$&")

const section = (product: ProductRules, row: CodeRow, texts: ReadonlyArray<MessageRow>): string => {
  const statuses = row.statuses ?? [400]
  const usual = statuses[0] ?? 400
  const alone = lines(product, row.code, "", usual)
  const busy = row.statuses === undefined ? lines(product, row.code, "", 503) : []
  const parts = [
    `<a id="${row.code}"></a>\n\n## ${row.code} ${escaped(row.name)}`,
    row.meaning,
    [`HTTP ${usual === 400 ? "4xx" : statuses.join(", ")}:`, "", ...alone].join("\n")
  ]
  if (busy.length > 0 && busy.join() !== alone.join() && busy.join() !== ordinary(product).join())
    parts.push(["HTTP 5xx:", "", ...busy].join("\n"))
  if (texts.length > 0)
    parts.push(
      [
        "By its text:",
        "",
        ...texts.map(
          ({ is, on, text }) =>
            `- “${escaped(text)}” on ${namesOf(on)}: **${is.verdict}** [\`${is.reason}\`](reasons.md#${is.reason})`
        )
      ].join("\n")
    )
  return parts.join("\n\n")
}

const productPage = (product: ProductRules): string => {
  const rows = [...(codes.get(product.name)?.values() ?? [])].sort((a, b) => b.code - a.code)
  const texts = [...product.messages.values()].flat()
  const definite = product.definite503.map(
    ({ is, on, text }) =>
      `- “${escaped(text)}” on ${namesOf(on)}: **${is.verdict}** [\`${is.reason}\`](reasons.md#${is.reason})`
  )
  return [
    `# ${titles[product.name] ?? product.name}: ${rows.length} error codes`,
    "What each code means here, and what the library makes of it, for each kind of call. A code that is not listed is `Fatal` on a read, and in doubt on a write.",
    ["Under HTTP 5xx, unless a code says otherwise:", "", ...ordinary(product)].join("\n"),
    ...(definite.length === 0 ? [] : [["Under status 503, these texts are definite:", "", ...definite].join("\n")]),
    ...rows.map((row) =>
      section(
        product,
        row,
        texts.filter(({ codes }) => codes.includes(row.code))
      )
    )
  ].join("\n\n")
}

const sampleFields = {
  code: 0,
  status: 0,
  cause: "…",
  problem: "…",
  filter: "…",
  kind: "…",
  limit: "…",
  until: 0,
  goodForMillis: 0
}
const half = { executed: "unknown" }

const reasonsPage = (): string =>
  [
    "# Reasons",
    "Every error carries one of these. The tag says whether the call executed; the reason says why.",
    ...Object.entries(advice).map(([reason, { remedy }]) => {
      // the sentences of a reason read its fields, whichever they are
      const sample = { _tag: reason, ...sampleFields, cancel: half, place: half } as unknown as AnyReason
      return `<a id="${reason}"></a>\n\n## ${reason}\n\n${sentences(sample).next}\n\nRemedy: \`${remedy}\`.`
    })
  ].join("\n\n")

const indexPage = (): string =>
  [
    "# Errors",
    "Generated from the library's own tables by `pnpm error-pages`; do not edit.",
    [
      "| product | codes |",
      "|---|---|",
      ...[...products.values()].map(
        (product) => `| [${titles[product.name] ?? product.name}](${product.name}.md) | ${product.codes.size} |`
      )
    ].join("\n"),
    "[Reasons](reasons.md): what the library makes of them, and what to do."
  ].join("\n\n")

const pages = new Map<string, string>([
  ["README.md", indexPage()],
  ["reasons.md", reasonsPage()],
  ...[...products.values()].map((product): [string, string] => [`${product.name}.md`, productPage(product)])
])

const check = process.argv.includes("--check")
const differing: Array<string> = []
if (!check) fs.mkdirSync(folder, { recursive: true })
for (const [file, text] of pages) {
  const at = path.join(folder, file)
  const now = fs.existsSync(at) ? fs.readFileSync(at, "utf8") : ""
  if (now === `${text}\n`) continue
  differing.push(file)
  if (!check) fs.writeFileSync(at, `${text}\n`)
}
for (const file of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
  if (pages.has(file)) continue
  differing.push(file)
  if (!check) fs.rmSync(path.join(folder, file))
}
if (check && differing.length > 0) {
  console.error(`docs/errors differs from the tables: ${differing.join(", ")}. Run \`pnpm error-pages\`.`)
  process.exitCode = 1
} else console.log(`${pages.size} pages, ${differing.length} ${check ? "differ" : "written"}`)
