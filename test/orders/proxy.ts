/** A way to a TCP server that can be cut, stopped or closed: a network between us and a database. */
import * as Effect from "effect/Effect"
import * as net from "node:net"

export interface Proxy {
  readonly port: number
  /** Ends all connections at once, as a dead network or server does. */
  readonly cut: () => void
  /** While it is stopped nothing passes, and nobody is told. */
  readonly stop: () => void
  readonly goOn: () => void
  /** While it is closed nobody can connect. */
  readonly setClosed: (isClosed: boolean) => void
  /** The ports that the server sees. */
  readonly ports: () => ReadonlyArray<number>
  /** Sees each piece that the server sends; `lose` ends the connection before it arrives, `cutAfter` once it has. */
  onReply: (piece: string) => "pass" | "lose" | "cutAfter"
  /** What reaches the server of each piece that is sent to it. */
  onAsk: (piece: Buffer) => Buffer
}

export const start = (to: { readonly host: string; readonly port: number }) =>
  Effect.acquireRelease(
    Effect.callback<Proxy & { readonly end: () => void }>((resume) => {
      const pairs = new Set<readonly [net.Socket, net.Socket]>()
      let isClosed = false
      let isStopped = false
      const server = net.createServer((client) => {
        if (isClosed) return client.destroy()
        const upstream = net.connect(to.port, to.host)
        const pair = [client, upstream] as const
        pairs.add(pair)
        const end = () => {
          pairs.delete(pair)
          for (const socket of pair) socket.destroy()
        }
        for (const socket of pair) socket.on("close", end).on("error", end)
        client.on("data", (piece) => upstream.write(proxy.onAsk(piece)))
        upstream.on("data", (piece) => {
          const what = proxy.onReply(piece.toString("latin1"))
          if (what === "lose") return end()
          client.write(piece)
          // what the client says to it no longer reaches the server
          if (what === "cutAfter") upstream.destroy()
        })
        if (isStopped) for (const socket of pair) socket.pause()
      })
      const proxy: Proxy & { readonly end: () => void } = {
        get port() {
          return (server.address() as net.AddressInfo).port
        },
        cut: () => {
          for (const pair of [...pairs]) for (const socket of pair) socket.destroy()
        },
        stop: () => {
          isStopped = true
          for (const pair of pairs) for (const socket of pair) socket.pause()
        },
        goOn: () => {
          isStopped = false
          for (const pair of pairs) for (const socket of pair) socket.resume()
        },
        setClosed: (value) => {
          isClosed = value
        },
        ports: () => [...pairs].flatMap(([, upstream]) => upstream.localPort ?? []),
        onReply: () => "pass",
        onAsk: (piece) => piece,
        end: () => {
          proxy.cut()
          server.close()
        }
      }
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(proxy)))
    }),
    (proxy) => Effect.sync(proxy.end)
  )
