/**
 * Other clients as published, beside the same baselines. They live in test/peers with dependencies of their own, which whoever
 * installs the workspace does not install.
 */
import * as fs from "node:fs"
import * as path from "node:path"

export type Peer = "@binance/spot" | "binance" | "ccxt"
export const peers: ReadonlyArray<Peer> = ["@binance/spot", "binance", "ccxt"]

/** Those that speak the WebSocket API. */
export type SocketPeer = Exclude<Peer, "ccxt">
export const socketPeers: ReadonlyArray<SocketPeer> = ["@binance/spot", "binance"]

export const folder = path.resolve(import.meta.dirname, "../peers")
const modules = path.join(folder, "node_modules")
export const installCommand = "npm ci --prefix test/peers --ignore-scripts"

const packageOf = (directory: string) =>
  JSON.parse(fs.readFileSync(path.join(directory, "package.json"), "utf8")) as {
    readonly version: string
    readonly dependencies?: Readonly<Record<string, string>>
  } // what every package.json has

export const versionOf = (name: Peer): string => packageOf(path.join(modules, name)).version

export const areInstalled = (): boolean =>
  peers.every((name) => fs.existsSync(path.join(modules, name, "package.json")))

const sizeOf = (directory: string): number => {
  let bytes = 0
  for (const entry of fs.readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && !path.relative(directory, entry.parentPath).split(path.sep).includes("node_modules"))
      bytes += fs.statSync(path.join(entry.parentPath, entry.name)).size
  }
  return bytes
}

/** The bytes on disk of these packages and of all that they depend on, each counted once. */
export const installedSize = (directories: ReadonlyArray<string>): number => {
  const seen = new Set<string>()
  const visit = (directory: string): number => {
    const real = fs.realpathSync(directory)
    if (seen.has(real)) return 0
    seen.add(real)
    let bytes = sizeOf(real)
    for (const name of Object.keys(packageOf(real).dependencies ?? {})) {
      // as Node looks for it: upwards
      for (let above = real; above !== path.dirname(above); above = path.dirname(above)) {
        const found = path.join(above, "node_modules", name)
        if (!fs.existsSync(path.join(found, "package.json"))) continue
        bytes += visit(found)
        break
      }
    }
    return bytes
  }
  return directories.reduce((bytes, directory) => bytes + visit(directory), 0)
}

export const sizeOfPeer = (name: Peer): number => installedSize([path.join(modules, name)])

/** Where a program that imports it finds it. */
export const directoryOf = (name: Peer): string => path.join(modules, name)

// ------------------------------------------------------------------------------------------------------------- as they are used

type One = (clientOrderId: string) => Promise<unknown>

/** Answers with the order id, as the client gives it. */
export interface PeerClient {
  readonly GET: One
  readonly POST: One
}

// The module is loaded when it is asked for, and not by the compiler: what is not installed has no types.
interface Clients {
  readonly connector: (baseUrl: string) => {
    readonly newOrder: (order: object) => Promise<{ readonly data: () => Promise<{ readonly orderId?: unknown }> }>
    readonly getOrder: (which: object) => Promise<{ readonly data: () => Promise<{ readonly orderId?: unknown }> }>
  }
  readonly binance: (baseUrl: string) => {
    readonly generateNewOrderId: () => string
    readonly submitNewOrder: (order: object) => Promise<{ readonly orderId?: unknown }>
    readonly getOrder: (which: object) => Promise<{ readonly orderId?: unknown }>
  }
  readonly ccxtBinance: (baseUrl: string) => {
    enableRateLimit: boolean
    readonly loadMarkets: () => Promise<unknown>
    readonly createOrder: (...order: ReadonlyArray<unknown>) => Promise<{ readonly id?: unknown }>
    readonly fetchOrder: (...which: ReadonlyArray<unknown>) => Promise<{ readonly id?: unknown }>
  }
}

interface SocketClients {
  readonly connectorSocket: (url: string) => Promise<{
    readonly orderPlace: (order: object) => Promise<{ readonly data?: { readonly orderId?: unknown } }>
  }>
  readonly binanceSocket: (url: string) => {
    readonly submitNewSpotOrder: (order: object) => Promise<{ readonly result?: { readonly orderId?: unknown } }>
  }
}

const symbol = "BTCUSDT"
const order = { symbol, side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: 0.01, price: 50_000 }

export const peerClient = async (name: Peer, origin: string): Promise<PeerClient> => {
  const { binance, ccxtBinance, connector } = (await import(path.join(folder, "clients.ts"))) as Clients // the file is ours
  switch (name) {
    case "@binance/spot": {
      const client = connector(origin)
      return {
        GET: async (origClientOrderId) => (await (await client.getOrder({ symbol, origClientOrderId })).data()).orderId,
        POST: async (newClientOrderId) => (await (await client.newOrder({ ...order, newClientOrderId })).data()).orderId
      }
    }
    case "binance": {
      const client = binance(origin)
      return {
        GET: async (origClientOrderId) => (await client.getOrder({ symbol, origClientOrderId })).orderId,
        // it warns of each id that it has not made
        POST: async () =>
          (await client.submitNewOrder({ ...order, newClientOrderId: client.generateNewOrderId() })).orderId
      }
    }
    case "ccxt": {
      const client = ccxtBinance(origin)
      // it would wait between calls, which costs no CPU but takes minutes here
      client.enableRateLimit = false
      await client.loadMarkets()
      const market = "BTC/USDT"
      return {
        GET: async (clientOrderId) => (await client.fetchOrder("", market, { clientOrderId })).id,
        POST: async (clientOrderId) =>
          (await client.createOrder(market, "limit", "buy", order.quantity, order.price, { clientOrderId })).id
      }
    }
  }
}

/** Places one order over one connection; it answers with the order id. */
export const peerSocket = async (name: SocketPeer, url: string): Promise<One> => {
  const { binance, binanceSocket, connectorSocket } = (await import(path.join(folder, "clients.ts"))) as Clients &
    SocketClients // the file is ours
  switch (name) {
    case "@binance/spot": {
      const connection = await connectorSocket(url)
      return async (newClientOrderId) => (await connection.orderPlace({ ...order, newClientOrderId })).data?.orderId
    }
    case "binance": {
      const client = binanceSocket(url)
      // it warns of each id that it has not made, and makes them where it speaks HTTP
      const ids = binance("http://127.0.0.1")
      return async () =>
        (
          await client.submitNewSpotOrder({
            ...order,
            newClientOrderId: ids.generateNewOrderId(),
            timestamp: Date.now()
          })
        ).result?.orderId
    }
  }
}
