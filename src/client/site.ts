import '../web/ui/site.css';
import '../web/ui/icon.svg?url';
import { conditions } from './conditions.ts';
import { steps } from './steps.ts';

conditions(document);
steps();
