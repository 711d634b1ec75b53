/** What moves funds: transfers of the wallet, loans of margin and portfolio margin, and the margin of a single position. */
import * as Decimal from "../../Decimal.ts"
import type { Route } from "../../Product.ts"
import * as Wire from "../../Wire.ts"
import type { Desk } from "../desk.ts"
import * as Endpoint from "../endpoint.ts"
import type { Account, Balance } from "../ledger.ts"
import type { Moved, Movements } from "../movements.ts"
import type { Answer, Context } from "../request.ts"

/** What a type of transfer calls the wallets, and the route whose purse each is. */
const wallets: Readonly<Record<string, Route>> = {
  MAIN: "spot",
  UMFUTURE: "usdm",
  CMFUTURE: "coinm",
  MARGIN: "cross",
  OPTION: "options",
  PORTFOLIO_MARGIN: "pm-margin"
}

const insufficient = new Wire.Refusal(-5013, "Asset transfer failed: insufficient balance")
const notEnough = new Wire.Refusal(-3041, "Balance is not enough.")

const amountOf = ({ parameters }: Context): Decimal.Decimal => {
  Wire.mandatory(parameters, "amount")
  const amount = Wire.decimal(parameters, "amount") ?? 0n
  if (amount === 0n)
    throw new Wire.Refusal(-1102, "Mandatory parameter 'amount' was not sent, was empty/null, or malformed.")
  return amount
}

/** The two wallets of a type such as `MAIN_UMFUTURE`. */
const walletsOf = (type: string): readonly [from: Route, to: Route] => {
  for (const [from, route] of Object.entries(wallets)) {
    const to = type.startsWith(`${from}_`) ? wallets[type.slice(from.length + 1)] : undefined
    if (to !== undefined && to !== route) return [route, to]
  }
  throw new Wire.Refusal(-1130, "Data sent for parameter 'type' is not valid.")
}

const done = (body: unknown): Answer => ({ status: 200, body: JSON.stringify(body), executed: true })

const isEnough = ({ free }: Balance, amount: Decimal.Decimal) => free >= amount

interface History {
  readonly total: number
  readonly rows: ReadonlyArray<Moved>
  readonly asOf: number
}

