import { assert, describe, it } from "@effect/vitest"
import type { Reply } from "effect-binance/client/Transport"
import * as Effect from "effect/Effect"
import type net from "node:net"
import { order, overFetch, overPlainFetch, overUndici, pause, rawServer, reply, send } from "./support.ts"

describe("whatever the other end does", () => {
  for (const [name, layer] of [
    ["UndiciTransport", overUndici],
    ["HttpTransport over fetch", overFetch],
    ["FetchTransport", overPlainFetch]
  ] as const)
    for (const seed of [1, 2, 3]) {
      it.effect(`${name} says what is true of every call (seed ${seed})`, () =>
        Effect.gen(function* () {
          let state = seed
          const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
          const arrived = new Map<string, number>()
          const deeds: ReadonlyArray<(socket: net.Socket, id: string) => void> = [
            (socket, id) => socket.write(reply("200 OK", id)),
            (socket, id) => socket.write(reply("200 OK", id)),
            (socket, id) => socket.write(reply("200 OK", id)),
            (socket, id) => setTimeout(() => socket.write(reply("200 OK", id)), 3),
            (socket, id) => socket.end(reply("200 OK", id)),
            (socket, id) => socket.write(reply("200 OK", id, "connection: close\r\n")),
            (socket, id) => socket.write(reply("200 OK", id), () => socket.resetAndDestroy()),
            (socket, id) => socket.write(reply("200 OK", id) + reply("200 OK", "forged")),
            (socket, id) => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n${id}`),
            (socket) => socket.destroy(),
            (socket) => socket.resetAndDestroy(),
            (socket) => socket.end("nonsense\r\n\r\n")
          ]
          const server = yield* rawServer({
            onConnection: (socket) => {
              if (random() < 0.05) socket.destroy()
              else if (random() < 0.06) socket.resetAndDestroy()
            },
            onData: (socket, received) => {
              const id = received.match(/id=\d+;/g)?.at(-1)
              if (id === undefined || !received.endsWith(id)) return
              arrived.set(id, (arrived.get(id) ?? 0) + 1)
              deeds[Math.floor(random() * deeds.length)]?.(socket, id)
            }
          })
          const ids = Array.from({ length: 400 }, (_, index) => `id=${index};`)
          const answers = yield* Effect.forEach(
            ids,
            (body) =>
              random() < 0.15
                ? Effect.raceFirst(
                    send({ ...order, body }),
                    pause(random() * 4).pipe(Effect.as<Reply | undefined>(undefined))
                  )
                : send({ ...order, body }),
            { concurrency: 16 }
          ).pipe(Effect.provide(layer(server.baseUrl)))
          yield* pause(50)
          const seen = new Set<string>()
          for (const [index, answer] of answers.entries()) {
            const id = ids[index] ?? ""
            const times = arrived.get(id) ?? 0
            assert.isAtMost(times, 1, `${id} was sent more than once`)
            if (answer === undefined) {
              seen.add("interrupted")
            } else if (answer._tag === "HttpReply") {
              assert.oneOf(answer.body, answer.complete ? [id] : [id, ""])
              assert.strictEqual(times, 1)
              seen.add(answer.complete ? "whole" : "cut")
            } else {
              if (answer.phase === "connect") assert.strictEqual(times, 0, `${id} left, and was said not to have`)
              seen.add(answer.phase)
            }
          }
          assert.includeMembers(Array.from(seen), [
            "whole",
            "cut",
            "interrupted",
            name === "UndiciTransport" ? "sent" : "unknown"
          ])
          if (name === "UndiciTransport") assert.notInclude(Array.from(seen), "unknown")
        })
      )
    }
})
