/**
 * Everybody else: other programs of the account, strangers, the market, and whoever sets the clock or stops the machine.
 */
import type { Exchange } from "@effect-binance/simulator/Exchange"
import type { Branch } from "./Branches.ts"
import { placeOco } from "./NamedLists.ts"
import type { PlaceList } from "./PartsPlan.ts"
import type { Event } from "./Plan.ts"
import type { VirtualTime } from "./VirtualTime.ts"

/** Lets an event happen. `touched` takes the ids of the orders that somebody else cancelled or made smaller. */
export const make = (
  exchange: Exchange,
  time: VirtualTime,
  branch: (name: Branch) => void,
  touched: Set<number> = new Set()
) => {
  let elsewhere = 0
  const submit = (account: "ours" | "stranger", path: string, given: Iterable<readonly [string, unknown]>) => {
    const now = time.now
    const parameters = new Map<string, string>()
    for (const [name, value] of given) if (value !== undefined) parameters.set(name, String(value))
    parameters.set("timestamp", String(Math.floor(exchange.exchangeTime(now))))
    parameters.set("recvWindow", "1000")
    parameters.set("signature", "00")
    exchange.submit(
      now,
      {
        method: "POST",
        path,
        query: "",
        body: Array.from(parameters, ([name, value]) => `${name}=${value}`).join("&"),
        headers: { "x-mbx-apikey": account === "ours" ? "elsewhere" : "stranger" }
      },
      { address: "elsewhere" }
    )
  }
  const happen = (event: Event | PlaceList) => {
    const now = time.now
    switch (event._tag) {
      case "Place": {
        const { account, input } = event
        const named = "newClientOrderId" in input && input.newClientOrderId !== undefined
        submit(account, "/api/v3/order", [
          ...Object.entries(input),
          ...(named ? [] : [["newClientOrderId", `elsewhere-${++elsewhere}`] as const])
        ])
        return
      }
      case "PlaceList":
        submit("ours", placeOco.operation.path, Object.entries(placeOco.operation.parameters(event.input, "")))
        return
      case "Cancel":
      case "Amend": {
        exchange.advance(now)
        const open = exchange
          .orders()
          .filter(
            ({ account, status, symbol }) =>
              account === "ours" && symbol === event.symbol && (status === "NEW" || status === "PARTIALLY_FILLED")
          )
        const order = event.newest ? open.at(-1) : open[0]
        if (order === undefined) return
        touched.add(order.orderId)
        if (event._tag === "Cancel") exchange.cancelElsewhere(now, order.orderId)
        else exchange.amendElsewhere(now, order.orderId, event.symbol === "BTCUSDT" ? "0.00051" : "0.0051")
        return
      }
      case "Fill": {
        exchange.advance(now)
        for (const side of ["BUY", "SELL"] as const)
          exchange.houseTakes(now, {
            symbol: event.symbol,
            side,
            price: side === "BUY" ? "1000000" : "0.01",
            quantity: (0.004 * event.share).toFixed(5)
          })
        return
      }
      case "Ban":
        // whoever was told of one end cannot know of a later one
        if (exchange.backOffUntil(now) === undefined) exchange.ban(now, { millis: event.millis })
        return
      case "Step":
        branch("clock: set by somebody")
        time.step(event.millis)
        return
      case "Pause":
        branch(event.asleep ? "clock: the machine slept" : "clock: the process stood still")
        time.pause(event.millis, event.asleep)
    }
  }
  return happen
}
