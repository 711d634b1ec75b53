/** What the modules of `client` export, exactly. Checked by the compiler, not run. */
import type * as RateBudget from "effect-binance/limits/RateBudget"
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type * as Call from "effect-binance/client/Call"
import type * as CallTimeout from "effect-binance/client/CallTimeout"
import type * as Checks from "effect-binance/client/Checks"
import type * as ClientOrderId from "effect-binance/client/ClientOrderId"
import type * as Credentials from "effect-binance/client/Credentials"
import type * as Endpoint from "effect-binance/client/Endpoint"
import type * as Failover from "effect-binance/client/Failover"
import type * as FetchTransport from "effect-binance/client/FetchTransport"
import type * as FixReply from "effect-binance/client/FixReply"
import type * as HttpTransport from "effect-binance/client/HttpTransport"
import type * as Intent from "effect-binance/client/Intent"
import type * as Operation from "effect-binance/client/Operation"
import type * as Parameters from "effect-binance/client/Parameters"
import type * as ClockHints from "effect-binance/client/ClockHints"
import type * as ServerClock from "effect-binance/client/ServerClock"
import type * as Signer from "effect-binance/client/Signer"
import type * as Transport from "effect-binance/client/Transport"
import type * as Verdict from "effect-binance/client/Verdict"
import type * as WebSocketApi from "effect-binance/client/WebSocketApi"
import type * as WebSocketReply from "effect-binance/client/WebSocketReply"
import type * as AmbiguousReason from "effect-binance/errors/AmbiguousReason"
import type * as BinanceError from "effect-binance/errors/BinanceError"
import type * as FatalReason from "effect-binance/errors/FatalReason"
import type * as InDoubt from "effect-binance/errors/InDoubt"
import type * as RetryableReason from "effect-binance/errors/RetryableReason"
import type * as BanWindow from "effect-binance/limits/BanWindow"
import type * as ProductRules from "effect-binance/products/ProductRules"
import type * as ClaimedOrders from "effect-binance/settlement/ClaimedOrders"
import type * as ProductViews from "effect-binance/settlement/ProductViews"
import type * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import type * as Sightings from "effect-binance/settlement/Sightings"
import type * as BigDecimal from "effect/BigDecimal"
import type * as Clock from "effect/Clock"
import type * as Config from "effect/Config"
import type * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type * as HttpClient from "effect/http/HttpClient"
import type * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import type * as Socket from "effect/socket/Socket"
import { type ErrorOf, type Is, type IsClass, type NeedsOf, ok, type Service, type ServiceOf, type SuccessOf } from "../exact.ts"

// --------------------------------------------------------------------------------- effect-binance/client/BinanceClient

ok<
  Is<
    ServiceOf<typeof BinanceClient.BinanceClient>,
    Service<
      "effect-binance/BinanceClient",
      BinanceClient.BinanceClient,
      {
        readonly call: <A, K extends InDoubt.Kind, P>(
          operation: Operation.Operation<A, K, P>,
          input: P,
          intent: Intent.Intent
        ) => Effect.Effect<A, Operation.ErrorOf<K>>
        readonly account: string
        readonly endpoint?: Endpoint.Endpoint["Service"] | undefined
        readonly boundsOf?: SettlementBounds.Along | undefined
        readonly claimed: ClaimedOrders.ClaimedOrders
        readonly budget?: RateBudget.Service | undefined
        readonly sightings?: Sightings.SightingsService | undefined
      }
    >
  >
>()
ok<
  Is<
    typeof BinanceClient.inDoubtOf,
    (
      operation: Operation.AnyOperation,
      description: Operation.Description,
      intent: Intent.Intent,
      account: string,
      refusal: InDoubt.InDoubt["refusal"]
    ) => InDoubt.InDoubt
  >
>()
ok<
  Is<
    typeof BinanceClient.layer,
    Layer.Layer<BinanceClient.BinanceClient, never, Transport.Transport | Signer.Signer | ServerClock.ServerClock | BanWindow.BanWindow>
  >
>()

// ------------------------------------------------------------------------------------------ effect-binance/client/Call

// an effect, and the one field that makes it one call: a fence unless its kind has none
type Brand = "one call: pipe it through settle and safely before map, flatMap, timeout or gen"
ok<Is<Omit<Call.Call<1, 2, 3, 4>, keyof Effect.Effect<1, 2, 3>>, { readonly [K in Brand]: 4 }>>()
ok<Is<[SuccessOf<Call.Call<1, 2, 3, 4>>, ErrorOf<Call.Call<1, 2, 3, 4>>, NeedsOf<Call.Call<1, 2, 3, 4>>], [1, 2, 3]>>()
ok<Is<Call.Call<1, 2, 3>[Brand], "fenced">>()
ok<Is<typeof Call.perRun, <A, E, R, F = "fenced">(self: Effect.Effect<A, E, R>) => Call.Call<A, E, R, F>>>()
ok<Is<typeof Call.goodFor, (duration: Duration.Input) => <A, E, R, F>(self: Call.Call<A, E, R, F>) => Call.Call<A, E, R, F>>>()
ok<Is<typeof Call.recvWindow, (millis: number) => <A, E, R, F>(self: Call.Call<A, E, R, F>) => Call.Call<A, E, R, F>>>()
ok<Is<typeof Call.failFast, <A, E, R, F>(self: Call.Call<A, E, R, F>) => Call.Call<A, E, R, F>>>()

