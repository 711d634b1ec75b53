/** What the modules of `simulator` export, exactly. Checked by the compiler, not run. */
import type * as Decimal from "@effect-binance/simulator/Decimal"
import type * as Exchange from "@effect-binance/simulator/Exchange"
import type * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import type * as Fault from "@effect-binance/simulator/Fault"
import type * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import type * as OrderBook from "@effect-binance/simulator/OrderBook"
import type * as Product from "@effect-binance/simulator/Product"
import type * as RateLimits from "@effect-binance/simulator/RateLimits"
import type * as Seeded from "@effect-binance/simulator/Seeded"
import type * as Session from "@effect-binance/simulator/Session"
import type * as Signature from "@effect-binance/simulator/Signature"
import type * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import type * as SimulatedTransport from "@effect-binance/simulator/SimulatedTransport"
import type * as SimulatedWebSocket from "@effect-binance/simulator/SimulatedWebSocket"
import type * as TestKeys from "@effect-binance/simulator/TestKeys"
import type * as Wire from "@effect-binance/simulator/Wire"
import type * as Endpoint from "effect-binance/client/Endpoint"
import type * as Transport from "effect-binance/client/Transport"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type * as Socket from "effect/socket/Socket"
import { type Is, type IsBuilt, type IsClass, ok, type Service, type ServiceOf } from "../exact.ts"

// ----------------------------------------------------------------------------------- @effect-binance/simulator/Decimal

ok<Is<Decimal.Decimal, bigint>>()
ok<Is<typeof Decimal.one, Decimal.Decimal>>()
ok<Is<typeof Decimal.parse, (text: string) => Decimal.Decimal | "malformed" | "too-precise">>()
ok<Is<typeof Decimal.make, (text: string) => Decimal.Decimal>>()
ok<Is<typeof Decimal.format, (value: Decimal.Decimal) => string>>()
ok<Is<typeof Decimal.multiply, (a: Decimal.Decimal, b: Decimal.Decimal) => Decimal.Decimal>>()
ok<Is<typeof Decimal.divide, (a: Decimal.Decimal, b: Decimal.Decimal) => Decimal.Decimal>>()
ok<Is<typeof Decimal.min, (a: Decimal.Decimal, b: Decimal.Decimal) => Decimal.Decimal>>()

// ---------------------------------------------------------------------------------- @effect-binance/simulator/Exchange

ok<
  Is<
    Exchange.OrderStatus,
    | "NEW"
    | "PENDING_NEW"
    | "PARTIALLY_FILLED"
    | "FILLED"
    | "CANCELED"
    | "EXPIRED"
    | "EXPIRED_IN_MATCH"
    | "TRIGGERED"
    | "REJECTED"
  >
>()
ok<
  Is<
    Exchange.RequestRecord,
    {
      readonly id: number
      readonly method: string
      readonly path: string
      readonly kind: Fault.RequestKind
      readonly address: string
      readonly sentAt: number
      readonly arrivedAt: number
      readonly fault: Fault.Fault | undefined
      readonly reached: boolean
      readonly account: string | undefined
      readonly product: Product.Product
      readonly route: Product.Route | undefined
      readonly symbol: string | undefined
      readonly clientOrderId: string | undefined
      readonly timestamp: number | undefined
      readonly recvWindow: number | undefined
      readonly duringBackOff: boolean
      readonly sentInBackOff: boolean
      readonly status: number
      readonly code: number | undefined
      readonly executed: boolean
    }
  >
>()
ok<
  Is<
    Exchange.LedgerOrder,
    {
      readonly orderId: number
      readonly orderListId: number
      readonly account: string
      readonly product: Product.Product
      readonly route: Product.Route
      readonly symbol: string
      readonly placedAs: string
      readonly clientOrderId: string
      readonly side: OrderBook.Side
      readonly type: Exchange.OrderType
      readonly status: Exchange.OrderStatus
      readonly price: string
      readonly stopPrice: string
      readonly quantity: string
      readonly executedQuantity: string
      readonly quoteQuantity: string
      readonly acceptedAt: number
      readonly deadline: number
      readonly request: Exchange.RequestRecord
    }
  >
>()
ok<
  Is<
    Exchange.LedgerTrade,
    {
      readonly id: number
      readonly account: string
      readonly product: Product.Product
      readonly route: Product.Route
      readonly symbol: string
      readonly orderId: number
      readonly side: OrderBook.Side
      readonly price: string
      readonly quantity: string
      readonly time: number
      readonly isMaker: boolean
    }
  >
>()
ok<
  Is<
    Exchange.LedgerTransfer,
    {
      readonly id: number
      readonly account: string
      readonly product: Product.Product
      readonly type: string
      readonly asset: string
      readonly amount: string
      readonly acceptedAt: number
      readonly settledAt: number
      readonly failed: boolean
      readonly request: Exchange.RequestRecord
    }
  >
