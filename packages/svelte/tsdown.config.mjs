import { library } from '@everwire/config/tsdown'

export default library({ index: 'src/index.ts', store: 'src/store.ts', compat: 'src/compat/websocket-store.ts' })
