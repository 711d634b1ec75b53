/**
 * Moving money under `/sapi`: transfers between wallets and sub-accounts, withdrawals, and the histories that show them.
 *
 * None of these has a fence in time: a transfer whose reply was lost may still happen, however long ago it was signed. So
 * `Reconciliation.settle` does not compile on them, nothing sends them again, and only what a history shows ends a doubt; a row
 * that is missing proves nothing. `Reconciliation.settleWithin` looks for that row. Where Binance takes an id of yours, the library sends one: the call's client order id, which
 * is in `inDoubt.clientOrderIds`, unless you choose it.
 *
 * Weights are those of `/sapi`: each endpoint has a limit of its own, by address or by account (UID).
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Operation from "../client/Operation.ts"
import { sum } from "../internal/decimal.ts"
import { allPages, fullPage, isOf, transferState } from "../internal/histories.ts"
import { movement } from "../internal/movement.ts"
import { decimal, minute } from "../internal/orders.ts"
import { Id, maybe, maybeInt, maybeText } from "../internal/schemas.ts"
import { marginRules } from "./MarginRules.ts"

/**
 * A transfer that was accepted: its id, exact also beyond 2^53. Its history says what became of it.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 * import * as Schema from "effect/Schema"
 *
 * const accepted = Schema.decodeUnknownResult(Sapi.TransferAccepted)({ tranId: 13526853623 })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const TransferAccepted = Schema.Struct({ tranId: Id, clientTranId: maybeText })

/**
 * A transfer that was accepted.
 *
 * @category models
 * @since 0.1.0
 */
export interface TransferAccepted extends Schema.Schema.Type<typeof TransferAccepted> {}

/**
 * A transfer of a futures sub-account that was accepted: its id, exact also beyond 2^53.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 * import * as Schema from "effect/Schema"
 *
 * const accepted = Schema.decodeUnknownResult(Sapi.FuturesTransferAccepted)({ success: true, txnId: "2934662589" })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const FuturesTransferAccepted = Schema.Struct({ txnId: Id })

/**
 * A transfer of a futures sub-account that was accepted.
 *
 * @category models
 * @since 0.1.0
 */
export interface FuturesTransferAccepted extends Schema.Schema.Type<typeof FuturesTransferAccepted> {}

/**
 * A withdrawal that was accepted: its id. `withdrawHistory` says what became of it.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 * import * as Schema from "effect/Schema"
 *
 * const accepted = Schema.decodeUnknownResult(Sapi.WithdrawAccepted)({ id: "7213fea8e94b4a5593d507237e5a555b" })
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const WithdrawAccepted = Schema.Struct({ id: Schema.String })

/**
 * A withdrawal that was accepted.
 *
 * @category models
 * @since 0.1.0
 */
export interface WithdrawAccepted extends Schema.Schema.Type<typeof WithdrawAccepted> {}

/**
 * Transfers between the wallets of the account, one page: `status` is `CONFIRMED`, `FAILED` or `PENDING`, `amount` an exact string
 * in `asset`, `timestamp` in epoch ms.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 *
 * const confirmed = (page: Sapi.TransferHistory) => page.rows?.filter(({ status }) => status === "CONFIRMED") ?? []
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const TransferHistory = Schema.Struct({
  total: maybeInt,
  /** Missing when there is none. */
  rows: Schema.optionalKey(
    Schema.Array(
      Schema.Struct({
        tranId: Id,
        asset: maybeText,
        amount: maybeText,
        type: maybeText,
        status: maybeText,
        timestamp: maybeInt
      })
    )
  )
})

/**
 * Transfers between the wallets of the account, one page.
 *
 * @category models
 * @since 0.1.0
 */
export interface TransferHistory extends Schema.Schema.Type<typeof TransferHistory> {}

/**
 * Transfers of sub-accounts, one page: `amount` an exact string in `asset`, `createTimeStamp` in epoch ms.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 *
 * const mine = (page: Sapi.SubAccountTransferHistory, clientTranId: string) =>
 *   page.result.find((row) => row.clientTranId === clientTranId)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const SubAccountTransferHistory = Schema.Struct({
  totalCount: maybeInt,
  result: Schema.Array(
    Schema.Struct({
      tranId: Id,
      clientTranId: maybeText,
      fromEmail: maybeText,
      toEmail: maybeText,
      fromAccountType: maybeText,
      toAccountType: maybeText,
      asset: maybeText,
      amount: maybeText,
      status: maybeText,
      createTimeStamp: maybeInt
    })
  )
})

/**
 * Transfers of sub-accounts, one page.
 *
 * @category models
 * @since 0.1.0
 */
