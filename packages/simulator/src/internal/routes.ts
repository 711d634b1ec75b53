/**
 * What differs between the routes that an order can live on, as data: whose books and purses they use, how long a request may be on
 * its way, and in which words the engine refuses.
 */
import type { Book, Product, Route } from "../Product.ts"
import { clientOrderIdRange, Refusal } from "../Wire.ts"

/** In which words the engine refuses. */
export interface Says {
  readonly duplicate: Refusal
  readonly insufficient: Refusal
  readonly closed: Refusal
  readonly tooManyOrders: Refusal
  readonly tooManyStops: Refusal
  readonly wouldTrigger: Refusal
  /** A post-only order that would take. `undefined`: it is accepted, and expires. */
  readonly wouldTake: Refusal | undefined
  /** A fill-or-kill order that cannot be filled. `undefined`: it is accepted, and expires. */
  readonly cannotFill: Refusal | undefined
  readonly reduceOnly: Refusal
  /** An amend that would change nothing. */
  readonly sameOrder: Refusal
  readonly tooManyAmends: Refusal
  readonly onlyLimit: Refusal
}

export interface RouteRules {
  readonly name: Route
  readonly product: Product
  readonly book: Book
  /** Which balances its orders hold back. */
  readonly purse: Product | "isolated"
  /** Whether a cancel and an amend give the order another client order id. */
  readonly renames: boolean
  readonly idRange: RegExp
  /** Where what is triggered here places its order; `undefined`: it goes on here. */
  readonly placesOn?: Route | undefined
  /** What the engine writes order ids from on: those of options have 19 digits. */
  readonly firstId?: bigint | undefined
  readonly says: Says
}

const rejected = (msg: string) => new Refusal(-2010, msg)

const spotSays: Says = {
  duplicate: rejected("Duplicate order sent."),
  insufficient: rejected("Account has insufficient balance for requested action."),
  closed: rejected("Market is closed."),
  tooManyOrders: rejected("Filter failure: MAX_NUM_ORDERS"),
  tooManyStops: rejected("Filter failure: MAX_NUM_ALGO_ORDERS"),
  wouldTrigger: rejected("Order would trigger immediately."),
  wouldTake: rejected("Order would immediately match and take."),
  // it is accepted and expires
  cannotFill: undefined,
  // neither can be said on Spot
  reduceOnly: rejected("ReduceOnly Order is rejected."),
  onlyLimit: rejected("Order amend is not supported."),
  sameOrder: new Refusal(-2038, "The requested action would change no state; rejecting."),
  tooManyAmends: new Refusal(-2038, "Filter failure: MAX_NUM_ORDER_AMENDS")
}

const usdmSays: Says = {
  duplicate: new Refusal(-4116, "ClientOrderId is duplicated."),
  insufficient: new Refusal(-2019, "Margin is insufficient."),
  closed: new Refusal(-4108, "This symbol is in delivering or delivered or settling or closed or pre-trading."),
  tooManyOrders: new Refusal(-2025, "Reach max open order limit."),
  tooManyStops: new Refusal(-4045, "Reach max stop order limit."),
  wouldTrigger: new Refusal(-2021, "Order would immediately trigger."),
  wouldTake: new Refusal(
    -5022,
    "Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history"
  ),
  cannotFill: new Refusal(
    -5021,
    "Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history"
  ),
  reduceOnly: new Refusal(-2022, "ReduceOnly Order is rejected."),
  onlyLimit: new Refusal(-5025, "Only limit order is supported."),
  sameOrder: new Refusal(-5027, "No need to modify the order."),
  tooManyAmends: new Refusal(-5026, "Exceed maximum modify order limit.")
}

const coinmSays: Says = {
  ...usdmSays,
  // no list has a code for it
  duplicate: rejected("Duplicate order sent."),
  // neither code is on its list: such an order is accepted, and expires
  wouldTake: undefined,
  cannotFill: undefined,
  closed: new Refusal(-4108, "Symbol is in delivering or delivered or settling or closed or pre-trading."),
  onlyLimit: new Refusal(-4196, "Only limit order is supported."),
  sameOrder: new Refusal(-4197, "No need to modify the order."),
  tooManyAmends: new Refusal(-4198, "Exceed maximum modify order limit.")
}

const optionsSays: Says = {
  ...usdmSays,
  duplicate: new Refusal(-6044, "clientOrderId is duplicated"),
  insufficient: new Refusal(-2018, "Balance is insufficient."),
  closed: rejected("Symbol is not trading."),
  tooManyOrders: rejected("Reach max open order limit."),
  wouldTake: new Refusal(
    -6047,
    "Due to the order could not be executed as maker, the Post Only order will be rejected."
  ),
  cannotFill: new Refusal(-6046, "Due to the order could not be filled immediately, the FOK order has been rejected."),
  reduceOnly: new Refusal(-2022, "ReduceOnly Order is rejected.")
}

// no list of portfolio margin has a code for a duplicate id: what its margin leg says is inferred
const pmSays: Says = { ...usdmSays, duplicate: rejected("Duplicate order sent.") }

const to = (longest: number) => new RegExp(`^[.A-Z:/a-z0-9_-]{1,${longest}}$`)

const onSpot = { book: "spot", renames: true, idRange: clientOrderIdRange, says: spotSays } as const
const onMargin = { ...onSpot, product: "margin" } as const
const onUsdm = {
  product: "usdm",
  book: "usdm",
  purse: "usdm",
  renames: false,
  idRange: to(36),
  says: usdmSays
} as const
const onPm = { product: "pm", purse: "pm", renames: false, idRange: to(32), says: pmSays } as const

export const routes: Readonly<Record<Route, RouteRules>> = {
  "spot": { ...onSpot, name: "spot", product: "spot", purse: "spot" },
  "cross": { ...onMargin, name: "cross", purse: "margin" },
  "isolated": { ...onMargin, name: "isolated", purse: "isolated" },
  "usdm": { ...onUsdm, name: "usdm" },
  "usdm-algo": { ...onUsdm, name: "usdm-algo", placesOn: "usdm" },
  "coinm": {
    name: "coinm",
    product: "coinm",
    book: "coinm",
    purse: "coinm",
    renames: false,
    idRange: to(36),
    says: coinmSays
  },
  "options": {
    name: "options",
    product: "options",
    book: "options",
    purse: "options",
    renames: false,
    idRange: to(36),
    firstId: 4_611_875_134_427_365_376n,
    says: optionsSays
  },
  "pm-um": { ...onPm, name: "pm-um", book: "usdm" },
  "pm-um-conditional": { ...onPm, name: "pm-um-conditional", book: "usdm", placesOn: "pm-um" },
  "pm-cm": { ...onPm, name: "pm-cm", book: "coinm" },
  "pm-cm-conditional": { ...onPm, name: "pm-cm-conditional", book: "coinm", idRange: to(36), placesOn: "pm-cm" },
  "pm-margin": { ...onSpot, name: "pm-margin", product: "pm", purse: "pm" }
}
