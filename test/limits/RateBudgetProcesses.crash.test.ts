/** What four real processes that share a budget send to a real socket, counted by the exchange: with Redis, and without it. */
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { fork } from "node:child_process"
import net from "node:net"
import * as path from "node:path"
import { until } from "../node/support.ts"
import { freshPrefix, isServerHere, ownServer } from "./redis.ts"
import type { Setting } from "./spender.ts"

const windowSeconds = 2
const windowMillis = windowSeconds * 1000
const limit = 500
// by how much the exchange's clock is ahead
const skewMillis = 40
const processes = 4
// half of what would be theirs, so that it can be told from sharing
const alone = 1 / 8
// the long form runs ten times as many windows
const times = process.env["LONG"] === undefined ? 1 : 10

/** The exchange, and the most that each of its windows was used by its own count. */
const counting = Effect.gen(function* () {
  const exchange = new Exchange({
    skewMillis,
    processingMillis: { minimum: 2, maximum: 60 },
    limits: [
      { rateLimitType: "REQUEST_WEIGHT", interval: "SECOND", intervalNum: windowSeconds, limit },
      { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 50 }
    ]
  })
  const used = new Map<number, number>()
  const refused: Array<string> = []
  const delivered = exchange.delivered.bind(exchange)
  exchange.delivered = (ticket, now) => {
    const { answeredAt = now, reply } = ticket
    const index = Math.floor((answeredAt + skewMillis) / windowMillis)
    const weight = Number(reply?.headers[`x-mbx-used-weight-${windowSeconds}s`] ?? 0)
    used.set(index, Math.max(used.get(index) ?? 0, weight))
    if (reply?.status === 429 || reply?.status === 418)
      refused.push(
        `${reply.status} after ${Math.round((answeredAt + skewMillis) % windowMillis)} ms of ${index}, ${weight} used`
      )
    delivered(ticket, now)
  }
  const server = yield* SimulatedServer.start({ exchange })
  const windowNow = () => Math.floor((Date.now() + skewMillis) / windowMillis)
  const windowEnds = Effect.suspend(() => Effect.sleep((windowNow() + 1) * windowMillis - skewMillis - Date.now() + 5))
  /** What is used of each window that begins and ends during it. */
  const during = <A, E, R>(self: Effect.Effect<A, E, R>) =>
    Effect.gen(function* () {
      const first = windowNow() + 1
      yield* self
      // the answers to the last ones
      const end = windowNow()
      yield* Effect.sleep(200)
      return Array.from({ length: Math.max(0, end - first) }, (_, i) => used.get(first + i) ?? 0)
    })
  /** That many whole windows. */
  const windows = (count: number) => during(Effect.andThen(windowEnds, Effect.repeat(windowEnds, { times: count - 1 })))
  return { baseUrl: server.baseUrl, refused, windows }
})

/** Four processes, and what each of them has logged. */
const fleet = Effect.fnUntraced(function* (setting: Omit<Setting, "seed" | "limits">) {
  const children = Array.from({ length: processes }, (_, i) => {
    const logged: Array<string> = []
    const own: Setting = {
      ...setting,
      limits: {
        api: [
          { type: "REQUEST_WEIGHT", intervalMillis: windowMillis, limit },
          { type: "ORDERS", intervalMillis: 10_000, limit: 50 }
        ]
      },
      seed: `spender ${i}`
    }
    const child = fork(path.join(import.meta.dirname, "spender.ts"), [JSON.stringify(own)], {
      stdio: ["ignore", "inherit", "inherit", "ipc"]
    })
    child.on("message", (line) => void logged.push(String(line)))
    return { child, logged }
  })
  yield* Effect.addFinalizer(() =>
    Effect.forEach(children, ({ child }) =>
      Effect.callback<void>((resume) => {
        if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
        child.once("exit", () => resume(Effect.void))
        child.kill("SIGKILL")
      })
    )
  )
  const logs = children.map(({ logged }) => logged)
  yield* until(() => logs.every(([begun]) => begun !== undefined), 20_000)
  return logs
})

