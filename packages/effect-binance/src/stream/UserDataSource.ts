/**
 * Where the events of one product's account come from: what its stream is opened with, where, and how its orders are read again.
 *
 * A new product is a new value of this type, never new code.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type { BinanceClient } from "../client/BinanceClient.ts"
import type { Fatal, Retryable } from "../errors/BinanceError.ts"
import * as Coinm from "../products/Coinm.ts"
import { coinmRules } from "../products/CoinmRules.ts"
import { crossViews, isolatedViews } from "../products/Margin.ts"
import { marginRules } from "../products/MarginRules.ts"
import * as Options from "../products/Options.ts"
import { optionsRules } from "../products/OptionsRules.ts"
import * as PortfolioMargin from "../products/PortfolioMargin.ts"
import { portfolioMarginRules } from "../products/PortfolioMarginRules.ts"
import type { ProductRules } from "../products/ProductRules.ts"
import { views as spotViews } from "../products/SpotOrders.ts"
import { spotRules } from "../products/SpotRules.ts"
import * as Usdm from "../products/Usdm.ts"
import { usdmRules } from "../products/UsdmRules.ts"
import type { ProductViews } from "../settlement/ProductViews.ts"
import { streamOf } from "../settlement/Sightings.ts"
import * as ListenKey from "./ListenKey.ts"
import type * as UserEvent from "./UserEvent.ts"

/**
 * What a stream is opened with.
 *
 * @category models
 * @since 0.1.0
 */
export type Access =
  /** A signature over the WebSocket API of Spot; any type of key can. */
  | { readonly _tag: "Signature" }
  /** The logon of its connection to the WebSocket API of Spot; a key of Ed25519 alone can. */
  | { readonly _tag: "Session" }
  /** A token over the WebSocket API of Spot. */
  | {
      readonly _tag: "ListenToken"
      readonly token: Effect.Effect<ListenKey.ListenToken, Retryable | Fatal, BinanceClient>
    }
  /** A key in the address of the stream. */
  | {
      readonly _tag: "ListenKey"
      /** Gives the account's key and keeps it alive. */
      readonly start: Effect.Effect<ListenKey.ListenKey, Retryable | Fatal, BinanceClient>
      /** What the endpoint's address for this begins with, such as `/fapi/`. */
      readonly family: string
      /** The address of the stream, without the key, by the address over HTTP. */
      readonly addresses: ReadonlyMap<string, string>
      /** The path of the stream on the host of an endpoint that is not there. */
      readonly path: string
    }

/**
 * One source of events.
 *
 * @category models
 * @since 0.1.0
 */
export interface UserDataSource {
  /** What its items and sightings are told under; see `Sightings.streamOf`. */
  readonly name: string
  /** How its events are read. */
  readonly product: UserEvent.Product
  readonly rules: ProductRules
  readonly access: Access
  /** How often the exchange pings, in ms: after one and a half of it, silence is the end. */
  readonly pingMillis: number
  /** How its orders are read again; for each kind of orders that has questions of its own, under a name of ours. */
  readonly routes: { readonly [route: string]: ProductViews }
}

const spotPing = 20_000
const futuresPing = 180_000

/**
 * Spot. Its stream comes over the WebSocket API.
 *
 * Source: spot docs, web-socket-api: user data stream subscription.
 *
 * @example
 * ```ts
 * import * as UserDataSource from "effect-binance/stream/UserDataSource"
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 *
 * const stream = UserDataStream.layer(UserDataSource.spot)
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const spot: UserDataSource = {
  name: "spot",
  product: "spot",
  rules: spotRules,
  access: { _tag: "Signature" },
  pingMillis: spotPing,
  routes: { order: spotViews }
}

/**
 * Spot over connections that are logged on, in place of `spot`: it tells the same, under the same name. Each connection is logged on
 * (`session.logon`) and then subscribes, so that nothing but the logon is signed, and the subscription lives no longer than the key is
 * logged on.
 *
 * The key has to be one of Ed25519: with another one the stream fails with `Fatal(Unsupported)`, and nothing is sent. A logon that is
 * refused is `Fatal(BadCredentials)` or `Fatal(BadSignature)`.
 *
 * Its connections are its own, as those of every source, and not those of `WebSocketApi`: there a call that times out, or is answered
 * by a frame that cannot be read, ends the connection, and here each end may be a gap.
 *
 * Source: spot docs, web-socket-api: session authentication, user data stream subscription.
 *
 * @example
 * ```ts
 * import * as UserDataSource from "effect-binance/stream/UserDataSource"
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 *
 * const stream = UserDataStream.layer(UserDataSource.spotLoggedOn)
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const spotLoggedOn: UserDataSource = { ...spot, access: { _tag: "Session" } }

/**
 * The cross margin account.
 *
 * Source: margin docs, trade data stream.
 *
 * @example
 * ```ts
 * import * as UserDataSource from "effect-binance/stream/UserDataSource"
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 *
 * const stream = UserDataStream.layer(UserDataSource.margin)
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const margin: UserDataSource = {
  name: "margin",
  product: "margin",
  rules: marginRules,
  access: { _tag: "ListenToken", token: /* @__PURE__ */ ListenKey.marginToken({}) },
  pingMillis: spotPing,
  routes: { order: crossViews }
}

