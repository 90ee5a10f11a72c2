// Package needs is the desk of a municipality: its needs, from a few lines in the
// ward's own words to what is published.
//
// Vocabulary. The list is of what an organisation owns. A need has an overview, which
// says where it stands and what comes next; an editor, one theme of questions to a
// page; and versions, which are what was published. An action is a step of the table
// of package testbeds; those that take something away are confirmed first.
//
// Invariants: nothing that somebody has typed is lost. What cannot be read is shown
// again with what is wrong; when somebody else has saved the same theme meanwhile, both
// are shown beside each other; when only other themes were changed, both changes are
// kept. A page never changes what it does not show. Who may read and who may change is
// asked of the actor and, again, by the service.
package needs
