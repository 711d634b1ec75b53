// How a cancelReplace in doubt ends: two questions, each with an answer of its own, and the cancel is never sent again.
import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import * as Intent from "effect-binance/client/Intent"
import * as Operation from "effect-binance/client/Operation"
import type { Reply } from "effect-binance/client/Transport"
import { Fatal, Retryable } from "effect-binance/errors/BinanceError"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import {
  badGateway,
  engineTimeout,
  errorOf,
  fenceMillis,
  halves,
  json,
  limit,
  LittleExchange,
  lost,
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

const replacing = {
  ...limit,
  price: "51000",
  cancelReplaceMode: "STOP_ON_FAILURE",
  cancelOrigClientOrderId: "old"
} as const

const replaced = Spot.cancelReplaceOrder(replacing).pipe(Reconciliation.settle)

type Act = (old: Row, request: Request, exchange: LittleExchange) => void
const cancel: Act = (old, request, exchange) =>
  exchange.cancel(old, request.parameters.get("cancelNewClientOrderId") ?? "?", request.at)
const place: Act = (_, request, exchange) => void exchange.accept(request)
const both: Act = (...all) => {
  cancel(...all)
  place(...all)
}
const neither: Act = () => {}

/** An order that is to be replaced; what the first attempt does, and what is said about it. */
const over = (act: Act, reply: (old: Row) => Reply, more: Partial<Row> = {}) => {
  const old = row(1, { clientOrderId: "old", time: start - 60_000, ...more })
  const exchange = new LittleExchange((request, self) => {
    if (request.what !== "cancelReplace" || request.nth > 1) return undefined
    act(old, request, self)
    return reply(old)
  })
  exchange.rows.push(old)
  return exchange
}

/** The cancels that name the order, and not just anything. */
const cancelsOf = (exchange: LittleExchange) =>
  exchange.all("cancel").filter(({ parameters }) => parameters.get("origClientOrderId") === "old")

/** The truth about each half, when that is what it failed with. */
const halvesOf = (error: unknown) => {
  assert.isTrue(error instanceof Fatal && error.reason._tag === "CancelReplaceFailed", String(error))
  if (!(error instanceof Fatal) || error.reason._tag !== "CancelReplaceFailed") throw error
  return { cancel: error.reason.cancel, place: error.reason.place, executed: error.executed }
}

describe("a cancelReplace whose reply was lost", () => {
  for (const [name, reply] of [
    ["the socket", lost],
    ["a 502", badGateway],
    ["the engine's time-out", engineTimeout]
  ] as const) {
    it.effect(`executed as a whole, after ${name}`, () =>
      Effect.gen(function* () {
        const exchange = over(both, () => reply)
        const { endedAt, exit } = yield* settleOver(exchange, replaced)
        const value = valueOf(exit)
        assert.strictEqual(value.cancelResponse?.orderId, 1)
        assert.strictEqual(value.cancelResponse?.status, "CANCELED")
        assert.strictEqual(value.newOrderResponse?.clientOrderId, exchange.rows[1]?.clientOrderId)
        assert.strictEqual(value.newOrderResponse?.status, "NEW")
        assert.isAtMost(endedAt, 500)
        assert.strictEqual(exchange.count("cancelReplace"), 1)
      })
    )
  }

  it.effect(
    "did nothing: it may be sent again, after the fence and every lag, and nothing was cancelled meanwhile",
    () =>
      Effect.gen(function* () {
        const exchange = over(neither, () => lost)
        const { endedAt, exit } = yield* settleOver(exchange, replaced)
        const error = errorOf(exit)
        assert.isTrue(error instanceof Retryable && error.reason._tag === "ProvenNotExecuted")
        assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
        assert.strictEqual(exchange.rows[0]?.status, "NEW")
        assert.strictEqual(exchange.rows.length, 1)
        assert.deepStrictEqual(cancelsOf(exchange), [])
      })
  )

  it.effect("and that did nothing is sent again once by a retry, and is done then", () =>
    Effect.gen(function* () {
      const exchange = over(neither, () => lost)
      const { exit } = yield* settleOver(exchange, replaced.pipe(Retry.safely(RetryPolicy.standard)))
      assert.strictEqual(valueOf(exit).newOrderResponse?.status, "NEW")
      assert.strictEqual(exchange.count("cancelReplace"), 2)
      assert.deepStrictEqual(
        exchange.rows.map(({ status }) => status),
        ["CANCELED", "NEW"]
      )
      const [first, second] = exchange.all("cancelReplace")
      assert.strictEqual(first?.parameters.get("newClientOrderId"), second?.parameters.get("newClientOrderId"))
    })
  )

  it.effect("cancelled and did not place: it is fatal, and says so", () =>
    Effect.gen(function* () {
      const exchange = over(cancel, () => lost)
      const { endedAt, exit } = yield* settleOver(exchange, replaced)
      const seen = halvesOf(errorOf(exit))
      assert.deepStrictEqual([seen.cancel.executed, seen.place.executed, seen.executed], ["yes", "no", "partial"])
      assert.strictEqual(seen.place.reason, "ProvenNotExecuted")
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
    })
  )

  it.effect("placed and did not cancel: it is fatal, and the old order is left alone", () =>
    Effect.gen(function* () {
      const exchange = over(place, () => lost)
      const { exit } = yield* settleOver(exchange, replaced)
      const seen = halvesOf(errorOf(exit))
      assert.deepStrictEqual([seen.cancel.executed, seen.place.executed, seen.executed], ["no", "yes", "partial"])
      assert.strictEqual(seen.place.orderId, exchange.rows[1]?.orderId)
      assert.strictEqual(exchange.rows[0]?.status, "NEW")
      assert.deepStrictEqual(cancelsOf(exchange), [])
    })
  )

  it.effect("found its order filled: the cancel did nothing, and the whole may not be sent again", () =>
    Effect.gen(function* () {
      const exchange = over(
        (old) => {
          old.status = "FILLED"
          old.updateTime = start + 5
        },
        () => lost
      )
      const { exit } = yield* settleOver(exchange, replaced)
      const seen = halvesOf(errorOf(exit))
      assert.deepStrictEqual(
        [seen.cancel.executed, seen.cancel.tag, seen.cancel.reason],
        ["no", "Fatal", "AlreadyInState"]
      )
      assert.deepStrictEqual([seen.place.executed, seen.executed], ["no", "no"])
    })
  )

  it.effect("is not concluded from an order that is open before the fence and every lag", () =>
    Effect.gen(function* () {
      // the engine held the whole back, and the reads lag behind it
      const exchange = new LittleExchange((request, self) => {
        if (request.what === "cancelReplace") {
          const old = self.rows[0]
          if (old !== undefined) cancel(old, request, self)
          self.accept(request, { visibleAt: 30_000 }, 15_000)
          return lost
        }
        const old = self.rows[0]
        return request.what === "order" && request.at < 30_000 && request.parameters.get("origClientOrderId") === "old"
          ? json(200, { ...old, status: "NEW" })
          : undefined
      })
      exchange.rows.push(row(1, { clientOrderId: "old", time: start - 60_000 }))
      const { endedAt, exit } = yield* settleOver(exchange, replaced)
      assert.strictEqual(valueOf(exit).cancelResponse?.status, "CANCELED")
      assert.isAtLeast(endedAt, 30_000)
    })
  )

  it.effect("and that did nothing is not told as placed for an old order of the new one's name and content", () =>
    Effect.gen(function* () {
      // placed a moment ago by somebody else, and named here by the exchange's id
      const exchange = over(neither, () => lost, { time: start - 500 })
      const again = Spot.cancelReplaceOrder({
        ...limit,
        newClientOrderId: "old",
        cancelReplaceMode: "ALLOW_FAILURE",
        cancelOrderId: 1
      }).pipe(Reconciliation.settle)
      const { exit } = yield* settleOver(exchange, again)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  // Under one name the order that is shown may be either of the two: only its time tells.
  describe("and that gives the new order the name of the old one", () => {
    const named = { ...replacing, newClientOrderId: "old", cancelReplaceMode: "ALLOW_FAILURE" } as const
    // as an operation of one's own may take it
    const { operation } = Spot.cancelReplaceOrder
    const renewed = Operation.make({ ...operation, problem: undefined })(named).pipe(Reconciliation.settle)

    it.effect("is refused by the library's own before anything is sent", () =>
      Effect.gen(function* () {
        const exchange = new LittleExchange()
        const { exit } = yield* settleOver(exchange, Spot.cancelReplaceOrder(named).pipe(Reconciliation.settle))
        assert.strictEqual(reasonOf(exit), "Fatal InvalidRequest")
        assert.strictEqual(exchange.count("cancelReplace"), 0)
      })
    )

    it.effect("did nothing when the old one is as it was", () =>
      Effect.gen(function* () {
        const exchange = over(neither, () => lost)
        const { exit } = yield* settleOver(exchange, renewed)
        assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      })
    )

    for (const [how, shown] of [
      ["", (one: Row) => one],
      [
        ", and no row says when it was accepted",
        ({ time: _time, updateTime: _updateTime, ...one }: Row): Partial<Row> => one
      ]
    ] as const) {
      for (const status of ["NEW", "FILLED"]) {
        it.effect(`is not told as not cancelled because the new one is ${status}${how}`, () =>
          Effect.gen(function* () {
            const exchange = new LittleExchange((request, self) => {
              if (request.what === "order") {
                const one = self.rows.findLast(({ clientOrderId }) => clientOrderId === "old")
                return one === undefined ? undefined : json(200, shown(one))
              }
              const [old] = self.rows
              if (request.what !== "cancelReplace" || old === undefined) return undefined
              // whoever cancelled it gave it a name of theirs
              self.cancel(old, "theirs", request.at)
              self.accept(request, { status, updateTime: start + request.at })
              return lost
            })
            exchange.rows.push(row(1, { clientOrderId: "old", time: start - 60_000 }))
            const { exit } = yield* settleOver(exchange, renewed, 120_000)
            assert.strictEqual(reasonOf(exit), "unsettled")
          })
        )
      }
    }
  })

  it.effect("is not told as not cancelled on a row that does not say how the order stands", () =>
    Effect.gen(function* () {
      const exchange = over(both, () => lost)
      const terse: typeof exchange.script = (request, self) => {
        const [old] = self.rows
        if (request.what !== "order" || request.parameters.get("origClientOrderId") !== "old" || old === undefined)
          return exchange.script(request, self)
        const { status: _, ...one } = old
        return json(200, one)
      }
      const shownTersely = new LittleExchange(terse)
      shownTersely.rows.push(...exchange.rows)
      const { exit } = yield* settleOver(shownTersely, replaced, 120_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("is not concluded from the first read that is answered", () =>
    Effect.gen(function* () {
      const readsFrom = 60_000
      const exchange = new LittleExchange((request, self) => {
        const [old] = self.rows
        if (old === undefined) return undefined
        if (request.what === "cancelReplace") {
          both(old, request, self)
          return lost
        }
        if (request.what !== "order" || request.parameters.get("origClientOrderId") !== "old") return undefined
        if (request.at < readsFrom) return badGateway
        // the first read that is answered comes from where nothing is known of it yet
        return request.at < readsFrom + 5000 ? json(200, { ...old, status: "NEW" }) : undefined
      })
      exchange.rows.push(row(1, { clientOrderId: "old", time: start - 60_000 }))
      const { exit } = yield* settleOver(exchange, replaced)
      assert.strictEqual(valueOf(exit).cancelResponse?.status, "CANCELED")
    })
  )

  it.effect("is not told as not cancelled when no read is answered any more", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        const [old] = self.rows
        if (old === undefined) return undefined
        if (request.what === "cancelReplace") {
          both(old, request, self)
          return lost
        }
        if (request.what !== "order" || request.parameters.get("origClientOrderId") !== "old") return undefined
        return request.at < 25_000 ? json(200, { ...old, status: "NEW" }) : request.at < 90_000 ? badGateway : undefined
      })
      exchange.rows.push(row(1, { clientOrderId: "old", time: start - 60_000 }))
      const { exit } = yield* settleOver(exchange, replaced)
      assert.strictEqual(valueOf(exit).cancelResponse?.status, "CANCELED")
    })
  )

  // What the engine held back is dealt with once it has answered, and shows within the bound from then.
  it.effect("is concluded only a visibility bound after the engine's answer", () =>
    Effect.gen(function* () {
      const stalledUntil = 60_000
      const exchange = new LittleExchange((request, self) => {
        const [old] = self.rows
        if (old === undefined) return undefined
        if (request.what === "cancelReplace") return lost
        if (request.what === "cancel" && request.at < stalledUntil) return badGateway
        const [first] = self.all("cancelReplace")
        if (request.what === "cancel" && old.status === "NEW" && first !== undefined) {
          both(old, { ...first, at: stalledUntil }, self)
          for (const one of self.rows.slice(1)) one.visibleAt = stalledUntil + 25_000
        }
        return request.what === "order" &&
          request.parameters.get("origClientOrderId") === "old" &&
          request.at < stalledUntil + 25_000
          ? json(200, { ...old, status: "NEW" })
          : undefined
      })
      exchange.rows.push(row(1, { clientOrderId: "old", time: start - 60_000 }))
      const { exit } = yield* settleOver(exchange, replaced)
      assert.strictEqual(valueOf(exit).cancelResponse?.status, "CANCELED")
      assert.strictEqual(valueOf(exit).newOrderResponse?.status, "NEW")
    })
  )

  // A settlement is asked again when its first answer was lost to a time limit that ended in the same moment.
  it.effect("is the same when it is settled once more", () =>
    Effect.gen(function* () {
      const exchange = over(both, () => lost)
      const twice = Call.perRun(
        Effect.catchTag(Spot.cancelReplaceOrder(replacing), "AmbiguousExecution", (doubt) =>
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
      assert.deepStrictEqual(Array.isArray(resolutions) ? resolutions.map(({ _tag }) => _tag) : [], ["Done", "Done"])
    })
  )

  it.effect("stays in doubt while reads fail", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) =>
        request.what === "cancelReplace" ? lost : request.what === "order" ? badGateway : undefined
      )
      exchange.rows.push(row(1, { clientOrderId: "old", time: start - 60_000 }))
      const { exit } = yield* settleOver(exchange, replaced, 300_000)
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("keeps the new order from being taken for an equal one that was placed by itself", () =>
    Effect.gen(function* () {
      const old = row(1, { clientOrderId: "old", time: start - 60_000 })
      const exchange = new LittleExchange((request) => (request.what === "place" ? lost : undefined))
      exchange.rows.push(old)
      const program = Effect.gen(function* () {
        yield* replaced
        const [, placed] = exchange.rows
        if (placed !== undefined) exchange.cancel(placed, "theirs", 200)
        return yield* Spot.placeOrder({ ...limit, price: "51000" }).pipe(Reconciliation.settle)
      })
      const { exit } = yield* settleOver(exchange, program)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )
})

describe("a cancelReplace of which the reply tells the halves", () => {
  const failure = (code: number, msg: string) => ["FAILURE", { code, msg }] as const
  const success = (orderId: number, clientOrderId: string) =>
    ["SUCCESS", { symbol: "BTCUSDT", orderId, clientOrderId, origClientOrderId: "old" }] as const
  const timeout = failure(-1007, "Timeout waiting for response from backend server.")
  const insolvent = failure(-2010, "Account has insufficient balance for requested action.")
  const unknown = failure(-2011, "Unknown order sent.")
  const notAttempted = ["NOT_ATTEMPTED", null] as const
  const own = (exchange: LittleExchange) =>
    exchange.all("cancelReplace")[0]?.parameters.get("newClientOrderId") ?? "none"
  const headers = { "retry-after": "1" }

  for (const status of [400, 409, 429]) {
    it.effect(`${status}: cancelled, refused to place: fatal at once`, () =>
      Effect.gen(function* () {
        const exchange = over(cancel, (old) => halves(status, success(old.orderId, "old"), insolvent, headers))
        const { endedAt, exit } = yield* settleOver(exchange, replaced)
        const seen = halvesOf(errorOf(exit))
        assert.deepStrictEqual([seen.cancel.executed, seen.place.executed], ["yes", "no"])
        assert.strictEqual(seen.place.reason, "InsufficientBalance")
        assert.isAtMost(endedAt, 250)
        assert.strictEqual(exchange.count("order"), 0)
      })
    )

    it.effect(`${status}: did not cancel, was not to place: fatal at once`, () =>
      Effect.gen(function* () {
        const exchange = over(neither, () => halves(status, unknown, notAttempted, headers))
        const { exit } = yield* settleOver(exchange, replaced)
        const seen = halvesOf(errorOf(exit))
        assert.deepStrictEqual(
          [seen.cancel.executed, seen.cancel.reason, seen.place.executed],
          ["no", "UnknownOrder", "no"]
        )
        assert.strictEqual(seen.place.attempted, false)
        assert.strictEqual(exchange.count("order"), 0)
      })
    )

    for (const [placed, act] of [
      [true, both],
      [false, cancel]
    ] as const) {
      it.effect(`${status}: cancelled, and the place timed out, which ${placed ? "did" : "did not"} execute`, () =>
        Effect.gen(function* () {
          const exchange = over(act, (old) => halves(status, success(old.orderId, "old"), timeout, headers))
          const { exit } = yield* settleOver(exchange, replaced)
          if (placed) {
            const value = valueOf(exit)
            assert.deepStrictEqual(
              [value.cancelResponse?.orderId, value.newOrderResponse?.clientOrderId],
              [1, own(exchange)]
            )
          } else {
            const seen = halvesOf(errorOf(exit))
            assert.deepStrictEqual([seen.cancel.executed, seen.place.executed], ["yes", "no"])
          }
          // what the reply decided is not asked again
          assert.deepStrictEqual(
            exchange.all("order").filter(({ parameters }) => parameters.get("origClientOrderId") === "old"),
            []
          )
        })
      )
    }

    for (const [cancelled, act] of [
      [true, both],
      [false, place]
    ] as const) {
      it.effect(`${status}: placed, and the cancel timed out, which ${cancelled ? "did" : "did not"} execute`, () =>
        Effect.gen(function* () {
          const exchange = over(act, () => {
            const placed = exchange.rows.at(-1)
            return halves(status, timeout, success(placed?.orderId ?? 0, placed?.clientOrderId ?? ""), headers)
          })
          const { exit } = yield* settleOver(exchange, replaced)
          if (cancelled) assert.strictEqual(valueOf(exit).newOrderResponse?.orderId, exchange.rows[1]?.orderId)
          else {
            const seen = halvesOf(errorOf(exit))
            assert.deepStrictEqual([seen.cancel.executed, seen.place.executed], ["no", "yes"])
            assert.strictEqual(exchange.rows[0]?.status, "NEW")
          }
          assert.deepStrictEqual(cancelsOf(exchange), [])
          assert.deepStrictEqual(
            exchange.all("order").filter(({ parameters }) => parameters.get("origClientOrderId") === own(exchange)),
            []
          )
        })
      )
    }

    it.effect(`${status}: both timed out, and neither executed: it may be sent again`, () =>
      Effect.gen(function* () {
        const exchange = over(neither, () => halves(status, timeout, timeout, headers))
        const { exit } = yield* settleOver(exchange, replaced)
        assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
      })
    )

    it.effect(
      `${status}: the cancel timed out and did nothing, and the place was refused: it may not be sent again`,
      () =>
        Effect.gen(function* () {
          const exchange = over(neither, () => halves(status, timeout, insolvent, headers))
          const { exit } = yield* settleOver(exchange, replaced)
          const seen = halvesOf(errorOf(exit))
          assert.deepStrictEqual([seen.cancel.executed, seen.place.reason], ["no", "InsufficientBalance"])
        })
    )

    it.effect(
      `${status}: the cancel timed out and did nothing, and the place was not tried: it may be sent again`,
      () =>
        Effect.gen(function* () {
          const exchange = over(neither, () => halves(status, timeout, notAttempted, headers))
          const { exit } = yield* settleOver(exchange, replaced)
          assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
        })
    )
  }

  it.effect("409: both executed under an error: neither is believed, both are looked for", () =>
    Effect.gen(function* () {
      const exchange: LittleExchange = over(neither, (old) =>
        halves(409, success(old.orderId, "old"), success(2, own(exchange)))
      )
      const { exit } = yield* settleOver(exchange, replaced)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("200: a cancel of another order proves nothing", () =>
    Effect.gen(function* () {
      const exchange = over(neither, () =>
        halves(
          200,
          ["SUCCESS", { orderId: 77, origClientOrderId: "another" }],
          ["SUCCESS", { orderId: 78, clientOrderId: own(exchange) }]
        )
      )
      const { exit } = yield* settleOver(exchange, replaced)
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("what a second attempt was refused with is told once the first is known to have done nothing", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) => {
        if (request.what !== "cancelReplace") return undefined
        return request.nth === 1 ? lost : halves(400, failure(-2011, "Unknown order sent."), notAttempted)
      })
      exchange.rows.push(row(1, { clientOrderId: "old", time: start - 60_000 }))
      const { exit } = yield* settleOver(exchange, replaced.pipe(Retry.safely(RetryPolicy.standard)))
      const seen = halvesOf(errorOf(exit))
      assert.strictEqual(seen.cancel.executed, "no")
      assert.strictEqual(seen.executed, "no")
      assert.strictEqual(exchange.count("cancelReplace"), 2)
    })
  )

  it.effect("what a second attempt was refused with does not speak for the first, which is asked about once more", () =>
    Effect.gen(function* () {
      // the first attempt executes later than the exchange states, so the second finds nothing to cancel
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "cancelReplace") return undefined
        const [first] = self.all("cancelReplace")
        const [old] = self.rows
        if (request.nth === 1 || first === undefined || old === undefined) return lost
        both(old, first, self)
        return halves(400, failure(-2011, "Unknown order sent."), notAttempted)
      })
      exchange.rows.push(row(1, { clientOrderId: "old", time: start - 60_000 }))
      const { exit } = yield* settleOver(exchange, replaced.pipe(Retry.safely(RetryPolicy.standard)))
      assert.strictEqual(valueOf(exit).newOrderResponse?.orderId, exchange.rows[1]?.orderId)
      assert.strictEqual(exchange.count("cancelReplace"), 2)
    })
  )

  it.effect("what one half of a second attempt was refused with does not speak for the first either", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "cancelReplace") return undefined
        const [first] = self.all("cancelReplace")
        const [old] = self.rows
        if (request.nth === 1 || first === undefined || old === undefined) return lost
        both(old, first, self)
        return halves(409, unknown, timeout)
      })
      exchange.rows.push(row(1, { clientOrderId: "old", time: start - 60_000 }))
      const { exit } = yield* settleOver(exchange, replaced.pipe(Retry.safely(RetryPolicy.standard)))
      assert.strictEqual(valueOf(exit).cancelResponse?.status, "CANCELED")
      assert.strictEqual(exchange.count("cancelReplace"), 2)
    })
  )

  // An older order has the name that the caller gives to the new one; it was seen while the first attempt was settled, and is why the
  // second is refused. It is renamed before anybody looks again.
  it.effect("a duplicate of the caller's name is explained by the order that was seen under it before", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "cancelReplace") return undefined
        if (request.nth === 1) return lost
        const namesake = self.rows.find(({ clientOrderId }) => clientOrderId === "mine")
        if (namesake !== undefined) self.cancel(namesake, "theirs", request.at)
        const [old] = self.rows
        if (old !== undefined) cancel(old, request, self)
        return halves(409, success(1, "old"), failure(-2010, "Duplicate order sent."))
      })
      exchange.rows.push(
        row(1, { clientOrderId: "old", time: start - 60_000 }),
        row(2, { clientOrderId: "mine", side: "SELL", time: start - 3_600_000 })
      )
      const program = Spot.cancelReplaceOrder({ ...replacing, newClientOrderId: "mine" }).pipe(
        Reconciliation.settle,
        Retry.safely(RetryPolicy.standard)
      )
      const { exit } = yield* settleOver(exchange, program)
      const seen = halvesOf(errorOf(exit))
      assert.deepStrictEqual([seen.cancel.executed, seen.place.executed], ["yes", "no"])
      assert.strictEqual(seen.place.reason, "DuplicateClientOrderId")
    })
  )

  it.effect("a duplicate of the library's name proves the first attempt, however long no view shows it", () =>
    Effect.gen(function* () {
      const shownAt = 200_000
      const exchange = new LittleExchange((request, self) => {
        const [old] = self.rows
        if (request.what !== "cancelReplace" || old === undefined) return undefined
        if (request.nth === 1) {
          self.accept(request, { visibleAt: shownAt })
          return lost
        }
        cancel(old, request, self)
        return halves(409, success(1, "old"), failure(-2010, "Duplicate order sent."))
      })
      exchange.rows.push(row(1, { clientOrderId: "old", time: start - 60_000 }))
      const { endedAt, exit } = yield* settleOver(exchange, replaced.pipe(Retry.safely(RetryPolicy.standard)))
      assert.strictEqual(valueOf(exit).newOrderResponse?.orderId, exchange.rows[1]?.orderId)
      assert.isAtLeast(endedAt, shownAt)
    })
  )

  it.effect(
    "once the first attempt is known to have done nothing, a second that may be sent again is, without a look",
    () =>
      Effect.gen(function* () {
        const exchange = new LittleExchange((request) => {
          if (request.what !== "cancelReplace") return undefined
          const busy = { code: -1015, msg: "Too many new orders." }
          return request.nth === 1 ? lost : request.nth === 2 ? json(429, busy, { "retry-after": "1" }) : undefined
        })
        exchange.rows.push(row(1, { clientOrderId: "old", time: start - 60_000 }))
        const { exit } = yield* settleOver(exchange, replaced.pipe(Retry.safely(RetryPolicy.standard)))
        assert.strictEqual(valueOf(exit).newOrderResponse?.status, "NEW")
        const [, second, third] = exchange.all("cancelReplace")
        const between = exchange.all("order").filter(({ at }) => at > (second?.at ?? 0) && at < (third?.at ?? 0))
        assert.deepStrictEqual(between, [])
      })
  )

  it.effect("429 without halves did nothing and is not asked about", () =>
    Effect.gen(function* () {
      const exchange = over(neither, () => refusal(-1015, "Too many new orders.", 429))
      const { exit } = yield* settleOver(exchange, replaced)
      assert.strictEqual(reasonOf(exit), "Retryable OrderRateLimited")
      assert.strictEqual(exchange.count("order"), 0)
    })
  )
})