/** A way to Redis that can be made slow. */
const slowWay = Effect.fnUntraced(function* (port: number) {
  let delayMillis = 0
  const server = net.createServer((from) => {
    const to = net.connect(port, "127.0.0.1")
    const pass = (a: net.Socket, b: net.Socket) => {
      // in order, whatever the delay is when each part arrives
      let last = Promise.resolve()
      a.on("data", (part) => {
        const at = Date.now() + delayMillis / 2
        last = last.then(async () => {
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - Date.now())))
          b.write(part)
        })
      })
      a.on("close", () => b.destroy())
      a.on("error", () => b.destroy())
    }
    pass(from, to)
    pass(to, from)
  })
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.void))
    }),
    () => Effect.sync(() => server.close())
  )
  const address = server.address()
  return {
    url: `redis://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    delay: (millis: number) =>
      Effect.sync(() => {
        delayMillis = millis
      })
  }
})

const spend = (windows: ReadonlyArray<number>, least: number, most = limit) => {
  for (const weight of windows) {
    assert.isAtLeast(weight, least, windows.join(", "))
    assert.isAtMost(weight, most, windows.join(", "))
  }
}

describe.skipIf(!isServerHere)("four processes that share a budget (skipped without a redis-server)", () => {
  it.live(
    "spend 90 % of every window and are never refused",
    () =>
      Effect.gen(function* () {
        const server = yield* ownServer
        const { baseUrl, refused, windows } = yield* counting
        yield* fleet({
          baseUrl,
          redis: { url: server.url, prefix: freshPrefix(), timeoutMillis: 1000 },
          fallbackShare: 1 / processes
        })
        // they start, and have not heard of each other
        yield* windows(1)
        const used = yield* windows(4 * times)
        assert.deepStrictEqual(refused, [])
        spend(used, 0.9 * limit)
      }),
    60_000 * times
  )

  it.live(
    "are refused when each takes the whole for itself, so that the zeros here mean something",
    () =>
      Effect.gen(function* () {
        const server = yield* ownServer
        const { baseUrl, refused, windows } = yield* counting
        yield* server.kill
        yield* fleet({
          baseUrl,
          redis: { url: server.url, prefix: freshPrefix(), timeoutMillis: 150 },
          fallbackShare: 1
        })
        yield* windows(1)
        assert.isNotEmpty(refused)
      }),
    60_000
  )

  it.live(
    "hold their shares while Redis is dead or slow or has lost its data, say so once, and share again afterwards",
    () =>
      Effect.gen(function* () {
        const server = yield* ownServer
        const way = yield* slowWay(Number(new URL(server.url).port))
        const { baseUrl, refused, windows } = yield* counting
        const redis = { url: way.url, prefix: freshPrefix(), timeoutMillis: 150 }
        const logs = yield* fleet({ baseUrl, redis, fallbackShare: alone })
        const said = (times: number, what: string) =>
          until(() => logs.every((log) => log.filter((line) => line.includes(what)).length >= times), 15_000)
        const held = Effect.gen(function* () {
          spend(yield* windows(2), 0.5 * processes * alone * limit, processes * alone * limit)
        })
        // half of it would be what they have alone; the first one is that in which they come back
        const shared = Effect.gen(function* () {
          spend((yield* windows(2)).slice(1), 0.8 * limit)
        })
        yield* shared

        yield* server.kill
        yield* said(1, "Redis does not answer: what")
        yield* held
        yield* server.start
        yield* said(1, "Redis does not answer: over")
        yield* shared

        yield* way.delay(200)
        yield* said(2, "Redis does not answer: what")
        yield* held
        yield* way.delay(0)
        yield* said(2, "Redis does not answer: over")
        yield* shared

        // one that is just cut off hears of it later, and has said already that it is
        const overs = () => logs.map((log) => log.filter((line) => line.includes(": over;")).length)
        const before = overs()
        yield* server.flush
        yield* until(() => overs().every((times, i) => times > (before[i] ?? 0)), 15_000)
        yield* shared

        // none on a machine that does not stand still; a process that it stopped for longer than the margins may come with one too many
        assert.isAtMost(refused.length, processes, refused.join("\n"))
        for (const [, ...log] of logs) {
          // a pause of the machine is an outage too
          assert.isAtMost(log.length, 2 * 6, log.join("\n"))
          for (const [index, line] of log.entries())
            assert.strictEqual(line.includes(": over;"), index % 2 === 1, log.join("\n"))
        }
      }),
    120_000
  )
})
