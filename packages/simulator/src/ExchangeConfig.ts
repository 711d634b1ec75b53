/**
 * What an exchange is made of: symbols, accounts, limits, and the bounds that it promises to keep.
 *
 * @since 0.1.0
 */
import type { Book, Product } from "./Product.ts"
import * as RateLimits from "./RateLimits.ts"
import type { Seeded } from "./Seeded.ts"
import type { Key } from "./Signature.ts"
import * as TestKeys from "./TestKeys.ts"

/**
 * Liquidity that the exchange itself keeps on the book: orders around a price that come back as soon as they trade.
 *
 * @category models
 * @since 0.1.0
 */
export interface House {
  /** The middle, in quote units. */
  readonly price: string
  /** Price levels on each side. */
  readonly levels: number
  /** The mean quantity of a level, in base units; the seed varies it by a half. */
  readonly quantity: string
  /** The distance between two levels, and of the first from the middle, in ticks. */
  readonly ticks: number
}

/**
 * What a symbol may or may not allow, beside plain orders and OTO: amends that keep priority, cancelReplace, stop prices, OCO, OPO.
 *
 * @category models
 * @since 0.1.0
 */
export type Feature = "amend" | "cancelReplace" | "stops" | "oco" | "opo" | "sor"

/**
 * One symbol and its filters.
 *
 * @category models
 * @since 0.1.0
 */
export interface SymbolConfig {
  readonly symbol: string
  readonly baseAsset: string
  readonly quoteAsset: string
  /** `TRADING` when left out. Any other status refuses orders. */
  readonly status?: "TRADING" | "HALT" | "BREAK" | undefined
  readonly priceFilter: { readonly minPrice: string; readonly maxPrice: string; readonly tickSize: string }
  readonly lotSize: { readonly minQty: string; readonly maxQty: string; readonly stepSize: string }
  readonly notional: { readonly minNotional: string; readonly maxNotional: string }
  readonly maxNumOrders: number
  /** Orders with a stop price that an account may have open; 5 when left out. */
  readonly maxNumAlgoOrders?: number | undefined
  /** Open order lists of an account; 20 when left out. */
  readonly maxNumOrderLists?: number | undefined
  /** How often one order may be amended; 10 when left out. */
  readonly maxNumOrderAmends?: number | undefined
  /** What the symbol does not allow; it allows everything when left out. */
  readonly without?: ReadonlyArray<Feature> | undefined
  /** `undefined`: an empty book. */
  readonly house: House | undefined
}

/**
 * One contract of futures or options. Its `notional` is in the quote asset; on COIN-M it is not looked at.
 *
 * @category models
 * @since 0.1.0
 */
export interface ContractConfig extends SymbolConfig {
  /** Of COIN-M: what one contract is worth, in the quote asset; 100 when left out. */
  readonly contractSize?: number | undefined
  /** The leverage as long as an account has not set its own; 20 when left out. */
  readonly leverage?: number | undefined
}

/**
 * How long reads show an order after it was accepted, in ms. Its place in the books of the exchange is never lost.
 *
 * @category models
 * @since 0.1.0
 */
export interface Retention {
  /** Of an order that was cancelled or has expired without a fill. */
  readonly unfilledMillis: number
  /** Of any order, and of its fills. */
  readonly filledMillis: number
}

/**
 * What a product promises: how long after `timestamp + recvWindow` an order may still be accepted, and how old what a read shows may
 * be, both in ms.
 *
 * @category models
 * @since 0.1.0
 */
export interface Bounds {
  readonly engineDelayMillis: number
  readonly visibilityMillis: number
}

/**
 * Whose bounds are meant: those of a product, or those of the algo orders of USDⓈ-M, which have a service of their own.
 *
 * @category models
 * @since 0.1.0
 */
export type BoundsName = Product | "usdmAlgo"

/**
 * One account. All of its keys see the same orders and balances.
 *
 * @category models
 * @since 0.1.0
 */
export interface AccountConfig {
  /** How the ledger names it. Never a key. */
  readonly name: string
  readonly keys: ReadonlyArray<{
    readonly apiKey: string
    readonly key: Key
    /** `trade` when left out. */
    readonly permission?: "trade" | "read" | undefined
    /** The addresses that it may be used from, such as `127.0.0.1`; any address when left out. */
    readonly addresses?: ReadonlyArray<string> | undefined
    /** Whether it may withdraw; not when left out. */
    readonly withdrawals?: boolean | undefined
  }>
  /** Free balances by asset, as decimals. */
  readonly balances: Readonly<Record<string, string>>
  /** What it has on a product other than Spot; as much as in `balances`, once more, where this is left out. */
  readonly wallets?: Readonly<Partial<Record<Exclude<Product, "spot">, Readonly<Record<string, string>>>>> | undefined
}

/**
 * Where a read takes its data from, as the documentation names it. The database lags more than the memory.
 *
 * @category models
 * @since 0.1.0
 */
export type DataSource = "memory" | "database"

