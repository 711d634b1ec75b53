/**
 * What a trading program on Node needs, in one layer: the client, a journal on disk, and `Orders` over both.
 *
 * @since 0.1.0
 */
import type * as Credentials from "effect-binance/client/Credentials"
import type { Endpoint } from "effect-binance/client/Endpoint"
import type { AnyOperation } from "effect-binance/client/Operation"
import type { SignerError } from "effect-binance/client/Signer"
import type { Product } from "effect-binance/client/WebSocketApi"
import type { JournalError, OrderJournal } from "effect-binance/orders/OrderJournal"
import * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
import * as Orders from "effect-binance/orders/Orders"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as NodeBinance from "./NodeBinance.ts"
import * as SqliteJournal from "./SqliteJournal.ts"

/**
 * What the layers give.
 *
 * @category models
 * @since 0.1.0
 */
export type NodeOrders = Orders.Orders | OrderJournal | NodeBinance.NodeBinance

/**
 * What is traded, and where it is written down; besides, how `Orders` works.
 *
 * @category models
 * @since 0.1.0
 */
export interface OrdersOptions<E = never, R = never> extends Orders.Options {
  /** The SQLite file of the journal, or the layer of another one, such as `PostgresJournal.layerConfig`. */
  readonly journal: SqliteJournal.Options | Layer.Layer<OrderJournal, E, R>
}

/**
 * As `OrdersOptions`, with what the client is made of.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options<E = never, R = never> extends OrdersOptions<E, R> {
  /** Default: from the environment, as in `NodeBinance.layer`. What is in doubt is kept under their label: do not change it. */
  readonly credentials?: Credentials.Options | undefined
  /**
   * Options of HTTP, and whether the WebSocket API carries what it has a method for: `webSocket: true` for every one of `products` that
   * has such an API.
   */
  readonly transport?: NodeBinance.TransportOptions | undefined
}

const webSockets: ReadonlyMap<string, Product> = new Map([
  ["api", "spot"],
  ["fapi", "usdm"],
  ["dapi", "coinm"]
])

/** Which of the products have a WebSocket API: what a module calls says where. */
const webSocketsOf = ({ products }: Orders.Options): ReadonlyArray<Product> => {
  const found = new Set<Product>()
  for (const value of products.flatMap((module) => Object.values(module))) {
    if (typeof value !== "function" || !("operation" in value)) continue
    const { path } = value.operation as AnyOperation // what `Operation.make` puts there
    const product = webSockets.get(path.split("/", 2)[1] ?? "")
    if (product !== undefined) found.add(product)
  }
  return [...found]
}

const isFile = <E, R>(journal: OrdersOptions<E, R>["journal"]): journal is SqliteJournal.Options =>
  !Layer.isLayer(journal)

// For the last words to be written, after all that could be waited for.
const lastWords = Duration.seconds(2)

/**
 * Closing takes no longer than so. What goes on in the background then is of no use to the journal: a request that is still on the wire
 * is closed when its reply comes or its time is up, and what it did is found out by the next start.
 */
const closedWithin = <A, E, R>(layer: Layer.Layer<A, E, R>, duration: Duration.Input): Layer.Layer<A, E, R> =>
  Layer.fromBuildMemo(
    Effect.fnUntraced(function* (memoMap, scope) {
      const own = yield* Scope.make()
      yield* Scope.addFinalizerExit(scope, (exit) =>
        Effect.flatMap(Effect.forkDetach(Scope.close(own, exit), { startImmediately: true }), (closing) =>
          Effect.timeoutOption(Fiber.await(closing), duration)
        )
      )
      return yield* Layer.buildWithMemoMap(layer, memoMap, own)
    })
  )

/**
 * Orders over a client that was made elsewhere, such as one whose ban window several processes share.
 *
 * Fails as the client's layer and the journal's do.
 *
 * @example
 * ```ts
 * import * as NodeBinance from "@effect-binance/node/NodeBinance"
 * import * as NodeOrders from "@effect-binance/node/NodeOrders"
 * import * as BanWindowShared from "effect-binance/limits/BanWindowShared"
 * import * as Spot from "effect-binance/products/Spot"
 *
 * // what is left to provide is an Endpoint and a Redis
 * const client = NodeBinance.layerOver(BanWindowShared.layerShared, { label: "grid-bot", apiKey: "…", apiSecret: "…" })
 * const live = NodeOrders.layerOver(client, { products: [Spot], journal: { file: "/var/lib/grid-bot/orders.sqlite" } })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerOver = <EC, RC, E = never, R = never>(
  client: Layer.Layer<NodeBinance.NodeBinance, EC, RC>,
  { journal, ...options }: OrdersOptions<E, R>
): Layer.Layer<NodeOrders, EC | E | JournalError, RC | R> => {
  const kept: Layer.Layer<OrderJournal, E | JournalError, R> = isFile(journal) ? SqliteJournal.layer(journal) : journal
  const all = Orders.layer(options).pipe(Layer.provideMerge(client), Layer.provideMerge(kept))
  const waits = Duration.fromInputUnsafe(options.shutdownWithin ?? "15 seconds")
  return closedWithin(all, Duration.sum(waits, lastWords))
}

/**
 * Everything at once: a SQLite file is the journal, the key comes from the environment, and what is sent keeps to the limits that the
 * exchange documents, in this process (`RateBudgetMemory`). Which exchange it talks to is chosen by an `Endpoint` layer, never by
 * default.
 *
 * When the layer is closed, which `NodeRuntime.runMain` does on SIGTERM and SIGINT, it waits up to `shutdownWithin` (15 s) until what is
 * on its way is settled; what is not stays in the journal for `Orders.recover` of the next start. With 2 s for the last words, closing
 * takes 17 s at most: give the process longer than that before it is killed.
 *
 * Fails with `CredentialsError` or `SignerError` when the credentials cannot be used, with `JournalError` when the file cannot be
 * opened, and as the layer of another journal does.
 *
 * @example
 * ```ts
 * import * as NodeOrders from "@effect-binance/node/NodeOrders"
 * import * as Endpoint from "effect-binance/client/Endpoint"
 * import { Orders } from "effect-binance/orders/Orders"
 * import * as Spot from "effect-binance/products/Spot"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 *
 * const program = Effect.gen(function* () {
 *   const orders = yield* Orders
 *   yield* orders.recover // settles what an earlier start left in doubt
 *   const buy = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" })
 *   return yield* orders.place(buy, { key: "signal-42" }) // once, whatever happens
 * })
 *
 * const Live = NodeOrders.layer({ products: [Spot], journal: { file: "orders.sqlite" } })
 * const runnable = program.pipe(Effect.provide(Live.pipe(Layer.provide(Endpoint.layerTestnet))))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = <E = never, R = never>({
  credentials,
  transport,
  ...options
}: Options<E, R>): Layer.Layer<
  NodeOrders,
  Credentials.CredentialsError | SignerError | JournalError | E,
  Endpoint | R
> => {
  const over = {
    ...transport,
    webSocket: transport?.webSocket === true ? { products: webSocketsOf(options) } : transport?.webSocket
  }
  const client = credentials === undefined ? NodeBinance.layerConfig(over) : NodeBinance.layerWith(credentials, over)
  // below the client's clock, so that its readings are counted as well
  return layerOver(client.pipe(Layer.provide(RateBudgetMemory.layer())), options)
}
