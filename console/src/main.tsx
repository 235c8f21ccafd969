// First of all: this takes an invite out of the address bar.
import './client.ts';
import './styles/index.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './app.tsx';
import { Unbroken } from './shell/broken.tsx';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Unbroken>
        <App />
      </Unbroken>
    </StrictMode>,
  );
}
