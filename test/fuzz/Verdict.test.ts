/** Whatever arrives, a verdict comes out, and none says more than the documented facts allow. */
import { assert, describe, it } from "@effect/vitest"
import type { HttpReply } from "effect-binance/client/Transport"
import { type Asked, decide, quietOf, toError, type Verdict } from "effect-binance/client/Verdict"
import { InDoubt, type Kind } from "effect-binance/errors/InDoubt"
import * as BanWindow from "effect-binance/limits/BanWindow"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Duration from "effect/Duration"
import {
  alwaysInDoubt,
  carriesId,
  halvesOf,
  isStatus,
  isWrite,
  kinds,
  mayBeNo,
  textFacts,
  unearned,
  writes
} from "./outcomes.ts"
import { askedOf, httpReplyOf, noReplyOf, now, replyOf, writeOf } from "./replies.ts"
import { drawn, property, shown } from "./support.ts"

const file = import.meta.filename
const decisions = 160

const inDoubt = new InDoubt({
  operation: "spot.placeOrder",
  product: "spot",
  kind: "place",
  clientOrderIds: ["a"],
  route: "spot",
  account: "main",
  createdAt: now,
  attempts: []
})

const isNo = (verdict: Verdict) => verdict._tag === "Retryable" || verdict._tag === "Fatal"
const isDefinite = (verdict: Verdict) => verdict._tag !== "AmbiguousExecution"
const http = (status: number, body: string, complete = true): HttpReply => ({
  _tag: "HttpReply",
  status,
  headers: {},
  body,
  complete
})
const isDocument = (body: string) => {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === "object" && value !== null
  } catch {
    return false
  }
}
const withEach = (verdict: Verdict) => [verdict, ...(verdict.elements ?? [])]
const tell = (...what: ReadonlyArray<unknown>) => what.map(shown).join("\n")

const both = drawn(decisions, (d) => {
  const asked = askedOf(d)
  return { asked, reply: replyOf(d, asked.kind) }
})
const write = drawn(decisions, (d) => {
  const asked = writeOf(d)
  return { asked, reply: httpReplyOf(d, asked.kind), at: d.below(1 << 20) }
})

