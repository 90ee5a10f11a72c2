// Package jobs runs what the service does by itself, on schedule: once across all
// instances, whatever is killed, asleep or set back in between.
//
// Vocabulary. A [Job] has a [Schedule], whose due times are slots. A [Tick] is one
// run's slot and its present time. A [Runner] asks of each job which slot is due
// ([Due]): when cron knocks, at every sweep, and at once when it starts. A run is
// made under a lease, whose token fences off a runner that has lost it. A [Run] is
// a line of the run log.
//
// Invariants:
//
//   - The decision is a function of what has been finished and of the present time,
//     never of a tick: a missed one loses nothing, and several missed ones are made
//     up by one run, for the last of their slots.
//   - No two runs of a job overlap, in one process or in several. A runner that has
//     lost its lease cannot finish a slot or write in the log after its successor.
//   - A slot that has been finished is not run again, not even when the clock is set
//     back. A run that was killed is run again with the same slot, so that a job
//     makes its effect once by keying it by [Tick.Slot].
package jobs
