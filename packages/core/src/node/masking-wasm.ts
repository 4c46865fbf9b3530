/**
 * Masking with SIMD, sixteen bytes a step, in memory that the frames are written to. Assembled by hand from:
 *
 * ```wat
 * (module
 *   (memory (export "memory") 256 256)
 *   (func (export "mask") (param $at i32) (param $end i32) (param $key i32) (local $keys v128)
 *     (local.set $keys (i32x4.splat (local.get $key)))
 *     (loop $next
 *       (v128.store (local.get $at) (v128.xor (v128.load (local.get $at)) (local.get $keys)))
 *       (v128.store offset=16 (local.get $at) (v128.xor (v128.load offset=16 (local.get $at)) (local.get $keys)))
 *       (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 32))) (local.get $end))))))
 * ```
 *
 * The last step runs up to 31 bytes past the end: cheaper than a loop for the rest, and the memory behind is unused.
 */
// biome-ignore format: one line a section
const MODULE = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
  0x01, 0x07, 0x01, 0x60, 0x03, 0x7f, 0x7f, 0x7f, 0x00, // type: (i32, i32, i32) -> ()
  0x03, 0x02, 0x01, 0x00, // function: of that type
  0x05, 0x06, 0x01, 0x01, 0x80, 0x02, 0x80, 0x02, // memory: 256 pages
  0x07, 0x11, 0x02, // exports
  0x06, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 0x02, 0x00, // "memory"
  0x04, 0x6d, 0x61, 0x73, 0x6b, 0x00, 0x00, // "mask"
  0x0a, 0x3b, 0x01, 0x39, 0x01, 0x01, 0x7b, // code: one body, one local v128
  0x20, 0x02, 0xfd, 0x11, 0x21, 0x03, // $keys = splat $key
  0x03, 0x40, // loop
  0x20, 0x00, 0x20, 0x00, 0xfd, 0x00, 0x00, 0x00, 0x20, 0x03, 0xfd, 0x51, 0xfd, 0x0b, 0x00, 0x00,
  0x20, 0x00, 0x20, 0x00, 0xfd, 0x00, 0x00, 0x10, 0x20, 0x03, 0xfd, 0x51, 0xfd, 0x0b, 0x00, 0x10,
  0x20, 0x00, 0x41, 0x20, 0x6a, 0x22, 0x00, // $at += 32
  0x20, 0x01, 0x49, 0x0d, 0x00, // while $at < $end
  0x0b, 0x0b,
])

/** What the module exports. */
export interface MaskingModule {
  readonly memory: ArrayBuffer
  mask(at: number, end: number, key: number): void
}

/** Compiles the module; null where WebAssembly, or its SIMD, is missing or switched off. */
export function loadMasking(): MaskingModule | null {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(MODULE))
    const { memory, mask } = exports as { memory: WebAssembly.Memory; mask: MaskingModule['mask'] }
    return { memory: memory.buffer, mask }
  } catch {
    return null
  }
}
