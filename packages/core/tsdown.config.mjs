import { library } from '@everwire/config/tsdown'

export default {
  ...library({
    index: 'src/index.ts',
    'index.development': 'src/index.development.ts',
    'index.node': 'src/index.node.ts',
    node: 'src/node/index.ts',
    testing: 'src/testing/index.ts',
  }),
  // A socket can be held with `using`, and users' compilers need not know `Symbol.dispose` of themselves.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
}
