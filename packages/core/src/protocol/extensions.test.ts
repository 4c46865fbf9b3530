import { describe, expect, it } from 'vitest'
import { acceptDeflate, type DeflateParameters, offerDeflate } from './extensions.ts'
import { HandshakeFailure } from './handshake-failure.ts'

const any: DeflateParameters = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
}

describe('an offer', () => {
  it.each<[Partial<DeflateParameters>, string]>([
    [{}, 'permessage-deflate; client_max_window_bits'],
    [{ clientMaxWindowBits: 9 }, 'permessage-deflate; client_max_window_bits=9'],
    [{ serverMaxWindowBits: 8 }, 'permessage-deflate; server_max_window_bits=8; client_max_window_bits'],
    [{ serverNoContextTakeover: true }, 'permessage-deflate; server_no_context_takeover; client_max_window_bits'],
    [{ clientNoContextTakeover: true }, 'permessage-deflate; client_no_context_takeover; client_max_window_bits'],
  ])('%o', (wish, text) => {
    expect(offerDeflate({ ...any, ...wish })).toBe(text)
  })
})

describe('an answer that is accepted', () => {
  it.each<[string, Partial<DeflateParameters>, Partial<DeflateParameters>]>([
    ['permessage-deflate', {}, {}],
    ['permessage-deflate; server_no_context_takeover', {}, { serverNoContextTakeover: true }],
    ['permessage-deflate;client_no_context_takeover', {}, { clientNoContextTakeover: true }],
    ['permessage-deflate; server_max_window_bits=8', {}, { serverMaxWindowBits: 8 }],
    ['permessage-deflate; server_max_window_bits=15', {}, {}],
    ['permessage-deflate\t;\tclient_max_window_bits=12 ', {}, { clientMaxWindowBits: 12 }],
    ['permessage-deflate; client_max_window_bits="12"', {}, { clientMaxWindowBits: 12 }],
    ['permessage-deflate; client_max_window_bits="1\\2"', {}, { clientMaxWindowBits: 12 }],
    ['permessage-deflate; server_max_window_bits=9', { serverMaxWindowBits: 10 }, { serverMaxWindowBits: 9 }],
    ['permessage-deflate; client_max_window_bits=9', { clientMaxWindowBits: 10 }, { clientMaxWindowBits: 9 }],
    // The client's two bind the client, whether or not the server repeats them.
    ['permessage-deflate', { clientMaxWindowBits: 10 }, { clientMaxWindowBits: 10 }],
    ['permessage-deflate', { clientNoContextTakeover: true }, { clientNoContextTakeover: true }],
    [
      'permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; client_max_window_bits=11',
      {},
      {
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
        serverMaxWindowBits: 10,
        clientMaxWindowBits: 11,
      },
    ],
  ])('%s', (answer, wish, agreed) => {
    expect(acceptDeflate(answer, { ...any, ...wish })).toEqual({ ...any, ...wish, ...agreed })
  })
})

describe('an answer that is refused', () => {
  it.each([
    ['an extension that was not offered', 'x-webkit-deflate-frame'],
    ['another one beside it', 'permessage-deflate, x-other'],
    ['the same one twice', 'permessage-deflate, permessage-deflate'],
    ['its name in another case', 'Permessage-Deflate'],
    ['an unknown parameter', 'permessage-deflate; mux=1'],
    ['a parameter in another case', 'permessage-deflate; Server_No_Context_Takeover'],
    ['a repeated flag', 'permessage-deflate; server_no_context_takeover; server_no_context_takeover'],
    ['a repeated value', 'permessage-deflate; server_max_window_bits=10; server_max_window_bits=10'],
    ['a value on a flag', 'permessage-deflate; server_no_context_takeover=1'],
    ['an empty value on a flag', 'permessage-deflate; client_no_context_takeover='],
    ['a quoted value on a flag', 'permessage-deflate; client_no_context_takeover="x"'],
    ['7 bits', 'permessage-deflate; server_max_window_bits=7'],
    ['16 bits', 'permessage-deflate; server_max_window_bits=16'],
    ['0 bits', 'permessage-deflate; client_max_window_bits=0'],
    ['bits with a leading zero', 'permessage-deflate; server_max_window_bits=08'],
    ['bits with a sign', 'permessage-deflate; server_max_window_bits=+9'],
    ['negative bits', 'permessage-deflate; server_max_window_bits=-9'],
    ['bits with a fraction', 'permessage-deflate; server_max_window_bits=9.0'],
    ['bits in hexadecimal', 'permessage-deflate; server_max_window_bits=0xa'],
    ['bits of many digits', 'permessage-deflate; server_max_window_bits=1000000000000000000010'],
    ['no bits', 'permessage-deflate; server_max_window_bits'],
    ['no bits for the client', 'permessage-deflate; client_max_window_bits'],
    ['empty bits', 'permessage-deflate; server_max_window_bits='],
    ['empty quoted bits', 'permessage-deflate; server_max_window_bits=""'],
    ['bits with a space', 'permessage-deflate; server_max_window_bits= 10'],
    ['an open quote', 'permessage-deflate; server_max_window_bits="10'],
    ['a separator inside quotes', 'permessage-deflate; server_max_window_bits="10;"'],
    ['a trailing semicolon', 'permessage-deflate;'],
    ['a trailing comma', 'permessage-deflate,'],
    ['a leading comma', ',permessage-deflate'],
    ['nothing', ''],
    ['no name', '; server_no_context_takeover'],
    ['two words', 'permessage-deflate server_no_context_takeover'],
  ])('%s', (_name, answer) => {
    expect(() => acceptDeflate(answer, any)).toThrow(HandshakeFailure)
  })

  it('any extension where none was offered', () => {
    expect(() => acceptDeflate('permessage-deflate', null)).toThrow(/not offered/)
  })

  it.each<[string, Partial<DeflateParameters>]>([
    ['permessage-deflate', { serverNoContextTakeover: true }],
    ['permessage-deflate', { serverMaxWindowBits: 10 }],
    ['permessage-deflate; server_max_window_bits=11', { serverMaxWindowBits: 10 }],
    ['permessage-deflate; client_max_window_bits=11', { clientMaxWindowBits: 10 }],
  ])('%s for an offer of %o', (answer, wish) => {
    expect(() => acceptDeflate(answer, { ...any, ...wish })).toThrow(/as it was offered/)
  })
})
