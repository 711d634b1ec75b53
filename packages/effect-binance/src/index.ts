/** @since 0.1.0 */
export * as BinanceError from "./errors/BinanceError.ts"
