/** What the modules of `limits` export, exactly. Checked by the compiler, not run. */
import type * as Transport from "effect-binance/client/Transport"
import type * as Verdict from "effect-binance/client/Verdict"
import type * as BinanceError from "effect-binance/errors/BinanceError"
import type * as BanWindow from "effect-binance/limits/BanWindow"
import type * as BanWindowPersisted from "effect-binance/limits/BanWindowPersisted"
import type * as BanWindowShared from "effect-binance/limits/BanWindowShared"
import type * as ProductRules from "effect-binance/products/ProductRules"
import type * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as KeyValueStore from "effect/persistence/KeyValueStore"
import type * as Redis from "effect/persistence/Redis"
import type * as Endpoint from "effect-binance/client/Endpoint"
import type * as Operation from "effect-binance/client/Operation"
import type * as ServerClock from "effect-binance/client/ServerClock"
import type * as RateBudget from "effect-binance/limits/RateBudget"
import type * as RateBudgetLedger from "effect-binance/limits/RateBudgetLedger"
import type * as RateBudgetMemory from "effect-binance/limits/RateBudgetMemory"
import type * as RateBudgetShared from "effect-binance/limits/RateBudgetShared"
import type * as RedisConnection from "effect-binance/limits/RedisConnection"
import type * as Redacted from "effect/Redacted"
import { type Is, type IsBuilt, ok, type Service, type ServiceOf } from "../exact.ts"

// ------------------------------------------------------------------------------------- effect-binance/limits/BanWindow

ok<Is<BanWindow.Scope, "address" | "orders" | `address:${string}` | `endpoint:${string}` | `orders:${string}`>>()
ok<Is<BanWindow.Lane, "cancel" | "place" | "query" | "market">>()
ok<Is<BanWindow.Origin, { readonly method: string; readonly path: string; readonly account?: string | undefined }>>()
ok<Is<typeof BanWindow.ChosenLane, Context.Reference<BanWindow.Lane | undefined>>>()
ok<Is<typeof BanWindow.scopesOf, (origin: BanWindow.Origin) => ReadonlyArray<BanWindow.Scope>>>()
ok<
  Is<
    typeof BanWindow.closedUntil,
    (banWindow: BanWindow.BanWindow["Service"], scopes: ReadonlyArray<BanWindow.Scope>) => Effect.Effect<number | undefined>
  >
>()
ok<Is<typeof BanWindow.Patience, Context.Reference<"fail-fast" | "wait">>>()
ok<Is<typeof BanWindow.Deadline, Context.Reference<number>>>()
ok<
  Is<
    ServiceOf<typeof BanWindow.BanWindow>,
    Service<
      "effect-binance/BanWindow",
      BanWindow.BanWindow,
      {
        readonly closedUntil: (scope: BanWindow.Scope) => Effect.Effect<number | undefined>
        readonly close: (scope: BanWindow.Scope, until: number) => Effect.Effect<void>
        readonly pass: (scopes: ReadonlyArray<BanWindow.Scope>, deadline: number, lane?: BanWindow.Lane) => Effect.Effect<void, BinanceError.Retryable>
        readonly isOpen: (scopes: ReadonlyArray<BanWindow.Scope>, now: number) => boolean
      }
    >
  >
>()
ok<Is<typeof BanWindow.BanWindow.layer, Layer.Layer<BanWindow.BanWindow>>>()
ok<
  Is<
    typeof BanWindow.closing,
    (
      product: ProductRules.ProductRules,
      reply: Transport.Reply,
      verdict: Verdict.Verdict,
      receivedAt: number,
      origin?: BanWindow.Origin
    ) => { readonly scope: BanWindow.Scope; readonly until: number } | undefined
  >
>()
ok<
  Is<
    typeof BanWindow.observe,
    (
      banWindow: BanWindow.BanWindow["Service"],
      product: ProductRules.ProductRules,
      reply: Transport.Reply,
      verdict: Verdict.Verdict,
      receivedAt: number,
      origin?: BanWindow.Origin
    ) => Effect.Effect<void>
  >
>()
ok<Is<typeof BanWindow.isScope, (name: string) => name is BanWindow.Scope>>()

// ---------------------------------------------------------------------------- effect-binance/limits/BanWindowPersisted

