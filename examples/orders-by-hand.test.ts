/**
 * What is promised of orders that are composed by hand, held against the simulated exchange: what a lost reply, a caller that goes and
 * a process that dies leave behind.
 */
import { assert, it } from "@effect/vitest"
import * as Exchange from "@effect-binance/simulator/Exchange"
import type * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import { hmac } from "@effect-binance/simulator/TestKeys"
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Credentials from "effect-binance/client/Credentials"
import * as ServerClock from "effect-binance/client/ServerClock"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { OrderJournal } from "effect-binance/orders/OrderJournal"
import * as OrderJournalMemory from "effect-binance/orders/OrderJournalMemory"
import * as Orders from "effect-binance/orders/Orders"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { make } from "./orders-by-hand.ts"

type Journal = OrderJournal["Service"]

const buy: Spot.PlaceOrder = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }
const bid: Spot.PlaceOrder = { ...buy, type: "LIMIT", timeInForce: "GTC", price: "50000.00" }

const newJournal = Effect.map(Layer.build(OrderJournalMemory.layer), Context.get(OrderJournal))

const over = (exchange: Exchange.Exchange, journal: Journal, faults: ReadonlyArray<Fault.Name> = []) =>
  Reconciliation.layer.pipe(
    Layer.provideMerge(BinanceClient.layer),
    Layer.provide(ServerClock.layer),
    Layer.provide(SimulatedTransport.layer(exchange, { plan: FaultPlan.scripted(faults) })),
    Layer.provide(BanWindow.BanWindow.layer),
    Layer.provide(
      NodeSigner.layer.pipe(Layer.provide(Credentials.layer({ apiKey: hmac.apiKey, apiSecret: hmac.secret })))
    ),
    Layer.provideMerge(Layer.succeed(OrderJournal, journal))
  )

/** Runs it while time goes on. */
const pass = Effect.fnUntraced(function* <A, E, R>(self: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(self, { startImmediately: true })
  yield* TestClock.adjust("5 minutes")
  return yield* Fiber.join(fiber)
})

it.effect("a cancel says what is true of the order", () =>
  Effect.gen(function* () {
    const exchange = Exchange.make({ seed: 7 })
    const layer = over(exchange, yield* newJournal)
    yield* Effect.gen(function* () {
      const { cancel, place } = yield* make
      yield* pass(place(buy, "filled"))
      yield* pass(place(bid, "open"))
      assert.strictEqual((yield* pass(cancel("filled")))._tag, "AlreadyEnded")
      assert.strictEqual((yield* pass(cancel("open")))._tag, "Cancelled")
      assert.strictEqual((yield* pass(cancel("open")))._tag, "Cancelled")
      assert.strictEqual((yield* pass(cancel("nobody's")))._tag, "NeverExisted")
    }).pipe(Effect.provide(layer))
    assert.deepStrictEqual(
      exchange.orders().map(({ status }) => status),
      ["FILLED", "CANCELED"]
    )
  })
)

it.effect("an order that never arrived never existed", () =>
  Effect.gen(function* () {
    const exchange = Exchange.make({ seed: 7 })
    yield* Effect.gen(function* () {
      const { cancel, place } = yield* make
      yield* pass(Effect.result(place(buy, "lost")))
      assert.strictEqual((yield* pass(cancel("lost")))._tag, "NeverExisted")
    }).pipe(Effect.provide(over(exchange, yield* newJournal, ["request-lost"])))
    assert.strictEqual(exchange.orders().length, 0)
  })
)

it.effect("a caller that goes leaves nothing in doubt, and a doubt is listed until it is settled", () =>
  Effect.gen(function* () {
    const exchange = Exchange.make({ seed: 7 })
    const journal = yield* newJournal
    yield* Effect.gen(function* () {
      const { inDoubt, place } = yield* make
      const counts: Array<number> = []
      yield* Effect.forkScoped(Stream.runForEach(inDoubt, ({ length }) => Effect.sync(() => counts.push(length))))
      const caller = yield* Effect.forkChild(place(buy, "signal"), { startImmediately: true })
      yield* TestClock.adjust("1 milli")
      yield* Fiber.interrupt(caller)
      yield* TestClock.adjust("5 minutes")
      assert.deepStrictEqual(counts, [0, 1, 0])
      const [row] = yield* journal
        .executedSince(hmac.apiKey, 0)
        .pipe(Effect.andThen(BinanceClient.BinanceClient.use(({ account }) => journal.executedSince(account, 0))))
      assert.strictEqual(row?.key, "signal")
      assert.strictEqual((yield* pass(place(buy, "signal"))).orderId, exchange.orders()[0]?.orderId)
    }).pipe(Effect.provide(over(exchange, journal, ["reply-lost"])))
    assert.strictEqual(exchange.orders().length, 1)
  })
)

it.effect("what another process has left is settled on start, with or without a key, and nothing is sent again", () =>
  Effect.gen(function* () {
    const exchange = Exchange.make({ seed: 7 })
    const journal = yield* newJournal
    // a process that never gets to write down how anything ended: of its three orders the second one never arrived
    const earlier = yield* Scope.make()
    const { place } = yield* Layer.buildWithScope(
      Orders.layer({ products: [Spot], shutdownWithin: 0 }).pipe(
        Layer.provide(
          over(exchange, { ...journal, conclude: () => Effect.never }, ["reply-lost", "request-lost", "reply-lost"])
        )
      ),
      earlier
    ).pipe(Effect.map(Context.get(Orders.Orders)))
    for (const options of [{}, {}, { key: "signal" }]) {
      yield* Effect.forkChild(place(Spot.placeOrder(buy), options), { startImmediately: true })
      for (let i = 0; i < 40; i++) yield* TestClock.adjust("100 millis")
    }
    yield* pass(Scope.close(earlier, Exit.void))
    assert.strictEqual(exchange.orders().length, 2)

    yield* Effect.gen(function* () {
      const { place, recover } = yield* make
      const { account } = yield* BinanceClient.BinanceClient
      const rows = yield* journal.unsettled(account)
      assert.deepStrictEqual(
        rows.map(({ key }) => key),
        [undefined, undefined, "signal"]
      )
      yield* pass(recover)
      assert.deepStrictEqual(yield* journal.unsettled(account), [])
      const outcomes = yield* Effect.forEach(rows, ({ id }) => journal.read(id))
      assert.deepStrictEqual(
        outcomes.map((row) => row?.outcome?._tag),
        ["Executed", "NotExecuted", "Executed"]
      )
      yield* pass(place(buy, "signal"))
    }).pipe(Effect.provide(over(exchange, journal)))
    assert.strictEqual(exchange.orders().length, 2)
  })
)
