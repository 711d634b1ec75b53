import { assert, describe, it } from "@effect/vitest"
import * as Call from "effect-binance/client/Call"
import type { Fatal } from "effect-binance/errors/BinanceError"
import { Retryable } from "effect-binance/errors/BinanceError"
import * as Reason from "effect-binance/errors/RetryableReason"
import { Evidence } from "effect-binance/settlement/Evidence"
import * as RetryBudget from "effect-binance/settlement/RetryBudget"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import * as RetryReasons from "effect-binance/settlement/RetryReasons"
import * as RetryTimeline from "effect-binance/settlement/RetryTimeline"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { tagOf, within } from "./support.ts"

const every: { readonly [Name in RetryReasons.ReasonName]: Reason.RetryableReason } = {
  NotSent: new Reason.NotSent({ cause: "ECONNREFUSED" }),
  RateLimited: new Reason.RateLimited({ limit: "UNKNOWN", retryAfter: Duration.seconds(7) }),
  IpBanned: new Reason.IpBanned({ until: 120_000 }),
  OrderRateLimited: new Reason.OrderRateLimited({ retryAfter: Duration.seconds(10) }),
  ServerBusy: new Reason.ServerBusy({}),
  ServiceUnavailable: new Reason.ServiceUnavailable({}),
  ClockSkew: new Reason.ClockSkew({}),
  TooManyConnections: new Reason.TooManyConnections({}),
  ReadFailed: new Reason.ReadFailed({ cause: "timeout" }),
  ProvenNotExecuted: new Reason.ProvenNotExecuted({ evidence: new Evidence({ fenceAt: 0, observations: [] }) }),
  Expired: new Reason.Expired({ goodForMillis: 1 }),
  BanWindowClosed: new Reason.BanWindowClosed({ until: 60_000 }),
  BudgetExhausted: new Reason.BudgetExhausted({ until: 60_000 }),
  ClockUnknown: new Reason.ClockUnknown({ cause: "?" }),
  JournalUnavailable: new Reason.JournalUnavailable({ cause: "?" })
}
const names = Object.keys(every) as ReadonlyArray<RetryReasons.ReasonName> // its own keys
const { IpBanned, NotSent, RateLimited, ServerBusy } = every
const many = (reason: Reason.RetryableReason, times: number) => Array.from({ length: times }, () => reason)
const outcomes = (rows: ReadonlyArray<RetryTimeline.Row>) => rows.map((row) => row.outcome)
const longest = (rows: ReadonlyArray<RetryTimeline.Row>) => rows.map((row) => Math.round(row.pause[1]))
const shortest = (rows: ReadonlyArray<RetryTimeline.Row>) => rows.map((row) => Math.round(row.pause[0]))

describe("full jitter", () => {
  it.effect("each pause lies between nothing and the doubled length, and none of ours beyond the cap", () =>
    Effect.gen(function* () {
      const policy = RetryPolicy.make({ base: "100 millis", cap: "1 second", times: 6 })
      const rows = yield* RetryTimeline.of(policy, many(ServerBusy, 7))
      assert.deepStrictEqual(longest(rows), [100, 200, 400, 800, 1000, 1000, 0])
      assert.deepStrictEqual(shortest(rows), [0, 0, 0, 0, 0, 0, 0])
    })
  )

  it.effect("the pauses are spread evenly", () =>
    Effect.gen(function* () {
      // one step of 2 000 runs of the policy; the seed is fixed
      const pauses: Array<number> = []
      for (let i = 0; i < 2000; i++) {
        const step = yield* Schedule.toStep(RetryPolicy.make({ base: "1 second" }))
        const [, pause] = yield* step(0, new Retryable({ reason: ServerBusy }))
        pauses.push(Duration.toMillis(pause))
      }
      for (let tenth = 0; tenth < 10; tenth++) {
        const share = pauses.filter((pause) => Math.floor(pause / 100) === tenth).length / pauses.length
        assert.closeTo(share, 0.1, 0.03, `seed "jitter", tenth ${tenth}`)
      }
    }).pipe(Random.withSeed("jitter"))
  )
})

