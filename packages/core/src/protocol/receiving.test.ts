import { describe, expect, it } from 'vitest'
import { Bench } from '../testing-tools/endpoint.ts'
import { BINARY, CLOSE, closePayload, concat, frame, hex, PING, PONG, TEXT, utf8 } from '../testing-tools/frames.ts'

const failed = (bench: Bench) => {
  const sent = bench.sent.filter((one) => one.opcode === CLOSE)
  expect(sent, 'one Close frame').toHaveLength(1)
  const { failure, wasClean, code } = bench.ended()
  expect({ wasClean, code }).toEqual({ wasClean: false, code: 1006 })
  return { code: Buffer.from(sent[0]?.payload ?? []).readUInt16BE(), why: failure?.message ?? '' }
}

describe('messages', () => {
  it('receives a text message', () => {
    expect(new Bench().receive(hex('81 05 48 65 6c 6c 6f')).events).toEqual(['Hello'])
  })

  it('receives a binary message', () => {
    expect(new Bench().receive(hex('82 03 00 ff 80')).events).toEqual([Uint8Array.of(0, 255, 128)])
  })

  it('hands every binary message memory of its own', () => {
    const data: ArrayBuffer[] = []
    const bench = new Bench()
    bench.onMessage = (message) => data.push(message as ArrayBuffer)
    const chunk = concat(frame(BINARY, hex('01 02')), frame(BINARY, hex('03 04')))
    bench.receive(chunk)
    chunk.fill(0)
    expect(data.map((buffer) => [...new Uint8Array(buffer)])).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(data.map((buffer) => buffer.byteLength)).toEqual([2, 2])
  })

  for (const size of [0, 1, 125, 126, 127, 128, 65_535, 65_536, 200_000, 3_000_000]) {
    for (const opcode of [TEXT, BINARY]) {
      it(`receives ${opcode === TEXT ? 'text' : 'bytes'} of ${size} bytes, whole and cut`, () => {
        const payload = new Uint8Array(size).fill(0x2a)
        const expected = opcode === TEXT ? '*'.repeat(size) : payload
        const bytes = frame(opcode, payload)
        const whole = new Bench().receive(bytes).events
        expect(whole).toHaveLength(1)
        expect(whole[0] === expected || Buffer.compare(whole[0] as Buffer, payload) === 0).toBe(true)
        const pieces: Uint8Array[] = []
        for (let at = 0; at < bytes.length; at += 997) pieces.push(bytes.subarray(at, at + 997))
        const cut = new Bench().receive(...pieces).events
        expect(cut).toHaveLength(1)
        expect(cut[0] === expected || Buffer.compare(cut[0] as Buffer, payload) === 0).toBe(true)
      })
    }
  }

  it('reads a large frame straight into the message', () => {
    const payload = Uint8Array.from({ length: 100_000 }, (_, index) => index)
    const bytes = frame(BINARY, payload)
    const bench = new Bench()
    bench.receive(bytes.subarray(0, 1000))
    let at = 1000
    let inPlace = 0
    while (at < bytes.length) {
      const target = bench.endpoint.target ?? new Uint8Array(5000)
      if (bench.endpoint.target) inPlace++
      const size = Math.min(target.length, 30_000, bytes.length - at)
      target.set(bytes.subarray(at, at + size))
      bench.receive(target.subarray(0, size))
      at += size
    }
    expect(inPlace).toBeGreaterThan(2)
    expect(Buffer.compare(bench.events[0] as Buffer, payload)).toBe(0)
  })

  it('answers a place in the message for nothing but the rest of the frame', () => {
    const bench = new Bench().receive(frame(BINARY, new Uint8Array(50_000)).subarray(0, 10_004))
    expect(bench.endpoint.target?.length).toBe(40_000)
  })
})

