/**
 * What many runs over the products have met, against what there is to meet: every fault on every kind of request of every product.
 */
import * as PartsPlan from "./PartsPlan.ts"

/** All that there is to meet on these products. */
export const knownOf = (products: ReadonlyArray<string>): ReadonlyArray<string> =>
  products.flatMap((product) => PartsPlan.faults.map((fault) => `${product}: ${fault}`))