export interface SubAccountTransferHistory extends Schema.Schema.Type<typeof SubAccountTransferHistory> {}

/**
 * Transfers between the futures accounts of sub-accounts, one page: `qty` an exact string in `asset`, `time` in epoch ms.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 *
 * const to = (page: Sapi.SubAccountFuturesTransferHistory, email: string) =>
 *   page.transfers.filter((row) => row.to === email)
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const SubAccountFuturesTransferHistory = Schema.Struct({
  futuresType: maybeInt,
  transfers: Schema.Array(
    Schema.Struct({
      tranId: Id,
      from: maybeText,
      to: maybeText,
      asset: maybeText,
      qty: maybeText,
      time: maybeInt
    })
  )
})

/**
 * Transfers between the futures accounts of sub-accounts, one page.
 *
 * @category models
 * @since 0.1.0
 */
export interface SubAccountFuturesTransferHistory extends Schema.Schema.Type<typeof SubAccountFuturesTransferHistory> {}

/**
 * A withdrawal: `status` is 0 (email sent), 2 (awaiting approval), 3 (rejected), 4 (processing) or 6 (completed); `amount` and
 * `transactionFee` are exact strings in `coin`, times are text in UTC as Binance writes it.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 *
 * const isCompleted = (withdrawal: Sapi.Withdrawal) => withdrawal.status === 6
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export const Withdrawal = Schema.Struct({
  id: Schema.String,
  withdrawOrderId: maybeText,
  status: maybe(Schema.Int),
  coin: maybeText,
  network: maybeText,
  amount: maybeText,
  transactionFee: maybeText,
  address: maybeText,
  addressTag: maybeText,
  txId: maybeText,
  applyTime: maybeText,
  completeTime: maybeText,
  transferType: maybeInt,
  walletType: maybeInt,
  confirmNo: maybeInt,
  info: maybeText
})

/**
 * A withdrawal.
 *
 * @category models
 * @since 0.1.0
 */
export interface Withdrawal extends Schema.Schema.Type<typeof Withdrawal> {}

/**
 * A transfer between two wallets of the account. `type` names both, such as `MAIN_UMFUTURE`; `amount` is in `asset`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Transfer {
  readonly type: string
  readonly asset: string
  readonly amount: Operation.Decimal
  /** From which isolated margin account. */
  readonly fromSymbol?: string | undefined
  /** To which isolated margin account. */
  readonly toSymbol?: string | undefined
}

/**
 * A page of transfers of one type, the last seven days unless times are given; six months back at most.
 *
 * @category models
 * @since 0.1.0
 */
export interface TransferHistoryPage {
  readonly type: string
  readonly fromSymbol?: string | undefined
  readonly toSymbol?: string | undefined
  /** In epoch ms. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** Counted from 1. */
  readonly current?: number | undefined
  /** 10 by default, 100 at most. */
  readonly size?: number | undefined
}

/**
 * Where money of a master account and its sub-accounts lies.
 *
 * @category models
 * @since 0.1.0
 */
export type AccountType = "SPOT" | "USDT_FUTURE" | "COIN_FUTURE" | "MARGIN" | "ISOLATED_MARGIN" | "ALPHA"

/**
 * A transfer between a master account and its sub-accounts, `amount` in `asset`. Without an email the master account is meant.
 *
 * @category models
 * @since 0.1.0
 */
export interface SubAccountTransfer {
  readonly fromEmail?: string | undefined
  readonly toEmail?: string | undefined
  readonly fromAccountType: AccountType
  readonly toAccountType: AccountType
  readonly asset: string
  readonly amount: Operation.Decimal
  /** Of the isolated margin account. */
  readonly symbol?: string | undefined
  /** Your own id of the transfer, never used before. Without one the library makes it. */
  readonly clientTranId?: string | undefined
}

/**
 * A page of transfers of sub-accounts, the last seven days unless times are given. Not both emails at once; without any, those that
 * left the master account.
 *
 * @category models
 * @since 0.1.0
 */
export interface SubAccountTransferHistoryPage {
  readonly fromEmail?: string | undefined
  readonly toEmail?: string | undefined
  readonly clientTranId?: string | undefined
  /** In epoch ms; less than seven days before `endTime`. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** Counted from 1. */
  readonly page?: number | undefined
  /** 500 by default and at most. */
  readonly limit?: number | undefined
}

