// What proves that an order exists, what proves that it does not, and what proves nothing.
import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import * as Intent from "effect-binance/client/Intent"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import {
  badGateway,
  begin,
  duplicate,
  errorOf,
  fenceMillis,
  json,
  limit,
  LittleExchange,
  lost,
  market,
  notFound,
  over,
  pass,
  reasonOf,
  refusal,
  type Request,
  row,
  type Row,
  settleOver,
  start,
  valueOf,
  visibilityMillis
} from "./support.ts"

const settled = Spot.placeOrder(limit).pipe(Reconciliation.settle)

/** The first place is lost; what is left of it in the book is the test's to say. */
const lostAnd = (
  then: (request: Request, exchange: LittleExchange) => void,
  more: (request: Request, exchange: LittleExchange) => ReturnType<LittleExchange["script"]> = () => undefined
) =>
  new LittleExchange((request, exchange) => {
    if (request.what !== "place" || request.nth > 1) return more(request, exchange)
    then(request, exchange)
    return lost
  })

describe("a positive read", () => {
  it.effect("is asked for at once, after 0.5, 1, 2 and 4 seconds, and then every five", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(() => {})
      yield* settleOver(exchange, settled)
      const doubtAt = (exchange.all("place")[0]?.at ?? 0) + 20
      const reads = exchange
        .all("order")
        .map((request) => request.at - doubtAt)
        .filter((at) => at < fenceMillis - 100)
      assert.deepStrictEqual(reads.slice(0, 5), [0, 500, 1000, 2000, 4000])
      for (const [index, at] of reads.entries()) assert.isAtMost(at - (reads[index - 1] ?? 0), 5100)
    })
  )

  it.effect("ends the doubt in one round trip when the order shows", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((request, self) => self.accept(request))
      const { endedAt, exit } = yield* settleOver(exchange, settled, 60_000)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      assert.isAtMost(endedAt, 250)
      assert.strictEqual(exchange.count("order"), 1)
      assert.strictEqual(exchange.count("openOrders"), 0)
    })
  )

  it.effect("counts up to the last moment that the bounds leave", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((request, self) =>
        self.accept(
          request,
          { visibleAt: request.at + fenceMillis + visibilityMillis - 50 },
          request.at + fenceMillis - 50
        )
      )
      const { exit } = yield* settleOver(exchange, settled.pipe(Retry.safely(RetryPolicy.standard)))
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      assert.strictEqual(exchange.rows.length, 1)
    })
  )

  for (const status of [
    "NEW",
    "PARTIALLY_FILLED",
    "FILLED",
    "EXPIRED",
    "EXPIRED_IN_MATCH",
    "CANCELED",
    "SOMETHING_NEW"
  ]) {
    it.effect(`is an order that was accepted, and is ${status} now`, () =>
      Effect.gen(function* () {
        const exchange = lostAnd((request, self) => self.accept(request, { status }))
        const { exit } = yield* settleOver(exchange, settled, 60_000)
        assert.strictEqual(valueOf(exit).status, status)
      })
    )
  }

  // outcome table S3: not accepted by the engine, and not processed
  it.effect("is not an order that the engine REJECTED", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((request, self) => self.accept(request, { status: "REJECTED" }))
      const { exit } = yield* settleOver(exchange, settled)
      assert.notStrictEqual(reasonOf(exit), "success")
    })
  )

  it.effect("is refused, and not sent again, when its name shows that the engine REJECTED it", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        (request, self) => self.accept(request, { status: "REJECTED" }),
        (request) => (request.what === "allOrders" ? json(200, []) : undefined)
      )
      const { endedAt, exit } = yield* settleOver(exchange, settled, 120_000)
      assert.strictEqual(reasonOf(exit), "Fatal OrderRejected")
      // a reject speaks for one attempt, and a request may be doubled on its way: only when every lag is over it is all
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
    })
  )

  it.effect("is refused, and not sent again, when only the list of all orders shows that the engine REJECTED it", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        (request, self) => self.accept(request, { status: "REJECTED" }),
        // as where one order is shown as long as it is open
        (request) => (request.what === "order" ? notFound : undefined)
      )
      const { exit } = yield* settleOver(exchange, settled, 120_000)
      assert.strictEqual(reasonOf(exit), "Fatal OrderRejected")
    })
  )

  it.effect("by decimals that are written otherwise", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((request, self) =>
        self.accept(request, { price: "50000.00000000", origQty: "0.01000000" })
      )
      const { exit } = yield* settleOver(exchange, settled, 60_000)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  it.effect("of a MARKET order by quote quantity is found by that quantity", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((request, self) =>
        self.accept(request, { origQty: "0.00199000", origQuoteOrderQty: "100.00000000" })
      )
      const { exit } = yield* settleOver(
        exchange,
        Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quoteOrderQty: "100" }).pipe(
          Reconciliation.settle
        ),
        60_000
      )
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  it.effect("is none when the MARKET order under the name spends another quote quantity", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((request, self) =>
        self.accept(request, { origQty: "0.00199000", origQuoteOrderQty: "200.00000000" })
      )
      const { exit } = yield* settleOver(
        exchange,
        Spot.placeOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quoteOrderQty: "100" }).pipe(
          Reconciliation.settle
        ),
        300_000
      )
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  for (const [name, more] of [
    ["symbol", { symbol: "ETHUSDT" }],
    ["side", { side: "SELL" }],
    ["type", { type: "LIMIT_MAKER" }],
    ["price", { price: "50000.01000000" }],
    ["quantity", { origQty: "0.02000000" }]
  ] as ReadonlyArray<readonly [string, Partial<Row>]>) {
    it.effect(`is none when the order under the name has another ${name}, and neither is it a "no"`, () =>
      Effect.gen(function* () {
        const shown = (self: LittleExchange) => ({ ...self.rows[0], ...more })
        const exchange = lostAnd(
          (request, self) => self.accept(request),
          (request, self) =>
            request.what === "order"
              ? json(200, shown(self))
              : request.what === "openOrders" || request.what === "allOrders"
                ? json(200, [shown(self)])
                : undefined
        )
        const { exit } = yield* settleOver(exchange, settled, 300_000)
        assert.strictEqual(reasonOf(exit), "unsettled")
      })
    )
  }

  it.effect("is believed from the wide views when the order is not found by its name", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        (request, self) => self.accept(request),
        (request) => (request.what === "order" ? notFound : undefined)
      )
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  // The list of all orders comes from the database alone, which lags the most.
  it.effect("is believed from the open orders alone", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        (request, self) => self.accept(request),
        (request) => (request.what === "order" ? notFound : request.what === "allOrders" ? json(200, []) : undefined)
      )
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  // The id is random and never reused: its order is ours whatever the engine's clock says about it.
  it.effect(
    "of an id that the library made holds when the engine's clock lags behind the one that is asked for the time",
    () =>
      Effect.gen(function* () {
        const exchange = lostAnd((request, self) => self.accept(request, { time: start + request.at - 3000 }))
        const { exit } = yield* settleOver(exchange, settled)
        assert.strictEqual(reasonOf(exit), "success")
      })
  )
})

