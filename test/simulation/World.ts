/**
 * One run of the simulation: an exchange, a client and a storm from one seed, and what must be true of them whatever happens.
 */
import * as NodeSigner from "@effect-binance/node/NodeSigner"
import * as Exchange from "@effect-binance/simulator/Exchange"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import type * as Fault from "@effect-binance/simulator/Fault"
import * as Seeded from "@effect-binance/simulator/Seeded"
import * as BinanceClient from "effect-binance/client/BinanceClient"
import * as Call from "effect-binance/client/Call"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as ClientOrderId from "effect-binance/client/ClientOrderId"
import * as Credentials from "effect-binance/client/Credentials"
import * as Intent from "effect-binance/client/Intent"
import * as ServerClock from "effect-binance/client/ServerClock"
import { Signer } from "effect-binance/client/Signer"
import { Transport } from "effect-binance/client/Transport"
import type { AmbiguousExecution, BinanceError } from "effect-binance/errors/BinanceError"
import * as BanWindow from "effect-binance/limits/BanWindow"
import * as Spot from "effect-binance/products/Spot"
import * as Reconciliation from "effect-binance/settlement/Reconciliation"
import * as SettlementBounds from "effect-binance/settlement/SettlementBounds"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Branches from "./Branches.ts"
import * as Bystanders from "./Bystanders.ts"
import * as Callers from "./Callers.ts"
import * as Line from "./Line.ts"
import * as Misread from "./Misread.ts"
import { Outputs } from "./Outputs.ts"
import * as Plan from "./Plan.ts"
import * as Sabotages from "./Sabotage.ts"
import * as Sockets from "./Sockets.ts"
import * as Streams from "./Streams.ts"
import { VirtualTime } from "./VirtualTime.ts"

export interface Outcome {
  readonly seed: number
  /** What was broken, in words; empty when everything held. */
  readonly violations: ReadonlyArray<string>
  /** How often each fault was met, by the kind of request, and each branch of the settlement. */
  readonly faults: ReadonlyMap<string, { readonly [Kind in Plan.Kind]: number }>
  readonly branches: ReadonlyMap<string, number>
  readonly intents: number
  readonly orders: number
  readonly requests: number
  /** Of all requests, their times and their outcomes: the same in every run of the seed. */
  readonly fingerprint: number
  /** Every request and every order, in words; empty unless asked for. */
  readonly timeline: ReadonlyArray<string>
}

interface Story {
  readonly planned: Plan.Planned
  placed: Callers.Told<Spot.Order>
  /** `undefined`: it was never tried. */
  cancelled: Callers.Told<Spot.Order> | undefined
}

/** One settlement that ended. */
interface Settled {
  readonly story: Story
  readonly isPlacement: boolean
  readonly resolution: Reconciliation.Resolution
  /** How many requests there were by then. */
  readonly requests: number
}

export const sameDecimal = (a: string | undefined, b: string | undefined) =>
  a === undefined || b === undefined || Number(a) === Number(b)

const accountsOf = (plan: Plan.Plan): ReadonlyArray<ExchangeConfig.AccountConfig> => {
  const check = (key: string) => (payload: string, signature: string) =>
    signature === cheapSignature(plan, key, payload)
  const balances = { BTC: "1000", ETH: "10000", USDT: "100000000" }
  return [
    {
      name: "ours",
      keys: [
        {
          apiKey: plan.apiKey,
          withdrawals: true,
          key: plan.genuineSignatures
            ? { _tag: "Hmac", secret: plan.secret }
            : { _tag: "Custom", verify: check(plan.secret) }
        },
        { apiKey: "elsewhere", withdrawals: true, key: { _tag: "Custom", verify: () => true } }
      ],
      balances: plan.poor ? { BTC: "0.0021", ETH: "0.021", USDT: "110" } : balances
    },
    { name: "stranger", keys: [{ apiKey: "stranger", key: { _tag: "Custom", verify: () => true } }], balances }
  ]
}

const cheapSignature = (plan: Plan.Plan, secret: string, payload: string) => {
  const { mark, seed } = plan
  const signature = `${mark}${Seeded.hash(secret + payload).toString(16)}`
  // only keys whose signatures are of this length can log on
  return Sockets.hasSession(seed) || Streams.isLoggedOn(plan) ? `${signature.padEnd(86, "0")}==` : signature
}

