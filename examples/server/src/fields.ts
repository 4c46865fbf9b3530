import { InputError } from './input-error.ts'
import type { ErrorCode } from './messages.ts'

/** The range a number has to be in. */
export interface Range {
  readonly min: number
  readonly max: number
  readonly integer?: boolean
}

const wanted = ({ min, max, integer }: Range): string => `${integer ? 'an integer' : 'a number'} from ${min} to ${max}`

/** The number, if it is one and in range. */
export function numberField(name: string, value: unknown, range: Range, code: ErrorCode = 'bad-message'): number {
  const fits =
    typeof value === 'number' && value >= range.min && value <= range.max && (!range.integer || Number.isInteger(value))
  if (!fits) throw new InputError(code, `"${name}" must be ${wanted(range)}.`)
  return value
}

/** The text, if it is one, not blank, and no longer than `max`. */
export function textField(name: string, value: unknown, max: number): string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > max) {
    throw new InputError('bad-message', `"${name}" must be a text of 1 to ${max} characters that is not blank.`)
  }
  return value
}

/** The number in a query, or undefined where the query does not have it. */
export function numberParameter(query: URLSearchParams, name: string, range: Range): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  // Number('') and Number(' ') are 0, Number('0x10') is 16: only plain decimals are meant here.
  return numberField(name, /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined, range, 'bad-parameter')
}

/** The JSON object in a message; `example` shows in the error what would have been one. */
export function jsonObject(data: Buffer, isBinary: boolean, example: string): Readonly<Record<string, unknown>> {
  if (isBinary) throw new InputError('text-wanted', `This endpoint takes JSON text, not binary. Send ${example}.`)
  const value = parse(data.toString())
  if (value === undefined) throw new InputError('bad-json', `The message is not JSON. Send ${example}.`)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError('bad-message', `The message must be a JSON object. Send ${example}.`)
  }
  return value as Record<string, unknown>
}

/** What JSON says; undefined where it is none, which no JSON is. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