describe("a negative view", () => {
  for (const [name, answer] of [
    ["-2011", refusal(-2011, "Unknown order sent.")],
    [
      "-2026",
      refusal(-2026, "Order was canceled or expired with no executed qty over 90 days ago and has been archived.")
    ],
    ["-2013 under a 503", refusal(-2013, "Order does not exist.", 503)],
    ["an empty 200", json(200, {})],
    ["an array", json(200, [])],
    ["a 502", badGateway],
    ["silence", lost],
    ["-1121", refusal(-1121, "Invalid symbol.")]
  ] as const) {
    it.effect(`is not ${name}`, () =>
      Effect.gen(function* () {
        const exchange = lostAnd(
          () => {},
          (request) => (request.what === "order" ? answer : undefined)
        )
        const { exit } = yield* settleOver(exchange, settled, 300_000)
        assert.strictEqual(reasonOf(exit), "unsettled")
        assert.isAbove(exchange.count("order"), 20)
      })
    )
  }

  it.effect("is needed twice, the second time when every lag is over", () =>
    Effect.gen(function* () {
      // the first round fails: the last one alone is not enough
      const exchange = lostAnd(
        () => {},
        (request) => (request.what === "trades" && request.at < fenceMillis + visibilityMillis ? badGateway : undefined)
      )
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      const whole = exchange.all("trades").filter((request) => request.at >= fenceMillis + visibilityMillis)
      assert.isAtLeast(whole.length, 2)
      assert.isAtLeast((whole[1]?.at ?? 0) - (whole[0]?.at ?? 0), 2000)
    })
  )

  it.effect("is needed twice by name as well: a round in which the order could not be asked for is none", () =>
    Effect.gen(function* () {
      const answersFrom = fenceMillis + visibilityMillis
      const exchange = lostAnd(
        () => {},
        (request) => (request.what === "order" && request.at < answersFrom ? badGateway : undefined)
      )
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      const answered = exchange.all("order").filter((request) => request.at >= answersFrom)
      assert.isAtLeast(answered.length, 2)
      assert.isAtLeast((answered[1]?.at ?? 0) - (answered[0]?.at ?? 0), 2000)
    })
  )

  it.effect("is taken again soon when the first could not be had, so that a hiccup does not make a doubt longer", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        () => {},
        (request) => (request.what === "trades" && request.nth === 1 ? badGateway : undefined)
      )
      const { endedAt, exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.isBelow(endedAt, fenceMillis + visibilityMillis + 3000)
    })
  )

  it.effect("starts so much earlier as the clock may be wrong", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(() => {})
      exchange.latency = 800
      yield* settleOver(exchange, settled)
      const timestamp = Number(exchange.all("place")[0]?.parameters.get("timestamp"))
      for (const what of ["allOrders", "trades"] as const) {
        assert.isAtMost(Number(exchange.all(what)[0]?.parameters.get("startTime")), timestamp - 1800)
      }
    })
  )

  for (const what of ["openOrders", "allOrders", "trades"] as const) {
    it.effect(`needs ${what}`, () =>
      Effect.gen(function* () {
        const exchange = lostAnd(
          () => {},
          (request) => (request.what === what ? badGateway : undefined)
        )
        const { exit } = yield* settleOver(exchange, settled, 300_000)
        assert.strictEqual(reasonOf(exit), "unsettled")
      })
    )
  }

  it.effect("starts a second before the first attempt at the latest", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(() => {})
      yield* settleOver(exchange, settled)
      const timestamp = Number(exchange.all("place")[0]?.parameters.get("timestamp"))
      for (const what of ["allOrders", "trades"] as const) {
        assert.isAtMost(Number(exchange.all(what)[0]?.parameters.get("startTime")), timestamp - 1000)
      }
    })
  )

  it.effect("of a full page is none: it is paged to its end", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        (request, self) => {
          for (let i = 0; i < 2000; i++)
            self.rows.push(row(10_000 + i, { side: "SELL", status: "FILLED", time: start + 200 }))
          self.accept(request, { orderId: 12_500 })
        },
        (request) => (request.what === "order" ? notFound : request.what === "openOrders" ? json(200, []) : undefined)
      )
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(valueOf(exit).orderId, 12_500)
      const pages = exchange.all("allOrders")
      assert.deepStrictEqual(
        pages.slice(0, 3).map((page) => page.parameters.get("orderId")),
        [null, "11000", "12000"]
      )
      assert.isTrue(pages.every((page) => page.parameters.get("limit") === "1000"))
    })
  )

  it.effect("of the fills is paged to its end as well", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((_, self) => {
        for (let i = 0; i < 1000; i++) self.trades.push({ id: i, orderId: 7, isBuyer: false, time: start + 200 })
        self.trades.push({ id: 1000, orderId: 4711, isBuyer: true, time: start + 300 })
      })
      const { exit } = yield* settleOver(exchange, settled, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled", "the fill on the second page is not explained")
      assert.deepStrictEqual(
        exchange
          .all("trades")
          .slice(0, 2)
          .map((page) => page.parameters.get("fromId")),
        [null, "1000"]
      )
    })
  )

  it.effect("is none while a page of it cannot be had", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        (_, self) => {
          for (let i = 0; i < 1000; i++)
            self.rows.push(row(10_000 + i, { side: "SELL", status: "FILLED", time: start + 200 }))
        },
        (request) =>
          request.what === "allOrders" && request.parameters.get("orderId") !== null ? badGateway : undefined
      )
      const { exit } = yield* settleOver(exchange, settled, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )
})

