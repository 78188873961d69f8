import '../web/ui/console.css';
import { passkeys } from './passkeys.ts';

passkeys(document);
