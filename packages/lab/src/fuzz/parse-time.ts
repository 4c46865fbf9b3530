import { sampleHandshake, VALID_RESPONSE } from '../../../core/src/testing-tools/handshake-oracle.ts'

/** What 64 KiB of a response may cost, in milliseconds of CPU. */
export const MOST_CPU = 5
const SIZE = 64 * 1024
const ROUNDS = 51

const fill = (piece: string): string => VALID_RESPONSE.slice(0, -2) + piece.repeat(Math.ceil(SIZE / piece.length))

/** Shapes that have made parsers quadratic. */
const hostile: Readonly<Record<string, string>> = {
  'one endless line': fill('X: ').slice(0, 300) + 'x'.repeat(SIZE),
  'white space without end': `${fill('X:').slice(0, 300)}${' '.repeat(SIZE)}`,
  'empty headers': fill('a:\r\n'),
  'one header again and again': fill('X: y\r\n'),
  'tokens without end': `${VALID_RESPONSE.slice(0, -2)}Connection: ${'a,'.repeat(SIZE / 2)}`,
  'line ends': '\r\n'.repeat(SIZE / 2),
  'an endless row of 100 Continue': 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(SIZE / 25),
  'quotes and backslashes': `${VALID_RESPONSE.slice(0, -2)}Sec-WebSocket-Extensions: ${'"\\'.repeat(SIZE / 2)}`,
}

/** Parses each shape whole, in small pieces and byte by byte; the slowest's median. */
export function slowestParse(): { readonly name: string; readonly milliseconds: number } {
  const figures = Object.entries(hostile).flatMap(([name, text]) =>
    [SIZE, 100, 1].map((piece) => ({
      name: `${name}, ${piece === SIZE ? 'whole' : `in pieces of ${piece}`}`,
      milliseconds: median(Array.from({ length: ROUNDS }, () => cpuOf(Buffer.from(text, 'latin1'), piece))),
    })),
  )
  return figures.reduce((slowest, one) => (one.milliseconds > slowest.milliseconds ? one : slowest))
}

function cpuOf(bytes: Buffer, piece: number): number {
  const client = sampleHandshake()
  const used = process.cpuUsage()
  try {
    for (let at = 0; at < bytes.length; at += piece) client.push(bytes.subarray(at, at + piece))
  } catch {
    // Refused, as all of these are.
  }
  const { user, system } = process.cpuUsage(used)
  return (user + system) / 1000
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] as number
}
