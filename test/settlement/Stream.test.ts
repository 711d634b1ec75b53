// What the events of a user data stream prove of a doubt, and what its silence does.
import { assert, describe, it } from "@effect/vitest"
import { BinanceClient } from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import * as Intent from "effect-binance/client/Intent"
import * as Operation from "effect-binance/client/Operation"
import type { Reply } from "effect-binance/client/Transport"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Retry from "effect-binance/settlement/Retry"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Sightings from "effect-binance/settlement/Sightings"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as NamedLists from "../simulation/NamedLists.ts"
import {
  badGateway,
  errorOf,
  fenceMillis,
  json,
  limit,
  LittleExchange,
  lost,
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

const settled = Spot.placeOrder(limit).pipe(Reconciliation.settle)
const never = Number.MAX_SAFE_INTEGER

/** What happens on the stream, in ms after the start. */
type Event = readonly [at: number, tell: (stream: Sightings.SightingsService, exchange: LittleExchange) => void]

const endpointOf = (baseUrl: string | undefined) => (baseUrl === undefined ? undefined : { name: "there", baseUrl })

const production = "https://api.binance.com"
const testnet = "https://testnet.binance.vision"

/** Runs a program over an exchange with a stream, which is up from the start on and proven alive every second unless told otherwise. */
const run = <A, E>(
  exchange: LittleExchange,
  program: Effect.Effect<A, E, Services>,
  events: ReadonlyArray<Event>,
  options: {
    readonly account?: string
    /** Where the client calls, and where the stream is, each where it says so. */
    readonly at?: { readonly client?: string; readonly stream?: string }
    readonly isUp?: boolean
    readonly forMillis?: number
    readonly told?: (stream: Sightings.SightingsService) => Sightings.SightingsService
  } = {}
) => {
  let stream: Sightings.SightingsService | undefined
  exchange.endpoint = endpointOf(options.at?.client)
  exchange.beneath = Layer.effect(
    Sightings.Sightings,
    Effect.map(Sightings.make(options.account ?? "test", { endpoint: endpointOf(options.at?.stream) }), (made) => {
      stream = made
      return options.told?.(made) ?? made
    })
  )
  return settleOver(
    exchange,
    Effect.gen(function* () {
      const told = stream
      if (told === undefined) return yield* Effect.die("no stream")
      if (options.isUp ?? true) {
        told.up("spot", yield* Intent.monotonicMillis)
        yield* Effect.forkChild(
          Effect.forever(
            Effect.andThen(
              Effect.sleep(1000),
              Effect.map(Intent.monotonicMillis, (now) => told.alive("spot", now))
            )
          )
        )
      }
      for (const [at, tell] of events)
        yield* Effect.forkChild(
          Effect.andThen(
            Effect.sleep(at),
            Effect.sync(() => tell(told, exchange))
          )
        )
      return yield* program
    }),
    options.forMillis
  )
}

/** An event about an order as it is in the book. */
const about = (
  { executedQty = "0.00000000", visibleAt: _visibleAt, ...order }: Row,
  execution = "NEW",
  more: Partial<Sightings.OrderSighting> = {}
): Sightings.OrderSighting => ({
  product: "spot",
  execution,
  clientOrderId: order.clientOrderId,
  order: { updateTime: order.time, ...order, ...{ executedQty } },
  ...more
})

const tell =
  (execution = "NEW", more: Partial<Sightings.OrderSighting> = {}): Event[1] =>
  (stream, { rows }) => {
    const [order] = rows
    if (order !== undefined) stream.saw(about(order, execution, more))
  }

/** The reply to the first place is lost. What it did is the test's to say; the views show nothing of it. */
const lostAnd = (
  then: (request: Request, exchange: LittleExchange) => void,
  more: (request: Request, exchange: LittleExchange) => ReturnType<LittleExchange["script"]> = () => undefined
) =>
  new LittleExchange((request, exchange) => {
    if (request.what !== "place" || request.nth > 1) return more(request, exchange)
    then(request, exchange)
    return lost
  })
const accepted = (more: Partial<Row> = {}) =>
  lostAnd((request, exchange) => void exchange.accept(request, { visibleAt: never, ...more }))

/** It is accepted at once, and its reply is lost a second later. */
const slow = (more: Partial<Row> = {}) =>
  new LittleExchange((request, self) =>
    request.what === "place"
      ? Effect.andThen(
          Effect.sync(() => void self.accept(request, { visibleAt: never, ...more })),
          Effect.as(Effect.sleep(1000), lost)
        )
      : undefined
  )

/** Places an order, and settles it as it is settled after a crash: with attempts that were read back from a journal. */
const recovered = Call.perRun(
  Effect.catchTag(Spot.placeOrder(limit), "AmbiguousExecution", (doubt) =>
    Effect.gen(function* () {
      const intent = yield* Intent.Current
      if (intent === undefined) return yield* Effect.die("no intent")
      const now = yield* Intent.monotonicMillis
      for (const [index, { attempt }] of intent.attempts.entries())
        intent.attempts[index] = Intent.readBack(
          { signedFrom: attempt.timestamp, recvWindow: 5000, fenceAt: attempt.fenceAt, state: "open" },
          now
        )
      return yield* (yield* Reconciliation.Reconciliation).resolve(doubt, intent)
    })
  )
)

/** An exchange that answers no question. */
const silentViews = (request: Request): Reply | undefined =>
  ["order", "openOrders", "allOrders", "trades", "orderList", "amendments"].includes(request.what) ? lost : undefined

/** From the doubt on, by the local clock, to the step of the test. */
const soon = 750

describe("a placement in doubt", () => {
  it.effect("is settled by the event, at once, though no view shows it", () =>
    Effect.gen(function* () {
      const exchange = accepted()
      const { endedAt, exit } = yield* run(exchange, settled, [[3000, tell()]])
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      assert.strictEqual(valueOf(exit).status, "NEW")
      assert.isAtMost(endedAt, 3000 + 250)
      assert.strictEqual(exchange.count("place"), 1)
    })
  )

  it.effect("is settled by an event that came before the reply was lost", () =>
    Effect.gen(function* () {
      const exchange = slow()
      const { endedAt, exit } = yield* run(exchange, settled, [[500, tell()]])
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      assert.isAtMost(endedAt, 1000 + soon)
    })
  )

  it.effect("is settled by an event after a crash as well", () =>
    Effect.gen(function* () {
      const exchange = accepted()
      const { endedAt, exit } = yield* run(exchange, recovered, [[3000, tell()]])
      const resolution = valueOf(exit)
      assert.isTrue("_tag" in resolution && resolution._tag === "Executed")
      assert.isAtMost(endedAt, 3250)
    })
  )

  it.effect("is settled while no question is answered at all", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((request, self) => void self.accept(request), silentViews)
      const { endedAt, exit } = yield* run(exchange, settled, [[20_000, tell("TRADE")]])
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      assert.isAtMost(endedAt, 20_250)
    })
  )

  it.effect("is settled while the address is banned", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        (request, self) => void self.accept(request),
        (request) =>
          request.what === "place" || request.what === "time"
            ? undefined
            : refusal(-1003, "Too much request weight used.", 418)
      )
      const { endedAt, exit } = yield* run(exchange, settled, [[5000, tell()]])
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      assert.isAtMost(endedAt, 5250)
    })
  )

  it.effect("gives the order as it was seen last, whatever came late or twice", () =>
    Effect.gen(function* () {
      const exchange = slow({ status: "FILLED", executedQty: "0.01000000" })
      const { exit } = yield* run(exchange, settled, [
        [
          500,
          (stream, { rows: [order] }) => {
            if (order === undefined) return
            stream.saw(about(order, "TRADE"))
            stream.saw(about({ ...order, status: "NEW", executedQty: "0" }, "NEW"))
          }
        ]
      ])
      assert.strictEqual(valueOf(exit).status, "FILLED")
    })
  )

  it.effect("gives what a view shows when the event does not tell all of the order", () =>
    Effect.gen(function* () {
      const exchange = accepted({ visibleAt: 2500 })
      const { exit } = yield* run(exchange, settled, [
        [
          2600,
          (stream, { rows: [order] }) => {
            if (order === undefined) return
            const { clientOrderId, orderId, symbol } = order
            stream.saw({ product: "spot", execution: "NEW", clientOrderId, order: { symbol, orderId } })
          }
        ]
      ])
      assert.strictEqual(valueOf(exit).price, "50000")
    })
  )

  it.effect("is over when its event says so, whatever an older view shows", () =>
    Effect.gen(function* () {
      // behind, and by its number only
      const exchange: LittleExchange = lostAnd(
        (request, self) => void self.accept(request, { visibleAt: never }),
        ({ parameters, what }) =>
          what === "order" && parameters.has("orderId") ? json(200, exchange.rows[0]) : undefined
      )
      const { exit } = yield* run(exchange, settled, [
        [
          2400,
          (stream, { rows: [order] }) => {
            if (order === undefined) return
            const { clientOrderId, orderId, symbol } = order
            const terse = { symbol, orderId, status: "FILLED" }
            stream.saw({ product: "spot", execution: "TRADE", clientOrderId, order: terse })
          }
        ]
      ])
      assert.strictEqual(valueOf(exit).status, "FILLED")
    })
  )

  it.effect("is found under its own name when its event is that of a cancel", () =>
    Effect.gen(function* () {
      const exchange = accepted({ status: "CANCELED" })
      const { endedAt, exit } = yield* run(exchange, settled, [
        [
          3000,
          (stream, { rows: [order] }) =>
            order &&
            stream.saw(
              about({ ...order, clientOrderId: "by-hand" }, "CANCELED", { originalClientOrderId: order.clientOrderId })
            )
        ]
      ])
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      assert.isAtMost(endedAt, 3250)
    })
  )

  for (const [what, more] of [
    ["another product", { product: "margin" }],
    ["another route", { route: "/api/v3/other" }],
    ["another symbol", { order: row(7, { symbol: "ETHUSDT" }) }],
    ["another content", { order: row(7, { side: "SELL" }) }],
    ["a cancel of that name", { execution: "CANCELED", originalClientOrderId: "somebody" }]
  ] as const) {
    it.effect(`is not settled by an event of ${what}`, () =>
      Effect.gen(function* () {
        const exchange = accepted()
        const { exit } = yield* run(exchange, settled, [[3000, tell("NEW", more)]], { forMillis: 40_000 })
        assert.strictEqual(reasonOf(exit), "unsettled")
      })
    )
  }

  it.effect("is not settled by the stream of another account", () =>
    Effect.gen(function* () {
      const exchange = accepted()
      const { exit } = yield* run(exchange, settled, [[3000, tell()]], { account: "other", forMillis: 40_000 })
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  // The label of an account may be used at both, and an order at one is none at the other.
  for (const [what, at] of [
    ["another exchange", { client: production, stream: testnet }],
    ["an exchange, while nobody knows whether it is the one that is called", { stream: production }],
    ["nobody knows which exchange", { client: production }]
  ] as const) {
    it.effect(`is not settled by the stream of ${what}`, () =>
      Effect.gen(function* () {
        const exchange = accepted()
        const { exit } = yield* run(exchange, settled, [[3000, tell()]], { at, forMillis: 40_000 })
        assert.strictEqual(reasonOf(exit), "unsettled")
      })
    )
  }

  for (const at of [
    { client: "https://api1.binance.com", stream: "https://api4.binance.com" },
    { client: production, stream: "https://api-gcp.binance.com" }
  ]) {
    it.effect(`at ${at.client} is settled by the stream of ${at.stream}, which is the same exchange`, () =>
      Effect.gen(function* () {
        const exchange = accepted()
        const { endedAt, exit } = yield* run(exchange, settled, [[3000, tell()]], { at })
        assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
        assert.isAtMost(endedAt, 3250)
      })
    )
  }

  // Something has that name, and nobody knows why it looks otherwise: a "no" would be a guess.
  for (const [where, at, reason] of [
    ["is not refuted while an event of its name is not explained", {}, "unsettled"],
    ["nor while nobody knows whether that is of this exchange", { stream: testnet }, "unsettled"],
    ["is refuted in spite of one of another exchange", { client: production, stream: testnet }, "ProvenNotExecuted"]
  ] as const) {
    it.effect(where, () =>
      Effect.gen(function* () {
        const exchange = lostAnd(() => {})
        const unexplained: Event[1] = (stream) => {
          const clientOrderId = exchange.all("place")[0]?.parameters.get("newClientOrderId") ?? ""
          stream.saw(about(row(7, { clientOrderId, side: "SELL" })))
        }
        const { exit } = yield* run(exchange, settled, [[3000, unexplained]], { at })
        assert.include(reasonOf(exit), reason)
      })
    )
  }

  it.effect("says in its evidence what the stream showed", () =>
    Effect.gen(function* () {
      const exchange = accepted()
      const resolved = Call.perRun(
        Effect.catchTag(Spot.placeOrder(limit), "AmbiguousExecution", (doubt) =>
          Effect.gen(function* () {
            const intent = yield* Intent.Current
            if (intent === undefined) return yield* Effect.die("no intent")
            return yield* (yield* Reconciliation.Reconciliation).resolve(doubt, intent)
          })
        )
      )
      const { exit } = yield* run(exchange, resolved, [[3000, tell()]])
      const resolution = valueOf(exit)
      if (!("_tag" in resolution) || resolution._tag !== "Executed") return assert.fail("not executed")
      const seen = resolution.evidence.observations.filter(({ view }) => view === "stream")
      assert.deepStrictEqual(
        seen.map(({ answer }) => answer),
        [`order ${exchange.rows[0]?.orderId}: NEW NEW`]
      )
    })
  )
})

describe("under a client order id that the caller chose, a doubt", () => {
  const reused = Spot.placeOrder({ ...limit, newClientOrderId: "mine-1" }).pipe(Reconciliation.settle)
  const older = row(1, { clientOrderId: "mine-1", time: start - 3_600_000, status: "FILLED" })

  it.effect("is not settled by an event of an older order of that name", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(() => {})
      const { exit } = yield* run(exchange, reused, [[3000, (stream) => stream.saw(about(older, "TRADE"))]])
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("is not settled by one that does not say when its order was accepted, but by the view of it", () =>
    Effect.gen(function* () {
      for (const time of [start - 3_600_000, start + 20]) {
        const exchange = lostAnd((_, self) => void self.rows.push({ ...older, time, visibleAt: 1000 }))
        const { endedAt, exit } = yield* run(exchange, reused, [
          [3000, (stream) => stream.saw(about(older, "TRADE", { order: { ...about(older).order, time: undefined } }))]
        ])
        if (time > start) {
          assert.strictEqual(valueOf(exit).orderId, 1)
          assert.isAtMost(endedAt, 3000 + soon)
        } else {
          assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
        }
      }
    })
  )

  it.effect("is not settled by an event that does not say how old its order is while no view says it", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(() => {}, silentViews)
      const { exit } = yield* run(
        exchange,
        reused,
        [[3000, (stream) => stream.saw(about(older, "TRADE", { order: { ...about(older).order, time: undefined } }))]],
        { forMillis: 40_000 }
      )
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  // Two equal orders under one name within a second: the one that settled the first is not the other.
  it.effect("is not settled by the event that settled an earlier one", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        if (request.nth === 1) self.accept(request, { visibleAt: never })
        return lost
      })
      const { exit } = yield* run(
        exchange,
        Effect.flatMap(reused, () => reused),
        [[100, tell()]]
      )
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("is settled by an event of the new order of that name", () =>
    Effect.gen(function* () {
      const exchange = lostAnd((request, self) => void self.accept(request, { visibleAt: never }))
      const { endedAt, exit } = yield* run(exchange, reused, [
        [2000, (stream) => stream.saw(about(older, "TRADE"))],
        [3000, tell()]
      ])
      assert.strictEqual(valueOf(exit).orderId, 1000)
      assert.isAtMost(endedAt, 3250)
    })
  )

  it.effect("is not settled by a reject, which may be another program's", () =>
    Effect.gen(function* () {
      const exchange = accepted()
      const { exit } = yield* run(exchange, reused, [[3000, tell("REJECTED")]], { forMillis: 40_000 })
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )
})

describe("a reject on the stream", () => {
  const rejected: Event = [
    3000,
    (stream, exchange) => {
      const clientOrderId = exchange.all("place")[0]?.parameters.get("newClientOrderId") ?? ""
      stream.saw(about(row(-1, { clientOrderId, status: "REJECTED" }), "REJECTED"))
    }
  ]

  it.effect("of the only attempt says that nothing was accepted", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(() => {})
      const { endedAt, exit } = yield* run(exchange, settled, [rejected])
      assert.strictEqual(reasonOf(exit), "Fatal OrderRejected")
      assert.isAtMost(endedAt, 3250)
    })
  )

  // Doubled on its way, one of it may be accepted and the other rejected: the first of them is missed by a stream with a gap.
  for (const [what, events] of [
    ["had a gap", [[2000, (stream: Sightings.SightingsService) => stream.down("spot")]]],
    [
      "came up later",
      [
        [2000, (stream: Sightings.SightingsService) => stream.down("spot")],
        [2500, (stream: Sightings.SightingsService) => stream.up("spot", start + 2500)]
      ]
    ]
  ] as const) {
    it.effect(`says nothing when the stream ${what}`, () =>
      Effect.gen(function* () {
        const exchange = lostAnd(() => {})
        const { endedAt, exit } = yield* run(exchange, settled, [...events, rejected])
        assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
        assert.isAtLeast(endedAt, fenceMillis + visibilityMillis)
      })
    )
  }

  it.effect("of one attempt leaves the others their fences", () =>
    Effect.gen(function* () {
      // the first is held back and accepted late, the second is rejected
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        if (request.nth === 1) return refusal(-1021, "Timestamp for this request is outside of the recvWindow.")
        self.accept(request, { visibleAt: 9000, time: start + 9000 })
        return lost
      })
      const { exit } = yield* run(exchange, settled, [rejected])
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )
})

describe("an intent that is about to be sent again", () => {
  const tenSecondsApart = RetryPolicy.notEarly(Schedule.spaced("10 seconds"))
  const surely = Spot.placeOrder(limit).pipe(
    Reconciliation.settle,
    Retry.safely(tenSecondsApart),
    Call.goodFor("10 minutes")
  )

  // The exchange exceeds the bounds that it is believed to have: the order comes when its absence was proven.
  it.effect("is not sent again when its order was seen meanwhile", () =>
    Effect.gen(function* () {
      const exchange = accepted()
      const proven = fenceMillis + visibilityMillis + 1000
      const { exit } = yield* run(exchange, surely, [[proven, tell()]])
      assert.strictEqual(exchange.count("place"), 1)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  for (const [what, at, times] of [
    ["is not sent again when it may be the one that was seen", { client: production }, 1],
    ["is sent again when what was seen was at another exchange", { client: production, stream: testnet }, 2]
  ] as const) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const exchange = accepted()
        const proven = fenceMillis + visibilityMillis + 1000
        yield* run(exchange, surely, [[proven, tell()]], { at, forMillis: 2 * proven })
        assert.strictEqual(exchange.count("place"), times)
      })
    )
  }

  it.effect("is sent again when nothing was seen", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(() => {})
      const { exit } = yield* run(exchange, surely, [])
      assert.strictEqual(exchange.count("place"), 2)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  it.effect("is sent again when what was seen is a reject", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(() => {})
      const { exit } = yield* run(exchange, surely, [
        [
          fenceMillis + visibilityMillis + 1000,
          (stream) => {
            const clientOrderId = exchange.all("place")[0]?.parameters.get("newClientOrderId") ?? ""
            stream.saw(about(row(7, { clientOrderId }), "REJECTED"))
          }
        ]
      ])
      assert.strictEqual(exchange.count("place"), 2)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  // An attempt that the exchange has refused, and whose order it then shows: that refusal was wrong, and its fence counts again.
  it.effect("is not sent again when its order was seen although it was refused", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place" || request.nth > 1) return undefined
        self.accept(request, { visibleAt: never })
        return refusal(-1003, "Too many requests; current limit of IP is 1200.", 429)
      })
      const { exit } = yield* run(exchange, surely, [[3000, tell()]])
      assert.strictEqual(exchange.count("place"), 1)
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
    })
  )

  it.effect("is in doubt by the attempt that was refused, with the fence of that", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "place") return undefined
        self.accept(request, { visibleAt: never })
        return refusal(-1003, "Too many requests; current limit of IP is 1200.", 429, { "retry-after": "1" })
      })
      const twice = Effect.gen(function* () {
        const client = yield* BinanceClient
        const intent = yield* Intent.make
        const once = client.call(Spot.placeOrder.operation, limit, intent)
        yield* Effect.exit(once)
        yield* Effect.sleep(5000)
        return yield* Effect.flip(once)
      })
      const { exit } = yield* run(exchange, twice, [[3000, tell()]])
      const error = valueOf(exit)
      if (error._tag !== "AmbiguousExecution") return assert.fail(error._tag)
      assert.strictEqual(error.reason._tag, "EarlierAttemptExists")
      assert.strictEqual(error.inDoubt.attempts.length, 1)
      assert.strictEqual(exchange.count("place"), 1)
    })
  )

  // It is seen while the second attempt is under way, and that one says nothing about the first.
  for (const [what, reply] of [
    ["refused", refusal(-2010, "Account has insufficient balance for requested action.")],
    ["turned away", refusal(-1003, "Way too many requests; IP banned.", 418, { "retry-after": "3600" })]
  ] as const) {
    it.effect(`is not told as not executed because the second attempt is ${what}`, () =>
      Effect.gen(function* () {
        let stream: Sightings.SightingsService | undefined
        const exchange = new LittleExchange((request, self) => {
          if (request.what !== "place") return undefined
          if (request.nth > 1) {
            const [order] = self.rows
            if (order !== undefined) stream?.saw(about(order))
            return reply
          }
          self.accept(request, { visibleAt: never })
          return lost
        })
        const told = (made: Sightings.SightingsService) => {
          stream = made
          return made
        }
        const { exit } = yield* run(exchange, surely, [], { told })
        assert.strictEqual(exchange.count("place"), 2)
        assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      })
    )
  }

  it.effect("is sent again when an older order of the name that its caller chose was seen", () =>
    Effect.gen(function* () {
      for (const time of [start - 3_600_000, undefined]) {
        const exchange = lostAnd(() => {})
        const named = Spot.placeOrder({ ...limit, newClientOrderId: "mine-1" }).pipe(
          Reconciliation.settle,
          Retry.safely(tenSecondsApart),
          Call.goodFor("10 minutes")
        )
        const older = row(1, { clientOrderId: "mine-1", status: "FILLED", time: start - 3_600_000 })
        exchange.rows.push(older)
        const { exit } = yield* run(exchange, named, [
          [
            fenceMillis + visibilityMillis + 1000,
            (stream) => stream.saw(about(older, "TRADE", { order: { ...about(older).order, time } }))
          ]
        ])
        assert.strictEqual(exchange.count("place"), 2)
        assert.strictEqual(valueOf(exit).orderId, exchange.rows[1]?.orderId)
      }
    })
  )
})

