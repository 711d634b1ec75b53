/** A Redis to test with: the one that runs on this machine, or one of our own that can be killed. */
import * as RedisConnection from "effect-binance/limits/RedisConnection"
import * as Effect from "effect/Effect"
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { randomBytes, randomInt } from "node:crypto"
import * as fs from "node:fs"
import { connect, createServer } from "node:net"
import * as os from "node:os"
import * as path from "node:path"
import { createClient } from "redis"

export const redisUrl = "redis://127.0.0.1:6379"

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"))
    const end = (result: boolean) => {
      socket.destroy()
      resolve(result)
    }
    socket.setTimeout(1000, () => end(false))
    socket.on("data", (data) => end(data.toString().startsWith("+PONG")))
    socket.on("error", () => end(false))
  })

export const isRedisHere = await answers(6379)
export const isServerHere = spawnSync("redis-server", ["--version"]).status === 0

/** Names that nobody else uses. */
export const freshPrefix = () => `test-${randomBytes(8).toString("hex")}`

/** One connection. */
export const layer = (url = redisUrl) => RedisConnection.layer(createClient, { url })

// Below the ports that the system gives to clients: one that knocks on a dead server's port again and again may be given that very
// port, is connected to itself, and the server cannot come back.
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const port = randomInt(20_000, 30_000)
    const server = createServer()
    server.once("error", () => resolve(freePort()))
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(port)))
  })

/** A server that keeps nothing, to be killed and started again on the same port. */
export const ownServer = Effect.gen(function* () {
  const port = yield* Effect.promise(freePort)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "redis-"))
  let running: ChildProcess | undefined
  const start = Effect.promise(async () => {
    const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
    running = spawn("redis-server", args, { stdio: "ignore" })
    while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 20))
  })
  const kill = Effect.promise(
    () =>
      new Promise<void>((resolve) => {
        if (running === undefined || running.exitCode !== null || running.signalCode !== null) return resolve()
        running.once("exit", () => resolve())
        running.kill("SIGKILL")
      })
  )
  yield* start
  yield* Effect.addFinalizer(() =>
    Effect.andThen(
      kill,
      Effect.sync(() => fs.rmSync(folder, { recursive: true }))
    )
  )
  const flush = Effect.promise(
    () =>
      new Promise<void>((resolve, reject) => {
        const socket = connect(port, "127.0.0.1", () => socket.write("FLUSHALL\r\n"))
        socket.once("data", () => {
          socket.destroy()
          resolve()
        })
        socket.once("error", reject)
      })
  )
  return { url: `redis://127.0.0.1:${port}`, kill, start, flush }
})
