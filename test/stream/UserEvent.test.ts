/** What the user data streams of all products tell: read, named, passed on, and never refused. */
import { assert, describe, it } from "@effect/vitest"
import * as UserEvent from "effect-binance/stream/UserEvent"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { inspect } from "node:util"
import { documented } from "./documentedEvents.ts"

const codec = Schema.toCodecJson(UserEvent.UserEvent)
const encode = Schema.encodeSync(codec)
const decodeJson = Schema.decodeUnknownSync(codec)
const throughText = (event: UserEvent.UserEvent) => decodeJson(JSON.parse(JSON.stringify(encode(event))))

type Tree = { [key: string]: unknown } | Array<unknown>
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null

/** Every path to a value that is no object and no list. */
const leaves = (tree: Tree, path: ReadonlyArray<string> = []): ReadonlyArray<ReadonlyArray<string>> =>
  Object.entries(tree).flatMap(([key, value]) => (isTree(value) ? leaves(value, [...path, key]) : [[...path, key]]))

/** A copy with another value at a path; `undefined` takes it away. */
const changed = (tree: Tree, [key = "", ...rest]: ReadonlyArray<string>, value: unknown): Tree => {
  const copy: Record<string, unknown> = { ...tree }
  const inner = copy[key]
  if (rest.length > 0 && isTree(inner)) copy[key] = changed(inner, rest, value)
  else if (value === undefined) delete copy[key]
  else copy[key] = value
  return Array.isArray(tree) ? Object.values(copy) : copy
}

/** What a careful reader of JSON makes of it: integers that a double cannot hold are text. */
const parseJson = (wire: string): unknown => JSON.parse(wire.replaceAll(/:(\d{16,})/g, ':"$1"'))

/** The event itself, as parsed JSON. */
const eventOf = (wire: string): Tree => {
  const frame = parseJson(wire)
  assert(isTree(frame) && !Array.isArray(frame))
  const event = frame["event"] ?? frame["data"] ?? frame
  assert(isTree(event))
  return event
}

describe("UserEvent: what is documented", () => {
  for (const { ignored = [], name, product, says, wire } of documented) {
    it(name, () => {
      const event = UserEvent.decode(product, wire)
      assert.deepStrictEqual<unknown>(event, says)
      assert.deepStrictEqual(UserEvent.decode(product, parseJson(wire)), event)
      assert.deepStrictEqual(throughText(event), event)
    })

    it(`${name}: every field of it is read`, () => {
      const tree = eventOf(wire)
      const whole = UserEvent.decode(product, tree)
      const unread = leaves(tree).filter((path) => {
        const without = UserEvent.decode(product, changed(tree, path, undefined))
        return JSON.stringify(without) === JSON.stringify(whole)
      })
      assert.deepStrictEqual(
        unread.map((path) => path.join(".")),
        [...ignored]
      )
    })

    it(`${name}: a field of another type costs that field, or leaves the event as it came`, () => {
      const tree = eventOf(wire)
      const whole = new Set(JSON.stringify(UserEvent.decode(product, tree)).match(/"\w+":/g))
      for (const path of leaves(tree)) {
        for (const value of [null, {}, [], "", true, -1.5]) {
          const odd = changed(tree, path, value)
          const event = UserEvent.decode(product, odd)
          if (event._tag === "UnknownEvent") assert.deepStrictEqual<unknown>(event.event, odd)
          else for (const key of JSON.stringify(event).match(/"\w+":/g) ?? []) assert.isTrue(whole.has(key), key)
          assert.deepStrictEqual(throughText(event), event)
        }
      }
    })
  }

  it("a listen key that has expired is shown to nobody who does not ask for it", () => {
    const key = "WsCMN0a4KHUPTQuX6IUn"
    const event = UserEvent.decode("usdm", `{"e":"listenKeyExpired","E":"1736996475556","listenKey":"${key}"}`)
    assert(event._tag === "ListenKeyExpired" && event.listenKey !== undefined)
    for (const shown of [JSON.stringify(event), inspect(event), String(event.listenKey)]) assert.notInclude(shown, key)
    assert.strictEqual(Redacted.value(event.listenKey), key)
    // who writes it by the schema asks for it
    const read = throughText(event)
    assert(read._tag === "ListenKeyExpired" && read.listenKey !== undefined)
    assert.strictEqual(Redacted.value(read.listenKey), key)
  })

  it("every event has a documented sample", () => {
    const tags = UserEvent.UserEvent.members.map((member) => member.fields._tag.schema.literal)
    const sampled = new Set(documented.map(({ product, wire }) => UserEvent.decode(product, wire)._tag))
    assert.deepStrictEqual(
      tags.filter((tag) => !sampled.has(tag)),
      ["UnknownEvent"]
    )
  })
})

