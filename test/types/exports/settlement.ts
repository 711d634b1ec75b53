/** What the modules of `settlement` export, exactly. Checked by the compiler, not run. */
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type * as Call from "effect-binance/client/Call"
import type * as Endpoint from "effect-binance/client/Endpoint"
import type * as Intent from "effect-binance/client/Intent"
import type * as Operation from "effect-binance/client/Operation"
import type * as ServerClock from "effect-binance/client/ServerClock"
import type * as Signer from "effect-binance/client/Signer"
import type * as BinanceError from "effect-binance/errors/BinanceError"
import type * as FatalReason from "effect-binance/errors/FatalReason"
import type * as InDoubt from "effect-binance/errors/InDoubt"
import type * as ProductRules from "effect-binance/products/ProductRules"
import type * as ClaimedOrders from "effect-binance/settlement/ClaimedOrders"
import type * as Evidence from "effect-binance/settlement/Evidence"
import type * as Match from "effect-binance/settlement/Match"
import type * as ProductViews from "effect-binance/settlement/ProductViews"
import type * as Reconciliation from "effect-binance/settlement/Reconciliation"
import type * as RetryableReason from "effect-binance/errors/RetryableReason"
import type * as Retry from "effect-binance/settlement/Retry"
import type * as RetryBudget from "effect-binance/settlement/RetryBudget"
import type * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import type * as RetryReasons from "effect-binance/settlement/RetryReasons"
import type * as RetryTimeline from "effect-binance/settlement/RetryTimeline"
import type * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import type * as Sightings from "effect-binance/settlement/Sightings"
import type * as SymbolViews from "effect-binance/settlement/SymbolViews"
import type * as Context from "effect/Context"
import type * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Result from "effect/Result"
import type * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { type Is, type IsBuilt, type IsClass, ok, type Service, type ServiceOf } from "../exact.ts"

// ----------------------------------------------------------------------------- effect-binance/settlement/ClaimedOrders

ok<
  IsBuilt<
    typeof ClaimedOrders.ClaimedOrders,
    [],
    {
      claim: (symbol: string, orderId: number | string, intent: Intent.Intent) => void
      isAnothers: (symbol: string, orderId: number | string, intent: Intent.Intent) => boolean
    }
  >
>()

// ---------------------------------------------------------------------------------- effect-binance/settlement/Evidence

ok<
  IsClass<
    typeof Evidence.Observation,
    never,
    {
      readonly at: number
      readonly exchangeTime?: number | undefined
      readonly view: "clock" | "engine" | "order" | "amendments" | "orderList" | "openOrders" | "allOrders" | "trades" | "history" | "reply" | "stream"
      readonly answer: string
    }
  >
>()
ok<
  IsClass<
    typeof Evidence.Evidence,
    never,
    { readonly fenceAt: number; readonly observations: ReadonlyArray<Evidence.Observation> },
    { readonly timeline: ReadonlyArray<string> }
  >
>()

// ------------------------------------------------------------------------------------- effect-binance/settlement/Match

ok<Is<Match.Match, "the-order" | "rejected" | "unexplained" | "amended" | "another">>()
ok<Is<Match.Known, { readonly from: number; readonly isOurId: boolean; readonly isAnothers: (orderId: number | string) => boolean }>>()
ok<Is<typeof Match.placement, (doubt: InDoubt.InDoubt, row: ProductViews.OrderRow, known: Match.Known) => Match.Match>>()

// ------------------------------------------------------------------------------ effect-binance/settlement/ProductViews

ok<
  Is<
    ProductViews.OrderRow,
    {
      readonly symbol?: string | undefined
      readonly orderId: number | string
      readonly orderListId?: number | string | undefined
      readonly clientOrderId?: string | undefined
      readonly status?: string | undefined
      readonly side?: string | undefined
      readonly type?: string | undefined
      readonly origType?: string | undefined
      readonly price?: string | undefined
      readonly origQty?: string | undefined
      readonly origQuoteOrderQty?: string | undefined
      readonly time?: number | undefined
      readonly updateTime?: number | undefined
    }
  >
>()
ok<
  Is<
    ProductViews.AmendmentRow,
    {
      readonly origClientOrderId?: string | undefined
      readonly newQty?: string | undefined
      readonly newPrice?: string | undefined
      readonly time?: number | undefined
    }
  >
