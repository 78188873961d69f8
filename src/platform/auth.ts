import { randomUUID } from 'node:crypto';
import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { APIError, createAuthEndpoint, getSessionFromCtx } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { twoFactor } from 'better-auth/plugins';
import { Kysely, PostgresDialect, WithSchemaPlugin } from 'kysely';
import pg from 'pg';
import { z } from 'zod';
import type { Connection } from './db/index.ts';

export interface AuthOptions {
  readonly connection: Connection;
  /** Signs cookies and encrypts one-time code secrets. */
  readonly secret: string;
  /** Passkeys are bound to its host. */
  readonly baseUrl: string;
  readonly secure: boolean;
  /** How long a session may live at most. */
  readonly sessionSeconds: number;
}

/** An answer of the library's: its JSON, and the cookies it wants set. */
export interface Answer {
  readonly ok: boolean;
  readonly body: unknown;
  readonly cookies: readonly string[];
}

/** Who a cookie belongs to, by better-auth's own check of signature and expiry. */
export interface Known {
  readonly token: string;
  readonly userId: string;
}

/** Passkeys, one-time codes and the sessions of staff. Only what is named here is used; none of the library's own routes is mounted. */
export interface Auth {
  known(cookie: string | undefined): Promise<Known | undefined>;
  /** Starts a session for somebody who has shown who they are by other means: a link from their mail. */
  start(userId: string): Promise<Answer>;
  end(cookie: string | undefined): Promise<Answer>;
  passkeyRegistration(cookie: string | undefined): Promise<Answer>;
  addPasskey(cookie: string | undefined, response: unknown, name: string): Promise<Answer>;
  passkeyChallenge(cookie: string | undefined): Promise<Answer>;
  /** Logs in by passkey: a new session takes the place of any other. */
  enterByPasskey(cookie: string | undefined, response: unknown): Promise<Answer>;
  /** Makes a secret for an app of one-time codes; it counts when the first code has been shown. `body.totpURI` */
  beginTotp(cookie: string | undefined): Promise<Answer>;
  showTotp(cookie: string | undefined, code: string): Promise<Answer>;
  close(): Promise<void>;
}

const naming = {
  user: {
    modelName: 'staff',
    fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
  },
  session: {
    modelName: 'staff_session',
    fields: {
      userId: 'user_id',
      expiresAt: 'expires_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
      ipAddress: 'ip_address',
      userAgent: 'unused_agent',
    },
  },
  account: {
    modelName: 'staff_account',
    fields: {
      accountId: 'account_id',
      providerId: 'provider_id',
      userId: 'user_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
    },
  },
  verification: {
    modelName: 'staff_verification',
    fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
  },
} as const;

const passkeyNaming = {
  passkey: {
    modelName: 'staff_passkey',
    fields: {
      publicKey: 'public_key',
      userId: 'user_id',
      credentialID: 'credential_id',
      deviceType: 'device_type',
      backedUp: 'backed_up',
      createdAt: 'created_at',
    },
  },
};

const totpNaming = {
  user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
  twoFactor: {
    modelName: 'staff_totp',
    fields: {
      backupCodes: 'backup_codes',
      userId: 'user_id',
      failedVerificationCount: 'failed_verification_count',
      lockedUntil: 'locked_until',
    },
  },
};

/** The library asks for the user's presence only; we ask that it has made sure who it is (a PIN, a finger), as it is the whole log-in. */
const requireVerified = (verified: boolean | undefined) => {
  if (!verified) throw new APIError('UNAUTHORIZED', { message: 'user verification is required' });
};

