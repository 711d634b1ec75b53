/** What the modules of `node` export, exactly. Checked by the compiler, not run. */
import type * as NodeBinance from "@effect-binance/node/NodeBinance"
import type * as NodeOrders from "@effect-binance/node/NodeOrders"
import type * as NodeSigner from "@effect-binance/node/NodeSigner"
import type * as PostgresJournal from "@effect-binance/node/PostgresJournal"
import type * as SqliteJournal from "@effect-binance/node/SqliteJournal"
import type * as UndiciTransport from "@effect-binance/node/UndiciTransport"
import type * as UndiciWebSocket from "@effect-binance/node/UndiciWebSocket"
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type * as Credentials from "effect-binance/client/Credentials"
import type * as Endpoint from "effect-binance/client/Endpoint"
import type * as ServerClock from "effect-binance/client/ServerClock"
import type * as Signer from "effect-binance/client/Signer"
import type * as Transport from "effect-binance/client/Transport"
import type * as Failover from "effect-binance/client/Failover"
import type * as WebSocketApi from "effect-binance/client/WebSocketApi"
import type * as BanWindow from "effect-binance/limits/BanWindow"
import type * as OrderJournal from "effect-binance/orders/OrderJournal"
import type * as Orders from "effect-binance/orders/Orders"
import type * as Reconciliation from "effect-binance/settlement/Reconciliation"
import type * as Config from "effect/Config"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type * as Socket from "effect/socket/Socket"
import type * as NodeTls from "node:tls"
import { type Is, ok } from "../exact.ts"

// ------------------------------------------------------------------------------------ @effect-binance/node/NodeBinance

ok<Is<NodeBinance.NodeBinance, BinanceClient.BinanceClient | Reconciliation.Reconciliation | ServerClock.ServerClock | BanWindow.BanWindow>>()
interface TransportOptions extends UndiciTransport.Options {
  readonly webSocket?: boolean | WebSocketApi.Options | WebSocketApi.SessionOptions | undefined
  readonly failover?: boolean | Failover.HostOptions | undefined
}
ok<Is<NodeBinance.TransportOptions, TransportOptions>>()
ok<
  Is<
    typeof NodeBinance.layerConfig,
    (transport: NodeBinance.TransportOptions) => Layer.Layer<NodeBinance.NodeBinance, Credentials.CredentialsError | Signer.SignerError, Endpoint.Endpoint>
  >
>()
ok<Is<typeof NodeBinance.layer, Layer.Layer<NodeBinance.NodeBinance, Credentials.CredentialsError | Signer.SignerError, Endpoint.Endpoint>>>()
ok<
  Is<
    typeof NodeBinance.layerWith,
    (credentials: Credentials.Options, transport?: NodeBinance.TransportOptions) => Layer.Layer<NodeBinance.NodeBinance, Credentials.CredentialsError | Signer.SignerError, Endpoint.Endpoint>
  >
>()

ok<
  Is<
    typeof NodeBinance.layerOver,
    <E, R>(
      banWindow: Layer.Layer<BanWindow.BanWindow, E, R>,
      credentials: Credentials.Options,
      transport?: NodeBinance.TransportOptions
    ) => Layer.Layer<NodeBinance.NodeBinance, E | Credentials.CredentialsError | Signer.SignerError, R | Endpoint.Endpoint>
  >
>()

// ------------------------------------------------------------------------------------- @effect-binance/node/NodeOrders

interface OrdersOptions<E, R> extends Orders.Options {
  readonly journal: SqliteJournal.Options | Layer.Layer<OrderJournal.OrderJournal, E, R>
}

ok<Is<NodeOrders.NodeOrders, Orders.Orders | OrderJournal.OrderJournal | NodeBinance.NodeBinance>>()
ok<Is<NodeOrders.OrdersOptions<"E", "R">, OrdersOptions<"E", "R">>>()
ok<
  Is<
    NodeOrders.Options<"E", "R">,
    {
      readonly products: Orders.Options["products"]
      readonly policy?: Orders.Options["policy"]
      readonly shutdownWithin?: Orders.Options["shutdownWithin"]
      readonly signWithin?: Orders.Options["signWithin"]
      readonly processName?: Orders.Options["processName"]
      readonly journal: SqliteJournal.Options | Layer.Layer<OrderJournal.OrderJournal, "E", "R">
      readonly credentials?: Credentials.Options | undefined
      readonly transport?: NodeBinance.TransportOptions | undefined
    }
  >
