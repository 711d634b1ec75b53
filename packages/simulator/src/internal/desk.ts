/**
 * What every product's endpoints share: the engine, the markets of each book, and how far back a read looks.
 */
import * as Decimal from "../Decimal.ts"
import * as ExchangeConfig from "../ExchangeConfig.ts"
import type { Book } from "../Product.ts"
import * as Seeded from "../Seeded.ts"
import * as Wire from "../Wire.ts"
import { Contract } from "./contracts.ts"
import { Market, type Order, type Version } from "./ledger.ts"
import { MatchingEngine } from "./matchingEngine.ts"
import type { Context } from "./request.ts"
import type { Side } from "../OrderBook.ts"

const symbolRange = /^[\p{Lu}\p{Lo}\p{N}\-_.]{1,20}$/u

/** The times between which a read looks. */
export interface Times {
  readonly startTime: number | undefined
  readonly endTime: number | undefined
}

export class Desk {
  readonly config: ExchangeConfig.ExchangeConfig
  readonly random: Seeded.Seeded
  readonly engine: MatchingEngine
  /** Lets something happen at a time of the exchange. */
  readonly schedule: (at: number, run: (at: number) => void) => void
  readonly #books = new Map<Book, ReadonlyMap<string, Market>>()

  constructor(
    config: ExchangeConfig.ExchangeConfig,
    random: Seeded.Seeded,
    schedule: (at: number, run: (at: number) => void) => void
  ) {
    this.config = config
    this.random = random
    this.schedule = schedule
    const { bounds, breakBounds, commissionPpm, visibilityMillis } = config
    this.engine = new MatchingEngine(
      commissionPpm,
      Math.max(
        visibilityMillis,
        breakBounds?.visibilityMillis ?? 0,
        ...Object.values(bounds).map((each) => each.visibilityMillis)
      )
    )
    this.book("spot")
  }

  /** The markets of a book by their symbols; they open when somebody first asks for one. */
  book(name: Book): ReadonlyMap<string, Market> {
    const known = this.#books.get(name)
    if (known !== undefined) return known
    const { contracts, seed, symbols } = this.config
    const random = name === "spot" ? this.random : Seeded.make(`exchange ${seed} ${name}`)
    const configs: ReadonlyArray<ExchangeConfig.ContractConfig> =
      name === "spot" ? symbols : (contracts[name] ?? ExchangeConfig.defaults.contracts[name] ?? [])
    const markets = new Map<string, Market>()
    for (const config of configs) {
      const market = new Market(config, random, name === "spot" ? undefined : new Contract(config, name))
      markets.set(config.symbol, market)
      if (config.house !== undefined) this.engine.openHouse(market, config.house, market.lastPrice, -Infinity)
    }
    this.#books.set(name, markets)
    return markets
  }

  market(book: Book, parameters: Wire.Parameters): Market {
    const symbol = Wire.legal("symbol", Wire.mandatory(parameters, "symbol"), symbolRange, "^[\\w\\-._&&[^a-z]]{1,20}$")
    const market = this.book(book).get(symbol)
    if (market === undefined) throw new Wire.Refusal(-1121, "Invalid symbol.")
    return market
  }

  /** The symbols that are asked for by `symbol` or `symbols`, or all of them. */
  markets(book: Book, parameters: Wire.Parameters): ReadonlyArray<Market> {
    const one = Wire.optional(parameters, "symbol")
    const many = Wire.optional(parameters, "symbols")
    if (one !== undefined && many !== undefined)
      throw new Wire.Refusal(-1128, "Combination of optional parameters invalid.")
    if (one !== undefined) return [this.market(book, parameters)]
    const all = [...this.book(book).values()]
    if (many === undefined) return all
    const wanted = new Set(many.replace(/[[\]"\s]/g, "").split(","))
    const found = all.filter((market) => wanted.has(market.config.symbol))
    if (found.length !== wanted.size) throw new Wire.Refusal(-1121, "Invalid symbol.")
    return found
  }

  /** The time whose state a read shows, in exchange ms. */
  asOf(context: Context, source: ExchangeConfig.DataSource): number {
    const { breakBounds, readLag } = this.config
    const { visibilityMillis } = context.bounds
    if (breakBounds?.visibilityMillis !== undefined) {
      // the first ms beyond the bound at the least, or the sabotage could miss
      return (
        context.at -
        this.random.between(visibilityMillis + 1, Math.max(visibilityMillis + 1, breakBounds.visibilityMillis))
      )
    }
    const lag = context.stale
      ? this.random.between(visibilityMillis * 0.9, visibilityMillis)
      : readLag(source, this.random, visibilityMillis)
    return context.at - Math.min(Math.max(lag, 0), visibilityMillis)
  }

  limit(context: Context, fallback: number, most: number): number {
    const limit = Wire.integer(context.parameters, "limit") ?? fallback
    // more than the most is the most
    return Math.max(1, Math.min(limit, most))
  }

  /** Whether reads still know an order as it was at a time. */
  knows(order: Order, { executed, status }: Version, at: number): boolean {
    const { retention } = this.config
    const { product } = order
    const { filledMillis = Infinity, unfilledMillis = Infinity } =
      retention[product] ?? ExchangeConfig.defaults.retention[product] ?? {}
    const age = at - order.acceptedAt
    const isGone = executed === 0n && (status === "CANCELED" || status === "EXPIRED" || status === "EXPIRED_IN_MATCH")
    return age <= filledMillis && (!isGone || age <= unfilledMillis)
  }

  /** What a read shows of an order, as long as it is kept. */
  seen(order: Order, asOf: number, { at }: Context): Version | undefined {
    const seen = order.seen(asOf)
    return seen !== undefined && this.knows(order, seen, at) ? seen : undefined
  }

  depth(context: Context, book: Book, most: number): { readonly bids: unknown; readonly asks: unknown } {
    const market = this.market(book, context.parameters)
    const limit = this.limit(context, book === "spot" ? 100 : 500, most)
    const side = (of: Side) =>
      market.book.depth(of, limit).map(([price, quantity]) => [Decimal.format(price), Decimal.format(quantity)])
    return { bids: side("BUY"), asks: side("SELL") }
  }
}