>()
ok<
  Is<
    ProductViews.OrderListRow,
    {
      readonly orderListId: number | string
      readonly listClientOrderId?: string | undefined
      readonly symbol?: string | undefined
      readonly listOrderStatus?: string | undefined
      readonly orders?: ReadonlyArray<{ readonly orderId: number | string; readonly clientOrderId?: string | undefined }> | undefined
    }
  >
>()
ok<
  Is<
    ProductViews.WhichOrderList,
    | { readonly symbol: string; readonly listClientOrderId: string; readonly orderListId?: undefined }
    | { readonly symbol: string; readonly orderListId: number | string; readonly listClientOrderId?: undefined }
  >
>()
ok<
  Is<
    ProductViews.TradeRow,
    { readonly id: number | string; readonly orderId: number | string; readonly isBuyer?: boolean | undefined; readonly time?: number | undefined }
  >
>()
ok<
  Is<
    ProductViews.ProductViews,
    {
      readonly order: Operation.Operation<
        ProductViews.OrderRow,
        "read",
        { readonly symbol: string; readonly origClientOrderId: string } | { readonly symbol: string; readonly orderId: number | string }
      >
      readonly openOrders: Operation.Operation<ReadonlyArray<ProductViews.OrderRow>, "read", { readonly symbol: string }>
      readonly allOrders: Operation.Operation<
        ReadonlyArray<ProductViews.OrderRow>,
        "read",
        {
          readonly symbol: string
          readonly startTime?: number | undefined
          readonly endTime?: number | undefined
          readonly orderId?: number | string | undefined
          readonly limit?: number | undefined
        }
      >
      readonly trades?:
        | Operation.Operation<
            ReadonlyArray<ProductViews.TradeRow>,
            "read",
            {
              readonly symbol: string
              readonly startTime?: number | undefined
              readonly endTime?: number | undefined
              readonly fromId?: number | string | undefined
              readonly limit?: number | undefined
            }
          >
        | undefined
      readonly fullPage?: typeof SymbolViews.dividing | undefined
      readonly amendments?:
        | Operation.Operation<ReadonlyArray<ProductViews.AmendmentRow>, "read", { readonly symbol: string; readonly orderId: number | string }>
        | undefined
      readonly orderList?: Operation.Operation<ProductViews.OrderListRow, "read", ProductViews.WhichOrderList> | undefined
      readonly cancel: Operation.Operation<ProductViews.OrderRow, "cancel", { readonly symbol: string; readonly origClientOrderId: string }>
      readonly absentCode: number
      readonly absentListCode?: number | undefined
      readonly archivedCode?: number | undefined
      readonly perhapsUnknownOrderCodes?: ReadonlyArray<number> | undefined
      readonly openAndKept: string
      readonly rejectedCode: number
      readonly unknownOrderCode: number
      readonly pageLimit: number
    }
  >
>()

// ---------------------------------------------------------------------------- effect-binance/settlement/Reconciliation

ok<
  Is<
    Reconciliation.Resolution,
    Data.TaggedEnum<{
      readonly Executed: { readonly order: ProductViews.OrderRow; readonly evidence: Evidence.Evidence }
      readonly Done: { readonly result: unknown; readonly evidence: Evidence.Evidence }
      readonly NotExecuted: { readonly evidence: Evidence.Evidence }
      readonly Refused: { readonly reason: FatalReason.FatalReason; readonly evidence: Evidence.Evidence }
    }>
  >
>()
ok<
  Is<
    typeof Reconciliation.Resolution,
    Data.TaggedEnum.Constructor<
      | { readonly _tag: "Executed"; readonly order: ProductViews.OrderRow; readonly evidence: Evidence.Evidence }
      | { readonly _tag: "Done"; readonly result: unknown; readonly evidence: Evidence.Evidence }
      | { readonly _tag: "NotExecuted"; readonly evidence: Evidence.Evidence }
      | { readonly _tag: "Refused"; readonly reason: FatalReason.FatalReason; readonly evidence: Evidence.Evidence }
    >
  >
