// What an intent, its rows and its key keep to between two processes, one rule a test: each was broken once to see its test fail.
import { assert, describe, it } from "@effect/vitest"
import type * as Endpoint from "effect-binance/client/Endpoint"
import * as Operation from "effect-binance/client/Operation"
import * as Call from "effect-binance/client/Call"
import { Transport, type WireRequest } from "effect-binance/client/Transport"
import { Fatal, type Retryable } from "effect-binance/errors/BinanceError"
import { CancelReplaceFailed, UnknownOrder } from "effect-binance/errors/FatalReason"
import { InDoubt, type Kind } from "effect-binance/errors/InDoubt"
import { JournalError, type Outcome } from "effect-binance/orders/OrderJournal"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as BigDecimal from "effect/BigDecimal"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import {
  begin,
  errorOf,
  fenceMillis,
  json,
  limit,
  LittleExchange,
  lost,
  notSent,
  over,
  pass,
  reasonOf,
  refusal,
  type Request,
  row,
  start,
  unknownOrder,
  valueOf,
  visibilityMillis
} from "../settlement/support.ts"
import { samples } from "../errors/support.ts"
import { attemptOf, intentOf } from "./samples.ts"
import { boot, journal, type JournalService, passUntil } from "./support.ts"

const once = RetryPolicy.make({ times: 0 })
const order = Spot.placeOrder(limit)

/** It is accepted and shown later; nobody hears of it at once. */
const shownAfter = (millis: number) =>
  new LittleExchange((request, self) => {
    if (request.what !== "place") return undefined
    self.accept(request, { visibleAt: request.at + millis })
    return lost
  })

/** The keys of what is in doubt now. */
const doubted = (orders: { readonly inDoubt: Stream.Stream<ReadonlyArray<{ readonly key: string | undefined }>> }) =>
  Effect.map(Stream.runHead(orders.inDoubt), (seen) => Option.getOrThrow(seen).map(({ key }) => key))

describe("rows of an older version", () => {
  it.effect("that do not say how long they may wait for their signature are given as long as ours", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const older: JournalService = {
          ...kept,
          sign: (intent, { signWithin: _signWithin, ...attempt }, states) => kept.sign(intent, attempt, states)
        }
        const first = yield* boot(exchange.transport, { journal: older, signWithin: "90 seconds" })
        yield* begin(first.orders.place(order))
        yield* passUntil(() => exchange.count("place") === 1)
        yield* first.kill
        // by a clock that is wrong every fence has passed, so what is left is the wait by our own
        exchange.skew += 600_000
        const second = yield* boot(exchange.transport, { journal: kept, signWithin: "90 seconds" })
        const running = yield* begin(second.orders.recover)
        const [recovered] = valueOf(yield* pass(running, 600_000))
        assert.strictEqual(recovered?.outcome?._tag, "NotExecuted")
        assert.isAtLeast(running.endedAt() ?? 0, 90_000 + fenceMillis + visibilityMillis)
      })
    )
  })

  it.effect("that do not say which exchange they are for are settled at the one that is asked", () => {
    const exchange = shownAfter(1000)
    const here: Endpoint.Endpoint["Service"] = { name: "testnet", baseUrl: "https://testnet.binance.vision" }
    const there = Layer.effect(
      Transport,
      Effect.map(Transport, (transport) => Transport.of({ ...transport, endpoint: here }))
    ).pipe(Layer.provide(exchange.transport))
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const first = yield* boot(exchange.transport, { journal: kept })
        yield* begin(first.orders.place(order, { key: "signal-1" }))
        yield* passUntil(() => exchange.count("place") === 1)
        yield* first.kill
        assert.isUndefined((yield* kept.latest("test", "signal-1"))?.exchange)
        const second = yield* boot(there, { journal: kept })
        const [recovered] = valueOf(yield* pass(yield* begin(second.orders.recover), 300_000))
        assert.strictEqual(recovered?.outcome?._tag, "Executed")
      })
    )
  })
})

describe("a journal", () => {
  it.effect("that takes long, but no longer than an attempt may wait for its signature, has it sent", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        const slow: JournalService = { ...inner, sign: (...given) => Effect.delay(inner.sign(...given), "7 seconds") }
        const { orders } = yield* boot(exchange.transport, { journal: slow, signWithin: "10 seconds" })
        const running = yield* begin(orders.place(order, { policy: once }))
        assert.strictEqual(reasonOf(yield* pass(running, 30_000)), "success")
      })
    )
  })

  it.effect("that does not say what has taken the number of an attempt means that nothing is sent", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const mute: JournalService = {
          ...(yield* journal),
          sign: () => Effect.succeed("taken" as const),
          read: () => Effect.never
        }
        const { orders } = yield* boot(exchange.transport, { journal: mute })
        const running = yield* begin(orders.place(order, { policy: once }))
        assert.strictEqual(reasonOf(yield* pass(running, 30_000)), "Retryable JournalUnavailable")
        assert.strictEqual(exchange.count("place"), 0)
      })
    )
  })

  it.effect("that once did not answer what it has under a key is asked again", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        let asked = 0
        const deaf: JournalService = {
          ...inner,
          latest: (...given) => Effect.suspend(() => (++asked === 1 ? Effect.never : inner.latest(...given)))
        }
        const { orders } = yield* boot(exchange.transport, { journal: deaf })
        const running = yield* begin(orders.place(order, { key: "signal-1" }))
        assert.strictEqual(reasonOf(yield* pass(running, 30_000)), "success")
      })
    )
  })

  it.effect("takes a decimal as its text: the key is the same intent however its amounts were written", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const { orders } = yield* boot(exchange.transport, { journal: kept })
        const exact = { ...limit, quantity: BigDecimal.fromStringUnsafe(limit.quantity) }
        const first = valueOf(
          yield* pass(yield* begin(orders.place(Spot.placeOrder(exact), { key: "signal-1" })), 10_000)
        )
        const again = valueOf(yield* pass(yield* begin(orders.place(order, { key: "signal-1" })), 10_000))
        assert.strictEqual(again.orderId, first.orderId)
        assert.strictEqual(exchange.count("place"), 1)
        assert.deepInclude((yield* kept.latest("test", "signal-1"))?.input, { quantity: limit.quantity })
      })
    )
  })
})

