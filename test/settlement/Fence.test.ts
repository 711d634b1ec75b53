// "Not executed" waits for the fence of every attempt: by the exchange's own clock, and by this machine's monotonic one.
import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import * as Spot from "effect-binance/products/Spot"
import { Retryable } from "effect-binance/errors/BinanceError"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import {
  badGateway,
  begin,
  errorOf,
  fenceMillis,
  json,
  limit,
  LittleExchange,
  lost,
  outsideWindow,
  over,
  pass,
  reasonOf,
  settleOver,
  start,
  visibilityMillis
} from "./support.ts"

const settled = Spot.placeOrder(limit).pipe(Reconciliation.settle)
const placeIsLost = () => new LittleExchange((request) => (request.what === "place" ? lost : undefined))
const timestampOf = (parameters: URLSearchParams | undefined) => Number(parameters?.get("timestamp"))

describe("the fence", () => {
  it.effect(
    "holds every negative view back for recvWindow and grace, and the answer for the visibility bound after it",
    () =>
      Effect.gen(function* () {
        const exchange = placeIsLost()
        const { endedAt, exit } = yield* settleOver(exchange, settled)
        assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
        const fence = timestampOf(exchange.all("place")[0]?.parameters) - start + fenceMillis
        for (const what of ["cancel", "openOrders", "allOrders", "trades"] as const) {
          assert.isAtLeast(exchange.all(what)[0]?.at ?? 0, fence, `${what} before the fence`)
        }
        assert.isAtLeast(exchange.all("openOrders").at(-1)?.at ?? 0, fence + visibilityMillis)
        assert.isAtLeast(endedAt, fence + visibilityMillis)
        assert.isBelow(endedAt, fence + visibilityMillis + 6000, "and not longer than it has to")
      })
  )

  it.effect("is the timestamp plus recvWindow that were signed, in the evidence as well", () =>
    Effect.gen(function* () {
      const exchange = placeIsLost()
      const { exit } = yield* settleOver(exchange, settled.pipe(Call.recvWindow(20_000)))
      const error = errorOf(exit)
      assert.instanceOf(error, Retryable)
      if (!(error instanceof Retryable) || error.reason._tag !== "ProvenNotExecuted") return assert.fail(reasonOf(exit))
      const fence = timestampOf(exchange.all("place")[0]?.parameters) + 20_000 + 11_000
      assert.strictEqual(error.reason.evidence.fenceAt, fence)
      assert.isAtLeast(exchange.all("cancel")[0]?.at ?? 0, fence - start)
      const clock = error.reason.evidence.observations.findLast((observation) => observation.view === "clock")
      assert.isAtLeast(clock?.exchangeTime ?? 0, fence)
    })
  )

  it.effect("waits for the exchange's clock when that one runs behind", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        self.skew = -25_000 // the exchange sets its clock back after the order was signed
        return lost
      })
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.isAtLeast(exchange.all("openOrders")[0]?.at ?? 0, fenceMillis + 25_000)
    })
  )

  it.effect("waits for this machine's monotonic clock when the exchange's jumps ahead, and never reads it before", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        self.skew = 3_600_000
        return lost
      })
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.isAtLeast(exchange.all("openOrders")[0]?.at ?? 0, fenceMillis)
    })
  )

  it.effect("does not open when somebody moves the wall clock of this machine", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        self.wall = 3_600_000
        return lost
      })
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.isAtLeast(exchange.all("openOrders")[0]?.at ?? 0, fenceMillis)
    })
  )

  for (const [name, serverTime] of [
    ["microseconds", (now: number) => now * 1000],
    ["more than a day ahead", (now: number) => now + 86_400_000 + 60_000],
    ["text", (now: number) => `${now}`],
    ["nothing", () => undefined]
  ] as const) {
    it.effect(`does not open on a server time of ${name}`, () =>
      Effect.gen(function* () {
        const fixedAt = 60_000
        const exchange = new LittleExchange((request, self) =>
          request.what === "place"
            ? lost
            : request.what === "time" && self.count("place") > 0 && request.at < fixedAt
              ? json(
                  200,
                  { serverTime: serverTime(start + request.at) },
                  { date: new Date(start + request.at + 3_600_000).toUTCString() }
                )
              : undefined
        )
        const { exit } = yield* settleOver(exchange, settled)
        assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
        assert.isAtLeast(exchange.all("cancel")[0]?.at ?? 0, fixedAt)
        assert.isAtLeast(exchange.all("openOrders")[0]?.at ?? 0, fixedAt)
      })
    )
  }

  it.effect("does not open on a Date header while the time itself cannot be had", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) =>
        request.what === "place"
          ? lost
          : request.what === "time" && self.count("place") > 0
            ? { ...badGateway, headers: { date: new Date(start + 3_600_000).toUTCString() } }
            : undefined
      )
      const { exit } = yield* settleOver(exchange, settled, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
      assert.strictEqual(exchange.count("openOrders"), 0)
    })
  )

  it.effect("is the one of the second signature after a -1021", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what === "time" && self.count("place") === 1)
          return Effect.delay(
            Effect.sync(() => json(200, { serverTime: start + request.at })),
            "2 seconds"
          )
        return request.what !== "place" ? undefined : request.nth === 1 ? outsideWindow : lost
      })
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      const [first, second] = exchange.all("place")
      assert.strictEqual(exchange.count("place"), 2)
      assert.strictEqual(first?.parameters.get("newClientOrderId"), second?.parameters.get("newClientOrderId"))
      assert.isAtLeast((second?.at ?? 0) - (first?.at ?? 0), 6000, "each of three readings took two seconds")
      assert.isAtLeast(exchange.all("openOrders")[0]?.at ?? 0, (second?.at ?? 0) + fenceMillis)
    })
  )

  it.effect("holds for each attempt anew", () =>
    Effect.gen(function* () {
      const exchange = placeIsLost()
      const { exit } = yield* settleOver(
        exchange,
        settled.pipe(Retry.safely(RetryPolicy.make({ times: 3 })), Call.goodFor("1 hour"))
      )
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      const places = exchange.all("place")
      assert.strictEqual(places.length, 4)
      for (const [index, place] of places.entries()) {
        const next = places[index + 1]
        const wide = exchange
          .all("openOrders")
          .filter((request) => request.at > place.at && request.at < (next?.at ?? Infinity))
        assert.isAtLeast(wide.length, 2)
        assert.isAtLeast(wide[0]?.at ?? 0, place.at + fenceMillis, "a view before the fence of its attempt")
        assert.isAtLeast(wide.at(-1)?.at ?? 0, place.at + fenceMillis + visibilityMillis)
        if (next !== undefined)
          assert.isAbove(next.at, wide.at(-1)?.at ?? 0, "sent again before the earlier attempt was settled")
      }
    })
  )

  it.effect("is not opened by settling in portions", () =>
    Effect.gen(function* () {
      const exchange = placeIsLost()
      const { exit } = yield* settleOver(
        exchange,
        Spot.placeOrder(limit).pipe(
          Reconciliation.settleWithin("20 seconds"),
          Reconciliation.settleWithin("5 seconds"),
          Reconciliation.settle
        )
      )
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.isAtLeast(exchange.all("openOrders").at(-1)?.at ?? 0, fenceMillis + visibilityMillis)
    })
  )

  // Each of the two clocks has to hold back the last attempt, whatever the other one says.
  for (const [name, skew, opensAfter] of [
    ["the exchange's clock, when that runs behind", -25_000, fenceMillis + 25_000],
    ["this machine's monotonic clock, when the exchange's jumps ahead", 3_600_000, fenceMillis]
  ] as const) {
    it.effect(`of a later attempt waits for ${name}`, () =>
      Effect.gen(function* () {
        const exchange = new LittleExchange((request, self) => {
          if (request.what !== "place") return undefined
          if (request.nth > 1) self.skew = skew
          return lost
        })
        yield* settleOver(exchange, settled.pipe(Retry.safely(RetryPolicy.make({ times: 1 })), Call.goodFor("1 hour")))
        const second = exchange.all("place")[1]?.at ?? Infinity
        const after = exchange.all("openOrders").find((request) => request.at > second)
        assert.isAtLeast(after?.at ?? 0, second + opensAfter)
      })
    )
  }

  // The bound is counted from when the engine answered first: settling in portions neither shortens it nor begins it anew.
  it.effect("and the visibility bound are waited for once, in whatever portions a doubt is settled", () =>
    Effect.gen(function* () {
      const exchange = placeIsLost()
      const portion = Reconciliation.settleWithin("20 seconds")
      const { endedAt, exit } = yield* settleOver(
        exchange,
        Spot.placeOrder(limit).pipe(portion, portion, portion, portion, portion, portion)
      )
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
      assert.isBelow(endedAt, fenceMillis + visibilityMillis + 35_000)
    })
  )
})

