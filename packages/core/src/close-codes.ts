/**
 * What a close code asks for. `final`: do not come back. `retry`: by the reconnect policy. `auth`: ask the option
 * functions once more for fresh credentials, then final. `spread`: over 30 s, because everybody was sent away at once.
 *
 * @example
 * ```ts
 * const closeCodes: Record<number, CloseCodeRule> = { 4001: 'auth', 4100: 'final' }
 * webSocket('wss://example.com/feed', { closeCodes })
 * ```
 */
export type CloseCodeRule = 'final' | 'retry' | 'auth' | 'spread'

// RFC 6455 section 7.4.1 and the IANA registry: 1002 protocol error, 1003 unsupported data, 1007 invalid payload,
// 1009 too big, 1010 extension missing would all happen again; 1008 policy; 1012 service restart; 1013 try again later.
const FINAL = [1002, 1003, 1007, 1009, 1010, 4007, 4400, 4403, 4409, 4413]
const AUTH = [1008, 4401]
const SPREAD = [1012, 1013, 4429]

/**
 * As the option `closeCodes`: every code is retried by the reconnect policy, also those that ask for something else by the
 * table.
 *
 * @example
 * ```ts
 * const socket = webSocket(url, { closeCodes: { ...everyCodeRetried(), 4403: 'final' } })
 * ```
 */
export function everyCodeRetried(): Record<number, CloseCodeRule> {
  return Object.fromEntries([...FINAL, ...AUTH, ...SPREAD].map((code) => [code, 'retry']))
}

/** The rule for a close code: the user's, else the table's, else `retry`. */
export function closeCodeRule(code: number, own?: Readonly<Record<number, CloseCodeRule>>): CloseCodeRule {
  if (own?.[code]) return own[code]
  return FINAL.includes(code) ? 'final' : AUTH.includes(code) ? 'auth' : SPREAD.includes(code) ? 'spread' : 'retry'
}
