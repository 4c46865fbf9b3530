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
    "import type { Seam } from '../web-socket-like.ts'\nimport type { Codec } from '../codec.ts'\n" +
    "import { TestScheduler } from 'rxjs/testing'\nexport const fake = (a: Seam, b: Codec) => [a, b, TestScheduler]",
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

/** Imports that break a rule, each in a file of its own: rule, file, line. */
const crossings = [
  ['protocol-alone', 'core/src/protocol/a.ts', "import '../codec.ts'"],
  ['protocol-alone', 'core/src/protocol/b.ts', "import type { Codec } from '../codec.ts'"],
  ['protocol-alone', 'core/src/protocol/c.ts', "import 'node:crypto'"],
  ['protocol-alone', 'core/src/protocol/d.ts', "import { Subject } from 'rxjs'"],
  ['node-layer', 'core/src/node/a.ts', "import { Subject } from 'rxjs'"],
  ['node-layer', 'core/src/node/b.ts', "import { codec } from '../codec.ts'"],
  ['pure-cores', 'core/src/connection-state.ts', "import { codec } from './codec.ts'"],
  ['pure-cores', 'core/src/reconnect-policy.ts', "import { type Codec, codec } from './codec.ts'"],
  ['pure-cores', 'core/src/close-codes.ts', "import { config } from 'rxjs'"],
  ['pure-cores', 'core/src/send-queue.ts', "export { codec } from './codec.ts'"],
  ['no-transport-in-core', 'core/src/a.ts', "import { frame } from './protocol/frame.ts'"],
  ['no-transport-in-core', 'core/src/b.ts', "import type { NodeSocket } from './node/socket.ts'"],
  ['no-transport-in-core', 'core/src/c.ts', "export const late = () => import('./node/socket.ts')"],
  ['core-imports', 'core/src/d.ts', "import { Buffer } from 'node:buffer'"],
  ['core-imports', 'core/src/e.ts', "import ws from 'ws'"],
  ['standard-schema-types', 'core/src/f.ts', "import { StandardSchemaV1 } from '@standard-schema/spec'"],
  ['rxjs-names', 'core/src/g.ts', "import { map } from 'rxjs'"],
  ['rxjs-names', 'core/src/h.ts', "import { Subject as Observable } from 'rxjs'"],
  ['rxjs-names', 'core/src/i.ts', "import * as rxjs from 'rxjs'"],
  ['rxjs-names', 'core/src/j.ts', "import { ajax } from 'rxjs/ajax'"],
  ['rxjs-names', 'core/src/k.ts', "export { Subject } from 'rxjs'"],
  ['testing-types', 'core/src/testing/a.ts', "import { codec } from '../codec.ts'"],
  ['testing-layer', 'core/src/testing/b.ts', "import ws from 'ws'"],
  ['adapter-imports', 'vue/src/a.ts', "import { useWebSocket } from '@everwire/react'"],
  ['adapter-imports', 'vue/src/b.ts', "import { useWebSocket } from '../../react/src/index.ts'"],
  ['adapter-imports', 'vue/src/c.ts', "import { useState } from 'react'"],
  ['adapter-imports', 'svelte/src/a.ts', "import { codec } from '../../core/src/codec.ts'"],
  ['adapter-imports', 'react/src/a.ts', "import fs from 'node:fs'"],
  ['adapter-rxjs', 'react/src/b.ts', "import { Observable } from 'rxjs'"],
  ['own-index', 'core/src/testing/c.ts', "import { fake } from './index.ts'"],
  ['package-index', 'core/src/resume/a.ts', "import { webSocket } from '../index.ts'"],
  ['package-index', 'react/src/hooks/a.ts', "import { useWebSocket } from '../index.ts'"],
  ['no-cycle', 'core/src/m.ts', "import { n } from './n.ts'\nexport const m = n"],
  ['no-cycle', 'core/src/o.ts', "import type { P } from './p.ts'\nexport interface O extends P {}"],
]

it('finds every import that crosses a layer, and nothing else', async () => {
  const { violations } = await violationsWith({
    ...Object.fromEntries(crossings.map(([, path, line]) => [path, line])),
    // The other halves of the cycles.
    'core/src/n.ts': "import { m } from './m.ts'\nexport const n = m",
    'core/src/p.ts': "import type { O } from './o.ts'\nexport interface P extends O {}",
  })
  const found = violations.map(({ rule, from }) => `${rule} in ${from}`)
  expect([...new Set(found)].sort()).toEqual(crossings.map(([rule, path]) => `${rule} in packages/${path}`).sort())
})