describe("the caps", () => {
  it.effect("end a policy at the first of attempts, time and deadline, and begin no pause that ends too late", () =>
    Effect.gen(function* () {
      const steady = Schedule.spaced("1 second").pipe(Schedule.setInputType<Retryable>())
      const cases: ReadonlyArray<readonly [RetryPolicy.Caps, number]> = [
        [{ times: 3 }, 3],
        [{ within: "2500 millis" }, 2],
        [{ within: "3 seconds" }, 3],
        [{ deadline: 1_004_000 }, 4],
        [{ deadline: 1_003_999 }, 3],
        [{ deadline: 999_999 }, 0],
        [{ times: 5, within: "4 seconds", deadline: 1_002_000 }, 2]
      ]
      for (const [caps, resends] of cases) {
        const rows = yield* RetryTimeline.of(steady.pipe(RetryPolicy.upTo(caps)), many(ServerBusy, 9), {
          startAt: 1_000_000
        })
        assert.deepStrictEqual(outcomes(rows), [...many(ServerBusy, resends).map(() => "sends-again"), "gives-up"])
        assert.strictEqual(rows.at(-1)?.failedAt[0], resends * 1000)
      }
    })
  )

  it.effect("count what the exchange asks for", () =>
    Effect.gen(function* () {
      const policy = Schedule.spaced("1 milli").pipe(
        Schedule.setInputType<Retryable>(),
        RetryPolicy.upTo({ within: "1 minute" })
      )
      assert.deepStrictEqual(outcomes(yield* RetryTimeline.of(policy, [IpBanned])), ["gives-up"])
      assert.deepStrictEqual(outcomes(yield* RetryTimeline.of(policy, [RateLimited])), ["sends-again"])
    })
  )
})

describe("a policy for each reason", () => {
  it.effect("every reason has one; all but the expired one send again, and none before it may", () =>
    Effect.gen(function* () {
      assert.sameMembers(Object.keys(RetryReasons.reasons), [...names])
      for (const name of names) {
        const reason = every[name]
        const rows = yield* RetryTimeline.of(RetryReasons.reasons[name], many(reason, 30))
        assert.strictEqual(rows.at(-1)?.outcome, "gives-up", name)
        assert.strictEqual(rows.length === 1, name === "Expired", name)
        if (name !== "Expired") {
          const earliest = RetryPolicy.notBefore(new Retryable({ reason }), 0)
          assert.isAtLeast(rows[0]?.pause[0] ?? -1, earliest, name)
        }
      }
    })
  )

  it.effect("each counts its own reason only", () =>
    Effect.gen(function* () {
      const policy = RetryReasons.byReason({
        ServerBusy: RetryPolicy.make({ base: "1 second", times: 2 }),
        NotSent: RetryPolicy.make({ base: "100 millis", times: 3 })
      })
      const rows = yield* RetryTimeline.of(policy, [ServerBusy, NotSent, ServerBusy, NotSent, NotSent, ServerBusy])
      assert.deepStrictEqual(longest(rows), [1000, 100, 2000, 200, 400, 0])
      assert.deepStrictEqual(outcomes(rows).at(-1), "gives-up")
    })
  )

  it.effect("one policy under two names is counted twice; reasons without a name share the other one", () =>
    Effect.gen(function* () {
      const twice = RetryPolicy.make({ base: "1 second", times: 2 })
      const named = RetryReasons.byReason({ ServerBusy: twice, NotSent: twice })
      const failures = [ServerBusy, NotSent, ServerBusy, NotSent, ServerBusy]
      assert.deepStrictEqual(longest(yield* RetryTimeline.of(named, failures)), [1000, 1000, 2000, 2000, 0])
      const shared = RetryReasons.byReason({}, twice)
      assert.deepStrictEqual(longest(yield* RetryTimeline.of(shared, failures)), [1000, 2000, 0])
      assert.deepStrictEqual(outcomes(yield* RetryTimeline.of(RetryReasons.byReason({}), failures)), ["gives-up"])
    })
  )

  it.effect("two runs of one policy know nothing of each other", () =>
    Effect.gen(function* () {
      const policy = RetryReasons.byReason({ ServerBusy: RetryPolicy.make({ times: 2 }) })
      for (let i = 0; i < 3; i++) assert.strictEqual((yield* RetryTimeline.of(policy, many(ServerBusy, 9))).length, 3)
    })
  )

  it.effect("the named ones end however the reasons alternate, and wait for a ban or give up at once", () =>
    Effect.gen(function* () {
      const alternating = [NotSent, ServerBusy, every.ReadFailed, every.ServiceUnavailable]
      const failures = Array.from({ length: 15 }, () => alternating).flat()
      assert.strictEqual((yield* RetryTimeline.of(RetryReasons.prompt, failures)).length, 6)
      assert.strictEqual((yield* RetryTimeline.of(RetryReasons.background, failures)).length, 21)
      assert.deepStrictEqual(outcomes(yield* RetryTimeline.of(RetryReasons.prompt, [IpBanned])), ["gives-up"])
      const [first] = yield* RetryTimeline.of(RetryReasons.background, [IpBanned])
      assert.strictEqual(first?.outcome, "sends-again")
      assert.isAtLeast(first?.pause[0] ?? 0, 120_000)
      assert.deepStrictEqual(outcomes(yield* RetryTimeline.of(RetryReasons.never, [NotSent])), ["gives-up"])
    })
  )
})

