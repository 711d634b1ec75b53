/** Whatever two accounts do with orders, stop prices, amends, cancelReplace and order lists: what always holds of the book. */
import * as Decimal from "@effect-binance/simulator/Decimal"
import { Exchange } from "@effect-binance/simulator/Exchange"
import type { LedgerOrder } from "@effect-binance/simulator/Exchange"
import * as ExchangeConfig from "@effect-binance/simulator/ExchangeConfig"
import * as Seeded from "@effect-binance/simulator/Seeded"
import * as TestKeys from "@effect-binance/simulator/TestKeys"
import { assert, describe, it } from "@effect/vitest"
import type { Values } from "./support.ts"
import { bob, body, limit, open, signed, start, twoAccounts } from "./support.ts"

const keys = { test: TestKeys.hmac, bob } as const
type Name = keyof typeof keys

interface Placed {
  readonly account: Name
  readonly orderListId: number
  /** The ids of the orders that are an OCO, if any are. */
  readonly pair: ReadonlyArray<number>
  readonly working: number | undefined
  readonly others: ReadonlyArray<number>
}

const isOpen = ({ status }: LedgerOrder) =>
  status === "NEW" || status === "PARTIALLY_FILLED" || status === "PENDING_NEW"
const isWaiting = (order: LedgerOrder) => order.status === "NEW" && Decimal.make(order.stopPrice) > 0n

/** A world without a house, so that nothing comes from outside and nothing gets lost. */
class World {
  readonly random: Seeded.Seeded
  readonly exchange: Exchange
  readonly lists: Array<Placed> = []
  now = start
  last = Decimal.make("60000.00")
  #names = 0

  constructor(seed: number, commissionPpm: number) {
    this.random = Seeded.make(`book ${seed}`)
    const symbol = { ...ExchangeConfig.defaults.symbols[0]!, house: undefined, maxNumAlgoOrders: 20 }
    this.exchange = new Exchange({
      ...twoAccounts,
      symbols: [symbol],
      limits: [],
      seed,
      commissionPpm,
      readLag: ExchangeConfig.noLag
    })
  }

  send(account: Name, method: "GET" | "POST" | "PUT" | "DELETE", path: string, values: Values = {}) {
    this.now += 1000
    return this.exchange.handle(this.now, signed(method, `/api/v3/${path}`, this.now, values, keys[account]))
  }

  name(): string {
    return `n${this.#names++}`
  }

  /** So many ticks from the last price. */
  price(from: number, to: number): string {
    return Decimal.format(this.last + 1_000_000n * BigInt(this.random.integer(from, to)))
  }

  quantity(): string {
    return (this.random.integer(10, 40_000) / 1e5).toFixed(5)
  }

  pick<A>(values: ReadonlyArray<A>): A {
    // never asked of an empty list
    return values[this.random.integer(0, values.length - 1)]!
  }

