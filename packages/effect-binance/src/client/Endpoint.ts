/**
 * Which exchange to talk to. Chosen explicitly by a layer; there is no default, so nothing trades in production by accident.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

/**
 * The base address of one exchange, such as `https://testnet.binance.vision`, without a path.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * const layer = Endpoint.layerTestnet
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Endpoint extends Context.Service<
  Endpoint,
  {
    readonly name: string
    readonly baseUrl: string
  }
>()("effect-binance/Endpoint") {}

const layerOf = (name: string, baseUrl: string) =>
  Layer.succeed(Endpoint, { name, baseUrl: baseUrl.replace(/\/+$/, "") })

/**
 * The live exchange: real money.
 *
 * Source of the address: spot docs, rest-api: general API information.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as HttpTransport from "effect-binance/client/HttpTransport"
 * import * as Layer from "effect/Layer"
 *
 * const transport = HttpTransport.layer.pipe(Layer.provide(Endpoint.layerProduction))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerProduction: Layer.Layer<Endpoint> = layerOf("production", "https://api.binance.com")

/**
 * The Spot test network.
 *
 * Source of the address: spot docs, testnet: general information.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as HttpTransport from "effect-binance/client/HttpTransport"
 * import * as Layer from "effect/Layer"
 *
 * const transport = HttpTransport.layer.pipe(Layer.provide(Endpoint.layerTestnet))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerTestnet: Layer.Layer<Endpoint> = layerOf("testnet", "https://testnet.binance.vision")

/**
 * Demo mode: production's prices, play money.
 *
 * Source of the address: spot docs, demo mode: general information.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as HttpTransport from "effect-binance/client/HttpTransport"
 * import * as Layer from "effect/Layer"
 *
 * const transport = HttpTransport.layer.pipe(Layer.provide(Endpoint.layerDemo))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerDemo: Layer.Layer<Endpoint> = layerOf("demo", "https://demo-api.binance.com")

/**
 * A simulated exchange, such as `http://127.0.0.1:8080`.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as HttpTransport from "effect-binance/client/HttpTransport"
 * import * as Layer from "effect/Layer"
 *
 * const transport = HttpTransport.layer.pipe(Layer.provide(Endpoint.layerSimulator("http://127.0.0.1:8080")))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerSimulator = (baseUrl: string): Layer.Layer<Endpoint> => layerOf("simulator", baseUrl)

/**
 * Any other address, such as `https://api1.binance.com`.
 *
 * `name` is a word of the caller's.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as HttpTransport from "effect-binance/client/HttpTransport"
 * import * as Layer from "effect/Layer"
 *
 * const transport = HttpTransport.layer.pipe(Layer.provide(Endpoint.layerCustom("api1", "https://api1.binance.com")))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerCustom = (name: string, baseUrl: string): Layer.Layer<Endpoint> => layerOf(name, baseUrl)

const named: Readonly<Record<string, Layer.Layer<Endpoint>>> = {
  production: layerProduction,
  testnet: layerTestnet,
  demo: layerDemo
}

/**
 * From the setting `BINANCE_ENDPOINT`: `production`, `testnet`, `demo`, or the http address of a simulated or other exchange.
 * There is no default: without the setting it fails with `ConfigError`.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as HttpTransport from "effect-binance/client/HttpTransport"
 * import * as Layer from "effect/Layer"
 *
 * const transport = HttpTransport.layer.pipe(Layer.provide(Endpoint.layerConfig))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerConfig: Layer.Layer<Endpoint, Config.ConfigError> = Layer.fresh(
  Layer.unwrap(
    Effect.gen(function* () {
      const chosen = yield* Config.schema(
        Schema.String.check(
          Schema.isPattern(/^(production|testnet|demo|https?:\/\/\S+)$/, {
            message: "BINANCE_ENDPOINT has to be production, testnet, demo, or an http address"
          })
        ),
        "BINANCE_ENDPOINT"
      )
      return (Object.hasOwn(named, chosen) ? named[chosen] : undefined) ?? layerSimulator(chosen)
    })
  )
)
