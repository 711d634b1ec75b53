import { assert, describe, it } from "@effect/vitest"
import { AmbiguousExecution } from "effect-binance/errors/BinanceError"
import * as Sapi from "effect-binance/products/Sapi"
import * as Effect from "effect/Effect"
import { type AnyCall, atOnce, clientFixed, http, lost, wire } from "../client/support.ts"
import { checks, id, row } from "./requests.ts"

const read = (endpoint: string, text: string, weight: number) =>
  ({ kind: "read", endpoint: `GET /sapi/v1/${endpoint}`, text, weight }) as const
const write = (endpoint: string, text: string, weight: number) =>
  ({ kind: "transfer", endpoint: `POST /sapi/v1/${endpoint}`, text, weight, security: "USER_DATA" }) as const
const between = {
  toEmail: "a@b.c",
  fromAccountType: "SPOT",
  toAccountType: "USDT_FUTURE",
  asset: "USDT",
  amount: "1.5"
} as const

describe("what transfers put on the wire, and what they cost", () => {
  checks(Sapi, [
    row(
      Sapi.transfer,
      {
        type: "ISOLATEDMARGIN_ISOLATEDMARGIN",
        asset: "USDT",
        amount: "1.50",
        fromSymbol: "BNBUSDT",
        toSymbol: "BTCUSDT"
      },
      write(
        "asset/transfer",
        "type=ISOLATEDMARGIN_ISOLATEDMARGIN&asset=USDT&amount=1.50&fromSymbol=BNBUSDT&toSymbol=BTCUSDT",
        900
      )
    ),
    row(
      Sapi.transferHistory,
      { type: "MAIN_UMFUTURE", startTime: 1, endTime: 2, current: 3, size: 100, fromSymbol: "A", toSymbol: "B" },
      read("asset/transfer", "type=MAIN_UMFUTURE&startTime=1&endTime=2&current=3&size=100&fromSymbol=A&toSymbol=B", 1)
    ),
    row(
      Sapi.subAccountTransfer,
      between,
      write(
        "sub-account/universalTransfer",
        `toEmail=a%40b.c&fromAccountType=SPOT&toAccountType=USDT_FUTURE&clientTranId=${id}&asset=USDT&amount=1.5`,
        1
      )
    ),
    row(
      Sapi.subAccountTransfer,
      {
        ...between,
        fromEmail: "d@e.f",
        fromAccountType: "ISOLATED_MARGIN",
        toAccountType: "SPOT",
        symbol: "BTCUSDT",
        clientTranId: "own"
      },
      write(
        "sub-account/universalTransfer",
        "fromEmail=d%40e.f&toEmail=a%40b.c&fromAccountType=ISOLATED_MARGIN&toAccountType=SPOT&clientTranId=own&symbol=BTCUSDT&asset=USDT&amount=1.5",
        1
      )
    ),
    row(
      Sapi.subAccountTransferHistory,
      { fromEmail: "d@e.f", clientTranId: "own", startTime: 1, endTime: 2, page: 3, limit: 500 },
      read(
        "sub-account/universalTransfer",
        "fromEmail=d%40e.f&clientTranId=own&startTime=1&endTime=2&page=3&limit=500",
        1
      )
    ),
    row(
      Sapi.subAccountFuturesTransfer,
      { fromEmail: "d@e.f", toEmail: "a@b.c", futuresType: 2, asset: "BTC", amount: "1" },
      write(
        "sub-account/futures/internalTransfer",
        "fromEmail=d%40e.f&toEmail=a%40b.c&futuresType=2&asset=BTC&amount=1",
        1
      )
    ),
    row(
      Sapi.subAccountFuturesTransferHistory,
      { email: "a@b.c", futuresType: 1, startTime: 1, endTime: 2, page: 3, limit: 50 },
      read(
        "sub-account/futures/internalTransfer",
        "email=a%40b.c&futuresType=1&startTime=1&endTime=2&page=3&limit=50",
        1
      )
    ),
    row(
      Sapi.withdraw,
      { coin: "XRP", address: "r1", amount: "2" },
      write("capital/withdraw/apply", `coin=XRP&withdrawOrderId=${id}&address=r1&amount=2`, 900)
    ),
    row(
      Sapi.withdraw,
      {
        coin: "XRP",
        address: "r1",
        addressTag: "77",
        amount: "2",
        network: "XRP",
        name: "cold store",
        transactionFeeFlag: true,
        walletType: 1,
        withdrawOrderId: "own"
      },
      write(
        "capital/withdraw/apply",
        "coin=XRP&withdrawOrderId=own&network=XRP&address=r1&addressTag=77&amount=2&transactionFeeFlag=true&name=cold%20store&walletType=1",
        900
      )
    ),
    row(
      Sapi.withdrawHistory,
      {
        coin: "XRP",
        withdrawOrderId: "own",
        status: 6,
        ids: ["a", "b"],
        offset: 0,
        limit: 10,
        startTime: 1,
        endTime: 2
      },
      read(
        "capital/withdraw/history",
        "coin=XRP&withdrawOrderId=own&status=6&offset=0&limit=10&idList=a%2Cb&startTime=1&endTime=2",
        18_000
      )
    )
  ])
})

