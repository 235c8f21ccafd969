import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { HallpassProvider } from 'hallpass/react';
import { createTestClient } from 'hallpass/testing';
import { Pods } from '../app/pods.jsx';
import { Join } from '../app/join/join.jsx';

afterEach(cleanup);

test('a member sees what their role may do, and why not the rest', async () => {
  const client = createTestClient({ role: 'guest', permissions: ['team:access', 'pods:connect'] });
  render(<HallpassProvider client={client}><Pods /></HallpassProvider>);
  await screen.findByRole('button', { name: 'Connect' });
  expect(screen.getByRole('button', { name: 'Start a pod' }).closest('fieldset').disabled).toBe(true);
  fireEvent.click(screen.getByRole('button', { name: /^Why/ }));
  await screen.findByText(/doesn't include/);
  client.close();
});

test('an invitee joins', async () => {
  const client = createTestClient({ role: 'dev', permissions: ['team:access'], user: { email: 'dev@example.com' } });
  const { edge } = client;
  const team = edge.addTeam({ name: 'Acme', owner: edge.addUser({ email: 'olga@example.com' }) });
  const { link } = edge.addInvite(team, { role: 'dev', email: 'dev@example.com' });
  window.history.replaceState(null, '', `/join${await edge.open(link)}`);
  client.pendingInvite.capture();
  render(<HallpassProvider client={client}><Join /></HallpassProvider>);
  fireEvent.click(await screen.findByRole('button', { name: 'Join team' }));
  await screen.findByRole('button', { name: 'Switch to Acme' });
  client.close();
});
