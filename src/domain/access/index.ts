export { issueLoginToken, logIn, logInSupplier, logOut, sendLoginLink, sweepAccess, withinLimit } from './actions.ts';
export { loginMail } from './messages.ts';
export { type Session, sessionOf } from './queries.ts';
