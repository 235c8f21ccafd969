import { refusal } from '../../messages.ts';
import type { Project, Projects } from '../../types.ts';
import type { Services } from '../services.ts';

/** `client.projects`. */
export const createProjects = ({ store, projects, messages }: Services): Projects => {
  function use(id: string): Project;
  function use(id: undefined): undefined;
  function use(id: string | undefined): Project | undefined {
    if (projects.loaded) return projects.loaded.use(id);
    const project = store.state.projects?.find((each) => each.id === id);
    if (id !== undefined && !project) throw refusal('not_found', {}, messages);
    // The projects of a server's snapshot are shown before the part that chooses one is loaded.
    void projects.load().then((part) => part.use(id)).catch(() => {});
    return project;
  }

  return { ...projects.methods('list', 'read', 'create', 'update', 'members', 'grant', 'revoke'), use };
};
