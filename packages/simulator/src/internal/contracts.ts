/**
 * Contracts of futures and options: what they are worth, what they hold back, and the positions that they make. The simplest model
 * that can refuse for want of margin and of a position: no funding, no liquidation, no mark price beside the last one.
 */
import * as Decimal from "../Decimal.ts"
import type { ContractConfig } from "../ExchangeConfig.ts"
import type { Side } from "../OrderBook.ts"
import type { Book } from "../Product.ts"

export type PositionSide = "BOTH" | "LONG" | "SHORT"

export interface Position {
  readonly symbol: string
  readonly side: PositionSide
  /** Below 0 when it is short. */
  amount: Decimal.Decimal
  /** The mean price that it was opened at. */
  entryPrice: Decimal.Decimal
  /** What is held back for it. */
  margin: Decimal.Decimal
  updatedAt: number
}

/** All positions on one route, and the settings that they go by. */
export interface Positions {
  readonly open: Map<string, Position>
  readonly leverages: Map<string, number>
  readonly marginTypes: Map<string, string>
  isHedged: boolean
  isMultiAsset: boolean
}

export const makePositions = (): Positions => ({
  open: new Map(),
  leverages: new Map(),
  marginTypes: new Map(),
  isHedged: false,
  isMultiAsset: false
})

export const positionOf = ({ open }: Positions, symbol: string, side: PositionSide): Position => {
  const key = `${symbol} ${side}`
  let position = open.get(key)
  if (position === undefined) {
    position = { symbol, side, amount: 0n, entryPrice: 0n, margin: 0n, updatedAt: 0 }
    open.set(key, position)
  }
  return position
}

const sign = (side: Side) => (side === "BUY" ? 1n : -1n)
export const absolute = (value: Decimal.Decimal): Decimal.Decimal => (value < 0n ? -value : value)

/** Whether an order of this side would make the position smaller. */
export const reduces = ({ amount }: Position, side: Side): boolean => (side === "BUY" ? amount < 0n : amount > 0n)

export class Contract {
  readonly book: Exclude<Book, "spot">
  readonly marginAsset: string
  readonly size: bigint
  readonly leverage: number

  constructor(config: ContractConfig, book: Exclude<Book, "spot">) {
    this.book = book
    this.marginAsset = book === "coinm" ? config.baseAsset : config.quoteAsset
    this.size = BigInt(config.contractSize ?? 100)
    this.leverage = config.leverage ?? 20
  }

  /** What a quantity is worth at a price, in the margin asset. */
  valueAt(price: Decimal.Decimal, quantity: Decimal.Decimal): Decimal.Decimal {
    if (this.book !== "coinm") return Decimal.multiply(price, quantity)
    return price === 0n ? 0n : Decimal.divide(quantity * this.size, price)
  }

  leverageOf({ leverages }: Positions, symbol: string): number {
    return leverages.get(symbol) ?? this.leverage
  }

  /** What is held back for it. Whoever trades an option pays, or puts up, the whole premium. */
  marginFor(positions: Positions, symbol: string, price: Decimal.Decimal, quantity: Decimal.Decimal): Decimal.Decimal {
    const value = this.valueAt(price, quantity)
    return this.book === "options" ? value : value / BigInt(this.leverageOf(positions, symbol))
  }

  /** Books a trade on a position: what it has gained in the margin asset, and how much more has to be held back for it. */
  trade(
    positions: Positions,
    position: Position,
    trade: {
      readonly side: Side
      readonly price: Decimal.Decimal
      readonly quantity: Decimal.Decimal
      readonly at: number
    }
  ): { readonly gain: Decimal.Decimal; readonly margin: Decimal.Decimal } {
    const { at, price, quantity, side } = trade
    const { amount, entryPrice } = position
    const signed = sign(side) * quantity
    let gain = 0n
    if (reduces(position, side)) {
      const closed = Decimal.min(absolute(amount), quantity)
      const difference =
        this.book === "coinm"
          ? this.valueAt(entryPrice, closed) - this.valueAt(price, closed)
          : this.valueAt(price, closed) - this.valueAt(entryPrice, closed)
      gain = amount > 0n ? difference : -difference
      // what is more than the position opens another one
      if (quantity > closed) position.entryPrice = price
    } else {
      const total = absolute(amount) + quantity
      position.entryPrice = (absolute(amount) * entryPrice + quantity * price) / total
    }
    position.amount = amount + signed
    position.updatedAt = at
    if (position.amount === 0n) position.entryPrice = 0n
    const before = position.margin
    position.margin = this.marginFor(positions, position.symbol, position.entryPrice, absolute(position.amount))
    return { gain, margin: position.margin - before }
  }
}
