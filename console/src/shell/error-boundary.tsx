import { Component } from 'react';
import type { ReactNode } from 'react';

import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/icon.tsx';
import { words } from '../words/language.ts';

/** An error boundary that replaces the page when rendering fails. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    const { shell: t } = words();
    return (
      <main className="splash">
        <Mark size={44} />
        <div className="splash-text" role="alert">
          <h1 className="page-title">{t.crashed}</h1>
          <p className="muted">{t.crashedAbout}</p>
          <Button look="primary" needsService={false} icon="refresh" onClick={() => location.reload()}>
            {t.reload}
          </Button>
        </div>
      </main>
    );
  }
}
