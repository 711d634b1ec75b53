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

const common = { bounds: "margin", gate: "api" } as const
const onPortfolio = Endpoint.on({ route: "pm-margin", bounds: "pm", gate: "api" })

interface History {
  readonly total: number
  readonly rows: ReadonlyArray<Moved>
  readonly asOf: number
}

/** The desk, and all that was moved. */
interface Cashier {
  readonly desk: Desk
  readonly movements: Movements
}

/** A page of what was moved, the newest first. */
const history = ({ desk, movements }: Cashier, context: Context, keeps: (moved: Moved) => boolean): History => {
  const { account, parameters } = context
  const asOf = desk.asOf(context, "database")
  const startTime = Wire.integer(parameters, "startTime") ?? 0
  const endTime = Wire.integer(parameters, "endTime") ?? Infinity
  const current = Wire.integer(parameters, "current") ?? Wire.integer(parameters, "page") ?? 1
  const size = Math.min(500, Wire.integer(parameters, "size") ?? Wire.integer(parameters, "limit") ?? 10)
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
  type: "MANUAL",
  ...(moved.movement.symbol === undefined ? {} : { isolatedSymbol: moved.movement.symbol }),
  timestamp: Math.floor(moved.acceptedAt),
  status: moved.seen(asOf)
})

/** Borrows or repays on an account: what is borrowed comes from nowhere, and what is repaid goes there. */
const loan = ({ movements }: Cashier, context: Context, type: string, account: Account): ((at: number) => Answer) => {
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

const portfolioLoans = (cashier: Cashier, type: "BORROW" | "REPAY", path: string): Endpoint.Endpoints => ({
  [`POST /papi/v1/${path}`]: onPortfolio.write(
    "transfer",
    ["asset", "amount"],
    (context) => loan(cashier, context, type, context.account),
    100
  ),
  [`GET /papi/v1/margin/${path}`]: onPortfolio.read(
    10,
    ["asset", "txId", "startTime", "endTime", "current", "size", "archived"],
    (context) => {
      const asset = Wire.mandatory(context.parameters, "asset")
      const id = Wire.integer(context.parameters, "txId")
      const { asOf, rows, total } = history(
        cashier,
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
export const positionMargin = (
  { desk, movements }: Cashier,
  path: string,
  product: "usdm" | "coinm"
): Endpoint.Endpoints => {
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
        movements.move(
          { account, request: record, type: word, asset, amount, symbol: config.symbol, isFinal: true },
          at
        )
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

/** Transfers between wallets, what leaves the account, and the loans of margin. */
export const margin = (cashier: Cashier): Endpoint.Endpoints => {
  const { movements } = cashier
  const wallet = Endpoint.on({ ...common, route: "spot" })
  const onMargin = Endpoint.on({ ...common, route: "cross" })
  return {
    ...departures(cashier),
    "POST /sapi/v1/asset/transfer": {
      ...wallet.write(
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
            const moved = movements.move(
              { account, request: record, type, asset, amount, from: source, to: target },
              at
            )
            return done({ tranId: moved.id })
          }
        },
        900
      ),
      isOfAccount: true
    },
    "GET /sapi/v1/asset/transfer": wallet.read(
      1,
      ["type", "startTime", "endTime", "current", "size", "fromSymbol", "toSymbol"],
      (context) => {
        const type = Wire.mandatory(context.parameters, "type")
        const { asOf, rows, total } = history(cashier, context, (moved) => moved.type === type)
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
    "POST /sapi/v1/margin/borrow-repay": onMargin.write(
      "transfer",
      ["asset", "isIsolated", "symbol", "amount", "type"],
      (context) => {
        const { account, parameters } = context
        const type = Wire.mandatory(parameters, "type")
        if (type !== "BORROW" && type !== "REPAY")
          throw new Wire.Refusal(-1130, "Data sent for parameter 'type' is not valid.")
        if (account.route.name === "isolated") Wire.mandatory(parameters, "symbol")
        return loan(cashier, context, type, account)
      },
      1_500
    ),
    "GET /sapi/v1/margin/borrow-repay": onMargin.read(
      10,
      ["asset", "isolatedSymbol", "txId", "startTime", "endTime", "current", "size", "type"],
      (context) => {
        const { parameters } = context
        const type = Wire.mandatory(parameters, "type")
        const asset = Wire.optional(parameters, "asset")
        const symbol = Wire.optional(parameters, "isolatedSymbol")
        const id = Wire.integer(parameters, "txId")
        const { asOf, rows, total } = history(
          cashier,
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
    )
  }
}

/** What a transfer between accounts calls the wallets. */
const accountTypes: Readonly<Record<string, Route>> = {
  SPOT: "spot",
  USDT_FUTURE: "usdm",
  COIN_FUTURE: "coinm",
  MARGIN: "cross",
  ISOLATED_MARGIN: "isolated"
}

const named = (movements: Movements, { account }: Context, name: string | undefined, type: string) =>
  movements.all.find(
    (moved) =>
      moved.movement.account.holder === account.holder && moved.movement.name === name && moved.movement.type === type
  )

/** What leaves the account: to another one, or off the exchange. The client can give it a name, which is taken once. */
const departures = (cashier: Cashier): Endpoint.Endpoints => {
  const { desk, movements } = cashier
  const { read, write } = Endpoint.on({ ...common, route: "spot" })
  /** Takes it out of a wallet, under the name that it has. */
  const depart = (
    context: Context,
    what: {
      readonly type: string
      readonly asset: string
      readonly route: Route
      readonly name: string | undefined
      readonly isFinal?: boolean
    },
    answer: (moved: Moved) => unknown
  ) => {
    const { account, record } = context
    const { asset, isFinal, name, route, type } = what
    const fromEmail = context.parameters.values.get("fromEmail")
    const toEmail = context.parameters.values.get("toEmail")
    const amount = amountOf(context)
    return (at: number): Answer => {
      if (name !== undefined && named(movements, context, name, type) !== undefined)
        throw new Wire.Refusal(-1130, "Data sent for parameter 'clientTranId' is not valid.")
      const from = account.holder.on(route, record.symbol).balance(asset)
      if (!isEnough(from, amount)) throw insufficient
      return done(
        answer(
          movements.move({ account, request: record, type, asset, amount, from, name, fromEmail, toEmail, isFinal }, at)
        )
      )
    }
  }
  return {
    "POST /sapi/v1/sub-account/universalTransfer": write(
      "transfer",
      ["fromEmail", "toEmail", "fromAccountType", "toAccountType", "clientTranId", "symbol", "asset", "amount"],
      (context) => {
        const { parameters } = context
        const route = accountTypes[Wire.mandatory(parameters, "fromAccountType")]
        if (route === undefined)
          throw new Wire.Refusal(-1130, "Data sent for parameter 'fromAccountType' is not valid.")
        Wire.mandatory(parameters, "toAccountType")
        const asset = Wire.mandatory(parameters, "asset")
        const name = Wire.optional(parameters, "clientTranId")
        return depart(context, { type: "SUB_ACCOUNT", asset, route, name }, ({ id }) => ({
          tranId: id,
          clientTranId: name
        }))
      }
    ),
    "GET /sapi/v1/sub-account/universalTransfer": read(
      1,
      ["fromEmail", "toEmail", "clientTranId", "startTime", "endTime", "page", "limit"],
      (context) => {
        const name = Wire.optional(context.parameters, "clientTranId")
        const fromEmail = Wire.optional(context.parameters, "fromEmail")
        const toEmail = Wire.optional(context.parameters, "toEmail")
        const { asOf, rows, total } = history(
          cashier,
          context,
          ({ movement, type }) =>
            type === "SUB_ACCOUNT" &&
            (name === undefined || movement.name === name) &&
            // asked about neither, it shows what left the master account
            (toEmail === undefined ? movement.fromEmail === fromEmail : movement.toEmail === toEmail)
        )
        const result = rows.map((moved) => ({
          tranId: moved.id,
          clientTranId: moved.movement.name ?? "",
          asset: moved.asset,
          amount: moved.amount,
          createTimeStamp: Math.floor(moved.acceptedAt),
          status: accountStatuses[moved.seen(asOf) ?? "PENDING"]
        }))
        return { result, totalCount: total }
      }
    ),
    "POST /sapi/v1/sub-account/futures/internalTransfer": write(
      "transfer",
      ["fromEmail", "toEmail", "futuresType", "asset", "amount"],
      (context) => {
        const { parameters } = context
        for (const name of ["fromEmail", "toEmail", "futuresType"]) Wire.mandatory(parameters, name)
        const asset = Wire.mandatory(parameters, "asset")
        const route = Wire.integer(parameters, "futuresType") === 2 ? "coinm" : "usdm"
        const answer = ({ id }: Moved) => ({ success: true, txnId: String(id) })
        return depart(context, { type: `SUB_ACCOUNT_${route}`, asset, route, name: undefined, isFinal: true }, answer)
      }
    ),
    "GET /sapi/v1/sub-account/futures/internalTransfer": read(
      1,
      ["email", "futuresType", "startTime", "endTime", "page", "limit"],
      (context) => {
        const { parameters } = context
        for (const name of ["email", "futuresType"]) Wire.mandatory(parameters, name)
        const futuresType = Wire.integer(parameters, "futuresType") ?? 1
        const type = `SUB_ACCOUNT_${futuresType === 2 ? "coinm" : "usdm"}`
        const { rows } = history(cashier, context, (moved) => moved.type === type)
        const transfers = rows.map((moved) => ({
          from: moved.movement.fromEmail,
          to: moved.movement.toEmail,
          asset: moved.asset,
          qty: moved.amount,
          tranId: String(moved.id),
          time: Math.floor(moved.acceptedAt)
        }))
        return { success: true, futuresType, transfers }
      }
    ),
    "POST /sapi/v1/capital/withdraw/apply": {
      ...write(
        "transfer",
        [
          "coin",
          "withdrawOrderId",
          "network",
          "address",
          "addressTag",
          "amount",
          "transactionFeeFlag",
          "name",
          "walletType"
        ],
        (context) => {
          const { key, parameters } = context
          if (key?.withdrawals !== true)
            throw new Wire.Refusal(-1002, "You are not authorized to execute this request.")
          Wire.mandatory(parameters, "address")
          const asset = Wire.mandatory(parameters, "coin")
          const name = Wire.optional(parameters, "withdrawOrderId")
          return depart(context, { type: "WITHDRAW", asset, route: "spot", name }, ({ id }) => ({
            id: withdrawalId(id)
          }))
        },
        900
      ),
      isOfAccount: true
    },
    "GET /sapi/v1/capital/withdraw/history": {
      ...read(
        18_000,
        ["coin", "withdrawOrderId", "status", "offset", "limit", "idList", "startTime", "endTime"],
        (context) => {
          const name = Wire.optional(context.parameters, "withdrawOrderId")
          const coin = Wire.optional(context.parameters, "coin")
          const asOf = desk.asOf(context, "database")
          return movements.all
            .filter(
              (moved) =>
                moved.movement.account.holder === context.account.holder &&
                moved.type === "WITHDRAW" &&
                moved.seen(asOf) !== undefined &&
                (name === undefined || moved.movement.name === name) &&
                (coin === undefined || moved.asset === coin)
            )
            .map((moved) => ({
              id: withdrawalId(moved.id),
              amount: moved.amount,
              transactionFee: "0",
              coin: moved.asset,
              status: withdrawalStatuses[moved.seen(asOf) ?? "PENDING"],
              withdrawOrderId: moved.movement.name,
              transferType: 0,
              walletType: 0
            }))
            .reverse()
        }
      ),
      isOfAccount: true
    }
  }
}

/** What a transfer between accounts calls how far it is. */
const accountStatuses = { PENDING: "PROCESS", CONFIRMED: "SUCCESS", FAILED: "FAILURE" }

/** In progress, completed, or rejected. */
const withdrawalStatuses = { PENDING: 4, CONFIRMED: 6, FAILED: 3 }

const withdrawalId = (id: number) => id.toString(16).padStart(32, "0")

/** What portfolio margin collects or pays back by itself once it is asked to; nothing else tells of it. */
const collections = ({ movements }: Cashier): Endpoint.Endpoints => {
  const collect = (path: string, type: string, names: ReadonlyArray<string>, weight: number) => ({
    [`POST /papi/v1/${path}`]: onPortfolio.write(
      "transfer",
      names,
      ({ account, parameters, record }) => {
        const asset = names.includes("asset") ? Wire.mandatory(parameters, "asset") : ""
        const amount = Wire.decimal(parameters, "amount") ?? 0n
        return (at) => {
          movements.move({ account, request: record, type, asset, amount, isFinal: true }, at)
          return done({ msg: "success", success: true, ...(asset === "" ? {} : { asset }) })
        }
      },
      weight
    )
  })
  return {
    ...collect("margin/repay-debt", "REPAY_DEBT", ["asset", "amount", "specifyRepayAssets"], 3_000),
    ...collect("asset-collection", "ASSET_COLLECTION", ["asset"], 30),
    ...collect("auto-collection", "AUTO_COLLECTION", [], 750),
    ...collect("repay-futures-negative-balance", "REPAY_NEGATIVE_BALANCE", [], 750)
  }
}

/** The loans of portfolio margin. */
export const portfolio = (cashier: Cashier): Endpoint.Endpoints => ({
  ...collections(cashier),
  ...portfolioLoans(cashier, "BORROW", "marginLoan"),
  ...portfolioLoans(cashier, "REPAY", "repayLoan")
})
