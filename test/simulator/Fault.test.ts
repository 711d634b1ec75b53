import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import type { Face, Sees } from "./faces.ts"
import { inProcess, overSocket } from "./faces.ts"
import { limit, market, open, query } from "./support.ts"

/**
 * What an order meets under each fault: whether it executes, and what its client sees. Written down a second time, by hand, so
 * that a slip in the table of faults shows.
 */
const expected: Readonly<Record<Fault.Name, readonly [executes: Fault.Executes, sees: string]>> = {
  "dns-failure": ["no", "connect ENOTFOUND"],
  "refused": ["no", "connect ECONNREFUSED"],
  "tls-failure": ["no", "connect EPROTO"],
  "reset-unexecuted": ["no", "sent ECONNRESET"],
  "request-lost": ["no", "silence"],
  "reply-lost": ["yes", "sent ECONNRESET"],
  "reply-closed": ["yes", "sent closed"],
  "reply-silent": ["yes", "silence"],
  "delayed": ["yes", "200 order or 504 -1007"],
  "empty-200": ["yes", "200 empty"],
  "empty-200-unexecuted": ["no", "200 empty"],
  "reply-cut": ["yes", "200 cut"],
  "reply-truncated": ["yes", "200 half"],
  "html-200": ["yes", "200 html"],
  "html-200-unexecuted": ["no", "200 html"],
  "error-in-200": ["yes", "200 -1007"],
  "error-in-200-unexecuted": ["no", "200 -1007"],
  "duplicate-keys": ["yes", "200 twice"],
  "redirect": ["no", "302 empty"],
  "redirect-307": ["no", "307 empty"],
  "html-400": ["yes", "400 html"],
  "html-400-unexecuted": ["no", "400 html"],
  "unlisted-code": ["yes", "400 -9999"],
  "unlisted-code-unexecuted": ["no", "400 -9999"],
  "timeout-400": ["yes", "400 -1007"],
  "unauthorized": ["no", "401 -2015"],
  "forbidden": ["no", "403 html"],
  "not-found": ["no", "404 html"],
  "request-timeout": ["yes", "408 empty"],
  "request-timeout-unexecuted": ["no", "408 empty"],
  "conflict": ["yes", "409 empty"],
  "conflict-unexecuted": ["no", "409 empty"],
  "banned": ["no", "418 -1003"],
  "rate-limited": ["no", "429 -1003"],
  "rate-limited-html": ["no", "429 html"],
  "order-rate-limited": ["no", "429 -1015"],
  "restricted-location": ["no", "451 0"],
  "clock-skew": ["no", "400 -1021"],
  "clock-skew-ahead": ["no", "400 -1021"],
  "unknown-500": ["yes", "500 -1000"],
  "unknown-500-unexecuted": ["no", "500 -1000"],
  "unexpected-response": ["yes", "500 -1006"],
  "unexpected-response-unexecuted": ["no", "500 -1006"],
  "bad-gateway": ["yes", "502 html"],
  "bad-gateway-unexecuted": ["no", "502 html"],
  "unavailable-html": ["yes", "503 html"],
  "unavailable-html-unexecuted": ["no", "503 html"],
  "unavailable-empty": ["yes", "503 empty"],
  "unavailable-empty-unexecuted": ["no", "503 empty"],
  "unknown-503": ["yes", "503 -1000"],
  "unknown-503-unexecuted": ["no", "503 -1000"],
  "disconnected": ["yes", "503 -1001"],
  "disconnected-unexecuted": ["no", "503 -1001"],
  "busy": ["yes", "503 -1008"],
  "busy-unexecuted": ["no", "503 -1008"],
  "shutting-down": ["yes", "503 -1016"],
  "shutting-down-unexecuted": ["no", "503 -1016"],
  "gateway-timeout": ["yes", "504 html"],
  "gateway-timeout-unexecuted": ["no", "504 html"],
  "timeout": ["yes", "504 -1007"],
  "timeout-unexecuted": ["no", "504 -1007"],
  "timeout-then-executed": ["later", "504 -1007"],
  // an order has no halves
  "timeout-half-executed": ["half", "504 -1007"],
  "timeout-batch-half-executed": ["half", "504 -1007"],
  "unknown-error": ["yes", "503 ?"],
  "unknown-error-unexecuted": ["no", "503 ?"],
  "service-unavailable": ["no", "503 ?"],
  "throttled": ["no", "503 -1008"],
  "stale-read": ["yes", "200 order"]
}

const describeSight = (sees: Sees): string => {
  if (sees === "silence") return "silence"
  if (sees._tag === "NoReply") return `${sees.phase} ${sees.code}`
  const { body, complete, status } = sees
  if (!complete) return `${status} cut`
  if (body === "") return `${status} empty`
  if (body.startsWith("<")) return `${status} html`
  const codes = body.match(/"code":/g)?.length ?? 0
  if (codes === 2) return `${status} twice`
  try {
    const json: { readonly code?: number; readonly orderId?: number } = JSON.parse(body)
    return `${status} ${json.code ?? (json.orderId === undefined ? "?" : "order")}`
  } catch {
    return `${status} half`
  }
}

/** What a real socket shows instead, where it can only show something else. */
const overRealSocket: Readonly<Record<string, string>> = {
  // the request is read from a connection that stands, so it can only be reset
  "connect ENOTFOUND": "sent ECONNRESET",
  "connect ECONNREFUSED": "sent ECONNRESET",
  "connect EPROTO": "sent ECONNRESET",
  // Node's client calls a connection that was closed without an answer a reset, undici calls it UND_ERR_SOCKET
  "sent closed": "sent ECONNRESET"
}

