import { lazyModule } from './lazy-module.ts';

/** All in one module, since bundlers make a file of what each set of such modules shares. */
export const SCREENS = lazyModule(() => import('./screens.ts'));
