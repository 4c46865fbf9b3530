import { mount } from 'svelte'
import Feed from './EverwireClassLog.svelte'

export const start = ({ target, ...props }) => void mount(Feed, { target, props })
