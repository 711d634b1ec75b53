/**
 * One run of the simulation with parts and wholes: order lists, replaced and amended orders, cancels of several orders at once; and
 * what must be true of each part, whatever happens.
 */
import type * as Exchange from "@effect-binance/simulator/Exchange"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import type * as Intent from "effect-binance/client/Intent"
import type * as Call from "effect-binance/client/Call"
import type { AmbiguousExecution, BinanceError } from "effect-binance/errors/BinanceError"
import type { InDoubt } from "effect-binance/errors/InDoubt"
import type { CancelReplaceFailed } from "effect-binance/errors/FatalReason"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Branches from "./Branches.ts"
import * as Bystanders from "./Bystanders.ts"
import * as Callers from "./Callers.ts"
import * as Line from "./Line.ts"
import * as NamedLists from "./NamedLists.ts"
import { Outputs } from "./Outputs.ts"
import * as PartsPlan from "./PartsPlan.ts"
import * as Plan from "./Plan.ts"
import type * as Sabotages from "./Sabotage.ts"
import * as Sockets from "./Sockets.ts"
import * as Streams from "./Streams.ts"
import { VirtualTime } from "./VirtualTime.ts"
import {
  always,
  exchangeOf,
  fingerprintOf,
  layerOf,
  orderLine,
  referencesOf,
  requestLine,
  sameDecimal
} from "./World.ts"

export interface Outcome {
  readonly seed: number
  /** What was broken, in words; empty when everything held. */
  readonly violations: ReadonlyArray<string>
  /** How often each fault was met, as "fault on kind", and each way that a call ended. */
  readonly met: ReadonlyMap<string, number>
  readonly intents: number
  readonly orders: number
  readonly requests: number
  /** Of all requests, their times and their outcomes: the same in every run of the seed. */
  readonly fingerprint: number
  /** Every request and every order, in words; empty unless asked for. */
  readonly timeline: ReadonlyArray<string>
}

export type First = Spot.Order | Spot.OrderList
export type Second = Spot.Order | Spot.OrderList | Spot.CancelReplaced | ReadonlyArray<Spot.Cancelled>

interface Story {
  readonly planned: PartsPlan.Planned
  first: Callers.Told<First>
  /** `undefined`: it was never tried. */
  second: Callers.Told<Second> | undefined
  /** Whether its turn has come. */
  hasBegun: boolean
  /** What the second call sent. */
  input: unknown
  /** When the second call began, in ms by the exchange's clock. */
  from: number
}

/** One settlement that ended. */
interface Settled {
  readonly story: Story
  readonly isFirst: boolean
  readonly resolution: Reconciliation.Resolution
  /** How many requests there were by then. */
  readonly requests: number
}

export const isOpen = ({ status }: Exchange.LedgerOrder) =>
  status === "NEW" || status === "PARTIALLY_FILLED" || status === "PENDING_NEW"

export const idOf = (first: First): number => Number("orderId" in first ? first.orderId : first.orderListId)

/** What is told of the two halves: each executed, or it did not. */
export const halvesOf = (
  told: { readonly _tag: string },
  why: { readonly _tag: string } | undefined
): { readonly cancel: boolean; readonly place: boolean; readonly placed: CancelReplaceFailed["place"] | undefined } => {
  if (told._tag === "Executed" || told._tag === "Done") return { cancel: true, place: true, placed: undefined }
  if (why?._tag !== "CancelReplaceFailed") return { cancel: false, place: false, placed: undefined }
  const { cancel, place } = why as CancelReplaceFailed // told by its tag
  return { cancel: cancel.executed === "yes", place: place.executed === "yes", placed: place }
}

/** The call that places each kind of order list. */
const lists = {
  Oco: Spot.placeOco,
  Oto: Spot.placeOto,
  Otoco: Spot.placeOtoco,
  Opo: Spot.placeOpo,
  Opoco: Spot.placeOpoco,
  NamedOco: NamedLists.placeOco,
  NamedOto: NamedLists.placeOto,
  NamedOtoco: NamedLists.placeOtoco,
  NamedOpo: NamedLists.placeOpo,
  NamedOpoco: NamedLists.placeOpoco
} satisfies Readonly<Record<Exclude<PartsPlan.First["_tag"], "Order">, unknown>>

