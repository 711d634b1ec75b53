/**
 * One run of the simulation on a product that its seed draws: orders and batches of them, cancels, amends and settings, by a process that
 * lives on or by some that die over a journal; and what must be true of each order, whatever happens.
 */
import type * as Exchange from "@effect-binance/simulator/Exchange"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import * as Intent from "effect-binance/client/Intent"
import { partId } from "effect-binance/client/Operation"
import { Transport } from "effect-binance/client/Transport"
import { AmbiguousExecution, BinanceError } from "effect-binance/errors/BinanceError"
import type { InDoubt } from "effect-binance/errors/InDoubt"
import { OrderJournal } from "effect-binance/orders/OrderJournal"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Orders from "effect-binance/orders/Orders"
import type { OrderRow } from "effect-binance/settlement/ProductViews"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Branches from "./Branches.ts"
import * as Bystanders from "./Bystanders.ts"
import * as Callers from "./Callers.ts"
import * as Line from "./Line.ts"
import * as Misread from "./Misread.ts"
import { Mortal } from "./Mortal.ts"
import { Outputs } from "./Outputs.ts"
import { isOpen, type Outcome } from "./PartsWorld.ts"
import * as Plan from "./Plan.ts"
import * as Products from "./Products.ts"
import * as ProductsPlan from "./ProductsPlan.ts"
import type * as Sabotages from "./Sabotage.ts"
import * as Sockets from "./Sockets.ts"
import * as SharedJournal from "./SharedJournal.ts"
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

/** What a caller was told of one call. */
interface Told {
  readonly job: ProductsPlan.Job
  readonly part: "first" | "next"
  /** The intent's own name. */
  id: string
  /** The orders that it is about, of a cancel or an amend. */
  readonly targets: ReadonlyArray<OrderRow>
  readonly caller: Plan.Caller
  told: Callers.Told<unknown>
  /** When it was asked, in ms by the exchange's clock. */
  readonly from: number
  /** How many requests there were when it was told. */
  requests: number
}

/** One settlement that ended. */
interface Settled {
  readonly doubt: AmbiguousExecution
  /** The intent's own name. */
  readonly id: string
  readonly resolution: Reconciliation.Resolution
  /** How many requests there were by then. */
  readonly requests: number
}

type PlacementOf = Extract<ProductsPlan.Job["first"], { readonly orders: unknown }>

interface Why {
  readonly _tag: string
  readonly state?: string | undefined
}

const isError = Schema.is(BinanceError)

/** Which movement an answer tells of; `undefined` when it tells of none by its number. */
const movementOf = (value: unknown): number | undefined => {
  // what the operations give
  const { id, tranId, txnId } = value as Readonly<Partial<Record<"id" | "tranId" | "txnId", number | string>>>
  if (id !== undefined) return Number.parseInt(`${id}`, 16)
  const shown = tranId ?? txnId
  return shown === undefined ? undefined : Number(shown)
}

// the order ids of options have 19 digits, of which the book keeps the last
const firstOption = 4_611_875_134_427_365_376n

/** Whether the exchange calls the order so. */
const isNumbered = ({ orderId, route }: Exchange.LedgerOrder, shown: number | string) =>
  `${shown}` === `${BigInt(orderId) + (route === "options" ? firstOption : 0n)}`

const isSameScope = (one: Exchange.RequestRecord, other: Exchange.RequestRecord) =>
  BanWindow.scopesOf(one).some((scope) => scope !== "address" && BanWindow.scopesOf(other).includes(scope)) &&
  // each endpoint of /sapi/ has a limit of its own
  (one.path.startsWith("/sapi/") ? one.path === other.path && one.method === other.method : true)

/** An algo order that was triggered is finished once the order that it has placed is over. */
const isSameState = (said: string, status: string) =>
  said === status || (said === "FINISHED" && status === "TRIGGERED") || (said === "TRIGGERED" && status === "FINISHED")

/** What has ended without a fill, and so is forgotten sooner than the rest. */
const leftNothing = (order: Exchange.LedgerOrder) => !isOpen(order) && Number(order.executedQuantity) === 0

