/**
 * What moves funds: transfers between wallets, loans and their repayment. No such request has a deadline for the engine to keep, and most
 * have no name of the client's: their history is all that tells of them.
 */
import * as Decimal from "../Decimal.ts"
import type { LedgerTransfer, RequestRecord } from "../Exchange.ts"
import type { Product } from "../Product.ts"
import { type Seeded, make as seeded } from "../Seeded.ts"
import type { Desk } from "./desk.ts"
import type { Account, Balance } from "./ledger.ts"

/** How long a movement may be pending, in ms. */
const pendingMillis = 3_000

export interface Movement {
  readonly account: Account
  readonly request: RequestRecord
  /** Such as `MAIN_UMFUTURE` or `BORROW`. */
  readonly type: string
  readonly asset: string
  readonly amount: Decimal.Decimal
  /** What the client calls it, if it may. */
  readonly name?: string | undefined
  /** Between which accounts it goes. */
  readonly fromEmail?: string | undefined
  readonly toEmail?: string | undefined
  /** The symbol of an isolated account. */
  readonly symbol?: string | undefined
  /** Where it is taken from and given to; elsewhere when left out. */
  readonly from?: Balance | undefined
  readonly to?: Balance | undefined
}

export class Moved implements LedgerTransfer {
  readonly id: number
  readonly movement: Movement
  readonly acceptedAt: number
  readonly settledAt: number

  constructor(id: number, movement: Movement, acceptedAt: number, settledAt: number) {
    this.id = id
    this.movement = movement
    this.acceptedAt = acceptedAt
    this.settledAt = settledAt
  }

  get account(): string {
    return this.movement.account.name
  }
  get product(): Product {
    return this.request.product
  }
  get request(): RequestRecord {
    return this.movement.request
  }
  get type(): string {
    return this.movement.type
  }
  get asset(): string {
    return this.movement.asset
  }
  get amount(): string {
    return Decimal.format(this.movement.amount)
  }

  /** What a read shows of it; `undefined` before it was there. */
  seen(asOf: number): "PENDING" | "CONFIRMED" | undefined {
    if (this.acceptedAt > asOf) return undefined
    return this.settledAt > asOf ? "PENDING" : "CONFIRMED"
  }
}

export class Movements {
  readonly all: Array<Moved> = []
  readonly #desk: Desk
  readonly #random: Seeded

  constructor(desk: Desk) {
    this.#desk = desk
    this.#random = seeded(`exchange ${desk.config.seed} movements`)
  }

  /** Moves it, and gives what the books say of it. The caller has looked whether there is enough. */
  move(movement: Movement, at: number): Moved {
    const { amount, from, to } = movement
    if (from !== undefined) this.#desk.engine.give(from, -amount, at)
    if (to !== undefined) this.#desk.engine.give(to, amount, at)
    const moved = new Moved(this.all.length + 1, movement, at, at + this.#random.between(0, pendingMillis))
    this.all.push(moved)
    return moved
  }
}
