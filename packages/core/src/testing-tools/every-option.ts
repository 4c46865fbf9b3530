import { describe, expect, it } from 'vitest'

/** Wrong values of each option; none where every value will do. An option without a row is a type error. */
export type Rows<T> = { readonly [Name in keyof Required<T>]: readonly unknown[] }

/**
 * Makes suites in which `make` is given each wrong value of each option, and must throw, or reject with, an error of the
 * class that names the option, its value and what is allowed. `prefix` is of nested options;
 * the values of `secrets` are not repeated.
 */
export function refusing(
  OptionError: new (...parameters: never[]) => Error & { readonly option: string },
  secrets: readonly string[] = [],
) {
  return <T>(what: string, rows: Rows<T>, make: (name: string, value: unknown) => unknown, prefix = ''): void => {
    const all = Object.entries(rows as Record<string, readonly unknown[]>)
    const cases = all.flatMap(([name, values]) => values.map((value): [string, unknown] => [name, value]))
    describe(what, () => {
      it.each(cases)('%s: %o', async (name, value) => {
        let thrown: unknown
        try {
          await make(name, value)
        } catch (error) {
          thrown = error
        }
        expect(thrown).toBeInstanceOf(OptionError)
        const { option, message } = thrown as InstanceType<typeof OptionError>
        const full = `${prefix}${name}`
        expect([option, option === full || option.startsWith(`${full}.`)]).toEqual([option, true])
        expect(message).toMatch(/^`[\s\S]+` is [\s\S]+; allowed: .+\.$/)
        if (option !== full || secrets.includes(name) || typeof value === 'object' || typeof value === 'function')
          return
        expect(message).toContain(` is ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`)
      })
    })
  }
}
