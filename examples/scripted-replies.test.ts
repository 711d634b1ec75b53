/**
 * Test your own program against scripted replies: a `Transport` of five lines, and a clock that moves when you say so.
 */
import { assert, it } from "@effect/vitest"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Signer } from "effect-binance/client/Signer"
import { type Reply, Transport } from "effect-binance/client/Transport"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { report } from "./match-on-reasons.ts"

const reply = (status: number, body: unknown, headers = {}): Reply => ({
  _tag: "HttpReply",
  status,
  headers,
  body: JSON.stringify(body),
  complete: true
})
const lost: Reply = { _tag: "NoReply", phase: "sent", code: "ECONNRESET", timeout: false }

/** Answers each call with the next reply. */
const scripted = (...replies: ReadonlyArray<Reply>) => {
  const left = [...replies]
  return BinanceClient.layer.pipe(
    Layer.provide(Layer.succeed(Transport, { send: () => Effect.sync(() => left.shift() ?? lost) })),
    Layer.provide(
      Layer.succeed(Signer, { apiKey: Redacted.make("key"), account: "test", sign: () => Effect.succeed("00") })
    ),
    Layer.provide([ServerClock.layerFixed(), BanWindow.BanWindow.layer])
  )
}

it.effect("a lost reply is not a failure", () =>
  Effect.gen(function* () {
    assert.match(yield* report, /^nobody knows: look up [0-9a-z]{24} before anything else$/)
  }).pipe(Effect.provide(scripted(lost)))
)

it.effect("a filter failure is the program's to mend", () =>
  Effect.gen(function* () {
    assert.strictEqual(yield* report, "not executed, and never will like this: fix-request")
  }).pipe(Effect.provide(scripted(reply(400, { code: -1013, msg: "Filter failure: LOT_SIZE" }))))
)

it.effect("a ban holds the next call back", () =>
  Effect.gen(function* () {
    assert.match(yield* report, /^not executed \(IpBanned\)/)
    const error = yield* Effect.flip(Spot.openOrders({ symbol: "BTCUSDT" }))
    assert.strictEqual(error.reason._tag, "BanWindowClosed")
  }).pipe(
    Effect.provide(
      scripted(reply(418, { code: -1003, msg: "Way too much request weight used" }, { "retry-after": "120" }))
    )
  )
)
