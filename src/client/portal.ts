import '../web/ui/portal.css';
import { conditions } from './conditions.ts';
import { liveTotal } from './live-total.ts';

conditions(document);
liveTotal();
