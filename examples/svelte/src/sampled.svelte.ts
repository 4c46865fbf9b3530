/** A value read anew every so many milliseconds, for as long as the component that made it. */
export class Sampled<T> {
  #value: T

  constructor(read: () => T, interval: number) {
    this.#value = $state.raw(read())
    $effect(() => {
      const timer = setInterval(() => {
        this.#value = read()
      }, interval)
      return () => clearInterval(timer)
    })
  }

  get value(): T {
    return this.#value
  }
}

/** The time, so many milliseconds apart. */
export const now = (interval: number) => new Sampled(Date.now, interval)
