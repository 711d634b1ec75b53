/** What the module for operations of one's own exports, exactly. Checked by the compiler, not run. */
import type * as BinanceClient from "effect-binance/client/BinanceClient"
import type * as Call from "effect-binance/client/Call"
import type * as CustomOperation from "effect-binance/client/CustomOperation"
import type * as Operation from "effect-binance/client/Operation"
import type * as Parameters from "effect-binance/client/Parameters"
import type { AmbiguousExecution, Fatal, Retryable } from "effect-binance/errors/BinanceError"
import type * as ProductRules from "effect-binance/products/ProductRules"
import type * as Schema from "effect/Schema"
import { type Is, ok } from "../exact.ts"

// ----------------------------------------------------------------------------- effect-binance/client/CustomOperation

type With<Base, More> = { [K in keyof (Base & More)]: (Base & More)[K] }
type Method = "GET" | "POST" | "PUT" | "DELETE"
ok<
  Is<
    CustomOperation.Options<1>,
    {
      readonly product: ProductRules.ProductRules
      readonly path: string
      readonly success: Schema.Decoder<1>
      readonly name?: string | undefined
      readonly weight?: number | undefined
      readonly goodForMillis?: number | undefined
    }
  >
>()
ok<
  Is<
    CustomOperation.Read<1>,
    With<CustomOperation.Options<1>, { readonly method?: Method | undefined; readonly security?: "NONE" | "USER_STREAM" | "USER_DATA" | "TRADE" | undefined }>
  >
>()
ok<
  Is<
    CustomOperation.Subjects,
    { readonly place: "placement"; readonly cancel: "cancel" | "cancelAll"; readonly amend: "amend"; readonly setting: "repeat" }
  >
>()
ok<
  Is<
    CustomOperation.Write<1, "place", 2>,
    With<
      CustomOperation.Options<1>,
      {
        readonly kind: "place"
        readonly find: Extract<Operation.Find<1, 2>, { readonly subject: "placement" }>
        readonly method?: Method | undefined
        readonly security?: "USER_DATA" | "TRADE" | undefined
        readonly idParameter?: string | undefined
      }
    >
  >
>()
ok<
  Is<
    CustomOperation.Transfer<1>,
    With<
      CustomOperation.Options<1>,
      { readonly method?: Method | undefined; readonly security?: "USER_DATA" | "TRADE" | undefined; readonly idParameter?: string | undefined }
    >
  >
>()
ok<Is<CustomOperation.Input, Parameters.Parameters | void>>()
ok<
  Is<
    typeof CustomOperation.read,
    <A, P extends CustomOperation.Input = CustomOperation.Input>(
      options: CustomOperation.Read<A>
    ) => ((input: P) => Call.Call<A, Retryable | Fatal, BinanceClient.BinanceClient, "fenced">) & { operation: Operation.Operation<A, "read", P> }
  >
>()
ok<
  Is<
    typeof CustomOperation.write,
    <A, K extends keyof CustomOperation.Subjects, P extends CustomOperation.Input = CustomOperation.Input>(
      options: CustomOperation.Write<A, K, P>
    ) => ((input: P) => Call.Call<A, Operation.ErrorOf<K>, BinanceClient.BinanceClient, Operation.FenceOf<K>>) & {
      operation: Operation.Operation<A, K, P>
    }
  >
>()
ok<
  Is<
    typeof CustomOperation.transfer,
    <A, P extends CustomOperation.Input = CustomOperation.Input>(
      options: CustomOperation.Transfer<A>
    ) => ((
      input: P
    ) => Call.Call<A, Retryable | Fatal | AmbiguousExecution, BinanceClient.BinanceClient, "it has no fence in time: use Reconciliation.settleWithin">) & {
      operation: Operation.Operation<A, "transfer", P>
    }
  >
>()
