// What is left of a run once it is over: nothing, or the storms could not be longer than the memory is large.
import { assert, describe, it } from "@effect/vitest"
import { queryObjects } from "node:v8"
import * as OrdersWorld from "./OrdersWorld.ts"
import * as PartsWorld from "./PartsWorld.ts"
import * as ProductsWorld from "./ProductsWorld.ts"
import { VirtualTime } from "./VirtualTime.ts"
import * as World from "./World.ts"

describe("a run that is over", () => {
  // processes die in most of them, and leave their scopes open, their fibers asleep and their intents unsettled
  for (const [storm, { run }] of Object.entries({ World, PartsWorld, OrdersWorld, ProductsWorld })) {
    it(`of ${storm} is forgotten at once, without a turn of the event loop`, () => {
      let requests = 0
      for (let seed = 1; seed <= 10; seed++) requests += run(seed).requests
      assert.isAbove(requests, 0)
      // whatever lives on in a run holds its clock
      assert.strictEqual(queryObjects(VirtualTime, { format: "count" }), 0)
    }, 60_000)
  }
})
