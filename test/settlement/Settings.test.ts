// Of two settings of one thing the later one stays, also when the earlier one is settled by sending it again.
import { assert, describe, it } from "@effect/vitest"
import * as CustomOperation from "effect-binance/client/CustomOperation"
import * as Operation from "effect-binance/client/Operation"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Settings from "../../packages/effect-binance/src/internal/setting.ts"
import { json, LittleExchange, lost, reasonOf, refusal, type Script, settleOver, valueOf } from "./support.ts"

const { keepingNewest }: typeof Settings = await import(
  new URL("../../packages/effect-binance/src/internal/setting.ts", import.meta.url).href
)

const unlisted = CustomOperation.write({
  product: spotRules,
  kind: "setting",
  path: "/api/v3/setting",
  success: Schema.Struct({ code: Schema.Int }),
  find: Operation.repeat
})
// as the settings of the products are made
const change = keepingNewest(unlisted)
const settled = (leverage: number, symbol = "BTCUSDT") => change({ symbol, leverage }).pipe(Reconciliation.settle)

/** Answers the settings in the order in which they were sent; the little exchange takes those that are left out. */
const answering = (replies: ReadonlyArray<ReturnType<Script>>) =>
  new LittleExchange(({ nth, what }) => (what === "setting" ? replies[nth - 1] : undefined))

const sent = (exchange: LittleExchange) => exchange.all("setting").map(({ parameters }) => parameters.get("leverage"))

describe("a setting in doubt", () => {
  it.effect(
    "of an endpoint of one's own is sent again as it is: nobody knows which of its parameters say of what it is",
    () =>
      Effect.gen(function* () {
        const exchange = answering([lost])
        const ofOne = (email: string, leverage: number) => unlisted({ email, leverage }).pipe(Reconciliation.settle)
        const both = Effect.all([ofOne("one", 20), Effect.delay(ofOne("other", 5), 2_000)], { concurrency: 2 })
        const { exit } = yield* settleOver(exchange, both)
        assert.strictEqual(reasonOf(exit), "success")
        assert.deepStrictEqual(sent(exchange), ["20", "5", "20"])
      })
  )

  it.effect("does not undo one that was made since", () =>
    Effect.gen(function* () {
      const exchange = answering([lost])
      const both = Effect.all([settled(20), Effect.delay(settled(5), 2_000)], { concurrency: 2 })
      const { exit } = yield* settleOver(exchange, both)
      assert.strictEqual(reasonOf(exit), "success")
      // the first may have come after the second: it is set once more
      assert.deepStrictEqual(sent(exchange), ["20", "5", "5"])
    })
  )

  it.effect("does not undo one that is in doubt as well", () =>
    Effect.gen(function* () {
      const exchange = answering([lost, lost])
      const both = Effect.all([settled(20), Effect.delay(settled(5), 2_000)], { concurrency: 2 })
      const { exit } = yield* settleOver(exchange, both)
      assert.strictEqual(reasonOf(exit), "success")
      assert.deepStrictEqual(sent(exchange), ["20", "5", "5", "5"])
    })
  )

  it.effect("does not undo one that was asked for while it was sent again", () =>
    Effect.gen(function* () {
      const exchange = answering([lost])
      // the fence is past: it looks at the clock, and sends it again
      const isAgain = Effect.repeat(Effect.sleep(5), { until: () => exchange.count("setting") === 2 })
      const both = Effect.all([settled(20), Effect.andThen(isAgain, settled(5))], { concurrency: 2 })
      const { exit } = yield* settleOver(exchange, both)
      assert.strictEqual(reasonOf(exit), "success")
      assert.deepStrictEqual(sent(exchange), ["20", "20", "5", "5"])
    })
  )

  it.effect("is sent again itself when the later one was refused", () =>
    Effect.gen(function* () {
      const exchange = answering([lost, refusal(-1102, "Mandatory parameter 'leverage' was not sent.")])
      const both = Effect.all([settled(20), Effect.exit(Effect.delay(settled(500), 2_000))], { concurrency: 2 })
      const { exit } = yield* settleOver(exchange, both)
      assert.strictEqual(reasonOf(valueOf(exit)[1]), "Fatal InvalidRequest")
      assert.deepStrictEqual(sent(exchange), ["20", "500", "20"])
    })
  )

  it.effect("is sent again itself whatever was set of another symbol", () =>
    Effect.gen(function* () {
      const exchange = answering([lost])
      const both = Effect.all([settled(20), Effect.delay(settled(5, "ETHUSDT"), 2_000)], { concurrency: 2 })
      yield* settleOver(exchange, both)
      assert.deepStrictEqual(sent(exchange), ["20", "5", "20"])
    })
  )

  for (const of of ["pair", "underlying", "underlyings"]) {
    it.effect(`is sent again itself whatever was set of another ${of}`, () =>
      Effect.gen(function* () {
        const exchange = answering([lost])
        const setting = (what: string, leverage: number) => change({ [of]: what, leverage }).pipe(Reconciliation.settle)
        const both = Effect.all([setting("BTC", 20), Effect.delay(setting("ETH", 5), 2_000)], { concurrency: 2 })
        yield* settleOver(exchange, both)
        assert.deepStrictEqual(sent(exchange), ["20", "5", "20"])
      })
    )
  }

  it.effect("is sent again itself whatever else was set of its symbol", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange(({ nth, what }) =>
        what === "batch" ? json(200, { code: 200 }) : what === "setting" && nth === 1 ? lost : undefined
      )
      const another = keepingNewest(
        CustomOperation.write({
          product: spotRules,
          kind: "setting",
          path: "/api/v3/batchOrders",
          success: Schema.Struct({ code: Schema.Int }),
          find: Operation.repeat
        })
      )
      const other = another({ symbol: "BTCUSDT", leverage: 5 }).pipe(Reconciliation.settle)
      yield* settleOver(exchange, Effect.all([settled(20), Effect.delay(other, 2_000)], { concurrency: 2 }))
      assert.deepStrictEqual(sent(exchange), ["20", "20"])
      assert.strictEqual(exchange.count("batch"), 1)
    })
  )
})
