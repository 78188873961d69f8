export {
  issueLoginToken,
  logIn,
  logInSupplier,
  logOut,
  noteLoginRequest,
  sendLoginLink,
  sweepAccess,
  withinLimit,
} from './actions.ts';
export { loginMail } from './messages.ts';
export { accessRoom } from './personal.ts';
export { type Session, sessionOf } from './queries.ts';
