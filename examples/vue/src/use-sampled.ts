import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'

/** A value read anew every so many milliseconds. */
export function useSampled<T>(read: () => T, interval: number): Readonly<ShallowRef<T>> {
  const value = shallowRef(read())
  const timer = setInterval(() => {
    value.value = read()
  }, interval)
  onScopeDispose(() => clearInterval(timer))
  return value
}

/** The time, so many milliseconds apart. */
export const useNow = (interval: number) => useSampled(Date.now, interval)
