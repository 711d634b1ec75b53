/** What the compiler says to somebody who misuses a call: the real `tsc`, and the words that it shows. */
import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "../..")

const mayHaveExecuted = "It may have executed: pipe it through Reconciliation.settle before Retry.safely"
const oneCall = "one call: pipe it through settle and safely before map, flatMap, timeout or gen"
const noFence = "it has no fence in time: use Reconciliation.settleWithin"
// an error type without a bound has no field to show the sentence in; the name of what was expected is left

const prelude = `import * as Call from "effect-binance/client/Call"
import * as Operation from "effect-binance/client/Operation"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
const policy = RetryPolicy.standard
const order = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })
const settled = order.pipe(Reconciliation.settle)
const transfer = Operation.make({
  name: "test.transfer",
  product: spotRules,
  kind: "transfer",
  method: "POST",
  path: "/sapi/v1/asset/transfer",
  weight: () => 1,
  security: "TRADE",
  success: Schema.Struct({ tranId: Schema.Int }),
  parameters: (_input: void) => ({}),
  describe: () => ({}),
  goodForMillis: () => 60_000
})()
type AnyCall<A, E, R> = Call.Call<A, E, R>
`

/** One line of code each, and what the error has to show. */
const misuses: ReadonlyArray<readonly [name: string, code: string, says: string]> = [
  // the seven
  ["retrying what may have executed", `order.pipe(Retry.safely(policy))`, mayHaveExecuted],
  ["retrying an error type without a bound", `<A, E, R>(self: AnyCall<A, E, R>) => self.pipe(Retry.safely(policy))`, mayHaveExecuted],
  ["retrying an unknown error", `(self: AnyCall<number, unknown, never>) => self.pipe(Retry.safely(policy))`, mayHaveExecuted],
  ["mapping before settling", `order.pipe(Effect.map((o) => o.orderId), Reconciliation.settle)`, oneCall],
  ["two calls under one retry", `Effect.gen(function*() { yield* settled; return yield* settled }).pipe(Retry.safely(policy))`, oneCall],
  ["settling what has no fence", `transfer.pipe(Reconciliation.settle)`, noFence],
  ["a time-out between settling and retrying", `settled.pipe(Effect.timeout("5 seconds"), Retry.safely(policy))`, oneCall],
  // and what else people write
  ["retrying what was settled for a while only", `order.pipe(Reconciliation.settleWithin("1 minute"), Retry.safely(policy))`, mayHaveExecuted],
  ["retrying a transfer", `transfer.pipe(Reconciliation.settleWithin("1 minute"), Retry.safely(policy))`, mayHaveExecuted],
  ["mapping between settling and retrying", `settled.pipe(Effect.map((o) => o.orderId), Retry.safely(policy))`, oneCall],
  ["two calls in a flatMap", `settled.pipe(Effect.flatMap(() => settled), Retry.safely(policy))`, oneCall],
  ["two calls in an andThen", `settled.pipe(Effect.andThen(settled), Retry.safely(policy))`, oneCall],
  ["a call in a tap", `settled.pipe(Effect.tap(() => settled), Retry.safely(policy))`, oneCall],
  ["two calls in a zip", `settled.pipe(Effect.zip(settled), Retry.safely(policy))`, oneCall],
  ["two calls in an all", `Effect.all([settled, settled]).pipe(Retry.safely(policy))`, oneCall]
]

/** What must compile in the same run, so that an error above is about its own line. */
const uses: ReadonlyArray<string> = [
  `settled.pipe(Retry.safely(policy))`,
  `Spot.time().pipe(Retry.safely(policy))`,
  `settled.pipe(Retry.safely(policy), Effect.map((o) => o.orderId), Effect.timeout("5 seconds"))`,
  `transfer.pipe(Reconciliation.settleWithin("1 minute"))`
]

/** The errors of each line of code, counted from 1, from one run of the compiler with the options of this repository. */
const compile = (): { readonly byLine: ReadonlyMap<number, string>; readonly elsewhere: ReadonlyArray<string> } => {
  // ignored by git and by every tool that looks for sources; the packages resolve from it as from `test`
  const folder = fs.mkdtempSync(path.join(root, "test", "node_modules", ".misuses-"))
  try {
    const lines = [...misuses.map(([, code]) => code), ...uses].map((code, i) => `export const line${i + 1} = ${code}`)
    fs.writeFileSync(path.join(folder, "misuses.mts"), `${prelude}${lines.join("\n")}\n`)
    const compilerOptions = { noEmit: true, composite: false, incremental: false, declarationMap: false, sourceMap: false }
    fs.writeFileSync(
      path.join(folder, "tsconfig.json"),
      JSON.stringify({ extends: path.join(root, "tsconfig.base.json"), files: ["misuses.mts"], compilerOptions })
    )
    const tsc = path.join(root, "node_modules", ".bin", "tsc")
    const { error, stdout } = spawnSync(tsc, ["-p", folder, "--pretty", "false"], { cwd: folder, encoding: "utf8" })
    if (error !== undefined) throw error
    const offset = prelude.split("\n").length - 1
    const byLine = new Map<number, string>()
    const elsewhere: Array<string> = []
    let here: number | undefined
    for (const text of stdout.split("\n")) {
      const [, file, row] = /^(\S.*?)\((\d+),\d+\): error /.exec(text) ?? []
      if (file !== undefined) here = file === "misuses.mts" && Number(row) > offset ? Number(row) - offset : undefined
      if (here !== undefined) byLine.set(here, `${byLine.get(here) ?? ""}${text}\n`)
      else if (text.trim() !== "") elsewhere.push(text)
    }
    return { byLine, elsewhere }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

describe("what the compiler says", () => {
  const { byLine, elsewhere } = compile()

  it("there are errors in the misuses, and in nothing beside them", () => {
    // errors in the packages themselves are for `tsc -b` to show
    assert.deepStrictEqual(elsewhere.filter((line) => /^(misuses\.mts|error)/.test(line)), [])
    for (const [i, code] of uses.entries()) assert.isUndefined(byLine.get(misuses.length + i + 1), code)
    assert.strictEqual(byLine.size, misuses.length)
  })

  it.each(misuses.map(([name, code, says], i) => [name, code, says, i + 1] as const))("%s", (_, code, says, line) => {
    const shown = byLine.get(line)
    assert.isDefined(shown, `it compiles: ${code}`)
    assert.include(shown, says)
  })
})