/**
 * An exchange. Every field has a default.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExchangeConfig {
  readonly seed: number | string
  /** What is traded on Spot and on margin. */
  readonly symbols: ReadonlyArray<SymbolConfig>
  /** What is traded on futures and options; those of `defaults` where a product is left out. */
  readonly contracts: Readonly<Partial<Record<Exclude<Book, "spot">, ReadonlyArray<ContractConfig>>>>
  readonly accounts: ReadonlyArray<AccountConfig>
  /** Of Spot. */
  readonly limits: ReadonlyArray<RateLimits.RateLimit>
  /** Of the other products; those of `defaults` where one is left out. Those of margin are counted for each endpoint of its own. */
  readonly productLimits: Readonly<Partial<Record<Exclude<Product, "spot">, ReadonlyArray<RateLimits.RateLimit>>>>
  /** How many connections to the WebSocket API an address may try to open in 5 minutes. */
  readonly connectionLimit: number
  /** Exchange time minus local time, in ms. */
  readonly skewMillis: number
  /** How much faster the exchange's clock runs, from the first moment it is used: 0.0001 is a tenth of a millisecond in a second. */
  readonly drift: number
  /**
   * The bound G, in ms: no order is accepted later than `timestamp + recvWindow + G` by the exchange's clock, since the engine
   * may keep what has passed the third check for that long. 10 s: the time after which the exchange itself gives up waiting.
   */
  readonly engineDelayMillis: number
  /** The bound T, in ms: a read never shows a state older than that. */
  readonly visibilityMillis: number
  /**
   * Bounds of single products. Where one is left out it has the two bounds above, and USDⓈ-M has at most 1 s and 15 s of them: its
   * engine compares the receive window with its own clock.
   */
  readonly bounds: Readonly<Partial<Record<BoundsName, Bounds>>>
  /** How long reads know an order; as `defaults` says where a product is left out. */
  readonly retention: Readonly<Partial<Record<Product, Retention>>>
  /** After how many ms the exchange answers -1007 when the engine has not answered. */
  readonly apiTimeoutMillis: number
  /** How long an ordinary request takes at the exchange, in ms. */
  readonly processingMillis: { readonly minimum: number; readonly maximum: number }
  /** How often an order or cancel takes its time, up to its last permitted moment, without any fault. */
  readonly slowProbability: number
  /** How often a transfer, a withdrawal or a loan is taken on, and fails while it is pending. Not those whose history has no status. */
  readonly failedMovementProbability: number
  /** How far behind a read is, in ms; cut to the bound T. */
  readonly readLag: (source: DataSource, random: Seeded, visibilityMillis: number) => number
  /** How long the first, the second … ban of an address lasts, in ms; the last one repeats. */
  readonly banMillis: ReadonlyArray<number>
  /** How many requests may arrive in a back-off before it becomes a ban, or the ban a longer one. */
  readonly toleratedInBackOff: number
  /** How many ms after a 418 or 429 was delivered a request counts as sent in spite of it. */
  readonly backOffGraceMillis: number
  /** Commission in millionths of what is received. */
  readonly commissionPpm: number
  /**
   * Sabotage, to show that a check can fail: the exchange goes on stating its bounds and uses these, which have to be larger.
   * A delayed order is then always later than G, and a read of orders or trades always older than T.
   */
  readonly breakBounds:
    | { readonly engineDelayMillis?: number | undefined; readonly visibilityMillis?: number | undefined }
    | undefined
}

const symbol = (
  baseAsset: string,
  quoteAsset: string,
  price: string,
  quantity: string,
  tickSize: string,
  stepSize: string
): SymbolConfig => ({
  symbol: baseAsset + quoteAsset,
  baseAsset,
  quoteAsset,
  priceFilter: { minPrice: tickSize, maxPrice: "1000000.00", tickSize },
  lotSize: { minQty: stepSize, maxQty: "9000.00", stepSize },
  notional: { minNotional: "5.00", maxNotional: "9000000.00" },
  maxNumOrders: 200,
  house: { price, levels: 20, quantity, ticks: 100 }
})

const contract = (
  symbol: string,
  [baseAsset, quoteAsset]: readonly [string, string],
  [tickSize, stepSize, minNotional]: readonly [string, string, string],
  house: House
): ContractConfig => ({
  symbol,
  baseAsset,
  quoteAsset,
  priceFilter: { minPrice: tickSize, maxPrice: "1000000.00", tickSize },
  lotSize: { minQty: stepSize, maxQty: "100000", stepSize },
  notional: { minNotional, maxNotional: "9000000000.00" },
  maxNumOrders: 200,
  maxNumAlgoOrders: 100,
  maxNumOrderAmends: 10_000,
  house
})

const dayMillis = 86_400_000
const futuresRetention: Retention = { unfilledMillis: 3 * dayMillis, filledMillis: 90 * dayMillis }
const spotRetention: Retention = { unfilledMillis: 90 * dayMillis, filledMillis: Infinity }

