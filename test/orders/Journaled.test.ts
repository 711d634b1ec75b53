// A call that is kept in the journal by hand: the same key, the same outcome, one order.
import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import { InDoubt } from "effect-binance/errors/InDoubt"
import { JournalError, OrderJournal } from "effect-binance/orders/OrderJournal"
import * as Journaled from "effect-binance/orders/Journaled"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import {
  begin,
  errorOf,
  limit,
  LittleExchange,
  lost,
  notSent,
  over,
  pass,
  reasonOf,
  refusal,
  start,
  valueOf
} from "../settlement/support.ts"
import { attemptOf, intentOf } from "./samples.ts"
import { journal, type JournalService } from "./support.ts"

const placing = (quantity: string = limit.quantity) =>
  Spot.placeOrder({ ...limit, quantity }).pipe(
    Reconciliation.settle,
    Retry.safely(RetryPolicy.make({ times: 1 })),
    Journaled.under("signal-1")
  )

/** A row of which nothing can have been accepted, as another process has left it a moment ago. */
const leftUnsent = (id: string, operation: string, kind: "place" | "cancel", input: Schema.Json) => {
  const { subject } = intentOf(id)
  const more = { account: "test", operation, input, createdAt: start }
  return [
    intentOf(id, { ...more, subject: new InDoubt({ ...subject, kind, operation, account: "test", createdAt: start }) }),
    attemptOf(1, { signedFrom: start, fenceAt: start + 16_000, state: "not-sent", writtenAt: start }),
    []
  ] as const
}

describe("a row of which nothing can have been accepted", () => {
  it.effect("ends as not executed, and nothing is sent for it", () => {
    const exchange = new LittleExchange(() => undefined)
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const which = { symbol: "BTCUSDT", orderId: 28 } as const
        yield* kept.sign(...leftUnsent("place", "spot.placeOrder", "place", limit))
        yield* kept.sign(...leftUnsent("cancel", "spot.cancelOrder", "cancel", which))
        const ends: Array<string | undefined> = []
        for (const row of yield* kept.unsettled("test")) {
          const call = row.id === "place" ? Spot.placeOrder(limit) : Spot.cancelOrder(which)
          const recovered = call.pipe(Reconciliation.settle, Journaled.recover(row))
          ends.push(reasonOf(yield* pass(yield* begin(Effect.provideService(recovered, OrderJournal, kept)), 60_000)))
          assert.strictEqual((yield* kept.read(row.id))?.outcome?._tag, "NotExecuted")
        }
        assert.deepStrictEqual(ends, ["Retryable Expired", "Retryable Expired"])
        assert.strictEqual(exchange.count("place") + exchange.count("cancel"), 0)
      })
    )
  })

  it.effect("is left alone by another call", () =>
    over(
      new LittleExchange(() => undefined),
      Effect.gen(function* () {
        const kept = yield* journal
        yield* kept.sign(...leftUnsent("place", "spot.placeOrder", "place", limit))
        for (const row of yield* kept.unsettled("test")) {
          const other = Spot.placeOrder({ ...limit, quantity: "0.02" })
          const recovered = other.pipe(Reconciliation.settle, Journaled.recover(row))
          const end = yield* pass(yield* begin(Effect.provideService(recovered, OrderJournal, kept)), 60_000)
          assert.strictEqual(reasonOf(end), "Fatal InvalidRequest")
        }
        assert.strictEqual((yield* kept.unsettled("test")).length, 1)
      })
    )
  )
})

describe("a call under a key", () => {
  it.effect("is sent once, and gives its outcome again", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place") return undefined
      self.accept(request)
      return lost
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const place = Effect.provideService(placing(), OrderJournal, kept)
        const first = valueOf(yield* pass(yield* begin(place), 60_000))
        const again = valueOf(yield* pass(yield* begin(place), 60_000))
        assert.strictEqual(again.orderId, first.orderId)
        assert.strictEqual(exchange.count("place"), 1)
        const other = Effect.provideService(placing("0.02"), OrderJournal, kept)
        assert.deepInclude(errorOf(yield* pass(yield* begin(other), 60_000)).reason, { parameter: "key" })
        assert.strictEqual(exchange.count("place"), 1)
        assert.strictEqual((yield* kept.latest("test", "signal-1"))?.outcome?._tag, "Executed")
      })
    )
  })

  it.effect("is begun again once it is known that nothing executed", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place" && request.nth <= 2 ? notSent : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const place = Effect.provideService(placing(), OrderJournal, yield* journal)
        assert.strictEqual(reasonOf(yield* pass(yield* begin(place), 60_000)), "Retryable NotSent")
        valueOf(yield* pass(yield* begin(place), 60_000))
        const names = exchange.all("place").map(({ parameters }) => parameters.get("newClientOrderId"))
        assert.strictEqual(names.length, 3)
        assert.strictEqual(names[0], names[1])
        assert.notStrictEqual(names[0], names[2])
      })
    )
  })

  it.effect("is settled first when who sent it has gone without an outcome", () => {
    const exchange = new LittleExchange((request, self) => {
      if (request.what !== "place" || request.nth > 1) return undefined
      self.accept(request)
      return Effect.delay(Effect.succeed(lost), "5 seconds")
    })
    return over(
      exchange,
      Effect.gen(function* () {
        const place = Effect.provideService(placing(), OrderJournal, yield* journal)
        const first = yield* begin(place)
        yield* pass(first, 1000)
        yield* Fiber.interrupt(first.fiber)
        assert.strictEqual(exchange.count("place"), 1)
        const placed = valueOf(yield* pass(yield* begin(place), 60_000))
        assert.strictEqual(placed.orderId, exchange.rows[0]?.orderId)
        assert.strictEqual(exchange.count("place"), 1)
        // the client closes when what is on the wire has ended
        yield* TestClock.adjust("10 seconds")
      })
    )
  })
})

