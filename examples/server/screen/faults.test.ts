import { afterEach, expect, test, vi } from 'vitest'
import { askFor, FAULTS, type Fault } from './faults.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})
const fault = (id: string): Fault => FAULTS.find((one) => one.id === id) as Fault

test('a fault posts its requests in order', async () => {
  const posted: unknown[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    posted.push([init.method, url])
    return new Response('{}')
  })
  expect(await askFor(fault('refuse'), 'http://127.0.0.1:1')).toBeUndefined()
  expect(posted).toEqual([
    ['POST', 'http://127.0.0.1:1/faults/refuse?status=503&seconds=5&retryAfter=5'],
    ['POST', 'http://127.0.0.1:1/faults/drop'],
  ])
})

test('what goes wrong is said, not thrown', async () => {
  vi.stubGlobal('fetch', async () => new Response('', { status: 404 }))
  expect(await askFor(fault('drop'), 'http://127.0.0.1:1')).toBe('The server answered 404 to “Drop”.')
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  expect(await askFor(fault('drop'), 'http://127.0.0.1:1')).toContain('does not answer')
})