>()
ok<
  Is<
    Exchange.Ticket,
    {
      readonly record: Exchange.RequestRecord
      readonly ending: "reply" | "not-connected" | "reset" | "close" | "silence"
      readonly code: string | undefined
      readonly answeredAt: number | undefined
      readonly reply: Transport.HttpReply | undefined
      readonly retryAt: number | undefined
      readonly revoked: boolean
    }
  >
>()
ok<
  Is<
    Exchange.Watcher,
    {
      readonly onDue?: ((at: number) => void) | undefined
      readonly onDelivered?: ((ticket: Exchange.Ticket) => void) | undefined
    }
  >
>()
ok<
  Is<
    Exchange.OrderType,
    | "LIMIT"
    | "LIMIT_MAKER"
    | "MARKET"
    | "STOP_LOSS"
    | "STOP_LOSS_LIMIT"
    | "TAKE_PROFIT"
    | "TAKE_PROFIT_LIMIT"
    | "STOP"
    | "STOP_MARKET"
    | "TAKE_PROFIT_MARKET"
    | "TRAILING_STOP_MARKET"
  >
>()
ok<
  IsBuilt<
    typeof Exchange.Exchange,
    [config?: Partial<ExchangeConfig.ExchangeConfig> | undefined],
    {
      readonly config: ExchangeConfig.ExchangeConfig
      readonly engineDelayMillis: number
      readonly visibilityMillis: number
      exchangeTime: (now: number) => number
      localTime: (at: number) => number
      advance: (now: number) => void
      drain: () => number
      submit: (
        now: number,
        request: Transport.WireRequest,
        options?: {
          readonly travelMillis?: number | undefined
          readonly fault?: Fault.Fault | undefined
          readonly address?: string | undefined
          readonly over?: Session.SessionRequest | undefined
        }
      ) => Exchange.Ticket
      handle: (
        now: number,
        request: Transport.WireRequest,
        options?: { readonly fault?: Fault.Fault | undefined; readonly address?: string | undefined }
      ) => Exchange.Ticket
      delivered: (ticket: Exchange.Ticket, now: number) => void
      watch: (watcher: Exchange.Watcher) => () => void
      nextAt: () => number | undefined
      kindOf: (method: string, path: string) => Fault.RequestKind
      connect: (
        now: number,
        options?: {
          readonly address?: string | undefined
          readonly product?: "spot" | "usdm" | "coinm" | undefined
          readonly returnRateLimits?: boolean | undefined
          readonly listenKey?: string | undefined
          readonly products?: ReadonlyArray<Product.Product> | undefined
          readonly onEvent?: ((event: Session.SessionEvent) => void) | undefined
        }
      ) => Session.Session | Transport.HttpReply
      disconnect: (session: Session.Session) => void
      endSubscription: (session: Session.Session, subscriptionId: number) => void
      revokeKey: (now: number, apiKey: string) => void
      ban: (now: number, options?: { readonly address?: string | undefined; readonly millis?: number | undefined }) => void
      backOffUntil: (now: number, address?: string) => number | undefined
      setPrice: (now: number, symbol: string, price: string, book?: Product.Book) => void
      houseTakes: (now: number, trade: { readonly symbol: string; readonly side: OrderBook.Side; readonly price: string; readonly quantity: string; readonly book?: Product.Book | undefined }) => void
      cancelElsewhere: (now: number, orderId: number) => boolean
      amendElsewhere: (now: number, orderId: number, quantity: string) => boolean
      orders: () => ReadonlyArray<Exchange.LedgerOrder>
      transfers: () => ReadonlyArray<Exchange.LedgerTransfer>
      requests: () => ReadonlyArray<Exchange.RequestRecord>
      requestsDuringBackOff: () => ReadonlyArray<Exchange.RequestRecord>
      connectionsDuringBackOff: () => ReadonlyArray<{ readonly address: string; readonly at: number }>
      trades: () => ReadonlyArray<Exchange.LedgerTrade>
      find: (clientOrderId: string) => ReadonlyArray<Exchange.LedgerOrder>
      balance: (account: string, asset: string, route?: Product.Route, symbol?: string) => { readonly free: string; readonly locked: string }
    }
  >
>()
ok<Is<typeof Exchange.make, (config?: Partial<ExchangeConfig.ExchangeConfig>) => Exchange.Exchange>>()

// ---------------------------------------------------------------------------- @effect-binance/simulator/ExchangeConfig

