/** Movements of funds, asked through the library: nothing of them can be concluded from a time, so they are found or stay in doubt. */
import * as Exchange from "@effect-binance/simulator/Exchange"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import { assert, describe, it } from "@effect/vitest"
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type { BinanceError } from "effect-binance/errors/BinanceError"
import * as Margin from "effect-binance/products/Margin"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import * as Sapi from "effect-binance/products/Sapi"
import * as Usdm from "effect-binance/products/Usdm"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import { simulated } from "./library.ts"
import { body, signed, start, trader, type Values } from "./support.ts"

type Settled = Effect.Effect<unknown, BinanceError, BinanceClient.BinanceClient | Reconciliation.Reconciliation>

const within = Reconciliation.settleWithin("3 minutes")
const loan = { asset: "USDT", amount: "100" } as const
const calls: Readonly<Record<string, Settled>> = {
  "Sapi.transfer": Sapi.transfer({ type: "MAIN_UMFUTURE", ...loan }).pipe(within),
  "Margin.borrowRepay": Margin.borrowRepay({ type: "BORROW", ...loan }).pipe(within),
  "Margin.borrowRepay, isolated": Margin.borrowRepay({
    type: "REPAY",
    ...loan,
    isIsolated: true,
    symbol: "BTCUSDT"
  }).pipe(within),
  "Sapi.subAccountTransfer": Sapi.subAccountTransfer({
    fromAccountType: "SPOT",
    toAccountType: "USDT_FUTURE",
    toEmail: "another@example.com",
    ...loan
  }).pipe(within),
  "Sapi.subAccountTransfer, of a sub-account": Sapi.subAccountTransfer({
    fromAccountType: "SPOT",
    toAccountType: "SPOT",
    fromEmail: "one@example.com",
    ...loan
  }).pipe(within),
  "Sapi.subAccountFuturesTransfer": Sapi.subAccountFuturesTransfer({
    fromEmail: "one@example.com",
    toEmail: "another@example.com",
    futuresType: 1,
    ...loan
  }).pipe(within),
  "Sapi.withdraw": Sapi.withdraw({ coin: "USDT", address: "somewhere", amount: "100" }).pipe(within),
  "PortfolioMargin.marginLoan": PortfolioMargin.marginLoan(loan).pipe(within)
}
const faults: ReadonlyArray<Fault.Name> = [
  "refused",
  "request-lost",
  "reply-lost",
  "reply-truncated",
  "html-200",
  "unknown-500",
  "unknown-500-unexecuted",
  "timeout",
  "timeout-then-executed",
  "clock-skew",
  "rate-limited"
]

const [account] = ExchangeConfig.defaults.accounts
const withdrawing: ExchangeConfig.AccountConfig = {
  ...account!,
  keys: account!.keys.map((key) => Object.assign({}, key, { withdrawals: true }))
}

describe("a movement of funds", () => {
  for (const [name, call] of Object.entries(calls))
    it.effect.each(faults)(`${name}, %s`, (fault) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(start)
        const exchange = Exchange.make({ seed: fault, accounts: [withdrawing] })
        const fiber = yield* Effect.result(call).pipe(
          Effect.provide(simulated(exchange, FaultPlan.scripted([{ fault, on: "transfer" }]))),
          Effect.forkChild({ startImmediately: true })
        )
        yield* TestClock.adjust("10 minutes")
        const result = yield* Fiber.join(fiber)
        exchange.drain()
        const moved = exchange.transfers().length
        assert.isAtMost(moved, 1)
        if (Result.isSuccess(result)) assert.strictEqual(moved, 1)
        else if (result.failure._tag !== "AmbiguousExecution") assert.strictEqual(moved, 0, result.failure.message)
        // what is there is found
        else assert.strictEqual(moved, 0, "it was there, and was not found")
      })
    )
})

describe("transfers", () => {
  const post = (path: string, values: Values) => (now: number) => signed("POST", path, now, values)

  it("take from one wallet what they give to another, if it is there", () => {
    const { exchange, ok, refused } = trader()
    const move = (amount: string) => post("/sapi/v1/asset/transfer", { type: "MAIN_UMFUTURE", asset: "BTC", amount })
    assert.strictEqual(ok(move("100"))["tranId"], 1)
    assert.strictEqual(exchange.balance("test", "BTC").free, "900.00000000")
    assert.strictEqual(exchange.balance("test", "BTC", "usdm").free, "1100.00000000")
    refused(move("901"), -5013, "Asset transfer failed: insufficient balance")
  })

  it("off the exchange need a key that may, and have a weight of the account's", () => {
    const { exchange, refused } = trader()
    refused(
      post("/sapi/v1/capital/withdraw/apply", { coin: "USDT", address: "somewhere", amount: "1" }),
      -1002,
      "You are not authorized to execute this request."
    )
    assert.strictEqual(exchange.transfers().length, 0)
    const asked = trader().send((now) => signed("GET", "/sapi/v1/capital/withdraw/history", now))
    assert.strictEqual(asked.reply?.headers["x-sapi-used-uid-weight-1m"], "18000")
  })

  it("to another account take the name that the client gives them once", () => {
    const { exchange, ok, send } = trader()
    const values = { fromAccountType: "SPOT", toAccountType: "SPOT", asset: "BTC", amount: "1", clientTranId: "a" }
    const transfer = post("/sapi/v1/sub-account/universalTransfer", values)
    assert.deepStrictEqual(ok(transfer), { tranId: 1, clientTranId: "a" })
    assert.strictEqual(send(transfer).reply?.status, 400)
    assert.strictEqual(exchange.balance("test", "BTC").free, "999.00000000")
  })

  it("are pending at first, and missing from their history before that", () => {
    const { ok, send } = trader()
    const history = () => body(send((now) => signed("GET", "/sapi/v1/asset/transfer", now, { type: "MAIN_UMFUTURE" })))
    assert.deepStrictEqual(history(), { total: 0 })
    ok(post("/sapi/v1/asset/transfer", { type: "MAIN_UMFUTURE", asset: "BTC", amount: "1" }))
    const seen = Array.from({ length: 5 }, () => JSON.stringify(history()["rows"]))
    assert.include(seen.at(-1), '"status":"CONFIRMED"')
    const other = send((now) => signed("GET", "/sapi/v1/asset/transfer", now, { type: "UMFUTURE_MAIN" }))
    assert.deepStrictEqual(body(other), { total: 0 })
  })

  it.effect("of the margin of a position answer with what they moved", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(start)
      const exchange = Exchange.make()
      const program = Effect.gen(function* () {
        yield* Usdm.changeMarginType({ symbol: "BTCUSDT", marginType: "ISOLATED" })
        return yield* Usdm.changePositionMargin({ symbol: "BTCUSDT", amount: "100", type: 1 })
      })
      const fiber = yield* Effect.forkChild(Effect.provide(program, simulated(exchange)), { startImmediately: true })
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* Fiber.join(fiber)).type, 1)
      assert.deepStrictEqual(
        exchange.transfers().map(({ amount, type }) => [type, amount]),
        [["ADD_MARGIN", "100.00000000"]]
      )
    })
  )
})
