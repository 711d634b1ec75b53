// Whatever is done to orders, each of it once: amends, cancelReplaces, batches and order lists, stored, read back, and recovered.
import { assert, describe, it } from "@effect/vitest"
import type { Call } from "effect-binance/client/Call"
import type { BinanceClient } from "effect-binance/client/BinanceClient"
import * as Operation from "effect-binance/client/Operation"
import type { Reply } from "effect-binance/client/Transport"
import type { BinanceError } from "effect-binance/errors/BinanceError"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import {
  begin,
  json,
  limit,
  LittleExchange,
  lost,
  over,
  pass,
  reasonOf,
  type Request,
  row,
  type Row,
  start,
  valueOf
} from "../settlement/support.ts"
import { boot, journal, passUntil, type Process } from "./support.ts"

// Spot has no batches: this is made of its operation, on a path of its own.
const placeOrders = Operation.batch({
  name: "test.placeOrders",
  product: spotRules,
  method: "POST",
  path: "/api/v3/batchOrders",
  weight: () => 5,
  security: "TRADE",
  of: Spot.placeOrder.operation,
  elements: (orders: ReadonlyArray<Spot.PlaceOrder>) => orders,
  parameters: (elements) => ({ batchOrders: JSON.stringify(elements) })
})
const products = [Spot, { placeOrders }]
const shown = ({ visibleAt: _visibleAt, ...one }: Row) => one
const elementsOf = ({ at, nth, parameters, what, wire }: Request): ReadonlyArray<Request> =>
  (JSON.parse(parameters.get("batchOrders") ?? "[]") as ReadonlyArray<Record<string, string>>) // what the call above has put there
    .map((one) => ({ what, at, nth, wire, parameters: new URLSearchParams(one) }))

interface Kind {
  readonly name: string
  readonly what: Request["what"]
  /** Does it, and says so. */
  readonly answer: (request: Request, exchange: LittleExchange) => Reply
  readonly run: (orders: Process["orders"], key: string) => Effect.Effect<unknown, BinanceError>
  /** What it gives, as far as every way of finding it out shows it. */
  readonly seen: (result: unknown) => unknown
}

const mine = () =>
  row(1, { clientOrderId: "mine", origQty: "0.01000000", time: start - 60_000, updateTime: start - 60_000 })

const kind = <A, E extends BinanceError>(
  name: string,
  what: Request["what"],
  of: "place" | "amend" | "cancelReplace",
  call: Call<A, E, BinanceClient>,
  answer: Kind["answer"],
  seen: (result: A) => unknown
): Kind => ({
  name,
  what,
  answer,
  run: (orders, key) => orders[of](call, { key }),
  seen: (result) => seen(result as A) // what the call gives, from wherever it comes
})

