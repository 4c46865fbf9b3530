import type { UseWebSocketOptions as OriginalOptions, useWebSocket as original } from '@vueuse/core'
import { expectTypeOf } from 'vitest'
import { ref, type ShallowRef } from 'vue'
import { type UseWebSocketOptions, useWebSocket } from './index.ts'

// What takes the original takes ours.
expectTypeOf(useWebSocket).toExtend<typeof original>()
expectTypeOf<OriginalOptions>().toExtend<UseWebSocketOptions>()

/** Compiled, never called. */
export function useTypes(): void {
  const { data, status } = useWebSocket<string>(ref('/feed'))
  expectTypeOf(data).toEqualTypeOf<ShallowRef<string | null>>()
  expectTypeOf(status.value).toEqualTypeOf<'OPEN' | 'CONNECTING' | 'CLOSED'>()
  expectTypeOf(useWebSocket(() => undefined).data.value).toBeAny()
  // @ts-expect-error: there is no such option
  useWebSocket('/feed', { autoreconnect: true })
}