describe("a caller that goes away", () => {
  it.effect("while the refusal of its order is written changes nothing of that outcome", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place" ? refusal(-2010, "Account has insufficient balance for requested action.") : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        let isWriting = false
        const slow: JournalService = {
          ...inner,
          conclude: (options) =>
            Effect.suspend(() => {
              isWriting = true
              return Effect.delay(inner.conclude(options), 500)
            })
        }
        const { orders } = yield* boot(exchange.transport, { journal: slow })
        const running = yield* begin(orders.place(order, { key: "signal-1" }))
        yield* passUntil(() => isWriting)
        yield* Fiber.interrupt(running.fiber)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual((yield* inner.latest("test", "signal-1"))?.outcome?._tag, "Refused")
      })
    )
  })

  it.effect(
    "while what another process has sent is in doubt has it settled all the same, and not told as unsent",
    () => {
      const exchange = shownAfter(10_000)
      return over(
        exchange,
        Effect.gen(function* () {
          const shared = yield* journal
          const first = yield* boot(exchange.transport, { journal: shared })
          yield* begin(first.orders.place(order, { key: "signal-1" }))
          yield* passUntil(() => exchange.count("place") === 1)
          yield* first.kill
          const second = yield* boot(exchange.transport, { journal: shared })
          const running = yield* begin(second.orders.place(order, { key: "signal-1" }))
          yield* pass(running, 2000)
          yield* Fiber.interrupt(running.fiber)
          yield* TestClock.adjust("2 minutes")
          assert.strictEqual((yield* shared.latest("test", "signal-1"))?.outcome?._tag, "Executed")
          assert.strictEqual(exchange.count("place"), 1)
        })
      )
    }
  )
})

const mine = (orderId: number) =>
  row(orderId, { clientOrderId: `mine${orderId}`, time: start - 60_000, updateTime: start - 60_000 })

// Spot has no batches: these are made of its operations, on a path of their own.
const batchOf = { product: spotRules, path: "/api/v3/batchOrders", weight: () => 5, security: "TRADE" } as const
const placeOrders = Operation.batch({
  ...batchOf,
  name: "test.placeOrders",
  method: "POST",
  of: Spot.placeOrder.operation,
  elements: (orders: ReadonlyArray<Spot.PlaceOrder>) => orders,
  parameters: (elements) => ({ batchOrders: JSON.stringify(elements) })
})
const cancelOrders = Operation.batch({
  ...batchOf,
  name: "test.cancelOrders",
  method: "DELETE",
  of: Spot.cancelOrder.operation,
  elements: (cancels: ReadonlyArray<Spot.CancelOrder>) => cancels,
  parameters: (elements) => ({ batchOrders: JSON.stringify(elements) })
})
const products = [Spot, { placeOrders, cancelOrders }]
const elementsOf = ({ at, nth, parameters, wire }: Request): ReadonlyArray<Request> =>
  (JSON.parse(parameters.get("batchOrders") ?? "[]") as ReadonlyArray<Record<string, string>>) // what the calls above have put there
    .map((one) => ({ what: "place", at, nth, wire, parameters: new URLSearchParams(one) }))

/** Whether it cancels one of the orders, and not only asks whether the engine answers. */
const isOfOne = ({ parameters }: Request) => parameters.get("origClientOrderId")?.startsWith("mine") === true

describe("a batch", () => {
  it.effect("of cancels that a crash has left in doubt is settled by cancelling again", () => {
    const exchange = new LittleExchange((request) => (request.what === "batch" ? lost : undefined))
    exchange.rows.push(mine(1), mine(2))
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared, products })
        const cancels = cancelOrders(
          [1, 2].map((orderId) => ({ symbol: limit.symbol, origClientOrderId: `mine${orderId}` }))
        )
        yield* begin(first.orders.place(cancels, { key: "close" }))
        yield* passUntil(() => exchange.count("batch") === 1)
        yield* first.kill
        const second = yield* boot(exchange.transport, { journal: shared, products })
        const [recovered] = valueOf(yield* pass(yield* begin(second.orders.recover), 300_000))
        assert.strictEqual(recovered?.outcome?._tag, "Executed")
        assert.deepStrictEqual(
          exchange.rows.map(({ status }) => status),
          ["CANCELED", "CANCELED"]
        )
        // each of them was written down before it was signed, as the batch was, and may have been accepted
        const attempts = (yield* shared.latest("test", "close"))?.attempts.map(({ state }) => state)
        assert.deepStrictEqual(
          attempts,
          ["the batch", ...exchange.all("cancel").filter(isOfOne)].map(() => "open")
        )
      })
    )
  })

  it.effect("writes of none of its cancels that it was not sent while that one is still being signed", () => {
    const exchange = new LittleExchange((request) => (request.what === "batch" ? lost : undefined))
    exchange.rows.push(mine(1), mine(2))
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared, products })
        const cancels = cancelOrders(
          [1, 2].map((orderId) => ({ symbol: limit.symbol, origClientOrderId: `mine${orderId}` }))
        )
        yield* begin(first.orders.place(cancels, { key: "close" }))
        yield* passUntil(() => exchange.count("batch") === 1)
        yield* first.kill
        const said: Array<string> = []
        const slow: JournalService = {
          ...shared,
          sign: (intent, attempt, states) =>
            Effect.delay(shared.sign(intent, attempt, states), 100).pipe(
              Effect.tap(() =>
                Effect.sync(() => {
                  said.push(...states.map(({ number, state }) => `${number} ${state}`))
                  // the clock has to be read again before it can be signed
                  if (attempt.number === 2) exchange.wall += 600_000
                })
              )
            )
        }
        const second = yield* boot(exchange.transport, { journal: slow, products })
        const [recovered] = valueOf(yield* pass(yield* begin(second.orders.recover), 300_000))
        assert.strictEqual(recovered?.outcome?._tag, "Executed")
        assert.deepStrictEqual(said, [])
      })
    )
  })

  it.effect("is shown as in doubt until the last of its orders is known", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "batch") return undefined
      for (const [index, one] of elementsOf(request).entries())
        self.accept(one, { visibleAt: request.at + 1000 + 9000 * index })
      return lost
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal, products })
        const batch = placeOrders([limit, { ...limit, price: "51000" }])
        const running = yield* begin(orders.place(batch, { key: "both" }))
        yield* pass(running, 6000)
        assert.deepStrictEqual(yield* doubted(orders), ["both"])
        valueOf(yield* pass(running, 60_000))
        assert.deepStrictEqual(yield* doubted(orders), [])
      })
    )
  })
})