>()
ok<
  Is<
    ServiceOf<typeof Reconciliation.Reconciliation>,
    Service<
      "effect-binance/Reconciliation",
      Reconciliation.Reconciliation,
      { readonly resolve: (doubt: BinanceError.AmbiguousExecution, intent: Intent.Intent) => Effect.Effect<Reconciliation.Resolution> }
    >
  >
>()
ok<
  Is<
    Reconciliation.Options,
    {
      readonly firstReads?: ReadonlyArray<Duration.Input> | undefined
      readonly longestPause?: Duration.Input | undefined
      readonly afterFailure?: Duration.Input | undefined
    }
  >
>()
ok<
  Is<
    typeof Reconciliation.layerWith,
    (options: Reconciliation.Options) => Layer.Layer<Reconciliation.Reconciliation, never, BinanceClient.BinanceClient | ServerClock.ServerClock>
  >
>()
ok<Is<typeof Reconciliation.layer, Layer.Layer<Reconciliation.Reconciliation, never, BinanceClient.BinanceClient | ServerClock.ServerClock>>>()
ok<Is<Reconciliation.Settled<"anything">, "anything">>()
ok<Is<Reconciliation.Settled<never>, never>>()
ok<
  Is<
    Reconciliation.Settled<ReadonlyArray<Result.Result<"order", BinanceError.BinanceError>>>,
    ReadonlyArray<Result.Result<"order", BinanceError.Retryable | BinanceError.Fatal>>
  >
>()
ok<
  Is<
    typeof Reconciliation.settle,
    <A, E, R>(
      self: Call.Call<A, E, R>
    ) => Call.Call<Reconciliation.Settled<A>, Exclude<E, BinanceError.AmbiguousExecution> | BinanceError.Retryable | BinanceError.Fatal, R | Reconciliation.Reconciliation>
  >
>()
ok<Is<typeof Reconciliation.ensureAbsent, typeof Reconciliation.settle>>()
ok<
  Is<
    typeof Reconciliation.settleWithin,
    (
      duration: Duration.Input
    ) => <A, E, R, F>(self: Call.Call<A, E, R, F>) => Call.Call<A, E | BinanceError.Retryable | BinanceError.Fatal, R | Reconciliation.Reconciliation, F>
  >
>()

// ------------------------------------------------------------------------------------- effect-binance/settlement/Retry

ok<
  Is<
    Retry.ErrorOfASettledCall,
    { readonly _tag: string; readonly inDoubt?: "It may have executed: pipe it through Reconciliation.settle before Retry.safely" | undefined }
  >
>()
ok<Is<Retry.ErrorOfASettledCall<"a sentence">["inDoubt"], "a sentence" | undefined>>()
ok<
  Is<
    typeof Retry.safely,
    (policy: RetryPolicy.RetryPolicy) => <A, E extends Retry.ErrorOfASettledCall, R, F>(self: Call.Call<A, E, R, F>) => Call.Call<A, E, R, F>
  >
>()

// ------------------------------------------------------------------------------- effect-binance/settlement/RetryPolicy

ok<Is<RetryPolicy.RetryPolicy, Schedule.Schedule<unknown, BinanceError.Retryable>>>()
ok<
  Is<
    RetryPolicy.Caps,
    { readonly times?: number | undefined; readonly within?: Duration.Input | undefined; readonly deadline?: number | undefined }
  >
>()
ok<
  Is<
    RetryPolicy.Options,
    {
      readonly base?: Duration.Input | undefined
      readonly cap?: Duration.Input | undefined
      readonly times?: number | undefined
      readonly within?: Duration.Input | undefined
      readonly deadline?: number | undefined
    }
  >
>()
ok<Is<typeof RetryPolicy.notBefore, (error: BinanceError.Retryable, now: number) => number>>()
ok<Is<typeof RetryPolicy.make, (options?: RetryPolicy.Options) => RetryPolicy.RetryPolicy>>()
ok<Is<typeof RetryPolicy.notEarly, (policy: RetryPolicy.RetryPolicy) => RetryPolicy.RetryPolicy>>()
ok<Is<typeof RetryPolicy.upTo, (caps: RetryPolicy.Caps) => (policy: RetryPolicy.RetryPolicy) => RetryPolicy.RetryPolicy>>()
ok<Is<typeof RetryPolicy.standard, RetryPolicy.RetryPolicy>>()

