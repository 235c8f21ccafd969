// Copies the page and the package into one folder for any web server.
import { cpSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = dirname(fileURLToPath(import.meta.resolve('hallpass/hallpass_bg.wasm')));
for (const file of ['index.html', 'main.js', 'identity.js']) cpSync(file, `dist/${file}`);
cpSync(dist, 'dist/hallpass', { recursive: true });
