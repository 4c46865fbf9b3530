import { lookup as dnsLookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'

/** A look-up that answers what was resolved before. */
export function answered(addresses: readonly LookupAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses
    if (options.all || !first) callback(null, [...addresses])
    else callback(null, first.address, first.family)
  }
}

/**
 * Resolves a host name to its addresses, by preference. An address stands for itself.
 *
 * @param custom what to ask instead of the system; an answer that is no address counts as an error
 */
export function resolve(
  hostname: string,
  custom: LookupFunction | null,
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
): void {
  const family = isIP(hostname)
  if (family) {
    done(null, [{ address: hostname, family }])
    return
  }
  let open = true
  const settle = (error: Error | null, answer: unknown, itsFamily?: number): void => {
    if (!open) return
    open = false
    if (error) {
      done(error, [])
      return
    }
    const addresses = (Array.isArray(answer) ? answer : [{ address: answer, family: itsFamily }]).map(
      (one: Partial<LookupAddress> | null) => ({ address: String(one?.address), family: isIP(String(one?.address)) }),
    )
    if (addresses.length > 0 && addresses.every((one) => one.family !== 0)) done(null, addresses)
    else done(new TypeError('The look-up did not answer with IP addresses'), [])
  }
  const failed = (error: unknown): void => settle(error instanceof Error ? error : new Error(String(error)), null)
  try {
    // `verbatim` order is for net to interleave (RFC 8305).
    const look = custom ?? (dnsLookup as unknown as LookupFunction)
    const promise: unknown = look(hostname, { all: true }, settle)
    // One that is `async` throws so. What it resolves with is nothing: the answer goes to the callback.
    Promise.resolve(promise).catch(failed)
  } catch (error) {
    failed(error)
  }
}
