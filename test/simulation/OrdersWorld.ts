/**
 * One run of the simulation with a journal: processes that place, cancel and amend through `Orders`, and are killed, stand still, are
 * closed and start again; and what must be true of each order, of each line of the journal and of each answer, whatever happens.
 */
import type * as Exchange from "@effect-binance/simulator/Exchange"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import * as Intent from "effect-binance/client/Intent"
import { Transport } from "effect-binance/client/Transport"
import { AmbiguousExecution, type BinanceError, type Fatal, type Retryable } from "effect-binance/errors/BinanceError"
import { type IntentRow, OrderJournal } from "effect-binance/orders/OrderJournal"
import * as Orders from "effect-binance/orders/Orders"
import * as Spot from "effect-binance/products/Spot"
import * as RetryPolicy from "effect-binance/settlement/RetryPolicy"
import type { OrderRow } from "effect-binance/settlement/ProductViews"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Bystanders from "./Bystanders.ts"
import * as Line from "./Line.ts"
import { Mortal } from "./Mortal.ts"
import * as OrdersPlan from "./OrdersPlan.ts"
import { Outputs } from "./Outputs.ts"
import { contentsOf, type First, halvesOf, idOf, isOpen, lookBack, type Outcome, type Second } from "./PartsWorld.ts"
import * as Plan from "./Plan.ts"
import type * as Sabotages from "./Sabotage.ts"
import * as SharedJournal from "./SharedJournal.ts"
import * as Sockets from "./Sockets.ts"
import { VirtualTime } from "./VirtualTime.ts"
import { always, exchangeOf, layerOf, orderLine, referencesOf, requestLine, sameDecimal } from "./World.ts"

type Result =
  | { readonly _tag: "Executed"; readonly value: unknown }
  | { readonly _tag: "NotExecuted"; readonly error: Retryable | Fatal }
  | { readonly _tag: "InDoubt" }
  | { readonly _tag: "Cancellation"; readonly end: Orders.Cancellation<OrderRow> }
  | { readonly _tag: "Nothing" }

/** What a caller was told. */
interface Told {
  readonly job: OrdersPlan.Job
  readonly part: "first" | "next" | "blind"
  readonly input: unknown
  readonly group: number
  readonly process: Mortal
  /** The names under which it was tried, in turn. */
  readonly names: ReadonlyArray<string>
  readonly result: Result
  /** How many requests there were by then. */
  readonly requests: number
  /** How many there were when it was asked. */
  readonly before: number
  /** How many there were then, or when its process last learned what there is under its key. */
  readonly learned: number
  /** When it was asked, and when it was told, in ms by the exchange's clock. */
  readonly askedAt: number
  readonly toldAt: number
  /** Of a cancel: the orders that were open under its name when it was told. */
  readonly open: ReadonlySet<number>
}

/** Whether a cancel or an amend means this order; somebody else may have renamed it. */
const isMeant = (order: Exchange.LedgerOrder, orderId: number | string | undefined, name: string | undefined) =>
  orderId === undefined ? order.placedAs === name || order.clientOrderId === name : order.orderId === Number(orderId)

/** The name of the whole that an order belongs to. */
const nameOf = ({ orderListId, placedAs }: Exchange.LedgerOrder) =>
  orderListId < 0 ? placedAs : placedAs.replace(/-\d$/, "")

const placing = ({ first }: OrdersPlan.Job): Call.Call<First, BinanceError, BinanceClient.BinanceClient> => {
  switch (first._tag) {
    case "Order":
      return Spot.placeOrder(first.input)
    case "Oco":
      return Spot.placeOco(first.input)
    case "Oto":
      return Spot.placeOto(first.input)
  }
}

/** The input of what is done to an order. */
const inputOf = (next: OrdersPlan.Next, symbol: string, { clientOrderId, orderId }: Spot.Order) => {
  if (next._tag === "Replace")
    return { ...next.order, cancelReplaceMode: next.mode, cancelOrderId: Number(orderId) } as const
  const which =
    next.by === "order-id" || clientOrderId === undefined
      ? { symbol, orderId }
      : { symbol, origClientOrderId: clientOrderId }
  return next._tag === "Amend" ? { ...which, newQty: next.quantity } : which
}

/** Whether the order that is placed is over at once. */
const isImmediate = (what: unknown): boolean => {
  const { order, timeInForce, type } = what as {
    readonly order?: unknown
    readonly type?: string
    readonly timeInForce?: string
  }
  return order !== undefined ? isImmediate(order) : type === "MARKET" || timeInForce === "IOC" || timeInForce === "FOK"
}

