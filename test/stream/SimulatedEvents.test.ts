/** What the simulated exchange tells, read as events: of every order the same as its views show. */
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { assert, describe, it } from "@effect/vitest"
import * as UserEvent from "effect-binance/stream/UserEvent"
import * as Effect from "effect/Effect"
import { type Client, connect, signed } from "../simulator/sockets.ts"
import { quiet, type Values } from "../simulator/support.ts"

const order = { symbol: "BTCUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "0.01", price: "50000.00" }
const taken = { symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.01" }
const of = (id: string) => ({ symbol: "BTCUSDT", origClientOrderId: id })

/** The events so far, each from the text that came. */
const eventsOf = (client: Client): ReadonlyArray<UserEvent.UserEvent> =>
  client.messages.filter((text) => JSON.parse(text).event !== undefined).map((text) => UserEvent.decode("spot", text))

const sightingsOf = (client: Client) => eventsOf(client).flatMap(UserEvent.sightingsOf)

const subscribed = Effect.gen(function* () {
  const server = yield* SimulatedServer.start({ exchange: quiet({ processingMillis: { minimum: 0, maximum: 1 } }) })
  const client = yield* connect(server.webSocketUrl)
  yield* client.ask("userDataStream.subscribe.signature", signed())
  const done = Effect.fnUntraced(function* (method: string, params: Values) {
    const reply = yield* client.ask(method, signed(params))
    assert.strictEqual(reply.status, 200, method)
    return reply.result ?? {}
  })
  return { ...server, client, done }
})

describe("UserEvent: of the simulated exchange", () => {
  it.live("every event is known, and the last of an order shows what its view shows", () =>
    Effect.gen(function* () {
      const { client, done } = yield* subscribed
      yield* done("order.place", { ...order, newClientOrderId: "rests" })
      yield* done("order.place", { ...taken, newClientOrderId: "fills" })
      yield* done("order.place", { ...order, timeInForce: "IOC", newClientOrderId: "expires" })
      yield* done("order.place", { ...order, newClientOrderId: "shrinks" })
      yield* done("order.amend.keepPriority", { ...of("shrinks"), newQty: "0.005", newClientOrderId: "shrunk" })
      yield* done("order.place", { ...order, newClientOrderId: "ends" })
      yield* done("order.cancel", { ...of("ends"), newClientOrderId: "ended" })
      const sightings = sightingsOf(client)
      assert.deepStrictEqual(
        eventsOf(client).filter(({ _tag }) => _tag === "UnknownEvent"),
        []
      )
      for (const id of ["rests", "fills", "expires", "shrunk", "ended"]) {
        const seen = sightings.findLast((sighting) => "order" in sighting && sighting.clientOrderId === id)
        assert(seen !== undefined && "order" in seen, id)
        const view = yield* done("order.status", of(id))
        const row = Object.entries(seen.order)
        const shared = row.filter(
          ([name]) => Object.hasOwn(view, name) && name !== "updateTime" && name !== "isWorking"
        )
        assert.isAtLeast(shared.length, 14)
        assert.deepInclude(view, Object.fromEntries(shared), id)
        // the order's views and its events have the same names, or the event knows more
        assert.includeMembers(
          row.map(([name]) => name),
          [
            "orderId",
            "clientOrderId",
            "symbol",
            "side",
            "type",
            "status",
            "price",
            "origQty",
            "executedQty",
            "time",
            "updateTime"
          ]
        )
      }
    }).pipe(Effect.scoped)
  )

  it.live("a cancel and an amend name the order beside their own id", () =>
    Effect.gen(function* () {
      const { client, done } = yield* subscribed
      yield* done("order.place", { ...order, newClientOrderId: "a" })
      yield* done("order.amend.keepPriority", { ...of("a"), newQty: "0.005", newClientOrderId: "b" })
      yield* done("order.cancel", { ...of("b"), newClientOrderId: "c" })
      const seen = sightingsOf(client).flatMap((sighting) =>
        "order" in sighting
          ? [[sighting.execution, sighting.clientOrderId, sighting.originalClientOrderId, sighting.order.status]]
          : []
      )
      assert.deepStrictEqual(seen, [
        ["NEW", "a", undefined, "NEW"],
        ["REPLACED", "b", "a", "NEW"],
        ["CANCELED", "c", "b", "CANCELED"]
      ])
    }).pipe(Effect.scoped)
  )

  it.live("an order list is seen as a whole and in its orders", () =>
    Effect.gen(function* () {
      const { client, done } = yield* subscribed
      const placed = yield* done("orderList.place.oco", {
        symbol: "BTCUSDT",
        side: "SELL",
        quantity: "0.01",
        aboveType: "LIMIT_MAKER",
        abovePrice: "70000.00",
        aboveClientOrderId: "above",
        belowType: "STOP_LOSS",
        belowStopPrice: "50000.00",
        belowClientOrderId: "below",
        listClientOrderId: "list"
      })
      yield* done("order.cancel", { ...of("above"), newClientOrderId: "off" })
      const lists = sightingsOf(client).flatMap((sighting) => ("list" in sighting ? [sighting.list] : []))
      assert.deepStrictEqual(
        lists.map(({ listClientOrderId, listOrderStatus, orderListId }) => [
          orderListId,
          listClientOrderId,
          listOrderStatus
        ]),
        [
          [placed["orderListId"], "list", "EXECUTING"],
          [placed["orderListId"], "list", "ALL_DONE"]
        ]
      )
      assert.strictEqual(lists[0]?.orders?.length, 2)
      const legs = sightingsOf(client).flatMap((sighting) => ("order" in sighting ? [sighting.order.orderListId] : []))
      assert.deepStrictEqual(new Set(legs), new Set([placed["orderListId"]]))
    }).pipe(Effect.scoped)
  )

  it.live("balances stand as the account has them, and the end of a subscription is told", () =>
    Effect.gen(function* () {
      const { client, done, exchange } = yield* subscribed
      yield* done("order.place", { ...order, newClientOrderId: "a" })
      yield* client.ask("userDataStream.unsubscribe")
      const position = eventsOf(client).find((event) => event._tag === "OutboundAccountPosition")
      const { free, locked } = exchange.balance("test", "USDT")
      assert.deepInclude<unknown>(position?.balances, { asset: "USDT", free, locked })
      assert.strictEqual(eventsOf(client).at(-1)?._tag, "EventStreamTerminated")
    }).pipe(Effect.scoped)
  )
})
