import { lazyModule } from './lazy-module.ts';

/** Imported with the first invite that is shown. */
export const ACCEPT = lazyModule(() => import('../accept.ts'));
