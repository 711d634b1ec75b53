/**
 * The user data streams that have a listen key in their address: where each product has them, how their connections live, and what can
 * be said over them.
 */
import type { Product } from "../Product.ts"
import type { Api } from "./socketMethods.ts"

/** Where streams are, and how they live there. */
interface Place {
  readonly path: string
  /** Whose keys are heard there. */
  readonly products: ReadonlyArray<Product>
  readonly usual: Pick<Api, "pingMillis" | "pongMillis" | "lifetimeMillis">
}

// source: the docs of USDⓈ-M and COIN-M, websocket market streams
const everyThreeMinutes = { pingMillis: 180_000, pongMillis: 600_000, lifetimeMillis: 86_400_000 }

/** The longest path first. Each product has a host of its own there, and all of them have one here. */
const places: ReadonlyArray<Place> = [
  // options ping every 5 minutes: who can do with that can do with this
  { path: "/private/ws/", products: ["usdm", "options"], usual: everyThreeMinutes },
  { path: "/pm/ws/", products: ["pm"], usual: everyThreeMinutes },
  { path: "/ws/", products: ["coinm"], usual: everyThreeMinutes }
]

export interface Stream extends Place {
  readonly listenKey: string
}

/** The stream that an address is of. */
export const find = ({ pathname }: URL): Stream | undefined => {
  const place = places.find(({ path }) => pathname.startsWith(path))
  if (place === undefined) return undefined
  try {
    return { ...place, listenKey: decodeURIComponent(pathname.slice(place.path.length)) }
  } catch {
    // no key is written so, and nothing comes by what is none
    return { ...place, listenKey: "" }
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const get = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined

/**
 * What is said to a frame of the client. The list of streams names the key whether it lives or not: no document says more, and so nobody
 * may take an answer for a proof that the events come.
 *
 * Source: USDⓈ-M docs, live subscribing and unsubscribing.
 */
export const answer = (text: string, listenKey: string): string => {
  const frame = parse(text)
  if (frame === undefined) return JSON.stringify({ error: { code: 3, msg: "Invalid JSON: expected value" } })
  const id = get(frame, "id")
  if (get(frame, "method") === "LIST_SUBSCRIPTIONS") return JSON.stringify({ result: [listenKey], id })
  return JSON.stringify({ error: { code: 2, msg: "Invalid request: unknown variant" }, id })
}
