import { createClient } from '../../pkg/dist/index.js';
import { paint } from './painted.ts';

const issuer = document.documentElement.dataset['issuer']!;
const client = createClient({ endpoint: '', issuer, getIdentityToken: () => null });
client.pendingInvite.capture();
const invite = await client.pendingInvite.verified();
paint(typeof invite === 'object' ? `Join ${invite.account.name}` : 'closed');
