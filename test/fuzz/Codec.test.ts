/** Every error through JSON text and back, whatever its fields hold; and whatever else is read as one is refused, not believed. */
import { assert, describe, it } from "@effect/vitest"
import { AmbiguousReason } from "effect-binance/errors/AmbiguousReason"
import { AmbiguousExecution, BinanceError, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import { FatalReason } from "effect-binance/errors/FatalReason"
import { InDoubt, OperationInfo } from "effect-binance/errors/InDoubt"
import { RetryableReason } from "effect-binance/errors/RetryableReason"
import * as Arbitrary from "effect/Arbitrary"
import * as Equal from "effect/Equal"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Draw, drawn, property } from "./support.ts"

const file = import.meta.filename
const codec = Schema.toCodecJson(BinanceError)
const encode = Schema.encodeSync(codec)
const decode = Schema.decodeUnknownResult(codec)

// ------------------------------------------------------------------------------------------------------------- generators

const oneOf = <A>(members: ReadonlyArray<Arbitrary.Arbitrary<A>>): Arbitrary.Arbitrary<A> =>
  Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: members.length - 1 }))).pipe(
    // the index is below the length of the list
    Arbitrary.flatMap((index) => members[index] as Arbitrary.Arbitrary<A>)
  )

// Each reason as often as any other: a union of schemas may have its favourites.
const retryableReasons = oneOf<RetryableReason>(RetryableReason.members.map((member) => Arbitrary.schema(member)))
const fatalReasons = oneOf<FatalReason>(FatalReason.members.map((member) => Arbitrary.schema(member)))
const ambiguousReasons = oneOf<AmbiguousReason>(AmbiguousReason.members.map((member) => Arbitrary.schema(member)))
const inDoubt = Arbitrary.schema(InDoubt)
const operation = Arbitrary.schema(Schema.UndefinedOr(OperationInfo))

const retryables = Arbitrary.all({ reason: retryableReasons, operation }).pipe(
  Arbitrary.map((fields) => new Retryable(fields))
)
const fatals = Arbitrary.all({ reason: fatalReasons, operation }).pipe(Arbitrary.map((fields) => new Fatal(fields)))
const ambiguous = Arbitrary.all({ reason: ambiguousReasons, inDoubt }).pipe(
  Arbitrary.map((fields) => new AmbiguousExecution(fields))
)
const errors = oneOf<BinanceError>([retryables, fatals, ambiguous])

// Texts that a serializer, a terminal or a prototype could trip over; the schema's own generator keeps to plainer ones.
const odd: readonly [string, ...ReadonlyArray<string>] = [
  "",
  "\u0000",
  "\ud800",
  "\udfff\ud800",
  "\u2028\u2029",
  "\ufeff",
  "\u202eevil",
  "__proto__",
  "constructor",
  "NaN",
  "Infinity",
  "-Infinity",
  "undefined",
  "null",
  '{"_tag":"Fatal"}',
  '"\\',
  "\\u0000",
  "e\u0301",
  "\ud83d\ude00".repeat(40),
  "x".repeat(5000)
]
type Tree = { readonly [key: string]: unknown }
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value)

/** Every text in it replaced by an odd one, but those that have to be what they are. */
const withOddTexts = (value: unknown, d: Draw, key = ""): unknown =>
  Array.isArray(value)
    ? value.map((item) => withOddTexts(item, d, key))
    : isTree(value)
      ? Object.fromEntries(
          Object.entries(value).map(([name, inner]) => [
            name,
            name === "retryAfter" ? inner : withOddTexts(inner, d, name)
          ])
        )
      : typeof value === "string" && !["_tag", "executed", "tag", "kind", "view", "until"].includes(key)
        ? d.pick(odd)
        : value

// --------------------------------------------------------------------------------------------------------------- the same

const gettersOf = (error: BinanceError) => ({
  executed: error.executed,
  retryAfter: error.retryAfter,
  remedy: error.remedy,
  code: error.code,
  docs: error.docs,
  message: error.message,
  name: error.name,
  string: String(error)
})

const comesBack = (error: BinanceError): BinanceError => {
  const text = JSON.stringify(encode(error))
  const back = Result.getOrThrow(decode(JSON.parse(text)))
  assert.isTrue(Equal.equals(back, error), text)
  assert.strictEqual(back._tag, error._tag, text)
  assert.strictEqual(back.constructor, error.constructor, text)
  assert.strictEqual(back.reason.constructor, error.reason.constructor, text)
  // not deepStrictEqual: JSON has no -0, and Effect takes it for 0 as === does
  assert.isTrue(Equal.equals(gettersOf(back), gettersOf(error)), text)
  assert.strictEqual(JSON.stringify(encode(back)), text)
  return back
}

const decisions = 120
const choices = drawn(decisions, (d) => d)

describe("the JSON codec", () => {
  const reached = new Set<string>()
  property(
    "every error comes back from text, with every getter",
    errors,
    (error) => {
      comesBack(error)
      reached.add(error.reason._tag)
    },
    { runs: 800, file }
  )
  it("the cases reach every reason of every tag", () => {
    const all = [...RetryableReason.members, ...FatalReason.members, ...AmbiguousReason.members].length
    assert.strictEqual(reached.size, all)
  })

  property(
    "odd texts come back too, and none changes what kind of error it is",
    Arbitrary.all([errors, choices]),
    ([error, d]) => {
      const decoded = decode(withOddTexts(JSON.parse(JSON.stringify(encode(error))), d))
      // where a field takes some texts only, it may refuse; it may not lose anything
      if (Result.isFailure(decoded)) return assert.fail(String(decoded.failure))
      const back = comesBack(decoded.success)
      assert.strictEqual(back._tag, error._tag)
      assert.strictEqual(back.reason._tag, error.reason._tag)
      assert.strictEqual(back.executed, error.executed)
      assert.strictEqual(back.remedy, error.remedy)
    },
    { runs: 250, file }
  )
})

