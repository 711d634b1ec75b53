// What goes wrong between an order and its journal: callers that leave at the worst moment, journals that fail or are slow, clocks
// that are set, processes that do the same at once.
import { assert, describe, it } from "@effect/vitest"
import { JournalError } from "effect-binance/orders/OrderJournal"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import {
  begin,
  errorOf,
  halves,
  json,
  limit,
  LittleExchange,
  lost,
  over,
  pass,
  reasonOf,
  refusal,
  row,
  start,
  unknownOrder,
  valueOf
} from "../settlement/support.ts"
import { boot, journal, type JournalService, passUntil } from "./support.ts"

const once = RetryPolicy.make({ times: 0 })
const busy = (seconds: number) => json(429, { code: -1003, msg: "Too many requests." }, { "retry-after": `${seconds}` })
const resting = (more: Parameters<typeof row>[1] = {}) =>
  row(1, { clientOrderId: "mine", time: start - 60_000, updateTime: start - 60_000, ...more })
const theOrder = { symbol: "BTCUSDT", origClientOrderId: "mine" } as const

/** A journal whose `conclude` fails while `isDown`, and writes nothing then. */
const failingToConclude = (inner: JournalService, isDown: () => boolean): JournalService => ({
  ...inner,
  conclude: (options) =>
    Effect.suspend(() =>
      isDown()
        ? Effect.fail(new JournalError({ doing: "write an outcome", problem: "the disk is full" }))
        : inner.conclude(options)
    )
})

describe("a caller that goes away", () => {
  it.effect("after a doubt was settled, while the next attempt is waited for, has nothing sent any more", () => {
    const exchange = new LittleExchange((request) =>
      request.what !== "place" ? undefined : request.nth === 1 ? lost : request.nth === 2 ? busy(8) : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const { orders } = yield* boot(exchange.transport, { journal: shared })
        const running = yield* begin(orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        yield* passUntil(() => exchange.count("place") === 2)
        yield* TestClock.adjust(1000)
        yield* Fiber.interrupt(running.fiber)
        yield* TestClock.adjust("5 minutes")
        assert.strictEqual(exchange.count("place"), 2)
        assert.strictEqual((yield* shared.latest("test", "signal-1"))?.outcome?._tag, "NotExecuted")
      })
    )
  })

  it.effect("with a call that settles itself leaves no cancel that goes round for ever", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "cancel" && request.nth === 1 && request.parameters.get("origClientOrderId") === "mine"
        ? lost
        : undefined
    )
    exchange.rows.push(resting())
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const { orders } = yield* boot(exchange.transport, { journal: shared })
        const running = yield* begin(orders.cancel(Spot.cancelOrder(theOrder).pipe(Reconciliation.settle)))
        yield* passUntil(() => exchange.count("cancel") === 1)
        yield* Fiber.interrupt(running.fiber)
        yield* TestClock.adjust("5 minutes")
        assert.strictEqual(exchange.rows[0]?.status, "CANCELED")
        assert.deepStrictEqual(yield* shared.unsettled("test"), [])
      })
    )
  })

  it.effect("while the outcome of its cancelReplace is written changes nothing of that outcome", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "cancelReplace") return undefined
      const [old] = self.rows
      if (old !== undefined) self.cancel(old, "gone", request.at)
      return halves(
        409,
        ["SUCCESS", { ...old, origClientOrderId: "mine" }],
        ["FAILURE", { code: -2010, msg: "Account has insufficient balance for requested action." }]
      )
    })
    exchange.rows.push(resting())
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        const slow: JournalService = { ...inner, conclude: (options) => Effect.delay(inner.conclude(options), 500) }
        const { orders } = yield* boot(exchange.transport, { journal: slow })
        const call = Spot.cancelReplaceOrder({
          ...limit,
          cancelReplaceMode: "STOP_ON_FAILURE",
          cancelOrigClientOrderId: "mine"
        })
        const running = yield* begin(orders.cancelReplace(call, { key: "replace-1" }))
        yield* passUntil(() => exchange.rows[0]?.status === "CANCELED")
        yield* TestClock.adjust(100)
        yield* Fiber.interrupt(running.fiber)
        yield* TestClock.adjust("1 minute")
        const outcome = (yield* inner.latest("test", "replace-1"))?.outcome
        assert.strictEqual(
          outcome?._tag === "Refused" ? outcome.error.reason._tag : outcome?._tag,
          "CancelReplaceFailed"
        )
      })
    )
  })

  it.effect("while the first attempt is written leaves a row that says that nothing was sent", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        let isWriting = false
        const slow: JournalService = {
          ...inner,
          sign: (...given) =>
            Effect.suspend(() => {
              isWriting = true
              return Effect.delay(inner.sign(...given), 500)
            })
        }
        const { orders } = yield* boot(exchange.transport, { journal: slow })
        const running = yield* begin(orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        yield* passUntil(() => isWriting)
        yield* Fiber.interrupt(running.fiber)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(exchange.count("place"), 0)
        const row = yield* inner.latest("test", "signal-1")
        assert.deepStrictEqual([row?.attempts.length, row?.outcome?._tag], [1, "NotExecuted"])
      })
    )
  })
})

