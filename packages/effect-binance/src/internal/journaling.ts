/** One intent and its lines in the journal: what keeps several processes, and one that has died, from sending it twice. */
import * as BigDecimal from "effect/BigDecimal"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { type Endpoint, exchangeOf } from "../client/Endpoint.ts"
import * as Intent from "../client/Intent.ts"
import { type AnyOperation, formatDecimal } from "../client/Operation.ts"
import { ResponseLost } from "../errors/AmbiguousReason.ts"
import { AmbiguousExecution, BinanceError, Fatal, Retryable } from "../errors/BinanceError.ts"
import { InvalidRequest } from "../errors/FatalReason.ts"
import { type Kind, OperationInfo } from "../errors/InDoubt.ts"
import { Expired, JournalUnavailable } from "../errors/RetryableReason.ts"
import {
  type AttemptRow,
  type IntentRow,
  JournalError,
  type NewIntent,
  type OrderJournal,
  type Outcome,
  type States
} from "../orders/OrderJournal.ts"
import { acceptedIn } from "./answers.ts"
import { inDoubtOf } from "./inDoubt.ts"

/** What all pages of one service share. */
export interface Shelf {
  readonly journal: OrderJournal["Service"]
  /** The name of this process in the journal; no other process has it. */
  readonly writtenBy: string
  readonly newId: () => string
  /** Where its calls go, where that is known. */
  readonly endpoint: Endpoint["Service"] | undefined
  /** How long after the row was begun an attempt may still be signed, in ms: every fence in the journal is later by that much. */
  readonly signWithinMillis: number
}

/** Why a page goes no further by itself. */
export type Interception =
  /** The intent has an outcome. */
  | { readonly _tag: "Ended"; readonly outcome: Outcome }
  /** Another intent was begun under its key meanwhile. */
  | { readonly _tag: "KeyTaken" }

/** What was opened: the whole, whose parts are opened under the same page. */
interface Whole {
  readonly operation: AnyOperation
  readonly input: unknown
  readonly subject: NewIntent
}

interface Line extends Intent.JournalLine {
  readonly number: number
  /** Whether it is proven that it was not accepted. */
  isOver: boolean
}

/** Is told of the doubts of an intent: before the first of them is settled, and once none of them is left. */
export interface Watcher {
  readonly inDoubt: (doubt: AmbiguousExecution, intent: Intent.Intent) => Effect.Effect<void>
  readonly settled: Effect.Effect<void>
}

// The estimate of the exchange's time may be corrected downwards between the row and the signature.
const stepMillis = 1000

/**
 * An attempt as the journal has it, read now, in ms by this process's monotonic clock. Who wrote it may be alive, and has until its
 * bound to sign it: its own, not ours. `signWithinMillis` is for the rows of older versions, which do not say it.
 */
export const readBack = (attempt: AttemptRow, now: number, signWithinMillis: number): Intent.AttemptRecord =>
  Intent.readBack(attempt, now + (attempt.signWithin ?? signWithinMillis))

/**
 * Why a row is none of ours, in words: it is of another exchange, which knows nothing of what is here. Nothing is concluded from
 * what an exchange does not show that was never asked for it.
 */
export const elsewhere = (
  endpoint: Endpoint["Service"] | undefined,
  operation: AnyOperation,
  row: Pick<IntentRow, "exchange">
): string | undefined => {
  const here = endpoint === undefined ? undefined : exchangeOf(endpoint, operation.path)
  return here === undefined || row.exchange === undefined || here === row.exchange
    ? undefined
    : `it was begun at ${row.exchange}, and ${here} is asked here`
}

// What it takes longer for is of no use any more, or can be done later.
const answersWithinMillis = 5000

/** A journal that says so when it does not answer. */
export const inTime = (journal: OrderJournal["Service"], signWithinMillis: number): OrderJournal["Service"] => {
  const duration = Math.max(answersWithinMillis, signWithinMillis)
  const bounded = <A>(doing: string, effect: Effect.Effect<A, JournalError>) =>
    Effect.timeoutOrElse(effect, {
      duration,
      orElse: () => Effect.fail(new JournalError({ doing, problem: `it took longer than ${duration} ms` }))
    })
  return {
    sign: (...given) => bounded("write an attempt", journal.sign(...given)),
    conclude: (options) => bounded("write an outcome", journal.conclude(options)),
    read: (id) => bounded("read an intent", journal.read(id)),
    latest: (account, key) => bounded("read the intent of a key", journal.latest(account, key)),
    // these may have much to read
    unsettled: journal.unsettled,
    executedSince: journal.executedSince
  }
}

