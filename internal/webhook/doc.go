// Package webhook tells other systems of events by POST.
//
// Vocabulary. A [Subscription] is an organisation's wish to have events by name sent
// to an address. [Service] keeps subscriptions. An [Event] goes to the outbox with the
// change that it tells of ([Event.Effect]); [Service.Senders] are the outbox's senders,
// which make a delivery for each subscription that wants it, and post it.
//
// A delivery is a POST of JSON with the headers Matcharenan-Event, its name;
// Matcharenan-Delivery, an ID that is the same whenever it is sent, by which a receiver
// knows what it has had; Matcharenan-Timestamp, seconds since 1970 when it was sent; and
// Matcharenan-Signature, v1=<hex> with the HMAC-SHA256 of timestamp, a full stop and
// the body, keyed by the subscription's secret, and two of them, with a comma between,
// while a secret is being replaced. [Verify] checks it. Any answer 2xx is thanks; others,
// redirects too, are failures that the outbox tries again.
//
// Invariants: no connection is made to an address that is not of the public Internet,
// whatever a name resolves to at that moment; a secret is shown once; a subscription
// that has failed for long is switched off, and its owner told.
package webhook