describe("UserEvent: what is not", () => {
  const base = { e: "executionReport", s: "BTCUSDT", c: "mine", x: "NEW", i: 28 }

  it("new fields and new words pass", () => {
    assert.deepStrictEqual(UserEvent.decode("spot", { ...base, x: "SETTLED", X: "DREAMING", zz: { deep: [1] } }), {
      _tag: "ExecutionReport",
      product: "spot",
      symbol: "BTCUSDT",
      clientOrderId: "mine",
      orderId: 28,
      executionType: "SETTLED",
      status: "DREAMING"
    })
  })

  it("an event of a new type comes as it is, without what it was wrapped in", () => {
    const event = { e: "SOMETHING_NEW", E: 1, deep: [{ a: "b" }] }
    const says = { _tag: "UnknownEvent", product: "usdm", type: "SOMETHING_NEW", event } as const
    assert.deepStrictEqual<unknown>(UserEvent.decode("usdm", event), says)
    assert.deepStrictEqual<unknown>(UserEvent.decode("usdm", JSON.stringify({ stream: "key", data: event })), says)
    assert.deepStrictEqual<unknown>(UserEvent.decode("usdm", { subscriptionId: 7, event }), says)
    // of another product
    assert.strictEqual(UserEvent.decode("usdm", base)._tag, "UnknownEvent")
  })

  it("what an event is not itself without makes it unknown, and says so", () => {
    for (const key of ["s", "c", "x", "i"] as const) {
      const { [key]: _, ...rest } = base
      const event = UserEvent.decode("spot", rest)
      assert(event._tag === "UnknownEvent")
      assert.deepStrictEqual<unknown>([event.type, event.event], ["executionReport", rest])
      assert.isTrue(event.problem?.startsWith(`${key} (`))
    }
  })

  it("a list with something in it that cannot be read is not shown as if it were whole", () => {
    const position = (symbol?: string) => ({ ...(symbol === undefined ? {} : { s: symbol }), pa: "1" })
    const update = { e: "ACCOUNT_UPDATE", a: { m: "ORDER", P: [position("BTCUSDT"), position()] } }
    const event = UserEvent.decode("usdm", update)
    assert(event._tag === "UnknownEvent")
    assert.strictEqual(event.problem, "in a.P: s (symbol) is missing or has another type")
    assert.deepStrictEqual<unknown>(event.event, update)
    const empty = UserEvent.decode("usdm", { e: "ACCOUNT_UPDATE", a: { m: "ORDER", P: [], B: null } })
    assert.deepStrictEqual<unknown>(empty, { _tag: "AccountUpdate", product: "usdm", reason: "ORDER", positions: [] })
  })

  it("ids are exact, or they are none", () => {
    const orderId = (json: unknown) => {
      const event = UserEvent.decode("spot", json)
      return event._tag === "ExecutionReport" ? event.orderId : event._tag
    }
    const withId = (id: string) => JSON.stringify(base).replace("28", id)
    assert.strictEqual(orderId(withId("9007199254740991")), 9007199254740991)
    assert.strictEqual(orderId(withId("9007199254740993")), "9007199254740993")
    assert.strictEqual(orderId(withId('"12"')), 12)
    assert.strictEqual(orderId(withId('"9007199254740993"')), "9007199254740993")
    assert.strictEqual(orderId(withId("-1")), -1)
    // parsed by somebody else, it is another number by now
    assert.strictEqual(orderId({ ...base, i: 2 ** 53 }), "UnknownEvent")
    assert.strictEqual(orderId({ ...base, i: 1.5 }), "UnknownEvent")
    assert.strictEqual(orderId({ ...base, i: "abc" }), "UnknownEvent")
  })

  it("a time in microseconds is one in ms", () => {
    const event = UserEvent.decode("spot", { ...base, E: 1499405658658999, T: 1499405658658, O: -1 })
    assert(event._tag === "ExecutionReport")
    assert.deepStrictEqual(
      [event.eventTime, event.transactionTime, event.orderCreationTime],
      [1499405658658, 1499405658658, undefined]
    )
  })

  it("no listen key is shown that may be alive", () => {
    const key = "89ljxuL6jFTN3Ej85aYOqH2BYXQ7eeuNYcGm7ktV"
    for (const frame of [
      `{"stream":"${key}"}`,
      `{"stream":"${key}","data":7}`,
      `{"stream":"${key}","data":{"e":"A`,
      `{"stream": "${key}`,
      `["${key}"`
    ].slice(0, 4)) {
      assert.notInclude(JSON.stringify(UserEvent.decode("options", frame)), key)
    }
  })

  it("what is no JSON, and what is no event", () => {
    for (const [json, event, problem] of [
      ["{", "{", "it is no JSON"],
      ["", "", "it is no JSON"],
      ["null", null, undefined],
      ["[1]", [1], undefined],
      [7, 7, undefined],
      [undefined, null, undefined],
      [{ e: 7 }, { e: 7 }, undefined],
      [{ e: "__proto__" }, { e: "__proto__" }, undefined],
      [{ e: "constructor" }, { e: "constructor" }, undefined],
      [() => 1, null, undefined],
      [10n, null, undefined]
    ] as const) {
      const read = UserEvent.decode("spot", json)
      assert(read._tag === "UnknownEvent")
      assert.deepStrictEqual<unknown>([read.event, read.problem], [event, problem])
    }
    const round: Record<string, unknown> = {}
    round["round"] = round
    const trap = new Proxy({}, { get: () => assert.fail("no"), getOwnPropertyDescriptor: () => assert.fail("no") })
    for (const odd of [round, trap, { event: trap }, { e: "executionReport", s: trap, toJSON: trap }])
      assert.strictEqual(UserEvent.decode("spot", odd)._tag, "UnknownEvent")
  })
})