/** Another process that makes an attempt of this intent. */
const another = Effect.fnUntraced(function* (kept: JournalService, id: string, state: "open" | "not-sent") {
  const { attempts, ...intent } = (yield* kept.read(id)) ?? assert.fail("it is written")
  const last = attempts.at(-1) ?? assert.fail("it was begun")
  const { number } = last
  const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
  const attempt = { ...last, number: number + 1, state, writtenBy: "somebody else" } as const
  const later = { ...attempt, signedFrom: now, writtenAt: now, fenceAt: now + fenceMillis + 5000 }
  assert.strictEqual(yield* kept.sign(intent, later, []), "written")
})

describe("an attempt that somebody else has made", () => {
  for (const when of ["before", "while"] as const)
    it.effect(`${when} an outcome that knows nothing of it is written is settled before anything is told`, () => {
      const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
      return over(
        exchange,
        Effect.gen(function* () {
          const kept = yield* journal
          let isMade = false
          const make = Effect.fnUntraced(function* (id: string) {
            isMade = true
            yield* another(kept, id, "open")
            const [request] = exchange.all("place")
            const at = (yield* Effect.clockWith((clock) => clock.currentTimeMillis)) - start
            if (request !== undefined) exchange.accept(request, { visibleAt: at + 20_000 }, at)
          })
          const raced: JournalService = {
            ...kept,
            conclude: (options) => Effect.andThen(isMade ? Effect.void : make(options.id), kept.conclude(options))
          }
          const { orders } = yield* boot(exchange.transport, { journal: raced })
          const running = yield* begin(orders.place(order, { key: "signal-1", policy: once }))
          if (when === "before") {
            yield* pass(running, 40_000)
            yield* make((yield* kept.latest("test", "signal-1"))?.id ?? "")
          }
          assert.strictEqual(valueOf(yield* pass(running, 300_000)).orderId, exchange.rows[0]?.orderId)
          assert.strictEqual((yield* kept.latest("test", "signal-1"))?.outcome?._tag, "Executed")
        })
      )
    })

  it.effect("is settled before the next is made, though a later one of them was not sent", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place" && request.nth === 1
        ? json(429, { code: -1003, msg: "Too many requests." }, { "retry-after": "2" })
        : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const { orders } = yield* boot(exchange.transport, { journal: kept })
        const running = yield* begin(orders.place(order, { key: "signal-1" }))
        yield* passUntil(() => exchange.count("place") === 1)
        yield* TestClock.adjust(500)
        const { id } = (yield* kept.latest("test", "signal-1")) ?? assert.fail("it is written")
        yield* another(kept, id, "open")
        yield* another(kept, id, "not-sent")
        const [request] = exchange.all("place")
        if (request !== undefined) exchange.accept(request, { visibleAt: 9000 })
        assert.strictEqual(valueOf(yield* pass(running, 300_000)).orderId, exchange.rows[0]?.orderId)
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("does not keep an order from its caller whose reply has come", () => {
    const exchange = new LittleExchange((request) =>
      // nobody can look at it
      request.what === "order" || request.what === "openOrders" || request.what === "allOrders" ? lost : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        let isFirst = true
        const raced: JournalService = {
          ...kept,
          conclude: Effect.fnUntraced(function* (options) {
            if (isFirst) yield* another(kept, options.id, "open")
            isFirst = false
            return yield* kept.conclude(options)
          })
        }
        const { orders } = yield* boot(exchange.transport, { journal: raced })
        const running = yield* begin(orders.place(order, { key: "signal-1" }))
        assert.strictEqual(valueOf(yield* pass(running, 5000)).orderId, exchange.rows[0]?.orderId)
        assert.strictEqual((yield* kept.latest("test", "signal-1"))?.outcome?._tag, "Executed")
      })
    )
  })
})

describe("what is no intent of its kind", () => {
  it.effect("is refused, and nothing is sent", () => {
    const exchange = new LittleExchange()
    exchange.rows.push(mine(1))
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const which = { symbol: limit.symbol, origClientOrderId: "mine1" }
        const amend = Spot.amendOrder({ ...which, newQty: "0.005" })
        for (const one of [
          orders.place(Spot.cancelOrder(which)),
          orders.place(amend),
          orders.amend(order),
          orders.cancelReplace(order),
          orders.cancel(order),
          orders.cancel(amend)
        ]) {
          const error = errorOf(yield* pass(yield* begin<unknown, Retryable | Fatal>(one), 10_000))
          assert.deepInclude(error.reason, { _tag: "InvalidRequest", parameter: "operation" })
        }
        assert.deepStrictEqual([exchange.count("place"), exchange.count("amend"), exchange.count("cancel")], [0, 0, 0])
      })
    )
  })

  it.effect("whose input is not the same after it was written down is refused: it could not be found again", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        // what is inherited is not written
        const input: Spot.PlaceOrder = Object.create(limit)
        const error = errorOf(yield* pass(yield* begin(orders.place(Spot.placeOrder(input))), 10_000))
        assert.deepInclude(error.reason, { _tag: "InvalidRequest", parameter: "input" })
        assert.strictEqual(exchange.count("place"), 0)
      })
    )
  })

  it.effect("though its input is the same is another one under the key", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        valueOf(yield* pass(yield* begin(orders.place(order, { key: "signal-1" })), 10_000))
        const routed = orders.place(Spot.placeSorOrder(limit), { key: "signal-1" })
        const error = errorOf(yield* pass(yield* begin(routed), 10_000))
        assert.deepInclude(error.reason, { _tag: "InvalidRequest", parameter: "key" })
      })
    )
  })
})

