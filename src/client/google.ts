/** Runs in the frame, which the server gives only to those who have said yes: tells Google of one page view, and never of anything that ads are made of. */
declare global {
  var dataLayer: unknown[] | undefined;
}

const { measurement = '', page, referrer, title, lasts } = document.body.dataset;

const layer: unknown[] = [];
globalThis.dataLayer = layer;
/** Google's script takes the arguments of a call, and not a list of them. */
const gtag: (...args: unknown[]) => void = function () {
  // biome-ignore lint/complexity/noArguments: see above
  layer.push(arguments);
};

const denied = { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied' };
gtag('consent', 'default', { ...denied, analytics_storage: 'denied' });
gtag('consent', 'update', { analytics_storage: 'granted' });
gtag('set', 'ads_data_redaction', true);
gtag('js', new Date());
gtag('config', measurement, {
  page_location: new URL(page ?? '/', location.href).href,
  page_referrer: referrer ?? '',
  page_title: title,
  allow_google_signals: false,
  allow_ad_personalization_signals: false,
  cookie_domain: 'none',
  cookie_expires: Number(lasts),
  cookie_update: false,
  cookie_flags: location.protocol === 'https:' ? 'SameSite=Lax;Secure' : 'SameSite=Lax',
});

const script = document.createElement('script');
script.async = true;
script.src = `https://www.googletagmanager.com/gtag/js?id=${encodeURIComponent(measurement)}`;
document.head.append(script);

export {};
