// Who may import whom. The folders are layers; a rule each, for dependency-cruiser.
import { cruise } from 'dependency-cruiser'
import { rxjsViolations } from './rxjs-imports.mjs'

const core = '^packages/core/src/'
const seam = `${core}web-socket-like\\.ts$`
const tests = '\\.test(-d)?\\.|/testing-tools/|\\.config\\.'
const transports = `${core}(node|protocol)/`
/** A package from outside: its name, or where it was found. */
const npm = (name) => [`^${name}(/|$)`, `(^|/)node_modules/${name}/`]
const typesOnly = { dependencyTypesNot: ['type-only'] }
const nodeModule = ['core']

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

const forbidden = [
  rule(
    'protocol-alone',
    'protocol/ imports only itself',
    { path: `${core}protocol/` },
    { pathNot: `${core}protocol/` },
  ),
  rule(
    'node-layer',
    'node/ imports protocol/, the seam and node:*',
    { path: `${core}node/` },
    { pathNot: [transports, seam], dependencyTypesNot: nodeModule },
  ),
  rule(
    'pure-cores',
    'state, policy, close codes and queue import types only',
    { path: `${core}(connection-state|reconnect-policy|close-codes|send-queue)\\.ts$` },
    typesOnly,
  ),
  rule(
    'no-transport-in-core',
    'only the entry index.node.ts knows node/ and protocol/',
    { path: core, pathNot: [transports, `${core}index\\.node\\.ts$`] },
    { path: transports },
  ),
  rule(
    'core-imports',
    'core imports siblings and rxjs, and types of Standard Schema',
    { path: core, pathNot: [transports, `${core}testing/`] },
    { pathNot: [core, ...npm('rxjs'), ...npm('@standard-schema/spec')] },
  ),
  rule(
    'standard-schema-types',
    'Standard Schema is a set of types',
    { path: core },
    { path: npm('@standard-schema/spec'), ...typesOnly },
  ),
  rule(
    'testing-layer',
    'testing/ imports the seam, rxjs/testing, and types of core',
    { path: `${core}testing/` },
    { pathNot: [core, ...npm('rxjs')] },
  ),
  rule(
    'testing-types',
    'testing/ runs without core: it takes its types, the size of a message, and the paint queue to flush',
    { path: `${core}testing/` },
    { path: core, pathNot: [`${core}testing/`, seam, `${core}(paint|wire-size)\\.ts$`], ...typesOnly },
  ),
  rule(
    'adapter-imports',
    'an adapter imports @everwire/core and its framework',
    { path: '^packages/(react|vue|svelte)/src/' },
    {
      pathNot: [
        '^packages/$1/src/',
        '^packages/core/(src|dist)/(resume/|testing/)?index\\.',
        ...npm('@everwire/core'),
        ...npm('$1'),
        ...npm('@types/$1'),
        ...npm('rxjs'),
      ],
    },
  ),
  rule(
    'adapter-rxjs',
    'an adapter knows the types of rxjs only: what is reactive lives in core',
    { path: '^packages/(react|vue|svelte)/src/' },
    { path: npm('rxjs'), ...typesOnly },
  ),
  rule(
    'own-index',
    'nobody imports its own index.ts, but the other entries',
    { path: '^(packages/.+/)[^/]+$', pathNot: 'index\\.(node|development)\\.ts$' },
    { path: '^$1index\\.ts$' },
  ),
  rule(
    'package-index',
    "nobody imports its own package's index.ts, but the other entries",
    { path: '^packages/([^/]+)/src/', pathNot: '/src/index\\.(node|development)\\.ts$' },
    { path: '^packages/$1/src/index\\.ts$' },
  ),
  rule('no-cycle', 'no cycles', {}, { circular: true }),
]

/**
 * Answers the imports that break a layer, each as `{ rule, from, to }`, and how many files were looked at.
 * @param {string} root the workspace's folder
 */
export async function layerViolations(root) {
  const { output } = await cruise(['packages/{core,react,vue,svelte}/src'], {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden },
    tsPreCompilationDeps: 'specify',
    exclude: { path: tests },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['@everwire/source', 'types', 'import'] },
  })
  const crossed = output.summary.violations.map(({ rule: { name }, from, to, cycle }) => ({
    rule: name,
    from,
    to: cycle ? cycle.map((step) => step.name).join(' > ') : to,
  }))
  const files = output.modules.map(({ source }) => source).filter((source) => /^packages\/\w+\/src\//.test(source))
  return { violations: [...crossed, ...rxjsViolations(root, files)], files: files.length }
}
