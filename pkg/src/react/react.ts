/** All that the bindings take of React, by one import: a bundle names each of these once. */
export {
  createContext,
  createElement as h,
  Fragment,
  useCallback,
  useContext,
  useDeferredValue,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