ok<Is<ExchangeConfig.House, { readonly price: string; readonly levels: number; readonly quantity: string; readonly ticks: number }>>()
ok<Is<ExchangeConfig.Feature, "amend" | "cancelReplace" | "stops" | "oco" | "opo" | "sor">>()
ok<
  Is<
    ExchangeConfig.SymbolConfig,
    {
      readonly symbol: string
      readonly baseAsset: string
      readonly quoteAsset: string
      readonly status?: "TRADING" | "HALT" | "BREAK" | undefined
      readonly priceFilter: { readonly minPrice: string; readonly maxPrice: string; readonly tickSize: string }
      readonly lotSize: { readonly minQty: string; readonly maxQty: string; readonly stepSize: string }
      readonly notional: { readonly minNotional: string; readonly maxNotional: string }
      readonly maxNumOrders: number
      readonly maxNumAlgoOrders?: number | undefined
      readonly maxNumOrderLists?: number | undefined
      readonly maxNumOrderAmends?: number | undefined
      readonly without?: ReadonlyArray<ExchangeConfig.Feature> | undefined
      readonly house: ExchangeConfig.House | undefined
    }
  >
>()
ok<
  Is<
    ExchangeConfig.AccountConfig,
    {
      readonly name: string
      readonly keys: ReadonlyArray<{
        readonly apiKey: string
        readonly key: Signature.Key
        readonly permission?: "trade" | "read" | undefined
        readonly addresses?: ReadonlyArray<string> | undefined
        readonly withdrawals?: boolean | undefined
      }>
      readonly balances: Readonly<Record<string, string>>
      readonly wallets?: Readonly<Partial<Record<Exclude<Product.Product, "spot">, Readonly<Record<string, string>>>>> | undefined
    }
  >
>()
ok<
  Is<
    ExchangeConfig.ContractConfig,
    {
      readonly symbol: string
      readonly baseAsset: string
      readonly quoteAsset: string
      readonly status?: "TRADING" | "HALT" | "BREAK" | undefined
      readonly priceFilter: { readonly minPrice: string; readonly maxPrice: string; readonly tickSize: string }
      readonly lotSize: { readonly minQty: string; readonly maxQty: string; readonly stepSize: string }
      readonly notional: { readonly minNotional: string; readonly maxNotional: string }
      readonly maxNumOrders: number
      readonly maxNumAlgoOrders?: number | undefined
      readonly maxNumOrderLists?: number | undefined
      readonly maxNumOrderAmends?: number | undefined
      readonly without?: ReadonlyArray<ExchangeConfig.Feature> | undefined
      readonly house: ExchangeConfig.House | undefined
      readonly contractSize?: number | undefined
      readonly leverage?: number | undefined
    }
  >
>()
ok<Is<ExchangeConfig.Retention, { readonly unfilledMillis: number; readonly filledMillis: number }>>()
ok<Is<ExchangeConfig.Bounds, { readonly engineDelayMillis: number; readonly visibilityMillis: number }>>()
ok<Is<ExchangeConfig.BoundsName, Product.Product | "usdmAlgo">>()
ok<
  Is<
    typeof ExchangeConfig.boundsOf,
    (
      config: Pick<ExchangeConfig.ExchangeConfig, "bounds" | "engineDelayMillis" | "visibilityMillis">,
      name: ExchangeConfig.BoundsName
    ) => ExchangeConfig.Bounds
  >
>()
ok<Is<ExchangeConfig.DataSource, "memory" | "database">>()
ok<
  Is<
    ExchangeConfig.ExchangeConfig,
    {
      readonly seed: number | string
      readonly symbols: ReadonlyArray<ExchangeConfig.SymbolConfig>
      readonly contracts: Readonly<Partial<Record<"usdm" | "coinm" | "options", ReadonlyArray<ExchangeConfig.ContractConfig>>>>
      readonly accounts: ReadonlyArray<ExchangeConfig.AccountConfig>
      readonly limits: ReadonlyArray<RateLimits.RateLimit>
      readonly productLimits: Readonly<Partial<Record<Exclude<Product.Product, "spot">, ReadonlyArray<RateLimits.RateLimit>>>>
      readonly connectionLimit: number
      readonly skewMillis: number
      readonly drift: number
      readonly engineDelayMillis: number
      readonly visibilityMillis: number
      readonly bounds: Readonly<Partial<Record<ExchangeConfig.BoundsName, ExchangeConfig.Bounds>>>
      readonly retention: Readonly<Partial<Record<Product.Product, ExchangeConfig.Retention>>>
      readonly apiTimeoutMillis: number
      readonly processingMillis: { readonly minimum: number; readonly maximum: number }
      readonly slowProbability: number
      readonly failedMovementProbability: number
      readonly readLag: (source: ExchangeConfig.DataSource, random: Seeded.Seeded, visibilityMillis: number) => number
      readonly banMillis: ReadonlyArray<number>
      readonly toleratedInBackOff: number
      readonly backOffGraceMillis: number
      readonly commissionPpm: number
      readonly breakBounds: { readonly engineDelayMillis?: number | undefined; readonly visibilityMillis?: number | undefined } | undefined
    }
  >