/**
 * The isolated margin account of a symbol. An order of one account is not told to another.
 *
 * Source: margin docs, trade data stream.
 *
 * @example
 * ```ts
 * import * as UserDataSource from "effect-binance/stream/UserDataSource"
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 *
 * const stream = UserDataStream.layer(UserDataSource.isolatedMargin("BTCUSDT"))
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const isolatedMargin = (symbol: string): UserDataSource => ({
  ...margin,
  name: streamOf("margin", symbol),
  access: { _tag: "ListenToken", token: ListenKey.marginToken({ isIsolated: true, symbol }) },
  routes: { order: isolatedViews }
})

/**
 * The risk of the cross margin account: margin calls and liabilities. It tells of no orders; `margin` does.
 *
 * Source: margin docs, risk data stream.
 *
 * @example
 * ```ts
 * import * as UserDataSource from "effect-binance/stream/UserDataSource"
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 *
 * const stream = UserDataStream.layer(UserDataSource.margin, UserDataSource.marginRisk)
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const marginRisk: UserDataSource = {
  name: "marginRisk",
  product: "margin",
  rules: marginRules,
  access: {
    _tag: "ListenKey",
    start: /* @__PURE__ */ ListenKey.marginRisk.start(),
    family: "/sapi/",
    path: "/ws/",
    addresses: /* @__PURE__ */ new Map([["https://api.binance.com", "wss://margin-stream.binance.com/ws/"]])
  },
  pingMillis: spotPing,
  routes: {}
}

/**
 * USDⓈ-M futures, algo orders among them.
 *
 * Source: USDⓈ-M docs, user data streams. Since April 2026 private streams have a path of their own; the old one is gone.
 *
 * @example
 * ```ts
 * import * as UserDataSource from "effect-binance/stream/UserDataSource"
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 *
 * const stream = UserDataStream.layer(UserDataSource.usdm)
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const usdm: UserDataSource = {
  name: "usdm",
  product: "usdm",
  rules: usdmRules,
  access: {
    _tag: "ListenKey",
    start: /* @__PURE__ */ ListenKey.usdm.start(),
    family: "/fapi/",
    path: "/private/ws/",
    addresses: /* @__PURE__ */ new Map([
      ["https://fapi.binance.com", "wss://fstream.binance.com/private/ws/"],
      ["https://demo-fapi.binance.com", "wss://demo-fstream.binance.com/private/ws/"]
    ])
  },
  pingMillis: futuresPing,
  routes: { order: Usdm.views, algoOrder: Usdm.algoViews }
}

/**
 * COIN-M futures.
 *
 * Source: COIN-M docs, user data streams, general information.
 *
 * @example
 * ```ts
 * import * as UserDataSource from "effect-binance/stream/UserDataSource"
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 *
 * const stream = UserDataStream.layer(UserDataSource.coinm)
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const coinm: UserDataSource = {
  name: "coinm",
  product: "coinm",
  rules: coinmRules,
  access: {
    _tag: "ListenKey",
    start: /* @__PURE__ */ ListenKey.coinm.start(),
    family: "/dapi/",
    path: "/ws/",
    addresses: /* @__PURE__ */ new Map([
      ["https://dapi.binance.com", "wss://dstream.binance.com/ws/"],
      ["https://testnet.binancefuture.com", "wss://dstream.binancefuture.com/ws/"]
    ])
  },
  pingMillis: futuresPing,
  routes: { order: Coinm.views }
}

/**
 * Options.
 *
 * Source: options docs, user data streams, general information.
 *
 * @example
 * ```ts
 * import * as UserDataSource from "effect-binance/stream/UserDataSource"
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 *
 * const stream = UserDataStream.layer(UserDataSource.options)
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const options: UserDataSource = {
  name: "options",
  product: "options",
  rules: optionsRules,
  access: {
    _tag: "ListenKey",
    start: /* @__PURE__ */ ListenKey.options.start(),
    family: "/eapi/",
    path: "/private/ws/",
    addresses: /* @__PURE__ */ new Map([
      ["https://eapi.binance.com", "wss://fstream.binance.com/private/ws/"],
      ["https://demo-fapi.binance.com", "wss://demo-fstream.binance.com/private/ws/"]
    ])
  },
  // source: options docs, websocket market streams: every 5 minutes
  pingMillis: 300_000,
  routes: { order: Options.views }
}

/**
 * Portfolio margin: its USDⓈ-M, COIN-M and margin orders in one stream.
 *
 * Source: portfolio margin docs, user data streams.
 *
 * @example
 * ```ts
 * import * as UserDataSource from "effect-binance/stream/UserDataSource"
 * import * as UserDataStream from "effect-binance/stream/UserDataStream"
 *
 * const stream = UserDataStream.layer(UserDataSource.portfolioMargin)
 * ```
 *
 * @category sources
 * @since 0.1.0
 */
export const portfolioMargin: UserDataSource = {
  name: "pm",
  product: "pm",
  rules: portfolioMarginRules,
  access: {
    _tag: "ListenKey",
    start: /* @__PURE__ */ ListenKey.portfolioMargin.start(),
    family: "/papi/",
    path: "/pm/ws/",
    addresses: /* @__PURE__ */ new Map([["https://papi.binance.com", "wss://fstream.binance.com/pm/ws/"]])
  },
  pingMillis: futuresPing,
  routes: {
    um: PortfolioMargin.umViews,
    umConditional: PortfolioMargin.umConditionalViews,
    cm: PortfolioMargin.cmViews,
    cmConditional: PortfolioMargin.cmConditionalViews,
    margin: PortfolioMargin.marginViews
  }
}
