/** What the modules of `orders` export, exactly. Checked by the compiler, not run. */
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type * as Call from "effect-binance/client/Call"
import type * as BinanceError from "effect-binance/errors/BinanceError"
import type * as InDoubt from "effect-binance/errors/InDoubt"
import type * as Journaled from "effect-binance/orders/Journaled"
import type * as OrderJournal from "effect-binance/orders/OrderJournal"
import type * as OrderJournalMemory from "effect-binance/orders/OrderJournalMemory"
import type * as OrderJournalSql from "effect-binance/orders/OrderJournalSql"
import type * as Orders from "effect-binance/orders/Orders"
import type * as ProductViews from "effect-binance/settlement/ProductViews"
import type * as Reconciliation from "effect-binance/settlement/Reconciliation"
import type * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import type * as Schema from "effect/Schema"
import type * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { type Is, type IsClass, ok, type Service, type ServiceOf } from "../exact.ts"

// ------------------------------------------------------------------------------------- effect-binance/orders/OrderJournal

interface Attempt {
  readonly number: number
  readonly signedFrom: number
  readonly recvWindow: number
  readonly signWithin?: number | undefined
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
  readonly exchange?: string | undefined
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
ok<IsClass<typeof OrderJournal.JournalError, "JournalError", { readonly doing: string; readonly problem: string; readonly wroteNothing?: boolean | undefined }>>()
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

// ---------------------------------------------------------------------------------- effect-binance/orders/OrderJournalSql

type Journal<R = never> = Layer.Layer<OrderJournal.OrderJournal, OrderJournal.JournalError, R>

ok<Is<OrderJournalSql.Options, { readonly timeout?: Duration.Input | undefined; readonly readTimeout?: Duration.Input | undefined }>>()
ok<Is<typeof OrderJournalSql.layer, Journal<SqlClient.SqlClient>>>()
ok<Is<typeof OrderJournalSql.layerWith, (options: OrderJournalSql.Options) => Journal<SqlClient.SqlClient>>>()
ok<
  Is<
    typeof OrderJournalSql.layerOver,
    <R>(
      client: Layer.Layer<SqlClient.SqlClient, SqlError.SqlError | OrderJournal.JournalError, R>,
      options?: OrderJournalSql.Options
    ) => Journal<R>
  >
>()
ok<
  Is<
    typeof OrderJournalSql.unsettledOver,
    <R>(
      client: Layer.Layer<SqlClient.SqlClient, SqlError.SqlError | OrderJournal.JournalError, R>,
      options?: OrderJournalSql.Options
    ) => Effect.Effect<ReadonlyArray<OrderJournal.IntentRow>, OrderJournal.JournalError, R>
  >
>()

// ------------------------------------------------------------------------------------------- effect-binance/orders/Orders

type Own = BinanceClient.BinanceClient | Reconciliation.Reconciliation
type Placing = <A, E, R>(
  call: Call.Call<A, E, R>,
  options?: Orders.PlaceOptions
) => Effect.Effect<Reconciliation.Settled<A>, BinanceError.Retryable | BinanceError.Fatal, Exclude<R, Own>>

ok<
  Is<
    Orders.PlaceOptions,
    { readonly key?: string | undefined; readonly policy?: RetryPolicy.RetryPolicy | undefined }
  >
>()
ok<
  Is<
    Orders.Doubt,
    {
      readonly id: string
      readonly key: string | undefined
      readonly since: number
      readonly error: BinanceError.AmbiguousExecution
    }
  >
>()
ok<
  Is<
    Orders.Cancellation<1>["_tag"],
    "Cancelled" | "AlreadyEnded" | "NeverExisted" | "NotFound"
  >
>()
ok<Is<Extract<Orders.Cancellation<1>, { readonly _tag: "Cancelled" }>["order"], 1>>()
ok<Is<Extract<Orders.Cancellation<1>, { readonly _tag: "AlreadyEnded" }>["order"], ProductViews.OrderRow>>()
ok<Is<Extract<Orders.Cancellation<1>, { readonly _tag: "NeverExisted" }>["outcome"], OrderJournal.Outcome>>()
ok<
  Is<
    Orders.Recovered,
    {
      readonly id: string
      readonly key: string | undefined
      readonly operation: string
      readonly subject: InDoubt.InDoubt
      readonly outcome: OrderJournal.Outcome | undefined
    }
  >
>()
ok<
  Is<
    Orders.Options,
    {
      readonly products: ReadonlyArray<Readonly<Record<string, unknown>>>
      readonly policy?: RetryPolicy.RetryPolicy | undefined
      readonly shutdownWithin?: Duration.Input | undefined
      readonly signWithin?: Duration.Input | undefined
      readonly processName?: string | undefined
    }
  >
>()
ok<
  Is<
    ServiceOf<typeof Orders.Orders>,
    Service<
      "effect-binance/Orders",
      Orders.Orders,
      {
        readonly place: Placing
        readonly placeWithin: <A, E, R>(
          call: Call.Call<A, E, R>,
          duration: Duration.Input,
          options?: Orders.PlaceOptions
        ) => Effect.Effect<Reconciliation.Settled<A>, BinanceError.BinanceError, Exclude<R, Own>>
        readonly amend: Placing
        readonly cancelReplace: Placing
        readonly cancel: <A, E, R>(
          call: Call.Call<A, E, R>
        ) => Effect.Effect<
          Orders.Cancellation<Reconciliation.Settled<A>>,
          BinanceError.Retryable | BinanceError.Fatal,
          Exclude<R, Own>
        >
        readonly recover: Effect.Effect<ReadonlyArray<Orders.Recovered>, OrderJournal.JournalError>
        readonly inDoubt: Stream.Stream<ReadonlyArray<Orders.Doubt>>
      }
    >
  >
>()
ok<
  Is<
    typeof Orders.layer,
    (
      options: Orders.Options
    ) => Layer.Layer<
      Orders.Orders,
      never,
      BinanceClient.BinanceClient | Reconciliation.Reconciliation | OrderJournal.OrderJournal
    >
  >
>()

// ----------------------------------------------------------------------------------------- effect-binance/orders/Journaled

ok<
  Is<
    typeof Journaled.under,
    (
      key: string
    ) => <A, R>(
      settled: Call.Call<A, BinanceError.Retryable | BinanceError.Fatal, R>
    ) => Effect.Effect<
      A,
      BinanceError.Retryable | BinanceError.Fatal,
      R | BinanceClient.BinanceClient | OrderJournal.OrderJournal
    >
  >
>()

ok<
  Is<
    typeof Journaled.recover,
    (
      row: OrderJournal.IntentRow
    ) => <A, R>(
      settled: Call.Call<A, BinanceError.Retryable | BinanceError.Fatal, R>
    ) => Effect.Effect<
      A,
      BinanceError.Retryable | BinanceError.Fatal,
      R | BinanceClient.BinanceClient | OrderJournal.OrderJournal
    >
  >
>()