  /** Around the last price, mostly on the right side of it. */
  #leg(prefix: string, type: string, isAbove: boolean): Values {
    const near = (): string => (isAbove ? this.price(-20, 150) : this.price(-150, 20))
    const capital =
      prefix === "" ? (text: string) => text.slice(0, 1).toLowerCase() + text.slice(1) : (text: string) => prefix + text
    return {
      [capital("Type")]: type,
      ...(type.startsWith("STOP") || type.startsWith("TAKE") ? { [capital("StopPrice")]: near() } : {}),
      ...(type.endsWith("LIMIT") || type === "LIMIT_MAKER" ? { [capital("Price")]: near() } : {}),
      ...(type.endsWith("LIMIT") ? { [capital("TimeInForce")]: this.pick(["GTC", "GTC", "IOC", "FOK"]) } : {})
    }
  }

  #pair(side: string, above: string, below: string): Values {
    const profit = ["LIMIT_MAKER", "LIMIT_MAKER", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"]
    const loss = ["STOP_LOSS", "STOP_LOSS_LIMIT"]
    return {
      ...this.#leg(above, this.pick(side === "SELL" ? profit : loss), true),
      ...this.#leg(below, this.pick(side === "SELL" ? loss : profit), false)
    }
  }

  #types(): string {
    return this.pick([
      "LIMIT",
      "LIMIT",
      "LIMIT",
      "MARKET",
      "MARKET",
      "MARKET",
      "STOP_LOSS",
      "STOP_LOSS_LIMIT",
      "TAKE_PROFIT",
      "TAKE_PROFIT_LIMIT"
    ])
  }

  order(): Values {
    const side = this.pick(["BUY", "SELL"])
    return {
      symbol: "BTCUSDT",
      side,
      quantity: this.quantity(),
      newClientOrderId: this.name(),
      selfTradePreventionMode: this.pick(["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"]),
      ...this.#leg("", this.#types(), this.random.chance(0.5))
    }
  }

  list(account: Name): void {
    const kind = this.pick(["oco", "oco", "oco", "oto", "otoco", "opo", "opoco"] as const)
    const side = this.pick(["BUY", "SELL"])
    const isOpo = kind === "opo" || kind === "opoco"
    const pendingSide = isOpo ? "SELL" : side
    const values: Values = {
      symbol: "BTCUSDT",
      selfTradePreventionMode: this.pick(["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"]),
      ...(kind === "oco"
        ? { side, quantity: this.quantity(), ...this.#pair(side, "above", "below") }
        : {
            ...this.#leg("working", this.pick(["LIMIT", "LIMIT", "LIMIT_MAKER"]), this.random.chance(0.5)),
            workingSide: isOpo ? "BUY" : this.pick(["BUY", "SELL"]),
            workingQuantity: this.quantity(),
            pendingSide,
            ...(isOpo ? {} : { pendingQuantity: this.quantity() }),
            ...(kind === "oto" || kind === "opo"
              ? this.#leg("pending", this.#types(), this.random.chance(0.5))
              : this.#pair(pendingSide, "pendingAbove", "pendingBelow"))
          })
    }
    const ticket = this.send(account, "POST", `orderList/${kind}`, values)
    if (ticket.reply?.status !== 200) return
    const answer = body(ticket)
    const ids = (answer["orders"] as ReadonlyArray<{ readonly orderId: number }>).map(({ orderId }) => orderId)
    const others = kind === "oco" ? ids : ids.slice(1)
    this.lists.push({
      account,
      orderListId: Number(answer["orderListId"]),
      pair: others.length === 2 ? others : [],
      working: kind === "oco" ? undefined : ids[0],
      others
    })
  }

  /** Something that one of them does. */
  step(): void {
    const { random } = this
    const account = this.pick(["test", "bob"] as const)
    const all = this.exchange.orders().filter((order) => order.account === account && isOpen(order))
    const some = all.length === 0 ? undefined : this.pick(all)
    const drawn = random.next()
    if (drawn < 0.35 || some === undefined) this.send(account, "POST", "order", this.order())
    else if (drawn < 0.65) this.list(account)
    else if (drawn < 0.72) this.send(account, "DELETE", "order", { symbol: "BTCUSDT", orderId: some.orderId })
    else if (drawn < 0.85) {
      const share = BigInt(random.integer(1, 99))
      const less = (Decimal.make(some.quantity) * share) / 100n
      this.send(account, "PUT", "order/amend/keepPriority", {
        symbol: "BTCUSDT",
        orderId: some.orderId,
        newQty: Decimal.format(less - (less % 1000n))
      })
    } else if (drawn < 0.95) {
      this.send(account, "POST", "order/cancelReplace", {
        ...this.order(),
        cancelReplaceMode: this.pick(["STOP_ON_FAILURE", "ALLOW_FAILURE"]),
        cancelOrderId: some.orderId
      })
    } else if (this.lists.length > 0) {
      const { orderListId } = this.pick(this.lists)
      this.send(account, "DELETE", "orderList", { symbol: "BTCUSDT", orderListId })
    }
  }

  check(): void {
    const { exchange } = this
    const orders = exchange.orders()
    // an id is the place of its order in the list
    const of = (orderId: number) => orders[orderId - 1]!
    for (const { others, pair, working } of this.lists) {
      const traded = pair.map(of).filter(({ executedQuantity }) => Decimal.make(executedQuantity) > 0n)
      assert.isAtMost(traded.length, 1, "both orders of an OCO have traded")
      if (traded.length === 1)
        assert.strictEqual(
          pair.map(of).filter((order) => isOpen(order) && order !== traded[0]).length,
          0,
          "a sibling lives"
        )
      const openPair = pair.map(of).filter(isOpen)
      if (openPair.length === 2) assert.strictEqual(openPair[0]?.quantity, openPair[1]?.quantity, "two quantities")
      if (working === undefined) continue
      const first = of(working)
      for (const other of others.map(of)) {
        if (isOpen(first)) assert.strictEqual(other.status, "PENDING_NEW", "a pending order came too early")
        else assert.notStrictEqual(other.status, "PENDING_NEW", "a pending order was forgotten")
        if (!isOpen(first) && first.status !== "FILLED")
          assert.isFalse(isOpen(other), "a pending order outlives a working one that was not filled")
      }
    }
    for (const name of ["test", "bob"] as const) {
      for (const asset of ["BTC", "USDT"]) {
        const { free, locked } = exchange.balance(name, asset)
        assert.isFalse(free.startsWith("-") || locked.startsWith("-"), `${name} owes ${asset}`)
      }
    }
    const ticket = exchange.handle(this.now, open("/api/v3/ticker/price", { symbol: "BTCUSDT" }))
    this.last = Decimal.make(String(body(ticket)["price"]))
  }

  /** No order waits for a price that has come. */
  checkWaiting(): void {
    for (const order of this.exchange.orders().filter(isWaiting)) {
      // what was triggered and rests still has its stop price
      if (this.#isWorking(order)) continue
      const isAbove = order.type.startsWith("STOP_LOSS") === (order.side === "BUY")
      const stop = Decimal.make(order.stopPrice)
      assert.isTrue(isAbove ? stop > this.last : stop < this.last, `${order.stopPrice} was reached`)
    }
  }

  #isWorking(order: LedgerOrder): boolean {
    const account = order.account === "bob" ? "bob" : "test"
    const ticket = this.send(account, "GET", "order", { symbol: "BTCUSDT", orderId: order.orderId })
    return body(ticket)["isWorking"] === true
  }

  total(asset: string): string {
    const sum = (["test", "bob"] as const)
      .map((name) => this.exchange.balance(name, asset))
      .reduce((all, { free, locked }) => all + Decimal.make(free) + Decimal.make(locked), 0n)
    return Decimal.format(sum)
  }

  /** What the open lists are by the reads and by the book. */
  openLists(account: Name): readonly [read: ReadonlyArray<number>, book: ReadonlyArray<number>] {
    const rows = JSON.parse(this.send(account, "GET", "openOrderList").reply?.body ?? "") as ReadonlyArray<{
      readonly orderListId: number
    }>
    const there = new Set(
      this.exchange
        .orders()
        .filter((order) => order.account === account && isOpen(order) && order.orderListId >= 0)
        .map(({ orderListId }) => orderListId)
    )
    return [rows.map(({ orderListId }) => orderListId), [...there].sort((a, b) => a - b)]
  }
}

const seeds = 40
const steps = 100

describe("the book", () => {
  it("keeps its promises, whatever happens", () => {
    const statuses = new Set<string>()
    let accepted = 0
    let leaders = 0
    for (let seed = 0; seed < seeds; seed++) {
      // with a commission something leaves, so nothing is said of the totals then
      const commissionPpm = seed % 3 === 0 ? 1000 : 0
      const world = new World(seed, commissionPpm)
      const totals = ["BTC", "USDT"].map((asset) => world.total(asset))
      try {
        // a first trade makes a price
        world.now += 1000
        world.exchange.handle(world.now, limit(world.now, { side: "SELL", price: "60000.00" }, bob))
        world.now += 1000
        world.exchange.handle(world.now, limit(world.now, { side: "BUY", price: "60000.00" }))
        for (let step = 0; step < steps; step++) {
          world.step()
          world.check()
          if (step % 10 === 0) world.checkWaiting()
          if (commissionPpm === 0)
            assert.deepStrictEqual(
              ["BTC", "USDT"].map((asset) => world.total(asset)),
              totals
            )
        }
        for (const account of ["test", "bob"] as const) {
          const [read, book] = world.openLists(account)
          assert.deepStrictEqual(read, book)
        }
        for (const { status } of world.exchange.orders()) statuses.add(status)
        accepted += world.lists.length
        leaders += world.lists.filter(({ pair }) =>
          pair.some((id) => Decimal.make(world.exchange.orders()[id - 1]?.executedQuantity ?? "0") > 0n)
        ).length
        // nothing is held back for nobody
        for (const account of ["test", "bob"] as const) {
          world.send(account, "DELETE", "openOrders", { symbol: "BTCUSDT" })
          for (const asset of ["BTC", "USDT"])
            assert.strictEqual(world.exchange.balance(account, asset).locked, "0.00000000", `${account} ${asset}`)
          assert.deepStrictEqual(world.openLists(account), [[], []])
        }
      } catch (error) {
        throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
      }
    }
    // and it was no quiet time
    assert.isAbove(accepted, 700)
    assert.isAbove(leaders, 60)
    assert.strictEqual(statuses.size, 7)
  })
})
