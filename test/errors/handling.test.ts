/** Each way in which Effect handles errors with reasons, over each tag; what is narrowed is said with `satisfies`. */
import { assert, describe, it } from "@effect/vitest"
import type { AnyReason } from "effect-binance/errors/Advice"
import type { AmbiguousReason, EngineTimeout, ResponseLost } from "effect-binance/errors/AmbiguousReason"
import type { AmbiguousExecution, BinanceError, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import type { FatalReason, FilterFailure, InsufficientBalance } from "effect-binance/errors/FatalReason"
import type { RetryableReason } from "effect-binance/errors/RetryableReason"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Match from "effect/Match"
import { errorOf, reasons, samples } from "./support.ts"

const failing = (reason: AnyReason): Effect.Effect<never, BinanceError> => Effect.fail(errorOf(reason, "place"))

const all: ReadonlyArray<readonly [AnyReason["_tag"], AnyReason]> = reasons.map((reason) => [reason._tag, reason])

/** The error type is at most this one; that it is exactly this one, `test/types` holds. */
const atMost =
  <E>() =>
  <A, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    self

describe("by tag", () => {
  it.effect.each(all)("catchTag: %s goes to the handler of its tag only", ([, reason]) =>
    Effect.gen(function* () {
      const error = errorOf(reason, "place")
      const self = Effect.fail(error)
      const retryable = yield* self.pipe(
        Effect.catchTag("Retryable", (e) => Effect.succeed(e.reason satisfies RetryableReason)),
        atMost<Fatal | AmbiguousExecution>(),
        Effect.catch(() => Effect.succeed(undefined))
      )
      const fatal = yield* self.pipe(
        Effect.catchTag("Fatal", (e) => Effect.succeed(e.reason satisfies FatalReason)),
        atMost<Retryable | AmbiguousExecution>(),
        Effect.catch(() => Effect.succeed(undefined))
      )
      const ambiguous = yield* self.pipe(
        Effect.catchTag("AmbiguousExecution", (e) => Effect.succeed(e.reason satisfies AmbiguousReason)),
        atMost<Retryable | Fatal>(),
        Effect.catch(() => Effect.succeed(undefined))
      )
      assert.strictEqual(retryable, error._tag === "Retryable" ? reason : undefined)
      assert.strictEqual(fatal, error._tag === "Fatal" ? reason : undefined)
      assert.strictEqual(ambiguous, error._tag === "AmbiguousExecution" ? reason : undefined)
    })
  )

  it.effect.each(all)("catchTags: %s is handled once, and nothing is left", ([, reason]) =>
    Effect.gen(function* () {
      const told = yield* failing(reason).pipe(
        Effect.catchTags({
          Retryable: (e) => Effect.succeed([e._tag, e.reason._tag] as const),
          Fatal: (e) => Effect.succeed([e._tag, e.reason._tag] as const),
          AmbiguousExecution: (e) => Effect.succeed([e._tag, e.inDoubt.kind] as const)
        }),
        atMost<never>()
      )
      const error = errorOf(reason, "place")
      assert.deepStrictEqual<ReadonlyArray<string>>(told, [
        error._tag,
        error._tag === "AmbiguousExecution" ? "place" : reason._tag
      ])
    })
  )
})

describe("by reason", () => {
  it.effect("catchReason without the rest: the reason is handled, and the tag stays for the others", () =>
    Effect.gen(function* () {
      const handle = (self: Effect.Effect<never, BinanceError>) =>
        self.pipe(
          Effect.catchReason("Fatal", "InsufficientBalance", (reason, error) => {
            reason satisfies InsufficientBalance
            error.reason._tag satisfies "InsufficientBalance"
            return Effect.succeed("poor")
          }),
          atMost<Retryable | Fatal | AmbiguousExecution>()
        )
      assert.strictEqual(yield* handle(failing(samples.InsufficientBalance)), "poor")
      for (const reason of reasons) {
        if (reason._tag === "InsufficientBalance") continue
        const error = yield* Effect.flip(handle(failing(reason)))
        assert.strictEqual(error.reason, reason)
      }
    })
  )

  it.effect("catchReason with the rest: the tag is gone, and the rest knows what is left", () =>
    Effect.gen(function* () {
      const handle = (self: Effect.Effect<never, BinanceError>) =>
        self.pipe(
          Effect.catchReason(
            "AmbiguousExecution",
            "ResponseLost",
            (reason) => Effect.succeed((reason satisfies ResponseLost).cause),
            (rest, error) => {
              rest satisfies Exclude<AmbiguousReason, ResponseLost>
              return Effect.succeed(`${rest._tag} of ${error.inDoubt.operation}`)
            }
          ),
          atMost<Retryable | Fatal>()
        )
      for (const reason of reasons) {
        const error = errorOf(reason, "place")
        if (reason._tag === "ResponseLost") assert.strictEqual(yield* handle(failing(reason)), "ECONNRESET")
        else if (error._tag === "AmbiguousExecution")
          assert.strictEqual(yield* handle(failing(reason)), `${reason._tag} of spot.place`)
        else assert.strictEqual((yield* Effect.flip(handle(failing(reason)))).reason, reason)
      }
    })
  )

  it.effect("catchReasons, without and with the rest", () =>
    Effect.gen(function* () {
      const cases = {
        FilterFailure: (reason: FilterFailure) => Effect.succeed(reason.filter),
        InsufficientBalance: () => Effect.succeed("poor")
      }
      const some = (self: Effect.Effect<never, BinanceError>) =>
        self.pipe(Effect.catchReasons("Fatal", cases), atMost<Retryable | Fatal | AmbiguousExecution>())
      const every = (self: Effect.Effect<never, BinanceError>) =>
        self.pipe(
          Effect.catchReasons("Fatal", cases, (rest) => {
            rest satisfies Exclude<FatalReason, FilterFailure | InsufficientBalance>
            return Effect.succeed(`other: ${rest._tag}`)
          }),
          atMost<Retryable | AmbiguousExecution>()
        )
      for (const [handle, rest] of [
        [some, false],
        [every, true]
      ] as const) {
        assert.strictEqual(yield* handle(failing(samples.FilterFailure)), "LOT_SIZE")
        assert.strictEqual(yield* handle(failing(samples.InsufficientBalance)), "poor")
        for (const reason of reasons) {
          if (reason._tag === "FilterFailure" || reason._tag === "InsufficientBalance") continue
          const exit = yield* Effect.exit(handle(failing(reason)))
          if (rest && errorOf(reason, "place")._tag === "Fatal")
            assert.deepStrictEqual(exit, Exit.succeed(`other: ${reason._tag}`))
          else assert.isTrue(Exit.isFailure(exit), reason._tag)
        }
      }
    })
  )

  it.effect.each(all)("unwrapReason: %s comes out of its tag, and only there", ([, reason]) =>
    Effect.gen(function* () {
      const unwrapped = failing(reason).pipe(
        Effect.unwrapReason("Retryable"),
        Effect.unwrapReason("Fatal"),
        Effect.unwrapReason("AmbiguousExecution"),
        atMost<AnyReason>()
      )
      assert.strictEqual(yield* Effect.flip(unwrapped), reason)
      const partly = failing(reason).pipe(
        Effect.unwrapReason("Fatal"),
        atMost<FatalReason | Retryable | AmbiguousExecution>()
      )
      const left = yield* Effect.flip(partly)
      assert.strictEqual(
        left._tag,
        errorOf(reason, "place")._tag === "Fatal" ? reason._tag : errorOf(reason, "place")._tag
      )
    })
  )

  it.effect("after unwrapReason a reason is caught by its own name, and no other tag's handler meets it", () =>
    Effect.gen(function* () {
      const handle = (self: Effect.Effect<never, BinanceError>) =>
        self.pipe(
          Effect.unwrapReason("Retryable"),
          Effect.unwrapReason("Fatal"),
          Effect.unwrapReason("AmbiguousExecution"),
          Effect.catchTag("UndocumentedCode", (reason) => Effect.succeed(reason.code)),
          atMost<Exclude<AnyReason, { readonly _tag: "UndocumentedCode" }>>()
        )
      // the two reasons about undocumented codes: a doubt about a write, and a definite answer to a read
      assert.strictEqual(yield* handle(failing(samples.UndocumentedCode)), -9999)
      assert.strictEqual((yield* Effect.flip(handle(failing(samples.UndocumentedRefusal))))._tag, "UndocumentedRefusal")
    })
  )
})

describe("Match", () => {
  const tell = Match.type<BinanceError>().pipe(
    Match.tag("Retryable", (e) => `again: ${(e.reason satisfies RetryableReason)._tag}`),
    Match.tag("Fatal", (e) => `never: ${(e.reason satisfies FatalReason)._tag}`),
    Match.tag(
      "AmbiguousExecution",
      (e) => `settle ${e.inDoubt.clientOrderIds[0]}: ${(e.reason satisfies AmbiguousReason)._tag}`
    ),
    Match.exhaustive
  )
  const tellReason = Match.type<AmbiguousReason>().pipe(
    Match.tag("EngineTimeout", (reason) => `${(reason satisfies EngineTimeout).code}`),
    Match.tags({ ResponseLost: (reason) => reason.cause, ConnectionClosed: (reason) => reason.cause }),
    Match.orElse(
      (rest) =>
        rest._tag satisfies Exclude<AmbiguousReason["_tag"], "EngineTimeout" | "ResponseLost" | "ConnectionClosed">
    )
  )

  it("is exhaustive over the three tags", () => {
    for (const reason of reasons) {
      const error = errorOf(reason, "place")
      const start = { Retryable: "again", Fatal: "never", AmbiguousExecution: "settle k7f3q9x2m5b8" }[error._tag]
      assert.strictEqual(tell(error), `${start}: ${reason._tag}`)
    }
  })

  it("narrows reasons", () => {
    assert.strictEqual(tellReason(samples.EngineTimeout), "-1007")
    assert.strictEqual(tellReason(samples.ResponseLost), "ECONNRESET")
    assert.strictEqual(tellReason(samples.ConnectionClosed), "1006")
    assert.strictEqual(tellReason(samples.TimedOut), "TimedOut")
  })
})

describe("as effects", () => {
  it.effect.each(all)("%s: yielding the error fails with that very error", ([, reason]) =>
    Effect.gen(function* () {
      const error = errorOf(reason, "place")
      const exit = yield* Effect.exit(
        Effect.gen(function* () {
          return yield* error
        })
      )
      assert(Exit.isFailure(exit))
      assert.strictEqual(Cause.squash(exit.cause), error)
      assert.include(Cause.pretty(exit.cause), `${error._tag}: ${error.message}`)
    })
  )
})