describe("the timeline", () => {
  it.effect("is a table of what happens when, with what chance leaves open", () =>
    Effect.gen(function* () {
      const policy = RetryPolicy.make({ base: "200 millis", times: 4, within: "1 minute" })
      const lines = yield* RetryTimeline.print(policy, [NotSent, RateLimited, ServerBusy, IpBanned], {
        attemptTakes: "50 millis"
      })
      assert.deepStrictEqual(lines.split("\n"), [
        "1  0 ms             NotSent      sends again after 0 ms to 200 ms",
        "2  50 ms to 250 ms  RateLimited  sends again after 7 s",
        "3  7.1 s to 7.3 s   ServerBusy   sends again after 0 ms to 800 ms",
        "4  7.2 s to 8.2 s   IpBanned     gives up"
      ])
    })
  )

  it.effect("says where it depends on chance whether it gives up", () =>
    Effect.gen(function* () {
      const rows = yield* RetryTimeline.of(
        RetryPolicy.make({ base: "1 second", within: "1500 millis" }),
        many(ServerBusy, 3)
      )
      assert.deepStrictEqual(outcomes(rows), ["sends-again", "gives-up-if-late", "gives-up-if-late"])
      assert.deepStrictEqual(yield* RetryTimeline.of(RetryPolicy.standard, []), [])
      assert.strictEqual(yield* RetryTimeline.print(RetryPolicy.standard, []), "")
    })
  )
})

/** A call that an exchange answers which is down as long as `isDown` says; it counts what reaches that. */
const exchange = (isDown: () => Reason.RetryableReason | undefined) => {
  const counted = { reached: 0 }
  const call = Call.perRun<string, Retryable | Fatal, never>(
    Effect.suspend(() => {
      counted.reached++
      const reason = isDown()
      return reason === undefined ? Effect.succeed("done") : Effect.fail(new Retryable({ reason }))
    })
  )
  return { call, counted }
}

describe("the budget", () => {
  const eager = RetryPolicy.make({ base: "1 milli", cap: "1 milli", times: 2 })

  it.effect("an outage does not multiply the load: what is sent again is a tenth of what has succeeded, and ten", () =>
    Effect.gen(function* () {
      let down: Reason.RetryableReason | undefined
      const { call, counted } = exchange(() => down)
      const budget = yield* RetryBudget.make()
      const safely = RetryBudget.safely(budget, eager)
      for (let i = 0; i < 300; i++) yield* within(safely(call), 100)
      assert.strictEqual(counted.reached, 300)
      down = ServerBusy
      for (let i = 0; i < 300; i++) assert.strictEqual(tagOf(yield* within(safely(call), 100)), "ServerBusy")
      // without it there would be 900
      assert.strictEqual(counted.reached - 300, 300 + 10)
      assert.strictEqual(yield* budget.left, 0)
      assert.isAtLeast(yield* budget.refused, 290)
      // and it comes back with what succeeds
      down = undefined
      for (let i = 0; i < 20; i++) yield* within(safely(call), 100)
      assert.closeTo(yield* budget.left, 2, 1e-9)
    })
  )

  it.effect("ten successes at a tenth each are one resend", () =>
    Effect.gen(function* () {
      const budget = yield* RetryBudget.make({ capacity: 1 })
      assert.isTrue(yield* budget.take)
      for (let i = 0; i < 9; i++) yield* budget.succeeded
      assert.isFalse(yield* budget.take)
      yield* budget.succeeded
      assert.isTrue(yield* budget.take)
      assert.isFalse(yield* budget.take)
    })
  )

  it.effect("a call that was refused before it was sent takes nothing; every other takes one", () =>
    Effect.gen(function* () {
      const free = new Set<string>(["BanWindowClosed", "BudgetExhausted", "JournalUnavailable"])
      for (const name of names) {
        if (name === "Expired") continue
        let failures = 1
        const { call } = exchange(() => (failures-- > 0 ? every[name] : undefined))
        const budget = yield* RetryBudget.make({ perSuccess: 0 })
        assert.strictEqual(tagOf(yield* within(RetryBudget.safely(budget, eager)(call), 200_000)), "Success", name)
        assert.strictEqual(yield* budget.left, free.has(name) ? 10 : 9, name)
      }
    })
  )

  it.effect("a resend that the policy does not make costs nothing", () =>
    Effect.gen(function* () {
      const budget = yield* RetryBudget.make()
      const { call } = exchange(() => ServerBusy)
      yield* within(RetryBudget.safely(budget, RetryReasons.never)(call), 100)
      assert.strictEqual(yield* budget.left, 10)
      assert.strictEqual(yield* budget.refused, 0)
    })
  )
})