describe("what is not explained", () => {
  it.effect("a cancelled order of equal content under a foreign name keeps it in doubt: it may be ours, renamed", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((request, self) => self.cancel(self.accept(request), "web_1"))
      const { exit } = yield* settleOver(exchange, settled, 600_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
      assert.isAbove(exchange.count("allOrders"), 3)
    })
  )

  for (const [name, more] of [
    ["has another side", { side: "SELL" }],
    ["has another price", { price: "49999.99" }],
    ["has another quantity", { origQty: "0.011" }],
    ["has another type", { type: "LIMIT_MAKER" }],
    ["is older than the first attempt", { time: start - 2000 }],
    ["is newer than the last fence", { time: start + fenceMillis + 1000 }]
  ] as ReadonlyArray<readonly [string, Partial<Row>]>) {
    it.effect(`a cancelled order that ${name} is another one`, () =>
      Effect.gen(function* () {
        const exchange = lostAnd((_, self) => self.rows.push(row(1, { status: "CANCELED", ...more })))
        const { exit } = yield* settleOver(exchange, settled)
        assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      })
    )
  }

  for (const status of ["NEW", "PARTIALLY_FILLED", "FILLED", "EXPIRED"]) {
    it.effect(`an equal order that is ${status} under a foreign name is another one: nothing renames it`, () =>
      Effect.gen(function* () {
        const exchange = lostAnd((_, self) => self.rows.push(row(1, { status })))
        const { exit } = yield* settleOver(exchange, settled)
        assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      })
    )
  }

  it.effect("a fill of an order that nobody shows keeps it in doubt, until the order is shown", () =>
    Effect.gen(function* () {
      const shownAt = 120_000
      const exchange = lostAnd((_, self) => {
        self.trades.push({ id: 1, orderId: 77, isBuyer: true, time: start + 300 })
        self.rows.push(row(77, { type: "MARKET", status: "FILLED", visibleAt: shownAt, time: start - 60_000 }))
      })
      const { endedAt, exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.isAtLeast(endedAt, shownAt)
    })
  )

  it.effect("a fill is not explained by a read that shows another order", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        (_, self) => self.trades.push({ id: 1, orderId: 77, isBuyer: true, time: start + 300 }),
        (request) =>
          request.what === "order" && request.parameters.get("orderId") === "77"
            ? json(200, row(78, { side: "SELL", status: "FILLED" }))
            : undefined
      )
      const { exit } = yield* settleOver(exchange, settled, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  // Doubts of one symbol share their views, which begin with the earliest of them.
  it.effect("a fill from before does not keep a later doubt open, though the views that it shares show it", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) =>
        request.what === "place"
          ? lost
          : request.what === "openOrders"
            ? Effect.delay(
                Effect.sync(() => self.answer(request, request.at)),
                "4 seconds"
              )
            : undefined
      )
      exchange.trades.push({ id: 1, orderId: 77, isBuyer: true, time: start + 10_000 })
      const early = Effect.all(
        Array.from({ length: 8 }, (_, i) => Effect.delay(Effect.result(settled), i * 700)),
        { concurrency: "unbounded" }
      )
      const { exit } = yield* settleOver(
        exchange,
        Effect.raceFirst(early, Effect.delay(Effect.result(settled), 20_000)),
        300_000
      )
      const ended = valueOf(exit)
      assert.isTrue("_tag" in ended && ended._tag === "Failure" && ended.failure.reason._tag === "ProvenNotExecuted")
    })
  )

  it.effect("a fill of our own order, which only its order id shows, is the proof", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        (request, self) => {
          const { orderId } = self.accept(request, { status: "FILLED" })
          self.trades.push({ id: 1, orderId, isBuyer: true, time: start + 300 })
        },
        (request) =>
          request.what === "allOrders"
            ? json(200, [])
            : request.what === "order" && request.parameters.get("orderId") === null
              ? notFound
              : undefined
      )
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  it.effect("a fill of an older order that was cancelled, equal in all else, is another one's", () =>
    Effect.gen(function* () {
      // it rested before the first attempt was signed, so no list shows it; it filled in part and was cancelled since
      const exchange = lostAnd((_, self) => {
        self.rows.push(row(77, { status: "CANCELED", time: start - 60_000, updateTime: start + 400 }))
        self.trades.push({ id: 1, orderId: 77, isBuyer: true, time: start + 300 })
      })
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("a fill on the other side is not ours", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((_, self) => self.trades.push({ id: 1, orderId: 77, isBuyer: false, time: start + 300 }))
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  // An amend renames as a cancel does, and lowers the quantity.
  const amended = (listedAt: number) =>
    lostAnd((request, self) => {
      const order = self.accept(request)
      self.amendments.push({
        orderId: order.orderId,
        origClientOrderId: order.clientOrderId,
        newClientOrderId: "random1",
        time: start + 30_000,
        visibleAt: listedAt
      })
      Object.assign(order, {
        clientOrderId: "random1",
        origQty: "0.00900000",
        updateTime: start + 30_000,
        visibleAt: 20_000
      })
    })

  it.effect("an order that somebody else made smaller and renamed is found by its amendments", () =>
    Effect.gen(function* () {
      const exchange = amended(0)
      const { exit } = yield* settleOver(
        exchange,
        settled.pipe(Retry.safely(RetryPolicy.standard), Call.goodFor("5 minutes"))
      )
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      assert.strictEqual(exchange.rows.length, 1)
    })
  )

  it.effect("a smaller order under a foreign name keeps it in doubt while its amendments cannot be read", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        (_, self) => self.rows.push(row(1, { origQty: "0.009" })),
        (request) => (request.what === "amendments" ? badGateway : undefined)
      )
      const { exit } = yield* settleOver(exchange, settled, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("a smaller order that was never amended is another one", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((_, self) => self.rows.push(row(1, { origQty: "0.009", updateTime: start + 100 })))
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("a smaller order that was amended from another name is another one", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((_, self) => {
        self.rows.push(row(1, { origQty: "0.009", updateTime: start + 300 }))
        self.amendments.push({
          orderId: 1,
          origClientOrderId: "theirs",
          newClientOrderId: "other1",
          time: start + 300
        })
      })
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  // Accepted long ago, but amended just now: its row shows the new name at once, its amendment only later, within the bound.
  it.effect("an amendment that is not listed yet keeps it in doubt", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((request, self) => {
        // accepted just before the fence, so a read may miss it until 45.9 s
        const order = self.accept(request, { visibleAt: 45_900 }, 15_900)
        self.amendments.push({
          orderId: order.orderId,
          origClientOrderId: order.clientOrderId,
          newClientOrderId: "random1",
          time: start + 45_500,
          visibleAt: 70_000
        })
        // renamed at 45.5 s, half a second before the last round
        Object.assign(order, { clientOrderId: "random1", origQty: "0.00900000", updateTime: start + 45_500 })
      })
      const { exit } = yield* settleOver(
        exchange,
        settled.pipe(Retry.safely(RetryPolicy.standard), Call.goodFor("5 minutes"))
      )
      assert.strictEqual(exchange.rows.length, 1, "two orders for one intent")
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  // Rule: the safe one of two readings. A row that does not say when it changed last may have changed just now.
  it.effect("an amendment that is not listed yet keeps it in doubt when the row does not say when it was changed", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        (request, self) => {
          const order = self.accept(request, { visibleAt: 45_900 }, 15_900)
          self.amendments.push({
            orderId: order.orderId,
            origClientOrderId: order.clientOrderId,
            newClientOrderId: "random1",
            time: start + 45_500,
            visibleAt: 70_000
          })
          Object.assign(order, { clientOrderId: "random1", origQty: "0.00900000" })
        },
        (request, self) =>
          request.what === "openOrders" || request.what === "allOrders"
            ? json(
                200,
                self.visible(request.at).map(({ time: _time, ...shown }) => shown)
              )
            : undefined
      )
      yield* settleOver(exchange, settled.pipe(Retry.safely(RetryPolicy.standard), Call.goodFor("5 minutes")))
      assert.strictEqual(exchange.count("place"), 1, "sent again while the order exists")
    })
  )

  it.effect("MARKET orders of others are never taken for an amended one: they do not rest", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((_, self) => {
        for (let i = 0; i < 20; i++)
          self.rows.push(row(i, { type: "MARKET", price: "0.00000000", status: "FILLED", origQty: "0.00500000" }))
      })
      const { exit } = yield* settleOver(exchange, Spot.placeOrder(market).pipe(Reconciliation.settle))
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.strictEqual(exchange.count("amendments"), 0)
    })
  )

  // Without that, two equal quotes of one market maker leave the doubt about one of them open for ever.
  it.effect("an equal order of another intent of ours, which we cancelled, is explained by its name", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "place" && request.nth === 1 ? lost : undefined
      )
      yield* over(
        exchange,
        Effect.gen(function* () {
          const running = yield* begin(settled)
          yield* pass(running, 1000)
          const twin = yield* begin(
            Effect.flatMap(Spot.placeOrder(limit), (order) =>
              Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: order.clientOrderId ?? "" })
            )
          )
          assert.strictEqual(valueOf(yield* pass(twin, 1000)).status, "CANCELED")
          assert.strictEqual(reasonOf(yield* pass(running, 600_000)), "Retryable ProvenNotExecuted")
        })
      )
    })
  )
})

