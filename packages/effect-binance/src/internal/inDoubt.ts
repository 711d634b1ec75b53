/** What is in doubt about an intent: every order that it is about, under its name, and the attempts that may have been accepted. */
import * as Intent from "../client/Intent.ts"
import type { AnyOperation, Description, Part } from "../client/Operation.ts"
import { InDoubt } from "../errors/InDoubt.ts"

/**
 * The calls that an intent consists of, when it is more than one: the elements of a batch, or the cancel and the place of a
 * cancelReplace, the place first.
 */
export const partsOf = ({ find }: AnyOperation, intent: Intent.Intent): ReadonlyArray<Part> => {
  const own = intent.input as never // the operation's own input
  switch (find?.subject) {
    case "batch":
      return find.parts(own, intent.clientOrderId)
    case "cancelReplace": {
      const { cancel, place } = find.halves(own, intent.clientOrderId)
      return [place, cancel]
    }
    default:
      return []
  }
}

/** Every order that an intent is about, under its own name, the whole first. */
const descriptionsOf = (
  operation: AnyOperation,
  description: Description,
  intent: Intent.Intent
): ReadonlyArray<Description> => {
  // of another operation's input nothing can be said
  if (intent.operation !== operation) return [description]
  const { find } = operation
  const legs = find?.subject === "orderList" ? find.legs(intent.input as never, intent.clientOrderId) : [] // the operation's own input
  return [description, ...partsOf(operation, intent).map((part) => part.description), ...legs]
}

export const inDoubtOf = (
  operation: AnyOperation,
  description: Description,
  intent: Intent.Intent,
  account: string,
  refusal: InDoubt["refusal"]
): InDoubt =>
  new InDoubt({
    operation: operation.name,
    product: operation.product.name,
    kind: operation.kind,
    clientOrderIds: [
      ...new Set(descriptionsOf(operation, description, intent).flatMap(({ clientOrderId }) => clientOrderId ?? []))
    ],
    symbol: description.symbol,
    side: description.side,
    type: description.type,
    quantity: description.quantity,
    quoteOrderQuantity: description.quoteOrderQuantity,
    price: description.price,
    orderId: description.orderId,
    route: operation.product.name,
    account,
    createdAt: intent.createdAt,
    attempts: Intent.openAttempts(intent),
    refusal
  })
