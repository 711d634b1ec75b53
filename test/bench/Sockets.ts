/** What a signed order costs over one connection of the WebSocket API: CPU of the client's process, and how many a second there are. */
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { certificate } from "./Calls.ts"
import { Child } from "./Child.ts"
import type { Task, Took } from "./client.ts"
import { socketPeers } from "./peers.ts"
import { ratio, type Row, spread, text } from "./Row.ts"
import { inTurn } from "./rounds.ts"
import type { SocketName } from "./socketClient.ts"
import type { SocketPorts, SocketStats } from "./socketServer.ts"

export interface SocketEffort {
  /** How long each way of sending is measured, in ms. */
  readonly limit: number
  /** Orders of each client, in each way of sending, that do not count. */
  readonly warmUp: number
  readonly protocols: ReadonlyArray<"wss" | "ws">
  /** Whether the published clients take part. */
  readonly peers: boolean
}

const tasks: ReadonlyArray<Task> = [
  { method: "POST", inFlight: 1, calls: 400 },
  { method: "POST", inFlight: 64, calls: 2560 }
]

const mustHold = [
  '"method":"order.place"',
  '"symbol":"BTCUSDT"',
  '"side":"BUY"',
  '"type":"LIMIT"',
  '"timeInForce":"GTC"',
  '"quantity":',
  '"price":',
  '"newClientOrderId":"',
  '"timestamp":',
  '"apiKey":"',
  '"signature":"'
]

interface Spent {
  readonly cpu: Array<number>
  readonly perSecond: Array<number>
}

const rowsOver = async (
  server: Child,
  protocol: string,
  origin: string,
  env: NodeJS.ProcessEnv,
  { limit, peers, warmUp }: SocketEffort
): Promise<ReadonlyArray<Row>> => {
  const names: ReadonlyArray<SocketName> = [
    "effect-binance",
    "effect-binance, Failover",
    "ws",
    ...(peers ? socketPeers : [])
  ]
  const clients = new Map(names.map((name) => [name, new Child("socketClient.ts", [name, origin], { env })]))
  const stats = () => server.ask<SocketStats>({ ask: "stats" })
  const place = (name: SocketName, task: Task) => clients.get(name)!.ask<Took>(task)
  const rows: Array<Row> = []
  try {
    // nobody is fast by sending something else, or over more connections than one
    const before = await stats()
    for (const name of names) {
      await place(name, { method: "POST", inFlight: 64, calls: 256 })
      const { last } = await stats()
      const missing = mustHold.filter((part) => !last.includes(part))
      if (missing.length > 0) throw new Error(`${name} sends no ${missing.join(", no ")}:\n${last}`)
    }
    const opened = (await stats()).opened - before.opened
    if (opened > names.length) throw new Error(`${names.length} clients have ${opened} connections`)
    for (const task of tasks) {
      const spent = new Map(names.map((name): [SocketName, Spent] => [name, { cpu: [], perSecond: [] }]))
      for (const name of names) await place(name, { ...task, calls: warmUp })
      await inTurn(names, limit, async (name) => {
        const { cpu, wall } = await place(name, task)
        spent.get(name)!.cpu.push(cpu / task.calls)
        spent.get(name)!.perSecond.push((task.calls * 1e6) / wall)
      })
      const how = `${protocol}, ${task.inFlight === 1 ? "sequential" : `${task.inFlight} in flight`}`
      const of = (name: SocketName) => spent.get(name)!
      for (const name of names) {
        const { cpu, perSecond } = of(name)
        const overOthers = names.flatMap((other) =>
          other === name || other === "ws" || name === "ws" ? [] : [`over ${other} ${text(ratio(cpu, of(other).cpu))}`]
        )
        rows.push(
          {
            section: "CPU per signed order over one WebSocket, over a bare loop on ws",
            what: `${how}: ${name}`,
            unit: "x",
            measured: ratio(cpu, of("ws").cpu),
            note: [`${text(spread(cpu))} us`, ...overOthers].join("; ")
          },
          {
            section: "Signed orders a second over one WebSocket",
            what: `${how}: ${name}`,
            unit: "",
            measured: spread(perSecond)
          }
        )
      }
    }
  } finally {
    for (const client of clients.values()) client.stop()
  }
  return rows
}

export const sockets = async (effort: SocketEffort): Promise<ReadonlyArray<Row>> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "effect-binance-bench-"))
  let server: Child | undefined
  try {
    const { cert, key } = certificate(folder)
    // the official connector tells of each connection on standard output
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: cert, NODE_OPTIONS: "", LOG_LEVEL: "error" }
    server = new Child("socketServer.ts", [key, cert])
    const ports = await server.ask<SocketPorts>({ ask: "ports" })
    const rows: Array<Row> = []
    for (const protocol of effort.protocols) {
      const origin = `${protocol === "wss" ? "https" : "http"}://127.0.0.1:${ports[protocol]}`
      rows.push(...(await rowsOver(server, protocol, origin, env, effort)))
    }
    return rows
  } finally {
    server?.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
