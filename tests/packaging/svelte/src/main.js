import { defineElements } from 'hallpass/elements';
import { mount } from 'svelte';
import App from './App.svelte';
import { client } from './client.js';

// An opened invite link leaves the address before anything else looks at it.
client.pendingInvite.capture();
defineElements();
mount(App, { target: document.getElementById('app') });
