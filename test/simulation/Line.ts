/**
 * The way to the exchange: a transport with waits for a connection, latencies, time-outs and faults, which writes down what went over it.
 */
import type { Exchange, Ticket } from "@effect-binance/simulator/Exchange"
import type * as Fault from "@effect-binance/simulator/Fault"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import { type Reply, Transport, type WireRequest, withdrawn } from "effect-binance/client/Transport"
import * as Intent from "effect-binance/client/Intent"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type Plan, start } from "./Plan.ts"
import type { VirtualTime } from "./VirtualTime.ts"

/** What is known of a request besides what the exchange's books say. */
export interface Sent {
  /** The intent that placed an order or an order list with it; `undefined` for anything else. */
  readonly intent: number | undefined
  /** The order that a cancel, an amend or the cancel half of a cancelReplace names. */
  readonly orderId: number | undefined
  readonly origClientOrderId: string | undefined
  /** What the intent is called that it was sent for; `undefined` over a socket. */
  readonly by: string | undefined
  /** Whether somebody on the way sent it a second time. */
  readonly isReplay: boolean
}

/** The exchange that all of them call. */
export const endpoint = { name: "simulated", baseUrl: "http://simulated" }

export interface Line {
  readonly transport: Transport["Service"]
  /** The way from another address. */
  readonly from: (address: string) => Transport["Service"]
  /** By the id of the request in the exchange's books. */
  readonly sent: ReadonlyMap<number, Sent>
  /** The signatures of the requests, as long as they are genuine. */
  readonly signatures: ReadonlySet<string>
  /** The fault that a request of this kind meets now, if it meets one. */
  readonly draw: (kind: Fault.RequestKind) => Fault.Fault | undefined
  /** Writes down what is known of a request that takes another way: its id in the exchange's books, and its parameters. */
  readonly note: (id: number, method: string, parameter: (name: string) => string | undefined) => void
  /** A request was withdrawn before its first byte; a write was given up on another way. */
  readonly withdrawn: () => void
  readonly aborted: () => void
  /** How often a request was withdrawn before its first byte. */
  readonly withdrawals: () => number
  /** How often the exchange's time came from a node whose clock is wrong. */
  readonly wrongTimes: () => number
  /** How often a write was given up on the wire by whoever sent it. */
  readonly aborts: () => number
}

const noReply = (phase: "connect" | "sent", code: string | undefined, timeout = false): Reply => ({
  _tag: "NoReply",
  phase,
  code,
  timeout
})

const parameter = (request: WireRequest, name: string): string | undefined => {
  const text = request.query === "" ? request.body : request.query
  const from = text.startsWith(`${name}=`) ? 0 : text.indexOf(`&${name}=`) + 1
  if (from === 0 && !text.startsWith(`${name}=`)) return undefined
  const end = text.indexOf("&", from)
  return text.slice(from + name.length + 1, end < 0 ? undefined : end)
}

// An error page that says which request it is about is how a key gets into a log.
const echoed = (reply: Reply, request: WireRequest): Reply => {
  if (reply._tag === "NoReply" || reply.status < 300) return reply
  const told = `${request.method} ${request.path}?${request.query}${request.body} by ${request.headers["x-mbx-apikey"] ?? "nobody"}`
  const body = reply.body.startsWith("{") ? reply.body.replace('"msg":"', `"msg":"${told} `) : `${reply.body}${told}`
  return { ...reply, body }
}

/** The time as a node shows it whose clock is off by up to a second, or by minutes. */
const wrongTime = (reply: Reply, random: Plan["random"]): Reply => {
  if (reply._tag === "NoReply") return reply
  const off = random.chance(0.5) ? random.integer(-900, 900) : random.integer(-120_000, 120_000)
  return {
    ...reply,
    body: reply.body.replace(/"serverTime":(\d+)/, (_, time: string) => `"serverTime":${Number(time) + off}`)
  }
}

const answerOf = (ticket: Ticket): Reply => {
  switch (ticket.ending) {
    case "not-connected":
      return noReply("connect", ticket.code)
    case "reply":
      return ticket.reply ?? noReply("sent", "EARLY") // only after its time has come
    case "reset":
    case "close":
    case "silence":
      return noReply("sent", ticket.code)
  }
}