// -------------------------------------------------------------------------------------------------------------- and if not

const tags = ["Retryable", "Fatal", "AmbiguousExecution"] as const
const junk = (d: Draw): unknown =>
  d.among<unknown>(
    () => d.pick<unknown>([null, true, 0, -1, 1.5, Number.MAX_VALUE, 2 ** 60, "", [], {}]),
    () => d.pick(odd),
    () => d.pick(tags),
    () => ({ _tag: d.pick([...tags, "NotSent", "TimedOut", "InvalidRequest", "CancelReplaceFailed"]) }),
    () => JSON.parse('{"__proto__":{"_tag":"Fatal","reason":{"_tag":"WafBlocked"}}}') as unknown,
    () => ({ toString: 1, valueOf: null, toJSON: 5, constructor: { name: "Fatal" } }),
    () => [[[[]]]]
  )

/** Something about it is changed: a field is lost, replaced, renamed, wrapped, or its tag is another. */
const mutated = (value: unknown, d: Draw): unknown => {
  if (Array.isArray(value) && value.length > 0) {
    const at = d.below(value.length)
    return value.map((item: unknown, i) => (i === at ? mutated(item, d) : item))
  }
  if (!isTree(value) || Object.keys(value).length === 0) return junk(d)
  const keys = Object.keys(value)
  const key = d.pick(keys)
  return d.among<unknown>(
    () => ({ ...value, [key]: mutated(value[key], d) }),
    () => ({ ...value, [key]: mutated(value[key], d) }),
    () => ({ ...value, [key]: junk(d) }),
    () => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)),
    () => Object.fromEntries(Object.entries(value).map(([name, inner]) => [name === key ? `${name} ` : name, inner])),
    () => ({ ...value, _tag: d.pick(tags) }),
    () => ({ ...value, [d.pick(odd)]: junk(d) }),
    () => ({ value }),
    () => [value],
    () => junk(d)
  )
}

/** What is decoded says nothing that was not in the text: every field of it is there, in the same place. */
const isPartOf = (part: unknown, whole: unknown): boolean =>
  Array.isArray(part)
    ? Array.isArray(whole) && part.length === whole.length && part.every((item, i) => isPartOf(item, whole[i]))
    : isTree(part)
      ? isTree(whole) && Object.keys(part).every((key) => Object.hasOwn(whole, key) && isPartOf(part[key], whole[key]))
      : Object.is(part, whole) || (part === 0 && whole === 0)

describe("anything else", () => {
  const outcomes = { decoded: 0, refused: 0 }
  property(
    "is refused, without a throw, or is exactly the error that it says it is",
    Arbitrary.all([errors, choices]),
    ([error, d]) => {
      const text = JSON.stringify(mutated(JSON.parse(JSON.stringify(encode(error))), d))
      const json: unknown = JSON.parse(text)
      const result = decode(json)
      if (Result.isFailure(result)) {
        outcomes.refused++
        return assert.isNotEmpty(String(result.failure))
      }
      outcomes.decoded++
      const back = comesBack(result.success)
      assert(isTree(json) && isTree(json["reason"]))
      assert.strictEqual(back._tag, json["_tag"], text)
      assert.strictEqual(back.reason._tag, json["reason"]["_tag"], text)
      assert.isTrue(isPartOf(JSON.parse(JSON.stringify(encode(back))), json), text)
    },
    { runs: 800, file }
  )
  it("some of it is refused and some is not", () => {
    assert.isAbove(outcomes.decoded, 50)
    assert.isAbove(outcomes.refused, 50)
  })

  property(
    "a reason under a tag that does not own it is refused: a doubt never comes back as something to send again",
    Arbitrary.all([errors, inDoubt, choices]),
    ([error, known, d]) => {
      const _tag = d.pick(tags)
      const own = encode(error)
      const doubt = encode(new AmbiguousExecution({ reason: AmbiguousReason.members[1].make({}), inDoubt: known }))
      assert(isTree(own) && isTree(doubt))
      const json: unknown = JSON.parse(JSON.stringify({ ...doubt, ...own, _tag }))
      assert.strictEqual(Result.isSuccess(decode(json)), _tag === error._tag, JSON.stringify(json))
    },
    { runs: 250, file }
  )

  property(
    "nothing at all that is JSON makes it throw, or hang",
    drawn(decisions, (d) => {
      let value = junk(d)
      for (let i = d.below(6); i > 0; i--)
        value = d.among<unknown>(
          () => ({ _tag: d.pick(tags), reason: value }),
          () => ({ _tag: "AmbiguousExecution", reason: { _tag: "TimedOut" }, inDoubt: value }),
          () => ({ _tag: d.pick(tags), reason: value, operation: value, inDoubt: value }),
          () => [value, value],
          () => ({ reason: value })
        )
      return value
    }),
    (value) => {
      const result = decode(value)
      if (Result.isSuccess(result)) comesBack(result.success)
      else assert.isNotEmpty(String(result.failure))
    },
    { runs: 500, file }
  )

  it("a hundred thousand levels are refused like anything else", () => {
    const levels = 100_000
    const deep: unknown = JSON.parse(`${'{"reason":'.repeat(levels)}1${"}".repeat(levels)}`)
    for (const value of [
      deep,
      { _tag: "Fatal", reason: deep },
      { _tag: "AmbiguousExecution", reason: { _tag: "TimedOut" }, inDoubt: deep }
    ])
      assert.isTrue(Result.isFailure(decode(value)))
  })
})
