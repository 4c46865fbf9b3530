/**
 * What a close code asks for. `final`: do not come back. `retry`: by the reconnect policy. `auth`: ask the option
 * functions once more for fresh credentials, then final. `spread`: over 30 s, because everybody was sent away at once.
 */
export type CloseCodeRule = 'final' | 'retry' | 'auth' | 'spread'

// RFC 6455 section 7.4.1 and the IANA registry: 1002 protocol error, 1003 unsupported data, 1007 invalid payload,
// 1009 too big, 1010 extension missing would all happen again; 1008 policy; 1012 service restart; 1013 try again later.
const RULES: Readonly<Record<number, CloseCodeRule>> = {
  1002: 'final',
  1003: 'final',
  1007: 'final',
  1008: 'auth',
  1009: 'final',
  1010: 'final',
  1012: 'spread',
  1013: 'spread',
  4007: 'final',
  4400: 'final',
  4401: 'auth',
  4403: 'final',
  4409: 'final',
  4413: 'final',
  4429: 'spread',
}

/** The rule for a close code: the user's, else the table's, else `retry`. */
export function closeCodeRule(code: number, own?: Readonly<Record<number, CloseCodeRule>>): CloseCodeRule {
  return own?.[code] ?? RULES[code] ?? 'retry'
}
