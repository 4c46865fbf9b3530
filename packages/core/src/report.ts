import { config } from 'rxjs'

/**
 * Reports what a subscriber threw as rxjs does: to `config.onUnhandledError`, or as an uncaught exception, in a task of its
 * own, so that nobody else is hurt. `setTimeout` is rxjs's choice too and is not the injected clock's: virtual time must
 * not swallow an exception.
 */
export function reportUnhandled(error: unknown): void {
  setTimeout(() => {
    if (!config.onUnhandledError) throw error
    config.onUnhandledError(error)
  })
}
