/** Settings of a request by which axios, of which the clients bring their own, reports to a watch. */
import type { Departure, Hearsay, Watch } from "../interop/ForeignClient.ts"
import { noReplyOf } from "./fetched.ts"
import { heard, lost, read, readText } from "./foreign.ts"

type Transform = (this: unknown, data: unknown, headers: unknown, status: unknown) => unknown

const isTransform = (value: unknown): value is Transform => typeof value === "function"
const transformsOf = (value: unknown): ReadonlyArray<Transform> =>
  (Array.isArray(value) ? value : [value]).filter(isTransform)

/**
 * The settings of one client with ours among them. A redirect is not followed: it would carry a signed order to another host.
 * `parse` is what axios would have done with a text by itself, for a client that leaves that to it.
 */
export const watchedSettings = (settings: unknown, watch: Watch, parse: (text: string) => unknown): object => {
  // axios calls both with the settings of the request, the same object each time
  const departures = new WeakMap<object, Departure>()
  const departing: Transform = function (data) {
    const departure = watch.leaving({
      method: readText(this, "method") ?? "",
      url: readText(this, "url") ?? "",
      body: data
    })
    if (typeof this === "object" && this !== null) departures.set(this, departure)
    return data
  }
  const arriving: Transform = function (data, headers, status) {
    const departure = typeof this === "object" && this !== null ? departures.get(this) : undefined
    if (typeof data === "string" && typeof status === "number") departure?.arrived(status, headers, data)
    return typeof data === "string" ? parse(data) : data
  }
  const theirs = (name: string) => transformsOf(read(settings, name))
  const response = theirs("transformResponse")
  const plainly: Transform = function (data, headers, status) {
    arriving.call(this, data, headers, status)
    return data
  }
  return {
    ...Object(settings),
    signal: watch.signal,
    maxRedirects: 0,
    transformRequest: [...theirs("transformRequest"), departing],
    // what the user has put there sees the text as it came
    transformResponse: response.length === 0 ? [arriving] : [plainly, ...response]
  }
}

const reads = /^(?:GET|HEAD)$/i

/** What an AxiosError proves. One about a read proves nothing about a write, nor does one that came after a redirect. */
export const heardOfAxios = (error: unknown): Hearsay => {
  const code = readText(error, "code")
  if (code === "ETIMEDOUT" || code === "ECONNABORTED" || code === "ERR_CANCELED") return lost(code, true)
  const redirects = read(read(error, "request"), "_redirectCount")
  const method = readText(read(error, "config"), "method") ?? ""
  return method === "" || reads.test(method) || (redirects !== undefined && redirects !== 0)
    ? lost(code)
    : heard(noReplyOf(error))
}
