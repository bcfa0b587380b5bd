import { mount } from 'svelte';
import Pictures from './Pictures.svelte';

mount(Pictures, { target: document.body, props: { subject: 'digits' } });
