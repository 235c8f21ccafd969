import { ACCEPT } from './accept-module.ts';
import { LISTS } from './lists-module.ts';
import { SCREENS } from './screens-module.ts';

/** What is downloaded when it is first rendered: the lists and screens for managing a team, or what shows an invite. */
export type LazyPart = 'team' | 'invite';

/**
 * Downloads a part before it is rendered, so that it shows at once: when the user points at the link that leads there, or
 * when a page that needs it starts. Resolves when it is ready; a failed download is tried again when the part is rendered.
 */
export const preload = async (part: LazyPart): Promise<void> => {
  await Promise.all(part === 'team' ? [LISTS.load(), SCREENS.load()] : [ACCEPT.load()]);
};
