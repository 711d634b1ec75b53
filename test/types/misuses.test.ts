/**
 * What the compiler says to somebody who misuses the library: the real `tsc`, and the words that it shows. The same run holds the
 * type tests beside this file.
 */
import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "../..")

const mayHaveExecuted = "It may have executed: pipe it through Reconciliation.settle before Retry.safely"
const oneCall = "one call: pipe it through settle and safely before map, flatMap, timeout or gen"
const noFence = "it has no fence in time: use Reconciliation.settleWithin"

const prelude = `import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Operation from "effect-binance/client/Operation"
import * as Transport from "effect-binance/client/Transport"
import type { BinanceError, Fatal } from "effect-binance/errors/BinanceError"
import * as Margin from "effect-binance/products/Margin"
import * as Sapi from "effect-binance/products/Sapi"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Match from "effect/Match"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type Is, ok } from "EXACT"
const policy = RetryPolicy.standard
const order = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })
const settled = order.pipe(Reconciliation.settle)
const placed = settled.pipe(Retry.safely(policy))
const Live = NodeBinance.layer.pipe(Layer.provide(Endpoint.layerConfig))
const widened = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }
const cannotFail = <A, R>(self: Effect.Effect<A, never, R>) => self
declare const text: string | undefined
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
const placeMany = Operation.batch({
  name: "test.placeMany",
  product: spotRules,
  method: "POST",
  path: "/api/v3/batchOrders",
  weight: () => 5,
  security: "TRADE",
  of: Spot.placeOrder.operation,
  elements: (orders: ReadonlyArray<Spot.PlaceOrder>) => orders,
  parameters: (elements) => ({ batchOrders: JSON.stringify(elements) })
})
const many = placeMany([{ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }])
type AnyCall<A, E, R> = Call.Call<A, E, R>
`

/** In which line of the error somebody reads it: what is between the first and the last is how the compiler got there. */
type Where = "first" | "last"