// ----------------------------------------------------------------------------------- effect-binance/client/CallTimeout

ok<Is<typeof CallTimeout.CallTimeout, Context.Reference<Duration.Duration>>>()
ok<Is<typeof CallTimeout.after, (fiber: Fiber.Fiber<unknown, unknown>, duration: Duration.Duration, then: () => void) => () => void>>()

// ---------------------------------------------------------------------------------------- effect-binance/client/Checks

ok<Is<Checks.Check, (operation: Operation.AnyOperation, parameters: Parameters.Parameters) => FatalReason.FatalReason | undefined>>()
ok<Is<typeof Checks.Checks, Context.Reference<readonly Checks.Check[]>>>()

// --------------------------------------------------------------------------------- effect-binance/client/ClientOrderId

ok<Is<typeof ClientOrderId.makeUnsafe, () => string>>()
ok<Is<typeof ClientOrderId.Generator, Context.Reference<() => string>>>()

// ----------------------------------------------------------------------------------- effect-binance/client/Credentials

ok<
  Is<
    Credentials.Key,
    | { readonly _tag: "Hmac"; readonly secret: Redacted.Redacted }
    | { readonly _tag: "Ed25519"; readonly privateKey: Redacted.Redacted }
    | { readonly _tag: "Rsa"; readonly privateKey: Redacted.Redacted }
  >
>()
ok<
  Is<
    ServiceOf<typeof Credentials.Credentials>,
    Service<
      "effect-binance/Credentials",
      Credentials.Credentials,
      { readonly label: string; readonly apiKey: Redacted.Redacted; readonly key: Credentials.Key }
    >
  >
>()
ok<IsClass<typeof Credentials.CredentialsError, "CredentialsError", { readonly part: string; readonly problem: string }>>()
ok<
  Is<
    Credentials.Options,
    {
      readonly label?: string | undefined
      readonly apiKey: string | Redacted.Redacted
      readonly apiSecret?: string | Redacted.Redacted | undefined
      readonly privateKey?: string | Redacted.Redacted | undefined
    }
  >
>()
ok<Is<typeof Credentials.decodeBase64, (text: string) => Uint8Array | undefined>>()
ok<Is<typeof Credentials.parsePrivateKey, (text: string) => Result.Result<{ readonly type: "Ed25519" | "Rsa"; readonly der: Uint8Array }, string>>>()
ok<Is<typeof Credentials.make, (options: Credentials.Options) => Result.Result<Credentials.Credentials["Service"], Credentials.CredentialsError>>>()
ok<Is<typeof Credentials.layer, (options: Credentials.Options) => Layer.Layer<Credentials.Credentials, Credentials.CredentialsError>>>()
ok<Is<typeof Credentials.layerConfig, Layer.Layer<Credentials.Credentials, Credentials.CredentialsError>>>()

// -------------------------------------------------------------------------------------- effect-binance/client/Endpoint

ok<Is<Endpoint.Family, "api" | "sapi" | "fapi" | "dapi" | "eapi" | "papi">>()
ok<Is<Endpoint.Hosts, { readonly [F in Endpoint.Family]?: string | undefined }>>()
ok<
  Is<
    ServiceOf<typeof Endpoint.Endpoint>,
    Service<
      "effect-binance/Endpoint",
      Endpoint.Endpoint,
      {
        readonly name: string
        readonly baseUrl: string
        readonly hosts?: Endpoint.Hosts | undefined
        readonly exchange?: string | undefined
      }
    >
  >
>()
ok<Is<typeof Endpoint.addressOf, (endpoint: Endpoint.Endpoint["Service"], path: string) => string | undefined>>()
ok<Is<typeof Endpoint.exchangeOf, (endpoint: Endpoint.Endpoint["Service"], path: string) => string | undefined>>()
ok<Is<typeof Endpoint.addressesOf, (endpoint: Endpoint.Endpoint["Service"]) => ReadonlyArray<string>>>()
ok<Is<typeof Endpoint.layerProduction, Layer.Layer<Endpoint.Endpoint>>>()
ok<Is<typeof Endpoint.layerTestnet, Layer.Layer<Endpoint.Endpoint>>>()
ok<Is<typeof Endpoint.layerDemo, Layer.Layer<Endpoint.Endpoint>>>()
ok<Is<typeof Endpoint.layerSimulator, (baseUrl: string) => Layer.Layer<Endpoint.Endpoint>>>()
ok<Is<typeof Endpoint.layerCustom, (name: string, baseUrl: string, hosts?: Endpoint.Hosts) => Layer.Layer<Endpoint.Endpoint>>>()
ok<Is<typeof Endpoint.layerConfig, Layer.Layer<Endpoint.Endpoint, Config.ConfigError>>>()

