/** What the modules of `cli` export, exactly. Checked by the compiler, not run. */
import type * as Demo from "@effect-binance/cli/Demo"
import type * as Arena from "@effect-binance/cli/demo/Arena"
import type * as Ours from "@effect-binance/cli/demo/Ours"
import type * as Report from "@effect-binance/cli/demo/Report"
import type * as Rivals from "@effect-binance/cli/demo/Rivals"
import type * as Storm from "@effect-binance/cli/demo/Storm"
import type * as Explain from "@effect-binance/cli/Explain"
import type * as Simulate from "@effect-binance/cli/Simulate"
import type * as NodeBinance from "@effect-binance/node/NodeBinance"
import type * as Exchange from "@effect-binance/simulator/Exchange"
import type * as Fault from "@effect-binance/simulator/Fault"
import type * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import type * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type * as Credentials from "effect-binance/client/Credentials"
import type * as Signer from "effect-binance/client/Signer"
import type * as Verdict from "effect-binance/client/Verdict"
import type * as InDoubt from "effect-binance/errors/InDoubt"
import type * as ProductRules from "effect-binance/products/ProductRules"
import type * as Reconciliation from "effect-binance/settlement/Reconciliation"
import type * as CliError from "effect/cli/CliError"
import type * as Command from "effect/cli/Command"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import type * as PlatformError from "effect/PlatformError"
import type * as Scope from "effect/Scope"
import type * as Stdio from "effect/Stdio"
import { type Is, ok } from "../exact.ts"

// -------------------------------------------------------------------------------------------- @effect-binance/cli/Demo

ok<Is<typeof Demo.demo, Command.Command<"demo", { readonly seed: number; readonly intents: number; readonly json: boolean }, {}, unknown, never>>>()

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
        readonly code: Option.Option<string>
        readonly product: string
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

// -------------------------------------------------------------------------------------- @effect-binance/cli/demo/Arena

ok<Is<Arena.ToStrategy, { readonly _tag: "Listening"; readonly baseUrl: string } | { readonly _tag: "Book"; readonly book: Storm.Book }>>()
ok<Is<Arena.ToExchange, { readonly _tag: "Finished" }>>()
ok<Is<Arena.Arena, { readonly baseUrl: string; readonly finish: Effect.Effect<Storm.Book> }>>()
ok<Is<typeof Arena.start, (seed: number, count: number) => Effect.Effect<Arena.Arena, never, Scope.Scope>>>()

// ----------------------------------------------------------------------------- @effect-binance/cli/demo/ExchangeWorker

// --------------------------------------------------------------------------------------- @effect-binance/cli/demo/Ours

ok<
  Is<typeof Ours.place, (intent: Storm.StormIntent) => Effect.Effect<"failed" | "placed", never, BinanceClient.BinanceClient | Reconciliation.Reconciliation>>
>()
ok<Is<typeof Ours.layer, (baseUrl: string) => Layer.Layer<NodeBinance.NodeBinance, Credentials.CredentialsError | Signer.SignerError, never>>>()

// ------------------------------------------------------------------------------------- @effect-binance/cli/demo/Report

ok<Is<Report.Progress, { readonly name: string; readonly done: number; readonly of: number }>>()
ok<Is<typeof Report.progress, (all: ReadonlyArray<Report.Progress>) => ReadonlyArray<string>>>()
ok<Is<typeof Report.table, (scores: ReadonlyArray<Storm.Score>, options: { readonly color: boolean }) => ReadonlyArray<string>>>()

// ------------------------------------------------------------------------------------- @effect-binance/cli/demo/Rivals

ok<Is<typeof Rivals.plainRetry, (baseUrl: string) => (intent: Storm.StormIntent) => Promise<"placed" | "failed">>>()
ok<Is<typeof Rivals.sameIdRetry, (baseUrl: string) => (intent: Storm.StormIntent) => Promise<"placed" | "failed">>>()

// -------------------------------------------------------------------------------------- @effect-binance/cli/demo/Storm

ok<
  Is<
    Storm.StormIntent,
    {
      readonly index: number
      readonly symbol: string
      readonly side: "BUY" | "SELL"
      readonly type: "MARKET" | "LIMIT"
      readonly quantity: string
      readonly price: string | undefined
    }
  >
>()
ok<Is<typeof Storm.bounds, { readonly engineDelayMillis: 300; readonly visibilityMillis: 700 }>>()
ok<Is<typeof Storm.recvWindowMillis, 1000>>()
ok<Is<typeof Storm.callTimeoutMillis, 1500>>()
ok<Is<typeof Storm.intents, (seed: number, count: number) => ReadonlyArray<Storm.StormIntent>>>()
ok<Is<typeof Storm.plan, (seed: number, all: ReadonlyArray<Storm.StormIntent>) => FaultPlan.FaultPlan>>()
ok<Is<typeof Storm.exchange, (seed: number) => Exchange.Exchange>>()
ok<Is<Storm.Told, { readonly intent: Storm.StormIntent; readonly outcome: "placed" | "failed" | "unsettled" }>>()
ok<
  Is<
    Storm.Score,
    {
      readonly name: string
      readonly intents: number
      readonly accepted: number
      readonly doubleFills: number
      readonly falseRejections: number
      readonly lost: number
      readonly sentDuringBan: number
      readonly unsettled: number
      readonly seconds: number
    }
  >
>()
ok<Is<Storm.Book, { readonly accepted: number; readonly sentDuringBan: number; readonly ordersOf: ReadonlyArray<number> }>>()
ok<Is<typeof Storm.book, (exchange: Exchange.Exchange, all: ReadonlyArray<Storm.StormIntent>, now: number) => Storm.Book>>()
ok<Is<typeof Storm.score, (name: string, told: ReadonlyArray<Storm.Told>, book: Storm.Book, seconds: number) => Storm.Score>>()
