import * as Fault from "@effect-binance/simulator/Fault"
import * as FaultPlan from "@effect-binance/simulator/FaultPlan"
import type { Product } from "@effect-binance/simulator/Product"
import { assert, describe, it } from "@effect/vitest"

const request = (kind: Fault.RequestKind, id = "x") => ({
  method: "POST",
  path: "/api/v3/order",
  kind,
  product: "spot" as const,
  parameter: (name: string) => (name === "newClientOrderId" ? id : undefined)
})

const run = (plan: FaultPlan.FaultPlan, kinds: ReadonlyArray<Fault.RequestKind>) =>
  kinds.map((kind) => plan.decide(request(kind))?._tag)

describe("FaultPlan.scripted", () => {
  it("counts orders placed for bare names, and whatever a step says otherwise", () => {
    const plan = FaultPlan.scripted([
      "reply-lost",
      "none",
      "refused",
      { fault: "stale-read", on: "read", nth: 2, times: 2 },
      { fault: "banned", on: (seen) => seen.index === 9 }
    ])
    assert.deepStrictEqual(run(plan, ["read", "place", "place", "read", "place", "read", "read", "cancel", "public"]), [
      undefined,
      "ReplyLost",
      undefined,
      "Stale",
      "NotConnected",
      "Stale",
      undefined,
      undefined,
      "Banned"
    ])
    assert.deepStrictEqual(
      run(FaultPlan.scripted([{ fault: "banned", on: (seen) => seen.attempt === 2 }]), ["read", "place", "read"]),
      [undefined, undefined, "Banned"]
    )
  })
})

describe("FaultPlan.seeded", () => {
  const kinds = Array.from({ length: 3000 }, (_, i) => (["public", "read", "test", "place", "cancel"] as const)[i % 5]!)

  it("repeats with its seed and keeps its probability", () => {
    const tags = (seed: number, probability: number) => run(FaultPlan.seeded({ seed, probability }), kinds)
    assert.deepStrictEqual(tags(1, 0.4), tags(1, 0.4))
    assert.notDeepEqual(tags(1, 0.4), tags(2, 0.4))
    const share = tags(1, 0.4).filter((tag) => tag !== undefined).length / kinds.length
    assert.isTrue(share > 0.36 && share < 0.44, String(share))
    assert.isTrue(tags(1, 0).every((tag) => tag === undefined))
    assert.isTrue(tags(1, 1).every((tag) => tag !== undefined))
  })

  it("draws only what applies: every fault of a write sooner or later, no stale order, no clock on an open read", () => {
    const drawn = (kind: Fault.RequestKind, product: Product) => {
      const plan = FaultPlan.seeded({ seed: 1, probability: 1 })
      return new Set(Array.from({ length: 20_000 }, () => plan.decide({ ...request(kind), product })))
    }
    const names = (kind: Fault.RequestKind, product: Product = "spot") => {
      const met = drawn(kind, product)
      return Fault.names.filter((name) => met.has(Fault.rowOf(name).fault))
    }
    const open = names("public")
    const ofSpot = Fault.names.filter((name) => Fault.rowOf(name).products?.includes("spot") !== false)
    const others = (...without: ReadonlyArray<Fault.Name>) => ofSpot.filter((name) => !without.includes(name))
    assert.deepStrictEqual(names("place"), others("stale-read", "timeout-half-executed"))
    assert.deepStrictEqual(names("orderList"), others("stale-read", "timeout-half-executed"))
    assert.deepStrictEqual(names("cancelReplace"), others("stale-read"))
    // an amend is not counted as an order
    assert.deepStrictEqual(names("amend"), others("stale-read", "timeout-half-executed", "order-rate-limited"))
    assert.deepStrictEqual(names("cancel"), names("amend"))
    // what USDⓈ-M says of what it has not executed, it never says of what it has
    const ofUsdm = names("place", "usdm")
    assert.notInclude(ofUsdm, "disconnected")
    for (const name of ["disconnected-unexecuted", "unknown-error", "service-unavailable", "throttled"] as const)
      assert.include(ofUsdm, name)
    assert.include(names("batch", "usdm"), "timeout-batch-half-executed")
    assert.notInclude(names("place", "options"), "busy")
    assert.deepStrictEqual(
      ofSpot.filter((name) => !open.includes(name)),
      [
        "delayed",
        "duplicate-keys",
        "order-rate-limited",
        "clock-skew",
        "clock-skew-ahead",
        "timeout-then-executed",
        "timeout-half-executed",
        "stale-read"
      ]
    )
    assert.isTrue(names("read").includes("stale-read"))
  })

  it("takes names and weights", () => {
    const plan = FaultPlan.seeded({
      seed: 1,
      probability: 1,
      faults: ["refused", "timeout", "banned"],
      weights: { banned: 0, refused: 3 }
    })
    const tags = run(
      plan,
      Array.from({ length: 4000 }, () => "place" as const)
    )
    const share = tags.filter((tag) => tag === "NotConnected").length / 4000
    assert.isTrue(share > 0.72 && share < 0.78, String(share))
    assert.isTrue(tags.every((tag) => tag !== "Banned"))
  })

  it("gives every client the same storm for an intent, in whatever order it asks", () => {
    const storm = (order: ReadonlyArray<string>) => {
      const plan = FaultPlan.seeded({
        seed: 9,
        probability: 0.6,
        intentKey: (seen) => seen.parameter("newClientOrderId")
      })
      const met: Record<string, Array<string | undefined>> = {}
      for (const id of order) (met[id] ??= []).push(plan.decide(request("place", id))?._tag)
      return Object.fromEntries(Object.entries(met).sort())
    }
    const ids = Array.from({ length: 30 }, (_, i) => `i${i}`)
    const twice = [...ids, ...ids]
    assert.deepStrictEqual(storm(twice), storm(ids.flatMap((id) => [id, id]).reverse()))
    // and not the same one for every attempt
    assert.isTrue(Object.values(storm(twice)).some(([first, second]) => first !== second))
  })
})