// ------------------------------------------------------------------------------- effect-binance/settlement/RetryReasons

ok<Is<RetryReasons.ReasonName, BinanceError.Retryable["reason"]["_tag"]>>()
ok<Is<typeof RetryReasons.reasons, { readonly [Name in RetryReasons.ReasonName]: RetryPolicy.RetryPolicy }>>()
ok<
  Is<
    typeof RetryReasons.byReason,
    (
      policies: { readonly [Name in RetryReasons.ReasonName]?: RetryPolicy.RetryPolicy | undefined },
      otherwise?: RetryPolicy.RetryPolicy
    ) => RetryPolicy.RetryPolicy
  >
>()
ok<Is<typeof RetryReasons.never, RetryPolicy.RetryPolicy>>()
ok<Is<typeof RetryReasons.prompt, RetryPolicy.RetryPolicy>>()
ok<Is<typeof RetryReasons.background, RetryPolicy.RetryPolicy>>()

// -------------------------------------------------------------------------------- effect-binance/settlement/RetryBudget

ok<Is<RetryBudget.Options, { readonly perSuccess?: number | undefined; readonly capacity?: number | undefined }>>()
ok<
  Is<
    RetryBudget.RetryBudget,
    {
      readonly left: Effect.Effect<number>
      readonly refused: Effect.Effect<number>
      readonly take: Effect.Effect<boolean>
      readonly succeeded: Effect.Effect<void>
    }
  >
>()
ok<Is<typeof RetryBudget.make, (options?: RetryBudget.Options) => Effect.Effect<RetryBudget.RetryBudget>>>()
ok<
  Is<
    typeof RetryBudget.limit,
    (budget: RetryBudget.RetryBudget) => (policy: RetryPolicy.RetryPolicy) => RetryPolicy.RetryPolicy
  >
>()
ok<
  Is<
    typeof RetryBudget.safely,
    (
      budget: RetryBudget.RetryBudget,
      policy: RetryPolicy.RetryPolicy
    ) => <A, E extends Retry.ErrorOfASettledCall, R, F>(self: Call.Call<A, E, R, F>) => Call.Call<A, E, R, F>
  >
>()

// ------------------------------------------------------------------------------ effect-binance/settlement/RetryTimeline

ok<
  Is<
    RetryTimeline.Row,
    {
      readonly attempt: number
      readonly reason: RetryReasons.ReasonName
      readonly failedAt: readonly [earliest: number, latest: number]
      readonly pause: readonly [shortest: number, longest: number]
      readonly outcome: "sends-again" | "gives-up-if-late" | "gives-up"
    }
  >
>()
ok<
  Is<RetryTimeline.Options, { readonly startAt?: number | undefined; readonly attemptTakes?: Duration.Input | undefined }>
>()
ok<
  Is<
    typeof RetryTimeline.of,
    (
      policy: RetryPolicy.RetryPolicy,
      failures: ReadonlyArray<RetryableReason.RetryableReason>,
      options?: RetryTimeline.Options
    ) => Effect.Effect<ReadonlyArray<RetryTimeline.Row>>
  >
>()
ok<
  Is<
    typeof RetryTimeline.print,
    (
      policy: RetryPolicy.RetryPolicy,
      failures: ReadonlyArray<RetryableReason.RetryableReason>,
      options?: RetryTimeline.Options
    ) => Effect.Effect<string>
  >
>()

// -------------------------------------------------------------------------- effect-binance/settlement/SettlementBounds

ok<Is<SettlementBounds.Bounds, { readonly graceMillis: number; readonly visibilityMillis: number; readonly spacingMillis?: number | undefined; readonly streamDelayMillis?: number | undefined }>>()
ok<Is<SettlementBounds.Along, (operation: Pick<Operation.AnyOperation, "method" | "path" | "product">, bounds: SettlementBounds.Bounds) => SettlementBounds.Bounds>>()
ok<Is<typeof SettlementBounds.along, (way: SettlementBounds.Along | undefined, overrides: Readonly<Record<string, SettlementBounds.Bounds>>, operation: Operation.AnyOperation) => SettlementBounds.Bounds>>()
ok<Is<typeof SettlementBounds.longestGraceMillis, 60_000>>()
ok<Is<typeof SettlementBounds.Overrides, Context.Reference<Readonly<Record<string, SettlementBounds.Bounds>>>>>()
ok<
  Is<typeof SettlementBounds.of, (overrides: Readonly<Record<string, SettlementBounds.Bounds>>, product: ProductRules.ProductRules) => SettlementBounds.Bounds>
