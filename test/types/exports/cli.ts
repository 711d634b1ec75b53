/** What the modules of `cli` export, exactly. Checked by the compiler, not run. */
import type * as Demo from "@effect-binance/cli/Demo"
import type * as Doctor from "@effect-binance/cli/Doctor"
import type * as Explain from "@effect-binance/cli/Explain"
import type * as Simulate from "@effect-binance/cli/Simulate"
import type * as Fault from "@effect-binance/simulator/Fault"
import type * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import type * as Endpoint from "effect-binance/client/Endpoint"
import type * as Transport from "effect-binance/client/Transport"
import type * as Verdict from "effect-binance/client/Verdict"
import type * as InDoubt from "effect-binance/errors/InDoubt"
import type * as BanWindow from "effect-binance/limits/BanWindow"
import type * as ProductRules from "effect-binance/products/ProductRules"
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
