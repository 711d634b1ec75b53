// Orders that are placed once: keys, doubts, crashes, several processes on one journal, callers that go away.
import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import { JournalError } from "effect-binance/orders/OrderJournal"
import * as Spot from "effect-binance/products/Spot"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import { Transport, type WireRequest } from "effect-binance/client/Transport"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as References from "effect/References"
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
  market,
  notSent,
  over,
  pass,
  reasonOf,
  refusal,
  row,
  start,
  valueOf,
  visibilityMillis
} from "../settlement/support.ts"
import { boot, journal, passUntil } from "./support.ts"

/** Lets time pass until an order is on its way, and has not arrived yet. */
const passUntilSent = Effect.fnUntraced(function* (exchange: LittleExchange) {
  for (let passed = 0; passed < 1000 && exchange.count("place") === 0; passed += 5) yield* TestClock.adjust(5)
  assert.strictEqual(exchange.count("place"), 1)
})

const nameOf = (exchange: LittleExchange, index: number) =>
  exchange.all("place")[index]?.parameters.get("newClientOrderId")

describe("a key", () => {
  it.effect("is placed once, and gives its outcome again", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const place = orders.place(Spot.placeOrder(limit), { key: "signal-1" })
        const first = valueOf(yield* pass(yield* begin(place), 10_000))
        const again = valueOf(yield* pass(yield* begin(place), 10_000))
        assert.strictEqual(exchange.count("place"), 1)
        assert.strictEqual(again.orderId, first.orderId)
        assert.strictEqual(again.clientOrderId, nameOf(exchange, 0))
      })
    )
  })

  it.effect("is placed once by callers that come at the same time", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const place = orders.place(Spot.placeOrder(market), { key: "signal-1" })
        const all = valueOf(yield* pass(yield* begin(Effect.all([place, place, place], { concurrency: 3 })), 10_000))
        assert.strictEqual(exchange.count("place"), 1)
        assert.deepStrictEqual(new Set(all.map(({ orderId }) => orderId)).size, 1)
      })
    )
  })

  it.effect("is one intent: another one under it is refused, and nothing is sent", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        yield* pass(yield* begin(orders.place(Spot.placeOrder(limit), { key: "signal-1" })), 10_000)
        const other = orders.place(Spot.placeOrder({ ...limit, quantity: "0.02" }), { key: "signal-1" })
        const error = errorOf(yield* pass(yield* begin(other), 10_000))
        assert.strictEqual(error._tag, "Fatal")
        assert.deepInclude(error.reason, { _tag: "InvalidRequest", parameter: "key" })
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("that was refused for good gives the refusal again, and sends nothing", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place" ? refusal(-2010, "Account has insufficient balance for requested action.") : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const place = orders.place(Spot.placeOrder(limit), { key: "signal-1" })
        for (const _ of [1, 2]) {
          assert.strictEqual(reasonOf(yield* pass(yield* begin(place), 10_000)), "Fatal InsufficientBalance")
        }
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("that did not execute may be begun again, under a new name", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place" && request.nth === 1 ? notSent : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const place = orders.place(Spot.placeOrder(limit), {
          key: "signal-1",
          policy: RetryPolicy.make({ times: 0 })
        })
        assert.strictEqual(reasonOf(yield* pass(yield* begin(place), 10_000)), "Retryable NotSent")
        valueOf(yield* pass(yield* begin(place), 10_000))
        assert.strictEqual(exchange.count("place"), 2)
        assert.notStrictEqual(nameOf(exchange, 0), nameOf(exchange, 1))
      })
    )
  })
})

