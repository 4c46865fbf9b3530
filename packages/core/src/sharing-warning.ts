import type { Prose } from './prose.ts'

/** Options that say how to connect: the first one to ask decides, and another who differs should know. */
const COMPARED = [
  'url',
  'protocols',
  'codec',
  'reconnect',
  'closeCodes',
  'connectTimeout',
  'closeTimeout',
  'linger',
  'WebSocketCtor',
] as const

type Compared = Partial<Record<(typeof COMPARED)[number], unknown>>

/** Only these: the rest of a component's options are closures of its own, which must not outlive it. */
function compared(options: Compared): Compared {
  return Object.fromEntries(COMPARED.map((name) => [name, options[name]]))
}

/** Functions and objects are made anew at each render, so only values that can be compared are. */
function alike(first: unknown, second: unknown): boolean {
  const comparable = (value: unknown) => value === undefined || typeof value !== 'object'
  if (typeof first === 'function' && typeof second === 'function') return true
  return first === second || !(comparable(first) && comparable(second))
}

/** Answers what to do with the options of who shares that connection later: warns of those that have no effect. */
export const sharing: Prose['sharing'] = (key, options: Compared) => {
  // On a server nothing connects, and two requests may well differ.
  if (typeof document === 'undefined') return
  const first = compared(options)
  return (later: Compared) => {
    const differing = COMPARED.filter((name) => !alike(first[name], later[name]))
    if (differing.length === 0) return
    console.warn(
      `Everwire: the connection "${key}" is shared, and its options were set by who asked first; ${differing
        .map((name) => `\`${name}\``)
        .join(', ')} of a later one differs and has no effect. Another \`key\`, or \`share: false\`, gives it its own.`,
    )
  }
}
