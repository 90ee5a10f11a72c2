// Package lifecycle moves documents that are written, reviewed and published
// through their states. It knows no domain: a [Kind] says what sort of document it
// is, with its table, its permissions and its checks.
//
// Vocabulary. A [Record] is the part that all such documents have: an owner, a
// [State], a working copy that people change, and which version the public sees. A
// [Version] is what was published once. A [Step] is one line of a [Table]: who may
// do an [Action] in a state, and which state follows. A [Flow] makes changes by the
// table; [Commands] are those that all kinds have.
//
// Invariants:
//
//   - A state changes by a step of the table and in no other way.
//   - Each change is written together with one audit event for each step.
//   - A version never changes. It is written together with its publication.
//   - The public sees the published version while the working copy goes on.
//   - Who may not know of a document learns nothing: [store.ErrNotFound].
package lifecycle