// Two levels are enough to trade with, and forty take longer to put up than the rest of the exchange.
const symbols: Array<ExchangeConfig.SymbolConfig> = []
for (const symbol of ExchangeConfig.defaults.symbols)
  symbols.push({ ...symbol, house: symbol.house === undefined ? undefined : { ...symbol.house, levels: 2 } })

// the same for the contracts
const contracts: Record<string, ReadonlyArray<ExchangeConfig.ContractConfig>> = {}
const shallow = (contract: ExchangeConfig.ContractConfig): ExchangeConfig.ContractConfig => ({
  ...contract,
  house: contract.house === undefined ? undefined : { ...contract.house, levels: 2 }
})
for (const [book, all] of Object.entries(ExchangeConfig.defaults.contracts)) contracts[book] = all.map(shallow)

export const exchangeOf = (
  plan: Plan.Plan,
  sabotage: Sabotages.Any | undefined,
  retention?: ExchangeConfig.ExchangeConfig["retention"],
  /** How much later than over HTTP the exchange may get what had left, in ms. */
  graceMillis = 0,
  failedMovementProbability = 0
) => {
  const { engineDelayMillis, reads, visibilityMillis } = plan
  return new Exchange.Exchange({
    seed: plan.seed,
    symbols,
    contracts,
    ...(retention === undefined ? {} : { retention }),
    accounts: accountsOf(plan),
    engineDelayMillis,
    visibilityMillis,
    skewMillis: plan.skewMillis,
    drift: plan.drift,
    apiTimeoutMillis: plan.apiTimeoutMillis,
    slowProbability: plan.slowProbability,
    failedMovementProbability,
    // what had left before the answer came cannot be called back, and takes this long at the most
    backOffGraceMillis: plan.latency.maximum + graceMillis,
    // in some worlds every read is as late as the bound allows, in others reads flap
    readLag:
      reads === "late"
        ? (_source, _lag, limit) => limit
        : reads === "fresh"
          ? () => 0
          : (_source, lag, limit) => lag.next() * (lag.chance(0.5) ? limit : 20),
    breakBounds:
      sabotage === "engine-bound"
        ? { engineDelayMillis: engineDelayMillis + visibilityMillis * 2 + 5000 }
        : sabotage === "visibility-bound"
          ? { visibilityMillis: visibilityMillis * 4 + 10_000 }
          : undefined
  })
}

const cheapSigner = (plan: Plan.Plan) =>
  Layer.succeed(Signer, {
    apiKey: Redacted.make(plan.apiKey),
    account: "ours",
    sign: (payload) => Effect.sync(() => cheapSignature(plan, plan.secret, payload))
  })

export const layerOf = (
  plan: Plan.Plan,
  transport: Transport["Service"] | Layer.Layer<Transport, never, BanWindow.BanWindow | Signer>,
  sabotage: Sabotages.Any | undefined,
  stream?: Streams.Heard
) => {
  const signer = plan.genuineSignatures
    ? NodeSigner.layer.pipe(Layer.provide(Credentials.layer({ apiKey: plan.apiKey, apiSecret: plan.secret })))
    : cheapSigner(plan)
  const client = BinanceClient.layer.pipe(
    Layer.provideMerge(ServerClock.layerWith({ samples: plan.clockSamples })),
    // whatever way it is, it leads there
    Layer.provide(
      "send" in transport ? Layer.succeed(Transport, { ...transport, endpoint: Line.endpoint }) : transport
    ),
    Layer.provideMerge(sabotage === "window" ? Sabotages.openWindow : BanWindow.BanWindow.layer),
    Layer.provideMerge(stream?.sightings ?? Layer.empty),
    Layer.provide(signer)
  )
  const genuine = Reconciliation.layerWith(plan.settling)
  const settling =
    sabotage === "resend"
      ? Sabotages.resend
      : sabotage === "reject-speaks-for-all"
        ? Layer.provide(Sabotages.rejectSpeaksForAll, genuine)
        : sabotage === "content"
          ? Layer.provide(Sabotages.content, genuine)
          : sabotage === "retention"
            ? Layer.provide(Sabotages.believesAbsence, genuine)
            : sabotage !== undefined && Sabotages.isOfParts(sabotage)
              ? Layer.provide(Sabotages.settlings[sabotage], genuine)
              : genuine
  const whole = Layer.provideMerge(settling, client)
  return Layer.orDie(stream === undefined ? whole : Layer.provideMerge(stream.layer.pipe(Layer.provide(signer)), whole))
}