const placing = (first: PartsPlan.First): Call.Call<First, BinanceError, BinanceClient.BinanceClient> =>
  first._tag === "Order"
    ? Spot.placeOrder(first.input)
    : (lists[first._tag] as (input: unknown) => Call.Call<Spot.OrderList, BinanceError, BinanceClient.BinanceClient>)(
        first.input
      ) // each has the input of its own tag

const legsOf = (first: PartsPlan.First) => {
  if (first._tag === "Order") return []
  const { find } = lists[first._tag].operation
  return find?.subject === "orderList" ? find.legs(first.input as never, "") : [] // each has the input of its own tag
}

/** What may have been placed: side, type, price and quantity of each order. */
export const contentsOf = (
  first: PartsPlan.First,
  inDoubt: InDoubt
): ReadonlyArray<{
  readonly side?: string | undefined
  readonly type?: string | undefined
  readonly price?: unknown
  readonly quantity?: unknown
}> => {
  if (inDoubt.kind !== "orderList") return [inDoubt]
  return legsOf(first)
}

/** The name of the list that an order is part of. */
const listNameOf = (first: PartsPlan.First, order: Exchange.LedgerOrder | undefined): string | undefined =>
  "names" in first.input ? first.input.names.list : order?.placedAs.replace(/-\d$/, "")

/** Notes each fault that was met, as "fault on kind"; gives the fingerprint of all requests. */
export const lookBack = (requests: ReadonlyArray<Exchange.RequestRecord>, meet: (name: string) => void): number => {
  let fingerprint = 0
  for (const request of requests) {
    fingerprint = fingerprintOf(fingerprint, request)
    const { fault } = request
    if (fault === undefined) continue
    // a door that is shut answers before any fault can
    if (request.code === -1003 && fault._tag !== "Banned" && fault._tag !== "BackedOff") continue
    meet(`${PartsPlan.nameOf.get(fault) ?? Sockets.nameOf.get(fault) ?? fault._tag} on ${request.kind}`)
  }
  return fingerprint
}

/** What a call is named in what was met; a replacement says whose name its order has. */
const nameOf = (next: PartsPlan.Next | undefined): string | undefined =>
  next?._tag === "Replace" && next.named !== undefined ? `Replace, ${next.named} name` : next?._tag

