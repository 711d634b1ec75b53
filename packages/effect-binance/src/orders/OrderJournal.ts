/**
 * The journal of intents: what is written down, durably, before anything is signed, so that no crash forgets an order.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Fatal, Retryable } from "../errors/BinanceError.ts"
import { InDoubt } from "../errors/InDoubt.ts"

/**
 * One attempt of an intent, as it was written before it was signed. An attempt that may not have been signed at all stays `open`
 * as well: nobody knows.
 *
 * @example
 * ```ts
 * import { AttemptRow } from "effect-binance/orders/OrderJournal"
 * import * as Schema from "effect/Schema"
 *
 * const isAttemptRow = Schema.is(AttemptRow)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const AttemptRow = Schema.Struct({
  /** Counted from 1 within the intent. Whoever writes a number first makes that attempt; nobody else does. */
  number: Schema.Int,
  /** No timestamp before this one was signed, in epoch ms by the exchange's clock. */
  signedFrom: Schema.Finite,
  /** In ms. */
  recvWindow: Schema.Finite,
  /** How long after the row was begun it may still be signed, in ms; not in the rows of older versions. */
  signWithin: Schema.optional(Schema.Finite),
  /** An upper bound of the fence, in epoch ms by the exchange's clock: it cannot be accepted after it. */
  fenceAt: Schema.Finite,
  /** `open`: it may have been accepted. `refused`: the exchange refused it. `not-sent`: not one byte left. */
  state: Schema.Literals(["open", "refused", "not-sent"]),
  /** When the row was written, in epoch ms by the local clock of the process that wrote it. */
  writtenAt: Schema.Finite,
  /** Which process wrote it: a name for people. */
  writtenBy: Schema.String
})

/**
 * One attempt of an intent.
 *
 * @category models
 * @since 0.1.0
 */
export type AttemptRow = typeof AttemptRow.Type

/**
 * How an intent ended.
 *
 * @example
 * ```ts
 * import { Outcome } from "effect-binance/orders/OrderJournal"
 * import * as Schema from "effect/Schema"
 *
 * const toJson = Schema.encodeSync(Schema.toCodecJson(Outcome))
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Outcome = Schema.Union([
  /** It executed; `result` is what the call gave, as JSON. Of a batch: what became of each element. */
  Schema.TaggedStruct("Executed", { result: Schema.Json, orderId: Schema.optional(Schema.String) }),
  /** It is known what happened, and the same intent is never sent again. */
  Schema.TaggedStruct("Refused", { error: Fatal }),
  /** It did not execute, and nothing of it can execute any more. The same key may begin again. */
  Schema.TaggedStruct("NotExecuted", { error: Retryable })
])

/**
 * How an intent ended.
 *
 * @category models
 * @since 0.1.0
 */
export type Outcome = typeof Outcome.Type

/**
 * What is known of an intent before its first attempt.
 *
 * @example
 * ```ts
 * import { NewIntent } from "effect-binance/orders/OrderJournal"
 * import * as Schema from "effect/Schema"
 *
 * const isNewIntent = Schema.is(NewIntent)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const NewIntent = Schema.Struct({
  /** The journal's own name for it; never used twice. */
  id: Schema.String,
  /** What the caller calls it, so as to find its outcome again. One key is one intent of an account. */
  key: Schema.optional(Schema.String),
  /** Counted from 1: how often an intent was begun under this key. It is begun again only after it ended as not executed. */
  run: Schema.Int,
  /** The label of the credentials, never the key. */
  account: Schema.String,
  /** Which exchange it is for, by `Endpoint.exchangeOf`: at another one it is never looked for. Absent where nobody said. */
  exchange: Schema.optional(Schema.String),
  /** The operation's name, such as `spot.placeOrder`. */
  operation: Schema.String,
  /** The operation's input, as JSON. */
  input: Schema.Json,
  clientOrderId: Schema.String,
  /** When it was made, in epoch ms by the local clock. */
  createdAt: Schema.Finite,
  /** What is looked for when it is in doubt, without its attempts. */
  subject: InDoubt
})

