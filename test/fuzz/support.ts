/**
 * What the fuzz tests share: properties whose seed is fixed and can be chosen, and cases that are drawn and shrink.
 *
 * `FUZZ_SEED` chooses the seed; `FUZZ_RUNS` multiplies the number of runs of every property; `FUZZ_SHOW=1` prints the cases in
 * which the properties fail that are known not to hold yet.
 */
import { it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { basename } from "node:path"

export const seed = process.env["FUZZ_SEED"] ?? "20261121"
export const times = Math.max(1, Number(process.env["FUZZ_RUNS"] ?? 1))

const isShown = process.env["FUZZ_SHOW"] !== undefined

/** Long enough for a machine that is busy, and to find a smaller case; a run with more cases has as many times more. */
export const timeout = 60_000 * times

const safeWord = /^[\w.:-]+$/
const quoted = (text: string) => (safeWord.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

/** What to type to see the same cases again. */
export const replayCommand = (file: string, name: string) =>
  `FUZZ_SEED=${quoted(seed)} FUZZ_RUNS=${times} npx vitest run test/fuzz/${file} -t ${quoted(name)}`

/** Decisions made beforehand: the generator asks for the next one. Zero is the plainest, so that cases shrink towards it. */
export class Draw {
  readonly #decisions: ReadonlyArray<number>
  #next = 0

  constructor(decisions: ReadonlyArray<number>) {
    this.#decisions = decisions
  }

  /** An integer from 0, below `bound`. */
  below(bound: number): number {
    return (this.#decisions[this.#next++] ?? 0) % bound
  }

  pick<A>(items: readonly [A, ...ReadonlyArray<A>]): A
  pick<A>(items: ReadonlyArray<A>): A
  pick<A>(items: ReadonlyArray<A>): A {
    return items[this.below(items.length)] as A // below its length; no list here is empty
  }

  /** True once in `n` times; never in the plainest case. */
  oneIn(n: number): boolean {
    return this.below(n) === n - 1
  }

  /** One of these, made only when it is chosen. */
  among<A>(...makers: ReadonlyArray<() => A>): A {
    return this.pick(makers)()
  }

  list<A>(maximum: number, make: () => A): Array<A> {
    return Array.from({ length: this.below(maximum + 1) }, make)
  }

  text(length: number, characters: string): string {
    let made = ""
    for (let i = 0; i < length; i++) made += characters[this.below(characters.length)]
    return made
  }
}

const decision = Arbitrary.schema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0x3fff_ffff })))

/** Cases made from `decisions` decisions. */
export const drawn = <A>(decisions: number, make: (draw: Draw) => A): Arbitrary.Arbitrary<A> =>
  Arbitrary.array(decision, { minLength: decisions, maxLength: decisions }).pipe(
    Arbitrary.map((made) => make(new Draw(made)))
  )

type Check<A> = (value: A) => void | Effect.Effect<unknown, unknown, Scope.Scope>

interface Options {
  /** How many smaller cases are tried once one has failed. */
  readonly shrinks?: number
  /** The number of cases in a run of the suite. */
  readonly runs: number
  readonly file: string
}

const checked = <A>(name: string, arbitrary: Arbitrary.Arbitrary<A>, check: Check<A>, options: Options) =>
  Effect.gen(function* () {
    const result = yield* Arbitrary.checkEffect(
      arbitrary,
      (value) =>
        Effect.suspend(() => {
          const output = check(value)
          return Effect.isEffect(output) ? Effect.scoped(output) : Effect.void
        }).pipe(
          Effect.as(true),
          Effect.catchCause((cause) => (Cause.hasInterrupts(cause) ? Effect.interrupt : Effect.fail(cause)))
        ),
      { seed, runs: options.runs * times, maxShrinks: options.shrinks ?? 400 }
    )
    if (result._tag === "Passed") return
    const failure =
      result._tag === "Falsified"
        ? `${shown(result.shrunkInput)}\n${result.failure._tag === "PropertyError" ? Cause.pretty(result.failure.error) : ""}`
        : Arbitrary.formatCheckFailure(result)
    return yield* Effect.die(new Error(`${failure}\n${replayCommand(basename(options.file), name)}`))
  })

/** A property: it holds in every case that is drawn. */
export const property = <A>(name: string, arbitrary: Arbitrary.Arbitrary<A>, check: Check<A>, options: Options): void =>
  it.effect(name, () => checked(name, arbitrary, check, options), timeout)

/** A property that is known not to hold yet: it is expected to fail, and the suite says so once it holds. */
export const fails = <A>(name: string, arbitrary: Arbitrary.Arbitrary<A>, check: Check<A>, options: Options): void =>
  it.effect(
    `${name} (does not hold yet)`,
    () =>
      Effect.flatMap(
        Effect.exit(checked(name, arbitrary, check, isShown ? options : { ...options, shrinks: 0 })),
        (exit) => {
          if (Exit.isSuccess(exit)) return Effect.die(new Error("It holds now: make it a property."))
          if (isShown) console.log(`${name}\n${Cause.pretty(exit.cause)}`)
          return Effect.void
        }
      ),
    timeout
  )

/** Says of which case it failed, in what can be pasted into a test. */
export const shown = (value: unknown): string => {
  const text = JSON.stringify(value, (key, inner: unknown) =>
    key === "product"
      ? undefined // its tables are long, and the same in every case
      : typeof inner === "number" && !Number.isFinite(inner)
        ? `${inner}`
        : typeof inner === "bigint"
          ? `${inner}n`
          : typeof inner === "string" && inner.length > 2000
            ? `${inner.slice(0, 2000)}… (${inner.length})`
            : inner
  )
  return text ?? String(value)
}
