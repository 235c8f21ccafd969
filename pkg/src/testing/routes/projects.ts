import { created, type FakeEdgeContext, type FakeRequest, type MemberContext, memberContext, paginate, projectContext, projectView, type Routes } from '../context.ts';
import { platform } from '../platform.ts';
import { RefusalError } from '../refusal.ts';
import type { AccountRow, Assignment, GrantRow, MemberRow, ProjectRow } from '../rows.ts';
import { assignmentBefore, assignmentOf } from '../views.ts';
import { compare } from '../text.ts';

/** The projects of an account, and the grants in them. */
export const projectRoutes = (context: FakeEdgeContext): Routes => {
  const { state } = context;
  return {
    'GET /v1/accounts/*/projects': (request) => listProjects(context, request, memberContext(context, request)),
    'POST /v1/accounts/*/projects': (request) => createProject(context, request, memberContext(context, request)),
    'GET /v1/accounts/*/projects/*': (request) => {
      const found = projectContext(context, request);
      return projectView(context, found, found.project);
    },
    'PATCH /v1/accounts/*/projects/*': (request) => {
      const found = projectContext(context, request);
      changeProject(context, request, found);
      return projectView(context, found, found.project);
    },
    'GET /v1/accounts/*/projects/*/members': (request) => {
      const { account, project } = projectContext(context, request);
      const grantedAt = ({ grants }: MemberRow): string => grants.get(project.id)?.grantedAt ?? '';
      const rows = membersOf(account, project).sort((one, two) => compare(grantedAt(one), grantedAt(two)) || compare(one.user.id, two.user.id));
      return paginate(rows.map((row) => grantView(row, project)), request);
    },
    'PUT /v1/accounts/*/projects/*/members/*': (request) => putGrant(context, request, projectContext(context, request)),
    'DELETE /v1/accounts/*/projects/*/members/*': (request) => {
      const [, id = '', target = ''] = request.params;
      // A member may give up their own grant, whatever it holds.
      const found = memberContext(context, request);
      const project = target === found.user.id ? found.account.projects.get(id) : state.projectOf(found, id);
      const row = found.account.members.get(target);
      const grant = row?.grants.get(id);
      if (!project || !row || !grant) throw new RefusalError('not_found');
      row.grants.delete(id);
      found.account.epoch++;
      const revoked = state.revokeInvitesBeyond(found.account, row);
      state.record(found.account, found.user, 'hallpass.grant.remove', ['member', target], { project: id, ...assignmentBefore(grant), ...revoked });
      return new platform.Response(null, { status: 204 });
    },
  };
};

const listProjects = (context: FakeEdgeContext, request: FakeRequest, found: MemberContext): object => {
  const status = request.query.get('status');
  const rows = context.state.projectsOf(found).filter((project) => status === null || project.status === status);
  const page = paginate(rows.map((project) => projectView(context, found, project)), request);
  const isEmpty = rows.length === 0 && status !== 'archived';
  const explanation = isEmpty ? context.state.explainNoProjects(found) : undefined;
  return { ...page, ...(explanation && { explanation }) };
};

const createProject = (context: FakeEdgeContext, { body }: FakeRequest, found: MemberContext): Response => {
  const { state } = context;
  const { account, member, user } = found;
  const { name, externalId } = body as { readonly name: string; readonly externalId?: string };
  if (externalId !== undefined && [...account.projects.values()].some((other) => other.externalId === externalId)) throw new RefusalError('conflict');
  const project = state.addProject(account, { name, externalId });
  state.record(account, user, 'hallpass.project.create', ['project', project.id], externalId === undefined ? {} : { externalId });
  const role = state.policy.projectOwnerRole;
  if (role !== undefined) {
    member.grants.set(project.id, { project: project.id, role, grantedAt: state.timestamp() });
    state.record(account, user, 'hallpass.grant.put', ['member', user.id], { project: project.id, role });
  }
  return created(projectView(context, found, project));
};

const putGrant = ({ state }: FakeEdgeContext, { params, body }: FakeRequest, { account, user, project }: MemberContext & { readonly project: ProjectRow }): object => {
  const row = account.members.get(params[2] ?? '');
  if (project.status === 'archived') throw new RefusalError('project_archived');
  if (!row) throw new RefusalError('not_found');
  const before = row.grants.get(project.id);
  const assignment = assignmentOf(body as unknown as Assignment);
  if (before && JSON.stringify(assignmentOf(before)) === JSON.stringify(assignment)) return grantView(row, project);
  state.grant(account, row, { ...assignment, project: project.id });
  const revoked = state.revokeInvitesBeyond(account, row);
  const details = { project: project.id, ...assignment, ...(before ? assignmentBefore(before) : {}), ...revoked };
  state.record(account, user, 'hallpass.grant.put', ['member', row.user.id], details);
  return grantView(row, project);
};

const changeProject = ({ state }: FakeEdgeContext, { body }: FakeRequest, { account, user, project }: MemberContext & { readonly project: ProjectRow }): void => {
  const { name = project.name, status = project.status } = body as { readonly name?: string; readonly status?: ProjectRow['status'] };
  if (name === project.name && status === project.status) return;
  account.epoch++;
  if (name !== project.name) {
    project.name = name;
    state.record(account, user, 'hallpass.project.update', ['project', project.id], { fields: ['name'] });
  }
  if (status !== project.status) {
    project.status = status;
    state.record(account, user, `hallpass.project.${status === 'archived' ? 'archive' : 'restore'}`, ['project', project.id]);
  }
};

const membersOf = ({ members }: AccountRow, { id }: ProjectRow): MemberRow[] => [...members.values()].filter(({ grants }) => grants.has(id));

/** A member of a project as the API shows it. */
const grantView = ({ user, grants }: MemberRow, { id }: ProjectRow): object => {
  const { grantedAt, ...grant } = grants.get(id) as GrantRow;
  return {
    user: user.id,
    name: user.name,
    email: user.email,
    ...(user.image === undefined ? {} : { image: user.image }),
    ...assignmentOf(grant),
    ...(grantedAt === undefined ? {} : { grantedAt }),
  };
};
