import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { createClient, HallpassError } from 'hallpass';
import { AcceptInvite, HallpassProvider } from 'hallpass/react';
import { createFakeEdge, createTestClient } from 'hallpass/testing';
import { Pods } from './pods';

afterEach(cleanup);

test('gates: a role sees what it may do', async () => {
  const client = createTestClient({ role: 'dev', permissions: ['team:access', 'pods:manage'] });
  render(<HallpassProvider client={client}><Pods /></HallpassProvider>);
  expect((await screen.findByRole('heading')).textContent).toBe('Pods of Test team');
  expect(screen.getByRole('button', { name: 'Start a pod' }).closest('fieldset')).toBeNull();
  expect(screen.queryByRole('link', { name: 'Billing' })).toBeNull();
  client.close();
});

test('explains: a disabled button says what is missing', async () => {
  const client = createTestClient({ role: 'guest', permissions: ['team:access'] });
  render(<HallpassProvider client={client}><Pods /></HallpassProvider>);
  const button = await screen.findByRole('button', { name: 'Start a pod' });
  expect(button.closest('fieldset')?.disabled).toBe(true);
  fireEvent.click(screen.getByRole('button', { name: /^Why/ }));
  await screen.findByText(/doesn't include/);
  client.close();
});

test('joins: an invite is verified and accepted', async () => {
  const edge = createFakeEdge({ roles: { dev: ['team:access', 'pods:manage'] } });
  const owner = edge.addUser({ email: 'olga@example.com', name: 'Olga' });
  const team = edge.addTeam({ name: 'Acme', owner: edge.signIn(owner) });
  const { link } = edge.addInvite(team, { role: 'dev', email: 'dev@example.com' });
  edge.signIn({ email: 'dev@example.com', name: 'Devi' });
  window.history.replaceState(null, '', `/join${await edge.open(link)}`);
  const client = createClient({ endpoint: edge.origin, fetch: edge.fetch, getIdentityToken: edge.getIdentityToken });
  client.pendingInvite.capture();
  render(<HallpassProvider client={client}><AcceptInvite /></HallpassProvider>);
  fireEvent.click(await screen.findByRole('button', { name: 'Join team' }));
  fireEvent.click(await screen.findByRole('button', { name: 'Switch to Acme' }));
  await waitFor(() => expect(client.state.active?.name).toBe('Acme'));
  expect(client.can('pods:manage')).toBe(true);
  client.close();
});

test('errors of the edge in memory are those of the client', async () => {
  const client = createTestClient();
  client.edge.refuse('POST /v1/accounts/*/invites', 'rate_limited', { retryAfter: 30 });
  const error = await client.invites.create({ role: 'dev' }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HallpassError);
  expect((error as HallpassError).code).toBe('rate_limited');
  client.close();
});
