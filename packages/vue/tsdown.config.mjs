import { library } from '@everwire/config/tsdown'

export default library({ index: 'src/index.ts', compat: 'src/compat/index.ts' })
