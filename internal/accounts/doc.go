// Package accounts knows the people and organisations of Matcharenan and lets them
// in.
//
// Vocabulary. An [Organisation] is a company, a municipality or the hub. A [Person]
// has a name and one e-mail address, and belongs to organisations by memberships,
// each with roles ([Member]). An [Invitation] lets somebody become a member. Whoever
// signs in, by password or by a [Provider] of OpenID Connect, gets a session, whose
// secret the browser keeps. A [Token] lets a system act for a person in one
// organisation. The writers of an organisation are its members who may write people.
//
// Invariants:
//
//   - The store holds no secret that lets anybody in: only the SHA-256 of secrets of
//     256 bits, and argon2id of passwords.
//   - Rights are looked up when they are used. Who loses a role, is shut out or is
//     erased loses sessions' and tokens' rights with the same write.
//   - An organisation that has writers never loses the last one while it is active.
//   - Answers to whoever is not signed in do not tell whether an account exists, and
//     take the same work.
//   - Every change writes its audit event in the same write of the store, with IDs
//     and states only. Counters of tries and the last use of sessions and tokens are
//     no changes.
//
// What another may not know of is NotFound: people, invitations, sessions and tokens.
package accounts