/**
 * Reads that are mostly fresh and now and then as old as the bound allows.
 *
 * In ms.
 *
 * @example
 * ```ts
 * import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
 * import * as Exchange from "@effect-binance/simulator/Exchange"
 *
 * const exchange = Exchange.make({ readLag: ExchangeConfig.readLag })
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const readLag: ExchangeConfig["readLag"] = (source, random, visibilityMillis) => {
  const drawn = random.next()
  const share = random.next()
  if (source === "memory")
    return share * (drawn < 0.7 ? 20 : drawn < 0.9 ? 1_000 : drawn < 0.98 ? visibilityMillis / 3 : visibilityMillis)
  return share * (drawn < 0.5 ? 100 : drawn < 0.8 ? 3_000 : drawn < 0.95 ? visibilityMillis / 3 : visibilityMillis)
}

/**
 * Reads that show everything at once, for tests that are about something else.
 *
 * @example
 * ```ts
 * import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
 * import * as Exchange from "@effect-binance/simulator/Exchange"
 *
 * const exchange = Exchange.make({ readLag: ExchangeConfig.noLag })
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const noLag: ExchangeConfig["readLag"] = () => 0

/**
 * The default exchange: BTCUSDT and ETHUSDT with liquidity on Spot and on USDⓈ-M, BTCUSD_PERP on COIN-M, one option, one account
 * with the keys of `TestKeys`, and the limits and retention that the documentation shows.
 *
 * @example
 * ```ts
 * import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
 *
 * const symbols = ExchangeConfig.defaults.symbols.slice(0, 1)
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const defaults: ExchangeConfig = {
  seed: 1,
  symbols: [
    symbol("BTC", "USDT", "60000.00", "2", "0.01", "0.00001"),
    symbol("ETH", "USDT", "3000.00", "40", "0.01", "0.0001")
  ],
  contracts: {
    usdm: [
      contract("BTCUSDT", ["BTC", "USDT"], ["0.10", "0.001", "5"], {
        price: "60000.00",
        levels: 20,
        quantity: "2",
        ticks: 10
      }),
      contract("ETHUSDT", ["ETH", "USDT"], ["0.01", "0.001", "5"], {
        price: "3000.00",
        levels: 20,
        quantity: "40",
        ticks: 100
      })
    ],
    coinm: [
      contract("BTCUSD_PERP", ["BTC", "USD"], ["0.1", "1", "0"], {
        price: "60000.0",
        levels: 20,
        quantity: "1000",
        ticks: 10
      })
    ],
    options: [
      contract("BTC-301227-60000-C", ["BTC", "USDT"], ["5", "0.01", "0"], {
        price: "1000",
        levels: 20,
        quantity: "20",
        ticks: 1
      })
    ]
  },
  accounts: [
    {
      name: "test",
      keys: [
        { apiKey: TestKeys.hmac.apiKey, key: { _tag: "Hmac", secret: TestKeys.hmac.secret } },
        { apiKey: TestKeys.ed25519.apiKey, key: { _tag: "Ed25519", publicKeyPem: TestKeys.ed25519.publicKeyPem } }
      ],
      balances: { BTC: "1000", ETH: "10000", USDT: "100000000" }
    }
  ],
  limits: RateLimits.spot,
  productLimits: {
    margin: RateLimits.sapi,
    usdm: RateLimits.usdm,
    coinm: RateLimits.coinm,
    options: RateLimits.options,
    pm: RateLimits.portfolioMargin
  },
  connectionLimit: 300,
  skewMillis: 0,
  drift: 0,
  engineDelayMillis: 10_000,
  visibilityMillis: 30_000,
  bounds: {},
  retention: {
    spot: spotRetention,
    margin: spotRetention,
    usdm: futuresRetention,
    coinm: futuresRetention,
    options: futuresRetention,
    pm: futuresRetention
  },
  apiTimeoutMillis: 10_000,
  processingMillis: { minimum: 1, maximum: 3 },
  slowProbability: 0,
  failedMovementProbability: 0,
  readLag,
  banMillis: [120_000, 600_000, 3_600_000, 21_600_000, 86_400_000, 259_200_000],
  toleratedInBackOff: 5,
  backOffGraceMillis: 250,
  commissionPpm: 0,
  breakBounds: undefined
}

/**
 * The bounds that an exchange promises for a product.
 *
 * @example
 * ```ts
 * import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
 *
 * ExchangeConfig.boundsOf(ExchangeConfig.defaults, "usdm") // => { engineDelayMillis: 1000, visibilityMillis: 15000 }
 * ```
 *
 * @category accessors
 * @since 0.1.0
 */
export const boundsOf = (
  config: Pick<ExchangeConfig, "bounds" | "engineDelayMillis" | "visibilityMillis">,
  name: BoundsName
): Bounds => {
  const { bounds, engineDelayMillis, visibilityMillis } = config
  const own = bounds[name]
  if (own !== undefined) return own
  // half of what the library waits for its clock, and all that it waits for its reads
  return name === "usdm"
    ? { engineDelayMillis: Math.min(engineDelayMillis, 1_000), visibilityMillis: Math.min(visibilityMillis, 15_000) }
    : { engineDelayMillis, visibilityMillis }
}