/**
 * A transfer between the futures accounts of two sub-accounts, `amount` in `asset`.
 *
 * @category models
 * @since 0.1.0
 */
export interface SubAccountFuturesTransfer {
  readonly fromEmail: string
  readonly toEmail: string
  /** 1: margined in USDT, 2: margined in the coin. */
  readonly futuresType: 1 | 2
  readonly asset: string
  readonly amount: Operation.Decimal
}

/**
 * A page of transfers between futures accounts of sub-accounts.
 *
 * @category models
 * @since 0.1.0
 */
export interface SubAccountFuturesTransferHistoryPage {
  readonly email: string
  /** 1: margined in USDT, 2: margined in the coin. */
  readonly futuresType: 1 | 2
  /** In epoch ms; at most a month ago. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  /** Counted from 1. */
  readonly page?: number | undefined
  /** 50 by default, 500 at most. */
  readonly limit?: number | undefined
}

/**
 * A withdrawal to make, `amount` in `coin`.
 *
 * @category models
 * @since 0.1.0
 */
export interface Withdraw {
  readonly coin: string
  readonly amount: Operation.Decimal
  readonly address: string
  readonly addressTag?: string | undefined
  /** The coin's default network without it. */
  readonly network?: string | undefined
  /** A name for the address book. */
  readonly name?: string | undefined
  /** In a transfer inside of Binance: whether the fee goes to the receiver. */
  readonly transactionFeeFlag?: boolean | undefined
  /** 0: spot wallet, 1: funding wallet. */
  readonly walletType?: 0 | 1 | undefined
  /** Your own id of the withdrawal, never used before. Without one the library makes it. */
  readonly withdrawOrderId?: string | undefined
}

/**
 * Which withdrawals are read, the last 90 days unless times are given; with `withdrawOrderId`, the last seven.
 *
 * @category models
 * @since 0.1.0
 */
export interface WithdrawHistoryPage {
  readonly coin?: string | undefined
  readonly withdrawOrderId?: string | undefined
  /** 0 email sent, 2 awaiting approval, 3 rejected, 4 processing, 6 completed. */
  readonly status?: number | undefined
  /** At most 45. */
  readonly ids?: ReadonlyArray<string> | undefined
  /** In epoch ms; less than 90 days before `endTime`, with `withdrawOrderId` less than seven. */
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  readonly offset?: number | undefined
  /** 1 000 by default and at most. */
  readonly limit?: number | undefined
}

// An id that the caller chose may have been used before: what was made under it then says nothing about this one, least of all that it
// failed. These histories tell the time by the second, and a row that tells none is not believed.
const isSince = (from: number, at = NaN) => at >= from - 1000

