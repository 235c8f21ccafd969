import type { ComponentType, ReactNode } from 'react';
import { type LazyModule, useLazyModule } from './lazy-module.ts';
import { COMMON_WORDS } from '../words.ts';
import { Problem, Waiting } from './parts.tsx';
import { useWords } from './use-words.ts';

/**
 * A screen of a module that is imported when the screen is first rendered: pages that never show it do not download it.
 * Shows that it is loading, and the error with a button to try again if it cannot be loaded.
 */
export const lazyScreen = <M, P extends object>(source: LazyModule<M>, find: (module: M) => ComponentType<P>): ((props: P) => ReactNode) =>
  function LazyScreen(props) {
    const { module, error } = useLazyModule(source);
    const Screen = module && find(module);
    const { t } = useWords(COMMON_WORDS);
    if (Screen) return <Screen {...props} />;
    return error === undefined ? <Waiting /> : <Problem error={{ message: t.notLoaded }} retry={() => source.load().catch(() => {})} />;
  };