describe('fragments', () => {
  it('joins the fragments of a message', () => {
    expect(new Bench().receive(hex('01 03 48 65 6c'), hex('00 01 6c'), hex('80 01 6f')).events).toEqual(['Hello'])
  })

  it('joins fragments without payload', () => {
    expect(new Bench().receive(hex('02 00 00 00 00 02 01 02 80 00')).events).toEqual([Uint8Array.of(1, 2)])
  })

  it('receives control frames between fragments, at once', () => {
    const bench = new Bench().receive(hex('01 01 61 8a 01 78 00 01 62 89 01 79'))
    expect(bench.events).toEqual([{ pong: 'x' }])
    expect(bench.sent.map(({ opcode, text }) => [opcode, text])).toEqual([[PONG, 'y']])
    expect(bench.receive(hex('80 01 63')).messages).toEqual(['abc'])
  })

  it('joins 65,536 fragments of 64 bytes', () => {
    const bench = new Bench()
    const piece = new Uint8Array(64).fill(0x61)
    const next = frame(0, piece, { fin: false })
    bench.receive(frame(TEXT, piece, { fin: false }))
    const chunk = concat(...Array.from({ length: 1000 }, () => next))
    for (let done = 1; done < 65_535; done += 1000)
      bench.receive(chunk.subarray(0, Math.min(1000, 65_535 - done) * next.length))
    bench.receive(frame(0, piece))
    expect((bench.events[0] as string).length).toBe(4 * 2 ** 20)
  })

  const wrong: [string, Uint8Array][] = [
    ['a continuation that continues nothing', hex('80 01 61')],
    ['an unfinished continuation that continues nothing', hex('00 01 61')],
    ['text inside a fragmented message', hex('01 01 61 81 01 62')],
    ['bytes inside a fragmented message', hex('01 01 61 02 01 62')],
    ['a continuation after the last fragment', hex('01 01 61 80 01 62 80 01 63')],
    ['a fragmented Ping', hex('09 01 61')],
    ['a fragmented Pong', hex('0a 00')],
    ['a fragmented Close', hex('08 00')],
  ]
  for (const [what, bytes] of wrong) {
    it(`fails at ${what}`, () => expect(failed(new Bench().receive(bytes)).code).toBe(1002))
    it(`fails at ${what}, byte by byte`, () => expect(failed(new Bench().drip(bytes)).code).toBe(1002))
  }

  it('fails after 1,024 fragments without payload', () => {
    const empty = hex('00 00')
    const bench = new Bench().receive(hex('01 00'), ...Array.from({ length: 1023 }, () => empty))
    expect(bench.events).toEqual([])
    expect(failed(bench.receive(empty)).code).toBe(1002)
  })

  it('counts fragments without payload for each message anew', () => {
    const bench = new Bench()
    for (let message = 0; message < 3; message++) {
      bench.receive(hex('01 00'), ...Array.from({ length: 1000 }, () => hex('00 00')), hex('80 01 61'))
    }
    expect(bench.events).toEqual(['a', 'a', 'a'])
  })
})

describe('header bits', () => {
  for (let first = 0; first < 256; first++) {
    const fin = (first & 0x80) !== 0
    const opcode = first & 15
    const allowed =
      (first & 0x70) === 0 && (opcode === 1 || opcode === 2 || (fin && (opcode === 8 || opcode === 9 || opcode === 10)))
    const name = `0x${first.toString(16).padStart(2, '0')}`
    it(`${allowed ? 'accepts' : 'fails at'} the first byte ${name}`, () => {
      const bench = new Bench().receive(Uint8Array.of(first, 0))
      if (allowed) expect(bench.ended().failure?.message ?? '').not.toMatch(/^Protocol/)
      else expect(failed(bench).code).toBe(1002)
    })
  }

  it('fails at a masked frame', () => {
    expect(failed(new Bench().receive(frame(TEXT, 'a', { masked: true })))).toMatchObject({ code: 1002, why: /masked/ })
  })

  it('fails at a reserved opcode before its length has come', () => {
    expect(failed(new Bench().receive(hex('83 7f'))).code).toBe(1002)
  })

  it('delivers what came before the bad frame, and nothing behind it', () => {
    const bench = new Bench().receive(concat(frame(TEXT, 'before'), hex('83 00'), frame(TEXT, 'behind')))
    expect(bench.receive(frame(TEXT, 'later')).messages).toEqual(['before'])
  })
})

