/** Three ways to one exchange, each of which is down now and then in a way of its own, and the client's choice among them. */
import * as Seeded from "@effect-binance/simulator/Seeded"
import { CallTimeout } from "effect-binance/client/CallTimeout"
import * as Failover from "effect-binance/client/Failover"
import { type Reply, Transport, type WireRequest } from "effect-binance/client/Transport"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Plan, start } from "./Plan.ts"
import type { VirtualTime } from "./VirtualTime.ts"
import type * as World from "./World.ts"

/** How a route is down. */
const outages = [
  /** Nothing can connect. */
  "refused",
  /** Connections are made, and cut before the exchange gets to see anything. */
  "request-lost",
  /** The exchange sees and does it, and its answer is cut. */
  "reply-lost",
  /** The exchange sees and does it, and nobody says anything. */
  "silent",
  /** What stands before the exchange answers for it. */
  "edge"
] as const
export type Outage = (typeof outages)[number]

/** What the routes met in one run. */
export interface Met {
  /** Requests that reached a route other than the first. */
  elsewhere: number
  /** Requests that met an outage. */
  readonly outages: Record<Outage, number>
  /** Requests that a route took after it had been down. */
  back: number
}

export const nothingMet = (): Met => ({
  elsewhere: 0,
  outages: { "refused": 0, "request-lost": 0, "reply-lost": 0, "silent": 0, "edge": 0 },
  back: 0
})

const noReply = (phase: "connect" | "sent", code: string, timeout = false): Reply => ({
  _tag: "NoReply",
  phase,
  code,
  timeout
})

// The exchange takes who was told to stay away for somebody who knows it, so that is never what is lost
const sendsAway = (reply: Reply) =>
  reply._tag === "HttpReply" &&
  (reply.status === 403 ||
    reply.status === 418 ||
    reply.status === 429 ||
    reply.headers["retry-after"] !== undefined ||
    reply.body.includes("-1003"))

const unheard =
  (instead: Reply) =>
  (reply: Reply): Reply =>
    sendsAway(reply) ? reply : instead

interface Window {
  readonly from: number
  readonly until: number
  readonly how: Outage
}

const routeNames = ["socket", "first", "second"] as const

/** The ways of one seed. `met` is written while the run goes on. */
export const waysOf = (plan: Plan, line: Transport["Service"], time: VirtualTime, met: Met) => {
  const random = Seeded.make(`routes ${plan.seed}`)
  return routeNames.map((name, index) => {
    const windows: Array<Window> = []
    // up to the end of the storm, so that the end of a run is calm
    for (let at = start + random.integer(0, 4000); at < start + plan.storm.until;) {
      const until = Math.min(at + random.integer(200, 20_000), start + plan.storm.until)
      windows.push({ from: at, until, how: outages[random.integer(0, outages.length - 1)]! })
      at = until + random.integer(1000, 15_000)
    }
    // one of them knows by itself that it is not connected, as a socket does; sometimes a little late
    const sees = random.integer(0, 300)
    const downAt = (at: number) => windows.find(({ from, until }) => at >= from && at < until)
    const isReady = () => downAt(time.now - sees)?.how !== "refused"
    const fail = (request: WireRequest, how: Outage): Effect.Effect<Reply> => {
      switch (how) {
        case "refused":
          return Effect.delay(Effect.succeed(noReply("connect", "ECONNREFUSED")), random.integer(0, 2000))
        case "request-lost":
          return Effect.delay(Effect.succeed(noReply("sent", "ECONNRESET")), random.integer(1, 500))
        case "reply-lost":
          return Effect.map(line.send(request), unheard(noReply("sent", "ECONNRESET")))
        case "silent":
          return Effect.flatMap(CallTimeout, (timeout) =>
            Effect.gen(function* () {
              const endsAt = time.now + Duration.toMillis(timeout)
              const reply = unheard(noReply("sent", "ETIMEDOUT", true))(yield* line.send(request))
              if (reply._tag === "NoReply") yield* Effect.sleep(Math.max(0, endsAt - time.now))
              return reply
            })
          )
        case "edge":
          return Effect.map(
            line.send(request),
            unheard({ _tag: "HttpReply", status: 502, headers: {}, body: "<html>Bad gateway</html>", complete: true })
          )
      }
    }
    const send = (request: WireRequest): Effect.Effect<Reply> =>
      Effect.suspend(() => {
        const down = downAt(time.now)
        if (index > 0) met.elsewhere++
        if (down !== undefined) {
          met.outages[down.how]++
          // a route asks once more before the first byte
          if (request.mayLeave?.() === false) return Effect.succeed(noReply("connect", "WITHDRAWN"))
          return fail(request, down.how)
        }
        if (windows.some(({ until }) => until <= time.now)) met.back++
        return line.send(request)
      })
    return { name, transport: Transport.of(name === "socket" ? { send, isReady } : { send }) }
  })
}

/** The client's choice. */
export const between =
  (met: Met): World.Between =>
  (plan, line, time) =>
    Failover.layer(
      Object.fromEntries(
        waysOf(plan, line, time, met).map(({ name, transport }) => [name, Layer.succeed(Transport, transport)])
      )
    )

/** What one would write without thinking of it: the same bytes go to the next route when this one does not answer. */
const nextUnless =
  (isAnswer: (reply: Reply) => boolean) =>
  (met: Met): World.Between =>
  (plan, line, time) =>
    Layer.sync(Transport, () => {
      const ways = waysOf(plan, line, time, met)
      return Transport.of({
        send: Effect.fnUntraced(function* (request: WireRequest) {
          let reply: Reply = noReply("connect", "ECONNREFUSED")
          for (const { transport } of ways) {
            reply = yield* transport.send(request)
            if (isAnswer(reply)) return reply
          }
          return reply
        })
      })
    })

/** Choices that are wrong, with the invariant that each breaks. */
export const sabotages = {
  "whatever had no answer is sent again on the next route": {
    breaks: /^I[123]:/,
    between: nextUnless((reply) => reply._tag === "HttpReply" && reply.status < 500)
  },
  "a ban is a reason to try another host": {
    breaks: /^I5:/,
    between: nextUnless((reply) => reply._tag === "HttpReply" && reply.status !== 429 && reply.status !== 418)
  }
} as const
