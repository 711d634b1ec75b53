/** What the adapters of foreign clients have in common: reading without trust, and standing in for an object. */
import { noReply, type Reply } from "../client/Transport.ts"
import type { Hearsay } from "../interop/ForeignClient.ts"

/** A property of something that may be anything; a getter that throws has none. */
export const read = (of: unknown, name: string): unknown => {
  if ((typeof of !== "object" && typeof of !== "function") || of === null) return undefined
  try {
    return Reflect.get(of, name)
  } catch {
    return undefined
  }
}

export const readText = (of: unknown, name: string): string | undefined => {
  const value = read(of, name)
  return typeof value === "string" ? value : undefined
}

export const readNumber = (of: unknown, name: string): number | undefined => {
  const value = read(of, name)
  return typeof value === "number" ? value : undefined
}

/** The headers of any client, under names in lower case. */
export const headersOf = (headers: unknown): Readonly<Record<string, string>> => {
  const lower: Record<string, string> = {}
  if (typeof headers !== "object" || headers === null) return lower
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === "string" || typeof value === "number") lower[name.toLowerCase()] = `${value}`
  }
  return lower
}

/** JSON of a value that a client has parsed already; empty for one that is no JSON. Its 64-bit integers are digits again. */
export const jsonOf = (value: unknown): string => {
  if (typeof value === "string") return value
  try {
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? `${inner}` : inner)) ?? ""
  } catch {
    return ""
  }
}

export const heard = (reply: Reply): Hearsay => ({ _tag: "Reply", reply })

/** Nothing that proves anything. */
export const lost = (code: string | undefined = undefined, timeout = false): Hearsay =>
  heard(noReply("unknown", code, timeout))

export const httpHeard = (status: number, headers: unknown, body: string): Hearsay =>
  heard({ _tag: "HttpReply", status, headers: headersOf(headers), body, complete: true })

/** `target`, but for the properties that `instead` gives another value; what is set on it is set on `target`. */
export const standIn = <C extends object>(
  target: C,
  instead: (property: string, value: unknown, self: object) => unknown
): C =>
  new Proxy(target, {
    get: (of, property, self) => {
      const value: unknown = Reflect.get(of, property, self)
      return typeof property === "string" ? instead(property, value, Object(self)) : value
    }
  })

/** Whether it is a number of retries, or anything else that could be one. */
export const isMoreThanNone = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && value !== 0 && value !== "0"