const kinds: ReadonlyArray<Kind> = [
  kind(
    "an amend",
    "amend",
    "amend",
    Spot.amendOrder({ symbol: "BTCUSDT", origClientOrderId: "mine", newQty: "0.005" }),
    (request, exchange) => exchange.answer(request, request.at),
    (order) => [order.orderId, order.clientOrderId, Number(order.origQty)]
  ),
  kind(
    "a cancelReplace",
    "cancelReplace",
    "cancelReplace",
    Spot.cancelReplaceOrder({
      ...limit,
      price: "51000",
      cancelReplaceMode: "STOP_ON_FAILURE",
      cancelOrigClientOrderId: "mine"
    }),
    (request, exchange) => exchange.answer(request, request.at),
    ({ cancelResponse, newOrderResponse }) => [cancelResponse?.orderId, newOrderResponse?.orderId]
  ),
  kind(
    "an order list",
    "placeList",
    "place",
    Spot.placeOco({
      symbol: "BTCUSDT",
      side: "SELL",
      quantity: "0.01",
      above: { type: "LIMIT_MAKER", price: "70000" },
      below: { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", price: "49000", stopPrice: "50000" }
    }),
    (request, exchange) => exchange.answer(request, request.at),
    ({ listClientOrderId, orderListId, orders }) => [
      orderListId,
      listClientOrderId,
      orders?.map(({ orderId }) => orderId)
    ]
  ),
  kind(
    "a batch",
    "batch",
    "place",
    placeOrders([limit, { ...limit, price: "51000" }]),
    (request, exchange) =>
      json(
        200,
        elementsOf(request).map((one) => shown(exchange.accept(one)))
      ),
    (elements) =>
      elements.map((one) => (Result.isSuccess(one) ? [one.success.orderId, one.success.price] : one.failure))
  )
]

const world = (of: Kind, script: (request: Request, exchange: LittleExchange) => Reply | undefined) => {
  const exchange = new LittleExchange((request, self) => (request.what === of.what ? script(request, self) : undefined))
  exchange.rows.push(mine())
  return exchange
}

for (const of of kinds) {
  describe(of.name, () => {
    it.effect("is stored under its key, and read back as it was", () => {
      const exchange = world(of, of.answer)
      return over(
        exchange,
        Effect.gen(function* () {
          const shared = yield* journal
          const first = yield* boot(exchange.transport, { journal: shared, products })
          const done = valueOf(yield* pass(yield* begin(of.run(first.orders, "k")), 10_000))
          const second = yield* boot(exchange.transport, { journal: shared, products })
          for (const { orders } of [first, second]) {
            const again = valueOf(yield* pass(yield* begin(of.run(orders, "k")), 10_000))
            assert.deepStrictEqual(of.seen(again), of.seen(done))
          }
          assert.strictEqual(exchange.count(of.what), 1)
        })
      )
    })

    it.effect("that executed is found by the process after the one that died", () => {
      const exchange = world(of, (request, self) => {
        of.answer(request, self)
        return lost
      })
      return over(
        exchange,
        Effect.gen(function* () {
          const shared = yield* journal
          const first = yield* boot(exchange.transport, { journal: shared, products })
          yield* begin(of.run(first.orders, "k"))
          yield* passUntil(() => exchange.count(of.what) === 1)
          yield* first.kill
          yield* TestClock.adjust(1000)
          const second = yield* boot(exchange.transport, { journal: shared, products })
          const [recovered] = valueOf(yield* pass(yield* begin(second.orders.recover), 300_000))
          assert.strictEqual(recovered?.outcome?._tag, "Executed")
          const rows = exchange.rows.length
          const again = valueOf(yield* pass(yield* begin(of.run(second.orders, "k")), 10_000))
          // what is stored of a batch has its elements in a form of its own
          if (recovered?.outcome?._tag === "Executed" && of.what !== "batch")
            assert.deepStrictEqual(of.seen(again), of.seen(recovered.outcome.result))
          assert.strictEqual(exchange.count(of.what), 1)
          assert.strictEqual(exchange.rows.length, rows)
        })
      )
    })

    it.effect("that never arrived is known not to have executed, and is not sent by recovering it", () => {
      const exchange = world(of, (request, self) => (request.nth === 1 ? lost : of.answer(request, self)))
      return over(
        exchange,
        Effect.gen(function* () {
          const shared = yield* journal
          const first = yield* boot(exchange.transport, { journal: shared, products })
          yield* begin(of.run(first.orders, "k"))
          yield* passUntil(() => exchange.count(of.what) === 1)
          yield* first.kill
          const second = yield* boot(exchange.transport, { journal: shared, products })
          const recovered = valueOf(yield* pass(yield* begin(second.orders.recover), 300_000))
          assert.strictEqual(exchange.count(of.what), 1)
          assert.deepStrictEqual(
            exchange.rows.map(({ origQty, status }) => [origQty, status]),
            [["0.01000000", "NEW"]]
          )
          const outcome = recovered[0]?.outcome
          // of a batch every element has an outcome of its own; it is over as a whole
          assert.strictEqual(outcome?._tag, of.what === "batch" ? "Executed" : "NotExecuted")
          const again = yield* pass(yield* begin(of.run(second.orders, "k")), 60_000)
          assert.strictEqual(reasonOf(again), "success")
          assert.strictEqual(exchange.count(of.what), of.what === "batch" ? 1 : 2)
        })
      )
    })
  })
}

describe("a batch", () => {
  const [, , , batch] = kinds
  it.effect("keeps what each element failed with", () => {
    if (batch === undefined) throw new Error("there is a batch")
    const insolvent = { code: -2010, msg: "Account has insufficient balance for requested action." }
    const exchange = world(batch, (request, self) => {
      const [first] = elementsOf(request)
      return first === undefined ? lost : json(200, [shown(self.accept(first)), insolvent])
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal, products })
        const place = orders.place(placeOrders([limit, { ...limit, price: "51000" }]), { key: "k" })
        for (const _ of [1, 2]) {
          const [one, other] = valueOf(yield* pass(yield* begin(place), 10_000))
          assert.strictEqual(one !== undefined && Result.isSuccess(one) ? one.success.status : one, "NEW")
          const failure = other !== undefined && Result.isFailure(other) ? other.failure : undefined
          assert.deepStrictEqual(
            [failure?._tag, failure?.reason._tag, failure?.code],
            ["Fatal", "InsufficientBalance", -2010]
          )
        }
        assert.strictEqual(exchange.count("batch"), 1)
      })
    )
  })

  it.effect("is known to have placed its orders, also to who recovers another of the same name", () => {
    const exchange = new LittleExchange((request, self) =>
      request.what === "batch"
        ? json(
            200,
            elementsOf(request).map((one) => shown(self.accept(one, { status: "FILLED" })))
          )
        : request.what === "place"
          ? lost
          : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared, products })
        const same = { ...limit, newClientOrderId: "mine" }
        valueOf(yield* pass(yield* begin(first.orders.place(placeOrders([same]), { key: "batch" })), 5000, 10))
        yield* begin(first.orders.place(Spot.placeOrder(same), { key: "one" }))
        yield* passUntil(() => exchange.count("place") === 1)
        yield* first.kill
        const second = yield* boot(exchange.transport, { journal: shared, products })
        const recovered = valueOf(yield* pass(yield* begin(second.orders.recover), 300_000))
        assert.deepStrictEqual(
          recovered.map(({ key, outcome }) => [key, outcome?._tag]),
          [["one", "NotExecuted"]]
        )
      })
    )
  })
})

