import type { ReactNode } from 'react';

import { plural } from './plural.ts';

/** Projects: the list, one of them, and who has access. */
export const PROJECTS = {
  openable: (count: number) => plural(count, { one: '# project you can open', other: '# projects you can open' }),
  create: 'New project',
  createConfirm: 'Create project',
  createAbout: "You'll manage it. Others see it once you give them access.",
  created: 'Created',
  ready: (project: string) => `${project} is ready`,
  loading: 'Loading projects',
  archived: 'Archived',
  archivedProjects: 'Archived projects',
  none: 'No projects',
  allArchived: 'All projects are archived',
  about: 'A project groups resources. You decide what each person can do in it.',
  fromTeamRole: 'From your team role',

  project: 'Project',
  loadingOne: 'Loading the project',
  rename: 'Rename project',
  renameConfirm: 'Rename',
  nameAbout: 'Everyone with access sees this name.',
  renamed: (project: string) => `Project renamed to ${project}`,
  projectsOf: (projects: ReactNode, account: string) => (
    <>
      {projects} of {account}
    </>
  ),
  teamRoleCounts: 'Your role in the team applies here',
  yourRoleHere: (role: ReactNode) => <>Your role here: {role}</>,

  archivedTitle: 'This project is archived',
  archivedAbout: 'No one can work in it or be given access. Its contents are kept.',
  restore: 'Restore project',
  restored: (project: string) => `${project} is active again`,
  archiveTitle: 'Archive this project',
  archiveAbout: "No one can work in it while it's archived. You can restore it at any time.",
  archive: 'Archive project',
  archiveQuestion: (project: string) => `Archive ${project}?`,
  archiveConsequences: [
    'Everyone loses access immediately, including you.',
    'Roles in the project are kept, and apply again once you restore it. Pending invites skip it.',
  ],
  isArchived: (project: string) => `${project} is archived`,

  noAccess: "You don't have access to this project",
  nothingYet: "There's nothing here for you yet",
  yourProjects: 'Your projects',

  access: 'Access to this project',
  accessAbout: 'Team roles apply here, too.',
  people: (count: number) => plural(count, { one: '# person has direct access.', other: '# people have direct access.' }),
  loadingAccess: 'Loading who has access',
  noneGranted: "No one has been given access yet",
  noneGrantedAbout: 'Give a member of the team access to this project.',
  since: 'Since',
  roleAndChange: (role: string, name: string) => `${role}. Change access of ${name}`,
  grant: 'Grant access',
  change: 'Change access',
  changeOf: (name: string) => `Change access of ${name}`,
  loadingMembers: 'Loading members',
  everyoneHasAccess: (team: string) => `Everyone in ${team} already has access here. Invite someone first.`,
  roleIn: (project: string) => `Role in ${project}`,
  hasAccess: (name: string, project: string) => `${name} has access to ${project}`,
  revokeOf: (name: string) => `Remove ${name}'s access`,
  revokeQuestion: (name: string) => `Remove ${name}'s access?`,
  revoke: 'Remove access',
  losesAccess: (name: string, project: string) => `${name} loses their direct access to ${project} immediately.`,
  keepsRole: (team: string) => `They keep what their role in ${team} allows, and their access to other projects.`,
  accessRemoved: (name: string, project: string) => `${name}'s access to ${project} was removed`,
};
