/** Rows of a history of transfers: paged to the end, and compared with what was asked for. */
import * as Effect from "effect/Effect"
import { type Decimal, formatDecimal } from "../client/Operation.ts"
import type { Fatal, Retryable } from "../errors/BinanceError.ts"
import { equals } from "./decimal.ts"

export const fullPage = 100

/** A full page is not the end of a history. */
export const allPages = <Row>(
  page: (number: number) => Effect.Effect<ReadonlyArray<Row>, Retryable | Fatal>,
  number = 1
): Effect.Effect<ReadonlyArray<Row>, Retryable | Fatal> =>
  Effect.flatMap(page(number), (rows) =>
    rows.length < fullPage ? Effect.succeed(rows) : Effect.map(allPages(page, number + 1), (rest) => [...rows, ...rest])
  )

/** Whether a row is of this asset and amount. */
export const isOf =
  (asset: string, amount: Decimal) =>
  (row: { readonly asset?: string | undefined; readonly amount?: string | undefined }): boolean =>
    row.asset === asset && row.amount !== undefined && equals(row.amount, formatDecimal(amount))

const states: Readonly<Record<string, "done" | "failed">> = {
  CONFIRMED: "done",
  SUCCESS: "done",
  FAILED: "failed",
  FAILURE: "failed"
}

/** What a status says; of one that nobody has told us of, nothing. */
export const transferState = (status: string | undefined): "done" | "pending" | "failed" =>
  (status === undefined || !Object.hasOwn(states, status) ? undefined : states[status]) ?? "pending"
