/** What a connection sends that is no call: charged to the budget all the same, and what the exchange says is used is not lost. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { AnyOperation } from "../../client/Operation.ts"
import type { HttpReply } from "../../client/Transport.ts"
import { Patience } from "../../limits/BanWindow.ts"
import type { Service } from "../../limits/RateBudget.ts"
import { spotRules } from "../../products/SpotRules.ts"
import { unreadClock } from "../unreadClock.ts"
import type { ProductTable } from "./methods.ts"
import type { Attempted } from "./Session.ts"

const isOver = { _tag: "Success", body: undefined } as const

/** A request that belongs to no call: of it a budget sees the path and the weight. */
const ownRequest = ({ family }: ProductTable, weight: number): AnyOperation => ({
  name: `${family}.connection`,
  product: spotRules,
  kind: "read",
  method: "GET",
  path: `/${family}/`,
  weight: () => weight,
  security: "NONE",
  success: Schema.Unknown,
  parameters: () => ({}),
  describe: () => ({}),
  goodForMillis: () => Infinity
})

export const spend = <A>(
  budget: Service | undefined,
  table: ProductTable,
  weight: number,
  attempt: Effect.Effect<Attempted<A>>
): Effect.Effect<A | undefined> => {
  if (budget === undefined) return Effect.map(attempt, ({ value }) => value)
  const operation = ownRequest(table, weight)
  const asked = { operation, input: undefined, account: "", clock: unreadClock, deadline: Infinity }
  const around = budget.around(asked, (reservation) => {
    reservation.leave()
    return Effect.tap(attempt, ({ reply }) => reservation.settle(reply, isOver))
  })
  // it waits for as long as it takes, so that it is never refused
  return Effect.catch(
    Effect.map(around, ({ value }) => value),
    () => Effect.undefined
  )
}

/** Corrects the budget by what a reply says is used. It has been charged already, to whoever asked, or is by this. */
export const correct = (budget: Service | undefined, table: ProductTable, reply: HttpReply): Effect.Effect<void> =>
  Object.keys(reply.headers).some((name) => name.startsWith("x-mbx-"))
    ? Effect.asVoid(
        Effect.provideService(
          spend(budget, table, 0, Effect.succeed({ value: undefined, reply })),
          Patience,
          "fail-fast"
        )
      )
    : Effect.void
