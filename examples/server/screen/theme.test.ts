import { expect, test } from 'vitest'
import { nextTheme, readTheme } from './theme.ts'

const stored = (value: string | null) => readTheme({ getItem: () => value })

test('the toggle goes system, light, dark and round again', () => {
  expect(nextTheme('system')).toBe('light')
  expect(nextTheme('light')).toBe('dark')
  expect(nextTheme('dark')).toBe('system')
})

test('what was stored is read, and nonsense is the system’s', () => {
  expect(stored('dark')).toBe('dark')
  expect(stored(null)).toBe('system')
  expect(stored('purple')).toBe('system')
})
