/** A reply whose result stands in a list, as the one over HTTP: without the list. */
import type { Reply } from "../../client/Transport.ts"
import { parseJson } from "../json.ts"

/** What is no list of one stays as it is: the example may be wrong, and more than one order answers for none. */
export const outOfList = (reply: Reply): Reply => {
  if (reply._tag !== "HttpReply" || reply.status !== 200) return reply
  const rows = parseJson(reply.body)
  return Array.isArray(rows) && rows.length === 1 ? { ...reply, body: JSON.stringify(rows[0]) } : reply
}
