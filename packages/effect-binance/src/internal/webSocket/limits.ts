/** What a reply that no call gets says of limits: one without an id, one that came too late, and the refusal of an upgrade. */
import type { HttpReply } from "../../client/Transport.ts"
import type { Scope } from "../../limits/BanWindow.ts"
import { get, parseJson } from "../json.ts"
import { waitOf } from "../wait.ts"

// As for the replies that calls get: the shortest ban, the longest window of a limit, and a block at the edge that says nothing
const bannedMillis = 120_000
const limitedMillis = 60_000
const edgeMillis = 300_000

/** Which window it closes, and for how many ms; `undefined` when it closes none. Whose orders were too many is not told. */
export const limitOf = (
  family: string,
  reply: HttpReply,
  now: number
): { readonly scope: Scope; readonly millis: number } | undefined => {
  if (reply.status < 400) return undefined
  const error = parseJson(reply.body)
  const msg = get(error, "msg")
  const isBan = reply.status === 418
  const isEdge = reply.status === 403
  const fallback = isBan ? bannedMillis : isEdge ? edgeMillis : limitedMillis
  const { millis, stated } = waitOf(reply, typeof msg === "string" ? msg : undefined, now, fallback)
  if (isBan || stated !== undefined) return { scope: "address", millis }
  const scope = `address:${family}` as const
  if (isEdge) return { scope, millis: Math.max(edgeMillis, millis) }
  if (reply.status !== 429) return undefined
  return { scope: get(error, "code") === -1015 ? "orders" : scope, millis }
}
