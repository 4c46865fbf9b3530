import { afterEach, describe, expect, it } from 'vitest'
import { type Conversation, expected, inWords, play } from '../testing-tools/conversation.ts'
import { BINARY, frame, TEXT } from '../testing-tools/frames.ts'
import { hangUpAll } from '../testing-tools/web-socket-server.ts'

// Messages of every size, with the default options, over TCP and back.

afterEach(hangUpAll)

const KiB = 1024
const MiB = KiB * KiB
const kinds = [
  [TEXT, 'text'],
  [BINARY, 'bytes'],
] as const
/** Megabytes take a loaded machine a while, in milliseconds. */
const PATIENCE = 60_000
const plays = (name: string, conversation: () => Conversation): void => {
  const test = async (): Promise<void> => {
    const played = conversation()
    expect(await play(played)).toEqual(expected(played))
  }
  it(name, test, PATIENCE)
}
/** Not periodic in any power of two, so that a piece in the wrong place shows. */
const payloadOf = (size: number): Uint8Array => new Uint8Array(size).map((_, index) => 0x20 + (index % 89))

function* fragmented(opcode: number, payload: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < payload.length; at += size) {
    yield frame(at === 0 ? opcode : 0, payload.subarray(at, at + size), { fin: at + size >= payload.length })
  }
}
function* chopped(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

for (const [opcode, name] of kinds) {
  describe(`one message of ${name}`, () => {
    for (const size of [64 * KiB, 256 * KiB, MiB, 4 * MiB, 8 * MiB, 16 * MiB]) {
      plays(`of ${size} bytes`, () => {
        const payload = payloadOf(size)
        return { says: [frame(opcode, payload)], hears: [inWords(opcode, payload)] }
      })
    }
    for (const size of [64, 256, KiB, 4 * KiB, 16 * KiB, 64 * KiB, 256 * KiB, MiB, 4 * MiB]) {
      plays(`of 4 MiB in fragments of ${size} bytes, ${(4 * MiB) / size} of them`, () => {
        const payload = payloadOf(4 * MiB)
        return { says: fragmented(opcode, payload, size), hears: [inWords(opcode, payload)] }
      })
    }
    for (const size of [64, 128, 256, 512, KiB, 2 * KiB]) {
      plays(`of 1 MiB in writes of ${size} bytes`, () => {
        const payload = payloadOf(MiB)
        return { says: chopped(frame(opcode, payload), size), hears: [inWords(opcode, payload)] }
      })
    }
    plays('of 64 KiB in fragments of 1,300 bytes', () => {
      const payload = payloadOf(64 * KiB)
      return { says: fragmented(opcode, payload, 1300), hears: [inWords(opcode, payload)] }
    })
  })

  describe(`1,000 messages of ${name}`, () => {
    for (const size of [0, 16, 64, 256, KiB, 4 * KiB, 16 * KiB, 64 * KiB]) {
      const payload = payloadOf(size)
      const said = frame(opcode, payload)
      const hears = Array(1000).fill(inWords(opcode, payload))
      plays(`of ${size} bytes, one behind the other`, () => ({ says: Array(1000).fill(said), hears }))
      if (size > 4 * KiB) continue
      plays(`of ${size} bytes, each after the answer to the one before`, () => ({
        says: Array.from({ length: 1000 }, (_, index) => [said, index + 1]).flat(),
        hears,
      }))
    }
  })
}
