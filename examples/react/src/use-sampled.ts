import { useEffect, useState } from 'react'

/** A value read anew every so many milliseconds. `read` belongs to no render, so it is the one given first. */
export function useSampled<T>(read: () => T, interval: number): T {
  const [source] = useState(() => read)
  const [value, setValue] = useState(source)
  useEffect(() => {
    const timer = setInterval(() => setValue(source), interval)
    return () => clearInterval(timer)
  }, [source, interval])
  return value
}

/** The time, so many milliseconds apart. */
export const useNow = (interval: number): number => useSampled(Date.now, interval)