describe("a crash", () => {
  const crash = (isAccepted: boolean) => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place" || request.nth > 1) return undefined
      if (isAccepted) self.accept(request)
      return lost
    })
    return { exchange, isAccepted }
  }

  it.effect("leaves an order that was accepted in the journal: it is found, and not sent again", () => {
    const { exchange } = crash(true)
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared })
        yield* begin(first.orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        yield* passUntilSent(exchange)
        yield* first.kill
        const second = yield* boot(exchange.transport, { journal: shared })
        const recovered = valueOf(yield* pass(yield* begin(second.orders.recover), 120_000))
        assert.deepStrictEqual(
          recovered.map(({ key, outcome }) => [key, outcome?._tag]),
          [["signal-1", "Executed"]]
        )
        const placed = yield* pass(
          yield* begin(second.orders.place(Spot.placeOrder(limit), { key: "signal-1" })),
          120_000
        )
        assert.strictEqual(valueOf(placed).clientOrderId, nameOf(exchange, 0))
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("that nobody can settle, because the key may not read, is told of to whoever waits for that", () => {
    const { exchange } = crash(true)
    const refused = new LittleExchange((request) =>
      request.what === "time"
        ? undefined
        : json(401, { code: -2015, msg: "Invalid API-key, IP, or permissions for action." })
    )
    const said: Array<string> = []
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared })
        yield* begin(first.orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        yield* passUntilSent(exchange)
        yield* first.kill
        const second = yield* boot(refused.transport, { journal: shared })
        const recovering = yield* begin(second.orders.recover)
        assert.isUndefined(yield* pass(recovering, 170_000))
        assert.deepStrictEqual(said, [])
        assert.isUndefined(yield* pass(recovering, 20_000))
        assert.lengthOf(said, 1)
        assert.match(said[0] ?? "", /^still in doubt: 1 intents\..*in-doubt --settle/)
        assert.isUndefined(yield* pass(recovering, 180_000))
        assert.lengthOf(said, 2)
      }).pipe(
        Effect.provideService(
          Logger.CurrentLoggers,
          new Set([Logger.make(({ logLevel, message }) => void (logLevel === "Warn" && said.push(`${message}`)))])
        ),
        Effect.provideService(References.MinimumLogLevel, "Warn")
      )
    )
  })

  it.effect("is settled by the next place of the key as well, without a recovery", () => {
    const { exchange } = crash(true)
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared })
        const place = Spot.placeOrder(limit)
        yield* begin(first.orders.place(place, { key: "signal-1" }))
        yield* passUntilSent(exchange)
        yield* first.kill
        const second = yield* boot(exchange.transport, { journal: shared })
        const placed = yield* pass(yield* begin(second.orders.place(place, { key: "signal-1" })), 120_000)
        assert.strictEqual(valueOf(placed).clientOrderId, nameOf(exchange, 0))
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("of an order that never arrived is settled after its fence and the views, and not before", () => {
    const { exchange } = crash(false)
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared })
        yield* begin(first.orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        yield* passUntilSent(exchange)
        yield* first.kill
        const second = yield* boot(exchange.transport, { journal: shared })
        const running = yield* begin(second.orders.recover)
        const [recovered] = valueOf(yield* pass(running, 300_000))
        assert.strictEqual(recovered?.outcome?._tag, "NotExecuted")
        assert.isAtLeast(running.endedAt() ?? 0, fenceMillis + visibilityMillis)
        // who still wants it begins again
        const again = yield* pass(
          yield* begin(second.orders.place(Spot.placeOrder(limit), { key: "signal-1" })),
          60_000
        )
        assert.strictEqual(valueOf(again).clientOrderId, nameOf(exchange, 1))
        assert.strictEqual(exchange.rows.length, 1)
      })
    )
  })
})

describe("two processes on one journal", () => {
  it.effect("place a key once, whoever comes first", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const one = yield* boot(exchange.transport, { journal: shared })
        const two = yield* boot(exchange.transport, { journal: shared })
        const place = ({ orders }: typeof one) => orders.place(Spot.placeOrder(market), { key: "signal-1" })
        const both = yield* pass(yield* begin(Effect.all([place(one), place(two)], { concurrency: 2 })), 300_000)
        const [a, b] = valueOf(both)
        assert.strictEqual(a.orderId, b.orderId)
        assert.strictEqual(exchange.rows.length, 1)
      })
    )
  })
})

