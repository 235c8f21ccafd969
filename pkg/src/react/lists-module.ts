import { lazyModule } from './lazy-module.ts';

/** Imported with the first list: a page that only shows and hides does not load it. */
export const LISTS = lazyModule(() => import('../lists.ts'));
