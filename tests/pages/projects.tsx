// Both project switchers, and 500 gates in the active project, on an edge in memory. The query has the color scheme, who the
// user is (`owner`, `colleague` or `nobody` in projects) and how many projects there are.
import type { Policy } from 'hallpass';
import { defineElements } from 'hallpass/elements';
import { HallpassProvider, ProjectSwitcher, useCan, useProject } from 'hallpass/react';
import { createTestClient, type TestProject } from 'hallpass/testing';
import { createElement, StrictMode, useEffect, useRef } from 'react';
import { createRoot } from 'react-dom/client';

const query = new URLSearchParams(location.search);
const user = query.get('user') ?? 'owner';
document.documentElement.style.colorScheme = query.get('scheme') ?? 'light';
document.documentElement.style.background = query.get('scheme') === 'dark' ? '#101012' : '#f6f6f4';

const GATES = 500;
const project = 'project';
const policy: Policy = {
  id: 'policy-of-this-page',
  audience: 'test',
  ownerRole: 'admin',
  projectOwnerRole: 'manager',
  permissions: [
    { name: 'team:access', bit: 0, title: 'Access' },
    { name: 'pods:connect', bit: 1, title: 'Connect to pods', scope: project },
    { name: 'pods:manage', bit: 2, title: 'Manage pods', scope: project },
    { name: 'projects:create', bit: 3, title: 'Create projects' },
    { name: 'project:manage', bit: 4, title: 'Manage a project', scope: project },
  ],
  roles: [
    { name: 'admin', title: 'Administrator', permissions: ['team:access', 'pods:connect', 'pods:manage', 'projects:create', 'project:manage'] },
    { name: 'guest', title: 'Guest', permissions: ['team:access'] },
    { name: 'viewer', title: 'Viewer', scope: project, permissions: ['pods:connect'] },
    { name: 'editor', title: 'Editor', scope: project, permissions: ['pods:connect', 'pods:manage'] },
    { name: 'manager', title: 'Manager', scope: project, permissions: ['pods:connect', 'pods:manage', 'project:manage'] },
  ],
};

const isOwner = user === 'owner';
/** What the user has a grant in; an owner sees the others by their role. */
const PROJECTS: Record<string, readonly TestProject[]> = {
  owner: [{ name: 'Search', role: 'manager' }, { name: 'Maps & Tiles' }, { name: 'Assistant' }, { name: 'Old site' }],
  colleague: [
    { name: 'Search', role: 'editor' },
    { name: 'Maps & Tiles', role: 'viewer' },
  ],
};
const client = createTestClient({ policy, role: isOwner ? 'admin' : 'guest', accounts: [{ name: 'Alpha Team', projects: PROJECTS[user] ?? [] }] });

let renders = 0;
function Gate() {
  renders++;
  const id = useProject()?.id;
  return <button disabled={!useCan('pods:manage', { project: id })}>Pod</button>;
}

/** The custom element, with the same client. */
function Element() {
  const ref = useRef<HTMLElement & { client?: unknown }>(null);
  useEffect(() => {
    if (ref.current) ref.current.client = client;
  }, []);
  return createElement('hallpass-project-switcher', { ref, create: '' });
}

Object.assign(window, {
  client,
  renders: () => renders,
  /** Milliseconds from the choice until its changes are laid out. */
  async use(id: string): Promise<number> {
    const start = performance.now();
    client.projects.use(id);
    // React commits the change in a microtask that is already queued.
    await Promise.resolve();
    document.body.getBoundingClientRect();
    return performance.now() - start;
  },
});

const archived = client.state.projects?.find(({ name }) => name === 'Old site');
if (archived) await client.projects.update(archived.id, { status: 'archived' });

defineElements();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <HallpassProvider client={client} locale="en">
        <h1>Projects</h1>
        <section aria-label="React">
          <ProjectSwitcher />
        </section>
        <section aria-label="Element">
          <Element />
        </section>
        {query.has('gates') && <section aria-label="Gates">{Array.from({ length: GATES }, (_, index) => <Gate key={index} />)}</section>}
      </HallpassProvider>
    </StrictMode>,
  );
}
