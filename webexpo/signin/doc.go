// Package signin is the pages of accounts: signing in and out, invitations, new
// passwords, and what somebody can do with the own account.
//
// Vocabulary. To enter is to sign in, to leave to sign out. A link is what a mail
// leads to: its path ends with a secret, and the parameter is called so, which keeps
// it out of the log. A link that is good no more is gone. A key is an API token as
// people call it.
//
// Invariants: no answer tells whether an address has an account; a path to go back to
// is one of ours; a password is never sent back to the browser, and the secret of a
// key once; a page here is kept by no cache; a GET changes nothing, since programs
// that look at mails follow their links too, but for the start of a sign-in by a
// provider, which nobody else can end.
package signin
