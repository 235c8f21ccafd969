import { Component } from 'react';
import type { ReactNode } from 'react';

import { Button } from '../ui/button.tsx';
import { Mark } from '../ui/icon.tsx';

/** An error boundary that replaces the page when rendering fails. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main className="splash">
        <Mark size={44} />
        <div className="splash-text" role="alert">
          <h1 className="page-title">Something went wrong</h1>
          <p className="muted">This page crashed. Nothing was changed.</p>
          <Button look="primary" needsService={false} icon="refresh" onClick={() => location.reload()}>
            Reload
          </Button>
        </div>
      </main>
    );
  }
}
