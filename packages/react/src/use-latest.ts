import { type RefObject, useInsertionEffect, useRef } from 'react'

/** The value of the last render that was committed, for handlers: it is in place before any other effect. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value)
  useInsertionEffect(() => {
    latest.current = value
  })
  return latest
}
