// Movements of one process that are equal and have no name: a row of a history is taken for one of them only when no other can have made it.
import { assert, describe, it } from "@effect/vitest"
import { BinanceClient } from "effect-binance/client/BinanceClient"
import * as Intent from "effect-binance/client/Intent"
import * as Margin from "effect-binance/products/Margin"
import * as PortfolioMargin from "effect-binance/products/PortfolioMargin"
import * as Sapi from "effect-binance/products/Sapi"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { other } from "../client/other.ts"
import {
  engineTimeout,
  json,
  LittleExchange,
  lost,
  notSent,
  reasonOf,
  refusal,
  type Script,
  settleOver,
  start,
  valueOf
} from "./support.ts"

const minute = 60_000
const within = Reconciliation.settleWithin("10 minutes")
const moving = { type: "MAIN_UMFUTURE", asset: "USDT", amount: "100" } as const
const transfer = Sapi.transfer(moving).pipe(within)
const loan = { type: "BORROW", asset: "USDT", amount: "100" } as const

/** A history of one content: what it shows, and from when on, in ms after the start. */
interface Shown {
  readonly id: number
  readonly from?: number
  readonly until?: number
  readonly status?: string
}

const showing =
  (rows: ReadonlyArray<Shown>, replies: ReadonlyArray<ReturnType<Script>>): Script =>
  ({ at, nth, what }) => {
    if (what === "transfer") return replies[nth - 1] ?? lost
    if (what !== "history") return undefined
    const shown = rows.filter(({ from = 0, until = Infinity }) => at >= from && at < until)
    return json(200, {
      total: shown.length,
      rows: shown.map(({ from = 0, id, status = "CONFIRMED" }) => ({
        tranId: id,
        txId: id,
        asset: "USDT",
        amount: "100.00000000",
        status,
        timestamp: start + from
      }))
    })
  }

const doubt = "AmbiguousExecution ResponseLost"