describe("decide", () => {
  property(
    "never throws, nor does anything that is made of its verdict",
    both,
    ({ asked, reply }) => {
      for (const at of [now, NaN, -Infinity]) {
        const verdict = decide(asked, reply, at)
        if (reply._tag === "HttpReply") quietOf(spotRules, reply, at)
        BanWindow.closing(spotRules, reply, verdict, at)
        for (const one of withEach(verdict)) {
          if (one._tag === "Success") continue
          const error = toError(one, undefined, () => inDoubt)
          assert.isNotEmpty(error.message)
          assert.strictEqual(error._tag, one._tag)
        }
      }
    },
    { runs: 1000, file }
  )

  const reached = new Map<string, number>()
  property(
    "says nothing that no row allows",
    both,
    ({ asked, reply }) => {
      const verdict = decide(asked, reply, now)
      const problem = unearned(asked, reply, verdict)
      assert.isUndefined(problem, tell(problem, asked, reply, verdict))
      if (isWrite(asked.kind)) for (const { _tag } of withEach(verdict)) reached.set(_tag, (reached.get(_tag) ?? 0) + 1)
    },
    { runs: 5000, file }
  )
  it("the cases reach every verdict", () => {
    for (const tag of ["Success", "Retryable", "Fatal", "AmbiguousExecution"])
      assert.isAbove(reached.get(tag) ?? 0, 100, tell(Object.fromEntries(reached)))
  })

  property(
    "an exchange that fails leaves every write in doubt: no 5xx, 3xx or 408 is definite, whatever it carries",
    write,
    ({ asked, reply, at }) => {
      const status = [500, 502, 503, 504, 599, 408, 301, 307, 520][at % 9] ?? 500
      const verdict = decide(asked, { ...reply, status }, now)
      for (const one of withEach(verdict))
        assert.strictEqual(one._tag, "AmbiguousExecution", tell(asked, { ...reply, status }, verdict))
    },
    { runs: 1000, file }
  )

  // Under these the status alone is documented to say that the edge refused, so a body that was cut takes nothing away.
  const edge = [401, 403, 404, 418, 429]

  property(
    "what is less complete is never more definite: a body that is cut, or that lacks its end, proves nothing",
    write,
    ({ asked, reply, at }) => {
      const status = reply.status
      if (edge.includes(status)) return
      // of a page nothing is cut that says anything
      if (!isDocument(reply.body)) return
      const length = reply.body.trim().length
      const cuts =
        length < 60 ? Array.from({ length }, (_, i) => i) : [at, at * 7, at * 31, 1, length - 1].map((n) => n % length)
      for (const cut of cuts) {
        // without a body at all a 413 is the router's own
        if (status === 413 && cut === 0) continue
        const short = { ...reply, body: reply.body.trim().slice(0, cut) }
        assert.isFalse(isDefinite(decide(asked, short, now)), tell("cut", asked, short))
      }
      const lacking = { ...reply, complete: false }
      assert.isFalse(isDefinite(decide(asked, lacking, now)), tell("not complete", asked, lacking))
    },
    { runs: 1000, file }
  )

  property(
    "under a status that is definite by itself, a cut body is what that status is: refused at the edge, and never a success",
    write,
    ({ asked, reply, at }) => {
      const status = edge[at % edge.length] ?? 403
      const cut = { ...reply, status, complete: false }
      const verdict = decide({ ...asked, earlier: "none" }, cut, now)
      const isOpen = asked.kind === "cancelReplace" && status === 429
      assert.strictEqual(isNo(verdict), !isOpen, tell(asked, cut, verdict))
      assert.notStrictEqual(verdict._tag, "Success")
    },
    { runs: 1000, file }
  )

  property(
    "an earlier attempt in doubt is never overruled: the intent is not refused, and a refusal of this attempt is kept beside it",
    write,
    ({ asked, reply }) => {
      const alone = decide({ ...asked, earlier: "none" }, reply, now)
      const later = decide({ ...asked, earlier: "in-doubt" }, reply, now)
      const checked = decide({ ...asked, earlier: "proven-not-executed" }, reply, now)
      for (const one of withEach(later)) assert.isFalse(isNo(one), tell(asked, reply, later))
      for (const one of withEach(checked)) assert.notStrictEqual(one._tag, "Fatal", tell(asked, reply, checked))
      // a doubt about this attempt stays one, and a success too
      if (!isNo(alone)) {
        assert.strictEqual(later._tag, alone._tag, tell(asked, reply, alone, later))
        assert.strictEqual(checked._tag, alone._tag, tell(asked, reply, alone, checked))
      } else if (later._tag === "AmbiguousExecution" && later.reason._tag !== "EarlierAttemptExists") {
        assert.deepStrictEqual(later.refusal, alone.reason, tell(asked, reply, alone, later))
      }
    },
    { runs: 1000, file }
  )

  property(
    "who made the id changes one thing only: a duplicate of an id of ours is an order of ours",
    write,
    ({ asked, reply }) => {
      const ours = decide({ ...asked, clientOrderIdFrom: "library" }, reply, now)
      const theirs = decide({ ...asked, clientOrderIdFrom: "caller" }, reply, now)
      if (!isNo(ours) || !isNo(theirs)) {
        assert.isFalse(isNo(ours) && !isNo(theirs), tell(asked, reply, ours, theirs))
        if (isNo(theirs) && theirs._tag === "Fatal" && theirs.reason._tag !== "CancelReplaceFailed")
          assert.strictEqual(theirs.reason._tag, "DuplicateClientOrderId", tell(asked, reply, ours, theirs))
      }
    },
    { runs: 1000, file }
  )

  property(
    "is a function of its arguments, and changes none of them",
    write,
    ({ asked, reply }) => {
      const before = shown(asked) + shown(reply)
      const one = decide(asked, reply, now)
      const other = decide(asked, { ...reply }, now)
      assert.deepStrictEqual(other, one)
      assert.strictEqual(shown(asked) + shown(reply), before)
    },
    { runs: 500, file }
  )

  const silent = drawn(40, (d) => ({ asked: writeOf(d), reply: noReplyOf(d) }))
  property(
    "without a reply, only what is older than a connection is definite",
    silent,
    ({ asked, reply }) => {
      const verdict = decide({ ...asked, earlier: "none" }, reply, now)
      assert.strictEqual(isNo(verdict), mayBeNo(asked, asked.kind, reply), tell(asked, reply, verdict))
      assert.notStrictEqual(verdict._tag, "Success")
      // a transport that knows less is never more definite
      const less = decide(
        asked,
        { ...reply, phase: reply.phase === "connect" ? "unknown" : "sent", code: undefined },
        now
      )
      for (const one of withEach(less)) assert.strictEqual(one._tag, "AmbiguousExecution", tell(asked, reply, less))
    },
    { runs: 1000, file }
  )

  property(
    "how long to wait is always a number of milliseconds that somebody could wait",
    both,
    ({ asked, reply }) => {
      for (const one of withEach(decide(asked, reply, now))) {
        if (one._tag !== "Retryable") continue
        const { reason } = one
        if ("retryAfter" in reason && reason.retryAfter !== undefined) {
          const millis = Duration.toMillis(reason.retryAfter)
          assert.isTrue(Number.isFinite(millis) && millis >= 0, tell(reply, one))
        }
        if ("until" in reason)
          assert.isTrue(Number.isSafeInteger(reason.until) && reason.until >= now, tell(reply, one))
      }
    },
    { runs: 1000, file }
  )
})

