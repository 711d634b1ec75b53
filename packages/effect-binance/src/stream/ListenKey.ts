/**
 * The keys that the user data streams of futures, options and portfolio margin are opened with, and the tokens of margin.
 *
 * `UserDataStream` makes and keeps them by itself. A listen key belongs to the account and not to who asked for it: to close it ends the
 * streams of every program that uses the account, so nothing here closes one by itself.
 *
 * A key lets whoever has it read what happens to the account, so it is `Redacted`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Operation from "../client/Operation.ts"
import { maybe, maybeInt } from "../internal/schemas.ts"
import { coinmRules } from "../products/CoinmRules.ts"
import { marginRules } from "../products/MarginRules.ts"
import { optionsRules } from "../products/OptionsRules.ts"
import { portfolioMarginRules } from "../products/PortfolioMarginRules.ts"
import type { ProductRules } from "../products/ProductRules.ts"
import { usdmRules } from "../products/UsdmRules.ts"

const Secret = Schema.RedactedFromValue(Schema.String)

/**
 * A listen key, and until when it is valid (epoch ms by the exchange's clock) where the product says so; it is 60 minutes everywhere.
 *
 * @example
 * ```ts
 * import type { ListenKey } from "effect-binance/stream/ListenKey"
 * import * as Redacted from "effect/Redacted"
 *
 * const addressOf = ({ listenKey }: ListenKey) => `wss://fstream.binance.com/private/ws/${Redacted.value(listenKey)}`
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const ListenKey = Schema.Struct({ listenKey: Secret, expiration: maybeInt })

/**
 * A listen key, and until when it is valid.
 *
 * @category models
 * @since 0.1.0
 */
export type ListenKey = typeof ListenKey.Type

/**
 * What keeping a key alive answers: the key that was kept, where the product says so.
 *
 * @example
 * ```ts
 * import type { KeptAlive } from "effect-binance/stream/ListenKey"
 *
 * const isNamed = ({ listenKey }: KeptAlive) => listenKey !== undefined
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const KeptAlive = Schema.Struct({ listenKey: maybe(Secret) })

/**
 * What keeping a key alive answers.
 *
 * @category models
 * @since 0.1.0
 */
export type KeptAlive = typeof KeptAlive.Type

/**
 * What closing a key answers: nothing.
 *
 * @example
 * ```ts
 * import type { Closed } from "effect-binance/stream/ListenKey"
 *
 * const nothing: Closed = {}
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Closed = Schema.Struct({})

/**
 * What closing a key answers.
 *
 * @category models
 * @since 0.1.0
 */
export type Closed = typeof Closed.Type

/**
 * A token that opens the user data stream of a margin account until `expirationTime` (epoch ms by the exchange's clock).
 *
 * @example
 * ```ts
 * import type { ListenToken } from "effect-binance/stream/ListenKey"
 *
 * const lastsUntil = ({ expirationTime }: ListenToken) => new Date(expirationTime)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const ListenToken = Schema.Struct({ token: Secret, expirationTime: Schema.Int })

/**
 * A token that opens the user data stream of a margin account.
 *
 * @category models
 * @since 0.1.0
 */
export type ListenToken = typeof ListenToken.Type

/**
 * Which margin account a token is for, and for how long in ms: 24 hours at most, and when it is not said.
 *
 * @category models
 * @since 0.1.0
 */
export type ForAccount = { readonly validity?: number | undefined } & (
  | { readonly isIsolated?: false | undefined; readonly symbol?: undefined }
  | { readonly isIsolated: true; readonly symbol: string }
)

// None of them moves anything of the account, and each may be sent again: so they are reads, which are never in doubt.
const made = <A>(
  name: string,
  product: ProductRules,
  method: "POST" | "PUT" | "DELETE",
  path: string,
  success: Schema.Decoder<A>
) =>
  Operation.make<A, "read", void>({
    name,
    product,
    kind: "read",
    method,
    path,
    weight: () => 1,
    security: "USER_STREAM",
    success,
    parameters: () => ({}),
    describe: () => ({}),
    goodForMillis: () => 60_000
  })