const check = Effect.fnUntraced(function* (name: Fault.Name, face: Face, seesHere: (sight: string) => string) {
  const [executes, sight] = expected[name]
  const sees = describeSight(yield* face.send(limit(face.now(), { newClientOrderId: "probe", recvWindow: 1000 })))
  const wanted = seesHere(sight).split(" or ")
  assert.include(wanted, sees, name)
  const [record] = face.exchange.requests()
  if (executes === "later") {
    assert.strictEqual(
      face.exchange.orders().filter((order) => order.acceptedAt <= (record?.arrivedAt ?? 0) + 60).length,
      0,
      name
    )
  }
  face.exchange.drain()
  assert.strictEqual(face.exchange.find("probe").length, executes === "no" ? 0 : 1, `${name}: orders`)
  assert.strictEqual(record?.executed, executes !== "no", `${name}: record`)
  assert.strictEqual(Fault.executes(Fault.rowOf(name).fault), executes, name)
})

describe("every fault, in process", () => {
  for (const name of Fault.names) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const face = yield* inProcess(FaultPlan.scripted([{ fault: name, on: "place" }]))
        yield* check(name, face, (sight) => (sight === "sent closed" ? "sent UND_ERR_SOCKET" : sight))
        // the next request of the same client is well, unless the door is shut
        const next = describeSight(yield* face.send(open("/api/v3/time")))
        assert.strictEqual(
          next,
          name === "banned" ? "418 -1003" : name.startsWith("rate-limited") ? "429 -1003" : "200 ?"
        )
      })
    )
  }
})

describe("every fault, over a socket", () => {
  for (const name of Fault.names) {
    it.live(name, () =>
      Effect.gen(function* () {
        const face = yield* overSocket(FaultPlan.scripted([{ fault: name, on: "place" }]))
        yield* check(name, face, (sight) => overRealSocket[sight] ?? sight)
      }).pipe(Effect.scoped)
    )
  }
})

describe("faults", () => {
  it.effect("answer with the headers of who answers", () =>
    Effect.gen(function* () {
      const face = yield* inProcess(FaultPlan.scripted(["bad-gateway", "timeout", "redirect", "order-rate-limited"]))
      const headers: Array<Readonly<Record<string, string>>> = []
      for (let i = 0; i < 4; i++) {
        const sees = yield* face.send(market(face.now()))
        if (sees !== "silence" && sees._tag === "HttpReply") headers.push(sees.headers)
      }
      assert.strictEqual(headers[0]?.["server"], "CloudFront")
      assert.isUndefined(headers[0]?.["x-mbx-used-weight-1m"])
      assert.strictEqual(headers[1]?.["content-type"], "application/json;charset=UTF-8")
      assert.strictEqual(headers[2]?.["location"], "http://127.0.0.1:1/moved")
      assert.strictEqual(headers[3]?.["retry-after"], "2")
    })
  )

  it.effect("hit reads too", () =>
    Effect.gen(function* () {
      const names = [
        "reply-lost",
        "reply-cut",
        "bad-gateway-unexecuted",
        "unknown-500-unexecuted",
        "request-lost",
        "refused",
        "stale-read"
      ] as const
      const face = yield* inProcess(
        FaultPlan.scripted(names.map((fault, index) => ({ fault, on: "read" as const, nth: index + 1 })))
      )
      yield* face.send(limit(face.now(), { newClientOrderId: "a" }))
      const seen: Array<string> = []
      for (let i = 0; i <= names.length; i++)
        seen.push(describeSight(yield* face.send(query(face.now(), { origClientOrderId: "a" }))))
      assert.deepStrictEqual(seen, [
        "sent ECONNRESET",
        "200 cut",
        "502 html",
        "500 -1000",
        "silence",
        "connect ECONNREFUSED",
        "200 order",
        "200 order"
      ])
    })
  )

  it.effect("of staleness hide what is younger than nearly T", () =>
    Effect.gen(function* () {
      const face = yield* inProcess(FaultPlan.scripted([{ fault: "stale-read", on: "read", times: 9 }]))
      yield* face.send(limit(face.now(), { newClientOrderId: "a" }))
      // a read about a second after the order, then about two and three
      const seen: Array<string> = []
      for (let i = 0; i < 3; i++)
        seen.push(describeSight(yield* face.send(query(face.now(), { origClientOrderId: "a" }))))
      assert.deepStrictEqual([seen[0], seen[2]], ["400 -2013", "200 order"])
    })
  )

  it.effect("do not stop an order whose caller goes away", () =>
    Effect.gen(function* () {
      for (const wait of [0, 3, 12, 18]) {
        const exchange = new Exchange()
        const transport = SimulatedTransport.make(exchange, { latencyMillis: { minimum: 10, maximum: 10 } })
        const fiber = yield* Effect.forkChild(
          transport.send(limit(yield* Clock.currentTimeMillis, { newClientOrderId: "kept" }))
        )
        yield* TestClock.adjust(wait)
        yield* Fiber.interrupt(fiber)
        assert.strictEqual(exchange.requests().length, 1)
        exchange.drain()
        assert.strictEqual(exchange.find("kept").length, 1)
      }
    })
  )
})
