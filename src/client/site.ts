import '../web/ui/site.css';
import '../web/ui/icon.svg?url';
import { conditions } from './conditions.ts';
import { consent } from './consent.ts';
import { steps } from './steps.ts';

conditions(document);
steps();
// Fetched after a yes, and by nobody else.
consent((google) => {
  void import('./measure.ts').then(({ measure }) => measure());
  if (google) void import('./google-frame.ts').then(({ frameFor }) => frameFor(google));
});

// The menu is a popover; a link to a place on the same page would otherwise leave it open over that place.
const menu = document.querySelector<HTMLElement>('#menu[popover]');
menu?.addEventListener('click', (event) => {
  if ((event.target as Element).closest('a') && menu.matches(':popover-open')) menu.hidePopover();
});