describe("a cancel in doubt", () => {
  const cancel = Spot.cancelOrder({ symbol: "BTCUSDT", origClientOrderId: "mine" }).pipe(Reconciliation.settle)
  const byId = Spot.cancelOrder({ symbol: "BTCUSDT", orderId: 1 }).pipe(Reconciliation.settle)
  const resting = () => {
    const exchange = new LittleExchange((request) => (request.what === "cancel" ? lost : silentViews(request)))
    exchange.rows.push(row(1, { clientOrderId: "mine", time: start - 60_000 }))
    return exchange
  }
  const at = (after: number) => ({ updateTime: start + after })
  const ends = (status: string, after: number, more: Partial<Row> = {}): Event => [
    3000,
    (stream, { rows: [order] }) =>
      order &&
      stream.saw(
        about({ ...order, ...more, status, ...at(after) }, status, {
          clientOrderId: "by-cancel",
          originalClientOrderId: order.clientOrderId
        })
      )
  ]

  for (const [how, call] of [
    ["name", cancel],
    ["id", byId]
  ] as const) {
    it.effect(`by ${how} is done when the stream shows CANCELED`, () =>
      Effect.gen(function* () {
        const exchange = resting()
        const { endedAt, exit } = yield* run(exchange, call, [ends("CANCELED", 100)])
        assert.strictEqual(valueOf(exit).status, "CANCELED")
        assert.isAtMost(endedAt, 3250)
        assert.strictEqual(exchange.count("cancel"), 1)
      })
    )

    it.effect(`by ${how} is told that its order was over when the stream shows another end`, () =>
      Effect.gen(function* () {
        const { endedAt, exit } = yield* run(resting(), call, [ends("FILLED", 100)])
        assert.strictEqual(reasonOf(exit), "Fatal AlreadyInState")
        assert.isAtMost(endedAt, 3250)
      })
    )

    it.effect(`by ${how} is not settled by an order that goes on`, () =>
      Effect.gen(function* () {
        const { exit } = yield* run(resting(), call, [ends("PARTIALLY_FILLED", 100)], { forMillis: 12_000 })
        assert.strictEqual(reasonOf(exit), "unsettled")
      })
    )

    it.effect(`by ${how} is not settled by the end of an order of another symbol`, () =>
      Effect.gen(function* () {
        const { exit } = yield* run(resting(), call, [ends("CANCELED", 100, { symbol: "ETHUSDT" })], {
          forMillis: 12_000
        })
        assert.strictEqual(reasonOf(exit), "unsettled")
      })
    )
  }

  // One of that name ended just before, and the caller has given the name to another one.
  it.effect("is not settled by the end of an older order of that name", () =>
    Effect.gen(function* () {
      const { exit } = yield* run(resting(), cancel, [ends("CANCELED", -500)], { forMillis: 12_000 })
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("is settled by the end of its order although another one of that name was rejected", () =>
    Effect.gen(function* () {
      const rejected: Event = [
        2000,
        (stream) => stream.saw(about(row(2, { clientOrderId: "mine", status: "REJECTED" }), "REJECTED"))
      ]
      const { endedAt, exit } = yield* run(resting(), cancel, [rejected, ends("CANCELED", 100)])
      assert.strictEqual(valueOf(exit).orderId, 1)
      assert.isAtMost(endedAt, 3250)
    })
  )

  it.effect("is not settled when two orders of that name were seen", () =>
    Effect.gen(function* () {
      const newer: Event = [2000, (stream) => stream.saw(about(row(2, { clientOrderId: "mine" })))]
      const { exit } = yield* run(resting(), cancel, [newer, ends("CANCELED", 100)], { forMillis: 12_000 })
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )
})

describe("an amend in doubt", () => {
  const amending = { symbol: "BTCUSDT", origClientOrderId: "mine", newQty: "0.005" } as const
  const amended = Spot.amendOrder(amending).pipe(Reconciliation.settle)
  const resting = () => {
    const exchange = new LittleExchange((request) => (request.what === "amend" ? lost : silentViews(request)))
    exchange.rows.push(row(1, { clientOrderId: "mine", time: start - 60_000 }))
    return exchange
  }
  const changes = (execution: string, more: Partial<Row>, after = 100): Event => [
    3000,
    (stream, { rows: [order] }) =>
      order && stream.saw(about({ ...order, ...more, updateTime: start + after }, execution))
  ]

  it.effect("is done when the stream shows it as it was wanted", () =>
    Effect.gen(function* () {
      const { endedAt, exit } = yield* run(resting(), amended, [changes("REPLACED", { origQty: "0.005" })])
      assert.strictEqual(valueOf(exit).origQty, "0.005")
      assert.isAtMost(endedAt, 3250)
    })
  )

  it.effect("never succeeds on an order that was cancelled", () =>
    Effect.gen(function* () {
      const { exit } = yield* run(resting(), amended, [changes("CANCELED", { origQty: "0.005", status: "CANCELED" })])
      assert.strictEqual(reasonOf(exit), "Fatal AlreadyInState")
    })
  )

  it.effect("by the exchange's id is not settled by an amendment from before", () =>
    Effect.gen(function* () {
      const byId = Spot.amendOrder({ symbol: "BTCUSDT", orderId: 1, newQty: "0.005" }).pipe(Reconciliation.settle)
      const { exit } = yield* run(resting(), byId, [changes("REPLACED", { origQty: "0.005" }, -500)], {
        forMillis: 12_000
      })
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  for (const [what, event] of [
    ["another amendment", changes("REPLACED", { origQty: "0.006" })],
    ["an amendment from before", changes("REPLACED", { origQty: "0.005" }, -500)],
    ["what is no amendment", changes("TRADE", { origQty: "0.005" })]
  ] as const) {
    it.effect(`is not settled by ${what}`, () =>
      Effect.gen(function* () {
        const { exit } = yield* run(resting(), amended, [event], { forMillis: 12_000 })
        assert.strictEqual(reasonOf(exit), "unsettled")
      })
    )
  }
})

describe("an order list in doubt", () => {
  const oco = Spot.placeOco({
    symbol: "BTCUSDT",
    side: "SELL",
    quantity: "0.01",
    above: { type: "LIMIT_MAKER", price: "70000" },
    below: { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", price: "49000", stopPrice: "50000" }
  }).pipe(Reconciliation.settle)
  const over = (more: (request: Request) => Reply | undefined) =>
    new LittleExchange((request, self) => {
      if (request.what !== "placeList" || request.nth > 1) return more(request)
      self.acceptList(request, { visibleAt: never }).visibleAt = never
      return lost
    })
  const legs: Event[1] = (stream, { rows }) => {
    for (const leg of rows) stream.saw(about(leg))
  }
  const list: Event[1] = (stream, exchange) => {
    const [one] = exchange.lists
    if (one !== undefined) stream.saw({ product: "spot", list: exchange.shownList(one) })
  }

  for (const [what, events] of [
    ["one of its orders", [[3000, legs]]],
    ["its own event", [[3000, list]]],
    [
      "its own event and its orders",
      [
        [3000, list],
        [3000, legs]
      ]
    ]
  ] as const) {
    it.effect(`is accepted when the stream shows ${what}`, () =>
      Effect.gen(function* () {
        const exchange = over(() => undefined)
        const { endedAt, exit } = yield* run(exchange, oco, events)
        const value = valueOf(exit)
        assert.strictEqual(value.orderListId, exchange.lists[0]?.orderListId)
        assert.deepStrictEqual(
          value.orders?.map(({ orderId }) => orderId),
          exchange.rows.map(({ orderId }) => orderId)
        )
        assert.isAtMost(endedAt, 3000 + soon)
      })
    )
  }

  it.effect("is accepted when the stream shows one of its orders and no question is answered", () =>
    Effect.gen(function* () {
      const exchange = over(silentViews)
      const { exit } = yield* run(exchange, oco, [[3000, legs]])
      assert.strictEqual(valueOf(exit).orderListId, exchange.lists[0]?.orderListId)
    })
  )

  it.effect("that was rejected is not accepted", () =>
    Effect.gen(function* () {
      const exchange = over(() => undefined)
      const { exit } = yield* run(
        exchange,
        oco,
        [
          [
            3000,
            (stream) => {
              const [one] = exchange.lists
              if (one !== undefined)
                stream.saw({ product: "spot", list: { ...exchange.shownList(one), listOrderStatus: "REJECT" } })
            }
          ]
        ],
        { forMillis: 40_000 }
      )
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("of a name that is used again is not cancelled because one of that name was before", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) => (request.what === "cancelList" ? lost : silentViews(request)))
      exchange.lists.push({ orderListId: 9, listClientOrderId: "list", symbol: "BTCUSDT", listOrderStatus: "ALL_DONE" })
      exchange.rows.push(row(1, { orderListId: 9, status: "CANCELED", time: start - 60_000, updateTime: start - 500 }))
      const { exit } = yield* run(
        exchange,
        Spot.cancelOrderList({ symbol: "BTCUSDT", listClientOrderId: "list" }).pipe(Reconciliation.settle),
        [
          [2900, tell("CANCELED")],
          [3000, list]
        ],
        { forMillis: 12_000 }
      )
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  for (const [what, orderStatus, another] of [
    ["while one of its orders goes on", "NEW", false],
    ["when two of that name were seen", "CANCELED", true]
  ] as const) {
    it.effect(`is not told as cancelled ${what}`, () =>
      Effect.gen(function* () {
        const exchange = new LittleExchange((request) => (request.what === "cancelList" ? lost : silentViews(request)))
        const ended = { orderListId: 9, listClientOrderId: "list", symbol: "BTCUSDT", listOrderStatus: "ALL_DONE" }
        exchange.lists.push(ended)
        for (const id of [1, 2]) exchange.rows.push(row(id, { orderListId: 9, time: start - 60_000 }))
        const { exit } = yield* run(
          exchange,
          Spot.cancelOrderList({ symbol: "BTCUSDT", listClientOrderId: "list" }).pipe(Reconciliation.settle),
          [
            [
              3000,
              (stream) => {
                for (const [index, leg] of exchange.rows.entries()) {
                  const status = index === 0 ? "CANCELED" : orderStatus
                  stream.saw(about({ ...leg, status, updateTime: start + 100 }, status))
                }
                if (another)
                  stream.saw({ product: "spot", list: { ...ended, orderListId: 10, listOrderStatus: "EXECUTING" } })
                list(stream, exchange)
              }
            ]
          ],
          { forMillis: 12_000 }
        )
        assert.strictEqual(reasonOf(exit), "unsettled")
      })
    )
  }

  it.effect("whose name its caller has chosen is not accepted because the stream shows an older one of that name", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) => (request.what === "placeList" ? lost : silentViews(request)))
      exchange.lists.push({
        orderListId: 7,
        listClientOrderId: "house",
        symbol: "BTCUSDT",
        listOrderStatus: "ALL_DONE"
      })
      for (const id of [1, 2])
        exchange.rows.push(
          row(id, { orderListId: 7, time: start - 60_000, status: "CANCELED", updateTime: start + 100 })
        )
      const whole = {
        symbol: "BTCUSDT",
        side: "SELL",
        quantity: "0.01",
        above: { type: "LIMIT_MAKER", price: "70000" },
        below: { type: "STOP_LOSS_LIMIT", timeInForce: "GTC", price: "49000", stopPrice: "50000" }
      } as const
      const names = { list: "house", legs: ["house-above", "house-below"] }
      const placed = NamedLists.placeOco({ whole, names }).pipe(Reconciliation.settle)
      const { exit } = yield* run(exchange, placed, [[3000, list]], { forMillis: 12_000 })
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  // Cancelled under other names, its orders look like any order of their content that was renamed.
  it.effect("keeps its orders from being taken for somebody else's", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what === "place") return lost
        if (request.what !== "placeList") return undefined
        self.acceptList(request, { visibleAt: 5000 }).visibleAt = never
        return lost
      })
      const single = { symbol: "BTCUSDT", side: "SELL", type: "LIMIT_MAKER", quantity: "0.01", price: "70000" } as const
      const program = Effect.gen(function* () {
        yield* oco
        for (const one of exchange.rows) exchange.cancel(one, `renamed-${one.orderId}`, 500)
        return yield* Spot.placeOrder(single).pipe(Reconciliation.settle)
      })
      const { exit } = yield* run(exchange, program, [[200, list]])
      assert.strictEqual(reasonOf(exit), "Retryable ProvenNotExecuted")
    })
  )

  it.effect("cancelled, is over when its orders are", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request) => (request.what === "cancelList" ? lost : silentViews(request)))
      exchange.lists.push({
        orderListId: 9,
        listClientOrderId: "list",
        symbol: "BTCUSDT",
        listOrderStatus: "EXECUTING"
      })
      for (const id of [1, 2]) exchange.rows.push(row(id, { orderListId: 9, time: start - 60_000 }))
      const { exit } = yield* run(
        exchange,
        Spot.cancelOrderList({ symbol: "BTCUSDT", orderListId: 9 }).pipe(Reconciliation.settle),
        [
          [
            3000,
            (stream) => {
              for (const leg of exchange.rows)
                stream.saw(about({ ...leg, status: "CANCELED", updateTime: start + 100 }, "CANCELED"))
              const [one] = exchange.lists
              if (one !== undefined)
                stream.saw({ product: "spot", list: { ...exchange.shownList(one), listOrderStatus: "ALL_DONE" } })
            }
          ]
        ]
      )
      assert.deepStrictEqual(
        valueOf(exit).orderReports?.map(({ status }) => status),
        ["CANCELED", "CANCELED"]
      )
    })
  )
})

describe("the parts of a call", () => {
  it.effect("each half of a cancelReplace is settled by its own event", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "cancelReplace") return silentViews(request)
        self.accept(request)
        return lost
      })
      exchange.rows.push(row(1, { clientOrderId: "old", time: start - 60_000 }))
      const { endedAt, exit } = yield* run(
        exchange,
        Spot.cancelReplaceOrder({
          ...limit,
          price: "51000",
          cancelReplaceMode: "STOP_ON_FAILURE",
          cancelOrigClientOrderId: "old"
        }).pipe(Reconciliation.settle),
        [
          [
            2000,
            (stream, { rows: [old] }) =>
              old &&
              stream.saw(
                about({ ...old, status: "CANCELED", updateTime: start + 100 }, "CANCELED", {
                  clientOrderId: "by-cancel",
                  originalClientOrderId: "old"
                })
              )
          ],
          [3000, (stream, { rows: [, placed] }) => placed && stream.saw(about(placed))]
        ]
      )
      const { cancelResponse, newOrderResponse } = valueOf(exit)
      assert.strictEqual(cancelResponse?.orderId, 1)
      assert.strictEqual(newOrderResponse?.orderId, exchange.rows[1]?.orderId)
      assert.isAtMost(endedAt, 3250)
    })
  )

  // An operation of one's own may give the new order the name of the old one: then that name's end may be the end of either.
  it.effect("the cancel half of a cancelReplace under one name is not settled by the end of the new order", () =>
    Effect.gen(function* () {
      const exchange = new LittleExchange((request, self) => {
        const [old] = self.rows
        if (request.what !== "cancelReplace" || old === undefined) return silentViews(request)
        self.cancel(old, "theirs", request.at)
        self.accept(request, { status: "FILLED", executedQty: "0.01" })
        return lost
      })
      exchange.rows.push(row(1, { clientOrderId: "old", time: start - 60_000 }))
      const renewed = Operation.make({ ...Spot.cancelReplaceOrder.operation, problem: undefined })({
        ...limit,
        newClientOrderId: "old",
        cancelReplaceMode: "ALLOW_FAILURE",
        cancelOrigClientOrderId: "old"
      })
      const seen: Event = [
        3000,
        (stream, { rows: [, placed] }) =>
          placed && stream.saw(about({ ...placed, updateTime: placed.time + 100 }, "TRADE"))
      ]
      const { exit } = yield* run(exchange, renewed.pipe(Reconciliation.settle), [seen], { forMillis: 12_000 })
      assert.strictEqual(reasonOf(exit), "unsettled")
    })
  )

  it.effect("each element of a batch is settled by its own event, the others by their views", () =>
    Effect.gen(function* () {
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
      const exchange = new LittleExchange((request, self) => {
        if (request.what !== "batch") return undefined
        const [first]: ReadonlyArray<Record<string, string>> = JSON.parse(request.parameters.get("batchOrders") ?? "[]")
        self.accept({ ...request, parameters: new URLSearchParams(first) }, { visibleAt: never })
        return lost
      })
      const both = placeOrders([limit, { ...limit, price: "51000" }]).pipe(Reconciliation.settle)
      const { exit } = yield* run(exchange, both, [[3000, tell()]])
      const [first, second] = valueOf(exit)
      assert.isTrue(first !== undefined && Result.isSuccess(first))
      assert.isTrue(
        second !== undefined && Result.isFailure(second) && second.failure.reason._tag === "ProvenNotExecuted"
      )
    })
  )
})

