/** @since 0.1.0 */
export * as NodeBinance from "./NodeBinance.ts"
/** @since 0.1.0 */
export * as NodeOrders from "./NodeOrders.ts"
/** @since 0.1.0 */
export * as NodeSigner from "./NodeSigner.ts"
// PostgresJournal is imported by its path: from here it would ask for @effect/sql-pg of those who do not use it
/** @since 0.1.0 */
export * as SqliteJournal from "./SqliteJournal.ts"
/** @since 0.1.0 */
export * as UndiciTransport from "./UndiciTransport.ts"
/** @since 0.1.0 */
export * as UndiciWebSocket from "./UndiciWebSocket.ts"