export const make = (desk: Desk, movements: Movements): Endpoint.Endpoints => {
  const common = { bounds: "margin", gate: "api" } as const
  const wallet = Endpoint.on({ ...common, route: "spot" })
  const margin = Endpoint.on({ ...common, route: "cross" })
  const portfolio = Endpoint.on({ route: "pm-margin", bounds: "pm", gate: "api" })

  /** A page of what was moved, the newest first. */
  const history = (context: Context, keeps: (moved: Moved) => boolean): History => {
    const { account, parameters } = context
    const asOf = desk.asOf(context, "database")
    const startTime = Wire.integer(parameters, "startTime") ?? 0
    const endTime = Wire.integer(parameters, "endTime") ?? Infinity
    const current = Wire.integer(parameters, "current") ?? 1
    const size = Math.min(100, Wire.integer(parameters, "size") ?? 10)
    const all = movements.all.filter(
      (moved) =>
        moved.movement.account.holder === account.holder &&
        moved.seen(asOf) !== undefined &&
        Math.floor(moved.acceptedAt) >= startTime &&
        moved.acceptedAt <= endTime &&
        keeps(moved)
    )
    return { total: all.length, rows: all.reverse().slice((current - 1) * size, current * size), asOf }
  }

  const loanRow = (moved: Moved, asOf: number) => ({
    txId: moved.id,
    asset: moved.asset,
    principal: moved.amount,
    amount: moved.amount,
    interest: "0",
    type: moved.type === "BORROW" ? "MANUAL" : "NORMAL",
    ...(moved.movement.symbol === undefined ? {} : { isolatedSymbol: moved.movement.symbol }),
    timestamp: Math.floor(moved.acceptedAt),
    status: moved.seen(asOf)
  })

  /** Borrows or repays on an account: what is borrowed comes from nowhere, and what is repaid goes there. */
  const loan = (context: Context, type: string, account: Account): ((at: number) => Answer) => {
    const asset = Wire.mandatory(context.parameters, "asset")
    const amount = amountOf(context)
    const symbol = account.route.name === "isolated" ? context.record.symbol : undefined
    return (at) => {
      const balance = account.balance(asset)
      if (type === "REPAY" && !isEnough(balance, amount)) throw notEnough
      const side = type === "BORROW" ? { to: balance } : { from: balance }
      const moved = movements.move({ account, request: context.record, type, asset, amount, symbol, ...side }, at)
      return done({ tranId: moved.id })
    }
  }

  const loans = (type: "BORROW" | "REPAY", path: string): Endpoint.Endpoints => ({
    [`POST /papi/v1/${path}`]: portfolio.write(
      "transfer",
      ["asset", "amount"],
      (context) => loan(context, type, context.account),
      100
    ),
    [`GET /papi/v1/margin/${path}`]: portfolio.read(
      10,
      ["asset", "txId", "startTime", "endTime", "current", "size", "archived"],
      (context) => {
        const asset = Wire.mandatory(context.parameters, "asset")
        const id = Wire.integer(context.parameters, "txId")
        const { asOf, rows, total } = history(
          context,
          (moved) =>
            moved.product === "pm" &&
            moved.type === type &&
            moved.asset === asset &&
            (id === undefined || moved.id === id)
        )
        return { rows: rows.map((moved) => loanRow(moved, asOf)), total }
      }
    )
  })

  /** More or less margin for one position: nothing else tells of it. */
  const positionMargin = (path: string, product: "usdm" | "coinm"): Endpoint.Endpoints => {
    const { write } = Endpoint.on({ route: product, bounds: product, gate: "api" })
    return {
      [`POST ${path}/positionMargin`]: write("transfer", ["symbol", "positionSide", "amount", "type"], (context) => {
        const { account, parameters, record } = context
        const { config, contract } = desk.market(product, parameters)
        const amount = amountOf(context)
        const type = Wire.integer(parameters, "type")
        if (type !== 1 && type !== 2) throw new Wire.Refusal(-1130, "Data sent for parameter 'type' is not valid.")
        return (at) => {
          if (account.positions.marginTypes.get(config.symbol) !== "ISOLATED")
            throw new Wire.Refusal(-4054, "Cannot add position margin: position is 0.")
          const asset = contract?.marginAsset ?? config.quoteAsset
          const word = type === 1 ? "ADD_MARGIN" : "REDUCE_MARGIN"
          movements.move({ account, request: record, type: word, asset, amount, symbol: config.symbol }, at)
          return done({
            amount: Number(Decimal.format(amount)),
            code: 200,
            msg: "Successfully modify position margin.",
            type
          })
        }
      })
    }
  }

  return {
    "POST /sapi/v1/asset/transfer": wallet.write(
      "transfer",
      ["type", "asset", "amount", "fromSymbol", "toSymbol"],
      (context) => {
        const { account, parameters, record } = context
        const type = Wire.mandatory(parameters, "type")
        const asset = Wire.mandatory(parameters, "asset")
        const amount = amountOf(context)
        const [from, to] = walletsOf(type)
        return (at) => {
          const source = account.holder.on(from).balance(asset)
          if (!isEnough(source, amount)) throw insufficient
          const target = account.holder.on(to).balance(asset)
          const moved = movements.move({ account, request: record, type, asset, amount, from: source, to: target }, at)
          return done({ tranId: moved.id })
        }
      },
      900
    ),
    "GET /sapi/v1/asset/transfer": wallet.read(
      1,
      ["type", "startTime", "endTime", "current", "size", "fromSymbol", "toSymbol"],
      (context) => {
        const type = Wire.mandatory(context.parameters, "type")
        const { asOf, rows, total } = history(context, (moved) => moved.type === type)
        // nothing moved, no rows
        if (rows.length === 0) return { total }
        return {
          total,
          rows: rows.map((moved) => ({
            asset: moved.asset,
            amount: moved.amount,
            type: moved.type,
            status: moved.seen(asOf),
            tranId: moved.id,
            timestamp: Math.floor(moved.acceptedAt)
          }))
        }
      }
    ),
    "POST /sapi/v1/margin/borrow-repay": margin.write(
      "transfer",
      ["asset", "isIsolated", "symbol", "amount", "type"],
      (context) => {
        const { account, parameters } = context
        const type = Wire.mandatory(parameters, "type")
        if (type !== "BORROW" && type !== "REPAY")
          throw new Wire.Refusal(-1130, "Data sent for parameter 'type' is not valid.")
        if (account.route.name === "isolated") Wire.mandatory(parameters, "symbol")
        return loan(context, type, account)
      },
      1_500
    ),
    "GET /sapi/v1/margin/borrow-repay": margin.read(
      10,
      ["asset", "isolatedSymbol", "txId", "startTime", "endTime", "current", "size", "type"],
      (context) => {
        const { parameters } = context
        const type = Wire.mandatory(parameters, "type")
        const asset = Wire.optional(parameters, "asset")
        const symbol = Wire.optional(parameters, "isolatedSymbol")
        const id = Wire.integer(parameters, "txId")
        const { asOf, rows, total } = history(
          context,
          (moved) =>
            moved.product === "margin" &&
            moved.type === type &&
            moved.movement.symbol === symbol &&
            (asset === undefined || moved.asset === asset) &&
            (id === undefined || moved.id === id)
        )
        return { rows: rows.map((moved) => loanRow(moved, asOf)), total }
      }
    ),
    ...loans("BORROW", "marginLoan"),
    ...loans("REPAY", "repayLoan"),
    ...positionMargin("/fapi/v1", "usdm"),
    ...positionMargin("/dapi/v1", "coinm")
  }
}
