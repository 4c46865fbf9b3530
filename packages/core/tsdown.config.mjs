import { library } from '@everwire/config/tsdown'

export default library({
  index: 'src/index.ts',
  'index.development': 'src/index.development.ts',
  'index.node': 'src/index.node.ts',
  node: 'src/node/index.ts',
  testing: 'src/testing/index.ts',
})
