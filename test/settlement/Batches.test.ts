// What a batch gives: one result for each element, in the order asked, each with the truth about that element alone.
import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import { Checks } from "effect-binance/client/Checks"
import * as Operation from "effect-binance/client/Operation"
import type { Reply } from "effect-binance/client/Transport"
import { AmbiguousExecution, type BinanceError } from "effect-binance/errors/BinanceError"
import { InvalidRequest } from "effect-binance/errors/FatalReason"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import {
  badGateway,
  begin,
  errorOf,
  fenceMillis,
  json,
  limit,
  LittleExchange,
  lost,
  over,
  pass,
  reasonOf,
  refusal,
  type Request,
  row,
  type Row,
  type Services,
  settleOver,
  start,
  valueOf,
  visibilityMillis
} from "./support.ts"

// Spot has no batches: these are made of its operations, on a path of their own.
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
const cancelOrders = Operation.batch({
  name: "test.cancelOrders",
  product: spotRules,
  method: "DELETE",
  path: "/api/v3/batchOrders",
  weight: () => 1,
  security: "TRADE",
  of: Spot.cancelOrder.operation,
  elements: (orders: ReadonlyArray<Spot.WhichOrder>) => orders,
  parameters: (elements) => ({ batchOrders: JSON.stringify(elements) })
})

const orders: ReadonlyArray<typeof limit | (Omit<typeof limit, "price"> & { readonly price: string })> = [
  limit,
  { ...limit, price: "51000" },
  { ...limit, price: "52000" }
]
const placed = placeOrders(orders)
const settled = placed.pipe(Reconciliation.settle)
const within5 = Reconciliation.settleWithin("5 seconds")

/** The elements of a request, each as a request of its own. */
const elementsOf = (request: Request): ReadonlyArray<Request> => {
  const elements: ReadonlyArray<Record<string, string>> = JSON.parse(request.parameters.get("batchOrders") ?? "[]")
  const { at, nth, what, wire } = request
  return elements.map((one) => ({ what, at, nth, wire, parameters: new URLSearchParams(one) }))
}
const shown = ({ visibleAt: _visibleAt, ...one }: Row) => one
const insolvent = { code: -2010, msg: "Account has insufficient balance for requested action." }
const timedOut = { code: -1007, msg: "Timeout waiting for response from backend server." }

/** The first batch is answered as the test says, and so is nothing else. */
const answering = (
  reply: (elements: ReadonlyArray<Request>, exchange: LittleExchange, request: Request) => Reply,
  more: (request: Request, exchange: LittleExchange) => Reply | undefined = () => undefined
) =>
  new LittleExchange((request, self) =>
    request.what === "batch" ? reply(elementsOf(request), self, request) : more(request, self)
  )

/** Success, or the tag and the reason, of each element. */
const namesOf = (results: ReadonlyArray<Result.Result<Spot.Order, BinanceError>>) =>
  results.map((one) =>
    Result.isSuccess(one) ? (one.success.status ?? "there") : `${one.failure._tag} ${one.failure.reason._tag}`
  )

