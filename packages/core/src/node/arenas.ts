import type { Arena } from '../protocol/environment.ts'
import { mask } from '../protocol/masking.ts'
import { loadMasking, type MaskingModule } from './masking-wasm.ts'

const SIZE = 64 * 1024

/**
 * Memory for writing frames, shared by all connections of the process: a connection holds an arena only from its first
 * frame in a turn until the kernel has taken it, so that idle ones cost nothing. There is one WebAssembly memory in all,
 * because each reserves gigabytes of address space; of its 16 MiB, only what was ever used is resident.
 */
export class ArenaPool {
  readonly #free: Arena[] = []
  /** Slots from here on have never been used; the first one is {@link #scratch}. */
  #fresh = 1
  readonly #module: MaskingModule | null
  readonly #scratch: Uint8Array | null = null

  constructor(module: MaskingModule | null = loadMasking()) {
    this.#module = module
    if (!module) return
    this.#scratch = new Uint8Array(module.memory, 0, SIZE)
  }

  /** A free arena, one of the ordinary heap where all others are in use. */
  acquire(): Arena {
    return this.#free.pop() ?? this.#slot() ?? this.#heap()
  }

  #slot(): Arena | null {
    const module = this.#module
    const base = this.#fresh * SIZE
    if (!module || base === module.memory.byteLength) return null
    this.#fresh++
    const arena: Arena = {
      bytes: Buffer.from(module.memory, base, SIZE),
      capacity: SIZE,
      mask: (start, end, key) => module.mask(base + start, base + end, key),
      release: () => this.#free.push(arena),
    }
    return arena
  }

  #heap(): Arena {
    const bytes = Buffer.allocUnsafeSlow(SIZE)
    const module = this.#module
    const scratch = this.#scratch
    const onHeap: Arena['mask'] = (start, end, key) => mask(bytes, start, end, key)
    const throughScratch: Arena['mask'] = (start, end, key) => {
      const length = end - start
      scratch?.set(bytes.subarray(start, end))
      module?.mask(0, length, key)
      bytes.set(scratch?.subarray(0, length) ?? [], start)
    }
    return { bytes, capacity: SIZE, mask: module ? throughScratch : onHeap, release: () => {} }
  }
}