const startSession = {
  id: 'staff-session',
  endpoints: {
    startSession: createAuthEndpoint(
      '/staff/start-session',
      { method: 'POST', body: z.object({ userId: z.string() }), metadata: { SERVER_ONLY: true } },
      async (ctx) => {
        const { internalAdapter } = ctx.context;
        const user = await internalAdapter.findUserById(ctx.body.userId);
        if (!user) throw new APIError('UNAUTHORIZED');
        const session = await internalAdapter.createSession(user.id);
        await setSessionCookie(ctx, { session, user });
        return ctx.json({ session, user });
      },
    ),
    knownSession: createAuthEndpoint(
      '/staff/known-session',
      { method: 'POST', metadata: { SERVER_ONLY: true } },
      async (ctx) => {
        const found = await getSessionFromCtx(ctx);
        return ctx.json(found ? { token: found.session.token, userId: found.user.id } : null);
      },
    ),
  },
} as const;

/** Sets better-auth up on a small pool of its own, as the app role: it wants other types than the rest of the house. */
export function createAuth(options: AuthOptions): Auth {
  const pool = new pg.Pool({
    ...options.connection,
    max: 3,
    application_name: 'allkontrakt-auth',
    connectionTimeoutMillis: 10_000,
    options: '-c timezone=UTC -c statement_timeout=10000 -c role=app',
  });
  pool.on('error', () => {});
  const db = new Kysely<object>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new WithSchemaPlugin('access')],
  });
  const auth = betterAuth({
    appName: 'Allkontrakt',
    baseURL: options.baseUrl,
    secret: options.secret,
    database: { db, type: 'postgres' },
    ...naming,
    session: { ...naming.session, expiresIn: options.sessionSeconds, disableSessionRefresh: true },
    logger: { disabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'ak_personal',
      useSecureCookies: options.secure,
      database: { generateId: () => randomUUID() },
      ipAddress: { disableIpTracking: true },
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
    },
    plugins: [
      passkey({
        rpName: 'Allkontrakt',
        rpID: new URL(options.baseUrl).hostname,
        origin: new URL(options.baseUrl).origin,
        schema: passkeyNaming,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        registration: {
          afterVerification: async ({ verification }) => {
            requireVerified(verification.registrationInfo?.userVerified);
          },
        },
        authentication: {
          afterVerification: async ({ verification }) => {
            requireVerified(verification.authenticationInfo.userVerified);
          },
        },
      }),
      twoFactor({ issuer: 'Allkontrakt', allowPasswordless: true, schema: totpNaming }),
      startSession,
    ],
  });

  const headersOf = (cookie: string | undefined) => new Headers(cookie ? { cookie } : {});
  const answer = async (asked: Promise<Response>): Promise<Answer> => {
    const response = await asked;
    const text = await response.text();
    return {
      ok: response.ok,
      body: text === '' ? undefined : JSON.parse(text),
      cookies: response.headers.getSetCookie(),
    };
  };
  const { api } = auth;
  const asResponse = true;
  return {
    async known(cookie) {
      const found = await answer(api.knownSession({ headers: headersOf(cookie), asResponse }));
      return found.ok && found.body ? (found.body as Known) : undefined;
    },
    start: (userId) => answer(api.startSession({ body: { userId }, headers: headersOf(undefined), asResponse })),
    end: (cookie) => answer(api.signOut({ headers: headersOf(cookie), asResponse })),
    passkeyRegistration: (cookie) =>
      answer(api.generatePasskeyRegistrationOptions({ headers: headersOf(cookie), asResponse })),
    addPasskey: (cookie, response, name) =>
      answer(api.verifyPasskeyRegistration({ body: { response, name }, headers: headersOf(cookie), asResponse })),
    passkeyChallenge: (cookie) =>
      answer(api.generatePasskeyAuthenticationOptions({ headers: headersOf(cookie), asResponse })),
    enterByPasskey: (cookie, response) =>
      answer(
        api.verifyPasskeyAuthentication({
          body: { response: response as Record<string, unknown> as never },
          headers: headersOf(cookie),
          asResponse,
        }),
      ),
    beginTotp: (cookie) =>
      answer(api.enableTwoFactor({ body: { method: 'totp' }, headers: headersOf(cookie), asResponse })),
    showTotp: (cookie, code) => answer(api.verifyTOTP({ body: { code }, headers: headersOf(cookie), asResponse })),
    async close() {
      await db.destroy();
      if (!pool.ended) await pool.end();
    },
  };
}
