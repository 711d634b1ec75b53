/** What the modules of `orders` export, exactly. Checked by the compiler, not run. */
import type * as BinanceError from "effect-binance/errors/BinanceError"
import type * as InDoubt from "effect-binance/errors/InDoubt"
import type * as OrderJournal from "effect-binance/orders/OrderJournal"
import type * as OrderJournalMemory from "effect-binance/orders/OrderJournalMemory"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Schema from "effect/Schema"
import { type Is, type IsClass, ok, type Service, type ServiceOf } from "../exact.ts"

// ------------------------------------------------------------------------------------- effect-binance/orders/OrderJournal

interface Attempt {
  readonly number: number
  readonly signedFrom: number
  readonly recvWindow: number
  readonly fenceAt: number
  readonly state: "open" | "refused" | "not-sent"
  readonly writtenAt: number
  readonly writtenBy: string
}
interface New {
  readonly id: string
  readonly key?: string | undefined
  readonly run: number
  readonly account: string
  readonly operation: string
  readonly input: Schema.Json
  readonly clientOrderId: string
  readonly createdAt: number
  readonly subject: InDoubt.InDoubt
}
interface Row extends New {
  readonly attempts: ReadonlyArray<Attempt>
  readonly outcome?: OrderJournal.Outcome | undefined
  readonly endedAt?: number | undefined
}

ok<Is<OrderJournal.AttemptRow, Attempt>>()
ok<Is<typeof OrderJournal.AttemptRow.Type, Attempt>>()
ok<
  Is<
    OrderJournal.Outcome,
    | { readonly _tag: "Executed"; readonly result: Schema.Json; readonly orderId?: string | undefined }
    | { readonly _tag: "Refused"; readonly error: BinanceError.Fatal }
    | { readonly _tag: "NotExecuted"; readonly error: BinanceError.Retryable }
  >
>()
ok<Is<typeof OrderJournal.Outcome.Type, OrderJournal.Outcome>>()
ok<Is<OrderJournal.NewIntent, New>>()
ok<Is<typeof OrderJournal.NewIntent.Type, New>>()
ok<Is<OrderJournal.IntentRow, Row>>()
ok<Is<typeof OrderJournal.IntentRow.Type, Row>>()
ok<Is<OrderJournal.States, ReadonlyArray<{ readonly number: number; readonly state: "open" | "refused" | "not-sent" }>>>()
ok<IsClass<typeof OrderJournal.JournalError, "JournalError", { readonly doing: string; readonly problem: string }>>()
ok<
  Is<
    ServiceOf<typeof OrderJournal.OrderJournal>,
    Service<
      "effect-binance/OrderJournal",
      OrderJournal.OrderJournal,
      {
        readonly sign: (
          intent: New,
          attempt: Attempt,
          states: OrderJournal.States
        ) => Effect.Effect<"written" | "taken", OrderJournal.JournalError>
        readonly conclude: (options: {
          readonly id: string
          readonly attempts: number
          readonly states: OrderJournal.States
          readonly outcome: OrderJournal.Outcome
          readonly endedAt: number
        }) => Effect.Effect<"written" | "taken", OrderJournal.JournalError>
        readonly read: (id: string) => Effect.Effect<Row | undefined, OrderJournal.JournalError>
        readonly latest: (account: string, key: string) => Effect.Effect<Row | undefined, OrderJournal.JournalError>
        readonly unsettled: (account: string) => Effect.Effect<ReadonlyArray<Row>, OrderJournal.JournalError>
        readonly executedSince: (
          account: string,
          createdAt: number
        ) => Effect.Effect<ReadonlyArray<Row>, OrderJournal.JournalError>
      }
    >
  >
>()

// ------------------------------------------------------------------------------- effect-binance/orders/OrderJournalMemory

ok<Is<typeof OrderJournalMemory.layer, Layer.Layer<OrderJournal.OrderJournal>>>()
