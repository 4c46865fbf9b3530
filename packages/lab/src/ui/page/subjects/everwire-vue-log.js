import { createApp } from 'vue'
import Feed from './EverwireVueLog.vue'

export const start = ({ target, ...properties }) => void createApp(Feed, properties).mount(target)
