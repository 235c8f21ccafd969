import type { In, Page, Project, ProjectMember, ProjectPage, Projects } from '../../types.ts';
import type { AccountPath, Change } from '../account-requests.ts';
import { segment } from '../ids.ts';
import type { Services } from '../services.ts';
import type { ProjectReader } from './project-reader.ts';
import type { ProjectRecords } from './project-records.ts';

const projectPath = (id: string): AccountPath => `/projects/${segment('project', id)}`;
const memberPath = (id: string, user: string): AccountPath => `${projectPath(id)}/members/${segment('user', user)}`;

/** The requests of `client.projects`. */
export type ProjectOperations = Omit<Projects, 'use'>;

/** `client.projects`, but for what needs no request. */
export const createProjectOperations = ({ requests }: Pick<Services, 'requests'>, records: ProjectRecords, reader: ProjectReader): ProjectOperations => {
  /** Changes something about projects: they are read again, and the project in the response is applied at once. */
  const change = <T>(where: In | undefined, request: Change<T>, rowOf?: (response: T) => Project): Promise<T> =>
    requests.change<T>(where, {
      ...request,
      apply(response, account) {
        reader.outdate(account);
        if (rowOf) records.applyRow(rowOf(response));
        return [];
      },
    });
  const itself = (row: Project): Project => row;

  return {
    list: ({ account, ...query } = {}) => requests.read<ProjectPage>({ account }, '/projects', query),
    read: async (id, where) => requests.read<Project>(where, projectPath(id)),
    create: (body, where) => change<Project>(where, { method: 'POST', path: '/projects', body }, itself),
    update: async (id, body, where) => change<Project>(where, { method: 'PATCH', path: projectPath(id), body }, itself),
    members: async (id, { account, ...query } = {}) => requests.read<Page<ProjectMember>>({ account }, `${projectPath(id)}/members`, query),
    grant: async (id, user, body, where) => change<ProjectMember>(where, { method: 'PUT', path: memberPath(id, user), body }),
    revoke: async (id, user, where) => change<void>(where, { method: 'DELETE', path: memberPath(id, user) }),
  };
};