describe("a journal that cannot be written", () => {
  it.effect("means that nothing is sent", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const broken = {
          ...(yield* journal),
          sign: () => Effect.fail(new JournalError({ doing: "write an attempt", problem: "the disk is full" }))
        }
        const { orders } = yield* boot(exchange.transport, { journal: broken })
        const error = errorOf(yield* pass(yield* begin(orders.place(Spot.placeOrder(limit))), 60_000))
        assert.strictEqual(error.reason._tag, "JournalUnavailable")
        assert.include(error.message, "the disk is full")
        assert.strictEqual(exchange.count("place"), 0)
      })
    )
  })

  it.effect("though it was, and then cannot be read, has what was not sent concluded all the same", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const broken = Effect.fail(new JournalError({ doing: "answer", problem: "the line is cut" }))
        let signed = 0
        let read = 0
        const cut = {
          ...shared,
          sign: (...given: Parameters<typeof shared.sign>) =>
            ++signed === 1 ? Effect.andThen(shared.sign(...given), broken) : shared.sign(...given),
          read: (id: string) => (++read === 1 ? broken : shared.read(id))
        }
        const { orders } = yield* boot(exchange.transport, { journal: cut })
        const policy = RetryPolicy.make({ times: 1 })
        const place = orders.place(Spot.placeOrder(limit), { key: "signal-1", policy })
        assert.strictEqual(reasonOf(yield* pass(yield* begin(place), 60_000)), "Retryable JournalUnavailable")
        assert.strictEqual(exchange.count("place"), 0)
        assert.strictEqual((yield* shared.latest("test", "signal-1"))?.outcome?._tag, "NotExecuted")
      })
    )
  })

  it.effect("in time leaves the attempt unsent", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        const slow = {
          ...inner,
          sign: (...given: Parameters<typeof inner.sign>) => Effect.delay(inner.sign(...given), "6 seconds")
        }
        const { orders } = yield* boot(exchange.transport, { journal: slow })
        const policy = RetryPolicy.make({ times: 0 })
        const error = errorOf(yield* pass(yield* begin(orders.place(Spot.placeOrder(limit), { policy })), 60_000))
        assert.strictEqual(error.reason._tag, "JournalUnavailable")
        assert.strictEqual(exchange.count("place"), 0)
      })
    )
  })
})

describe("a journal that has lost lines", () => {
  it.effect("sends nothing, instead of asking for the next number for ever", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        const torn = {
          ...inner,
          sign: (...[intent, attempt, states]: Parameters<typeof inner.sign>) =>
            Effect.as(inner.sign(intent, attempt, states), "taken" as const),
          read: (id: string) =>
            Effect.map(inner.read(id), (row) => (row === undefined ? row : { ...row, attempts: [] }))
        }
        const { orders } = yield* boot(exchange.transport, { journal: torn })
        const policy = RetryPolicy.make({ times: 0 })
        const error = errorOf(yield* pass(yield* begin(orders.place(Spot.placeOrder(limit), { policy })), 10_000))
        assert.strictEqual(error.reason._tag, "JournalUnavailable")
        assert.strictEqual(exchange.count("place"), 0)
      })
    )
  })

  it.effect("still gives what executed", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const torn = { ...(yield* journal), conclude: () => Effect.succeed("taken" as const) }
        const { orders } = yield* boot(exchange.transport, { journal: torn })
        const running = yield* begin(orders.place(Spot.placeOrder(limit)))
        assert.strictEqual(valueOf(yield* pass(running, 10_000)).clientOrderId, nameOf(exchange, 0))
      })
    )
  })
})

