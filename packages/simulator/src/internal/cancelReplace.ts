/**
 * The answer to a cancel and a new order in one request. It is no transaction: each half succeeds or fails by itself.
 */
import type * as Wire from "../Wire.ts"

/** A half that the engine, or a limit, has refused. */
export interface Failed {
  readonly result: "FAILURE"
  readonly refusal: Wire.Refusal
}

/** How one half ended. */
export type Half =
  | { readonly result: "SUCCESS"; readonly response: unknown }
  | Failed
  | { readonly result: "NOT_ATTEMPTED" }

const responseOf = (half: Half): unknown => {
  switch (half.result) {
    case "SUCCESS":
      return half.response
    case "FAILURE":
      return { code: half.refusal.code, msg: half.refusal.msg }
    case "NOT_ATTEMPTED":
      return null
  }
}

/**
 * The answer. `isOver` says that the account had no order left in its window, and that this did not stop the cancel: with
 * `STOP_ON_FAILURE` it is a 429 then, otherwise the halves decide the status. Source: the table of the endpoint's documentation.
 */
export const answer = (
  cancel: Half,
  place: Half,
  options: { readonly mode: "STOP_ON_FAILURE" | "ALLOW_FAILURE"; readonly isOver: boolean }
): {
  readonly status: number
  readonly code: number | undefined
  readonly body: string
  readonly executed: boolean
} => {
  const data = {
    cancelResult: cancel.result,
    newOrderResult: place.result,
    cancelResponse: responseOf(cancel),
    newOrderResponse: responseOf(place)
  }
  const done = [cancel, place].filter(({ result }) => result === "SUCCESS").length
  if (done === 2) return { status: 200, code: undefined, body: JSON.stringify(data), executed: true }
  const [code, msg, status] =
    done === 1
      ? ([-2021, "Order cancel-replace partially failed.", 409] as const)
      : ([-2022, "Order cancel-replace failed.", 400] as const)
  return {
    status: options.isOver && options.mode === "STOP_ON_FAILURE" ? 429 : status,
    code,
    body: JSON.stringify({ code, msg, data }),
    executed: done === 1
  }
}