const invalid = (parameter: string, msg: string, operation: AnyOperation) =>
  new Fatal({
    reason: new InvalidRequest({ code: -1102, parameter, msg }),
    operation: new OperationInfo({ name: operation.name, kind: operation.kind })
  })

/** The input as JSON. A decimal is written as its text, which every operation takes as well. */
const jsonOf = (input: unknown): Schema.Json => {
  const text = JSON.stringify(input, function (this: Readonly<Record<string, unknown>>, key, value: unknown) {
    const own = this[key]
    return BigDecimal.isBigDecimal(own) ? formatDecimal(own) : value
  })
  return text === undefined ? null : (JSON.parse(text) as Schema.Json) // what JSON.parse gives is JSON
}

const wireOf = ({ parameters }: AnyOperation, input: unknown, clientOrderId: string) =>
  JSON.stringify(parameters((input ?? undefined) as never, clientOrderId)) // an operation's own input, or what the journal has of it

const Elements = Schema.toCodecJson(
  Schema.Array(
    Schema.Union([
      Schema.TaggedStruct("Success", { success: Schema.Unknown }),
      Schema.TaggedStruct("Failure", { failure: BinanceError })
    ])
  )
)
const encodeElements = Schema.encodeSync(Elements)
const decodeElements = Schema.decodeUnknownResult(Elements)

/** What a call gave, as JSON. */
const resultToJson = (kind: Kind, result: unknown): Schema.Json =>
  kind === "batch" && Array.isArray(result)
    ? jsonOf(
        encodeElements(
          result.map((element: Result.Result<unknown, BinanceError>) =>
            Result.isSuccess(element)
              ? { _tag: "Success" as const, success: jsonOf(element.success) }
              : { _tag: "Failure" as const, failure: element.failure }
          )
        )
      )
    : jsonOf(result)

/** What a call gave, from its JSON. */
export const resultFromJson = (kind: Kind, json: Schema.Json): unknown => {
  if (kind !== "batch") return json
  const decoded = decodeElements(json)
  return Result.isFailure(decoded)
    ? json
    : decoded.success.map((element) =>
        element._tag === "Success" ? Result.succeed(element.success) : Result.fail(element.failure)
      )
}

export class Page implements Intent.Journal {
  readonly id: string
  readonly intent: Intent.Intent
  interception: Interception | undefined
  /** Whether its caller has gone: then nothing more is sent, but what settles what was sent before. */
  isAbandoned = false
  /** Whether its end is known, and is being written down. */
  isEnding = false
  watcher: Watcher | undefined

  readonly #shelf: Shelf
  readonly #kinds: ReadonlySet<Kind>
  readonly #key: string | undefined
  readonly #run: number
  readonly #row: IntentRow | undefined
  readonly #isRecovery: boolean
  readonly #intercepted = Deferred.makeUnsafe<never, Fatal>()
  /** The intents, its own and those of its parts, whose doubt has no end yet. */
  readonly #unsettled = new Set<Intent.Intent>()
  readonly #lines: Array<Line> = []
  readonly #turns = Semaphore.makeUnsafe(1)
  /** How many attempts it has as far as is known here. */
  #count: number
  /** Whether a row may have been written of which we were not told. */
  #isUnsure = false
  #isOpened = false
  #whole: Whole | undefined

  constructor(
    shelf: Shelf,
    kinds: ReadonlySet<Kind>,
    options: {
      readonly key?: string | undefined
      readonly run?: number
      readonly row?: IntentRow | undefined
      /** Whether nobody wants it any more: it is only found out what became of it. */
      readonly isRecovery?: boolean
    },
    make: (page: Page) => Intent.Intent
  ) {
    this.#shelf = shelf
    this.#kinds = kinds
    this.#row = options.row
    this.#isRecovery = options.isRecovery ?? false
    this.#key = options.row?.key ?? options.key
    this.#run = options.row?.run ?? options.run ?? 1
    this.#count = options.row?.attempts.length ?? 0
    this.id = options.row?.id ?? shelf.newId()
    this.intent = make(this)
  }

  get number(): number {
    return this.intent.number
  }

  /** How often it was begun under its key, this time included. */
  get run(): number {
    return this.#run
  }

  /** Whether its call has started. */
  get isOpened(): boolean {
    return this.#isOpened
  }