describe("a later attempt", () => {
  const insufficient = refusal(-2010, "Account has insufficient balance for requested action.")
  const surely = settled.pipe(Retry.safely(RetryPolicy.standard), Call.goodFor("10 minutes"))

  it.effect("that is refused speaks for itself only: the views are asked again after it", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what !== "place" ? undefined : request.nth === 1 ? lost : insufficient
      )
      const { exit } = yield* settleOver(exchange, surely)
      assert.strictEqual(reasonOf(exit), "Fatal InsufficientBalance")
      const refusedAt = exchange.all("place")[1]?.at ?? Infinity
      for (const what of ["cancel", "order", "openOrders", "allOrders", "trades"] as const) {
        assert.isTrue(
          exchange.all(what).some((request) => request.at > refusedAt),
          `${what} was not asked after the refusal`
        )
      }
      assert.isAtLeast(exchange.all("openOrders").filter((request) => request.at > refusedAt).length, 2)
    })
  )

  it.effect("that is refused for lack of the funds which the first one took is settled as the first one", () =>
    Effect.gen(function* () {
      // beyond its bounds: the first order shows only after it was proven not to be there
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        if (request.nth === 1) self.accept(request, { visibleAt: Infinity })
        for (const order of self.rows) if (request.nth > 1) order.visibleAt = request.at
        return request.nth === 1 ? lost : insufficient
      })
      const { exit } = yield* settleOver(exchange, surely)
      assert.strictEqual(exchange.count("place"), 2)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  it.effect("that is refused as a duplicate proves the first one, which is looked up", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        if (request.nth > 1) return duplicate
        self.accept(request, { visibleAt: 60_000 })
        return lost
      })
      const { exit } = yield* settleOver(exchange, surely)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      assert.strictEqual(exchange.count("place"), 2)
    })
  )

  it.effect("that is the first we know of and a duplicate all the same is looked up as well, when the id is ours", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        self.accept(request)
        return duplicate
      })
      const { exit } = yield* settleOver(exchange, surely)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      assert.strictEqual(exchange.count("place"), 1)
    })
  )

  it.effect("is not needed to refuse a duplicate of an id that the caller chose", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) => (request.what === "place" ? duplicate : undefined))
      const { exit } = yield* settleOver(
        exchange,
        Spot.placeOrder({ ...limit, newClientOrderId: "mine-1" }).pipe(Reconciliation.settle)
      )
      assert.strictEqual(reasonOf(exit), "Fatal DuplicateClientOrderId")
      assert.strictEqual(exchange.count("order"), 0)
    })
  )

  // A duplicate of an id that is never reused proves an open order: no number of negative views may turn that into "not executed",
  // or the next attempt is a second order as soon as the first one fills.
  it.effect("that is a duplicate is never settled as not executed, whatever the views show", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        if (request.nth === 1) self.accept(request, { visibleAt: 120_000 })
        // it fills, which frees its name, while every view still lags
        return request.nth === 1 ? lost : request.nth === 2 ? duplicate : undefined
      })
      const { exit } = yield* settleOver(exchange, surely)
      assert.strictEqual(exchange.rows.length, 1, "two orders for one intent")
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )
})