// -------------------------------------------------------------------------------------- effect-binance/client/Failover

ok<
  Is<
    Failover.Options,
    {
      readonly rest?: Duration.Input | undefined
      readonly longestRest?: Duration.Input | undefined
      readonly losses?: number | undefined
    }
  >
>()
ok<
  Is<
    Failover.HostOptions,
    {
      readonly alternatives?:
        | { readonly [F in "api" | "fapi" | "dapi" | "eapi" | "papi"]?: ReadonlyArray<string> | undefined }
        | undefined
      readonly rest?: Duration.Input | undefined
      readonly longestRest?: Duration.Input | undefined
      readonly losses?: number | undefined
    }
  >
>()
ok<
  Is<
    typeof Failover.layer,
    <const R extends Readonly<Record<string, Layer.Layer<Transport.Transport, unknown, unknown>>>>(
      routes: R,
      options?: Failover.Options
    ) => Layer.Layer<Transport.Transport, Layer.Error<R[keyof R]>, Layer.Services<R[keyof R]>>
  >
>()
ok<
  Is<
    typeof Failover.layerHosts,
    <E, R>(
      transport: Layer.Layer<Transport.Transport, E, R>,
      options?: Failover.HostOptions
    ) => Layer.Layer<Transport.Transport, E, Exclude<R, Endpoint.Endpoint> | Endpoint.Endpoint>
  >
>()

// -------------------------------------------------------------------------------- effect-binance/client/FetchTransport

ok<Is<FetchTransport.Fetch, (url: string, init: RequestInit) => Promise<Response>>>()
ok<Is<typeof FetchTransport.layerWith, (fetch: FetchTransport.Fetch) => Layer.Layer<Transport.Transport, never, Endpoint.Endpoint>>>()
ok<Is<typeof FetchTransport.layer, Layer.Layer<Transport.Transport, never, Endpoint.Endpoint>>>()

// -------------------------------------------------------------------------------------- effect-binance/client/FixReply

ok<Is<FixReply.FixMessage, { readonly type: string; readonly fields: ReadonlyMap<number, string>; readonly state: "whole" | "cut" | "broken" }>>()
ok<Is<typeof FixReply.readMessages, (text: string) => ReadonlyArray<FixReply.FixMessage>>>()
ok<Is<typeof FixReply.refSeqNumOf, (message: FixReply.FixMessage) => number | undefined>>()
ok<Is<typeof FixReply.recvWindowOf, (message: FixReply.FixMessage) => number | undefined>>()
ok<Is<typeof FixReply.fixRules, (product: ProductRules.ProductRules) => ProductRules.ProductRules>>()
ok<Is<typeof FixReply.replyOf, (asked: Pick<Verdict.Asked, "kind" | "clientOrderIds">, messages: ReadonlyArray<FixReply.FixMessage>) => Transport.Reply>>()

// --------------------------------------------------------------------------------- effect-binance/client/HttpTransport

ok<Is<typeof HttpTransport.noReplyOf, (error: unknown) => Transport.NoReply>>()
ok<Is<typeof HttpTransport.layer, Layer.Layer<Transport.Transport, never, HttpClient.HttpClient | Endpoint.Endpoint>>>()

// ---------------------------------------------------------------------------------------- effect-binance/client/Intent

ok<
  Is<
    Intent.AttemptRecord,
    { readonly attempt: InDoubt.Attempt; state: "open" | "refused" | "not-sent"; readonly isReadBack?: boolean | undefined }
  >
>()
ok<
  Is<
    Intent.Intent,
    {
      readonly number: number
      readonly clientOrderId: string
      readonly createdAt: number
      readonly createdAtMonotonic: number
      readonly attempts: Array<Intent.AttemptRecord>
      operation: Operation.AnyOperation | undefined
      input: unknown
      goodForMillis: number | undefined
      doubt: BinanceError.AmbiguousExecution | undefined
      passed: { readonly fenceAt: number; readonly atMonotonic: number } | undefined
      hasNamesake: boolean
      readonly journal: Intent.Journal | undefined
      look?: (() => Verdict.Verdict | undefined) | undefined
    }
  >
>()
ok<Is<Intent.JournalLine, { readonly signedFrom: number; readonly fenceAt: number; record: Intent.AttemptRecord | undefined }>>()
ok<
  Is<
    Intent.Journal,
    {
      readonly id: string
      readonly number: number
      readonly opened: (
        operation: Operation.AnyOperation,
        input: unknown,
        account: string
      ) => BinanceError.BinanceError | undefined
      readonly signing: (attempt: {
        readonly time: number
        readonly recvWindow: number
        readonly graceMillis: number
      }) => Effect.Effect<Intent.JournalLine, BinanceError.BinanceError>
      readonly settling: <A>(
        doubt: BinanceError.AmbiguousExecution,
        intent: Intent.Intent,
        settlement: Effect.Effect<A>
      ) => Effect.Effect<A, BinanceError.Fatal>
    }
  >