/** Runs one seed. Nothing else decides what happens. */
export const run = (
  seed: number,
  sabotage?: Sabotages.Any,
  withTimeline = false,
  names: ReadonlyArray<string> = Products.names
): Outcome => {
  const plan = ProductsPlan.make(seed, names, sabotage === "route")
  const { jobs, lives, pageLimit, product, random, retention } = plan
  const base: Plan.Plan = { ...plan, planned: [], events: [] }
  const time = new VirtualTime(Plan.start, random, plan.shuffles)
  const forgets =
    retention === undefined
      ? undefined
      : { unfilledMillis: retention.retentionMillis, filledMillis: retention.filledRetentionMillis }
  const isOverSockets = Sockets.isOverOfProducts(product.name)
  const exchange = exchangeOf(
    base,
    sabotage,
    forgets && { spot: forgets, margin: forgets, usdm: forgets, coinm: forgets, options: forgets, pm: forgets },
    Sockets.graceMillis(seed, isOverSockets),
    plan.failedMovementProbability
  )
  const line = Line.make(base, exchange, time)
  /** The requests whose answer came to whoever asked. */
  const answered = new Set<number>()
  exchange.watch({ onDelivered: ({ record }) => answered.add(record.id) })
  const outputs = new Outputs(seed % 16 === 0)
  const met = new Map<string, number>()
  const meet = (name: string) => void met.set(name, (met.get(name) ?? 0) + 1)
  const socketsPlan = Sockets.planOf(
    base,
    jobs.map(({ at }) => at),
    isOverSockets,
    product.name
  )
  const isSabotaged = sabotage === "closed-not-sent"
  const sockets =
    socketsPlan === undefined
      ? undefined
      : Sockets.make(base, socketsPlan, { exchange, line, time, branch: meet, isSabotaged })
  const happened: Array<string> = []
  const note = (what: string) => {
    if (withTimeline) happened.push(`+${Math.round(time.now - Plan.start)} ms ${what}`)
  }
  const opened = ProductsPlan.streamOf(plan)
  const streamsPlan = opened && Streams.planOf({ ...base, planned: jobs })
  // what a process that dies has not understood is judged by what it settles
  const misreadPlan =
    opened && streamsPlan && lives === undefined ? Misread.planOf(seed, opened, streamsPlan) : undefined
  const streams =
    opened &&
    streamsPlan &&
    Streams.make(
      base,
      { ...streamsPlan, stream: { ...(misreadPlan ?? streamsPlan).stream, ...Streams.keepAliveOf(seed) } },
      {
        opened,
        misread: misreadPlan && Misread.make(base, misreadPlan, { branch: meet, opened, time }),
        exchange,
        line,
        time,
        branch: meet,
        isSabotaged: sabotage === "gap"
      }
    )
  const references = Context.merge(referencesOf(base, sabotage, streamsPlan?.delayMillis), outputs.context)
  const told: Array<Told> = []
  const settled: Array<Settled> = []
  const settling = new Map<object, { readonly doubt: AmbiguousExecution; readonly intent: Intent.Intent }>()
  const claims: Array<{ readonly symbol: string; readonly orderId: number | string; readonly id: string }> = []
  /** Which job an intent is of, by its name. */
  const jobOfId = new Map<string, ProductsPlan.Job>()
  const defects: Array<unknown> = []
  /** The name of the whole that an element of a batch is of. */
  const wholeOf = (id: string) => (jobOfId.has(id) ? id : id.replace(/-\d$/, ""))

  const jobOf = (id: string) => jobOfId.get(wholeOf(id))

  // --- what is asked for

  const namesOf = ({ first }: ProductsPlan.Job, id: string): ReadonlyArray<string> =>
    "orders" in first
      ? first.orders.map(([, name], nth) => name ?? (first._tag === "Order" ? id : partId(id, nth)))
      : []

  const placing = ({ first, market, route }: ProductsPlan.Job): Products.Written<unknown> | undefined => {
    switch (first._tag) {
      case "Order": {
        const [order] = first.orders
        return order === undefined ? undefined : route.place(...order)
      }
      case "Batch":
        return route.placeAll?.(first.orders)
      case "List": {
        if (first.kind !== undefined) return first.kind.place(first.orders.map(([wanted]) => wanted))
        const [limit, stop] = first.orders
        return limit && stop && route.placeList?.([limit[0], stop[0]])
      }
      case "CancelAll":
        return route.cancelAll(market.symbol)
      case "Setting":
        return route.set?.(market.symbol)
      case "Countdown":
        return route.arm?.(first.millis)
      case "Move":
        return first.move.call(first.amount)
    }
  }

  const following = (
    { first, market, next, route }: ProductsPlan.Job,
    targets: ReadonlyArray<OrderRow>,
    placed: unknown
  ): Products.Written<unknown> | undefined => {
    if (next === undefined || !("orders" in first)) return undefined
    if (first._tag === "List") return route.cancelList?.(market.symbol, placed as Products.List, next.by)
    const whichOf = ({ clientOrderId, orderId }: OrderRow): Products.Which =>
      next.by === "id" || targets.some((row) => row.clientOrderId === undefined)
        ? { orderId }
        : { name: clientOrderId ?? "" }
    const [target] = targets
    if (target === undefined) return undefined
    const wantedOf = (row: OrderRow) =>
      first.orders.find(([wanted]) => wanted.side === row.side)?.[0] ?? first.orders[0]![0] // never empty
    if (next._tag === "Cancel")
      return first._tag === "Batch"
        ? route.cancelEach?.(market.symbol, targets.map(whichOf))
        : route.cancel(market.symbol, whichOf(target))
    return first._tag === "Batch"
      ? route.amendEach?.(
          targets.map((row) => [wantedOf(row), whichOf(row), changeOf(next.to, wantedOf(row))] as const)
        )
      : route.amend?.(wantedOf(target), whichOf(target), next.to)
    function changeOf(to: Products.Change, { side }: Products.Wanted): Products.Change {
      return { ...to, price: market.amended[side] }
    }
  }

  /** Of what was told, the orders that are there. */
  const placedOf = (job: ProductsPlan.Job, value: unknown): ReadonlyArray<OrderRow> =>
    job.first._tag === "Batch"
      ? (value as Products.Elements).flatMap((element) => (Result.isSuccess(element) ? [element.success] : []))
      : job.first._tag === "List"
        ? ((value as Products.List).orders ?? [])
        : [value as OrderRow]

  const noted = (
    call: Products.Written<unknown>,
    { goodFor }: ProductsPlan.Job,
    seen: (intent: Intent.Intent) => void
  ): Products.Written<unknown> => {
    const watched = Call.perRun<unknown, BinanceError, BinanceClient.BinanceClient>(
      Effect.flatMap(Intent.Current, (intent) => {
        if (intent !== undefined) seen(intent)
        return call
      })
    )
    return goodFor === undefined ? watched : watched.pipe(Call.goodFor(goodFor))
  }

  const beginTelling = (
    job: ProductsPlan.Job,
    part: Told["part"],
    caller: Plan.Caller,
    targets: ReadonlyArray<OrderRow>
  ) => {
    const ids: Array<string> = []
    const from = exchange.exchangeTime(time.now)
    let one: Told | undefined
    return {
      seen: (intent: Intent.Intent) => {
        ids.push(intent.clientOrderId)
        jobOfId.set(intent.clientOrderId, job)
      },
      tell: (what: Callers.Told<unknown>) => {
        exchange.advance(time.now)
        if (one === undefined) {
          one = { job, part, id: "", targets, caller, told: what, from, requests: 0 }
          told.push(one)
        }
        one.told = what
        one.id = ids.at(-1) ?? ""
        one.requests = exchange.requests().length
        note(`job ${job.index} ${part} is told ${what._tag}${what._tag === "NotExecuted" ? ` ${what.reason}` : ""}`)
      }
    }
  }

  const firstOf = ({ first }: ProductsPlan.Job) =>
    first._tag === "Move" ? first.move.name : first._tag === "List" ? (first.kind?.name ?? first._tag) : first._tag

  const subjectOf = (job: ProductsPlan.Job, part: Told["part"]) =>
    `${job.route.name} ${part === "first" ? firstOf(job) : `${job.first._tag === "Batch" ? "Batch" : ""}${job.next?._tag}`}`

  /** What a stream said of a doubt that has ended. */
  const noteHeard = (operation: string, { evidence }: Reconciliation.Resolution) => {
    for (const one of evidence.observations)
      if (one.view === "stream") meet(`${operation} in doubt: ${Branches.ofObservation(one)}`)
  }

  // --- one process that lives on

  const observed = (genuine: Reconciliation.Reconciliation["Service"]) =>
    Reconciliation.Reconciliation.of({
      resolve: (doubt, intent) => {
        const key = {}
        return Effect.suspend(() => {
          settling.set(key, { doubt, intent })
          outputs.error(doubt)
          return genuine.resolve(doubt, intent)
        }).pipe(
          Effect.onExit((exit) =>
            Effect.sync(() => {
              settling.delete(key)
              const { operation } = doubt.inDoubt
              if (Exit.isFailure(exit)) return meet(`${operation} in doubt: interrupted`)
              const resolution = exit.value
              const why = resolution._tag === "Refused" ? ` ${resolution.reason._tag}` : ""
              meet(`${operation} in doubt: ${resolution._tag}${why}`)
              noteHeard(operation, resolution)
              settled.push({ doubt, id: intent.clientOrderId, resolution, requests: exchange.requests().length })
              outputs.say(resolution)
            })
          )
        )
      }
    })

  const asCaller = Callers.make({ branch: meet, outputs, settling: () => settling.size })

  const trade = Effect.fnUntraced(function* (job: ProductsPlan.Job) {
    const call = placing(job)
    if (call === undefined) return
    const first = beginTelling(job, "first", job.caller, [])
    first.tell({ _tag: "Running" })
    let end: Callers.Told<unknown> = { _tag: "Running" }
    const isPlacement = "orders" in job.first
    yield* asCaller(noted(call, job, first.seen), job.caller, isPlacement, (what) => {
      end = what
      first.tell(what)
    })
    const last = end as Callers.Told<unknown> // it has been told meanwhile
    if (last._tag !== "Executed" || !isPlacement || job.next === undefined) return
    yield* Effect.sleep(job.next.after)
    const targets = placedOf(job, last.value)
    const then = following(job, targets, last.value)
    if (then === undefined) return
    const second = beginTelling(job, "next", job.next.caller, targets)
    second.tell({ _tag: "Running" })
    yield* asCaller(noted(then, { ...job, goodFor: undefined }, second.seen), job.next.caller, false, second.tell)
  })

  // --- everybody else

  const touched = new Set<number>()
  const bystanders = Bystanders.make(exchange, time, meet, touched)
  let elsewhere = 0
  const asOthers = (
    now: number,
    method: "DELETE" | "GET" | "POST" | "PUT",
    path: string,
    parameters: Products.Parameters
  ) => {
    const sent = new Map<string, string>()
    for (const [key, value] of Object.entries(parameters)) if (value !== undefined) sent.set(key, String(value))
    sent.set("timestamp", String(Math.floor(exchange.exchangeTime(now))))
    sent.set("recvWindow", "1000")
    sent.set("signature", "00")
    exchange.submit(
      now,
      {
        method,
        path,
        query: "",
        body: Array.from(sent, ([key, value]) => `${key}=${value}`).join("&"),
        headers: { "x-mbx-apikey": "elsewhere" }
      },
      { address: "elsewhere" }
    )
  }
  const happen = (event: ProductsPlan.Event) => {
    const now = time.now
    switch (event._tag) {
      case "Place": {
        const {
          order: [wanted, name],
          route
        } = event
        const { method, parameters, path } = route.placing
        const input = route.inputOf(wanted, name) as never // the operation's own input
        return asOthers(now, method, path, parameters(input, `elsewhere-${++elsewhere}`))
      }
      case "Isolate":
        for (const { arming, markets } of product.routes)
          if (arming.path.endsWith("/v1/countdownCancelAll") && product.family !== "options")
            asOthers(now, "POST", arming.path.replace("countdownCancelAll", "marginType"), {
              symbol: markets[0]?.symbol,
              marginType: "ISOLATED"
            })
        return
      case "Move": {
        const { method, parameters, path } = event.move.request(event.amount, `elsewhere-${++elsewhere}`)
        return asOthers(now, method, path, parameters)
      }
      case "Cancel":
      case "Amend": {
        exchange.advance(now)
        const open = exchange
          .orders()
          .filter(
            (one) =>
              one.account === "ours" &&
              one.symbol === event.market.symbol &&
              event.route.has(one) &&
              (one.status === "NEW" || one.status === "PARTIALLY_FILLED")
          )
        const order = event.newest ? open.at(-1) : open[0]
        if (order === undefined) return
        touched.add(order.orderId)
        note(`somebody else: ${event._tag} of order ${order.orderId}`)
        if (event._tag === "Cancel") exchange.cancelElsewhere(now, order.orderId)
        else exchange.amendElsewhere(now, order.orderId, event.market.smaller)
        return
      }
      case "Fill": {
        exchange.advance(now)
        for (const side of ["BUY", "SELL"] as const)
          exchange.houseTakes(now, {
            symbol: event.market.symbol,
            book: event.route.book,
            side,
            price: side === "BUY" ? "1000000" : "0.01",
            quantity: event.market.fill(event.share)
          })
        return
      }
      default:
        bystanders(event)
    }
  }
  for (const event of plan.happenings) time.at(Plan.start + event.at, () => happen(event))

  // --- the run

  const isLate = jobs.some(
    ({ caller }) => caller._tag === "Within" && retention !== undefined && caller.later > retention.retentionMillis / 3
  )
  const longest = plan.happenings.reduce((sum, event) => sum + (event._tag === "Pause" ? event.millis : 0), 0)
  /** Whether the exchange has forgotten everything before anybody could look. */
  const isForgotten = (from: number) =>
    retention !== undefined &&
    (isLate || longest > retention.retentionMillis / 3) &&
    exchange.exchangeTime(time.now) - from >= retention.filledRetentionMillis - 5000

  const dividesByTime = ({ inputOf, placing }: Products.Route, { orders: [named] }: PlacementOf) =>
    placing.find?.subject === "placement" &&
    named !== undefined &&
    placing.find.views(inputOf(...named) as never).fullPage !== undefined // the operation's own input

  const isCrowded = (times: ReadonlyArray<number>): boolean => {
    const counts = new Map<number, number>()
    for (const time of times.map(Math.floor)) counts.set(time, (counts.get(time) ?? 0) + 1)
    return Array.from(counts.values()).some((count) => count >= (pageLimit ?? Infinity))
  }

  /**
   * Whether one moment has as many fills as a page has rows, or as many orders where no document says what a full page of them leaves
   * out: then no page of that moment has room left, and what is full is no view. On the real one a page has hundreds.
   */
  const isPageFull = (job: ProductsPlan.Job | undefined, symbol: string | undefined, from: number): boolean => {
    if (pageLimit === undefined) return false
    const isOfIt = (row: { readonly account: string; readonly symbol: string }, time: number) =>
      row.account === "ours" && row.symbol === symbol && time >= from - 6000
    const fills = exchange.trades().filter((trade) => isOfIt(trade, trade.time))
    if (isCrowded(fills.map(({ time }) => time))) return true
    if (job === undefined || !("orders" in job.first) || !dividesByTime(job.route, job.first)) return false
    const orders = exchange.orders().filter((order) => isOfIt(order, order.acceptedAt) && job.route.has(order))
    return isCrowded(orders.map(({ acceptedAt }) => acceptedAt))
  }

  /** What was moved for an intent. */
  const movedFor = (id: string) => exchange.transfers().filter(({ request }) => line.sent.get(request.id)?.by === id)

  /**
   * Whether nobody can tell: nothing was moved, or nothing tells of it, or, where the exchange keeps no name of it, an equal one may
   * have been moved as well, and nobody knows that it is another's.
   */
  const isLostMove = (id: string, job: ProductsPlan.Job, move: Products.Move): boolean => {
    if (!move.isListed || movedFor(id).length === 0) return true
    if (move.isNamed) return false
    return told.some(({ job: { first, index }, told: { _tag } }) => {
      if (first._tag !== "Move" || index === job.index) return false
      const isEqual = first === job.first && (_tag !== "Executed" || !move.isNumbered)
      return isEqual || first.move.mayShowAs === move.name
    })
  }

  /** Whether nobody can tell: an order of the same content was cancelled under another name, and is not known to be another's. */
  const isUndecidable = (id: string, inDoubt: InDoubt, from: number): boolean => {
    const job = jobOf(id)
    if (job?.first._tag === "Move") return isLostMove(id, job, job.first.move)
    if (isForgotten(from) || isPageFull(job, inDoubt.symbol, from)) return true
    const all = job === undefined || !("orders" in job.first) ? [] : job.first.orders.map(([wanted]) => wanted)
    // of a list the orders have types of their own
    const isList = inDoubt.kind === "orderList"
    const contents = inDoubt.kind === "batch" || isList ? all : [inDoubt]
    const own = new Set([...inDoubt.clientOrderIds, ...(job === undefined ? [] : namesOf(job, wholeOf(id))), id])
    return exchange.orders().some((order) => {
      if (order.account !== "ours" || order.symbol !== inDoubt.symbol || order.acceptedAt < from - 6000) return false
      // somebody else used the same name at the same time, for something else
      if (own.has(order.placedAs) && !line.sent.has(order.request.id)) return true
      if (order.status !== "CANCELED" || own.has(order.clientOrderId)) return false
      const owner = claims.findLast(({ orderId, symbol }) => symbol === order.symbol && isNumbered(order, orderId))?.id
      return (
        (owner === undefined || owner === id) &&
        contents.some(
          ({ price, quantity, side, type }) =>
            order.side === side &&
            (isList || order.type === type) &&
            sameDecimal(order.price, price === undefined ? undefined : String(price)) &&
            sameDecimal(order.quantity, quantity === undefined ? undefined : String(quantity))
        )
      )
    })
  }
  const signedFrom = (intent: Intent.Intent) =>
    intent.attempts.reduce((earliest, { attempt }) => Math.min(earliest, attempt.timestamp), Infinity)
  const isExcused = ({ doubt, intent }: { readonly doubt: AmbiguousExecution; readonly intent: Intent.Intent }) =>
    isUndecidable(intent.clientOrderId, doubt.inDoubt, signedFrom(intent))

  const bounds = plan.recvWindow + plan.engineDelayMillis + 3 * plan.visibilityMillis
  const latest = Math.max(
    0,
    ...jobs.map(({ caller }) => (caller._tag === "Within" ? caller.later : 0)),
    ...jobs.map(({ next }) => (next?.caller._tag === "Within" ? next.caller.later : 0))
  )
  const calmAt = Plan.start + plan.storm.until + longest + latest + 310_000
  const limit = calmAt + 8 * (bounds + plan.settling.longestPause + plan.callTimeout) + 60_000
  const unsettled: Array<string> = []

  const watchClaims = (client: BinanceClient.BinanceClient["Service"]) => {
    const claim = client.claimed.claim.bind(client.claimed)
    client.claimed.claim = (symbol, orderId, intent) => {
      // the ids of movements are not those of orders
      if (intent.operation?.kind !== "transfer") claims.push({ symbol, orderId, id: intent.clientOrderId })
      claim(symbol, orderId, intent)
    }
    if (sabotage === "claims") client.claimed.isAnothers = () => false
  }

  const alone = Effect.gen(function* () {
    const transport = sockets?.of({ address: "127.0.0.1", http: line.transport }).layer ?? line.transport
    const stream = streams?.of()
    const context = yield* Layer.build(layerOf(base, transport, sabotage, stream))
    watchClaims(Context.get(context, BinanceClient.BinanceClient))
    const services = Context.add(
      context,
      Reconciliation.Reconciliation,
      observed(Context.get(context, Reconciliation.Reconciliation))
    )
    const trading = Effect.forEach(jobs, (job) => Effect.delay(trade(job), job.at), {
      concurrency: "unbounded",
      discard: true
    })
    if (stream !== undefined) yield* Effect.forkChild(stream.listen, { startImmediately: true })
    const fiber = yield* Effect.forkChild(Effect.provideContext(trading, services), { startImmediately: true })
    while (fiber.pollUnsafe() === undefined && time.now < limit) {
      yield* Effect.sleep(5000)
      const isCalm = time.now > Plan.start + plan.storm.until + bounds
      const running = told.filter((one) => one.told._tag === "Running")
      const open = [...settling.values()]
      const isAllOpen = running.every((one) => open.some(({ intent }) => jobOf(intent.clientOrderId) === one.job))
      if (isCalm && running.length > 0 && isAllOpen && open.every(isExcused)) break
    }
    const open = [...settling.values()]
    for (const one of told) {
      if (one.told._tag !== "Running") continue
      if (open.some((doubt) => jobOf(doubt.intent.clientOrderId) === one.job && isExcused(doubt)))
        meet("world: undecidable, and so it stays in doubt")
      else unsettled.push(`${subjectOf(one.job, one.part)} of job ${one.job.index}`)
    }
    const exit = fiber.pollUnsafe()
    if (exit !== undefined) yield* exit
    else yield* Fiber.interrupt(fiber)
  })

  // --- processes that die

  const journal = SharedJournal.make(
    { latency: random.chance(0.3) ? 0 : random.integer(1, 30), faultProbability: 0, asText: random.chance(0.25) },
    {
      time,
      random,
      stormUntil: Plan.start + plan.storm.until,
      requests: () => exchange.requests().length,
      sabotage,
      meet: () => {},
      note
    }
  )
  const pending = new Set<object>()
  let living: Mortal | undefined

  // what the dead have written arrives before the next one asks
  const bootOnceWritten = (nth: number) => {
    if (journal.onTheWay() === 0) boot(nth)
    else time.at(time.now + 100, () => bootOnceWritten(nth))
  }

  const wireOf = (process: Mortal, inner: Transport["Service"]) =>
    process.wire(inner, (request) => exchange.kindOf(request.method, request.path), random)

  const boot = (nth: number) => {
    const life = lives?.[nth]
    const isLast = life === undefined
    // what the dead one knew and had not written down, nobody knows any more
    const isWritten = (id: string) =>
      journal.rows().some((row) => row.clientOrderId === wholeOf(id) && row.outcome?._tag === "Executed")
    claims.splice(0, Infinity, ...claims.filter(({ id }) => isWritten(id)))
    const address = `10.0.0.${nth}`
    const process = new Mortal(time, {
      wallOffset: 0,
      fates: life?.fates ?? [],
      onFate: ({ point }) => {
        meet(`killed: ${point}`)
        note(`the process dies: ${point}`)
        hangUp()
        time.at(time.now + (life?.down ?? 0), () => bootOnceWritten(nth + 1))
      }
    })
    living = process
    note(`process ${nth} starts`)
    const over = sockets?.of({ address, http: line.from(address), process })
    const stream = streams?.of(process)
    const hangUp = () => {
      over?.hangUp()
      stream?.hangUp()
    }
    const transport =
      over === undefined
        ? wireOf(process, line.from(address))
        : Layer.effect(
            Transport,
            Effect.map(Transport, (inner) => wireOf(process, inner))
          ).pipe(Layer.provide(over.layer))
    const tracked = <A>(effect: Effect.Effect<A>): Effect.Effect<void> =>
      Effect.suspend(() => {
        const token = {}
        if (isLast) pending.add(token)
        return Effect.onExit(effect, (exit) =>
          Effect.sync(() => {
            pending.delete(token)
            if (Exit.isFailure(exit))
              for (const one of exit.cause.reasons) if (one._tag === "Die") defects.push(one.defect)
          })
        )
      }).pipe(Effect.exit, Effect.asVoid)

    const asking = Effect.fnUntraced(function* (
      job: ProductsPlan.Job,
      part: Told["part"],
      targets: ReadonlyArray<OrderRow>,
      call: Products.Written<unknown>,
      via: (call: Products.Written<unknown>) => Effect.Effect<unknown, BinanceError>
    ) {
      const telling = beginTelling(job, part, { _tag: "Patient", times: 0 }, targets)
      const exit = yield* Effect.exit(via(noted(call, job, telling.seen)))
      if (Exit.isSuccess(exit)) {
        outputs.say(exit.value)
        telling.tell({ _tag: "Executed", value: exit.value })
        return exit.value
      }
      const error = exit.cause.reasons.find((one) => one._tag === "Fail")?.error
      for (const one of exit.cause.reasons) if (one._tag === "Die") defects.push(one.defect)
      if (error === undefined || error instanceof AmbiguousExecution) {
        telling.tell({ _tag: "Nothing" })
        return undefined
      }
      outputs.error(error)
      telling.tell({
        _tag: "NotExecuted",
        reason: error.reason._tag,
        state: error.reason._tag === "AlreadyInState" ? error.reason.state : undefined,
        why: error.reason
      })
      return undefined
    })

    const tradeKept = Effect.fnUntraced(function* (orders: Orders.Orders["Service"], job: ProductsPlan.Job) {
      const call = placing(job)
      if (call === undefined || !("orders" in job.first)) return
      const key = `job-${job.index}`
      const value = yield* asking(job, "first", [], call, (one) => orders.place(one, { key }))
      if (value === undefined || job.next === undefined) return
      yield* Effect.sleep(job.next.after)
      const targets = placedOf(job, value)
      const then = following(job, targets, value)
      if (then === undefined) return
      const isCancel = job.next._tag === "Cancel"
      const next = { key: `${key}-next` }
      yield* asking(job, "next", targets, then, (one) =>
        job.first._tag === "Batch"
          ? orders.place(one, next)
          : isCancel
            ? Effect.map(orders.cancel(one), (end) => ({ cancellation: end }))
            : orders.amend(one, next)
      )
    })

    const program = Effect.gen(function* () {
      const layer = Orders.layer({
        products: [...product.routes, ...product.ways].map(({ module }) => module),
        processName: `process-${nth}`
      }).pipe(
        Layer.provideMerge(
          Layer.effect(
            Reconciliation.Reconciliation,
            Effect.map(Reconciliation.Reconciliation, ({ resolve }) => ({
              resolve: (doubt, intent) =>
                Effect.tap(resolve(doubt, intent), (end) => Effect.sync(() => noteHeard(doubt.inDoubt.operation, end)))
            }))
          ).pipe(Layer.provideMerge(layerOf(base, transport, sabotage, stream)))
        ),
        Layer.provide(Layer.succeed(OrderJournal, journal.seenBy(process, isLast)))
      )
      const context = yield* Layer.build(Layer.fresh(layer))
      watchClaims(Context.get(context, BinanceClient.BinanceClient))
      const orders = Context.get(context, Orders.Orders)
      if (stream !== undefined) yield* Effect.forkChild(stream.listen, { startImmediately: true })
      const recovering = Effect.gen(function* () {
        while (true) {
          const recovered = yield* Effect.result(orders.recover)
          if (recovered._tag === "Success") {
            for (const { operation, outcome } of recovered.success)
              meet(`recovered: ${operation} ${outcome?._tag ?? "unknown"}`)
            outputs.say(recovered.success)
            return
          }
          yield* Effect.sleep(1000)
        }
      })
      yield* Effect.forkChild(tracked(recovering), { startImmediately: true })
      yield* Effect.forkChild(
        Effect.forEach(
          jobs,
          (job) =>
            Effect.delay(
              tradeKept(orders, job),
              nth === 0 ? Math.max(0, Plan.start + job.at - time.now) : random.integer(0, 2000)
            ).pipe(tracked),
          { concurrency: "unbounded", discard: true }
        ),
        { startImmediately: true }
      )
      return yield* Effect.never
    })
    const fiber = Effect.runForkWith(Context.merge(Context.merge(time.context, references), process.context))(
      Effect.scoped(program)
    )
    fiber.addObserver((exit) => {
      if (Exit.isFailure(exit)) for (const one of exit.cause.reasons) if (one._tag === "Die") defects.push(one.defect)
    })
    // not everybody dies where it was to: then whoever comes last is killed at any moment
    if (!isLast)
      time.at(time.now + 40_000, () => {
        if (!process.isAlive) return
        process.kill()
        hangUp()
        meet("killed: at any moment")
        bootOnceWritten(nth + 1)
      })
  }

  const openRows = () => journal.rows().filter(({ outcome }) => outcome === undefined)
  const isRowExcused = (row: ReturnType<typeof openRows>[number]) =>
    isUndecidable(
      row.clientOrderId,
      row.subject,
      row.attempts.reduce((earliest, one) => Math.min(earliest, one.signedFrom), Infinity)
    )

  const mortal = Effect.gen(function* () {
    boot(0)
    while (time.now < limit + 100_000) {
      yield* Effect.sleep(5000)
      if (time.now < Plan.start + 5000 + (lives?.length ?? 0) * 50_000 && pending.size > 0) continue
      const open = openRows()
      if (open.length === 0 ? pending.size === 0 : open.every(isRowExcused) && time.now > calmAt) break
    }
    living?.kill()
    for (const row of openRows()) {
      if (isRowExcused(row)) meet("world: undecidable, and so it stays in doubt")
      else unsettled.push(`${row.operation} ${row.key ?? row.id}`)
    }
    if (pending.size > 0 && openRows().length === 0) unsettled.push(`${pending.size} callers of the last process`)
  })

  const program = lives === undefined ? Effect.scoped(alone) : mortal
  const exit = time.run(Effect.provideContext(program, references), limit + 600_000)
  exchange.drain()
  if (exit !== undefined && Exit.isFailure(exit))
    throw new Error(`seed ${seed} ended in a defect`, { cause: exit.cause })
  if (defects.length > 0) throw new Error(`seed ${seed} met a defect`, { cause: defects[0] })

  // --- the judgement

  const orders = exchange.orders()
  const requests = exchange.requests()
  const violations: Array<string> = []
  /** What was accepted of ours under a name. */
  const acceptedAs = (name: string) =>
    orders.filter((order) => order.placedAs === name && line.sent.has(order.request.id))
  const orderOf = (route: Products.Route, orderId: number | string) =>
    orders.find((order) => route.has(order) && isNumbered(order, orderId))

  /** Holds what is said of one order against the book. */
  const judgePlaced = (
    by: string,
    name: string,
    said: { readonly order: number | string } | { readonly why: Why | undefined },
    until: number
  ) => {
    const accepted = acceptedAs(name).filter(({ request }) => request.id <= until)
    if ("order" in said) {
      if (!accepted.some((order) => isNumbered(order, said.order)))
        violations.push(`I2: ${by}: reported as order ${said.order}, which is not it`)
      return
    }
    const [first] = accepted
    if (first === undefined) return
    // past the retention: nothing of it is left, and whether it ever was nobody says
    if (said.why?._tag === "UnknownOrder" && accepted.every(leftNothing)) return meet("told: nothing of it is left")
    // a stop order that was rejected when it was triggered
    if (said.why?._tag === "OrderRejected" && accepted.every(({ status }) => status === "REJECTED"))
      return meet("told: rejected when it was triggered")
    violations.push(`I3: ${by}: reported as ${said.why?._tag ?? "not executed"}, and order ${first.orderId} exists`)
  }

  const whyOf = (error: unknown): Why | undefined => (isError(error) ? error.reason : undefined)

  for (const job of jobs) {
    const ids = [...jobOfId].flatMap(([id, one]) => (one === job ? [id] : []))
    if (job.first._tag === "Move" && ids.flatMap(movedFor).filter(({ failed }) => !failed).length > 1)
      violations.push(`I1: ${subjectOf(job, "first")} ${job.index}: moved several times`)
    if (!("orders" in job.first)) continue
    job.first.orders.forEach((_, nth) => {
      const accepted = new Set(
        ids.flatMap((id) => acceptedAs(namesOf(job, id)[nth] ?? "").map(({ orderId }) => orderId))
      )
      if (accepted.size > 1)
        violations.push(
          `I1: ${subjectOf(job, "first")} ${job.index}, order ${nth}: accepted ${accepted.size} times (${[...accepted].join(", ")})`
        )
    })
  }

  /** Holds what is said of a movement against the book. */
  const judgeMoved = (by: string, ids: ReadonlyArray<string>, said: unknown, until: number) => {
    const own = ids.flatMap(movedFor).filter(({ request }) => request.id <= until)
    if (said === undefined) {
      const moved = own.find(({ failed }) => !failed)
      if (moved !== undefined) violations.push(`I3: ${by}: reported as not executed, and movement ${moved.id} exists`)
      return
    }
    const number = movementOf(said)
    if (number === undefined ? own.length === 0 : !own.some(({ id }) => id === number))
      violations.push(`I2: ${by}: reported as movement ${number ?? "done"}, which is not it`)
  }

  for (const { doubt, id, requests: until, resolution } of settled) {
    const { inDoubt } = doubt
    const [name] = inDoubt.clientOrderIds
    const job = jobOf(id)
    if (job?.first._tag === "Move") {
      const { move } = job.first
      meet(`${job.route.name} ${move.name}: settled ${resolution._tag}`)
      judgeMoved(
        `${job.route.name} ${move.name} ${id}, its settlement`,
        [id],
        resolution._tag === "Done" ? resolution.result : undefined,
        until
      )
      continue
    }
    if (inDoubt.kind !== "place" || name === undefined) continue
    judgePlaced(
      `${inDoubt.operation} ${name}, its settlement`,
      name,
      resolution._tag === "Executed"
        ? { order: resolution.order.orderId }
        : { why: resolution._tag === "Refused" ? resolution.reason : undefined },
      until
    )
  }

  for (const one of told) {
    const { id, job, part, targets, told: what } = one
    const subject = subjectOf(job, part)
    const by = `${subject} of job ${job.index}`
    meet(`${subject}: ${what._tag}${what._tag === "NotExecuted" ? ` ${what.reason}` : ""}`)
    if (what._tag !== "Executed" && what._tag !== "NotExecuted") continue
    const isKept = lives !== undefined
    const until = isKept ? one.requests : Infinity
    const elements =
      what._tag === "Executed" && Array.isArray(what.value) ? (what.value as Products.Elements) : undefined
    if (elements?.some((element) => Result.isFailure(element) && element.failure instanceof AmbiguousExecution)) {
      meet(`${subject}: an element in doubt`)
      if (isKept || one.caller._tag === "Patient" || one.caller._tag === "Absent")
        violations.push(`I4: ${by}: settled, and an element is in doubt`)
    }
    if (part === "first") {
      const { first } = job
      switch (first._tag) {
        case "List": {
          const list = what._tag === "Executed" ? (what.value as Products.List) : undefined
          namesOf(job, id).forEach((name) => {
            if (what._tag === "NotExecuted") return judgePlaced(by, name, { why: what.why }, until)
            const [leg] = acceptedAs(name)
            if (leg === undefined || leg.orderListId !== Number(list?.orderListId))
              violations.push(`I2: ${by}: reported as list ${list?.orderListId}, which ${name} is not of`)
          })
          break
        }
        case "Order":
        case "Batch": {
          const own = namesOf(job, id)
          own.forEach((name, nth) => {
            if (what._tag === "NotExecuted") return judgePlaced(by, name, { why: what.why }, until)
            if (elements === undefined)
              return judgePlaced(by, name, { order: (what.value as OrderRow).orderId }, Infinity)
            const element = elements[nth]
            if (element === undefined) return void violations.push(`I2: ${by}: nothing is said of element ${nth}`)
            if (Result.isSuccess(element))
              return judgePlaced(`${by}, element ${nth}`, name, { order: element.success.orderId }, Infinity)
            if (element.failure instanceof AmbiguousExecution) return
            judgePlaced(`${by}, element ${nth}`, name, { why: whyOf(element.failure) }, until)
          })
          break
        }
        case "Move":
          judgeMoved(
            by,
            [id],
            what._tag === "Executed" ? what.value : undefined,
            what._tag === "Executed" ? Infinity : until
          )
          break
        case "CancelAll":
        case "Countdown":
        case "Setting": {
          const { arming, ending, setting } = job.route
          const { method, path } = { CancelAll: ending, Countdown: arming, Setting: setting }[first._tag]
          const executed = requests.some(
            (request) =>
              request.executed && request.path === path && request.method === method && line.sent.has(request.id)
          )
          // one of several may be another's
          const isOnly = jobs.filter((other) => other.first._tag === first._tag).length === 1
          if (what._tag === "NotExecuted" && executed && isOnly)
            violations.push(`I3: ${by}: ${what.reason}, and it has executed`)
          if (what._tag === "Executed" && first._tag !== "CancelAll" && !executed)
            violations.push(`I2: ${by}: done, and it never was`)
          if (what._tag === "Executed" && first._tag === "CancelAll") {
            const before = one.from - (plan.wrongTimeProbability > 0 ? 1000 : 0)
            const left = orders.filter(
              (order) =>
                order.account === "ours" &&
                order.symbol === job.market.symbol &&
                job.route.has(order) &&
                isOpen(order) &&
                order.acceptedAt < before
            )
            if (left.length > 0)
              violations.push(`I2: ${by}: done, and ${left.map(({ orderId }) => orderId).join(", ")} are open`)
          }
        }
      }
      continue
    }
    const { next } = job
    if (next === undefined) continue
    // whoever comes after it asks again
    const isLast = !isKept || told.findLast((other) => other.job === job && other.part === part) === one
    if (what._tag === "NotExecuted" && !isLast) continue
    // in doubt, it was to be gone
    const wasCancelled = told.some((other) => other.job === job && other.caller._tag === "Absent")
    const cancelledAll = told.some(
      ({ job: { first } }) => first._tag === "CancelAll" || (first._tag === "Countdown" && first.millis > 0)
    )
    targets.forEach((target, nth) => {
      const order = orderOf(job.route, target.orderId)
      // what is done to an order that was taken for it is judged there
      if (order === undefined) return
      const element = elements?.[nth]
      const failure = element !== undefined && Result.isFailure(element) ? element.failure : undefined
      if (failure instanceof AmbiguousExecution) return
      const value =
        element !== undefined && Result.isSuccess(element)
          ? element.success
          : what._tag === "Executed"
            ? what.value
            : undefined
      const isYes = what._tag === "Executed" && failure === undefined
      const why = what._tag === "NotExecuted" ? (what.why as Why | undefined) : whyOf(failure)
      const how = `${by}, order ${order.orderId}: reported as ${isYes ? "done" : (why?._tag ?? "not executed")}`
      // in a journal each life has a cancel of its own
      const isByOthers = isKept || wasCancelled || touched.has(order.orderId) || cancelledAll
      if (job.first._tag === "List") {
        const { cancellation } = (what._tag === "Executed" ? what.value : {}) as {
          readonly cancellation?: Orders.Cancellation<unknown>
        }
        meet(`${subject}: ${cancellation?._tag ?? what._tag}`)
        if (what._tag === "Executed" && cancellation?._tag !== "NotFound" && isOpen(order))
          violations.push(`I2: ${how}, and it is ${order.status}`)
        if (why?._tag === "AlreadyInState" && isOpen(order)) violations.push(`I2: ${how}, and it is ${order.status}`)
        return
      }
      if (next._tag === "Cancel") {
        const { cancellation } = (value ?? {}) as { readonly cancellation?: Orders.Cancellation<OrderRow> }
        if (cancellation !== undefined) {
          meet(`${subject}: ${cancellation._tag}`)
          // whoever amended it gave it another name
          if (cancellation._tag === "NotFound" && touched.has(order.orderId)) return
          if (isOpen(order)) violations.push(`I2: ${how}, ${cancellation._tag}, and it is ${order.status}`)
          if (cancellation._tag === "NeverExisted") violations.push(`I3: ${how}, never existed, and it did`)
          if (
            (cancellation._tag === "Cancelled" && order.status !== "CANCELED") ||
            (cancellation._tag === "AlreadyEnded" && !isSameState(cancellation.order.status ?? "", order.status))
          )
            violations.push(`I2: ${how}, ${cancellation._tag}, and it is ${order.status}`)
          return
        }
        if (isYes && order.status !== "CANCELED") violations.push(`I2: ${how}, and it is ${order.status}`)
        if (isYes && !isNumbered(order, (value as OrderRow).orderId))
          violations.push(`I2: ${how} of order ${(value as OrderRow).orderId}`)
        // what ended without a fill is soon forgotten, and "no such order" is all that can be said
        const isGone = why?._tag === "UnknownOrder" && retention !== undefined
        if (!isYes && order.status === "CANCELED" && !isByOthers && !isGone) {
          if (why?._tag !== "AlreadyInState" || why.state !== "CANCELED")
            violations.push(`I3: ${how}, and it is cancelled`)
        }
        if (why?._tag === "AlreadyInState" && why.state !== undefined && !isSameState(why.state, order.status))
          violations.push(`I2: ${how} ${why.state}, and it is ${order.status}`)
        return
      }
      const wanted = changedTo(job, order)
      const isAsAsked =
        Number(order.quantity) === Number(wanted.quantity) &&
        (job.route.amends === "quantity" || Number(order.price) === Number(wanted.price))
      if (touched.has(order.orderId)) return
      const isOver = order.status === "CANCELED" || order.status === "EXPIRED"
      if (isYes && !isAsAsked && !isOver) violations.push(`I2: ${how}, and it has ${order.quantity} at ${order.price}`)
      if (!isYes && isAsAsked && !isOver && why?._tag !== "AlreadyInState")
        violations.push(`I3: ${how}, and it has ${order.quantity} at ${order.price}`)
    })
  }

  for (const row of journal.rows()) {
    const { id, key, operation, outcome, subject } = row
    meet(`row: ${operation} ${outcome?._tag ?? "open"}`)
    const job = jobs.find(({ index }) => `job-${index}` === key)
    if (outcome === undefined || job === undefined) continue
    const by = `${operation} ${key} run ${row.run}, stored`
    const until = journal.concluded.get(id)?.requests ?? Infinity
    const own = namesOf(job, row.clientOrderId)
    const stored = outcome._tag === "Executed" ? outcome.result : undefined
    const parts = Array.isArray(stored)
      ? (stored as ReadonlyArray<{
          readonly _tag: string
          readonly success?: OrderRow
          readonly failure?: { readonly reason?: Why }
        }>)
      : undefined
    own.forEach((name, nth) => {
      if (outcome._tag !== "Executed") return judgePlaced(by, name, { why: outcome.error.reason }, until)
      if (job.first._tag === "List") {
        const [leg] = acceptedAs(name)
        if (leg?.orderListId !== Number((stored as unknown as Products.List).orderListId))
          violations.push(`I2: ${by}: a list, which ${name} is not of`)
        return
      }
      if (parts === undefined)
        return judgePlaced(by, name, { order: (stored as unknown as OrderRow).orderId }, Infinity)
      const part = parts[nth]
      if (part?._tag === "Success" && part.success !== undefined)
        judgePlaced(`${by}, element ${nth}`, name, { order: part.success.orderId }, Infinity)
      else judgePlaced(`${by}, element ${nth}`, name, { why: part?.failure?.reason }, until)
    })
    outputs.say(SharedJournal.textOf(row))
    void subject
  }

  for (const what of unsettled)
    violations.push(`I4: ${what}: not settled ${Math.round((limit - Plan.start) / 1000)} s after the start`)
  /** Of a request too many the hosts of one product are to be quiet, or one endpoint; of a ban all of them. */
  const isUnaware = (request: Exchange.RequestRecord) => {
    for (let id = requests.indexOf(request) - 1; id >= 0; id--) {
      const before = requests[id]!
      if (before.address !== request.address || before.status === 0) continue
      const isShut = before.status === 418 || before.status === 429
      // before that the door was open
      if (!isShut && before.reached) return true
      const isTold =
        isShut &&
        answered.has(before.id) &&
        (before.fault === undefined || before.fault._tag === "BackedOff" || before.fault._tag === "Banned") &&
        // and not while this was on its way
        before.arrivedAt + 3 * plan.latency.maximum < request.sentAt
      if (isTold && (before.status === 418 || isSameScope(before, request))) return false
      // this is what shut it last, whoever was told to be quiet before
      if (isShut && (before.fault?._tag === "BackedOff" || before.fault?._tag === "Banned")) return true
    }
    return true
  }
  if (streams !== undefined) {
    meet(`${product.name}: a stream is heard`)
    if (lives === undefined) violations.push(...streams.judge())
    else meet(`${product.name}: a stream is heard by processes that die`)
  }
  violations.push(...always(base, { exchange, line, outputs, hasEnded: exit !== undefined, isUnaware }))

  // --- what it met

  let fingerprint = 0
  for (const request of requests) {
    fingerprint = fingerprintOf(fingerprint, request)
    const { fault } = request
    if (fault === undefined || (request.code === -1003 && fault._tag !== "Banned" && fault._tag !== "BackedOff"))
      continue
    const name = ProductsPlan.nameOf.get(fault) ?? Sockets.nameOf.get(fault) ?? fault._tag
    meet(`${product.name}: ${name} on ${request.kind}`)
    if (Sockets.nameOf.has(fault)) meet(`${product.name}: ${name}`)
  }
  meet(`product: ${product.name}`)
  if (socketsPlan !== undefined) meet(`product: ${product.name}, over a socket`)
  return {
    seed,
    violations,
    met,
    intents: jobOfId.size,
    orders: orders.length,
    requests: requests.length,
    fingerprint,
    timeline: withTimeline
      ? [
          ...happened,
          ...requests.map(requestLine),
          ...orders.map((order) => orderLine(order, undefined)),
          ...journal.rows().map((row) => SharedJournal.textOf(row))
        ]
      : []
  }
}

/** What an amend was to make of an order. */
const changedTo = ({ market, next }: ProductsPlan.Job, { side }: Exchange.LedgerOrder): Products.Change => ({
  quantity: next?._tag === "Amend" ? next.to.quantity : "",
  price: market.amended[side]
})
