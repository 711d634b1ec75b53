/**
 * A request on its way through the exchange, and what the exchange answers.
 */
import type { RequestRecord } from "../Exchange.ts"
import type { AccountConfig, Bounds } from "../ExchangeConfig.ts"
import type { Session } from "../Session.ts"
import * as Wire from "../Wire.ts"
import type { Account } from "./ledger.ts"

export interface Answer {
  readonly status: number
  readonly body: string
  readonly code?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Whose order counts the answer shows. */
  readonly account?: Account | undefined
  /** Whether it did something. */
  readonly executed?: boolean | undefined
  /** Whether it costs weight though it succeeded. */
  readonly weighs?: boolean | undefined
}

/** A request that has come through the door and, when it had to be, was found signed in time. */
export interface Context {
  readonly at: number
  readonly parameters: Wire.Parameters
  /** The account of the key; of no account when the route needs none. */
  readonly account: Account
  /** The key that it was signed with; none when the route needs none. */
  readonly key: AccountConfig["keys"][number] | undefined
  readonly record: RequestRecord
  /** The connection that it came over, when it is one of the WebSocket API. */
  readonly session: Session | undefined
  readonly stale: boolean
  /** Only the first half of it executes. */
  readonly halved: boolean
  /** What is promised for this request. */
  readonly bounds: Bounds
}

/** What a request calls the ids of the order that it means. */
export interface IdNames {
  readonly orderId: string
  readonly clientOrderId: string
}

/** The names of most requests. */
export const ownIds = { orderId: "orderId", clientOrderId: "origClientOrderId" }

/** By which ids a request names what it means; one of them has to be there. */
export const idsOf = (
  { parameters }: Context,
  names: IdNames = ownIds
): { readonly orderId: number | undefined; readonly origClientOrderId: string | undefined } => {
  const orderId = Wire.integer(parameters, names.orderId)
  const origClientOrderId = Wire.clientOrderId(parameters, names.clientOrderId)
  if (orderId === undefined && origClientOrderId === undefined) {
    const text = `Param '${names.clientOrderId}' or '${names.orderId}' must be sent, but both were empty/null!`
    throw new Wire.Refusal(-1102, text)
  }
  return { orderId, origClientOrderId }
}

/** How long an account has to wait that has no order left in a window. */
export const retryAfter = (account: Account | undefined, at: number): Readonly<Record<string, string>> | undefined => {
  const full = account?.windows.find((window) => window.used >= window.limit.limit)
  return full === undefined ? undefined : { "retry-after": String(Math.max(1, Math.ceil((full.end - at) / 1000))) }
}
