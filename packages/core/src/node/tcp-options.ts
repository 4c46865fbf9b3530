import { OptionError } from './errors.ts'
import { type Framing, type FramingName, framingOf } from './framing.ts'
import { parseOptions, type TransportOptions } from './options.ts'
import type { TransportInit } from './transport-init.ts'

/**
 * What a bare stream can be told: see {@link TransportInit}.
 *
 * @example
 * ```ts
 * const init: TcpSocketInit = { framing: 'lengthPrefix', maxMessageSize: 1_000_000 }
 * new TcpSocket('tls://example.com:7000', init)
 * ```
 */
export interface TcpSocketInit extends Omit<TransportInit, 'headers' | 'perMessageDeflate'> {
  /** How the stream is cut into messages. Default `'chunks'`. */
  readonly framing?: FramingName | Framing
}

/** {@link TcpSocketInit}, checked and with every default in place. */
export interface TcpSocketOptions extends TransportOptions {
  readonly framing: Framing
}

/** @throws OptionError naming the option, its value and what is allowed */
export function parseTcpOptions({ framing = 'chunks', ...init }: TcpSocketInit = {}): TcpSocketOptions {
  for (const name of ['headers', 'perMessageDeflate']) {
    if (name in init) throw new OptionError(name, 'given', 'nothing; a bare stream has no handshake')
  }
  return { ...parseOptions(init), framing: framingOf(framing) }
}