describe("a batch", () => {
  it.effect("gives what became of each element, in the order asked", () =>
    Effect.gen(function* () {
      const exchange = answering(([first, , third], self) =>
        first === undefined || third === undefined
          ? badGateway
          : json(200, [shown(self.accept(first)), insolvent, shown(self.accept(third, { status: "FILLED" }))])
      )
      const { exit } = yield* settleOver(exchange, placed)
      assert.deepStrictEqual(namesOf(valueOf(exit)), ["NEW", "Fatal InsufficientBalance", "FILLED"])
    })
  )

  it.effect("finds each element by its name when the reply has another order", () =>
    Effect.gen(function* () {
      const exchange = answering((all, self) => json(200, all.map((one) => shown(self.accept(one))).toReversed()))
      const { exit } = yield* settleOver(exchange, placed)
      assert.deepStrictEqual(
        valueOf(exit).map((one) => (Result.isSuccess(one) ? one.success.price : undefined)),
        orders.map(({ price }) => price)
      )
    })
  )

  it.effect("gives each element a name of its own, made from that of the intent, unless its caller chose one", () =>
    Effect.gen(function* () {
      const exchange = answering((all, self) =>
        json(
          200,
          all.map((one) => shown(self.accept(one)))
        )
      )
      yield* settleOver(exchange, placeOrders([limit, { ...limit, newClientOrderId: "chosen" }, limit]))
      assert.deepStrictEqual(
        exchange.rows.map(({ clientOrderId }) => clientOrderId),
        ["made00000000000000000001-0", "chosen", "made00000000000000000001-2"]
      )
    })
  )

  it.effect("leaves an element in doubt of which the reply says nothing", () =>
    Effect.gen(function* () {
      const exchange = answering(([first, second, third], self) => {
        for (const one of [second]) if (one !== undefined) self.accept(one)
        return first === undefined || third === undefined
          ? badGateway
          : json(200, [shown(self.accept(first)), shown(self.accept(third))])
      })
      const { exit } = yield* settleOver(exchange, placed)
      assert.deepStrictEqual(namesOf(valueOf(exit)), ["NEW", "AmbiguousExecution MalformedReply", "NEW"])
      const missing = valueOf(exit)[1]
      assert.isTrue(
        missing !== undefined &&
          Result.isFailure(missing) &&
          missing.failure instanceof AmbiguousExecution &&
          missing.failure.inDoubt.clientOrderIds.join() === "made00000000000000000001-1" &&
          missing.failure.inDoubt.price === "51000" &&
          missing.failure.inDoubt.attempts.length === 1
      )
    })
  )

  it.effect("leaves an element in doubt of which the reply says two things", () =>
    Effect.gen(function* () {
      const exchange = answering(([first, second], self) => {
        if (first === undefined || second === undefined) return badGateway
        const one = shown(self.accept(first))
        return json(200, [one, { ...one, orderId: 77 }, shown(self.accept(second))])
      })
      const { exit } = yield* settleOver(exchange, placed)
      assert.deepStrictEqual(namesOf(valueOf(exit)), [
        "AmbiguousExecution MalformedReply",
        "NEW",
        "AmbiguousExecution MalformedReply"
      ])
    })
  )

  it.effect("fails as a whole, with every name, when the reply is lost", () =>
    Effect.gen(function* () {
      const { exit } = yield* settleOver(
        answering(() => lost),
        placed
      )
      const error = errorOf(exit)
      assert.isTrue(error instanceof AmbiguousExecution)
      if (!(error instanceof AmbiguousExecution)) return
      assert.deepStrictEqual(
        error.inDoubt.clientOrderIds,
        [0, 1, 2].map((index) => `made00000000000000000001-${index}`)
      )
    })
  )

  it.effect("fails with the tag of a refusal of the whole", () =>
    Effect.gen(function* () {
      const { exit } = yield* settleOver(
        answering(() => refusal(-1102, "A mandatory parameter was not sent.")),
        placed
      )
      assert.strictEqual(reasonOf(exit), "Fatal InvalidRequest")
    })
  )

  it.effect(
    "is refused before it is sent when an element cannot be right, or two have one name, or there is none",
    () =>
      Effect.gen(function* () {
        const problems = [
          placeOrders([limit, { ...limit, newClientOrderId: "ä" }]),
          placeOrders([
            { ...limit, newClientOrderId: "same" },
            { ...limit, newClientOrderId: "same" }
          ]),
          placeOrders([limit, { ...limit, trailingDelta: 0 / 0 }] as unknown as ReadonlyArray<Spot.PlaceOrder>), // what a caller without types may send
          placeOrders([])
        ]
        for (const one of problems) {
          const exchange = answering(() => badGateway)
          assert.strictEqual(reasonOf((yield* settleOver(exchange, one)).exit), "Fatal InvalidRequest")
          assert.strictEqual(exchange.count("batch"), 0)
        }
      })
  )

  it.effect("is refused before it is sent when a check refuses one of its elements", () =>
    Effect.gen(function* () {
      const exchange = answering(() => badGateway)
      const seen: Array<string> = []
      const { exit } = yield* settleOver(
        exchange,
        Effect.provideService(placed, Checks, [
          (operation, parameters) => {
            seen.push(`${operation.kind} ${String(parameters["price"])}`)
            return parameters["price"] === "51000" ? new InvalidRequest({ code: -1102 }) : undefined
          }
        ])
      )
      assert.strictEqual(reasonOf(exit), "Fatal InvalidRequest")
      assert.deepStrictEqual(seen, ["batch undefined", "place 50000", "place 51000"])
      assert.strictEqual(exchange.count("batch"), 0)
    })
  )

  it.effect("is good for as long as the shortest of its elements", () =>
    Effect.sync(() => {
      const good = placeOrders.operation.goodForMillis
      assert.strictEqual(good([limit]), 60_000)
      assert.strictEqual(good([limit, { ...limit, timeInForce: "IOC" as const }]), 10_000)
      assert.isTrue(placeOrders.operation.countsAsOrder)
      assert.isUndefined(cancelOrders.operation.countsAsOrder)
    })
  )

  it.effect("tells whose name is taken: the caller's is fatal, the library's is in doubt", () =>
    Effect.gen(function* () {
      const duplicate = { code: -2010, msg: "Duplicate order sent." }
      const exchange = answering(() => json(200, [duplicate, duplicate]))
      const { exit } = yield* settleOver(exchange, placeOrders([limit, { ...limit, newClientOrderId: "chosen" }]))
      assert.deepStrictEqual(namesOf(valueOf(exit)), [
        "AmbiguousExecution EarlierAttemptExists",
        "Fatal DuplicateClientOrderId"
      ])
    })
  )

  it.effect("of cancels knows an order by whichever name it was given", () =>
    Effect.gen(function* () {
      const exchange = answering(() =>
        json(200, [
          { orderId: 2, clientOrderId: "b", status: "CANCELED" },
          { orderId: 1, clientOrderId: "a", status: "CANCELED" }
        ])
      )
      const { exit } = yield* settleOver(
        exchange,
        cancelOrders([
          { symbol: "BTCUSDT", orderId: 1 },
          { symbol: "BTCUSDT", origClientOrderId: "b" }
        ])
      )
      assert.deepStrictEqual(
        valueOf(exit).map((one) => (Result.isSuccess(one) ? one.success.orderId : one.failure.reason._tag)),
        [1, 2]
      )
    })
  )
})

