import { describe, expect, test } from 'vitest'
import { jsonObject, numberField, numberParameter, textField } from './fields.ts'

const range = { min: 0, max: 100 }
const query = (text: string) => new URLSearchParams(text)
const read = (text: string) => jsonObject(Buffer.from(text), false, '{"rate":1}')

describe('numbers', () => {
  test.each([0, 0.5, 100])('%d is in range', (value) => {
    expect(numberField('rate', value, range)).toBe(value)
  })

  test.each([-0.1, 100.1, Number.NaN, Number.POSITIVE_INFINITY, '5', null, undefined, [5], {}, true])(
    '%j is not',
    (value) => {
      expect(() => numberField('rate', value, range)).toThrow('"rate" must be a number from 0 to 100.')
    },
  )

  test('a fraction is no integer', () => {
    expect(() => numberField('n', 1.5, { ...range, integer: true })).toThrow('"n" must be an integer from 0 to 100.')
  })

  test('in a query only plain decimals count', () => {
    expect(numberParameter(query('rate=20'), 'rate', range)).toBe(20)
    expect(numberParameter(query('rate=0.5'), 'rate', range)).toBe(0.5)
    expect(numberParameter(query('other=1'), 'rate', range)).toBeUndefined()
    for (const text of ['', ' ', '1e1', '0x10', '-1', '1,5', 'NaN', '5 ', '.5']) {
      expect(() => numberParameter(query(`rate=${text}`), 'rate', range), text).toThrow('"rate" must be')
    }
  })
})

describe('texts', () => {
  test('not blank, not too long', () => {
    expect(textField('from', ' Mira ', 6)).toBe(' Mira ')
    for (const value of ['', '  \n', '1234567', 5, null, undefined, ['a'], {}]) {
      expect(() => textField('from', value, 6)).toThrow('"from" must be a text of 1 to 6 characters')
    }
  })
})

describe('JSON objects', () => {
  test('an object is answered as it is', () => {
    expect(read('{"rate":1}')).toEqual({ rate: 1 })
  })

  test('__proto__ is data and changes nothing', () => {
    expect(read('{"__proto__":{"rate":5}}').rate).toBeUndefined()
    expect(({} as Record<string, unknown>).rate).toBeUndefined()
  })

  test.each(['', '{', 'hello', "{'rate':1}", '{"rate":1}}', '\u0000'])('%j is not JSON', (text) => {
    expect(() => read(text)).toThrow('The message is not JSON. Send {"rate":1}.')
  })

  test.each(['1', 'null', '"text"', '[]', 'true'])('%s is no object', (text) => {
    expect(() => read(text)).toThrow('The message must be a JSON object. Send {"rate":1}.')
  })

  test('thirty thousand brackets do no harm', () => {
    expect(() => read('['.repeat(30_000))).toThrow('The message is not JSON')
    expect(() => read('['.repeat(30_000) + ']'.repeat(30_000))).toThrow('must be a JSON object')
  })

  test('binary is not read', () => {
    expect(() => jsonObject(Buffer.from('{}'), true, '{"rate":1}')).toThrow('takes JSON text, not binary')
  })
})