describe("a client order id that the caller uses again", () => {
  const reused = Spot.placeOrder({ ...market, newClientOrderId: "mine-1" }).pipe(Reconciliation.settle)
  const old = (more: Partial<Row> = {}) =>
    row(1, {
      clientOrderId: "mine-1",
      type: "MARKET",
      price: "0.00000000",
      status: "FILLED",
      time: start - 3_600_000,
      ...more
    })

  it.effect("is not proven by an older order of that name", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((_, self) => self.rows.push(old()))
      const { exit } = yield* settleOver(exchange, reused, 300_000)
      assert.notStrictEqual(reasonOf(exit), "success")
    })
  )

  it.effect("finds the new order, not the older one", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((request, self) => {
        self.rows.push(old())
        self.accept(request, { visibleAt: 5000 })
      })
      const { exit } = yield* settleOver(exchange, reused, 300_000)
      assert.strictEqual(valueOf(exit).orderId, 1000)
    })
  )

  // The older order explains itself by its time, so the look by name is as good as absent: allOrders lists whatever came since.
  it.effect("is settled as not executed when that name shows an older order only", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((_, self) => self.rows.push(old()))
      const { exit } = yield* settleOver(exchange, reused)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  // Two equal orders under one name within a second: the one that this client was already told about is not the other.
  it.effect("is not proven by the order that an earlier call of this client was answered with", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) => (request.what === "place" && request.nth > 1 ? lost : undefined))
      const { exit } = yield* settleOver(
        exchange,
        Effect.flatMap(reused, (first) => Effect.map(reused, (second) => [first.orderId, second.orderId] as const)),
        300_000
      )
      if (exit?._tag === "Success")
        assert.notStrictEqual(exit.value[0], exit.value[1], "one order reported for two intents")
    })
  )

  it.effect("is not proven by the order that an earlier call of this client was settled with", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        if (request.nth === 1) self.accept(request)
        return lost
      })
      const { exit } = yield* settleOver(
        exchange,
        Effect.flatMap(reused, () => reused),
        300_000
      )
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )
})

