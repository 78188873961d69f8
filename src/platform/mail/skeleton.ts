import { controller } from '#policy/controller.ts';

/**
 * The look of a mail, as MJML. It is compiled once per process (mjml takes half a second to load) into a page with holes and one
 * piece of HTML per kind of block; a mail is then a matter of joining strings. Colours are the site's tokens written out, since
 * mail programs know no custom properties; the classes exist only for the dark theme and the phone.
 */

const paper = '#FBFAF7';
const ink = '#17211B';
const muted = '#606661';
const line = '#DFE0DC';
const brand = '#0B5D3B';
const accent = '#FFB26B';
const display = "'Bricolage Grotesque Variable','Bricolage Grotesque','Helvetica Neue',Arial,sans-serif";
const body = "'Inter Variable',Inter,-apple-system,'Segoe UI',Arial,sans-serif";

/** Inline styles of the small pieces that sit inside a block. */
export const styles = {
  strong: 'font-weight:600',
  muted: `color:${muted}`,
  link: `color:${brand};text-decoration:underline`,
  gone: `background:${accent};color:${ink};font-weight:600;padding:1px 6px 2px;border-radius:4px;white-space:nowrap`,
  goneLine: `display:inline-block;background:${accent};color:${ink};font-weight:600;padding:1px 6px 2px;border-radius:4px`,
  caption: 'text-align:left;font-weight:600;padding-bottom:8px',
  label: `text-align:left;font-weight:400;vertical-align:top;word-break:normal;padding:10px 16px 10px 0;border-bottom:1px solid ${line};color:${muted}`,
  figure: `text-align:right;vertical-align:top;white-space:nowrap;font-variant-numeric:tabular-nums;padding:10px 0 10px 8px;border-bottom:1px solid ${line}`,
  fact: `width:68%;text-align:left;vertical-align:top;padding:10px 0 10px 8px;border-bottom:1px solid ${line}`,
  note: `margin:12px 0 0;font-size:14px;line-height:1.55;color:${muted}`,
  quote: `margin:0;padding:2px 0 2px 16px;border-left:3px solid ${line};color:${ink}`,
  said: 'margin:0 0 8px',
  list: 'margin:0;padding:0 0 0 22px',
  innerList: 'margin:4px 0 0;padding:0 0 0 20px',
  item: 'margin:0 0 6px;padding-left:2px',
  picture: 'display:block;width:100%;height:auto;border:0;border-radius:10px',
  card: `padding:18px 20px;border:1px solid ${line};border-radius:10px`,
  cardTitle: `margin:0;font:600 18px/1.3 ${display};letter-spacing:-.01em`,
  firstColumn: 'width:50%;vertical-align:top;padding:0 12px 0 0',
  secondColumn: 'width:50%;vertical-align:top;padding:0 0 0 12px',
  notice: `padding:14px 16px;border:1px solid ${line};border-left:3px solid ${ink}`,
} as const;

/** Pixels across, of what stands by itself and of one of two columns. */
export const widths = { whole: 536, column: 256 } as const;

