// Package audit keeps the trail of everything that changes state: who did what
// with which object, when, and on whose behalf. It is append-only and
// hash-chained.
//
// Vocabulary. An [Event] is one thing done. The domain gives it as an effect of
// the change that it tells of ([Event.Effect]), so that change and event are kept
// together or not at all; it then stands in the inbox. The [Trail] moves events
// from the inbox to the chain, where each entry holds the hash of the one before.
//
// Invariants: every event of the inbox comes into the chain once; an entry never
// changes; a chain that has been tampered with does not verify. An event names no
// care recipient and holds no text that people wrote, only members and states.
package audit
