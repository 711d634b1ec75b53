/**
 * The whole client on Node in one layer: undici, node:crypto, the exchange's clock, which is measured again when the `Date` of a reply
 * contradicts it, the ban window and reconciliation.
 *
 * @since 0.1.0
 */
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as ClockHints from "effect-binance/client/ClockHints"
import * as Credentials from "effect-binance/client/Credentials"
import type { Endpoint } from "effect-binance/client/Endpoint"
import * as Failover from "effect-binance/client/Failover"
import * as ServerClock from "effect-binance/client/ServerClock"
import type { SignerError } from "effect-binance/client/Signer"
import * as WebSocketApi from "effect-binance/client/WebSocketApi"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Layer from "effect/Layer"
import * as NodeSigner from "./NodeSigner.ts"
import * as UndiciTransport from "./UndiciTransport.ts"
import * as UndiciWebSocket from "./UndiciWebSocket.ts"

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

/**
 * What carries the requests.
 *
 * @category models
 * @since 0.1.0
 */
export interface TransportOptions extends UndiciTransport.Options {
  /**
   * Send over the WebSocket API what it has a method for, and the rest over HTTP: `true` for Spot, or options, such as
   * `{ products: ["spot", "usdm"] }` and `{ session: true }`. Left out, all goes over HTTP. The program is the same.
   */
  readonly webSocket?: boolean | WebSocketApi.Options | WebSocketApi.SessionOptions | undefined
  /**
   * Use every way there is, by the rules of `Failover`: all hosts of the exchange, and with `webSocket` HTTP while the socket is down.
   * Left out, what has a method of the WebSocket API waits for the socket, and HTTP has one host.
   */
  readonly failover?: boolean | Failover.HostOptions | undefined
}

type Failure = Credentials.CredentialsError | SignerError

const transportOf = ({ failover = false, webSocket = false, ...http }: TransportOptions) => {
  const oneHost = UndiciTransport.layerWith(http)
  const routes = failover === true ? {} : failover
  const overHttp = routes === false ? oneHost : Failover.layerHosts(oneHost, routes)
  if (webSocket === false) return overHttp
  const options = webSocket === true ? {} : webSocket
  return (
    routes === false
      ? WebSocketApi.layerBeside(overHttp, options)
      : Failover.layer({ webSocket: WebSocketApi.layerWith(options), http: overHttp }, routes)
  ).pipe(Layer.provide(UndiciWebSocket.layerWith({ tls: http.tls })))
}

const over = <E, R>(
  credentials: Layer.Layer<Credentials.Credentials, Credentials.CredentialsError>,
  transport: TransportOptions,
  banWindow: Layer.Layer<BanWindow.BanWindow, E, R>
): Layer.Layer<NodeBinance, Failure | E, Endpoint | R> =>
  Reconciliation.layer.pipe(
    Layer.provideMerge(Layer.provide(BinanceClient.layer, ClockHints.layerTransport())),
    Layer.provideMerge(ServerClock.layer),
    Layer.provide(transportOf(transport)),
    // around the transport too: it never connects while the window is closed
    Layer.provideMerge(banWindow),
    Layer.provide(NodeSigner.layer.pipe(Layer.provide(credentials)))
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
export const layer: Layer.Layer<NodeBinance, Failure, Endpoint> = over(
  Credentials.layerConfig,
  {},
  BanWindow.BanWindow.layer
)

/**
 * As `layer`, with options of the transport: the credentials come from the environment.
 *
 * @example
 * ```ts
 * import * as NodeBinance from "@effect-binance/node/NodeBinance"
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as Layer from "effect/Layer"
 *
 * // over the WebSocket API, and what it has no method for over HTTP
 * const Live = NodeBinance.layerConfig({ webSocket: true }).pipe(Layer.provide(Endpoint.layerTestnet))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerConfig = (transport: TransportOptions): Layer.Layer<NodeBinance, Failure, Endpoint> =>
  over(Credentials.layerConfig, transport, BanWindow.BanWindow.layer)

/**
 * With the given credentials, and options of the transport such as a certificate authority, the most connections, or WebSocket.
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
  transport: TransportOptions = {}
): Layer.Layer<NodeBinance, Failure, Endpoint> =>
  over(Credentials.layer(credentials), transport, BanWindow.BanWindow.layer)

/**
 * As `layerWith`, over a ban window that is kept for the next start, shared over Redis, or had in common with other accounts: one layer
 * that is used for several accounts of a program is one window.
 *
 * Fails with `CredentialsError` or `SignerError` when the credentials cannot be used, and as the window's layer does.
 *
 * @example
 * ```ts
 * import * as NodeBinance from "@effect-binance/node/NodeBinance"
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import * as BanWindowShared from "effect-binance/limits/BanWindowShared"
 * import * as Layer from "effect/Layer"
 *
 * // what is left to provide is a Redis
 * const account = NodeBinance.layerOver(BanWindowShared.layerShared, { label: "grid-bot", apiKey: "…", apiSecret: "…" })
 * const live = account.pipe(Layer.provide(Endpoint.layerTestnet))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerOver = <E, R>(
  banWindow: Layer.Layer<BanWindow.BanWindow, E, R>,
  credentials: Credentials.Options,
  transport: TransportOptions = {}
): Layer.Layer<NodeBinance, Failure | E, Endpoint | R> => over(Credentials.layer(credentials), transport, banWindow)