>()
ok<Is<typeof Intent.Current, Context.Reference<Intent.Intent | undefined>>>()
ok<Is<typeof Intent.GoodFor, Context.Reference<Duration.Duration | undefined>>>()
ok<Is<typeof Intent.RecvWindow, Context.Reference<number>>>()
ok<Is<typeof Intent.monotonicMillis, Effect.Effect<number>>>()
ok<Is<typeof Intent.make, Effect.Effect<Intent.Intent>>>()
ok<Is<typeof Intent.havePassed, (intent: Intent.Intent, attempts: ReadonlyArray<InDoubt.Attempt>) => boolean>>()
ok<Is<typeof Intent.openAttempts, (intent: Intent.Intent) => ReadonlyArray<InDoubt.Attempt>>>()
ok<
  Is<
    typeof Intent.record,
    (
      intent: Intent.Intent,
      options: { readonly timestamp: number; readonly recvWindow: number; readonly graceMillis: number; readonly signedAtMonotonic: number }
    ) => Intent.AttemptRecord
  >
>()
ok<
  Is<
    typeof Intent.ofPart,
    (
      whole: Intent.Intent,
      part: { readonly operation: Operation.AnyOperation; readonly input: unknown },
      clientOrderId: string,
      number: "own" | "shared"
    ) => Intent.Intent
  >
>()
ok<
  Is<
    typeof Intent.kept,
    (
      clock: Clock.Clock,
      options: {
        readonly clientOrderId: string
        readonly age: number
        readonly attempts: ReadonlyArray<Intent.AttemptRecord>
        readonly hasNamesake: boolean
        readonly journal: Intent.Journal
      }
    ) => Intent.Intent
  >
>()
ok<
  Is<
    typeof Intent.readBack,
    (
      row: {
        readonly signedFrom: number
        readonly recvWindow: number
        readonly fenceAt: number
        readonly state: "open" | "refused" | "not-sent"
      },
      now: number
    ) => Intent.AttemptRecord
  >
>()
ok<Is<typeof Intent.monotonicMillisOf, (clock: Clock.Clock) => number>>()
ok<
  Is<
    typeof Intent.remainingMillisOf,
    (intent: Intent.Intent, goodForMillis: number, clock: Clock.Clock) => number
  >
>()
ok<Is<typeof Intent.makeUnsafe, (fiber: Fiber.Fiber<unknown, unknown>) => Intent.Intent>>()

// ------------------------------------------------------------------------------------- effect-binance/client/Operation

ok<Is<Operation.Decimal, string | BigDecimal.BigDecimal>>()
ok<
  Is<
    Operation.Ask,
    <A, P>(
      operation: Operation.Operation<A, "read", P>,
      input: P
    ) => Effect.Effect<A, BinanceError.Retryable | BinanceError.Fatal>
  >
>()
ok<
  Is<
    Operation.HistoryRow<"result">,
    {
      readonly id: number | string
      readonly isNamed: boolean
      readonly state: "done" | "pending" | "failed"
      readonly result: "result"
    }
  >
>()
ok<Is<typeof Operation.formatDecimal, (decimal: Operation.Decimal) => string>>()
ok<Is<Operation.ErrorOf<"read" | "test">, BinanceError.Retryable | BinanceError.Fatal>>()
ok<Is<Operation.ErrorOf<"place">, BinanceError.BinanceError>>()
ok<Is<Operation.ErrorOf<"transfer">, BinanceError.BinanceError>>()
ok<Is<Operation.ErrorOf<InDoubt.Kind>, BinanceError.BinanceError>>()
ok<Is<Operation.FenceOf<Exclude<InDoubt.Kind, "transfer">>, "fenced">>()
ok<Is<Operation.FenceOf<"transfer">, "it has no fence in time: use Reconciliation.settleWithin">>()
ok<
  Is<
    Operation.Find<"result", "input">,
    | { readonly subject: "placement"; readonly views: (input: "input") => ProductViews.ProductViews }
    | { readonly subject: "cancel"; readonly views: (input: "input") => ProductViews.ProductViews }
    | {
        readonly subject: "amend"
        readonly views: (input: "input") => ProductViews.ProductViews
        readonly wanted: (input: "input") => { readonly quantity?: string | undefined; readonly price?: string | undefined }
        readonly result?: ((order: ProductViews.OrderRow) => "result") | undefined
      }
    | {
        readonly subject: "orderList"
        readonly views: (input: "input") => ProductViews.ProductViews
        readonly legs: (input: "input", clientOrderId: string) => ReadonlyArray<Operation.Description>
        readonly result: (list: ProductViews.OrderListRow, orders: ReadonlyArray<ProductViews.OrderRow>) => "result"
      }
    | {
        readonly subject: "cancelOrderList"
        readonly views: (input: "input") => ProductViews.ProductViews
        readonly result: (list: ProductViews.OrderListRow, orders: ReadonlyArray<ProductViews.OrderRow>) => "result"
      }
    | {
        readonly subject: "cancelAll"
        readonly views: (input: "input") => ProductViews.ProductViews
        readonly result: (cancelled: ReadonlyArray<ProductViews.OrderRow>) => "result"
      }
    | {
        readonly subject: "cancelReplace"
        readonly halves: (input: "input", clientOrderId: string) => { readonly cancel: Operation.Part; readonly place: Operation.Part }
        readonly result: (cancelled: ProductViews.OrderRow, placed: ProductViews.OrderRow) => "result"
      }
    | { readonly subject: "batch"; readonly parts: (input: "input", clientOrderId: string) => ReadonlyArray<Operation.Part> }
    | { readonly subject: "repeat"; readonly settle: (typeof Operation.repeat)["settle"] }
    | {
        readonly subject: "history"
        readonly rows: (
          ask: Operation.Ask,
          input: "input",
          clientOrderId: string,
          from: number
        ) => Effect.Effect<ReadonlyArray<Operation.HistoryRow<"result">>, BinanceError.Retryable | BinanceError.Fatal>
        readonly spacingMillis: number
        readonly settle: typeof Operation.settleHistory
      }
  >