describe("a key that is no text", () => {
  it.effect("is refused at once, and not asked for for ever", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        // as a database does
        const latest: JournalService["latest"] = (account, key) =>
          key === "signal-1"
            ? inner.latest(account, key)
            : Effect.fail(new JournalError({ doing: "read the intent of a key", problem: "it has a NUL" }))
        const { orders } = yield* boot(exchange.transport, { journal: { ...inner, latest } })
        for (const key of ["signal\0", "signal-\ud800"]) {
          const running = yield* begin(orders.place(Spot.placeOrder(limit), { key }))
          assert.strictEqual(reasonOf(yield* pass(running, 60_000)), "Fatal InvalidRequest")
        }
        assert.strictEqual(exchange.count("place"), 0)
      })
    )
  })
})

describe("callers of one key", () => {
  const accepted = () =>
    new LittleExchange((request, self) => {
      if (request.what !== "place") return undefined
      self.accept(request, { visibleAt: request.at + 8000 })
      return lost
    })

  it.effect("who give up and come again, as a caller's own retry does, place it once", () => {
    const exchange = accepted()
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const impatient = Effect.timeout(orders.place(Spot.placeOrder(limit), { key: "signal-1" }), "1 second")
        const running = yield* begin(Effect.retry(impatient, { times: 30 }))
        assert.strictEqual(valueOf(yield* pass(running, 120_000)).orderId, exchange.rows[0]?.orderId)
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("get what became of it when the first of them has gone", () => {
    const exchange = accepted()
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const place = orders.place(Spot.placeOrder(limit), { key: "signal-1" })
        const first = yield* begin(place)
        const second = yield* begin(place)
        yield* passUntil(() => exchange.count("place") === 1)
        yield* Fiber.interrupt(first.fiber)
        assert.strictEqual(valueOf(yield* pass(second, 120_000)).orderId, exchange.rows[0]?.orderId)
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("begin again at once when the first of them has gone and nothing of it can live", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place" && request.nth === 1 ? busy(2) : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const place = orders.place(Spot.placeOrder(limit), { key: "signal-1" })
        const first = yield* begin(place)
        const second = yield* begin(place)
        yield* passUntil(() => exchange.count("place") === 1)
        yield* TestClock.adjust(500)
        yield* Fiber.interrupt(first.fiber)
        valueOf(yield* pass(second, 120_000))
        // no fence and no view had to be waited for
        assert.isAtMost(second.endedAt() ?? Infinity, 5000)
        assert.strictEqual(exchange.rows.length, 1)
      })
    )
  })
})

describe("at most so long", () => {
  it.effect("is told that nobody knows also when another caller of the key is waited for", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const within = orders.placeWithin(Spot.placeOrder(limit), "3 seconds", { key: "signal-1" })
        assert.strictEqual(errorOf(yield* pass(yield* begin(within), 10_000))._tag, "AmbiguousExecution")
        const again = yield* begin(within)
        assert.strictEqual(errorOf(yield* pass(again, 10_000))._tag, "AmbiguousExecution")
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("is told that nobody knows also of a call that settles itself", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const call = Spot.placeOrder(limit).pipe(Reconciliation.settle)
        const running = yield* begin(orders.placeWithin(call, "3 seconds"))
        assert.strictEqual(errorOf(yield* pass(running, 10_000))._tag, "AmbiguousExecution")
      })
    )
  })

  it.effect("is told that it gave up when the doubt is over and nothing is on its way", () => {
    const exchange = new LittleExchange((request) =>
      request.what !== "place" ? undefined : request.nth === 1 ? lost : busy(5)
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const running = yield* begin(orders.placeWithin(Spot.placeOrder(limit), "50 seconds"))
        assert.strictEqual(errorOf(yield* pass(running, 70_000))._tag, "Retryable")
        assert.approximately(running.endedAt() ?? 0, 50_000, 500)
      })
    )
  })
})