describe("of two equal movements", () => {
  it.effect("that are in doubt, none is taken for the one row that there is", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange(showing([{ id: 7 }], [lost, lost]))
      const both = Effect.all([Effect.exit(transfer), Effect.exit(transfer)], { concurrency: 2 })
      const { exit } = yield* settleOver(exchange, both, 20 * minute)
      assert.deepStrictEqual(valueOf(exit).map(reasonOf), [doubt, doubt])
    })
  )

  it.effect("the earlier is not taken for the row of the later, which is there before its reply", () =>
    Effect.gen(function* () {
      const late = Effect.delay(Effect.succeed(json(200, { tranId: 8 })), 9_000)
      const exchange = new LittleExchange(showing([{ id: 8, from: 90_000 }], [lost, late]))
      const later = Effect.delay(Sapi.transfer(moving), 89_990)
      const { exit } = yield* settleOver(
        exchange,
        Effect.all([Effect.exit(transfer), Effect.exit(later)], { concurrency: 2 }),
        20 * minute
      )
      const [first, second] = valueOf(exit)
      assert.strictEqual(reasonOf(first), doubt)
      assert.strictEqual(valueOf(second).tranId, 8)
    })
  )

  it.effect("the earlier is not taken for the row of one whose caller has gone", () =>
    Effect.gen(function* () {
      const late = Effect.delay(Effect.succeed(json(200, { tranId: 8 })), 5_000)
      const exchange = new LittleExchange(showing([{ id: 8, from: 2_000 }], [lost, late]))
      const impatient = Effect.timeoutOption(Effect.delay(Sapi.transfer(moving), 1_000), 3_000)
      const { exit } = yield* settleOver(
        exchange,
        Effect.all([Effect.exit(transfer), impatient], { concurrency: 2 }),
        20 * minute
      )
      assert.strictEqual(reasonOf(valueOf(exit)[0]), doubt)
    })
  )

  it.effect("the earlier is the one whose row was there before the later was sent", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange(showing([{ id: 7 }], [lost, lost]))
      const later = Effect.delay(Effect.exit(Sapi.transfer(moving)), 30_000)
      const { exit } = yield* settleOver(
        exchange,
        Effect.all([Effect.exit(transfer), later], { concurrency: 2 }),
        20 * minute
      )
      const [first, second] = valueOf(exit)
      assert.strictEqual(valueOf(first).tranId, 7)
      assert.strictEqual(reasonOf(second), doubt)
    })
  )

  it.effect("none is taken for the one row when the other was made with another client", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange(showing([{ id: 7 }], [lost]))
      const { call, sent } = other(() => engineTimeout)
      const foreign = Effect.exit(call(Sapi.transfer.operation, moving).pipe(within))
      const both = Effect.all([Effect.exit(transfer), foreign], { concurrency: 2 })
      const { exit } = yield* settleOver(exchange, both, 20 * minute)
      assert.strictEqual(sent.length, 1)
      assert.deepStrictEqual(valueOf(exit).map(reasonOf), [doubt, "AmbiguousExecution EngineTimeout"])
    })
  )

  it.effect("the row of the one that replied stays its own when many others have replied since", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange(showing([{ id: 8 }], [lost, json(200, { tranId: 8 })]))
      const many = Effect.gen(function* () {
        yield* Sapi.transfer(moving)
        yield* Effect.sleep(30_000)
        const { claimed } = yield* BinanceClient
        const intent = { ...(yield* Intent.make), operation: Spot.placeOrder.operation, input: {} }
        for (let id = 1; id <= 20_000; id += 1) claimed.claim("BTCUSDT", id, intent)
      })
      const { exit } = yield* settleOver(
        exchange,
        Effect.all([Effect.exit(transfer), many], { concurrency: 2 }),
        20 * minute
      )
      assert.strictEqual(reasonOf(valueOf(exit)[0]), doubt)
    })
  )

  it.effect("one that was refused does not keep the other from being found, whatever it left", () =>
    Effect.gen(function* () {
      const refused = refusal(-3045, "The system does not have enough asset now.")
      const exchange = new LittleExchange(showing([{ id: 6, status: "FAILED" }, { id: 7 }], [refused, lost]))
      const { exit } = yield* settleOver(
        exchange,
        Effect.andThen(Effect.exit(Margin.borrowRepay(loan)), Margin.borrowRepay(loan).pipe(within)),
        20 * minute
      )
      assert.strictEqual(valueOf(exit).tranId, 7)
    })
  )

  it.effect("one that was refused may be what the row is of that says that it failed", () =>
    Effect.gen(function* () {
      const refused = refusal(-3045, "The system does not have enough asset now.")
      // the other one executed, and is shown late
      const rows = [
        { id: 6, status: "FAILED" },
        { id: 7, from: 3 * minute }
      ]
      const exchange = new LittleExchange(showing(rows, [refused, lost]))
      const { exit } = yield* settleOver(
        exchange,
        Effect.andThen(Effect.exit(Margin.borrowRepay(loan)), Margin.borrowRepay(loan).pipe(within)),
        20 * minute
      )
      assert.strictEqual(valueOf(exit).tranId, 7)
    })
  )

  it.effect("one that was told a word and no id may have made the only row", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, all) =>
        request.wire.path === "/papi/v1/margin/repay-debt"
          ? json(200, { success: true, asset: "USDT", amount: "100", updateTime: start + request.at })
          : showing([{ id: 7, from: 2_000 }], [lost, undefined])(request, all)
      )
      const repaid = PortfolioMargin.repayLoan({ asset: "USDT", amount: "100" }).pipe(within)
      const debt = Effect.delay(PortfolioMargin.repayDebt({ asset: "USDT" }), 1_000)
      const { exit } = yield* settleOver(
        exchange,
        Effect.all([Effect.exit(repaid), Effect.exit(debt)], { concurrency: 2 }),
        20 * minute
      )
      const [first, second] = valueOf(exit)
      assert.strictEqual(reasonOf(second), "success")
      assert.strictEqual(reasonOf(first), doubt)
    })
  )

  // Its row may come in for as long as clocks differ after its reply.
  it.effect("one that was told a word a moment before the other was begun may have made the only row", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, all) =>
        request.wire.path === "/papi/v1/margin/repay-debt"
          ? json(200, { success: true, asset: "USDT", amount: "100", updateTime: start + request.at })
          : showing([{ id: 7, from: 4_000 }], [lost, lost])(request, all)
      )
      const repaid = PortfolioMargin.repayLoan({ asset: "USDT", amount: "100" }).pipe(within)
      const { exit } = yield* settleOver(
        exchange,
        Effect.andThen(PortfolioMargin.repayDebt({ asset: "USDT" }), Effect.delay(repaid, 1_000)),
        20 * minute
      )
      assert.strictEqual(reasonOf(exit), doubt)
    })
  )

  it.effect("one that was told a word long before the other was begun has not made its row", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, all) =>
        request.wire.path === "/papi/v1/margin/repay-debt"
          ? json(200, { success: true, asset: "USDT", amount: "100", updateTime: start + request.at })
          : showing([{ id: 7, from: 5 * minute }], [undefined, lost])(request, all)
      )
      const repaid = PortfolioMargin.repayLoan({ asset: "USDT", amount: "100" }).pipe(within)
      const { exit } = yield* settleOver(
        exchange,
        Effect.andThen(PortfolioMargin.repayDebt({ asset: "USDT" }), Effect.delay(repaid, 5 * minute)),
        20 * minute
      )
      assert.strictEqual(reasonOf(exit), "success")
    })
  )

  it.effect("one that was refused after a row failed did not make that row", () =>
    Effect.gen(function* () {
      const refused = refusal(-3045, "The system does not have enough asset now.")
      // the other row is of another program
      const rows = [
        { id: 6, status: "FAILED" },
        { id: 7, from: 50_000 }
      ]
      const exchange = new LittleExchange(showing(rows, [lost, refused]))
      const later = Effect.delay(Effect.exit(Margin.borrowRepay(loan)), 30_000)
      const { exit } = yield* settleOver(
        exchange,
        Effect.all([Effect.exit(Margin.borrowRepay(loan).pipe(within)), later], { concurrency: 2 }),
        20 * minute
      )
      assert.strictEqual(reasonOf(valueOf(exit)[0]), doubt)
    })
  )

  it.effect("of more rows that failed than were refused one may be the other's own", () =>
    Effect.gen(function* () {
      const refused = refusal(-3045, "The system does not have enough asset now.")
      const rows = [{ id: 5, status: "FAILED" }, { id: 6, status: "FAILED" }, { id: 7 }]
      const exchange = new LittleExchange(showing(rows, [refused, lost]))
      const { exit } = yield* settleOver(
        exchange,
        Effect.andThen(Effect.exit(Margin.borrowRepay(loan)), Margin.borrowRepay(loan).pipe(within)),
        20 * minute
      )
      assert.strictEqual(reasonOf(exit), doubt)
    })
  )

  it.effect("one that never left made no row, not even one that failed", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange(showing([{ id: 7, status: "FAILED" }], [notSent, lost]))
      const { exit } = yield* settleOver(
        exchange,
        Effect.andThen(Effect.exit(Sapi.transfer(moving)), transfer),
        20 * minute
      )
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("the one that is settled has its row, and the other may not have it", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange(showing([{ id: 7 }], [lost, lost]))
      const { exit } = yield* settleOver(
        exchange,
        Effect.flatMap(transfer, (first) => Effect.map(Effect.exit(transfer), (second) => [first, second] as const)),
        30 * minute
      )
      const [first, second] = valueOf(exit)
      assert.strictEqual(first.tranId, 7)
      assert.strictEqual(reasonOf(second), doubt)
    })
  )

  it.effect("the one that is settled has its row, and makes no other", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange(showing([{ id: 7 }, { id: 8, from: 3 * minute }], [lost, lost]))
      const { exit } = yield* settleOver(
        exchange,
        Effect.flatMap(transfer, () => transfer),
        30 * minute
      )
      assert.strictEqual(valueOf(exit).tranId, 8)
    })
  )

  for (const [what, id, end] of [
    ["is told by the id that its row has", "8", "success"],
    ["is not told by an id that no row has", "1000000008", doubt]
  ] as const) {
    it.effect(`between futures accounts, one that replied ${what}`, () =>
      Effect.gen(function* () {
        const accounts = { fromEmail: "a@example.com", toEmail: "b@example.com" } as const
        const moved = Sapi.subAccountFuturesTransfer({ ...accounts, futuresType: 1, asset: "USDT", amount: "100" })
        const { fromEmail: from, toEmail: to } = accounts
        const row = (tranId: number) => ({ tranId, from, to, asset: "USDT", qty: "100", time: start + 500 })
        const shown = end === "success" ? [7, 8] : [8]
        const exchange = new LittleExchange(({ nth, what }) =>
          what === "transfer"
            ? nth === 1
              ? lost
              : json(200, { success: true, txnId: id })
            : what === "history"
              ? json(200, { success: true, futuresType: 1, transfers: shown.map(row) })
              : undefined
        )
        const { exit } = yield* settleOver(
          exchange,
          Effect.all([Effect.exit(moved.pipe(within)), Effect.exit(moved)], { concurrency: 2 }),
          20 * minute
        )
        assert.strictEqual(reasonOf(valueOf(exit)[0]), end)
      })
    )
  }
})

describe("what is not equal", () => {
  it.effect("is no other's, also while it is in doubt", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange(showing([{ id: 7 }], [lost, lost]))
      const other = Effect.exit(Sapi.transfer({ ...moving, type: "UMFUTURE_MAIN" }))
      const { exit } = yield* settleOver(
        exchange,
        Effect.flatMap(Effect.forkChild(other), (fiber) => Effect.andThen(Fiber.join(fiber), transfer)),
        20 * minute
      )
      assert.strictEqual(valueOf(exit).tranId, 7)
    })
  )

  it.effect("by its amount is no other's either", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange(showing([{ id: 7 }], [lost, lost]))
      const other = Effect.exit(Sapi.transfer({ ...moving, amount: "50" }))
      const { exit } = yield* settleOver(exchange, Effect.andThen(other, transfer), 20 * minute)
      assert.strictEqual(valueOf(exit).tranId, 7)
    })
  )
})