>()
ok<Is<typeof Operation.repeat, Extract<Operation.Find<never, never>, { readonly subject: "repeat" }>>>()
ok<Is<typeof Operation.settleHistory, Extract<Operation.Find<never, never>, { readonly subject: "history" }>["settle"]>>()
ok<
  Is<
    Operation.Part,
    {
      readonly operation: Operation.AnyOperation
      readonly input: unknown
      readonly description: Operation.Description
      readonly clientOrderIdFrom: "library" | "caller"
      readonly find: Operation.Find<unknown, never> | undefined
    }
  >
>()
ok<
  Is<typeof Operation.part, <A, K extends InDoubt.Kind, P>(operation: Operation.Operation<A, K, P>, input: P, clientOrderId: string) => Operation.Part>
>()
ok<Is<typeof Operation.partId, (clientOrderId: string, index: number) => string>>()
ok<
  Is<
    Operation.Description,
    {
      readonly symbol?: string | undefined
      readonly clientOrderId?: string | undefined
      readonly orderId?: string | undefined
      readonly orderListId?: string | undefined
      readonly newClientOrderId?: string | undefined
      readonly side?: string | undefined
      readonly type?: string | undefined
      readonly quantity?: string | undefined
      readonly quoteOrderQuantity?: string | undefined
      readonly price?: string | undefined
    }
  >
>()
ok<
  Is<
    Operation.Operation<"result", "place", "input">,
    {
      readonly name: string
      readonly product: ProductRules.ProductRules
      readonly kind: "place"
      readonly method: "GET" | "POST" | "PUT" | "DELETE"
      readonly path: string
      readonly weight: (input: "input") => number
      readonly countsAsOrder?: boolean | undefined
      readonly orderCount?: ((input: "input") => number) | undefined
      readonly security: "NONE" | "USER_STREAM" | "USER_DATA" | "TRADE"
      readonly success: Schema.Decoder<"result">
      readonly parameters: (input: "input", clientOrderId: string) => Parameters.Parameters
      readonly describe: (input: "input", clientOrderId: string) => Operation.Description
      readonly clientOrderIdFrom?: ((input: "input") => "library" | "caller") | undefined
      readonly problem?: ((input: "input") => { readonly parameter: string; readonly problem: string } | undefined) | undefined
      readonly goodForMillis: (input: "input") => number
      readonly find?: Operation.Find<"result", "input"> | undefined
    }
  >
>()
ok<Is<Operation.AnyOperation, Operation.Operation<unknown, InDoubt.Kind, never>>>()
ok<
  Is<
    Operation.Batch<"result", "element", "input">,
    {
      readonly name: string
      readonly product: ProductRules.ProductRules
      readonly method: "POST" | "PUT" | "DELETE"
      readonly path: string
      readonly weight: (input: "input") => number
      readonly countsAsOrder?: boolean | undefined
      readonly security: "USER_DATA" | "TRADE"
      readonly of:
        | Operation.Operation<"result", "place", "element">
        | Operation.Operation<"result", "cancel", "element">
        | Operation.Operation<"result", "amend", "element">
      readonly elements: (input: "input") => ReadonlyArray<"element">
      readonly most?: number | undefined
      readonly parameters: (elements: ReadonlyArray<Parameters.Parameters>, input: "input") => Parameters.Parameters
      readonly describe?: ((input: "input", clientOrderId: string) => Operation.Description) | undefined
    }
  >
>()
ok<
  Is<
    typeof Operation.batch,
    <A, E, P>(
      options: Operation.Batch<A, E, P>
    ) => ((
      input: P
    ) => Call.Call<ReadonlyArray<Result.Result<A, BinanceError.BinanceError>>, BinanceError.BinanceError, BinanceClient.BinanceClient>) & {
      operation: Operation.Operation<ReadonlyArray<Result.Result<A, BinanceError.BinanceError>>, "batch", P>
    }
  >
>()
ok<
  Is<
    typeof Operation.make,
    <A, K extends InDoubt.Kind, P>(
      operation: Operation.Operation<A, K, P>
    ) => ((input: P) => Call.Call<A, Operation.ErrorOf<K>, BinanceClient.BinanceClient, Operation.FenceOf<K>>) & { operation: Operation.Operation<A, K, P> }
  >