describe("a journal that cannot take the outcome", () => {
  it.effect("of an amend that was not executed delays the report: another process would amend", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "amend" && request.nth === 1 ? busy(1) : undefined
    )
    exchange.rows.push(resting())
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        let isDown = true
        const first = yield* boot(exchange.transport, { journal: failingToConclude(inner, () => isDown) })
        const amend = Spot.amendOrder({ ...theOrder, newQty: "0.005" })
        const running = yield* begin(first.orders.amend(amend, { policy: once }))
        yield* pass(running, 5000)
        const second = yield* boot(exchange.transport, { journal: inner })
        const recovering = yield* begin(second.orders.recover)
        yield* TestClock.adjust(5000)
        isDown = false
        const exit = yield* pass(running, 120_000)
        yield* pass(recovering, 120_000)
        assert.strictEqual(reasonOf(exit) === "success", exchange.count("amend") > 1)
      })
    )
  })

  it.effect("of an order that executed is given it later, without a recovery", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        let isDown = true
        const { orders } = yield* boot(exchange.transport, { journal: failingToConclude(inner, () => isDown) })
        const running = yield* begin(orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        valueOf(yield* pass(running, 5000))
        isDown = false
        yield* TestClock.adjust("5 seconds")
        assert.strictEqual((yield* inner.latest("test", "signal-1"))?.outcome?._tag, "Executed")
      })
    )
  })

  it.effect("of a key that was refused delays the report: another process could begin again", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place" && request.nth === 1
        ? refusal(-2010, "Account has insufficient balance for requested action.")
        : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        let isDown = true
        const first = yield* boot(exchange.transport, { journal: failingToConclude(inner, () => isDown) })
        const place = Spot.placeOrder(limit)
        const running = yield* begin(first.orders.place(place, { key: "signal-1" }))
        yield* pass(running, 5000)
        const second = yield* boot(exchange.transport, { journal: inner })
        const other = yield* pass(yield* begin(second.orders.place(place, { key: "signal-1" })), 120_000)
        isDown = false
        const one = yield* pass(running, 120_000)
        // one key has one outcome, whoever asks
        assert.strictEqual(reasonOf(one), reasonOf(other))
      })
    )
  })

  it.effect("of an order that executed lets the same key find it again", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place") return undefined
      self.accept(request)
      return lost
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: failingToConclude(yield* journal, () => true) })
        const place = orders.place(Spot.placeOrder(limit), { key: "signal-1" })
        const first = valueOf(yield* pass(yield* begin(place), 5000))
        const again = valueOf(yield* pass(yield* begin(place), 120_000))
        assert.strictEqual(again.orderId, first.orderId)
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })
})

describe("two processes", () => {
  it.effect("one recovers a cancel that the other has given up: it ends", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "cancel" && request.parameters.get("origClientOrderId") === "mine" ? busy(1) : undefined
    )
    exchange.rows.push(resting())
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const policy = RetryPolicy.make({ times: 3, base: "5 seconds" })
        const first = yield* boot(exchange.transport, { journal: shared, policy })
        const running = yield* begin(first.orders.cancel(Spot.cancelOrder(theOrder)))
        yield* passUntil(() => exchange.count("cancel") > 0)
        const second = yield* boot(exchange.transport, { journal: shared })
        const recovering = yield* begin(second.orders.recover)
        assert.strictEqual(errorOf(yield* pass(running, 120_000))._tag, "Retryable")
        const [recovered] = valueOf(yield* pass(recovering, 300_000))
        assert.strictEqual(recovered?.outcome?._tag, "NotExecuted")
      })
    )
  })
})

describe("a row", () => {
  it.effect("holds no key and no signature, whatever the exchange answers", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place"
        ? refusal(-1102, `bad: ${request.wire.query}${request.wire.body}${JSON.stringify(request.wire.headers)}`)
        : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const { orders } = yield* boot(exchange.transport, { journal: shared })
        yield* pass(yield* begin(orders.place(Spot.placeOrder(limit), { key: "signal-1" })), 10_000)
        const text = JSON.stringify(yield* shared.latest("test", "signal-1"))
        assert.include(text, "Refused")
        assert.notInclude(text, "feedface")
      })
    )
  })
})