>()
ok<Is<typeof ExchangeConfig.readLag, ExchangeConfig.ExchangeConfig["readLag"]>>()
ok<Is<typeof ExchangeConfig.noLag, ExchangeConfig.ExchangeConfig["readLag"]>>()
ok<Is<typeof ExchangeConfig.defaults, ExchangeConfig.ExchangeConfig>>()

// ------------------------------------------------------------------------------------- @effect-binance/simulator/Fault

ok<
  Is<
    Fault.RequestKind,
    "public" | "read" | "test" | "place" | "cancel" | "amend" | "cancelReplace" | "orderList" | "batch" | "setting" | "transfer"
  >
>()
ok<Is<Fault.Executes, "yes" | "no" | "later" | "half">>()
ok<
  Is<
    Fault.Fault,
    | { readonly _tag: "NotConnected"; readonly code: string }
    | { readonly _tag: "Lost"; readonly how: "reset" | "close" | "silence" }
    | { readonly _tag: "ReplyLost"; readonly how: "reset" | "close" | "silence"; readonly later?: boolean | undefined }
    | { readonly _tag: "ReplyCut"; readonly announced: boolean }
    | {
        readonly _tag: "Replied"
        readonly executes: Fault.Executes
        readonly status: number
        readonly headers: Readonly<Record<string, string>>
        readonly body: string
      }
    | { readonly _tag: "ReplyRewritten"; readonly prefix: string }
    | { readonly _tag: "Delayed" }
    | { readonly _tag: "Stale" }
    | { readonly _tag: "Banned"; readonly millis: number }
    | { readonly _tag: "BackedOff"; readonly html: boolean }
    | { readonly _tag: "NodeClock"; readonly offsetMillis: number }
    | { readonly _tag: "Socket"; readonly what: Fault.SocketFault }
  >
>()
ok<
  Is<
    Fault.SocketFault,
    | { readonly _tag: "binary" }
    | { readonly _tag: "id-null" }
    | { readonly _tag: "padded"; readonly bytes: number }
    | { readonly _tag: "late"; readonly millis: number }
    | { readonly _tag: "reordered" }
    | { readonly _tag: "half-open" }
    | { readonly _tag: "slow-reader"; readonly millis: number }
    | { readonly _tag: "revoked" }
    | { readonly _tag: "shutdown"; readonly millis: number }
    | { readonly _tag: "events-after" }
    | { readonly _tag: "events-late"; readonly millis: number }
    | { readonly _tag: "events-twice" }
    | { readonly _tag: "events-lost" }
    | { readonly _tag: "subscription-ended" }
    | { readonly _tag: "stream-closed" }
    | { readonly _tag: "stream-half-open" }
  >
>()
ok<
  Is<
    typeof Fault.socket,
    {
      "closed-unexecuted": Fault.Fault
      "closed-executed": Fault.Fault
      "silent": Fault.Fault
      "binary-frame": Fault.Fault
      "id-null": Fault.Fault
      "too-large": Fault.Fault
      "late-reply": Fault.Fault
      "reordered": Fault.Fault
      "half-open": Fault.Fault
      "slow-reader": Fault.Fault
      "key-revoked": Fault.Fault
      "server-shutdown": Fault.Fault
      "events-after": Fault.Fault
      "events-late": Fault.Fault
      "events-twice": Fault.Fault
      "events-lost": Fault.Fault
      "subscription-ended": Fault.Fault
      "stream-closed": Fault.Fault
      "stream-half-open": Fault.Fault
    }
  >
>()
ok<
  Is<
    Fault.Row,
    {
      readonly doc: string
      readonly row: string
      readonly on: "any" | "write" | "place" | "cancelReplace" | "read" | "batch"
      readonly products?: ReadonlyArray<Product.Product> | undefined
      readonly weight: number
      readonly fault: Fault.Fault
    }
  >