describe("an order that shall not be open", () => {
  // It is cancelled when nothing of it can come any more; to be seen does not end that.
  it.effect("is cancelled although the stream shows it", () =>
    Effect.gen(function* () {
      const exchange = accepted()
      const { exit } = yield* run(exchange, Spot.placeOrder(limit).pipe(Reconciliation.ensureAbsent), [[3000, tell()]])
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      assert.strictEqual(exchange.rows[0]?.status, "CANCELED")
    })
  )

  const gone = Spot.placeOrder(limit).pipe(Reconciliation.ensureAbsent)
  /** The first cancel executes, under this name where somebody else has been faster, and its reply is lost. */
  const cancelledOnce = (more: Partial<Row> = {}, name?: string) =>
    lostAnd(
      (request, exchange) => void exchange.accept(request, { visibleAt: never, ...more }),
      (request, exchange) => {
        const [order] = exchange.rows
        if (request.what !== "cancel" || request.nth > 1 || order === undefined) return undefined
        exchange.cancel(order, name ?? order.clientOrderId, request.at)
        return lost
      }
    )

  it.effect("is what an event showed of its end, when the engine knows it no more and no view does", () =>
    Effect.gen(function* () {
      const exchange = cancelledOnce()
      const { endedAt, exit } = yield* run(exchange, gone, [
        [3000, tell()],
        [20_000, tell("CANCELED")]
      ])
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
      assert.isAtMost(endedAt, fenceMillis + visibilityMillis)
    })
  )

  it.effect(
    "is not settled by an event of its end before the engine has answered: its name may have come in again",
    () =>
      Effect.gen(function* () {
        const exchange = accepted({ status: "FILLED", executedQty: "0.01" })
        const { endedAt, exit } = yield* run(exchange, gone, [[3000, tell("TRADE")]])
        assert.strictEqual(valueOf(exit).status, "FILLED")
        assert.strictEqual(exchange.count("cancel"), 1)
        assert.isAtLeast(endedAt, fenceMillis)
      })
  )

  it.effect("is found by its number when somebody else has cancelled it under another name", () =>
    Effect.gen(function* () {
      const exchange = cancelledOnce({ visibleAt: 0 }, "somebody-else")
      const { exit } = yield* run(exchange, gone, [[3000, tell()]])
      assert.strictEqual(valueOf(exit).orderId, exchange.rows[0]?.orderId)
      assert.strictEqual(valueOf(exit).status, "CANCELED")
    })
  )

  it.effect("is known by its number once somebody else has renamed it, and cancelled it as that", () =>
    Effect.gen(function* () {
      const exchange = cancelledOnce({}, "somebody-else")
      const renamed = { clientOrderId: "renamed" }
      const { exit } = yield* run(exchange, gone, [
        [3000, tell()],
        [4000, (stream, { rows: [order] }) => order && stream.saw(about({ ...order, ...renamed }, "REPLACED"))],
        [20_000, tell("CANCELED", { originalClientOrderId: "renamed" })]
      ])
      assert.strictEqual(valueOf(exit).status, "CANCELED")
    })
  )

  it.effect("is not told as it was before its end", () =>
    Effect.gen(function* () {
      const { exit } = yield* run(cancelledOnce(), gone, [[3000, tell()]])
      assert.isUndefined(exit)
    })
  )

  it.effect("is not told as open by a view that is behind its end", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        (request, self) => void self.accept(request, { visibleAt: 0 }),
        (request, self) => {
          const [order] = self.rows
          if (order === undefined) return undefined
          if (request.what === "cancel" && request.nth === 1) {
            self.cancel(order, order.clientOrderId, request.at)
            return lost
          }
          return request.what === "order" && request.at < fenceMillis + 20_000
            ? json(200, { ...order, status: "NEW" })
            : undefined
        }
      )
      const { exit } = yield* run(exchange, gone, [[3000, tell()]])
      assert.strictEqual(valueOf(exit).status, "CANCELED")
    })
  )

  describe("and that nobody looked at for longer than the retention", () => {
    const day = 86_400_000
    const place = Operation.make({
      ...Spot.placeOrder.operation,
      product: { ...spotRules, filledRetentionMillis: 100 * day }
    })
    /** The first cancel executes, its reply is lost, and the machine stands still for so many days. */
    const forgotten = (
      events: ReadonlyArray<Event>,
      days = 91,
      more: (request: Request) => Reply | undefined = () => undefined
    ) => {
      const exchange = lostAnd(
        (request, self) => void self.accept(request, { visibleAt: never }),
        (request, self) => {
          const [order] = self.rows
          if (request.what !== "cancel" || request.nth > 1 || order === undefined) return more(request)
          self.cancel(order, order.clientOrderId, request.at)
          self.wall = days * day
          self.skew = days * day
          return lost
        }
      )
      return run(exchange, place(limit).pipe(Reconciliation.ensureAbsent), events)
    }

    it.effect("is said to have left nothing, when it was open and without a fill when it was last seen", () =>
      Effect.gen(function* () {
        const { exit } = yield* forgotten([[3000, tell()]])
        const error = errorOf(exit)
        assert.strictEqual(reasonOf(exit), "Fatal UnknownOrder")
        assert.include(error.message, "nothing was filled")
      })
    )

    it.effect("is what the stream showed of its end", () =>
      Effect.gen(function* () {
        const { exit } = yield* forgotten([
          [3000, tell()],
          [20_000, tell("CANCELED")]
        ])
        assert.strictEqual(valueOf(exit).status, "CANCELED")
      })
    )

    it.effect("stays in doubt when it was seen to have a fill, which no view shows", () =>
      Effect.gen(function* () {
        const partly: Event[1] = (stream, { rows: [order] }) =>
          order && stream.saw(about({ ...order, status: "PARTIALLY_FILLED", executedQty: "0.001" }, "TRADE"))
        const { exit } = yield* forgotten([[3000, partly]])
        assert.isUndefined(exit)
      })
    )

    it.effect("stays in doubt before, when it may still come to be shown", () =>
      Effect.gen(function* () {
        const { exit } = yield* forgotten([[3000, tell()]], 89)
        assert.isUndefined(exit)
      })
    )

    it.effect("stays in doubt when its number cannot be asked for", () =>
      Effect.gen(function* () {
        const { exit } = yield* forgotten([[3000, tell()]], 91, ({ parameters, what }) =>
          what === "order" && parameters.has("orderId") ? badGateway : undefined
        )
        assert.isUndefined(exit)
      })
    )
  })
})