describe("a caller that goes away", () => {
  it.effect("leaves what is on its way to be settled and written down", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place") return undefined
      self.accept(request)
      return lost
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const { orders } = yield* boot(exchange.transport, { journal: shared })
        const running = yield* begin(orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        yield* passUntilSent(exchange)
        yield* Fiber.interrupt(running.fiber)
        const seen = yield* begin(Stream.runHead(Stream.filter(orders.inDoubt, (doubts) => doubts.length === 0)))
        yield* pass(seen, 60_000)
        yield* pass(yield* begin(Effect.sleep("60 seconds")), 60_000)
        const row = yield* shared.latest("test", "signal-1")
        assert.strictEqual(row?.outcome?._tag, "Executed")
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("after nothing has left takes it along: nothing is sent any more", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place"
        ? json(429, { code: -1003, msg: "Too many requests." }, { "retry-after": "20" })
        : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const { orders } = yield* boot(exchange.transport, { journal: shared })
        const running = yield* begin(orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        yield* pass(running, 1000)
        yield* Fiber.interrupt(running.fiber)
        yield* pass(yield* begin(Effect.sleep("60 seconds")), 61_000)
        assert.strictEqual(exchange.count("place"), 1)
        assert.strictEqual((yield* shared.latest("test", "signal-1"))?.outcome?._tag, "NotExecuted")
      })
    )
  })

  it.effect("after a given time is told that nobody knows, and the key tells later", () => {
    let isVisible = false
    const exchange = new LittleExchange((request, self) => {
      if (request.what === "place") {
        self.accept(request, { visibleAt: 20_000 })
        return lost
      }
      isVisible = request.at > 20_000
      return undefined
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const within = orders.placeWithin(Spot.placeOrder(limit), "3 seconds", { key: "signal-1" })
        const running = yield* begin(within)
        assert.strictEqual(errorOf(yield* pass(running, 10_000))._tag, "AmbiguousExecution")
        assert.approximately(running.endedAt() ?? 0, 3000, 300)
        const seen = valueOf(yield* pass(yield* begin(Stream.runHead(orders.inDoubt)), 1000))
        assert.deepStrictEqual(
          Option.getOrThrow(seen).map(({ key }) => key),
          ["signal-1"]
        )
        const later = yield* pass(yield* begin(orders.place(Spot.placeOrder(limit), { key: "signal-1" })), 120_000)
        assert.strictEqual(valueOf(later).clientOrderId, nameOf(exchange, 0))
        assert.isTrue(isVisible)
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })
})

describe("a cancel that makes sure", () => {
  const cancel = { symbol: "BTCUSDT", origClientOrderId: "mine" } as const

  it.effect("says that it cancelled", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        yield* pass(yield* begin(orders.place(Spot.placeOrder({ ...limit, newClientOrderId: "mine" }))), 10_000)
        const end = valueOf(yield* pass(yield* begin(orders.cancel(Spot.cancelOrder(cancel))), 10_000))
        assert.strictEqual(end._tag, "Cancelled")
      })
    )
  })

  it.effect("says that it was filled already", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        yield* pass(yield* begin(orders.place(Spot.placeOrder({ ...market, newClientOrderId: "mine" }))), 10_000)
        const end = valueOf(yield* pass(yield* begin(orders.cancel(Spot.cancelOrder(cancel))), 60_000))
        assert.strictEqual(end._tag, "AlreadyEnded")
        if (end._tag === "AlreadyEnded") assert.strictEqual(end.order.status, "FILLED")
      })
    )
  })

  it.effect("says that there is none, after it has looked for as long as a view may lag", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const { orders } = yield* boot(exchange.transport, { journal: yield* journal })
        const running = yield* begin(orders.cancel(Spot.cancelOrder(cancel)))
        assert.strictEqual(valueOf(yield* pass(running, 120_000))._tag, "NotFound")
        assert.isAtLeast(running.endedAt() ?? 0, visibilityMillis)
      })
    )
  })

  it.effect("settles the placement of a crash first, and cancels what that turns out to have placed", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place") return undefined
      // it sits before the engine for three seconds
      return Effect.as(
        Effect.andThen(
          Effect.sleep("3 seconds"),
          Effect.sync(() => self.accept(request, {}, request.at + 3000))
        ),
        lost
      )
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared })
        yield* begin(first.orders.place(Spot.placeOrder({ ...limit, newClientOrderId: "mine" })))
        yield* passUntilSent(exchange)
        yield* first.kill
        const second = yield* boot(exchange.transport, { journal: shared })
        const end = valueOf(yield* pass(yield* begin(second.orders.cancel(Spot.cancelOrder(cancel))), 300_000))
        assert.strictEqual(end._tag, "Cancelled")
        assert.deepStrictEqual(
          exchange.rows.map(({ status }) => status),
          ["CANCELED"]
        )
      })
    )
  })

  it.effect(
    "that a crash has left in doubt does not cancel an order of the same name that was placed long after it",
    () => {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "cancel" || request.parameters.get("origClientOrderId") !== "mine") return undefined
        // it executes, and nobody hears of it
        if (request.nth === 1) self.cancel(self.rows[0]!, "mine", request.at)
        return request.nth === 1 ? Effect.never : undefined
      })
      return over(
        exchange,
        Effect.gen(function* () {
          const shared = yield* journal
          const mine = Spot.placeOrder({ ...limit, newClientOrderId: "mine" })
          const first = yield* boot(exchange.transport, { journal: shared })
          yield* pass(yield* begin(first.orders.place(mine, { key: "round-1" })), 10_000)
          yield* begin(first.orders.cancel(Spot.cancelOrder(cancel)))
          yield* passUntil(() => exchange.count("cancel") === 1)
          yield* first.kill
          yield* TestClock.adjust("5 minutes")
          const second = yield* boot(exchange.transport, { journal: shared })
          const placed = valueOf(yield* pass(yield* begin(second.orders.place(mine, { key: "round-2" })), 10_000))
          const recovered = valueOf(yield* pass(yield* begin(second.orders.recover), 300_000))
          assert.deepStrictEqual(
            exchange.rows.map(({ orderId, status }) => [orderId, status]),
            [
              [exchange.rows[0]!.orderId, "CANCELED"],
              [placed.orderId, "NEW"]
            ]
          )
          assert.deepStrictEqual(
            recovered.map(({ outcome }) => outcome?._tag),
            ["Refused"]
          )
        })
      )
    }
  )

  it.effect(
    "that a crash has left in doubt cancels its order, though the clock that signed it was minutes behind",
    () => {
      let behind = 120_000
      const exchange = new LittleExchange((request) => {
        if (request.what === "time") return json(200, { serverTime: start + request.at - behind })
        return request.what === "cancel" && request.nth === 1 ? Effect.never : undefined
      })
      exchange.rows.push(row(1, { clientOrderId: "mine", time: start - 1000 }))
      return over(
        exchange,
        Effect.gen(function* () {
          const shared = yield* journal
          const first = yield* boot(exchange.transport, { journal: shared })
          yield* begin(first.orders.cancel(Spot.cancelOrder(cancel)))
          yield* passUntil(() => exchange.count("cancel") === 1)
          yield* first.kill
          behind = 0
          const second = yield* boot(exchange.transport, { journal: shared })
          const recovered = valueOf(yield* pass(yield* begin(second.orders.recover), 300_000))
          assert.strictEqual(exchange.rows[0]?.status, "CANCELED")
          assert.deepStrictEqual(
            recovered.map(({ outcome }) => outcome?._tag),
            ["Executed"]
          )
        })
      )
    }
  )

  it.effect("says that it never existed when the placement did not execute", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared })
        yield* begin(first.orders.place(Spot.placeOrder({ ...limit, newClientOrderId: "mine" })))
        yield* passUntilSent(exchange)
        yield* first.kill
        const second = yield* boot(exchange.transport, { journal: shared })
        const end = valueOf(yield* pass(yield* begin(second.orders.cancel(Spot.cancelOrder(cancel))), 300_000))
        assert.strictEqual(end._tag, "NeverExisted")
      })
    )
  })
})

