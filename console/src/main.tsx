// Must be the first import: it removes an invite from the address bar.
import './client.ts';
import './styles/index.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './app.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { startLanguage } from './words/language.ts';

const root = document.getElementById('root');
if (root) {
  void startLanguage().then(() =>
    createRoot(root).render(
      <StrictMode>
        <ErrorBoundary>
          <App />
        </ErrorBoundary>
      </StrictMode>,
    ),
  );
}
