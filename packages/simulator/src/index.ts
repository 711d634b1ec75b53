/** @since 0.1.0 */
export * as Decimal from "./Decimal.ts"
/** @since 0.1.0 */
export * as Exchange from "./Exchange.ts"
/** @since 0.1.0 */
export * as ExchangeConfig from "./ExchangeConfig.ts"
/** @since 0.1.0 */
export * as Fault from "./Fault.ts"
/** @since 0.1.0 */
export * as FaultPlan from "./FaultPlan.ts"
/** @since 0.1.0 */
export * as OrderBook from "./OrderBook.ts"
/** @since 0.1.0 */
export * as Product from "./Product.ts"
/** @since 0.1.0 */
export * as RateLimits from "./RateLimits.ts"
/** @since 0.1.0 */
export * as Seeded from "./Seeded.ts"
/** @since 0.1.0 */
export * as Session from "./Session.ts"
/** @since 0.1.0 */
export * as Signature from "./Signature.ts"
/** @since 0.1.0 */
export * as SimulatedServer from "./SimulatedServer.ts"
/** @since 0.1.0 */
export * as SimulatedTransport from "./SimulatedTransport.ts"
/** @since 0.1.0 */
export * as SimulatedWebSocket from "./SimulatedWebSocket.ts"
/** @since 0.1.0 */
export * as TestKeys from "./TestKeys.ts"
/** @since 0.1.0 */
export * as Wire from "./Wire.ts"
