import type { Faults } from './faults.ts'
import { numberField, numberParameter, type Range } from './fields.ts'
import { InputError } from './input-error.ts'
import { ENDPOINTS, type EndpointPath, type FaultReport } from './messages.ts'

const SECONDS: Range = { min: 0.001, max: 3_600 }
const RETRY_AFTER: Range = { min: 0, max: 3_600, integer: true }
const STATUS: Range = { min: 400, max: 599, integer: true }
const MAX_REASON_BYTES = 123

type Fault = FaultReport['fault']

/** The parameters each fault takes, besides `path`. */
const PARAMETERS: Readonly<Record<Fault, readonly string[]>> = {
  drop: [],
  freeze: ['seconds'],
  refuse: ['status', 'seconds', 'retryAfter'],
  close: ['code', 'reason'],
  clear: [],
}

const isFault = (name: string): name is Fault => Object.hasOwn(PARAMETERS, name)

/** Does what `POST /faults/<name>?<query>` asks for. */
export function doFault(faults: Faults, name: string, query: URLSearchParams): FaultReport {
  if (!isFault(name)) {
    const known = Object.keys(PARAMETERS).map((each) => `/faults/${each}`)
    throw new InputError('not-found', `There is no fault of this name. There are ${known.join(', ')}.`, 404)
  }
  const path = readPath(query)
  refuseUnknown(name, query)
  return { ...perform(faults, name, query, path), ...(path !== undefined && { path }) }
}

function perform(faults: Faults, name: Fault, query: URLSearchParams, path: EndpointPath | undefined): FaultReport {
  switch (name) {
    case 'drop':
      return { fault: name, connections: faults.drop(path) }
    case 'freeze': {
      const seconds = numberParameter(query, 'seconds', SECONDS) ?? 8
      return { fault: name, connections: faults.freeze(seconds, path), seconds }
    }
    case 'refuse': {
      const status = numberParameter(query, 'status', STATUS) ?? 503
      const seconds = numberParameter(query, 'seconds', SECONDS) ?? 5
      const retryAfter = numberParameter(query, 'retryAfter', RETRY_AFTER)
      faults.refuse(status, seconds, retryAfter, path)
      return { fault: name, status, seconds, ...(retryAfter !== undefined && { retryAfter }) }
    }
    case 'close': {
      const code = readCloseCode(query)
      const reason = readReason(query)
      return { fault: name, connections: faults.close(code, reason, path), code, reason }
    }
    case 'clear':
      return { fault: name, cleared: faults.clear(path) }
  }
}

/** A misspelt parameter would otherwise be a default in silence. */
function refuseUnknown(name: Fault, query: URLSearchParams): void {
  const known = [...PARAMETERS[name], 'path']
  const unknown = [...query.keys()].find((key) => !known.includes(key))
  if (unknown === undefined) return
  throw new InputError('bad-parameter', `"${name}" takes ${known.join(', ')}, not "${unknown.slice(0, 64)}".`)
}

function readPath(query: URLSearchParams): EndpointPath | undefined {
  const path = query.get('path')
  if (path === null) return undefined
  const found = ENDPOINTS.find((endpoint) => endpoint === path)
  if (found === undefined) throw new InputError('bad-parameter', `"path" must be one of ${ENDPOINTS.join(', ')}.`)
  return found
}

/** RFC 6455, 7.4: 1004 is reserved; 1005, 1006 and 1015 never go over the wire; 3000-4999 are free. */
function readCloseCode(query: URLSearchParams): number {
  const code = numberParameter(query, 'code', { min: 1000, max: 4999, integer: true }) ?? 1012
  const isSendable = code >= 3000 || (code <= 1014 && ![1004, 1005, 1006].includes(code))
  if (isSendable) return code
  throw new InputError('bad-parameter', '"code" must be sendable: 1000-1003, 1007-1014 or 3000-4999.')
}

/** RFC 6455, 5.5: a control frame carries 125 bytes, two of which are the code. */
function readReason(query: URLSearchParams): string {
  const reason = query.get('reason') ?? ''
  numberField('bytes of reason', Buffer.byteLength(reason), { min: 0, max: MAX_REASON_BYTES }, 'bad-parameter')
  return reason
}
