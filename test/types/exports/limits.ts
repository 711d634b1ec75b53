/** What the modules of `limits` export, exactly. Checked by the compiler, not run. */
import type * as Transport from "effect-binance/client/Transport"
import type * as Verdict from "effect-binance/client/Verdict"
import type * as BinanceError from "effect-binance/errors/BinanceError"
import type * as BanWindow from "effect-binance/limits/BanWindow"
import type * as ProductRules from "effect-binance/products/ProductRules"
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { type Is, ok, type Service, type ServiceOf } from "../exact.ts"

// ------------------------------------------------------------------------------------- effect-binance/limits/BanWindow

ok<Is<BanWindow.Scope, "address" | "orders">>()
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
        readonly pass: (scopes: ReadonlyArray<BanWindow.Scope>, deadline: number) => Effect.Effect<void, BinanceError.Retryable>
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
      receivedAt: number
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
      receivedAt: number
    ) => Effect.Effect<void>
  >
>()