const dark = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
  .h h1, .h2 h2 { text-wrap: balance; }
  @media (max-width: 480px) {
    .pad > table > tbody > tr > td { padding-left: 20px !important; padding-right: 20px !important; }
    .h h1 { font-size: 32px !important; }
    .col { display: block !important; width: 100% !important; padding: 0 0 24px !important; box-sizing: border-box !important; }
    .col + .col { padding-bottom: 0 !important; }
    .col img { max-width: 100% !important; }
    .gone { white-space: normal !important; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
    .bt table, .bt td, .bt a { width: 100% !important; box-sizing: border-box !important; display: block !important; }
    .bt table, .bt tbody, .bt tr { display: block !important; width: 100% !important; }
  }
  @media (prefers-color-scheme: dark) {
    .bg, .bg > div { background: #12160F !important; background-color: #12160F !important; }
    .tx div, .tx table, .tx h1, .tx h2, .tx h3, .tx li, .tx p, .tx blockquote { color: #EEF1EA !important; }
    .tx .mu, .mu div, .mu p { color: #A7ABA4 !important; }
    .tx .ln, .tx .cd, .tx blockquote, .ln p { border-color: #2C3029 !important; }
    .brand div, .tx .no { border-color: #EEF1EA !important; }
    .tx .no { border-top-color: #2C3029 !important; border-right-color: #2C3029 !important; border-bottom-color: #2C3029 !important; }
    a.lk, .tx a.lk { color: #6FCF9F !important; }
    .bt td, .bt a { background: #6FCF9F !important; color: #12160F !important; }
    .tx .gone { color: ${ink} !important; }
  }`;

const piece = (name: string, mjml: string) => `<mj-raw>[[${name}]]</mj-raw>${mjml}<mj-raw>[[/${name}]]</mj-raw>`;
const hole = (name: string) => `[[=${name}]]`;
const text = (name: string, attributes = '') => `<mj-text css-class="tx" ${attributes}>${hole(name)}</mj-text>`;

const source = `
<mjml lang="${hole('lang')}" dir="ltr">
  <mj-head>
    <mj-title>${hole('title')}</mj-title>
    <mj-preview>${hole('preview')}</mj-preview>
    <mj-attributes>
      <mj-all font-family="${body}" />
      <mj-text padding="0" font-size="16px" line-height="1.55" color="${ink}" />
      <mj-table padding="0" font-size="16px" line-height="1.5" color="${ink}" font-family="${body}" />
    </mj-attributes>
    <mj-raw><meta name="color-scheme" content="light dark" /><meta name="supported-color-schemes" content="light dark" /></mj-raw>
    <mj-style>${dark}</mj-style>
  </mj-head>
  <mj-body width="600px" background-color="${paper}" css-class="bg">
    <mj-section padding="0">
      <mj-column padding="32px 32px 48px" css-class="pad">
        <mj-text css-class="tx brand" font-family="${display}" font-size="22px" font-weight="700" line-height="1" letter-spacing="-0.66px"><div style="padding-bottom:16px;border-bottom:2px solid ${ink}">${controller.brand}</div></mj-text>
        <mj-text css-class="tx h" padding="40px 0 0"><h1 style="margin:0;font:600 40px/1.06 ${display};letter-spacing:-.025em">${hole('heading')}</h1></mj-text>
        <mj-raw>${hole('blocks')}</mj-raw>
        ${piece('p', text('p', 'padding="20px 0 0"'))}
        ${piece('pAfterH2', text('pAfterH2', 'padding="8px 0 0"'))}
        ${piece('h2', `<mj-text css-class="tx h2" padding="40px 0 0"><h2 style="margin:0;font:600 20px/1.3 ${display};letter-spacing:-.01em">${hole('h2')}</h2></mj-text>`)}
        ${piece('h3', `<mj-text css-class="tx h2" padding="28px 0 0"><h3 style="margin:0;font:600 17px/1.35 ${display};letter-spacing:-.01em">${hole('h3')}</h3></mj-text>`)}
        ${piece('button', `<mj-button css-class="bt" align="left" padding="32px 0 0" href="${hole('url')}" background-color="${brand}" color="${paper}" font-size="16px" font-weight="600" line-height="1.55" inner-padding="14px 28px" border-radius="10px">${hole('button')}</mj-button>`)}
        ${piece('table', `<mj-table css-class="tx" padding="32px 0 0">${hole('table')}</mj-table>`)}
        ${piece('block', text('block', 'padding="24px 0 0"'))}
        ${piece('columns', `<mj-table css-class="tx" padding="32px 0 0" role="presentation">${hole('columns')}</mj-table>`)}
        ${piece('line', `<mj-divider css-class="ln" padding="36px 0 12px" border-width="1px" border-color="${line}" />`)}
        ${piece('note', `<mj-text css-class="mu" padding="12px 0 0" font-size="14px" color="${muted}">${hole('note')}</mj-text>`)}
        <mj-divider css-class="ln" padding="40px 0 0" border-width="1px" border-color="${line}" />
        <mj-text css-class="mu" padding="16px 0 0" font-size="14px" line-height="1.6" color="${muted}">${hole('foot')}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>`;

export const pieceNames = ['p', 'pAfterH2', 'h2', 'h3', 'button', 'table', 'block', 'columns', 'line', 'note'] as const;
export type PieceName = (typeof pieceNames)[number];

/** A piece of HTML with its holes; `fill` must be given a value, already safe as HTML, for each. */
export type Template = readonly string[];

const template = (html: string): Template =>
  html
    .replace(/\n\s*/g, '\n')
    .trim()
    .split(/\[\[=(\w+)\]\]/);

/** @throws Error for a hole without a value: the mistake is ours and must not leave as an empty place in a mail. */
export function fill(holes: Template, values: Readonly<Record<string, string>>): string {
  return holes
    .map((part, index) => {
      if (index % 2 === 0) return part;
      const value = values[part];
      if (value === undefined) throw new Error(`nothing to put at ${part}`);
      return value;
    })
    .join('');
}

export interface Skeleton {
  readonly page: Template;
  readonly pieces: Readonly<Record<PieceName, Template>>;
}

async function compile(): Promise<Skeleton> {
  const { default: mjml2html } = await import('mjml');
  const { html, errors } = await mjml2html(source, { fonts: {}, keepComments: true, validationLevel: 'soft' });
  const [fault] = errors;
  if (fault) throw new Error(fault.formattedMessage);
  const cut = (name: string) => {
    const [, inner] = html.split(new RegExp(`\\[\\[/?${name}\\]\\]`));
    if (inner === undefined) throw new Error(`no ${name} in the compiled mail`);
    return template(inner);
  };
  const pieces = Object.fromEntries(pieceNames.map((name) => [name, cut(name)])) as Record<PieceName, Template>;
  return { page: template(html.replace(/\[\[(\w+)\]\][\s\S]*?\[\[\/\1\]\]/g, '')), pieces };
}

let compiled: Promise<Skeleton> | undefined;

/** The compiled look; the first call takes about a second of processor time, later ones none. */
export function skeleton(): Promise<Skeleton> {
  compiled ??= compile().catch((error) => {
    compiled = undefined;
    throw error;
  });
  return compiled;
}

/** Compiles the look beforehand, for whoever is to write a mail within a transaction: nothing else waits for it there. */
export const mailReady = async (): Promise<void> => {
  await skeleton();
};