describe("closing", () => {
  it.effect("sends nothing more of what waits to be sent again, though its caller is still there", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place"
        ? json(429, { code: -1003, msg: "Too many requests." }, { "retry-after": "3" })
        : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const { close, orders } = yield* boot(exchange.transport, { journal: shared })
        yield* begin(orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        yield* passUntilSent(exchange)
        yield* TestClock.adjust(1000)
        assert.isTrue(Exit.isSuccess((yield* pass(yield* begin(close), 60_000)) ?? Exit.die("it does not close")))
        yield* TestClock.adjust(60_000)
        assert.strictEqual(exchange.count("place"), 1)
        assert.strictEqual((yield* shared.latest("test", "signal-1"))?.outcome?._tag, "NotExecuted")
      })
    )
  })

  it.effect("waits for what is on its way", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place") return undefined
      self.accept(request)
      return lost
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const { close, orders } = yield* boot(exchange.transport, { journal: shared })
        yield* begin(orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        yield* passUntilSent(exchange)
        const closing = yield* begin(close)
        assert.isTrue(Exit.isSuccess((yield* pass(closing, 60_000)) ?? Exit.die("it does not close")))
        assert.strictEqual((yield* shared.latest("test", "signal-1"))?.outcome?._tag, "Executed")
      })
    )
  })
})

