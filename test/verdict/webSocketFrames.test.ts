/** Frames of the WebSocket API (T8–T14, §8): what each is, and that a reply in one is decided as the same reply over HTTP. */
import { explainLine } from "@effect-binance/cli/Explain"
import { assert, describe, it } from "@effect/vitest"
import { decide, quietOf } from "effect-binance/client/Verdict"
import { closed, type Frame, readFrame, retryAt, unanswered } from "effect-binance/client/WebSocketReply"
import type { Kind } from "effect-binance/errors/InDoubt"
import * as Duration from "effect/Duration"
import { every, products } from "./outcomes.ts"
import { asked, http, kinds, now, random, seed, word, writes } from "./support.ts"

const frame = (value: unknown, at = now): Frame =>
  readFrame(typeof value === "string" ? value : JSON.stringify(value), at)
const replyIn = (value: unknown, at = now) => {
  const read = frame(value, at)
  if (read._tag !== "Reply") throw new Error(`not a reply: ${JSON.stringify(read)}`)
  return read.reply
}
const said = (kind: Kind, value: unknown, options: Parameters<typeof asked>[1] = {}) =>
  decide(asked(kind, options), replyIn(value), now)

describe("which frame it is", () => {
  it("a reply, by its id, as text or number", () => {
    for (const id of ["a-1", "", "7", 7, 0, -3]) {
      const read = frame({ id, status: 200, result: {} })
      assert.deepStrictEqual([read._tag, read._tag === "Reply" ? read.id : undefined], ["Reply", id])
    }
    const long = frame('{"id":4611875134427365377,"status":200,"result":{}}')
    assert.strictEqual(long._tag === "Reply" ? long.id : undefined, "4611875134427365377")
  })

  it("T12: no id is nobody's reply", () => {
    for (const id of [null, undefined, true, [], {}, 1.5]) {
      assert.deepInclude(
        frame({ id, status: 401, error: { code: -2015, msg: "Invalid API-key, IP, or permissions for action." } }),
        {
          _tag: "Unidentified",
          status: 401,
          code: -2015
        }
      )
    }
    assert.deepInclude(frame({ id: null, status: 400 }), { _tag: "Unidentified", status: 400, code: undefined })
  })

  it("T10 T14: events, and the server's shutdown", () => {
    assert.deepStrictEqual(frame({ event: { e: "serverShutdown", E: 1770123456789 } }), {
      _tag: "ServerShutdown",
      eventTime: 1770123456789
    })
    const event = { e: "executionReport", E: 1, c: "a1", X: "NEW" }
    assert.deepStrictEqual(frame({ subscriptionId: 0, event }), { _tag: "Event", subscriptionId: 0, event })
    // some products send the event bare
    assert.deepStrictEqual(frame(event), { _tag: "Event", subscriptionId: undefined, event })
    assert.strictEqual(frame({ e: "serverShutdown" })._tag, "ServerShutdown")
    // whatever an event holds, it is not the reply to request 1
    assert.strictEqual(frame({ id: 1, event: { e: "x", status: 200 } })._tag, "Event")
  })

  it("anything else cannot be read", () => {
    for (const text of [
      "",
      "not json",
      "[]",
      "null",
      "12",
      '"x"',
      "{}",
      '{"result":{"orderId":1}}',
      '{"id":null}',
      '{"id":1,"status":20',
      "\u0000\u0001SBE"
    ])
      assert.strictEqual(frame(text)._tag, "Unreadable", text)
    // plain JavaScript may pass anything
    for (const value of [undefined, null, 5, {}, []] as unknown as ReadonlyArray<never>)
      assert.strictEqual(readFrame(value, now)._tag, "Unreadable")
  })
})

