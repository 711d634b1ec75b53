/** Texts that came from outside: how they are compared, and what of them may be kept. */

const longest = 200

/** What the code of a `NoReply` starts with when a session that carries many calls ended under this one (WebSocket, FIX). */
export const connectionClosed = "CLOSED"

/** How texts are compared: trimmed, white space collapsed, lower case, without a final dot or the ticks round a name. */
export const plain = (text: string): string =>
  text.trim().replaceAll("`", "").replace(/\s+/g, " ").replace(/\.$/, "").toLowerCase()

/**
 * What of a text may enter an error. Keys, signatures and signed queries are long runs of these characters; the longest
 * word of Binance's own (a filter's name) has 31.
 */
export const scrub = (text: string): string => {
  // a run that the cut splits would look short, so what is left of it goes too
  const head = text.length > 4096 ? text.slice(0, 4096).replace(/[A-Za-z0-9+/=_%-]*$/, "") : text
  // control characters could forge a second log line
  return head
    .replace(/[A-Za-z0-9+/=_%-]{32,}/g, "[redacted]")
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .slice(0, longest)
}