describe("a client order id that the caller shares with another program", () => {
  const mine = Spot.placeOrder({ ...limit, newClientOrderId: "mine-1" })

  // Of an id that the caller chose a duplicate proves no attempt of this intent: here an older order of the same name is open.
  it.effect("ends as a duplicate when a resend is refused because of an older open order of that name", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what !== "place" ? undefined : request.nth === 1 ? lost : duplicate
      )
      exchange.rows.push(row(1, { clientOrderId: "mine-1", time: start - 3_600_000 }))
      const { exit } = yield* settleOver(
        exchange,
        mine.pipe(Reconciliation.settle, Retry.safely(RetryPolicy.standard), Call.goodFor("10 minutes")),
        1_200_000
      )
      assert.strictEqual(reasonOf(exit), "Fatal DuplicateClientOrderId")
    })
  )

  // Rule: reconcile §5, "positive proof". Without an older order in sight the duplicate of an id that its caller never used before
  // proves the earlier attempt, however long the views do not show it: only the older order itself may explain it away.
  it.effect("does not end as a duplicate while no older order of that name is shown", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        if (request.nth > 1) return duplicate
        self.accept(request, { visibleAt: 120_000 })
        return lost
      })
      const { exit } = yield* settleOver(
        exchange,
        mine.pipe(Reconciliation.settle, Retry.safely(RetryPolicy.standard), Call.goodFor("10 minutes"))
      )
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  // Under an id that the library made a smaller quantity can only be an amend; under one that the caller chose its amendments tell.
  it.effect("is not proven by a smaller order of that name which was never amended", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((_, self) =>
        self.rows.push(row(1, { clientOrderId: "mine-1", origQty: "0.005", time: start + 500 }))
      )
      const { exit } = yield* settleOver(exchange, mine.pipe(Reconciliation.settle), 300_000)
      assert.notStrictEqual(reasonOf(exit), "success")
    })
  )
  it.effect("is not proven by an order of that name and of another price, though it was amended under it", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((_, self) => {
        self.rows.push(row(1, { clientOrderId: "mine-1", price: "49000.00000000", time: start + 500 }))
        self.amendments.push({
          orderId: 1,
          origClientOrderId: "mine-1",
          newClientOrderId: "mine-1",
          newPrice: "49000.00000000",
          time: start + 600
        })
      })
      const { exit } = yield* settleOver(exchange, mine.pipe(Reconciliation.settle), 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )
})

