/**
 * What the products under `/sapi` say in words: the texts of Spot's matching engine, which serves their orders too; the text that
 * tells the two meanings of -5012 apart; and the texts that come without a code, in a 2xx that says `"success": false`.
 *
 * Source: spot docs, errors, for the engine's; margin docs, error code, for the others. The texts are Binance's wire format, kept as
 * sent.
 *
 * @since 0.1.0
 */
import { codeTable, fatal, type MessageRow } from "./ProductRules.ts"
import { sapiCodes } from "./SapiCodes.ts"
import { spotMessages } from "./SpotMessages.ts"

// Documented for Spot alone: on these products they are what their code is without them.
const onSpotOnly: ReadonlySet<string> = new Set(["Filter failure: MAX_ASSET", "This symbol does not allow the specified self-trade prevention mode.", "This order type is not possible in this trading phase.", "Limit orders require GTC for this phase."])

const ofEngine = spotMessages.filter(({ text }) => !onSpotOnly.has(text))

// What a transfer, a withdrawal, a loan or a repayment is refused with, and the code that means the same.
const ofTransfers: ReadonlyArray<readonly [text: string, code: number]> = [
  ["You are not authorized to execute this request.", -1002],
  ["Please enable 2FA first.", -3001],
  ["We don't have this asset.", -3002],
  ["Margin account does not exist.", -3003],
  ["Transferring out not allowed.", -3005],
  ["Your borrow amount has exceed maximum borrow amount.", -3006],
  ["You have pending transaction, please try again later.", -3007],
  ["Borrow not allowed.", -3008],
  ["This asset are not allowed to transfer into margin account currently.", -3009],
  ["Repay not allowed.", -3010],
  ["Borrow is banned for this asset.", -3012],
  ["Borrow amount less than minimum borrow amount.", -3013],
  ["Borrow is banned for this account.", -3014],
  ["Repay amount exceeds borrow amount.", -3015],
  ["Repay amount less than minimum repay amount.", -3016],
  ["Transferring in has been banned for this account.", -3018],
  ["Transferring out has been banned for this account.", -3019],
  ["Transfer out amount exceeds max amount.", -3020],
  ["Not a valid margin asset.", -3027],
  ["Transfer failed.", -3029],
  ["This account is not allowed to repay.", -3036],
  ["Balance is not enough", -3041],
  ["Transferring in not allowed.", -3043],
  ["The system doesn't have enough asset now.", -3045],
  ["Support main account only.", -4006],
  ["Address validation is not passed.", -4007],
  ["Address tag validation is not passed.", -4008],
  ["Withdraw is limited.", -4015],
  ["Current asset is not open for withdrawal.", -4019],
  ["Within 24 hours, the withdrawal exceeds the maximum amount.", -4023],
  ["You don't have this asset.", -4024],
  ["You have insufficient balance.", -4026],
  ["The amount of withdrawal must be greater than the Commission.", -4028],
  ["Confirmation of successful asset withdrawal.", -4030],
  ["Illegal address.", -4033],
  ["This address is not on the whitelist. Please join and try again.", -4035],
  ["Quantity must be greater than zero.", -5007],
  ["Asset transfer fail.", -5010],
  ["future account not exists.", -5011],
  ["Asset transfer is in pending.", -5012],
  ["This parent sub have no relation", -5021],
  ["Balance not enough", -6012]
]

const byCode = codeTable(sapiCodes)

/**
 * The texts of the products under `/sapi`, one row each.
 *
 * @example
 * ```ts
 * import { sapiMessages } from "effect-binance/products/SapiMessages"
 *
 * const withoutCode = sapiMessages.filter(({ codes }) => codes.length === 0).map(({ text }) => text)
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export const sapiMessages: ReadonlyArray<MessageRow> = [
  ...ofEngine,
  { text: "future account or sub relation not exists.", codes: [-5012], is: fatal("AccountRestricted"), on: ["transfer", "setting", "read", "test"] },
  // without a code each says what it says with one
  ...ofEngine.map(({ is, on, text }) => ({ text, codes: [], is, on })),
  { text: "future account or sub relation not exists.", codes: [], is: fatal("AccountRestricted"), on: ["transfer", "setting", "read", "test"] },
  ...ofTransfers.flatMap(([text, code]) => {
    const row = byCode.get(code)
    return row === undefined ? [] : [{ text, codes: [], is: row.is, on: row.on }]
  })
]