/**
 * Moves money between two wallets of the account. Weight 900 of the account. Fails with `Retryable`, `Fatal` or
 * `AmbiguousExecution`.
 *
 * It has no id that you choose. When it is in doubt, look for its type, asset, amount and time in `transferHistory`, after a minute
 * at the earliest, and again later: a row that is not there proves nothing. One at a time: two equal ones cannot be told apart.
 *
 * Source: wallet docs: user universal transfer.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 * import * as Effect from "effect/Effect"
 *
 * const moved = Sapi.transfer({ type: "MAIN_UMFUTURE", asset: "USDT", amount: "100" }).pipe(
 *   Effect.catchTag("AmbiguousExecution", (doubt) =>
 *     Effect.map(
 *       Sapi.transferHistory({ type: "MAIN_UMFUTURE", startTime: doubt.inDoubt.createdAt - 60_000 }),
 *       (page) => page.rows?.filter((row) => row.asset === "USDT" && row.amount === "100")
 *     )
 *   )
 * )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const transfer = movement<TransferAccepted, Transfer>({
  name: "sapi.transfer",
  product: marginRules,
  kind: "transfer",
  method: "POST",
  path: "/sapi/v1/asset/transfer",
  weight: () => 900,
  security: "USER_DATA",
  success: TransferAccepted,
  parameters: (input) => ({
    type: input.type,
    asset: input.asset,
    amount: decimal(input.amount),
    fromSymbol: input.fromSymbol,
    toSymbol: input.toSymbol
  }),
  describe: (input) => ({ type: input.type, quantity: decimal(input.amount) }),
  goodForMillis: minute,
  shown: ({ amount, asset, fromSymbol, toSymbol, type }) => ({ where: [type, asset, fromSymbol, toSymbol], amount }),
  find: {
    subject: "history",
    settle: Operation.settleHistory,
    spacingMillis: 5000,
    rows: (ask, { amount, asset, fromSymbol, toSymbol, type }, _, from) =>
      Effect.map(
        allPages((current) =>
          Effect.map(
            ask(transferHistory.operation, {
              type,
              fromSymbol,
              toSymbol,
              startTime: Math.floor(from),
              current,
              size: fullPage
            }),
            ({ rows = [] }) => rows
          )
        ),
        (rows) =>
          rows.filter(isOf(asset, amount)).map((row) => ({
            id: row.tranId,
            isNamed: false,
            state: transferState(row.status),
            result: { tranId: row.tranId }
          }))
      )
  }
})

/**
 * Transfers between the wallets of the account, one page. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: wallet docs: query user universal transfer history.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 *
 * const page = Sapi.transferHistory({ type: "MAIN_UMFUTURE", size: 100 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const transferHistory = Operation.make<TransferHistory, "read", TransferHistoryPage>({
  name: "sapi.transferHistory",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/asset/transfer",
  weight: () => 1,
  security: "USER_DATA",
  success: TransferHistory,
  parameters: (input) => ({
    type: input.type,
    startTime: input.startTime,
    endTime: input.endTime,
    current: input.current,
    size: input.size,
    fromSymbol: input.fromSymbol,
    toSymbol: input.toSymbol
  }),
  describe: () => ({}),
  goodForMillis: minute
})

/**
 * Moves money between a master account and its sub-accounts; for the master account's key. Weight 1, and 360 of the account. Fails
 * with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * When it is in doubt, ask `subAccountTransferHistory` for its `clientTranId`, and its `fromEmail` if it has one: a row proves that it
 * happened. One that is missing proves nothing yet.
 *
 * Source: sub-account docs: universal transfer.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 * import * as Effect from "effect/Effect"
 *
 * const moved = Sapi.subAccountTransfer({
 *   toEmail: "desk@example.com",
 *   fromAccountType: "SPOT",
 *   toAccountType: "USDT_FUTURE",
 *   asset: "USDT",
 *   amount: "100"
 * }).pipe(
 *   Effect.catchTag("AmbiguousExecution", ({ inDoubt }) =>
 *     Effect.map(Sapi.subAccountTransferHistory({ clientTranId: inDoubt.clientOrderIds[0] }), (page) => page.result[0])
 *   )
 * )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const subAccountTransfer = Operation.make<TransferAccepted, "transfer", SubAccountTransfer>({
  name: "sapi.subAccountTransfer",
  product: marginRules,
  kind: "transfer",
  method: "POST",
  path: "/sapi/v1/sub-account/universalTransfer",
  weight: () => 1,
  security: "USER_DATA",
  success: TransferAccepted,
  parameters: (input, clientOrderId) => ({
    fromEmail: input.fromEmail,
    toEmail: input.toEmail,
    fromAccountType: input.fromAccountType,
    toAccountType: input.toAccountType,
    clientTranId: input.clientTranId ?? clientOrderId,
    symbol: input.symbol,
    asset: input.asset,
    amount: decimal(input.amount)
  }),
  describe: (input, clientOrderId) => ({
    symbol: input.symbol,
    clientOrderId: input.clientTranId ?? clientOrderId,
    quantity: decimal(input.amount)
  }),
  clientOrderIdFrom: (input) => (input.clientTranId === undefined ? "library" : "caller"),
  goodForMillis: minute,
  find: {
    subject: "history",
    settle: Operation.settleHistory,
    spacingMillis: 5000,
    rows: (ask, { amount, asset, clientTranId, fromEmail }, clientOrderId, from) =>
      Effect.map(
        // without an email it shows only what left the master account
        ask(subAccountTransferHistory.operation, { fromEmail, clientTranId: clientTranId ?? clientOrderId }),
        ({ result }) =>
          result
            .filter((row) => row.clientTranId === (clientTranId ?? clientOrderId) && isOf(asset, amount)(row))
            .filter((row) => clientTranId === undefined || isSince(from, row.createTimeStamp))
            .map((row) => ({
              id: row.tranId,
              isNamed: true,
              state: transferState(row.status),
              result: { tranId: row.tranId, clientTranId: clientTranId ?? clientOrderId }
            }))
      )
  }
})

/**
 * Transfers of sub-accounts, one page; for the master account's key. Weight 1. Fails with `Retryable` or `Fatal`.
 *
 * Source: sub-account docs: query universal transfer history.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 *
 * const page = Sapi.subAccountTransferHistory({ clientTranId: "7k0e" })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const subAccountTransferHistory = Operation.make<
  SubAccountTransferHistory,
  "read",
  SubAccountTransferHistoryPage
>({
  name: "sapi.subAccountTransferHistory",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/sub-account/universalTransfer",
  weight: () => 1,
  security: "USER_DATA",
  success: SubAccountTransferHistory,
  parameters: (input) => ({
    fromEmail: input.fromEmail,
    toEmail: input.toEmail,
    clientTranId: input.clientTranId,
    startTime: input.startTime,
    endTime: input.endTime,
    page: input.page,
    limit: input.limit
  }),
  describe: () => ({}),
  goodForMillis: minute
})

/**
 * Moves money between the futures accounts of two sub-accounts; for the master account's key. Weight 1. Fails with `Retryable`,
 * `Fatal` or `AmbiguousExecution`.
 *
 * It has no id that you choose. When it is in doubt, look for its accounts, asset, amount and time in
 * `subAccountFuturesTransferHistory`, after a minute at the earliest, and again later: a row that is not there proves nothing.
 *
 * Source: sub-account docs: sub-account futures asset transfer.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 *
 * const moved = Sapi.subAccountFuturesTransfer({
 *   fromEmail: "a@example.com",
 *   toEmail: "b@example.com",
 *   futuresType: 1,
 *   asset: "USDT",
 *   amount: "100"
 * })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const subAccountFuturesTransfer = movement<FuturesTransferAccepted, SubAccountFuturesTransfer>({
  name: "sapi.subAccountFuturesTransfer",
  product: marginRules,
  kind: "transfer",
  method: "POST",
  path: "/sapi/v1/sub-account/futures/internalTransfer",
  weight: () => 1,
  security: "USER_DATA",
  success: FuturesTransferAccepted,
  parameters: (input) => ({
    fromEmail: input.fromEmail,
    toEmail: input.toEmail,
    futuresType: input.futuresType,
    asset: input.asset,
    amount: decimal(input.amount)
  }),
  describe: (input) => ({ quantity: decimal(input.amount) }),
  goodForMillis: minute,
  shown: ({ amount, asset, fromEmail, futuresType, toEmail }) => ({
    where: [`${futuresType}`, fromEmail, toEmail, asset],
    amount
  }),
  find: {
    subject: "history",
    settle: Operation.settleHistory,
    spacingMillis: 5000,
    rows: (ask, { amount, asset, fromEmail, futuresType, toEmail }, _, from) =>
      Effect.map(
        allPages((page) =>
          Effect.map(
            ask(subAccountFuturesTransferHistory.operation, {
              email: fromEmail,
              futuresType,
              startTime: Math.floor(from),
              page,
              limit: fullPage
            }),
            ({ transfers }) => transfers
          )
        ),
        (rows) =>
          rows
            .filter((row) => row.from === fromEmail && row.to === toEmail)
            .filter((row) => isOf(asset, amount)({ asset: row.asset, amount: row.qty }))
            // what it shows has happened: it has no status
            .map((row) => ({ id: row.tranId, isNamed: false, state: "done", result: { txnId: row.tranId } }))
      )
  }
})

/**
 * Transfers between the futures accounts of sub-accounts, one page; for the master account's key. Weight 1. Fails with
 * `Retryable` or `Fatal`.
 *
 * Source: sub-account docs: query sub-account futures asset transfer history.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 *
 * const page = Sapi.subAccountFuturesTransferHistory({ email: "a@example.com", futuresType: 1 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const subAccountFuturesTransferHistory = Operation.make<
  SubAccountFuturesTransferHistory,
  "read",
  SubAccountFuturesTransferHistoryPage
>({
  name: "sapi.subAccountFuturesTransferHistory",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/sub-account/futures/internalTransfer",
  weight: () => 1,
  security: "USER_DATA",
  success: SubAccountFuturesTransferHistory,
  parameters: (input) => ({
    email: input.email,
    futuresType: input.futuresType,
    startTime: input.startTime,
    endTime: input.endTime,
    page: input.page,
    limit: input.limit
  }),
  describe: () => ({}),
  goodForMillis: minute
})

/**
 * Withdraws a coin. Weight 900 of the account. Fails with `Retryable`, `Fatal` or `AmbiguousExecution`.
 *
 * When it is in doubt, ask `withdrawHistory` for its `withdrawOrderId`: a row proves that it was taken on, and its status what
 * became of it. One that is missing proves nothing: call a person before it is sent again.
 *
 * Source: wallet docs: withdraw.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 * import * as Effect from "effect/Effect"
 *
 * const withdrawn = Sapi.withdraw({ coin: "USDT", network: "ETH", address: "0x94df", amount: "100" }).pipe(
 *   Effect.catchTag("AmbiguousExecution", ({ inDoubt }) =>
 *     Effect.map(Sapi.withdrawHistory({ withdrawOrderId: inDoubt.clientOrderIds[0] }), (rows) => rows[0])
 *   )
 * )
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const withdraw = Operation.make<WithdrawAccepted, "transfer", Withdraw>({
  name: "sapi.withdraw",
  product: marginRules,
  kind: "transfer",
  method: "POST",
  path: "/sapi/v1/capital/withdraw/apply",
  weight: () => 900,
  security: "USER_DATA",
  success: WithdrawAccepted,
  parameters: (input, clientOrderId) => ({
    coin: input.coin,
    withdrawOrderId: input.withdrawOrderId ?? clientOrderId,
    network: input.network,
    address: input.address,
    addressTag: input.addressTag,
    amount: decimal(input.amount),
    transactionFeeFlag: input.transactionFeeFlag,
    name: input.name,
    walletType: input.walletType
  }),
  // the address is nobody else's business
  describe: (input, clientOrderId) => ({
    clientOrderId: input.withdrawOrderId ?? clientOrderId,
    quantity: decimal(input.amount)
  }),
  clientOrderIdFrom: (input) => (input.withdrawOrderId === undefined ? "library" : "caller"),
  goodForMillis: minute,
  find: {
    subject: "history",
    settle: Operation.settleHistory,
    // it weighs as much as a tenth of what an account has in a minute
    spacingMillis: 60_000,
    rows: (ask, { amount, coin, withdrawOrderId }, clientOrderId, from) =>
      Effect.map(ask(withdrawHistory.operation, { withdrawOrderId: withdrawOrderId ?? clientOrderId }), (rows) =>
        rows
          .filter((row) => row.withdrawOrderId === (withdrawOrderId ?? clientOrderId))
          .filter(
            ({ applyTime = "" }) =>
              withdrawOrderId === undefined || isSince(from, Date.parse(`${applyTime.replace(" ", "T")}Z`))
          )
          // no document says whether it shows the amount with the fee that is taken out of it or without
          .filter(
            (row) =>
              isOf(coin, amount)({ asset: row.coin, amount: row.amount }) ||
              isOf(coin, amount)({ asset: row.coin, amount: sum(row.amount, row.transactionFee) })
          )
          .map((row) => ({
            id: row.id,
            isNamed: true,
            // what was taken on is all that the call says; cancelled or rejected, it moved nothing
            state: row.status === 1 || row.status === 3 ? "failed" : "done",
            result: { id: row.id }
          }))
      )
  }
})

/**
 * Withdrawals, one page. Weight 18 000 of the account, and ten requests a second at most. Fails with `Retryable` or `Fatal`.
 *
 * Source: wallet docs: withdraw history.
 *
 * @example
 * ```ts
 * import * as Sapi from "effect-binance/products/Sapi"
 *
 * const rejected = Sapi.withdrawHistory({ coin: "USDT", status: 3 })
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const withdrawHistory = Operation.make<ReadonlyArray<Withdrawal>, "read", WithdrawHistoryPage>({
  name: "sapi.withdrawHistory",
  product: marginRules,
  kind: "read",
  method: "GET",
  path: "/sapi/v1/capital/withdraw/history",
  weight: () => 18_000,
  security: "USER_DATA",
  success: Schema.Array(Withdrawal),
  parameters: (input) => ({
    coin: input.coin,
    withdrawOrderId: input.withdrawOrderId,
    status: input.status,
    offset: input.offset,
    limit: input.limit,
    idList: input.ids?.join(","),
    startTime: input.startTime,
    endTime: input.endTime
  }),
  describe: () => ({}),
  goodForMillis: minute
})
