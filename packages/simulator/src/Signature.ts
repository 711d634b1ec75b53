/**
 * Checks signatures as the exchange does: HMAC-SHA256 in hexadecimal, RSA and Ed25519 in base64.
 *
 * @since 0.1.0
 */
import { createHmac, createPublicKey, verify as verifySignature } from "node:crypto"

/**
 * What the exchange keeps of a key: the shared secret, or the public half in PEM. `Custom` is a check of your own, for a simulation
 * that has better uses for its time than cryptography.
 *
 * @category models
 * @since 0.1.0
 */
export type Key =
  | { readonly _tag: "Hmac"; readonly secret: string }
  | { readonly _tag: "Ed25519"; readonly publicKeyPem: string }
  | { readonly _tag: "Rsa"; readonly publicKeyPem: string }
  | { readonly _tag: "Custom"; readonly verify: (payload: string, signature: string) => boolean }

/**
 * Makes the check for one key. The payload must be ASCII: other characters have to be percent-encoded before signing.
 *
 * @example
 * ```ts
 * import * as Signature from "@effect-binance/simulator/Signature"
 * import * as TestKeys from "@effect-binance/simulator/TestKeys"
 *
 * const isGenuine = Signature.verifier({ _tag: "Hmac", secret: TestKeys.hmac.secret })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const verifier = (key: Key): ((payload: string, signature: string) => boolean) => {
  switch (key._tag) {
    case "Custom":
      return key.verify
    case "Hmac":
      // hexadecimal digits may be of either case
      return (payload, signature) =>
        createHmac("sha256", key.secret).update(payload).digest("hex") === signature.toLowerCase()
    case "Ed25519":
    case "Rsa": {
      const publicKey = createPublicKey(key.publicKeyPem)
      const algorithm = key._tag === "Rsa" ? "sha256" : null
      return (payload, signature) =>
        verifySignature(algorithm, Buffer.from(payload), publicKey, Buffer.from(signature, "base64"))
    }
  }
}
