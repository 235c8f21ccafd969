// A program that acts for a user: `node main.mjs IDENTITY ACCOUNT` prints their permissions in the account, and verifies the token.
import { readFileSync } from 'node:fs';
import { createClient, HallpassError } from 'hallpass';
import { createGuard } from 'hallpass/edge';
import { createClient as createSlimClient } from 'hallpass/slim';

const [identity, account] = process.argv.slice(2);
const options = { endpoint: 'http://127.0.0.1:8787', getIdentityToken: () => identity };
const client = createClient(options);
await client.ready;
const token = await client.token({ account });
const { user, role, permissions } = await createGuard(options).verify(token);

// The slim entry does not load the WebAssembly itself.
const wasm = readFileSync(new URL(import.meta.resolve('hallpass/hallpass_bg.wasm')));
const slim = createSlimClient({ ...options, wasm });
await slim.ready;

const error = await createGuard(options).verify(`${token}x`).catch((error) => error);
console.log(JSON.stringify({
  user,
  role,
  permissions,
  can: client.can('pods:connect', { account }),
  why: (await client.explain({ permission: 'pods:manage', account }))?.reason,
  slim: (await slim.explain({ permission: 'pods:manage', account }))?.reason,
  forged: error instanceof HallpassError && error.code,
}));
client.close();
slim.close();
