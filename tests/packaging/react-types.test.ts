// A small app with every ready-made part compiles with the types of React 18 and 19, and with each version of TypeScript that is in use.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { build, PROJECT, run } from './kit/project.ts';

const FOLDER = join(PROJECT, 'react-types');
after(() => rmSync(FOLDER, { recursive: true, force: true }));

const APP = `
import { createClient, type Client } from 'hallpass';
import { acceptFlow } from 'hallpass/accept';
import { listsOf } from 'hallpass/lists';
import {
  AcceptInvite, AccountSwitcher, DangerZone, HallpassProvider, InboxBell, InviteDialog, LeaveTeam, MembersTable, PendingInvites,
  RolePicker, Show, ViewAs, Why, useAccounts, useCan, useMembers, useRoles, type Components,
} from 'hallpass/react';
import type { ReactNode } from 'react';

const client: Client = createClient({ endpoint: '', getIdentityToken: () => undefined });
const components: Components = { button: (props: { children?: ReactNode }) => <button {...props} /> };
export const flow = acceptFlow(client);
export const { items } = listsOf(client).members().state;

function Roles() {
  const roles = useRoles();
  return <RolePicker roles={roles} value="dev" onRole={(role: string) => void role} />;
}

function Members() {
  const { items, remove } = useMembers({ role: 'dev' });
  const may = useCan('members:manage');
  return <ul>{items.map(({ user, name }) => <li key={user}>{name} {may && <button onClick={() => void remove(user)}>Remove</button>}</li>)}</ul>;
}

export function App() {
  const { active } = useAccounts();
  return (
    <HallpassProvider client={client} components={components} locale="en">
      <AccountSwitcher />
      <InboxBell onOpen={({ id }) => void id} />
      <AcceptInvite end={<a href="/">Home</a>} />
      <Show when="pods:manage" mode="explain" fallback="no"><button>Create pod</button></Show>
      <Show when={{ anyOf: ['pods:manage'] }}>{({ allowed }) => allowed && active?.name}</Show>
      <Why when="pods:manage" />
      <ViewAs role="dev"><Members /></ViewAs>
      <InviteDialog />
      <MembersTable>{({ items: rows }) => rows.length}</MembersTable>
      <PendingInvites />
      <LeaveTeam />
      <DangerZone onDone={({ id }) => void id} />
      <Roles />
    </HallpassProvider>
  );
}
`;

const CONTROL = "export const wrong: ReactNode = <AccountSwitcher nonsense />;\n";

/** Compiles `code` with the types of a version of React. */
const compile = (compiler: string, react: string, code: string) => {
  const folder = join(FOLDER, `${compiler}-${react}`.replaceAll(/\W/g, '-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'app.tsx'), code);
  const modules = `../../node_modules/${react}`;
  const compilerOptions = {
    strict: true, noEmit: true, exactOptionalPropertyTypes: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler', jsx: 'react-jsx',
    lib: ['es2022', 'dom', 'dom.iterable'], types: [], skipLibCheck: false,
    paths: { react: [`${modules}/index.d.ts`], 'react/jsx-runtime': [`${modules}/jsx-runtime.d.ts`] },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.tsx'] }));
  return { folder, args: [`${compiler}/bin/tsc`, '-p', folder] as const };
};

for (const compiler of ['typescript-5.4', 'typescript-5.9', 'typescript']) {
  for (const react of ['types-react-18', '@types/react']) {
    test(`an app compiles with ${compiler} and ${react}`, async () => {
      const { folder, args } = compile(compiler, react, APP);
      await build(folder, ...args);
      const { status, out } = await run(folder, ...compile(compiler, react, APP + CONTROL).args);
      assert.notEqual(status, 0, 'control: a mistake is found');
      assert.match(out, /nonsense/);
    });
  }
}
