import '../web/ui/console.css';
import { keys } from './keys.ts';
import { live } from './live.ts';
import { passkeys } from './passkeys.ts';

keys();
passkeys(document);
live();