describe("the engine", () => {
  it.effect("is asked before the views, on the symbol, with an id that nobody has", () =>
    Effect.gen(function* () {
      const exchange = placeIsLost()
      yield* settleOver(exchange, settled)
      const [ping] = exchange.all("cancel")
      assert.strictEqual(exchange.count("cancel"), 1)
      assert.strictEqual(ping?.parameters.get("symbol"), "BTCUSDT")
      assert.notStrictEqual(
        ping?.parameters.get("origClientOrderId"),
        exchange.all("place")[0]?.parameters.get("newClientOrderId")
      )
      assert.isBelow(ping?.at ?? Infinity, exchange.all("openOrders")[0]?.at ?? 0)
    })
  )

  it.effect("is asked until it answers itself", () =>
    Effect.gen(function* () {
      const silences = [
        lost,
        badGateway,
        json(504, { code: -1007, msg: "Timeout" }),
        json(503, { code: -2011, msg: "Unknown order sent." }),
        json(400, { code: -1100, msg: "Illegal" })
      ]
      const exchange = new LittleExchange((request) =>
        request.what === "place" ? lost : request.what === "cancel" ? silences[request.nth - 1] : undefined
      )
      const { exit } = yield* settleOver(exchange, settled)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      assert.strictEqual(exchange.count("cancel"), silences.length + 1)
      assert.isAbove(exchange.all("openOrders")[0]?.at ?? 0, exchange.all("cancel").at(-1)?.at ?? 0)
      const ids = new Set(exchange.all("cancel").map((request) => request.parameters.get("origClientOrderId")))
      assert.strictEqual(ids.size, silences.length + 1, "each time another id")
    })
  )

  // What the engine held back is accepted before it answers the ping, and may be missing from every view for the visibility bound
  // after that. Counted from the fence alone, a stalled engine makes two orders of one intent.
  it.effect("may have been stalled: the visibility bound is counted from its answer, not from the fence", () =>
    Effect.gen(function* () {
      const stalledUntil = 90_000
      const exchange = new LittleExchange((request, self) => {
        if (request.what === "place") {
          // held in the engine's queue until it comes back; then every read lags, within the bound
          if (request.nth === 1)
            self.accept(request, { visibleAt: stalledUntil + visibilityMillis - 1000 }, stalledUntil)
          return request.nth === 1 ? lost : undefined
        }
        return request.what === "cancel" && request.at < stalledUntil
          ? json(504, { code: -1007, msg: "Timeout" })
          : undefined
      })
      const { exit } = yield* settleOver(
        exchange,
        settled.pipe(Retry.safely(RetryPolicy.standard), Call.goodFor("10 minutes"))
      )
      assert.strictEqual(reasonOf(exit), "success")
      assert.strictEqual(exchange.rows.length, 1, "two orders for one intent")
    })
  )
})

describe("bans", () => {
  it.effect("stop the questions, and the settlement goes on when they are over", () =>
    Effect.gen(function* () {
      const banned = 3_600_000
      const exchange = new LittleExchange((request) =>
        request.what === "place"
          ? lost
          : request.what === "order" && request.nth === 3
            ? json(418, { code: -1003, msg: "Way too much request weight used" }, { "retry-after": `${banned / 1000}` })
            : undefined
      )
      yield* over(
        exchange,
        Effect.gen(function* () {
          const running = yield* begin(settled)
          yield* pass(running, banned, 1000)
          const third = exchange.all("order")[2]
          assert.strictEqual(exchange.requests.at(-1), third, "asked during the ban")
          assert.isUndefined(running.exit())
          const exit = yield* pass(running, 300_000)
          assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
          assert.isAtLeast(exchange.all("openOrders").at(-1)?.at ?? 0, banned)
        })
      )
    })
  )
})