/** Runs one seed. Nothing else decides what happens. */
export const run = (seed: number, sabotage?: Sabotages.Any, withTimeline = false): Outcome => {
  const plan = OrdersPlan.make(seed)
  const { random } = plan
  const time = new VirtualTime(Plan.start, random, plan.shuffles)
  const exchange = exchangeOf(plan, sabotage, undefined, Sockets.graceMillis(seed))
  const line = Line.make(plan, exchange, time)
  const outputs = new Outputs(seed % 16 === 0)
  const met = new Map<string, number>()
  const meet = (name: string) => void met.set(name, (met.get(name) ?? 0) + 1)
  const socketsPlan = Sockets.planOf(
    plan,
    plan.jobs.flatMap(({ at }) => [...at.values()])
  )
  const isSabotaged = sabotage === "closed-not-sent"
  const sockets =
    socketsPlan === undefined
      ? undefined
      : Sockets.make(plan, socketsPlan, { exchange, line, time, branch: meet, isSabotaged })
  const happened: Array<string> = []
  const note = (what: string) => {
    if (withTimeline) happened.push(`+${Math.round(time.now - Plan.start)} ms ${what}`)
  }
  const journals = plan.journals.map((journal) =>
    SharedJournal.make(journal, {
      time,
      random,
      stormUntil: Plan.start + plan.storm.until,
      requests: () => exchange.requests().length,
      sabotage,
      meet,
      note
    })
  )
  const references = Context.merge(Context.merge(time.context, referencesOf(plan, sabotage)), outputs.context)
  const told: Array<Told> = []
  /** Since when somebody wants it: by the exchange's clock in ms, by the mark of its orders. */
  const wanted = new Map<number, Array<number>>()
  const defects: Array<unknown> = []
  const living = new Map<Mortal, string>()
  /** What the system does for a process that is gone. */
  const hangUp = new Map<Mortal, () => void>()
  let stalls = 0
  /** When processes stood still; they go on in any order of what has come meanwhile, and what was connecting leaves. */
  const awakenings: Array<{ readonly address: string; readonly from: number; readonly until: number }> = []
  /** By machine: the jobs that were asked for there. */
  const begun = new Set<string>()
  /** What the last processes have still to do. */
  const pending = new Set<object>()

  // --- one process

  const wireOf = (process: Mortal, inner: Transport["Service"]) =>
    process.wire(inner, (request) => exchange.kindOf(request.method, request.path), random)

  /** Asks for something once, and writes down what it was told. */
  const asking = Effect.fnUntraced(function* <A>(
    about: Pick<Told, "job" | "part" | "input" | "group" | "process">,
    names: Array<string>,
    caller: OrdersPlan.Caller,
    once: Effect.Effect<A, Retryable | Fatal>,
    within: ((millis: number) => Effect.Effect<A, BinanceError>) | undefined,
    resultOf: (value: A) => Result
  ) {
    const askedAt = exchange.exchangeTime(time.now)
    const before = exchange.requests().length
    const mark = about.job.index + (about.part === "first" ? 0 : 100)
    wanted.set(mark, [...(wanted.get(mark) ?? []), askedAt])
    const tell = (result: Result) => {
      exchange.advance(time.now)
      const { part, job } = about
      const what = part === "first" ? job.first._tag : part === "blind" ? "Cancel" : job.next?._tag
      const tail =
        result._tag === "NotExecuted"
          ? ` ${result.error.reason._tag}`
          : result._tag === "Cancellation"
            ? ` ${result.end._tag}`
            : ""
      meet(`told: ${what} ${result._tag}${tail}`)
      note(`job ${job.index} ${part} (${names.join(", ")}) is told ${result._tag}${tail}`)
      told.push({
        ...about,
        names: [...names],
        result,
        requests: exchange.requests().length,
        before,
        learned: Math.max(
          before,
          journals[about.group]?.learned(about.process, `${job.key}${part === "next" ? "-next" : ""}`) ?? 0
        ),
        askedAt,
        toldAt: exchange.exchangeTime(time.now),
        open: new Set(exchange.orders().flatMap((order) => (isOpen(order) ? order.orderId : [])))
      })
      return result
    }
    const ended = (exit: Exit.Exit<A, BinanceError>): Result => {
      if (Exit.isSuccess(exit)) {
        outputs.say(exit.value)
        return tell(resultOf(exit.value))
      }
      const error = exit.cause.reasons.find((one) => one._tag === "Fail")?.error
      if (error === undefined) {
        const defect = exit.cause.reasons.find((one) => one._tag === "Die")
        if (defect !== undefined) defects.push(defect.defect)
        return tell({ _tag: "Nothing" })
      }
      outputs.error(error)
      return tell(error instanceof AmbiguousExecution ? { _tag: "InDoubt" } : { _tag: "NotExecuted", error })
    }
    switch (caller._tag) {
      case "Patient":
        return ended(yield* Effect.exit(once))
      case "Within": {
        if (within === undefined) return ended(yield* Effect.exit(once))
        const result = ended(yield* Effect.exit(within(caller.within)))
        if (result._tag !== "InDoubt" || about.job.key === undefined) return result
        yield* Effect.sleep(caller.later)
        names.length = 0
        wanted.get(mark)?.push(exchange.exchangeTime(time.now))
        return ended(yield* Effect.exit(once))
      }
      case "Interrupted": {
        if (caller.how === "timeout") {
          const exit = yield* Effect.exit(Effect.timeoutOption(once, caller.after))
          if (Exit.isFailure(exit)) return ended(Exit.failCause(exit.cause))
          if (exit.value._tag === "Some") return ended(Exit.succeed(exit.value.value))
          return tell({ _tag: "Nothing" })
        }
        const fiber = yield* Effect.forkChild(once, { startImmediately: true })
        yield* Effect.sleep(caller.after)
        const early = fiber.pollUnsafe()
        if (early !== undefined) return ended(early)
        yield* Fiber.interrupt(fiber)
        return tell({ _tag: "Nothing" })
      }
    }
  })

  const trade = Effect.fnUntraced(function* (
    orders: Orders.Orders["Service"],
    here: Pick<Told, "group" | "process">,
    job: OrdersPlan.Job
  ) {
    const { caller, first, goodFor, key, next, symbol } = job
    const names: Array<string> = []
    const noted = <A>(call: Call.Call<A, BinanceError, BinanceClient.BinanceClient>) => {
      const seen = Call.perRun<A, BinanceError, BinanceClient.BinanceClient>(
        Effect.flatMap(Intent.Current, (intent) => {
          if (intent !== undefined) names.push(intent.clientOrderId)
          return call
        })
      )
      return goodFor === undefined ? seen : seen.pipe(Call.goodFor(goodFor))
    }
    const optionsOf = (suffix: string, one: OrdersPlan.Caller): Orders.PlaceOptions => ({
      key: key === undefined ? undefined : `${key}${suffix}`,
      policy: one._tag === "Patient" ? RetryPolicy.make({ times: one.times, base: one.pause }) : undefined
    })
    const executed = (value: unknown): Result => ({ _tag: "Executed", value })
    const call = noted(placing(job))
    const options = optionsOf("", caller)
    const placed = yield* asking<First>(
      { ...here, job, part: "first", input: first.input },
      names,
      caller,
      orders.place(call, options),
      (millis) => orders.placeWithin(call, millis, options),
      executed
    )
    if (placed._tag !== "Executed" || next === undefined) return
    yield* Effect.sleep(next.after)
    const input = inputOf(next, symbol, placed.value as Spot.Order) // only orders have something done to them
    const about = { ...here, job, part: "next", input } as const
    names.length = 0
    switch (next._tag) {
      case "Cancel": {
        const cancel = orders.cancel(noted(Spot.cancelOrder(input as Spot.CancelOrder)))
        yield* asking(about, names, next.caller, cancel, undefined, (end) => ({ _tag: "Cancellation", end }))
        return
      }
      case "Amend": {
        const amend = orders.amend(noted(Spot.amendOrder(input as Spot.AmendOrder)), optionsOf("-next", next.caller))
        yield* asking<Second>(about, names, next.caller, amend, undefined, executed)
        return
      }
      case "Replace": {
        const replace = orders.cancelReplace(
          noted(Spot.cancelReplaceOrder(input as Spot.CancelReplaceOrder)),
          optionsOf("-next", next.caller)
        )
        yield* asking<Second>(about, names, next.caller, replace, undefined, executed)
      }
    }
  })

  const cancelBlindly = (
    orders: Orders.Orders["Service"],
    here: Pick<Told, "group" | "process">,
    job: OrdersPlan.Job
  ) => {
    const { newClientOrderId: origClientOrderId = "" } = job.first.input as Spot.PlaceOrder // what has a chosen name is an order
    const input = { symbol: job.symbol, origClientOrderId }
    return asking(
      { ...here, job, part: "blind", input },
      [],
      { _tag: "Patient", times: 0, pause: 100 },
      orders.cancel(Spot.cancelOrder(input)),
      undefined,
      (end) => ({ _tag: "Cancellation", end })
    )
  }

  const boot = (machine: OrdersPlan.Machine, nth: number, isLast: boolean) => {
    const life = machine.lives[nth]
    if (life === undefined) return
    const { group, index } = machine
    const process = new Mortal(time, {
      wallOffset: machine.wallOffset,
      fates: life.fates,
      onFate: ({ point, stallsFor }) => {
        note(`machine ${index} ${stallsFor === Infinity ? "dies" : `stalls for ${stallsFor} ms`}: ${point}`)
        if (stallsFor === Infinity) {
          meet(`killed: ${point}`)
          gone()
        } else {
          meet(`stalled: ${point.split(" ")[0]}`)
          if (point.startsWith("wire: before")) stalls++
          awakenings.push({ address, from: time.now, until: time.now + stallsFor + 100 })
        }
      }
    })
    const gone = () => {
      process.kill()
      hangUp.get(process)?.()
      living.delete(process)
      time.at(time.now + life.down, () => {
        if (time.now < Plan.start + plan.endBy) boot(machine, nth + 1, isLast)
      })
    }
    const address = `10.0.${index}.${nth}`
    const over = sockets?.of({ address, http: line.from(address), process })
    const transport =
      over === undefined
        ? wireOf(process, line.from(address))
        : Layer.effect(
            Transport,
            Effect.map(Transport, (inner) => wireOf(process, inner))
          ).pipe(Layer.provide(over.layer))
    living.set(process, address)
    if (over !== undefined) hangUp.set(process, over.hangUp)
    note(`machine ${index} boots`)

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

    const program = Effect.gen(function* () {
      const scope = yield* Scope.make()
      const layer = Orders.layer({
        products: [Spot],
        processName: `machine-${index}`,
        shutdownWithin: life.shutdownWithin
      }).pipe(
        Layer.provideMerge(layerOf(plan, transport, sabotage)),
        Layer.provide(Layer.succeed(OrderJournal, (journals[group] ?? journals[0]!).seenBy(process, isLast)))
      )
      const context = yield* Layer.buildWithScope(Layer.fresh(layer), scope)
      if (sabotage === "claims") Context.get(context, BinanceClient.BinanceClient).claimed.isAnothers = () => false
      const orders = Context.get(context, Orders.Orders)
      const recovering = Effect.gen(function* () {
        yield* Effect.sleep(life.recoversAfter)
        while (true) {
          const recovered = yield* Effect.result(orders.recover)
          if (recovered._tag === "Success") {
            for (const { operation, outcome } of recovered.success)
              meet(`recovered: ${operation} ${outcome?._tag ?? "unknown"}`)
            outputs.say(recovered.success)
            return
          }
          meet("recovered: the journal could not be read")
          yield* Effect.sleep(1000)
        }
      })
      const jobsHere = Effect.forEach(
        plan.jobs.filter(({ at, key }) =>
          isLast
            ? key !== undefined && Array.from(at.keys()).some((one) => (one === 2 ? 1 : 0) === group)
            : at.has(index)
        ),
        (job) =>
          Effect.gen(function* () {
            const name = `${index} ${job.index}`
            const isAgain = isLast || begun.has(name)
            if (isAgain && (job.key === undefined || !job.comesBack)) return
            begun.add(name)
            yield* Effect.sleep(
              isAgain ? random.integer(0, 2000) : Math.max(0, Plan.start + (job.at.get(index) ?? 0) - time.now)
            )
            yield* trade(orders, { group, process }, job)
          }).pipe(tracked),
        { concurrency: "unbounded", discard: true }
      )
      const blind = Effect.forEach(
        isLast ? [] : plan.jobs.filter(({ blindCancelAt }) => blindCancelAt !== undefined),
        (job) =>
          Effect.suspend(() => {
            const name = `${index} blind ${job.index}`
            // somebody who knows the name, in one of the processes of the group
            if (begun.has(name) || !(job.at.has(index) || (group === 0 && !job.at.has(2)))) return Effect.void
            begun.add(name)
            return Effect.delay(
              cancelBlindly(orders, { group, process }, job),
              Math.max(0, Plan.start + (job.blindCancelAt ?? 0) - time.now)
            ).pipe(tracked)
          }),
        { concurrency: "unbounded", discard: true }
      )
      const recovery = yield* Effect.forkChild(tracked(recovering), { startImmediately: true })
      yield* Effect.forkChild(
        Effect.andThen(
          life.tradesAtOnce ? Effect.void : Fiber.join(recovery),
          Effect.all([jobsHere, blind], { concurrency: 2 })
        ),
        { startImmediately: true }
      )
      if (life.end === undefined) return yield* Effect.never
      yield* Effect.sleep(life.end.after)
      if (life.end.how === "closed") {
        meet("process: closed")
        note(`machine ${index} closes`)
        yield* Scope.close(scope, Exit.void)
        note(`machine ${index} has closed`)
      } else {
        meet("process: killed at any moment")
        note(`machine ${index} is killed`)
      }
      gone()
    })
    const fiber = Effect.runForkWith(Context.merge(references, process.context))(program)
    fiber.addObserver((exit) => {
      if (Exit.isFailure(exit)) for (const one of exit.cause.reasons) if (one._tag === "Die") defects.push(one.defect)
    })
  }

  // --- everybody else

  const touched = new Set<number>()
  const happen = Bystanders.make(exchange, time, meet, touched)
  for (const event of plan.events)
    time.at(Plan.start + event.at, () => {
      if (event._tag !== "Ban") return happen(event)
      for (const address of living.values())
        if (exchange.backOffUntil(time.now, address) === undefined)
          exchange.ban(time.now, { address, millis: event.millis })
    })

  // --- the run

  const jobOf = (row: IntentRow): OrdersPlan.Job | undefined => {
    const input = row.input as {
      readonly strategyId?: number
      readonly above?: { readonly strategyId?: number }
      readonly working?: { readonly strategyId?: number }
    } // an operation's own input
    const mark = input.strategyId ?? input.above?.strategyId ?? input.working?.strategyId ?? 0
    return plan.jobs.find(({ index }) => index === (mark % 100) - 1)
  }
  const isNamed = (row: IntentRow, name: string) =>
    row.clientOrderId === name || row.subject.clientOrderIds.includes(name)

  /** Whether nobody can tell: an order of the same content was cancelled under another name, and is not known to be another's. */
  const isUndecidable = (row: IntentRow, rows: ReadonlyArray<IntentRow>): boolean => {
    const job = jobOf(row)
    if (job === undefined) return false
    const { subject } = row
    const from = row.attempts.reduce((earliest, { signedFrom }) => Math.min(earliest, signedFrom), Infinity)
    return exchange.orders().some((order) => {
      if (order.account !== "ours" || order.symbol !== subject.symbol || order.status !== "CANCELED") return false
      // of a list that was found by one of its orders only that one is known
      const owner = rows.find(
        ({ outcome }) =>
          outcome?._tag === "Executed" &&
          (outcome.orderId === `${order.orderId}` ||
            JSON.stringify(outcome.result).includes(`"orderId":${order.orderId},`))
      )
      return (
        !isNamed(row, order.clientOrderId) &&
        order.acceptedAt >= from - 5000 &&
        (owner === undefined || owner.id === row.id) &&
        contentsOf(job.first, subject).some(
          ({ price, quantity, side, type }) =>
            order.side === side &&
            order.type === type &&
            sameDecimal(order.price, price === undefined ? undefined : String(price)) &&
            sameDecimal(order.quantity, quantity === undefined ? undefined : String(quantity))
        )
      )
    })
  }

  const bounds = plan.recvWindow + plan.engineDelayMillis + 3 * plan.visibilityMillis
  const paused = plan.events.reduce((sum, event) => sum + (event._tag === "Pause" ? event.millis : 0), 0)
  const calmAt = Plan.start + Math.max(plan.storm.until, plan.endBy) + paused + 310_000
  const limit = calmAt + 12 * (bounds + plan.settling.longestPause + plan.callTimeout) + 60_000

  const program = Effect.gen(function* () {
    for (const machine of plan.machines) time.at(Plan.start + machine.bootAt, () => boot(machine, 0, false))
    yield* Effect.sleep(plan.endBy)
    for (const process of living.keys()) {
      process.kill()
      hangUp.get(process)?.()
    }
    living.clear()
    // what the dead have written arrives before the last process asks
    while (journals.some((journal) => journal.onTheWay() > 0)) yield* Effect.sleep(100)
    for (const machine of plan.last) boot(machine, 0, true)
    while (time.now < limit) {
      yield* Effect.sleep(5000)
      if (pending.size > 0 && time.now < Plan.start + plan.storm.until + bounds) continue
      const open = journals.flatMap((journal) => {
        const rows = journal.rows()
        return rows.filter(({ outcome }) => outcome === undefined).map((row) => isUndecidable(row, rows))
      })
      if (open.length === 0 ? pending.size === 0 : open.every((one) => one) && time.now > calmAt) break
    }
    for (const process of living.keys()) process.kill()
  })
  const exit = time.run(Effect.provideContext(program, references), limit + 600_000)
  exchange.drain()
  if (exit !== undefined && Exit.isFailure(exit))
    throw new Error(`seed ${seed} ended in a defect`, { cause: exit.cause })
  if (defects.length > 0) throw new Error(`seed ${seed} met a defect`, { cause: defects[0] })

  // --- the judgement

  const orders = exchange.orders().filter(({ account }) => account === "ours")
  const requests = exchange.requests()
  const placedBy = (mark: number) => orders.filter(({ request }) => line.sent.get(request.id)?.intent === mark)
  const placedAs = (name: string) => orders.filter((order) => nameOf(order) === name && line.sent.has(order.request.id))
  const executedOn = (path: string, target: Exchange.LedgerOrder | undefined) =>
    requests.filter((request) => {
      const sent = request.executed && request.path === path ? line.sent.get(request.id) : undefined
      return (
        sent !== undefined &&
        target !== undefined &&
        (sent.orderId === target.orderId || sent.origClientOrderId === target.placedAs)
      )
    })
  const violations: Array<string> = []

  /** What is said of an intent, by whom, when there were so many requests. */
  interface Said {
    readonly by: string
    readonly kind: string
    readonly name: string
    readonly input: unknown
    readonly isYes: boolean
    /** What it is said to have given. */
    readonly value: unknown
    /** Why it is said to have done nothing, or half of it. */
    readonly reason: { readonly _tag: string } | undefined
    readonly requests: number
  }
  const judge = ({ by, input, isYes, kind, name, reason, requests: until, value }: Said) => {
    const say = (invariant: string, text: string) => violations.push(`${invariant}: ${by}: ${text}`)
    const how = isYes ? "executed" : (reason?._tag ?? "not executed")
    // a name that its caller chose is the name of each run
    const { newClientOrderId } = input as { readonly newClientOrderId?: string }
    const isIts = ({ request }: Exchange.LedgerOrder) => newClientOrderId === undefined || request.id <= until
    const named = placedAs(newClientOrderId ?? name)
    const whichTarget = input as {
      readonly orderId?: number | string
      readonly origClientOrderId?: string
      readonly cancelOrderId?: number
    }
    const targetId = whichTarget.cancelOrderId ?? whichTarget.orderId
    const target = orders.find((order) => isMeant(order, targetId, whichTarget.origClientOrderId))
    // what replaces an order may have its name
    const accepted = kind === "cancelReplace" ? named.filter((order) => order !== target) : named
    switch (kind) {
      case "place":
      case "orderList": {
        const ids = new Set(accepted.map((order) => (kind === "place" ? order.orderId : order.orderListId)))
        if (isYes && !ids.has(idOf(value as First))) say("I2", `${how} as ${idOf(value as First)}, which is not it`)
        if (!isYes && accepted.some(isIts)) say("I3", `${how}, and order ${accepted[0]?.orderId} exists`)
        return
      }
      case "cancelReplace": {
        if (target === undefined) return
        const { cancel, place, placed } = halvesOf({ _tag: isYes ? "Executed" : "NotExecuted" }, reason)
        const sent = executedOn("/api/v3/order/cancelReplace", target)
        if (cancel && target.status !== "CANCELED")
          say("I2", `${how}, the old order cancelled, and it is ${target.status}`)
        const isByOthers = touched.has(target.orderId) || executedOn("/api/v3/order", target).length > 0
        // one of several that were sent may be another intent's
        if (!cancel && target.status === "CANCELED" && !isByOthers && sent.some(({ id }) => id <= until))
          say("I3", `${how}, the old order not cancelled, and it is`)
        const { newOrderResponse } = (value ?? {}) as Partial<Spot.CancelReplaced>
        const id = isYes ? newOrderResponse?.orderId : placed?.orderId
        if (place && !accepted.some(({ orderId }) => orderId === Number(id)))
          say("I2", `${how}, the new order ${id}, which is not it`)
        if (!place && accepted.some(isIts)) say("I3", `${how}, no new order, and ${accepted[0]?.orderId} exists`)
        return
      }
      case "amend": {
        if (target === undefined) return
        const { newQty } = input as { readonly newQty?: string }
        const isAsAsked = touched.has(target.orderId)
          ? Number(target.quantity) <= Number(newQty)
          : Number(target.quantity) === Number(newQty) ||
            (target.status === "EXPIRED" && Number(target.executedQuantity) >= Number(newQty))
        const isOver = target.status === "CANCELED" || target.status === "EXPIRED"
        const sent = executedOn("/api/v3/order/amend/keepPriority", target)
        if (isYes && !isAsAsked) say("I2", `${how}, and it has ${target.quantity}`)
        if (!isYes && reason?._tag !== "AlreadyInState" && sent.some(({ id }) => id <= until) && isAsAsked && !isOver)
          say("I3", `${how}, and it has ${target.quantity}`)
        return
      }
      case "cancel": {
        if (isYes && target?.status !== "CANCELED")
          say("I2", `${how}, and order ${target?.orderId} is ${target?.status}`)
        const state = reason?._tag === "AlreadyInState" ? (reason as { readonly state?: string }).state : undefined
        if (state !== undefined && target !== undefined && target.status !== state)
          say("I2", `${how} ${state}, and order ${target.orderId} is ${target.status}`)
      }
    }
  }

  for (const job of plan.jobs) {
    const { index, key } = job
    for (const [mark, what] of [
      [index, job.first._tag],
      [index + 100, "replacement"]
    ] as const) {
      const accepted = placedBy(mark)
      const wholes = new Set(
        accepted.map((order) => (order.orderListId < 0 ? `${order.orderId}` : `list ${order.orderListId}`))
      )
      // whoever has no key asks for another one each time
      const asked = key === undefined ? told.filter((one) => one.job === job && one.part === "first").length : 1
      if (wholes.size > Math.max(1, asked))
        violations.push(
          `I1: job ${index}, ${what} of ${key ?? "no key"}: accepted ${wholes.size} times (${[...wholes].join(", ")})`
        )
    }
  }

  for (const request of requests) {
    const mark = line.sent.get(request.id)?.intent
    const job = plan.jobs.find(({ index }) => index === (mark ?? 0) % 100)
    if (mark === undefined || job === undefined) continue
    const goodFor = job.goodFor ?? (isImmediate(mark < 100 ? job.first.input : job.next) ? 10_000 : 60_000)
    const sentAt = exchange.exchangeTime(request.sentAt)
    const ages = (wanted.get(mark) ?? []).map((at) => sentAt - at).filter((age) => age >= 0)
    const age = Math.min(...ages)
    if (!(age <= goodFor + 50))
      violations.push(
        `I3: job ${job.index}: sent ${Math.round(age)} ms after it was asked for, and it was good for ${goodFor} ms`
      )
  }

  for (const journal of journals) {
    const rows = journal.rows()
    for (const row of rows) {
      const { clientOrderId, id, input, key, operation, outcome, run: nth, subject } = row
      const by = `${operation} ${key ?? id} run ${nth}, stored`
      meet(`row: ${operation} ${outcome?._tag ?? "open"}`)
      if (nth > 1) meet("row: a key that was begun again")
      const writers = new Set(row.attempts.map(({ writtenBy }) => writtenBy))
      if (writers.size > 1) meet("row: attempts of two processes")
      if (row.attempts.length > 1 && writers.size === 1) meet("row: several attempts of one process")
      if (outcome === undefined) {
        if (isUndecidable(row, rows)) meet("row: undecidable, and so it stays in doubt")
        else violations.push(`I4: ${by}: nothing ${Math.round((limit - Plan.start) / 1000)} s after the start`)
        continue
      }
      judge({
        by,
        kind: subject.kind,
        name: clientOrderId,
        input,
        isYes: outcome._tag === "Executed",
        value: outcome._tag === "Executed" ? outcome.result : undefined,
        reason: outcome._tag === "Executed" ? undefined : outcome.error.reason,
        requests: journal.concluded.get(id)?.requests ?? Infinity
      })
      outputs.say(SharedJournal.textOf(row))
    }
  }

  for (const one of told) {
    const { input, job, names, part, result, requests: until } = one
    const by = `job ${job.index}, ${part}, told`
    const name = names.at(-1)
    switch (result._tag) {
      case "Executed":
      case "NotExecuted": {
        const kind =
          part === "next"
            ? job.next?._tag === "Amend"
              ? "amend"
              : job.next?._tag === "Replace"
                ? "cancelReplace"
                : "cancel"
            : job.first._tag === "Order"
              ? "place"
              : "orderList"
        const isYes = result._tag === "Executed"
        const reason = result._tag === "NotExecuted" ? result.error.reason : undefined
        if (name !== undefined)
          judge({
            by,
            kind,
            name,
            input,
            isYes,
            value: isYes ? result.value : undefined,
            reason, // what others do with its key after that it cannot know
            requests: job.key === undefined ? until : one.learned
          })
        // it speaks for its key
        if (job.key !== undefined && !isYes && part === "first") {
          const exists = placedBy(job.index).find(({ request }) => request.id <= one.learned)
          if (exists !== undefined)
            violations.push(`I3: ${by}: ${reason?._tag}, and order ${exists.orderId} of its key exists`)
        }
        // a session that has just lost its key is told that its request names none
        const msg = (reason as { readonly msg?: string } | undefined)?.msg ?? ""
        const isLoggedOff = Sockets.hasSession(seed) && msg.includes("'apiKey'")
        if (reason?._tag === "InvalidRequest" && !isLoggedOff) violations.push(`I3: ${by}: ${msg}`)
        break
      }
      case "Cancellation": {
        const { end } = result
        const { orderId, origClientOrderId } = input as {
          readonly orderId?: number
          readonly origClientOrderId?: string
        }
        const meant = orders.filter((order) => isMeant(order, orderId, origClientOrderId))
        const say = (invariant: string, text: string) => violations.push(`${invariant}: ${by} ${end._tag}: ${text}`)
        switch (end._tag) {
          case "Cancelled":
          case "AlreadyEnded": {
            const order = meant.find((row) => row.orderId === Number(end.order.orderId))
            if (order === undefined) say("I2", `order ${end.order.orderId}, which is not it`)
            else if (end._tag === "Cancelled" ? order.status !== "CANCELED" : order.status !== end.order.status)
              say("I2", `order ${order.orderId} is ${order.status}, not ${end.order.status}`)
            break
          }
          case "NeverExisted":
            for (const order of meant)
              // it may be begun again while it is cancelled
              if (order.request.id <= one.before) say("I3", `order ${order.orderId} was placed before`)
            break
          case "NotFound":
            for (const order of meant) {
              // a cancel or an amend by its id took its name away
              const isRenamed = origClientOrderId !== undefined && order.clientOrderId !== origClientOrderId
              if (touched.has(order.orderId) || order.acceptedAt > one.askedAt) continue
              if (isRenamed) continue
              if (one.open.has(order.orderId)) say("I3", `order ${order.orderId} was open`)
              else say("I2", `order ${order.orderId} is ${order.status}`)
            }
        }
      }
    }
  }
  const isExcused = journals.some((journal) => {
    const rows = journal.rows()
    return rows.some((row) => row.outcome === undefined && isUndecidable(row, rows))
  })
  if (pending.size > 0 && !isExcused)
    violations.push(`I4: ${pending.size} callers of the last process were told nothing`)
  const isUnawareAt = (address: string, at: number) =>
    awakenings.some((one) => one.address === address && at >= one.from && at <= one.until)
  const isUnaware = ({ address, sentAt }: Exchange.RequestRecord) => isUnawareAt(address, sentAt)
  violations.push(
    ...always(plan, { exchange, line, outputs, hasEnded: exit !== undefined, mayAbort: stalls, isUnaware, isUnawareAt })
  )
  if (outputs.holding(["a person has to look at it"]).length > 0)
    violations.push("I3: the journal says one thing, and a process another")

  // --- what it met

  for (const [text, branch] of saidBranches) if (outputs.holding([text]).length > 0) meet(branch)
  const fingerprint = lookBack(requests, meet)
  return {
    seed,
    violations,
    met,
    intents: journals.reduce((sum, journal) => sum + journal.rows().length, 0),
    orders: orders.length,
    requests: requests.length,
    fingerprint,
    timeline: withTimeline
      ? [
          ...happened,
          ...requests.map((request) => `${requestLine(request)} from ${request.address}`),
          ...orders.map((order) => orderLine(order, line.sent.get(order.request.id)?.intent)),
          ...journals.flatMap((journal) => journal.rows().map((row) => SharedJournal.textOf(row)))
        ]
      : []
  }
}

/** Branches that are told by what is logged. */
export const saidBranches: ReadonlyArray<readonly [text: string, branch: string]> = [
  ["is not written down yet", "logged: an outcome could not be written down"],
  ["intents that are not settled", "logged: closed with intents that are not settled"],
  ["it took too long to write", "told: written too late to be signed"]
]