describe("a restart", () => {
  it.effect("knows what its journal says of another order of the same name before it looks", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place" && request.nth === 2 ? Effect.as(Effect.sleep("1 minute"), lost) : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        const first = yield* boot(exchange.transport, { journal: inner })
        const place = Spot.placeOrder({
          symbol: "BTCUSDT",
          side: "BUY",
          type: "MARKET",
          quantity: "0.01",
          newClientOrderId: "mine"
        })
        valueOf(yield* pass(yield* begin(first.orders.place(place, { key: "one" })), 5000, 10))
        yield* begin(first.orders.place(place, { key: "two" }))
        yield* passUntil(() => exchange.count("place") === 2)
        yield* first.kill
        const slow: JournalService = {
          ...inner,
          executedSince: (...given) => Effect.delay(inner.executedSince(...given), "1 second")
        }
        const second = yield* boot(exchange.transport, { journal: slow })
        const recovered = valueOf(yield* pass(yield* begin(second.orders.recover), 300_000))
        assert.deepStrictEqual(
          recovered.map(({ key, outcome }) => [key, outcome?._tag]),
          [["two", "NotExecuted"]]
        )
      })
    )
  })

  it.effect("gives one order to one of two intents under the same name of the caller's", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place") return undefined
      if (request.nth === 2) self.accept(request)
      return Effect.as(Effect.sleep("1 minute"), lost)
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared })
        const place = Spot.placeOrder({ ...limit, newClientOrderId: "mine" })
        yield* begin(first.orders.place(place, { key: "one" }))
        yield* begin(first.orders.place(place, { key: "two" }))
        yield* passUntil(() => exchange.count("place") === 2)
        yield* first.kill
        const second = yield* boot(exchange.transport, { journal: shared })
        const third = yield* boot(exchange.transport, { journal: shared })
        const both = Effect.all([second.orders.recover, third.orders.recover], { concurrency: 2 })
        const [here, there] = valueOf(yield* pass(yield* begin(both), 300_000))
        for (const recovered of [here, there])
          assert.deepStrictEqual(recovered.map(({ outcome }) => outcome?._tag).toSorted(), ["Executed", "NotExecuted"])
        assert.deepStrictEqual(
          here.map(({ outcome }) => outcome?._tag),
          there.map(({ outcome }) => outcome?._tag)
        )
      })
    )
  })

  it.effect("waits by its own clock also for as long as the one before may have taken to sign", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place") return undefined
      // it is held back for as long as it can be, and shown as late as it can be
      const held = Effect.andThen(
        Effect.sleep("15700 millis"),
        Effect.sync(() => self.accept(request, { visibleAt: request.at + 15_700 + 29_500 }))
      )
      return Effect.as(Effect.forkDetach(held), lost)
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        const late: JournalService = {
          ...inner,
          sign: (...given) => Effect.tap(inner.sign(...given), () => Effect.sleep("4500 millis"))
        }
        const first = yield* boot(exchange.transport, { journal: late })
        yield* begin(first.orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        while ((yield* inner.unsettled("test")).length === 0) yield* TestClock.adjust(5)
        // a clock of the exchange that is wrong, as far as it is believed
        exchange.skew = 60_000
        const second = yield* boot(exchange.transport, { journal: inner })
        const recovering = yield* begin(second.orders.recover)
        yield* passUntil(() => exchange.count("place") === 1)
        yield* first.kill
        const [recovered] = valueOf(yield* pass(recovering, 300_000))
        assert.strictEqual(recovered?.outcome?._tag, "Executed")
      })
    )
  })

  it.effect("on a machine whose clock was set back does not send an amend of long ago", () => {
    const exchange = new LittleExchange((request) => (request.what === "amend" && request.nth === 1 ? lost : undefined))
    exchange.rows.push(resting())
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared })
        yield* begin(first.orders.amend(Spot.amendOrder({ ...theOrder, newQty: "0.005" })))
        yield* passUntil(() => exchange.count("amend") === 1)
        yield* first.kill
        yield* TestClock.adjust("3 hours")
        exchange.wall = -3 * 3600 * 1000
        const second = yield* boot(exchange.transport, { journal: shared })
        const [recovered] = valueOf(yield* pass(yield* begin(second.orders.recover), 300_000))
        assert.strictEqual(recovered?.outcome?._tag, "NotExecuted")
        assert.strictEqual(exchange.count("amend"), 1)
        assert.strictEqual(exchange.rows[0]?.origQty, "0.01000000")
      })
    )
  })
})