describe("the rows of an intent", () => {
  it.effect("say of each attempt what became of it: refused, not sent, never signed", () => {
    const exchange = new LittleExchange((request) =>
      request.what !== "place"
        ? undefined
        : request.nth === 1
          ? json(429, { code: -1003, msg: "Too many requests." }, { "retry-after": "1" })
          : request.nth === 2
            ? notSent
            : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        let signed = 0
        const slow: JournalService = {
          ...kept,
          // the third takes longer than it may wait for its signature
          sign: (...given) => Effect.delay(kept.sign(...given), ++signed === 3 ? "3 seconds" : 0)
        }
        const { orders } = yield* boot(exchange.transport, { journal: slow, signWithin: "2 seconds" })
        const policy = RetryPolicy.make({ times: 5, base: "100 millis" })
        valueOf(yield* pass(yield* begin(orders.place(order, { key: "signal-1", policy })), 60_000))
        assert.deepStrictEqual(
          (yield* kept.latest("test", "signal-1"))?.attempts.map(({ state }) => state),
          ["refused", "not-sent", "not-sent", "open"]
        )
        const outcome = (yield* kept.latest("test", "signal-1"))?.outcome
        assert.deepInclude(outcome, { _tag: "Executed", orderId: `${exchange.rows[0]?.orderId}` })
        assert.strictEqual(exchange.count("place"), 3)
      })
    )
  })
})

describe("what others on the journal have placed", () => {
  const named = { ...limit, newClientOrderId: "mine" } as const

  it.effect("at another exchange does not take its order ids from what is in doubt here", () => {
    const there = new LittleExchange()
    const exchange = shownAfter(1000)
    const at = (of: LittleExchange, endpoint: Endpoint.Endpoint["Service"]) =>
      Layer.effect(
        Transport,
        Effect.map(Transport, (transport) => Transport.of({ ...transport, endpoint }))
      ).pipe(Layer.provide(of.transport))
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const demo = yield* boot(at(there, { name: "demo", baseUrl: "https://demo-api.binance.com" }), {
          journal: kept
        })
        const other = valueOf(yield* pass(yield* begin(demo.orders.place(order)), 10_000))
        const main = yield* boot(at(exchange, { name: "testnet", baseUrl: "https://testnet.binance.vision" }), {
          journal: kept
        })
        const running = yield* begin(main.orders.place(order, { policy: once }))
        const placed = valueOf(yield* pass(running, 300_000))
        // the same number, and not the same order
        assert.strictEqual(placed.orderId, other.orderId)
        assert.strictEqual(exchange.rows.length, 1)
      })
    )
  })

  it.effect("while it is in doubt here is none of it, though it was begun before and has the same name", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place") return undefined
      return request.nth === 2
        ? lost
        : Effect.delay(
            Effect.sync(() => {
              const { visibleAt: _, ...placed } = self.accept(request, { status: "FILLED" }, request.at + 4400)
              return json(200, placed)
            }),
            4400
          )
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const one = yield* boot(exchange.transport, { journal: kept })
        const two = yield* boot(exchange.transport, { journal: kept })
        const early = yield* begin(one.orders.place(Spot.placeOrder(named), { key: "one" }))
        yield* passUntil(() => exchange.count("place") === 1)
        const running = yield* begin(two.orders.place(Spot.placeOrder(named), { key: "two", policy: once }))
        const end = yield* pass(running, 300_000)
        assert.strictEqual(valueOf(yield* pass(early, 1000)).orderId, exchange.rows[0]?.orderId)
        assert.strictEqual(reasonOf(end), "Retryable ProvenNotExecuted")
      })
    )
  })

  it.effect("under a name of the caller's is asked for until the journal tells, before anything is looked for", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" && request.nth === 2 ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const market = Spot.placeOrder({
          symbol: "BTCUSDT",
          side: "BUY",
          type: "MARKET",
          quantity: "0.01",
          newClientOrderId: "mine"
        })
        const first = yield* boot(exchange.transport, { journal: kept })
        valueOf(yield* pass(yield* begin(first.orders.place(market, { key: "one" })), 5000, 10))
        let asked = 0
        const flaky: JournalService = {
          ...kept,
          executedSince: (...given) =>
            Effect.suspend(() =>
              ++asked < 4
                ? Effect.fail(new JournalError({ doing: "read what executed", problem: "nobody answers" }))
                : kept.executedSince(...given)
            )
        }
        const second = yield* boot(exchange.transport, { journal: flaky })
        const running = yield* begin(second.orders.place(market, { key: "two", policy: once }))
        assert.strictEqual(reasonOf(yield* pass(running, 300_000)), "Retryable ProvenNotExecuted")
      })
    )
  })
})

/** Whether views answer. */
const views = (exchange: LittleExchange) => {
  const eyes = { areOpen: false }
  const transport = Layer.effect(
    Transport,
    Effect.map(Transport, (inner) => ({
      send: (request: WireRequest) =>
        !eyes.areOpen && request.method === "GET" && request.path !== "/api/v3/time"
          ? Effect.delay(Effect.succeed(notSent), "1 second")
          : inner.send(request)
    }))
  ).pipe(Layer.provide(exchange.transport))
  return { eyes, transport }
}