/** The products, and the services of their own, that have bounds. */
const boundsNames = ["spot", "margin", "usdm", "usdmAlgo", "coinm", "options", "pm"] as const

export const referencesOf = (plan: Plan.Plan, sabotage: Sabotages.Any | undefined, streamDelayMillis?: number) => {
  let made = 0
  const boundsOf = (name: string): SettlementBounds.Bounds => {
    // the engine of USDⓈ-M compares the window with its own clock, and says that it is off by a second at most
    const engineDelayMillis = name === "usdm" ? Math.min(plan.engineDelayMillis, 1000) : plan.engineDelayMillis
    return {
      // a second more where the exchange's nodes do not agree on the time: that much ahead of the truth a timestamp may be
      graceMillis:
        sabotage === "fence" ? -plan.recvWindow : engineDelayMillis + (plan.wrongTimeProbability > 0 ? 1000 : 0),
      visibilityMillis: sabotage === "views" ? 0 : plan.visibilityMillis,
      streamDelayMillis
    }
  }
  return Context.make(
    SettlementBounds.Overrides,
    Object.fromEntries(boundsNames.map((name) => [name, boundsOf(name)]))
  ).pipe(
    Context.add(Intent.RecvWindow, plan.recvWindow),
    Context.add(CallTimeout, Duration.millis(plan.callTimeout)),
    Context.add(ClientOrderId.Generator, () => `sim-${plan.seed}-${++made}`)
  )
}

/** What must be true of every run, whatever it is about. */
export const always = (
  plan: Plan.Plan,
  {
    exchange,
    hasEnded,
    isUnaware,
    isUnawareAt,
    knowsAtOnce = false,
    line,
    mayAbort = 0,
    outputs
  }: {
    readonly exchange: Exchange.Exchange
    readonly line: Line.Line
    readonly outputs: Outputs
    readonly hasEnded: boolean
    /** How many writes may be given up on the wire: by a time-out that fires when a process has stood still before the first byte. */
    readonly mayAbort?: number
    /** Whether who sent this had not come to read yet what it had been told. */
    readonly isUnaware?: (request: Exchange.RequestRecord) => boolean
    /** The same of whoever connected at this time, in local ms. */
    readonly isUnawareAt?: (address: string, at: number) => boolean
    /** Whether whoever is told is never late to read it: then nothing may leave after that, however soon it would. */
    readonly knowsAtOnce?: boolean
  }
): ReadonlyArray<string> => {
  const violations: Array<string> = []
  if (!hasEnded) violations.push("I4: the run did not end")
  if (line.aborts() > mayAbort)
    violations.push(`I3: ${line.aborts()} writes were aborted on the wire, and nobody heard of their end`)
  for (const request of knowsAtOnce
    ? exchange.requests().filter(({ sentInBackOff }) => sentInBackOff)
    : exchange.requestsDuringBackOff())
    if (line.sent.has(request.id) && isUnaware?.(request) !== true)
      violations.push(`I5: ${request.method} ${request.path} was sent into a ban`)
  for (const { address, at } of exchange.connectionsDuringBackOff())
    if (isUnawareAt?.(address, at) !== true)
      violations.push(`I5: a connection was tried ${Math.round(at - Plan.start)} ms after the start, in a ban`)
  for (const said of outputs.holding(
    plan.genuineSignatures ? [plan.apiKey, plan.secret, ...line.signatures] : [plan.apiKey, plan.secret, plan.mark]
  ))
    violations.push(`I6: a secret was said: ${said.slice(0, 300)}`)
  return violations
}

/** What lies between the client and the line; nothing when it is left out. */
export type Between = (plan: Plan.Plan, line: Transport["Service"], time: VirtualTime) => Layer.Layer<Transport>