describe("what it is good for", () => {
  it.effect("counts from when it was asked for, not from when it was its turn", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" && request.nth === 1 ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared })
        const place = Spot.placeOrder(limit).pipe(Call.goodFor("5 seconds"))
        yield* begin(first.orders.place(place, { key: "signal-1" }))
        yield* passUntilSent(exchange)
        yield* first.kill
        // the intent of the dead process is settled first, which takes longer than that
        const second = yield* boot(exchange.transport, { journal: shared })
        yield* begin(second.orders.recover)
        const again = yield* pass(yield* begin(second.orders.place(place, { key: "signal-1" })), 300_000)
        assert.strictEqual(reasonOf(again), "Retryable Expired")
        const third = yield* pass(yield* begin(second.orders.place(place, { key: "signal-1" })), 300_000)
        assert.strictEqual(valueOf(third).clientOrderId, nameOf(exchange, 1))
        assert.strictEqual(exchange.count("place"), 2)
      })
    )
  })

  it.effect("is looked at again when its row took its time", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const inner = yield* journal
        const slow = {
          ...inner,
          sign: (...given: Parameters<typeof inner.sign>) => Effect.delay(inner.sign(...given), "3 seconds")
        }
        const { orders } = yield* boot(exchange.transport, { journal: slow })
        const place = orders.place(Spot.placeOrder(limit).pipe(Call.goodFor("2 seconds")))
        assert.strictEqual(reasonOf(yield* pass(yield* begin(place), 60_000)), "Retryable Expired")
        assert.strictEqual(exchange.count("place"), 0)
      })
    )
  })
})

/** A way over which no order can be looked at, until the eyes are open. */
const blindness = (exchange: LittleExchange) => {
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

describe("a doubt that somebody else has settled", () => {
  const crash = () =>
    new LittleExchange((request, self) => {
      if (request.what !== "place") return undefined
      self.accept(request)
      return lost
    })

  it.effect("ends here as well, though it can no longer be settled here", () => {
    const exchange = crash()
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const one = yield* boot(blindness(exchange).transport, { journal: shared })
        const two = yield* boot(exchange.transport, { journal: shared })
        const waiting = yield* begin(one.orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        yield* passUntilSent(exchange)
        valueOf(yield* pass(yield* begin(two.orders.recover), 60_000))
        const placed = valueOf(yield* pass(waiting, 20_000))
        assert.strictEqual(placed.clientOrderId, nameOf(exchange, 0))
      })
    )
  })

  it.effect("is written down as executed, though another attempt was made meanwhile", () => {
    const exchange = crash()
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const { eyes, transport } = blindness(exchange)
        const one = yield* boot(transport, { journal: shared })
        const waiting = yield* begin(one.orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        yield* passUntilSent(exchange)
        const row = yield* shared.latest("test", "signal-1")
        const [attempt] = row?.attempts ?? []
        assert.isDefined(attempt)
        if (row !== undefined && attempt !== undefined)
          yield* shared.sign(row, { ...attempt, number: 2, writtenBy: "somebody else" }, [])
        eyes.areOpen = true
        valueOf(yield* pass(waiting, 20_000))
        assert.strictEqual((yield* shared.latest("test", "signal-1"))?.outcome?._tag, "Executed")
      })
    )
  })

  it.effect("while a recovery waited for its turn is not settled again, whatever the journal does meanwhile", () => {
    const exchange = crash()
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const first = yield* boot(exchange.transport, { journal: shared })
        yield* begin(first.orders.place(Spot.placeOrder(limit), { key: "signal-1" }))
        yield* passUntilSent(exchange)
        yield* first.kill
        let isOut = true
        const flaky = {
          ...shared,
          read: (id: string) =>
            isOut
              ? Effect.fail(new JournalError({ doing: "read an intent", problem: "nobody answers" }))
              : shared.read(id)
        }
        const second = yield* boot(exchange.transport, { journal: flaky })
        const recovering = yield* begin(second.orders.recover)
        yield* pass(recovering, 3000)
        const row = yield* shared.latest("test", "signal-1")
        // meanwhile another process has found it
        yield* shared.conclude({
          id: row?.id ?? "",
          attempts: 1,
          states: [],
          outcome: { _tag: "Executed", result: { orderId: 77 }, orderId: "77" },
          endedAt: 0
        })
        const before = exchange.requests.length
        isOut = false
        const [recovered] = valueOf(yield* pass(recovering, 60_000))
        assert.deepInclude(recovered?.outcome, { _tag: "Executed", orderId: "77" })
        assert.strictEqual(exchange.requests.length, before)
      })
    )
  })
})