describe("what somebody else has found out", () => {
  const executedAs = (orderId: number) =>
    ({ _tag: "Executed", result: { orderId }, orderId: `${orderId}` }) satisfies Outcome

  it.effect("is no doubt any more", () => {
    const exchange = shownAfter(0)
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const one = yield* boot(views(exchange).transport, { journal: kept })
        const two = yield* boot(exchange.transport, { journal: kept })
        const waiting = yield* begin(one.orders.place(order, { key: "signal-1" }))
        yield* passUntil(() => exchange.count("place") === 1)
        yield* pass(waiting, 1000)
        assert.deepStrictEqual(yield* doubted(one.orders), ["signal-1"])
        valueOf(yield* pass(yield* begin(two.orders.recover), 60_000))
        valueOf(yield* pass(waiting, 20_000))
        assert.deepStrictEqual(yield* doubted(one.orders), [])
      })
    )
  })

  it.effect("is given at once by who was about to send it again", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place"
        ? json(429, { code: -1003, msg: "Too many requests." }, { "retry-after": "2" })
        : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const { orders } = yield* boot(exchange.transport, { journal: kept })
        const running = yield* begin(orders.place(order, { key: "signal-1" }))
        yield* passUntil(() => exchange.count("place") === 1)
        yield* TestClock.adjust(500)
        const { id } = (yield* kept.latest("test", "signal-1")) ?? assert.fail("it is written")
        yield* kept.conclude({ id, attempts: 1, states: [], outcome: executedAs(77), endedAt: 0 })
        assert.strictEqual(valueOf(yield* pass(running, 120_000)).orderId, 77)
        assert.isAtMost(running.endedAt() ?? Infinity, 3500)
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("ends a doubt also when it is the second one, of an attempt that they have made", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const { eyes, transport } = views(exchange)
        eyes.areOpen = true
        let isMade = false
        const raced: JournalService = {
          ...kept,
          conclude: Effect.fnUntraced(function* (options) {
            if (!isMade) {
              isMade = true
              eyes.areOpen = false
              yield* another(kept, options.id, "open")
            }
            return yield* kept.conclude(options)
          })
        }
        const { orders } = yield* boot(transport, { journal: raced })
        const running = yield* begin(orders.place(order, { key: "signal-1", policy: once }))
        yield* passUntil(() => isMade)
        yield* pass(running, 60_000)
        const { id } = (yield* kept.latest("test", "signal-1")) ?? assert.fail("it is written")
        yield* kept.conclude({ id, attempts: 2, states: [], outcome: executedAs(77), endedAt: 0 })
        assert.strictEqual(valueOf(yield* pass(running, 20_000)).orderId, 77)
      })
    )
  })

  it.effect("to be not executed, and has begun again since, gives what became of that", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" && request.nth === 1 ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const one = yield* boot(views(exchange).transport, { journal: kept })
        const two = yield* boot(exchange.transport, { journal: kept })
        const waiting = yield* begin(one.orders.place(order, { key: "signal-1", policy: once }))
        yield* passUntil(() => exchange.count("place") === 1)
        const again = Effect.andThen(two.orders.recover, two.orders.place(order, { key: "signal-1" }))
        const other = valueOf(yield* pass(yield* begin(again), 300_000, 10))
        assert.strictEqual(valueOf(yield* pass(waiting, 20_000)).orderId, other.orderId)
        assert.strictEqual(exchange.count("place"), 2)
      })
    )
  })

  it.effect("of a cancel is what its caller is told too, whatever the reply was", () => {
    const exchange = new LittleExchange()
    exchange.rows.push(row(1, { clientOrderId: "mine" }))
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const raced: JournalService = {
          ...kept,
          conclude: (options) =>
            Effect.andThen(
              kept.conclude({
                ...options,
                outcome: { _tag: "Refused", error: new Fatal({ reason: new UnknownOrder({ code: -2011 }) }) }
              }),
              kept.conclude(options)
            )
        }
        const { orders } = yield* boot(exchange.transport, { journal: raced })
        const cancel = Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "mine" })
        const end = valueOf(yield* pass(yield* begin(orders.cancel(cancel)), 60_000))
        assert.strictEqual(end._tag, "AlreadyEnded")
      })
    )
  })
})

describe("a cancelReplace", () => {
  it.effect("that another process has found to have placed only is told as that, whatever the reply was", () => {
    const exchange = new LittleExchange()
    exchange.rows.push(mine(1))
    const { cancel: executed, place: refused } = samples.CancelReplaceFailed
    const half = new Fatal({ reason: new CancelReplaceFailed({ cancel: refused, place: executed, code: -2021 }) })
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const raced: JournalService = {
          ...kept,
          conclude: (options) =>
            Effect.andThen(
              kept.conclude({ ...options, outcome: { _tag: "Refused", error: half } }),
              kept.conclude(options)
            )
        }
        const { orders } = yield* boot(exchange.transport, { journal: raced })
        const replace = Spot.cancelReplaceOrder({
          ...limit,
          price: "51000",
          cancelReplaceMode: "STOP_ON_FAILURE",
          cancelOrigClientOrderId: "mine1"
        })
        const running = yield* begin(orders.cancelReplace(replace, { key: "replace-1" }))
        assert.strictEqual(reasonOf(yield* pass(running, 10_000)), "Fatal CancelReplaceFailed")
      })
    )
  })
})

