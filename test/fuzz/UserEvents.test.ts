/** Whatever a user data stream sends, an event comes out that can be written down and read back, and nothing in it is made up. */
import { assert, describe } from "@effect/vitest"
import { Product, sightingsOf, decode, UserEvent } from "effect-binance/stream/UserEvent"
import * as Schema from "effect/Schema"
import { documented } from "../stream/documentedEvents.ts"
import { type Draw, drawn, property } from "./support.ts"

const file = import.meta.filename
const codec = Schema.toCodecJson(UserEvent)
const encode = Schema.encodeSync(codec)
const decodeJson = Schema.decodeUnknownSync(codec)

const products = Product.literals
const isTree = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null

const odd = (d: Draw): unknown =>
  d.among<unknown>(
    () => null,
    () => d.below(1000) - 500,
    () =>
      d.pick(["", "0", "-1", "NEW", "REJECTED", "1e999", "0x10", " 1", "NaN", "\u0000", "__proto__", "x".repeat(300)]),
    () => d.pick([1.5, 1e21, 2 ** 53, -(2 ** 53), 1e-7, 9e15, 1e14, -0]),
    () => d.pick([true, false]),
    () => d.list(3, () => (d.oneIn(4) ? odd(d) : { s: "BTCUSDT", a: "BTC", i: d.below(9) })),
    () => ({ [d.pick(["e", "s", "event", "data", "__proto__", "toString"])]: d.oneIn(4) ? odd(d) : "x" })
  )

/** A copy in which some values are others, missing, or new. */
const mutated = (value: unknown, d: Draw): unknown => {
  if (d.oneIn(12)) return odd(d)
  if (Array.isArray(value)) return value.map((item) => mutated(item, d))
  if (!isTree(value)) return value
  const entries = Object.entries(value).flatMap(([key, inner]): Array<[string, unknown]> =>
    d.oneIn(20) ? [] : [[key, mutated(inner, d)]]
  )
  return Object.fromEntries(
    d.oneIn(6) ? [...entries, [d.pick(["zz", "constructor", "E2", "stream"]), odd(d)]] : entries
  )
}

const frames = drawn(220, (d) => {
  const sample = d.pick(documented)
  const product = d.oneIn(5) ? d.pick(products) : sample.product
  const value = d.oneIn(10) ? odd(d) : mutated(JSON.parse(sample.wire), d)
  const text = JSON.stringify(value)
  const cut = d.oneIn(8) ? text.slice(0, d.below(text.length + 1)) : text
  return { product, json: d.oneIn(3) ? value : cut, text }
})

/** The event as it comes back from where it was written down. JSON does not write the zero below zero, which an unknown event may have. */
const throughText = (event: UserEvent): UserEvent => decodeJson(JSON.parse(JSON.stringify(encode(event))))
const assertSame = (event: UserEvent) =>
  assert.deepStrictEqual(throughText(event), event._tag === "UnknownEvent" ? JSON.parse(JSON.stringify(event)) : event)

/** The texts in it but for those that we have put there. */
const textsIn = (value: unknown, key = ""): ReadonlyArray<string> =>
  typeof value === "string"
    ? key === "_tag" || key === "product" || key === "problem"
      ? []
      : [value]
    : isTree(value)
      ? Object.entries(value).flatMap(([name, inner]) => textsIn(inner, name))
      : []

const numbersIn = (value: unknown): ReadonlySet<number> =>
  new Set(
    typeof value === "number" || typeof value === "string"
      ? [Number(value)]
      : isTree(value)
        ? Object.values(value).flatMap((inner) => Array.from(numbersIn(inner)))
        : []
  )

describe("UserEvent", () => {
  property(
    "an event comes out of anything, and goes through JSON and back",
    frames,
    ({ json, product }) => {
      const event = decode(product, json)
      assert.strictEqual(event.product, product)
      assertSame(event)
    },
    { file, runs: 3000 }
  )

  property(
    "no text of an event is made up",
    frames,
    ({ json, product, text }) => {
      const event = decode(product, json)
      if (event._tag === "UnknownEvent") return
      const numbers = numbersIn(JSON.parse(text))
      for (const told of textsIn(event))
        assert.isTrue(text.includes(JSON.stringify(told)) || numbers.has(Number(told)), told)
    },
    { file, runs: 3000 }
  )

  property(
    "what it tells of orders names them",
    frames,
    ({ json, product }) => {
      for (const sighting of sightingsOf(decode(product, json))) {
        assert.strictEqual(sighting.product, product)
        if ("list" in sighting) assert.match(`${sighting.list.orderListId}`, /^-?\d+$/)
        else {
          assert.match(`${sighting.order.orderId}`, /^-?\d+$/)
          assert.strictEqual(sighting.order.clientOrderId, sighting.clientOrderId)
          assert.isString(sighting.execution)
        }
      }
    },
    { file, runs: 3000 }
  )

  property(
    "text of any kind",
    drawn(60, (d) => ({
      product: d.pick(products),
      text: d.text(d.below(50), '{}[]",:eEscixo0123456789.-\\ unltrfa\u2028\ud800')
    })),
    ({ product, text }) => {
      assertSame(decode(product, text))
    },
    { file, runs: 3000 }
  )
})