>()

// ------------------------------------------------------------------------------------ effect-binance/client/Parameters

ok<Is<Parameters.Value, string | number | boolean | bigint | ReadonlyArray<string> | undefined>>()
ok<Is<Parameters.Parameters, Readonly<Record<string, Parameters.Value>>>>()
ok<IsClass<typeof Parameters.InvalidParameter, "InvalidParameter", { readonly parameter: string; readonly problem: string }>>()
ok<Is<typeof Parameters.percentEncode, (text: string) => string>>()
ok<Is<typeof Parameters.textUnsafe, (value: Exclude<Parameters.Value, undefined>) => string>>()
ok<Is<typeof Parameters.nonFinite, (parameters: Parameters.Parameters) => Parameters.InvalidParameter | undefined>>()
ok<Is<typeof Parameters.textUnsafe, (value: Exclude<Parameters.Value, undefined>) => string>>()
ok<Is<typeof Parameters.toText, (value: Exclude<Parameters.Value, undefined>) => Result.Result<string, Parameters.InvalidParameter>>>()
ok<Is<typeof Parameters.encode, (parameters: Parameters.Parameters) => Result.Result<string, Parameters.InvalidParameter>>>()
ok<Is<typeof Parameters.encodeUnsafe, (parameters: Parameters.Parameters) => string>>()
ok<Is<typeof Parameters.join, (parameters: Parameters.Parameters) => string>>()

// ------------------------------------------------------------------------------------ effect-binance/client/ClockHints

ok<Is<ClockHints.Hint, { readonly atLeast: number; readonly atMost?: number | undefined }>>()
ok<Is<typeof ClockHints.ofDate, (date: string, tookMillis: number) => ClockHints.Hint | undefined>>()
ok<Is<typeof ClockHints.make, (clock: ServerClock.HostClock) => (hint: ClockHints.Hint) => Effect.Effect<void>>>()
ok<
  Is<
    typeof ClockHints.layerTransport,
    (
      rules?: ProductRules.ProductRules
    ) => Layer.Layer<Transport.Transport, never, Transport.Transport | ServerClock.ServerClock>
  >
>()

// ----------------------------------------------------------------------------------- effect-binance/client/ServerClock

ok<Is<ServerClock.ExchangeTime, { readonly time: number; readonly errorMillis: number }>>()
ok<
  Is<
    ServiceOf<typeof ServerClock.ServerClock>,
    Service<
      "effect-binance/ServerClock",
      ServerClock.ServerClock,
      {
        readonly now: Effect.Effect<ServerClock.ExchangeTime, BinanceError.Retryable>
        readonly estimate: Effect.Effect<ServerClock.ExchangeTime, BinanceError.Retryable>
        readonly resync: Effect.Effect<void, BinanceError.Retryable>
        readonly read: Effect.Effect<number, BinanceError.Retryable>
        readonly forProduct?: ((product: ProductRules.ProductRules) => ServerClock.HostClock) | undefined
      }
    >
  >
>()
ok<
  Is<
    ServerClock.HostClock,
    {
      readonly now: Effect.Effect<ServerClock.ExchangeTime, BinanceError.Retryable>
      readonly estimate: Effect.Effect<ServerClock.ExchangeTime, BinanceError.Retryable>
      readonly resync: Effect.Effect<void, BinanceError.Retryable>
      readonly read: Effect.Effect<number, BinanceError.Retryable>
    }
  >
>()
ok<Is<typeof ServerClock.earliestOf, (clock: ServerClock.HostClock) => Effect.Effect<number | undefined>>>()
ok<Is<typeof ServerClock.clockOf, (clock: ServerClock.ServerClock["Service"], product: ProductRules.ProductRules) => ServerClock.HostClock>>()
ok<
  Is<
    ServerClock.Options,
    {
      readonly rules?: ProductRules.ProductRules | undefined
      readonly path?: string | undefined
      readonly samples?: number | undefined
      readonly maxAge?: Duration.Input | undefined
      readonly maxError?: Duration.Input | undefined
    }
  >
>()
ok<Is<typeof ServerClock.layerWith, (options: ServerClock.Options) => Layer.Layer<ServerClock.ServerClock, never, Transport.Transport | BanWindow.BanWindow>>>()
ok<Is<typeof ServerClock.layer, Layer.Layer<ServerClock.ServerClock, never, Transport.Transport | BanWindow.BanWindow>>>()
ok<Is<typeof ServerClock.layerFixed, (offsetMillis?: number) => Layer.Layer<ServerClock.ServerClock>>>()

// ---------------------------------------------------------------------------------------- effect-binance/client/Signer

ok<
  Is<
    ServiceOf<typeof Signer.Signer>,
    Service<
      "effect-binance/Signer",
      Signer.Signer,
      { readonly apiKey: Redacted.Redacted; readonly account: string; readonly sign: (payload: string) => Effect.Effect<string> }
    >
  >