describe("a reply in a frame is the same reply", () => {
  it("for every product, kind and status", () => {
    const bodies: ReadonlyArray<Readonly<Record<string, unknown>>> = [
      { code: -2010, msg: "Market is closed." },
      { code: -1007, msg: "" },
      { code: -9999, msg: "" },
      {
        code: -1008,
        msg: "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again."
      },
      { code: -1001, msg: "Internal error; unable to process your request. Please try again." },
      { msg: "Service Unavailable." },
      { code: -1021, msg: "" }
    ]
    for (const product of every) {
      for (const kind of kinds) {
        const what = asked(kind, { product: products[product], clientOrderIds: ["a"] })
        for (const status of [400, 401, 403, 408, 409, 418, 429, 500, 503]) {
          for (const error of bodies) {
            assert.deepStrictEqual(
              decide(what, replyIn({ id: 1, status, error }), now),
              decide(what, http(status, error), now)
            )
          }
        }
        for (const result of [
          { orderId: 1, clientOrderId: "a" },
          { orderId: 1, clientOrderId: "b" },
          { code: 200 },
          [],
          {}
        ])
          assert.deepStrictEqual(
            decide(what, replyIn({ id: 1, status: 200, result }), now),
            decide(what, http(200, result), now)
          )
      }
    }
  })

  it("the halves of a cancelReplace are in error.data", () => {
    const order = { orderId: 28, clientOrderId: "a1" }
    const error = (status: number) => ({
      id: 1,
      status,
      error: {
        code: -2021,
        msg: "Order cancel-replace partially failed.",
        data: {
          cancelResult: "SUCCESS",
          newOrderResult: "FAILURE",
          cancelResponse: order,
          newOrderResponse: { code: -2010, msg: "Market is closed." }
        }
      }
    })
    for (const status of [400, 409, 429]) {
      const verdict = said("cancelReplace", error(status))
      assert.deepInclude(verdict._tag === "Success" ? {} : verdict.reason, {
        _tag: "CancelReplaceFailed",
        cancel: { executed: "yes", orderId: 28, clientOrderId: "a1" },
        place: { executed: "no", tag: "Fatal", reason: "MarketClosed", code: -2010 }
      })
    }
    const done = { cancelResult: "SUCCESS", newOrderResult: "SUCCESS", cancelResponse: order, newOrderResponse: order }
    assert.strictEqual(word(said("cancelReplace", { id: 1, status: 200, result: done })), "Success")
  })

  it("ids beyond 2^53 keep their digits", () => {
    const verdict = said("place", '{"id":1,"status":200,"result":{"orderId":4611875134427365377,"clientOrderId":"a"}}')
    assert.deepStrictEqual(verdict, { _tag: "Success", body: { orderId: "4611875134427365377", clientOrderId: "a" } })
  })

  it("a frame that contradicts itself, or lacks what it needs, is in doubt", () => {
    const order = { orderId: 28, clientOrderId: "a1" }
    for (const value of [
      { id: 1, status: 200, result: order, error: { code: -2010, msg: "" } },
      { id: 1, status: 400, result: order, error: { code: -2010, msg: "" } },
      { id: 1, status: 200 },
      { id: 1, status: 200, result: null },
      { id: 1, result: order },
      { id: 1, status: "200", result: order },
      { id: 1, status: 400, result: order },
      { id: 1, status: 200, error: "no" },
      { id: 1, status: 400, error: [order] }
    ])
      assert.strictEqual(said("place", value)._tag, "AmbiguousExecution", JSON.stringify(value))
  })
})

