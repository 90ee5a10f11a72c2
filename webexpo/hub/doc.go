// Package hub is the desk of the project's own staff: what waits for review, who is
// who, what the service does by itself, and what has been done.
//
// Vocabulary. The queue is what has been submitted and waits for a reviewer. A review
// shows what was submitted as people will see it, beside what was published last; it
// ends with a publication, or with a return that carries a message. An organisation's
// administrator manages its people here too, and sees no other organisation. A job
// and a message that was given up are shown as they are logged.
//
// Invariants: the guard of a route asks for the permission, and the service asks
// again for the owner; every change carries the version that its page was made from,
// and a change by somebody else in between is told with nothing of what was typed
// lost; what reviewers read is made of the same labels as the forms.
package hub
