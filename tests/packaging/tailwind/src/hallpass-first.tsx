import 'hallpass/react/styles.css';
import './tailwind.css';
import { start } from './app.tsx';

start();