>()
ok<
  Is<
    typeof Fault.table,
    {
      "dns-failure": Fault.Row
      "refused": Fault.Row
      "tls-failure": Fault.Row
      "reset-unexecuted": Fault.Row
      "request-lost": Fault.Row
      "reply-lost": Fault.Row
      "reply-closed": Fault.Row
      "reply-silent": Fault.Row
      "delayed": Fault.Row
      "empty-200": Fault.Row
      "empty-200-unexecuted": Fault.Row
      "reply-cut": Fault.Row
      "reply-truncated": Fault.Row
      "html-200": Fault.Row
      "html-200-unexecuted": Fault.Row
      "error-in-200": Fault.Row
      "error-in-200-unexecuted": Fault.Row
      "duplicate-keys": Fault.Row
      "redirect": Fault.Row
      "redirect-307": Fault.Row
      "html-400": Fault.Row
      "html-400-unexecuted": Fault.Row
      "unlisted-code": Fault.Row
      "unlisted-code-unexecuted": Fault.Row
      "timeout-400": Fault.Row
      "unauthorized": Fault.Row
      "forbidden": Fault.Row
      "not-found": Fault.Row
      "request-timeout": Fault.Row
      "request-timeout-unexecuted": Fault.Row
      "conflict": Fault.Row
      "conflict-unexecuted": Fault.Row
      "banned": Fault.Row
      "rate-limited": Fault.Row
      "rate-limited-html": Fault.Row
      "order-rate-limited": Fault.Row
      "restricted-location": Fault.Row
      "clock-skew": Fault.Row
      "clock-skew-ahead": Fault.Row
      "unknown-500": Fault.Row
      "unknown-500-unexecuted": Fault.Row
      "unexpected-response": Fault.Row
      "unexpected-response-unexecuted": Fault.Row
      "bad-gateway": Fault.Row
      "bad-gateway-unexecuted": Fault.Row
      "unavailable-html": Fault.Row
      "unavailable-html-unexecuted": Fault.Row
      "unavailable-empty": Fault.Row
      "unavailable-empty-unexecuted": Fault.Row
      "unknown-503": Fault.Row
      "unknown-503-unexecuted": Fault.Row
      "disconnected": Fault.Row
      "disconnected-unexecuted": Fault.Row
      "busy": Fault.Row
      "busy-unexecuted": Fault.Row
      "shutting-down": Fault.Row
      "shutting-down-unexecuted": Fault.Row
      "gateway-timeout": Fault.Row
      "gateway-timeout-unexecuted": Fault.Row
      "timeout": Fault.Row
      "timeout-unexecuted": Fault.Row
      "timeout-then-executed": Fault.Row
      "timeout-half-executed": Fault.Row
      "timeout-batch-half-executed": Fault.Row
      "unknown-error": Fault.Row
      "unknown-error-unexecuted": Fault.Row
      "service-unavailable": Fault.Row
      "throttled": Fault.Row
      "stale-read": Fault.Row
    }
  >
>()
ok<Is<Fault.Name, keyof typeof Fault.table>>()
ok<Is<typeof Fault.names, ReadonlyArray<Fault.Name>>>()
ok<Is<typeof Fault.rowOf, (name: Fault.Name) => Fault.Row>>()
ok<Is<typeof Fault.isName, (text: string) => text is Fault.Name>>()
ok<Is<typeof Fault.executes, (fault: Fault.Fault) => Fault.Executes>>()
ok<Is<typeof Fault.applies, (row: Fault.Row, kind: Fault.RequestKind, product?: Product.Product) => boolean>>()

// --------------------------------------------------------------------------------- @effect-binance/simulator/FaultPlan

ok<
  Is<
    FaultPlan.Seen,
    {
      readonly method: string
      readonly path: string
      readonly kind: Fault.RequestKind
      readonly product: Product.Product
      readonly parameter: (name: string) => string | undefined
      readonly index: number
      readonly attempt: number
    }
  >
>()
ok<Is<FaultPlan.IntentKey, (request: Omit<FaultPlan.Seen, "index" | "attempt">) => string | undefined>>()
ok<Is<FaultPlan.FaultPlan, { readonly decide: (request: Omit<FaultPlan.Seen, "index" | "attempt">) => Fault.Fault | undefined }>>()
ok<Is<typeof FaultPlan.none, FaultPlan.FaultPlan>>()
ok<
  Is<
    typeof FaultPlan.make,
    (
      decide: (request: FaultPlan.Seen, key: string | undefined) => Fault.Name | Fault.Fault | undefined,
      options?: { readonly intentKey?: FaultPlan.IntentKey | undefined }
    ) => FaultPlan.FaultPlan
  >
>()
ok<
  Is<
    FaultPlan.Step,
    | Fault.Name
    | "none"
    | {
        readonly fault: Fault.Name | Fault.Fault
        readonly on?: Fault.RequestKind | "any" | ((request: FaultPlan.Seen) => boolean) | undefined
        readonly nth?: number | undefined
        readonly times?: number | undefined
      }
  >
>()
ok<Is<typeof FaultPlan.scripted, (steps: ReadonlyArray<FaultPlan.Step>) => FaultPlan.FaultPlan>>()
ok<
  Is<
    typeof FaultPlan.seeded,
    (options: {
      readonly seed: number | string
      readonly probability: number | ((request: FaultPlan.Seen) => number)
      readonly faults?: ReadonlyArray<Fault.Name> | undefined
      readonly weights?: { readonly [Name in Fault.Name]?: number } | undefined
      readonly intentKey?: FaultPlan.IntentKey | undefined
    }) => FaultPlan.FaultPlan
  >