describe("one rule at a time, over every listed code", () => {
  const body = (code: number, msg = "") => JSON.stringify({ code, msg })
  const asked = (kind: Kind): Asked => ({
    product: spotRules,
    kind,
    earlier: "none",
    clientOrderIdFrom: "library",
    clientOrderIds: ["a"]
  })

  it("every neighbour of every listed code, under every status, for every write", () => {
    let definite = 0
    for (const kind of kinds)
      for (const status of [200, 201, 302, 400, 401, 403, 408, 409, 413, 418, 429, 451, 500, 503])
        for (let code = -2060; code <= 210; code++) {
          // the codes lie in three clusters
          if (code > -990 && code < -5) continue
          if (code > -1990 && code < -1230) continue
          const reply = http(status, `{"code":${code},"msg":""}`)
          const verdict = decide(asked(kind), reply, now)
          const problem = unearned(asked(kind), reply, verdict)
          if (problem !== undefined) assert.fail(tell(problem, kind, reply, verdict))
          if (isNo(verdict)) definite++
          if (isWrite(kind) && alwaysInDoubt.has(code))
            assert.strictEqual(verdict._tag, "AmbiguousExecution", tell(kind, reply))
        }
    assert.isAbove(definite, 3000)
  })

  it("every documented text, under every code of its family, for every write, whoever made the id", () => {
    let definite = 0
    for (const row of textFacts)
      for (const code of row.codes)
        for (const kind of writes)
          for (const clientOrderIdFrom of ["library", "caller"] as const)
            for (const earlier of ["none", "in-doubt", "proven-not-executed"] as const)
              for (const status of [200, 400, 409, 503]) {
                const reply = http(status, body(code, row.text))
                const what: Asked = { ...asked(kind), clientOrderIdFrom, earlier }
                const verdict = decide(what, reply, now)
                const problem = unearned(what, reply, verdict)
                if (problem !== undefined) assert.fail(tell(problem, what, reply, verdict))
                if (isNo(verdict)) definite++
              }
    assert.isAbove(definite, 1000)
  })

  it("a rule that is not there is missed: the oracle objects to an answer that is one step too sure", () => {
    const reply = http(400, body(-1007))
    const sure: Verdict = { _tag: "Fatal", reason: { _tag: "OrderRejected", code: -1007, kind: "rejected" } }
    assert.strictEqual(unearned(asked("place"), reply, sure), "not executed, without a row")
    assert.strictEqual(unearned(asked("place"), http(503, body(-2010)), sure), "not executed, without a row")
    assert.strictEqual(
      unearned(asked("place"), http(400, body(-2010)).status === 400 ? http(400, body(-2010)) : reply, sure),
      undefined
    )
    const done: Verdict = { _tag: "Success", body: {} }
    assert.strictEqual(unearned(asked("place"), http(200, `{"orderId":0}`), done), "executed, without a proof")
    assert.strictEqual(
      unearned(asked("place"), http(200, `{"orderId":28,"clientOrderId":"b"}`), done),
      "executed, without a proof"
    )
    assert.isUndefined(unearned(asked("place"), http(200, `{"orderId":28}`), done))
  })

  it("twenty megabytes, and a hundred thousand levels", () => {
    const megabytes = "x".repeat(20_000_000)
    const levels = 100_000
    const bodies = [
      megabytes,
      `{"code":-2010,"msg":"${megabytes}"}`,
      `{"code":-1007,"msg":"${megabytes}"}`,
      `{"orderId":28,"x":"${megabytes}"}`,
      "[".repeat(levels) + "]".repeat(levels),
      `{"data":`.repeat(levels) + "1" + "}".repeat(levels),
      `{"orderId":28,"x":${"[".repeat(levels)}12345678901234567890${"]".repeat(levels)}}`,
      `{"code":-2010,"msg":"x","data":${`{"data":`.repeat(levels)}1${"}".repeat(levels)}}`
    ]
    for (const text of bodies)
      for (const status of text.length > 10_000_000 ? [400] : [200, 400])
        for (const kind of text.length > 10_000_000
          ? (["place"] as const)
          : (["place", "cancelReplace", "batch"] as const)) {
          const reply = http(status, text)
          const verdict = decide(asked(kind), reply, now)
          const problem = unearned(asked(kind), reply, verdict)
          assert.isUndefined(problem, `${problem} ${status} ${kind} ${text.slice(0, 40)}`)
          if (verdict._tag !== "Success") assert.isBelow(shown(verdict.reason).length, 2000)
        }
  })
})

describe("a reply that contradicts itself, or asks too much", () => {
  // each id of a cancel is looked at with the state that belongs to it, and with no other
  property(
    "a cancel whose order is still open did not cancel, whatever list it belongs to",
    drawn(4, (d) =>
      http(
        200,
        JSON.stringify({ ...d.pick([{}, { orderId: 0 }]), orderListId: 7, status: d.pick(["NEW", "PARTIALLY_FILLED"]) })
      )
    ),
    (reply) => {
      const asked: Asked = {
        product: spotRules,
        kind: "cancel",
        earlier: "none",
        clientOrderIdFrom: "library",
        clientOrderIds: []
      }
      assert.notStrictEqual(decide(asked, reply, now)._tag, "Success", tell(reply))
    },
    { runs: 20, file }
  )

  // beyond a month a header, the end of a ban and an interval are all garbage
  property(
    "no reply closes the window for longer than a month",
    write,
    ({ asked, reply }) => {
      const month = 31 * 86_400_000
      const verdict = decide(asked, reply, now)
      const quiet = quietOf(spotRules, reply, now)
      const closes = BanWindow.closing(spotRules, reply, verdict, now)
      assert.isAtMost(quiet?.millis ?? 0, month, tell(asked, reply, quiet))
      assert.isAtMost((closes?.until ?? now) - now, month, tell(asked, reply, closes))
    },
    { runs: 1000, file }
  )

  // of replies without a code, of halves and of elements too
  property(
    "a body that carries the proof of success is never said not to have executed, unless it says REJECTED",
    write,
    ({ asked, reply }) => {
      const verdict = decide({ ...asked, earlier: "none" }, reply, now)
      if (!isStatus(reply.status) || reply.complete !== true || !isNo(verdict)) return
      let body: unknown
      try {
        body = JSON.parse(reply.body)
      } catch {
        return
      }
      if (verdict._tag === "Fatal" && verdict.reason._tag === "CancelReplaceFailed") {
        const halves = halvesOf(body)
        if (verdict.reason.place.executed === "no")
          assert.isFalse(carriesId("place", halves?.["newOrderResponse"]), tell(asked, reply, verdict))
      } else if (!/"REJECT(ED)?"/.test(reply.body))
        assert.isFalse(carriesId(asked.kind, body), tell(asked, reply, verdict))
    },
    { runs: 1000, file }
  )
})
