/** What a signed call costs: CPU of the client's process, TLS handshakes, sockets. */
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { Child } from "./Child.ts"
import type { Method, Name, Task, Took } from "./client.ts"
import { exactly, ratio, type Row, spread, text } from "./Row.ts"
import { type Peer, peers } from "./peers.ts"
import { inTurn } from "./rounds.ts"
import type { Ports, Stats } from "./server.ts"

export interface Effort {
  /** How long each way of calling is measured, in ms. */
  readonly limit: number
  /** Calls of each client, in each way of calling, that do not count. */
  readonly warmUp: number
  readonly protocols: ReadonlyArray<"https" | "http">
  /** Whether the published clients take part, in what is sequential. */
  readonly peers: boolean
}

const isPeer = (name: Name): name is Peer => (peers as ReadonlyArray<Name>).includes(name)

const inFlight = 64
// Short enough that what slows the machine down slows all of them down, long enough to warm the caches after the others' turns
const callsInTurn = 200
const callsInFlight = 1280

export const certificate = (folder: string) => {
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => path.join(folder, name)) as [string, string] // two names, two paths
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "2",
      "-subj",
      "/CN=127.0.0.1",
      "-addext",
      "subjectAltName=IP:127.0.0.1",
      "-keyout",
      key,
      "-out",
      cert
    ],
    { stdio: "ignore" }
  )
  return { key, cert }
}

// What differs from call to call, and what each client says about itself, is left out
const essence = (request: string | undefined): string =>
  (request ?? "nothing")
    .replace(/\r\n[\s\S]*?\r\n\r\n/, (head) => `\r\n${/x-mbx-apikey: .*/i.exec(head)?.[0].toLowerCase()}\r\n\r\n`)
    .replace(/(newClientOrderId|timestamp|signature)=[^& ]{13,}/g, "$1=…")

// The published clients order their parameters as they like, and may add some; what is asked for has to be there
const mustHold: Readonly<Record<Method, ReadonlyArray<string>>> = {
  GET: ["GET /api/v3/order?", "symbol=BTCUSDT", "origClientOrderId=", "timestamp=", "signature=", "x-mbx-apikey: "],
  POST: [
    "POST /api/v3/order",
    "symbol=BTCUSDT",
    "side=BUY",
    "type=LIMIT",
    "timeInForce=GTC",
    "quantity=0.01",
    "price=50000",
    "newClientOrderId=",
    "timestamp=",
    "signature=",
    "x-mbx-apikey: "
  ]
}

/** Asks the server what came in, so that nobody is fast by sending something else. */
const compareRequests = async (server: Child, clients: ReadonlyMap<Name, Child>, methods: ReadonlyArray<Method>) => {
  const seen = new Map<Method, string>()
  for (const [name, client] of clients) {
    for (const method of methods) {
      await client.ask<Took>({ method, inFlight: 1, calls: 1 } satisfies Task)
      const { last } = await server.ask<Stats>({ ask: "stats" })
      if (isPeer(name)) {
        const missing = mustHold[method].filter((part) => !last[method]?.toLowerCase().includes(part.toLowerCase()))
        if (missing.length > 0) throw new Error(`${name} sends no ${missing.join(", no ")}:\n${last[method]}`)
        continue
      }
      const request = essence(last[method])
      const first = seen.get(method) ?? request
      seen.set(method, first)
      if (request !== first) throw new Error(`the clients do not send the same:\n${first}\n${request}`)
    }
  }
}

