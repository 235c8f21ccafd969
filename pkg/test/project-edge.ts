/** An edge with projects, and a client in its team. */
import type { Policy, Project } from '../src/types.ts';
import { account, FakeEdge, json, meWith, mint, OTHER, OWN, POLICY, problem, TEAM } from './fake-edge.ts';
import { settle, start } from './browser-tab.ts';

export const SEARCH = 'prj_searchsearchsearchsear';
export const MAPS = 'prj_mapsmapsmapsmapsmapsma';
export const OLD = 'prj_oldoldoldoldoldoldoldo';
export const UNKNOWN = 'prj_unknownunknownunknownu';
export const BEN = 'usr_benbenbenbenbenbenbenA';

export const WITH_PROJECTS: Policy = {
  ...POLICY,
  projectOwnerRole: 'manager',
  permissions: [
    ...POLICY.permissions.map((each) => (each.name.startsWith('pods:') ? { ...each, scope: 'project' as const } : each)),
    { name: 'projects:create', bit: 10, title: 'Create projects' },
    { name: 'project:manage', bit: 11, title: 'Manage the project', scope: 'project' },
  ],
  roles: [
    ...POLICY.roles,
    { name: 'viewer', title: 'Viewer', scope: 'project', permissions: ['pods:connect'] },
    { name: 'editor', title: 'Editor', scope: 'project', permissions: ['pods:connect', 'pods:manage'] },
    { name: 'manager', title: 'Manager', scope: 'project', permissions: ['pods:connect', 'pods:manage', 'project:manage'] },
  ],
};

export const project = (id: string, permissions: readonly string[], more: Partial<Project> = {}): Project => ({
  id,
  account: TEAM,
  name: id.slice(4, 8),
  status: 'active',
  role: 'editor',
  permissions,
  createdAt: '2026-11-22T00:00:00.000Z',
  ...more,
});

/** An edge where the user has a role in a team that lacks `pods:manage`, and projects that a test can replace. */
export const edgeWithProjects = () => {
  const edge = new FakeEdge();
  edge.policy = WITH_PROJECTS;
  edge.me = meWith(account(TEAM, 'billing'), account(OTHER, 'billing'));
  const state = {
    edge,
    rows: [project(MAPS, ['pods:connect'], { role: 'viewer' }), project(SEARCH, ['pods:connect', 'pods:manage']), project(OLD, ['pods:manage'], { status: 'archived' })],
  };
  edge.on(`GET /v1/accounts/${TEAM}/projects`, () => json({ items: state.rows }));
  for (const id of [OWN, OTHER]) edge.on(`GET /v1/accounts/${id}/projects`, () => json({ items: [] }));
  edge.on(`POST /v1/accounts/${TEAM}/token`, ({ body }) => {
    const row = edge.me.accounts.find(({ id }) => id === TEAM)!;
    const named = (body as { project?: string } | undefined)?.project;
    if (named === undefined) return json(mint(row, { now: edge.now() }));
    const found = state.rows.find(({ id }) => id === named);
    if (!found) return problem(404, 'not_found');
    if (found.status === 'archived') return problem(409, 'project_archived');
    return json({ ...mintFor(row, found, edge.now()), project: found });
  });
  return state;
};

/** A token that is also for a project. */
export const mintFor = (row: ReturnType<typeof account>, { id }: Project, now: number) => {
  const minted = mint(row, { now });
  const [head, claims, signature] = minted.token.split('.') as [string, string, string];
  const read = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
  const more = { ...read, prj: id, prjPerm: Buffer.from([0b110]).toString('base64url') };
  return { ...minted, token: `${head}.${Buffer.from(JSON.stringify(more)).toString('base64url')}.${signature}` };
};

export const startInTeam = async (state: ReturnType<typeof edgeWithProjects>, options = {}) => {
  const client = start(state.edge, options);
  await client.ready;
  client.accounts.switchTo(TEAM);
  await settle();
  return client;
};
