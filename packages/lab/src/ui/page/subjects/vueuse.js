import { createApp } from 'vue'
import Feed from './VueUse.vue'

export const start = ({ target, ...properties }) => void createApp(Feed, properties).mount(target)
