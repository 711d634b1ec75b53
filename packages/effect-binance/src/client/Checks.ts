/**
 * What looks at a call before anything is sent, and may refuse it.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type { FatalReason } from "../errors/FatalReason.ts"
import type { AnyOperation } from "./Operation.ts"
import type { Parameters } from "./Parameters.ts"

/**
 * Says what is wrong with a call, or nothing. It sees the parameters as they will be sent, before `timestamp` and signature
 * are added.
 *
 * @category models
 * @since 0.1.0
 */
export type Check = (operation: AnyOperation, parameters: Parameters) => FatalReason | undefined

/**
 * The checks of the calls that run here. The first that refuses decides: the call fails with `Fatal` of that reason and
 * nothing is sent.
 *
 * @example
 * ```ts
 * import * as Checks from "effect-binance/client/Checks"
 * import { AccountRestricted } from "effect-binance/errors/FatalReason"
 * import * as Layer from "effect/Layer"
 *
 * // a program that must only ever buy
 * const buysOnly = Layer.succeed(Checks.Checks, [
 *   (_operation, parameters) => (parameters["side"] === "SELL" ? new AccountRestricted({ msg: "this program only buys" }) : undefined)
 * ])
 * ```
 *
 * @category references
 * @since 0.1.0
 */
export const Checks = Context.Reference<ReadonlyArray<Check>>("effect-binance/Checks", { defaultValue: () => [] })
