/**
 * A `binance` exchange of ccxt, as a client that calls can be made with.
 *
 * @since 0.1.0
 */
import { noReply } from "../client/Transport.ts"
import { heard, httpHeard, isMoreThanNone, jsonOf, lost, read, readText, standIn } from "../internal/foreign.ts"
import { parseJson } from "../internal/json.ts"
import type { Departure, ForeignClient, Hearsay, Watch } from "./ForeignClient.ts"

const retrySettings = ["maxRetriesOnFailure", "defaultMaxRetriesOnFailure"]

const retriesIn = (options: unknown, path: string): string | undefined => {
  for (const name of retrySettings) {
    const retries = read(options, name)
    if (isMoreThanNone(retries)) return `${path}.${name} is ${String(retries)}; it has to be 0`
  }
  return undefined
}

const problem = (exchange: object) => (): string | undefined => {
  const options = read(exchange, "options")
  if (typeof options !== "object" || options === null || typeof read(exchange, "handleErrors") !== "function")
    return "it has no options: give an exchange of ccxt"
  const general = retriesIn(options, "options")
  if (general !== undefined) return general
  // they can also be set for one path or method
  for (const [name, value] of Object.entries(options)) {
    const own = typeof value === "object" && value !== null ? retriesIn(value, `options.${name}`) : undefined
    if (own !== undefined) return own
  }
  return undefined
}

const neverLeft =
  /^\S+ (?:POST|PUT|DELETE) \S+ fetch failed: (?:connect (ECONNREFUSED)|getaddrinfo (ENOTFOUND|EAI_AGAIN)) \S+$/
const ranOut = /^\S+ (?:POST|PUT|DELETE) \S+ request timed out/
const withAddress = /^\S+ (?:POST|PUT|DELETE) \S+ ([1-5]\d\d) ([^]*)$/
const tooMany = /^\S+ (418|429) ([^]*)$/

/** The JSON that a text ends with, as text. */
const jsonIn = (text: string): string | undefined => {
  const start = text.search(/[{[]/)
  if (start < 0) return undefined
  const json = text.slice(start)
  return parseJson(json) === undefined ? undefined : json
}

// Its classes say less than their texts: one class stands for a ban, a limit and a key that was revoked.
const thrown = (error: unknown): Hearsay => {
  const text = error instanceof Error ? error.message : ""
  const never = neverLeft.exec(text)
  if (never !== null) return heard(noReply("connect", never[1] ?? never[2]))
  if (ranOut.test(text)) return lost("ETIMEDOUT", true)
  const stated = withAddress.exec(text) ?? tooMany.exec(text)
  if (stated !== null) return httpHeard(Number(stated[1]), {}, jsonIn(stated[2] ?? "") ?? "")
  const body = jsonIn(text)
  // a network error has the address in its text, and an address may hold anything
  return body === undefined || /https?:\/\//.test(text.slice(0, text.length - body.length))
    ? lost(readText(error, "code"))
    : { _tag: "Body", headers: {}, body }
}

// A unified order has what came in `info`.
const returned = (value: unknown): Hearsay => {
  const info = read(value, "info")
  return httpHeard(200, {}, jsonOf(info ?? value))
}

type Method = (...parameters: ReadonlyArray<unknown>) => unknown
const isMethod = (value: unknown): value is Method => typeof value === "function"
const isText = (value: unknown): value is string => typeof value === "string"

/**
 * The implicit methods, such as `privatePostOrder`, are bound to the exchange that they were made for. One made for another
 * says what it was asked, and the watched exchange does it.
 */
const implicitMethods = (exchange: object) => {
  let asked: ReadonlyArray<unknown> = []
  let methods: object | undefined
  return {
    has: (name: string) => {
      if (methods === undefined) {
        methods = Object.create(exchange) as object // its prototype is an object
        Reflect.set(methods, "request", (...parameters: ReadonlyArray<unknown>) => {
          asked = parameters
        })
        const define = read(exchange, "defineRestApi")
        if (isMethod(define)) Reflect.apply(define, methods, [read(exchange, "api"), "request"])
      }
      return name !== "request" && Object.hasOwn(methods, name)
    },
    ask: (name: string, parameters: ReadonlyArray<unknown>): ReadonlyArray<unknown> => {
      const method = read(methods, name)
      asked = []
      // it asks before it waits for anything
      if (isMethod(method)) void Promise.resolve(Reflect.apply(method, methods, parameters)).catch(() => undefined)
      return asked
    }
  }
}

const watched = <C extends object>(exchange: C) => {
  const implicit = implicitMethods(exchange)
  return (watch: Watch): C => {
    const departures: Array<{ readonly url: unknown; readonly departure: Departure }> = []
    return standIn(exchange, (name, value, self) => {
      if (!isMethod(value)) return value
      if (name === "fetch") {
        return async (...parameters: ReadonlyArray<unknown>) => {
          const [url, method, , body] = parameters
          const departure = watch.leaving({
            method: isText(method) ? method : "GET",
            url: isText(url) ? url : "",
            body
          })
          departures.push({ url, departure })
          try {
            return await Reflect.apply(value, self, parameters)
          } catch (error) {
            departure.failed(error)
            throw error
          }
        }
      }
      if (name === "handleErrors") {
        return (...parameters: ReadonlyArray<unknown>) => {
          const [status, , url, , headers, body] = parameters
          const own = departures.findLast((one) => one.url === url)
          if (typeof status === "number" && isText(body)) own?.departure.arrived(status, headers, body)
          return Reflect.apply(value, self, parameters)
        }
      }
      const request = implicit.has(name) ? read(self, "request") : undefined
      return isMethod(request)
        ? async (...parameters: ReadonlyArray<unknown>) => Reflect.apply(request, self, implicit.ask(name, parameters))
        : value
    })
  }
}

/**
 * An exchange of ccxt: `binance`, `binanceusdm`, `binancecoinm`, or one of ccxt.pro, for what it does over HTTP.
 *
 * `maxRetriesOnFailure` has to be 0, in its options and in those of every path: with more it sends an order again after a reply
 * that was lost. Otherwise every call fails with `Fatal(InvalidRequest)` and nothing is sent. Load its markets before the first
 * order.
 *
 * What it throws by itself has no status, but for a limit, a ban and an error page, and its classes fold codes together. A call
 * that is made through the `client` it is given is watched, and judged by the reply as it came. What it sends over a WebSocket
 * is not seen, and stays in doubt when it fails.
 *
 * @example
 * ```ts
 * import * as Interop from "effect-binance/interop/Interop"
 *
 * interface Exchange {
 *   readonly createOrder: (symbol: string, type: string, side: string, amount: number, price?: number, params?: object) => Promise<unknown>
 * }
 * declare const exchange: Exchange // new ccxt.binance({ apiKey, secret })
 *
 * const client = Interop.ccxt(exchange)
 * ```
 *
 * @category clients
 * @since 0.1.0
 */
export const ccxt = <C extends object>(exchange: C): ForeignClient<C> => ({
  name: "ccxt",
  problem: problem(exchange),
  watched: watched(exchange),
  thrown,
  returned
})
