/**
 * Connections of undici, one request at a time on each, that know of every request whether a byte of it can have left.
 */
import { type HttpReply, type NoReply, type Reply, type WireRequest, withdrawn } from "effect-binance/client/Transport"
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib"
import { buildConnector, Client, type Dispatcher } from "undici"

// Made once: they never reach a caller, and a stack trace costs more than a request
const abandoned = new Error("abandoned")
const stale = new Error("stale")
const replayed = new Error("replayed")
const unwanted = new Error("withdrawn")

const noReply = (phase: NoReply["phase"], code: string | undefined, timeout = false): NoReply => ({
  _tag: "NoReply",
  phase,
  code,
  timeout
})

// Firewalls in front of an exchange turn away those who do not say who they are
const userAgent = { "user-agent": "effect-binance" }

const codeOf = (error: unknown): string | undefined => {
  // An Error is any object with any fields; a code is used only when it is text
  const code: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "code") : undefined
  return typeof code === "string" ? code : undefined
}

const decoders: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  "gzip": gunzipSync,
  "x-gzip": gunzipSync,
  "deflate": inflateSync,
  "br": brotliDecompressSync,
  "identity": (bytes) => bytes
}

// A body that cannot be unpacked has not arrived, whatever else did
const unpack = (encoding: string, bytes: Buffer): string | undefined => {
  try {
    return Object.hasOwn(decoders, encoding) ? decoders[encoding]?.(bytes).toString() : undefined
  } catch {
    return undefined
  }
}

type Arrived = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly chunks: Array<Buffer>
}

const httpReply = ({ chunks, headers, status }: Arrived, ended: boolean): HttpReply => {
  const first = chunks[0]
  const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)
  const encoding = headers["content-encoding"]?.trim().toLowerCase()
  const body = encoding === undefined || bytes.length === 0 ? bytes.toString() : unpack(encoding, bytes)
  return { _tag: "HttpReply", status, headers, body: body ?? "", complete: ended && body !== undefined }
}

/** Header values as one text each. */
export const flatten = (
  headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
): Readonly<Record<string, string>> => {
  const flat: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (value !== undefined) flat[name] = typeof value === "string" ? value : value.join(", ")
  }
  return flat
}

/** One request on its way: the handler that undici calls, and the witness of whether it left. */
export class Exchange {
  readonly #options: Dispatcher.DispatchOptions
  readonly #connections: Connections
  readonly #settle: (reply: Reply) => void
  readonly #mayLeave: (() => boolean) | undefined
  // How often undici began to write it. It says so before the first byte, so zero proves that nothing left.
  #starts = 0
  #refused: "stale" | "replayed" | "withdrawn" | undefined
  #arrived: Arrived | undefined
  #reply: Reply | undefined
  #over = false
  #fresh = false
  connection: Connection | undefined

  constructor(
    connections: Connections,
    options: Dispatcher.DispatchOptions,
    mayLeave: (() => boolean) | undefined,
    settle: (reply: Reply) => void
  ) {
    this.#connections = connections
    this.#options = options
    this.#mayLeave = mayLeave
    this.#settle = settle
  }

  get over(): boolean {
    return this.#over
  }

