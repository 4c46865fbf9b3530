import { describe, expect, it } from 'vitest'
import { MAX_BODY_BYTES, ResponseBody } from './response-body.ts'

const body = (status: number, headers: Record<string, string>): ResponseBody =>
  new ResponseBody({
    minor: 1,
    status,
    headers: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
  })

describe.each([1, 2, 3, 1000])('in pieces of %i bytes', (size) => {
  function read(status: number, headers: Record<string, string>, text: string): { text: string; done: boolean } {
    const reader = body(status, headers)
    const bytes = Buffer.from(text)
    for (let i = 0; i < bytes.length; i += size) reader.push(bytes.subarray(i, i + size))
    return { text: reader.text, done: reader.done }
  }

  it.each<[string, number, Record<string, string>, string, string, boolean]>([
    ['ends where Content-Length says', 503, { 'content-length': '4' }, 'fullmore', 'full', true],
    ['waits for what Content-Length promised', 503, { 'content-length': '9' }, 'part', 'part', false],
    ['ends at once for Content-Length 0', 503, { 'content-length': '0' }, 'x', '', true],
    ['ends at once for a Content-Length that is none', 503, { 'content-length': 'x' }, 'x', '', true],
    ['reads up to the end of the connection otherwise', 503, {}, 'so far', 'so far', false],
    ['is empty for 204', 204, {}, 'x', '', true],
    ['is empty for 304', 304, { 'content-length': '1' }, 'x', '', true],
    [
      'joins chunks',
      400,
      { 'transfer-encoding': 'chunked' },
      '4;a=b\r\nfour\r\nA\r\n0123456789\r\n0\r\n\r\n',
      'four0123456789',
      true,
    ],
    ['ends at a broken chunk', 400, { 'transfer-encoding': 'gzip, Chunked' }, '2\r\nok\r\nzz\r\nno', 'ok', true],
    ['ends at a negative chunk', 400, { 'transfer-encoding': 'chunked' }, '-2\r\nno', '', true],
    ['ends at an endless chunk size', 400, { 'transfer-encoding': 'chunked' }, '0'.repeat(1000), '', true],
    ['is read as UTF-8', 400, {}, 'zu spät', 'zu spät', false],
  ])('%s', (_name, status, headers, sent, text, done) => {
    expect(read(status, headers, sent)).toEqual({ text, done })
  })
})

it('keeps 16 KiB', () => {
  const reader = body(400, {})
  reader.push(Buffer.alloc(MAX_BODY_BYTES + 1, 'a'))
  expect(reader).toMatchObject({ done: true, text: 'a'.repeat(MAX_BODY_BYTES) })
})