/** One line of code each, and what the error has to show. */
const misuses: ReadonlyArray<readonly [name: string, code: string, where: Where, says: string]> = [
  // sending again what may have executed
  ["retrying what may have executed", `order.pipe(Retry.safely(policy))`, "last", mayHaveExecuted],
  ["the same, data first", `Retry.safely(policy)(order)`, "last", mayHaveExecuted],
  ["retrying a cancel", `Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 1 }).pipe(Retry.safely(policy))`, "last", mayHaveExecuted],
  ["retrying a batch", `many.pipe(Retry.safely(policy))`, "last", mayHaveExecuted],
  ["retrying a batch that was settled for a while only", `many.pipe(Reconciliation.settleWithin("1 minute"), Retry.safely(policy))`, "last", mayHaveExecuted],
  ["a doubt in an element that settling took away", `many.pipe(Reconciliation.settle, Effect.map((all) => all.flatMap((one) => (one._tag === "Failure" ? [one.failure.inDoubt] : []))))`, "first", "Property 'inDoubt' does not exist on type 'Fatal | Retryable'"],
  ["retrying an error type without a bound", `<A, E, R>(self: AnyCall<A, E, R>) => self.pipe(Retry.safely(policy))`, "last", mayHaveExecuted],
  ["retrying an unknown error", `(self: AnyCall<number, unknown, never>) => self.pipe(Retry.safely(policy))`, "last", mayHaveExecuted],
  ["retrying what was settled for a while only", `order.pipe(Reconciliation.settleWithin("1 minute"), Retry.safely(policy))`, "last", mayHaveExecuted],
  ["retrying a transfer", `transfer.pipe(Reconciliation.settleWithin("1 minute"), Retry.safely(policy))`, "last", mayHaveExecuted],
  // making more or less of a call than one call
  ["mapping before settling", `order.pipe(Effect.map((o) => o.orderId), Reconciliation.settle)`, "last", oneCall],
  ["the same, data first", `Reconciliation.settle(Effect.map(order, (o) => o.orderId))`, "first", oneCall],
  ["a flatMap before settling", `order.pipe(Effect.flatMap(() => order), Reconciliation.settle)`, "last", oneCall],
  ["a time-out before settling", `order.pipe(Effect.timeout("5 seconds"), Reconciliation.settle)`, "last", oneCall],
  ["a gen before settling", `Effect.gen(function*() { return yield* order }).pipe(Reconciliation.settle)`, "last", oneCall],
  ["mapping before settling for a while", `order.pipe(Effect.map((o) => o.orderId), Reconciliation.settleWithin("1 minute"))`, "last", oneCall],
  ["two calls under one retry", `Effect.gen(function*() { yield* settled; return yield* settled }).pipe(Retry.safely(policy))`, "last", oneCall],
  ["a time-out between settling and retrying", `settled.pipe(Effect.timeout("5 seconds"), Retry.safely(policy))`, "last", oneCall],
  ["mapping between settling and retrying", `settled.pipe(Effect.map((o) => o.orderId), Retry.safely(policy))`, "last", oneCall],
  ["two calls in a flatMap", `settled.pipe(Effect.flatMap(() => settled), Retry.safely(policy))`, "last", oneCall],
  ["two calls in an andThen", `settled.pipe(Effect.andThen(settled), Retry.safely(policy))`, "last", oneCall],
  ["a call in a tap", `settled.pipe(Effect.tap(() => settled), Retry.safely(policy))`, "last", oneCall],
  ["two calls in a zip", `settled.pipe(Effect.zip(settled), Retry.safely(policy))`, "last", oneCall],
  ["two calls in an all", `Effect.all([settled, settled]).pipe(Retry.safely(policy))`, "last", oneCall],
  ["catching the doubt between settling for a while and retrying", `order.pipe(Reconciliation.settleWithin("1 minute"), Effect.catchTag("AmbiguousExecution", () => Effect.void), Retry.safely(policy))`, "last", oneCall],
  ["a time to live for more than a call", `order.pipe(Effect.map((o) => o.orderId), Call.goodFor("1 second"))`, "last", oneCall],
  ["settling what has no fence", `transfer.pipe(Reconciliation.settle)`, "last", noFence],
  ["the same, data first", `Reconciliation.settle(transfer)`, "last", noFence],
  // running without saying where or as whom
  ["forgetting the endpoint", `placed.pipe(Effect.provide(NodeBinance.layer), Effect.runPromise)`, "last", "Type 'Endpoint' is not assignable to type 'never'"],
  ["a layer that still needs an endpoint", `((layer: Layer.Layer<NodeBinance.NodeBinance, unknown>) => layer)(NodeBinance.layer)`, "last", "Type 'Endpoint' is not assignable to type 'never'"],
  ["forgetting the client", `placed.pipe(Effect.provide(Endpoint.layerConfig), Effect.runPromise)`, "last", "Type 'BinanceClient' is not assignable to type 'never'"],
  ["forgetting everything", `Effect.runPromise(order)`, "last", "Type 'BinanceClient' is not assignable to type 'never'"],
  ["forgetting the credentials", `placed.pipe(Effect.provide(NodeBinance.layerWith({ apiSecret: "s" })))`, "first", "Property 'apiKey' is missing"],
  ["a key that may be missing", `NodeBinance.layerWith({ apiKey: text, apiSecret: "s" })`, "last", "Type 'undefined' is not assignable"],
  ["a secret under another name", `Credentials.layer({ apiKey: "k", secret: "s" })`, "first", "'secret' does not exist in type 'Options'"],
  ["a plain secret where none may be read", `Layer.succeed(Credentials.Credentials, { label: "a", apiKey: Redacted.make("k"), key: { _tag: "Hmac", secret: "s" } })`, "first", "Type 'string' is not assignable to type 'Redacted<string>'"],
  ["a plain key where none may be read", `Layer.succeed(Credentials.Credentials, { label: "a", apiKey: "k", key: { _tag: "Hmac", secret: Redacted.make("s") } })`, "first", "Type 'string' is not assignable to type 'Redacted<string>'"],
  ["an endpoint without its address", `NodeBinance.layer.pipe(Layer.provide(Endpoint.layerSimulator))`, "last", "Argument of type '(baseUrl: string) => Layer"],
  ["calling an endpoint that is a layer", `Endpoint.layerProduction()`, "last", "Layer<Endpoint, never, never>' has no call signatures"],
  ["a transport that fails", `Layer.succeed(Transport.Transport, { send: () => Effect.fail("lost") })`, "last", "Type 'string' is not assignable to type 'never'"],
  // saying what to buy
  ["a float as a quantity", `Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: 0.01 })`, "first", "Type 'number' is not assignable to type"],
  ["a float as a price", `Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: 60000 })`, "first", "Type 'number' is not assignable to type"],
  ["a float as a stop price", `Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "STOP_LOSS", quantity: "0.01", stopPrice: 1.5 })`, "first", "Type 'number' is not assignable to type"],
  ["no side", `Spot.placeOrder({ symbol: "BTCUSDT", type: "MARKET", quantity: "0.01" })`, "last", "Property 'side' is missing"],
  ["no symbol", `Spot.placeOrder({ side: "BUY", type: "MARKET", quantity: "0.01" })`, "last", "Property 'symbol' is missing"],
  ["no type", `Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", quantity: "0.01" })`, "last", "Property 'type' is missing"],
  ["a market order without a quantity", `Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET" })`, "last", "Property 'quoteOrderQty' is missing"],
  ["a market order with both quantities", `Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01", quoteOrderQty: "100" })`, "first", "Type 'string' is not assignable to type 'undefined'"],
  ["a market order with a price", `Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01", price: "1" })`, "first", "'price' does not exist"],
  ["a limit order without a time in force", `Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "LIMIT", quantity: "0.01", price: "60000" })`, "last", "Property 'timeInForce' is missing"],
  ["a limit order without a price", `Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01" })`, "last", "Property 'price' is missing"],
  ["a type in lower case", `Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "market", quantity: "0.01" })`, "first", `Did you mean '"MARKET"'?`],
  ["a side in lower case", `Spot.placeOrder({ symbol: "BTCUSDT", side: "buy", type: "MARKET", quantity: "0.01" })`, "first", `Did you mean '"BUY"'?`],
  ["a time in force of another exchange", `Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "DAY", quantity: "0.01", price: "1" })`, "first", `'"DAY"' is not assignable to type '"FOK" | "GTC" | "IOC"'`],
  ["an order whose literals were widened", `Spot.placeOrder(widened)`, "last", "Type 'string' is not assignable to type '\""],
  ["the client order id under another name", `Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01", clientOrderId: "a" })`, "first", "Did you mean to write 'newClientOrderId'?"],
  ["cancelling by another name of the id", `Spot.cancelOrder({ symbol: "BTCUSDT", clientOrderId: "a" })`, "first", "Did you mean to write 'origClientOrderId'?"],
  ["no order to look for", `Spot.queryOrder({ symbol: "BTCUSDT" })`, "last", "Property 'orderId' is missing"],
  ["two orders to cancel", `Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 1, origClientOrderId: "a" })`, "last", "Type 'string' is not assignable to type 'undefined'"],
  ["all orders of no symbol", `Spot.allOrders()`, "first", "Expected 1 arguments, but got 0"],
  ["reckoning with a decimal that is text", `placed.pipe(Effect.map((o) => (o.executedQty ?? "0") * 2))`, "first", "left-hand side of an arithmetic operation"],
  // orders in parts, other accounts, money on the move
  ["a float as an amended quantity", `Spot.amendOrder({ symbol: "BTCUSDT", orderId: 1, newQty: 0.5 })`, "first", "Type 'number' is not assignable to type"],
  ["an order to amend without its symbol", `Spot.amendOrder({ orderId: 1, newQty: "0.5" })`, "last", "Property 'symbol' is missing"],
  ["an OCO of one order", `Spot.placeOco({ symbol: "BTCUSDT", side: "SELL", quantity: "1", above: { type: "LIMIT_MAKER", price: "2" } })`, "last", "Property 'below' is missing"],
  ["an OCO with an order that does not wait", `Spot.placeOco({ symbol: "BTCUSDT", side: "SELL", quantity: "1", above: { type: "MARKET" }, below: { type: "STOP_LOSS" } })`, "first", `Type '"MARKET"' is not assignable to type`],
  ["an OPO with a quantity of its own", `Spot.placeOpo({ symbol: "BTCUSDT", working: { type: "LIMIT_MAKER", side: "BUY", quantity: "1", price: "1" }, pending: { type: "MARKET", side: "SELL", quantity: "1" } })`, "first", "'quantity' does not exist in type"],
  ["an order list that names itself", `Spot.placeOco({ listClientOrderId: "a", symbol: "BTCUSDT", side: "SELL", quantity: "1", above: { type: "LIMIT_MAKER", price: "2" }, below: { type: "STOP_LOSS" } })`, "first", "'listClientOrderId' does not exist in type"],
  ["replacing no order", `Spot.cancelReplaceOrder({ cancelReplaceMode: "STOP_ON_FAILURE", symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "1" })`, "last", "Property 'cancelOrderId' is missing"],
  ["an isolated account without its symbol", `Margin.openOrders({ isIsolated: true })`, "last", "Property 'symbol' is missing"],
  ["a loan for a symbol of the cross account", `Margin.borrowRepay({ type: "BORROW", asset: "BTC", amount: "1", symbol: "BTCUSDT" })`, "last", "'isIsolated' is missing"],
  ["settling a loan", `Margin.borrowRepay({ type: "BORROW", asset: "BTC", amount: "1" }).pipe(Reconciliation.settle)`, "last", noFence],
  ["settling a withdrawal", `Sapi.withdraw({ coin: "BTC", address: "a", amount: "1" }).pipe(Reconciliation.settle)`, "last", noFence],
  ["sending a withdrawal again", `Sapi.withdraw({ coin: "BTC", address: "a", amount: "1" }).pipe(Retry.safely(policy))`, "last", mayHaveExecuted],
  // handling what there is
  ["a reason of another tag", `placed.pipe(Effect.catchReason("Fatal", "NotSent", () => Effect.void))`, "first", `Argument of type '"NotSent"' is not assignable`],
  ["a reason of another tag, in a record", `placed.pipe(Effect.catchReasons("Fatal", { NotSent: () => Effect.void }))`, "first", "'NotSent' does not exist"],
  ["a doubt that settling took away", `settled.pipe(Effect.catchTag("AmbiguousExecution", () => Effect.void))`, "first", `'"AmbiguousExecution"' is not assignable to parameter of type '"Fatal" | "Retryable"`],
  ["unwrapping a doubt that settling took away", `settled.pipe(Effect.unwrapReason("AmbiguousExecution"))`, "first", "'TagsWithReason<Fatal | Retryable>'"],
  ["a tag that is spelt otherwise", `placed.pipe(Effect.catchTag("Retriable", () => Effect.void))`, "first", `'"Retriable"' is not assignable to parameter of type '"Fatal" | "Retryable"`],
  ["reading what the tag has not", `order.pipe(Effect.catchTag("Fatal", (e) => Effect.succeed(e.inDoubt)))`, "first", "Property 'inDoubt' does not exist on type 'Fatal'"],
  ["reading what the reason has not", `placed.pipe(Effect.catchReason("Fatal", "FilterFailure", (reason) => Effect.succeed(reason.filtr)))`, "first", "Did you mean 'filter'?"],
  ["forgetting a tag", `cannotFail(settled.pipe(Effect.catchTag("Fatal", () => Effect.void)))`, "last", "Type 'Retryable' is not assignable to type 'never'"],
  ["forgetting the doubt", `cannotFail(order.pipe(Effect.catchTags({ Retryable: () => Effect.void, Fatal: () => Effect.void })))`, "last", "Type 'AmbiguousExecution' is not assignable to type 'never'"],
  ["a match that forgets the doubt", `(error: BinanceError) => Match.value(error).pipe(Match.tag("Fatal", () => 1), Match.tag("Retryable", () => 2), Match.exhaustive)`, "last", "Type 'AmbiguousExecution' is not assignable to type 'never'"],
  ["the same, by a record", `(error: BinanceError) => Match.value(error).pipe(Match.tagsExhaustive({ Fatal: () => 1, Retryable: () => 2 }))`, "last", "Property 'AmbiguousExecution' is missing"],
  ["a match that forgets a reason", `(reason: Exclude<Fatal["reason"], { readonly _tag: "FilterFailure" }> | Fatal["reason"]) => reason._tag === "FilterFailure" || reason._tag === "WafBlocked" ? Match.value(reason).pipe(Match.tagsExhaustive({ FilterFailure: () => 1 })) : 0`, "last", "Property 'WafBlocked' is missing"],
  // settings
  ["a policy without its making", `settled.pipe(Retry.safely(RetryPolicy.make))`, "first", "is not assignable to parameter of type 'RetryPolicy'"],
  ["a policy of another library", `settled.pipe(Retry.safely({ times: 3 }))`, "first", "'times' does not exist in type"],
  ["a setting that no policy has", `RetryPolicy.make({ retries: 3 })`, "first", "'retries' does not exist in type 'Options'"],
  ["a recvWindow that is no number", `order.pipe(Call.recvWindow("5 seconds"))`, "first", "Argument of type 'string' is not assignable to parameter of type 'number'"],
  ["a duration that is none", `order.pipe(Call.goodFor("3 secs"))`, "first", `Argument of type '"3 secs"' is not assignable`],
  // the type tests could not fail without these
  ["any is not a type", `ok<Is<any, string>>()`, "first", "does not satisfy the constraint 'true'"],
  ["a field that may be missing is another field", `ok<Is<{ readonly a?: 1 | undefined }, { readonly a: 1 | undefined }>>()`, "first", "does not satisfy the constraint 'true'"],
  ["a field that may be written is another field", `ok<Is<{ a: 1 }, { readonly a: 1 }>>()`, "first", "does not satisfy the constraint 'true'"],
  ["fewer errors are other errors", `ok<Is<typeof order, typeof settled>>()`, "first", "does not satisfy the constraint 'true'"]
]

