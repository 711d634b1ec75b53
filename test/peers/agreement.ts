/** The rule by which what a caller was told is held against the exchange's book. */

/** What a caller was told of one order or cancel: by a value, or by what can be read from an error. */
export type Told =
  /** It happened. `orderId` is the order's; NaN when the client did not say which. */
  | { readonly _tag: "Happened"; readonly says: string; readonly orderId: number }
  /** It did not happen. */
  | { readonly _tag: "Refused"; readonly says: string }
  /** Nobody knows; or nothing that would let a caller know. */
  | { readonly _tag: "Open"; readonly says: string }

/** `left open` is honest, and leaves the work to the caller. */
export type Agreement = "agrees" | "left open" | "WRONG"

/**
 * `done`: the orders that the book has for this intent; for a cancel, the orders that it took off the book.
 *
 * More than one is wrong whatever was said. Success has to name the one that is there, and failure needs that there is none.
 */
export const agreement = (told: Told, done: ReadonlyArray<number>): Agreement => {
  if (done.length > 1) return "WRONG"
  switch (told._tag) {
    case "Happened":
      return done.length === 1 && done[0] === told.orderId ? "agrees" : "WRONG"
    case "Refused":
      return done.length === 0 ? "agrees" : "WRONG"
    case "Open":
      return "left open"
  }
}

/** Of several calls: one that is wrong makes it wrong, and so does any request sent after "stay away". */
export const overall = (calls: ReadonlyArray<Agreement>, sentIntoABackOff: number): Agreement =>
  sentIntoABackOff > 0 || calls.includes("WRONG") ? "WRONG" : calls.includes("left open") ? "left open" : "agrees"
