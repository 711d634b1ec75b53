/** Errors through JSON text and back: logs, journals and other processes see the same error. */
import { assert, describe, it } from "@effect/vitest"
import * as Ambiguous from "effect-binance/errors/AmbiguousReason"
import { AmbiguousExecution, BinanceError, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import * as FatalReasons from "effect-binance/errors/FatalReason"
import { Attempt, InDoubt, OperationInfo } from "effect-binance/errors/InDoubt"
import * as RetryableReasons from "effect-binance/errors/RetryableReason"
import { Evidence, Observation } from "effect-binance/settlement/Evidence"
import * as Arbitrary from "effect/Arbitrary"
import * as Duration from "effect/Duration"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { clientOrderId, errorOf, evidence, inDoubt, operation, reasons, samples } from "./support.ts"

const codec = Schema.toCodecJson(BinanceError)
const encode = Schema.encodeSync(codec)
const decode = Schema.decodeUnknownResult(codec)

const toText = (error: BinanceError) => JSON.stringify(encode(error))
const fromText = (text: string): BinanceError => Result.getOrThrow(decode(JSON.parse(text)))

const classes = { Retryable, Fatal, AmbiguousExecution } as const
const reasonClasses: ReadonlyMap<string, unknown> = new Map(reasons.map((reason) => [reason._tag, reason.constructor]))

const gettersOf = (error: BinanceError) => ({
  executed: error.executed,
  retryAfter: error.retryAfter,
  remedy: error.remedy,
  code: error.code,
  docs: error.docs,
  message: error.message,
  name: error.name
})

/** Through text and back; the same in every respect that a program can see. */
const comesBack = (error: BinanceError): BinanceError => {
  const text = toText(error)
  const back = fromText(text)
  assert.isTrue(Equal.equals(back, error), text)
  assert.isTrue(back instanceof classes[error._tag], text)
  assert.instanceOf(back, Error)
  assert.strictEqual(back.reason.constructor, reasonClasses.get(error.reason._tag), text)
  // not deepStrictEqual: JSON has no -0, and Effect takes it for 0 as === does
  assert.isTrue(Equal.equals(gettersOf(back), gettersOf(error)), text)
  assert.strictEqual(toText(back), text)
  return back
}

describe("the JSON codec", () => {
  it.each(reasons.map((reason) => [reason._tag, reason] as const))("%s comes back as it was", (_, reason) => {
    const back = comesBack(errorOf(reason, "place"))
    assert.instanceOf(back.operation, OperationInfo)
    assert.isTrue(Equal.equals(back.reason, reason))
    // equality is not vacuous: another reason, and the same reason about another operation, are not equal
    for (const other of reasons) {
      assert.strictEqual(Equal.equals(back, errorOf(other, "place")), other === reason, other._tag)
    }
    assert.isFalse(Equal.equals(back, errorOf(reason, "cancel")))
  })

  it("a doubt comes back with each attempt, its fence and what a later one was refused with", () => {
    const before = new AmbiguousExecution({ reason: samples.ResponseLost, inDoubt: inDoubt("place") })
    const back = comesBack(before)
    assert(back._tag === "AmbiguousExecution")
    assert.instanceOf(back.inDoubt, InDoubt)
    assert.strictEqual(back.inDoubt.attempts.length, 3)
    for (const attempt of back.inDoubt.attempts) assert.instanceOf(attempt, Attempt)
    assert.strictEqual(back.inDoubt.fenceAt, 1_700_000_011_000)
    assert.instanceOf(back.inDoubt.refusal, RetryableReasons.RateLimited)
    assert(back.inDoubt.refusal._tag === "RateLimited")
    assert.strictEqual(Duration.toMillis(back.inDoubt.refusal.retryAfter), 7000)
    // decimals and long ids are text, to the last digit
    assert.strictEqual(back.inDoubt.price, "123456789012345678.123456789")
    assert.strictEqual(back.inDoubt.orderId, "12345678901234567890")
    assert.deepStrictEqual(back.inDoubt.clientOrderIds, [clientOrderId, "second"])
  })

  it("a proof comes back with its observations", () => {
    const back = comesBack(errorOf(samples.ProvenNotExecuted, "place"))
    assert(back.reason._tag === "ProvenNotExecuted")
    assert.instanceOf(back.reason.evidence, Evidence)
    assert.instanceOf(back.reason.evidence.observations[0], Observation)
    assert.deepStrictEqual(back.reason.evidence.timeline, evidence.timeline)
  })

  it("a reason under a tag that does not own it is refused: a doubt cannot come back as something to send again", () => {
    const operationOf = { name: "spot.placeOrder", kind: "place" }
    const carrier = { operation: operationOf, inDoubt: encode(errorOf(samples.TimedOut, "place")) }
    const doubt = (carrier.inDoubt as { readonly inDoubt: unknown }).inDoubt // the shape of an encoded AmbiguousExecution
    let refused = 0
    for (const reason of reasons) {
      const own = errorOf(reason, "place")
      const encoded = (encode(own) as { readonly reason: unknown }).reason // the shape of every encoded error
      for (const _tag of ["Retryable", "Fatal", "AmbiguousExecution"] as const) {
        const result = decode(
          JSON.parse(JSON.stringify({ _tag, reason: encoded, operation: operationOf, inDoubt: doubt }))
        )
        assert.strictEqual(Result.isSuccess(result), own._tag === _tag, `${reason._tag} under ${_tag}`)
        if (Result.isFailure(result)) refused += 1
      }
    }
    assert.strictEqual(refused, reasons.length * 2)
  })

  it.each([
    ["null", null],
    ["text", "AmbiguousExecution"],
    ["no reason", { _tag: "Retryable" }],
    ["an unknown reason", { _tag: "Fatal", reason: { _tag: "NeverHeardOf" } }],
    ["a doubt that says nothing of what is in doubt", { _tag: "AmbiguousExecution", reason: { _tag: "TimedOut" } }],
    ["a code that is text", { _tag: "Fatal", reason: { _tag: "BadSignature", code: "-1022" } }],
    ["an unknown tag", { _tag: "Success", reason: { _tag: "NotSent", cause: "x" } }]
  ])("%s is refused, and does not throw", (_, value) => {
    assert.isTrue(Result.isFailure(decode(value)))
  })
})

const runs = { arbitrary: { runs: 60 } } as const

describe("any field values", () => {
  const info = Arbitrary.schema(OperationInfo)

  for (const member of RetryableReasons.RetryableReason.members) {
    it.prop(
      `Retryable ${member.name}`,
      [Arbitrary.schema(member), info],
      ([reason, operation]) => {
        comesBack(new Retryable({ reason, operation }))
        comesBack(new Retryable({ reason }))
      },
      runs
    )
  }

  for (const member of FatalReasons.FatalReason.members) {
    it.prop(
      `Fatal ${member.name}`,
      [Arbitrary.schema(member), info],
      ([reason, operation]) => {
        comesBack(new Fatal({ reason, operation }))
        comesBack(new Fatal({ reason }))
      },
      runs
    )
  }

  const attempts = Arbitrary.array(Arbitrary.schema(Attempt), { minLength: 2, maxLength: 5 })
  const refusal = Arbitrary.schema(Schema.Union([FatalReasons.FatalReason, RetryableReasons.RetryableReason]))

  for (const member of Ambiguous.AmbiguousReason.members) {
    it.prop(
      `AmbiguousExecution ${member.name}`,
      [Arbitrary.schema(member), Arbitrary.schema(InDoubt), attempts, refusal],
      ([reason, known, several, refused]) => {
        comesBack(new AmbiguousExecution({ reason, inDoubt: known }))
        const doubt = new InDoubt({ ...known, attempts: several, refusal: refused })
        const back = comesBack(new AmbiguousExecution({ reason, inDoubt: doubt }))
        assert(back._tag === "AmbiguousExecution")
        assert.strictEqual(back.inDoubt.attempts.length, several.length)
        assert.strictEqual(back.inDoubt.fenceAt, Math.max(...several.map((attempt) => attempt.fenceAt)))
        assert.strictEqual(back.inDoubt.refusal?._tag, refused._tag)
      },
      runs
    )
  }

  it.prop(
    "evidence of any length",
    [Arbitrary.array(Arbitrary.schema(Observation), { maxLength: 6 })],
    ([observations]) => {
      const back = comesBack(
        new Retryable({
          reason: new RetryableReasons.ProvenNotExecuted({ evidence: new Evidence({ fenceAt: 1, observations }) }),
          operation: operation("place")
        })
      )
      assert(back.reason._tag === "ProvenNotExecuted")
      assert.strictEqual(back.reason.evidence.timeline.length, observations.length)
    },
    runs
  )
})
