import { mount } from 'svelte';
import Contents from './Contents.svelte';

mount(Contents, { target: document.body });
