/** What real processes send to a real socket during a ban of 120 s, counted by the exchange. */
import { Exchange } from "@effect-binance/simulator/Exchange"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import * as SimulatedServer from "@effect-binance/simulator/SimulatedServer"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { fork } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { freshPrefix, isRedisHere, redisUrl } from "./redis.ts"
import type { Question, Setting } from "./trader.ts"

const started = Effect.fnUntraced(function* (setting: Setting) {
  const child = fork(path.join(import.meta.dirname, "trader.ts"), [JSON.stringify(setting)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"]
  })
  const kill = Effect.callback<void>((resume) => {
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
    child.kill("SIGKILL")
  })
  yield* Effect.addFinalizer(() => kill)
  const ask = (question: Question) =>
    Effect.callback<ReadonlyArray<string>>((resume) => {
      const onExit = () => resume(Effect.die(new Error("the process ended early")))
      child.once("exit", onExit)
      child.once("message", (answer) => {
        child.removeListener("exit", onExit)
        resume(Effect.succeed(answer as ReadonlyArray<string>)) // it comes from trader.ts
      })
      child.send(question)
    })
  return { ask, kill }
})

/** A server whose first answer to a question about open orders is a ban of 120 s, for real. */
const bannedServer = Effect.gen(function* () {
  const exchange = new Exchange({ readLag: () => 0 })
  let isBanned = false
  const ban = () => {
    isBanned = true
    return "banned" as const
  }
  const server = yield* SimulatedServer.start({
    exchange,
    plan: FaultPlan.make((request) => (request.path.endsWith("/openOrders") && !isBanned ? ban() : undefined))
  })
  return { baseUrl: server.baseUrl, sent: () => exchange.requests().length }
})

const tenTries: Question = { what: "try", calls: 10 }
const allHeld = (outcomes: ReadonlyArray<string>) => assert.deepStrictEqual([...new Set(outcomes)], ["BanWindowClosed"])

const temporary = Effect.acquireRelease(
  Effect.sync(() => fs.mkdtempSync(path.join(os.tmpdir(), "ban-window-"))),
  (folder) => Effect.sync(() => fs.rmSync(folder, { recursive: true }))
)

describe("during a ban of 120 s", () => {
  it.live("64 fibers of one process send nothing; a process that does not know of it would", () =>
    Effect.gen(function* () {
      const { baseUrl, sent } = yield* bannedServer
      const one = yield* started({ baseUrl })
      assert.deepStrictEqual(yield* one.ask({ what: "ask" }), ["IpBanned"])
      const before = sent()
      allHeld(yield* one.ask({ what: "try", calls: 640 }))
      assert.strictEqual(sent() - before, 0)
      // so that the zero above, and those below, mean something
      const stranger = yield* started({ baseUrl })
      yield* stranger.ask(tenTries)
      assert.isAbove(sent() - before, 0)
    })
  )

  it.live("a process that is killed and started again sends nothing", () =>
    Effect.gen(function* () {
      const { baseUrl, sent } = yield* bannedServer
      const folder = yield* temporary
      const first = yield* started({ baseUrl, folder })
      assert.deepStrictEqual(yield* first.ask({ what: "ask" }), ["IpBanned"])
      yield* first.kill
      const before = sent()
      const second = yield* started({ baseUrl, folder })
      allHeld(yield* second.ask(tenTries))
      assert.strictEqual(sent() - before, 0)
    })
  )

  it.live.skipIf(!isRedisHere)(`two processes that share Redis send nothing (skipped without one at ${redisUrl})`, () =>
    Effect.gen(function* () {
      const { baseUrl, sent } = yield* bannedServer
      const redis = { url: redisUrl, prefix: freshPrefix() }
      const one = yield* started({ baseUrl, redis })
      const two = yield* started({ baseUrl, redis })
      assert.deepStrictEqual(yield* two.ask({ what: "closed" }), ["open"])
      assert.deepStrictEqual(yield* one.ask({ what: "ask" }), ["IpBanned"])
      const before = sent()
      // the message is on its way: each asks Redis by itself only once a minute
      const start = performance.now()
      while ((yield* two.ask({ what: "closed" }))[0] === "open") assert.isBelow(performance.now() - start, 2000)
      for (const each of [one, two]) allHeld(yield* each.ask(tenTries))
      assert.strictEqual(sent() - before, 0)
    })
  )
})
