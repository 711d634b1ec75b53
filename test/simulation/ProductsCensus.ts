/**
 * What many runs over the products have met, against what there is to meet: every fault on every kind of request of every product, and
 * all that can befall a stream.
 */
import * as Branches from "./Branches.ts"
import * as Products from "./Products.ts"
import * as ProductsPlan from "./ProductsPlan.ts"
import * as Sockets from "./Sockets.ts"
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
    ...(routes.some(({ arm, set }) => set !== undefined || arm !== undefined) ? ["setting"] : []),
    ...(routes.some(({ moves }) => moves.length > 0) ? ["transfer"] : [])
  ])
}

/** How each movement, countdown and kind of list can end. */
const endingsOf = ({ routes, ways }: Products.Product): ReadonlyArray<string> => {
  const endings: Array<string> = []
  for (const { arm, lists, moves, name: route } of [...routes, ...ways]) {
    endings.push(`${route} Order: Executed`)
    for (const { hasStatus, isListed, name } of moves) {
      endings.push(`${route} ${name}: Executed`)
      if (isListed) endings.push(`${route} ${name}: settled Done`)
      if (hasStatus) endings.push(`${route} ${name}: settled NotExecuted`)
    }
    for (const { name } of lists) endings.push(`${route} ${name}: Executed`)
    if (arm !== undefined) endings.push(`${route} Countdown: Executed`)
    if (route === "usdm") endings.push("row: usdm.amendOrder Executed")
  }
  return endings
}

/** What only those products meet that are traded over sockets here, too; what a socket can meet on whatever kind of request. */
const overSocketsOf = (name: string): ReadonlyArray<string> =>
  Sockets.futuresOf(name) === undefined
    ? []
    : [
        `product: ${name}, over a socket`,
        ...[...Sockets.knownFaults, Sockets.ofSessions].map((fault) => `${name}: ${fault.name}`),
        ...Branches.sockets
      ]

/** The same of those that are heard. */
const besideStreamsOf = (name: string): ReadonlyArray<string> =>
  Streams.keyed.has(name)
    ? [`${name}: a stream is heard`, ...Branches.streams, ...Branches.misread, Branches.keyClosed]
    : []

/** All that there is to meet on these products. */
export const knownOf = (products: ReadonlyArray<string>): ReadonlyArray<string> => {
  const known = products.flatMap((name) => {
    const product = Products.product(name)
    const faults = ProductsPlan.faultsOn(product.family, kindsOf(product)).map((fault) => `${name}: ${fault}`)
    return [...faults, ...endingsOf(product), ...overSocketsOf(name), ...besideStreamsOf(name)]
  })
  return [...new Set(known)]
}

/** What a few hundred runs have to meet: each product, and each way that a process, a batch and what is forgotten can end. */
export const endings: ReadonlyArray<string> = [
  ...Products.names.map((name) => `product: ${name}`),
  "product: usdm, over a socket",
  "product: coinm, over a socket",
  "socket: connected again",
  "socket: closed with a write in flight",
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
  "row: usdm.cancelAlgoOrder Executed",
  "coinm Amend: Executed",
  "usdm Countdown: Executed",
  "usdm position margin: Executed",
  "margin isolated borrow: settled Done",
  "margin isolated otoco: Executed",
  "usdm: a stream is heard",
  "coinm: a stream is heard"
]
