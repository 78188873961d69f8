import { type Register, registerOf } from '#domain/privacy/index.ts';
import { makePdf } from '#platform/pdf.ts';
import { controller } from '#policy/controller.ts';
import type { Locale } from '#policy/text.ts';
import { notFound } from '../errors.tsx';
import { type Face, pageOf } from '../face.ts';
import { endpoint, endpoints } from '../paths.ts';
import { renderPage } from '../ui/page.tsx';
import { registerCsv, registerParts } from './register.files.ts';
import { RegisterPage } from './register.page.tsx';
import { registerWords } from './register.texts.ts';

const formats = ['pdf', 'csv', 'json'] as const;

/** Article 30: the register as a page and as files; files are in Swedish unless `?lang=en` asks otherwise. */
export function registerRoutes(face: Face): void {
  const { map, kept } = face;
  map.page('GET', 'register', 'anyone', async (visit) => {
    const register = await current(face, visit.locale);
    const files = formats.map((format) => [format, fileOf(format, visit.locale)] as const);
    return kept.answer(visit.c, JSON.stringify(register), () =>
      renderPage(<RegisterPage page={pageOf(face, visit)} register={register} files={files} />),
    );
  });
  const pdf = latestPdf();
  map.route('GET', endpoints.registerFile, 'anyone', async (visit) => {
    const { c } = visit;
    const locale = c.req.query('lang') === 'en' ? 'en' : 'sv';
    const format = formats.find((one) => one === c.req.param('format'));
    if (!format) return notFound(face, visit);
    const register = await current(face, locale);
    c.header('Content-Disposition', `attachment; filename="${registerWords(locale).file}.${format}"`);
    if (format === 'json') return c.json(register);
    c.header('Content-Type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/pdf');
    return c.body(format === 'csv' ? registerCsv(register) : await pdf(register));
  });
}

const fileOf = (format: string, locale: Locale): string =>
  `${endpoint('registerFile', { format })}${locale === 'en' ? '?lang=en' : ''}`;

async function current({ ctx, registry, processors = [] }: Face, locale: Locale): Promise<Register> {
  const suppliers = (await registry()).filter((one) => !one.example && one.services.length > 0);
  return registerOf(locale, {
    edition: ctx.policyVersion,
    engaged: processors,
    suppliers: suppliers.map(({ name }) => name),
  });
}

/** Made once for each language and content: anyone may ask, and no number of them may keep a core busy. */
function latestPdf(): (register: Register) => Promise<Uint8Array<ArrayBuffer>> {
  const made = new Map<Locale, { readonly of: string; readonly pdf: Promise<Uint8Array<ArrayBuffer>> }>();
  return (register) => {
    const of = JSON.stringify(register);
    const known = made.get(register.locale);
    if (known?.of === of) return known.pdf;
    const { title, edition } = registerWords(register.locale);
    const pdf = makePdf(registerParts(register), {
      title,
      author: controller.name,
      locale: register.locale,
      foot: `${controller.name} · ${title} · ${edition(register.edition)}`,
    });
    made.set(register.locale, { of, pdf });
    // A failure is not kept.
    pdf.catch(() => made.delete(register.locale));
    return pdf;
  };
}
