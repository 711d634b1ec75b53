/**
 * Follow the orders of the account as they change, and miss none when the connection breaks: what happened meanwhile is asked for.
 *
 *     BINANCE_ENDPOINT=testnet BINANCE_API_KEY=… BINANCE_API_SECRET=… node follow-orders.ts
 */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as UndiciWebSocket from "@effect-binance/node/UndiciWebSocket"
import * as Credentials from "effect-binance/client/Credentials"
import * as Endpoint from "effect-binance/client/Endpoint"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as UserDataSource from "effect-binance/stream/UserDataSource"
import * as UserDataStream from "effect-binance/stream/UserDataStream"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Socket from "effect/socket/Socket"
import * as Stream from "effect/Stream"

const symbol = "BTCUSDT"

interface Order {
  readonly orderId: number | string
  readonly status?: string | undefined
}

const statuses = new Map<number | string, string | undefined>()

/** A gap begins early, to be on the safe side: so what it hid may be known already. */
const isNews = ({ orderId, status }: Order) => {
  const before = statuses.get(orderId)
  statuses.set(orderId, status)
  return status !== before
}

const tell = Effect.fnUntraced(function* (order: Order, when: string) {
  if (isNews(order)) yield* Effect.log(`order ${order.orderId} is ${order.status}${when}`)
})

/** What a gap has hidden: what the exchange shows at once, and then, when its views can no longer lag, all of it. */
const catchUp = Effect.fnUntraced(function* (gap: UserDataStream.Gap) {
  yield* Effect.log(`blind for ${gap.until.localTime - gap.from.localTime} ms: the connection was ${gap.why}`)
  for (const when of ["now", "final"] as const) {
    const { openOrders, orders } = yield* UserDataStream.catchUp(gap, { symbols: [symbol], when })
    yield* Effect.forEach([...openOrders, ...orders], ({ order }) => tell(order, ", as it turns out"))
  }
})

const follow = Stream.runForEach(UserDataStream.events, (item) => {
  switch (item._tag) {
    case "Connected":
      return Effect.log(`connected: ${item.source}`)
    case "Event":
      return item.event._tag === "ExecutionReport" ? tell(item.event, "") : Effect.void
    case "Gap":
      // beside the events, which must not wait for it
      return Effect.forkScoped(catchUp(item))
  }
})

// a socket that can be cut, to show what happens then
const cables: Array<Socket.WebSocketLike> = []
const cutTheCable = Effect.sync(() => cables.at(-1)?.close())
const Cables = Layer.effect(
  Socket.WebSocketConstructor,
  Effect.map(Socket.WebSocketConstructor, (construct) => (url, options) => {
    const cable = construct(url, options)
    cables.push(cable)
    return cable
  })
).pipe(Layer.provide(UndiciWebSocket.layer))

const buy = Spot.placeOrder({ symbol, side: "BUY", type: "MARKET", quoteOrderQty: "100" }).pipe(Reconciliation.settle)

/** Buys twice, once while the stream is up and once while it is not, and follows until both are known to be filled. */
export const program = Effect.gen(function* () {
  yield* Effect.forkScoped(follow)
  const first = yield* buy
  yield* Effect.sleep("500 millis")
  yield* cutTheCable
  const second = yield* buy
  while ([first, second].some(({ orderId }) => statuses.get(orderId) !== "FILLED")) yield* Effect.sleep("100 millis")
}).pipe(Effect.scoped)

// `spotLoggedOn` is the same over connections that are logged on, for a key of Ed25519
const Live = UserDataStream.layer(UserDataSource.spot).pipe(
  Layer.provideMerge(NodeBinance.layer),
  // below both: an event settles an order whose reply was lost, at once
  Layer.provideMerge(Sightings.layer),
  Layer.provide(NodeSigner.layer.pipe(Layer.provide(Credentials.layerConfig))),
  Layer.provide([Endpoint.layerConfig, Cables])
)

if (import.meta.main) {
  await program.pipe(Effect.timeout("55 seconds"), Effect.provide(Live), Effect.runPromise)
}
