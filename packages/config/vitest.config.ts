// One run for the whole workspace, with one summary. A file's name says where it runs:
//   x.test.ts          in Node for core and the server, in a browser for the bindings
//   x.browser.test.ts  in a browser        x.node.test.ts  in Node (server rendering)
//   x.neutral.test.ts  in both
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions, defaultServerConditions, type PluginOption } from 'vite'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { reactCompiler } from '../react/src/testing-tools/react-compiler.mjs'
import { SVELTE_4, svelte4 } from '../svelte/src/testing-tools/svelte-4-plugin.mjs'
import { findBrowser, launchOptions } from './browser.mjs'
import { collectGarbage, fault, killServer, startServer } from './browser-commands.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const source = '@everwire/source'
const launch = launchOptions(await findBrowser())

interface Place {
  name: string
  /** The package's folder. */
  folder: string
  include: string[]
  exclude?: string[]
  plugins?: PluginOption[]
  define?: Record<string, string>
}

// What is polled for may take a loaded machine longer than a second.
const timeouts = { testTimeout: 15_000, hookTimeout: 15_000, expect: { poll: { timeout: 10_000 } } }
// Vue asks every bundler to say these (https://link.vuejs.org/feature-flags).
const vueFlags = {
  __VUE_OPTIONS_API__: 'true',
  __VUE_PROD_DEVTOOLS__: 'false',
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
}

const node = ({ name, folder, include, exclude = [], plugins = [] }: Place): TestProjectInlineConfiguration => ({
  root: `${root}${folder}`,
  logLevel: 'warn',
  plugins,
  ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
  test: { name, include, exclude: ['**/*.browser.test.*', ...exclude], environment: 'node', ...timeouts },
})

const browser = (
  { name, folder, include, exclude = [], plugins = [], define = {} }: Place,
  dependencies: string[],
): TestProjectInlineConfiguration => ({
  root: `${root}${folder}`,
  logLevel: 'warn',
  plugins,
  define,
  resolve: { conditions: [source, 'browser', ...defaultClientConditions] },
  // Named in advance, because one that is discovered late reloads the page under a running test.
  optimizeDeps: { include: dependencies },
  test: {
    name,
    include,
    ...timeouts,
    exclude: ['**/*.node.test.*', ...exclude],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: launch }),
      instances: [{ browser: 'chromium' }],
      commands: { startServer, killServer, fault, collectGarbage },
    },
  },
})

const reactEntries = [
  'rxjs',
  'react',
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
  'react-dom',
  'react-dom/client',
  'react-dom/server',
  'react-use-websocket',
  'ahooks',
]
const reactInBrowser: Place = {
  name: 'react',
  folder: 'packages/react',
  include: ['src/**/*.test.{ts,tsx}'],
  plugins: [reactCompiler()],
}
const reactInNode: Place = { name: 'react-node', folder: 'packages/react', include: ['src/**/*.node.test.{ts,tsx}'] }

/** The same tests with React 18 under the name of React; `setupFiles` do that for what Node loads by itself. */
const withReact18 = (
  project: TestProjectInlineConfiguration,
  name: string,
  setupFiles: string[] = [],
): TestProjectInlineConfiguration => ({
  ...project,
  resolve: { ...project.resolve, alias: { react: 'react-18', 'react-dom': 'react-dom-18' } },
  test: { ...project.test, name, setupFiles, provide: { reactMajor: '18' } },
})

const bothSvelte = [svelte({ configFile: false, exclude: SVELTE_4 }), svelte4()]

/** What watches pages in real time runs when nothing else needs the processor. */
const last = (project: TestProjectInlineConfiguration): TestProjectInlineConfiguration => ({
  ...project,
  test: { ...project.test, sequence: { groupOrder: 1 } },
})

export default defineConfig({
  root,
  test: {
    globalSetup: fileURLToPath(new URL('vitest.setup.mjs', import.meta.url)),
    projects: [
      node({ name: 'core', folder: 'packages/core', include: ['src/**/*.test.ts'] }),
      browser({ name: 'core-browser', folder: 'packages/core', include: ['src/**/*.{browser,neutral}.test.ts'] }, [
        'rxjs',
      ]),
      browser(reactInBrowser, [...reactEntries, 'react/compiler-runtime']),
      withReact18(
        browser({ ...reactInBrowser, exclude: ['**/{activity,react-compiler}.test.*'] }, reactEntries),
        'react-18',
      ),
      node(reactInNode),
      withReact18(node(reactInNode), 'react-18-node', ['src/testing-tools/react-18.mjs']),
      browser({ name: 'vue', folder: 'packages/vue', include: ['src/**/*.test.ts'], define: vueFlags }, [
        'rxjs',
        'vue',
        '@vueuse/core',
      ]),
      node({ name: 'vue-node', folder: 'packages/vue', include: ['src/**/*.node.test.ts'] }),
      browser(
        {
          name: 'svelte',
          folder: 'packages/svelte',
          include: ['src/**/*.test.ts'],
          plugins: bothSvelte,
        },
        ['rxjs', 'svelte-websocket-store', 'svelte-4/internal', 'svelte-4/store'],
      ),
      node({
        name: 'svelte-node',
        folder: 'packages/svelte',
        include: ['src/**/*.node.test.ts'],
        plugins: bothSvelte,
      }),
      node({ name: 'server', folder: 'examples/server', include: ['{src,screen}/**/*.test.ts', 'demo/*.test.mjs'] }),
      node({ name: 'lab', folder: 'packages/lab', include: ['src/**/*.test.{ts,mjs}'] }),
      node({ name: 'config', folder: 'packages/config', include: ['*.test.mjs'] }),
      browser({ name: 'config-browser', folder: 'packages/config', include: ['*.browser.test.ts'] }, []),
      last(node({ name: 'e2e', folder: 'examples/server', include: ['e2e/**/*.test.ts'] })),
    ],
  },
})
