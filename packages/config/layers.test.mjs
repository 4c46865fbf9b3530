import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { layerViolations } from './layers.mjs'

let folder
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A workspace in which everything is as it should be. */
const sound = {
  'core/src/index.ts': "export { webSocket } from './web-socket.ts'",
  'core/src/index.node.ts': "export * from './index.ts'\nexport { NodeSocket } from './node/socket.ts'",
  'core/src/web-socket.ts':
    "import { Observable, Subscription, config, type Subject } from 'rxjs'\n" +
    "import type { StandardSchemaV1 } from '@standard-schema/spec'\n" +
    "import { state } from './connection-state.ts'\nimport type { Seam } from './web-socket-like.ts'\n" +
    'export const webSocket = (a: Seam, b: StandardSchemaV1, c: Subject<1>) => [a, b, c, state, Observable, Subscription, config]',
  'core/src/web-socket-like.ts': 'export interface Seam {}',
  'core/src/codec.ts': 'export const codec = 1\nexport interface Codec {}',
  'core/src/connection-state.ts':
    "import type { Codec } from './codec.ts'\nexport const state = (codec: Codec) => codec",
  'core/src/reconnect-policy.ts': 'export {}',
  'core/src/close-codes.ts': 'export {}',
  'core/src/send-queue.ts': 'export {}',
  'core/src/node/socket.ts':
    "import net from 'node:net'\nimport type { Seam } from '../web-socket-like.ts'\n" +
    "import { frame } from '../protocol/frame.ts'\nexport const NodeSocket = (a: Seam) => [a, net, frame]",
  'core/src/protocol/frame.ts': "import { mask } from './mask.ts'\nexport const frame = mask",
  'core/src/protocol/mask.ts': 'export const mask = 1',
  'core/src/testing/index.ts':
    "import type { Seam } from '../web-socket-like.ts'\nimport { TestScheduler } from 'rxjs/testing'\n" +
    'export const fake = (a: Seam) => [a, TestScheduler]',
  'core/src/web-socket.test.ts':
    "import { webSocket } from './index.ts'\nimport { test } from 'vitest'\ntest(webSocket)",
  'react/src/index.ts': "export { useWebSocket } from './use-web-socket.ts'",
  'react/src/use-web-socket.ts':
    "import { useState } from 'react'\nimport { webSocket } from '@everwire/core'\nimport type { Observable } from 'rxjs'\n" +
    'export const useWebSocket = (a: Observable<1>) => [a, webSocket, useState]',
  'vue/src/index.ts': "import { ref } from 'vue'\nexport const useWebSocket = ref",
  'svelte/src/index.ts': "import { createSubscriber } from 'svelte/reactivity'\nexport const a = createSubscriber",
}

const installed = ['rxjs', 'rxjs/testing', 'rxjs/ajax', '@standard-schema/spec', 'react', 'vue', 'svelte', 'ws']

function write(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

async function violationsWith(extra) {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'layers-')))
  for (const name of installed) write(`node_modules/${name}/index.js`, '')
  for (const [path, text] of Object.entries({ ...sound, ...extra })) write(`packages/${path}`, text)
  return layerViolations(folder)
}

it('finds nothing in a sound workspace', async () => {
  const { violations, files } = await violationsWith({})
  expect(violations).toEqual([])
  expect(files).toBe(17)
})

it.each([
  ['protocol-alone', 'core/src/protocol/mask.ts', "import '../codec.ts'"],
  ['protocol-alone', 'core/src/protocol/mask.ts', "import type { Codec } from '../codec.ts'"],
  ['protocol-alone', 'core/src/protocol/mask.ts', "import 'node:crypto'"],
  ['protocol-alone', 'core/src/protocol/mask.ts', "import { Subject } from 'rxjs'"],
  ['node-layer', 'core/src/node/tls.ts', "import { Subject } from 'rxjs'"],
  ['node-layer', 'core/src/node/tls.ts', "import { codec } from '../codec.ts'"],
  ['pure-cores', 'core/src/connection-state.ts', "import { codec } from './codec.ts'"],
  ['pure-cores', 'core/src/connection-state.ts', "import { type Codec, codec } from './codec.ts'"],
  ['pure-cores', 'core/src/reconnect-policy.ts', "export { codec } from './codec.ts'"],
  ['pure-cores', 'core/src/close-codes.ts', "import { config } from 'rxjs'"],
  ['pure-cores', 'core/src/send-queue.ts', "import './codec.ts'"],
  ['no-transport-in-core', 'core/src/codec.ts', "import { frame } from './protocol/frame.ts'"],
  ['no-transport-in-core', 'core/src/codec.ts', "import type { NodeSocket } from './node/socket.ts'"],
  ['no-transport-in-core', 'core/src/codec.ts', "export const late = () => import('./node/socket.ts')"],
  ['core-imports', 'core/src/codec.ts', "import { Buffer } from 'node:buffer'"],
  ['core-imports', 'core/src/codec.ts', "import ws from 'ws'"],
  ['standard-schema-types', 'core/src/codec.ts', "import { StandardSchemaV1 } from '@standard-schema/spec'"],
  ['rxjs-names', 'core/src/codec.ts', "import { map } from 'rxjs'"],
  ['rxjs-names', 'core/src/codec.ts', "import { Subject as Observable } from 'rxjs'"],
  ['rxjs-names', 'core/src/codec.ts', "import * as rxjs from 'rxjs'"],
  ['rxjs-names', 'core/src/codec.ts', "import { ajax } from 'rxjs/ajax'"],
  ['rxjs-names', 'core/src/codec.ts', "export { Subject } from 'rxjs'"],
  ['testing-layer', 'core/src/testing/fake.ts', "import { codec } from '../codec.ts'"],
  ['testing-layer', 'core/src/testing/fake.ts', "import ws from 'ws'"],
  ['adapter-imports', 'vue/src/other.ts', "import { useWebSocket } from '@everwire/react'"],
  ['adapter-imports', 'vue/src/other.ts', "import { useWebSocket } from '../../react/src/index.ts'"],
  ['adapter-imports', 'vue/src/other.ts', "import { useState } from 'react'"],
  ['adapter-imports', 'svelte/src/other.ts', "import { codec } from '../../core/src/codec.ts'"],
  ['adapter-imports', 'react/src/other.ts', "import fs from 'node:fs'"],
  ['adapter-rxjs', 'react/src/other.ts', "import { Observable } from 'rxjs'"],
  ['own-index', 'core/src/testing/fake.ts', "import { fake } from './index.ts'"],
  ['package-index', 'core/src/extra.ts', "import { webSocket } from './index.ts'"],
  ['package-index', 'react/src/hooks/extra.ts', "import { useWebSocket } from '../index.ts'"],
  ['no-cycle', 'core/src/codec.ts', "import { webSocket } from './web-socket.ts'"],
  ['no-cycle', 'core/src/codec.ts', "import type { webSocket } from './web-socket.ts'"],
])('%s: %s with %s', async (rule, path, line) => {
  const found = await violationsWith({ [path]: `${line}\n${sound[path] ?? 'export {}'}` })
  expect(found.violations.map((it) => it.rule)).toContain(rule)
})