export const make = (plan: Plan, exchange: Exchange, time: VirtualTime): Line => {
  const { busyProbability, echoes, latency, random, replayProbability, storm, wrongTimeProbability } = plan
  const sent = new Map<number, Sent>()
  const signatures = new Set<string>()
  let withdrawals = 0
  let wrongTimes = 0
  let aborts = 0

  const draw = (kind: Fault.RequestKind): Fault.Fault | undefined => {
    if (time.now >= start + storm.until || !random.chance(storm.probability[kind] ?? 0)) return undefined
    const faults = storm.faults[kind] ?? []
    let drawn = random.next() * faults.reduce((sum, { weight }) => sum + weight, 0)
    for (const { fault, weight } of faults) if ((drawn -= weight) < 0) return fault
    return undefined
  }

  const note = (
    method: string,
    parameter: (name: string) => string | undefined,
    isReplay: boolean,
    by: string | undefined
  ): Sent => {
    const strategy =
      method === "POST"
        ? (parameter("strategyId") ?? parameter("aboveStrategyId") ?? parameter("workingStrategyId"))
        : undefined
    const names = method === "DELETE" || method === "PUT"
    const orderId = names ? parameter("orderId") : parameter("cancelOrderId")
    if (plan.genuineSignatures) {
      const signature = parameter("signature")
      if (signature !== undefined) signatures.add(decodeURIComponent(signature))
    }
    return {
      intent: strategy === undefined ? undefined : Number(strategy) - 1,
      orderId: orderId === undefined ? undefined : Number(orderId),
      origClientOrderId: names ? parameter("origClientOrderId") : parameter("cancelOrigClientOrderId"),
      by,
      isReplay
    }
  }
  const submit = (
    request: WireRequest,
    address: string | undefined,
    travelMillis: number,
    fault: Fault.Fault | undefined,
    isReplay: boolean,
    by: string | undefined
  ) => {
    const ticket = exchange.submit(time.now, request, { travelMillis, fault, address })
    sent.set(
      ticket.record.id,
      note(request.method, (name) => parameter(request, name), isReplay, by)
    )
    return ticket
  }

  const send = (request: WireRequest, address: string | undefined, timeoutMillis: number, by: string | undefined) =>
    Effect.callback<Reply>((resume) => {
      let hasLeft = false
      let next: (() => void) | undefined
      const stop = () => {
        next?.()
        limit?.()
      }
      const finish = (reply: Reply) => {
        stop()
        resume(Effect.succeed(reply))
      }
      const wait = (at: number, then: () => void) => {
        next = time.at(at, then)
      }
      const limit = Number.isFinite(timeoutMillis)
        ? time.at(time.now + timeoutMillis, () =>
            finish(noReply(hasLeft ? "sent" : "connect", hasLeft ? undefined : "UND_ERR_CONNECT_TIMEOUT", true))
          )
        : undefined
      const leave = () => {
        // the last look before the first byte
        if (request.mayLeave?.() === false) {
          withdrawals++
          return finish(noReply("connect", withdrawn))
        }
        hasLeft = true
        const there = random.integer(latency.minimum, latency.maximum)
        const fault = draw(exchange.kindOf(request.method, request.path))
        // What rests cannot be accepted twice under one name; anything else would be filled twice by the one who replays. And of a
        // name that the caller chose, "duplicate" says by contract that it was taken before.
        const isReplayable =
          replayProbability > 0 &&
          (request.body.includes("timeInForce=GTC") || request.body.includes("type=LIMIT_MAKER")) &&
          !request.body.includes("newClientOrderId=house")
        if (fault === undefined && isReplayable && random.chance(replayProbability))
          submit(request, address, Math.max(0, there - 1), undefined, true, by)
        const ticket = submit(request, address, there, fault, false, by)
        if (ticket.ending === "silence") return
        wait(time.now + there, () => {
          const now = time.now
          exchange.advance(now)
          const back = random.integer(latency.minimum, latency.maximum)
          // whole ms, and late rather than early
          wait(Math.ceil((ticket.answeredAt ?? now) + back + 1), () => {
            exchange.advance(time.now)
            exchange.delivered(ticket, time.now)
            const isWrong =
              wrongTimeProbability > 0 && request.path.endsWith("/time") && random.chance(wrongTimeProbability)
            if (isWrong) wrongTimes++
            const reply = isWrong ? wrongTime(answerOf(ticket), random) : answerOf(ticket)
            finish(echoes && fault?._tag === "Replied" ? echoed(reply, request) : reply)
          })
        })
      }
      if (busyProbability > 0 && random.chance(busyProbability)) wait(time.now + random.integer(1, 3000), leave)
      else leave()
      return Effect.sync(() => {
        stop()
        const kind = exchange.kindOf(request.method, request.path)
        // what has left arrives all the same, and now nobody hears of it
        if (hasLeft && kind !== "read" && kind !== "public") aborts++
      })
    })

  const from = (address?: string) =>
    Transport.of({
      send: (request) =>
        Effect.flatMap(Effect.context(), (context) =>
          send(
            request,
            address,
            Duration.toMillis(Context.get(context, CallTimeout)),
            Context.get(context, Intent.Current)?.clientOrderId
          )
        )
    })

  return {
    transport: from(),
    from,
    sent,
    signatures,
    draw,
    note: (id, method, parameterOf) => {
      sent.set(id, note(method, parameterOf, false, undefined))
    },
    withdrawn: () => {
      withdrawals++
    },
    aborted: () => {
      aborts++
    },
    withdrawals: () => withdrawals,
    wrongTimes: () => wrongTimes,
    aborts: () => aborts
  }
}