  /** Whether the journal has lines of the intent that was run, or may have. */
  get isWritten(): boolean {
    return this.#isOpened && (this.#count > 0 || this.#isUnsure)
  }

  /** Whether it may have executed, or may execute yet, as far as is known here. */
  get mayLive(): boolean {
    return (
      this.isEnding ||
      this.isInDoubt ||
      this.#lines.some(
        ({ isOver, record }) =>
          !isOver &&
          (record === undefined ||
            record.state === "open" ||
            // half of it may have executed all the same
            (record.state === "refused" && this.intent.operation?.kind === "cancelReplace"))
      )
    )
  }

  get isInDoubt(): boolean {
    return this.#unsettled.size > 0 || this.intent.doubt !== undefined
  }

  /** What has left is settled, also when nobody waits for it any more; nothing new is begun. */
  get #isOver(): boolean {
    return this.isAbandoned && this.#unsettled.size === 0
  }

  /** Whether a settlement may send it again: an amend that nobody waits for any more could undo what was done since. */
  get #maySettleBySending(): boolean {
    const { input, operation } = this.#whole ?? {}
    const find = operation?.find
    const kind =
      find?.subject === "batch"
        ? find.parts(input as never, this.intent.clientOrderId)[0]?.operation.kind // the operation's own input
        : operation?.kind
    return !this.#isRecovery || kind === "cancel"
  }

  /** Nothing that was sent until now has executed, or can. */
  readonly proveNotExecuted = (): void => {
    for (const line of this.#lines) line.isOver = true
  }

  readonly settling: Intent.Journal["settling"] = (doubt, intent, settlement) =>
    Effect.suspend(() => {
      this.#unsettled.add(intent)
      // interrupted, it is as much in doubt as before
      const settled = Effect.suspend(() => {
        this.#unsettled.delete(intent)
        return this.#unsettled.size === 0 ? (this.watcher?.settled ?? Effect.void) : Effect.void
      })
      return Effect.andThen(
        this.watcher?.inDoubt(this.intent.doubt ?? doubt, intent) ?? Effect.void,
        Effect.raceFirst(Effect.tap(settlement, settled), Deferred.await(this.#intercepted))
      )
    })

  readonly opened = (operation: AnyOperation, input: unknown, account: string): BinanceError | undefined => {
    // a part of it opens again under the same page
    if (this.#isOpened) return undefined
    const { intent } = this
    if (!this.#kinds.has(operation.kind)) {
      return invalid("operation", `${operation.name} is a ${operation.kind}, which this function is not for`, operation)
    }
    const json = jsonOf(input)
    const wire = wireOf(operation, input, intent.clientOrderId)
    if (wireOf(operation, json, intent.clientOrderId) !== wire) {
      return invalid(
        "input",
        "it cannot be written down as JSON, so it could not be found again after a crash",
        operation
      )
    }
    const row = this.#row
    if (
      row !== undefined &&
      (row.operation !== operation.name || wireOf(operation, row.input, intent.clientOrderId) !== wire)
    ) {
      return invalid("key", `${this.#key} is the key of another intent; one key is one intent`, operation)
    }
    const { endpoint } = this.#shelf
    const problem = row === undefined ? undefined : elsewhere(endpoint, operation, row)
    if (problem !== undefined) return invalid("key", `${this.#key ?? "this intent"}: ${problem}`, operation)
    this.#isOpened = true
    intent.operation = operation
    intent.input = input
    if (row?.outcome !== undefined) return this.#intercept({ _tag: "Ended", outcome: row.outcome }, operation)
    const description = operation.describe(input as never, intent.clientOrderId) // the operation's own input
    const inDoubt = inDoubtOf(operation, description, intent, account, undefined)
    const exchange = row === undefined && endpoint !== undefined ? exchangeOf(endpoint, operation.path) : row?.exchange
    const subject: NewIntent = {
      id: this.id,
      key: this.#key,
      run: this.#run,
      account,
      ...(exchange === undefined ? {} : { exchange }),
      operation: operation.name,
      input: json,
      clientOrderId: intent.clientOrderId,
      createdAt: Math.floor(intent.createdAt),
      subject: inDoubt
    }
    this.#whole = { operation, input, subject }
    if (inDoubt.attempts.length > 0) this.#doubt("the process that sent it has ended", this.#whole)
    else if (this.isAbandoned) return new Retryable({ reason: new Expired({ goodForMillis: 0 }) })
    return undefined
  }

  readonly signing: Intent.Journal["signing"] = (asked) => this.#turns.withPermit(this.#sign(asked))

  readonly #sign = Effect.fnUntraced(function* (
    this: Page,
    asked: Parameters<Intent.Journal["signing"]>[0]
  ): Effect.fn.Return<Intent.JournalLine, BinanceError> {
    const { journal, signWithinMillis, writtenBy } = this.#shelf
    while (true) {
      if (this.#isOver || !this.#maySettleBySending)
        return yield* new Retryable({ reason: new Expired({ goodForMillis: 0 }) })
      const whole = this.#whole
      if (whole === undefined) return yield* Effect.die("an attempt is signed inside of an opened intent")
      const attempt: AttemptRow = {
        number: this.#count + 1,
        signedFrom: Math.floor(asked.time) - stepMillis,
        recvWindow: asked.recvWindow,
        signWithin: signWithinMillis,
        fenceAt: Math.ceil(asked.time + asked.recvWindow + asked.graceMillis) + signWithinMillis,
        state: "open",
        writtenAt: yield* Clock.currentTimeMillis,
        writtenBy
      }
      const wasUnsure = this.#isUnsure
      this.#isUnsure = true
      const written = yield* Effect.mapError(journal.sign(whole.subject, attempt, this.#states()), (error) => {
        if (error.wroteNothing === true) this.#isUnsure = wasUnsure
        return unavailable(error)
      })
      if (written === "written") {
        this.#isUnsure = false
        const line: Line = {
          number: attempt.number,
          signedFrom: attempt.signedFrom,
          fenceAt: attempt.fenceAt,
          record: undefined,
          isOver: false
        }
        this.#count = attempt.number
        if (this.#isOver) continue
        this.#lines.push(line)
        return line
      }
      yield* this.#catchUp(whole)
      // the number is taken, and by nothing that is there
      if (this.#count < attempt.number)
        return yield* unavailable(
          new JournalError({ doing: "write an attempt", problem: "the journal has lost attempts of this intent" })
        )
    }
  }).bind(this)

  /** Ends what is under way when somebody else has written how it ended. */
  readonly lookForEnd: Effect.Effect<void, JournalError> = Effect.suspend(() => {
    const whole = this.#whole
    return whole === undefined
      ? Effect.void
      : Effect.map(this.#shelf.journal.read(this.id), (row) => {
          if (row?.outcome !== undefined && !this.isEnding)
            this.#intercept({ _tag: "Ended", outcome: row.outcome }, whole.operation)
        })
  })

  /** Learns what others have written of it. Fails when that is a reason to send nothing. */
  readonly #catchUp = Effect.fnUntraced(function* (this: Page, whole: Whole): Effect.fn.Return<void, BinanceError> {
    const { operation } = whole
    const row = yield* Effect.mapError(this.#shelf.journal.read(this.id), unavailable)
    if (row === undefined) return yield* this.#intercept({ _tag: "KeyTaken" }, operation)
    if (row.outcome !== undefined) return yield* this.#intercept({ _tag: "Ended", outcome: row.outcome }, operation)
    if (yield* this.#adopt(row)) return yield* this.#doubt("another process has sent it as well", whole)
  }).bind(this)

  /** Takes over the attempts that are not known here yet. Gives whether one of them may live. */
  readonly #adopt = (row: IntentRow): Effect.Effect<boolean> =>
    Effect.map(Intent.monotonicMillis, (now) => {
      let mayLive = false
      for (const attempt of row.attempts) {
        if (attempt.number <= this.#count) continue
        this.#count = attempt.number
        // a row of ours of which we were not told that it is written: nothing was signed for it
        if (attempt.writtenBy === this.#shelf.writtenBy) continue
        this.intent.attempts.push(readBack(attempt, now, this.#shelf.signWithinMillis))
        mayLive ||= attempt.state === "open"
      }
      // what the journal has is what counts, also where it has lost something
      this.#count = row.attempts.length
      this.#isUnsure = false
      return mayLive
    })

  #doubt(cause: string, whole: Whole): AmbiguousExecution {
    const { intent } = this
    const { input, operation, subject } = whole
    const description = operation.describe(input as never, intent.clientOrderId) // the operation's own input
    const doubt = new AmbiguousExecution({
      reason: new ResponseLost({ cause }),
      inDoubt: inDoubtOf(operation, description, intent, subject.account, undefined)
    })
    intent.doubt = doubt
    return doubt
  }

  #intercept(interception: Interception, operation: AnyOperation): Fatal {
    this.interception = interception
    // ends the call, its settlement and its retrying; what is reported in its place is the interception
    const end = invalid("key", "the journal knows how it ended", operation)
    Deferred.doneUnsafe(this.#intercepted, Effect.fail(end))
    return end
  }

  #states(): States {
    return this.#lines.flatMap(({ isOver, number, record }) => {
      // one that is over and was not recorded was never signed
      const state = record?.state ?? (isOver ? "not-sent" : "open")
      return state === "open" ? [] : [{ number, state }]
    })
  }

  /**
   * Writes how it ended. `again`: somebody made an attempt meanwhile that this outcome knows nothing of, and it has to be settled as
   * well. An outcome that was there before is intercepted.
   */
  readonly conclude = (outcome: Outcome): Effect.Effect<"written" | "ended" | "again", JournalError> =>
    // after the row that is being written now, if one is
    this.#turns.withPermit(Effect.suspend(() => (this.isWritten ? this.#conclude(outcome) : Effect.succeed("written"))))

  readonly #conclude = Effect.fnUntraced(function* (
    this: Page,
    outcome: Outcome
  ): Effect.fn.Return<"written" | "ended" | "again", JournalError> {
    const { journal } = this.#shelf
    let known = -1
    while (true) {
      // what was taken, and by nothing that is there, is not asked for in a circle
      if (known === this.#count)
        return yield* new JournalError({
          doing: "write an outcome",
          problem: "the journal has lost attempts of this intent"
        })
      known = this.#count
      const written = yield* journal.conclude({
        id: this.id,
        attempts: this.#count,
        states: this.#states(),
        outcome,
        endedAt: yield* Clock.currentTimeMillis
      })
      if (written === "written") return "written"
      const row = yield* journal.read(this.id)
      // nothing was ever written of it
      if (row === undefined) {
        this.#isUnsure = false
        return "written"
      }
      if (row.outcome !== undefined) {
        this.interception = { _tag: "Ended", outcome: row.outcome }
        return "ended"
      }
      // that it executed is true whatever somebody else has tried since
      if ((yield* this.#adopt(row)) && this.#whole !== undefined && outcome._tag !== "Executed") {
        this.#doubt("another process has sent it as well", this.#whole)
        return "again"
      }
    }
  }).bind(this)

  /** The outcome that a call's end means. */
  outcomeOf(result: Result.Result<unknown, Retryable | Fatal>): Outcome {
    const { operation } = this.intent
    const kind = operation?.kind ?? "place"
    if (Result.isFailure(result)) {
      return result.failure._tag === "Fatal"
        ? { _tag: "Refused", error: result.failure }
        : { _tag: "NotExecuted", error: result.failure }
    }
    const [orderId] = acceptedIn(kind, result.success)
    return {
      _tag: "Executed",
      result: resultToJson(kind, result.success),
      orderId: orderId === undefined ? undefined : `${orderId as number | string}` // an order id is one of these
    }
  }

  /** What the call gives that ended so. */
  resultOf(outcome: Outcome): Result.Result<unknown, Retryable | Fatal> {
    return outcome._tag === "Executed"
      ? Result.succeed(resultFromJson(this.intent.operation?.kind ?? "place", outcome.result))
      : Result.fail(outcome.error)
  }
}

/** A page of an intent: a new one, or what the journal has of it. */
export const newPage = (
  clock: Clock.Clock,
  {
    askedAt,
    kinds,
    row,
    shelf,
    ...begun
  }: {
    /** Since when its caller wants it, in ms by the monotonic clock: it is not good for longer because it had to wait for its turn. */
    readonly askedAt?: number
    readonly shelf: Shelf
    readonly kinds: ReadonlySet<Kind>
    readonly key?: string | undefined
    readonly run?: number
    readonly row?: IntentRow | undefined
    readonly isRecovery?: boolean
  }
): Page =>
  new Page(shelf, kinds, { ...begun, row }, (self) => {
    const now = Intent.monotonicMillisOf(clock)
    return Intent.kept(clock, {
      clientOrderId: row?.clientOrderId ?? shelf.newId(),
      // nor because the clock of the process that made it was another one
      age: Math.max(now - (askedAt ?? now), row === undefined ? 0 : clock.currentTimeMillisUnsafe() - row.createdAt),
      attempts: (row?.attempts ?? []).map((attempt) => readBack(attempt, now, shelf.signWithinMillis)),
      hasNamesake: false,
      journal: self
    })
  })

export const unavailable = (error: JournalError) =>
  new Retryable({ reason: new JournalUnavailable({ cause: error.message }) })
