// Package mail writes letters and sends them.
//
// Vocabulary. A template is a pair of messages of package i18n,
// mail.<template>.subject and mail.<template>.body. A [Composer] fills one in, in
// the receiver's language, and gives the letter as the effect of a change, for the
// outbox. A [Letter] is what a [Sender] sends: [SMTP] by a server, [Folder] as a file,
// where there is no server. [Deliver] is the outbox's way to a sender.
//
// Invariants: nothing that a person wrote becomes a header or a receiver; a letter has
// the same Message-ID whenever it is sent, and says that a machine wrote it, so that
// no machine answers; what the receiver's server refuses for good is not tried again.
package mail