describe('lengths', () => {
  it('fails at 16 bits where 7 do', () => {
    expect(failed(new Bench().receive(frame(BINARY, new Uint8Array(125), { form: 16 }))).code).toBe(1002)
  })

  it('fails at 64 bits where 16 do', () => {
    expect(failed(new Bench().receive(frame(BINARY, new Uint8Array(65_535), { form: 64 }))).code).toBe(1002)
  })

  it('fails at a 64-bit length with its highest bit set', () => {
    expect(failed(new Bench().receive(hex('82 7f 80 00 00 00 00 00 00 00')))).toMatchObject({
      code: 1002,
      why: /highest bit/,
    })
  })

  for (const length of [
    '7f ff ff ff ff ff ff ff',
    '00 20 00 00 00 00 00 01',
    '00 00 00 01 00 00 00 00',
    '00 00 00 00 04 00 00 01',
  ]) {
    it(`refuses a frame of 0x${length.replaceAll(' ', '')} bytes before anything is allocated`, () => {
      const allocated: number[] = []
      const allocate = (size: number) => {
        allocated.push(size)
        return new Uint8Array(size)
      }
      expect(failed(new Bench({}, { allocate }).receive(hex(`82 7f ${length}`))).code).toBe(1009)
      expect(allocated).toEqual([])
    })
  }

  it('trusts a header with 1 MiB; beyond, memory follows what has come', () => {
    const allocated: number[] = []
    const allocate = (size: number) => {
      allocated.push(size)
      return new Uint8Array(size)
    }
    new Bench({}, { allocate }).receive(hex('82 7f 00 00 00 00 03 00 00 00'), new Uint8Array(1000))
    expect(allocated).toEqual([2 ** 20])
  })

  it('fails at a control frame of 126 bytes, at its second byte', () => {
    expect(failed(new Bench().receive(hex('89 7e'))).code).toBe(1002)
  })
})

describe('limits', () => {
  it('accepts a message of exactly maxMessageSize', () => {
    expect(new Bench({ maxMessageSize: 300 }).receive(frame(TEXT, 'a'.repeat(300))).events).toHaveLength(1)
  })

  for (const size of [11, 126, 65_536]) {
    it(`refuses a message of ${size} bytes where 10 are allowed`, () => {
      expect(failed(new Bench({ maxMessageSize: 10 }).receive(frame(BINARY, new Uint8Array(size)))).code).toBe(1009)
    })
  }

  it('counts fragments together', () => {
    const bench = new Bench({ maxMessageSize: 10 }).receive(frame(TEXT, 'a'.repeat(6), { fin: false }))
    expect(failed(bench.receive(frame(0, 'a'.repeat(5)).subarray(0, 2))).code).toBe(1009)
  })

  it('counts each message by itself', () => {
    const bench = new Bench({ maxMessageSize: 10 })
    for (let index = 0; index < 5; index++)
      bench.receive(frame(TEXT, 'a'.repeat(6), { fin: false }), frame(0, 'a'.repeat(4)))
    expect(bench.events).toHaveLength(5)
  })

  it('does not count control frames', () => {
    const bench = new Bench({ maxMessageSize: 1 }).receive(frame(PONG, 'a long payload'))
    expect(bench.events).toEqual([{ pong: 'a long payload' }])
  })
})

describe('control frames', () => {
  it('answers each Ping with a Pong of the same payload, in order', () => {
    const payloads = ['', 'a', 'x'.repeat(125)]
    const bench = new Bench().receive(...payloads.map((payload) => frame(PING, payload)))
    expect(bench.sent.map(({ opcode, text }) => [opcode, text])).toEqual(payloads.map((payload) => [PONG, payload]))
  })

  it('answers only the newest of the Pings that came while writing was blocked', () => {
    const bench = new Bench()
    bench.takes = false
    bench.endpoint.sendText('large')
    bench.endpoint.flush()
    for (let index = 0; index < 10_000; index++) bench.receive(frame(PING, String(index)))
    bench.take()
    expect(bench.sent.map(({ text }) => text)).toEqual(['large', '9999'])
  })

  it('tells of a Pong, asked for or not', () => {
    expect(new Bench().receive(frame(PONG, 'p')).events).toEqual([{ pong: 'p' }])
  })

  it('cuts a Ping anywhere', () => {
    const bench = new Bench().drip(frame(PING, 'payload'))
    expect(bench.sent.map(({ text }) => text)).toEqual(['payload'])
  })
})

