import { expect, test } from 'vitest'
import { readCommandLine, UsageError } from './command-line.ts'

test('without arguments: this machine only, port 8081, no faults', () => {
  expect(readCommandLine([])).toEqual({ port: 8081, host: '127.0.0.1', faults: false, origins: [] })
})

test('every option, origins more than once', () => {
  const args = [
    '--port=0',
    '--tcp-port=8082',
    '--host',
    '::1',
    '--faults',
    '--origin',
    'https://a.example/x',
    '--origin',
    'http://b.example',
  ]
  const origins = ['https://a.example', 'http://b.example']
  expect(readCommandLine(args)).toEqual({ port: 0, tcpPort: 8082, host: '::1', faults: true, origins })
})

test('--help asks for help, whatever else there is', () => {
  expect(readCommandLine(['--help', '--port', 'x'])).toBe('help')
})

test.each([
  [['--port', 'abc'], '--port must be a number from 0 to 65535, not "abc"'],
  [['--port', '65536'], '--port must be a number'],
  [['--port=-1'], '--port must be a number'],
  [['--port', '1.5'], '--port must be a number'],
  [['--port='], '--port must be a number'],
  [['--port'], '--port'],
  [['--tcp-port', 'abc'], '--tcp-port must be a number from 0 to 65535, not "abc"'],
  [['--host='], '--host must not be empty'],
  [['--origin', 'example.com'], '--origin must be an http or https address'],
  [['--faults=yes'], '--faults'],
  [['--prot', '1'], '--prot'],
  [['8081'], '8081'],
])('%j is a usage error that says what was wrong', (args, message) => {
  expect(() => readCommandLine(args)).toThrow(UsageError)
  expect(() => readCommandLine(args)).toThrow(message)
})