>()
ok<
  Is<
    typeof FaultPlan.seen,
    (
      exchange: { readonly kindOf: (method: string, path: string) => Fault.RequestKind },
      request: Transport.WireRequest
    ) => Omit<FaultPlan.Seen, "index" | "attempt">
  >
>()

// --------------------------------------------------------------------------------- @effect-binance/simulator/OrderBook

ok<Is<OrderBook.Side, "BUY" | "SELL">>()
ok<
  Is<
    OrderBook.Resting<"owner">,
    { readonly side: OrderBook.Side; readonly price: Decimal.Decimal; readonly owner: "owner" | undefined; remaining: Decimal.Decimal }
  >
>()
ok<
  IsBuilt<
    typeof OrderBook.OrderBook<"owner">,
    [],
    {
      add: (resting: OrderBook.Resting<"owner">) => void
      remove: (resting: OrderBook.Resting<"owner">) => void
      best: (side: OrderBook.Side) => OrderBook.Resting<"owner"> | undefined
      orders: (side: OrderBook.Side) => IterableIterator<OrderBook.Resting<"owner">>
      depth: (side: OrderBook.Side, limit: number) => ReadonlyArray<readonly [price: Decimal.Decimal, quantity: Decimal.Decimal]>
    }
  >
>()

// ----------------------------------------------------------------------------------- @effect-binance/simulator/Product

ok<Is<Product.Product, "spot" | "margin" | "usdm" | "coinm" | "options" | "pm">>()
ok<
  Is<
    Product.Route,
    | "spot"
    | "cross"
    | "isolated"
    | "usdm"
    | "usdm-algo"
    | "coinm"
    | "options"
    | "pm-um"
    | "pm-um-conditional"
    | "pm-cm"
    | "pm-cm-conditional"
    | "pm-margin"
  >
>()
ok<Is<Product.Book, "spot" | "usdm" | "coinm" | "options">>()
ok<Is<typeof Product.ofPath, (path: string) => Product.Product>>()

// -------------------------------------------------------------------------------- @effect-binance/simulator/RateLimits

ok<
  Is<
    RateLimits.RateLimit,
    {
      readonly rateLimitType: "REQUEST_WEIGHT" | "RAW_REQUESTS" | "ORDERS"
      readonly interval: "SECOND" | "MINUTE" | "HOUR" | "DAY"
      readonly intervalNum: number
      readonly limit: number
    }
  >
>()
ok<Is<typeof RateLimits.spot, ReadonlyArray<RateLimits.RateLimit>>>()
ok<Is<typeof RateLimits.usdm, ReadonlyArray<RateLimits.RateLimit>>>()
ok<Is<typeof RateLimits.coinm, ReadonlyArray<RateLimits.RateLimit>>>()
ok<Is<typeof RateLimits.options, ReadonlyArray<RateLimits.RateLimit>>>()
ok<Is<typeof RateLimits.portfolioMargin, ReadonlyArray<RateLimits.RateLimit>>>()
ok<Is<typeof RateLimits.sapi, ReadonlyArray<RateLimits.RateLimit>>>()
ok<
  IsBuilt<
    typeof RateLimits.Window,
    [limit: RateLimits.RateLimit],
    {
      readonly limit: RateLimits.RateLimit
      readonly millis: number
      readonly suffix: string
      start: number
      used: number
      turn: (at: number) => void
      readonly end: number
    }
  >
>()
ok<Is<RateLimits.BackOff, { readonly status: 418 | 429; until: number; firstDeliveredAt: number | undefined; violations: number }>>()
ok<
  IsBuilt<
    typeof RateLimits.Address,
    [limits: ReadonlyArray<RateLimits.RateLimit>, connectionLimit: number],
    {
      readonly windows: ReadonlyArray<RateLimits.Window>
      backOff: RateLimits.BackOff | undefined
      bans: number
      connectionsTo: (product: Product.Product) => RateLimits.Window
      of: (scope: string, limits: ReadonlyArray<RateLimits.RateLimit>) => ReadonlyArray<RateLimits.Window>
    }
  >
>()

// ------------------------------------------------------------------------------------ @effect-binance/simulator/Seeded

ok<
  Is<
    Seeded.Seeded,
    {
      readonly next: () => number
      readonly integer: (minimum: number, maximum: number) => number
      readonly between: (minimum: number, maximum: number) => number
      readonly chance: (probability: number) => boolean
      readonly text: (length: number) => string
    }
  >
