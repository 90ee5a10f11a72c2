// Package outbox keeps messages that are to leave the service, and sends them:
// mail, webhooks, and whatever else has a [Sender].
//
// Vocabulary. A [Message] is made as the effect of the change that causes it
// ([NewEffect]), so that both are kept or neither. Its key, the ID of its document,
// makes it once however often the change is tried. The [Outbox] claims what is due,
// sends it, and tries again with growing waits what failed; what fails for good, or
// for too long, is dead and shown to staff, who may have it tried again.
//
// Invariants:
//
//   - A message is sent at least once. A claim, which runs out, keeps two instances
//     from sending it at the same time; their clocks may differ by less than a
//     minute. What is sent twice, because the process died between sending and
//     noting it, has the same ID both times ([Message.Reference]).
//   - What was sent keeps no personal data: receiver and content are erased, and a
//     hash of the receiver, the template and the time are left.
package outbox