/** What must compile in the same run, so that an error above is about its own line. */
const uses: ReadonlyArray<string> = [
  `settled.pipe(Retry.safely(policy))`,
  `Spot.time().pipe(Retry.safely(policy))`,
  `many.pipe(Reconciliation.settle, Retry.safely(policy))`,
  `<A, E extends Retry.ErrorOfASettledCall, R>(self: AnyCall<A, E, R>) => self.pipe(Reconciliation.settle, Retry.safely(policy))`,
  `settled.pipe(Retry.safely(policy), Effect.map((o) => o.orderId), Effect.timeout("5 seconds"))`,
  `transfer.pipe(Reconciliation.settleWithin("1 minute"))`,
  `placed.pipe(Effect.provide(Live), Effect.runPromise)`,
  `Credentials.layer({ apiKey: "k", apiSecret: Redacted.make("s") })`,
  `placed.pipe(Effect.provide(Reconciliation.layer), Effect.provide(BinanceClient.layer))`,
  `(error: BinanceError) => Match.value(error).pipe(Match.tagsExhaustive({ Fatal: () => 1, Retryable: () => 2, AmbiguousExecution: () => 3 }))`
]

// A screen: of an error that is longer, nobody finds the line that matters.
const longest = { lines: 8, characters: 1500 }