/** Runs one seed. Nothing else decides what happens. */
export const run = (seed: number, sabotage?: Sabotages.Any, withTimeline = false, between?: Between): Outcome => {
  const plan = between === undefined ? Streams.withSlowViews(Plan.make(seed)) : Plan.make(seed)
  const { planned, random } = plan
  const time = new VirtualTime(Plan.start, random, plan.shuffles)
  const exchange = exchangeOf(plan, sabotage, undefined, between === undefined ? Sockets.graceMillis(seed) : 0)
  const line = Line.make(plan, exchange, time)
  const outputs = new Outputs(seed % 16 === 0)
  const branches = new Map<string, number>()
  const meet = (branch: string) => branches.set(branch, (branches.get(branch) ?? 0) + 1)
  const branch = (name: Branches.Branch) => meet(name)
  const socketsPlan = Sockets.planOf(
    plan,
    planned.map(({ at }) => at)
  )
  const isSabotaged = sabotage === "closed-not-sent"
  const sockets =
    socketsPlan === undefined || between !== undefined
      ? undefined
      : Sockets.make(plan, socketsPlan, { exchange, line, time, branch, isSabotaged })

  const streamsPlan = between === undefined ? Streams.planOf(plan) : undefined
  const opened = Streams.ofSpot(plan)
  const misreadPlan = streamsPlan && Misread.planOf(seed, opened, streamsPlan)
  const streams =
    streamsPlan === undefined
      ? undefined
      : Streams.make(plan, misreadPlan === undefined ? streamsPlan : { ...streamsPlan, stream: misreadPlan.stream }, {
          opened,
          misread: misreadPlan && Misread.make(plan, misreadPlan, { branch, opened, time }),
          exchange,
          line,
          time,
          branch,
          isSabotaged: sabotage === "gap"
        })

  const stories = planned.map((one): Story => ({
    planned: one,
    placed: { _tag: "Running" },
    cancelled: undefined
  }))
  const storyOfInput = new Map<unknown, Story>(stories.map((story) => [story.planned.input, story]))
  const settled: Array<Settled> = []
  /** The doubts that are being settled. */
  const settling = new Map<
    object,
    { readonly story: Story; readonly doubt: AmbiguousExecution; readonly intent: Intent.Intent }
  >()
  /** The orders that the client knows the intent of, as it says itself. */
  const claimed = new Map<string, Intent.Intent>()

  // --- the callers

  const observed = (genuine: Reconciliation.Reconciliation["Service"]) =>
    Reconciliation.Reconciliation.of({
      resolve: (doubt, intent) => {
        const story = storyOfInput.get(intent.input)
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
              const isPlacement = doubt.inDoubt.kind === "place"
              if (Exit.isFailure(exit)) {
                branch(
                  isPlacement
                    ? "caller: interrupted while settling a placement"
                    : "caller: interrupted while settling a cancel"
                )
                return
              }
              const resolution = exit.value
              settled.push({ story, isPlacement, resolution, requests: exchange.requests().length })
              if (resolution.evidence.observations.length > 0) {
                for (const observation of resolution.evidence.observations) meet(Branches.ofObservation(observation))
                meet(Branches.ofEnding(doubt, resolution))
              }
              outputs.say(resolution)
            })
          )
        )
      }
    })

  const asCaller = Callers.make({ branch, outputs, settling: () => settling.size })

  const trade = Effect.fnUntraced(function* (story: Story) {
    const one = story.planned
    let call: Call.Call<Spot.Order, BinanceError, BinanceClient.BinanceClient> = Spot.placeOrder(one.input)
    if (one.goodFor !== undefined) call = call.pipe(Call.goodFor(one.goodFor))
    if (one.failFast) call = call.pipe(Call.failFast)
    yield* asCaller(call, one.caller, true, (told) => {
      story.placed = told
    })
    const { placed } = story
    const { cancel } = one
    if (placed._tag !== "Executed" || cancel === undefined) return
    const { clientOrderId, orderId } = placed.value
    yield* Effect.sleep(cancel.after)
    const which =
      cancel.by === "order-id" || clientOrderId === undefined
        ? { symbol: one.symbol, orderId }
        : { symbol: one.symbol, origClientOrderId: clientOrderId }
    const input = { ...which, cancelRestrictions: cancel.restricted }
    story.cancelled = { _tag: "Running" }
    storyOfInput.set(input, story)
    yield* asCaller(Spot.cancelOrder(input), cancel.caller, false, (told) => {
      story.cancelled = told
    })
  })

  const happen = Bystanders.make(exchange, time, branch)
  for (const event of plan.events) time.at(Plan.start + event.at, () => happen(event))

  // --- the run

  /**
   * Whether nobody can tell what became of it: an order of the same content was cancelled by somebody else, which renamed it, and
   * it is not known to be another intent's. Then the doubt has to stay.
   */
  const isUndecidable = (doubt: AmbiguousExecution, intent: Intent.Intent): boolean => {
    const { inDoubt } = doubt
    const fenceAt = intent.attempts.reduce((latest, { attempt }) => Math.max(latest, attempt.fenceAt), 0)
    const from = intent.attempts.reduce((earliest, { attempt }) => Math.min(earliest, attempt.timestamp), Infinity)
    return exchange.orders().some((order) => {
      if (order.account !== "ours" || order.symbol !== inDoubt.symbol) return false
      // somebody else used the same name at the same time, for something else
      const isNamesake = inDoubt.clientOrderIds.includes(order.placedAs) && order.side !== inDoubt.side
      if (isNamesake && order.acceptedAt >= from - 3000) return true
      if (order.status !== "CANCELED") return false
      // the order that made the name a duplicate is gone, and its name with it
      if (doubt.reason._tag === "EarlierAttemptExists" && inDoubt.clientOrderIds.includes(order.placedAs)) return true
      const owner = claimed.get(`${order.symbol} ${order.orderId}`)
      return (
        order.side === inDoubt.side &&
        order.type === inDoubt.type &&
        sameDecimal(order.price, inDoubt.price) &&
        sameDecimal(order.quantity, inDoubt.quantity) &&
        !inDoubt.clientOrderIds.includes(order.clientOrderId) &&
        order.acceptedAt >= from - 3000 &&
        order.acceptedAt <= fenceAt + 1 &&
        (owner === undefined || owner === intent)
      )
    })
  }

  const bounds = plan.recvWindow + plan.engineDelayMillis + 3 * plan.visibilityMillis
  // the storm, the longest quiet that it can leave behind (five minutes after a block at the edge), and then what one attempt more and the cancel after it take
  const paused = plan.events.reduce((sum, event) => sum + (event._tag === "Pause" ? event.millis : 0), 0)
  const calmAt = Plan.start + plan.storm.until + paused + 310_000
  // and until there is a connection again, half a minute at the most after one that failed
  const limit =
    calmAt + 4 * (bounds + plan.settling.longestPause + plan.callTimeout) + (sockets === undefined ? 60_000 : 120_000)

  const program = Effect.gen(function* () {
    const transport =
      sabotage === "redaction"
        ? Transport.of({ send: (request) => Effect.andThen(Sabotages.logged(request), line.transport.send(request)) })
        : between !== undefined
          ? Context.get(yield* Layer.build(between(plan, line.transport, time)), Transport)
          : (sockets?.of({ address: "127.0.0.1", http: line.transport }).layer ?? line.transport)
    const stream = streams?.of()
    const context = yield* Layer.build(layerOf(plan, transport, sabotage, stream))
    const client = Context.get(context, BinanceClient.BinanceClient)
    const claim = client.claimed.claim.bind(client.claimed)
    client.claimed.claim = (symbol, orderId, intent) => {
      claimed.set(`${symbol} ${orderId}`, intent)
      claim(symbol, orderId, intent)
    }
    if (sabotage === "claims") client.claimed.isAnothers = () => false
    const services = Context.add(
      context,
      Reconciliation.Reconciliation,
      observed(Context.get(context, Reconciliation.Reconciliation))
    )
    const trading = Effect.forEach(stories, (story) => Effect.delay(trade(story), story.planned.at), {
      concurrency: "unbounded",
      discard: true
    })
    if (stream !== undefined) yield* Effect.forkChild(stream.listen, { startImmediately: true })
    const fiber = yield* Effect.forkChild(Effect.provideContext(trading, services), { startImmediately: true })
    // what can never be decided need not be waited for to the end
    while (fiber.pollUnsafe() === undefined && time.now < limit) {
      yield* Effect.sleep(5000)
      const isCalm = time.now > Plan.start + plan.storm.until + bounds
      const open = [...settling.values()]
      const running = stories.filter(({ cancelled, placed }) => (cancelled ?? placed)._tag === "Running")
      if (
        isCalm &&
        running.length > 0 &&
        running.length === open.length &&
        open.every((one) => isUndecidable(one.doubt, one.intent))
      )
        break
    }
    for (const story of stories) {
      const told = story.cancelled ?? story.placed
      if (told._tag !== "Running") continue
      const doubts = [...settling.values()].filter((one) => one.story === story)
      if (doubts.some((one) => isUndecidable(one.doubt, one.intent)))
        branch("world: undecidable, and so it stays in doubt")
      else unsettled.push(story)
    }
    const exit = fiber.pollUnsafe()
    if (exit !== undefined) yield* exit
    else yield* Fiber.interrupt(fiber)
  })
  const unsettled: Array<Story> = []
  const context = Context.merge(referencesOf(plan, sabotage, streamsPlan?.delayMillis), outputs.context)
  const exit = time.run(Effect.scoped(program).pipe(Effect.provideContext(context)), limit + 600_000)
  exchange.drain()
  if (exit !== undefined && Exit.isFailure(exit))
    throw new Error(`seed ${seed} ended in a defect`, { cause: exit.cause })

  // --- the judgement

  const requests = exchange.requests()
  const acceptedOf = stories.map((): Array<Exchange.LedgerOrder> => [])
  for (const order of exchange.orders()) {
    const sent = line.sent.get(order.request.id)
    if (sent?.intent === undefined) continue
    const accepted = acceptedOf[sent.intent]
    // what somebody on the way sent again, and the exchange took again, is nothing that a client can prevent
    const isReplayed = accepted?.some(
      ({ request }) => line.sent.get(request.id)?.isReplay === true && request.id === order.request.id - 1
    )
    if (isReplayed !== true) accepted?.push(order)
  }
  const cancelsOf = (order: Exchange.LedgerOrder) =>
    requests.filter((request) => {
      const sent = request.executed && request.kind === "cancel" ? line.sent.get(request.id) : undefined
      return sent !== undefined && (sent.orderId === order.orderId || sent.origClientOrderId === order.placedAs)
    })

  const violations: Array<string> = []
  const say = (invariant: string, { planned: one }: Story, what: string) =>
    violations.push(
      `${invariant}: intent ${one.index}, ${one.input.side} ${one.input.type} ${one.symbol} (${one.caller._tag}): ${what}`
    )
  for (const story of stories) {
    const accepted = acceptedOf[story.planned.index] ?? []
    const { cancelled, placed } = story
    if (accepted.length > 1) say("I1", story, `accepted ${accepted.length} times`)
    if (placed._tag === "Executed" && !accepted.some(({ orderId }) => orderId === placed.value.orderId))
      say("I2", story, `reported as order ${placed.value.orderId}, which is not it`)
    if (placed._tag === "NotExecuted" && accepted.length > 0)
      say("I3", story, `reported as ${placed.reason}, and order ${accepted[0]?.orderId} exists`)
    const order =
      placed._tag === "Executed" ? accepted.find(({ orderId }) => orderId === placed.value.orderId) : undefined
    if (order === undefined || cancelled === undefined) continue
    if (cancelled._tag === "Executed" && (order.status !== "CANCELED" || cancelled.value.orderId !== order.orderId))
      say(
        "I2",
        story,
        `reported as cancelled (order ${cancelled.value.orderId}), and order ${order.orderId} is ${order.status}`
      )
    if (cancelled._tag === "NotExecuted") {
      if (cancelsOf(order).length > 0)
        say("I3", story, `the cancel was reported as ${cancelled.reason}, and it has executed`)
      // a cancel by a name that had been used before speaks of whichever order had it
      const isName = exchange.orders().filter(({ placedAs }) => placedAs === order.placedAs).length === 1
      if (isName && cancelled.state !== undefined && cancelled.state !== order.status)
        say("I2", story, `reported as ${cancelled.state} already, and it is ${order.status}`)
    }
  }
  for (const { isPlacement, requests: until, resolution, story } of settled) {
    const accepted = acceptedOf[story.planned.index] ?? []
    const how = `its settlement said ${resolution._tag}`
    if (isPlacement) {
      if (resolution._tag === "Executed" && !accepted.some(({ orderId }) => orderId === resolution.order.orderId))
        say("I2", story, `${how}, order ${resolution.order.orderId}, which is not it`)
      if (resolution._tag !== "Executed" && accepted.some(({ request }) => request.id <= until))
        say("I3", story, `${how}, and it exists`)
      continue
    }
    const { placed } = story
    const order =
      placed._tag === "Executed" ? accepted.find(({ orderId }) => orderId === placed.value.orderId) : undefined
    if (order === undefined) continue
    if (resolution._tag === "Executed" && order.status !== "CANCELED")
      say("I2", story, `${how} of the cancel, and it is ${order.status}`)
    if (resolution._tag !== "Executed" && cancelsOf(order).some(({ id }) => id <= until))
      say("I3", story, `${how} of the cancel, and it has executed`)
  }
  for (const story of unsettled)
    say("I4", story, `not settled ${Math.round((limit - Plan.start) / 1000)} s after the start`)
  if (streams !== undefined) violations.push(...streams.judge())
  violations.push(...always(plan, { exchange, line, outputs, hasEnded: exit !== undefined, knowsAtOnce: true }))

  // --- what it met

  const faults = new Map<string, Record<Plan.Kind, number>>()
  let fingerprint = 0
  for (const request of requests) {
    fingerprint = fingerprintOf(fingerprint, request)
    const { fault } = request
    const sent = line.sent.get(request.id)
    if (sent?.isReplay === true) branch("line: sent twice by somebody on the way")
    if (fault === undefined) continue
    // a door that is shut answers before any fault can
    if (request.code === -1003 && fault._tag !== "Banned" && fault._tag !== "BackedOff") continue
    const name = nameOf(fault)
    const met = faults.get(name) ?? { place: 0, cancel: 0, read: 0, public: 0 }
    faults.set(name, met)
    // other kinds a storm has none of
    const kind = Plan.kinds.find((one) => one === request.kind)
    if (kind !== undefined) met[kind]++
  }
  for (const { resolution } of settled)
    if (resolution.evidence.observations.some(({ answer }) => /^no answer \((?:IpBanned|RateLimited)/.test(answer)))
      branch("window: a ban in the middle of a settlement")
  for (let left = line.withdrawals(); left > 0; left--) branch("line: withdrawn before the first byte")
  for (let left = line.wrongTimes(); left > 0; left--) branch("clock: the exchange's was wrong")
  return {
    seed,
    violations,
    faults,
    branches,
    intents: planned.length,
    orders: exchange.orders().length,
    requests: requests.length,
    fingerprint,
    timeline: withTimeline
      ? [
          ...requests.map(requestLine),
          ...exchange.orders().map((order) => orderLine(order, line.sent.get(order.request.id)?.intent))
        ]
      : []
  }
}

