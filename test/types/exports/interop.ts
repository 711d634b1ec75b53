/** What the modules of `interop` export, exactly. Checked by the compiler, not run. */
import type * as Call from "effect-binance/client/Call"
import type * as Operation from "effect-binance/client/Operation"
import type * as Parameters from "effect-binance/client/Parameters"
import type * as ServerClock from "effect-binance/client/ServerClock"
import type * as Transport from "effect-binance/client/Transport"
import type { AmbiguousExecution, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import type * as InDoubt from "effect-binance/errors/InDoubt"
import type * as Ccxt from "effect-binance/interop/Ccxt"
import type * as Connector from "effect-binance/interop/Connector"
import type * as ForeignClient from "effect-binance/interop/ForeignClient"
import type * as Interop from "effect-binance/interop/Interop"
import { call, operation } from "effect-binance/interop/Interop"
import type * as Tiagosiebler from "effect-binance/interop/Tiagosiebler"
import type * as BanWindow from "effect-binance/limits/BanWindow"
import type * as ProductRules from "effect-binance/products/ProductRules"
import * as Spot from "effect-binance/products/Spot"
import { spotRules } from "effect-binance/products/SpotRules"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import { type ErrorOf, type Is, type NeedsOf, ok, type SuccessOf } from "../exact.ts"

// ------------------------------------------------------------------------------- effect-binance/interop/ForeignClient

ok<Is<ForeignClient.Departing, { readonly method: string; readonly url: string; readonly body?: unknown }>>()
ok<
  Is<
    ForeignClient.Departure,
    { readonly arrived: (status: number, headers: unknown, body: string) => void; readonly failed: (error: unknown) => void }
  >
>()
ok<
  Is<
    ForeignClient.Watch,
    { readonly leaving: (request: ForeignClient.Departing) => ForeignClient.Departure; readonly signal: AbortSignal }
  >
>()
ok<
  Is<
    ForeignClient.Hearsay,
    | { readonly _tag: "Reply"; readonly reply: Transport.Reply }
    | { readonly _tag: "Body"; readonly headers: Readonly<Record<string, string>>; readonly body: string }
    | { readonly _tag: "Refused"; readonly problem: string }
  >
>()
ok<
  Is<
    ForeignClient.ForeignClient<string>,
    {
      readonly name: string
      readonly problem: () => string | undefined
      readonly watched: (watch: ForeignClient.Watch) => string
      readonly thrown: (error: unknown) => ForeignClient.Hearsay
      readonly returned: (value: unknown) => ForeignClient.Hearsay | Promise<ForeignClient.Hearsay>
    }
  >
>()

// ------------------------------------------------------------------------------------- effect-binance/interop/Interop

type Adapter = <C extends object>(client: C) => ForeignClient.ForeignClient<C>
ok<Is<typeof Ccxt.ccxt, Adapter>>()
ok<Is<typeof Connector.connector, Adapter>>()
ok<Is<typeof Tiagosiebler.binance, Adapter>>()
ok<Is<typeof Interop.ccxt, Adapter>>()
ok<Is<typeof Interop.connector, Adapter>>()
ok<Is<typeof Interop.binance, Adapter>>()
ok<Is<Interop.WrappedKind, Exclude<InDoubt.Kind, "batch">>>()
ok<
  Is<
    Interop.Handle<string>,
    {
      readonly client: string
      readonly clientOrderId: string
      readonly parameters: Parameters.Parameters
      readonly signal: AbortSignal
    }
  >
>()
ok<
  Is<
    Interop.Options<Spot.Order, "place", Spot.PlaceOrder, string>,
    {
      readonly client: ForeignClient.ForeignClient<string>
      readonly operation: Operation.Operation<Spot.Order, "place", Spot.PlaceOrder>
      readonly input: Spot.PlaceOrder
      readonly account?: string | undefined
    }
  >
>()
ok<
  Is<
    Interop.Unfindable<"place">,
    {
      [K in keyof Operation.Operation<unknown, "place", Operation.Description>]: K extends "find"
        ? undefined
        : Operation.Operation<unknown, "place", Operation.Description>[K]
    }
  >
>()
ok<
  Is<
    typeof Interop.operation,
    <K extends Interop.WrappedKind>(options: {
      readonly name: string
      readonly product: ProductRules.ProductRules
      readonly kind: K
    }) => Interop.Unfindable<K>
  >
>()

type Make<C> = (handle: Interop.Handle<C>) => unknown
type Needs = BanWindow.BanWindow | ServerClock.ServerClock
type NoViews = "it names no way to be found again: use Reconciliation.settleWithin"
ok<
  Is<
    typeof Interop.call,
    {
      <K extends Interop.WrappedKind, C>(
        options: Interop.Options<unknown, K, Operation.Description, C> & { readonly operation: Interop.Unfindable<K> },
        make: Make<C>
      ): Call.Call<unknown, Operation.ErrorOf<K>, Needs, NoViews>
      <A, K extends Interop.WrappedKind, P, C>(
        options: Interop.Options<A, K, P, C>,
        make: Make<C>
      ): Call.Call<A, Operation.ErrorOf<K>, Needs, Operation.FenceOf<K>>
    }
  >
>()

// what a user writes, and what the compiler makes of it
declare const client: ForeignClient.ForeignClient<{ readonly send: (id: string) => Promise<unknown> }>
const order = call(
  {
    client,
    operation: Spot.placeOrder.operation,
    input: { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }
  },
  ({ client, clientOrderId }) => client.send(clientOrderId)
)
ok<Is<SuccessOf<typeof order>, Spot.Order>>()
ok<Is<ErrorOf<typeof order>, Retryable | Fatal | AmbiguousExecution>>()
ok<Is<NeedsOf<typeof order>, Needs>>()
const settled = order.pipe(Reconciliation.settle)
ok<Is<ErrorOf<typeof settled>, Retryable | Fatal>>()
const read = call(
  { client, operation: Spot.openOrders.operation, input: { symbol: "BTCUSDT" } },
  ({ client }) => client.send("")
)
ok<Is<ErrorOf<typeof read>, Retryable | Fatal>>()
const named = call(
  { client, operation: operation({ name: "spot.sorOrder", product: spotRules, kind: "place" }), input: {} },
  ({ client, clientOrderId }) => client.send(clientOrderId)
)
ok<Is<ErrorOf<typeof named>, Retryable | Fatal | AmbiguousExecution>>()
// @ts-expect-error nobody knows how to ask for its result
export const misuse = named.pipe(Reconciliation.settle)
export const within = named.pipe(Reconciliation.settleWithin("1 minute"))