>()
ok<IsClass<typeof Signer.SignerError, "SignerError", { readonly keyType: "Hmac" | "Ed25519" | "Rsa"; readonly problem: string }>>()
ok<Is<typeof Signer.privateKeyBytes, (key: Exclude<Credentials.Key, { readonly _tag: "Hmac" }>) => Result.Result<Uint8Array, Signer.SignerError>>>()
ok<Is<typeof Signer.layer, Layer.Layer<Signer.Signer, Signer.SignerError, Credentials.Credentials>>>()
ok<Is<Signer.Draft, { readonly method: Transport.WireRequest["method"]; readonly path: string; readonly parameters: Parameters.Parameters }>>()
ok<Is<typeof Signer.unsignedRequest, (draft: Signer.Draft) => Effect.Effect<Transport.WireRequest, Parameters.InvalidParameter>>>()
ok<
  Is<typeof Signer.keyedRequest, (signer: Signer.Signer["Service"], draft: Signer.Draft) => Effect.Effect<Transport.WireRequest, Parameters.InvalidParameter>>
>()
ok<Is<Signer.SignedRequest, { readonly request: Transport.WireRequest; readonly signature: string }>>()
ok<Is<Signer.Parameters, Parameters.Parameters>>()
ok<Is<typeof Signer.problemOf, (parameters: Parameters.Parameters) => Parameters.InvalidParameter | undefined>>()
ok<
  Is<
    typeof Signer.signedRequest,
    (
      signer: Signer.Signer["Service"],
      draft: Signer.Draft & { readonly timestamp: number; readonly recvWindow: number }
    ) => Effect.Effect<Signer.SignedRequest, Parameters.InvalidParameter>
  >
>()

// ------------------------------------------------------------------------------------- effect-binance/client/Transport

ok<
  Is<
    Transport.WireRequest,
    {
      readonly method: "GET" | "POST" | "PUT" | "DELETE"
      readonly path: string
      readonly query: string
      readonly body: string
      readonly headers: Readonly<Record<string, string>>
      readonly mayLeave?: (() => boolean) | undefined
      readonly isRead?: boolean | undefined
    }
  >
>()
ok<
  Is<
    Transport.HttpReply,
    {
      readonly _tag: "HttpReply"
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
      readonly complete: boolean
    }
  >
>()
ok<
  Is<
    Transport.NoReply,
    { readonly _tag: "NoReply"; readonly phase: "connect" | "sent" | "unknown"; readonly code: string | undefined; readonly timeout: boolean }
  >
>()
ok<Is<typeof Transport.withdrawn, "WITHDRAWN">>()
ok<Is<typeof Transport.unaddressed, "NO_ADDRESS">>()
ok<Is<typeof Transport.tooMany, "TOO_MANY_IN_FLIGHT">>()
ok<
  Is<
    typeof Transport.noReply,
    (phase: Transport.NoReply["phase"], code: string | undefined, timeout?: boolean) => Transport.NoReply
  >
>()
ok<Is<typeof Transport.outOfTime, Transport.NoReply>>()
ok<Is<Transport.Reply, Transport.HttpReply | Transport.NoReply>>()
ok<
  Is<
    ServiceOf<typeof Transport.Transport>,
    Service<
      "effect-binance/Transport",
      Transport.Transport,
      {
        readonly send: (request: Transport.WireRequest) => Effect.Effect<Transport.Reply>
        readonly keepsCallTimeout?: boolean | undefined
        readonly reaches?: ((path: string, method?: Transport.WireRequest["method"]) => boolean) | undefined
        readonly isReady?: ((path: string, method?: Transport.WireRequest["method"]) => boolean) | undefined
        readonly ready?:
          | ((path: string, method: Transport.WireRequest["method"], deadline: number) => Effect.Effect<void, BinanceError.Retryable>)
          | undefined
        readonly signedRequest?: typeof Signer.signedRequest | undefined
        readonly unsignedRequest?: typeof Signer.unsignedRequest | undefined
        readonly boundsOf?: SettlementBounds.Along | undefined
        readonly endpoint?: Endpoint.Endpoint["Service"] | undefined
      }
    >
  >
>()
ok<Is<typeof Transport.send, (transport: Transport.Transport["Service"], request: Transport.WireRequest) => Effect.Effect<Transport.Reply>>>()

// --------------------------------------------------------------------------------------- effect-binance/client/Verdict

ok<
  Is<
    Verdict.Asked,
    {
      readonly product: ProductRules.ProductRules
      readonly kind: InDoubt.Kind
      readonly earlier: "none" | "in-doubt" | "proven-not-executed"
      readonly clientOrderIdFrom: "library" | "caller"
      readonly clientOrderIds: ReadonlyArray<string>
      readonly elementKind?: "place" | "cancel" | "amend" | undefined
      readonly clientOrderIdsFrom?: ReadonlyArray<"library" | "caller"> | undefined
    }
  >