>()
ok<Is<typeof Seeded.hash, (text: string) => number>>()
ok<Is<typeof Seeded.make, (seed: number | string) => Seeded.Seeded>>()

// ----------------------------------------------------------------------------------- @effect-binance/simulator/Session

ok<
  Is<
    Session.SessionEvent,
    {
      readonly subscriptionId: number
      readonly event: Readonly<Record<string, unknown>>
      readonly cause: Exchange.RequestRecord | undefined
    }
  >
>()
ok<Is<Session.Subscription, { readonly account: string; readonly product: Product.Product; readonly byLogon: boolean; readonly route?: Product.Route | undefined; readonly symbol?: string | undefined }>>()
ok<
  IsBuilt<
    typeof Session.Session,
    [
      address: string,
      connectedSince: number,
      options?:
        | {
            readonly returnRateLimits?: boolean | undefined
            readonly listenKey?: string | undefined
            readonly onEvent?: ((event: Session.SessionEvent) => void) | undefined
          }
        | undefined
    ],
    {
      readonly address: string
      readonly connectedSince: number
      readonly returnRateLimits: boolean
      readonly listenKey: string | undefined
      readonly onEvent: (event: Session.SessionEvent) => void
      apiKey: string | undefined
      authorizedSince: number | undefined
      readonly subscriptions: Map<number, Session.Subscription>
      subscribed: number
    }
  >
>()
ok<
  Is<
    Session.SessionRequest,
    {
      readonly session: Session.Session
      readonly payload: string
      readonly weight?: number | undefined
      readonly refusal?: Wire.Refusal | undefined
    }
  >
>()

// --------------------------------------------------------------------------------- @effect-binance/simulator/Signature

ok<
  Is<
    Signature.Key,
    | { readonly _tag: "Hmac"; readonly secret: string }
    | { readonly _tag: "Ed25519"; readonly publicKeyPem: string }
    | { readonly _tag: "Rsa"; readonly publicKeyPem: string }
    | { readonly _tag: "Custom"; readonly verify: (payload: string, signature: string) => boolean }
  >
>()
ok<Is<typeof Signature.verifier, (key: Signature.Key) => (payload: string, signature: string) => boolean>>()

// --------------------------------------------------------------------------- @effect-binance/simulator/SimulatedServer

ok<
  Is<
    SimulatedServer.Options,
    {
      readonly exchange?: Exchange.Exchange | undefined
      readonly plan?: FaultPlan.FaultPlan | undefined
      readonly port?: number | undefined
      readonly webSocket?: SimulatedServer.WebSocketOptions | undefined
    }
  >
>()
ok<
  Is<
    SimulatedServer.WebSocketOptions,
    {
      readonly pingMillis?: number | undefined
      readonly pongMillis?: number | undefined
      readonly lifetimeMillis?: number | undefined
    }
  >
>()
ok<IsClass<typeof SimulatedServer.CannotListen, "CannotListen", { readonly port: number; readonly code: string }>>()
ok<
  Is<
    ServiceOf<typeof SimulatedServer.SimulatedServer>,
    Service<
      "@effect-binance/simulator/SimulatedServer",
      SimulatedServer.SimulatedServer,
      {
        readonly baseUrl: string
        readonly port: number
        readonly webSocketUrl: string
        readonly exchange: Exchange.Exchange
        readonly refuseConnections: Effect.Effect<void>
        readonly acceptConnections: Effect.Effect<void, SimulatedServer.CannotListen>
        readonly announceShutdown: Effect.Effect<void>
        readonly closeWebSockets: Effect.Effect<void>
      }
    >
  >
>()
ok<
  Is<
    typeof SimulatedServer.start,
    (
      options?: SimulatedServer.Options | undefined
    ) => Effect.Effect<
      {
        readonly baseUrl: string
        readonly port: number
        readonly webSocketUrl: string
        readonly exchange: Exchange.Exchange
        readonly refuseConnections: Effect.Effect<void>
        readonly acceptConnections: Effect.Effect<void, SimulatedServer.CannotListen>
        readonly announceShutdown: Effect.Effect<void>
        readonly closeWebSockets: Effect.Effect<void>
      },
      SimulatedServer.CannotListen,
      Scope.Scope
    >
  >
>()
ok<Is<typeof SimulatedServer.layer, (options?: SimulatedServer.Options) => Layer.Layer<SimulatedServer.SimulatedServer, SimulatedServer.CannotListen>>>()
ok<Is<typeof SimulatedServer.layerEndpoint, Layer.Layer<Endpoint.Endpoint, never, SimulatedServer.SimulatedServer>>>()

// ------------------------------------------------------------------------ @effect-binance/simulator/SimulatedTransport

