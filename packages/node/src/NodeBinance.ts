/**
 * The whole client on Node in one layer: undici, node:crypto, the exchange's clock, the ban window and reconciliation.
 *
 * @since 0.1.0
 */
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import type { Endpoint } from "effect-binance/client/Endpoint"
import * as ServerClock from "effect-binance/client/ServerClock"
import type { SignerError } from "effect-binance/client/Signer"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Layer from "effect/Layer"
import * as NodeSigner from "./NodeSigner.ts"
import * as UndiciTransport from "./UndiciTransport.ts"

/**
 * What the layers give.
 *
 * @category models
 * @since 0.1.0
 */
export type NodeBinance =
  | BinanceClient.BinanceClient
  | Reconciliation.Reconciliation
  | ServerClock.ServerClock
  | BanWindow.BanWindow

type Failure = Credentials.CredentialsError | SignerError

const over = (
  credentials: Layer.Layer<Credentials.Credentials, Credentials.CredentialsError>,
  transport: UndiciTransport.Options
): Layer.Layer<NodeBinance, Failure, Endpoint> =>
  Reconciliation.layer.pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provideMerge(ServerClock.layer),
    Layer.provideMerge(BanWindow.BanWindow.layer),
    Layer.provide(NodeSigner.layer.pipe(Layer.provide(credentials))),
    Layer.provide(UndiciTransport.layerWith(transport))
  )

/**
 * With credentials from the environment: `BINANCE_API_KEY` and `BINANCE_API_SECRET`, or `BINANCE_PRIVATE_KEY`. Which exchange
 * it talks to is chosen by an `Endpoint` layer.
 *
 * @example
 * ```ts
 * import * as NodeBinance from "@effect-binance/node/NodeBinance"
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as Layer from "effect/Layer"
 *
 * const Live = NodeBinance.layer.pipe(Layer.provide(Endpoint.layerTestnet))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<NodeBinance, Failure, Endpoint> = over(Credentials.layerConfig, {})

/**
 * With the given credentials, and options of the transport such as a certificate authority or the most connections.
 *
 * Fails with `CredentialsError` or `SignerError` when they cannot be used; neither repeats a value.
 *
 * @example
 * ```ts
 * import * as NodeBinance from "@effect-binance/node/NodeBinance"
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as Layer from "effect/Layer"
 *
 * const account = NodeBinance.layerWith({ label: "grid-bot", apiKey: "…", apiSecret: "…" })
 * const live = account.pipe(Layer.provide(Endpoint.layerTestnet))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerWith = (
  credentials: Credentials.Options,
  transport: UndiciTransport.Options = {}
): Layer.Layer<NodeBinance, Failure, Endpoint> => over(Credentials.layer(credentials), transport)
