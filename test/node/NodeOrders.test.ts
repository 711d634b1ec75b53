/** Everything that a trading program needs in one layer: what it gives, what it fails with, and that it is one. */
import * as NodeBinance from "@effect-binance/node/NodeBinance"
import * as NodeOrders from "@effect-binance/node/NodeOrders"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { hmac } from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import { BinanceClient } from "effect-binance/client/BinanceClient"
import * as Endpoint from "effect-binance/client/Endpoint"
import { OrderJournal } from "effect-binance/orders/OrderJournal"
import * as OrderJournalMemory from "effect-binance/orders/OrderJournalMemory"
import { Orders } from "effect-binance/orders/Orders"
import * as Spot from "effect-binance/products/Spot"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as fs from "node:fs"
import { temporaryFile } from "../orders/journals.ts"

const credentials = { apiKey: hmac.apiKey, apiSecret: hmac.secret, label: "grid-bot" }
const order = Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.001" })

/** Somebody else in the program who needs them. */
class Other extends Context.Service<
  Other,
  { readonly orders: Orders["Service"]; readonly client: BinanceClient["Service"] }
>()("test/Other") {}

describe("one layer for orders on Node", () => {
  it.live("places under a key, writes it into the file, and calls whatever else there is to call", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      const { baseUrl, exchange } = yield* SimulatedServer.start({})
      const live = NodeOrders.layer({ products: [Spot], journal: { file }, credentials }).pipe(
        Layer.provide(Endpoint.layerSimulator(baseUrl))
      )
      const place = Orders.use((orders) => orders.place(order, { key: "once" }))
      const first = yield* Effect.provide(place, live)
      yield* Effect.gen(function* () {
        assert.deepStrictEqual(yield* place, first)
        assert.strictEqual((yield* BinanceClient).account, credentials.label)
        assert.strictEqual((yield* Spot.account({})).canTrade, true)
        // whatever was sent counts against the limits
        const usage = (yield* (yield* BinanceClient).budget?.usage ?? Effect.succeed([])).filter(({ used }) => used > 0)
        assert.includeMembers(
          usage.map(({ type }) => type),
          ["REQUEST_WEIGHT"]
        )
        const row = yield* (yield* OrderJournal).latest(credentials.label, "once")
        assert.strictEqual(row?.outcome?._tag, "Executed")
      }).pipe(Effect.provide(live))
      assert.strictEqual(exchange.orders().length, 1)
    }).pipe(Effect.scoped)
  )

  it.live("is made once for all who are given the same layer, over a client and a journal of others", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* SimulatedServer.start({})
      const client = NodeBinance.layerWith(credentials).pipe(Layer.provide(Endpoint.layerSimulator(baseUrl)))
      const live = NodeOrders.layerOver(client, { products: [Spot], journal: OrderJournalMemory.layer })
      const both = yield* Layer.build(
        Layer.merge(
          Layer.effectDiscard(Effect.void).pipe(Layer.provideMerge(live)),
          Layer.effect(
            Other,
            Effect.gen(function* () {
              return Other.of({ orders: yield* Orders, client: yield* BinanceClient })
            })
          ).pipe(Layer.provide(live))
        )
      )
      const other = Context.get(both, Other)
      assert.strictEqual(other.orders, Context.get(both, Orders))
      assert.strictEqual(other.client, Context.get(both, BinanceClient))
    }).pipe(Effect.scoped)
  )

  it.live("says that the journal cannot be opened, and what is wrong with the key", () =>
    Effect.gen(function* () {
      const file = yield* temporaryFile
      fs.writeFileSync(file, "dear diary, ".repeat(1000))
      const why = (options: Partial<NodeOrders.Options>) =>
        Layer.build(
          NodeOrders.layer({ products: [Spot], journal: { file }, credentials, ...options }).pipe(
            Layer.provide(Endpoint.layerSimulator("http://127.0.0.1:1"))
          )
        ).pipe(
          Effect.scoped,
          Effect.flip,
          Effect.map(({ message }) => message)
        )
      assert.include(yield* why({}), "its file is not a database")
      assert.include(
        yield* why({ journal: OrderJournalMemory.layer, credentials: { ...credentials, apiSecret: "" } }),
        "apiSecret or privateKey is missing"
      )
    }).pipe(Effect.scoped)
  )
})