describe("a transfer", () => {
  const transfers: ReadonlyArray<readonly [string, AnyCall, string, unknown]> = [
    [
      "transfer",
      Sapi.transfer({ type: "MAIN_UMFUTURE", asset: "USDT", amount: "1" }),
      `{"tranId":9007199254740993}`,
      { tranId: "9007199254740993" }
    ],
    [
      "subAccountTransfer",
      Sapi.subAccountTransfer(between),
      `{"tranId":9007199254740993,"clientTranId":"x"}`,
      { tranId: "9007199254740993", clientTranId: "x" }
    ],
    [
      "subAccountFuturesTransfer",
      Sapi.subAccountFuturesTransfer({ fromEmail: "a", toEmail: "b", futuresType: 1, asset: "USDT", amount: "1" }),
      `{"success":true,"txnId":9007199254740993}`,
      { txnId: "9007199254740993" }
    ]
  ]

  it.effect.each(transfers)("%s: its id is exact beyond 2^53", ([, call, body, expected]) =>
    Effect.gen(function* () {
      const result = yield* atOnce(call)
      assert.deepStrictEqual(result._tag === "Success" ? result.success : result.failure, expected)
    }).pipe(Effect.provide(clientFixed(wire(() => http(200, body)))))
  )

  it.effect.each(transfers)("%s: a lost reply is a doubt, and nothing is sent again", ([, call]) => {
    const over = wire(() => lost)
    return Effect.gen(function* () {
      const result = yield* atOnce(call)
      assert.strictEqual(result._tag === "Success" ? "Success" : result.failure._tag, "AmbiguousExecution")
      assert.strictEqual(over.sent.length, 1)
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it.effect("with an id of ours: the doubt has it, and the address of a withdrawal nowhere", () => {
    const over = wire(() => lost)
    const calls: ReadonlyArray<AnyCall> = [
      Sapi.subAccountTransfer({ ...between, clientTranId: "own" }),
      Sapi.withdraw({ coin: "USDT", address: "0x94dfPRIVATE", amount: "1", withdrawOrderId: "own" })
    ]
    return Effect.gen(function* () {
      for (const call of calls) {
        const result = yield* atOnce(call)
        if (result._tag === "Success" || !(result.failure instanceof AmbiguousExecution)) return assert.fail("no doubt")
        assert.deepStrictEqual(result.failure.inDoubt.clientOrderIds, ["own"])
        assert.notInclude(JSON.stringify(result.failure), "PRIVATE")
      }
    }).pipe(Effect.provide(clientFixed(over)))
  })

  it("is looked for in a history, and in nothing else", () => {
    for (const [name, value] of Object.entries(Sapi)) {
      if (typeof value !== "function" || !("operation" in value)) continue
      const { find, kind } = value.operation
      assert.strictEqual(find?.subject, kind === "transfer" ? "history" : undefined, name)
    }
  })
})
