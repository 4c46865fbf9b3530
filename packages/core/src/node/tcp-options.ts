import { OptionError } from './errors.ts'
import { type Framing, type FramingName, framingOf } from './framing.ts'
import { parseOptions, type TransportInit, type TransportOptions } from './options.ts'

/** What a bare stream can be told: see {@link TransportInit}. */
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
