/** What one text frame of a connection with a user data stream is. Pure, and total on any text. */
import { readFrame } from "../../client/WebSocketReply.ts"
import type { HttpReply } from "../../client/Transport.ts"
import { get, isRecord, parseJson } from "../json.ts"

export type Frame =
  | { readonly _tag: "Event"; readonly event: unknown; readonly eventTime: number | undefined }
  /** The answer to a question that was sent over the connection. */
  | { readonly _tag: "Answer"; readonly id: string; readonly reply: HttpReply; readonly result: unknown }
  /** The server is about to close: it goes on until then. */
  | { readonly _tag: "Shutdown" }
  /** No more events come: the subscription has ended, or its key has. */
  | { readonly _tag: "Terminated" }
  /** It refuses something, and does not say what: a key that was revoked, or a limit. */
  | { readonly _tag: "Refusal"; readonly reply: HttpReply }
  /** It may have been an event. */
  | { readonly _tag: "Unreadable" }

/** An instant in epoch ms; the futures send some as text. */
const instantOf = (value: unknown): number | undefined => {
  const instant = typeof value === "string" ? Number(value) : value
  return typeof instant === "number" && Number.isSafeInteger(instant) && instant > 0 ? instant : undefined
}

/** The event in a frame, of whatever wrapping: `{ subscriptionId, event }`, `{ stream, data }`, or none. */
const eventIn = (frame: unknown): unknown => {
  if (Array.isArray(frame)) return frame
  if (get(frame, "status") !== undefined) return undefined
  const wrapped = get(frame, "event") ?? (get(frame, "stream") === undefined ? undefined : get(frame, "data"))
  return wrapped ?? (get(frame, "e") === undefined ? undefined : frame)
}

const closing: Readonly<Record<string, Frame>> = {
  serverShutdown: { _tag: "Shutdown" },
  eventStreamTerminated: { _tag: "Terminated" },
  listenKeyExpired: { _tag: "Terminated" }
}

/** `receivedAt` is in epoch ms by the local clock. */
export const read = (text: string, receivedAt: number): Frame => {
  const frame = parseJson(text)
  const event = eventIn(frame)
  if (event !== undefined) {
    const type = get(event, "e")
    const known = typeof type === "string" && Object.hasOwn(closing, type) ? closing[type] : undefined
    return known ?? { _tag: "Event", event, eventTime: instantOf(get(event, "E")) }
  }
  if (!isRecord(frame)) return { _tag: "Unreadable" }
  const reply = readFrame(text, receivedAt)
  switch (reply._tag) {
    case "Reply":
      return { _tag: "Answer", id: `${reply.id}`, reply: reply.reply, result: get(frame, "result") }
    case "Unidentified":
      return { _tag: "Refusal", reply: reply.reply }
    default:
      return { _tag: "Unreadable" }
  }
}

/**
 * What tells two events apart that came over two connections: all that they say, but for when each connection was told. Source: none;
 * where the documentation gives an event a time of its own (`T`), `E` is when the message was made.
 */
export const identityOf = (event: unknown): string =>
  isRecord(event) ? JSON.stringify({ ...event, E: undefined }) : JSON.stringify(event)
