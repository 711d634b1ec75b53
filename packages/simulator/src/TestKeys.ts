/**
 * Ready credentials of the simulated exchange's first account. They open nothing else.
 *
 * @since 0.1.0
 */
import { createPrivateKey, createPublicKey } from "node:crypto"

/**
 * The key of the default account, for HMAC-SHA256.
 *
 * @example
 * ```ts
 * import * as Exchange from "@effect-binance/simulator/Exchange"
 * import * as TestKeys from "@effect-binance/simulator/TestKeys"
 * const exchange = Exchange.make() // knows TestKeys.hmac
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const hmac = {
  apiKey: "simulatedKey0000000000000000000000000000000000000000000000000001",
  secret: "simulatedSecret0000000000000000000000000000000000000000000000001"
} as const

/**
 * A key pair for Ed25519: the same account under another key.
 *
 * @example
 * ```ts
 * import * as TestKeys from "@effect-binance/simulator/TestKeys"
 * import * as Credentials from "effect-binance/client/Credentials"
 *
 * const layer = Credentials.layer({ apiKey: TestKeys.ed25519.apiKey, privateKey: TestKeys.ed25519.privateKeyPem })
 * ```
 *
 * @category constants
 * @since 0.1.0
 */
export const ed25519: { readonly apiKey: string; readonly privateKeyPem: string; readonly publicKeyPem: string } =
  /*#__PURE__*/ (() => {
    // PKCS#8 of an Ed25519 key is this prefix and its 32 bytes; fixed bytes, so that runs repeat
    const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, 7)])
    const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" })
    return {
      apiKey: "simulatedKey0000000000000000000000000000000000000000000000000002",
      // a PEM export of a key object is text, though the overloads of node:crypto also name Buffer
      privateKeyPem: key.export({ format: "pem", type: "pkcs8" }) as string,
      publicKeyPem: createPublicKey(key).export({ format: "pem", type: "spki" }) as string
    }
  })()
