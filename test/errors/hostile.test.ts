/** Values that no honest exchange sends: an error is still made, and everything about it can still be read. */
import { assert, describe, it } from "@effect/vitest"
import type { HttpReply, Reply } from "effect-binance/client/Transport"
import { decide, toError } from "effect-binance/client/Verdict"
import { BinanceError, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import { UnexpectedShape } from "effect-binance/errors/FatalReason"
import { BanWindowClosed, BudgetExhausted, Expired, IpBanned, RateLimited } from "effect-binance/errors/RetryableReason"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"
import { inspect } from "node:util"
import { clientOrderId, inDoubt, kinds, operation } from "./support.ts"

const codec = Schema.toCodecJson(BinanceError)

/** Reads everything; what throws fails the test. */
const readable = (error: BinanceError): string => {
  const texts = [
    error.message,
    `${error}`,
    inspect(error),
    JSON.stringify(error),
    JSON.stringify(Schema.encodeSync(codec)(error)),
    `${error.stack}`,
    `${error.code} ${error.docs} ${error.remedy} ${error.executed} ${error.retryAfter}`
  ]
  for (const text of texts) assert.isAbove(text.length, 0)
  return error.message
}

const oddNumbers = [
  NaN,
  Infinity,
  -Infinity,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.MIN_VALUE,
  Number.MAX_SAFE_INTEGER,
  2 ** 53 + 2,
  8_640_000_000_000_001,
  -8_640_000_000_000_001,
  -62_198_755_200_001,
  -1,
  -0,
  0.5,
  1e21
]

describe("odd times", () => {
  it.each(oddNumbers)("until %s", (until) => {
    for (const reason of [new IpBanned({ until }), new BanWindowClosed({ until }), new BudgetExhausted({ until })]) {
      const error = new Retryable({ reason, operation: operation("place") })
      assert.match(readable(error), /until .+\. Nothing executed\. /)
      const back = Schema.decodeUnknownSync(codec)(JSON.parse(JSON.stringify(Schema.encodeSync(codec)(error))))
      assert.isTrue(Equal.equals(back, error))
      assert.strictEqual(back.message, error.message)
    }
  })

  it("a time that is one reads as one, and none as none", () => {
    const message = (until: number) => new Retryable({ reason: new IpBanned({ until }) }).message
    assert.include(message(1_700_000_120_000), "banned until 2023-11-14T22:15:20.000Z")
    assert.include(message(Infinity), "banned until further notice")
    assert.include(message(NaN), "banned until NaN (epoch ms)")
    assert.include(message(8_640_000_000_000_001), "banned until 8640000000000001 (epoch ms)")
  })

  it.effect("a window that is closed for good refuses with an error and not with a defect", () =>
    Effect.gen(function* () {
      const window = yield* BanWindow.BanWindow
      yield* window.close("address", Infinity)
      const error = yield* Effect.flip(window.pass(["address"], 10_000))
      assert.strictEqual(error.reason._tag, "BanWindowClosed")
      assert.include(readable(error), "has to be quiet until further notice")
    }).pipe(Effect.provide(BanWindow.BanWindow.layer))
  )

  it("pauses that nobody could wait for", () => {
    for (const retryAfter of [
      Duration.infinity,
      Duration.zero,
      Duration.nanos(1n),
      Duration.millis(0.1),
      Duration.days(1e6)
    ]) {
      const error = new Retryable({ reason: new RateLimited({ limit: "UNKNOWN", retryAfter }) })
      readable(error)
      assert.isTrue(Equal.equals(error.retryAfter, retryAfter))
    }
    readable(new Retryable({ reason: new Expired({ goodForMillis: Number.MAX_VALUE }) }))
  })

  it("texts of any length and content", () => {
    for (const text of ["", "\u0000", "\ud800", "%s %d %o", "${x}", "\u202e", "𝟘".repeat(10_000), "__proto__"]) {
      readable(new Fatal({ reason: new UnexpectedShape({ issue: text }), operation: operation("read") }))
    }
  })
})

const http = (status: number, headers: Record<string, string>, body: string): HttpReply => ({
  _tag: "HttpReply",
  status,
  headers,
  body,
  complete: true
})

describe("odd replies", () => {
  const times = [
    "",
    " ",
    "NaN",
    "-1",
    "0",
    "1e999",
    "0x10",
    "99999999999999999999",
    "999999999",
    "1.7976931348623157e308",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Sat, 13 Sep 275760 00:00:01 GMT",
    "Fri, 99 Foo 99999 99:99:99 GMT",
    "Infinity"
  ]
  const texts = [
    "IP banned until 9999999999999. Please use the websocket.",
    "IP banned until 0000000000000.",
    "IP banned until 99999999999999999999999999.",
    "IP banned until -1.",
    "IP banned until NaN.",
    "Too many requests; current limit is 99999999999 requests per 9999 DAY."
  ]
  const codes = [
    "-1003",
    "-1015",
    "-1007",
    "-9999",
    "1e400",
    "-1e400",
    "9007199254740993",
    '"-1003"',
    "null",
    "-1003.5",
    "{}"
  ]
  const clocks = [0, 1_700_000_000_000, NaN, Infinity, -Infinity, Number.MAX_VALUE, -Number.MAX_VALUE, 1e17, 0.5]

  it("become an error that reads, whatever the header, the text, the code and our own clock say", () => {
    let made = 0
    for (const kind of kinds) {
      for (const receivedAt of clocks) {
        const replies: Array<Reply> = []
        for (const status of [418, 429, 400, 503, NaN, Infinity, -1, 1e9]) {
          for (const time of times)
            replies.push(http(status, { "retry-after": time, "date": time }, `{"code":-1003,"msg":"${texts[0]}"}`))
          for (const text of texts)
            replies.push(http(status, { date: "Tue, 14 Nov 2023 22:13:20 GMT" }, `{"code":-1003,"msg":"${text}"}`))
          for (const code of codes) replies.push(http(status, {}, `{"code":${code},"msg":"x"}`))
        }
        for (const reply of replies) {
          const verdict = decide(
            {
              product: spotRules,
              kind,
              earlier: "none",
              clientOrderIdFrom: "library",
              clientOrderIds: [clientOrderId]
            },
            reply,
            receivedAt
          )
          if (verdict._tag === "Success") continue
          assert.notMatch(readableOnce(toError(verdict, operation(kind), () => inDoubt(kind))), /undefined|\[object/)
          made += 1
        }
      }
    }
    assert.isAbove(made, 10_000)
  })

  // the stack and the codec are slow and say nothing new here
  const readableOnce = (error: BinanceError) =>
    `${error.message} ${error.code} ${error.retryAfter} ${error.remedy} ${error.executed}`.replace(/undefined/g, "none")
})
