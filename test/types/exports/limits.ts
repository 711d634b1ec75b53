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
import { type Is, ok, type Service, type ServiceOf } from "../exact.ts"

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
