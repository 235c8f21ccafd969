import { createClient } from '../../pkg/dist/index.js';
import { captureInvite } from '../../pkg/dist/join.js';
import { embedded, paint } from './painted.ts';

const client = createClient({ endpoint: '', issuer: embedded().issuer, getIdentityToken: () => null });
captureInvite(client);

const start = async (): Promise<void> => {
  const invite = await client.pendingInvite.verified();
  paint(typeof invite === 'object' ? `${invite.inviter.name} invites you to ${invite.account.name} as ${invite.role}` : 'closed');
};
void start();