/** The errors of each line of code, counted from 1, from one run of the compiler with the options of this repository. */
const compile = (): { readonly byLine: ReadonlyMap<number, ReadonlyArray<string>>; readonly elsewhere: ReadonlyArray<string> } => {
  // ignored by git and by every tool that looks for sources; the packages resolve from it as from `test`
  const folder = fs.mkdtempSync(path.join(root, "test", "node_modules", ".misuses-"))
  try {
    const lines = [...misuses.map(([, code]) => code), ...uses].map((code, i) => `export const line${i + 1} = ${code}`)
    const imports = prelude.replace("EXACT", path.relative(folder, path.join(import.meta.dirname, "exact.ts")))
    fs.writeFileSync(path.join(folder, "misuses.mts"), `${imports}${lines.join("\n")}\n`)
    const compilerOptions = { noEmit: true, composite: false, incremental: false, declarationMap: false, sourceMap: false, types: ["node"] }
    const typeTests = fs.globSync(["*.ts", "exports/*.ts"], { cwd: import.meta.dirname, exclude: (name) => name.endsWith(".test.ts") })
    fs.writeFileSync(
      path.join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: path.join(root, "tsconfig.base.json"),
        files: ["misuses.mts", ...typeTests.map((file) => path.join(import.meta.dirname, file))],
        compilerOptions
      })
    )
    const tsc = path.join(root, "node_modules", ".bin", "tsc")
    const { error, stdout } = spawnSync(tsc, ["-p", folder, "--pretty", "false"], { cwd: folder, encoding: "utf8" })
    if (error !== undefined) throw error
    const offset = prelude.split("\n").length - 1
    const byLine = new Map<number, ReadonlyArray<string>>()
    const elsewhere: Array<string> = []
    let here: number | undefined
    for (const text of stdout.split("\n").filter((line) => line.trim() !== "")) {
      const [, file, row] = /^(\S.*?)\((\d+),\d+\): error /.exec(text) ?? []
      if (file !== undefined) here = file === "misuses.mts" && Number(row) > offset ? Number(row) - offset : undefined
      if (here !== undefined) byLine.set(here, [...(byLine.get(here) ?? []), text])
      else elsewhere.push(text)
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

  it("the type tests hold", () => {
    assert.deepStrictEqual(elsewhere.filter((line) => /^[./]*\/types\//.test(line)), [])
  })

  it.each(misuses.map(([name, code, where, says], i) => [name, code, where, says, i + 1] as const))("%s", (_, code, where, says, line) => {
    const shown = byLine.get(line)
    assert.isDefined(shown, `it compiles: ${code}`)
    assert.include(shown.at(where === "first" ? 0 : -1), says, shown.join("\n"))
    assert.isAtMost(shown.length, longest.lines, shown.join("\n"))
    assert.isAtMost(shown.join("\n").length, longest.characters, shown.join("\n"))
  })
})