ok<Is<BanWindowPersisted.Options, { readonly key?: string | undefined }>>()
ok<
  Is<
    typeof BanWindowPersisted.layerOver,
    (options?: BanWindowPersisted.Options) => Layer.Layer<BanWindow.BanWindow, KeyValueStore.KeyValueStoreError, BanWindow.BanWindow | KeyValueStore.KeyValueStore>
  >
>()
ok<Is<typeof BanWindowPersisted.layerPersisted, Layer.Layer<BanWindow.BanWindow, KeyValueStore.KeyValueStoreError, KeyValueStore.KeyValueStore>>>()

// ------------------------------------------------------------------------------- effect-binance/limits/BanWindowShared

ok<
  Is<
    BanWindowShared.Options,
    {
      readonly prefix?: string | undefined
      readonly refresh?: Duration.Input | undefined
      readonly timeout?: Duration.Input | undefined
    }
  >
>()
ok<
  Is<
    typeof BanWindowShared.layerOver,
    (options?: BanWindowShared.Options) => Layer.Layer<BanWindow.BanWindow, never, BanWindow.BanWindow | Redis.Redis>
  >
>()
ok<Is<typeof BanWindowShared.layerShared, Layer.Layer<BanWindow.BanWindow, never, Redis.Redis>>>()

// ------------------------------------------------------------------------------------ effect-binance/limits/RateBudget

ok<
  Is<
    RateBudget.Asked,
    {
      readonly operation: Operation.AnyOperation
      readonly input: unknown
      readonly account: string
      readonly clock: ServerClock.HostClock
      readonly deadline: number
    }
  >
>()
ok<
  Is<
    RateBudget.Reservation,
    {
      readonly leave: () => void
      readonly settle: (reply: Transport.Reply, verdict: Verdict.Verdict) => Effect.Effect<void>
    }
  >
>()
ok<
  Is<
    RateBudget.Usage,
    {
      readonly scope: string
      readonly type: string
      readonly intervalMillis: number
      readonly limit: number
      readonly used: number
    }
  >
>()
ok<
  Is<
    RateBudget.Service,
    {
      readonly around: <A, E, R>(
        asked: RateBudget.Asked,
        attempt: (reservation: RateBudget.Reservation) => Effect.Effect<A, E, R>
      ) => Effect.Effect<A, E | BinanceError.Retryable, R>
      readonly usage: Effect.Effect<ReadonlyArray<RateBudget.Usage>>
    }
  >
>()
ok<Is<typeof RateBudget.RateBudget, Context.Reference<RateBudget.Service | undefined>>>()

// ------------------------------------------------------------------------------ effect-binance/limits/RateBudgetLedger

ok<Is<RateBudgetLedger.Moment, { readonly earliest: number; readonly latest: number }>>()
ok<
  Is<
    RateBudgetLedger.Held,
    {
      readonly amount: number
      readonly lane: BanWindow.Lane
      readonly window: number
      readonly landedBefore: number
      readonly turn: number
    }
  >
>()
ok<
  IsBuilt<
    typeof RateBudgetLedger.Ledger,
    [intervalMillis: number, limit: number],
    {
      readonly intervalMillis: number
      limit: number
      open: (now: RateBudgetLedger.Moment) => readonly [first: number, last: number]
      used: (now: RateBudgetLedger.Moment) => number
      own: (now: RateBudgetLedger.Moment) => number
      spent: (lane: BanWindow.Lane, now: RateBudgetLedger.Moment) => number
      waitingElsewhere: (lane: BanWindow.Lane) => number
      readonly outstanding: number
      readonly figures: RateBudgetLedger.Figures & { readonly turn: number }
      adopt: (elsewhere: RateBudgetLedger.Elsewhere) => void
      endOf: (now: RateBudgetLedger.Moment) => number
      hold: (amount: number, lane: BanWindow.Lane, now: RateBudgetLedger.Moment) => RateBudgetLedger.Held
      settle: (
        held: RateBudgetLedger.Held,
        actual: number,
        now: RateBudgetLedger.Moment,
        counted: number | undefined
      ) => void
      charge: (held: RateBudgetLedger.Held, actual: number, now: RateBudgetLedger.Moment) => void
      correct: (
        held: RateBudgetLedger.Held,
        actual: number,
        now: RateBudgetLedger.Moment,
        counted: number
      ) => RateBudgetLedger.Correction | undefined
    }
  >