/**
 * What is known of an intent before its first attempt.
 *
 * @category models
 * @since 0.1.0
 */
export type NewIntent = typeof NewIntent.Type

/**
 * An intent as the journal has it.
 *
 * @example
 * ```ts
 * import { IntentRow } from "effect-binance/orders/OrderJournal"
 * import * as Schema from "effect/Schema"
 *
 * const toJson = Schema.encodeSync(Schema.toCodecJson(IntentRow))
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const IntentRow = Schema.Struct({
  ...NewIntent.fields,
  /** By their numbers. */
  attempts: Schema.Array(AttemptRow),
  outcome: Schema.optional(Outcome),
  /** When the outcome was written, in epoch ms by the local clock of the process that wrote it. */
  endedAt: Schema.optional(Schema.Finite)
})

/**
 * An intent as the journal has it.
 *
 * @category models
 * @since 0.1.0
 */
export type IntentRow = typeof IntentRow.Type

/**
 * The journal could not be read or written, so nothing is sent. `problem` is in words without secrets.
 *
 * @example
 * ```ts
 * import { JournalError } from "effect-binance/orders/OrderJournal"
 *
 * const error = new JournalError({ doing: "write an attempt", problem: "the disk is full" })
 * ```
 *
 * @category errors
 * @since 0.1.0
 */
export class JournalError extends Data.TaggedError("JournalError")<{
  /** What was to be done, such as `write an attempt`. */
  readonly doing: string
  readonly problem: string
  /** Whether it is certain that no row was written: of any other failed write nobody knows. */
  readonly wroteNothing?: boolean | undefined
}> {
  override get message(): string {
    return `could not ${this.doing}: ${this.problem}`
  }
}

/**
 * What became of earlier attempts of an intent, written beside what comes next.
 *
 * @category models
 * @since 0.1.0
 */
export type States = ReadonlyArray<{ readonly number: number; readonly state: AttemptRow["state"] }>

/**
 * The journal. Whatever it says is written is written durably: it survives what the layer says it survives.
 *
 * @example
 * ```ts
 * import { OrderJournal } from "effect-binance/orders/OrderJournal"
 * import * as Effect from "effect/Effect"
 *
 * const openQuestions = Effect.gen(function*() {
 *   const journal = yield* OrderJournal
 *   return yield* journal.unsettled("grid-bot")
 * })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class OrderJournal extends Context.Service<
  OrderJournal,
  {
    /**
     * Writes an attempt before it is signed, and the intent with it when it is the first. It is `taken`, and nothing is written,
     * when that number or a later one is there already, when the intent has an outcome, or when another intent has its key and run.
     */
    readonly sign: (
      intent: NewIntent,
      attempt: AttemptRow,
      states: States
    ) => Effect.Effect<"written" | "taken", JournalError>
    /**
     * Writes how an intent ended. It is `taken`, and nothing is written, when it has an outcome already, or when `attempts` is not
     * how many attempts it has: then somebody made one that this outcome knows nothing of.
     */
    readonly conclude: (options: {
      readonly id: string
      readonly attempts: number
      readonly states: States
      readonly outcome: Outcome
      /** In epoch ms by the local clock. */
      readonly endedAt: number
    }) => Effect.Effect<"written" | "taken", JournalError>
    /** One intent. */
    readonly read: (id: string) => Effect.Effect<IntentRow | undefined, JournalError>
    /** The last intent that was begun under a key of an account. */
    readonly latest: (account: string, key: string) => Effect.Effect<IntentRow | undefined, JournalError>
    /** The intents of an account that have no outcome, the oldest first. */
    readonly unsettled: (account: string) => Effect.Effect<ReadonlyArray<IntentRow>, JournalError>
    /** The intents of an account that executed and were made at this time or later, in epoch ms by the local clock. */
    readonly executedSince: (
      account: string,
      createdAt: number
    ) => Effect.Effect<ReadonlyArray<IntentRow>, JournalError>
  }
>()("effect-binance/OrderJournal") {}