describe("an order that a settlement has found", () => {
  // A settlement is asked again when its first answer was lost to a time limit that ended in the same moment.
  it.effect("stays the proof of its own intent when that is settled once more", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((request, self) => self.accept(request))
      const twice = Call.perRun(
        Effect.catchTag(Spot.placeOrder(limit), "AmbiguousExecution", (doubt) =>
          Effect.gen(function* () {
            const service = yield* Reconciliation.Reconciliation
            const intent = yield* Intent.Current
            if (intent === undefined) return assert.fail("no intent")
            return [yield* service.resolve(doubt, intent), yield* service.resolve(doubt, intent)] as const
          })
        )
      )
      const { exit } = yield* settleOver(exchange, twice)
      const resolutions = valueOf(exit)
      assert.deepStrictEqual(Array.isArray(resolutions) ? resolutions.map((resolution) => resolution._tag) : [], [
        "Executed",
        "Executed"
      ])
    })
  )
})

describe("a request that cannot be right", () => {
  // The symbol does not exist, so it seems that no order of it can. But a node that does not know a new listing yet would say the
  // same, and "not executed" is not concluded from it: it stays in doubt, and a person has to end it.
  it.effect("stays in doubt when each question about it is refused", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "time"
          ? undefined
          : request.what === "place" && request.nth === 1
            ? badGateway
            : refusal(-1121, "Invalid symbol.")
      )
      const { exit } = yield* settleOver(
        exchange,
        Spot.placeOrder({ ...limit, symbol: "BTCUSD" }).pipe(Reconciliation.settle),
        1_200_000
      )
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("is not sent when its client order id could never be looked up", () =>
    Effect.gen(function* () {
      const illegal = refusal(
        -1100,
        "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[a-zA-Z0-9-_]{1,36}$'."
      )
      const exchange = new LittleExchange((request) =>
        request.what === "place"
          ? request.nth === 1
            ? badGateway
            : illegal
          : request.what === "order" && request.parameters.get("origClientOrderId") === "a b"
            ? illegal
            : undefined
      )
      const { exit } = yield* settleOver(
        exchange,
        Spot.placeOrder({ ...limit, newClientOrderId: "a b" }).pipe(Reconciliation.settle),
        1_200_000
      )
      assert.strictEqual(reasonOf(exit), "Fatal InvalidRequest")
      assert.strictEqual(exchange.count("place"), 0)
    })
  )
})

