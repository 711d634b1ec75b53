/** What the modules of `cli` export, exactly. Checked by the compiler, not run. */
import type * as Demo from "@effect-binance/cli/Demo"
import type * as Doctor from "@effect-binance/cli/Doctor"
import type * as Explain from "@effect-binance/cli/Explain"
import type * as CliInDoubt from "@effect-binance/cli/InDoubt"
import type * as Simulate from "@effect-binance/cli/Simulate"
import type * as Fault from "@effect-binance/simulator/Fault"
import type * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import type * as Endpoint from "effect-binance/client/Endpoint"
import type * as Transport from "effect-binance/client/Transport"
import type * as Verdict from "effect-binance/client/Verdict"
import type * as InDoubt from "effect-binance/errors/InDoubt"
import type * as BanWindow from "effect-binance/limits/BanWindow"
import type * as OrderJournal from "effect-binance/orders/OrderJournal"
import type * as ProductRules from "effect-binance/products/ProductRules"
import type * as Evidence from "effect-binance/settlement/Evidence"
import type * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import type * as CliError from "effect/cli/CliError"
import type * as Command from "effect/cli/Command"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import type * as Path from "effect/Path"
import type * as PlatformError from "effect/PlatformError"
import type * as Stdio from "effect/Stdio"
import { type Is, type IsClass, ok } from "../exact.ts"

// -------------------------------------------------------------------------------------------- @effect-binance/cli/Demo

ok<Is<typeof Demo.demo, Command.Command<"demo", { readonly seed: number; readonly intents: number; readonly json: boolean }, {}, unknown, never>>>()

// ------------------------------------------------------------------------------------------ @effect-binance/cli/Doctor

ok<
  Is<
    Doctor.CheckName,
    "endpoint" | "clock" | "drift" | "limits" | "symbol" | "key" | "permissions" | "withdrawals" | "addresses" | "orders" | "ban"
  >
>()
ok<Is<Doctor.ProductName, "spot" | "margin" | "usdm" | "coinm" | "options">>()
ok<
  Is<
    Doctor.Finding,
    {
      readonly check: Doctor.CheckName
      readonly status: "ok" | "warning" | "failed" | "skipped"
      readonly what: string
      readonly remedy?: string
      readonly docs?: string
      readonly measured?: Readonly<Record<string, number | string | boolean>>
    }
  >
>()
ok<
  Is<
    Doctor.Report,
    {
      readonly endpoint: string
      readonly address: string
      readonly product: Doctor.ProductName
      readonly ok: boolean
      readonly checks: ReadonlyArray<Doctor.Finding>
    }
  >
>()
ok<
  Is<
    Doctor.Options,
    {
      readonly product?: Doctor.ProductName | undefined
      readonly symbol?: string | undefined
      readonly checkTimeout?: Duration.Input | undefined
      readonly driftWatch?: Duration.Input | undefined
      readonly banWindowOf?: string | undefined
    }
  >
>()
ok<
  Is<
    typeof Doctor.examine,
    (options?: Doctor.Options) => Effect.Effect<Doctor.Report, never, Endpoint.Endpoint | Transport.Transport | BanWindow.BanWindow>
  >
>()
ok<IsClass<typeof Doctor.ChecksFailed, "ChecksFailed", { readonly failed: ReadonlyArray<Doctor.CheckName> }>>()
ok<Is<typeof Doctor.parseEndpoint, (text: string) => Layer.Layer<Endpoint.Endpoint> | string>>()
ok<
  Is<
    typeof Doctor.doctor,
    Command.Command<
      "doctor",
      {
        readonly endpoint: Option.Option<string>
        readonly product: Doctor.ProductName
        readonly symbol: Option.Option<string>
        readonly timeout: number
        readonly drift: number
        readonly banFolder: Option.Option<string>
        readonly banRedis: Option.Option<string>
        readonly banName: Option.Option<string>
        readonly json: boolean
      },
      {},
      Doctor.ChecksFailed | CliError.UserError,
      FileSystem.FileSystem | Path.Path
    >
  >
