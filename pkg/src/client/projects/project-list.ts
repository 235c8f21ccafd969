import type { Explanation, Project } from '../../types.ts';
import { LIST_LIFETIME_MS } from '../limits.ts';

/** The user's projects in one account, as last read. Times are milliseconds since 1970 by the edge's clock. */
export interface ProjectList {
  readonly rows: readonly Project[];
  /** The same by id, each with its permissions. */
  readonly byId: ReadonlyMap<string, KnownProject>;
  /** Why there are none, as the edge says it. */
  readonly explanation?: Explanation | undefined;
  /** The account's epoch when they were read. While it is the current one, no permissions have changed. */
  readonly epoch: number;
  readonly receivedAt: number;
  /** Until when they count after the epoch has changed. */
  readonly expiresAt: number;
}

/** A project, and the user's permissions in it. */
export interface KnownProject {
  readonly row: Project;
  readonly permissions: ReadonlySet<string>;
}

/** A list of projects as the edge sends it. */
export interface ReadProjects {
  readonly rows: readonly Project[];
  readonly explanation?: Explanation | undefined;
}

/** Projects as read at `epoch`. What has not changed since `known` keeps its identity. */
export const projectListOf = ({ rows, explanation }: ReadProjects, known: ProjectList | undefined, epoch: number, now: number): ProjectList => {
  const projects = rows.map((row) => withPermissions(row, known?.byId.get(row.id)));
  const latest = projects.map(({ row }) => row);
  const read = { explanation, epoch, receivedAt: now, expiresAt: now + LIST_LIFETIME_MS };
  const isUnchanged = known?.rows.length === latest.length && latest.every((row, index) => row === known.rows[index]);
  if (isUnchanged) return { ...known, ...read };
  return { rows: latest, byId: new Map(projects.map((project) => [project.row.id, project])), ...read };
};

/** The same list with one project, new or changed. */
export const withProject = (list: ProjectList, row: Project, now: number): ProjectList => {
  const rows = list.byId.has(row.id) ? list.rows.map((known) => (known.id === row.id ? row : known)) : [...list.rows, row];
  return projectListOf({ rows }, list, list.epoch, now);
};

const withPermissions = (row: Project, known: KnownProject | undefined): KnownProject =>
  known && JSON.stringify(known.row) === JSON.stringify(row) ? known : { row, permissions: new Set(row.permissions) };
