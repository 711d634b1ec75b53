// A client of somebody else that is one function: it sends at once what it is told to, and reports it.
import type { AnyOperation, Operation } from "effect-binance/client/Operation"
import type { Parameters } from "effect-binance/client/Parameters"
import type { HttpReply } from "effect-binance/client/Transport"
import type { ForeignClient } from "effect-binance/interop/ForeignClient"
import * as Interop from "effect-binance/interop/Interop"

type Send = (operation: AnyOperation, parameters: Parameters) => Promise<unknown>

export const other = (answers: (index: number) => HttpReply | Promise<HttpReply>) => {
  /** The body of every request that it was allowed to send. */
  const sent: Array<URLSearchParams> = []
  const client: ForeignClient<Send> = {
    name: "other",
    problem: () => undefined,
    watched:
      (watch) =>
      async ({ method, path }, parameters) => {
        const fields = Object.entries(parameters).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, `${value}`]]
        )
        const query = new URLSearchParams(fields)
        const { arrived } = watch.leaving({ method, url: `https://api.binance.com${path}?${query}` })
        const { body, headers, status } = await answers(sent.push(query) - 1)
        arrived(status, headers, body)
        if (status >= 300) throw new Error("refused")
        return JSON.parse(body)
      },
    thrown: () => ({ _tag: "Refused", problem: "nothing was sent" }),
    returned: (value) => ({ _tag: "Body", headers: {}, body: JSON.stringify(value) })
  }
  /** Makes a call with it, for the account "test". */
  const call = <A, K extends Interop.WrappedKind, P>(operation: Operation<A, K, P>, input: P) =>
    Interop.call({ client, operation, input, account: "test" }, (handle) => handle.client(operation, handle.parameters))
  return { sent, call }
}
