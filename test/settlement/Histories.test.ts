// Transfers have no fence: only a row of a history ends their doubt, and a row that is missing never does.
import { assert, describe, it } from "@effect/vitest"
import * as Margin from "effect-binance/products/Margin"
import * as Sapi from "effect-binance/products/Sapi"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import { json, LittleExchange, lost, reasonOf, type Request, settleOver, start, valueOf } from "./support.ts"

const moving = { type: "MAIN_UMFUTURE", asset: "USDT", amount: "100" } as const
const row = (more: object = {}) => ({
  tranId: 7,
  asset: "USDT",
  amount: "100.00000000",
  type: "MAIN_UMFUTURE",
  status: "CONFIRMED",
  timestamp: start + 500,
  ...more
})
const minute = 60_000

/** The first transfer is lost; what the history shows is the test's. */
const losing = (history: (request: Request) => unknown) =>
  new LittleExchange((request) =>
    request.what === "transfer" ? lost : request.what === "history" ? json(200, history(request)) : undefined
  )

describe("a transfer without an id of ours", () => {
  const call = Sapi.transfer(moving).pipe(Reconciliation.settleWithin("10 minutes"))

  it.effect("executed when a row of its content is the only one, a minute later", () =>
    Effect.gen(function* () {
      const exchange = losing(() => ({ total: 1, rows: [row()] }))
      const { endedAt, exit } = yield* settleOver(exchange, call, 20 * minute)
      assert.strictEqual(valueOf(exit).tranId, 7)
      assert.isAtLeast(endedAt, minute)
      assert.strictEqual(exchange.count("transfer"), 1)
      assert.strictEqual(exchange.all("history")[0]?.parameters.get("type"), "MAIN_UMFUTURE")
    })
  )

  it.effect("did not execute when its row says that it failed", () =>
    Effect.gen(function* () {
      const exchange = losing(() => ({ total: 1, rows: [row({ status: "FAILED" })] }))
      const { exit } = yield* settleOver(exchange, call, 20 * minute)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  for (const [what, rows] of [
    ["there is no row", []],
    ["its row is pending", [row({ status: "PENDING" })]],
    ["its row has a status that nobody knows", [row({ status: "NEW_WORD" })]],
    ["two rows are of its content", [row(), row({ tranId: 8 })]],
    ["the row is of another amount", [row({ amount: "100.00000001" })]],
    ["the row is of another asset", [row({ asset: "BTC" })]]
  ] as const) {
    it.effect(`stays in doubt while ${what}`, () =>
      Effect.gen(function* () {
        const exchange = losing(() => ({ total: rows.length, rows }))
        const { exit } = yield* settleOver(exchange, call, 20 * minute)
        assert.strictEqual(reasonOf(exit), "AmbiguousExecution ResponseLost")
        assert.strictEqual(exchange.count("transfer"), 1)
      })
    )
  }

  it.effect("is not the row of another transfer of this process", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "transfer"
          ? request.nth === 1
            ? json(200, { tranId: 7 })
            : lost
          : request.what === "history"
            ? json(200, { total: 1, rows: [row()] })
            : undefined
      )
      const { exit } = yield* settleOver(exchange, Effect.andThen(Sapi.transfer(moving), call), 20 * minute)
      assert.strictEqual(reasonOf(exit), "AmbiguousExecution ResponseLost")
    })
  )

  it.effect("is looked for on every page", () =>
    Effect.gen(function* () {
      const others = Array.from({ length: 100 }, (_, index) => row({ tranId: 1000 + index, asset: "BTC" }))
      const exchange = losing((request) => ({
        total: 101,
        rows: request.parameters.get("current") === "1" ? others : [row()]
      }))
      const { exit } = yield* settleOver(exchange, call, 20 * minute)
      assert.strictEqual(valueOf(exit).tranId, 7)
    })
  )
})

describe("a loan", () => {
  const cross = { type: "BORROW", asset: "USDT", amount: "100" } as const
  const isolated = { ...cross, isIsolated: true, symbol: "BTCUSDT" } as const
  for (const [what, input, of, end] of [
    ["its row", cross, { type: "MANUAL" }, "success"],
    ["a row that does not say how it came about", cross, { type: undefined }, "success"],
    ["what an order has borrowed by itself", cross, { type: "AUTO" }, "AmbiguousExecution ResponseLost"],
    ["the loan of an isolated account", cross, { isolatedSymbol: "BTCUSDT" }, "AmbiguousExecution ResponseLost"],
    ["its row in an isolated account", isolated, { isolatedSymbol: "BTCUSDT" }, "success"],
    ["the loan of another account", isolated, { isolatedSymbol: "ETHUSDT" }, "AmbiguousExecution ResponseLost"]
  ] as const) {
    it.effect(`is looked for where there is only ${what}`, () =>
      Effect.gen(function* () {
        const exchange = losing(() => ({ total: 1, rows: [row({ txId: 7, type: "MANUAL", ...of })] }))
        const call = Margin.borrowRepay(input).pipe(Reconciliation.settleWithin("10 minutes"))
        const { exit } = yield* settleOver(exchange, call, 20 * minute)
        assert.strictEqual(reasonOf(exit), end)
      })
    )
  }
})

