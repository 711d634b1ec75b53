/**
 * What many runs over the products have met, against what there is to meet: every fault on every kind of request of every product, and
 * all that can befall a stream.
 */
import * as Branches from "./Branches.ts"
import * as Products from "./Products.ts"
import * as ProductsPlan from "./ProductsPlan.ts"
import * as Streams from "./Streams.ts"

/** The kinds of requests that a product has. */
const kindsOf = ({ routes }: Products.Product): ReadonlySet<string> => {
  return new Set([
    "place",
    "cancel",
    "read",
    "public",
    ...(routes.some(({ amend }) => amend !== undefined) ? ["amend"] : []),
    ...(routes.some(({ placeAll }) => placeAll !== undefined) ? ["batch"] : []),
    ...(routes.some(({ set }) => set !== undefined) ? ["setting"] : [])
  ])
}

/** All that there is to meet on these products. */
export const knownOf = (products: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...products.flatMap((name) => {
    const product = Products.product(name)
    return ProductsPlan.faultsOn(product.family, kindsOf(product)).map((fault) => `${name}: ${fault}`)
  }),
  ...(products.some((name) => Streams.keyed.has(name)) ? [...Branches.streams, Branches.keyClosed] : []),
  ...products.flatMap((name) => (Streams.keyed.has(name) ? [`${name}: a stream is heard`] : []))
]

/** What a few hundred runs have to meet: each product, and each way that a process, a batch and what is forgotten can end. */
export const endings: ReadonlyArray<string> = [
  ...Products.names.map((name) => `product: ${name}`),
  "killed: at any moment",
  "told: nothing of it is left",
  "usdm Batch: Executed",
  "usdm.placeOrder in doubt: Executed",
  "usdm.placeOrder in doubt: NotExecuted",
  "usdm BatchCancel: Executed",
  "usdm BatchAmend: Executed",
  "usdm CancelAll: Executed",
  "usdm algo Order: Executed",
  "usdm algo Cancel: Executed",
  "row: usdm.placeOrders Executed",
  "row: usdm.amendOrder Executed",
  "coinm Amend: Executed",
  "usdm: a stream is heard",
  "coinm: a stream is heard"
]
