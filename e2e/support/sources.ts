import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Context } from '#domain/context.ts';
import { addSource, type SourceKind } from '#domain/source/index.ts';
import { keepSubmission, type SentField } from '#domain/submission/index.ts';
import { transact } from '#platform/db/index.ts';

/** A system that may send requests. @returns its number and its secret */
export const plantSource = (ctx: Context, kind: SourceKind = 'api', name = 'Kundsystemet') =>
  transact(ctx.db, (tx) => addSource(ctx, tx, { name, kind, service: kind === 'api' ? undefined : 'legal' }));

/** Something that a form has sent and nobody has looked at. @returns its number */
export async function plantSubmission(ctx: Context, content: readonly SentField[] = sent): Promise<string> {
  const { id } = await plantSource(ctx, 'elementor', 'Formuläret');
  return (await transact(ctx.db, (tx) => keepSubmission(ctx, tx, id, content))) ?? '';
}
const sent: readonly SentField[] = [{ key: 'email', label: 'E-post', values: ['berta@bullssons.example'] }];

export interface Sent {
  readonly key?: string;
  /** One of its own when left out, none when null. */
  readonly idempotency?: string | null;
  readonly headers?: Record<string, string>;
}

/** Sends a request by the API, as another system does. */
export const sendLead = (url: string, body: unknown, { key = '', idempotency, headers = {} }: Sent) =>
  fetch(`${url}/api/v1/leads`, {
    method: 'POST',
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
    headers: {
      ...{ 'content-type': 'application/json', authorization: `Bearer ${key}` },
      ...(idempotency === null ? {} : { 'idempotency-key': idempotency ?? randomUUID() }),
      ...headers,
    },
  });

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

export async function problemIn(answer: Response): Promise<Problem> {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  return (await answer.json()) as Problem;
}

export const kindOf = (type: string) => type.split('#problem-')[1];
