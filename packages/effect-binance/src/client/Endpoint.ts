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
 * What the paths of one host begin with: Spot is `api`; margin, wallet and portfolio margin pro `sapi`; USDⓈ-M futures `fapi`; COIN-M futures
 * `dapi`; options `eapi`; portfolio margin `papi`.
 *
 * @category models
 * @since 0.1.0
 */
export type Family = "api" | "sapi" | "fapi" | "dapi" | "eapi" | "papi"

/**
 * The addresses of an exchange that has one for each family of paths. A family that is not there cannot be called.
 *
 * @category models
 * @since 0.1.0
 */
export type Hosts = { readonly [F in Family]?: string | undefined }

/**
 * The addresses of one exchange, such as `https://testnet.binance.vision`, without a path. Without `hosts` every product is asked at
 * `baseUrl`.
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
    readonly hosts?: Hosts | undefined
    /** Which exchange it is, when its addresses are only a way to one that has others, such as a proxy: see `exchangeOf`. */
    readonly exchange?: string | undefined
  }
>()("effect-binance/Endpoint") {}

const withoutSlash = (address: string) => address.replace(/\/+$/, "")

const layerOf = (name: string, baseUrl: string, hosts?: Hosts) =>
  Layer.succeed(
    Endpoint,
    hosts === undefined
      ? { name, baseUrl: withoutSlash(baseUrl) }
      : { name, baseUrl: withoutSlash(baseUrl), hosts: trimmed(hosts) }
  )

const trimmed = (hosts: Hosts): Hosts =>
  Object.fromEntries(
    Object.entries(hosts).flatMap(([family, address]) =>
      address === undefined ? [] : [[family, withoutSlash(address)]]
    )
  )

const familyPattern = /^\/([a-z]+)\//

/**
 * The address that serves a path; `undefined` when this exchange has none for it, and then nothing may be sent. The path decides
 * and not the product: the clock of portfolio margin is asked of the host of USDⓈ-M.
 *
 * Source of the table: general information of each product.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 *
 * const demo = { name: "mine", baseUrl: "https://demo-api.binance.com", hosts: { api: "https://demo-api.binance.com" } }
 * Endpoint.addressOf(demo, "/fapi/v1/order") // undefined
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const addressOf = ({ baseUrl, hosts }: Endpoint["Service"], path: string): string | undefined => {
  if (hosts === undefined) return baseUrl
  const family = familyPattern.exec(path)?.[1] ?? ""
  return Object.hasOwn(hosts, family) ? hosts[family as Family] : undefined // it is one of the table's own keys
}

// These hosts are ways to one exchange (spot docs, rest-api: general information; testnet: general information).
const otherWays = /^(?:api(?:\d+|-gcp)(?=\.binance\.com$)|api\d+\.(?=testnet\.binance\.vision$))/

/**
 * Which exchange a path is asked at: what a journal keeps, so that no order is looked for where it was never sent. It is the host
 * and port, and the same for all hosts of one exchange; or what the endpoint itself says in `exchange`. `undefined` when there is no
 * address for the path.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 *
 * Endpoint.exchangeOf({ name: "mine", baseUrl: "https://api1.binance.com" }, "/api/v3/order") // "api.binance.com"
 * Endpoint.exchangeOf({ name: "mine", baseUrl: "http://127.0.0.1:8080" }, "/api/v3/order") // "127.0.0.1:8080"
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const exchangeOf = (endpoint: Endpoint["Service"], path: string): string | undefined => {
  if (endpoint.exchange !== undefined) return endpoint.exchange
  const address = addressOf(endpoint, path)
  return address === undefined
    ? undefined
    : (URL.parse(address)?.host ?? address).replace(otherWays, (way) => (way.endsWith(".") ? "" : "api"))
}

/**
 * Every address of an exchange, each once.
 *
 * @example
 * ```ts
 * import * as Endpoint from "effect-binance/client/Endpoint"
 *
 * Endpoint.addressesOf({ name: "mine", baseUrl: "http://127.0.0.1:8080" }) // ["http://127.0.0.1:8080"]
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const addressesOf = ({ baseUrl, hosts = {} }: Endpoint["Service"]): ReadonlyArray<string> =>
  Array.from(new Set([baseUrl, ...Object.values(hosts).filter((address) => address !== undefined)]))

/**
 * The live exchange: real money. Each product has its host.
 *
 * Source of the addresses: general information of each product.
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
export const layerProduction: Layer.Layer<Endpoint> = /* @__PURE__ */ layerOf("production", "https://api.binance.com", {
  api: "https://api.binance.com",
  sapi: "https://api.binance.com",
  fapi: "https://fapi.binance.com",
  dapi: "https://dapi.binance.com",
  eapi: "https://eapi.binance.com",
  papi: "https://papi.binance.com"
})

/**
 * The test networks of Spot, USDⓈ-M, COIN-M and options; each wants a key of its own. Margin, the wallet and portfolio margin have none.
 *
 * Source of the addresses: spot docs, testnet: general information; futures and options docs: general information.
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
export const layerTestnet: Layer.Layer<Endpoint> = /* @__PURE__ */ layerOf(
  "testnet",
  "https://testnet.binance.vision",
  {
    api: "https://testnet.binance.vision",
    fapi: "https://demo-fapi.binance.com",
    dapi: "https://testnet.binancefuture.com",
    eapi: "https://demo-fapi.binance.com"
  }
)

/**
 * Demo mode of Spot, USDⓈ-M and options: production's prices, play money. The other products have none.
 *
 * Source of the addresses: spot docs, demo mode: general information; futures and options docs: general information.
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
export const layerDemo: Layer.Layer<Endpoint> = /* @__PURE__ */ layerOf("demo", "https://demo-api.binance.com", {
  api: "https://demo-api.binance.com",
  fapi: "https://demo-fapi.binance.com",
  eapi: "https://demo-fapi.binance.com"
})

/**
 * A simulated exchange, such as `http://127.0.0.1:8080`, which serves every product.
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
 * Any other address, such as `https://api1.binance.com`. With `hosts`, only the products that are named there can be called; without,
 * this address is asked for all of them.
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
export const layerCustom = (name: string, baseUrl: string, hosts?: Hosts): Layer.Layer<Endpoint> =>
  layerOf(name, baseUrl, hosts)

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
export const layerConfig: Layer.Layer<Endpoint, Config.ConfigError> = /* @__PURE__ */ Layer.fresh(
  /* @__PURE__ */ Layer.unwrap(
    // pure, so that a web page, which has no environment, can leave it out with all that reads one
    /* @__PURE__ */ Effect.gen(function* () {
      // also when it is not set at all
      const otherwise = { message: "BINANCE_ENDPOINT has to be production, testnet, demo, or an http address" }
      const chosen = yield* Config.schema(
        Schema.String.annotate(otherwise).check(
          Schema.isPattern(/^(production|testnet|demo|https?:\/\/\S+)$/, otherwise)
        ),
        "BINANCE_ENDPOINT"
      )
      return (Object.hasOwn(named, chosen) ? named[chosen] : undefined) ?? layerSimulator(chosen)
    })
  )
)
