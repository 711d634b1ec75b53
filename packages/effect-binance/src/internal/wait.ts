/** How long a reply asks to stay quiet: from its header, from its text, or a cautious default. */
import type { HttpReply } from "../client/Transport.ts"

/** How long to wait, and where that is known from. */
export interface Wait {
  /** From the moment the reply arrived. */
  readonly millis: number
  /** The end of the ban as the text states it, in epoch ms by the exchange's clock. */
  readonly stated: number | undefined
  /** Whether the reply itself said how long. */
  readonly known: boolean
}

// bans are documented up to three days; a wait beyond a month is garbage that must not stop a program for ever
const sane = 30 * 86_400_000
const seconds = /^\d{1,9}(\.\d{1,9})?$/
const httpDate = /^[A-Za-z]{3,9},? /
// some edges name the address: "IP(1.2.3.4) banned until …"
const bannedUntil = /IP(?:\([^)]{1,45}\))? banned until (\d{13})(?!\d)/i
const interval = /\bper '?(\d{1,4})?'? ?'?(SECOND|MINUTE|HOUR|DAY)/i
const unit: Readonly<Record<string, number>> = { SECOND: 1000, MINUTE: 60_000, HOUR: 3_600_000, DAY: 86_400_000 }

/** A header by its lower-case name. */
export const header = (reply: HttpReply, name: string): string | undefined => {
  const headers: unknown = reply.headers
  if (typeof headers !== "object" || headers === null || !Object.hasOwn(headers, name)) return undefined
  const value = reply.headers[name]
  return value === undefined || value === null ? undefined : String(value).trim()
}

/** A reply with the date of `at`, in epoch ms by the exchange's clock, where that is known and it has none of its own. */
export const dated = (reply: HttpReply, at: number | undefined): HttpReply =>
  at === undefined
    ? reply
    : // @effect-diagnostics-next-line globalDate:off -- a time that is given, not the time now
      { ...reply, headers: { date: new Date(at).toUTCString(), ...reply.headers } }

const dateOf = (reply: HttpReply): number | undefined => {
  const date = header(reply, "date")
  const at = date === undefined || !httpDate.test(date) ? NaN : Date.parse(date)
  return Number.isNaN(at) ? undefined : at
}

const fromHeader = (reply: HttpReply, now: number): number | undefined => {
  const value = header(reply, "retry-after")
  if (value === undefined) return undefined
  const millis = seconds.test(value)
    ? Math.ceil(Number(value) * 1000)
    : // both dates are the sender's, so their difference holds whatever our clock says
      httpDate.test(value)
      ? Math.max(0, Date.parse(value) - (dateOf(reply) ?? now))
      : NaN
  return millis >= 0 && millis <= sane ? millis : undefined
}

/** The end of a ban as a text states it, in epoch ms by the exchange's clock. */
export const statedBanEnd = (text: string | undefined): number | undefined => {
  const found = text === undefined ? null : bannedUntil.exec(text)
  return found === null ? undefined : Number(found[1])
}

// Either clock may be fast by that much while the window lasts; see ServerClock.
const driftPerMilli = 2.5e-4

/** Until the window of a limit has surely turned: windows turn with the exchange's clock, which shows `exchangeTime` at least. */
const untilTurn = (length: number, exchangeTime: number): number =>
  Math.ceil((length - (exchangeTime % length)) * (1 + driftPerMilli))

/**
 * How long to wait; `fallback` in ms, for a reply that does not say.
 *
 * `exchangeTime` is what the exchange's clock shows at least, in epoch ms: with it, a limit that names its window, or else the
 * `fallback`, is waited for until that window turns, and not for all of its length.
 */
export const waitOf = (
  reply: HttpReply,
  text: string | undefined,
  now: number,
  fallback: number,
  exchangeTime?: number
): Wait => {
  const asked = fromHeader(reply, now)
  const stated = statedBanEnd(text)
  const date = stated === undefined ? undefined : dateOf(reply)
  // the Date header has whole seconds, cut off: one second more makes up for it
  const left = stated === undefined ? 0 : date === undefined ? stated - now : stated - date + 1000
  // a ban that has just been reported and is over by our clock means that our clock is wrong, so it says nothing
  const known = left > 0 && left <= sane ? Math.max(asked ?? 0, left) : asked
  if (known !== undefined) return { millis: known, stated, known: true }
  const found = text === undefined || stated !== undefined ? null : interval.exec(text)
  const whole = found === null ? undefined : Number(found[1] ?? 1) * (unit[(found[2] ?? "").toUpperCase()] ?? 0)
  const isNamed = whole !== undefined && whole > 0 && whole <= sane
  const length = isNamed ? whole : fallback
  // where in the window we are is not said, so without a clock it is waited for as a whole
  const millis = Number.isFinite(exchangeTime) ? untilTurn(length, exchangeTime as number) : length // it is finite
  return { millis, stated, known: isNamed }
}