// ------------------------------------------------------------------------------------------------------------------- silence

describe("the silence of the stream", () => {
  const streamDelayMillis = 2000
  const stated = { spot: { graceMillis: 11_000, visibilityMillis, streamDelayMillis } }
  const full = fenceMillis + visibilityMillis
  const short = fenceMillis + streamDelayMillis + 5000
  const silence = (
    events: ReadonlyArray<Event>,
    options: Parameters<typeof run>[3] = {},
    bounds: Readonly<Record<string, SettlementBounds.Bounds>> = stated
  ) =>
    Effect.gen(function* () {
      const exchange = lostAnd(() => {})
      const { endedAt, exit } = yield* run(exchange, settled, events, options).pipe(
        Effect.provideService(SettlementBounds.Overrides, bounds)
      )
      const error = errorOf(exit)
      if (error._tag !== "Retryable" || error.reason._tag !== "ProvenNotExecuted") return assert.fail(reasonOf(exit))
      const said = error.reason.evidence.observations.filter(({ view }) => view === "stream")
      return { endedAt, exchange, said: said.map(({ answer }) => answer) }
    })

  it.effect("makes two rounds of views enough, when the caller states the delay of the stream", () =>
    Effect.gen(function* () {
      const { endedAt, exchange, said } = yield* silence([])
      assert.isAtLeast(endedAt, short)
      assert.isAtMost(endedAt, short + 5000)
      const after = exchange.all("openOrders").filter(({ at }) => at >= fenceMillis + streamDelayMillis)
      assert.isAtLeast(after.length, 2)
      assert.isAtLeast((after.at(-1)?.at ?? 0) - (after.at(-2)?.at ?? 0), 5000)
      assert.strictEqual(said.length, 1)
      assert.match(said[0] ?? "", new RegExp(`^silent from ${start} to \\d+, without a gap$`))
    })
  )

  it.effect("needs two rounds some seconds apart, however often the order is looked for", () =>
    Effect.gen(function* () {
      const { endedAt } = yield* silence([], {}, { spot: { ...stated.spot, spacingMillis: 500 } })
      assert.isAtLeast(endedAt, short)
    })
  )

  it.effect("shortens nothing unless the delay is stated", () =>
    Effect.gen(function* () {
      const { endedAt, said } = yield* silence([], {}, {})
      assert.isAtLeast(endedAt, full)
      assert.match(said[0] ?? "", /^silent from /)
    })
  )

  const down: Event[1] = (stream) => stream.down("spot")
  const up =
    (at: number): Event[1] =>
    (stream) =>
      stream.up("spot", start + at)
  for (const [what, events, options] of [
    ["is down", [[2000, down]], {}],
    [
      "had a gap",
      [
        [2000, down],
        [2001, up(2001)]
      ],
      {}
    ],
    [
      "had a gap after the fence",
      [
        [fenceMillis + 500, down],
        [fenceMillis + 600, up(fenceMillis + 600)]
      ],
      {}
    ],
    ["came up after the first attempt", [[100, up(100)]], { isUp: false }],
    [
      "is that of another product",
      [[0, (stream: Sightings.SightingsService) => stream.up("usdm", start)]],
      { isUp: false }
    ],
    ["is that of another account", [], { account: "other" }],
    ["is that of another exchange", [], { at: { client: production, stream: testnet } }],
    ["may be that of another exchange", [], { at: { client: production } }]
  ] as const) {
    it.effect(`says nothing when the stream ${what}`, () =>
      Effect.gen(function* () {
        const { endedAt, said } = yield* silence(events, options)
        assert.isAtLeast(endedAt, full)
        assert.isTrue(
          said.every((one) => one.startsWith("had a gap")),
          said.join()
        )
      })
    )
  }

  it.effect("says nothing until the stream is proven alive behind the fence and its delay", () =>
    Effect.gen(function* () {
      // it hangs: up, and nobody has heard anything of it since
      const { endedAt } = yield* silence([[0, up(0)]], { isUp: false })
      assert.isAtLeast(endedAt, full)
      const { endedAt: early } = yield* silence(
        [
          [0, up(0)],
          [fenceMillis + 1500, (stream) => stream.alive("spot", start + fenceMillis + 1000)]
        ],
        { isUp: false }
      )
      assert.isAtLeast(early, full)
    })
  )

  it.effect("says nothing of what it has forgotten", () =>
    Effect.gen(function* () {
      const { endedAt } = yield* silence([[3000, (stream) => [1, 2, 3].forEach((id) => stream.saw(about(row(id))))]], {
        told: (stream) => ({
          ...stream,
          // as one does that has room for two
          coverage: (product) => {
            const covered = stream.coverage(product)
            return covered && { ...covered, since: Math.max(covered.since, start + 3000) }
          }
        })
      })
      assert.isAtLeast(endedAt, full)
    })
  )

  it.effect("never takes the place of a view that cannot be had", () =>
    Effect.gen(function* () {
      for (const what of ["order", "openOrders", "allOrders", "trades"] as const) {
        const exchange = lostAnd(
          () => {},
          (request) => (request.what === what && request.at < 60_000 ? lost : undefined)
        )
        const { endedAt } = yield* run(exchange, settled, []).pipe(
          Effect.provideService(SettlementBounds.Overrides, stated)
        )
        assert.isAtLeast(endedAt, 60_000, what)
      }
    })
  )

  it.effect("never takes the place of the fence", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(
        () => {},
        (request) => (request.what === "time" && request.at > 100 && request.at < 60_000 ? lost : undefined)
      )
      const { endedAt } = yield* run(exchange, settled, []).pipe(
        Effect.provideService(SettlementBounds.Overrides, stated)
      )
      assert.isAtLeast(endedAt, 60_000)
    })
  )

  // What a stream that lies would do: the order is there, and shows within the bound that the views keep to.
  it.effect("of a stream that lies about its gap would prove a falsehood", () =>
    Effect.gen(function* () {
      const trusted = (lies: boolean) =>
        run(accepted({ visibleAt: fenceMillis + visibilityMillis - 2000 }), settled, [[2000, down]], {
          told: (stream) =>
            lies ? { ...stream, coverage: () => ({ since: start, provenUntil: start + 3_600_000 }) } : stream
        }).pipe(Effect.provideService(SettlementBounds.Overrides, stated))
      assert.strictEqual(reasonOf((yield* trusted(true)).exit), "Retryable ProvenNotExecuted")
      assert.strictEqual(reasonOf((yield* trusted(false)).exit), "success")
    })
  )

  it.effect("says nothing of an attempt that was read back from a journal", () =>
    Effect.gen(function* () {
      const exchange = lostAnd(() => {})
      const { endedAt } = yield* run(exchange, recovered, []).pipe(
        Effect.provideService(SettlementBounds.Overrides, stated)
      )
      assert.isAtLeast(endedAt, full)
    })
  )
})