describe("recovering", () => {
  const dead = Effect.fnUntraced(function* (script: (request: Request, exchange: LittleExchange) => Reply | undefined) {
    const exchange = new LittleExchange((request, self) =>
      request.what === "place" ? script(request, self) : undefined
    )
    const shared = yield* journal
    const place = Effect.gen(function* () {
      const first = yield* boot(exchange.transport, { journal: shared })
      yield* begin(first.orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
      yield* passUntil(() => exchange.count("place") === 1)
      yield* first.kill
    })
    return { exchange, shared, place }
  })

  it.effect("twice at once, here and elsewhere, gives the same", () =>
    Effect.flatMap(
      dead(() => lost),
      ({ exchange, place, shared }) =>
        over(
          exchange,
          Effect.gen(function* () {
            yield* place
            const one = yield* boot(exchange.transport, { journal: shared })
            const two = yield* boot(exchange.transport, { journal: shared })
            const { recover } = one.orders
            const all = Effect.all([recover, recover, two.orders.recover], { concurrency: 3 })
            const ends = valueOf(yield* pass(yield* begin(all), 300_000))
            assert.deepStrictEqual(
              ends.map((end) => end.map(({ key, outcome }) => [key, outcome?._tag])),
              Array.from({ length: 3 }, () => [["signal-1", "NotExecuted"]])
            )
            assert.strictEqual(exchange.count("place"), 1)
            assert.deepStrictEqual(valueOf(yield* pass(yield* begin(recover), 1000)), [])
          })
        )
    )
  )

  it.effect("leaves alone what this program does not know, and settles the rest", () =>
    Effect.flatMap(
      dead(() => lost),
      ({ exchange, place, shared }) =>
        over(
          exchange,
          Effect.gen(function* () {
            yield* place
            const [known] = yield* shared.unsettled("test")
            if (known === undefined) throw new Error("there is one")
            const { attempts, ...intent } = known
            const [attempt] = attempts
            if (attempt === undefined) throw new Error("it was sent")
            yield* shared.sign(
              { ...intent, id: "another", key: undefined, operation: "futures.placeOrder" },
              attempt,
              []
            )
            const { orders } = yield* boot(exchange.transport, { journal: shared })
            const recovered = valueOf(yield* pass(yield* begin(orders.recover), 300_000))
            assert.deepStrictEqual(recovered.map(({ operation, outcome }) => [operation, outcome?._tag]).toSorted(), [
              ["futures.placeOrder", undefined],
              ["spot.placeOrder", "NotExecuted"]
            ])
            assert.deepStrictEqual(
              (yield* shared.unsettled("test")).map(({ id }) => id),
              ["another"]
            )
          })
        )
    )
  )

  it.effect("settles the rest when a row cannot be read", () =>
    Effect.flatMap(
      dead((request, self) => {
        self.accept(request)
        return lost
      }),
      ({ exchange, place, shared }) =>
        over(
          exchange,
          Effect.gen(function* () {
            yield* place
            const [known] = yield* shared.unsettled("test")
            if (known === undefined) throw new Error("there is one")
            const { attempts, ...intent } = known
            const [attempt] = attempts
            if (attempt === undefined) throw new Error("it was sent")
            const broken = { ...intent, key: undefined, input: null }
            yield* shared.sign({ ...broken, id: "open" }, attempt, [])
            yield* shared.sign({ ...broken, id: "executed" }, attempt, [])
            const outcome = { _tag: "Executed" as const, result: { orderId: 1 }, orderId: "1" }
            yield* shared.conclude({ id: "executed", attempts: 1, states: [], outcome, endedAt: start })
            const { orders } = yield* boot(exchange.transport, { journal: shared })
            const recovered = valueOf(yield* pass(yield* begin(orders.recover), 300_000))
            assert.deepStrictEqual(recovered.map(({ key, outcome }) => [key ?? "", outcome?._tag]).toSorted(), [
              ["", undefined],
              ["signal-1", "Executed"]
            ])
          })
        )
    )
  )
})

describe("what is in doubt", () => {
  it.effect("is shown from when it is, until it no longer is", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place" || request.nth > 2) return undefined
      self.accept(request, { visibleAt: request.nth * 10_000 })
      return lost
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const shownThen: Array<ReadonlyArray<string | undefined>> = []
        yield* begin(
          Stream.runForEach(orders.inDoubt, (doubts) =>
            Effect.sync(() => void shownThen.push(doubts.map(({ key }) => key)))
          )
        )
        const place = (key: string) => orders.place(Spot.placeOrder(limit), { key })
        const both = yield* begin(Effect.all([place("a"), place("b"), place("c")], { concurrency: 3 }))
        valueOf(yield* pass(both, 60_000))
        yield* TestClock.adjust(100)
        assert.deepStrictEqual(shownThen, [[], ["a"], ["a", "b"], ["b"], []])
      })
    )
  })

  it.effect("when the program closes stays in the journal for the next", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place") return undefined
      self.accept(request, { visibleAt: 20_000 })
      return lost
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared, shutdownWithin: "5 seconds" })
        const running = yield* begin(first.orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        yield* passUntil(() => exchange.count("place") === 1)
        yield* TestClock.adjust(1000)
        const closing = yield* begin(first.close)
        assert.strictEqual(reasonOf(yield* pass(closing, 60_000)), "success")
        assert.approximately(closing.endedAt() ?? 0, 6000, 1000)
        // its caller is told nothing that is not so
        assert.isFalse(["success", "Retryable Expired"].includes(reasonOf(yield* pass(running, 1000))))
        assert.deepStrictEqual(
          (yield* shared.unsettled("test")).map(({ key, outcome }) => [key, outcome]),
          [["signal-1", undefined]]
        )
        const second = yield* boot(exchange.transport, { journal: shared })
        const [recovered] = valueOf(yield* pass(yield* begin(second.orders.recover), 300_000))
        assert.strictEqual(recovered?.outcome?._tag, "Executed")
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })
})