>()

// ----------------------------------------------------------------------------------------- @effect-binance/cli/Explain

ok<
  Is<
    Explain.Explained,
    {
      readonly id?: unknown
      readonly tag: Verdict.Verdict["_tag"]
      readonly reason: string
      readonly executed: "yes" | "no" | "partial" | "unknown" | "n/a"
      readonly retryAfterMs?: number
      readonly retryAt?: number
      readonly code?: number
      readonly name?: string
      readonly remedy: string
      readonly elements?: ReadonlyArray<Explain.Explained>
    }
  >
>()
ok<Is<typeof Explain.explainLine, (line: string, now: number) => string>>()
ok<Is<typeof Explain.explainCode, (product: ProductRules.ProductRules, code: number, only: InDoubt.Kind | undefined, now: number) => string | undefined>>()
ok<
  Is<
    typeof Explain.explain,
    Command.Command<
      "explain",
      {
        readonly text: ReadonlyArray<string>
        readonly product: Option.Option<string>
        readonly kind: Option.Option<"amend" | "batch" | "cancel" | "cancelReplace" | "orderList" | "place" | "read" | "setting" | "test" | "transfer">
        readonly json: boolean
      },
      {},
      PlatformError.PlatformError | CliError.UserError,
      Stdio.Stdio
    >
  >
>()

// ----------------------------------------------------------------------------------------- @effect-binance/cli/InDoubt

ok<
  Is<
    CliInDoubt.Doubt,
    {
      readonly id: string
      readonly account: string
      readonly exchange?: string | undefined
      readonly key?: string | undefined
      readonly operation: string
      readonly product: string
      readonly kind: string
      readonly symbol?: string | undefined
      readonly side?: string | undefined
      readonly type?: string | undefined
      readonly quantity?: string | undefined
      readonly quoteOrderQuantity?: string | undefined
      readonly price?: string | undefined
      readonly orderId?: string | undefined
      readonly clientOrderIds: ReadonlyArray<string>
      readonly since: number
      readonly mayLive: boolean
      readonly notAcceptedAfter?: number | undefined
      readonly attempts: OrderJournal.IntentRow["attempts"]
      readonly outcome?: "Executed" | "Refused" | "NotExecuted" | "InDoubt" | undefined
      readonly reason?: string | undefined
      readonly executedOrderId?: string | undefined
      readonly evidence?: ReadonlyArray<Evidence.Observation> | undefined
    }
  >
>()
ok<IsClass<typeof CliInDoubt.LeftInDoubt, "LeftInDoubt", { readonly ids: ReadonlyArray<string> }>>()
ok<Is<typeof CliInDoubt.parseBounds, (text: string) => SettlementBounds.Bounds | string>>()
ok<
  Is<
    typeof CliInDoubt.inDoubt,
    Command.Command<
      "in-doubt",
      {
        readonly journal: Option.Option<string>
        readonly postgres: boolean
        readonly schema: Option.Option<string>
        readonly account: Option.Option<string>
        readonly settle: boolean
        readonly endpoint: Option.Option<string>
        readonly within: number
        readonly bounds: Option.Option<string>
        readonly json: boolean
      },
      {},
      CliInDoubt.LeftInDoubt | CliError.UserError
    >
  >
>()

// ---------------------------------------------------------------------------------------- @effect-binance/cli/Simulate

ok<Is<typeof Simulate.parseFaults, (text: string) => { readonly probability: number; readonly names: ReadonlyArray<Fault.Name> | undefined } | string>>()
ok<
  Is<
    typeof Simulate.simulate,
    Command.Command<
      "simulate",
      {
        readonly port: number
        readonly seed: number
        readonly faults: { readonly probability: number; readonly names: ReadonlyArray<Fault.Name> | undefined }
        readonly listFaults: boolean
      },
      {},
      SimulatedServer.CannotListen,
      never
    >
  >
>()