const keysOf = (prefix: string, product: ProductRules, path: string) => ({
  /** Gives the account's key, a new one when there is none, and makes it valid for 60 minutes more. Weight 1. */
  start: made(`${prefix}.startUserDataStream`, product, "POST", path, ListenKey),
  /** Makes the account's key valid for 60 minutes more; without one it is `Fatal(InvalidRequest)` with code -1125. Weight 1. */
  keepAlive: made(`${prefix}.keepAliveUserDataStream`, product, "PUT", path, KeptAlive),
  /** Ends the account's key, and with it every stream that was opened with it, whoever opened it. Weight 1. */
  close: made(`${prefix}.closeUserDataStream`, product, "DELETE", path, Closed)
})

/**
 * The listen key of USDⓈ-M futures. Each call fails with `Retryable` or `Fatal`.
 *
 * Source: USDⓈ-M docs, user data streams.
 *
 * @example
 * ```ts
 * import * as ListenKey from "effect-binance/stream/ListenKey"
 *
 * const key = ListenKey.usdm.start() // Call<ListenKey, Retryable | Fatal, BinanceClient>
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const usdm = /* @__PURE__ */ keysOf("usdm", usdmRules, "/fapi/v1/listenKey")

/**
 * The listen key of COIN-M futures. Each call fails with `Retryable` or `Fatal`.
 *
 * Source: COIN-M docs, user data streams.
 *
 * @example
 * ```ts
 * import * as ListenKey from "effect-binance/stream/ListenKey"
 *
 * const key = ListenKey.coinm.start()
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const coinm = /* @__PURE__ */ keysOf("coinm", coinmRules, "/dapi/v1/listenKey")

/**
 * The listen key of options. Each call fails with `Retryable` or `Fatal`.
 *
 * Source: options docs, user data streams.
 *
 * @example
 * ```ts
 * import * as ListenKey from "effect-binance/stream/ListenKey"
 *
 * const key = ListenKey.options.start()
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const options = /* @__PURE__ */ keysOf("options", optionsRules, "/eapi/v1/listenKey")

/**
 * The listen key of portfolio margin. Each call fails with `Retryable` or `Fatal`.
 *
 * Source: portfolio margin docs, user data streams.
 *
 * @example
 * ```ts
 * import * as ListenKey from "effect-binance/stream/ListenKey"
 *
 * const key = ListenKey.portfolioMargin.start()
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const portfolioMargin = /* @__PURE__ */ keysOf("pm", portfolioMarginRules, "/papi/v1/listenKey")

/**
 * The listen key of the risk stream of the cross margin account. The call fails with `Retryable` or `Fatal`; made again, it keeps the key
 * alive.
 *
 * Source: margin docs, risk data stream.
 *
 * @example
 * ```ts
 * import * as ListenKey from "effect-binance/stream/ListenKey"
 *
 * const key = ListenKey.marginRisk.start()
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const marginRisk = {
  /** Gives the account's key, a new one when there is none, and makes it valid for 60 minutes more. Weight 1 of the account. */
  start: /* @__PURE__ */ made(
    "marginRisk.startUserDataStream",
    marginRules,
    "POST",
    "/sapi/v1/margin/listen-key",
    ListenKey
  )
}

/**
 * A token for the user data stream of the cross margin account, or of the isolated one of a symbol. Weight 1 of the account. Fails with
 * `Retryable` or `Fatal`.
 *
 * Source: margin docs, trade data stream: create margin account listenToken.
 *
 * @example
 * ```ts
 * import * as ListenKey from "effect-binance/stream/ListenKey"
 *
 * const cross = ListenKey.marginToken({})
 * const isolated = ListenKey.marginToken({ isIsolated: true, symbol: "BTCUSDT" })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const marginToken = /* @__PURE__ */ Operation.make<ListenToken, "read", ForAccount>({
  name: "margin.createListenToken",
  product: marginRules,
  kind: "read",
  method: "POST",
  path: "/sapi/v1/userListenToken",
  weight: () => 1,
  security: "USER_STREAM",
  success: ListenToken,
  parameters: (input) => ({ symbol: input.symbol, isIsolated: input.isIsolated, validity: input.validity }),
  describe: (input) => ({ symbol: input.symbol }),
  goodForMillis: () => 60_000
})