describe("retryAfter is right whatever the local clock", () => {
  const banned = (
    data: object,
    msg = "Way too much request weight used; IP banned until 1659146400000. Please use WebSocket Streams for live updates to avoid bans."
  ) => ({
    id: "fc93a61a",
    status: 418,
    error: { code: -1003, msg, data }
  })
  const limited = (data: object) => ({
    id: 1,
    status: 429,
    error: { code: -1015, msg: "Too many new orders; current limit is 1 orders per 10 SECOND.", data }
  })
  const waitOf = (value: unknown, at: number, kind: Kind = "place") => {
    const reply = replyIn(value, at)
    const verdict = decide(asked(kind), reply, at)
    const reason = verdict._tag === "Retryable" ? verdict.reason : undefined
    const retryAfter =
      reason !== undefined && "retryAfter" in reason && reason.retryAfter !== undefined
        ? Duration.toMillis(reason.retryAfter)
        : undefined
    return [reason?._tag, retryAfter, quietOf(products.spot, reply, at)?.millis]
  }
  const clocks = [0, 1, 1659142907531, 1659146400000, 1659142907531 - 3_600_000, 1659142907531 + 3_600_000, now, 4e12]

  it("a ban", () => {
    const data = { serverTime: 1659142907531, retryAfter: 1659146400000 }
    for (const at of clocks)
      assert.deepStrictEqual(waitOf(banned(data), at), ["IpBanned", 3492469, 3492469], String(at))
  })

  it("a limit, to the very millisecond", () => {
    for (const at of clocks) {
      for (const millis of [0, 1, 2, 3, 7, 999, 1000, 1001, 2007, 2011, 2469, 59_999, 3_491_469, 259_200_000]) {
        const data = { serverTime: 1659142907531, retryAfter: 1659142907531 + millis }
        assert.deepStrictEqual(waitOf(limited(data), at).slice(0, 2), ["OrderRateLimited", millis], `${at} ${millis}`)
      }
    }
    // over already when the frame was made
    assert.deepStrictEqual(waitOf(limited({ serverTime: 2000, retryAfter: 1000 }), now).slice(0, 2), [
      "OrderRateLimited",
      0
    ])
  })

  it("the later of the text and the field", () => {
    for (const at of clocks)
      assert.deepStrictEqual(waitOf(banned({ serverTime: 1659142907531, retryAfter: 1659142908531 }), at).slice(0, 2), [
        "IpBanned",
        3492469
      ])
    for (const at of clocks)
      assert.deepStrictEqual(waitOf(banned({ serverTime: 1659142907531 }), at).slice(0, 2), ["IpBanned", 3492469])
  })

  it("without serverTime the local clock is all there is, unless it is plainly wrong", () => {
    assert.deepStrictEqual(waitOf(limited({ retryAfter: now + 5000 }), now).slice(0, 2), ["OrderRateLimited", 5000])
    assert.deepStrictEqual(waitOf(limited({ retryAfter: now - 5000 }), now).slice(0, 2), ["OrderRateLimited", 10_000])
    assert.deepStrictEqual(waitOf(banned({}), 1659146400000 + 1).slice(0, 2), ["IpBanned", 120_000])
    for (const data of [
      { retryAfter: "soon" },
      { retryAfter: -1 },
      { retryAfter: 1.5 },
      { retryAfter: null, serverTime: {} },
      { serverTime: -1 }
    ])
      assert.deepStrictEqual(waitOf(limited(data), now).slice(0, 2), ["OrderRateLimited", 10_000], JSON.stringify(data))
  })

  it("until when, as the frame says it", () => {
    assert.strictEqual(retryAt(JSON.stringify(banned({ serverTime: 1, retryAfter: 1659146400001 }))), 1659146400001)
    assert.strictEqual(retryAt(JSON.stringify(banned({}))), 1659146400000)
    assert.strictEqual(retryAt('{"id":1,"status":200,"result":{}}'), undefined)
    assert.strictEqual(retryAt("no json"), undefined)
  })
})

describe("no reply of its own", () => {
  it("T8 T9: the socket closed under it, before or after it left", () => {
    for (const kind of writes) {
      assert.strictEqual(word(decide(asked(kind), closed(false, "HTTP 418"), now)), "R:NotSent")
      assert.deepStrictEqual(decide(asked(kind, { clientOrderIds: [] }), closed(true, "1006"), now), {
        _tag: "AmbiguousExecution",
        reason: { _tag: "ConnectionClosed", cause: "CLOSED 1006" }
      })
    }
    assert.strictEqual(word(decide(asked("read"), closed(true, "1006"), now)), "R:ReadFailed")
    const batch = decide(asked("batch", { clientOrderIds: ["a", "b"] }), closed(true, "1006"), now)
    assert.deepStrictEqual(batch.elements?.map(word), ["A:ConnectionClosed", "A:ConnectionClosed"])
    assert.strictEqual(
      word(decide(asked("place", { earlier: "in-doubt" }), closed(false, "1006"), now)),
      "A:ResponseLost"
    )
  })

  it("T10 T12 T14, §8: a frame that answers nobody leaves every unanswered write in doubt", () => {
    for (const text of [
      '{"id":null,"status":401,"error":{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}}',
      '{"event":{"e":"serverShutdown","E":1770123456789}}',
      '{"subscriptionId":0,"event":{"e":"executionReport","c":"a1"}}',
      "not a frame"
    ]) {
      const read = readFrame(text, now)
      if (read._tag === "Reply") assert.fail(text)
      for (const kind of writes)
        assert.strictEqual(word(decide(asked(kind), unanswered(read), now)), "A:ResponseLost", text)
      assert.strictEqual(word(decide(asked("read"), unanswered(read), now)), "R:ReadFailed", text)
    }
  })
})

