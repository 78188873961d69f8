import '../web/ui/portal.css';
import { conditions } from './conditions.ts';
import { livePart } from './live-part.ts';

conditions(document);
livePart('total');
