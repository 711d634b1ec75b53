/**
 * The tokens that the user data streams of margin are subscribed to with: each is for one account, cross or that of a symbol, and good
 * until its time. Source: margin docs, trade data stream: listenToken subscription methods.
 */
import type { Product, Route } from "../Product.ts"
import type { Seeded } from "../Seeded.ts"
import * as Wire from "../Wire.ts"
import type { Desk } from "./desk.ts"
import * as Endpoint from "./endpoint.ts"

/** The longest, and when it is not said, in ms. */
const dayMillis = 24 * 60 * 60_000

export interface ListenToken {
  readonly account: string
  readonly route: Route
  /** Of an isolated account. */
  readonly symbol: string
  /** In whole exchange ms. */
  readonly until: number
}

export class ListenTokens {
  readonly #random: Seeded
  readonly #desk: Desk
  readonly #byText = new Map<string, ListenToken>()

  constructor(random: Seeded, desk: Desk) {
    this.#random = random
    this.#desk = desk
  }

  /** The token of this text, as long as it is good. */
  find(text: string, at: number): ListenToken | undefined {
    const token = this.#byText.get(text)
    return token !== undefined && at < token.until ? token : undefined
  }

  endpoints(product: Product): Endpoint.Endpoints {
    if (product !== "margin") return {}
    const { keyed } = Endpoint.on({ route: "cross", bounds: "margin", gate: "api" })
    const make: Endpoint.Endpoint["answer"] = ({ account, at, parameters }) => {
      const route = account.route.name
      const symbol = route === "isolated" ? this.#desk.market("spot", parameters).config.symbol : ""
      const validity = Wire.integer(parameters, "validity") ?? dayMillis
      // no document says what becomes of more than the most: whoever asks for it is not to count on it
      if (validity <= 0 || validity > dayMillis)
        throw new Wire.Refusal(-1130, "Data sent for parameter 'validity' is not valid.")
      const text = this.#random.text(70)
      const until = Math.floor(at) + validity
      // another one does not end those before it
      this.#byText.set(text, { account: account.name, route, symbol, until })
      return { token: text, expirationTime: until }
    }
    return {
      "POST /sapi/v1/userListenToken": { ...keyed(1, ["symbol", "isIsolated", "validity"], make), isOfAccount: true }
    }
  }
}
