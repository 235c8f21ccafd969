import './tailwind.css';
import 'hallpass/react/styles.css';
import { start } from './app.tsx';

start();
