import type { ComponentType, ReactNode } from 'react';
import { lazyModule, useLazyModule } from './lazy-module.ts';
import { Problem, Waiting } from './parts.tsx';

type Screens = typeof import('./screens.ts');

/** All in one module, since bundlers make a file of what each set of such modules shares. */
export const SCREENS = lazyModule(() => import('./screens.ts'));

/**
 * A screen that is imported when it is first rendered: pages that never show it do not download it. Shows that it is
 * loading, and the error with a button to try again if it cannot be loaded.
 */
export const lazyScreen = <P extends object>(find: (screens: Screens) => ComponentType<P>): ((props: P) => ReactNode) =>
  function LazyScreen(props) {
    const { module, error } = useLazyModule(SCREENS);
    const Screen = module && find(module);
    if (Screen) return <Screen {...props} />;
    return error === undefined ? <Waiting /> : <Problem error={error} retry={() => SCREENS.load().catch(() => {})} />;
  };