const cpuRows = async (
  server: Child,
  protocol: string,
  origin: string,
  env: NodeJS.ProcessEnv,
  effort: Effort
): Promise<ReadonlyArray<Row>> => {
  const start = (name: Name) => new Child("client.ts", [name, origin], { env })
  const clients: ReadonlyMap<Name, Child> = new Map([
    ["effect-binance", start("effect-binance")],
    ["effect-binance, settled", start("effect-binance, settled")],
    ["fetch", start("fetch")],
    ["undici", start("undici")],
    ...(effort.peers ? peers : []).map((name) => [name, start(name)] as const)
  ])
  const tasks: ReadonlyArray<Task> = [1, inFlight].flatMap((inFlight) =>
    (["GET", "POST"] as const).map((method) => ({
      method,
      inFlight,
      calls: inFlight === 1 ? callsInTurn : callsInFlight
    }))
  )
  // a read is not settled
  const takesPart = (name: Name, task: Task) =>
    isPeer(name)
      ? task.inFlight === 1
      : name !== "effect-binance, settled" || (task.method === "POST" && protocol === "https")
  const took = tasks.map((): Record<Name, Array<number>> => ({
    "effect-binance": [],
    "effect-binance, settled": [],
    "fetch": [],
    "undici": [],
    "@binance/spot": [],
    "binance": [],
    "ccxt": []
  }))
  try {
    await compareRequests(server, clients, ["GET", "POST"])
    for (const [i, task] of tasks.entries()) {
      const names = [...clients.keys()].filter((name) => takesPart(name, task))
      for (const name of names) await clients.get(name)!.ask<Took>({ ...task, calls: effort.warmUp } satisfies Task)
      await inTurn(names, effort.limit, async (name) => {
        const { cpu } = await clients.get(name)!.ask<Took>(task)
        took[i]![name].push(cpu / task.calls)
      })
    }
  } finally {
    for (const client of clients.values()) client.stop()
  }
  const section = "CPU per signed call, ours over a peer's"
  const rows: Array<Row> = []
  const others: Array<Row> = []
  for (const [i, { inFlight, method }] of tasks.entries()) {
    const { "effect-binance": ours, "effect-binance, settled": settled, fetch, undici } = took[i]!
    for (const peer of peers) {
      const theirs = took[i]![peer]
      if (theirs.length === 0) continue
      others.push({
        section: "CPU per signed call, published clients over raw fetch",
        what: `${method}, ${protocol}, sequential: ${peer}`,
        unit: "x",
        measured: ratio(theirs, fetch),
        note: `${text(spread(theirs))} us; over bare undici ${text(ratio(theirs, undici))}; over effect-binance ${text(ratio(theirs, ours))}`
      })
    }
    const what = `${method}, ${protocol}, ${inFlight === 1 ? "sequential" : `${inFlight} in flight`}`
    const micros = (name: Name, values: ReadonlyArray<number>) => `${name} ${text(spread(values))} us`
    rows.push(
      {
        section,
        what: `${what}: over raw fetch`,
        unit: "x",
        measured: ratio(ours, fetch),
        budget: protocol === "https" && inFlight === 1 ? 0.75 : undefined,
        note: `${micros("effect-binance", ours)}, ${micros("fetch", fetch)}`
      },
      {
        section,
        what: `${what}: over bare undici`,
        unit: "x",
        measured: ratio(ours, undici),
        budget: protocol === "https" && inFlight > 1 ? 2 : undefined,
        note: micros("undici", undici)
      }
    )
    if (settled.length > 0) {
      rows.push({
        section,
        what: `${what}, with settle and safely: over raw fetch`,
        unit: "x",
        measured: ratio(settled, fetch),
        note: micros("effect-binance, settled", settled)
      })
    }
  }
  return [...rows, ...others]
}

/** Fresh processes, so that the first handshake counts. */
const socketRows = async (server: Child, origin: string, env: NodeJS.ProcessEnv): Promise<ReadonlyArray<Row>> => {
  const calls = 50
  const stats = () => server.ask<Stats>({ ask: "stats" })
  const rows: Array<Row> = []
  for (const name of ["effect-binance", "fetch", "undici"] as const) {
    const client = new Child("client.ts", [name, origin], { env })
    try {
      const before = await stats()
      await client.ask<Took>({ method: "GET", inFlight: 1, calls: 1 } satisfies Task)
      const first = await stats()
      await client.ask<Took>({ method: "POST", inFlight: 1, calls: calls - 1 } satisfies Task)
      const after = await stats()
      const budgeted = name === "effect-binance"
      rows.push(
        {
          section: "Connections, over 50 sequential https calls",
          what: `TLS handshakes: ${name}`,
          unit: "",
          measured: exactly(after.handshakes - before.handshakes),
          budget: budgeted ? 1 : undefined,
          note: budgeted ? "the readings of the exchange's clock among them" : undefined
        },
        {
          section: "Connections, over 50 sequential https calls",
          what: `sockets left open for each further call: ${name}`,
          unit: "",
          measured: exactly((after.open - first.open) / (calls - 1)),
          budget: budgeted ? 0 : undefined
        }
      )
    } finally {
      client.stop()
    }
    // what the client held is closed before the next one counts
    while ((await stats()).open > 0) await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return rows
}

export const calls = async (effort: Effort): Promise<ReadonlyArray<Row>> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "effect-binance-bench-"))
  let server: Child | undefined
  try {
    const { cert, key } = certificate(folder)
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: cert, NODE_OPTIONS: "" }
    server = new Child("server.ts", [key, cert])
    const ports = await server.ask<Ports>({ ask: "ports" })
    const origin = (protocol: "http" | "https") => `${protocol}://127.0.0.1:${ports[protocol]}`
    const rows: Array<Row> = []
    for (const protocol of effort.protocols)
      rows.push(...(await cpuRows(server, protocol, origin(protocol), env, effort)))
    return [...rows, ...(await socketRows(server, origin("https"), env))]
  } finally {
    server?.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