const nameOf = (fault: Fault.Fault): string =>
  fault === Streams.ofSessions.fault
    ? Streams.ofSessions.name
    : (Plan.nameOf.get(fault) ?? Sockets.nameOf.get(fault) ?? fault._tag)

export const fingerprintOf = (before: number, request: Exchange.RequestRecord): number =>
  Seeded.hash(
    `${before} ${request.sentAt} ${request.method} ${request.path} ${request.clientOrderId} ${request.timestamp} ${request.status} ${request.code} ${request.executed} ${request.fault?._tag}`
  )

export const requestLine = (request: Exchange.RequestRecord) =>
  [
    `+${Math.round(request.sentAt - Plan.start)} ms`,
    request.method,
    request.path,
    request.clientOrderId ?? "",
    request.fault === undefined ? "" : `(${nameOf(request.fault)})`,
    request.status === 0 ? "" : `${request.status}`,
    request.code ?? "",
    request.executed ? "executed" : ""
  ]
    .filter((part) => part !== "")
    .join(" ")

export const orderLine = (order: Exchange.LedgerOrder, intent: number | undefined) =>
  `order ${order.orderId} of ${intent === undefined ? "somebody else" : `intent ${intent}`}: ${order.side} ${order.type} ${order.quantity} ${order.symbol} ` +
  `at ${order.price}, placed as ${order.placedAs}, now ${order.clientOrderId}, ${order.status}`