describe('Close frames', () => {
  const answers = (payload: Uint8Array) => {
    const bench = new Bench().receive(frame(CLOSE, payload))
    const sent = bench.sent
    return { sent: sent.map((one) => [...one.payload]), ending: bench.ended(), opcode: sent[0]?.opcode }
  }

  it('answers one without a code', () => {
    const { sent, ending } = answers(new Uint8Array(0))
    expect(sent).toEqual([[]])
    expect(ending).toEqual({ code: 1005, reason: '', wasClean: true, failure: null })
  })

  it('answers one with a reason', () => {
    const { sent, ending } = answers(closePayload(1000, 'Auf Wiedersehen, schön war’s'))
    expect(sent).toEqual([[0x03, 0xe8]])
    expect(ending).toEqual({ code: 1000, reason: 'Auf Wiedersehen, schön war’s', wasClean: true, failure: null })
  })

  const codes = [0, 1, 999, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015, 1016,
    1100, 2000, 2999, 3000, 3999, 4000, 4999, 5000, 65_535] // biome-ignore format: a list
  const valid = (code: number) =>
    (code >= 3000 && code <= 4999) || (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code))
  for (const code of codes) {
    it(`${valid(code) ? 'accepts' : 'fails at'} the code ${code}`, () => {
      if (valid(code)) expect(answers(closePayload(code)).ending).toMatchObject({ code, wasClean: true })
      else expect(failed(new Bench().receive(frame(CLOSE, closePayload(code)))).code).toBe(1002)
    })
  }

  it('fails at half a code', () => expect(failed(new Bench().receive(hex('88 01 03'))).code).toBe(1002))

  it('fails at a reason that is not UTF-8', () => {
    expect(failed(new Bench().receive(frame(CLOSE, closePayload(1000, hex('ce ba ed a0 80'))))).code).toBe(1007)
  })

  it('fails at one of 126 bytes', () => expect(failed(new Bench().receive(hex('88 7e'))).code).toBe(1002))

  it('looks at nothing that follows', () => {
    const bench = new Bench().receive(
      concat(frame(TEXT, 'a'), frame(CLOSE), hex('ff ff'), frame(PING), frame(TEXT, 'b')),
    )
    expect(bench.events).toEqual(['a', '(closing)'])
    expect(bench.sent.map(({ opcode }) => opcode)).toEqual([CLOSE])
    expect(bench.ended().wasClean).toBe(true)
  })
})

describe('text', () => {
  it('keeps a byte order mark', () => {
    expect(new Bench().receive(frame(TEXT, hex('ef bb bf 61'))).events).toEqual(['\ufeffa'])
  })

  it('keeps U+FFFD that was sent', () => {
    expect(new Bench().receive(frame(TEXT, utf8('a\ufffdb'))).events).toEqual(['a\ufffdb'])
  })
})

describe('pause and resume', () => {
  it('delivers each message once when it is resumed by the message that paused it', () => {
    const bench = new Bench()
    bench.onMessage = () => {
      bench.endpoint.pause()
      bench.endpoint.resume()
    }
    bench.endpoint.pause()
    bench.receive(concat(frame(TEXT, '1'), frame(TEXT, '2'), frame(TEXT, '3')), frame(TEXT, '4'))
    bench.endpoint.resume()
    bench.receive(frame(TEXT, '5'))
    expect(bench.messages).toEqual(['1', '2', '3', '4', '5'])
  })

  it('holds what came while paused, in order with what comes later', () => {
    const bench = new Bench()
    bench.onMessage = (data) => {
      if (data === '2') bench.endpoint.pause()
    }
    bench.receive(concat(frame(TEXT, '1'), frame(TEXT, '2'), frame(TEXT, '3')), frame(TEXT, '4'))
    expect(bench.messages).toEqual(['1', '2'])
    expect(bench.endpoint.held).toBe(true)
    bench.endpoint.resume()
    expect(bench.messages).toEqual(['1', '2', '3', '4'])
  })
})