describe("a second attempt", () => {
  it.effect("that is on its way when the time is up is no doubt, though the first was one", () => {
    const exchange = new LittleExchange((request, self) =>
      request.what !== "place"
        ? undefined
        : request.nth === 1
          ? lost
          : Effect.delay(
              Effect.sync(() => self.answer(request, request.at + 8000)),
              "8 seconds"
            )
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const running = yield* begin(
          orders.placeWithin(Spot.placeOrder(limit).pipe(Call.goodFor("5 minutes")), "50 seconds")
        )
        yield* pass(running, 50_000)
        assert.strictEqual(exchange.count("place"), 2)
        assert.strictEqual(valueOf(yield* pass(running, 20_000)).orderId, exchange.rows[0]?.orderId)
      })
    )
  })
})

describe("what did not execute, of a journal that cannot be written,", () => {
  const busy = json(429, { code: -1003, msg: "Too many requests." }, { "retry-after": "1" })
  for (const what of ["cancel", "batch"] as const)
    it.effect(`is told of a ${what} without a key once nobody can find and send it again`, () => {
      const exchange = new LittleExchange((request) => (request.what === what ? busy : undefined))
      exchange.rows.push(mine(1))
      return over(
        exchange,
        Effect.gen(function* () {
          const inner = yield* journal
          let isDown = true
          const broken: JournalService = {
            ...inner,
            conclude: (options) =>
              isDown
                ? Effect.fail(new JournalError({ doing: "write an outcome", problem: "the disk is full" }))
                : inner.conclude(options)
          }
          const { orders } = yield* boot(exchange.transport, { journal: broken, products, policy: once })
          const cancel = { symbol: limit.symbol, origClientOrderId: "mine1" }
          const running = yield* begin<unknown, Retryable | Fatal>(
            what === "cancel" ? orders.cancel(Spot.cancelOrder(cancel)) : orders.place(cancelOrders([cancel]))
          )
          assert.strictEqual(reasonOf(yield* pass(running, 10_000)), "unsettled")
          assert.strictEqual(exchange.count(what), 1)
          isDown = false
          assert.strictEqual(reasonOf(yield* pass(running, 10_000)), "Retryable RateLimited")
        })
      )
    })
})

describe("who has gone", () => {
  it.effect("before its key was looked up has nothing sent", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        const slow: JournalService = { ...inner, latest: (...given) => Effect.delay(inner.latest(...given), 2000) }
        const { orders } = yield* boot(exchange.transport, { journal: slow })
        const running = yield* begin(orders.place(order, { key: "signal-1" }))
        yield* pass(running, 1000)
        yield* Fiber.interrupt(running.fiber)
        yield* TestClock.adjust("2 minutes")
        assert.strictEqual(exchange.count("place"), 0)
      })
    )
  })

  for (const when of ["before its key was looked up", "before its call has begun"] as const)
    it.effect(`${when} has what a crash has left under it settled`, () => {
      const exchange = shownAfter(0)
      return over(
        exchange,
        Effect.gen(function* () {
          const inner = yield* journal
          const first = yield* boot(exchange.transport, { journal: inner })
          yield* begin(first.orders.place(order, { key: "signal-1" }))
          yield* passUntil(() => exchange.count("place") === 1)
          yield* first.kill
          const isLookUp = when === "before its key was looked up"
          const slow: JournalService = {
            ...inner,
            latest: (...given) => Effect.delay(inner.latest(...given), isLookUp ? 2000 : 0)
          }
          const { orders } = yield* boot(exchange.transport, { journal: slow })
          const call = isLookUp ? order : Call.perRun(Effect.delay(order, 2000))
          const running = yield* begin(orders.place(call, { key: "signal-1" }))
          yield* pass(running, 1000)
          yield* Fiber.interrupt(running.fiber)
          yield* TestClock.adjust("2 minutes")
          assert.strictEqual((yield* inner.latest("test", "signal-1"))?.outcome?._tag, "Executed")
          assert.strictEqual(exchange.count("place"), 1)
        })
      )
    })

  it.effect("in doubt leaves the evidence that it did not execute", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const { orders } = yield* boot(exchange.transport, { journal: kept })
        const running = yield* begin(orders.place(order, { key: "signal-1" }))
        yield* passUntil(() => exchange.count("place") === 1)
        yield* TestClock.adjust(1000)
        yield* Fiber.interrupt(running.fiber)
        yield* TestClock.adjust("5 minutes")
        const outcome = (yield* kept.latest("test", "signal-1"))?.outcome
        assert.strictEqual(
          outcome?._tag === "NotExecuted" ? outcome.error.reason._tag : outcome?._tag,
          "ProvenNotExecuted"
        )
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("while the first attempt is written leaves no open row, though its end can be written only later", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        let isWriting = false
        let failures = 0
        const bad: JournalService = {
          ...inner,
          sign: (...given) =>
            Effect.suspend(() => {
              isWriting = true
              return Effect.delay(inner.sign(...given), 500)
            }),
          conclude: (options) =>
            Effect.suspend(() =>
              ++failures <= 3
                ? Effect.fail(new JournalError({ doing: "write an outcome", problem: "the disk is full" }))
                : inner.conclude(options)
            )
        }
        const { orders } = yield* boot(exchange.transport, { journal: bad })
        const running = yield* begin(orders.place(order, { key: "signal-1" }))
        yield* passUntil(() => isWriting)
        yield* Fiber.interrupt(running.fiber)
        yield* TestClock.adjust("1 minute")
        assert.deepStrictEqual(yield* inner.unsettled("test"), [])
        assert.strictEqual(exchange.count("place"), 0)
      })
    )
  })
})

describe("while it is being closed", () => {
  it.effect("nothing new is sent, whoever asks for it", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" && request.nth === 1 ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const { close, orders } = yield* boot(exchange.transport, { journal: yield* journal })
        yield* begin(orders.place(order, { key: "signal-1" }))
        yield* passUntil(() => exchange.count("place") === 1)
        const closing = yield* begin(close)
        yield* pass(closing, 2000)
        assert.isUndefined(closing.exit())
        const late = yield* begin(orders.place(order, { key: "signal-2" }))
        assert.strictEqual(reasonOf(yield* pass(late, 10_000)), "Retryable Expired")
        assert.strictEqual(exchange.count("place"), 1)
        yield* pass(closing, 60_000)
      })
    )
  })
})

