interface ReadyStates {
  readonly UNINSTANTIATED: -1
  readonly CONNECTING: 0
  readonly OPEN: 1
  readonly CLOSING: 2
  readonly CLOSED: 3
}

const states: ReadyStates = { UNINSTANTIATED: -1, CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 }
const names = Object.fromEntries(Object.entries(states).map(([name, state]) => [state, name]))

/**
 * What `readyState` is, by name; -1 without a URL, the others as in WHATWG. As an enum has it, also the names by number.
 *
 * @example
 * ```ts
 * readyState === ReadyState.OPEN
 * ReadyState[readyState] // 'OPEN'
 * ```
 */
export const ReadyState: ReadyStates & { readonly [State in ReadyState]: string } = { ...names, ...states } as never

/**
 * What `readyState` is.
 *
 * @example
 * ```ts
 * const label = (readyState: ReadyState) => ReadyState[readyState].toLowerCase()
 * ```
 */
export type ReadyState = ReadyStates[keyof ReadyStates]