  dispatchOn(connection: Connection): void {
    this.connection = connection
    connection.client.dispatch(this.#options, this)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // undici writes nothing when the request is aborted in here, so a refused start is not a start
    if (this.#over) return controller.abort(abandoned)
    if (this.#mayLeave?.() === false) {
      this.#refused = "withdrawn"
      return controller.abort(unwanted)
    }
    if (this.connection?.isStale === true) {
      this.#refused = "stale"
      return controller.abort(stale)
    }
    if (this.#starts > 0 && this.#options.method !== "GET") {
      this.#refused = "replayed"
      return controller.abort(replayed)
    }
    this.#starts++
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  ): void {
    // 1xx come before the reply; they are none
    if (status >= 200) this.#arrived = { status, headers: flatten(headers), chunks: [] }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#arrived?.chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#finish(this.#arrived === undefined ? noReply("sent", undefined) : httpReply(this.#arrived, true), true)
  }

  onResponseError(_controller: unknown, error: unknown): void {
    if (this.#over) return
    const connection = this.connection
    if (
      this.#starts === 0 &&
      !this.#fresh &&
      this.#refused !== "withdrawn" &&
      (this.#refused === "stale" || connection?.used === true)
    ) {
      // The kept socket died, or grew old, before a byte of this request was written: a new one serves, once
      this.#fresh = true
      this.#refused = undefined
      queueMicrotask(() => {
        if (connection !== undefined) this.#connections.discard(connection)
        if (!this.#over) this.#connections.send(this, true)
      })
      return
    }
    this.#finish(this.#outcome(codeOf(error), false), false)
  }

  /** Ends it without a reply: nothing is written from here on. */
  abandon(): void {
    if (this.#over) return
    this.#over = true
    if (this.connection !== undefined) this.#connections.discard(this.connection)
  }

  /** Ends it because its time is up, and says what is known. */
  timeOut(): Reply {
    if (this.#reply !== undefined) return this.#reply
    this.abandon()
    return this.#outcome("ETIMEDOUT", true)
  }

  /** Ends it because the transport was closed. */
  close(): void {
    this.#finish(this.#outcome("CLOSED", false), false)
  }

  #outcome(code: string | undefined, timeout: boolean): Reply {
    if (this.#refused === "replayed") return noReply("sent", "REPLAYED")
    if (this.#starts === 0) return noReply("connect", this.#refused === "withdrawn" ? withdrawn : code, timeout)
    return this.#arrived === undefined ? noReply("sent", code, timeout) : httpReply(this.#arrived, false)
  }

  #finish(reply: Reply, reusable: boolean): void {
    if (this.#over) return
    this.#over = true
    this.#reply = reply
    // undici is still busy with the socket below us: it is handed on, and the caller goes on, when undici is done
    queueMicrotask(() => {
      if (this.connection !== undefined) {
        if (reusable) this.#connections.release(this.connection)
        else this.#connections.discard(this.connection)
      }
      this.#settle(reply)
    })
  }
}

// Sockets age in real time, also where the program's clock is a test's
// @effect-diagnostics-next-line globalDate:off
const wallClock = (): number => Date.now()

/** One client of undici, which is one socket at a time. */
export class Connection {
  readonly client: Client
  readonly #maxIdleMillis: number
  /** Whether a request was answered on it. */
  used = false
  // Two clocks: the monotonic one stands still while the machine sleeps, the other one can be set
  #activeAt = 0
  #activeAtWall = 0

  constructor(client: Client, maxIdleMillis: number) {
    this.client = client
    this.#maxIdleMillis = maxIdleMillis
    this.touch()
  }

  touch(): void {
    this.#activeAt = performance.now()
    this.#activeAtWall = wallClock()
  }

  /** Whether nothing has happened on it for too long: the other end may have forgotten it, and a write would be lost in doubt. */
  get isStale(): boolean {
    if (!this.used) return false
    return (
      performance.now() - this.#activeAt >= this.#maxIdleMillis ||
      Math.abs(wallClock() - this.#activeAtWall) >= this.#maxIdleMillis
    )
  }
}

export interface Settings {
  readonly origin: string
  readonly connectTimeoutMillis: number
  readonly maxIdleMillis: number
  readonly maxConnections: number
  readonly tls: buildConnector.BuildOptions
}

/** All connections to one origin. */
export class Connections {
  readonly #settings: Settings
  readonly #connector: buildConnector.connector
  readonly #open = new Set<Connection>()
  // The one used last is taken first, so that those a burst has opened grow old and close
  readonly #idle: Array<Connection> = []
  readonly #waiting: Array<Exchange> = []
  #closed = false
  // undici remembers a TLS session weakly: without this the garbage collector forces full handshakes
  #session: Buffer | undefined

  constructor(settings: Settings) {
    this.#settings = settings
    const connect = buildConnector({ ...settings.tls, allowH2: false, timeout: settings.connectTimeoutMillis })
    this.#connector = (options, callback) =>
      connect(options, (...outcome) => {
        outcome[1]?.on("session", (session: Buffer) => {
          this.#session = session
        })
        callback(...outcome)
      })
  }

  /** How many sockets are open or being opened, and whether a TLS session is held. */
  get stats(): { readonly open: number; readonly idle: number; readonly waiting: number; readonly session: boolean } {
    return {
      open: this.#open.size,
      idle: this.#idle.length,
      waiting: this.#waiting.length,
      session: this.#session !== undefined
    }
  }

  exchange(request: WireRequest, settle: (reply: Reply) => void): Exchange {
    return new Exchange(
      this,
      {
        path: request.query === "" ? request.path : `${request.path}?${request.query}`,
        method: request.method,
        // A write's reply comes unpacked: one thing less that can go wrong with it
        headers:
          request.method === "GET"
            ? { ...userAgent, "accept-encoding": "gzip", ...request.headers }
            : { ...userAgent, ...request.headers },
        body: request.body === "" ? null : request.body
      },
      request.mayLeave,
      settle
    )
  }

  send(exchange: Exchange, onNewConnection = false): void {
    if (this.#closed) return exchange.close()
    const connection = (onNewConnection ? undefined : this.#takeIdle()) ?? this.#make()
    if (connection === undefined) this.#waiting.push(exchange)
    else exchange.dispatchOn(connection)
  }

  release(connection: Connection): void {
    connection.used = true
    connection.touch()
    if (!this.#open.has(connection)) return
    const next = this.#nextWaiting()
    if (next === undefined) this.#idle.push(connection)
    else next.dispatchOn(connection)
  }

  discard(connection: Connection): void {
    if (!this.#open.delete(connection)) return
    const index = this.#idle.indexOf(connection)
    if (index >= 0) this.#idle.splice(index, 1)
    connection.client.destroy(abandoned, () => {})
    if (this.#closed) return
    const next = this.#nextWaiting()
    if (next !== undefined) this.send(next)
  }

  close(): Promise<void> {
    this.#closed = true
    for (const exchange of this.#waiting.splice(0)) exchange.close()
    const open = Array.from(this.#open)
    this.#open.clear()
    this.#idle.length = 0
    return Promise.all(open.map((connection) => connection.client.destroy())).then(() => {})
  }

  #takeIdle(): Connection | undefined {
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      if (!connection.isStale) return connection
      this.discard(connection)
    }
    return undefined
  }

  #nextWaiting(): Exchange | undefined {
    let exchange = this.#waiting.shift()
    while (exchange?.over === true) exchange = this.#waiting.shift()
    return exchange
  }

  #make(): Connection | undefined {
    if (this.#open.size >= this.#settings.maxConnections) return undefined
    const { maxIdleMillis, origin } = this.#settings
    const client = new Client(origin, {
      connect: this.#connector,
      // h2 replays a refused stream without telling, a POST too
      allowH2: false,
      pipelining: 1,
      // This clears away what is idle. A timer is late in a busy process, so that nothing stale is written to is seen to above.
      keepAliveTimeout: Math.max(1, maxIdleMillis),
      keepAliveMaxTimeout: Math.max(1, maxIdleMillis),
      // The caller's time-out rules
      headersTimeout: 0,
      bodyTimeout: 0
    })
    const connection = new Connection(client, maxIdleMillis)
    this.#open.add(connection)
    client.on("connect", () => {
      connection.used = false
      connection.touch()
    })
    client.on("disconnect", () => {
      if (this.#idle.includes(connection)) this.discard(connection)
    })
    return connection
  }
}