describe("who comes too late", () => {
  it.effect("has nothing sent of a key that another caller has given up meanwhile", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place" && request.nth === 1
        ? Effect.delay(
            Effect.succeed(json(429, { code: -1003, msg: "Too many requests." }, { "retry-after": "20" })),
            6000
          )
        : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const first = yield* begin(orders.place(order, { key: "signal-1", policy: once }))
        yield* passUntil(() => exchange.count("place") === 1)
        const late = yield* begin(orders.placeWithin(order, "3 seconds", { key: "signal-1" }))
        assert.strictEqual(reasonOf(yield* pass(first, 10_000)), "Retryable RateLimited")
        assert.strictEqual(reasonOf(yield* pass(late, 30_000)), "Retryable Expired")
        // nor does it wait for what it would not send anyway
        assert.isAtMost(late.endedAt() ?? Infinity, 8000)
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("is told what another process has made of the key, though nothing of it was sent here", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        const slow: JournalService = { ...inner, sign: (...given) => Effect.delay(inner.sign(...given), "4 seconds") }
        const one = yield* boot(exchange.transport, { journal: slow })
        const two = yield* boot(exchange.transport, { journal: inner })
        const late = yield* begin(one.orders.placeWithin(order, "2 seconds", { key: "signal-1" }))
        yield* pass(late, 1000)
        const placing = yield* begin(two.orders.place(order, { key: "signal-1" }))
        const other = valueOf(yield* pass(placing, 500, 10))
        assert.strictEqual(valueOf(yield* pass(late, 30_000)).orderId, other.orderId)
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })
})

/** Writes an intent of which not a byte has left, as a process has left it a moment ago. */
const leaveUnsent = (
  kept: JournalService,
  operation: string,
  kind: Kind,
  input: { readonly symbol: string; readonly [name: string]: string },
  name: string
) => {
  const { subject } = intentOf(operation)
  const more = { account: "test", operation, createdAt: start }
  const attempt = attemptOf(1, { signedFrom: start, fenceAt: start + fenceMillis, state: "not-sent", writtenAt: start })
  const { symbol } = input
  return kept.sign(
    intentOf(operation, {
      ...more,
      input,
      clientOrderId: name,
      subject: new InDoubt({ ...subject, ...more, kind, symbol, clientOrderIds: [name] })
    }),
    attempt,
    []
  )
}

describe("recovering", () => {
  it.effect("a cancel of which nothing has left sends nothing: nobody wants it any more", () => {
    const exchange = new LittleExchange()
    exchange.rows.push(mine(1))
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const which = { symbol: limit.symbol, origClientOrderId: "mine1" }
        yield* leaveUnsent(kept, "spot.cancelOrder", "cancel", which, "mine1")
        const { orders } = yield* boot(exchange.transport, { journal: kept })
        const [recovered] = valueOf(yield* pass(yield* begin(orders.recover), 60_000))
        assert.strictEqual(recovered?.outcome?._tag, "NotExecuted")
        assert.strictEqual(exchange.rows[0]?.status, "NEW")
      })
    )
  })

  it.effect("asks for an order of which one attempt may live, though another one was not sent", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place") return undefined
      if (request.nth === 1) return notSent
      self.accept(request)
      return lost
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const first = yield* boot(exchange.transport, { journal: kept })
        yield* begin(first.orders.place(order, { key: "signal-1" }))
        yield* passUntil(() => exchange.count("place") === 2)
        yield* first.kill
        const [row] = yield* kept.unsettled("test")
        assert.deepStrictEqual(
          row?.attempts.map(({ state }) => state),
          ["not-sent", "open"]
        )
        const second = yield* boot(exchange.transport, { journal: kept })
        const [recovered] = valueOf(yield* pass(yield* begin(second.orders.recover), 300_000))
        assert.strictEqual(recovered?.outcome?._tag, "Executed")
      })
    )
  })

  it.effect("says how it ended that another process has settled, also of an operation that is not known here", () => {
    const exchange = shownAfter(0)
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const first = yield* boot(exchange.transport, { journal: kept })
        yield* begin(first.orders.place(order, { key: "signal-1" }))
        yield* passUntil(() => exchange.count("place") === 1)
        yield* first.kill
        const outcome: Outcome = { _tag: "Executed", result: { orderId: 77 }, orderId: "77" }
        const raced: JournalService = {
          ...kept,
          read: (id) =>
            Effect.andThen(kept.conclude({ id, attempts: 1, states: [], outcome, endedAt: start }), kept.read(id))
        }
        const second = yield* boot(exchange.transport, { journal: raced, products: [] })
        const [recovered] = valueOf(yield* pass(yield* begin(second.orders.recover), 60_000))
        assert.deepStrictEqual(recovered?.outcome, outcome)
      })
    )
  })

  it.effect("waits for what is on its way here, and asks for nothing", () => {
    const exchange = new LittleExchange((request, self) =>
      request.what === "place"
        ? Effect.delay(
            Effect.sync(() => self.answer(request, request.at + 8000)),
            "8 seconds"
          )
        : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const placing = yield* begin(orders.place(order))
        yield* passUntil(() => exchange.count("place") === 1)
        const recovering = yield* begin(orders.recover)
        valueOf(yield* pass(placing, 20_000))
        const [recovered] = valueOf(yield* pass(recovering, 20_000))
        assert.strictEqual(recovered?.outcome?._tag, "Executed")
        assert.strictEqual(exchange.count("order"), 0)
      })
    )
  })

  it.effect("settles what can be settled, though an older doubt cannot", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what === "place") {
        self.accept(request)
        return lost
      }
      return request.parameters.get("symbol") === "ETHUSDT" ? lost : undefined
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const first = yield* boot(exchange.transport, { journal: kept })
        yield* begin(first.orders.place(Spot.placeOrder({ ...limit, symbol: "ETHUSDT" }), { key: "older" }))
        yield* passUntil(() => exchange.count("place") === 1)
        yield* begin(first.orders.place(order, { key: "newer" }))
        yield* passUntil(() => exchange.count("place") === 2)
        yield* first.kill
        const second = yield* boot(exchange.transport, { journal: kept })
        yield* begin(second.orders.recover)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual((yield* kept.latest("test", "newer"))?.outcome?._tag, "Executed")
        assert.isUndefined((yield* kept.latest("test", "older"))?.outcome)
      })
    )
  })
})