>()

// --------------------------------------------------------------------------------- effect-binance/settlement/Sightings

ok<
  Is<
    Sightings.OrderSighting,
    {
      readonly product: string
      readonly route?: string | undefined
      readonly execution: string
      readonly clientOrderId: string
      readonly originalClientOrderId?: string | undefined
      readonly order: ProductViews.OrderRow
      readonly eventTime?: number | undefined
    }
  >
>()
ok<Is<Sightings.ListSighting, { readonly product: string; readonly list: ProductViews.OrderListRow; readonly eventTime?: number | undefined }>>()
ok<Is<Sightings.Sighting, Sightings.OrderSighting | Sightings.ListSighting>>()
ok<
  Is<
    Sightings.About,
    | { readonly product: string; readonly clientOrderId: string }
    | { readonly product: string; readonly orderId: number | string }
    | { readonly product: string; readonly listClientOrderId: string }
    | { readonly product: string; readonly orderListId: number | string }
  >
>()
ok<Is<Sightings.Coverage, { readonly since: number; readonly provenUntil: number }>>()
ok<
  Is<
    Sightings.SightingsService,
    {
      readonly account: string
      readonly endpoint?: Endpoint.Endpoint["Service"] | undefined
      readonly saw: (sighting: Sightings.Sighting) => void
      readonly up: (product: string, at: number) => void
      readonly alive: (product: string, at: number) => void
      readonly down: (product: string) => void
      readonly of: (about: Sightings.About) => ReadonlyArray<Sightings.Sighting>
      readonly next: (about: Sightings.About, after?: Sightings.Sighting) => Effect.Effect<void>
      readonly coverage: (product: string) => Sightings.Coverage | undefined
      readonly rules: Sightings.SightingsService["rules"]
    }
  >
>()
ok<Is<typeof Sightings.Sightings, Context.Reference<Sightings.SightingsService | undefined>>>()
ok<Is<typeof Sightings.streamOf, (product: string, isolatedSymbol?: string) => string>>()
ok<Is<Sightings.Options, { readonly endpoint?: Endpoint.Endpoint["Service"] | undefined; readonly capacity?: number | undefined }>>()
ok<Is<typeof Sightings.make, (account: string, options?: Sightings.Options) => Effect.Effect<Sightings.SightingsService>>>()
ok<Is<typeof Sightings.layer, Layer.Layer<never, never, Signer.Signer | Endpoint.Endpoint>>>()

// ------------------------------------------------------------------------------- effect-binance/settlement/SymbolViews

ok<
  Is<
    SymbolViews.SymbolView,
    {
      readonly openOrders: ReadonlyArray<ProductViews.OrderRow>
      readonly allOrders: ReadonlyArray<ProductViews.OrderRow>
      readonly trades: ReadonlyArray<ProductViews.TradeRow>
      readonly ordersOfTrades: ReadonlyArray<ProductViews.OrderRow>
      readonly unexplained: ReadonlyArray<number | string>
    }
  >
>()
ok<Is<SymbolViews.Span, { readonly startTime: number; readonly endTime?: number | undefined }>>()
ok<
  Is<
    typeof SymbolViews.dividing,
    <Row extends { readonly time?: number | undefined; readonly updateTime?: number | undefined }, P>(
      ask: Operation.Ask,
      operation: Operation.Operation<ReadonlyArray<Row>, "read", P>,
      first: number,
      during: (span: SymbolViews.Span) => P,
      pageLimit: number
    ) => Effect.Effect<ReadonlyArray<Row>, BinanceError.Retryable | BinanceError.Fatal>
  >
>()
ok<
  Is<
    typeof SymbolViews.make,
    (
      ask: Operation.Ask,
      views: ProductViews.ProductViews,
      scope: Scope.Scope
    ) => (symbol: string, from: number) => Effect.Effect<SymbolViews.SymbolView, BinanceError.Retryable | BinanceError.Fatal>
  >
>()
