/**
 * The client of the package `binance`, as one that calls can be made with.
 *
 * @since 0.1.0
 */
import { heardOfAxios, watchedSettings } from "../internal/axios.ts"
import { headersOf, isMoreThanNone, jsonOf, lost, read, readText, standIn } from "../internal/foreign.ts"
import type { ForeignClient, Hearsay, Watch } from "./ForeignClient.ts"

const settings = "globalRequestOptions"

const problem = (client: object) => (): string | undefined => {
  const options = read(client, settings)
  if (typeof options !== "object" || options === null)
    return "it has no globalRequestOptions: give a client of the package binance"
  for (const name of ["axios-retry", "raxConfig"]) {
    const retries = read(read(options, name), name === "raxConfig" ? "retry" : "retries")
    if (isMoreThanNone(retries)) return `${name} has retries ${String(retries)}; it has to be 0`
  }
  return undefined
}

// It throws the AxiosError when there was no answer, and an object of its own when there was one; that has no status.
const thrown = (error: unknown): Hearsay => {
  if (read(error, "isAxiosError") === true) return heardOfAxios(error)
  const body = read(error, "body")
  return readText(error, "requestUrl") === undefined || body === undefined
    ? lost()
    : { _tag: "Body", headers: headersOf(read(error, "headers")), body: jsonOf(body) }
}

// it returns what came with 200, and nothing else
const returned = (value: unknown): Hearsay => ({
  _tag: "Reply",
  reply: { _tag: "HttpReply", status: 200, headers: {}, body: jsonOf(value), complete: true }
})

// what axios does with a text by itself
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/**
 * A REST client of the package `binance`: `MainClient`, `USDMClient`, `CoinMClient`, `PortfolioClient`.
 *
 * It sends nothing twice by itself; with `axios-retry` or `retry-axios` in its network options every call fails with
 * `Fatal(InvalidRequest)` and nothing is sent. Its default time-out is five minutes: `CallTimeout` ends a call before that.
 *
 * What it throws has no status, and what came with 200 is returned whatever it is: an error, or a page. Its errors hold the API
 * key and signed queries: they are judged here and not kept. A call that is made through the `client` it is given is watched,
 * and judged by the reply as it came.
 *
 * @example
 * ```ts
 * import * as Interop from "effect-binance/interop/Interop"
 *
 * interface MainClient {
 *   readonly submitNewOrder: (order: object) => Promise<unknown>
 * }
 * declare const mainClient: MainClient // new MainClient({ api_key, api_secret, disableTimeSync: true })
 *
 * const client = Interop.binance(mainClient)
 * ```
 *
 * @category clients
 * @since 0.1.0
 */
export const binance = <C extends object>(client: C): ForeignClient<C> => ({
  name: "binance",
  problem: problem(client),
  watched: (watch: Watch) => {
    const watchedOptions = watchedSettings(read(client, settings), watch, parse)
    return standIn(client, (name, value) => (name === settings ? watchedOptions : value))
  },
  thrown,
  returned
})
