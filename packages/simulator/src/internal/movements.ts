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
  /** Whether its history has no status, so that what it shows has happened. */
  readonly isFinal?: boolean | undefined
  /** Where it is taken from and given to; elsewhere when left out. */
  readonly from?: Balance | undefined
  readonly to?: Balance | undefined
}

export class Moved implements LedgerTransfer {
  readonly id: number
  readonly movement: Movement
  readonly acceptedAt: number
  readonly settledAt: number
  readonly failed: boolean

  constructor(id: number, movement: Movement, acceptedAt: number, settledAt: number, failed: boolean) {
    this.id = id
    this.movement = movement
    this.acceptedAt = acceptedAt
    this.settledAt = settledAt
    this.failed = failed
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
  seen(asOf: number): "PENDING" | "CONFIRMED" | "FAILED" | undefined {
    if (this.acceptedAt > asOf) return undefined
    return this.settledAt > asOf ? "PENDING" : this.failed ? "FAILED" : "CONFIRMED"
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

  /** Moves it, and gives what the books say of it. The caller has looked whether there is enough. What fails arrives nowhere, and comes back. */
  move(movement: Movement, at: number): Moved {
    const { amount, from, isFinal = false, to } = movement
    const { engine, config, schedule } = this.#desk
    const settledAt = at + this.#random.between(0, pendingMillis)
    const probability = isFinal ? 0 : config.failedMovementProbability
    const failed = probability > 0 && this.#random.chance(probability)
    if (from !== undefined) engine.give(from, -amount, at)
    if (failed) {
      if (from !== undefined) schedule(settledAt, (when) => engine.give(from, amount, when))
    } else if (to !== undefined) engine.give(to, amount, at)
    const moved = new Moved(this.all.length + 1, movement, at, settledAt, failed)
    this.all.push(moved)
    return moved
  }
}