>()
ok<
  Is<
    Verdict.Verdict,
    | { readonly _tag: "Success"; readonly body: unknown; readonly elements?: ReadonlyArray<Verdict.Verdict> | undefined }
    | { readonly _tag: "Retryable"; readonly reason: RetryableReason.RetryableReason; readonly elements?: ReadonlyArray<Verdict.Verdict> | undefined }
    | { readonly _tag: "Fatal"; readonly reason: FatalReason.FatalReason; readonly elements?: ReadonlyArray<Verdict.Verdict> | undefined }
    | {
        readonly _tag: "AmbiguousExecution"
        readonly reason: AmbiguousReason.AmbiguousReason
        readonly refusal?: FatalReason.FatalReason | RetryableReason.RetryableReason | undefined
        readonly elements?: ReadonlyArray<Verdict.Verdict> | undefined
      }
  >
>()
ok<Is<typeof Verdict.decide, (asked: Verdict.Asked, reply: Transport.Reply, receivedAt: number, exchangeTime?: number) => Verdict.Verdict>>()
ok<Is<typeof Verdict.quietOf, (product: ProductRules.ProductRules, reply: Transport.HttpReply, receivedAt: number) => { readonly millis: number; readonly stated: number | undefined; readonly known: boolean } | undefined>>()
ok<
  Is<
    typeof Verdict.toError,
    (
      verdict: Exclude<Verdict.Verdict, { readonly _tag: "Success" }>,
      operation: InDoubt.OperationInfo | undefined,
      inDoubt: () => InDoubt.InDoubt
    ) => BinanceError.BinanceError
  >
>()

// -------------------------------------------------------------------------------- effect-binance/client/WebSocketApi

ok<Is<WebSocketApi.Product, "spot" | "usdm" | "coinm">>()
ok<
  Is<
    WebSocketApi.Options,
    {
      readonly products?: ReadonlyArray<WebSocketApi.Product> | undefined
      readonly addresses?:
        | { readonly spot?: string | undefined; readonly usdm?: string | undefined; readonly coinm?: string | undefined }
        | undefined
      readonly writesWait?: Duration.Input | undefined
      readonly connectTimeout?: Duration.Input | undefined
      readonly maxAge?: Duration.Input | undefined
      readonly maxInFlight?: number | undefined
      readonly session?: false | undefined
    }
  >
>()
interface SessionOptions extends Omit<WebSocketApi.Options, "session"> {
  readonly session: true
}
ok<Is<WebSocketApi.SessionOptions, SessionOptions>>()
ok<Is<WebSocketApi.TellingSocket["refusal"], Transport.HttpReply | undefined>>()
ok<Is<WebSocketApi.ConnectionCount, { readonly take: (address: string, now: number) => number }>>()
ok<Is<typeof WebSocketApi.ConnectionAttempts, Context.Reference<WebSocketApi.ConnectionCount>>>()
ok<Is<typeof WebSocketApi.connectionAttempts, (limit?: number) => WebSocketApi.ConnectionCount>>()
ok<
  Is<
    typeof WebSocketApi.layer,
    Layer.Layer<Transport.Transport, never, Endpoint.Endpoint | Socket.WebSocketConstructor | BanWindow.BanWindow>
  >
>()
type WebSocketNeeds = Endpoint.Endpoint | Socket.WebSocketConstructor | BanWindow.BanWindow
ok<
  Is<
    typeof WebSocketApi.layerWith,
    {
      (options: WebSocketApi.Options): Layer.Layer<Transport.Transport, never, WebSocketNeeds>
      (
        options: WebSocketApi.Options | WebSocketApi.SessionOptions
      ): Layer.Layer<Transport.Transport, never, WebSocketNeeds | Signer.Signer>
    }
  >
>()
ok<
  Is<
    typeof WebSocketApi.layerBeside,
    {
      <E, R>(
        http: Layer.Layer<Transport.Transport, E, R>,
        options?: WebSocketApi.Options
      ): Layer.Layer<Transport.Transport, E, R | WebSocketNeeds>
      <E, R>(
        http: Layer.Layer<Transport.Transport, E, R>,
        options: WebSocketApi.Options | WebSocketApi.SessionOptions
      ): Layer.Layer<Transport.Transport, E, R | WebSocketNeeds | Signer.Signer>
    }
  >
>()

// -------------------------------------------------------------------------------- effect-binance/client/WebSocketReply

ok<
  Is<
    WebSocketReply.Frame,
    | { readonly _tag: "Reply"; readonly id: string | number; readonly reply: Transport.HttpReply }
    | { readonly _tag: "Unidentified"; readonly status: number; readonly code: number | undefined; readonly reply: Transport.HttpReply }
    | { readonly _tag: "Event"; readonly subscriptionId: string | number | undefined; readonly event: unknown }
    | { readonly _tag: "ServerShutdown"; readonly eventTime: number | undefined }
    | { readonly _tag: "Unreadable"; readonly problem: string }
  >
>()
ok<Is<typeof WebSocketReply.readFrame, (text: string, receivedAt: number) => WebSocketReply.Frame>>()
ok<Is<typeof WebSocketReply.closed, (left: boolean, cause: string) => Transport.NoReply>>()
ok<Is<typeof WebSocketReply.unanswered, (frame: Exclude<WebSocketReply.Frame, { readonly _tag: "Reply" }>) => Transport.NoReply>>()
ok<Is<typeof WebSocketReply.retryAt, (text: string) => number | undefined>>()