/** Runs one seed. Nothing else decides what happens. */
export const run = (seed: number, sabotage?: Sabotages.Any, withTimeline = false): Outcome => {
  const plan = PartsPlan.make(seed)
  const time = new VirtualTime(Plan.start, plan.random, plan.shuffles)
  const exchange = exchangeOf(plan, sabotage, undefined, Sockets.graceMillis(seed, Sockets.isOverOfParts))
  const line = Line.make(plan, exchange, time)
  const outputs = new Outputs(seed % 16 === 0)
  const met = new Map<string, number>()
  const meet = (name: string) => void met.set(name, (met.get(name) ?? 0) + 1)

  const socketsPlan = Sockets.planOf(
    plan,
    plan.parts.map(({ at }) => at),
    Sockets.isOverOfParts
  )
  const isSabotaged = sabotage === "closed-not-sent"
  const sockets =
    socketsPlan === undefined
      ? undefined
      : Sockets.make(plan, socketsPlan, { exchange, line, time, branch: meet, isSabotaged })

  const streamsPlan = Streams.planOf({ ...plan, planned: plan.parts }, Streams.isHeardOfParts)
  const streams =
    streamsPlan &&
    Streams.make(plan, streamsPlan, {
      opened: Streams.ofSpot(plan),
      exchange,
      line,
      time,
      branch: meet,
      isSabotaged: sabotage === "gap"
    })

  const stories = plan.parts.map((planned): Story => ({
    planned,
    first: { _tag: "Running" },
    second: undefined,
    hasBegun: false,
    input: undefined,
    from: 0
  }))
  /** Whether it has not ended. What waits for another one's end has nothing to end. */
  const isRunning = ({ first, hasBegun, planned, second }: Story) =>
    (hasBegun || planned.follows === undefined) && (second ?? first)._tag === "Running"
  const storyOf = (input: unknown) =>
    stories.find((story) => story.planned.first.input === input || (input !== undefined && story.input === input))
  const settled: Array<Settled> = []
  const settling = new Map<
    object,
    { readonly story: Story; readonly doubt: AmbiguousExecution; readonly intent: Intent.Intent }
  >()
  const claimed = new Map<string, Intent.Intent>()

  // --- the callers

  const observed = (genuine: Reconciliation.Reconciliation["Service"]) =>
    Reconciliation.Reconciliation.of({
      resolve: (doubt, intent) => {
        const story = storyOf(intent.input)
        if (story === undefined) return genuine.resolve(doubt, intent)
        const key = {}
        return Effect.suspend(() => {
          settling.set(key, { story, doubt, intent })
          outputs.error(doubt)
          return genuine.resolve(doubt, intent)
        }).pipe(
          Effect.onExit((exit) =>
            Effect.sync(() => {
              settling.delete(key)
              const isFirst = intent.input === story.planned.first.input
              const subject = isFirst ? story.planned.first._tag : nameOf(story.planned.next)
              if (Exit.isFailure(exit)) return meet(`${subject} in doubt: interrupted`)
              const resolution = exit.value
              const why = resolution._tag === "Refused" ? ` ${resolution.reason._tag}` : ""
              meet(`${subject} in doubt: ${resolution._tag}${why}`)
              for (const one of resolution.evidence.observations)
                if (one.view === "stream") meet(`${subject} in doubt: ${Branches.ofObservation(one)}`)
              if (why !== "" && isFirst && "names" in story.planned.first.input)
                meet(`NamedLists in doubt: ${resolution._tag}${why}`)
              settled.push({ story, isFirst, resolution, requests: exchange.requests().length })
              outputs.say(resolution)
            })
          )
        )
      }
    })

  const asCaller = Callers.make({ branch: meet, outputs, settling: () => settling.size })

  /** The call that is about what rests, and its input. */
  const calling = (next: PartsPlan.Next, symbol: string, first: First) => {
    switch (next._tag) {
      case "Replace": {
        const named = next.named === "old" ? { newClientOrderId: (first as Spot.Order).clientOrderId } : undefined // only orders are replaced
        const input = { ...next.order, ...named, cancelReplaceMode: next.mode, cancelOrderId: idOf(first) }
        return { input, call: Spot.cancelReplaceOrder(input) }
      }
      case "Amend": {
        const { clientOrderId } = first as Spot.Order // only orders are amended
        const which =
          next.by === "order-id" || clientOrderId === undefined
            ? { symbol, orderId: idOf(first) }
            : { symbol, origClientOrderId: clientOrderId }
        const input = { ...which, newQty: next.quantity }
        return { input, call: Spot.amendOrder(input) }
      }
      case "CancelList": {
        const { listClientOrderId } = first as Spot.OrderList // only lists are cancelled as such
        const input =
          next.by === "order-list-id" || listClientOrderId === undefined
            ? { symbol, orderListId: idOf(first) }
            : { symbol, listClientOrderId }
        return { input, call: Spot.cancelOrderList(input) }
      }
      case "CancelAll": {
        const input = { symbol }
        return { input, call: Spot.cancelAllOrders(input) }
      }
    }
  }

  const trade = Effect.fnUntraced(function* (story: Story) {
    const { caller, first, symbol, next } = story.planned
    story.hasBegun = true
    yield* asCaller<First>(placing(first), caller, true, (told) => {
      story.first = told
    })
    meet(`${first._tag}: ${story.first._tag}`)
    if (story.first._tag !== "Executed" || next === undefined) return
    yield* Effect.sleep(next.after)
    const { call, input } = calling(next, symbol, story.first.value)
    story.input = input
    story.second = { _tag: "Running" }
    story.from = exchange.exchangeTime(time.now)
    yield* asCaller<Second>(call, next.caller, false, (told) => {
      story.second = told
    })
    const told: Story["second"] = story.second as Callers.Told<Second> // it has been told meanwhile
    meet(`${nameOf(next)}: ${told._tag}${told._tag === "NotExecuted" ? ` ${told.reason}` : ""}`)
  })

  // --- everybody else

  const touched = new Set<number>()
  const happen = Bystanders.make(exchange, time, meet, touched)
  for (const event of [...plan.lists, ...plan.events]) time.at(Plan.start + event.at, () => happen(event))

  // --- the run

  /** Whether nobody can tell: an order of the same content was cancelled under another name, and is not known to be another's. */
  const isUndecidable = ({
    doubt,
    intent,
    story
  }: {
    readonly story: Story
    readonly doubt: AmbiguousExecution
    readonly intent: Intent.Intent
  }): boolean => {
    const { inDoubt } = doubt
    const from = intent.attempts.reduce((earliest, { attempt }) => Math.min(earliest, attempt.timestamp), Infinity)
    const names = new Set(inDoubt.clientOrderIds.flatMap((name) => [name, `${name}-0`, `${name}-1`, `${name}-2`]))
    return exchange.orders().some((order) => {
      if (order.account !== "ours" || order.symbol !== inDoubt.symbol) return false
      // somebody else used the same name at the same time, for something else
      const isNamesake = names.has(order.placedAs) && line.sent.get(order.request.id) === undefined
      if (isNamesake && order.acceptedAt >= from - 3000) return true
      if (order.status !== "CANCELED") return false
      const owner = claimed.get(`${order.symbol} ${order.orderId}`)
      return (
        !names.has(order.clientOrderId) &&
        order.acceptedAt >= from - 3000 &&
        (owner === undefined || owner.number === intent.number) &&
        contentsOf(story.planned.first, inDoubt).some(
          ({ price, quantity, side, type }) =>
            order.side === side &&
            order.type === type &&
            sameDecimal(order.price, price === undefined ? undefined : String(price)) &&
            // what waits in an OPO has no quantity yet, and views show none
            (Number(order.quantity) === 0 ||
              sameDecimal(order.quantity, quantity === undefined ? undefined : String(quantity)))
        )
      )
    })
  }

  const bounds = plan.recvWindow + plan.engineDelayMillis + 3 * plan.visibilityMillis
  const paused = plan.events.reduce((sum, event) => sum + (event._tag === "Pause" ? event.millis : 0), 0)
  const calmAt = Plan.start + plan.storm.until + paused + 310_000
  const limit = calmAt + 8 * (bounds + plan.settling.longestPause + plan.callTimeout) + 60_000
  const unsettled: Array<Story> = []

  const program = Effect.gen(function* () {
    const transport = sockets?.of({ address: "127.0.0.1", http: line.transport }).layer ?? line.transport
    const stream = streams?.of()
    const context = yield* Layer.build(layerOf(plan, transport, sabotage, stream))
    const client = Context.get(context, BinanceClient.BinanceClient)
    const claim = client.claimed.claim.bind(client.claimed)
    client.claimed.claim = (symbol, orderId, intent) => {
      claimed.set(`${symbol} ${orderId}`, intent)
      claim(symbol, orderId, intent)
    }
    const services = Context.add(
      context,
      Reconciliation.Reconciliation,
      observed(Context.get(context, Reconciliation.Reconciliation))
    )
    // what uses names again begins when nothing of what had them before can be accepted any more
    const gap = plan.recvWindow + plan.engineDelayMillis + 15_000
    const tradeInTurn = (
      story: Story
    ): Effect.Effect<void, never, BinanceClient.BinanceClient | Reconciliation.Reconciliation> => {
      const { at, index } = story.planned
      const followers = stories.filter(({ planned }) => planned.follows === index)
      return Effect.andThen(
        Effect.delay(trade(story), at),
        Effect.forEach(followers, (one) => Effect.delay(tradeInTurn(one), gap), { discard: true })
      )
    }
    const trading = Effect.forEach(
      stories.filter(({ planned }) => planned.follows === undefined),
      tradeInTurn,
      { concurrency: "unbounded", discard: true }
    )
    if (stream !== undefined) yield* Effect.forkChild(stream.listen, { startImmediately: true })
    const fiber = yield* Effect.forkChild(Effect.provideContext(trading, services), { startImmediately: true })
    while (fiber.pollUnsafe() === undefined && time.now < limit) {
      yield* Effect.sleep(5000)
      const isCalm = time.now > Plan.start + plan.storm.until + bounds
      const open = [...settling.values()]
      const running = stories.filter(isRunning)
      if (isCalm && running.length > 0 && running.length === open.length && open.every(isUndecidable)) break
    }
    for (const story of stories) {
      if (!isRunning(story)) continue
      if ([...settling.values()].some((one) => one.story === story && isUndecidable(one)))
        meet("world: undecidable, and so it stays in doubt")
      else unsettled.push(story)
    }
    const exit = fiber.pollUnsafe()
    if (exit !== undefined) yield* exit
    else yield* Fiber.interrupt(fiber)
  })
  const context = Context.merge(referencesOf(plan, sabotage, streamsPlan?.delayMillis), outputs.context)
  const exit = time.run(Effect.scoped(program).pipe(Effect.provideContext(context)), limit + 600_000)
  exchange.drain()
  if (exit !== undefined && Exit.isFailure(exit))
    throw new Error(`seed ${seed} ended in a defect`, { cause: exit.cause })

  // --- the judgement

  const orders = exchange.orders()
  const requests = exchange.requests()
  const placedBy = (mark: number) => orders.filter(({ request }) => line.sent.get(request.id)?.intent === mark)
  const executedOn = (path: string, method: string) =>
    requests.filter((request) => request.executed && request.path === path && request.method === method)

  const violations: Array<string> = []
  const isElsewhere = (order: Exchange.LedgerOrder) => !line.sent.has(order.request.id)
  if (orders.some((order) => isElsewhere(order) && order.placedAs.startsWith("house-")))
    meet(
      orders.some((order) => isElsewhere(order) && order.orderListId >= 0)
        ? "names: somebody else's list was accepted under them"
        : "names: somebody else's order was accepted under one"
    )
  for (const story of stories) {
    const { index, first: what, symbol, next } = story.planned
    const say = (invariant: string, about: string, text: string) =>
      violations.push(`${invariant}: intent ${index}, ${about} on ${symbol}: ${text}`)
    const mine = settled.filter((one) => one.story === story)

    // the order, or the order list
    const accepted = placedBy(index)
    const wholes = new Set(accepted.map((order) => (what._tag === "Order" ? order.orderId : order.orderListId)))
    const { follows } = story.planned
    if (follows !== undefined && wholes.size > 0 && placedBy(follows).length > 0)
      meet("names: used again, and what had them before was accepted")
    if (wholes.size > 1) say("I1", what._tag, `accepted ${wholes.size} times`)
    const isIt = (first: First) =>
      wholes.has(idOf(first)) &&
      ("orderId" in first ||
        // each order that it is said to have, and no other
        (first.orders !== undefined &&
          first.orders.every(({ orderId }) => accepted.some((order) => order.orderId === Number(orderId)))))
    if (story.first._tag === "Executed" && !isIt(story.first.value))
      say("I2", what._tag, `reported as ${JSON.stringify(story.first.value)}, which is not it`)
    if (story.first._tag === "NotExecuted" && wholes.size > 0)
      say("I3", what._tag, `reported as ${story.first.reason}, and it exists`)
    for (const { isFirst, requests: until, resolution } of mine) {
      if (!isFirst) continue
      const seen =
        resolution._tag === "Executed"
          ? (resolution.order as First)
          : resolution._tag === "Done"
            ? (resolution.result as First) // what placing gives
            : undefined
      if (seen !== undefined && !isIt(seen)) say("I2", what._tag, `settled as ${idOf(seen)}, which is not it`)
      if (seen === undefined && accepted.some(({ request }) => request.id <= until))
        say("I3", what._tag, `its settlement said ${resolution._tag}, and it exists`)
    }

    // what became of it then
    const { first, second } = story
    if (first._tag !== "Executed" || second === undefined || next === undefined) continue
    const target = orders.find(({ orderId }) => orderId === idOf(first.value))
    const isOfTarget = (request: Exchange.RequestRecord) => {
      const sent = line.sent.get(request.id)
      return (
        target !== undefined &&
        sent !== undefined &&
        (sent.orderId === target.orderId || sent.origClientOrderId === target.placedAs)
      )
    }
    // whoever cancels all of them, in doubt, cancels what stays one by one
    const cancelledAll = requests.some(
      (request) => request.path === "/api/v3/openOrders" && request.method === "DELETE" && request.symbol === symbol
    )
    // every way that a call ended, with how many requests there were by then
    const endings: Array<{
      readonly how: string
      readonly tag: string
      readonly why: unknown
      readonly until: number
      readonly value: unknown
    }> = mine
      .filter(({ isFirst }) => !isFirst)
      .map(({ requests: until, resolution }) => ({
        how: `its settlement said ${resolution._tag}`,
        tag: resolution._tag,
        why: resolution._tag === "Refused" ? resolution.reason : undefined,
        value:
          resolution._tag === "Done"
            ? resolution.result
            : resolution._tag === "Executed"
              ? resolution.order
              : undefined,
        until
      }))
    if (second._tag === "Executed" || second._tag === "NotExecuted")
      endings.push({
        how: `reported as ${second._tag === "Executed" ? "executed" : second.reason}`,
        tag: second._tag,
        why: second._tag === "NotExecuted" ? second.why : undefined,
        value: second._tag === "Executed" ? second.value : undefined,
        until: Infinity
      })
    const isYes = (tag: string) => tag === "Executed" || tag === "Done"
    switch (next._tag) {
      case "Replace": {
        if (target === undefined) break
        const replacements = placedBy(index + 100)
        if (replacements.length > 1) say("I1", "Replace", `its new order was accepted ${replacements.length} times`)
        const sent = executedOn("/api/v3/order/cancelReplace", "POST").filter(isOfTarget)
        const isEndedByOthers = touched.has(target.orderId) || cancelledAll
        const didCancel = executedOn("/api/v3/order", "DELETE").some(isOfTarget)
        if (didCancel && !cancelledAll)
          say("I3", "Replace", "the order was cancelled by itself, which nobody had asked for")
        for (const { how, tag, until, value, why } of endings) {
          const { cancel, place, placed } = halvesOf({ _tag: tag }, why as { readonly _tag: string } | undefined) // a reason
          meet(`${nameOf(next)}: cancel ${cancel ? "yes" : "no"}, place ${place ? "yes" : "no"}`)
          if (cancel && target.status !== "CANCELED")
            say("I2", "Replace", `${how}, the old order cancelled, and it is ${target.status}`)
          if (!cancel && target.status === "CANCELED" && !isEndedByOthers && sent.some(({ id }) => id <= until))
            say("I3", "Replace", `${how}, the old order not cancelled, and it is`)
          const { newOrderResponse } = (value ?? {}) as Partial<Spot.CancelReplaced> // of a yes
          const id = isYes(tag) ? newOrderResponse?.orderId : placed?.orderId
          if (place && !replacements.some(({ orderId }) => orderId === Number(id)))
            say("I2", "Replace", `${how}, the new order ${id}, which is not it`)
          if (!place && replacements.some(({ request }) => request.id <= until))
            say("I3", "Replace", `${how}, no new order, and it exists`)
        }
        break
      }
      case "Amend": {
        if (target === undefined) break
        const sent = executedOn("/api/v3/order/amend/keepPriority", "PUT").filter(isOfTarget)
        for (const { how, tag, until } of endings) {
          const isAsAsked = touched.has(target.orderId)
            ? Number(target.quantity) <= Number(next.quantity)
            : Number(target.quantity) === Number(next.quantity) ||
              // an order made smaller than what of it was filled already is over
              (target.status === "EXPIRED" && Number(target.executedQuantity) >= Number(next.quantity))
          // what an amend itself ends, because more of it was filled already, is said to have ended
          const isOver = target.status === "CANCELED" || target.status === "EXPIRED"
          if (isYes(tag) && !isAsAsked) say("I2", "Amend", `${how}, and it has ${target.quantity}`)
          if (!isYes(tag) && sent.some(({ id }) => id <= until) && isAsAsked && !isOver)
            say("I3", "Amend", `${how}, and it has ${target.quantity}`)
        }
        break
      }
      case "CancelList": {
        const legs = orders.filter(({ orderListId }) => orderListId === idOf(first.value))
        const sent = executedOn("/api/v3/orderList", "DELETE").filter(
          ({ clientOrderId, id }) =>
            line.sent.has(id) && (clientOrderId === listNameOf(what, accepted[0]) || next.by === "order-list-id")
        )
        for (const { how, tag, until } of endings) {
          if (isYes(tag) && (legs.some(isOpen) || !legs.some(({ status }) => status === "CANCELED")))
            say("I2", "CancelList", `${how}, and its orders are ${legs.map(({ status }) => status).join(", ")}`)
          const isByOthers = cancelledAll || legs.some(({ orderId }) => touched.has(orderId))
          if (
            !isYes(tag) &&
            sent.some(({ id }) => id <= until) &&
            !isByOthers &&
            legs.some(({ status }) => status === "CANCELED")
          )
            say("I3", "CancelList", `${how}, and it has executed`)
        }
        break
      }
      case "CancelAll": {
        const sent = requests.filter(({ method, path }) => method === "DELETE" && path === "/api/v3/openOrders")
        // where the exchange's nodes do not agree on the time, "before" is a second either way
        const before = story.from - (plan.wrongTimeProbability > 0 ? 1000 : 0)
        for (const { how, tag, until } of endings) {
          const left = orders.filter(
            (order) => order.account === "ours" && order.symbol === symbol && isOpen(order) && order.acceptedAt < before
          )
          if (isYes(tag) && left.length > 0)
            say("I2", "CancelAll", `${how}, and ${left.map(({ orderId }) => orderId).join(", ")} are open`)
          if (!isYes(tag) && sent.some(({ executed, id }) => executed && id <= until))
            say("I3", "CancelAll", `${how}, and it has executed`)
        }
      }
    }
  }
  for (const story of unsettled)
    violations.push(
      `I4: intent ${story.planned.index}, ${story.second === undefined ? story.planned.first._tag : story.planned.next?._tag}: ` +
        `not settled ${Math.round((limit - Plan.start) / 1000)} s after the start`
    )
  if (streams !== undefined) violations.push(...streams.judge())
  violations.push(...always(plan, { exchange, line, outputs, hasEnded: exit !== undefined }))

  // --- what it met

  const fingerprint = lookBack(requests, meet)
  return {
    seed,
    violations,
    met,
    intents: stories.reduce(
      (sum, { hasBegun, second }) => sum + (hasBegun ? 1 : 0) + (second === undefined ? 0 : 1),
      0
    ),
    orders: orders.length,
    requests: requests.length,
    fingerprint,
    timeline: withTimeline
      ? [
          ...requests.map(requestLine),
          ...orders.map((order) => orderLine(order, line.sent.get(order.request.id)?.intent))
        ]
      : []
  }
}
