import '../web/ui/console.css';
import { conditions } from './conditions.ts';
import { editor } from './editor.ts';
import { keys } from './keys.ts';
import { live } from './live.ts';
import { livePart } from './live-part.ts';
import { passkeys } from './passkeys.ts';

conditions(document);
keys();
editor();
passkeys(document);
live();
livePart('count');
livePart('total');
