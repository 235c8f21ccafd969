import type { ReactNode } from 'react';
import type { AccessPickerProps } from './access-picker-screen.tsx';
import { lazyScreen } from './lazy-screen.tsx';
import { SCREENS } from './screens-module.ts';

/** Radio buttons for the roles and for a list of permissions, the list, and help to grant the least. */
export const AccessPicker: (props: AccessPickerProps) => ReactNode = lazyScreen(SCREENS, (screens) => screens.AccessPickerScreen);
