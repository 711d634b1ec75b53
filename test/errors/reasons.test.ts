/** What each reason tells a program and a person: one row per reason, written from the contract and not from the library's table. */
import { assert, describe, it } from "@effect/vitest"
import type { AnyReason, Remedy } from "effect-binance/errors/Advice"
import * as Ambiguous from "effect-binance/errors/AmbiguousReason"
import { AmbiguousExecution, type BinanceError, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import * as FatalReasons from "effect-binance/errors/FatalReason"
import { HalfVerdict } from "effect-binance/errors/HalfVerdict"
import { InDoubt } from "effect-binance/errors/InDoubt"
import * as RetryableReasons from "effect-binance/errors/RetryableReason"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Duration from "effect/Duration"
import * as fs from "node:fs"
import { clientOrderId, errorOf, inDoubt, kinds, operation, reasons, samples, symbol } from "./support.ts"

type Tag = BinanceError["_tag"]

const pages = new URL("../../docs/errors/", import.meta.url)

interface Row {
  readonly tag: Tag
  readonly remedy: Remedy
  /** In ms; absent where the error does not say how long to wait. */
  readonly retryAfter?: number
  readonly code?: number
  /** What happened, in the message. */
  readonly says: ReadonlyArray<RegExp>
  /** What to do, in the message. */
  readonly next: RegExp
}

const doubt = /settle it, never resend it blindly/i

const table: { readonly [Reason in AnyReason["_tag"]]: Row } = {
  NotSent: {
    tag: "Retryable",
    remedy: "wait",
    says: [/not sent/, /ECONNREFUSED/, /not one byte/],
    next: /send it again/
  },
  RateLimited: {
    tag: "Retryable",
    remedy: "wait",
    retryAfter: 7000,
    code: -1003,
    says: [/REQUEST_WEIGHT/],
    next: /until retryAfter/
  },
  IpBanned: {
    tag: "Retryable",
    remedy: "wait",
    retryAfter: 120_000,
    code: -1003,
    says: [/banned until 2023-11-14T22:15:20\.000Z/],
    next: /Send nothing until then/
  },
  OrderRateLimited: {
    tag: "Retryable",
    remedy: "wait",
    retryAfter: 10_000,
    code: -1015,
    says: [/limit of new orders/, /account/],
    next: /no order until retryAfter/
  },
  ServerBusy: { tag: "Retryable", remedy: "wait", code: -1008, says: [/overloaded/], next: /again after a pause/ },
  ServiceUnavailable: {
    tag: "Retryable",
    remedy: "wait",
    code: -1016,
    says: [/service is down/],
    next: /again after a pause/
  },
  ClockSkew: { tag: "Retryable", remedy: "wait", code: -1021, says: [/timestamp/], next: /clock.*send it again/ },
  TooManyConnections: {
    tag: "Retryable",
    remedy: "wait",
    code: -1034,
    says: [/too many connections/],
    next: /Close connections.*send it again/
  },
  ReadFailed: {
    tag: "Retryable",
    remedy: "wait",
    code: -1000,
    says: [/no usable answer/, /HTTP 502/],
    next: /ask again/
  },
  ProvenNotExecuted: {
    tag: "Retryable",
    remedy: "wait",
    says: [/in doubt/, /proven not to have executed/],
    next: /safe to send it again/
  },
  Expired: { tag: "Retryable", remedy: "wait", says: [/not sent again/, /10000 ms/], next: /new intent/ },
  BanWindowClosed: {
    tag: "Retryable",
    remedy: "wait",
    says: [/not sent/, /2023-11-14T22:15:20\.000Z/],
    next: /Wait until then/
  },
  BudgetExhausted: {
    tag: "Retryable",
    remedy: "wait",
    says: [/not sent/, /rate budget/, /2023-11-14T22:14:20\.000Z/],
    next: /Wait until then/
  },
  ClockUnknown: { tag: "Retryable", remedy: "wait", says: [/not sent/, /clock/, /ENOTFOUND/], next: /send it again/ },
  // waiting does not repair a disk, and no order leaves without its row
  JournalUnavailable: {
    tag: "Retryable",
    remedy: "call-a-person",
    says: [/not sent/, /journal/, /disk full/],
    next: /journal writable again/
  },
  InvalidRequest: {
    tag: "Fatal",
    remedy: "fix-request",
    code: -1102,
    says: [/parameter timeInForce/],
    next: /Fix the request/
  },
  FilterFailure: {
    tag: "Fatal",
    remedy: "fix-request",
    code: -1013,
    says: [/LOT_SIZE/],
    next: /exchangeInfo.*price or quantity/
  },
  InsufficientBalance: {
    tag: "Fatal",
    remedy: "add-funds",
    code: -2010,
    says: [/balance is too small/],
    next: /Add funds/
  },
  DuplicateClientOrderId: {
    tag: "Fatal",
    remedy: "fix-request",
    code: -2010,
    says: [/open order already has this client order id/],
    next: /Look that order up/
  },
  UnknownOrder: {
    tag: "Fatal",
    remedy: "fix-request",
    code: -2013,
    says: [/does not know now/],
    next: /proves nothing/
  },
  OrderRejected: {
    tag: "Fatal",
    remedy: "fix-request",
    code: -2010,
    says: [/matching engine/, /would-take/],
    next: /Change the order/
  },
  // `wait` belongs to what may be sent again as it is, and nothing Fatal may
  MarketClosed: { tag: "Fatal", remedy: "fix-request", code: -2010, says: [/not trading/], next: /exchangeInfo/ },
  AccountRestricted: {
    tag: "Fatal",
    remedy: "call-a-person",
    code: -2010,
    says: [/account/],
    next: /permissions with Binance/
  },
  BadCredentials: { tag: "Fatal", remedy: "fix-credentials", code: -2015, says: [/API key/], next: /Check the key/ },
  BadSignature: {
    tag: "Fatal",
    remedy: "fix-credentials",
    code: -1022,
    says: [/signature does not match/],
    next: /secret belongs to the key/
  },
  WafBlocked: {
    tag: "Fatal",
    remedy: "call-a-person",
    code: -1,
    says: [/blocked at the edge/],
    next: /Stop, slow down/
  },
  RestrictedLocation: {
    tag: "Fatal",
    remedy: "call-a-person",
    code: 0,
    says: [/location/],
    next: /Nothing in the program/
  },
  Unsupported: { tag: "Fatal", remedy: "fix-request", code: -1020, says: [/not supported/], next: /Use another/ },
  AlreadyInState: {
    tag: "Fatal",
    remedy: "fix-request",
    code: -2038,
    says: [/nothing to change/, /FILLED/],
    next: /Read the order/
  },
  CancelReplaceFailed: {
    tag: "Fatal",
    remedy: "fix-request",
    code: -2021,
    says: [/cancel executed/, /new order did not execute/, /InsufficientBalance -2010/],
    next: /Look at each half/
  },
  UndocumentedRefusal: {
    tag: "Fatal",
    remedy: "call-a-person",
    code: -9999,
    says: [/undocumented code -9999/],
    next: /Look the code up/
  },
  UnexpectedShape: {
    tag: "Fatal",
    remedy: "call-a-person",
    says: [/unexpected shape/, /serverTime is missing/],
    next: /schema of the operation/
  },
  ResponseLost: { tag: "AmbiguousExecution", remedy: "reconcile", says: [/reply was lost/, /ECONNRESET/], next: doubt },
  TimedOut: { tag: "AmbiguousExecution", remedy: "reconcile", says: [/no reply came in time/], next: doubt },
  EngineTimeout: {
    tag: "AmbiguousExecution",
    remedy: "reconcile",
    code: -1007,
    says: [/gave up waiting/],
    next: doubt
  },
  EngineReplyLost: {
    tag: "AmbiguousExecution",
    remedy: "reconcile",
    code: -1006,
    says: [/lost its engine's reply/],
    next: doubt
  },
  ServerErrorReply: { tag: "AmbiguousExecution", remedy: "reconcile", code: -1000, says: [/HTTP 503/], next: doubt },
  MalformedReply: {
    tag: "AmbiguousExecution",
    remedy: "reconcile",
    code: -1,
    says: [/the body is empty/],
    next: doubt
  },
  ConnectionClosed: {
    tag: "AmbiguousExecution",
    remedy: "reconcile",
    says: [/connection closed/, /1006/],
    next: doubt
  },
  UndocumentedCode: {
    tag: "AmbiguousExecution",
    remedy: "reconcile",
    code: -9999,
    says: [/-9999/, /not documented/],
    next: doubt
  },
  CancelReplaceInDoubt: {
    tag: "AmbiguousExecution",
    remedy: "reconcile",
    code: -2021,
    says: [/cancel executed/, /new order is in doubt/, /EngineTimeout -1007/],
    next: /Settle each half; never resend it blindly/
  },
  TransferPending: {
    tag: "AmbiguousExecution",
    remedy: "reconcile",
    code: -5012,
    says: [/not confirmed/],
    next: /CONFIRMED or FAILED; never resend it blindly/
  },
  EarlierAttemptExists: {
    tag: "AmbiguousExecution",
    remedy: "reconcile",
    code: -2010,
    says: [/earlier attempt/],
    next: /The order exists: look it up/
  }
}

const rows = Object.entries(table) as ReadonlyArray<[AnyReason["_tag"], Row]> // the keys of a literal

const unions = {
  Retryable: RetryableReasons.RetryableReason.members,
  Fatal: FatalReasons.FatalReason.members,
  AmbiguousExecution: Ambiguous.AmbiguousReason.members
} as const
const modules = { Retryable: RetryableReasons, Fatal: FatalReasons, AmbiguousExecution: Ambiguous } as const

const classOf = { Retryable, Fatal, AmbiguousExecution } as const

const executedOf = (name: AnyReason["_tag"], tag: Tag, kind: (typeof kinds)[number]) =>
  tag === "AmbiguousExecution"
    ? "unknown"
    : kind === "read" || kind === "test"
      ? "n/a"
      : name === "CancelReplaceFailed"
        ? "partial"
        : "no"

describe("reasons", () => {
  it("one name belongs to one tag, one class and one schema identifier", () => {
    const owners = new Map<string, Tag>()
    const identifiers = new Set<string>()
    for (const tag of ["Retryable", "Fatal", "AmbiguousExecution"] as const) {
      for (const member of unions[tag]) {
        const name = member.fields._tag.schema.literal
        assert.isFalse(owners.has(name), `${name} belongs to ${owners.get(name)} and to ${tag}`)
        assert.strictEqual(member.name, name, "the class is called as its tag")
        owners.set(name, tag)
        identifiers.add(member.identifier)
      }
      // a class that the union forgot could be made, but neither caught nor decoded
      const exported = Object.entries(modules[tag])
        .filter(([, value]) => "identifier" in value)
        .map(([name]) => name)
      assert.sameMembers(
        exported,
        unions[tag].map((member) => member.name)
      )
    }
    assert.strictEqual(identifiers.size, owners.size)
    assert.sameMembers(
      [...owners.keys()],
      rows.map(([name]) => name)
    )
    for (const [name, row] of rows) assert.strictEqual(owners.get(name), row.tag, name)
  })

  it.each(rows)("%s: every getter, for every kind of operation", (name, row) => {
    for (const kind of kinds) {
      const error = errorOf(samples[name], kind)
      const about = `${name} of a ${kind}`
      assert.strictEqual(error._tag, row.tag, about)
      assert.strictEqual(error.reason._tag, name, about)
      assert.strictEqual(error.executed, executedOf(name, row.tag, kind), about)
      assert.strictEqual(error.remedy, row.remedy, about)
      assert.strictEqual(error.code, row.code, about)
      assert.strictEqual(
        error.retryAfter === undefined ? undefined : Duration.toMillis(error.retryAfter),
        row.retryAfter,
        about
      )
      const [page = "", anchor] = error.docs.replace("https://unpkg.com/effect-binance/docs/errors/", "").split("#")
      assert.include(["spot.md", "reasons.md"], page, about)
      // some samples carry codes that Spot does not list
      if (page === "spot.md" && error.code !== undefined && !spotRules.codes.has(error.code)) {
        assert.strictEqual(anchor, `${error.code}`, about)
      } else assert.include(fs.readFileSync(new URL(page, pages), "utf8"), `<a id="${anchor}"></a>`, about)
      assert.strictEqual(error.operation?.kind, kind, about)
    }
  })

  it.each(rows)("%s: the message names the operation, says what happened and what to do", (name, row) => {
    for (const kind of kinds) {
      const { message } = errorOf(samples[name], kind)
      for (const part of [`spot.${kind}`, symbol, clientOrderId]) assert.include(message, part)
      for (const part of row.says) assert.match(message, part)
      assert.match(message, row.next)
      const { msg, code } = samples[name] as { readonly msg?: string; readonly code?: number } // absent where the reason has none
      if (msg !== undefined) assert.include(message, `"${msg}"`)
      if (code !== undefined) assert.include(message, `${code}`)
      assert.notMatch(message, /undefined|null|NaN|\[object|\n/)
    }
  })

  it.each(rows)("%s: the message never claims more than is known", (name, row) => {
    for (const kind of kinds) {
      const { executed, message } = errorOf(samples[name], kind)
      assert.strictEqual(message.includes("Nothing executed."), executed === "no", `${executed}: ${message}`)
      if (row.tag === "AmbiguousExecution")
        assert.notMatch(message, /send it again|nothing happened|did not execute\./i)
      else assert.notMatch(message, /may have executed|may execute/i)
      // "again" is advice for what may be sent again only
      if (row.tag === "Fatal") assert.notMatch(message, /send it again/i)
    }
  })

  it("the remedy of a tag is one that the tag allows", () => {
    const allowed: { readonly [T in Tag]: ReadonlyArray<Remedy> } = {
      Retryable: ["wait", "call-a-person"],
      Fatal: ["fix-request", "fix-credentials", "add-funds", "call-a-person"],
      AmbiguousExecution: ["reconcile"]
    }
    for (const reason of reasons) {
      const error = errorOf(reason, "place")
      assert.include(allowed[error._tag], error.remedy, reason._tag)
    }
  })

  it("without optional fields and without an operation the message still reads", () => {
    const bare: ReadonlyArray<BinanceError> = [
      new Retryable({ reason: new RetryableReasons.ClockSkew({}) }),
      new Retryable({ reason: new RetryableReasons.IpBanned({ until: 0 }) }),
      new Fatal({ reason: new FatalReasons.AlreadyInState({}) }),
      new Fatal({ reason: new FatalReasons.InvalidRequest({ code: -1102 }) }),
      new Fatal({ reason: new FatalReasons.WafBlocked({ msg: undefined, code: undefined }) }),
      new AmbiguousExecution({
        reason: new Ambiguous.TimedOut({}),
        inDoubt: new InDoubt({
          operation: "spot.transfer",
          product: "spot",
          kind: "transfer",
          clientOrderIds: [],
          route: "spot",
          account: "main",
          createdAt: 0,
          attempts: []
        })
      })
    ]
    for (const error of bare) {
      assert.match(error.message, /^(The call|spot\.transfer) /)
      assert.notMatch(error.message, /undefined|null|\[\]|\(\)/)
    }
    assert.strictEqual(bare[0]?.executed, "no")
    assert.strictEqual(bare[0]?.operation, undefined)
    assert.strictEqual(bare[0]?.retryAfter, undefined)
  })
})

describe("the halves of a cancelReplace", () => {
  const yes = new HalfVerdict({ executed: "yes" })
  const no = new HalfVerdict({ executed: "no", tag: "Fatal", reason: "UnknownOrder", code: -2011 })
  const skipped = new HalfVerdict({ executed: "no", attempted: false })
  const unknown = new HalfVerdict({ executed: "unknown", tag: "AmbiguousExecution", reason: "MalformedReply" })

  it("executed is no only when both halves are", () => {
    const cases: ReadonlyArray<readonly [HalfVerdict, HalfVerdict, "no" | "partial"]> = [
      [no, no, "no"],
      [no, skipped, "no"],
      [skipped, no, "no"],
      [yes, no, "partial"],
      [yes, skipped, "partial"],
      [no, yes, "partial"],
      [yes, yes, "partial"],
      // the verdict never makes these two of a Fatal; if somebody does, they must not read as "nothing executed"
      [unknown, no, "partial"],
      [no, unknown, "partial"]
    ]
    for (const [cancel, place, expected] of cases) {
      const error = new Fatal({
        reason: new FatalReasons.CancelReplaceFailed({ cancel, place }),
        operation: operation("cancelReplace")
      })
      assert.strictEqual(error.executed, expected, `${cancel.executed} and ${place.executed}`)
      assert.strictEqual(error.message.includes("Nothing executed."), expected === "no")
    }
  })

  it("the message says of each half what became of it", () => {
    const message = (cancel: HalfVerdict, place: HalfVerdict) =>
      new Fatal({ reason: new FatalReasons.CancelReplaceFailed({ cancel, place }) }).message
    assert.include(message(yes, no), "the cancel executed, the new order did not execute (UnknownOrder -2011)")
    assert.include(message(no, skipped), "the new order was not attempted")
    assert.include(message(unknown, yes), "the cancel is in doubt (MalformedReply), the new order executed")
  })
})

describe("in doubt", () => {
  it("the fence is that of the latest attempt, whatever their order", () => {
    assert.strictEqual(inDoubt("place").fenceAt, 1_700_000_011_000)
  })
  it("without a known attempt there is no fence to wait for", () => {
    assert.strictEqual(new InDoubt({ ...inDoubt("place"), attempts: [] }).fenceAt, Infinity)
  })
  it("the error speaks about the operation that is in doubt", () => {
    const error = new AmbiguousExecution({ reason: samples.TimedOut, inDoubt: inDoubt("cancel") })
    assert.deepStrictEqual({ ...error.operation }, { name: "spot.cancel", kind: "cancel", symbol, clientOrderId })
  })
})

describe("as JavaScript errors", () => {
  it.each(rows)("%s: an Error of its class, named by its bare tag", (name, row) => {
    const error = errorOf(samples[name], "place")
    assert.instanceOf(error, Error)
    assert.strictEqual(error.name, row.tag)
    assert.strictEqual(`${error}`, `${row.tag}: ${error.message}`)
    for (const other of ["Retryable", "Fatal", "AmbiguousExecution"] as const) {
      assert.strictEqual(error instanceof classOf[other], other === row.tag)
    }
  })

  it.each(rows)("%s: one stack, that of the error", (name, row) => {
    const makeHere = () => errorOf(samples[name], "place")
    const error = makeHere()
    const { stack } = error
    assert.isTrue(stack?.startsWith(`${row.tag}: `), stack)
    assert.include(stack, "makeHere")
    // everything below the error is plain data: no second Error, no second capture
    const seen = new Set<unknown>()
    const errors: Array<unknown> = []
    const walk = (value: unknown) => {
      if (typeof value !== "object" || value === null || seen.has(value)) return
      seen.add(value)
      if (value instanceof Error) errors.push(value)
      for (const key of Reflect.ownKeys(value)) walk(Reflect.get(value, key))
    }
    walk(error)
    assert.deepStrictEqual(errors, [error])
    assert.isFalse("stack" in error.reason)
    assert.isTrue(seen.has(error.reason))
  })
})
