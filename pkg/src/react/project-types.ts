/** The types of the parts that grant access in projects. */

import type { ProjectGrant } from '../types.ts';
import type { AccessDraft, GrantablePermission } from './access.ts';
import type { Ready } from './parts.tsx';

/** A grant in one project that an invite or a form will make. */
export interface ProjectDraft extends AccessDraft {
  /** The project's id. */
  readonly project: string;
}

/** A project that can be chosen. */
export interface ProjectChoice {
  readonly id: string;
  readonly name: string;
}

/** What is wrong with a row, to be shown beside the field that it is about. */
export interface ProjectIssue {
  readonly field: 'project' | 'role' | 'permissions';
  readonly text: string;
}

/** One project of an invite, and what can be chosen for it. */
export interface ProjectRow extends ProjectDraft {
  readonly name: string;
  /** The projects that are not in another row. */
  readonly projects: readonly ProjectChoice[];
  /** The project roles that the user may grant there, and `custom`. */
  readonly roles: readonly { readonly name: string; readonly title: string; readonly description?: string | undefined }[];
  /** The permissions that a list can have there. */
  readonly choices: readonly GrantablePermission[];
  readonly issue: ProjectIssue | undefined;
  /** Chooses another project; role and list stay as far as the user may grant them there. */
  setProject(id: string): void;
  /** Chooses a role, or `custom`: an empty list begins with what the role before it allows. */
  setRole(role: string): void;
  /** Puts a permission into the list, or takes it out. */
  toggle(permission: string): void;
  remove(): void;
}

/** The projects of an invite, without markup. */
export interface ProjectGrantsState {
  readonly rows: readonly ProjectRow[];
  /** Whether there is a project to add. */
  readonly canAdd: boolean;
  add(): void;
  /** What is wrong with the projects together. */
  readonly issue: string | undefined;
  /** Why the projects of the account could not be read. */
  readonly error: unknown;
}

/** Props of `ProjectGrants`. */
export interface ProjectGrantsProps extends Ready<ProjectGrantsState> {
  /** Default: the active one. */
  readonly account?: string | undefined;
  readonly value: readonly ProjectDraft[];
  readonly onChange: (value: readonly ProjectDraft[]) => void;
  /** The error of the form: what is about a project is said beside it. */
  readonly error?: unknown;
  /** Whether it is for an invite link, which grants less. */
  readonly isLink?: boolean | undefined;
}

/** Props of `InvitedProjects`. */
export interface InvitedProjectsProps extends Ready<string> {
  /** The account of the invite. */
  readonly account: string;
  readonly projects: readonly ProjectGrant[];
}
