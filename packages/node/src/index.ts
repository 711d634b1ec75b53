/** @since 0.1.0 */
export * as NodeBinance from "./NodeBinance.ts"
/** @since 0.1.0 */
export * as NodeSigner from "./NodeSigner.ts"
/** @since 0.1.0 */
export * as UndiciTransport from "./UndiciTransport.ts"