describe("explain, ws", () => {
  const line = (value: object) =>
    JSON.parse(explainLine(JSON.stringify({ product: "spot", kind: "place", transport: "ws", ...value }), now))
  it("reads the whole frame, as text or JSON", () => {
    const reply = { id: 1, status: 200, result: { orderId: 1, clientOrderId: "a" } }
    for (const body of [reply, JSON.stringify(reply)])
      assert.deepStrictEqual(line({ body, id: "x" }), {
        id: "x",
        tag: "Success",
        reason: "Success",
        executed: "yes",
        remedy: "none"
      })
    assert.deepStrictEqual(
      line({
        body: {
          id: 1,
          status: 418,
          error: {
            code: -1003,
            msg: "IP banned until 1659146400000.",
            data: { serverTime: 1659142907531, retryAfter: 1659146400000 }
          }
        }
      }),
      {
        tag: "Retryable",
        reason: "IpBanned",
        executed: "no",
        retryAfterMs: 3492469,
        retryAt: 1659146400000,
        code: -1003,
        name: "TOO_MANY_REQUESTS",
        remedy: "wait"
      }
    )
    assert.deepInclude(line({ body: { id: null, status: 401, error: { code: -2015, msg: "" } } }), {
      tag: "AmbiguousExecution",
      executed: "unknown"
    })
    assert.deepInclude(line({ body: '{"event":{"e":"serverShutdown"}}' }), {
      tag: "AmbiguousExecution",
      executed: "unknown"
    })
    assert.deepInclude(line({ body: "not a frame" }), { tag: "AmbiguousExecution", executed: "unknown" })
    assert.deepInclude(line({ noReply: { phase: "sent", code: "1006" } }), {
      tag: "AmbiguousExecution",
      reason: "ConnectionClosed"
    })
    assert.deepInclude(line({ noReply: { phase: "connect", code: "ECONNREFUSED" } }), {
      tag: "Retryable",
      reason: "NotSent",
      executed: "no"
    })
    assert.deepInclude(line({ noReply: { phase: "sent", timeout: true } }), {
      tag: "AmbiguousExecution",
      reason: "TimedOut"
    })
    assert.isString(line({}).error)
    assert.deepInclude(
      line({ product: "usdm", body: { id: 1, status: 503, error: { msg: "Service Unavailable." } } }),
      { tag: "Retryable", executed: "no" }
    )
    assert.deepInclude(
      line({ product: "options", body: '{"id":1,"status":200,"result":{"orderId":4611875134427365377}}' }),
      { tag: "Success" }
    )
  })
})

describe("totality", () => {
  it("a frame comes out of any text, and a verdict out of every frame", () => {
    const r = random(seed)
    const parts = [
      "{",
      "}",
      "[",
      "]",
      '"id":',
      '"status":',
      '"error":',
      '"result":',
      '"event":',
      '"e":',
      '"data":',
      '"code":',
      "-2010",
      "200",
      "418",
      "null",
      ",",
      '"x"',
      "1e400",
      '"serverShutdown"',
      '"retryAfter":',
      '"serverTime":',
      "9".repeat(30),
      "\u0000",
      "\ud800"
    ]
    for (let run = 0; run < 20_000; run++) {
      const text = Array.from({ length: r.int(12) }, () => r.pick(parts)).join("")
      const mixed = r.chance(0.5)
        ? text
        : `{"id":${r.pick(["1", "null", '"a"'])},"status":${r.pick(["200", "418", "503", "x"])},"error":{"code":${r.pick(parts)},"data":{"retryAfter":${r.pick(parts)},"serverTime":${r.pick(parts)}}}}`
      const read = readFrame(mixed, r.pick([now, NaN, -1, Infinity]))
      const reply = read._tag === "Reply" ? read.reply : unanswered(read)
      const kind = r.pick(writes)
      const verdict = decide(asked(kind), reply, now)
      if (read._tag !== "Reply" && verdict._tag !== "AmbiguousExecution")
        assert.fail(`SEED=${seed} run ${run}: ${mixed}`)
      if (typeof verdict !== "object") assert.fail(`SEED=${seed} run ${run}: ${mixed}`)
    }
  })
})
