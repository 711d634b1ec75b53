// What the documented replies come to, and what they come to when a field of them is new, missing or something else.
import { assert, it } from "@effect/vitest"
import type { WireRequest } from "effect-binance/client/Transport"
import * as Effect from "effect/Effect"
import { type AnyCall, atOnce, clientFixed, http, parameter, tagOf, wire } from "../client/support.ts"

export interface Reply {
  readonly name: string
  readonly call: AnyCall
  /** As the documentation shows it; the texts `<newClientOrderId>` stand for what was sent under that name. */
  readonly body: unknown
  /** What the call gives. */
  readonly gives: unknown
  /** Of a write: the paths without which nothing is proven, or which say that it is about something else. */
  readonly needs?: ReadonlyArray<string> | undefined
}

type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [key: string]: Json }

const filled = (value: unknown, request: WireRequest): unknown =>
  JSON.parse(JSON.stringify(value).replace(/<(\w+)>/g, (_, name: string) => parameter(request, name) ?? ""))

const answered = (call: AnyCall, body: unknown) =>
  atOnce(call).pipe(Effect.provide(clientFixed(wire((request) => http(200, filled(body, request))))))

/** Every place in a JSON value, as a path; what is inside of lists too. */
const places = (value: unknown): ReadonlyArray<ReadonlyArray<string>> => {
  const found: Array<ReadonlyArray<string>> = []
  const walk = (inner: unknown, path: ReadonlyArray<string>) => {
    if (typeof inner !== "object" || inner === null) return
    for (const key of Object.keys(inner)) {
      const here = path.concat(key)
      found.push(here)
      walk(Reflect.get(inner, key), here)
    }
  }
  walk(value, [])
  return found
}

/** The value with another one at a path; with none there when it is `undefined`. */
const withAt = (value: unknown, path: ReadonlyArray<string>, other: unknown): Json => {
  const copy: Json = JSON.parse(JSON.stringify(value))
  let at: unknown = copy
  for (const key of path.slice(0, -1)) at = Reflect.get(Object(at), key)
  const key = path.at(-1) ?? ""
  if (other !== undefined) Reflect.set(Object(at), key, other)
  else if (Array.isArray(at)) at.splice(Number(key), 1)
  else Reflect.deleteProperty(Object(at), key)
  return copy
}

/** The value with a new field in every object of it. */
const grown = (value: unknown): unknown =>
  typeof value !== "object" || value === null
    ? value
    : Array.isArray(value)
      ? value.map(grown)
      : {
          ...Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, grown(inner)])),
          brandNew: { of: ["a", 1, null] }
        }

const others: ReadonlyArray<unknown> = [undefined, null, 0, 1.5, -1e300, true, [], {}, [null], { a: 1 }, "A_NEW_WORD"]

const isWithin = (path: ReadonlyArray<string>, needs: ReadonlyArray<string>) => {
  // the place in a list does not matter
  const plain = path.map((key) => (/^\d+$/.test(key) ? "*" : key)).join(".")
  return needs.some((need) => need === plain || need.startsWith(`${plain}.`))
}

export const checks = (replies: ReadonlyArray<Reply>): void => {
  it.effect.each(replies.map((reply) => [reply.name, reply] as const))(
    "%s: as documented",
    ([, { body, call, gives }]) =>
      Effect.gen(function* () {
        const result = yield* answered(call, body)
        assert.deepStrictEqual(result._tag === "Success" ? result.success : result.failure, gives)
        // what is new on their side changes nothing on ours
        const later = yield* answered(call, grown(body))
        assert.deepStrictEqual(later._tag === "Success" ? later.success : later.failure, gives)
      })
  )

  it.effect.each(
    replies.flatMap((reply) => (reply.needs === undefined ? [] : [[reply.name, reply, reply.needs] as const]))
  )("%s: no other field makes a doubt, whatever it holds, and the ids do", ([, { body, call }, needs]) => {
    // one client for all of them: what is said is what differs
    let said: unknown = body
    const over = wire((request) => http(200, filled(said, request)))
    return Effect.gen(function* () {
      let doubts = 0
      for (const path of places(body)) {
        for (const other of others) {
          said = withAt(body, path, other)
          const result = yield* atOnce(call)
          if (!isWithin(path, needs))
            assert.strictEqual(tagOf(result), "Success", `${path.join(".")}: ${JSON.stringify(other)}`)
          else if (result._tag === "Failure" && result.failure._tag === "AmbiguousExecution") doubts++
          else assert.strictEqual(tagOf(result), "Success")
        }
      }
      assert.isAbove(doubts, 0)
    }).pipe(Effect.provide(clientFixed(over)))
  })
}