describe("a cancel that makes sure", () => {
  const theOrder = { symbol: "BTCUSDT", origClientOrderId: "mine" } as const
  const placed = { ...limit, newClientOrderId: "mine" }
  const unrelated: ReadonlyArray<
    readonly [what: string, ...(Parameters<typeof leaveUnsent> extends [unknown, ...infer A] ? A : never)]
  > = [
    ["another cancel of it", "spot.cancelOrder", "cancel", theOrder, "mine"],
    ["an amend of it", "spot.amendOrder", "amend", { ...theOrder, newQty: "0.005" }, "mine"],
    ["a placement of its name at another symbol", "spot.placeOrder", "place", { ...placed, symbol: "ETHUSDT" }, "mine"],
    ["a placement of another name", "spot.placeOrder", "place", { ...placed, newClientOrderId: "other" }, "other"]
  ]
  for (const [what, ...given] of unrelated)
    it.effect(`does not take ${what} that did not execute for its placement: it may be open under another name`, () => {
      const exchange = new LittleExchange()
      return over(
        exchange,
        Effect.gen(function* () {
          const kept = yield* journal
          yield* leaveUnsent(kept, ...given)
          const { orders } = yield* boot(exchange.transport, { journal: kept })
          const running = yield* begin(orders.cancel(Spot.cancelOrder(theOrder)))
          assert.strictEqual(valueOf(yield* pass(running, 120_000))._tag, "NotFound")
        })
      )
    })

  it.effect("of an order that was sent while it was looked for cancels that one, though no view shows it yet", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place") return undefined
      self.accept(request, { visibleAt: request.at + 28_000 })
      return lost
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const one = yield* boot(exchange.transport, { journal: kept })
        const two = yield* boot(exchange.transport, { journal: kept })
        const running = yield* begin(two.orders.cancel(Spot.cancelOrder(theOrder)))
        yield* pass(running, 25_000)
        yield* begin(one.orders.place(Spot.placeOrder(placed)))
        yield* passUntil(() => exchange.count("place") === 1)
        yield* one.kill
        assert.strictEqual(valueOf(yield* pass(running, 300_000))._tag, "Cancelled")
        assert.deepStrictEqual(
          exchange.rows.map(({ status }) => status),
          ["CANCELED"]
        )
      })
    )
  })

  for (const status of ["PARTIALLY_FILLED", "PENDING_NEW"])
    it.effect(`goes on while a view shows it as ${status}, whatever the engine says of it`, () => {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "cancel" || request.parameters.get("origClientOrderId") !== "mine") return undefined
        if (request.at < 45_000) return unknownOrder
        for (const one of self.rows) one.status = "NEW"
        return undefined
      })
      exchange.rows.push(row(1, { clientOrderId: "mine", status }))
      return over(
        exchange,
        Effect.gen(function* () {
          const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
          const running = yield* begin(orders.cancel(Spot.cancelOrder(theOrder)))
          assert.strictEqual(valueOf(yield* pass(running, 120_000))._tag, "Cancelled")
        })
      )
    })
})

describe("what an order is good for", () => {
  for (const [what, goodFor, wall] of [
    ["a machine that has slept", "2 minutes", 180_000],
    ["a clock that was set back", "2900 millis", -900]
  ] as const)
    it.effect(`ends also on ${what} while its row was written`, () => {
      const exchange = new LittleExchange()
      return over(
        exchange,
        Effect.gen(function* () {
          const inner = yield* journal
          const slow: JournalService = {
            ...inner,
            sign: (...given) =>
              Effect.tap(Effect.delay(inner.sign(...given), "3 seconds"), () =>
                Effect.sync(() => {
                  exchange.wall = wall
                })
              )
          }
          const { orders } = yield* boot(exchange.transport, { journal: slow })
          const running = yield* begin(orders.place(order.pipe(Call.goodFor(goodFor)), { policy: once }))
          assert.strictEqual(errorOf(yield* pass(running, 60_000))._tag, "Retryable")
          assert.strictEqual(exchange.count("place"), 0)
        })
      )
    })
})

describe("a restart long after", () => {
  it.effect("still knows which order of the same name was another one's", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" && request.nth === 2 ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const named = Spot.placeOrder({
          symbol: "BTCUSDT",
          side: "BUY",
          type: "MARKET",
          quantity: "0.01",
          newClientOrderId: "mine"
        })
        const first = yield* boot(exchange.transport, { journal: kept })
        valueOf(yield* pass(yield* begin(first.orders.place(named, { key: "one" })), 5000, 10))
        yield* begin(first.orders.place(named, { key: "two" }))
        yield* passUntil(() => exchange.count("place") === 2)
        yield* first.kill
        yield* TestClock.adjust("10 minutes")
        const second = yield* boot(exchange.transport, { journal: kept })
        const recovered = valueOf(yield* pass(yield* begin(second.orders.recover), 300_000))
        assert.deepStrictEqual(
          recovered.map(({ key, outcome }) => [key, outcome?._tag]),
          [["two", "NotExecuted"]]
        )
      })
    )
  })
})
