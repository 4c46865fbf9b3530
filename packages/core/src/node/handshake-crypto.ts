import { createHash, randomFillSync } from 'node:crypto'
import type { HandshakeCrypto } from '../protocol/handshake.ts'

/** RFC 6455, 4.1, item 7. */
const SIZE = 16
const nonces = Buffer.allocUnsafeSlow(256 * SIZE)
let drawn = nonces.length

/** What Node does for handshakes. */
export const handshakeCrypto: HandshakeCrypto = {
  /** Drawn in bulk, since each draw is a system call; none is used twice. */
  nonce() {
    if (drawn === nonces.length) {
      randomFillSync(nonces)
      drawn = 0
    }
    drawn += SIZE
    return nonces.toString('base64', drawn - SIZE, drawn)
  },
  sha1: (text) => createHash('sha1').update(text, 'latin1').digest('base64'),
}