>()
ok<Is<RateBudgetLedger.ByLane, { readonly cancel: number; readonly place: number; readonly query: number; readonly market: number }>>()
ok<
  Is<
    RateBudgetLedger.Figures,
    {
      readonly outstanding: number
      readonly windows: ReadonlyMap<number, { readonly landed: number; readonly spent: RateBudgetLedger.ByLane }>
    }
  >
>()
ok<
  Is<
    RateBudgetLedger.Correction,
    { readonly window: number; readonly drift: number; readonly raises: boolean; readonly turn: number }
  >
>()
ok<
  Is<
    RateBudgetLedger.Elsewhere,
    {
      readonly outstanding: number
      readonly windows: ReadonlyMap<number, { readonly landed: number; readonly spent: RateBudgetLedger.ByLane }>
      readonly waiting: RateBudgetLedger.ByLane
      readonly drifts: ReadonlyMap<number, { readonly drift: number; readonly raisedAt: number }>
      readonly turn: number
    }
  >
>()

// ------------------------------------------------------------------------------ effect-binance/limits/RateBudgetMemory

ok<
  Is<
    RateBudgetMemory.Limit,
    {
      readonly type: "REQUEST_WEIGHT" | "RAW_REQUESTS" | "ORDERS" | "SAPI_IP" | "SAPI_UID"
      readonly intervalMillis: number
      readonly limit: number
    }
  >
>()
ok<
  Is<
    RateBudgetMemory.Limits,
    { readonly [F in Endpoint.Family]?: ReadonlyArray<RateBudgetMemory.Limit> | undefined }
  >
>()
ok<Is<typeof RateBudgetMemory.documented, RateBudgetMemory.Limits>>()
ok<
  Is<
    RateBudgetMemory.Options,
    {
      readonly limits?: RateBudgetMemory.Limits | undefined
      readonly share?: number | undefined
      readonly clockError?: Duration.Input | undefined
    }
  >
>()
ok<Is<typeof RateBudgetMemory.orderCountOf, (operation: Operation.AnyOperation, input: unknown) => number>>()
ok<Is<typeof RateBudgetMemory.layer, (options?: RateBudgetMemory.Options) => Layer.Layer<never>>>()

// ------------------------------------------------------------------------------ effect-binance/limits/RateBudgetShared

ok<
  Is<
    RateBudgetShared.Options,
    {
      readonly limits?: RateBudgetMemory.Limits | undefined
      readonly share?: number | undefined
      readonly clockError?: Duration.Input | undefined
      readonly fallbackShare: number
      readonly prefix?: string | undefined
      readonly timeout?: Duration.Input | undefined
      readonly refresh?: Duration.Input | undefined
    }
  >
>()
ok<Is<typeof RateBudgetShared.layer, (options: RateBudgetShared.Options) => Layer.Layer<never, never, Redis.Redis>>>()

// ------------------------------------------------------------------------------- effect-binance/limits/RedisConnection

ok<
  Is<
    RedisConnection.Client,
    {
      readonly connect: () => Promise<unknown>
      readonly destroy: () => void
      readonly sendCommand: (words: ReadonlyArray<string>) => Promise<unknown>
      readonly subscribe: (channel: string, listener: (message: string, channel: string) => void) => Promise<unknown>
      readonly on: (event: "connect" | "error", listener: (cause: unknown) => void) => unknown
    }
  >
>()
ok<
  Is<
    RedisConnection.ClientOptions,
    {
      readonly url: string
      readonly disableOfflineQueue: true
      readonly socket: {
        readonly connectTimeout: number
        readonly reconnectStrategy: false | ((retries: number) => number)
      }
    }
  >
>()
ok<Is<RedisConnection.Options, { readonly url: string | Redacted.Redacted }>>()
ok<
  Is<
    typeof RedisConnection.layer,
    (
      createClient: (options: RedisConnection.ClientOptions) => RedisConnection.Client,
      options: RedisConnection.Options
    ) => Layer.Layer<Redis.Redis>
  >
>()