describe("a call under a key that is kept by hand", () => {
  const quick = Spot.placeOrder(limit).pipe(Reconciliation.settle, Journaled.under("signal-1"))
  const down = Effect.fail(new JournalError({ doing: "answer", problem: "the line is cut" }))
  /** A process with a journal of its own make. */
  const inProcess = <A, E, R>(kept: JournalService, call: Effect.Effect<A, E, R>) =>
    Effect.provideService(call, OrderJournal, kept)

  it.effect("gives a refusal again, and sends nothing", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place" ? refusal(-2010, "Account has insufficient balance for requested action.") : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        for (const _ of [1, 2]) {
          const end = yield* pass(yield* begin(inProcess(kept, quick)), 60_000)
          assert.strictEqual(reasonOf(end), "Fatal InsufficientBalance")
        }
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("waits until the journal says what has become of the key: no answer is no 'no'", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const first = valueOf(yield* pass(yield* begin(inProcess(kept, quick)), 10_000))
        let isDown = true
        const answers =
          <Given extends ReadonlyArray<unknown>, A>(ask: (...given: Given) => Effect.Effect<A, JournalError>) =>
          (...given: Given) =>
            Effect.suspend(() => (isDown ? down : ask(...given)))
        const flaky: JournalService = {
          ...kept,
          latest: answers(kept.latest),
          sign: answers(kept.sign),
          read: answers(kept.read),
          conclude: answers(kept.conclude)
        }
        const running = yield* begin(inProcess(flaky, quick))
        yield* pass(running, 3000)
        isDown = false
        const again = valueOf(yield* pass(running, 10_000))
        assert.strictEqual(again.orderId, first.orderId)
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("gives one order to two processes that begin it at once", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const slow: JournalService = { ...kept, sign: (...given) => Effect.delay(kept.sign(...given), 100) }
        const both = Effect.all([inProcess(slow, quick), inProcess(slow, quick)], { concurrency: 2 })
        const [one, other] = valueOf(yield* pass(yield* begin(both), 300_000))
        assert.strictEqual(one.orderId, other.orderId)
        assert.strictEqual(exchange.count("place"), 1)
      })
    )
  })

  it.effect("tells a refusal once it is written: another process could begin again", () => {
    const exchange = new LittleExchange((request) =>
      request.what === "place" ? refusal(-2010, "Account has insufficient balance for requested action.") : undefined
    )
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        let isDown = true
        const broken: JournalService = {
          ...kept,
          conclude: (options) => Effect.suspend(() => (isDown ? down : kept.conclude(options)))
        }
        const running = yield* begin(inProcess(broken, quick))
        assert.strictEqual(reasonOf(yield* pass(running, 10_000)), "unsettled")
        isDown = false
        assert.strictEqual(reasonOf(yield* pass(running, 10_000)), "Fatal InsufficientBalance")
        assert.strictEqual((yield* kept.latest("test", "signal-1"))?.outcome?._tag, "Refused")
      })
    )
  })

  it.effect("settles what another process has sent of it meanwhile before it says that it did not execute", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const running = yield* begin(inProcess(kept, quick))
        yield* pass(running, 40_000)
        const { attempts, ...intent } = (yield* kept.latest("test", "signal-1")) ?? assert.fail("it is written")
        const fenceAt = start + 40_000 + 21_000
        const writtenBy = "somebody else"
        yield* kept.sign(intent, { ...(attempts[0] ?? attemptOf(1)), number: 2, fenceAt, writtenBy }, [])
        const [request] = exchange.all("place")
        if (request !== undefined) exchange.accept(request, { visibleAt: 60_000 }, 40_000)
        assert.strictEqual(valueOf(yield* pass(running, 300_000)).orderId, exchange.rows[0]?.orderId)
      })
    )
  })

  it.effect("gives what another process has found out first", () => {
    const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const running = yield* begin(inProcess(kept, quick))
        yield* pass(running, 10_000)
        const { id } = (yield* kept.latest("test", "signal-1")) ?? assert.fail("it is written")
        const outcome = { _tag: "Executed" as const, result: { orderId: 77 }, orderId: "77" }
        yield* kept.conclude({ id, attempts: 1, states: [], outcome, endedAt: start })
        assert.strictEqual(valueOf(yield* pass(running, 300_000)).orderId, 77)
      })
    )
  })

  it.effect("is good from when it was asked for, not from when the journal has answered", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        const kept = yield* journal
        const slow: JournalService = { ...kept, latest: (...given) => Effect.delay(kept.latest(...given), "3 seconds") }
        const call = Spot.placeOrder(limit).pipe(
          Call.goodFor("2 seconds"),
          Reconciliation.settle,
          Journaled.under("signal-1")
        )
        assert.strictEqual(errorOf(yield* pass(yield* begin(inProcess(slow, call)), 30_000))._tag, "Retryable")
        assert.strictEqual(exchange.count("place"), 0)
      })
    )
  })

  it.effect("is not sent when the journal does not answer", () => {
    const exchange = new LittleExchange()
    return over(
      exchange,
      Effect.gen(function* () {
        let signed = 0
        const kept = yield* journal
        const hung: JournalService = {
          ...kept,
          sign: (...given) => Effect.suspend(() => (++signed === 1 ? Effect.never : kept.sign(...given)))
        }
        const end = yield* pass(yield* begin(inProcess(hung, quick)), 30_000)
        assert.strictEqual(reasonOf(end), "Retryable JournalUnavailable")
        assert.strictEqual(exchange.count("place"), 0)
      })
    )
  })
})
