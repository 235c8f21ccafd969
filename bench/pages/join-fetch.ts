import { paint } from './painted.ts';

const start = async (): Promise<void> => {
  const response = await fetch(`/invitation/${new URLSearchParams(location.search).get('id')}`);
  if (!response.ok) return paint('closed');
  const { organizationName, role, inviterName } = (await response.json()) as Record<string, string>;
  paint(`${inviterName} invites you to ${organizationName} as ${role}`);
};
void start();
