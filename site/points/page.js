import { mount } from 'svelte';
import Points from './Points.svelte';

mount(Points, { target: document.body });
