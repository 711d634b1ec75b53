/**
 * What USDⓈ-M futures say in words where the number alone is not enough. The texts are Binance's wire format, kept as sent.
 *
 * Source: docs of USDⓈ-M futures, error codes.
 *
 * @since 0.1.0
 */
import { futuresMessages } from "./FuturesCodes.ts"
import { type MessageRow, rejected } from "./ProductRules.ts"

/**
 * The texts of USDⓈ-M futures, one row each.
 *
 * @example
 * ```ts
 * import { usdmMessages } from "effect-binance/products/UsdmMessages"
 *
 * const ofCancelling = usdmMessages.filter(({ on }) => on.includes("cancel")).map(({ text }) => text)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const usdmMessages: ReadonlyArray<MessageRow> = [
  ...futuresMessages,
  // The official list gives -4183 the name of -4167 and a text about a price. Should it come as its name says, it is a setting's.
  { text: "Unable to adjust to Multi-Assets mode with symbols of USDⓈ-M Futures under isolated-margin mode.", codes: [-4183], is: rejected("isolated-symbols"), on: ["setting"] }
]
