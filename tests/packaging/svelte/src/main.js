import { defineElements } from 'hallpass/elements';
import { mount } from 'svelte';
import App from './App.svelte';
import { client } from './client.js';

// Takes the invite token out of the URL before other code can read it.
client.pendingInvite.capture();
defineElements();
mount(App, { target: document.getElementById('app') });
