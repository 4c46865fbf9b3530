/**
 * Chance that a seed repeats: uniform in [0, 1). The generator is mulberry32: 32 bits of state, each seed a stream of its
 * own, which is all that a crowd of independent clients asks for.
 */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Client number `index` of a crowd: neighbours must not begin alike. */
export function chanceOf(seed: number, index: number): () => number {
  return chance(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b))
}
