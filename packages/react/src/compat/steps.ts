/** State whose every change is shown: one a microtask, because frameworks render in microtasks too. */
export class Steps<T> {
  #latest: T
  #shown: T
  readonly #waiting: T[] = []
  readonly #watchers = new Set<() => void>()

  constructor(initial: T) {
    this.#latest = initial
    this.#shown = initial
  }

  /** Changes some of it. */
  change(part: Partial<T>): void {
    this.#latest = { ...this.#latest, ...part }
    if (this.#waiting.push(this.#latest) === 1) queueMicrotask(this.#show)
  }

  /** What is shown now. */
  readonly get = (): T => this.#shown

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#watchers.add(changed)
    return () => this.#watchers.delete(changed)
  }

  readonly #show = (): void => {
    this.#shown = this.#waiting[0] as T
    for (const changed of this.#watchers) changed()
    this.#waiting.shift()
    // Queued after the render that has been queued just now.
    if (this.#waiting.length > 0) queueMicrotask(this.#show)
  }
}
