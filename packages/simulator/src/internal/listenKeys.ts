/**
 * The keys that the user data streams of futures, options and portfolio margin are opened with: one for each account and product, which
 * lives for an hour after it was last asked for.
 */
import type { Product, Route } from "../Product.ts"
import type { Seeded } from "../Seeded.ts"
import * as Wire from "../Wire.ts"
import * as Endpoint from "./endpoint.ts"

/** How long a key lives, in ms. Source: the docs of each product, user data streams. */
const keyMillis = 60 * 60_000

export interface ListenKey {
  readonly text: string
  readonly account: string
  readonly product: Product
  /** In exchange ms. */
  until: number
}

/** What a product says about its keys. */
interface Face {
  readonly path: string
  readonly route: Route
  readonly started: (key: ListenKey) => unknown
  readonly kept: (key: ListenKey) => unknown
  /** Whether the time of the event that ends a key is in quotes. */
  readonly quotesTime: boolean
}

const named = ({ text }: ListenKey) => ({ listenKey: text })
const nothing = () => ({})

const faces: Readonly<Partial<Record<Product, Face>>> = {
  usdm: { path: "/fapi/v1", route: "usdm", started: named, kept: named, quotesTime: true },
  coinm: { path: "/dapi/v1", route: "coinm", started: named, kept: named, quotesTime: false },
  options: {
    path: "/eapi/v1",
    route: "options",
    started: (key) => ({ ...named(key), expiration: Math.floor(key.until) }),
    kept: nothing,
    quotesTime: true
  },
  pm: { path: "/papi/v1", route: "pm-um", started: named, kept: nothing, quotesTime: true }
}

export class ListenKeys {
  readonly #random: Seeded
  readonly #schedule: (at: number, run: (at: number) => void) => void
  readonly #onEnd: (key: ListenKey, event: Readonly<Record<string, unknown>> | undefined) => void
  readonly #byText = new Map<string, ListenKey>()
  readonly #byOwner = new Map<string, ListenKey>()

  constructor(options: {
    readonly random: Seeded
    /** Lets something happen at a time of the exchange. */
    readonly schedule: (at: number, run: (at: number) => void) => void
    /** A key has ended: nothing more comes by it. `event`: what those hear who listen by it; nothing when it was closed. */
    readonly onEnd: (key: ListenKey, event: Readonly<Record<string, unknown>> | undefined) => void
  }) {
    this.#random = options.random
    this.#schedule = options.schedule
    this.#onEnd = options.onEnd
  }

  /** The key of this text, as long as it lives. */
  find(text: string): ListenKey | undefined {
    return this.#byText.get(text)
  }

  /** It runs out before its time. */
  expire(key: ListenKey, at: number): void {
    const time = Math.floor(at)
    const isQuoted = faces[key.product]?.quotesTime === true
    this.#end(key, { e: "listenKeyExpired", E: isQuoted ? String(time) : time, listenKey: key.text })
  }

  endpoints(product: Product): Endpoint.Endpoints {
    const face = faces[product]
    if (face === undefined) return {}
    const { kept, path, route, started } = face
    const { keyed } = Endpoint.on({ route, bounds: product, gate: "api" })
    const name = `${path}/listenKey`
    // a key belongs to the account, whichever of its keys asks; who says which one it means has to mean that one
    const ownOf = (account: string, parameters: Wire.Parameters): ListenKey => {
      const key = this.#byOwner.get(`${product} ${account}`)
      const meant = parameters.values.get("listenKey")
      if (key === undefined || (meant !== undefined && meant !== key.text))
        throw new Wire.Refusal(-1125, "This listenKey does not exist.")
      return key
    }
    return {
      [`POST ${name}`]: keyed(1, [], ({ account, at }) => started(this.#start(account.name, product, at))),
      [`PUT ${name}`]: keyed(1, ["listenKey"], ({ account, at, parameters }) => {
        const key = ownOf(account.name, parameters)
        key.until = at + keyMillis
        return kept(key)
      }),
      [`DELETE ${name}`]: keyed(1, ["listenKey"], ({ account, parameters }) => {
        // No document says that those who listen are told: so they are not, which is the harder reading.
        this.#end(ownOf(account.name, parameters), undefined)
        return {}
      })
    }
  }

  #start(account: string, product: Product, at: number): ListenKey {
    const owner = `${product} ${account}`
    const until = at + keyMillis
    const known = this.#byOwner.get(owner)
    if (known !== undefined) {
      known.until = until
      return known
    }
    const key = { text: this.#random.text(64), account, product, until }
    this.#byOwner.set(owner, key)
    this.#byText.set(key.text, key)
    this.#schedule(until, (when) => this.#look(key, when))
    return key
  }

  /** It may have been kept alive meanwhile. */
  #look(key: ListenKey, at: number): void {
    if (this.#byText.get(key.text) !== key) return
    if (key.until > at) this.#schedule(key.until, (when) => this.#look(key, when))
    else this.expire(key, at)
  }

  #end(key: ListenKey, event: Readonly<Record<string, unknown>> | undefined): void {
    if (!this.#byText.delete(key.text)) return
    this.#byOwner.delete(`${key.product} ${key.account}`)
    this.#onEnd(key, event)
  }
}