describe("a key that another process has begun meanwhile", () => {
  it.effect("gives what became of it, though nothing of it was sent here", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const unable = {
          ...shared,
          sign: () =>
            Effect.delay(
              Effect.fail(new JournalError({ doing: "write an attempt", problem: "the disk is full" })),
              "2 seconds"
            )
        }
        const one = yield* boot(exchange.transport, { journal: unable })
        const two = yield* boot(exchange.transport, { journal: shared })
        const options = { key: "signal-1", policy: RetryPolicy.make({ times: 0 }) }
        const waiting = yield* begin(one.orders.place(Spot.placeOrder(limit), options))
        yield* pass(waiting, 200)
        const other = valueOf(
          yield* pass(yield* begin(two.orders.place(Spot.placeOrder(limit), { key: "signal-1" })), 1000)
        )
        const end = yield* pass(waiting, 120_000)
        assert.strictEqual(valueOf(end).orderId, other.orderId)
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("and under whose name the later order is, gives that one, and calls nobody", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" && request.nth === 1 ? lost : undefined))
    const { eyes, transport: blind } = blindness(exchange)
    const said: Array<unknown> = []
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const one = yield* boot(blind, { journal: shared })
        const two = yield* boot(exchange.transport, { journal: shared })
        const place = Spot.placeOrder({ ...limit, newClientOrderId: "mine" })
        const waiting = yield* begin(one.orders.place(place, { key: "signal-1" }))
        yield* passUntilSent(exchange)
        // the first run is found not to have executed, and begun again under the same name
        yield* pass(yield* begin(two.orders.recover), 300_000)
        const other = valueOf(yield* pass(yield* begin(two.orders.place(place, { key: "signal-1" })), 300_000))
        assert.strictEqual(exchange.count("place"), 2)
        eyes.areOpen = true
        assert.strictEqual(valueOf(yield* pass(waiting, 300_000)).orderId, other.orderId)
        assert.deepStrictEqual(said, [])
      }).pipe(
        Effect.provideService(
          Logger.CurrentLoggers,
          new Set([Logger.make(({ logLevel, message }) => void (logLevel === "Error" && said.push(message)))])
        ),
        Effect.provideService(References.MinimumLogLevel, "Error")
      )
    )
  })

  it.effect("is asked about until the journal answers: no answer is no 'no'", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const shared = yield* journal
        const two = yield* boot(exchange.transport, { journal: shared })
        const place = Spot.placeOrder(limit)
        yield* pass(yield* begin(two.orders.place(place, { key: "signal-1" })), 10_000)
        let asked = 0
        const flaky = {
          ...shared,
          latest: (...given: Parameters<typeof shared.latest>) =>
            ++asked < 4
              ? Effect.fail(new JournalError({ doing: "read an intent", problem: "nobody answers" }))
              : shared.latest(...given)
        }
        const one = yield* boot(exchange.transport, { journal: flaky })
        const end = yield* pass(yield* begin(one.orders.place(place, { key: "signal-1" })), 60_000)
        assert.strictEqual(valueOf(end).clientOrderId, nameOf(exchange, 0))
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })
})