describe("a batch that is settled", () => {
  it.effect("gives no doubt: what was missing and is there is a success, and nothing else is asked about", () =>
    Effect.gen(function* () {
      const exchange = answering(([first, second, third], self) => {
        if (second !== undefined) self.accept(second)
        return first === undefined || third === undefined
          ? badGateway
          : json(200, [shown(self.accept(first)), shown(self.accept(third))])
      })
      const { endedAt, exit } = yield* settleOver(exchange, settled)
      assert.deepStrictEqual(namesOf(valueOf(exit)), ["NEW", "NEW", "NEW"])
      assert.isAtMost(endedAt, 250)
      assert.deepStrictEqual(
        exchange.all("order").map(({ parameters }) => parameters.get("origClientOrderId")),
        ["made00000000000000000001-1"]
      )
    })
  )

  it.effect("says of what was missing and is not there that it did not execute, after the fence and every lag", () =>
    Effect.gen(function* () {
      const exchange = answering(([first], self) =>
        first === undefined ? badGateway : json(200, [shown(self.accept(first)), insolvent])
      )
      const { endedAt, exit } = yield* settleOver(exchange, settled)
      assert.deepStrictEqual(namesOf(valueOf(exit)).toSorted(), [
        "NEW",
        "Retryable ProvenNotExecuted",
        "Retryable ProvenNotExecuted"
      ])
      assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
      // at once, and not one after the other
      assert.isAtMost(endedAt, fenceMillis + visibilityMillis + 10_000)
    })
  )

  it.effect("settles each element of a lost reply by itself", () =>
    Effect.gen(function* () {
      const exchange = answering(([first, , third], self) => {
        for (const one of [first, third]) if (one !== undefined) self.accept(one)
        return lost
      })
      const { endedAt, exit } = yield* settleOver(exchange, settled)
      assert.deepStrictEqual(namesOf(valueOf(exit)), ["NEW", "Retryable ProvenNotExecuted", "NEW"])
      // all at once, and the symbol's views are taken for all of them together
      assert.isAtMost(endedAt, fenceMillis + visibilityMillis + 15_000)
      assert.strictEqual(exchange.count("batch"), 1)
      assert.strictEqual(exchange.count("place"), 0)
    })
  )

  it.effect("does not take the order of one element for that of another of the same content", () =>
    Effect.gen(function* () {
      // two equal orders: one is accepted and cancelled under a foreign name by somebody, the other never arrives
      const exchange = answering(([first], self) => {
        if (first === undefined) return badGateway
        const accepted = self.accept(first)
        const reply = shown(accepted)
        self.cancel(accepted, "foreign", first.at)
        return json(200, [reply])
      })
      const { exit } = yield* settleOver(exchange, placeOrders([limit, limit]).pipe(Reconciliation.settle))
      assert.deepStrictEqual(namesOf(valueOf(exit)), ["NEW", "Retryable ProvenNotExecuted"])
    })
  )

  it.effect("keeps its orders from being taken for an equal one that was placed by itself", () =>
    Effect.gen(function* () {
      const exchange = answering(
        (elements, self) =>
          json(
            200,
            elements.map((one) => {
              const accepted = self.accept(one)
              const reply = shown(accepted)
              self.cancel(accepted, `foreign-${accepted.orderId}`, one.at)
              return reply
            })
          ),
        (request) => (request.what === "place" ? lost : undefined)
      )
      const alone = Spot.placeOrder(limit).pipe(Reconciliation.settle)
      const { exit } = yield* settleOver(
        exchange,
        Effect.flatMap(settled, () => alone)
      )
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("does not call an element not executed that was accepted late and shows later", () =>
    Effect.gen(function* () {
      const exchange = answering(([, second], self) => {
        if (second !== undefined) self.accept(second, { visibleAt: 44_000 }, 15_000)
        return lost
      })
      const { exit } = yield* settleOver(exchange, settled)
      assert.deepStrictEqual(namesOf(valueOf(exit)), [
        "Retryable ProvenNotExecuted",
        "NEW",
        "Retryable ProvenNotExecuted"
      ])
    })
  )

  it.effect("of cancels sends each again as a cancel of its own, after the fence of the whole", () =>
    Effect.gen(function* () {
      const exchange = answering(() => lost)
      for (const id of [1, 2]) exchange.rows.push(row(id, { clientOrderId: `mine${id}`, time: start - 60_000 }))
      const { exit } = yield* settleOver(
        exchange,
        cancelOrders([
          { symbol: "BTCUSDT", origClientOrderId: "mine1" },
          { symbol: "BTCUSDT", orderId: 2 }
        ]).pipe(Reconciliation.settle)
      )
      assert.deepStrictEqual(namesOf(valueOf(exit)), ["CANCELED", "CANCELED"])
      assert.strictEqual(exchange.count("batch"), 1)
      for (const { at } of exchange.all("cancel")) assert.isAtLeast(at, fenceMillis)
    })
  )

  it.effect("settles an element whose own reply is a doubt, and leaves its neighbours alone", () =>
    Effect.gen(function* () {
      const exchange = answering(([first, second], self) => {
        if (second !== undefined) self.accept(second)
        return first === undefined ? badGateway : json(200, [shown(self.accept(first)), timedOut, insolvent])
      })
      const { exit } = yield* settleOver(exchange, settled)
      assert.deepStrictEqual(namesOf(valueOf(exit)), ["NEW", "NEW", "Fatal InsufficientBalance"])
    })
  )

  it.effect("is sent again by a retry when the whole was refused, and never for the sake of one element", () =>
    Effect.gen(function* () {
      const exchange = answering((all, self, { nth }) =>
        nth === 1
          ? json(429, { code: -1003, msg: "Too many requests." }, { "retry-after": "1" })
          : json(
              200,
              all.map((one, index) => (index === 0 ? insolvent : shown(self.accept(one))))
            )
      )
      const { exit } = yield* settleOver(exchange, settled.pipe(Retry.safely(RetryPolicy.standard)))
      assert.deepStrictEqual(namesOf(valueOf(exit)), ["Fatal InsufficientBalance", "NEW", "NEW"])
      assert.strictEqual(exchange.count("batch"), 1 + 1)
    })
  )

  it.effect("within a time leaves in doubt what is still in doubt, as it was", () =>
    Effect.gen(function* () {
      const exchange = answering(([first, second], self) => {
        if (second !== undefined) self.accept(second)
        return first === undefined ? badGateway : json(200, [shown(self.accept(first))])
      })
      const { endedAt, exit } = yield* settleOver(exchange, placed.pipe(Reconciliation.settleWithin("5 seconds")))
      assert.deepStrictEqual(namesOf(valueOf(exit)), ["NEW", "NEW", "AmbiguousExecution MalformedReply"])
      assert.isAtMost(endedAt, 6_000)
    })
  )

  it.effect("within a time gives the whole doubt back when nothing of it could be settled", () =>
    Effect.gen(function* () {
      const { exit } = yield* settleOver(
        answering(() => lost),
        placed.pipe(Reconciliation.settleWithin("5 seconds"))
      )
      assert.strictEqual(reasonOf(exit), "AmbiguousExecution ResponseLost")
    })
  )

  it.effect("within a time tells of a lost batch what it could find out", () =>
    Effect.gen(function* () {
      const exchange = answering(([first], self) => {
        if (first !== undefined) self.accept(first)
        return lost
      })
      const { exit } = yield* settleOver(exchange, placed.pipe(Reconciliation.settleWithin("5 seconds")))
      assert.deepStrictEqual(namesOf(valueOf(exit)), [
        "NEW",
        "AmbiguousExecution ResponseLost",
        "AmbiguousExecution ResponseLost"
      ])
    })
  )

  it.effect("within a time and then for good ends as if it had been settled at once", () =>
    Effect.gen(function* () {
      const exchange = answering(([first], self) => {
        if (first !== undefined) self.accept(first)
        return lost
      })
      const program = placed.pipe(Reconciliation.settleWithin("5 seconds"), Reconciliation.settle)
      const { exit } = yield* settleOver(exchange, program)
      assert.deepStrictEqual(namesOf(valueOf(exit)), [
        "NEW",
        "Retryable ProvenNotExecuted",
        "Retryable ProvenNotExecuted"
      ])
    })
  )

  // The attempts that an element has made by itself are its own, in whatever portions it is settled.
  it.effect("within a time and then for good waits for the fence of each cancel that an element has sent again", () =>
    Effect.gen(function* () {
      const exchange = answering(
        () => lost,
        (request) => (request.what === "cancel" && request.nth === 1 ? lost : undefined)
      )
      exchange.rows.push(row(1, { clientOrderId: "mine1", time: start - 60_000 }))
      const program = cancelOrders([{ symbol: "BTCUSDT", origClientOrderId: "mine1" }]).pipe(
        Reconciliation.settleWithin("20 seconds"),
        Reconciliation.settle
      )
      const { exit } = yield* settleOver(exchange, program)
      assert.deepStrictEqual(namesOf(valueOf(exit)), ["CANCELED"])
      const [first, second] = exchange.all("cancel")
      assert.isAtLeast((second?.at ?? 0) - (first?.at ?? 0), fenceMillis)
    })
  )

  // What `any` would let through: a retry that sends whatever happened.
  for (const [how, first, times] of [
    ["within a time sends nothing again while one of its elements is in doubt", placed.pipe(within5), 1],
    ["may be sent again when nothing of it is in doubt any more", settled, 2]
  ] as const) {
    it.effect(how, () =>
      Effect.gen(function* () {
        const exchange = answering(([one], self) => {
          if (one !== undefined) self.accept(one)
          return lost
        })
        const twice = Call.perRun<unknown, BinanceError, Services>(
          Effect.flatMap(first, () => placed) as never // two calls are no call, and here they are taken for one
        )
        yield* settleOver(exchange, twice, 120_000)
        assert.strictEqual(exchange.count("batch"), times)
      })
    )
  }

  it.effect("and interrupted sends nothing again and asks nothing more", () =>
    Effect.gen(function* () {
      const exchange = answering(() => lost)
      yield* over(
        exchange,
        Effect.gen(function* () {
          const running = yield* begin(settled)
          yield* pass(running, 3_000)
          yield* Fiber.interrupt(running.fiber)
          const asked = exchange.requests.length
          assert.isAbove(asked, 3)
          yield* pass({ ...running, exit: () => undefined }, 60_000)
          assert.strictEqual(exchange.requests.length, asked)
          assert.strictEqual(exchange.count("batch"), 1)
        })
      )
    })
  )
})