ok<
  Is<
    SimulatedTransport.Options,
    {
      readonly plan?: FaultPlan.FaultPlan | undefined
      readonly latencyMillis?: { readonly minimum: number; readonly maximum: number } | undefined
      readonly seed?: number | string | undefined
      readonly address?: string | undefined
    }
  >
>()
ok<Is<typeof SimulatedTransport.make, (exchange: Exchange.Exchange, options?: SimulatedTransport.Options) => Transport.Transport["Service"]>>()
ok<Is<typeof SimulatedTransport.layer, (exchange: Exchange.Exchange, options?: SimulatedTransport.Options) => Layer.Layer<Transport.Transport>>>()

// ------------------------------------------------------------------------ @effect-binance/simulator/SimulatedWebSocket

ok<Is<SimulatedWebSocket.Attempt, "arrives" | "refused" | "silence">>()
ok<
  Is<
    SimulatedWebSocket.Options,
    {
      readonly pingMillis?: number | undefined
      readonly pongMillis?: number | undefined
      readonly lifetimeMillis?: number | undefined
      readonly plan?: FaultPlan.FaultPlan | undefined
      readonly eventFault?: ((event: Session.SessionEvent) => Fault.SocketFault | undefined) | undefined
      readonly latencyMillis?: { readonly minimum: number; readonly maximum: number } | undefined
      readonly seed?: number | string | undefined
      readonly address?: string | undefined
      readonly now?: (() => number) | undefined
      readonly tellsRefusals?: boolean | undefined
      readonly attempt?: ((index: number) => SimulatedWebSocket.Attempt) | undefined
    }
  >
>()
ok<
  Is<
    ServiceOf<typeof SimulatedWebSocket.SimulatedWebSocket>,
    Service<
      "@effect-binance/simulator/SimulatedWebSocket",
      SimulatedWebSocket.SimulatedWebSocket,
      {
        readonly construct: Socket.WebSocketConstructor["Service"]
        readonly connections: Effect.Effect<number>
        readonly refuseConnections: Effect.Effect<void>
        readonly acceptConnections: Effect.Effect<void>
        readonly announceShutdown: Effect.Effect<void>
        readonly closeWebSockets: Effect.Effect<void>
        readonly cutWebSockets: Effect.Effect<void>
      }
    >
  >
>()
ok<Is<typeof SimulatedWebSocket.make, (exchange: Exchange.Exchange, options?: SimulatedWebSocket.Options) => Effect.Effect<SimulatedWebSocket.SimulatedWebSocket["Service"], never, Scope.Scope>>>()
ok<Is<typeof SimulatedWebSocket.layer, (exchange: Exchange.Exchange, options?: SimulatedWebSocket.Options) => Layer.Layer<SimulatedWebSocket.SimulatedWebSocket | Socket.WebSocketConstructor>>>()

// ---------------------------------------------------------------------------------- @effect-binance/simulator/TestKeys

ok<
  Is<
    typeof TestKeys.hmac,
    {
      readonly apiKey: "simulatedKey0000000000000000000000000000000000000000000000000001"
      readonly secret: "simulatedSecret0000000000000000000000000000000000000000000000001"
    }
  >
>()
ok<Is<typeof TestKeys.ed25519, { readonly apiKey: string; readonly privateKeyPem: string; readonly publicKeyPem: string }>>()

// -------------------------------------------------------------------------------------- @effect-binance/simulator/Wire

ok<IsBuilt<typeof Wire.Refusal, [code: number, msg: string, status?: number | undefined], { readonly status: number; readonly code: number; readonly msg: string }>>()
ok<Is<Wire.Parameters, { readonly values: ReadonlyMap<string, string>; readonly duplicate: boolean; readonly malformed: boolean }>>()
ok<Is<typeof Wire.parameters, (request: Pick<Transport.WireRequest, "query" | "body">) => Wire.Parameters>>()
ok<Is<typeof Wire.signedPayload, (request: Pick<Transport.WireRequest, "query" | "body">) => string>>()
ok<Is<typeof Wire.mandatory, (parameters: Wire.Parameters, name: string) => string>>()
ok<Is<typeof Wire.optional, (parameters: Wire.Parameters, name: string) => string | undefined>>()
ok<Is<typeof Wire.legal, (name: string, value: string, range: RegExp, text?: string) => string>>()
ok<Is<typeof Wire.integer, (parameters: Wire.Parameters, name: string) => number | undefined>>()
ok<Is<typeof Wire.decimal, (parameters: Wire.Parameters, name: string) => Decimal.Decimal | undefined>>()
ok<Is<typeof Wire.notRequired, (parameters: Wire.Parameters, name: string) => void>>()
ok<Is<typeof Wire.clientOrderIdRange, RegExp>>()
ok<Is<typeof Wire.clientOrderId, (parameters: Wire.Parameters, name: string) => string | undefined>>()
