import { assert, describe, it } from "@effect/vitest"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

const chosen = (environment: Record<string, string>) =>
  Effect.provide(Endpoint.Endpoint, Endpoint.layerConfig).pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(environment)),
    Effect.result
  )

describe("Endpoint.layerConfig", () => {
  it.effect("says what may be chosen, also when nothing is", () =>
    Effect.gen(function* () {
      for (const environment of [{}, { BINANCE_ENDPOINT: "" }, { BINANCE_ENDPOINT: "live" }]) {
        const result = yield* chosen(environment)
        if (Result.isSuccess(result)) return assert.fail("something was chosen")
        assert.include(result.failure.message, "has to be production, testnet, demo, or an http address")
      }
    })
  )

  it.effect("takes a name or an address", () =>
    Effect.gen(function* () {
      for (const [BINANCE_ENDPOINT, baseUrl] of [
        ["demo", "https://demo-api.binance.com"],
        ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"]
      ] as const)
        assert.strictEqual(Result.getOrThrow(yield* chosen({ BINANCE_ENDPOINT })).baseUrl, baseUrl)
    })
  )
})
