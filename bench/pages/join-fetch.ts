import { paint } from './painted.ts';

const reply = await fetch(`/invitation/${new URLSearchParams(location.search).get('id')}`);
const invitation = reply.ok ? await reply.json() : undefined;
paint(invitation ? `Join ${invitation.organizationName}` : 'closed');