describe("a cancel that makes sure", () => {
  it.effect("ends when the order is archived", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "order"
        ? refusal(-2026, "Order was canceled or expired with no executed qty over 90 days ago and has been archived.")
        : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const exit = yield* pass(yield* begin(orders.cancel(Spot.cancelOrder(theOrder))), 300_000)
        assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
      })
    )
  })

  it.effect("does not say of a state that it does not know that the order has ended", () => {
    const exchange = new LittleExchange((request) => (request.what === "cancel" ? unknownOrder : undefined))
    exchange.rows.push(resting({ status: "ACCEPTED" }))
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const running = yield* begin(orders.cancel(Spot.cancelOrder(theOrder)))
        assert.strictEqual(reasonOf(yield* pass(running, 300_000)), "Fatal UnknownOrder")
        assert.isAtMost(exchange.count("cancel"), 10)
      })
    )
  })

  it.effect("settles the placement of an order list first as well", () => {
    const exchange = new LittleExchange((request, self) =>
      request.what !== "placeList"
        ? undefined
        : Effect.as(
            Effect.andThen(
              Effect.sleep("3 seconds"),
              Effect.sync(() => void self.acceptList(request, {}, request.at + 3000))
            ),
            lost
          )
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const oco = Spot.placeOco({
          symbol: "BTCUSDT",
          side: "SELL",
          quantity: "0.01",
          above: { type: "LIMIT_MAKER", price: "70000" },
          below: { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", price: "49000", stopPrice: "50000" }
        })
        yield* begin(orders.place(oco))
        yield* passUntil(() => exchange.count("placeList") === 1)
        const listClientOrderId = exchange.all("placeList")[0]?.parameters.get("listClientOrderId") ?? ""
        const cancel = Spot.cancelOrderList({ symbol: "BTCUSDT", listClientOrderId })
        const end = valueOf(yield* pass(yield* begin(orders.cancel(cancel)), 300_000))
        assert.strictEqual(end._tag, "Cancelled")
        assert.deepStrictEqual(
          exchange.rows.map(({ status }) => status),
          ["CANCELED", "CANCELED"]
        )
      })
    )
  })
})

describe("a journal that does not answer", () => {
  it.effect("means that nothing is sent, and the caller is told", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const hung: JournalService = { ...(yield* journal), sign: () => Effect.never }
        const { orders } = yield* boot(exchange.transport, { journal: hung })
        const running = yield* begin(orders.place(Spot.placeOrder(limit), { key: "signal-1", policy: once }))
        assert.strictEqual(reasonOf(yield* pass(running, 30_000)), "Retryable JournalUnavailable")
        assert.strictEqual(exchange.count("place"), 0)
      })
    )
  })

  it.effect("with the outcome does not keep the order from its caller", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const hung: JournalService = { ...(yield* journal), conclude: () => Effect.never }
        const { close, orders } = yield* boot(exchange.transport, { journal: hung })
        const running = yield* begin(orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        assert.strictEqual(valueOf(yield* pass(running, 30_000)).orderId, exchange.rows[0]?.orderId)
        assert.strictEqual(reasonOf(yield* pass(yield* begin(close), 60_000)), "success")
      })
    )
  })

  it.effect("with the outcome of another time of the key says nothing about it", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        const first = yield* boot(exchange.transport, { journal: inner })
        const place = Spot.placeOrder(limit)
        valueOf(yield* pass(yield* begin(first.orders.place(place, { key: "signal-1" })), 10_000))
        const slow: JournalService = {
          ...inner,
          latest: (...given) => Effect.delay(inner.latest(...given), "4 seconds")
        }
        const second = yield* boot(exchange.transport, { journal: slow })
        const within = second.orders.placeWithin(place, "1 second", { key: "signal-1" })
        assert.strictEqual(reasonOf(yield* pass(yield* begin(within), 10_000)), "success")
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })
})
