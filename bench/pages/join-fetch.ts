import { paint } from './painted.ts';

const response = await fetch(`/invitation/${new URLSearchParams(location.search).get('id')}`);
const invitation = response.ok ? await response.json() : undefined;
paint(invitation ? `Join ${invitation.organizationName}` : 'closed');
