/** The part of the client that knows projects. Loaded where the policy has projects, or when they are first used. */

import { refusal } from '../../messages.ts';
import type { ClientOptions } from '../../types.ts';
import type { ProjectsPart } from '../projects-view.ts';
import type { Services } from '../services.ts';
import { ActiveProject } from './active-project.ts';
import { createProjectOperations } from './operations.ts';
import { ProjectReader } from './project-reader.ts';
import { ProjectRecords } from './project-records.ts';
import { ProjectTokens } from './project-tokens.ts';

/** Creates the part, and makes its projects those of the store. */
export const createProjectsPart = ({ projectScope, initial }: ClientOptions, services: Services): ProjectsPart => {
  const { http, store, clock, requests, isHidden, messages } = services;
  const active = new ActiveProject(services, projectScope, initial?.project);
  const records = new ProjectRecords(store, clock, active, (account) => reader.want(account));
  const reader = new ProjectReader({ http, store, clock, records });
  const tokens = new ProjectTokens({ ...services, records, reader });

  const row = initial && store.records.accounts.get(initial.active);
  if (initial?.projects && row) records.applyList(row.id, { rows: initial.projects, explanation: initial.projectsExplanation }, row.epoch);
  store.setProjects(records);

  // Who changes something here, or in another tab, may have changed projects; everything else moves the account's epoch.
  store.on('changed', ({ account }) => {
    if (account === undefined) reader.outdate();
    else records.dropTokens();
    if (!isHidden()) void reader.refresh();
  });
  let published = store.state;
  store.subscribe(() => {
    queueMicrotask(() => !isHidden() && void reader.refresh());
    const [from, to] = [published.project, store.state.project];
    const isSameUser = published.user?.id === store.state.user?.id;
    published = store.state;
    if (isSameUser && from?.id !== to?.id) store.publishState([['project-switch', { ...(from && { from }), ...(to && { to }) }]]);
  });

  return {
    ...createProjectOperations({ requests }, records, reader),
    async refresh() {
      const { active: account, project } = store.state;
      await Promise.all([reader.refresh(), account && project && tokens.refresh(account.id, project.id)]);
    },
    use(id) {
      const { active: account, projects = [] } = store.state;
      const project = projects.find((each) => each.id === id);
      if (!account || (id !== undefined && !project)) throw refusal('not_found', {}, messages);
      active.use(account.id, id);
      store.publishState();
      return project;
    },
    token: (account, project, rejected) => tokens.get(account, project, rejected),
  };
};
