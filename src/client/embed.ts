import '../web/ui/embed.css';
import { conditions } from './conditions.ts';
import { frame } from './frame.ts';
import { steps } from './steps.ts';

// Nothing here measures, stores or asks: in a frame on somebody else's page there is no cookie to remember an answer by.
conditions(document);
steps(frame());
