/**
 * Order lists whose names their caller has chosen: the operations of Spot, with other names on the wire and in what is looked for.
 */
import * as Operation from "effect-binance/client/Operation"
import * as Spot from "effect-binance/products/Spot"

export interface Names {
  /** Of the list; `undefined` leaves it to the exchange. */
  readonly list: string | undefined
  /** Of its orders, in the order in which the list has them. */
  readonly legs: ReadonlyArray<string>
}

export interface Named<P> {
  readonly whole: P
  readonly names: Names
}

// what Spot's own operation is given in place of a name, to find it again
const placeholder = "placeholder"

const named = <P extends Spot.OrderListOptions>(operation: Operation.Operation<Spot.OrderList, "orderList", P>) => {
  const { find } = operation
  if (find?.subject !== "orderList") throw new Error(`${operation.name} places no order list`)
  return Operation.make<Spot.OrderList, "orderList", Named<P>>({
    ...operation,
    name: operation.name.replace("spot.", "house."),
    weight: ({ whole }) => operation.weight(whole),
    orderCount: undefined,
    parameters: ({ names, whole }) => {
      const legs = find
        .legs(whole, placeholder)
        .map(({ clientOrderId }, leg) => [clientOrderId, names.legs[leg]] as const)
      const given = new Map<unknown, string | undefined>([[placeholder, names.list], ...legs])
      return Object.fromEntries(
        Object.entries(operation.parameters(whole, placeholder)).map(([name, value]) => [
          name,
          given.has(value) ? given.get(value) : value
        ])
      )
    },
    describe: ({ names, whole }) => ({ symbol: whole.symbol, clientOrderId: names.list }),
    clientOrderIdFrom: () => "caller",
    problem: undefined,
    goodForMillis: ({ whole }) => operation.goodForMillis(whole),
    find: {
      ...find,
      views: ({ whole }) => find.views(whole),
      legs: ({ names, whole }) => {
        const legs: Array<Operation.Description> = []
        for (const leg of find.legs(whole, placeholder)) legs.push({ ...leg, clientOrderId: names.legs[legs.length] })
        return legs
      }
    }
  })
}

export const placeOco = named(Spot.placeOco.operation)
export const placeOto = named(Spot.placeOto.operation)
export const placeOtoco = named(Spot.placeOtoco.operation)
export const placeOpo = named(Spot.placeOpo.operation)
export const placeOpoco = named(Spot.placeOpoco.operation)
