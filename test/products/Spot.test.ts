import { describe } from "@effect/vitest"
import * as Spot from "effect-binance/products/Spot"
import { checks } from "./requests.ts"
import { spotRows } from "./spotRequests.ts"

describe("what Spot puts on the wire, and what it costs", () => {
  checks(Spot, Object.values(spotRows).flat())
})
