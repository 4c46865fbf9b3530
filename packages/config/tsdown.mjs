import { defineConfig } from 'tsdown'

/**
 * How every library of the workspace is built: ESM and declarations, for any runtime, nothing bundled from outside.
 * @param {Record<string, string>} entry the package's entry points
 */
export const library = (entry) =>
  defineConfig({
    entry,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    deps: { neverBundle: [/^node:/] },
    fixedExtension: false,
    dts: true,
    sourcemap: true,
    clean: true,
    logLevel: 'warn',
  })