>()
ok<
  Is<
    typeof NodeOrders.layer,
    <E = never, R = never>(
      options: NodeOrders.Options<E, R>
    ) => Layer.Layer<
      NodeOrders.NodeOrders,
      E | Credentials.CredentialsError | Signer.SignerError | OrderJournal.JournalError,
      R | Endpoint.Endpoint
    >
  >
>()
ok<
  Is<
    typeof NodeOrders.layerOver,
    <EC, RC, E = never, R = never>(
      client: Layer.Layer<NodeBinance.NodeBinance, EC, RC>,
      options: NodeOrders.OrdersOptions<E, R>
    ) => Layer.Layer<NodeOrders.NodeOrders, EC | E | OrderJournal.JournalError, RC | R>
  >
>()

// ------------------------------------------------------------------------------------- @effect-binance/node/NodeSigner

ok<Is<typeof NodeSigner.layer, Layer.Layer<Signer.Signer, Signer.SignerError, Credentials.Credentials>>>()

// -------------------------------------------------------------------------------- @effect-binance/node/PostgresJournal

type Unsettled = Effect.Effect<ReadonlyArray<OrderJournal.IntentRow>, OrderJournal.JournalError>
type Journal<E = never> = Layer.Layer<OrderJournal.OrderJournal, OrderJournal.JournalError | E>

ok<
  Is<
    PostgresJournal.Options,
    {
      readonly url: Redacted.Redacted
      readonly schema?: string | undefined
      readonly maxConnections?: number | undefined
      readonly timeout?: Duration.Input | undefined
      readonly readTimeout?: Duration.Input | undefined
    }
  >
>()
ok<Is<typeof PostgresJournal.layer, (options: PostgresJournal.Options) => Journal>>()
ok<Is<typeof PostgresJournal.unsettled, (options: PostgresJournal.Options) => Unsettled>>()
ok<Is<typeof PostgresJournal.layerConfig, (config: Config.Wrap<PostgresJournal.Options>) => Journal<Config.ConfigError>>>()

// ---------------------------------------------------------------------------------- @effect-binance/node/SqliteJournal

ok<
  Is<
    SqliteJournal.Options,
    {
      readonly file: string
      readonly synchronous?: "FULL" | "NORMAL" | undefined
      readonly timeout?: Duration.Input | undefined
      readonly readTimeout?: Duration.Input | undefined
    }
  >
>()
ok<Is<typeof SqliteJournal.layer, (options: SqliteJournal.Options) => Journal>>()
ok<Is<typeof SqliteJournal.unsettled, (options: SqliteJournal.Options) => Unsettled>>()

// -------------------------------------------------------------------------------- @effect-binance/node/UndiciTransport

ok<
  Is<
    UndiciTransport.Options,
    {
      readonly connectTimeout?: Duration.Input | undefined
      readonly maxConnections?: number | undefined
      readonly maxIdle?: Duration.Input | undefined
      readonly tls?: Pick<NodeTls.ConnectionOptions, "ca" | "cert" | "key" | "servername" | "minVersion" | "rejectUnauthorized"> | undefined
    }
  >
>()
ok<Is<typeof UndiciTransport.layerWith, (options: UndiciTransport.Options) => Layer.Layer<Transport.Transport, never, Endpoint.Endpoint>>>()
ok<Is<typeof UndiciTransport.layer, Layer.Layer<Transport.Transport, never, Endpoint.Endpoint>>>()

// --------------------------------------------------------------------------------- @effect-binance/node/UndiciWebSocket

ok<Is<UndiciWebSocket.Options, Pick<UndiciTransport.Options, "tls">>>()
ok<Is<typeof UndiciWebSocket.layer, Layer.Layer<Socket.WebSocketConstructor>>>()
ok<Is<typeof UndiciWebSocket.layerWith, (options: UndiciWebSocket.Options) => Layer.Layer<Socket.WebSocketConstructor>>>()