describe("evidence", () => {
  it.effect("says what was asked, when, by whose clock, and what came back", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(() => {})
      const { exit } = yield* settleOver(exchange, settled)
      const error = errorOf(exit)
      if (error._tag !== "Retryable" || error.reason._tag !== "ProvenNotExecuted") return assert.fail(reasonOf(exit))
      const { observations } = error.reason.evidence
      const views = new Set(observations.map((observation) => observation.view))
      for (const view of ["reply", "clock", "engine", "order", "openOrders", "allOrders", "trades"] as const)
        assert.isTrue(views.has(view), view)
      for (const [index, observation] of observations.entries())
        assert.isAtLeast(observation.at, observations[index - 1]?.at ?? 0)
      assert.isFalse(error.reason.evidence.timeline.join("\n").includes("key"))
      // what comes after the fence, in this order: the clock, the engine, then the views twice
      const order = observations.map((observation) => observation.view)
      assert.isBelow(order.indexOf("clock"), order.indexOf("engine"))
      assert.isBelow(order.indexOf("engine"), order.indexOf("openOrders"))
      assert.isAtLeast(order.filter((view) => view === "openOrders").length, 2)
    })
  )
})

describe("a key that may not cancel", () => {
  const notAllowed = refusal(-2015, "Invalid API-key, IP, or permissions for action.", 401)
  const longest = 60_000

  it.effect("cannot ask the engine: what is absent is waited for as long as any engine may hold it back", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        () => {},
        (request) => (request.what === "cancel" ? notAllowed : undefined)
      )
      const { endedAt, exit } = yield* settleOver(exchange, settled, 600_000)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.isAtLeast(endedAt, 5_000 + longest + visibilityMillis)
      assert.strictEqual(exchange.count("cancel"), 1)
      assert.isAtLeast(exchange.all("allOrders").filter(({ at }) => at >= 5_000 + longest + visibilityMillis).length, 1)
    })
  )

  it.effect("is also the one of an account that may not trade", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        () => {},
        (request) =>
          request.what === "cancel" ? refusal(-2010, "This account may not place or cancel orders.") : undefined
      )
      const { endedAt, exit } = yield* settleOver(exchange, settled, 600_000)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.isAtLeast(endedAt, 5_000 + longest + visibilityMillis)
    })
  )

  it.effect("misses no order that the engine held back for nearly that long", () =>
    Effect.gen(function* () {
      const held = 5_000 + longest - 1_000
      const exchange = lostAnd(
        (request, self) => self.accept(request, { visibleAt: held + visibilityMillis - 1_000, time: start + held }),
        (request) => (request.what === "cancel" ? notAllowed : undefined)
      )
      const { exit } = yield* settleOver(exchange, settled, 600_000)
      assert.strictEqual(reasonOf(exit), "success")
    })
  )

  it.effect("asks ever more seldom where the refusal is another one, which proves nothing", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        () => {},
        (request) => (request.what === "cancel" ? refusal(-1013, "Market is closed.") : undefined)
      )
      const { exit } = yield* settleOver(exchange, settled, 200_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
      const asked = exchange.all("cancel").map(({ at }) => at)
      // one, two, four seconds apart, then five, the longest pause there is
      assert.isAtMost(asked.length, 4 + (200_000 - fenceMillis) / 5_000)
      assert.isAbove(asked.length, 20)
    })
  )
})