describe("a row that is shown twice", () => {
  it.effect("is one row: a newer one has moved it to the next page", () =>
    Effect.gen(function* () {
      const others = Array.from({ length: 99 }, (_, index) => row({ tranId: 1000 + index, asset: "BTC" }))
      const exchange = losing(({ parameters }) => ({
        total: 101,
        rows: parameters.get("current") === "1" ? [...others, row()] : [row()]
      }))
      const call = Sapi.transfer(moving).pipe(Reconciliation.settleWithin("10 minutes"))
      const { exit } = yield* settleOver(exchange, call, 20 * minute)
      assert.strictEqual(valueOf(exit).tranId, 7)
    })
  )
})

describe("what carries an id of ours", () => {
  it.effect("is asked for by the account that it left: without one only what left the master account is shown", () =>
    Effect.gen(function* () {
      const exchange = losing(({ parameters }) => ({
        result:
          parameters.get("fromEmail") === "desk@example.com"
            ? [row({ clientTranId: parameters.get("clientTranId"), status: "SUCCESS" })]
            : []
      }))
      const call = Sapi.subAccountTransfer({
        fromEmail: "desk@example.com",
        fromAccountType: "SPOT",
        toAccountType: "SPOT",
        asset: "USDT",
        amount: "100"
      })
      const { exit } = yield* settleOver(exchange, call.pipe(Reconciliation.settleWithin("10 minutes")))
      assert.strictEqual(valueOf(exit).tranId, 7)
    })
  )

  for (const [what, amounts, end] of [
    ["with its fee", { amount: "100", transactionFee: "1" }, "success"],
    ["without its fee", { amount: "99.00000000", transactionFee: "1" }, "success"],
    ["of another amount", { amount: "98.5", transactionFee: "1" }, "AmbiguousExecution ResponseLost"]
  ] as const) {
    it.effect(`is found by it at once: a withdrawal that is shown ${what}`, () =>
      Effect.gen(function* () {
        const exchange = losing(({ parameters }) => [
          { id: "w1", withdrawOrderId: parameters.get("withdrawOrderId"), coin: "USDT", status: 6, ...amounts }
        ])
        const call = Sapi.withdraw({ coin: "USDT", network: "ETH", address: "0x94df", amount: "100" })
        const { exit } = yield* settleOver(exchange, call.pipe(Reconciliation.settleWithin("10 minutes")), 20 * minute)
        assert.strictEqual(reasonOf(exit), end)
      })
    )
  }

  it.effect("is found by it at once: a transfer between accounts", () =>
    Effect.gen(function* () {
      const exchange = losing(({ parameters }) => ({
        result: [row({ clientTranId: parameters.get("clientTranId"), status: "SUCCESS" })]
      }))
      const call = Sapi.subAccountTransfer({
        toEmail: "desk@example.com",
        fromAccountType: "SPOT",
        toAccountType: "USDT_FUTURE",
        asset: "USDT",
        amount: "100"
      })
      const { endedAt, exit } = yield* settleOver(exchange, call.pipe(Reconciliation.settleWithin("10 minutes")))
      assert.strictEqual(valueOf(exit).clientTranId, exchange.all("transfer")[0]?.parameters.get("clientTranId"))
      assert.isBelow(endedAt, minute)
    })
  )

  for (const [status, end] of [
    [6, "success"],
    [0, "success"],
    [3, "Retryable ProvenNotExecuted"]
  ] as const) {
    it.effect(`is found by it at once: a withdrawal whose status is ${status}`, () =>
      Effect.gen(function* () {
        const exchange = losing(({ parameters }) => [
          { id: "w1", withdrawOrderId: parameters.get("withdrawOrderId"), coin: "USDT", amount: "100", status }
        ])
        const call = Sapi.withdraw({ coin: "USDT", network: "ETH", address: "0x94df", amount: "100" })
        const { exit } = yield* settleOver(exchange, call.pipe(Reconciliation.settleWithin("10 minutes")))
        assert.strictEqual(reasonOf(exit), end)
      })
    )
  }

  // an id that the caller chose may have been used before, as when what had failed is tried again
  const withdraw = {
    coin: "USDT",
    network: "ETH",
    address: "0x94df",
    amount: "100",
    withdrawOrderId: "payout-17"
  } as const
  const between = {
    toEmail: "desk@example.com",
    fromAccountType: "SPOT",
    toAccountType: "USDT_FUTURE",
    asset: "USDT",
    amount: "100",
    clientTranId: "payout-17"
  } as const
  const withdrawing = Effect.map(
    Sapi.withdraw(withdraw).pipe(Reconciliation.settleWithin("10 minutes")),
    ({ id }): number | string => id
  )
  const transferring = Effect.map(
    Sapi.subAccountTransfer(between).pipe(Reconciliation.settleWithin("10 minutes")),
    ({ tranId }) => tranId
  )
  const withdrawn = (applyTime: string | undefined, more: object = {}) => ({
    id: "w1",
    withdrawOrderId: "payout-17",
    coin: "USDT",
    amount: "100",
    status: 3,
    applyTime,
    ...more
  })
  for (const [what, call, rows, end] of [
    ["an older withdrawal that was rejected", withdrawing, [withdrawn("2025-12-31 23:59:00")], undefined],
    ["a withdrawal of which nobody says when it was", withdrawing, [withdrawn(undefined)], undefined],
    [
      "an older withdrawal that was rejected, beside its own",
      withdrawing,
      [withdrawn("2025-12-31 23:59:00"), withdrawn("2026-01-01 00:00:00", { id: "w2", status: 4 })],
      "w2"
    ],
    [
      "an older transfer that failed",
      transferring,
      [row({ clientTranId: "payout-17", status: "FAILURE", createTimeStamp: start - minute })],
      undefined
    ],
    [
      "an older transfer that was made, beside its own",
      transferring,
      [
        row({ clientTranId: "payout-17", status: "SUCCESS", createTimeStamp: start - minute }),
        row({ clientTranId: "payout-17", status: "SUCCESS", createTimeStamp: start, tranId: 8 })
      ],
      8
    ]
  ] as const)
    it.effect(`is not taken for ${what}`, () =>
      Effect.gen(function* () {
        const exchange = losing(({ wire }) => (wire.path.includes("withdraw") ? rows : { result: rows }))
        const { exit } = yield* settleOver(exchange, call, 20 * minute)
        if (end === undefined) assert.strictEqual(reasonOf(exit), "AmbiguousExecution ResponseLost")
        else assert.strictEqual(valueOf(exit), end)
      })
    )

  it.effect("did not execute when the row that has it says FAILURE", () =>
    Effect.gen(function* () {
      const exchange = losing(({ parameters }) => ({
        result: [row({ clientTranId: parameters.get("clientTranId"), status: "FAILURE" })]
      }))
      const call = Sapi.subAccountTransfer({
        toEmail: "desk@example.com",
        fromAccountType: "SPOT",
        toAccountType: "USDT_FUTURE",
        asset: "USDT",
        amount: "100"
      })
      const { exit } = yield* settleOver(exchange, call.pipe(Reconciliation.settleWithin("10 minutes")))
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  // No document says that an id is unique in what the history shows.
  it.effect("stays in doubt while two rows have it", () =>
    Effect.gen(function* () {
      const exchange = losing(({ parameters }) =>
        [6, 3].map((status) => ({
          id: `w${status}`,
          withdrawOrderId: parameters.get("withdrawOrderId"),
          coin: "USDT",
          amount: "100",
          status
        }))
      )
      const call = Sapi.withdraw({ coin: "USDT", network: "ETH", address: "0x94df", amount: "100" })
      const { exit } = yield* settleOver(exchange, call.pipe(Reconciliation.settleWithin("10 minutes")), 20 * minute)
      assert.strictEqual(reasonOf(exit), "AmbiguousExecution ResponseLost")
    })
  )

  it.effect("is found by it also when an earlier call under that id was answered with the same row", () =>
    Effect.gen(function* () {
      const own = { tranId: 7, clientTranId: "rent-2026-01" }
      const exchange = new LittleExchange(({ nth, what }) =>
        what === "transfer"
          ? nth === 1
            ? json(200, own)
            : lost
          : what === "history"
            ? json(200, { result: [row({ ...own, status: "SUCCESS", createTimeStamp: start })] })
            : undefined
      )
      const call = Sapi.subAccountTransfer({
        toEmail: "desk@example.com",
        fromAccountType: "SPOT",
        toAccountType: "USDT_FUTURE",
        asset: "USDT",
        amount: "100",
        clientTranId: "rent-2026-01"
      })
      const { exit } = yield* settleOver(
        exchange,
        Effect.andThen(call, call.pipe(Reconciliation.settleWithin("10 minutes"))),
        20 * minute
      )
      assert.strictEqual(valueOf(exit).tranId, 7)
    })
  )
})
